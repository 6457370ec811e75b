# SPDX-License-Identifier: GPL-2.0-only
#
# Whose instructions were counted.  Files, in this order: kallsyms,
# measurements (of count), blocks (of insns.so).  Output, a line per function
# that ran in a measurement, and one with function "-" per module:
#	PATH/WAY MODULE FUNCTION INSTRUCTIONS-PER-FRAME
# and, if stores were noted, for each function that wrote to cache lines that
# both CPUs write again and again, at least with every hundredth of their
# frames, the number of such stores and of such lines:
#	shared PATH/WAY MODULE FUNCTION STORES-PER-FRAME LINES

function hex(text,	i, value)
{
	# Only the low 48 bits tell kernel addresses apart, and they fit.
	text = tolower(substr("000000000000" text, length(text) + 1))
	for (i = 1; i <= 12; i++)
		value = value * 16 + index("123456789abcdef", substr(text, i, 1))
	return value
}

# The symbols of /proc/kallsyms are sorted within the kernel and within each
# module, not over all.
function sort_symbols(low, high,	i, last, pivot)
{
	while (low < high) {
		pivot = start[order[int((low + high) / 2)]]
		i = low
		last = high
		while (i <= last) {
			while (start[order[i]] < pivot)
				i++
			while (start[order[last]] > pivot)
				last--
			if (i <= last)
				swap(i++, last--)
		}
		if (last - low < high - i) {
			sort_symbols(low, last)
			low = i
		} else {
			sort_symbols(i, high)
			high = last
		}
	}
}

function swap(i, j,	k)
{
	k = order[i]
	order[i] = order[j]
	order[j] = k
}

function symbol_at(address,	low, high, middle)
{
	low = 1
	high = n_symbols
	while (low < high) {
		middle = int((low + high + 1) / 2)
		if (start[order[middle]] <= address)
			low = middle
		else
			high = middle - 1
	}
	return order[low]
}

function flush_stores(	i, few, symbol, stores, lines, seen)
{
	few = frames[measurement] / 200
	for (i = 1; i <= n_stores; i++) {
		if (first[line[i]] < few || second[line[i]] < few)
			continue
		symbol = symbol_at(hex(insn[i]))
		stores[symbol] += times[i]
		if (!((symbol, line[i]) in seen))
			lines[symbol]++
		seen[symbol, line[i]] = 1
	}
	for (symbol in stores)
		printf "shared %s %s %s %.4f %d\n", what[measurement],
		       owner[symbol], name[symbol],
		       stores[symbol] / frames[measurement], lines[symbol]
	n_stores = 0
	split("", first)
	split("", second)
}

function flush(	symbol, module)
{
	measurement++
	for (symbol in insns) {
		printf "%s %s %s %.2f\n", what[measurement], owner[symbol],
		       name[symbol], insns[symbol] / frames[measurement]
		modules[owner[symbol]] += insns[symbol]
	}
	for (module in modules)
		printf "%s %s - %.2f\n", what[measurement], module,
		       modules[module] / frames[measurement]
	split("", insns)
	split("", modules)
	flush_stores()
}

FNR == 1 {
	file++
	if (file == 3)
		sort_symbols(1, n_symbols)
}

file == 1 && $2 ~ /^[tTwW]$/ {
	start[++n_symbols] = hex($1)
	order[n_symbols] = n_symbols
	name[n_symbols] = $3
	owner[n_symbols] = NF > 3 ? substr($4, 2, length($4) - 2) : "vmlinux"
}

file == 2 {
	what[FNR] = $1
	frames[FNR] = $2
}

file == 3 && $1 == "B" {
	insns[symbol_at(hex($2))] += $3 * $4
}

file == 3 && $1 == "S" {
	insn[++n_stores] = $2
	line[n_stores] = $3
	times[n_stores] = $4 + $5
	first[$3] += $4
	second[$3] += $5
}

file == 3 && $1 == "E" {
	flush()
}
