# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# The same policies for xvs, for nftables on a bridge and for tc on a bridge's
# port; sourced by tests/bench/extensions after paths.sh.
#
# An instance has an input <instance>i and a destination <instance>d, as in
# paths.sh; that of xvs has another port <instance>o, which no frame passes.
# None of the rules is met by the benchmark's frames: all are compared.

GUEST=10.0.0.1			# where the frames come from
OTHER=02:dd:05:00:00:00
STORM=1000			# frames a second
RATE=80000000			# kbit a second, more than can be reached
SHIPPED="capture acl guard limit bpf"
PINS=/sys/fs/bpf/bench

load_policies()
{
	local extension kernel=$XVS_TOP/build/$XVS_KERNEL/tests/bench/kernel

	for extension in $SHIPPED; do
		insmod "$XVS_MODDIR/ext/xvs_$extension.ko" ||
			fail "no extension $extension"
	done
	insmod "$BENCH_MODULES/bench_noop.ko" || fail "no extensions"
	modprobe -a nf_tables sch_ingress cls_flower cls_matchall act_gact ||
		fail "not what xvs is compared with"
	[ ! -d "$kernel" ] || for extension in "$kernel"/*.ko; do
		insmod "$extension" || fail "no $extension"
	done
	mount -t bpf bpf /sys/fs/bpf && mkdir "$PINS" &&
	bpftool prog loadall "$XVS_TOP/build/bench/sample.bpf.o" "$PINS" ||
		fail "no BPF programs"
}

# -- a pair of ports --

# bridge_pair INSTANCE
bridge_pair()
{
	dummies "${1}i" "${1}d"
	bridge_ports "$1" i d
	learn "${1}i" "$SMAC" 1
	learn "${1}d" "${DMAC[d]}" 1
}

# xvs_pair INSTANCE [EXTENSION..]
xvs_pair()
{
	local sw=$1 extension
	shift

	dummies "${sw}i" "${sw}d" "${sw}o"
	xvs switch add "$sw" || fail "no xvs switch"
	xvs attach "$sw" "${sw}i" mac "$SMAC" &&
	xvs attach "$sw" "${sw}d" mac "${DMAC[d]}" &&
	xvs attach "$sw" "${sw}o" mac "$OTHER" || fail "no xvs NIC"
	for extension; do
		xvs ext attach "$sw" "$extension" ||
			fail "the switch does not take $extension"
	done
}

# -- rules: one denies a source port, so that flows differ by what rules look
# at; each other a destination and its port --

# rules FORMAT COUNT: all but the first; FORMAT has an address and a port
rules()
{
	local i

	for ((i = 1; i < $2; i++)); do
		# shellcheck disable=SC2059
		printf "$1\n" "198.18.$((i >> 8)).$((i & 255))" \
			$((10000 + i))
	done
}

# xvs_acl INSTANCE COUNT
xvs_acl()
{
	{
		echo 'out deny proto udp sport 67 weight 10'
		rules 'out deny remote %s proto udp dport %d weight 10' "$2"
	} | xvs acl replace "$1" "${1}i" - || fail "no rules"
}

xvs_guard()
{
	xvs guard add "$1" "${1}i" "$GUEST" &&
	xvs guard set "$1" "${1}i" enforce on || fail "no guard"
}

xvs_limit()
{
	xvs limit set "$1" "${1}i" rate-in "$RATE" storm "$STORM" ||
		fail "no limit"
}

# -- nftables: a table for each policy, of which one at most is active --

# What keeps a guest to its addresses and from serving others
nft_guard()
{
	cat <<-END
	ether saddr != $SMAC drop
	arp saddr ip != $GUEST drop
	arp saddr ether != $SMAC drop
	ip saddr != $GUEST drop
	icmpv6 type { nd-router-advert, nd-redirect } drop
	END
}

nft_storm()
{
	echo "ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00" \
		"limit rate over $STORM/second drop"
}

nft_rate()
{
	echo "limit rate over $((RATE / 8000)) mbytes/second drop"
}

# nft_list COUNT: one after the other
nft_list()
{
	echo "udp sport 67 drop"
	rules 'ip daddr %s udp dport %d drop' "$1"
}

# One look-up in the table's set
nft_set()
{
	echo "udp sport 67 drop"
	echo "ip daddr . udp dport @denied drop"
}

# nft_denied COUNT: the set
nft_denied()
{
	echo "set denied {"
	echo "type ipv4_addr . inet_service"
	echo "elements = {"
	rules '%s . %d,' "$1"
	echo "}"
	echo "}"
}

# nft_table NAME PORT COUNT LINE..: a table of what PORT may send
nft_table()
{
	local name=$1 port=$2 count=$3
	shift 3

	{
		echo "table bridge $name {"
		echo "flags dormant"
		[ "$count" = 0 ] || nft_denied "$count"
		echo "chain guest {"
		printf '%s\n' "$@"
		echo "}"
		echo "chain ways {"
		echo "type filter hook forward priority filter"
		echo "iifname \"$port\" jump guest"
		echo "}"
		echo "}"
	} > "/tmp/$name.nft"
	nft -f "/tmp/$name.nft" || fail "nftables do not take $name"
}

nft_on()
{
	nft add table bridge "$1" || fail "$1 does not wake up"
}

nft_off()
{
	nft "add table bridge $1 { flags dormant; }" ||
		fail "$1 does not go to sleep"
}

# -- tc flower at the port where the guest's frames enter --

# flower_rules DEVICE CHAIN COUNT
flower_rules()
{
	echo "filter add dev $1 ingress chain $2 prio 9 protocol ip flower skip_hw ip_proto udp src_port 67 action drop"
	rules "filter add dev $1 ingress chain $2 prio 10 protocol ip flower skip_hw ip_proto udp dst_ip %s dst_port %d action drop" \
		"$3"
}

# flower_guard DEVICE: who passes goes on in chain 1
flower_guard()
{
	cat <<-END
	filter add dev $1 ingress prio 2 protocol ip flower skip_hw src_mac "$SMAC" src_ip $GUEST action goto chain 1
	filter add dev $1 ingress prio 3 protocol arp flower skip_hw src_mac "$SMAC" arp_sha $SMAC arp_sip $GUEST action goto chain 1
	filter add dev $1 ingress prio 4 protocol all matchall action drop
	END
}

# flower_limit DEVICE
flower_limit()
{
	cat <<-END
	filter add dev $1 ingress chain 1 prio 20 protocol all flower skip_hw dst_mac 01:00:00:00:00:00/01:00:00:00:00:00 action police pkts_rate $STORM pkts_burst 20 conform-exceed drop/ok
	filter add dev $1 ingress chain 1 prio 30 protocol all matchall action police rate ${RATE}kbit burst 8m conform-exceed drop/ok
	END
}

# flower INSTANCE FILE: a bridge whose input has these filters
flower()
{
	bridge_pair "$1"
	tc qdisc add dev "${1}i" clsact && tc -batch "$2" ||
		fail "tc does not take $2"
}
