#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a switch has to survive: devices, namespaces, switches and the module
# going away, most of it with frames under way.
#
#	 e1 ~~~ flood of frames	   e2
#	  |			    |
#	 v1			   v2
#	+-p1-----------------------p2-+
#	|		sw0	      +- sw0
#	+-----------------------------+
. "${0%/*}/lib/lib.sh"
jobs=1
limit=90

network()
{
	new_switch
	guest 1
	guest 2
}

# Frames, to known and unknown addresses, in both directions, until killed
traffic()
{
	"$FRAME" -on "e1" -to none e1 dst $broadcast src $m1 times 100000000 \
		> /dev/null 2>&1 &
	"$FRAME" -on "e2" -to none e2 dst $m1 src $m2 times 100000000 \
		> /dev/null 2>&1 &
	until_ok flowing
}

flowing()
{
	[ "$(counter p1 rx-packets)" -gt 100 ]
}

ports()
{
	xvs -j port show sw0 | jq -r '[.[].port] | join(" ")'
}

nics()
{
	xvs -j nic show sw0 | jq -r '[.[].port] | join(" ")'
}

test_a_device_that_is_deleted_takes_its_nic_along()
{
	network
	watch
	ip link del v1
	same "$(nics)" "host p2"
	same "$(ports)" "host p1 p2"
	saw_at_last "nic sw0/p1 disconnected" "nic sw0/p1 deleted"
	pair v1 e1
	xvs attach sw0 v1 port p1
	goes "e2" e1 dst $broadcast src $m1
}

test_a_device_is_deleted_under_traffic()
{
	network
	traffic
	ip link del v1
	same "$(nics)" "host p2"
	ip link del v2
	same "$(nics)" "host"
}

test_a_closed_tap_loses_carrier_and_a_gone_one_its_nic()
{
	network
	ip tuntap add tap1 mode tap
	ip link set tap1 up
	xvs attach sw0 tap1 port t1
	same "$(field carrier xvs -j nic show sw0 t1)" 0
	# the guest opens it, and is killed
	socat -u OPEN:/dev/zero TUN,tun-name=tap1,tun-type=tap,iff-no-pi \
		> /dev/null 2>&1 &
	same_soon 1 field carrier xvs -j nic show sw0 t1
	kill -9 $!
	same_soon 0 field carrier xvs -j nic show sw0 t1
	ip link del tap1
	same "$(nics)" "host p1 p2"
}

test_a_device_that_is_renamed_stays()
{
	network
	ip link set v1 down
	ip link set v1 name other
	ip link set other up
	same "$(field ifname xvs -j nic show sw0 p1)" other
	goes "e2" e1 dst $broadcast src $m1
}

test_a_device_that_moves_to_another_namespace_leaves_the_switch()
{
	network
	named_netns other
	watch
	ip link set v1 netns other
	saw_at_last "nic sw0/p1 disconnected" "nic sw0/p1 deleted"
	same "$(nics)" "host p2"
}

test_a_namespace_with_a_full_switch_goes_away()
{
	local i

	for i in 1 2 3 4 5; do
		named_netns gone
		ip -n gone link add v1 type veth peer name e1
		ip -n gone link set v1 up
		ip -n gone link set e1 up
		xvs -n gone switch add sw0 type external
		xvs -n gone attach sw0 v1 mac $m1
		ip -n gone link add up d0 type dummy
		xvs -n gone attach sw0 d0 kind uplink
		xvs -n gone vlan set sw0 v1 isolated 100 101
		xvs -n gone fdb add sw0 $m4 port v1
		xvs -n gone switch add sw1
		xvs -n gone attach sw1 sw0
		ip -n gone link add link sw0 name h1 type xvs
		in_ns gone ping -c 2 -i 0.2 -I sw0 192.0.2.9 \
			> /dev/null 2>&1 || :
		ip netns del gone
	done
}

test_a_switch_is_deleted_under_traffic()
{
	local i

	network
	traffic
	for i in 1 2 3 4 5; do
		xvs switch del sw0
		xvs switch add sw0
		ip link set sw0 up
		xvs attach sw0 v1 port p1
		xvs attach sw0 v2 port p2
		until_ok flowing
	done
	ip link del sw0
}

test_nics_are_disconnected_under_traffic()
{
	local i before

	network
	traffic
	for i in 1 2 3 4 5; do
		xvs nic disconnect sw0 p1
		before=$(counter p1 rx-packets)
		sleep 0.1
		# after it no frame enters
		same "$(counter p1 rx-packets)" "$before"
		xvs nic del sw0 p1
		xvs nic add sw0 p1 dev v1
		xvs nic connect sw0 p1
	done
}

test_policy_changes_under_traffic()
{
	local i

	network
	traffic
	for i in 1 2 3; do
		xvs vlan set sw0 p1 access $i
		xvs vlan set sw0 p2 trunk 1-3
		xvs security set sw0 p2 spoof on learn off unicast off
		xvs vlan set sw0 p1 isolated 100 101
		xvs nic set sw0 p1 mac $m1
		xvs security set sw0 p1 macs $m4,$m5
		xvs nic set sw0 p1 mac none
		xvs vlan del sw0 p1
		xvs vlan del sw0 p2
		xvs security del sw0 p1
		xvs security del sw0 p2
		xvs property set sw0 fdb.ageing 1 fdb.limit 1 fdb.move off
		xvs property del sw0 fdb.ageing fdb.limit fdb.move
	done
	flowing
}

test_the_module_is_unloaded_under_full_traffic()
{
	local i

	for i in 1 2 3; do
		network
		xvs switch add sw1 type external
		ip link add "up$i" up type dummy
		xvs attach sw1 "up$i" kind uplink
		traffic
		watch
		rmmod xvs
		not ip link show sw0 2> /dev/null
		same "$(ip -d -j link show v1 | jq '.[0].promiscuity')" 0
		insmod "$XVS_MODDIR/xvs.ko"
		same "$(xvs -j switch show)" "[]"
		# shellcheck disable=SC2046
		kill $(jobs -p)
		wait || :
		ip link del v1
		ip link del v2
		ends=
	done
}

test_the_module_goes_while_a_namespace_goes()
{
	local i

	for i in 1 2 3; do
		named_netns gone
		xvs -n gone switch add sw0
		ip -n gone link add v1 type veth peer name e1
		xvs -n gone attach sw0 v1
		ip netns del gone &
		rmmod xvs || until_ok rmmod xvs
		wait
		insmod "$XVS_MODDIR/xvs.ko"
	done
}

main "$@"
