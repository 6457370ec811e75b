#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# IPsec through the switch: associations given to the host NIC are on the NIC
# that the switch is bound to, or done in software; no frame is in the clear.
#
#	  sw0 (192.0.2.1, 2001:db8::1)		    far (192.0.2.2, 2001:db8::2)
#	+--host-------+				  +--------+
#	|     sw0  up-+--- nic0 ====== wire0 =====|  ns b  |
#	+--p3---------+				  +--------+
#	   |
#	  e3 (192.0.2.3) in n3
. "${0%/*}/lib/lib.sh"
. "${0%/*}/lib/ipsec.sh"
limit=300
export XVS_FAILOVER_SECS=${XVS_FAILOVER_SECS:-10}

test_an_association_goes_to_the_nic_of_the_switch()
{
	network
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0)" 2
	holds "$(ip xfrm state)" "crypto offload parameters: dev sw0 dir out" \
		"crypto offload parameters: dev sw0 dir in"
	talks
	same "$(nic_count nic0 tx_esp) $(nic_count nic0 rx_esp)" "3 3"
	unprotect
	same_soon 0 on_nic nic0
}

test_the_wire_has_nothing_in_the_clear()
{
	network
	[ "$(in_clear talks_marked)" -gt 0 ]
	protect transport "$gcm128" sw0 -
	same "$(in_clear talks_marked)" 0
}

# every MODE: all algorithms, both families
every()
{
	local algorithm

	for algorithm in "$gcm128" "$gcm256" "$cbc256" "$cbc512"; do
		protect "$1" "$algorithm" sw0 -
		same "$(on_nic nic0)" 2
		talks
		sends "" b 192.0.2.2
		sends b "" 192.0.2.1
		unprotect
		ip=6 protect "$1" "$algorithm" sw0 -
		talks 2001:db8::2
		sends "" b 2001:db8::2
		sends b "" 2001:db8::1
		unprotect
	done
	[ "$(nic_count nic0 tx_esp)" -gt 100 ]
	[ "$(nic_count nic0 rx_esp)" -gt 100 ]
	same "$(nic_count nic0 tx_esp_error) $(nic_count nic0 rx_esp_failed)" \
		"0 0"
}

test_every_algorithm_in_transport_mode_against_software()
{
	network
	every transport
}

test_every_algorithm_in_tunnel_mode_against_software()
{
	network
	every tunnel
}

test_two_nics_that_do_it_understand_each_other()
{
	network
	protect transport "$gcm128" sw0 wire0
	talks
	sends "" b 192.0.2.2
	sends b "" 192.0.2.1
	[ "$(nic_count nic0 rx_esp)" -gt 100 ]
}

test_software_here_and_a_nic_there_understand_each_other()
{
	network
	protect transport "$gcm128" - wire0
	same "$(on_nic nic0)" 0
	talks
	sends "" b 192.0.2.2
}

test_numbers_go_on_beyond_32_bits()
{
	network
	protect transport "$gcm128" sw0 - flag esn replay-window 64 \
		replay-oseq 0xfffffff8 replay-seq 0xfffffff8
	same "$(on_nic nic0)" 2
	ping -c 30 -i 0.02 -W 4 -q 192.0.2.2 > /dev/null
	sends "" b 192.0.2.2
	[ "$(nic_count nic0 rx_esp)" -ge 30 ]
}

test_without_an_uplink_it_is_done_in_software_and_then_by_the_next_nic()
{
	network
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0)" 2
	xvs nic disconnect sw0 up
	same "$(on_nic nic0)" 0
	xvs detach sw0 up
	ip link set nic0 down
	wire nic1 wire1
	ip -n b address del 192.0.2.2/24 dev wire0
	ip -n b address add 192.0.2.2/24 dev wire1
	xvs attach sw0 nic1 port up kind uplink
	ip neigh flush dev sw0
	same "$(on_nic nic0) $(on_nic nic1)" "0 2"
	until_ok talks
	[ "$(nic_count nic1 tx_esp)" -ge 3 ]
	unprotect
	same_soon 0 on_nic nic1
}

test_a_nic_that_loses_the_ability_leaves_it_to_software()
{
	network
	protect transport "$gcm128" sw0 -
	ethtool -K nic0 esp-hw-offload off
	same "$(on_nic nic0)" 0
	talks
	same "$(in_clear talks_marked)" 0
	sends "" b 192.0.2.2
	ethtool -K nic0 esp-hw-offload on
	same "$(on_nic nic0)" 2
	talks
	[ "$(nic_count nic0 tx_esp)" -ge 3 ]
}

test_the_operator_turns_it_off_and_on_in_two_ways()
{
	network
	protect transport "$gcm128" sw0 -
	ethtool -K sw0 esp-hw-offload off
	same "$(on_nic nic0)" 0
	talks
	xvs offload set sw0 esp on
	same "$(on_nic nic0)" 2
	xvs offload set sw0 esp off
	same "$(on_nic nic0)" 0
	talks
	ethtool -K sw0 esp-hw-offload on
	same "$(on_nic nic0)" 2
	talks
}

test_a_nic_unplugged_under_traffic_takes_nothing_along()
{
	network
	protect transport "$gcm128" sw0 -
	ping -i 0.01 -q 192.0.2.2 > /dev/null &
	sleep 0.5
	set_nic nic0 vanish 1
	until_ok not ip link show nic0
	kill $!
	holds "$(ip xfrm state)" "dev sw0 dir out"
	unprotect
}

test_a_bond_that_fails_over_takes_the_associations_along()
{
	bonded
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0) $(on_nic nic1)" "2 0"
	talks
	use nic1
	same "$(on_nic nic0) $(on_nic nic1)" "0 2"
	talks
	ip link set nic1 down
	same_soon "2 0" both
	until_ok talks
	ip link set nic0 nomaster
	same_soon "0 0" both
	unprotect
}

fails_over()
{
	local end=$((SECONDS + XVS_FAILOVER_SECS))

	ping -i 0.01 -q -p cafe 192.0.2.2 > "$work/ping.$TEST" &
	fails_over_while before $end
	kill -INT $!
	wait $! || :
	echo $failovers > "$work/failovers.$TEST"
}

before()
{
	[ $SECONDS -lt "$1" ]
}

test_nothing_is_in_the_clear_while_a_bond_fails_over_again_and_again()
{
	local clear changes

	bonded
	ip netns exec b ethtool -K wire1 gro off
	[ "$(wire=wires in_clear talks_marked)" -gt 0 ]
	protect transport "$gcm128" sw0 -
	clear=$(wire=wires in_clear fails_over)
	same "$clear" 0
	same "$(both)" "2 0"
	changes=$(cat "$work/failovers.$TEST")
	# both came to the other NIC each time, and back at last
	same "$(ipsec_count moved) $(ipsec_count fell_back)" \
		"$((2 * (changes + changes % 2))) 0"
	talks
	awk '/transmitted/ { exit !($4 > 0.8 * $1) }' "$work/ping.$TEST" ||
		fail "$(tail -n 3 "$work/ping.$TEST")"
}

test_a_peer_on_another_port_gets_it_done_in_software()
{
	network
	guest 3
	host_at 3 192.0.2.3/24
	sa out sw0 0x201 192.0.2.1 192.0.2.3 transport "$gcm128"
	sa in sw0 0x202 192.0.2.3 192.0.2.1 transport "$gcm128"
	policy out 192.0.2.1 192.0.2.3 transport
	policy in 192.0.2.3 192.0.2.1 transport
	same "$(on_nic nic0)" 2
	ip netns exec n3 bash -c "
		$(declare -f sa policy)
		sa in - 0x201 192.0.2.1 192.0.2.3 transport '$gcm128'
		sa out - 0x202 192.0.2.3 192.0.2.1 transport '$gcm128'
		policy in 192.0.2.1 192.0.2.3 transport
		policy out 192.0.2.3 192.0.2.1 transport"
	talks 192.0.2.3
	sends "" n3 192.0.2.3
	sends n3 "" 192.0.2.1
	# cut before it comes to the switch, and numbered by then
	ethtool -K sw0 tx-esp-segmentation off
	sends "" n3 192.0.2.3
	[ "$(ipsec_count tx_software)" -gt 10 ]
	same "$(nic_count nic0 tx_esp)" 0
	dropped p3 out IPSEC_UNFINISHED 0
}

# sa_in_udp SPI FROM TO [OFFLOAD-WORDS]: a tunnel for whatever is inside
sa_in_udp()
{
	ip xfrm state add src "$2" dst "$3" proto esp spi "$1" reqid 1 \
		mode tunnel aead "rfc4106(gcm(aes))" "0x$(printf '%040d' 1)" \
		128 encap espinudp 4500 4500 0.0.0.0 "${@:4}"
}

# inside WAY FROM TO: their last bytes. What is inside has addresses of its own,
# or policies would want ESP around the UDP that is around ESP.
inside()
{
	ip xfrm policy add src "198.51.100.$2" dst "198.51.100.$3" dir "$1" \
		tmpl src "192.0.2.$2" dst "192.0.2.$3" proto esp reqid 1 \
		mode tunnel
}

test_a_peer_on_another_port_gets_all_of_it_in_udp_too()
{
	network
	guest 3
	host_at 3 192.0.2.3/24 198.51.100.3/32
	ip address add 198.51.100.1/32 dev sw0
	ip route add 198.51.100.3 via 192.0.2.3 src 198.51.100.1
	ip -n n3 route add 198.51.100.1 via 192.0.2.1 src 198.51.100.3
	sa_in_udp 0x201 192.0.2.1 192.0.2.3 offload dev sw0 dir out ||
		skip "this kernel does not offload ESP in UDP"
	sa_in_udp 0x202 192.0.2.3 192.0.2.1 offload dev sw0 dir in
	same "$(on_nic nic0)" 2
	inside out 1 3
	inside in 3 1
	in_ns n3 bash -c "
		$(declare -f sa_in_udp inside)
		sa_in_udp 0x201 192.0.2.1 192.0.2.3
		sa_in_udp 0x202 192.0.2.3 192.0.2.1
		inside in 1 3
		inside out 3 1"
	python3 "$here/lib/esp_in_udp.py" &
	in_ns n3 python3 "$here/lib/esp_in_udp.py" &
	until_ok ping -c 1 -W 1 198.51.100.3
	talks 198.51.100.3
	[ "$(ipsec_count tx_software)" -ge 3 ]
	sends "" n3 198.51.100.3
	sends n3 "" 198.51.100.1
	ethtool -K sw0 tx-esp-segmentation off
	sends "" n3 198.51.100.3
	same "$(nic_count nic0 tx_esp)" 0
	dropped p3 out IPSEC_UNFINISHED 0
}

# GRO decrypts it; the address is nobody's, so the frame is flooded.
test_what_is_decrypted_for_the_host_is_readable_nowhere_else()
{
	network
	guest 3
	protect transport "$gcm128" - -
	talks
	ip -n b neigh replace 192.0.2.1 dev wire0 lladdr "$unknown"
	not ip netns exec b ping -c 2 -i 0.1 -W 1 -q 192.0.2.1
	dropped p3 out IPSEC_FOREIGN 2
}

test_more_than_the_limit_is_done_in_software()
{
	network
	xvs offload set sw0 sa-limit 1
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0)" 1
	talks
	holds "$(ip xfrm state add src 192.0.2.1 dst 192.0.2.9 proto esp \
		spi 0x109 reqid 9 mode transport aead 'rfc4106(gcm(aes))' \
		"0x$(printf '%040d' 1)" 128 offload dev sw0 dir out 2>&1)" \
		"limit of offloaded associations is reached" || :
	same "$(on_nic nic0)" 1
}

test_more_than_a_host_nics_own_limit_is_done_in_software()
{
	network
	same "$(field number xvs -j property show sw0 port host ipsec.sa-limit)" \
		4294967295
	xvs property set sw0 port host ipsec.sa-limit 1
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0) $(ipsec_count over_limit)" "1 1"
	talks
	xvs property del sw0 port host ipsec.sa-limit
	unprotect
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0)" 2
	xvs property set sw0 port host ipsec.sa-limit 1
	same "$(on_nic nic0)" 2
	# those that are there stay, until the NIC changes
	ethtool -K nic0 esp-hw-offload off > /dev/null
	ethtool -K nic0 esp-hw-offload on > /dev/null
	same "$(on_nic nic0) $(ipsec_count fell_back)" "1 1"
	talks
	unprotect
	same_soon 0 on_nic nic0
}

test_a_nic_that_is_full_leaves_it_to_software()
{
	network
	set_nic nic0 sa_capacity 1
	protect transport "$gcm128" sw0 -
	same "$(on_nic nic0)" 1
	talks
}

bad_attached()
{
	needs_module "$XVS_MODDIR/tests/xvs_ext_bad.ko"
	xvs ext attach sw0 bad
}

# Old kernels do not pass on what a device says about an association.
test_an_extension_refuses_an_association()
{
	local said

	network
	bad_attached
	xvs property set sw0 bad.behave veto-sa
	not sa out sw0 0x101 192.0.2.1 192.0.2.2 transport "$gcm128"
	said=$(sa out sw0 0x101 192.0.2.1 192.0.2.2 transport "$gcm128" 2>&1 ||
		:)
	[[ $said == *"bad: the test wants no association"* ]] ||
		holds "$said" "failed to offload this state"
	same "$(field vetoes xvs -j ext show sw0 bad)" 2
	same "$(on_nic nic0) $(ip xfrm state | wc -l)" "0 0"
	xvs property set sw0 bad.behave good
	sa out sw0 0x101 192.0.2.1 192.0.2.2 transport "$gcm128"
	same "$(on_nic nic0)" 1
}

test_extensions_hear_of_an_association_going_on_and_going()
{
	network
	bad_attached
	xvs property set sw0 bad.behave tell-sa
	watch alert
	protect transport "$gcm128" sw0 - flag esn replay-window 64 \
		replay-oseq 0xfffffffe replay-seq 0xfffffffe
	talks
	unprotect
	until_ok grep -q "delete in 102" "$work/events.$TEST"
	grep -q "update in 102 1" "$work/events.$TEST"
	grep -q "delete out 101" "$work/events.$TEST"
}

# begins WORD: so bad behaves from its attach on
begins()
{
	local all="good drop drop-out hold veto-port veto-nic veto-property \
veto-sa tell-sa"

	wc -w <<< "${all%%"$1"*}" > /sys/module/xvs_ext_bad/parameters/first
}

test_an_extension_that_comes_later_is_shown_the_associations()
{
	network
	needs_module "$XVS_MODDIR/tests/xvs_ext_bad.ko"
	protect transport "$gcm128" sw0 -
	watch alert
	begins tell-sa
	xvs ext attach sw0 bad
	begins good
	until_ok grep -q "add in 102" "$work/events.$TEST"
	grep -q "add out 101" "$work/events.$TEST"
	xvs ext detach sw0 bad
	until_ok grep -q "delete out 101" "$work/events.$TEST"
	grep -q "delete in 102" "$work/events.$TEST"
	same "$(on_nic nic0)" 2
	talks
	unprotect
	same "$(grep -c "delete" "$work/events.$TEST")" 2
}

test_an_extension_that_wants_no_association_comes_to_none()
{
	network
	needs_module "$XVS_MODDIR/tests/xvs_ext_bad.ko"
	protect transport "$gcm128" sw0 -
	begins veto-sa
	refused "bad: the test wants no association" xvs ext attach sw0 bad
	unprotect
	same_soon 0 on_nic nic0
	until_ok xvs ext attach sw0 bad
	begins good
	same "$(xvs -j ext show sw0 | jq length)" 1
}

can_fail()
{
	local attr

	[ -e /proc/self/fail-nth ] || skip "this kernel injects no faults"
	for attr in failslab fail_page_alloc; do
		echo 0 > /sys/kernel/debug/$attr/verbose
		echo N > /sys/kernel/debug/$attr/ignore-gfp-wait
	done
}

# failing N WORDS...: ip does it, and the Nth allocation fails from when it
# reads what to do
failing()
{
	local nth=$1 fifo=$work/fifo.$TEST pid
	shift

	[ -p "$fifo" ] || mkfifo "$fifo"
	ip -batch "$fifo" > /dev/null 2>&1 &
	pid=$!
	exec 8> "$fifo"
	echo "$nth" > "/proc/$pid/fail-nth"
	echo "$*" >&8
	exec 8>&-
	wait $pid
}

known()
{
	ip xfrm state list | grep -c "^src" || :
}

test_whatever_allocation_fails_an_association_is_whole_or_not_there()
{
	local n failed=0

	can_fail
	network
	for n in $(seq 60); do
		if failing "$n" xfrm state add src 192.0.2.1 dst 192.0.2.2 \
				proto esp spi 0x101 reqid 1 mode transport \
				aead "rfc4106(gcm(aes))" \
				"0x$(printf '%040d' 1)" 128 \
				offload dev sw0 dir out; then
			same "$n: $(known)" "$n: 1"
		else
			failed=$((failed + 1))
			same "$n: $(known)" "$n: 0"
		fi
		ip xfrm state flush
		same_soon 0 on_nic nic0
	done
	[ $failed -gt 5 ] || fail "only $failed of 60 allocations mattered"
}

# fails STATUS KIND: the NIC says so of the next frame, and it is counted
fails()
{
	set_nic nic0 rx_status "$1"
	set_nic nic0 rx_status_next 1
	not ping -c 1 -W 1 -q 192.0.2.2 > /dev/null
	same "$(ipsec_count "rx_$2")" 1
}

ipsec_count()
{
	ethtool -S sw0 | awk -v name="ipsec_$1:" '$1 == name { print $2 }'
}

test_each_way_that_a_frame_fails_in_the_nic_is_counted_by_kind()
{
	network
	protect transport "$gcm128" sw0 -
	talks
	# with GRO it goes to xfrm, which counts it, before the switch sees it
	ethtool -K nic0 gro off
	fails 2 generic_error
	fails 4 transport_ah_auth
	fails 8 transport_esp_auth
	fails 16 tunnel_ah_auth
	fails 32 tunnel_esp_auth
	fails 64 invalid_packet_syntax
	fails 128 invalid_protocol
	talks
}

test_what_becomes_of_associations_is_counted()
{
	network
	xvs offload set sw0 sa-limit 2
	protect transport "$gcm128" sw0 -
	same "$(ipsec_count added) $(ipsec_count over_limit)" "2 0"
	sa out sw0 0x201 192.0.2.1 192.0.2.9 transport "$gcm128" 2> /dev/null
	same "$(ipsec_count added) $(ipsec_count over_limit)" "2 1"
	ethtool -K nic0 esp-hw-offload off > /dev/null
	same "$(on_nic nic0)" 0
	ethtool -K nic0 esp-hw-offload on > /dev/null
	same "$(on_nic nic0) $(ipsec_count moved)" "2 2"
	talks
	same "$(ipsec_count fell_back) $(ipsec_count refused)" "0 0"
}

# iproute2 cannot ask for it everywhere. Old kernels know no such flag and ask
# no device.
test_packet_offload_is_refused_and_leaves_nothing()
{
	local sentence="Unrecognized flags in offload request" said

	network
	said=$(python3 "$here/lib/xfrm.py" packet nic0) || :
	[ "$said" = "$sentence" ] || {
		same "$said" "xvs_simnic: only crypto offload"
		sentence="a switch passes crypto offload on, and no packet \
offload"
	}
	refused "$sentence" python3 "$here/lib/xfrm.py" packet sw0
	same "$(ip xfrm state | wc -l) $(on_nic nic0)" "0 0"
}

case ${1-} in
list) ;;
*) prepare_more ;;
esac
main "$@"
