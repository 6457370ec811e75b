#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The uplink, plain devices as ports, and what happens to them.
#
#	 e1   e2
#	  |    |
#	 v1   v2
#	+-p1---p2----up-+--- w0 === u0	the wire
#	|     sw0	|
#	+---------------+
. "${0%/*}/lib/lib.sh"

# network [GUEST-WORDS]: an external switch without host
network()
{
	new_switch type external host off
	pair w0 u0
	xvs attach sw0 w0 port up kind uplink
	guest 1 "$@"
	ends="$ends u0"
}

promiscuous()
{
	ip -d -j link show "$1" | jq '.[0].promiscuity'
}

# A device that can filter addresses, over the wire u1
filtering()
{
	pair w1 u1
	ip link add link w1 name f0 type macvlan mode passthru
	ip link set f0 up
}

filter_of()
{
	bridge fdb show dev "$1" | awk '/^02:00.*self/ { print $1 }' | sort |
		xargs
}

test_frames_go_to_the_uplink_and_come_from_it()
{
	network
	goes "u0" e1 dst $broadcast src $m1
	goes "u0" e1 dst $unknown src $m1
	goes "e1" u0 dst $broadcast src $m4
	goes "u0" e1 dst $m4 src $m1
	same "$(where $m4)" "up learned"
}

test_a_switch_is_made_with_its_uplink_in_one_step()
{
	pair w0 u0
	xvs switch add sw0 uplink w0 port out
	same "$(field uplink xvs -j switch show sw0)" w0
	same "$(field uplink-port xvs -j switch show sw0)" out
	same "$(field type xvs -j switch show sw0)" external
}

test_without_a_filter_the_uplink_is_promiscuous()
{
	network mac $m1
	# the core counts the list of addresses as once more
	[ "$(promiscuous w0)" -ge 1 ]
	same "$(ip -d -j link show w0 | jq '.[0].allmulti')" 1
	xvs nic disconnect sw0 up
	same "$(promiscuous w0)" 0
	same "$(ip -d -j link show w0 | jq '.[0].allmulti')" 0
}

test_a_filtering_uplink_is_told_the_declared_addresses()
{
	new_switch type external host off
	filtering
	guest 1 mac $m1
	xvs attach sw0 f0 port up kind uplink
	same "$(promiscuous f0)" 0
	same "$(filter_of f0)" "$m1"
	guest 2 mac $m2
	same "$(filter_of f0)" "$m1 $m2"
	xvs security set sw0 p2 macs $m3
	same "$(filter_of f0)" "$m1 $m2 $m3"
	xvs nic set sw0 p1 mac $m4
	same "$(filter_of f0)" "$m2 $m3 $m4"
	xvs detach sw0 p2
	same "$(filter_of f0)" "$m4"
	xvs detach sw0 up
	same "$(filter_of f0)" ""
	same "$(promiscuous f0)" 0
}

test_one_learning_port_makes_a_filtering_uplink_promiscuous()
{
	new_switch type external host off
	filtering
	xvs attach sw0 f0 port up kind uplink
	guest 1 mac $m1
	same "$(promiscuous f0)" 0
	guest 2
	same "$(promiscuous f0)" 1
	xvs detach sw0 p2
	same "$(promiscuous f0)" 0
	xvs security set sw0 p1 spoof on
	same "$(promiscuous f0)" 1
	xvs security del sw0 p1
	same "$(promiscuous f0)" 0
	xvs security set sw0 p1 unicast on
	same "$(promiscuous f0)" 1
}

test_plain_ports_are_promiscuous_while_connected()
{
	new_switch
	guest 1
	same "$(promiscuous v1)" 1
	xvs nic disconnect sw0 p1
	same "$(promiscuous v1)" 0
}

test_changes_of_the_device_are_followed_and_told()
{
	network
	watch
	ip link set w0 mtu 1400
	same "$(field mtu xvs -j nic show sw0 up)" 1400
	until_ok grep -q "nic *sw0/up changed.*mtu 1400" "$work/events.$TEST"
	ip link set w0 address $m5
	same "$(field current-mac xvs -j nic show sw0 up)" $m5
	until_ok grep -q "nic *sw0/up changed.*$m5" "$work/events.$TEST"
	ip link set u0 down
	same_soon 0 field carrier xvs -j nic show sw0 up
	until_ok grep -q "nic *sw0/up changed.*carrier off" \
		"$work/events.$TEST"
	ip link set w0 down
	ip link set w0 name w9
	same "$(field ifname xvs -j nic show sw0 up)" w9
	same "$(field uplink xvs -j switch show sw0)" w9
	until_ok grep -q "nic *sw0/up changed.*w9" "$work/events.$TEST"
	ip link set w9 up
	ip link set u0 up
	goes "u0" e1 dst $broadcast src $m1
}

test_a_change_of_features_is_told()
{
	network
	watch
	ethtool -K w0 tso off
	saw_last "nic sw0/up changed" || until_ok saw_last "nic sw0/up changed"
}

test_frames_longer_than_the_uplinks_mtu_are_dropped()
{
	network
	ip link set w0 mtu 1400
	goes "" e1 dst $unknown src $m1 len 1500
	dropped up out MTU 1
	goes "u0" e1 dst $unknown src $m1 len 1400
}

# uplink_of DEV: makes a switch on it, through which a guest speaks
speaks_over()
{
	new_switch type external host off
	xvs attach sw0 "$1" port up kind uplink
	guest 1
	ends="$ends ${*:2}"
	goes "${*:2}" e1 dst $broadcast src $m1
}

test_a_vlan_device_is_an_uplink()
{
	pair w0 u0
	ip link add link w0 name w0.7 type vlan id 7
	ip link set w0.7 up
	new_switch type external host off
	xvs attach sw0 w0.7 port up kind uplink
	guest 1
	ends="$ends u0"
	goes "u0:7" e1 dst $broadcast src $m1
	goes "e1" u0 dst $m1 src $m4 tag 7
}

test_a_dummy_is_an_uplink()
{
	ip link add d0 up type dummy
	new_switch type external host off
	xvs attach sw0 d0 port up kind uplink
	guest 1
	goes "" e1 dst $broadcast src $m1
	same "$(counter up tx-packets)" 1
}

test_a_bond_is_an_uplink()
{
	modprobe -q bonding || skip "no bonding on this kernel"
	pair w0 u0
	ip link add bond0 type bond mode active-backup || skip "no bond"
	ip link set w0 down
	ip link set w0 master bond0
	ip link set bond0 up
	ip link set w0 up
	same_soon 1 of_dev bond0 carrier
	speaks_over bond0 u0
	same "$(promiscuous bond0)" 1
	refused "the device is already a port of a switch, bridge, bond or team" \
		xvs attach sw0 w0
}

test_a_team_is_an_uplink()
{
	modprobe -q team_mode_roundrobin || modprobe -q team ||
		skip "no team on this kernel"
	ip link add team0 type team || skip "no team"
	new_switch type external host off
	ip link set team0 up
	xvs attach sw0 team0 port up kind uplink
	same "$(field uplink xvs -j switch show sw0)" team0
	xvs switch del sw0
	ip link del team0
}

test_a_vxlan_device_is_an_uplink()
{
	modprobe -q vxlan || skip "no vxlan on this kernel"
	pair w0 u0
	ip address add 192.0.2.1/24 dev w0
	ip neighbour add 192.0.2.2 lladdr $m9 dev w0
	ip link add vx0 type vxlan id 7 remote 192.0.2.2 local 192.0.2.1 \
		dstport 4789 dev w0 || skip "no vxlan"
	ip link set vx0 up
	speaks_over vx0 u0
}

test_devices_that_are_no_ports_are_refused()
{
	network
	refused "the loopback device cannot be a port" xvs attach sw0 lo
	refused "the device is the switch's own; it cannot be a port of itself" \
		xvs attach sw0 sw0
	ip tuntap add t0 mode tun
	refused "the device is not an Ethernet device" xvs attach sw0 t0
	ip link add br0 type bridge
	pair v5 e5
	ip link set v5 master br0
	refused "the device is already a port of a switch, bridge, bond or team" \
		xvs attach sw0 v5
	refused "the device is already a port of a switch, bridge, bond or team" \
		xvs attach sw0 v1 port again
	ip link add link e5 name mv0 type macvlan
	refused "the device is already in use below another one, such as a vlan or macvlan" \
		xvs attach sw0 e5
	pair v6 e6
	ip link add link e6 name e6.5 type vlan id 5
	refused "the device is already in use below another one, such as a vlan or macvlan" \
		xvs attach sw0 e6
}

test_loops_of_switches_are_refused()
{
	xvs switch add sw0
	xvs switch add sw1
	xvs attach sw0 sw1
	refused "the device stands above the switch: that would be a loop" \
		xvs attach sw1 sw0
	ip link add link sw0 name sw0.5 type vlan id 5
	refused "the device stands above the switch: that would be a loop" \
		xvs attach sw0 sw0.5
	ip link add link sw0 name h1 type xvs
	refused "the device stands above the switch: that would be a loop" \
		xvs attach sw0 h1 port loop
}

test_stacked_switches_forward()
{
	new_switch
	guest 1
	xvs switch add sw1
	ip link set sw1 up
	xvs attach sw1 sw0 port down
	guest 2
	xvs detach sw0 p2
	xvs attach sw1 v2 port p2
	ends="$ends sw1"
	goes "e2 sw1" e1 dst $broadcast src $m1
	goes "e1" e2 dst $m1 src $m2
}

test_a_wireless_station_is_no_port()
{
	local sentence="the device does not allow to be bridged"

	modprobe -q mac80211_hwsim radios=1 || {
		echo "$sentence" >> "$work/sentences"
		skip "no simulated radio on this kernel"
	}
	# the radio is in the first namespace
	outside ip link add xvsw0 type xvs
	until_ok outside ip link show wlan0
	not outside ip link set wlan0 master xvsw0 2> "$work/said.$TEST"
	outside ip link del xvsw0
	rmmod mac80211_hwsim
	holds "$(cat "$work/said.$TEST")" "$sentence"
	echo "$sentence" >> "$work/sentences"
}

test_a_device_of_another_namespace_is_not_seen()
{
	network
	pair v5 e5
	named_netns other
	ip link set v5 netns other
	refused "there is no such device" xvs attach sw0 v5
}

main "$@"
