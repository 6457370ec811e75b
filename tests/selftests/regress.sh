#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What once went wrong: at the edges of VLANs, uplinks, and lives.
#
#	 e1   e2
#	  |    |
#	 v1   v2
#	+-p1---p2----up-+--- w0 === u0	the wire
#	|     sw0	|
#	+---------------+
. "${0%/*}/lib/lib.sh"


promiscuous()
{
	ip -d -j link show "$1" | jq '.[0].promiscuity'
}

# A device that can filter addresses
filtering()
{
	pair w1 u1
	ip link add link w1 name f0 type macvlan mode passthru
	ip link set f0 up
}

# hosts: an external switch with a host NIC h1 on port p1, all up; no uplink yet
hosts()
{
	new_switch type external
	xvs port add sw0 p1
	xvs nic add sw0 p1 dev h1 kind host
	xvs nic connect sw0 p1
	ip link set h1 up
	filtering
}

filter_of()
{
	bridge fdb show dev "$1" | awk '/^02:00.*self/ { print $1 }' | sort |
		xargs
}

uplink_on()
{
	xvs attach sw0 f0 port up kind uplink
}

uplink_off()
{
	xvs detach sw0 up
}

test_a_priority_tag_hides_no_other_tag()
{
	new_switch type external host off
	pair w0 u0
	xvs attach sw0 w0 port up kind uplink
	guest 1 mac $m1
	guest 2
	ends="$ends u0"
	goes "" e1 dst $broadcast src $m1 tag 0 tag 20
	dropped p1 in VLAN_TAGGED 1
	xvs vlan set sw0 p2 trunk 10 native 10
	goes "" e2 dst $broadcast src $m2 tag 0 tag 20
	dropped p2 in VLAN_FOREIGN 1
	# whose port takes every VLAN may be in each of them
	xvs vlan del sw0 p2
	goes "e1:20 u0:20" e2 dst $broadcast src $m2 tag 0 tag 20
}

test_an_uplink_is_promiscuous_for_a_host_no_longer_than_asked()
{
	local before

	hosts
	before=$(promiscuous f0)
	ip link set h1 promisc on
	uplink_on
	ip link set h1 promisc off
	uplink_off
	same "$(promiscuous f0)" "$before"
	# the NIC leaves first
	ip link set h1 promisc on
	uplink_on
	xvs nic disconnect sw0 p1
	uplink_off
	same "$(promiscuous f0)" "$before"
	# the NIC comes last
	uplink_on
	xvs nic del sw0 p1
	xvs nic add sw0 p1 dev h1 kind host
	ip link set h1 up promisc on
	xvs nic connect sw0 p1
	ip link set h1 promisc off
	uplink_off
	same "$(promiscuous f0)" "$before"
	# the device goes as it is
	uplink_on
	ip link set h1 promisc on
	ip link del h1
	uplink_off
	same "$(promiscuous f0)" "$before"
}

test_a_host_that_is_down_asks_nothing_of_the_uplink()
{
	hosts
	uplink_on
	same "$(promiscuous f0)" 0
	ip link set h1 promisc on
	same "$(promiscuous f0)" 1
	ip link set h1 down
	same "$(promiscuous f0)" 0
	ip link set h1 up
	same "$(promiscuous f0)" 1
	xvs nic disconnect sw0 p1
	same "$(promiscuous f0)" 0
}

test_addresses_of_a_host_leave_the_uplink_with_it()
{
	hosts
	ip link add link h1 name m1 address $m5 up type macvlan
	uplink_on
	[[ $(filter_of f0) == *$m5* ]]
	xvs nic disconnect sw0 p1
	lacks "$(filter_of f0)" $m5
	uplink_off
	same "$(filter_of f0)" ""
}

test_a_host_without_a_NIC_asks_nothing_of_the_uplink()
{
	new_switch type external host off
	filtering
	uplink_on
	ip link set sw0 promisc on
	same "$(promiscuous f0)" 0
	uplink_off
	same "$(promiscuous f0)" 0
}

test_the_filter_of_an_uplink_lets_static_entries_in()
{
	new_switch type external host off
	filtering
	uplink_on
	guest 1 mac $m1
	same "$(promiscuous f0)" 0
	xvs fdb add sw0 $m3 port p1
	same "$(promiscuous f0)" 1
	xvs fdb del sw0 $m3
	same "$(promiscuous f0)" 0
	xvs fdb add sw0 $m3 port p1
	xvs fdb flush sw0 static
	same "$(promiscuous f0)" 0
	# one below a pin is told with it
	xvs fdb add sw0 $m3 port p1
	xvs security set sw0 p1 macs $m3
	same "$(promiscuous f0) $(filter_of f0)" "0 $m1 $m3"
}

test_a_dropped_frame_is_remembered_with_its_VLAN()
{
	new_switch type private
	guest 1
	xvs vlan set sw0 p1 trunk 10,20 native 10
	goes "" e1 dst $broadcast src $m1 tag 20
	dropped p1 in NO_DESTINATION 1
	same "$(xvs -j -s stats show sw0 p1 | jq '.[0]["last-drop"].vlan')" 20
}

ask_for_ports()
{
	while [ ! -e "$work/stop.$TEST" ]; do
		xvs port show sw0 p1
		xvs stats show sw0 p1
		xvs nic show sw0 p1
	done > /dev/null 2>&1
}

# Readers that wait for the switch while it goes
test_a_switch_goes_while_its_ports_are_asked_for()
{
	local end

	rm -f "$work/stop.$TEST"
	ask_for_ports &
	ask_for_ports &
	end=$((SECONDS + 5))
	while [ $SECONDS -lt $end ]; do
		xvs switch add sw0
		xvs port add sw0 p1
		xvs switch del sw0
	done
	touch "$work/stop.$TEST"
	wait
}

main "$@"
