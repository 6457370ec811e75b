#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# usage: dhcp.sh serve ADDRESS | ask
#
# One end of DHCP in a guest: serve hands out an address until the guest ends;
# ask prints the address that it is given, and does not take it.

case $1 in
serve)
	printf '%s\n' "start $2" "end $2" "interface eth0" "option lease 600" \
		"lease_file /tmp/leases" "pidfile /tmp/udhcpd.pid" \
		> /tmp/udhcpd.conf
	busybox touch /tmp/leases
	busybox udhcpd -a 50 /tmp/udhcpd.conf ;;
ask)
	busybox udhcpc -f -q -n -t 3 -T 1 -i eth0 -s /bin/true 2>&1 |
		busybox sed -n 's/.*lease of \([0-9.]*\) obtained.*/\1/p' ;;
esac
