#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An IKE daemon, strongSwan's charon, at both ends; that of the host puts its
# associations on the NIC of the switch.
#
#	   charon				  charon in b
#	+--host-------+				+--------+
#	|     sw0  up-+--- nic0 ====== wire0 ===|  ns b  |
#	+-------------+				+--------+
. "$(dirname "$0")/lib/lib.sh"
. "$(dirname "$0")/lib/ipsec.sh"
jobs=1		# key exchanges want time of their own

CHARON=/usr/lib/ipsec/charon
PLUGINS="random nonce aes sha1 sha2 hmac kdf gmp kernel-netlink socket-default \
vici"

# settings NAME ADDRESS PEER-NAME PEER-ADDRESS OFFLOAD [CONNECTION-WORDS]
settings()
{
	local dir=$work/ike.$TEST/$1

	mkdir -p "$dir"
	cat > "$dir/strongswan.conf" <<-END
	charon {
		load = $PLUGINS
		install_routes = no
		retransmit_timeout = 0.5
		retransmit_tries = 2
		plugins {
			vici {
				socket = unix://$dir/vici
			}
		}
		filelog {
			log {
				path = $dir/log
				default = 1
				flush_line = yes
			}
		}
	}
	END
	cat > "$dir/swanctl.conf" <<-END
	connections {
		peer {
			version = 2
			local_addrs = $2
			remote_addrs = $4
			proposals = aes128-sha256-modp2048
			mobike = no
			dpd_delay = 2s
			${6-}
			local {
				auth = psk
				id = $1
			}
			remote {
				auth = psk
				id = $3
			}
			children {
				net {
					mode = transport
					esp_proposals = aes128gcm16
					rekey_time = ${rekey:-3600s}
					rand_time = 0
					hw_offload = $5
				}
			}
		}
	}
	secrets {
		ike {
			secret = between-near-and-far
		}
	}
	END
}

# daemon NAME [ip netns exec NETNS]: with a /run of its own, where its pid is
daemon()
{
	local dir=$work/ike.$TEST/$1
	shift

	STRONGSWAN_CONF=$dir/strongswan.conf "$@" unshare --mount bash -c "
		mount -t tmpfs run /run
		exec $CHARON" > "$dir/out" 2>&1 &
	echo $! > "$dir/pid"
	until_ok test -S "$dir/vici"
	control "${dir##*/}" --load-all --file "$dir/swanctl.conf" --noprompt
}

control()
{
	local dir=$work/ike.$TEST/$1
	shift

	STRONGSWAN_CONF=$dir/strongswan.conf swanctl "$@" \
		--uri "unix://$dir/vici" > "$dir/said" 2>&1 || {
		cat "$dir/said"
		return 1
	}
}

# daemons OFFLOAD [CONNECTION-WORDS]: both, and what they agree on
daemons()
{
	[ -x "$CHARON" ] || fail "strongSwan is not installed"
	settings near 192.0.2.1 far 192.0.2.2 "$1" "${2-}"
	settings far 192.0.2.2 near 192.0.2.1 no "${2-}"
	daemon near
	daemon far ip netns exec b
	control near --initiate --child net
}

rekeyed()
{
	local n

	n=$(grep -c "CHILD_SA net.*established" "$work/ike.$TEST/near/log")
	[ "$n" -ge "$1" ]
}

test_the_daemons_associations_are_on_the_nic()
{
	network
	daemons yes
	same "$(on_nic nic0)" 2
	talks
	sends "" b 192.0.2.2
	sends b "" 192.0.2.1
	[ "$(nic_count nic0 tx_esp)" -gt 100 ]
	same "$(in_clear talks_marked)" 0
	control near --terminate --ike peer
	same_soon 0 on_nic nic0
}

# Software loses a frame now and then between two pairs of keys, too.
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
	awk '/transmitted/ { exit !($4 > 0.95 * $1) }' "$work/ping.$TEST" ||
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
		"$work/ike.$TEST/near/log")" 1
}

test_the_associations_with_a_dead_peer_leave_the_nic()
{
	network
	daemons yes
	same "$(on_nic nic0)" 2
	kill -KILL "$(cat "$work/ike.$TEST/far/pid")"
	same_soon 0 on_nic nic0
}

case ${1-} in
list) ;;
*) prepare_more ;;
esac
main "$@"
