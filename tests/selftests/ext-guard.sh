#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What guests say they are, against what is recorded for them.
#
#	 n1    n2	e3, e4		n1, n2: hosts of their own, whose
#	  |     |	 |   |		NICs are declared
#	 v1    v2	v3  v4		e3: sends raw frames; p3 is declared
#	+-p1----p2------p3---p4-+	p4: a plain device
#	|	   sw0		|	private
#	+-----------------------+
. "${0%/*}/lib/lib.sh"

guard_switch()
{
	needs_module "$XVS_MODDIR/ext/xvs_guard.ko"
	new_switch type private
	xvs ext attach sw0 guard
}

# real N ADDRESS[/LENGTH]...: a guest with a network stack of its own
real()
{
	local n=$1
	shift
	pair "v$n" "e$n"
	xvs attach sw0 "v$n" port "p$n" mac "$(mac_of "e$n")"
	host_at "$n" "$@"
}

network()
{
	guard_switch
	real 1 192.0.2.1/24 2001:db8::1/64
	real 2 192.0.2.2/24 2001:db8::2/64
}

raw_network()
{
	guard_switch
	guest 3 mac $m3
	guest 4
}

# seen PORT ADDRESS: what guard says of it
seen()
{
	xvs -j guard show sw0 "$1" | jq -r --arg address "$2" '
		.[] | select(.address == $address)
		| "\(.recorded) \(.seen) \(.verdict)"'
}

state()
{
	field "$2" xvs -j guard state sw0 "$1"
}

# refusals REASON: how many frames guard has dropped for it
refusals()
{
	xvs -j -s ext show sw0 guard | jq -r --arg why "$1" '
		[.[0].drop[]? | select(.name == $why) | .packets][0] // 0'
}

# from N ADDRESS PEER: pings from an address
from()
{
	in_ns "n$1" ping -c 1 -W 2 -q -I "$2" "$3" > /dev/null
}

alerts()
{
	grep -c "^alert" "$work/events.$TEST" || :
}

alerted()
{
	until_ok grep -qF "$1" "$work/events.$TEST"
}

# --- frames from hex ---

hex()
{
	local word

	for word; do
		printf '%s' "${word//:/}"
	done
}

# zeros N octets
zeros()
{
	printf '%0*d' $((2 * $1)) 0
}

# inject DEV HEX...: sends frames as they are
inject()
{
	/usr/bin/python3 -c '
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[1], 0))
for frame in sys.argv[2:]:
	s.send(bytes.fromhex(frame).ljust(60, b"\0"))
' "$@"
}

# eth [SRC]: an Ethernet header without its type, to all nodes
eth()
{
	hex 33:33:00:00:00:01 "${1:-$m3}"
}

ll=fe80000000000000020000fffe005303
all_nodes=ff020000000000000000000000000001
doc=20010db800000000000000000000
ra=86000000400000000000000000000000	# without options

# ipv6 NEXT LEN SRC DST
ipv6()
{
	printf '60000000%04x%s%s%s%s' "$2" "$1" ff "$3" "$4"
}

# ns TARGET SRC [MAC]: a neighbour solicitation
ns()
{
	local option=${3:+0101$(hex "$3")}

	eth
	printf 86dd
	ipv6 3a $((24 + ${#option} / 2)) "$2" $all_nodes
	printf '8700000000000000%s%s' "$1" "$option"
}

# na TARGET SRC MAC
na()
{
	eth
	printf 86dd
	ipv6 3a 32 "$2" $all_nodes
	printf '8800000020000000%s0201%s' "$1" "$(hex "$3")"
}

# arp OP MAC SENDER TARGET, addresses in hex
arp()
{
	hex $broadcast $m3
	printf '0806000108000604%04x%s%s%s%s' "$1" "$(hex "$2")" "$3" \
		"$(zeros 6)" "$4"
}

# ipv4 PROTO SRC DST [FRAGMENT]: without options
ipv4()
{
	printf '4500010000%s%s40%s0000%s%s' 00 "${4:-0000}" "$1" "$2" "$3"
}

# udp FROM TO
udp()
{
	printf '%04x%04x00800000' "$1" "$2"
}

# --- learning and comparing ---

test_what_a_guest_uses_is_seen_beside_what_is_recorded()
{
	network
	xvs guard add sw0 p1 192.0.2.1 primary
	xvs guard add sw0 p1 2001:db8::1
	same "$(seen p1 192.0.2.1)" "primary null null"
	pings n2 192.0.2.1
	pings n2 2001:db8::1
	same "$(seen p1 192.0.2.1)" "primary arp match"
	same "$(seen p1 2001:db8::1)" "yes nd match"
	same "$(state p1 state)" match
	same "$(seen p2 192.0.2.2)" "no arp unrecorded"
	same "$(state p2 state)" unrecorded
}

test_a_guest_that_changes_its_address_is_told_of_and_goes_on()
{
	local words="recorded 192.0.2.1, guest uses 192.0.2.99: set the guest's address back, or record the new one"

	network
	xvs guard add sw0 p1 192.0.2.1
	pings n1 192.0.2.2
	lacks "$(xvs why sw0 p1)" "guest uses"
	watch
	ip -n n1 address add 192.0.2.99/24 dev e1
	from 1 192.0.2.99 192.0.2.2
	from 1 192.0.2.99 192.0.2.2
	alerted "$words"
	same "$(alerts)" 1
	same "$(state p1 state)" mismatch
	same "$(seen p1 192.0.2.99)" "no source mismatch"
	holds "$(xvs why sw0 p1)" "$words"
	[ "$(state p1 mismatches)" -ge 2 ]
	same "$(refusals SPOOFED_IP)" 0
	# the new one is recorded, and all is well
	xvs guard add sw0 p1 192.0.2.99
	same "$(seen p1 192.0.2.99)" "yes source match"
	same "$(state p1 state)" match
	lacks "$(xvs why sw0 p1)" "guest uses"
}

test_a_guest_that_is_set_back_matches_again_after_a_while()
{
	network
	xvs guard set sw0 p1 age 1
	xvs guard add sw0 p1 192.0.2.1
	ip -n n1 address add 192.0.2.99/24 dev e1
	from 1 192.0.2.99 192.0.2.2
	same "$(state p1 state)" mismatch
	ip -n n1 address del 192.0.2.99/24 dev e1
	same_soon link-local state p1 state
	pings n1 192.0.2.2
	same "$(state p1 state)" match
	lacks "$(xvs why sw0 p1)" "guest uses"
}

test_a_wrong_address_is_stopped_only_when_that_is_enforced()
{
	network
	xvs guard add sw0 p1 192.0.2.1
	ip -n n1 address add 192.0.2.99/24 dev e1
	from 1 192.0.2.99 192.0.2.2
	xvs guard set sw0 p1 enforce on
	not from 1 192.0.2.99 192.0.2.2
	[ "$(refusals SPOOFED_IP)" -ge 1 ]
	pings n1 192.0.2.2
	pings n2 192.0.2.1
	# nothing of its family is recorded, which strict takes at its word
	from 1 2001:db8::1 2001:db8::2
	xvs guard set sw0 p1 enforce strict
	not from 1 2001:db8::1 2001:db8::2
	holds "$(xvs why sw0 p1)" "guest uses"
	xvs guard reset sw0 p1
	from 1 192.0.2.99 192.0.2.2
}

test_a_guest_cannot_answer_for_anothers_address()
{
	network
	xvs guard add sw0 p1 192.0.2.1
	xvs guard add sw0 p1 2001:db8::1
	xvs guard set sw0 p1 enforce on
	ip -n n1 address add 192.0.2.99/24 dev e1
	ip -n n1 address add 2001:db8::99/64 dev e1 nodad
	not pings n2 192.0.2.99
	not pings n2 2001:db8::99
	[ "$(refusals SPOOFED_ARP)" -ge 1 ]
	[ "$(refusals SPOOFED_ND)" -ge 1 ]
	pings n2 192.0.2.1
	pings n2 2001:db8::1
}

test_a_guest_may_look_whether_its_address_is_free()
{
	network
	xvs guard add sw0 p1 192.0.2.1
	xvs guard add sw0 p1 2001:db8::11
	xvs guard add sw0 p1 2001:db8::1
	xvs guard set sw0 p1 enforce strict
	ip -n n1 address add 2001:db8::11/64 dev e1
	same_soon "yes nd match" seen p1 2001:db8::11
	in_ns n1 busybox arping -D -c 1 -I e1 -w 1 192.0.2.1 > /dev/null || :
	same "$(seen p1 192.0.2.1)" "yes arp match"
	same "$(refusals SPOOFED_ARP) $(refusals SPOOFED_ND)" "0 0"
	in_ns n1 busybox arping -D -c 1 -I e1 -w 1 192.0.2.77 > /dev/null || :
	same "$(seen p1 192.0.2.77)" "no arp mismatch"
	[ "$(refusals SPOOFED_ARP)" -ge 1 ]
}

test_a_network_behind_a_guest_is_recorded_by_its_prefix()
{
	network
	xvs guard add sw0 p1 192.0.2.1
	xvs guard add sw0 p1 198.51.100.0/24 routed
	xvs guard set sw0 p1 enforce on
	ip -n n1 address add 198.51.100.7/32 dev lo
	ip -n n2 route add 198.51.100.0/24 via 192.0.2.1
	ip -n n1 address add 198.51.101.7/32 dev lo
	ip -n n2 route add 198.51.101.0/24 via 192.0.2.1
	pings n1 192.0.2.2
	from 1 198.51.100.7 192.0.2.2
	not from 1 198.51.101.7 192.0.2.2
	# but it is not the guest's own
	ip -n n2 route replace 198.51.100.0/24 dev e2
	not pings n2 198.51.100.7
}

test_link_local_addresses_follow_their_property()
{
	raw_network
	xvs guard set sw0 p3 enforce strict
	inject e3 "$(ns ${doc}0004 $ll $m3)"
	same "$(refusals SPOOFED_ND)" 0
	xvs guard set sw0 p3 link-local derived
	inject e3 "$(ns ${doc}0004 $ll $m3)"
	same "$(refusals SPOOFED_ND)" 1
	inject e3 "$(ns ${doc}0004 fe8000000000000000005efffe005303 $m3)"
	same "$(refusals SPOOFED_ND)" 1
	xvs guard set sw0 p3 link-local recorded
	inject e3 "$(ns ${doc}0004 fe8000000000000000005efffe005303 $m3)"
	same "$(refusals SPOOFED_ND)" 2
}

# --- ARP and neighbour discovery, made by hand ---

test_a_foreign_mac_in_arp_or_nd_is_refused()
{
	raw_network
	xvs guard set sw0 p3 enforce on
	inject e3 "$(arp 2 $m3 c0000203 c0000202)" \
		"$(na ${doc}0003 $ll $m3)" "$(ns ${doc}0004 $ll $m3)"
	same "$(refusals SPOOFED_ARP) $(refusals SPOOFED_ND)" "0 0"
	inject e3 "$(arp 2 $m4 c0000203 c0000202)" \
		"$(na ${doc}0003 $ll $m4)" "$(ns ${doc}0004 $ll $m4)"
	same "$(refusals SPOOFED_ARP) $(refusals SPOOFED_ND)" "1 2"
	holds "$(xvs why sw0 p3)" "MAC address that is not its own"
	# one of the list is its own
	xvs security set sw0 p3 macs $m4
	inject e3 "$(arp 2 $m4 c0000203 c0000202)"
	same "$(refusals SPOOFED_ARP)" 1
}

test_probes_are_held_against_their_target()
{
	raw_network
	xvs guard add sw0 p3 192.0.2.3
	xvs guard add sw0 p3 2001:db8::3
	xvs guard set sw0 p3 enforce on
	inject e3 "$(arp 1 $m3 00000000 c0000203)" \
		"$(ns ${doc}0003 "$(zeros 16)")"
	same "$(refusals SPOOFED_ARP) $(refusals SPOOFED_ND)" "0 0"
	inject e3 "$(arp 1 $m3 00000000 c0000209)" \
		"$(ns ${doc}0009 "$(zeros 16)")"
	same "$(refusals SPOOFED_ARP) $(refusals SPOOFED_ND)" "1 1"
	same "$(seen p3 192.0.2.9)" "no arp mismatch"
	same "$(seen p3 2001:db8::9)" "no nd mismatch"
}

test_nobody_sends_as_nobody_but_who_looks_for_an_address()
{
	raw_network
	xvs guard set sw0 p3 enforce on
	# DHCP, IGMP, a report of groups
	inject e3 "$(eth)0800$(ipv4 11 00000000 ffffffff)$(udp 68 67)01$(zeros 240)" \
		"$(eth)0800$(ipv4 02 00000000 e0000016)22000000" \
		"$(eth)86dd$(ipv6 3a 8 "$(zeros 16)" $all_nodes)8f00000000000000"
	same "$(refusals SPOOFED_IP)" 0
	# anything else, and what is no address of a NIC
	inject e3 "$(eth)0800$(ipv4 11 00000000 ffffffff)$(udp 9 9)" \
		"$(eth)0800$(ipv4 11 7f000001 ffffffff)$(udp 9 9)" \
		"$(eth)0800$(ipv4 11 e0000001 ffffffff)$(udp 9 9)" \
		"$(eth)86dd$(ipv6 3b 0 "$(zeros 16)" $all_nodes)"
	same "$(refusals SPOOFED_IP)" 4
}

# --- servers and routers among guests ---

test_a_guest_is_no_dhcp_server_and_a_trusted_port_is()
{
	guard_switch
	real 1
	real 2 192.0.2.2/24
	printf '%s\n' "start 192.0.2.50" "end 192.0.2.50" "interface e2" \
		"lease_file $work/leases.$TEST" "pidfile $work/pid.$TEST" \
		"option lease 600" > "$work/udhcpd.$TEST"
	: > "$work/leases.$TEST"
	in_ns n2 busybox udhcpd -f "$work/udhcpd.$TEST" 2> /dev/null &
	until_ok in_ns n2 grep -q :0043 /proc/net/udp
	not ask_dhcp -t 2 -T 1
	# it looks whether the address is free for 2 s before it offers it
	until_ok refused_a_server
	holds "$(xvs why sw0 p2)" "acts as a DHCP server"
	xvs guard set sw0 p2 trusted yes
	xvs guard add sw0 p1 192.0.2.1
	ask_dhcp -t 10 -T 1
	# what it was given is known before it is used, and is not recorded
	same "$(seen p1 192.0.2.50)" "no dhcp mismatch"
	holds "$(xvs why sw0 p1)" \
		"recorded 192.0.2.1, by DHCP the guest has 192.0.2.50: correct the DHCP server, or record the new one"
}

refused_a_server()
{
	[ "$(refusals DHCP_SERVER)" -ge 1 ]
}

ask_dhcp()
{
	in_ns n1 busybox udhcpc -f -q -n -i e1 -s /bin/true "$@" > /dev/null 2>&1
}

test_dhcp_of_servers_is_known_in_each_of_its_forms()
{
	local ip4 reply n=0 frame

	raw_network
	ip4=$(ipv4 11 c0000203 ffffffff)
	reply=02010600$(zeros 236)
	for frame in \
		"0800$ip4$(udp 67 68)$reply" \
		"0800$ip4$(udp 1067 68)$reply" \
		"0800$ip4$(udp 67 67)$reply" \
		"810000000800$ip4$(udp 67 68)$reply" \
		"88a800050800$ip4$(udp 67 68)$reply" \
		"88a80005810000070800$ip4$(udp 67 68)$reply" \
		"0124aaaa030000000800$ip4$(udp 67 68)$reply" \
		"0800$(ipv4 11 c0000203 ffffffff 2000)$(udp 67 68)" \
		"86dd$(ipv6 11 60 $ll $all_nodes)$(udp 547 546)07$(zeros 51)" \
		"86dd$(ipv6 11 60 $ll $all_nodes)$(udp 547 547)0d$(zeros 51)"
	do
		n=$((n + 1))
		inject e3 "$(eth)$frame"
		same "$n: $(refusals DHCP_SERVER)" "$n: $n"
	done
	# a client's and a relay's
	inject e3 "$(eth)0800$ip4$(udp 68 67)01010600$(zeros 236)" \
		"$(eth)86dd$(ipv6 11 60 $ll $all_nodes)$(udp 546 547)01$(zeros 51)"
	same "$(refusals DHCP_SERVER)" $n
	xvs guard set sw0 p3 dhcp off
	goes_on "0800$ip4$(udp 67 68)$reply"
}

# goes_on HEX: the frame is not dropped by guard
goes_on()
{
	local before

	before=$(field dropped xvs -j ext show sw0 guard)
	inject e3 "$(eth)$1"
	same "$(field dropped xvs -j ext show sw0 guard)" "$before"
}

test_a_guest_is_no_router_however_it_hides()
{
	local n=0 frame ip hop=3a00000000000000

	raw_network
	ip=$(ipv6 3a 16 $ll $all_nodes)
	for frame in \
		"86dd$ip$ra" \
		"8100000086dd$ip$ra" \
		"88a800058100000586dd$ip$ra" \
		"0048aaaa0300000086dd$ip$ra" \
		"8100000000 48 aaaa03 000000 86dd$ip$ra" \
		"86dd$(ipv6 00 24 $ll $all_nodes)$hop$ra" \
		"86dd$(ipv6 3c 32 $ll $all_nodes)00${hop:2}$hop$ra" \
		"86dd$(ipv6 2c 24 $ll $all_nodes)3a00000000000000$ra" \
		"86dd$(ipv6 2c 24 $ll $all_nodes)3a00000100000000$ra" \
		"86dd$(ipv6 3a 40 $ll $all_nodes)8900000000000000${doc}0001${doc}0002" \
		"0800$(ipv4 01 c0000203 ffffffff)0501000000000000" \
		"0800$(ipv4 01 c0000203 ffffffff)0900000000000000"
	do
		n=$((n + 1))
		inject e3 "$(eth)${frame// /}"
		same "$n: $(refusals ROUTER_ADVERT)" "$n: $n"
	done
	holds "$(xvs why sw0 p3)" "advertises itself as a router"
	xvs guard set sw0 p3 router off
	goes_on "86dd$ip$ra"
	xvs guard set sw0 p3 router on
	xvs guard set sw0 p3 trusted yes
	goes_on "86dd$ip$ra"
	same "$(state p3 guarded)" 0
}

test_headers_that_hide_what_they_carry_are_refused()
{
	local n=0 frame next hops="" ip4

	raw_network
	ip4=$(ipv4 11 c0000203 ffffffff)
	for next in 00 00 00 00 00 00 00 00 3a; do
		hops+=${next}00000000000000
	done
	for frame in \
		"86dd$(ipv6 2c 8 $ll $all_nodes)0000000100000000" \
		"86dd$(ipv6 00 88 $ll $all_nodes)$hops$ra" \
		"86dd$(ipv6 2c 40 $ll $all_nodes)3a00000000000000880000002000000${doc}00030" \
		"$(printf '88a80001%.0s' 1 2 3 4 5 6 7 8 9)86dd" \
		"86dd$(ipv6 3a 32 $ll $all_nodes)8800000020000000${doc}00030200$(hex $m3)" \
		"08004f${ip4:2}" \
		"86dd45"
	do
		n=$((n + 1))
		inject e3 "$(eth)$frame"
		same "$n: $(refusals HIDDEN_HEADERS)" "$n: $n"
	done
	# later fragments, and what nobody knows, are nobody's business
	goes_on "86dd$(ipv6 2c 16 $ll $all_nodes)3a00001000000000$(zeros 8)"
	goes_on "0800$(ipv4 11 c0000203 ffffffff 0010)$(udp 67 68)"
	goes_on "88b5$(zeros 46)"
	goes_on "0026424203000000"
}

# --- limits ---

test_learned_addresses_are_limited()
{
	local i

	raw_network
	xvs guard set sw0 p3 learn-limit 2 age 2
	inject e3 "$(arp 1 $m3 c0000201 c00002fe)" \
		"$(arp 1 $m3 c0000202 c00002fe)"
	same "$(refusals LEARN_LIMIT)" 0
	inject e3 "$(arp 1 $m3 c0000203 c00002fe)" \
		"$(arp 1 $m3 c0000201 c00002fe)"
	same "$(refusals LEARN_LIMIT)" 1
	holds "$(xvs why sw0 p3)" "guard.learn-limit"
	same "$(state p3 unlearned)" 1
	# a recorded one does not count
	xvs guard add sw0 p3 192.0.2.3
	inject e3 "$(arp 1 $m3 c0000203 c00002fe)"
	same "$(refusals LEARN_LIMIT)" 1
	# nor one that has not been seen for long
	for i in 1 2 3 4 5 6 7 8; do
		inject e3 "$(arp 1 $m3 c0000205 c00002fe)"
		[ "$(seen p3 192.0.2.5)" = "" ] || break
		sleep 0.5
	done
	same "$(seen p3 192.0.2.5)" "no arp mismatch"
}

test_made_up_addresses_fill_no_more_than_their_table()
{
	local i frames=()

	raw_network
	for ((i = 1; i < 200; i++)); do
		frames+=("$(arp 1 $m3 "$(printf 'c00002%02x' $i)" c00002fe)")
	done
	inject e3 "${frames[@]}"
	same "$(state p3 seen)" 64
	same "$(state p3 unlearned)" 135
	same "$(field dropped xvs -j ext show sw0 guard)" 0
}

# --- operating it ---

test_a_plain_device_is_not_guarded_unless_asked()
{
	raw_network
	same "$(state p3 guarded)$(state p4 guarded)" 10
	xvs guard add sw0 p4 192.0.2.4
	same "$(state p4 guarded)" 1
	xvs guard del sw0 p4 192.0.2.4
	same "$(state p4 guarded)" 0
	xvs guard set sw0 p4 trusted no
	same "$(state p4 guarded)" 1
}

test_a_record_that_makes_no_sense_is_refused()
{
	raw_network
	xvs guard add sw0 p3 192.0.2.1 primary
	refused "the address is already recorded for the port" \
		xvs guard add sw0 p3 192.0.2.1
	refused "the port already has a primary address of this family" \
		xvs guard add sw0 p3 192.0.2.2 primary
	xvs guard add sw0 p3 2001:db8::1 primary
	refused "the primary address must be a single one of the NIC's own" \
		xvs guard add sw0 p3 198.51.100.0/24 primary
	refused "the address has bits beyond its prefix length" \
		xvs guard add sw0 p3 192.0.2.1/24
	refused "this is not an address that a NIC can have" \
		xvs guard add sw0 p3 224.0.0.1
	refused "an IPv4-mapped address is recorded as an IPv4 one" \
		xvs guard add sw0 p3 ::ffff:192.0.2.7
	wrong "is not an IPv4 or IPv6 address" \
		xvs guard add sw0 p3 192.0.2.1/33
	exits 2 xvs guard del sw0 p3 192.0.2.77 2> /dev/null
}

test_a_port_has_64_addresses_and_no_more()
{
	local i

	raw_network
	for ((i = 1; i <= 64; i++)); do
		echo "guard add sw0 p3 192.0.2.$i"
	done | xvs -b -
	refused "a port can have no more than 64 recorded addresses" \
		xvs guard add sw0 p3 192.0.2.65
	same "$(state p3 recorded)" 64
	xvs guard del sw0 p3 192.0.2.7
	xvs guard add sw0 p3 192.0.2.65
	same "$(xvs -j guard show sw0 p3 | jq -r '
		.[] | select(.address == "192.0.2.65") | .id')" 7
	xvs guard del sw0 p3 all
	same "$(state p3 recorded)" 0
}

test_the_record_outlives_the_nic_and_what_was_seen_does_not()
{
	network
	xvs guard add sw0 p1 192.0.2.1
	pings n1 192.0.2.2
	xvs nic disconnect sw0 p1
	same "$(seen p1 192.0.2.1)" "yes arp match"
	xvs nic del sw0 p1
	same "$(seen p1 192.0.2.1)" "yes null null"
}

test_the_record_is_saved_and_restored()
{
	local saved

	raw_network
	xvs guard add sw0 p3 192.0.2.3 primary
	xvs guard add sw0 p3 198.51.100.0/24 routed
	xvs guard add sw0 p4 2001:db8::4
	xvs guard set sw0 p3 enforce strict age 60
	saved=$(xvs save)
	xvs switch del sw0
	xvs -b - <<< "$saved"
	same "$(xvs save)" "$saved"
	same "$(seen p3 198.51.100.0/24)" "routed null null"
}

test_disabling_it_loses_nothing()
{
	network
	xvs guard add sw0 p1 192.0.2.1
	xvs guard set sw0 p1 enforce on
	ip -n n1 address add 192.0.2.99/24 dev e1
	pings n1 192.0.2.2
	not from 1 192.0.2.99 192.0.2.2
	xvs ext disable sw0 guard
	until_ok from 1 192.0.2.99 192.0.2.2
	xvs ext enable sw0 guard
	not from 1 192.0.2.99 192.0.2.2
	pings n1 192.0.2.2
}

test_it_comes_and_goes_under_traffic()
{
	local i

	network
	in_ns n1 ping -f -w 4 -q 192.0.2.2 > "$work/ping.$TEST" &
	for i in 1 2 3 4 5; do
		xvs ext detach sw0 guard
		xvs ext attach sw0 guard
		xvs guard add sw0 p1 192.0.2.1
		xvs guard add sw0 p1 192.0.2.5
		sleep 0.1
		xvs guard del sw0 p1 all
	done
	wait $! || :
	# one may be on its way when the time is up
	awk '/transmitted/ { exit !($1 > 50 && $1 - $4 <= 1) }' \
		"$work/ping.$TEST" || fail "$(cat "$work/ping.$TEST")"
}

main "$@"
