#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where frames go: known addresses, floods, isolation, and what is no frame.
#
#	 e1    e2    e3    		guests' ends
#	  |     |     |
#	 v1    v2    v3
#	+-p1----p2----p3-------+
#	|	  sw0	  host-+- sw0	the host
#	+----------------------+
. "${0%/*}/lib/lib.sh"

network()
{
	new_switch
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

test_the_hosts_own_address_is_known_from_the_start()
{
	local mac

	network
	mac=$(mac_of sw0)
	same "$(where "$mac")" "host pinned"
	goes "sw0" e1 dst "$mac" src $m1
}

test_a_new_address_of_the_host_is_pinned_in_place_of_the_old()
{
	local old

	network
	old=$(mac_of sw0)
	ip link set sw0 address $m4
	same "$(where $m4)" "host pinned"
	same "$(where "$old")" ""
	goes "sw0" e1 dst $m4 src $m1
	goes "e2 e3 sw0" e1 dst "$old" src $m1
}

test_a_frame_never_goes_back_where_it_came_from()
{
	network
	goes "e2 e3 sw0" e1 dst $broadcast src $m1
	goes "" e1 dst $m1 src $m4
	dropped p1 out SAME_PORT 1
}

test_a_private_switch_reaches_no_host()
{
	new_switch type private
	guest 1
	guest 2
	ends="$ends sw0"
	goes "e2" e1 dst $broadcast src $m1
	goes "e2" e1 dst "$(mac_of sw0)" src $m1
	same "$(of_dev sw0 carrier)" 0
}

test_a_flood_without_any_taker_is_dropped_with_its_reason()
{
	new_switch type private
	guest 1
	goes "" e1 dst $broadcast src $m1
	dropped p1 in NO_DESTINATION 1
}

test_unknown_unicast_can_be_kept_from_a_port()
{
	network
	xvs security set sw0 p2 unicast off
	goes "e3 sw0" e1 dst $unknown src $m1
	goes "e2 e3 sw0" e1 dst $broadcast src $m1
	goes "e2 e3 sw0" e1 dst $group src $m1
	xvs security set sw0 p2 unicast on
	goes "e2 e3 sw0" e1 dst $unknown src $m1
}

test_multicast_can_be_kept_from_a_port()
{
	network
	xvs security set sw0 p2 multicast off
	goes "e3 sw0" e1 dst $group src $m1
	goes "e2 e3 sw0" e1 dst $broadcast src $m1
	goes "e2 e3 sw0" e1 dst $unknown src $m1
}

test_broadcast_can_be_kept_from_a_port()
{
	network
	xvs security set sw0 p2 broadcast off
	goes "e3 sw0" e1 dst $broadcast src $m1
	goes "e2 e3 sw0" e1 dst $group src $m1
}

test_floods_are_counted_at_their_source()
{
	network
	goes "e2*3 e3*3 sw0*3" e1 dst $broadcast src $m1 times 3
	same "$(counter p1 flooded)" 3
	same "$(counter p1 rx-packets)" 3
	same "$(counter p2 tx-packets)" 3
}

test_isolated_ports_talk_to_others_but_not_to_each_other()
{
	network
	xvs isolation set sw0 p1 on
	xvs isolation set sw0 p2 on
	goes "e3 sw0" e1 dst $broadcast src $m1
	goes "e3 sw0" e2 dst $broadcast src $m2
	goes "e1 e2 sw0" e3 dst $broadcast src $m3
	goes "" e1 dst $m2 src $m1
	dropped p2 out ISOLATED 1
	goes "e3" e1 dst $m3 src $m1
	xvs isolation set sw0 p2 off
	goes "e2" e1 dst $m2 src $m1
}

test_a_frame_from_a_group_or_from_nobody_is_dropped()
{
	network
	goes "" e1 dst $broadcast src $group
	goes "" e1 dst $broadcast src 00:00:00:00:00:00
	dropped p1 in BAD_SOURCE 2
}

test_a_runt_from_the_host_is_dropped_with_its_reason()
{
	network
	# a packet socket refuses less than a header; a raw tap does not
	ip tuntap add tap1 mode tap vnet_hdr
	ip link set tap1 up
	xvs attach sw0 tap1 port t1
	ends="tap1 $ends"
	exits 2 "$FRAME" -on "tap1 e1" -to "" tap1 dst $broadcast src $m4 cut 13
	goes "e1 e2 e3 sw0" tap1 dst $broadcast src $m4 cut 60
}

test_link_local_groups_stay_on_their_link_but_for_spanning_tree()
{
	network
	goes "e2 e3 sw0" e1 dst 01:80:c2:00:00:00 src $m1
	goes "" e1 dst 01:80:c2:00:00:01 src $m1
	dropped p1 in LINK_LOCAL 1
	goes "" e1 dst 01:80:c2:00:00:02 src $m1
	goes "" e1 dst 01:80:c2:00:00:0e src $m1
	goes "e2 e3 sw0" e1 dst 01:80:c2:00:00:10 src $m1
}

test_link_local_groups_that_the_operator_lets_pass_are_flooded()
{
	network
	# bit 14 is 01:80:c2:00:00:0e (LLDP)
	xvs property set sw0 fdb.link-local $((1 << 14))
	goes "e2 e3 sw0" e1 dst 01:80:c2:00:00:0e src $m1
	goes "" e1 dst 01:80:c2:00:00:02 src $m1
	xvs property set sw0 fdb.link-local 65535
	goes "e2 e3 sw0" e1 dst 01:80:c2:00:00:02 src $m1
	goes "" e1 dst 01:80:c2:00:00:01 src $m1
}

test_a_link_local_frame_reaches_the_ports_own_device()
{
	network
	ends="$ends v1"
	goes "v1" e1 dst 01:80:c2:00:00:0e src $m1
}

test_a_port_that_is_down_gets_nothing_and_says_why()
{
	network
	goes "e1 e3 sw0" e2 dst $broadcast src $m2
	ip link set v2 down
	goes "e3 sw0" e1 dst $broadcast src $m1
	goes "" e1 dst $m2 src $m1
	dropped p2 out DEVICE_DOWN 1
	ip link set v2 up
	goes "e2" e1 dst $m2 src $m1
}

test_a_port_without_carrier_gets_nothing_and_says_why()
{
	network
	goes "e1 e3 sw0" e2 dst $broadcast src $m2
	ip link set e2 down
	same_soon 0 of_dev v2 carrier
	goes "" e1 dst $m2 src $m1
	dropped p2 out NO_CARRIER 1
}

test_frames_of_a_nic_that_is_not_connected_are_dropped()
{
	network
	pair v4 e4
	xvs port add sw0 p4
	xvs nic add sw0 p4 dev v4
	ends="$ends e4"
	goes "" e4 dst $broadcast src $m4
	dropped p4 in NOT_CONNECTED 1
	goes "e2 e3 sw0" e1 dst $broadcast src $m1
	xvs nic connect sw0 p4
	goes "e1 e2 e3 sw0" e4 dst $broadcast src $m4
	goes "e4" e1 dst $m4 src $m1
	xvs nic disconnect sw0 p4
	goes "" e4 dst $broadcast src $m4
	goes "e2 e3 sw0" e1 dst $m4 src $m1
}

test_a_frame_of_full_length_passes_and_a_longer_one_is_dropped()
{
	network
	ip link set v1 mtu 9000
	ip link set e1 mtu 9000
	goes "e2 e3 sw0" e1 dst $unknown src $m1 len 1500
	goes "e2:5 e3:5 sw0:5" e1 dst $unknown src $m1 tag 5 len 1500
	goes "" e1 dst $unknown src $m1 len 1505
	dropped p2 out MTU 1
	same "$(drops host out MTU)" 1
}

test_jumbo_frames_pass_where_the_mtu_allows()
{
	local dev

	network
	for dev in v1 e1 v2 e2; do
		ip link set $dev mtu 9000
	done
	goes "e2" e1 dst $unknown src $m1 len 9000
	goes "e1 e3 sw0" e2 dst $broadcast src $m2
	goes "e2" e1 dst $m2 src $m1 len 9000
	dropped p2 out MTU 0
	dropped p3 out MTU 1
}

test_ipv4_and_ipv6_are_carried()
{
	new_switch
	guest 1
	guest 2
	host_at 1 192.0.2.1/24 2001:db8::1/64
	host_at 2 192.0.2.2/24 2001:db8::2/64
	ip address add 192.0.2.254/24 dev sw0
	echo 0 > /proc/sys/net/ipv6/conf/sw0/disable_ipv6
	ip address add 2001:db8::fe/64 dev sw0 nodad
	pings n1 192.0.2.2
	pings n1 2001:db8::2
	pings n1 192.0.2.254
	pings n2 2001:db8::fe
	ping -c 1 -W 4 -q 192.0.2.1
	ping -c 1 -W 4 -q 2001:db8::1
}

test_the_last_drop_of_a_port_is_told_with_time_and_addresses()
{
	local last

	network
	goes "" e1 dst $broadcast src 00:00:00:00:00:00
	last=$(xvs -j stats show sw0 p1 | jq -c '.[0]["last-drop"]')
	holds "$last" '"name":"BAD_SOURCE"' '"src":"00:00:00:00:00:00"' \
		'"dst":"ff:ff:ff:ff:ff:ff"' '"ethertype":34997'
	holds "$(xvs why sw0 p1)" "the source address is zero"
}

main "$@"
