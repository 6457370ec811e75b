#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Checksum and segmentation requests: carried whole where both ends can, split
# where not, refused where they are nonsense.
#
#	 tap1  tap2  tapx   e1   e2	tap: a guest with offload; tapx: without
#	  |     |     |      |    |
#	+-t1----t2----tx-----p1---p2-+
#	|	     sw0	     |	private
#	+----------------------------+
. "${0%/*}/lib/lib.sh"

# tap NAME PORT [WORDS]: a guest's tap with headers of virtio
tap()
{
	ip tuntap add "$1" mode tap vnet_hdr
	ip link set "$1" up
	xvs attach sw0 "$1" port "$2" "${@:3}"
	ends="${ends:+$ends }$1"
}

taps()
{
	new_switch type private
	tap tap1 t1
	tap tap2 t2
}

# On 192.0.2.N and 2001:db8::N
two_hosts()
{
	new_switch type private
	guest 1
	guest 2
	host_at 1 192.0.2.1/24 2001:db8::1/64
	host_at 2 192.0.2.2/24 2001:db8::2/64
}

# mean PORT rx|tx: how long the frames at a port were
mean()
{
	xvs -j stats show sw0 "$1" | jq --arg w "$2" '
		.[0] | .[$w + "-bytes"] / ([.[$w + "-packets"], 1] | max) | floor'
}

# transfers FROM TO ADDRESS: 4 MB of TCP
transfers()
{
	local listen=TCP-LISTEN

	[[ $3 != *:* ]] || listen=TCP6-LISTEN
	in_ns "$2" socat -u $listen:5001 OPEN:/dev/null &
	until_ok in_ns "$2" sh -c "ss -tln | grep -q :5001"
	head -c 4000000 /dev/zero |
		in_ns "$1" socat -u - "TCP:$3:5001"
	wait $!
}

test_a_checksum_left_to_do_crosses_to_a_tap_that_takes_it()
{
	taps
	goes "tap2" tap1 dst $m2 src $m1 tcp4 100
	goes "tap2" tap1 dst $m2 src $m1 udp4 100
	goes "tap2" tap1 dst $m2 src $m1 tcp6 100
}

test_a_big_frame_crosses_whole_between_taps_that_take_it()
{
	taps
	goes "tap2+gso" tap1 dst $m2 src $m1 tcp4 8000 gso 1448
	goes "tap2+gso" tap1 dst $m2 src $m1 tcp6 8000 gso 1428
	same "$(counter t1 rx-packets)" 2
	same "$(counter t2 tx-packets)" 2
	dropped t2 out MTU 0
}

test_a_big_frame_is_split_for_a_tap_that_takes_none()
{
	new_switch type private
	tap tap1 t1
	tap tapx tx
	goes "tapx*6" tap1 dst $m2 src $m1 tcp4 8000 gso 1448
	goes "tapx*8" tap1 dst $m2 src $m1 tcp6 8000 gso 1000
	goes "tapx" tap1 dst $m2 src $m1 udp4 500
}

test_a_flood_is_whole_for_one_and_split_for_another()
{
	taps
	tap tapx tx
	goes "tap2+gso tapx*6" tap1 dst $m2 src $m1 tcp4 8000 gso 1448
}

test_a_big_frame_goes_into_an_access_vlan_and_onto_a_trunk()
{
	taps
	tap tapx tx
	xvs vlan set sw0 t1 access 5
	xvs vlan set sw0 t2 access 5
	xvs vlan set sw0 tx trunk 5
	goes "tap2+gso tapx:5*6" tap1 dst $m2 src $m1 tcp4 8000 gso 1448
}

# kept_out WORDS...: the tap refuses the request, or the switch drops the frame
kept_out()
{
	local status=0

	"$FRAME" -on "$ends" -to "" tap1 dst $m2 src $m1 "$@" || status=$?
	[ "$status" = 0 ] || same "$status" 2
}

test_a_checksum_request_that_does_not_fit_gets_nowhere()
{
	taps
	kept_out len 60 csum 8:2
	kept_out len 60 csum 0:0
	kept_out len 60 csum 70:20
	kept_out len 60 csum 65535:65535
}

test_a_segmentation_request_that_lies_about_the_protocol_gets_nowhere()
{
	taps
	# flags, type, length of the headers, size, start and offset of the sum:
	# TCP over IPv6 (4) and TCP over IPv4 (1) that are neither
	kept_out tcp4 3000 hdr 01043600a80522001000
	kept_out len 3000 hdr 01013600e80322001000
	kept_out len 3000 hdr 00013600e80300000000
}

test_a_guests_nonsense_does_no_harm()
{
	local type header

	taps
	for type in 01 03 04 05 81 ff; do
		for header in 0000 0e00 ffff; do
			"$FRAME" -on "$ends" -to "" tap1 dst $m2 src $m1 \
				len 2000 hdr "01${type}${header}050022000000" ||
				:
		done
	done
	goes "tap2" tap1 dst $m2 src $m1
}

test_tcp_between_veth_ends_crosses_unsplit()
{
	two_hosts
	transfers n1 n2 192.0.2.2
	[ "$(mean p1 rx)" -gt 3000 ]
	[ "$(mean p2 tx)" -gt 3000 ]
}

test_tcp_over_ipv6_crosses_unsplit()
{
	two_hosts
	transfers n1 n2 "[2001:db8::2]"
	[ "$(mean p2 tx)" -gt 3000 ]
}

test_tcp_arrives_at_an_end_that_takes_no_big_frames()
{
	two_hosts
	ethtool -K v2 tso off gso off gro off tx off > /dev/null
	in_ns n2 ethtool -K e2 gro off > /dev/null
	transfers n1 n2 192.0.2.2
	[ "$(mean p1 rx)" -gt 3000 ]
	# nothing longer than its MTU came to the guest
	in_ns n2 ip -s -j link show e2 | jq -e '
		.[0].stats64.rx | .bytes / .packets < 1520'
}

test_tcp_crosses_access_ports_and_trunks_unsplit()
{
	two_hosts
	xvs vlan set sw0 p1 access 7
	xvs vlan set sw0 p2 trunk 7
	ip -n n2 address del 192.0.2.2/24 dev e2
	ip -n n2 link add link e2 name e2.7 type vlan id 7
	ip -n n2 link set e2.7 up
	ip -n n2 address add 192.0.2.2/24 dev e2.7
	transfers n1 n2 192.0.2.2
	[ "$(mean p2 tx)" -gt 3000 ]
}

test_tcp_between_host_and_guest_crosses_unsplit_both_ways()
{
	new_switch
	guest 1
	host_at 1 192.0.2.1/24
	ip link set lo up
	ip address add 192.0.2.254/24 dev sw0
	socat -u TCP-LISTEN:5001,reuseaddr OPEN:/dev/null &
	until_ok sh -c "ss -tln | grep -q :5001"
	head -c 4000000 /dev/zero | in_ns n1 socat -u - TCP:192.0.2.254:5001
	[ "$(mean p1 rx)" -gt 3000 ]
	in_ns n1 socat -u TCP-LISTEN:5002,reuseaddr OPEN:/dev/null &
	until_ok in_ns n1 sh -c "ss -tln | grep -q :5002"
	head -c 4000000 /dev/zero | socat -u - TCP:192.0.2.1:5002
	[ "$(mean p1 tx)" -gt 3000 ]
}

test_udp_sent_in_segments_crosses_unsplit()
{
	two_hosts
	pings n1 192.0.2.2
	xvs -j stats show sw0 p1 > /dev/null
	# UDP_SEGMENT is option 103 of SOL_UDP
	in_ns n1 python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(17, 103, 1000)
for i in range(20):
    s.sendto(bytes(16000), ("192.0.2.2", 5003))'
	[ "$(mean p1 rx)" -gt 3000 ]
	[ "$(mean p2 tx)" -gt 3000 ]
}

test_tcp_in_a_tunnel_between_guests_crosses_unsplit()
{
	modprobe -q vxlan || skip "no vxlan on this kernel"
	two_hosts
	for n in 1 2; do
		ip -n n$n link add vx0 type vxlan id 7 dstport 4789 \
			remote 192.0.2.$((3 - n)) local 192.0.2.$n ||
			skip "no vxlan"
		ip -n n$n link set vx0 up
		ip -n n$n address add 198.51.100.$n/24 dev vx0
	done
	transfers n1 n2 198.51.100.2
	[ "$(mean p1 rx)" -gt 3000 ]
	[ "$(mean p2 tx)" -gt 3000 ]
}

main "$@"
