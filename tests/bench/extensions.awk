# SPDX-License-Identifier: GPL-2.0-only
#
# From windows to figures, as figures.awk, for tests/bench/extensions.  Input, a
# line per round of a path in a scenario:
#	WHAT SIZE FLOWS RULES PATH ROUND FRAMES NS NS NS..
# Output, a line per path of a scenario, separated by tabs:
#	WHAT SIZE FLOWS RULES PATH NS ABOVE BRIDGE MORE
#
# NS is the time of one frame in the fastest window of all rounds, the one that
# other jobs of the machine disturbed least.  ABOVE is NS less the floor, BRIDGE
# its ratio to the bare bridge's, MORE its distance from that of bare xvs.

{
	scenario = $1 "\t" $2 "\t" $3 "\t" $4
	key = scenario "\t" $5
	if (!(key in least)) {
		keys[++n] = key
		scenarios[n] = scenario
		least[key] = $8 / $7
	}
	for (i = 8; i <= NF; i++)
		if ($i / $7 < least[key])
			least[key] = $i / $7
}

END {
	for (i = 1; i <= n; i++) {
		key = keys[i]
		floor = least[scenarios[i] "\tfree"]
		bridge = least[scenarios[i] "\tbridge"]
		xvs = least[scenarios[i] "\txvs"]
		printf "%s\t%.1f\t%.1f\t%.3f\t%.1f\n", key, least[key],
		       least[key] - floor,
		       (least[key] - floor) / (bridge - floor),
		       least[key] - xvs
	}
}
