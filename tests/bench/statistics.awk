# SPDX-License-Identifier: GPL-2.0-only
# Functions for awk programs that make figures of measurements.

function sort(values, n,	i, j, v)
{
	for (i = 2; i <= n; i++) {
		v = values[i]
		for (j = i - 1; j && values[j] > v; j--)
			values[j + 1] = values[j]
		values[j + 1] = v
	}
}

function median(values, n)
{
	sort(values, n)
	return n % 2 ? values[(n + 1) / 2] : \
		       (values[n / 2] + values[n / 2 + 1]) / 2
}
