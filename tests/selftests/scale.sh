#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Many: 10,000 ports on one switch, hundreds of NICs, 100,000 addresses. A
# kernel with checks on gets a tenth of each.
. "${0%/*}/lib/lib.sh"
jobs=1
limit=180
many=10000
addresses=100000
nics=300
if [ $slow != 1 ]; then
	many=1000 addresses=10000 nics=30
fi

# lines N WORDS...: the words N times, with %d for the number
lines()
{
	local n=$1
	shift
	seq "$n" | awk -v words="$*" '{ line = words; gsub("%d", $1, line)
		print line }'
}

mac_lines()
{
	seq "$1" | awk '{ printf "fdb add sw0 02:00:00:%02x:%02x:%02x port p1\n",
		$1 / 65536, $1 / 256 % 256, $1 % 256 }'
}

test_ten_thousand_ports_are_made_shown_and_removed()
{
	local part

	new_switch type private
	guest 1
	guest 2
	lines $many "port add sw0 x%d" | xvs -b -
	same "$(xvs -j port show sw0 | jq length)" $((many + 2))
	same "$(field ports xvs -j switch show sw0)" $((many + 2))
	same "$(field port xvs -j port show sw0 "x$many")" "x$many"
	goes "e2" e1 dst $broadcast src $m1
	part=$(xvs -j property show sw0 | jq '[.[] | .port] | unique | length')
	same "$part" $((many + 3))
	xvs switch del sw0
	same "$(xvs -j port show | jq length)" 0
}

test_hundreds_of_nics_are_connected_and_flooded()
{
	new_switch type private
	guest 1
	lines $nics "link add d%d up type dummy" | ip -batch -
	lines $nics "attach sw0 d%d" | xvs -b -
	same "$(field connected xvs -j switch show sw0)" $((nics + 1))
	goes "" e1 dst $broadcast src $m1
	same "$(xvs -j stats show sw0 | jq '[.[] | select(."tx-packets" == 1)] |
		length')" $nics
	xvs switch del sw0
	same "$(ip -j link show type dummy | jq '[.[] | select(.master)] |
		length')" 0
}

test_a_hundred_thousand_addresses_are_dumped_complete()
{
	new_switch type private
	guest 1
	guest 2
	mac_lines $addresses | xvs -b -
	same "$(field fdb-entries xvs -j switch show sw0)" $addresses
	same "$(xvs -j fdb show sw0 | jq '[.[].mac] | unique | length')" \
		$addresses
	same "$(where 02:00:00:00:12:34)" "p1 static"
	goes "e1" e2 dst 02:00:00:00:12:34 src $m2
	same "$(xvs fdb flush sw0 static)" "$((addresses + 1)) forgotten"
}

test_frames_flow_while_a_big_table_is_dumped()
{
	local before

	new_switch type private
	guest 1
	guest 2
	mac_lines $((addresses / 5)) | xvs -b -
	for _i in 1 2 3; do
		xvs -j fdb show sw0 > "$work/dump.$TEST" &
		before=$(counter p2 tx-packets)
		goes "e2*50" e1 dst $broadcast src $m1 times 50
		same "$(counter p2 tx-packets)" $((before + 50))
		wait $!
		[ "$(jq length < "$work/dump.$TEST")" -ge $((addresses / 5)) ]
	done
	rm "$work/dump.$TEST"
}

test_many_switches_live_side_by_side()
{
	lines 100 "switch add sw%d type private" | xvs -b -
	lines 100 "port add sw%d p1" | xvs -b -
	same "$(xvs -j switch show | jq length)" 100
	same "$(xvs -j port show | jq length)" 100
	same "$(xvs save | wc -l)" 200
	lines 100 "switch del sw%d" | xvs -b -
	same "$(xvs -j switch show)" "[]"
}

main "$@"
