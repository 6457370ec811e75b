#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An IKE daemon, strongSwan's charon, at both ends; that of the host puts its
# associations on the NIC of the switch.
#
#	   charon				  charon in b
#	+--host-------+				+--------+
#	|     sw0  up-+--- nic0 ====== wire0 ===|  ns b  |
#	+-------------+				+--------+
. "${0%/*}/lib/lib.sh"
. "${0%/*}/lib/ipsec.sh"
. "${0%/*}/lib/ike.sh"
jobs=1		# key exchanges want time of their own

# daemons OFFLOAD [CONNECTION-WORDS]: both, and what they agree on
daemons()
{
	IKE=$work/ike.$TEST
	[ "${XVS_LAB-}$slow" = uml1 ] || IKE_PATIENCE=3
	[ -x "$CHARON" ] || fail "strongSwan is not installed"
	ike_settings near 192.0.2.1 far 192.0.2.2 "$1" "${2-}"
	ike_settings far 192.0.2.2 near 192.0.2.1 no "${2-}"
	ike_daemon near
	ike_daemon far ip netns exec b
	ike_control near --initiate --child net
}

rekeyed()
{
	local n

	n=$(grep -c "CHILD_SA net.*established" "$IKE/near/log")
	[ "$n" -ge "$1" ]
}

test_the_daemons_associations_are_on_the_nic()
{
	network
	daemons yes
	nic_protects
	ike_control near --terminate --ike peer
	same_soon 0 on_nic nic0
}

# Software loses a frame now and then between two pairs of keys, too; more of
# them the longer the daemon takes from one pair to the next.
answered=0.95
[ "${XVS_LAB-}$slow" = uml1 ] || answered=0.8

test_connections_live_on_while_keys_change_every_few_seconds()
{
	local transfer

	network
	rekey=3s
	daemons yes
	ping -i 0.02 -q 192.0.2.2 > "$work/ping.$TEST" &
	transfer=$!
	sends "" b 192.0.2.2
	until_ok rekeyed 3
	sends b "" 192.0.2.1
	until_ok rekeyed 4
	kill -INT $transfer
	wait $transfer || :
	awk -v least=$answered '/transmitted/ { exit !($4 > least * $1) }' \
		"$work/ping.$TEST" ||
		fail "$(tail -n 3 "$work/ping.$TEST")"
	same_soon 2 on_nic nic0
}

# UDP around ESP, as behind a NAT. Old kernels refuse to offload that, whoever
# asks, and the daemon has to know.
test_behind_a_nat_it_works_as_well()
{
	local offload=yes

	network
	sa out sw0 0x301 192.0.2.1 192.0.2.9 transport "$gcm128" \
		encap espinudp 4500 4500 0.0.0.0 || offload=no
	ip xfrm state flush
	daemons $offload "encap = yes"
	holds "$(ip xfrm state)" "encap type espinudp"
	talks
	sends "" b 192.0.2.2
	sends b "" 192.0.2.1
}

test_a_connection_survives_a_failover_of_the_nics()
{
	bonded
	daemons yes
	same "$(both)" "2 0"
	talks
	use nic1
	same "$(both)" "0 2"
	talks
	use nic0
	same "$(both)" "2 0"
	sends "" b 192.0.2.2
	same "$(grep -c "IKE_SA peer.*established between" \
		"$IKE/near/log")" 1
}

test_the_associations_with_a_dead_peer_leave_the_nic()
{
	network
	daemons yes
	same "$(on_nic nic0)" 2
	kill -KILL "$(cat "$IKE/far/pid")"
	# two seconds, and then three times what the daemon is patient for
	until_ok prints 0 on_nic nic0 || until_ok prints 0 on_nic nic0 ||
		same_soon 0 on_nic nic0
}

case ${1-} in
list) ;;
*) prepare_more ;;
esac
main "$@"
