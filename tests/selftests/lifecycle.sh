#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ports and NICs, one step at a time: allowed steps, forbidden ones, events.
#
#	 e1
#	  |
#	 v1
#	+-p1-----+
#	|  sw0	 |	private
#	+--------+
. "${0%/*}/lib/lib.sh"

network()
{
	new_switch type private
	pair v1 e1
}

nic_state()
{
	xvs -j port show sw0 p1 | jq -r '.[0]["nic-state"] // "none"'
}

test_the_steps_of_port_and_nic_are_told_in_order()
{
	network
	watch
	xvs port add sw0 p1
	xvs nic add sw0 p1 dev v1
	xvs nic connect sw0 p1
	xvs nic disconnect sw0 p1
	xvs nic del sw0 p1
	xvs port del sw0 p1
	saw "port sw0/p1 created" "nic sw0/p1 created" "nic sw0/p1 connected" \
		"nic sw0/p1 disconnected" "nic sw0/p1 deleted" \
		"port sw0/p1 teardown" "port sw0/p1 deleted"
}

test_a_switch_is_told_with_all_that_it_brings()
{
	watch
	xvs switch add sw0
	xvs switch del sw0
	saw "switch sw0 created" "port sw0/host created" \
		"nic sw0/host created" "nic sw0/host connected" \
		"nic sw0/host disconnected" "nic sw0/host deleted" \
		"port sw0/host teardown" "port sw0/host deleted" \
		"switch sw0 deleted"
}

test_a_nic_is_told_to_have_changed_when_it_shows()
{
	network
	xvs attach sw0 v1 port p1
	watch
	ip link set v1 arp off
	ip link set v1 mtu 1400
	ip link set v1 address $m1
	ethtool -K v1 gro on
	saw "nic sw0/p1 changed" "nic sw0/p1 changed" "nic sw0/p1 changed"
}

test_events_as_json_say_all_facts()
{
	local last

	network
	watch_json
	xvs attach sw0 v1 port p1 mac $m1
	until_ok grep -q connected "$work/events.$TEST"
	last=$(tail -n 1 "$work/events.$TEST")
	same "$(jq -r .object <<< "$last")" nic
	same "$(jq -r .event <<< "$last")" connected
	same "$(jq -r '."permanent-mac"' <<< "$last")" $m1
}

test_each_step_has_its_state()
{
	network
	xvs port add sw0 p1
	same "$(field state xvs -j port show sw0 p1)" created
	same "$(nic_state)" none
	xvs nic add sw0 p1 dev v1
	same "$(nic_state)" created
	xvs nic connect sw0 p1
	same "$(nic_state)" connected
	xvs nic disconnect sw0 p1
	same "$(nic_state)" disconnected
	xvs nic del sw0 p1
	same "$(nic_state)" none
}

test_a_port_without_nic_cannot_take_steps_of_a_nic()
{
	network
	xvs port add sw0 p1
	refused "the port carries no NIC" xvs nic connect sw0 p1
	refused "the port carries no NIC" xvs nic disconnect sw0 p1
	refused "the port carries no NIC" xvs nic del sw0 p1
	refused "the port carries no NIC" xvs nic set sw0 p1 vm x
	refused "the port carries no NIC" xvs nic show sw0 p1
}

test_a_created_nic_may_be_connected_or_deleted_only()
{
	network
	xvs port add sw0 p1
	xvs nic add sw0 p1 dev v1
	refused "the port already carries a NIC" xvs nic add sw0 p1 dev e1
	refused "the NIC is not connected" xvs nic disconnect sw0 p1
	refused "the port still carries a NIC" xvs port del sw0 p1
	# create undone without ever being connected
	xvs nic del sw0 p1
	xvs nic add sw0 p1 dev v1
	xvs nic connect sw0 p1
}

test_a_connected_nic_may_be_disconnected_only()
{
	network
	xvs attach sw0 v1 port p1
	refused "the NIC is already connected" xvs nic connect sw0 p1
	refused "the NIC is connected; disconnect it first" xvs nic del sw0 p1
	refused "the port still carries a NIC" xvs port del sw0 p1
	refused "the port already carries a NIC" xvs nic add sw0 p1 dev e1
	xvs nic disconnect sw0 p1
}

test_a_disconnected_nic_may_be_deleted_only()
{
	network
	xvs attach sw0 v1 port p1
	xvs nic disconnect sw0 p1
	refused "the NIC was disconnected; delete it and create a new one" \
		xvs nic connect sw0 p1
	refused "the NIC is not connected" xvs nic disconnect sw0 p1
	refused "the port still carries a NIC" xvs port del sw0 p1
	refused "the port already carries a NIC" xvs nic add sw0 p1 dev e1
	xvs nic del sw0 p1
}

test_a_port_takes_a_new_nic_after_the_old_one()
{
	local i

	network
	xvs port add sw0 p1
	xvs vlan set sw0 p1 access 10
	for i in 1 2 3; do
		xvs nic add sw0 p1 dev v1
		xvs nic connect sw0 p1
		xvs nic disconnect sw0 p1
		xvs nic del sw0 p1
	done
	xvs nic add sw0 p1 dev e1
	xvs nic connect sw0 p1
	holds "$(xvs vlan show sw0 p1)" access 10
}

test_a_port_may_live_and_die_without_a_nic()
{
	network
	xvs port add sw0 p1
	xvs port del sw0 p1
	same "$(xvs -j port show sw0 | jq length)" 0
}

test_attach_and_detach_take_all_steps()
{
	network
	watch
	xvs attach sw0 v1
	xvs detach sw0 v1
	saw "port sw0/v1 created" "nic sw0/v1 created" "nic sw0/v1 connected" \
		"nic sw0/v1 disconnected" "nic sw0/v1 deleted" \
		"port sw0/v1 teardown" "port sw0/v1 deleted"
}

test_attach_undoes_its_steps_when_one_is_refused()
{
	network
	refused "there is no such device" xvs attach sw0 nowhere port p1
	xvs attach sw0 v1 port p1 mac $m1
	refused "the address is the declared one of another port's NIC" \
		xvs attach sw0 e1 port p2 mac $m1
	# at a port that was there before, the port stays
	xvs port add sw0 p3
	refused "there is no such device" xvs attach sw0 nowhere port p3
}

test_a_validation_port_checks_policy_and_reserves_nothing()
{
	network
	xvs port add sw0 check validation
	xvs port add sw0 p2
	xvs vlan set sw0 check isolated 100 101
	refused "the secondary VLAN is the same as the primary one" \
		xvs vlan set sw0 check isolated 100 100
	# it holds no VLAN against a real port
	xvs vlan set sw0 p2 isolated 101 100
	# but is held against those of real ones, with all of its policy
	refused "the primary VLAN is a secondary one at another port" \
		xvs vlan set sw0 check isolated 100 102
	refused "the primary VLAN is a secondary one at another port" \
		xvs isolation set sw0 check on
	xvs vlan set sw0 check access 100
	xvs security set sw0 check macs $m1
	xvs security set sw0 p2 macs $m1
	refused "a validation port only checks policy and carries no NIC" \
		xvs nic add sw0 check dev v1
	refused "a validation port only checks policy; no address lives there" \
		xvs fdb add sw0 $m2 port check
	xvs port del sw0 check
}

test_numbers_of_ports_and_switches_are_not_reused_soon()
{
	local first second

	network
	xvs port add sw0 p1
	first=$(field port-id xvs -j port show sw0 p1)
	xvs port del sw0 p1
	xvs port add sw0 p1
	second=$(field port-id xvs -j port show sw0 p1)
	[ "$second" -gt "$first" ]
	first=$(field switch-id xvs -j switch show sw0)
	xvs switch del sw0
	new_switch
	second=$(field switch-id xvs -j switch show sw0)
	[ "$second" -gt "$first" ]
}

test_names_are_unique_on_a_switch_only()
{
	network
	xvs port add sw0 p1
	refused "the switch already has a port of that name" xvs port add sw0 p1
	xvs switch add sw1 type private
	xvs port add sw1 p1
	refused "a device of that name exists already" xvs switch add sw0
	refused "a device of that name exists already" xvs switch add v1
}

test_bad_names_are_refused()
{
	local name

	network
	for name in "a b" a/b . ..; do
		refused "a port's name has no blanks, no slash, no # and is not empty" \
			xvs port add sw0 "$name"
	done
	refused "a device cannot have such a name" xvs switch add a/b
	refused "a device cannot have such a name" xvs switch add "a%d"
	refused "a device cannot have such a name" xvs switch add ..
	wrong "too long" xvs switch add abcdefghijklmnop
	wrong "too long" xvs port add sw0 "$(printf '%064d' 0)"
	xvs port add sw0 "$(printf '%063d' 0)"
}

test_what_is_not_there_is_named()
{
	network
	refused "there is no switch of that name" xvs switch show sw9
	refused "there is no switch of that name" xvs port add sw9 p1
	refused "there is no switch of that id" xvs switch show "#4711"
	refused "the switch has no such port" xvs port show sw0 p9
	refused "the switch has no such port" xvs nic connect sw0 "#4711"
	refused "there is no such device" xvs attach sw0 nowhere
	refused "the table has no such address in this VLAN" \
		xvs fdb del sw0 $unknown
	refused "the table holds unicast MAC addresses only" \
		xvs fdb add sw0 $group port p9
	xvs port add sw0 p1
	refused "no property no.such of a switch|no such property of a switch" \
		xvs property set sw0 no.such thing
	refused "no property no.such of a port|no such property of a port" \
		xvs property set sw0 port p1 no.such thing
}

test_labels_can_be_given_and_changed()
{
	network
	xvs port add sw0 p1 label "the web server"
	same "$(field label xvs -j port show sw0 p1)" "the web server"
	watch
	xvs port set sw0 p1 label ""
	saw "port sw0/p1 changed"
	same "$(field label xvs -j port show sw0 p1)" null
}

test_changes_of_properties_are_told_one_by_one()
{
	network
	xvs attach sw0 v1 port p1
	watch
	xvs property set sw0 port p1 flood.unicast off isolation.isolated on
	xvs property del sw0 port p1 flood.unicast
	xvs property set sw0 fdb.ageing 20
	until_ok grep -q fdb.ageing "$work/events.$TEST"
	holds "$(cat "$work/events.$TEST")" \
		"property sw0/p1 changed flood.unicast = off" \
		"property sw0/p1 changed isolation.isolated = on" \
		"property sw0/p1 deleted flood.unicast, back to on" \
		"property sw0 changed fdb.ageing = 20"
}

test_properties_take_effect_together_or_not_at_all()
{
	network
	xvs port add sw0 p1
	refused "a list of VLANs is like" xvs property set sw0 port p1 \
		isolation.isolated on vlan.trunk 5000
	refused "the number is out of the property's range" \
		xvs property set sw0 fdb.move off fdb.ageing 2000000
	refused "not a list of unicast MAC addresses with commas between" \
		xvs property set sw0 port p1 security.macs nonsense
	refused "a comma belongs between two MAC addresses" \
		xvs property set sw0 port p1 security.macs "$m1;$m2"
}

main "$@"
