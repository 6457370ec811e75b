#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An IKE daemon of another family on the host, libreswan's pluto, with charon at
# the other end. Debian does not let both be installed, so the first run on a
# machine with a network unpacks it, and the lab's machine uses that:
#
#	bash tests/selftests/slow/libreswan.sh unpack
#	scripts/lab uml -- tests/selftests/run tests/selftests/slow/libreswan.sh
#
#	   pluto				  charon in b
#	+--host-------+				+--------+
#	|     sw0  up-+--- nic0 ====== wire0 ===|  ns b  |
#	+-------------+				+--------+
. "${0%/*}/../lib/lib.sh"
. "${0%/*}/../lib/ipsec.sh"
. "${0%/*}/../lib/ike.sh"
jobs=1
unpacked=$top/build/libreswan
export LD_LIBRARY_PATH=$unpacked/usr/lib/x86_64-linux-gnu

unpack()
{
	local dir

	dir=$(mktemp -d) &&
	cd "$dir" &&
	apt-get -q -o APT::Sandbox::User=root download libreswan libldns3 \
		libevent-pthreads-2.1-7 libnss3-tools &&
	find . -name '*.deb' -exec dpkg -x {} "$unpacked" \; &&
	rm -r "$dir"
}

# libreswan PROGRAM WORDS
libreswan()
{
	local program=$1
	shift
	"/usr/libexec/ipsec/$program" "$@"
}

# pluto_settings: what charon is told by ike_settings far
pluto_settings()
{
	mkdir -p "$IKE/near"/{nss,run}
	cat > "$IKE/near/ipsec.conf" <<-END
	config setup
	  uniqueids=no
	conn net
	  type=transport
	  authby=secret
	  ikev2=insist
	  left=192.0.2.1
	  leftid=@near
	  right=192.0.2.2
	  rightid=@far
	  ike=aes128-sha2_256-modp2048
	  esp=aes_gcm128
	  pfs=no
	  nic-offload=yes
	  leftupdown=/bin/true
	  auto=add
	END
	echo '@near @far : PSK "between-near-and-far"' > "$IKE/near/secrets"
	"$unpacked/usr/bin/certutil" -N -d "sql:$IKE/near/nss" --empty-password
}

begin()
{
	IKE=$work/ike.$TEST
	[ -d "$unpacked" ] || fail "run bash tests/selftests/slow/libreswan.sh unpack"
	mount --bind "$unpacked/usr/libexec" /usr/libexec
	network
	ike_settings far 192.0.2.2 near 192.0.2.1 no
	ike_daemon far ip netns exec b
	pluto_settings
	libreswan pluto --nofork --logfile "$IKE/near/log" --nhelpers 0 \
		--config "$IKE/near/ipsec.conf" --rundir "$IKE/near/run" \
		--secretsfile "$IKE/near/secrets" --nssdir "$IKE/near/nss" \
		--no-dnssec > "$IKE/near/out" 2>&1 &
	until_ok test -S "$IKE/near/run/pluto.ctl"
	control --listen
	libreswan addconn --config "$IKE/near/ipsec.conf" \
		--ctlsocket "$IKE/near/run/pluto.ctl" net
}

control()
{
	libreswan whack --ctlsocket "$IKE/near/run/pluto.ctl" "$@"
}

told_all()
{
	tail -n 60 "$IKE"/*/log
}

test_plutos_associations_are_on_the_nic()
{
	begin
	control --name net --initiate || told_all
	nic_protects
	control --name net --terminate
	same_soon 0 on_nic nic0
}

test_charon_calls_and_pluto_answers()
{
	begin
	ike_control far --initiate --child net || told_all
	same "$(on_nic nic0)" 2
	talks
	same "$(in_clear talks_marked)" 0
}

case ${1-} in
unpack)
	unpack
	exit ;;
list) ;;
*) prepare_more ;;
esac
main "$@"
