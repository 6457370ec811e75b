# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What becomes of the figures of figures.awk: a table for people, JSON for
# programs, a plot; sourced by tests/bench/run.

# report_table FIGURES
report_table()
{
	awk -F '\t' '
	function heading(sink, size, flows, table)
	{
		printf "\nto a %s, %d bytes, %d flow%s, %s\n", sink, size,
		       flows, flows == 1 ? "" : "s",
		       sink ~ /flood/ ? "a frame to 8 ports" :
					"a table of " table
		printf "  %-10s %9s %9s %8s %10s %8s\n", "", "ns/frame",
		       "above", "spread", "of bridge", "of OVS"
	}
	{
		scenario = $1 $2 $3 $4
		if (scenario != last)
			heading($1, $2, $3, $4)
		last = scenario
		if ($5 == "free")
			$8 = sprintf("%s%%\t\t", $8)
		printf "  %-10s %9s %9s %7s%% %10s %8s\n", $5, $6,
		       $5 == "free" ? "floor" : $7, $8 + 0,
		       $5 == "free" ? "" : $9, $5 == "free" ? "" : $10
	}' "$1"
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

machine()
{
	local model

	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
	echo "$model, $(nproc) CPUs, Linux $(uname -r)"
}

# plot_rows FIGURES: SCENARIO and the cost above the floor of each path
plot_rows()
{
	awk -F '\t' '
	$2 != 60 { next }
	{
		key = $1 "\\n" $3 " flows\\n" $4 " entries"
		if (!(key in seen)) {
			seen[key] = 1
			order[++n] = key
		}
		above[key, $5] = $7
	}
	END {
		split("direct queue xvs-vm xvs mirred bridge ovs", path, " ")
		printf "scenario"
		for (i = 1; i in path; i++)
			printf "\t%s", path[i]
		print ""
		for (k = 1; k <= n; k++) {
			if (order[k] ~ /flood/)
				continue
			printf "\"%s\"", order[k]
			for (i = 1; i in path; i++)
				printf "\t%s", (order[k], path[i]) in above ?
				       above[order[k], path[i]] : "NaN"
			print ""
		}
	}' "$1"
}

# report_plot FIGURES KERNEL SVG
report_plot()
{
	local rows=${3%.svg}.rows

	plot_rows "$1" > "$rows"
	gnuplot <<-EOF
	set terminal svg size 1000,480 font "sans-serif,12"
	set output "$3"
	set title "Cost of a 60-byte frame above receive-and-free, $2"
	set ylabel "ns"
	set yrange [0:*]
	set grid ytics
	set key outside right
	set style data histogram
	set style histogram clustered gap 1
	set style fill solid 0.85 border -1
	set datafile separator "\t"
	plot for [i=2:8] "$rows" using i:xtic(1) title columnheader(i)
	EOF
}
