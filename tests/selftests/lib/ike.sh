# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# strongSwan's charon, more than one at a time, under the folder $IKE. Sourced
# by what has until_ok(). IKE_PATIENCE is how many seconds they wait at first.

CHARON=/usr/lib/ipsec/charon
PLUGINS="random nonce aes sha1 sha2 hmac kdf gmp kernel-netlink socket-default \
vici"

# ike_settings NAME ADDRESS PEER-NAME PEER-ADDRESS OFFLOAD [CONNECTION-WORDS]
ike_settings()
{
	local dir=$IKE/$1

	mkdir -p "$dir"
	cat > "$dir/strongswan.conf" <<-END
	charon {
		load = $PLUGINS
		install_routes = no
		retransmit_timeout = ${IKE_PATIENCE:-0.5}
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

# ike_daemon NAME [ip netns exec NETNS]: with a /run of its own, where its pid is
ike_daemon()
{
	local dir=$IKE/$1
	shift

	STRONGSWAN_CONF=$dir/strongswan.conf "$@" unshare --mount bash -c "
		mount -t tmpfs run /run
		exec $CHARON" > "$dir/out" 2>&1 &
	echo $! > "$dir/pid"
	until_ok test -S "$dir/vici"
	ike_control "${dir##*/}" --load-all --file "$dir/swanctl.conf" --noprompt
}

# ike_control NAME SWANCTL-WORDS
ike_control()
{
	local dir=$IKE/$1
	shift

	STRONGSWAN_CONF=$dir/strongswan.conf swanctl "$@" \
		--uri "unix://$dir/vici" > "$dir/said" 2>&1 || {
		cat "$dir/said"
		return 1
	}
}
