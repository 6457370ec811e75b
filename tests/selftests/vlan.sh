#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# VLANs of ports: transparent, access, trunk, private, and tags upon tags.
#
#	 e1    e2    e3    e4
#	  |     |     |     |
#	 v1    v2    v3    v4
#	+-p1----p2----p3----p4-+
#	|	  sw0	       |	private
#	+----------------------+
. "${0%/*}/lib/lib.sh"

network()
{
	local n

	new_switch type private
	for n in 1 2 3 4; do
		guest $n
	done
}

# vlan N MODE...
vlan()
{
	local n=$1
	shift
	xvs vlan set sw0 "p$n" "$@"
}

test_without_vlans_tags_pass_untouched()
{
	network
	goes "e2:5 e3:5 e4:5" e1 dst $broadcast src $m1 tag 5
	goes "e2:4094/7 e3:4094/7 e4:4094/7" e1 dst $broadcast src $m1 \
		tag 4094/7
	# the same address in two VLANs is two
	goes "e1:5 e3:5 e4:5" e2 dst $broadcast src $m2 tag 5
	goes "e2:5" e1 dst $m2 src $m1 tag 5
	goes "e2:6 e3:6 e4:6" e1 dst $m2 src $m1 tag 6
}

test_a_priority_tag_is_no_vlan()
{
	network
	vlan 2 access 5
	vlan 3 access 5
	goes "e4" e1 dst $broadcast src $m1 tag 0
	goes "e4:0/3" e1 dst $broadcast src $m1 tag 0/3
}

test_access_ports_of_one_vlan_talk_untagged()
{
	network
	vlan 1 access 10
	vlan 2 access 10
	vlan 3 access 20
	vlan 4 access 20
	goes "e2" e1 dst $broadcast src $m1
	goes "e4" e3 dst $broadcast src $m3
	same "$(where $m1 10)" "p1 learned"
	goes "e1" e2 dst $m1 src $m2
	goes "e4" e3 dst $m1 src $m3
}

test_an_access_port_takes_no_tags()
{
	network
	vlan 1 access 10
	vlan 2 access 10
	goes "" e1 dst $broadcast src $m1 tag 10
	goes "" e1 dst $broadcast src $m1 tag 20
	dropped p1 in VLAN_TAGGED 2
}

test_a_trunk_carries_its_vlans_tagged()
{
	network
	vlan 1 access 10
	vlan 2 access 20
	vlan 3 trunk 10,20
	vlan 4 trunk 20-30
	goes "e3:10" e1 dst $broadcast src $m1
	goes "e3:20 e4:20" e2 dst $broadcast src $m2
	goes "e1" e3 dst $broadcast src $m3 tag 10
	goes "e2 e4:20" e3 dst $broadcast src $m3 tag 20
	goes "" e3 dst $broadcast src $m3 tag 30
	dropped p3 in VLAN_FOREIGN 1
}

test_a_trunk_without_native_vlan_refuses_untagged_frames()
{
	network
	vlan 3 trunk 10,20
	goes "" e3 dst $broadcast src $m3
	goes "" e3 dst $broadcast src $m3 tag 0/5
	dropped p3 in VLAN_UNTAGGED 2
}

test_the_native_vlan_of_a_trunk_has_no_tag()
{
	network
	vlan 1 access 10
	vlan 3 trunk 10,20 native 10
	vlan 4 trunk 10
	vlan 2 access 99
	goes "e3 e4:10" e1 dst $broadcast src $m1
	goes "e1 e4:10" e3 dst $broadcast src $m3
	goes "e1 e4:10" e3 dst $broadcast src $m3 tag 10
}

test_a_pruned_vlan_is_not_on_the_trunk()
{
	network
	vlan 1 access 10
	vlan 2 access 20
	vlan 3 trunk 1-4094 prune 20,30-40
	vlan 4 access 99
	goes "e3:10" e1 dst $broadcast src $m1
	goes "" e2 dst $broadcast src $m2
	goes "" e3 dst $broadcast src $m3 tag 20
	goes "" e3 dst $broadcast src $m3 tag 35
	dropped p3 in VLAN_FOREIGN 2
}

test_a_known_address_on_a_port_outside_the_vlan_is_not_reached()
{
	network
	vlan 1 access 10
	vlan 2 access 20
	xvs fdb add sw0 $m2 port p2 vlan 10
	goes "" e1 dst $m2 src $m1
	dropped p2 out VLAN_FOREIGN 1
}

# p1, p2 isolated; p3 promiscuous; p4 another isolated one or in a community
private()
{
	vlan 1 isolated 100 101
	vlan 2 isolated 100 101
	vlan 3 promiscuous 100 101-103
}

test_isolated_ports_reach_the_promiscuous_one_only()
{
	network
	private
	vlan 4 community 100 102
	goes "e3" e1 dst $broadcast src $m1
	goes "e3" e2 dst $broadcast src $m2
	goes "e1 e2 e4" e3 dst $broadcast src $m3
	goes "e3" e1 dst $m3 src $m1
	goes "e1" e3 dst $m1 src $m3
	goes "" e1 dst $m2 src $m1
	dropped p2 out VLAN_PRIVATE 1
}

test_a_community_talks_within_itself()
{
	network
	vlan 1 community 100 102
	vlan 2 community 100 102
	vlan 3 promiscuous 100 101-103
	vlan 4 community 100 103
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e1" e2 dst $m1 src $m2
	goes "" e4 dst $m1 src $m4
	goes "e3" e4 dst $broadcast src $m4
}

test_a_private_vlan_goes_over_a_trunk()
{
	network
	vlan 1 isolated 100 101
	vlan 2 community 100 102
	vlan 3 trunk 100-102
	vlan 4 promiscuous 100 101,102
	# out of the switch in their secondary VLANs, as another switch wants
	goes "e3:101 e4" e1 dst $broadcast src $m1
	goes "e3:102 e4" e2 dst $broadcast src $m2
	goes "e1 e2 e3:100" e4 dst $broadcast src $m4
	# and in: the primary reaches all, a secondary its own
	goes "e1 e2 e4" e3 dst $broadcast src $m3 tag 100
	goes "e4" e3 dst $broadcast src $m3 tag 101
	goes "e2 e4" e3 dst $broadcast src $m3 tag 102
	# learned in a secondary, found from the primary
	goes "e3:100" e4 dst $m3 src $m4
}

test_the_vlans_of_a_private_one_must_agree_over_all_ports()
{
	network
	private
	refused "the secondary VLAN has another primary at another port" \
		xvs vlan set sw0 p4 isolated 200 101
	refused "the primary VLAN is a secondary one at another port" \
		xvs vlan set sw0 p4 isolated 101 200
	refused "the secondary VLAN is a primary one at another port" \
		xvs vlan set sw0 p4 community 200 100
	vlan 4 isolated 200 201
}

test_a_mode_of_nonsense_is_refused()
{
	network
	refused "the native VLAN is not one of the trunk's VLANs" \
		xvs vlan set sw0 p1 trunk 10,20 native 30
	refused "the native VLAN is not one of the trunk's VLANs" \
		xvs vlan set sw0 p1 trunk 10,20 native 20 prune 20
	refused "the secondary VLAN is the same as the primary one" \
		xvs vlan set sw0 p1 isolated 10 10
	refused "the primary VLAN is among the secondary ones" \
		xvs vlan set sw0 p1 promiscuous 10 9-11
	refused "a private VLAN needs a primary VLAN from 1 to 4094" \
		xvs property set sw0 port p1 vlan.mode isolated vlan.secondary 5
	refused "an isolated or community port needs a secondary VLAN from 1 to 4094" \
		xvs property set sw0 port p1 vlan.mode community vlan.primary 5
	refused "a promiscuous port needs a list of secondary VLANs" \
		xvs property set sw0 port p1 vlan.mode promiscuous vlan.primary 5
	refused "a list of VLANs is like 1-9,20 with ids from 1 to 4094" \
		xvs property set sw0 port p1 vlan.trunk 1-4095
	refused "a list of VLANs is like 1-9,20 with ids from 1 to 4094" \
		xvs property set sw0 port p1 vlan.trunk 0
	refused "choose one of: transparent|not one of the property's choices" \
		xvs property set sw0 port p1 vlan.mode circus
	wrong "is not a VLAN mode" xvs vlan set sw0 p1 circus
	wrong "out of range" xvs vlan set sw0 p1 access 4095
}

test_a_mode_can_be_changed_under_traffic_and_taken_back()
{
	network
	vlan 1 access 10
	goes "e2:10 e3:10 e4:10" e1 dst $broadcast src $m1
	xvs vlan del sw0 p1
	goes "e2 e3 e4" e1 dst $broadcast src $m1
	same "$(xvs -j property show sw0 p1 name vlan.mode |
		jq -r '.[0].text')" transparent
}

test_a_second_tag_passes_inside_a_vlan()
{
	network
	vlan 1 trunk 5
	vlan 2 access 5
	vlan 3 trunk 5
	vlan 4 access 9
	goes "e2:9 e3:5,9" e1 dst $broadcast src $m1 tag 5 tag 9
	goes "e2:9/3,7 e3:5,9/3,7" e1 dst $broadcast src $m1 \
		tag 5 tag 9/3 tag 7
}

test_service_tags_pass_through()
{
	network
	vlan 2 access 5
	vlan 3 access 5
	goes "e4:s7" e1 dst $broadcast src $m1 stag 7
	goes "e4:s7,9" e1 dst $broadcast src $m1 stag 7 tag 9
	vlan 1 access 9
	vlan 4 trunk 5
	goes "e3:s7,9 e4:5,s7,9" e2 dst $broadcast src $m2 stag 7 tag 9
}

test_linux_vlan_devices_work_over_trunk_ports()
{
	network
	vlan 1 trunk 10
	vlan 2 access 10
	host_at 1
	host_at 2 192.0.2.2/24
	ip -n n1 link add e1.10 link e1 type vlan id 10
	ip -n n1 link set e1.10 up
	ip -n n1 address add 192.0.2.1/24 dev e1.10
	pings n1 192.0.2.2
	pings n2 192.0.2.1
}

test_why_tells_which_vlans_keep_two_ports_apart()
{
	network
	vlan 1 access 10
	vlan 2 access 20
	holds "$(xvs why sw0 p1 p2)" "10" "20"
}

main "$@"
