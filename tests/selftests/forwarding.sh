#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where frames go: forwarding, flooding, learning, the table of addresses.
#
#	 e1    e2    e3    e4		guests' ends
#	  |     |     |     |
#	 v1    v2    v3    v4
#	+-p1----p2----p3----p4-+
#	|	  sw0	       +- sw0	the host
#	+----------------------+
. "$(dirname "$0")/lib/lib.sh"

network()
{
	new_switch "$@"
	guest 1
	guest 2
	guest 3
	ends="$ends sw0"
}

test_an_unknown_address_is_flooded_to_all_others()
{
	network
	goes "e2 e3 sw0" e1 dst $unknown src $m1
	goes "e1 e3 sw0" e2 dst $unknown src $m2
	goes "e1 e2 e3" sw0 dst $unknown src $m3
}

test_broadcast_and_multicast_are_flooded()
{
	network
	goes "e2 e3 sw0" e1 dst $broadcast src $m1
	goes "e2 e3 sw0" e1 dst $group src $m1
}

test_a_learned_address_gets_its_frames_alone()
{
	network
	goes "e1 e3 sw0" e2 dst $broadcast src $m2
	same "$(where $m2)" "p2 learned"
	goes "e2" e1 dst $m2 src $m1
	same "$(where $m1)" "p1 learned"
	goes "e1" e2 dst $m1 src $m2
}

main "$@"
