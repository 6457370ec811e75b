#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ports of VMs: what a declared address gives, forbids, and how that is eased.
#
#	 e1    e2    e3
#	  |     |     |
#	 v1    v2    v3		p1: m1 is declared, p2: m2
#	+-p1----p2----p3-+	p3: a plain device
#	|      sw0	 |
#	+----------------+
. "${0%/*}/lib/lib.sh"

network()
{
	new_switch type private
	guest 1 mac $m1
	guest 2 mac $m2
	guest 3
}

test_a_declared_address_is_known_before_it_speaks()
{
	network
	same "$(where $m1)" "p1 pinned"
	goes "e1" e3 dst $m1 src $m3
	xvs nic disconnect sw0 p1
	same "$(where $m1)" ""
}

test_a_declared_port_gets_no_unknown_unicast()
{
	network
	goes "e3" e1 dst $m4 src $m1
	goes "e1 e2" e3 dst $broadcast src $m3
	goes "e1 e2" e3 dst $group src $m3
	goes "" e3 dst $unknown src $m3
}

test_a_foreign_source_is_refused_and_counted()
{
	network
	goes "" e1 dst $broadcast src $m4
	goes "" e1 dst $m3 src $m2
	dropped p1 in SPOOFED 2
	same "$(where $m4)" ""
	goes "e2 e3" e1 dst $broadcast src $m1
	holds "$(xvs why sw0 p1)" "SPOOFED" "$m1 is declared for p1"
}

test_nobody_else_may_use_a_declared_address()
{
	network
	goes "" e3 dst $broadcast src $m1
	dropped p3 in ADDRESS_PINNED 1
	same "$(where $m1)" "p1 pinned"
}

test_more_addresses_can_be_listed()
{
	network
	xvs security set sw0 p1 macs $m4,$m5
	same "$(where $m5)" "p1 pinned"
	goes "e2 e3" e1 dst $broadcast src $m4
	goes "e1" e3 dst $m5 src $m3
	goes "" e1 dst $broadcast src $m6
	xvs security del sw0 p1
	same "$(where $m5)" ""
	goes "" e1 dst $broadcast src $m4
}

test_spoofing_can_be_allowed()
{
	network
	xvs security set sw0 p1 spoof on
	goes "e2 e3" e1 dst $broadcast src $m4
	same "$(where $m4)" "p1 learned"
	goes "e1" e3 dst $m4 src $m3
	# but not of what is another's
	goes "" e1 dst $broadcast src $m2
	dropped p1 in ADDRESS_PINNED 1
	# who may use any address may be behind an unknown one
	goes "e1" e3 dst $unknown src $m3
}

test_spoofing_allowed_the_guests_own_choice_is_its_address()
{
	network
	xvs nic set sw0 p1 vm-mac $m4
	same "$(field current-mac xvs -j nic show sw0 p1)" $m1
	xvs security set sw0 p1 spoof on
	same "$(field current-mac xvs -j nic show sw0 p1)" $m4
	same "$(where $m4)" "p1 pinned"
}

test_learning_and_flooding_can_be_turned_on()
{
	network
	xvs security set sw0 p1 learn on
	goes "e2 e3" e1 dst $broadcast src $m4
	same "$(where $m4)" "p1 learned"
	goes "e1" e3 dst $unknown src $m3
	xvs security set sw0 p1 unicast off
	goes "" e3 dst $unknown src $m3
	goes "e1" e3 dst $m4 src $m3
}

test_unknown_unicast_can_be_turned_on_alone()
{
	network
	xvs security set sw0 p1 unicast on
	goes "e1" e3 dst $unknown src $m3
	goes "" e1 dst $broadcast src $m4
	dropped p1 in SPOOFED 1
}

test_the_declaration_can_be_changed_and_taken_back()
{
	network
	xvs nic set sw0 p1 mac $m4
	same "$(where $m1)" ""
	same "$(where $m4)" "p1 pinned"
	goes "" e1 dst $broadcast src $m1
	goes "e2 e3" e1 dst $broadcast src $m4
	xvs nic set sw0 p1 mac none
	same "$(where $m4)" ""
	goes "e2 e3" e1 dst $broadcast src $m1
	same "$(where $m1)" "p1 learned"
}

test_two_ports_cannot_declare_one_address()
{
	network
	refused "the address is the declared one of another port's NIC" \
		xvs nic set sw0 p1 mac $m2
	same "$(where $m2)" "p2 pinned"
	pair v4 e4
	refused "the address is the declared one of another port's NIC" \
		xvs attach sw0 v4 port p4 mac $m1
}

test_a_static_entry_keeps_others_from_declaring_its_address()
{
	network
	xvs fdb add sw0 $m4 port p3
	refused "the address has a static entry at another port" \
		xvs nic set sw0 p1 mac $m4
	refused "the address has a static entry at another port" \
		xvs security set sw0 p1 macs $m4
	refused "the address has a static entry at another port" \
		xvs fdb add sw0 $m4 port p1
}

test_a_pinned_entry_cannot_be_removed_by_hand()
{
	network
	refused "the address is the declared one of a port's NIC; change the NIC instead" \
		xvs fdb del sw0 $m1
	xvs fdb flush sw0 static
	same "$(where $m1)" "p1 pinned"
}

test_a_static_entry_under_a_pinned_one_comes_back()
{
	network
	xvs fdb add sw0 $m1 port p1
	same "$(where $m1)" "p1 pinned"
	xvs nic disconnect sw0 p1
	same "$(where $m1)" "p1 static"
	xvs fdb del sw0 $m1
	same "$(where $m1)" ""
}

test_a_declared_guest_sends_no_tags_by_default()
{
	network
	goes "" e1 dst $broadcast src $m1 tag 5
	dropped p1 in VLAN_TAGGED 1
	goes "" e3 dst $m1 src $m3 tag 5
}

test_a_declared_guest_on_a_trunk_is_found_in_each_vlan()
{
	network
	xvs vlan set sw0 p1 trunk 1-20
	goes "e3:5" e1 dst $broadcast src $m1 tag 5
	goes "e1:5" e3 dst $m1 src $m3 tag 5
	goes "" e1 dst $broadcast src $m4 tag 5
	dropped p1 in SPOOFED 1
}

test_the_priority_of_a_guest_is_zeroed_unless_kept()
{
	network
	xvs vlan set sw0 p1 trunk 5
	goes "e3:5" e1 dst $broadcast src $m1 tag 5/3
	xvs security set sw0 p1 priority on
	goes "e3:5/3" e1 dst $broadcast src $m1 tag 5/3
	# the destination has a say as well
	xvs security set sw0 p3 priority off
	goes "e3:5" e1 dst $broadcast src $m1 tag 5/3
}

test_the_facts_of_a_nic_are_kept_and_shown()
{
	local nic

	new_switch type private
	guest 1 class synthetic mac $m1 vm-mac $m2 vm "web server" numa 1
	nic=$(xvs -j nic show sw0 p1 | jq -c '.[0]')
	holds "$nic" '"kind":"netdev"' '"class":"synthetic"' \
		"\"permanent-mac\":\"$m1\"" "\"vm-mac\":\"$m2\"" \
		"\"current-mac\":\"$m1\"" '"vm":"web server"' \
		'"numa-node":1' '"ifname":"v1"' '"mtu":1500' \
		'"rx-queues":1' '"tx-queues":1' '"carrier":1'
	xvs nic set sw0 p1 class emulated vm db numa 0
	nic=$(xvs -j nic show sw0 p1 | jq -c '.[0]')
	holds "$nic" '"class":"emulated"' '"vm":"db"' '"numa-node":0' \
		"\"permanent-mac\":\"$m1\""
}

main "$@"
