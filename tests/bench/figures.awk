# SPDX-License-Identifier: GPL-2.0-only
#
# From windows to figures.  Input, a line per round of a path in a scenario:
#	SINK SIZE FLOWS TABLE PATH ROUND FRAMES NS NS NS..
# Output, a line per path of a scenario, separated by tabs:
#	SINK SIZE FLOWS TABLE PATH NS ABOVE SPREAD BRIDGE OVS
#
# NS is the time of one frame: the tenth percentile of a round's windows, which
# other jobs of the machine disturb least, and of the rounds the median.
# SPREAD is the distance of the best round from the worst, in percent of NS.
# ABOVE is NS less the floor, BRIDGE and OVS its ratio to theirs; these are
# medians of what the rounds give each for itself, since a slow or fast spell
# of the machine hits all paths of a round.  Needs statistics.awk.

# The rounds of one path, less those of the floor, over those of another
function ratio(scenario, path, other,	r, n, low, values)
{
	for (r = 1; r <= rounds; r++) {
		if (!((scenario, other, r) in ns))
			return "-"
		low = ns[scenario, "free", r]
		values[++n] = (ns[scenario, path, r] - low) / \
			      (ns[scenario, other, r] - low)
	}
	return sprintf("%.3f", median(values, n))
}

function above(scenario, path,	r, n, values)
{
	for (r = 1; r <= rounds; r++)
		values[++n] = ns[scenario, path, r] - ns[scenario, "free", r]
	return median(values, n)
}

function line(scenario, path,	r, n, values, middle)
{
	for (r = 1; r <= rounds; r++)
		values[++n] = ns[scenario, path, r]
	middle = median(values, n)
	printf "%s\t%s\t%.1f\t%.1f\t%.1f\t%s\t%s\n", scenario, path, middle,
	       above(scenario, path), 100 * (values[n] - values[1]) / middle,
	       ratio(scenario, path, "bridge"), ratio(scenario, path, "ovs")
}

{
	scenario = $1 "\t" $2 "\t" $3 "\t" $4
	if (!(scenario in known)) {
		known[scenario] = ++n_scenarios
		scenarios[n_scenarios] = scenario
	}
	if (!((scenario, $5) in has)) {
		has[scenario, $5] = 1
		paths[scenario] = paths[scenario] " " $5
	}
	if ($6 > rounds)
		rounds = $6
	n = 0
	for (i = 8; i <= NF; i++)
		times[++n] = $i / $7
	sort(times, n)
	ns[scenario, $5, $6] = times[int((n + 9) / 10)]
}

END {
	for (i = 1; i <= n_scenarios; i++) {
		n = split(paths[scenarios[i]], path, " ")
		for (j = 1; j <= n; j++)
			line(scenarios[i], path[j])
	}
}
