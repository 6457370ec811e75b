#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The table of addresses: learning, ageing, moves, limits, entries by hand.
#
#	 e1    e2    e3		guests' ends
#	  |     |     |
#	 v1    v2    v3
#	+-p1----p2----p3-+
#	|      sw0	 |	private
#	+----------------+
. "${0%/*}/lib/lib.sh"

network()
{
	new_switch type private
	guest 1
	guest 2
	guest 3
}

learned()
{
	xvs -j fdb show sw0 | jq '[.[] | select(.kind == "learned")] | length'
}

# says N FROM: guest FROM sends from N addresses of its own
speak()
{
	local i

	for ((i = 1; i <= $1; i++)); do
		goes "${ends/e$2 /}" "e$2" dst $broadcast \
			src "02:00:5e:00:5$2:$(printf %02x "$i")"
	done
}

is_gone()
{
	[ -z "$(where "$@")" ]
}

test_addresses_are_forgotten_after_the_ageing_time()
{
	network
	xvs property set sw0 fdb.ageing 1
	goes "e2 e3" e1 dst $broadcast src $m1
	same "$(where $m1)" "p1 learned"
	until_ok is_gone $m1
	goes "e1 e3" e2 dst $m1 src $m2
}

test_an_address_that_speaks_does_not_age()
{
	local end

	network
	xvs property set sw0 fdb.ageing 3
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e2 e3" e1 dst $broadcast src $m3
	end=$((SECONDS + 6))
	while [ $SECONDS -lt $end ]; do
		goes "e2 e3" e1 dst $broadcast src $m1
	done
	same "$(where $m1)" "p1 learned"
	same "$(where $m3)" ""
}

test_with_ageing_off_addresses_stay()
{
	network
	xvs property set sw0 fdb.ageing 1
	xvs property set sw0 fdb.ageing 0
	goes "e2 e3" e1 dst $broadcast src $m1
	sleep 2
	same "$(where $m1)" "p1 learned"
}

test_an_address_moves_with_its_owner()
{
	network
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e1 e3" e2 dst $broadcast src $m1
	same "$(where $m1)" "p2 learned"
	goes "e2" e3 dst $m1 src $m3
}

test_the_first_owner_keeps_an_address_if_moves_are_off()
{
	network
	xvs property set sw0 fdb.move off
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "" e2 dst $broadcast src $m1
	dropped p2 in ADDRESS_OWNED 1
	same "$(where $m1)" "p1 learned"
	goes "e1" e3 dst $m1 src $m3
}

test_an_aged_address_may_have_a_new_owner_though_moves_are_off()
{
	network
	xvs property set sw0 fdb.move off fdb.ageing 1
	goes "e2 e3" e1 dst $broadcast src $m1
	until_ok is_gone $m1
	goes "e1 e3" e2 dst $broadcast src $m1
	same "$(where $m1)" "p2 learned"
}

test_a_port_learns_no_more_than_its_limit()
{
	network
	xvs security set sw0 p1 learn-limit 2
	speak 4 1
	same "$(learned)" 2
	# what is not learned is flooded
	goes "e1 e3" e2 dst 02:00:5e:00:51:04 src $m2
	goes "e1" e2 dst 02:00:5e:00:51:01 src $m2
}

test_a_switch_learns_no_more_than_its_limit()
{
	network
	xvs property set sw0 fdb.limit 3
	speak 2 1
	speak 2 2
	same "$(learned)" 3
}

test_what_a_switch_learns_is_bounded_unless_the_operator_says_otherwise()
{
	network
	same "$(field number xvs -j property show sw0 fdb.limit)" 262144
	xvs property set sw0 fdb.limit 0
	speak 2 1
	same "$(learned)" 2
	xvs property del sw0 fdb.limit
	same "$(field number xvs -j property show sw0 fdb.limit)" 262144
}

test_without_learning_a_port_leaves_no_trace()
{
	network
	xvs security set sw0 p1 learn off
	goes "e2 e3" e1 dst $broadcast src $m1
	same "$(where $m1)" ""
}

test_a_static_entry_binds_an_address_to_its_port()
{
	network
	xvs fdb add sw0 $m1 port p1
	same "$(where $m1)" "p1 static"
	goes "e1" e3 dst $m1 src $m3
	goes "" e2 dst $broadcast src $m1
	dropped p2 in ADDRESS_PINNED 1
	same "$(where $m1)" "p1 static"
	xvs fdb del sw0 $m1
	goes "e1 e2" e3 dst $m1 src $m3
}

test_a_static_entry_takes_the_place_of_a_learned_one()
{
	network
	goes "e2 e3" e1 dst $broadcast src $m1
	xvs fdb add sw0 $m1 port p2
	same "$(where $m1)" "p2 static"
}

test_a_static_entry_holds_in_its_vlan_only()
{
	network
	xvs fdb add sw0 $m1 port p1 vlan 7
	same "$(where $m1 7)" "p1 static"
	goes "e1:7" e3 dst $m1 src $m3 tag 7
	goes "e1:8 e2:8" e3 dst $m1 src $m3 tag 8
	goes "e1 e2" e3 dst $m1 src $m3
}

test_a_static_entry_outlives_the_nic_and_dies_with_the_port()
{
	network
	xvs fdb add sw0 $m1 port p1
	xvs nic disconnect sw0 p1
	xvs nic del sw0 p1
	same "$(where $m1)" "p1 static"
	xvs port del sw0 p1
	same "$(where $m1)" ""
}

test_what_a_port_learned_goes_when_its_nic_disconnects()
{
	network
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e1 e3" e2 dst $broadcast src $m2
	xvs nic disconnect sw0 p1
	same "$(where $m1)" ""
	same "$(where $m2)" "p2 learned"
}

test_flush_forgets_all_that_was_learned_and_only_that()
{
	network
	speak 3 1
	speak 2 2
	xvs fdb add sw0 $m3 port p3
	same "$(xvs fdb flush sw0)" "5 forgotten"
	same "$(learned)" 0
	same "$(where $m3)" "p3 static"
	same "$(xvs fdb flush sw0 static)" "1 forgotten"
	same "$(where $m3)" ""
}

test_flush_can_be_told_a_port()
{
	network
	speak 3 1
	speak 2 2
	same "$(xvs -j fdb flush sw0 port p1 | jq '.[0].flushed')" 3
	same "$(learned)" 2
}

test_flush_can_be_told_a_vlan()
{
	network
	goes "e2:7 e3:7" e1 dst $broadcast src $m1 tag 7
	goes "e2:8 e3:8" e1 dst $broadcast src $m1 tag 8
	same "$(xvs fdb flush sw0 vlan 7)" "1 forgotten"
	same "$(where $m1 8)" "p1 learned"
}

test_flush_can_be_told_an_age()
{
	network
	goes "e2 e3" e1 dst $broadcast src $m1
	sleep 2.2
	goes "e1 e3" e2 dst $broadcast src $m2
	same "$(xvs fdb flush sw0 age 2)" "1 forgotten"
	same "$(where $m1)" ""
	same "$(where $m2)" "p2 learned"
}

test_entries_are_shown_by_switch_port_vlan_and_address()
{
	local count="length"

	network
	goes "e2:7 e3:7" e1 dst $broadcast src $m1 tag 7
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e1 e3" e2 dst $broadcast src $m2
	xvs switch add sw1 type private
	xvs port add sw1 x
	xvs fdb add sw1 $m4 port x
	same "$(xvs -j fdb show | jq $count)" 4
	same "$(xvs -j fdb show sw0 | jq $count)" 3
	same "$(xvs -j fdb show sw0 port p1 | jq $count)" 2
	same "$(xvs -j fdb show sw0 vlan 7 | jq $count)" 1
	same "$(xvs -j fdb show sw0 mac $m1 | jq $count)" 2
	same "$(xvs -j fdb show mac $m4 | jq -r '.[0].switch')" sw1
}

test_addresses_that_come_move_and_go_are_told()
{
	network
	watch fdb
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e1 e3" e2 dst $broadcast src $m1
	xvs fdb add sw0 $m2 port p2
	xvs fdb flush sw0 static
	saw "fdb sw0 created" "fdb sw0 moved" "fdb sw0 created" \
		"fdb sw0 deleted" "fdb sw0 deleted"
	holds "$(sed -n 2p "$work/events.$TEST")" "$m1" "on p2" "was on p1"
}

test_a_refused_address_is_told_with_its_owner()
{
	network
	xvs property set sw0 fdb.move off
	goes "e2 e3" e1 dst $broadcast src $m1
	sleep 1.1
	watch fdb
	goes "" e2 dst $broadcast src $m1
	saw "fdb sw0 refused"
	holds "$(cat "$work/events.$TEST")" "on p2" "stays on p1"
}

main "$@"
