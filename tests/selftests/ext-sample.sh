#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The sample extension, which scripts/build built outside the tree against what
# is installed for those who write extensions: the headers and the list of
# symbols.
#
#	 e1    e2    e3
#	  |     |     |
#	 v1    v2    v3
#	+-p1----p2----p3-+
#	|      sw0	 |	private
#	+----------------+
. "${0%/*}/lib/lib.sh"

local_type=34997	# 0x88b5, the EtherType of the tests' frames
limit=300
jobs=1			# they share the module
samples=$XVS_MODDIR/../../../samples

network()
{
	local n

	needs_module "$samples/sample/xvs_sample.ko"
	new_switch type private
	for n in 1 2 3; do
		guest $n
	done
	xvs ext attach sw0 sample
}

test_the_sample_has_at_most_64_lines()
{
	[ "$(wc -l < "$top/samples/ext/xvs_sample.c")" -le 64 ]
}

test_the_sample_is_built_outside_the_tree_and_loads()
{
	network
	same "$(xvs -j ext show sw0 sample | jq -r '.[0]
		| "\(.class) \(.version)"')" "filter 256"
	holds "$(modinfo "$samples/sample/xvs_sample.ko")" \
		"depends:        xvs" "alias:          xvs-ext-sample"
}

test_it_drops_frames_of_the_type_that_it_is_told()
{
	network
	goes "e2 e3" e1 dst $broadcast src $m1
	xvs property set sw0 sample.ethertype $local_type
	goes "" e1 dst $broadcast src $m1
	goes "" e1 dst $broadcast src $m1
	goes "e1 e3" e2 dst $broadcast src $m2 udp4 10
	xvs property set sw0 sample.ethertype 2048
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "" e2 dst $broadcast src $m2 udp4 10
}

test_it_says_what_it_dropped_and_why()
{
	network
	xvs property set sw0 sample.ethertype $local_type
	goes "" e1 dst $broadcast src $m1
	goes "" e1 dst $broadcast src $m1
	same "$(xvs -j -s ext show sw0 sample | jq -r '.[0].drop[]
		| "\(.packets) \(.name)"')" "2 ETHERTYPE"
	holds "$(xvs why sw0 p1)" "2 frames were of an unwanted type" \
		"frames of this EtherType are not wanted here"
	lacks "$(xvs why sw0 p2)" "of an unwanted type"
}

test_its_property_is_typed_and_goes_with_it()
{
	network
	refused "the number is out of the property's range" \
		xvs property set sw0 sample.ethertype 65536
	xvs property set sw0 sample.ethertype $local_type
	same "$(xvs -j property show sw0 |
		jq '.[] | select(.name == "sample.ethertype") | .number')" \
		"$local_type"
	holds "$(xvs save)" "sample.ethertype $local_type"
	xvs ext detach sw0 sample
	goes "e2 e3" e1 dst $broadcast src $m1
	lacks "$(xvs property show sw0)" sample
}

test_it_is_unloaded_while_frames_flow()
{
	network
	host_at 1 10.0.0.1/24
	host_at 2 10.0.0.2/24
	pings n1 10.0.0.2
	ip netns exec n1 ping -f -q -i 0.002 -w 60 10.0.0.2 > "$work/flood.$TEST" &
	sleep 0.3
	rmmod xvs_sample
	lacks "$(xvs ext show sw0)" sample
	sleep 0.3
	kill -INT $!
	wait $! || :
	awk '/packets transmitted/ { good = $1 > 50 && $1 - $4 <= 1 }
	     END { exit !good }' "$work/flood.$TEST" ||
		fail "$(cat "$work/flood.$TEST")"
}

test_one_built_for_another_switch_does_not_load()
{
	rmmod xvs_sample 2> /dev/null || :
	not insmod "$samples/stranger/xvs_sample.ko" 2> /dev/null
	holds "$(dmesg | tail -n 5)" "extension sample is not registered" \
		"another version"
}

main "$@"
