#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Several processes do everything at once to the same few objects, with frames
# flowing. What they ask is often refused; nothing may break. XVS_RACE_SECS is
# how long.
. "${0%/*}/lib/lib.sh"
jobs=1
seconds=${XVS_RACE_SECS:-$([ $slow = 1 ] && echo 60 || echo 20)}
limit=$((seconds + 60))

until_time()
{
	while [ $SECONDS -lt "$seconds" ]; do
		"$@"
	done > /dev/null 2>&1
}

# Each of these is a player's turn.
switches()
{
	xvs switch add sw1 type external
	xvs attach sw1 v3 port p3 mac $m3
	ip link add link sw1 name h9 type xvs
	xvs switch set sw1 type private
	xvs switch set sw1 type internal
	ip link del sw1
	xvs switch add sw1
	xvs switch del sw1
}

ports()
{
	xvs -force -b - <<-'EOT'
		port add sw0 p1
		nic add sw0 p1 dev v1
		nic connect sw0 p1
		vlan set sw0 p1 access 7
		nic disconnect sw0 p1
		nic del sw0 p1
		port del sw0 p1
	EOT
}

attachments()
{
	xvs attach sw0 v1 port p1 mac $m1
	ip link set v2 master sw0
	xvs detach sw0 p1
	ip link set v2 nomaster
	ip link set v1 nomaster
	ip link set v1 master sw0
}

properties()
{
	xvs -force -b - <<-EOT
		vlan set sw0 p1 isolated 100 101
		vlan set sw0 v2 isolated 100 101
		vlan set sw0 p1 trunk 1-20 native 5
		security set sw0 p1 spoof on macs $m4,$m5
		nic set sw0 p1 mac $m6
		nic set sw0 p1 mac none
		vlan del sw0 p1
		security del sw0 p1
		isolation set sw0 v2 on
		property set sw0 fdb.ageing 1 fdb.limit 5
		property del sw0 fdb.ageing fdb.limit
		fdb add sw0 $m4 port p1
		fdb flush sw0 static
	EOT
}

readers()
{
	xvs -j -s stats show
	xvs fdb show
	xvs port show
	xvs nic show
	xvs property show
	xvs why sw0 p1
	xvs save
	ip -s -d link show
}

devices()
{
	ip link set v1 mtu 1400
	ip link set v1 mtu 1500
	ip link set v2 down
	ip link set v2 up
	ip link set v3 address $m8
	ethtool -K v1 tso off
	ethtool -K v1 tso on
	ip link del v4
	pair v4 e4
	xvs attach sw0 v4 kind uplink
}

frames()
{
	"$FRAME" -on "$1" -to none "$1" dst $broadcast src "$2" times 3000
	"$FRAME" -on "$1" -to none "$1" dst $m2 src "$2" times 3000
}

test_everything_at_once_breaks_nothing()
{
	local n player before

	SECONDS=0
	xvs switch add sw0 type external
	ip link set sw0 up
	for n in 1 2 3 4; do
		pair v$n e$n
	done
	xvs monitor all > /dev/null &
	for player in switches ports ports attachments properties readers \
		devices "frames e1 $m1" "frames e2 $m2" "frames sw0 $m3"; do
		# shellcheck disable=SC2086
		until_time $player &
	done
	sleep "$seconds"
	# shellcheck disable=SC2046
	wait $(jobs -p | tail -n +2) || :
	# and all of it still works
	xvs switch del sw0
	for n in 1 2; do
		ip link del v$n
	done
	ends=
	new_switch type private
	guest 1
	guest 2
	goes "e2" e1 dst $broadcast src $m1
	before=$(counter p2 tx-packets)
	goes "e2" e1 dst $broadcast src $m1
	same "$(counter p2 tx-packets)" $((before + 1))
}

test_two_that_want_the_same_device_get_it_one_at_a_time()
{
	local i won

	xvs switch add sw0 type private
	xvs switch add sw1 type private
	pair v1 e1
	for i in $(seq 20); do
		won=0
		xvs attach sw0 v1 2> /dev/null &
		xvs attach sw1 v1 2> /dev/null && won=$((won + 1))
		wait $! && won=$((won + 1))
		same "$won" 1
		xvs detach sw0 v1 2> /dev/null || xvs detach sw1 v1
	done
}

test_two_that_want_the_same_name_get_it_one_at_a_time()
{
	local i won

	for i in $(seq 20); do
		won=0
		xvs switch add sw0 2> /dev/null &
		ip link add sw0 type xvs 2> /dev/null && won=$((won + 1))
		wait $! && won=$((won + 1))
		same "$won" 1
		xvs switch del sw0
	done
}

test_a_dump_beside_changes_shows_each_port_once()
{
	local i shown

	xvs switch add sw0 type private
	for i in $(seq 300); do
		echo "port add sw0 stays$i"
	done | xvs -b -
	SECONDS=0
	seconds=5
	come_and_go()
	{
		for i in $(seq 50); do
			echo "port add sw0 comes$i"
		done | xvs -b -
		for i in $(seq 50); do
			echo "port del sw0 comes$i"
		done | xvs -b -
	}
	until_time come_and_go &
	while [ $SECONDS -lt 5 ]; do
		shown=$(xvs -j port show sw0 | jq -r '.[].port')
		same "$(grep -c stays <<< "$shown")" 300
		same "$(sort <<< "$shown" | uniq -d)" ""
	done
	wait $!
}

main "$@"
