# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# What becomes of the figures of figures.awk: a table for people, JSON for
# programs, a plot; and the building.  Sourced by tests/bench/run and host,
# which set $here.

# build KERNEL OUTDIR: silent unless it fails
build()
{
	"$here/build" "$1" > "$2/build.log" 2>&1 || {
		tail -n 20 "$2/build.log" >&2
		echo "${0##*/}: the modules for $1 do not build" >&2
		return 1
	}
}

# report_table FIGURES: a line per scenario, what each path costs above the
# floor, and what xvs costs as a share of the bridge and of Open vSwitch
report_table()
{
	awk -F '\t' '
	BEGIN {
		n_paths = split("direct queue mirred bridge ovs xvs xvs-vm",
				path, " ")
		printf "%-12s %5s %5s %7s %7s", "to", "bytes", "flows",
		       "entries", "floor"
		for (i = 1; i <= n_paths; i++)
			printf " %7s", path[i]
		printf "  %7s %7s\n", "/bridge", "/ovs"
	}
	function finish()
	{
		if (scenario == "")
			return
		printf "%s %7.1f", scenario, floor
		for (i = 1; i <= n_paths; i++)
			printf " %7s", path[i] in above ? above[path[i]] : "-"
		printf "  %7s %7s\n", bridge, ovs
	}
	{
		key = sprintf("%-12s %5d %5d %7d", $1, $2, $3, $4)
		if (key != scenario) {
			finish()
			split("", above)
			bridge = ovs = "-"
		}
		scenario = key
		if ($5 == "free")
			floor = $6
		else
			above[$5] = $7
		if ($5 == "xvs") {
			bridge = $9
			ovs = $10
		}
	}
	END { finish() }' "$1"
	echo "ns per frame; all but the floor above the floor, which is receive-and-free"
}

# report_json FIGURES KERNEL ROUNDS
report_json()
{
	jq -R -s --arg date "$(date -u +%FT%TZ)" --arg machine "$(machine)" \
		--arg kernel "$2" --argjson rounds "$3" '
	def number: if . == "-" then null else tonumber end;
	{
		date: $date, machine: $machine, kernel: $kernel,
		rounds: $rounds, unit: "ns per frame",
		results: [
			split("\n")[] | select(. != "") | split("\t") |
			{
				sink: .[0], size: (.[1] | tonumber),
				flows: (.[2] | tonumber),
				table: (.[3] | tonumber), path: .[4],
				ns: (.[5] | tonumber),
				above: (.[6] | tonumber),
				spread_percent: (.[7] | tonumber),
				of_bridge: (.[8] | number),
				of_ovs: (.[9] | number)
			}
		]
	}' "$1"
}

# scale_figures FILE: "SWITCH WHAT LEAST"; of times that are measured once per
# round the least is the one that nothing disturbed
scale_figures()
{
	awk '
	{
		key = $1 " " $2
		if (!(key in least)) {
			order[++n] = key
			least[key] = $3
		}
		if ($3 < least[key])
			least[key] = $3
	}
	END { for (i = 1; i <= n; i++) print order[i], least[order[i]] }' "$1"
}

# scale_table FIGURES
scale_table()
{
	awk '
	{ value[$1, $2] = $3 }
	function pair(kind, what, words)
	{
		if (!((kind, what "-small") in value))
			return
		printf "%-7s %-34s %9.1f %9.1f %6.2f\n", kind, words,
		       value[kind, what "-small"] / 1000,
		       value[kind, what "-large"] / 1000,
		       value[kind, what "-large"] / value[kind, what "-small"]
	}
	function one(kind, what, words, unit, divisor)
	{
		if ((kind, what) in value)
			printf "%-7s %-34s %9.1f %s\n", kind, words,
			       value[kind, what] / divisor, unit
	}
	END {
		split("bridge xvs", kinds, " ")
		printf "%-7s %-34s %9s %9s %6s\n", "", "microseconds each",
		       "small", "large", "ratio"
		for (k = 1; k <= 2; k++) {
			pair(kinds[k], "add", "a device becomes a port")
			pair(kinds[k], "del", "a device is a port no more")
			pair(kinds[k], "port-add", "a port without device is added")
			pair(kinds[k], "port-del", "a port without device is deleted")
			pair(kinds[k], "entry-add", "a static entry is added")
			pair(kinds[k], "entry-del", "a static entry is deleted")
			pair(kinds[k], "learn", "an address is learned")
		}
		print ""
		for (k = 1; k <= 2; k++) {
			one(kinds[k], "fill-1023", "per port, the first 1023", "us", 1000)
			one(kinds[k], "fill-10000", "per port, the first 10,000", "us", 1000)
			one(kinds[k], "port-available", "memory of a port", "bytes", 1)
			one(kinds[k], "entry-available", "memory of an entry", "bytes", 1)
		}
	}' "$1"
	echo "small: 10 ports, 1000 entries; large: 10,000 ports (bridge 800), 100,000 entries"
}

# scale_json FIGURES KERNEL
scale_json()
{
	jq -R -s --arg date "$(date -u +%FT%TZ)" --arg machine "$(machine)" \
		--arg kernel "$2" '
	{
		date: $date, machine: $machine, kernel: $kernel,
		unit: "ns each, or bytes",
		results: [
			split("\n")[] | select(. != "") | split(" ") |
			{ switch: .[0], what: .[1], value: (.[2] | tonumber) }
		]
	}' "$1"
}

# extensions_table FIGURES
extensions_table()
{
	awk -F '\t' '
	BEGIN {
		printf "%-8s %6s %6s %-15s %10s %10s %8s %9s\n", "", "flows",
		       "rules", "ns per frame", "", "above", "/bridge",
		       "over xvs"
	}
	{
		printf "%-8s %6d %6d %-15s %10.1f %10.1f %8.2f %9.1f\n", $1, $3,
		       $4, $5, $6, $7, $8, $9
	}' "$1"
	echo "above: the floor, receive-and-free; the fastest window of all counts"
}

# extensions_json FIGURES KERNEL
extensions_json()
{
	jq -R -s --arg date "$(date -u +%FT%TZ)" --arg machine "$(machine)" \
		--arg kernel "$2" '
	{
		date: $date, machine: $machine, kernel: $kernel,
		unit: "ns per frame",
		results: [
			split("\n")[] | select(. != "") | split("\t") |
			{
				what: .[0], size: (.[1] | tonumber),
				flows: (.[2] | tonumber),
				rules: (.[3] | tonumber), path: .[4],
				ns: (.[5] | tonumber),
				above: (.[6] | tonumber),
				of_bridge: (.[7] | tonumber),
				over_xvs: (.[8] | tonumber)
			}
		]
	}' "$1"
}

machine()
{
	local model

	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
	echo "$model, $(nproc) CPUs, Linux $(uname -r)"
}

# plot_rows FIGURES: SCENARIO and the cost above the floor of each path, in
# the order of the first scenario
plot_rows()
{
	awk -F '\t' '
	$2 != 60 || $1 ~ /flood/ || $5 == "free" { next }
	{
		sink = $1
		sub(/-/, "\\n", sink)
		entries = $4
		sub(/000$/, "k", entries)
		key = sink (sink == $1 ? "\\n" : "") "\\n" $3 \
		      ($3 == 1 ? " flow" : " flows") "\\n" entries " entries"
		if (!(key in known)) {
			known[key] = 1
			scenario[++n] = key
		}
		if (!($5 in seen)) {
			seen[$5] = 1
			path[++n_paths] = $5
		}
		above[key, $5] = $7
	}
	END {
		printf "scenario"
		for (i = 1; i <= n_paths; i++)
			printf "\t%s", path[i]
		print ""
		for (k = 1; k <= n; k++) {
			printf "\"%s\"", scenario[k]
			for (i = 1; i <= n_paths; i++)
				printf "\t%s", (scenario[k], path[i]) in above ? \
				       above[scenario[k], path[i]] : "NaN"
			print ""
		}
	}' "$1"
}

# report_plot FIGURES KERNEL SVG
report_plot()
{
	local rows=${3%.svg}.rows columns

	plot_rows "$1" > "$rows"
	columns=$(head -n 1 "$rows" | awk -F '\t' '{ print NF }')
	gnuplot <<-EOF
	set terminal svg noenhanced size 1100,500 font "sans-serif,12"
	set output "$3"
	set title "Cost of a 60-byte frame above receive-and-free, $2"
	set ylabel "ns"
	set yrange [0:*]
	set grid ytics
	set xtics font ",10"
	set bmargin 6
	set key outside right
	set style data histogram
	set style histogram clustered gap 1
	set style fill solid 0.85 border -1
	set datafile separator "\t"
	plot for [i=2:$columns] "$rows" using i:xtic(1) title columnheader(i)
	EOF
}
