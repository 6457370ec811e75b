# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Variables of guests.sh, and of who sources this:
# shellcheck disable=SC2154
# The steps that the end-to-end tests are made of; sourced after guests.sh.

# --- saying what is wrong ---

fail()
{
	echo "$*"
	return 1
}

# ok COMMAND...: a command that must work
ok()
{
	"$@" || fail "failed with status $?: $*"
}

# is FOUND WANTED
is()
{
	[ "$1" = "$2" ] || fail "found $1, wanted $2"
}

# holds TEXT PART
holds()
{
	[[ $1 == *"$2"* ]] || fail "'$2' is not in: $1"
}

# lacks TEXT PART
lacks()
{
	[[ $1 != *"$2"* ]] || fail "'$2' is in: $1"
}

# soon COMMAND...: tries until it succeeds, for some seconds
soon()
{
	local until=$((SECONDS + 20))

	while ! "$@"; do
		[ $SECONDS -lt $until ] || fail "never: $*" || return
		sleep 0.2
	done
}

# --- places: the host, the namespace behind the uplink, and guests ---

uplink_make()
{
	ip netns add behind &&
	ip link add name up0 type veth peer name eth0 netns behind &&
	ip link set dev up0 up &&
	ip -n behind address add 10.0.0.253/24 dev eth0 &&
	ip -n behind address add fd00::fd/64 dev eth0 nodad &&
	ip -n behind link set dev eth0 up
}

# at PLACE COMMAND...: run a shell command there; the guests' own programs are
# there everywhere
at()
{
	local place=$1 PATH=$XVS_TOP/tests/e2e/guest:$PATH
	shift

	case $place in
	host)	busybox sh -c "$*" < /dev/null ;;
	behind)	ip netns exec behind busybox sh -c "$*" < /dev/null ;;
	*)	guest_do "$place" "$*" ;;
	esac
}

# address PLACE: the last part of its addresses, decimal and hexadecimal
address()
{
	case $1 in
	host)	echo 254 fe ;;
	behind)	echo 253 fd ;;
	a)	echo 1 1 ;;
	b)	echo 2 2 ;;
	*)	echo 3 3 ;;
	esac
}

# mac PORT: the address declared for its guest
mac()
{
	echo "52:54:00:00:00:0$1"
}

# pings ADDRESS PLACE: the first answers may take long, or get lost while
# neighbours are found
pings()
{
	at "$2" "busybox ping -c 2 -i 0.2 -W 3 $1" ||
		fail "$2 does not reach $1"
}

# pings_both FROM TO: over IPv4 and IPv6
pings_both()
{
	local four six

	read -r four six <<< "$(address "$2")"
	pings "10.0.0.$four" "$1" && pings "fd00::$six" "$1"
}

# transfer FROM TO ADDRESS KIB: random bytes over TCP, whose sums must agree
transfer()
{
	local from=$1 to=$2 address=$3 kib=$4 sent got

	at "$to" tcp.sh receive || return
	sent=$(at "$from" tcp.sh send "$address" "$kib")
	got=$(at "$to" tcp.sh sum)
	[[ $sent == *-* && $sent = "$got" ]] ||
		fail "$from sent $kib KiB ($sent) to $address, $to got ($got)"
}

# --- what xvs says ---

# counters PORT: frames and bytes that left the switch there
counters()
{
	xvs -j stats show sw0 "$1" |
		jq -r '.[0] | "\(."tx-packets") \(."tx-bytes")"'
}

# longer_than_wire BEFORE AFTER: whether a frame of those between was, in the
# mean, longer than any that fits the wire
longer_than_wire()
{
	local packets bytes packets_after bytes_after

	read -r packets bytes <<< "$1"
	read -r packets_after bytes_after <<< "$2"
	[ $((bytes_after - bytes)) -gt \
		$(((packets_after - packets) * 1514)) ]
}

# flows PORT BEFORE: wait for a megabyte to leave there
flows()
{
	local tries _ bytes before

	read -r _ before <<< "$2"
	for ((tries = 0; tries < 100; tries++)); do
		read -r _ bytes <<< "$(counters "$1")"
		[ "$bytes" -lt $((before + 1000000)) ] || return 0
		sleep 0.1
	done
	fail "nothing is sent to port $1"
}

# dropped PORT REASON: frames from the port that were dropped for it
dropped()
{
	xvs -j -s stats show sw0 "$1" | jq --arg reason "$2" '
		[.[0].drop[]? | select(.name == $reason and
			.direction == "in") | .packets] | add // 0'
}

property()
{
	xvs -j property show sw0 "$1" name "$2" | jq -r '.[0].number'
}

# vhost_switches NAME: how often the worker of the guest's vhost was scheduled;
# it is a kernel thread in old kernels and a thread of QEMU in new ones
vhost_switches()
{
	local pid=${guest_pid[$1]} comm

	comm=$(grep -lxs "vhost-$pid" /proc/[0-9]*/comm \
		/proc/"$pid"/task/*/comm | head -n 1)
	[ -z "$comm" ] || awk '/ctxt_switches/ { n += $2 } END { print n }' \
		"${comm%/comm}/status"
}

# --- events ---

events_start()
{
	xvs -j monitor > "$OUT/events.json" &
	monitor=$!
	local tries

	# It has no way to say that it listens.
	for ((tries = 0; tries < 100; tries++)); do
		awk '$2 == 16 && $4 !~ /^0*$/ { found = 1 }
			END { exit !found }' /proc/net/netlink && return
		sleep 0.1
	done
	fail "xvs monitor does not listen"
}

events_stop()
{
	kill "$monitor" && wait "$monitor" 2> /dev/null
}

# What happens from here on is looked at next.
events_mark()
{
	mark=$(wc -l < "$OUT/events.json")
}

# events: those since the mark, in short, without news of change that changed
# nothing which is shown here
events()
{
	tail -n +$((mark + 1)) "$OUT/events.json" | jq -r '
		[.object, .switch + (if .port then "/" + .port else "" end),
		 .event, .state, .kind, .ifname, .class, .vm, ."permanent-mac",
		 (if .object == "nic" then ["off", "on"][.carrier]
		  else empty end)] | map(select(.)) | join(" ")' |
	awk '{
		object = $1 " " $2
		facts = $0
		sub(/^[^ ]+ [^ ]+ [^ ]+/, "", facts)
		if ($3 != "changed" || facts != last[object])
			print
		last[object] = facts
	}'
}

# events_are: wait until the events are those on the standard input
events_are()
{
	local until=$((SECONDS + 20)) wanted

	wanted=$(cat)
	while [ $SECONDS -lt $until ]; do
		[ "$(events)" != "$wanted" ] || return 0
		sleep 0.1
	done
	echo "events wanted (-) and seen (+):"
	diff -U 100 <(echo "$wanted") <(events) | tail -n +4
	return 1
}

# facts PORT DEVICE CLASS VM: the part of a NIC's events that stays
facts()
{
	echo "netdev $2 $3 $4 $(mac "$1")"
}

# --- extensions ---

# What guard says of guest a with 10.0.0.99; read by run
# shellcheck disable=SC2034
another_address="recorded 10.0.0.1, guest uses 10.0.0.99"

# ext_attach NAME: its module is not where modprobe finds it
ext_attach()
{
	ok insmod "$XVS_MODDIR/ext/xvs_$1.ko" && ok xvs ext attach sw0 "$1"
}

# refusals EXT REASON...: frames that the extension has dropped for these
refusals()
{
	local ext=$1
	shift

	xvs -j -s ext show sw0 "$ext" | jq --args '
		[.[0].drop[]? | select(.name | IN($ARGS.positional[]))
		 | .packets] | add // 0' "$@"
}

# seen PORT ADDRESS: what guard says of it
seen()
{
	xvs -j guard show sw0 "$1" | jq -r --arg address "$2" '
		.[] | select(.address == $address)
		| "\(.recorded) \(.seen) \(.verdict)"'
}

# since PORT BEFORE: frames that left there
since()
{
	local packets _

	read -r packets _ <<< "$(counters "$1")"
	echo $((packets - ${2% *}))
}

# alerted TEXT: wait for an alert that says so since the mark
alerted()
{
	soon alerts_say "$1"
}

alerts_say()
{
	tail -n +$((mark + 1)) "$OUT/events.json" |
		jq -r 'select(.object == "alert").text' | grep -qF "$1"
}

# readdress GUEST OLD NEW: of all addresses of a network the first takes the
# others along when it goes
readdress()
{
	ok guest_do "$1" ip address del "$2/24" dev eth0 &&
	ok guest_do "$1" ip address add "$3/24" dev eth0
}

# router_of GUEST: its default router, if it has one
router_of()
{
	guest_do "$1" "ip -6 route | grep ^default"
}

router_is()
{
	local router

	router=$(router_of "$1")
	[ -z "$2" ] && [ -z "$router" ] || [[ -n $2 && $router == *"$2"* ]]
}

# capture_start DEVICE: tcpdump reads it from here on
capture_start()
{
	tcpdump --immediate-mode -U -n -i "$1" -w "$OUT/$1.pcap" \
		2> "$OUT/$1.tcpdump" &
	capture=$!
	soon grep -q "listening on" "$OUT/$1.tcpdump"
}

# captured_soon DEVICE FILTER: wait for a frame that tshark's filter finds
captured_soon()
{
	soon captured "$@"
}

captured()
{
	tshark -r "$OUT/$1.pcap" -Y "$2" 2> /dev/null | grep .
}

capture_stop()
{
	kill "$capture" && wait "$capture"
}

# --- lives of guests ---

# guest_of_r1 NAME NIC CLASS NUMBER: start a guest on a port of its own, as
# requirement R1 has it: port, NIC, guest, and connect when it is up
guest_of_r1()
{
	local name=$1 nic=$2 class=$3 number=$4 tap=tap$1 facts

	facts=$(facts "$name" "$tap" "$class" "$name")
	events_mark
	ok xvs port add sw0 "$name" &&
	ok ip tuntap add dev "$tap" mode tap vnet_hdr &&
	ok ip link set dev "$tap" up &&
	ok xvs nic add sw0 "$name" dev "$tap" class "$class" \
		mac "$(mac "$name")" vm "$name" &&
	events_are <<-END &&
	port sw0/$name created created
	nic sw0/$name created created $facts off
	END
	guest_start "$name" "$nic" "$(mac "$name")" "$number" &&
	guest_wait "$name" &&
	events_are <<-END &&
	port sw0/$name created created
	nic sw0/$name created created $facts off
	nic sw0/$name changed created $facts on
	END
	ok xvs nic connect sw0 "$name" &&
	events_are <<-END
	port sw0/$name created created
	nic sw0/$name created created $facts off
	nic sw0/$name changed created $facts on
	nic sw0/$name connected connected $facts on
	END
}

# guest_leaves NAME CLASS: stop it the way back
guest_leaves()
{
	local name=$1 facts

	facts=$(facts "$name" "tap$name" "$2" "$name")
	events_mark
	ok xvs nic disconnect sw0 "$name" &&
	! pings 10.0.0.254 "$name" &&
	ok guest_off "$name" &&
	events_are <<-END &&
	nic sw0/$name disconnected disconnected $facts on
	nic sw0/$name changed disconnected $facts off
	END
	ok xvs nic del sw0 "$name" &&
	ok xvs port del sw0 "$name" &&
	events_are <<-END
	nic sw0/$name disconnected disconnected $facts on
	nic sw0/$name changed disconnected $facts off
	nic sw0/$name deleted deleted $facts off
	port sw0/$name teardown teardown
	port sw0/$name deleted deleted
	END
}

# guest_joins NAME PORT NUMBER: a virtio guest whose QEMU makes the tap, which
# joins a port that is there
guest_joins()
{
	local tap=tap$1 tries

	guest_start "$1" virtio "$(mac "$2")" "$3" || return
	for ((tries = 0; tries < 100; tries++)); do
		[ ! -e "/sys/class/net/$tap" ] || break
		sleep 0.1
	done
	ok ip link set dev "$tap" up &&
	ok xvs nic add sw0 "$2" dev "$tap" class synthetic \
		mac "$(mac "$2")" vm "$1" &&
	guest_wait "$1" &&
	ok xvs nic connect sw0 "$2"
}
