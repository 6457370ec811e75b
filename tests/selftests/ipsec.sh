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
. "$(dirname "$0")/lib/lib.sh"

prepare_more()
{
	modprobe -qa esp4 esp6 esp4_offload esp6_offload xfrm_user 2> /dev/null
	[ -d /sys/module/xvs_simnic ] ||
		insmod "${XVS_MODDIR:?}/../xvs_simnic/xvs_simnic.ko"
	mountpoint -q /sys/kernel/debug ||
		mount -t debugfs none /sys/kernel/debug
}

export XVS_FAILOVER_SECS=${XVS_FAILOVER_SECS:-10}

gcm128="aead rfc4106(gcm(aes)) 0x$(printf '%040d' 1) 128"
gcm256="aead rfc4106(gcm(aes)) 0x$(printf '%072d' 2) 128"
cbc256="enc cbc(aes) 0x$(printf '%064d' 3) auth-trunc hmac(sha256) \
0x$(printf '%064d' 4) 128"
cbc512="enc cbc(aes) 0x$(printf '%032d' 5) auth-trunc hmac(sha512) \
0x$(printf '%0128d' 6) 256"

# wire NIC PEER: a simulated NIC, and its other end in the namespace b
wire()
{
	ip link add "$1" type xvs_simnic
	ip link set "$1-wire" netns b name "$2"
	ip link set "$1" up
	ip -n b link set "$2" up
}

network()
{
	named_netns b
	ip -n b link set lo up
	wire nic0 wire0
	new_switch type external
	xvs attach sw0 nic0 port up kind uplink
	ip address add 192.0.2.1/24 dev sw0
	echo 0 > /proc/sys/net/ipv6/conf/sw0/disable_ipv6
	ip address add 2001:db8::1/64 dev sw0 nodad
	ip -n b address add 192.0.2.2/24 dev wire0
	ip -n b address add 2001:db8::2/64 dev wire0 nodad
	until_ok ping -c 1 -W 1 192.0.2.2
}

# What a simulated NIC knows: FILE of its folder
of_nic()
{
	local dir

	dir=$(ethtool -i "$1" | sed -n 's/^bus-info: //p')
	cat "/sys/kernel/debug/xvs_simnic/$dir/$2"
}

set_nic()
{
	local dir

	dir=$(ethtool -i "$1" | sed -n 's/^bus-info: //p')
	echo "$3" > "/sys/kernel/debug/xvs_simnic/$dir/$2"
}

# on_nic NIC: how many associations
on_nic()
{
	of_nic "$1" ipsec | wc -l
}

nic_count()
{
	of_nic "$1" counters | awk -v name="$2" '$1 == name { print $2 }'
}

# sa in|out WHERE SPI FROM TO MODE "ALGORITHM" [WORDS]: WHERE is a device that
# does it, or -
sa()
{
	local way=$1 dev=$2 spi=$3 from=$4 to=$5 mode=$6 offload=
	local -a words
	read -ra words <<< "$7"
	shift 7

	[ "$dev" = - ] || offload="offload dev $dev dir $way"
	# shellcheck disable=SC2086
	ip xfrm state add src "$from" dst "$to" proto esp spi "$spi" reqid 1 \
		mode "$mode" "$@" "${words[@]}" sel src "$from" dst "$to" \
		$offload
}

policy()
{
	ip xfrm policy add src "$2" dst "$3" dir "$1" tmpl src "$2" dst "$3" \
		proto esp reqid 1 mode "$4"
}

ip=4

# In the namespace b
far()
{
	local what=$1
	shift
	ip netns exec b bash -c "
		$(declare -f sa policy)
		$what \"\$@\"" - "$@"
}

# protect MODE ALGORITHM NEAR FAR [WORDS]: between here and b, the work done by
# those devices, or -, of frames of IPv$ip
protect()
{
	local mode=$1 algorithm=$2 near=$3 far=$4
	local a=192.0.2.1 b=192.0.2.2
	shift 4

	[ "$ip" = 4 ] || a=2001:db8::1 b=2001:db8::2

	sa out "$near" 0x101 "$a" "$b" "$mode" "$algorithm" "$@"
	sa in "$near" 0x102 "$b" "$a" "$mode" "$algorithm" "$@"
	far sa in "$far" 0x101 "$a" "$b" "$mode" "$algorithm" "$@"
	far sa out "$far" 0x102 "$b" "$a" "$mode" "$algorithm" "$@"
	policy out "$a" "$b" "$mode"
	policy in "$b" "$a" "$mode"
	far policy in "$a" "$b" "$mode"
	far policy out "$b" "$a" "$mode"
}

unprotect()
{
	ip xfrm policy flush
	ip xfrm state flush
	ip -n b xfrm policy flush
	ip -n b xfrm state flush
}

# talks [TO]: it answers
talks()
{
	ping -c 3 -i 0.1 -W 4 -q "${1:-192.0.2.2}" > /dev/null
}

# sends FROM-NETNS TO-NETNS ADDRESS: 4 MB come whole through TCP; "" is here
sends()
{
	local from=${1:+ip netns exec $1} to=${2:+ip netns exec $2} listener
	local got=$work/got.$TEST sent=$work/sent.$TEST
	local tcp=TCP4 peer=$3

	[ "${3#*:}" = "$3" ] || tcp=TCP6 peer=[$3]
	head -c 4000000 /dev/urandom > "$sent"
	rm -f "$got"
	# shellcheck disable=SC2086
	$to socat -u "$tcp-LISTEN:7000,reuseaddr" \
		"OPEN:$got,creat" 2>&1 &
	listener=$!
	until_ok heard "$to"
	# shellcheck disable=SC2086
	timeout 60 $from socat -u "OPEN:$sent" "$tcp:$peer:7000"
	wait "$listener"
	cmp "$sent" "$got"
}

heard()
{
	# shellcheck disable=SC2086
	$1 ss -Hltn | grep -q :7000
}

# in_clear COMMAND...: how many frames on the wire have the bytes of our pings
# in them, while it runs
in_clear()
{
	local file=$work/wire.$TEST tcpdump

	# GRO decrypts before tcpdump would see it
	ip netns exec b ethtool -K wire0 gro off
	ip netns exec b tcpdump -Z root --immediate-mode -i "${wire:-wire0}" -U \
		-w "$file" 2> /dev/null &
	tcpdump=$!
	until_ok test -s "$file"
	"$@"
	sleep 0.3
	kill -INT "$tcpdump"
	wait "$tcpdump" || :
	tcpdump -r "$file" -x 2> /dev/null | tr -d ' \n\t' |
		{ grep -o cafecafecafecafe || :; } | wc -l
}

talks_marked()
{
	ping -c 5 -i 0.1 -W 4 -q -p cafe "${1:-192.0.2.2}" > /dev/null
}

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

# Two NICs as members of a bond; behind both wires is a bridge in b
bonded()
{
	named_netns b
	ip -n b link set lo up
	wire nic0 wire0
	wire nic1 wire1
	ip -n b link add wires type bridge
	ip -n b link set wire0 master wires
	ip -n b link set wire1 master wires
	ip -n b link set wires up
	ip -n b address add 192.0.2.2/24 dev wires
	ip link set nic0 down
	ip link set nic1 down
	ip link add bond0 type bond mode active-backup miimon 10
	ip link set nic0 master bond0
	ip link set nic1 master bond0
	ip link set bond0 up
	new_switch type external
	xvs attach sw0 bond0 port up kind uplink
	ip address add 192.0.2.1/24 dev sw0
	use nic0
	until_ok ping -c 1 -W 1 192.0.2.2
}

use()
{
	ip link set bond0 type bond active_slave "$1"
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

both()
{
	echo "$(on_nic nic0) $(on_nic nic1)"
}

fails_over()
{
	local end=$((SECONDS + XVS_FAILOVER_SECS))

	ping -i 0.01 -q -p cafe 192.0.2.2 > "$work/ping.$TEST" &
	while [ $SECONDS -lt $end ]; do
		use nic1
		sleep 0.1
		use nic0
		sleep 0.1
	done
	kill -INT $!
	wait $! || :
}

test_nothing_is_in_the_clear_while_a_bond_fails_over_again_and_again()
{
	local clear

	bonded
	ip netns exec b ethtool -K wire1 gro off
	[ "$(wire=wires in_clear talks_marked)" -gt 0 ]
	protect transport "$gcm128" sw0 -
	clear=$(wire=wires in_clear fails_over)
	same "$clear" 0
	same "$(both)" "2 0"
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
	same "$(nic_count nic0 tx_esp)" 0
	dropped p3 out IPSEC_UNFINISHED 0
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
	[ -d /sys/module/xvs_ext_bad ] ||
		insmod "$XVS_MODDIR/tests/xvs_ext_bad.ko"
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

test_packet_offload_is_refused()
{
	ip xfrm state help 2>&1 | grep -q packet ||
		skip "this iproute2 knows no packet offload"
	network
	refused "a switch passes crypto offload on, and no packet offload" \
		ip xfrm state add src 192.0.2.1 dst 192.0.2.9 proto esp \
		spi 0x109 reqid 9 mode transport aead 'rfc4106(gcm(aes))' \
		"0x$(printf '%040d' 1)" 128 offload packet dev sw0 dir out
}

case ${1-} in
list) ;;
*) prepare_more ;;
esac
main "$@"
