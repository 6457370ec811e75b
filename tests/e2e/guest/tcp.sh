#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# usage: tcp.sh receive | send ADDRESS KIB | sum | sink | flood ADDRESS | stop
#
# One end of a transfer over TCP port 9, in a guest and elsewhere alike:
# receive returns when it listens; send sends random bytes and prints their sum;
# sum waits for what is received to end, and prints its sum. sink and flood are
# for a transfer without end; stop ends flood.

nc()
{
	exec busybox nc "$@"
}

wait_for_listener()
{
	for _ in $(busybox seq 200); do
		busybox grep -q ':0009 .* 0A ' /proc/net/tcp /proc/net/tcp6 &&
			return
		busybox usleep 50000
	done
	echo "nobody listens"
	exit 1
}

in_background()
{
	"$@" > /dev/null 2>&1 < "${input:-/dev/null}" &
}

# What nc runs has the connection as its input, and ends it.
listen()
{
	in_background nc -l -p 9 -e busybox sh -c "$1"
	wait_for_listener
}

case $1 in
receive)
	busybox rm -f /tmp/tcp.sum
	listen "busybox md5sum > /tmp/tcp.part
		busybox mv /tmp/tcp.part /tmp/tcp.sum" ;;
send)
	busybox dd if=/dev/urandom of=/tmp/tcp.data bs=1k count="$3" \
		2> /dev/null
	busybox md5sum < /tmp/tcp.data
	nc "$2" 9 < /tmp/tcp.data ;;
sum)
	for _ in $(busybox seq 600); do
		[ ! -e /tmp/tcp.sum ] || break
		busybox usleep 100000
	done
	busybox cat /tmp/tcp.sum ;;
sink)
	listen "busybox cat > /dev/null" ;;
flood)
	input=/dev/zero
	in_background nc "$2" 9
	echo $! > /tmp/tcp.flood ;;
stop)
	read -r pid < /tmp/tcp.flood
	kill "$pid" ;;
esac
