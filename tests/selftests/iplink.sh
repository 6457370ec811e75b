#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The switch by iproute2: ip link add, master, nomaster, del, and what is shown.
#
#	 e1    e2
#	  |     |
#	 v1    v2
#	+-+-----+-+
#	|  sw0	  +- sw0, h1	the host
#	+---------+
. "${0%/*}/lib/lib.sh"

network()
{
	ip link add sw0 type xvs
	ip link set sw0 up
	pair v1 e1
	pair v2 e2
	ends="e1 e2 sw0"
}

ports()
{
	xvs -j port show sw0 | jq -r '[.[].port] | join(" ")'
}

# What is left in the namespace after a switch
remains()
{
	xvs -j switch show
	xvs -j port show
	xvs -j nic show
	ip -d -j link show | jq -c '.[] | [.ifname, .promiscuity, .allmulti,
		.master, .flags]'
}

test_a_switch_is_made_with_ip_link()
{
	network
	same "$(field type xvs -j switch show sw0)" internal
	same "$(ip -d -j link show sw0 | jq -r '.[0].linkinfo.info_kind')" xvs
}

test_devices_become_ports_with_master_and_leave_with_nomaster()
{
	network
	watch
	ip link set v1 master sw0
	ip link set v2 master sw0
	goes "e2 sw0" e1 dst $broadcast src $m1
	same "$(ports)" "host v1 v2"
	same "$(field implicit xvs -j port show sw0 v1)" true
	same "$(ip -j link show v1 | jq -r '.[0].master')" sw0
	ip link set v1 nomaster
	same "$(ports)" "host v2"
	goes "" e1 dst $broadcast src $m1
	ip link set v2 nomaster
	saw "port sw0/v1 created" "nic sw0/v1 created" "nic sw0/v1 connected" \
		"port sw0/v2 created" "nic sw0/v2 created" \
		"nic sw0/v2 connected" \
		"nic sw0/v1 disconnected" "nic sw0/v1 deleted" \
		"port sw0/v1 teardown" "port sw0/v1 deleted" \
		"nic sw0/v2 disconnected" "nic sw0/v2 deleted" \
		"port sw0/v2 teardown" "port sw0/v2 deleted"
}

test_a_port_made_with_xvs_stays_after_nomaster()
{
	network
	xvs attach sw0 v1 port p1
	ip link set v1 nomaster
	same "$(ports)" "host p1"
	same "$(xvs -j nic show sw0 p1 2> /dev/null || :)" ""
	ip link set v1 master sw0
	same "$(ports)" "host p1 v1"
}

test_a_device_changes_from_a_bridge_to_a_switch_and_back()
{
	network
	ip link add br0 type bridge
	ip link set v1 master br0
	ip link set v1 master sw0
	same "$(ports)" "host v1"
	ip link set v1 master br0
	same "$(ports)" "host"
}

test_master_is_refused_with_a_reason()
{
	network
	refused "the loopback device cannot be a port" ip link set lo master sw0
	refused "not an Ethernet device" ip link set tunl0 master sw0 ||
		ip link show tunl0 > /dev/null 2>&1 || :
	xvs port add sw0 v1
	refused "the switch already has a port of that name" \
		ip link set v1 master sw0
	not ip link set sw0 master sw0
}

test_a_switch_with_ports_is_deleted_by_ip_or_by_xvs_alike()
{
	local by_ip

	network
	ip link set v1 master sw0
	xvs attach sw0 v2 port p2 mac $m2
	ip link add link sw0 name h1 type xvs
	ip link del sw0
	by_ip=$(remains)
	ip link add sw0 type xvs
	ip link set sw0 up
	ip link set v1 master sw0
	xvs attach sw0 v2 port p2 mac $m2
	ip link add link sw0 name h1 type xvs
	xvs switch del sw0
	same "$(remains)" "$by_ip"
	lacks "$by_ip" sw0 h1 PROMISC
}

test_the_events_of_a_deletion_are_the_same_either_way()
{
	local by_ip

	network
	ip link set v1 master sw0
	watch
	ip link del sw0
	until_ok grep -q "switch.*deleted" "$work/events.$TEST"
	by_ip=$(events)
	kill %1
	ip link add sw0 type xvs
	ip link set v1 master sw0
	watch
	xvs switch del sw0
	until_ok grep -q "switch.*deleted" "$work/events.$TEST"
	same "$(events)" "$by_ip"
	holds "$by_ip" "nic sw0/v1 disconnected" "port sw0/v1 teardown" \
		"port sw0/v1 deleted"
}

test_ip_link_shows_kind_counters_and_details_as_json()
{
	local shown

	network
	ip link set v1 master sw0
	goes "sw0" e1 dst $broadcast src $m1
	goes "e1" sw0 dst $m1 src "$(mac_of sw0)"
	shown=$(ip -d -s -j link show sw0)
	same "$(jq -r '.[0].stats64.rx.packets' <<< "$shown")" 1
	same "$(jq -r '.[0].stats64.tx.packets' <<< "$shown")" 1
	same "$(jq -r '.[0].stats64.rx.bytes' <<< "$shown")" 60
	same "$(jq -r '.[0].operstate' <<< "$shown")" UP
	ip link add link sw0 name h1 type xvs
	same "$(ip -d -j link show h1 | jq -r '.[0].link')" sw0
	holds "$(ip -d -s link show sw0)" "xvs"
	same "$(ip -j link show type xvs | jq length)" 2
	same "$(ip -j link show master sw0 | jq -r '.[].ifname')" v1
}

test_an_address_can_be_given_when_a_device_is_made()
{
	ip link add sw0 address $m4 type xvs
	same "$(where $m4)" "host pinned"
	ip link add link sw0 name h1 address $m5 type xvs
	same "$(where $m5)" "h1 pinned"
	refused "not a unicast MAC address" \
		ip link add sw1 address $group type xvs
	not ip link set sw0 address $m5
	same "$(where $m4)" "host pinned"
}

test_mtu_of_the_host_nic_is_the_operators()
{
	network
	ip link set v1 master sw0
	ip link set sw0 mtu 9000
	same "$(xvs -j nic show sw0 host | jq '.[0].mtu')" 9000
	ip link set sw0 mtu 1400
	ip link set e1 mtu 1500
	goes "" e1 dst "$(mac_of sw0)" src $m1 len 1500
	dropped host out MTU 1
}

test_the_switch_can_be_renamed()
{
	network
	ip link set v1 master sw0
	ip link set sw0 down
	ip link set sw0 name br7
	ip link set br7 up
	same "$(field switch xvs -j switch show br7)" br7
	refused "there is no switch of that name" xvs switch show sw0
	ends="e1 br7"
	goes "br7" e1 dst $broadcast src $m1
}

test_a_switch_stays_in_its_namespace()
{
	network
	named_netns other
	not ip link set sw0 netns other
	same "$(field switch xvs -j switch show sw0)" sw0
}

main "$@"
