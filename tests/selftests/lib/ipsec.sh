# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A switch whose uplink computes ESP, and who talks through it; sourced after
# lib.sh. ipsec.sh draws it.

prepare_more()
{
	modprobe -qa esp4 esp6 esp4_offload esp6_offload xfrm_user 2> /dev/null
	needs_module "${XVS_MODDIR:?}/../xvs_simnic/xvs_simnic.ko"
	mountpoint -q /sys/kernel/debug ||
		mount -t debugfs none /sys/kernel/debug
}

gcm128="aead rfc4106(gcm(aes)) 0x$(printf '%040d' 1) 128"
gcm256="aead rfc4106(gcm(aes)) 0x$(printf '%072d' 2) 128"
cbc256="enc cbc(aes) 0x$(printf '%064d' 3) auth-trunc hmac(sha256) \
0x$(printf '%064d' 4) 128"
cbc512="enc cbc(aes) 0x$(printf '%032d' 5) auth-trunc hmac(sha512) \
0x$(printf '%0128d' 6) 256"

declare -A nic_dir	# a simulated NIC's, below debugfs

# wire NIC PEER: a simulated NIC, and its other end in the namespace b
wire()
{
	ip link add "$1" type xvs_simnic
	ip link set "$1-wire" netns b name "$2"
	nic_dir[$1]=$(ethtool -i "$1" | sed -n 's/^bus-info: //p')
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
	cat "/sys/kernel/debug/xvs_simnic/${nic_dir[$1]}/$2"
}

set_nic()
{
	echo "$3" > "/sys/kernel/debug/xvs_simnic/${nic_dir[$1]}/$2"
}

# on_nic NIC: how many associations
on_nic()
{
	of_nic "$1" ipsec | wc -l
}

nic_count()
{
	number_of "$2" < "/sys/kernel/debug/xvs_simnic/${nic_dir[$1]}/counters"
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
	ip ${at:+-n "$at"} xfrm state add src "$from" dst "$to" proto esp \
		spi "$spi" reqid 1 mode "$mode" "$@" "${words[@]}" sel src "$from" dst "$to" \
		$offload
}

policy()
{
	ip ${at:+-n "$at"} xfrm policy add src "$2" dst "$3" dir "$1" \
		tmpl src "$2" dst "$3" proto esp reqid 1 mode "$4"
}

ip=4
at=		# the namespace, if not this

# far sa|policy WORDS: in the namespace b
far()
{
	local at=b

	"$@"
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

bytes=$((1000000 / slow))
[ "${XVS_LAB-}" != host ] || bytes=$((bytes / 3))

# sends FROM-NETNS TO-NETNS ADDRESS: $bytes come whole through TCP; "" is here
sends()
{
	local from=${1:+ip netns exec $1} to=${2:+ip netns exec $2} listener
	local got=$work/got.$TEST sent=$work/sent.$TEST
	local tcp=TCP4 peer=$3

	[ "${3#*:}" = "$3" ] || tcp=TCP6 peer=[$3]
	head -c "$bytes" /dev/urandom > "$sent"
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
	ip netns exec b tcpdump -Z root --immediate-mode -s 1600 \
		-i "${wire:-wire0}" -U -w "$file" 2> /dev/null &
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

# fails_over_while COMMAND...: ten times a second, if this machine can, for as
# long as the command succeeds. Starts no programs, which take long on slow
# kernels. $failovers is how many.
fails_over_while()
{
	local sys=$work/sys.$TEST fifo=$work/ticks.$TEST ticks nic due left
	failovers=0

	mkdir -p "$sys"
	mount -t sysfs sysfs "$sys"
	mkfifo "$fifo"
	exec {ticks}<> "$fifo"
	due=${EPOCHREALTIME//[!0-9]/}
	while "$@"; do
		[ "${nic-}" = nic1 ] && nic=nic0 || nic=nic1
		echo $nic > "$sys/class/net/bond0/bonding/active_slave"
		failovers=$((failovers + 1))
		due=$((due + 100000))
		left=$((due - ${EPOCHREALTIME//[!0-9]/}))
		[ $left -gt 0 ] || continue
		printf -v left 0.%06d $left
		read -rt "$left" -u "$ticks" || :
	done
	use nic0
	exec {ticks}>&-
	umount "$sys"
}

both()
{
	echo "$(on_nic nic0) $(on_nic nic1)"
}

# All that the two say to each other goes through nic0, and none in the clear.
nic_protects()
{
	same "$(on_nic nic0)" 2
	talks
	sends "" b 192.0.2.2
	sends b "" 192.0.2.1
	[ "$(nic_count nic0 tx_esp)" -gt 100 ]
	same "$(in_clear talks_marked)" 0
}
