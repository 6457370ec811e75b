#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each allocation that the module makes fails once, in turn, in each command:
# the command fails and all is as before, or it does without.
#
# Needs a kernel that injects faults: scripts/lab host -k debug.
. "$(dirname "$0")/../lib/lib.sh"

# shellcheck disable=SC2034 # lib.sh reads it
limit=300
FAILING=$built/failing
faults=/sys/kernel/debug
MOST=400		# allocations of one command

# Only what is allocated by the module's code fails, or so few calls below it
# that the deep ends of a device's registration are left out: they are many,
# and come back as the same error.
DEPTH=12
aim()
{
	local start size attr

	[ -e /proc/self/fail-nth ] || skip "this kernel injects no faults"
	mountpoint -q $faults || mount -t debugfs none $faults
	start=$(cat /sys/module/xvs/sections/.text)
	size=$(size -A "$XVS_MODDIR/xvs.ko" | awk '$1 == ".text" { print $2 }')
	for attr in failslab fail_page_alloc; do
		echo 0 > $faults/$attr/verbose
		echo N > $faults/$attr/ignore-gfp-wait
		printf '0x%x' "$start" > $faults/$attr/require-start
		printf '0x%x' $((start + size)) > $faults/$attr/require-end
		echo $DEPTH > $faults/$attr/stacktrace-depth
	done
}

# What is there, without the numbers that change when it is made anew
state()
{
	xvs save
	ip -br link show | awk '{ print $1 }'
}

# in_turn UNDO COMMAND...: after a failure all is as before; after a success
# too, once UNDO has run
in_turn()
{
	local undo=$1 n=0 status=0 before
	shift
	before=$(state)
	while [ $status != 99 ]; do
		n=$((n + 1))
		[ $n -lt $MOST ] || fail "it never ends: $*"
		status=0
		"$FAILING" $n "$@" > "$work/said.$TEST" 2>&1 || status=$?
		[ $status != 98 ] || fail "$* broke: $(cat "$work/said.$TEST")"
		case $status in
		0 | 99) eval "$undo" ;;
		esac
		same "allocation $n of $*: $(state)" \
			"allocation $n of $*: $before"
	done
	echo "$*: $((n - 1)) allocations"
	[ $n -gt "${least:-1}" ] || fail "no allocation failed in: $*"
}

network()
{
	aim
	new_switch type external host off
	pair v1 e1
	pair w0 u0
	xvs port add sw0 p1
}

test_switches_come_and_change_as_a_whole()
{
	aim
	in_turn "xvs switch del s1" xvs switch add s1
	in_turn "xvs switch del s1" xvs switch add s1 type private
	pair w0 u0
	in_turn "xvs switch del s1" xvs switch add s1 uplink w0
	new_switch type external host off
	in_turn "xvs switch set sw0 host off" xvs switch set sw0 host on
	in_turn "xvs switch set sw0 type external host off" \
		xvs switch set sw0 type internal
	xvs attach sw0 w0 port up kind uplink
	xvs detach sw0 up
}

test_ports_come_and_change_as_a_whole()
{
	network
	in_turn "xvs port del sw0 p2" xvs port add sw0 p2 label two
	in_turn "xvs port del sw0 p2" xvs port add sw0 p2 validation
	xvs port set sw0 p1 label one
	in_turn "xvs port set sw0 p1 label one" xvs port set sw0 p1 label uno
	xvs vlan set sw0 p1 trunk 1-100 prune 50
	least=0 in_turn "xvs port add sw0 p1 label one
		xvs vlan set sw0 p1 trunk 1-100 prune 50" xvs port del sw0 p1
}

test_devices_become_NICs_as_a_whole()
{
	network
	xvs vlan set sw0 p1 trunk 1-100 prune 50
	in_turn "xvs nic del sw0 p1" xvs nic add sw0 p1 dev v1 mac $m1 vm x
	xvs nic add sw0 p1 dev v1 mac $m1
	in_turn "xvs nic set sw0 p1 mac $m1" xvs nic set sw0 p1 mac $m2
	in_turn "xvs nic disconnect sw0 p1; xvs nic del sw0 p1
		xvs nic add sw0 p1 dev v1 mac $m1" xvs nic connect sw0 p1
	xvs nic connect sw0 p1
	in_turn "xvs nic set sw0 p1 mac $m1" xvs nic set sw0 p1 mac $m2
	least=0 in_turn "xvs nic del sw0 p1; xvs nic add sw0 p1 dev v1 mac $m1
		xvs nic connect sw0 p1" xvs nic disconnect sw0 p1
	xvs nic disconnect sw0 p1
	in_turn "xvs nic add sw0 p1 dev v1 mac $m1
		xvs nic connect sw0 p1; xvs nic disconnect sw0 p1" \
		xvs nic del sw0 p1
}

test_host_NICs_come_as_a_whole()
{
	network
	in_turn "xvs nic del sw0 p1" xvs nic add sw0 p1 dev h1 kind host
	xvs nic add sw0 p1 dev h1 kind host
	ip link set h1 up
	in_turn "xvs nic disconnect sw0 p1; xvs nic del sw0 p1
		xvs nic add sw0 p1 dev h1 kind host; ip link set h1 up" \
		xvs nic connect sw0 p1
	xvs nic connect sw0 p1
	ip link set h1 address $m1
	in_turn "ip link set h1 address $m1" ip link set h1 address $m2
}

test_uplinks_come_as_a_whole()
{
	network
	xvs port add sw0 up
	xvs attach sw0 v1 port guest mac $m1
	in_turn "xvs nic del sw0 up" xvs nic add sw0 up dev w0 kind uplink
	xvs nic add sw0 up dev w0 kind uplink
	in_turn "xvs nic disconnect sw0 up; xvs nic del sw0 up
		xvs nic add sw0 up dev w0 kind uplink" xvs nic connect sw0 up
}

test_attach_undoes_what_it_did()
{
	network
	in_turn "xvs detach sw0 g" xvs attach sw0 v1 port g mac $m1 label x
	in_turn "xvs detach sw0 up" xvs attach sw0 w0 port up kind uplink
	in_turn "xvs detach sw0 h1" xvs attach sw0 h1 kind host
}

test_properties_change_as_a_whole()
{
	network
	xvs nic add sw0 p1 dev v1 mac $m1
	xvs nic connect sw0 p1
	in_turn "xvs vlan del sw0 p1" xvs vlan set sw0 p1 access 9
	in_turn "xvs vlan del sw0 p1" \
		xvs vlan set sw0 p1 trunk 1-100 native 7 prune 50,60
	in_turn "xvs vlan del sw0 p1" xvs vlan set sw0 p1 isolated 10 11
	in_turn "xvs vlan del sw0 p1" xvs vlan set sw0 p1 promiscuous 10 11-20
	in_turn "xvs security del sw0 p1" \
		xvs security set sw0 p1 macs $m2,$m3 spoof on learn-limit 5
	xvs security set sw0 p1 macs $m2,$m3
	in_turn "xvs security set sw0 p1 macs $m2,$m3" xvs security del sw0 p1
	in_turn "xvs property del sw0 fdb.ageing fdb.move" \
		xvs property set sw0 fdb.ageing 10 fdb.move off
}

test_entries_come_as_a_whole()
{
	network
	in_turn "xvs fdb del sw0 $m2" xvs fdb add sw0 $m2 port p1
	xvs fdb add sw0 $m2 port p1
	least=0 in_turn "xvs fdb add sw0 $m2 port p1" xvs fdb del sw0 $m2
	in_turn "xvs fdb add sw0 $m2 port p1" xvs fdb flush sw0 static
}

test_what_is_shown_changes_nothing()
{
	network
	in_turn : xvs switch show sw0
	in_turn : xvs port show sw0 p1
	least=0 in_turn : xvs nic show
	least=0 in_turn : xvs property show
	least=0 in_turn : xvs -s stats show
	least=0 in_turn : xvs fdb show
}

test_iproute2_makes_all_or_nothing()
{
	network
	in_turn "ip link del s1" ip link add s1 type xvs
	in_turn "ip link del h1" ip link add link sw0 name h1 type xvs
	in_turn "ip link set v1 nomaster" ip link set v1 master sw0
	ip link set v1 master sw0
	in_turn "ip link set v1 master sw0" ip link set v1 nomaster
	ip link add s1 type xvs
	least=0 in_turn "ip link add s1 type xvs" ip link del s1
}

main "$@"
