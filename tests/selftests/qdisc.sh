#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Frames may go straight to a driver only where nobody is passed by with it.
#
#	 e1   e2
#	  |    |
#	 v1   v2	the discipline, the filter, the listener
#	+-p1---p2-------+
#	|     sw0	|
#	+---------------+
. "${0%/*}/lib/lib.sh"

network()
{
	new_switch type private
	guest 1 mac $m1
	guest 2 mac $m2
}

# Frames that the discipline of v2 has counted
counted()
{
	tc -s -j qdisc show dev v2 | jq '[.[] | .packets] | add'
}

counts_each() # DISCIPLINE...
{
	local before i

	network
	tc qdisc replace dev v2 root "$@"
	before=$(counted)
	for i in 1 2 3 4 5; do
		goes "e2" e1 dst $m2 src $m1
	done
	same "$(($(counted) - before))" 5
}

test_a_discipline_without_a_lock_counts_each_frame()
{
	counts_each pfifo_fast
}

test_a_discipline_with_a_lock_counts_each_frame()
{
	counts_each fq_codel
}

test_a_discipline_that_refuses_frames_is_asked()
{
	network
	tc qdisc replace dev v2 root bfifo limit 1
	goes "" e1 dst $m2 src $m1
	dropped p2 out DEVICE_BUSY 1
}

test_a_filter_at_the_device_sees_what_leaves()
{
	network
	tc qdisc add dev v2 clsact
	tc filter add dev v2 egress matchall action drop
	goes "" e1 dst $m2 src $m1
	tc filter del dev v2 egress
	goes "e2" e1 dst $m2 src $m1
}

test_a_listener_at_the_device_hears_what_leaves()
{
	local heard=$XVS_WORK/heard

	network
	timeout 20 tcpdump -i v2 -c 1 -Q out -w "$heard" ether dst $m2 \
		2> "$heard.said" &
	until grep -q listening "$heard.said"; do sleep 0.1; done
	goes "e2" e1 dst $m2 src $m1
	wait $!
	[ -s "$heard" ]
}

main "$@"
