#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Types of switch - private, internal, external - and the host's NICs.
#
#	 e1	  u0		the wire
#	  |	   |
#	 v1	  w0
#	+-p1------up-+- sw0, h1...	the host
#	|     sw0    |
#	+------------+
. "${0%/*}/lib/lib.sh"

type_of()
{
	xvs -j switch show sw0 | jq -r '.[0] | "\(.type) \(.host)"'
}

test_a_new_switch_is_internal_unless_told_otherwise()
{
	xvs switch add sw0
	same "$(type_of)" "internal 1"
	xvs switch del sw0
	xvs switch add sw0 type private
	same "$(type_of)" "private 0"
	xvs switch del sw0
	xvs switch add sw0 type external
	same "$(type_of)" "external 1"
	xvs switch del sw0
	xvs switch add sw0 type external host off
	same "$(type_of)" "external 0"
}

test_types_and_host_must_agree()
{
	refused "a private switch has no host NIC" \
		xvs switch add sw0 type private host on
	refused "an internal switch has a host NIC; without one it is private" \
		xvs switch add sw0 type internal host off
	xvs switch add sw0
	refused "an internal switch has a host NIC; without one it is private" \
		xvs switch set sw0 host off
	refused "a private switch has no host NIC" \
		xvs switch set sw0 type private host on
}

test_an_uplink_wants_an_external_switch()
{
	xvs switch add sw0
	pair w0 u0
	refused "only an external switch has an uplink; change its type first" \
		xvs attach sw0 w0 kind uplink
	wrong "only a switch of type external has an uplink" \
		xvs switch add sw1 type internal uplink w0
	xvs switch set sw0 type external
	xvs attach sw0 w0 kind uplink
	same "$(field uplink xvs -j switch show sw0)" w0
	pair w1 u1
	refused "the switch already has an uplink; for several devices bind a bond or a team" \
		xvs attach sw0 w1 kind uplink
}

test_a_failed_uplink_leaves_no_switch()
{
	refused "there is no such device" xvs switch add sw0 uplink nowhere
}

test_a_live_switch_changes_its_type_with_frames_flowing()
{
	new_switch
	guest 1
	guest 2
	ends="$ends sw0"
	goes "e2 sw0" e1 dst $broadcast src $m1
	xvs switch set sw0 type private
	goes "e2" e1 dst $broadcast src $m1
	same "$(type_of)" "private 0"
	xvs switch set sw0 type internal
	goes "e2 sw0" e1 dst $broadcast src $m1
	xvs switch set sw0 type external host off
	goes "e2" e1 dst $broadcast src $m1
	xvs switch set sw0 host on
	goes "e2 sw0" e1 dst $broadcast src $m1
}

test_what_the_new_type_cannot_have_goes_in_order()
{
	xvs switch add sw0 type external
	pair w0 u0
	xvs attach sw0 w0 port up kind uplink
	xvs attach sw0 h1 kind host
	watch
	xvs switch set sw0 type private
	saw "nic sw0/host disconnected" "nic sw0/host deleted" \
		"port sw0/host teardown" "port sw0/host deleted" \
		"nic sw0/h1 disconnected" "nic sw0/h1 deleted" \
		"nic sw0/up disconnected" "nic sw0/up deleted" \
		"switch sw0 changed"
	# ports made by hand stay
	same "$(xvs -j port show sw0 | jq -r '[.[].port] | join(" ")')" "up h1"
	not ip link show h1
	ip link show w0
}

test_a_switch_may_have_several_host_nics()
{
	new_switch
	guest 1
	ip link add link sw0 name h1 type xvs
	ip link set h1 up
	xvs port add sw0 second
	xvs nic add sw0 second dev h2 kind host mac $m5
	xvs nic connect sw0 second
	ip link set h2 up
	same "$(mac_of h2)" $m5
	ends="$ends sw0 h1 h2"
	goes "sw0 h1 h2" e1 dst $broadcast src $m1
	goes "e1 sw0 h2" h1 dst $broadcast \
		src "$(mac_of h1)"
	goes "h2" h1 dst $m5 src "$(mac_of h1)"
	same "$(where $m5)" "second pinned"
}

test_the_carrier_of_a_host_nic_follows_its_state()
{
	new_switch
	xvs port add sw0 second
	xvs nic add sw0 second dev h2 kind host
	ip link set h2 up
	same "$(of_dev h2 carrier)" 0
	xvs nic connect sw0 second
	same "$(of_dev h2 carrier)" 1
	xvs nic disconnect sw0 second
	same "$(of_dev h2 carrier)" 0
	xvs nic del sw0 second
	not ip link show h2
}

test_a_host_nic_needs_a_switch_with_a_place_for_it()
{
	xvs switch add sw0 type private
	xvs port add sw0 p1
	refused "a private switch has no host NIC; make it internal first" \
		xvs nic add sw0 p1 dev h1 kind host
	refused "a private switch has no host NIC" \
		ip link add link sw0 name h1 type xvs
	not ip link show h1
	ip link add d0 type dummy
	refused "the link of a host NIC must be a switch" \
		ip link add link d0 name h1 type xvs
	xvs switch set sw0 type internal
	refused "a device of that name exists already" \
		xvs nic add sw0 p1 dev d0 kind host
	refused "a device cannot have such a name" \
		xvs nic add sw0 p1 dev "a/b" kind host
}

test_a_host_nic_is_deleted_with_its_device()
{
	xvs switch add sw0
	ip link add link sw0 name h1 type xvs
	same "$(xvs -j nic show sw0 h1 | jq -r '.[0].kind')" host
	ip link del h1
	same "$(xvs -j port show sw0 | jq -r '[.[].port] | join(" ")')" host
}

test_ethtool_shows_driver_and_counters_of_a_host_nic()
{
	local stats

	new_switch
	guest 1
	ends="$ends sw0"
	goes "sw0*2" e1 dst $broadcast src $m1 times 2
	goes "e1" sw0 dst $broadcast src "$(mac_of sw0)"
	holds "$(ethtool -i sw0)" "driver: xvs" "bus-info: sw0"
	stats=$(ethtool -S sw0 | tr -d ' ')
	holds "$stats" "switch_rx_packets:1" "switch_tx_packets:2" \
		"drop_in_SPOOFED:0"
	holds "$(ethtool sw0)" "Link detected: yes"
}

test_the_host_sends_tags_by_vlan_devices()
{
	new_switch
	guest 1
	xvs vlan set sw0 p1 access 7
	host_at 1 192.0.2.1/24
	ip link add link sw0 name sw0.7 type vlan id 7
	ip link set sw0.7 up
	ip address add 192.0.2.254/24 dev sw0.7
	pings n1 192.0.2.254
}

main "$@"
