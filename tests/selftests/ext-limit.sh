#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How much ports may send and be sent.
#
#	 e1    e2    e3
#	  |     |     |
#	 v1    v2    v3
#	+-p1----p2----p3-+
#	|      sw0	 |	private
#	+----------------+
. "${0%/*}/lib/lib.sh"

jobs=1		# it measures

network()
{
	local n

	needs_module "$XVS_MODDIR/ext/xvs_limit.ko"
	new_switch type private
	xvs ext attach sw0 limit
	for n in 1 2 3; do
		guest $n
	done
	# all know where e1 and e2 are
	goes "e2 e3" e1 dst $broadcast src $m1
	goes "e1 e3" e2 dst $broadcast src $m2
}

# send DEV DST LEN [SECS [EVERY]]: so long as fast as can be, or one in EVERY
# seconds. Prints how many, the time it took in ms, and how much of that it was
# stalled for longer than the bursts that are allowed unless set.
send()
{
	/usr/bin/python3 -c '
import socket, sys, time
dev, dst, length = sys.argv[1], sys.argv[2], int(sys.argv[3])
secs, every = float(sys.argv[4]), float(sys.argv[5])
src = bytes.fromhex("02005e00530" + dev[1:])
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.setsockopt(263, 20, 1)	# PACKET_QDISC_BYPASS
s.bind((dev, 0))
frame = bytes.fromhex(dst.replace(":", "")) + src + b"\x88\xb5"
frame = frame.ljust(length, b"\0")
start = last = now = time.monotonic()
n = 0
stalled = 0
while now < start + secs:
	s.send(frame)
	n += 1
	now = time.monotonic()
	stalled += max(0, now - last - 0.04)
	last = now
	if every:
		time.sleep(max(0, start + n * every - time.monotonic()))
print(n, round((time.monotonic() - start) * 1000), round(stalled * 1000))
' "$1" "$2" "$3" "${4:-2}" "${5:-0}"
}

tx()
{
	counter "$1" tx-packets
}

# refusals REASON: how many frames limit has dropped for it
refusals()
{
	xvs -j -s ext show sw0 limit | jq -r --arg why "$1" '
		[.[0].drop[]? | select(.name == $why) | .packets][0] // 0'
}

# between LEAST MOST N [WORDS]
between()
{
	if [ "$3" -lt "$1" ] || [ "$3" -gt "$2" ]; then
		fail "$3 ${*:4}: not $1 to $2"
	fi
}

# passes RATE PORT SEND-WORDS...: frames in a second, to 5 %
passes()
{
	local rate=$1 port=$2 before after sent ms stalled most least
	shift 2

	before=$(tx "$port")
	read -r sent ms stalled < <(send "$@")
	after=$(($(tx "$port") - before))
	most=$((rate * ms * 105 / 100000 + 1))
	least=$((rate * (ms - stalled) * 95 / 100000))
	[ "$sent" -gt "$most" ] || fail "only $sent were sent in $ms ms"
	between $least $most $after "of $sent came in $ms ms"
}

test_a_port_without_limits_drops_nothing()
{
	local sent before

	network
	before=$(tx p2)
	read -r sent _ < <(send e1 $m2 200 0.5)
	same "$(($(tx p2) - before))" "$sent"
	same "$(refusals RATE)$(refusals STORM)" 00
}

test_what_a_port_sends_keeps_to_its_rate()
{
	network
	xvs limit set sw0 p1 rate-in 8000
	passes 1000 p2 e1 $m2 1000 2
	[ "$(refusals RATE)" -gt 0 ]
	holds "$(xvs why sw0 p1)" "more than limit.rate-in, 8000 kbit/s"
	# what it is sent does not
	local sent before
	before=$(tx p1)
	read -r sent _ < <(send e2 $m1 1000 0.3)
	same "$(($(tx p1) - before))" "$sent"
}

test_what_a_port_is_sent_keeps_to_its_rate()
{
	network
	xvs limit set sw0 p2 rate-out 4000
	passes 1000 p2 e1 $m2 500 2
	holds "$(xvs why sw0 p2)" "more than limit.rate-out, 4000 kbit/s"
}

test_a_rate_is_kept_over_one_second()
{
	network
	xvs limit set sw0 p1 rate-in 16000
	passes 2000 p2 e1 $m2 1000 1
}

test_a_burst_passes_at_once()
{
	local before sent ms

	network
	xvs limit set sw0 p1 rate-in 80 burst-in 50000
	before=$(tx p2)
	read -r sent ms _ < <(send e1 $m2 1000 0.2)
	before=$(($(tx p2) - before))
	# 50 at once, the one that finds some left, and 10 a second
	between 50 $((52 + ms / 100)) $before "of $sent came"
}

test_storms_of_each_class_are_limited_and_other_frames_are_not()
{
	local to sent before

	network
	xvs limit set sw0 p1 storm 500
	for to in $broadcast $group $unknown; do
		passes 500 p3 e1 "$to" 100 1
	done
	holds "$(xvs why sw0 p1)" "more than limit.storm, 500"
	before=$(tx p2)
	read -r sent _ < <(send e1 $m2 100 0.3)
	same "$(($(tx p2) - before))" "$sent"
}

test_classes_share_one_limit()
{
	local before

	network
	xvs limit set sw0 p1 storm 1 storm-burst 10
	before=$(tx p3)
	send e1 $broadcast 100 0.1 > /dev/null
	send e1 $group 100 0.1 > /dev/null
	before=$(($(tx p3) - before))
	between 10 14 $before came
}

test_only_the_chosen_classes_are_a_storm()
{
	local sent before

	network
	xvs limit set sw0 p1 storm 100 storm-classes multicast,unknown
	before=$(tx p3)
	read -r sent _ < <(send e1 $broadcast 100 0.3)
	same "$(($(tx p3) - before))" "$sent"
	passes 100 p3 e1 $group 100 1
	passes 100 p3 e1 $unknown 100 1
	refused "storm classes are broadcast, multicast and unknown, with commas between" \
		xvs limit set sw0 p1 storm-classes broadcast,unicast
	refused "storm classes are broadcast, multicast and unknown, with commas between" \
		xvs limit set sw0 p1 storm-classes broadcast,
}

test_a_storm_is_an_event()
{
	network
	xvs limit set sw0 p1 storm 10
	watch
	send e1 $broadcast 100 0.5 > /dev/null
	until_ok grep -q "^alert.*sw0/p1 limit: more than 10 frames/s" \
		"$work/events.$TEST"
	same "$(grep -c ^alert "$work/events.$TEST")" 1
}

test_a_limit_that_is_taken_back_holds_nothing_up()
{
	local sent before

	network
	xvs limit set sw0 p1 rate-in 1
	send e1 $m2 1400 0.1 > /dev/null
	xvs limit set sw0 p1 rate-in 1000000
	before=$(tx p2)
	read -r sent _ < <(send e1 $m2 1400 0.2 0.01)
	same "$(($(tx p2) - before))" "$sent"
	xvs limit set sw0 p1 rate-in 1
	send e1 $m2 1400 0.1 > /dev/null
	xvs limit del sw0 p1
	before=$(tx p2)
	read -r sent _ < <(send e1 $m2 1400 0.2 0.01)
	same "$(($(tx p2) - before))" "$sent"
}

test_a_frame_longer_than_the_burst_passes()
{
	network
	ends="e1 e2 e3"
	xvs limit set sw0 p1 rate-in 1000 burst-in 100
	goes "e2" e1 dst $m2 src $m1 len 1400
}

test_limits_are_saved_and_restored()
{
	local saved

	network
	xvs limit set sw0 p1 rate-in 8000 burst-out 1000 storm 5 \
		storm-classes broadcast
	saved=$(xvs save)
	xvs switch del sw0
	xvs -b - <<< "$saved"
	same "$(xvs save)" "$saved"
	passes 1000 p2 e1 $m2 1000 1
}

main "$@"
