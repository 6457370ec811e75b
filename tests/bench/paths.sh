# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2086
# The datapaths that are compared, set up side by side in one boot; sourced by
# what runs inside a machine.
#
# An instance of a path is a word of at most 4 letters.  Its devices:
#	<instance>i	is fed by the generator
#	<instance>d	a dummy: no queue, frees what it gets
#	<instance>t	a tap with pfifo_fast, the kernel's own default qdisc; a ring
#			that is drained, as all taps'
#	<instance>c	a tap with fq_codel, Debian's default
#	<instance>n	a tap without qdisc
#	<instance>z	a dummy that owns the addresses that fill the table
#	<instance>1-8	what a flood goes to; it is an unknown address, since a
#			broadcast would go up the bridge's own stack as well
# Paths that do not look up addresses need an input for each way out, which
# is called <instance>i<way out>.

BENCH_MODULES=${XVS_TOP:?}/build/${XVS_KERNEL:?}/tests/bench/module
GEN=/sys/kernel/debug/xvs_bench
REDIRECT=/sys/kernel/debug/xvs_bench_redirect

SMAC=02:aa:00:00:00:00			# of flow 0; others count up
declare -A DMAC=(
	[d]=02:dd:01:00:00:00 [t]=02:dd:02:00:00:00 [n]=02:dd:03:00:00:00
	[c]=02:dd:04:00:00:00
	[f]=02:dd:0f:00:00:00
)

WAYS="d t c n"
declare -A QDISC=([t]=pfifo_fast [c]=fq_codel [n]=noqueue)

# The instance that stands for a path: PATH when one serves all, otherwise
# PATH-FLOWS-ENTRIES, or PATH-flood.  Who sets instances up notes them here.
declare -A instances=()

fail()
{
	echo "bench: $*" >&2
	exit 1
}

# address BASE N: sets $address, without a process
address()
{
	local low=$((0x${1:9:2}${1:12:2}${1:15:2} + $2))

	printf -v address '%s:%02x:%02x:%02x' "${1:0:8}" \
		$((low >> 16)) $((low >> 8 & 255)) $((low & 255))
}

load_modules()
{
	local module

	# Nothing but the benchmark's own frames is to be in the way.
	sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1
	for module in tun dummy bridge openvswitch sch_ingress cls_matchall \
		act_mirred; do
		modprobe "$module" || fail "no module $module"
	done
	insmod "$BENCH_MODULES/bench_gen.ko" || fail "no generator"
	insmod "$BENCH_MODULES/bench_redirect.ko" || fail "no redirect"
}

load_xvs()
{
	insmod "${XVS_MODDIR:?}/xvs.ko" || fail "no xvs"
}

dummies()
{
	local name

	for name; do
		ip link add name "$name" type dummy ||
			fail "cannot make $name"
		ip link set dev "$name" up
	done
}

tap()
{
	"$XVS_TOP/build/bench/tapsink" "$1" || fail "cannot make the tap $1"
	ip link set dev "$1" up
}

# way_out INSTANCE WAY: makes one
way_out()
{
	case $2 in
	t | c | n)
		tap "$1$2"
		tc qdisc replace dev "$1$2" root "${QDISC[$2]}" ||
			fail "no ${QDISC[$2]}"
		;;
	*)
		dummies "$1$2"
		;;
	esac
}

ways_out()
{
	local instance=$1 way
	shift

	for way; do
		way_out "$instance" "$way"
	done
}

# -- without look-up: an input for each way out --

flood_list()
{
	echo "${1}1,${1}2,${1}3,${1}4,${1}5,${1}6,${1}7,${1}8"
}

setup_free()
{
	dummies "$1i"
	echo "$1i free" > $REDIRECT || fail "no floor"
}

setup_redirect()
{
	local instance=$1 mode=$2 way

	ways_out "$instance" $WAYS 1 2 3 4 5 6 7 8
	for way in $WAYS; do
		dummies "${instance}i$way"
		echo "${instance}i$way $mode $instance$way" > $REDIRECT ||
			fail "no redirect"
	done
	dummies "${instance}if"
	echo "${instance}if $mode $(flood_list "$instance")" > $REDIRECT ||
		fail "no redirect"
}

# mirred_to INPUT OUT..: copies to all, hands over to the last
mirred_to()
{
	local input=$1 actions=()
	shift

	dummies "$input"
	tc qdisc add dev "$input" ingress
	while [ $# -gt 1 ]; do
		actions+=(action mirred egress mirror dev "$1" pipe)
		shift
	done
	tc filter add dev "$input" parent ffff: matchall "${actions[@]}" \
		action mirred egress redirect dev "$1" || fail "no mirred"
}

setup_mirred()
{
	local instance=$1 way

	ways_out "$instance" $WAYS 1 2 3 4 5 6 7 8
	for way in $WAYS; do
		mirred_to "${instance}i$way" "$instance$way"
	done
	# shellcheck disable=SC2046
	mirred_to "${instance}if" $(flood_list "$instance" | tr , ' ')
}

# -- Open vSwitch's datapath, with the flows its daemon would install --

dpctl()
{
	ovs-dpctl -vconsole:warn "$@"
}

# ovs_flows FLOWS WAY PORT
ovs_flows()
{
	local flow source

	for ((flow = 0; flow < $1; flow++)); do
		address $SMAC "$flow"
		source=$address
		address "${DMAC[$2]}" "$flow"
		printf 'in_port(1),eth(src=%s,dst=%s),%s %s\n' "$source" \
			"$address" 'eth_type(0x0800),ipv4(frag=no)' "$3"
	done
}

setup_ovs()
{
	local instance=$1 flows=$2 way port=2

	dummies "${instance}i"
	ways_out "$instance" $WAYS
	dpctl add-dp "$instance" || fail "no Open vSwitch datapath"
	dpctl add-if "$instance" "${instance}i"
	for way in $WAYS; do
		dpctl add-if "$instance" "$instance$way"
		ovs_flows "$flows" $way $((port++))
	done > /tmp/flows
	dpctl add-flows "$instance" /tmp/flows ||
		fail "no Open vSwitch flows"
}

setup_ovs_flood()
{
	local instance=$1

	dummies "${instance}i"
	ways_out "$instance" 1 2 3 4 5 6 7 8
	# shellcheck disable=SC2046
	dpctl add-dp "$instance" "${instance}i" \
		$(flood_list "$instance" | tr , ' ') ||
		fail "no Open vSwitch datapath"
	dpctl add-flow "$instance" \
		"in_port(1),eth(src=$SMAC,dst=${DMAC[f]}),eth_type(0x0800),ipv4(frag=no)" \
		2,3,4,5,6,7,8,9 || fail "no Open vSwitch flow"
}

# -- switches that learn --

# learn DEVICE BASE N: frames that go no further, from N sources
learn()
{
	local left=$3 first=0 n

	while [ "$left" -gt 0 ]; do
		n=$((left > 10000 ? 10000 : left))
		generate "in=$1 smac=$2 dmac=$2 flows=$n first=$first" \
			"frames=$n copies=0" || fail "the generator failed"
		left=$((left - n))
		first=$((first + n))
	done
}

# fill_table INSTANCE FLOWS ENTRIES: what the flows need, and others up to
# ENTRIES in all
fill_table()
{
	local way

	learn "${1}i" $SMAC "$2"
	for way in $WAYS; do
		learn "$1$way" "${DMAC[$way]}" "$2"
	done
	learn "${1}z" 02:fe:00:00:00:00 $(($3 - 5 * $2))
}

bridge_ports()
{
	local instance=$1 port
	shift

	ip link add name "$instance" type bridge ageing_time 1000000 ||
		fail "no bridge"
	ip link set dev "$instance" up
	for port; do
		ip link set dev "$instance$port" master "$instance" ||
			fail "no bridge port"
	done
}

# setup_bridge INSTANCE FLOWS ENTRIES
setup_bridge()
{
	local entries

	dummies "${1}i"
	ways_out "$1" $WAYS z
	bridge_ports "$1" i $WAYS z
	fill_table "$1" "$2" "$3"
	entries=$(bridge fdb show br "$1" dynamic | wc -l)
	[ "$entries" = "$3" ] || fail "$entries of $3 entries in the bridge"
}

setup_bridge_flood()
{
	dummies "${1}i"
	ways_out "$1" 1 2 3 4 5 6 7 8
	bridge_ports "$1" i 1 2 3 4 5 6 7 8
}

# -- xvs: with ports that learn as a bridge's do, and with declared NICs --

setup_xvs()
{
	dummies "${1}i"
	ways_out "$1" $WAYS z
	xvs_ports "$1" i $WAYS z
	fill_table "$1" "$2" "$3"
}

setup_xvs_flood()
{
	dummies "${1}i"
	ways_out "$1" 1 2 3 4 5 6 7 8
	xvs_ports "$1" i 1 2 3 4 5 6 7 8
}

xvs_ports()
{
	local instance=$1 port
	shift

	ip link add name "$instance" type xvs || fail "no xvs switch"
	ip link set dev "$instance" up
	for port; do
		ip link set dev "$instance$port" master "$instance" ||
			fail "no xvs port"
	done
}

# A NIC with a declared address on each port, as a virtual machine's
setup_xvs_vm()
{
	local way

	dummies "${1}i"
	ways_out "$1" $WAYS
	xvs switch add "$1" || fail "no xvs switch"
	xvs attach "$1" "${1}i" mac $SMAC || fail "no xvs NIC"
	for way in $WAYS; do
		xvs attach "$1" "$1$way" mac "${DMAC[$way]}" ||
			fail "no xvs NIC"
	done
}

# -- running --

# generate WORDS..: sets $windows to the nanoseconds of each window
generate()
{
	echo "$*" > $GEN/run || return
	read -r windows < $GEN/result
}

# redirect_count DEVICE: sets $count
redirect_count()
{
	local name

	while read -r name count; do
		[ "$name" = "$1" ] && return
	done < $REDIRECT
	fail "nothing counts on $1"
}

# locate PATH WAY FLOWS ENTRIES: sets $input and $outs
locate()
{
	local i=${instances[$1]-}

	if [ -n "$i" ]; then
		input=${i}i$2
	else
		i=${instances[$1-$3-$4]-}
		[ "$2" != f ] || i=${instances[$1-flood]-}
		input=${i}i
	fi
	[ -n "$i" ] || fail "nothing is set up for $*"
	outs=$i$2
	[ "$2" != f ] || outs=$(flood_list "$i")
}

# measure_floor WORDS FRAMES
measure_floor()
{
	local before

	input=${instances[free]}i
	redirect_count "$input"
	before=$count
	generate "in=$input copies=0 $1" || fail "the generator failed: $1"
	redirect_count "$input"
	[ $((count - before)) = "$2" ] || fail "the floor lost frames"
}

# measure PATH WAY SIZE FLOWS ENTRIES FRAMES WINDOWS [WORDS]: sets $windows
measure()
{
	local copies=1 words

	words="size=$3 flows=$4 frames=$6 windows=$7 smac=$SMAC"
	words+=" dmac=${DMAC[$2]} ${8-}"
	if [ "$2" = f ]; then
		copies=8
		words+=" one_dmac=1"
	fi
	if [ "$1" = free ]; then
		measure_floor "$words" $(($6 * $7))
		return
	fi
	locate "$1" "$2" "$4" "$5"
	generate "in=$input sink=$outs copies=$copies $words" ||
		fail "$1 lost frames of: $words"
}
