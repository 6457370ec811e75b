#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The xvs family as its specification says: every operation driven with the
# kernel's own client, and what no proper client sends sent as well.
#
# usage: ynl.sh [list]
#
# ynl.py has the tests; this makes the place for them: the module, a network
# namespace that goes with the last test, and the client of the kernel tree.

set -u
cd "$(dirname "$0")/../.." || exit
mode=${1-}

skip_all()
{
	if [ "${mode-}" = list ]; then
		echo "the family keeps to its specification"
	else
		echo "1..1"
		echo "ok 1 - the family keeps to its specification # SKIP $1"
	fi
	exit 0
}

[ "$(id -u)" = 0 ] || skip_all "needs root"
for ksrc in "${KSRC-}" "${XVS_CACHE:-/var/cache/xvs}"/sources/linux-6.12*; do
	YNL=$ksrc/tools/net/ynl
	[ -r "$YNL/lib/ynl.py" ] && break
done
[ -r "$YNL/lib/ynl.py" ] ||
	skip_all "no kernel source with tools/net/ynl; run scripts/lab source 6.12"
/usr/bin/python3 -c 'import yaml' 2> /dev/null || skip_all "no python3-yaml"

export YNL PYTHONDONTWRITEBYTECODE=1
if [ "$mode" = list ]; then
	exec /usr/bin/python3 tests/selftests/ynl.py list
fi

mine=
if [ ! -d /sys/module/xvs ]; then
	insmod "${XVS_MODDIR:?}/xvs.ko" || exit
	mine=1
fi
theirs=
if [ ! -d /sys/module/xvs_ext_test ]; then
	insmod "${XVS_MODDIR:?}/tests/xvs_ext_test.ko" || exit
	theirs=1
fi
modprobe -qa dummy veth

unshare -n bash -c '
	# no frames but those of the tests
	sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	exec /usr/bin/python3 tests/selftests/ynl.py'
status=$?

# the namespace takes a moment to go, and holds no reference to the module
[ -z "$theirs" ] || rmmod xvs_ext_test || status=1
[ -z "$mine" ] || rmmod xvs || status=1
exit "$status"
