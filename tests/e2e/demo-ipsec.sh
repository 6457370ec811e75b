# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Variables of demo, which sources this:
# shellcheck disable=SC2154
# The part of the demo with IPsec; sourced after its functions.
#
#	   charon				  charon in far
#	+--host-------+		+- nic0 ==== w0 -+
#	|     sw1  up-+- bond0 -|		 |- wires (192.0.2.2)
#	+-------------+		+- nic1 ==== w1 -+
#	   192.0.2.1

# not below /run, of which each daemon has its own
IKE=/tmp/ike
IKE_PATIENCE=5
# shellcheck source=tests/selftests/lib/ike.sh
. tests/selftests/lib/ike.sh

# until_ok COMMAND...: for ike.sh
until_ok()
{
	local end=$((SECONDS + 20))

	until "$@" 2> /dev/null; do
		[ $SECONDS -lt $end ] || broken "never: $*"
		sleep 0.1
	done
}

# Of a host with NICs that can do it there would be nothing to see here.
far_end()
{
	ip netns add far
	ip -n far link add wires type bridge
	ip -n far link set dev wires up
	for n in 0 1; do
		ip link set dev "nic$n-wire" netns far name "w$n"
		ip -n far link set dev "w$n" master wires
		ip -n far link set dev "w$n" up
		# which would decrypt before tcpdump sees it
		ip netns exec far ethtool -K "w$n" gro off
	done
	ip -n far address add 192.0.2.2/24 dev wires
}

nics()
{
	local modules

	modules=build/$XVS_KERNEL/drivers/net
	modprobe -a bonding bridge xfrm_user esp4 esp4_offload authenc
	run "insmod $modules/xvs_simnic/xvs_simnic.ko"
	run "ip link add name nic0 type xvs_simnic"
	run "ip link add name nic1 type xvs_simnic"
	far_end
	run "ip link add name bond0 type bond mode active-backup miimon 100"
	run "ip link set dev nic0 master bond0"
	run "ip link set dev nic1 master bond0"
	run "ip link set dev bond0 up"
	run "xvs switch add sw1 type external host on uplink bond0 port wire"
	run "ip address add 192.0.2.1/24 dev sw1"
	run "ip link set dev sw1 up"
}

# The settings are in $IKE; that of the host has hw_offload = yes.
daemons()
{
	ike_settings near 192.0.2.1 far 192.0.2.2 yes
	ike_settings far 192.0.2.2 near 192.0.2.1 no
	ike_daemon near || broken "charon does not start"
	ike_daemon far ip netns exec far || broken "the other charon does not start"
	ike_control near --initiate --child net || broken "they do not agree"
	tail -n 1 "$IKE/near/said"
	told
}

# What a stranger on the wire sees, beside what the daemons say to each other
wire()
{
	ip netns exec far tcpdump -Z root --immediate-mode -ln -c 4 -i "$1" \
		ip and not udp port 500 > "$OUT/wire.txt" 2> /dev/null &
	until_ok test -d "/proc/$!"
	sleep 1
	run "$ping -q 192.0.2.2"
	say "" "Meanwhile on the wire of ${2}:"
	wait $!
	cat "$OUT/wire.txt"
	[ "$(grep -c ESP "$OUT/wire.txt")" = 4 ] ||
		broken "that is not encrypted"
}

ipsec()
{
	nics
	say "" "What the NIC can do reaches the host's device on the switch:"
	run "xvs offload show sw1"
	say "" "strongSwan's charon, told to use that, finds its like at the other end:"
	daemons
	run "ip xfrm state | grep -E '^src|offload'"
	wire w0 nic0
	say "" "The NIC fails, and the associations move to the other:"
	run "ip link set dev nic0 down"
	run "xvs offload show sw1 | tail -n 1"
	wire w1 nic1
	run "ethtool -S sw1 | grep -E 'ipsec_(added|moved|tx)'"
	ike_control near --terminate --ike peer || broken "they do not part"
	kill "$(cat "$IKE/near/pid")" "$(cat "$IKE/far/pid")"
	run "xvs switch del sw1"
	run "ip link del dev bond0"
	run "ip link del dev nic0"
	run "ip link del dev nic1"
	ip netns del far
}
