#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The traffic of a guest's port with a peer is protected: by the NIC or in
# software, invisible to the guest, and never in the clear on the wire.
#
#	  n1: e1 (192.0.2.3, 2001:db8::3)	far (192.0.2.2, 2001:db8::2)
#	+--p1---------+				  +--------+
#	|     sw0  up-+--- nic0 ====== wire0 =====|  ns b  |
#	+--p2---------+				  +--------+
#	  n2: e2 (192.0.2.4)
. "${0%/*}/lib/lib.sh"
. "${0%/*}/lib/ipsec.sh"

# What each algorithm is to ip in b, and its key in a file for us
declare -A far_words=(
	[aes128-gcm]=$gcm128
	[aes256-gcm]=$gcm256
	[aes256-cbc-sha256]=$cbc256
	[aes128-cbc-sha512]=$cbc512
)

# key_of ALG: all digits of its keys, one behind the other
key_of()
{
	grep -oE '0x[0-9a-f]+' <<< "${far_words[$1]}" | cut -c 3- | tr -d '\n'
}

guests()
{
	network
	# ESP makes frames longer, so the wire takes longer ones
	ip link set nic0 mtu 1600
	ip -n b link set wire0 mtu 1600
	guest 1
	host_at 1 192.0.2.3/24 2001:db8::3/64
	enable_ipv6
	until_ok pings n1 192.0.2.2
}

enable_ipv6()
{
	in_ns n1 sh -c 'echo 0 > /proc/sys/net/ipv6/conf/e1/disable_ipv6'
	ip -n n1 address add 2001:db8::3/64 dev e1 nodad 2> /dev/null || :
	in_ns b sh -c 'echo 0 > /proc/sys/net/ipv6/conf/wire0/disable_ipv6'
	ip -n b address add 2001:db8::2/64 dev wire0 nodad 2> /dev/null || :
}

# add out|in SPI FROM TO ALG [WORDS]: at p1, the key from a file
add()
{
	local way=$1 spi=$2 from=$3 to=$4 alg=$5
	shift 5

	key_of "$alg" > "$work/key.$TEST"
	xvs sa add sw0 p1 "$way" spi "$spi" src "$from" dst "$to" alg "$alg" \
		key-file "$work/key.$TEST" "$@"
}

# guard MODE ALG [WORDS]: p1 and b, IPv$ip; far_extra is for ip in b
far_extra=
guard()
{
	local mode=$1 alg=$2 a=192.0.2.3 b=192.0.2.2
	local -a extra
	read -ra extra <<< "$far_extra"
	shift 2

	[ "$ip" = 4 ] || a=2001:db8::3 b=2001:db8::2
	add out 0x301 "$a" "$b" "$alg" mode "$mode" "$@"
	add in 0x302 "$b" "$a" "$alg" mode "$mode" "$@"
	far sa in - 0x301 "$a" "$b" "$mode" "${far_words[$alg]}" "${extra[@]}"
	far sa out - 0x302 "$b" "$a" "$mode" "${far_words[$alg]}" "${extra[@]}"
	far policy in "$a" "$b" "$mode"
	far policy out "$b" "$a" "$mode"
}

unguard()
{
	local a=192.0.2.3 b=192.0.2.2

	[ "$ip" = 4 ] || a=2001:db8::3 b=2001:db8::2
	xvs sa delete sw0 p1 out spi 0x301 dst "$b"
	xvs sa delete sw0 p1 in spi 0x302 dst "$a"
	ip -n b xfrm policy flush
	ip -n b xfrm state flush
}

guest_talks()
{
	in_ns n1 ping -c 3 -i 0.1 -W 4 -q "${1:-192.0.2.2}" > /dev/null
}

guest_talks_marked()
{
	in_ns n1 ping -c 5 -i 0.1 -W 4 -q -p cafe "${1:-192.0.2.2}" > /dev/null
}

# value out|in KEY: of the association of p1
value()
{
	xvs -j sa show sw0 p1 | "$PICK" -d none "direction=$1" "$2"
}

by()
{
	echo "$(value out nic) $(value in nic)"
}

test_the_nic_protects_what_a_guest_says_to_a_peer()
{
	guests
	guard transport aes128-gcm
	same "$(on_nic nic0) $(by)" "2 nic0 nic0"
	guest_talks
	[ "$(nic_count nic0 tx_esp)" -ge 3 ]
	[ "$(nic_count nic0 rx_esp)" -ge 3 ]
	same "$(value out packets) $(value in packets)" "3 3"
	unguard
	same_soon 0 on_nic nic0
	guest_talks
}

test_software_protects_it_where_the_operator_wants_that()
{
	guests
	guard transport aes128-gcm offload off
	same "$(on_nic nic0) $(by)" "0 none none"
	guest_talks
	same "$(nic_count nic0 tx_esp)" 0
	same "$(value out packets) $(value in packets)" "3 3"
}

test_the_wire_has_nothing_in_the_clear()
{
	guests
	[ "$(in_clear guest_talks_marked)" -gt 0 ]
	guard transport aes128-gcm
	same "$(in_clear guest_talks_marked)" 0
	unguard
	guard transport aes128-gcm offload off
	same "$(in_clear guest_talks_marked)" 0
}

# guest_sends ADDRESS-OF-N1 ADDRESS-OF-B: through TCP, both ways
guest_sends()
{
	sends n1 b "$2"
	sends b n1 "$1"
}

# every MODE OFFLOAD: all algorithms, both families
every()
{
	local algorithm

	for algorithm in "${!far_words[@]}"; do
		guard "$1" "$algorithm" offload "$2"
		guest_talks
		guest_sends 192.0.2.3 192.0.2.2
		unguard
		ip=6 guard "$1" "$algorithm" offload "$2"
		guest_talks 2001:db8::2
		guest_sends 2001:db8::3 2001:db8::2
		ip=6 unguard
	done
	same "$(drops up out IPSEC_TOO_LONG) $(drops p1 out IPSEC_CLEAR)" "0 0"
}

nic_was_used()
{
	[ "$(nic_count nic0 tx_esp)" -gt 100 ]
	[ "$(nic_count nic0 rx_esp)" -gt 100 ]
	same "$(nic_count nic0 tx_esp_error) $(nic_count nic0 rx_esp_failed)" \
		"0 0"
}

test_every_algorithm_in_transport_mode_by_the_nic()
{
	guests
	every transport on
	nic_was_used
}

test_every_algorithm_in_tunnel_mode_by_the_nic()
{
	guests
	every tunnel on
	nic_was_used
}

test_every_algorithm_in_transport_mode_by_software()
{
	guests
	every transport off
	same "$(nic_count nic0 tx_esp) $(nic_count nic0 rx_esp)" "0 0"
}

test_every_algorithm_in_tunnel_mode_by_software()
{
	guests
	every tunnel off
	same "$(nic_count nic0 tx_esp) $(nic_count nic0 rx_esp)" "0 0"
}

test_without_gro_frames_are_decrypted_on_their_way_to_the_guest()
{
	local mode offload

	guests
	ethtool -K nic0 gro off
	for mode in transport tunnel; do
		for offload in on off; do
			guard "$mode" aes256-cbc-sha256 offload "$offload"
			guest_talks
			guest_sends 192.0.2.3 192.0.2.2
			same "$(value in state)" valid
			[ "$(value in packets)" -gt 100 ]
			unguard
			ip=6 guard "$mode" aes128-gcm offload "$offload"
			guest_talks 2001:db8::2
			ip=6 unguard
		done
	done
}

# The numbers of xfrm's associations come close to where they need more bits.
near_the_end()
{
	far_extra="flag esn replay-window 64 replay-oseq 0xfffffff8 \
		replay-seq 0xfffffff8"
	local a=192.0.2.3 b=192.0.2.2 where=$1
	local -a more
	read -ra more <<< "$far_extra"

	sa out "$where" 0x301 $a $b transport "$gcm128" "${more[@]}"
	sa in "$where" 0x302 $b $a transport "$gcm128" "${more[@]}"
	xvs sa bind sw0 p1 out spi 0x301 dst $b
	xvs sa bind sw0 p1 in spi 0x302 dst $a
	far sa in - 0x301 $a $b transport "$gcm128" "${more[@]}"
	far sa out - 0x302 $b $a transport "$gcm128" "${more[@]}"
	far policy in $a $b transport
	far policy out $b $a transport
}

test_numbers_go_on_beyond_32_bits()
{
	local where

	guests
	for where in sw0 lo; do
		near_the_end "$where"
		same "$(value out esn) $(value in replay-window)" "true 64"
		in_ns n1 ping -c 30 -i 0.02 -W 4 -q 192.0.2.2 > /dev/null
		guest_sends 192.0.2.3 192.0.2.2
		unguard
	done
}

test_an_association_that_has_no_numbers_left_sends_nothing()
{
	local a=192.0.2.3 b=192.0.2.2

	guests
	sa out lo 0x301 $a $b transport "$gcm128" replay-oseq 0xfffffffe
	xvs sa bind sw0 p1 out spi 0x301 dst $b
	in_ns n1 ping -c 3 -i 0.05 -W 1 -q $b > /dev/null || :
	dropped up out IPSEC_NO_SA 2
	same "$(value out packets)" 1
}

test_the_command_asks_for_extended_numbers()
{
	guests
	guard transport aes128-gcm esn replay-window 128
	same "$(value out esn) $(value in esn)" "true true"
	same "$(value in replay-window)" 128
	unguard
	far_extra="flag esn replay-window 128" \
		guard transport aes128-gcm esn replay-window 128
	guest_talks
	unguard
}

test_what_the_peer_says_in_the_clear_is_refused()
{
	guests
	guard transport aes128-gcm
	guest_talks
	ip -n b xfrm policy flush
	ip -n b xfrm state flush
	not in_ns b ping -c 3 -i 0.1 -W 1 -q 192.0.2.3
	dropped p1 out IPSEC_CLEAR 3
	# others may speak so, and what is for all
	ip -n b address add 192.0.2.7/24 dev wire0
	in_ns b ping -c 1 -W 4 -q -I 192.0.2.7 192.0.2.3 > /dev/null
	dropped p1 out IPSEC_CLEAR 3
}

test_other_ports_and_other_peers_are_not_affected()
{
	guests
	guest 2
	host_at 2 192.0.2.4/24
	ip -n b address add 192.0.2.7/24 dev wire0
	guard transport aes128-gcm
	guest_talks
	until_ok pings n2 192.0.2.2
	pings n2 192.0.2.3
	pings n1 192.0.2.7
	same "$(value out packets) $(value in packets)" "3 3"
}

test_a_frame_for_one_port_is_not_readable_at_another()
{
	guests
	guest 2
	host_at 2 192.0.2.4/24
	guard transport aes128-gcm
	guest_talks
	ip -n b neigh replace 192.0.2.3 dev wire0 \
		lladdr "$(in_ns n2 cat /sys/class/net/e2/address ||
			ip -n n2 -j link show e2 | jq -r '.[0].address')"
	not in_ns b ping -c 2 -i 0.1 -W 1 -q 192.0.2.3
	dropped p2 out IPSEC_FOREIGN 2
}

test_the_clear_way_is_closed_when_the_association_dies()
{
	guests
	guard transport aes128-gcm
	guest_talks
	ip xfrm state flush
	same "$(value out state) $(value in state)" "dead dead"
	same "$(in_clear not guest_talks_marked)" 0
	dropped up out IPSEC_NO_SA 5
	# what was on its way when it died is not the guest's either
	not in_ns b ping -c 2 -i 0.1 -W 1 -q 192.0.2.3
	dropped p1 out IPSEC_NO_SA 2
	unguard
	guest_talks
	same "$(xvs -j sa show)" "[]"
}

test_an_association_that_has_run_out_sends_nothing()
{
	local a=192.0.2.3 b=192.0.2.2

	guests
	sa out lo 0x301 $a $b transport "$gcm128" limit packet-hard 2
	xvs sa bind sw0 p1 out spi 0x301 dst $b
	in_ns n1 ping -c 5 -i 0.05 -W 1 -q $b > /dev/null || :
	same "$(value out packets)" 2
	dropped up out IPSEC_NO_SA 3
}

test_a_new_key_takes_over_without_a_gap()
{
	local a=192.0.2.3 b=192.0.2.2

	guests
	guard transport aes128-gcm
	ip netns exec n1 ping -i 0.02 -q -p cafe $b > "$work/ping.$TEST" &
	sleep 0.3
	add in 0x312 $b $a aes256-gcm
	far sa in - 0x311 $a $b transport "$gcm256"
	far sa out - 0x312 $b $a transport "$gcm256"
	add out 0x311 $a $b aes256-gcm
	ip -n b xfrm state delete src $b dst $a proto esp spi 0x302
	sleep 0.3
	xvs sa delete sw0 p1 out spi 0x301 dst $b
	xvs sa delete sw0 p1 in spi 0x302 dst $a
	sleep 0.3
	kill -INT $!
	wait $! || :
	[ "$(value out packets)" -gt 5 ] && [ "$(value in packets)" -gt 5 ]
	awk '/transmitted/ { exit !($4 >= $1 - 2) }' "$work/ping.$TEST" ||
		fail "$(tail -n 3 "$work/ping.$TEST")"
}

test_what_cannot_be_protected_is_dropped()
{
	guests
	guard transport aes128-gcm
	# fragments, in transport mode; another address of the guest's
	not in_ns n1 ping -c 1 -W 1 -q -s 3000 192.0.2.2
	dropped up out IPSEC_UNFIT 3
	ip -n n1 address add 192.0.2.8/24 dev e1
	not in_ns n1 ping -c 1 -W 1 -q -I 192.0.2.8 192.0.2.2
	dropped up out IPSEC_UNFIT 4
	unguard
	guard tunnel aes128-gcm
	# a tunnel takes them
	in_ns b socat -u UDP4-RECVFROM:7001 "OPEN:$work/got.$TEST,creat" &
	until_ok bound_to_udp
	head -c 3000 /dev/urandom > "$work/sent.$TEST"
	in_ns n1 socat -u "OPEN:$work/sent.$TEST" UDP4-SENDTO:192.0.2.2:7001
	wait $!
	cmp "$work/sent.$TEST" "$work/got.$TEST"
}

bound_to_udp()
{
	in_ns b ss -Hlun | grep -q :7001
}

test_a_frame_that_gets_too_long_is_dropped_and_large_ones_are_cut_smaller()
{
	guests
	ip link set nic0 mtu 1500
	guard transport aes128-gcm
	not in_ns n1 ping -c 1 -W 1 -q -s 1472 192.0.2.2
	dropped up out IPSEC_TOO_LONG 1
	in_ns n1 ping -c 1 -W 4 -q -s 1400 192.0.2.2 > /dev/null
	# what is large enough to be cut, is
	ip -n n1 link set e1 mtu 1440
	guest_sends 192.0.2.3 192.0.2.2
	dropped up out IPSEC_TOO_LONG 1
}

# too_long_for PEER SIZE: what ping says in the guest
too_long_for()
{
	in_ns n1 ping -c 1 -W 4 -M 'do' -s "$2" "$1" 2>&1 || :
}

# who_is_told MODE: what fits then sends all, with no help of large frames
who_is_told()
{
	local peer

	guests
	ip link set nic0 mtu 1500
	in_ns n1 ethtool -K e1 tso off gso off > /dev/null
	guard "$1" aes128-gcm
	ip=6 guard "$1" aes128-gcm
	holds "$(too_long_for 192.0.2.2 1472)" "From 192.0.2.2" \
		"Frag needed and DF set (mtu = 14"
	holds "$(too_long_for 2001:db8::2 1452)" "From 2001:db8::2" \
		"Packet too big: mtu=14"
	dropped up out IPSEC_TOO_LONG 2
	for peer in 192.0.2.2 2001:db8::2; do
		holds "$(ip -n n1 route get $peer)" " mtu 14"
		sends n1 b $peer
	done
	dropped up out IPSEC_TOO_LONG 2
	dropped p1 out IPSEC_CLEAR 0
}

test_a_guest_is_told_how_long_its_packets_may_be()
{
	who_is_told transport
}

test_a_guest_is_told_how_long_they_may_be_in_a_tunnel()
{
	who_is_told tunnel
}

test_a_peer_behind_a_tunnel_is_a_prefix()
{
	guests
	ip -n b address add 198.51.100.1/32 dev lo
	ip -n n1 route add 198.51.100.0/24 via 192.0.2.2
	add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm mode tunnel \
		peer 198.51.100.0/24
	add in 0x302 192.0.2.2 192.0.2.3 aes128-gcm mode tunnel \
		peer 198.51.100.0/24
	same "$(value out peer)/$(value out peer-prefix)" 198.51.100.0/24
	in_ns b ip xfrm state add src 192.0.2.3 dst 192.0.2.2 proto esp \
		spi 0x301 reqid 1 mode tunnel aead "rfc4106(gcm(aes))" \
		"0x$(printf '%040d' 1)" 128
	in_ns b ip xfrm state add src 192.0.2.2 dst 192.0.2.3 proto esp \
		spi 0x302 reqid 1 mode tunnel aead "rfc4106(gcm(aes))" \
		"0x$(printf '%040d' 1)" 128
	in_ns b ip xfrm policy add src 198.51.100.0/24 dst 192.0.2.3 dir out \
		tmpl src 192.0.2.2 dst 192.0.2.3 proto esp reqid 1 mode tunnel
	in_ns b ip xfrm policy add src 192.0.2.3 dst 198.51.100.0/24 dir in \
		tmpl src 192.0.2.3 dst 192.0.2.2 proto esp reqid 1 mode tunnel
	guest_talks 198.51.100.1
	same "$(value out packets) $(value in packets)" "3 3"
	# the end of the tunnel itself is no peer
	guest_talks
	same "$(value out packets)" 3
	# and a packet in the tunnel is from a peer, or refused
	in_ns b ip xfrm policy add src 192.0.2.2 dst 192.0.2.3 dir out \
		tmpl src 192.0.2.2 dst 192.0.2.3 proto esp reqid 1 mode tunnel
	not in_ns n1 ping -c 2 -i 0.1 -W 1 -q 192.0.2.2
	dropped p1 out IPSEC_SELECTOR 2
	xvs sa update sw0 p1 in spi 0x302 dst 192.0.2.3 peer 0.0.0.0/0
	guest_talks
}

test_a_tunnel_of_one_family_carries_the_other()
{
	guests
	add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm mode tunnel \
		peer 2001:db8::/64
	add in 0x302 192.0.2.2 192.0.2.3 aes128-gcm mode tunnel \
		peer 2001:db8::/64
	in_ns b bash -c "
		add() { ip xfrm state add src \$1 dst \$2 proto esp spi \$3 \
			reqid 1 mode tunnel flag af-unspec \
			aead 'rfc4106(gcm(aes))' 0x$(printf '%040d' 1) 128; }
		add 192.0.2.3 192.0.2.2 0x301
		add 192.0.2.2 192.0.2.3 0x302
		ip xfrm policy add src 2001:db8::2 dst 2001:db8::3 dir out \
			tmpl src 192.0.2.2 dst 192.0.2.3 proto esp reqid 1 \
			mode tunnel
		ip xfrm policy add src 2001:db8::3 dst 2001:db8::2 dir in \
			tmpl src 192.0.2.3 dst 192.0.2.2 proto esp reqid 1 \
			mode tunnel"
	guest_talks 2001:db8::2
	guest_sends 2001:db8::3 2001:db8::2
	[ "$(value out packets)" -gt 5 ] && [ "$(value in packets)" -gt 5 ]
}

# With the tag left in the frame, xfrm's GRO does not find the place again in what
# a NIC has decrypted, with or without a switch: not on 6.12.
test_a_guest_in_a_vlan_is_protected_as_well()
{
	local tags

	guests
	ip -n b link add link wire0 name wire0.5 type vlan id 5
	ip -n b link set wire0.5 up
	ip -n b address del 192.0.2.2/24 dev wire0
	ip -n b address add 192.0.2.2/24 dev wire0.5
	xvs property set sw0 port p1 vlan.mode access vlan.access 5
	until_ok pings n1 192.0.2.2
	guard transport aes128-gcm offload off
	for tags in on off; do
		ethtool -K nic0 rxvlan $tags txvlan $tags
		guest_talks
		guest_sends 192.0.2.3 192.0.2.2
	done
	ethtool -K nic0 gro off
	guest_talks
	guest_sends 192.0.2.3 192.0.2.2
	unguard
	guard transport aes128-gcm offload on
	same "$(by)" "nic0 nic0"
	guest_talks
	guest_sends 192.0.2.3 192.0.2.2
	ethtool -K nic0 rxvlan on txvlan on gro on
	guest_talks
	guest_sends 192.0.2.3 192.0.2.2
	[ "$(nic_count nic0 rx_esp)" -gt 20 ]
	same "$(nic_count nic0 tx_esp_error)" 0
}

test_a_nic_that_loses_the_ability_leaves_it_to_software()
{
	guests
	guard transport aes128-gcm
	same "$(by)" "nic0 nic0"
	ethtool -K nic0 esp-hw-offload off
	same "$(by)" "none none"
	guest_talks
	guest_sends 192.0.2.3 192.0.2.2
	same "$(nic_count nic0 tx_esp)" 0
	ethtool -K nic0 esp-hw-offload on
	same "$(by)" "nic0 nic0"
	guest_talks
	[ "$(nic_count nic0 tx_esp)" -ge 3 ]
}

test_a_port_has_no_more_associations_than_it_may()
{
	guests
	xvs property set sw0 port p1 ipsec.sa-limit 1
	add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm
	key_of aes128-gcm > "$work/key.$TEST"
	refused "the port has as many associations as its property ipsec.sa-limit allows" \
		xvs sa add sw0 p1 in spi 0x302 src 192.0.2.2 dst 192.0.2.3 \
		alg aes128-gcm key-file "$work/key.$TEST"
	same "$(ip xfrm state | grep -c '^src')" 1
	xvs property set sw0 port p1 ipsec.sa-limit 2
	add in 0x302 192.0.2.2 192.0.2.3 aes128-gcm
}

test_a_key_is_nowhere_to_be_read()
{
	local key

	guests
	key=$(key_of aes256-gcm)
	wrong "a key among the words of a command is for everybody to read" \
		xvs sa add sw0 p1 out spi 0x301 src 192.0.2.3 dst 192.0.2.2 \
		alg aes256-gcm key "0x$key"
	mkfifo "$work/fifo.$TEST"
	xvs sa add sw0 p1 out spi 0x301 src 192.0.2.3 dst 192.0.2.2 \
		alg aes256-gcm key-fd 5 5< "$work/fifo.$TEST" &
	exec 6> "$work/fifo.$TEST"
	until_ok grep -qs "key-fd" /proc/$!/cmdline
	lacks "$(tr '\0' ' ' < /proc/$!/cmdline; tr '\0' ' ' < /proc/$!/environ)" \
		"$key"
	# raw bytes serve as well as digits
	xxd -r -p <<< "$key" >&6 2> /dev/null ||
		python3 -c "import sys; sys.stdout.buffer.write(bytes.fromhex('$key'))" >&6
	exec 6>&-
	wait $!
	lacks "$(xvs -j -d sa show; xvs -d sa show; xvs save)" "$key" \
		"${key:0:16}"
	holds "$(ip xfrm state)" "$key"
}

test_a_key_of_another_length_is_refused()
{
	guests
	echo 0x1234 > "$work/key.$TEST"
	wrong "aes128-gcm takes a key of 20 bytes" \
		xvs sa add sw0 p1 out spi 0x301 src 192.0.2.3 dst 192.0.2.2 \
		alg aes128-gcm key-file "$work/key.$TEST"
	wrong "cannot open /nothing" \
		xvs sa add sw0 p1 out spi 0x301 src 192.0.2.3 dst 192.0.2.2 \
		alg aes128-gcm key-file /nothing
	wrong "one of key-file and key-fd" \
		xvs sa add sw0 p1 out spi 0x301 src 192.0.2.3 dst 192.0.2.2 \
		alg aes128-gcm
	same "$(ip xfrm state | wc -l)" 0
}

test_wrong_words_are_told_before_anything_is_sent()
{
	guests
	wrong "say either out or in" xvs sa bind sw0 p1 spi 1 dst 192.0.2.2
	wrong "say either out or in" \
		xvs sa bind sw0 p1 in out spi 1 dst 192.0.2.2
	wrong "the number is missing" xvs sa bind sw0 p1 in dst 192.0.2.2
	wrong "the address is missing: dst" xvs sa bind sw0 p1 in spi 1
	wrong "is not an address for dst" \
		xvs sa bind sw0 p1 in spi 1 dst 192.0.2
	wrong "is not an address or prefix" \
		xvs sa bind sw0 p1 in spi 1 dst 192.0.2.2 peer 192.0.2.2/33
	wrong "what to change is missing" \
		xvs sa update sw0 p1 in spi 1 dst 192.0.2.2
	wrong "src and dst are of two families" \
		xvs sa add sw0 p1 in spi 1 src 192.0.2.1 dst 2001:db8::1 \
		alg aes128-gcm key-fd 0
	wrong "the algorithm is missing" \
		xvs sa add sw0 p1 in spi 1 src 192.0.2.1 dst 192.0.2.3 key-fd 0
	wrong "is not a alg, which is aes128-gcm" \
		xvs sa add sw0 p1 in spi 1 src 192.0.2.1 dst 192.0.2.3 \
		alg rot13 key-fd 0
}

# state MODE [WORDS]: one of xfrm's, from p1's guest to b
state()
{
	local mode=$1
	shift
	ip xfrm state add src 192.0.2.3 dst 192.0.2.2 proto esp spi 0x301 \
		mode "$mode" aead "rfc4106(gcm(aes))" \
		"0x$(printf '%040d' 1)" 128 "$@"
}

# not_bound SENTENCE MODE [WORDS]
not_bound()
{
	local sentence=$1
	shift
	state "$@"
	refused "$sentence" xvs sa bind sw0 p1 out spi 0x301 dst 192.0.2.2
	ip xfrm state flush
}

test_an_association_that_cannot_be_a_ports_is_refused()
{
	guests
	not_bound "a port's association is in transport or tunnel mode" beet
	not_bound "a port's association is not behind a NAT, inside UDP" \
		transport encap espinudp 4500 4500 0.0.0.0
	not_bound "the association is for one protocol or port only, and a port's is for addresses" \
		transport sel proto tcp dport 80
	not_bound "the association is offloaded to another device than the switch's" \
		transport offload dev nic0 dir out
	not_bound "the association is offloaded for the other direction" \
		transport offload dev sw0 dir in
	refused "xfrm has no ESP association of that SPI to that address" \
		xvs sa bind sw0 p1 out spi 0x301 dst 192.0.2.2
}

test_a_request_that_does_not_fit_is_refused()
{
	local bind="xvs sa bind sw0 p1 out spi 0x301 dst 192.0.2.2"

	guests
	state transport offload dev lo dir out
	refused "in transport mode the peer is the address at the far end itself" \
		$bind peer 192.0.2.0/24
	refused "a guest's port has associations; the host has its own by ip xfrm" \
		xvs sa bind sw0 up out spi 0x301 dst 192.0.2.2
	refused "a guest's port has associations; the host has its own by ip xfrm" \
		xvs sa bind sw0 host out spi 0x301 dst 192.0.2.2
	$bind
	refused "the association is bound to a port already" $bind
	refused "in transport mode the peer is the address at the far end itself" \
		xvs sa update sw0 p1 out spi 0x301 dst 192.0.2.2 \
		peer 192.0.2.1
	refused "the port has no such association" \
		xvs sa unbind sw0 p1 in spi 0x301 dst 192.0.2.2
	xvs sa unbind sw0 p1 out spi 0x301 dst 192.0.2.2
	ip xfrm state flush
	state tunnel offload dev lo dir out
	refused "the tunnel carries no packets of that family" \
		$bind peer 2001:db8::/64
}

test_what_xfrm_refuses_leaves_nothing_behind()
{
	guests
	add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm
	exits 2 add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm 2> /dev/null
	same "$(xvs -j sa show | jq length)" 1
	ethtool -K nic0 esp-hw-offload off
	exits 2 add in 0x302 192.0.2.2 192.0.2.3 aes128-gcm offload on \
		2> "$work/said.$TEST"
	holds "$(cat "$work/said.$TEST")" "does not encrypt so at present"
	ethtool -K nic0 esp-hw-offload on
	xvs offload set sw0 sa-limit 1
	exits 2 add in 0x302 192.0.2.2 192.0.2.3 aes128-gcm offload on \
		2> "$work/said.$TEST"
	holds "$(cat "$work/said.$TEST")" "has not taken the association"
	same "$(ip xfrm state | grep -c '^src')" 1
	add in 0x302 192.0.2.2 192.0.2.3 aes128-gcm offload auto
	same "$(by)" "nic0 none"
}

test_what_happens_to_associations_is_told()
{
	guests
	watch offload
	add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm mode tunnel
	xvs sa update sw0 p1 out spi 0x301 dst 192.0.2.2 peer 198.51.100.0/24
	xvs sa delete sw0 p1 out spi 0x301 dst 192.0.2.2
	saw_at_last "sa sw0/p1 created" "sa sw0/p1 changed" "sa sw0/p1 deleted"
	holds "$(cat "$work/events.$TEST")" \
		"out spi 0x00000301 dst 192.0.2.2 peer 198.51.100.0/24 by nic0"
}

test_what_is_bound_is_saved_as_a_remark()
{
	guests
	add out 0x301 192.0.2.3 192.0.2.2 aes128-gcm
	holds "$(xvs save)" \
		"# sa bind sw0 p1 out spi 0x301 dst 192.0.2.2 peer 192.0.2.2/32"
}

test_many_associations_are_shown_whole()
{
	local n

	guests
	for n in $(seq 1 $((120 / slow))); do
		ip xfrm state add src 192.0.2.3 dst 192.0.2.2 proto esp \
			spi "$n" mode transport offload dev lo dir out \
			aead "rfc4106(gcm(aes))" "0x$(printf '%040d' 1)" 128
		echo "sa bind sw0 p1 out spi $n dst 192.0.2.2"
	done > "$work/batch.$TEST"
	xvs -b "$work/batch.$TEST"
	same "$(xvs -j sa show sw0 p1 | jq -c '[.[].spi] | sort == [range(1; length + 1)]')" \
		true
	same "$(xvs -j sa show | jq length)" $((120 / slow))
}

test_unbinding_and_flushing_under_traffic_harm_nothing()
{
	local n word

	guests
	guard transport aes128-gcm
	ip netns exec n1 ping -f -q 192.0.2.2 > /dev/null &
	ip netns exec b ping -f -q 192.0.2.3 > /dev/null &
	for n in $(seq $((20 / slow))); do
		xvs sa unbind sw0 p1 out spi 0x301 dst 192.0.2.2
		xvs sa bind sw0 p1 out spi 0x301 dst 192.0.2.2
		xvs sa unbind sw0 p1 in spi 0x302 dst 192.0.2.3
		xvs sa bind sw0 p1 in spi 0x302 dst 192.0.2.3
		word=off
		[ $((n % 2)) = 1 ] || word=on
		ethtool -K nic0 esp-hw-offload $word
	done
	ip xfrm state flush
	sleep 0.2
	kill %1 %2
	unguard
	until_ok guest_talks
}

test_a_port_a_switch_or_a_namespace_goes_with_its_associations()
{
	guests
	guard transport aes128-gcm
	guest_talks
	xvs detach sw0 p1
	same "$(xvs -j sa show)" "[]"
	xvs attach sw0 v1 port p1
	ip xfrm state flush
	ip -n b xfrm state flush
	ip -n b xfrm policy flush
	guard transport aes128-gcm
	guest_talks
	ip link del sw0
	ip xfrm state flush
	# a namespace that ends has them on a NIC, and in software
	# shellcheck disable=SC2016
	unshare -n bash -c '
		ip link add nic7 type xvs_simnic
		ip link set nic7 up
		xvs switch add sw7 type external
		xvs attach sw7 nic7 port up kind uplink
		ip link add v7 type veth peer name e7
		xvs attach sw7 v7 port p7
		head -c 20 /dev/urandom > "$1"
		for n in 1 2; do
			xvs sa add sw7 p7 out spi $n src 192.0.2.3 \
				dst 192.0.2.2 alg aes128-gcm key-file "$1" \
				offload "$(shift $n; echo $1)"
		done
		[ "$(xvs -j sa show sw7 p7 | jq length)" = 2 ]' - \
		"$work/key.$TEST" on off
}

case ${1-} in
list) ;;
*) prepare_more ;;
esac
main "$@"
