#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Capture: copies of frames for tcpdump and tshark, and for other ports.
#
#	 e1    e2    e3    e4
#	  |     |     |     |
#	 v1    v2    v3    v4
#	+-p1----p2----p3----p4-+
#	|	  sw0	       |	capture: cap0, cap1
#	+----------------------+
. "${0%/*}/lib/lib.sh"

load()
{
	needs_module "$XVS_MODDIR/ext/xvs_$1.ko"
}

network()
{
	load capture
	new_switch type private
	guest 1
	guest 2
	guest 3
	xvs ext attach sw0 capture
}

# listen DEV [WORDS]: tcpdump reads the device from here on
listen()
{
	local dev=$1
	shift

	# small slots, so that there are many of them
	tcpdump --immediate-mode -s 400 -U -n -i "$dev" "$@" \
		-w "$work/$TEST.$dev" 2> "$work/$TEST.$dev.said" &
	until_ok grep -q "^.*listening on" "$work/$TEST.$dev.said"
}

# read_back DEV [WORDS]: what it has read so far
read_back()
{
	local dev=$1
	shift

	tcpdump -n -r "$work/$TEST.$dev" "$@" 2> /dev/null
}

frames()
{
	read_back "$@" | grep -c '^[0-9]' || :
}

# caught N DEV [FILTER]: so many frames came to the device
caught()
{
	local n=$1
	shift

	same_soon "$n" frames "$@"
}

# capture SESSION KEY: of the session
of()
{
	xvs -j capture show sw0 | jq -r --arg name "$1" --arg key "$2" '
		.[] | select(.session == $name) | .[$key]'
}

say()
{
	goes "e2 e3" e1 dst $broadcast src $m1
}

answer()
{
	goes "e1" e2 dst $m1 src $m2
}

# --- what is captured ---

test_what_passes_a_port_is_read_by_tcpdump()
{
	network
	xvs capture add sw0 one dev cap0 port p1
	listen cap0
	say
	answer
	xvs fdb add sw0 $m3 port p3
	goes "e3" e2 dst $m3 src $m2		# is none of p1's
	caught 2 cap0
	caught 1 cap0 ether src $m1
	caught 1 cap0 ether src $m2 and ether dst $m1
	same "$(of one captured)" 2
}

test_a_direction_is_chosen_by_the_session()
{
	network
	xvs capture add sw0 came dev cap0 port p1 in
	xvs capture add sw0 left dev cap1 port p1 out
	listen cap0
	listen cap1
	say
	answer
	caught 1 cap1
	caught 1 cap0
	caught 1 cap0 ether src $m1
	caught 1 cap1 ether src $m2
}

test_a_direction_is_chosen_by_tcpdump()
{
	network
	xvs capture add sw0 one dev cap0 port p1
	listen cap0 -Q out
	say
	answer
	caught 1 cap0
	caught 1 cap0 ether src $m2
}

test_all_ports_and_a_flood()
{
	network
	xvs capture add sw0 every dev cap0
	listen cap0
	say
	caught 3 cap0			# once in, twice out
}

test_the_vlan_is_shown_and_chosen()
{
	network
	xvs vlan set sw0 p1 access 10
	xvs vlan set sw0 p2 access 10
	xvs capture add sw0 ten dev cap0 vlan 10 in
	xvs capture add sw0 twenty dev cap1 vlan 20 in
	listen cap0
	listen cap1
	goes "e2 e3:10" e1 dst $broadcast src $m1
	goes "" e3 dst $broadcast src $m3 tag 20
	caught 1 cap0 vlan 10
	caught 1 cap0
	caught 1 cap1 vlan 20
	caught 1 cap1
}

test_matches_choose()
{
	network
	xvs capture add sw0 host dev cap0 in host 192.0.2.0/31 proto udp
	xvs capture add sw0 six dev cap1 in ethertype ip6 proto tcp
	xvs capture add sw0 mac dev cap2 in mac $m2
	listen cap0
	listen cap1
	listen cap2
	goes "e2 e3" e1 dst $broadcast src $m1 udp4 10
	goes "e2 e3" e1 dst $broadcast src $m1 tcp4 10
	goes "e2 e3" e1 dst $broadcast src $m1 tcp6 10
	goes "e1 e3" e2 dst $broadcast src $m2
	caught 1 cap2
	caught 1 cap0 udp
	caught 1 cap0
	caught 1 cap1 ip6
	caught 1 cap1
	same "$(of host filtered)" 3
}

test_a_port_number_is_looked_for_only_where_there_is_one()
{
	local port

	network
	listen_udp
	port=$(read_back cap0 -q -t | sed -n 's/.* > [^:]*\.\([0-9]*\):.*/\1/p')
	xvs capture del sw0 probe
	xvs capture add sw0 right dev cap1 in tport "$port"
	xvs capture add sw0 wrong dev cap2 in tport $((port ^ 0x4000))
	listen cap1
	listen cap2
	goes "e2 e3" e1 dst $broadcast src $m1 udp4 10
	# one that ends behind its IP header
	goes "" e1 dst $broadcast src $m1 udp4 10 cut 34
	caught 1 cap1
	caught 0 cap2
	same "$(of wrong filtered)" 2
}

listen_udp()
{
	xvs capture add sw0 probe dev cap0 in
	listen cap0
	goes "e2 e3" e1 dst $broadcast src $m1 udp4 10
	caught 1 cap0
}

test_what_tcpdump_compiles_is_a_filter()
{
	local code

	network
	xvs capture add sw0 any dev cap9
	code=$(tcpdump -ddd -i cap9 ether src $m2 2> /dev/null)
	xvs capture add sw0 two dev cap0 in bpf "$code"
	code=$(tcpdump -dd -i cap9 ether src $m1 2> /dev/null)
	xvs capture add sw0 one dev cap1 in bpf "$code"
	listen cap0
	listen cap1
	say
	answer
	answer
	caught 2 cap0
	caught 1 cap1
	same "$(of two filtered)" 1
}

# --- what a copy is ---

test_a_copy_is_cut_to_the_snap_length()
{
	network
	xvs capture add sw0 short dev cap0 in snap 64
	xvs capture add sw0 marked dev cap1 in snap 64 mark geneve
	listen cap0
	listen cap1
	goes "e2 e3" e1 dst $broadcast src $m1 len 1000
	caught 1 cap0 len == 64
	caught 1 cap1 greater 100 and less 200
	same "$(of short bytes)" 64
	# the mark has the length of the frame, 1014 bytes
	holds "$(read_back cap1 -xx | tr -d ' \n')" ff7801010000"03f6"
}

test_one_frame_in_ten_by_chance()
{
	local n

	network
	xvs capture add sw0 some dev cap0 port p1 in sample 10
	listen cap0
	goes "e2*2000 e3*2000" e1 dst $broadcast src $m1 times 2000
	n=$(of some captured)
	# 200 are expected, and the deviation is 8
	[ $((n > 120 && n < 280)) = 1 ] || fail "$n of 2000"
	same "$(($(of some sampled-out) + n))" 2000
	caught "$n" cap0
}

test_a_mark_says_port_and_direction()
{
	network
	xvs capture add sw0 marked dev cap0 mark geneve vlan 7
	listen cap0
	goes "e2:7 e3:7" e1 dst $broadcast src $m1 tag 7
	goes "e1:7" e2 dst $m1 src $m2 tag 7
	caught 5 cap0
	caught 1 cap0 src host 192.0.2.1 and geneve 1
	caught 1 cap0 src host 192.0.2.2 and geneve 1
	caught 1 cap0 src host 192.0.2.2 and geneve 3
	caught 2 cap0 geneve 1 and vlan 7 and ether host $m1 or geneve 9
	same "$(tshark -r "$work/$TEST.cap0" -T fields -e ip.src -e geneve.vni \
			-e vlan.id -e eth.src -Y frame.number==1 2> /dev/null |
		tr '\t' ' ')" \
		"192.0.2.1 0x000001 7 00:00:5e:00:53:01,$m1"
}

test_dropped_frames_have_their_reason()
{
	network
	xvs nic set sw0 p1 mac $m1
	xvs capture add sw0 lost dev cap0 dropped mark geneve
	xvs capture add sw0 plain dev cap1 dropped port p1
	listen cap0
	listen cap1
	say
	goes "" e1 dst $broadcast src $m4
	caught 1 cap1 ether src $m4
	caught 1 cap1
	caught 1 cap0
	caught 1 cap0 src host 192.0.2.3 and geneve 1
	holds "$(read_back cap0 -A)" SPOOFED \
		"the source address is not one that this port may use" p1
	same "$(tshark -r "$work/$TEST.cap0" -Y 'geneve.options contains "SPOOFED"' \
			-T fields -e geneve.vni 2> /dev/null)" 0x000001
}

test_a_large_frame_is_marked_as_far_as_ip_counts()
{
	network
	ip tuntap add tap4 mode tap vnet_hdr
	ip link set tap4 up
	xvs attach sw0 tap4 port p4
	xvs fdb add sw0 $m2 port p2
	xvs capture add sw0 large dev cap0 port p4 in mark geneve
	xvs capture add sw0 plain dev cap1 port p4 in
	listen cap0
	listen cap1
	"$FRAME" -on "tap4" -to "" tap4 dst $m2 src $m4 tcp4 65400 gso 1400
	caught 1 cap1 greater 65454
	caught 1 cap0
	caught 1 cap0 greater 65200 and less 65549
	holds "$(read_back cap0 -v)" "vni 0x4" "192.0.2.1.1 >"
}

# --- the device ---

test_without_a_listener_nothing_is_copied()
{
	network
	xvs capture add sw0 one dev cap0 in
	say
	same "$(of one captured) $(of one unheard)" "0 1"
	listen cap0
	say
	caught 1 cap0
	same "$(of one captured) $(of one unheard)" "1 1"
}

received_by_ip()
{
	awk '/^Ip:/ && n++ { print $3 + $10 }' /proc/net/snmp
}

test_the_host_does_not_take_what_is_captured()
{
	local before

	network
	xvs capture add sw0 one dev cap0
	ip address add 192.0.2.2/24 dev cap0
	listen cap0
	before=$(received_by_ip)
	goes "e2 e3" e1 dst $m2 src $m1 udp4 10
	goes "e2*3 e3*3" e1 dst $broadcast src $m1 times 3
	"$FRAME" -on "e1" -to "" e1 dst "$(mac_of cap0)" src $m1 udp4 10
	caught 15 cap0
	same "$(received_by_ip)" "$before"
	# nor does it say anything there
	caught 0 cap0 ether src "$(mac_of cap0)"
}

test_sessions_share_a_device_that_goes_with_the_last()
{
	network
	xvs capture add sw0 one dev cap0 port p1 in
	xvs capture add sw0 two dev cap0 port p2 in
	listen cap0
	say
	answer
	caught 2 cap0
	xvs capture del sw0 one
	say
	answer
	caught 3 cap0
	xvs capture del sw0 two
	not ip link show cap0 2> /dev/null
}

test_a_device_is_the_sessions_own()
{
	network
	xvs capture add sw0 one dev cap0
	refused "a device of this name cannot be made for the copies" \
		xvs capture add sw0 two dev e1
	not ip link delete cap0 2> /dev/null
	not ip link add link cap0 cap0.5 type vlan id 5 2> /dev/null
	not xvs attach sw0 cap0 2> /dev/null
	# it may be renamed and set down, as any
	ip link set cap0 down
	ip link set cap0 name seen
	ip link set seen up
	same "$(of one dev)" seen
	xvs capture add sw0 two dev seen
	ip link set seen down
	say
	same "$(of one captured)" 0
}

test_detach_and_unload_take_all_with_them()
{
	network
	xvs capture add sw0 one dev cap0
	xvs mirror add sw0 1 from p1 to p3
	listen cap0
	say
	xvs ext detach sw0 capture
	not ip link show cap0 2> /dev/null
	say
	xvs ext attach sw0 capture
	same "$(xvs -j capture show sw0)$(xvs -j mirror show sw0)" "[][]"
	xvs capture add sw0 one dev cap0
	xvs switch del sw0
	not ip link show cap0 2> /dev/null
}

test_a_namespace_ends_with_a_capture_in_it()
{
	load capture
	named_netns inner
	# goes with the namespace
	ip link add witness type veth peer name inside netns inner
	in_ns inner xvs switch add sw9 type private
	in_ns inner xvs ext attach sw9 capture
	in_ns inner xvs capture add sw9 one dev cap9
	ip netns del inner
	until_ok not ip link show witness
	network
	xvs capture add sw0 one dev cap9
}

test_sessions_change_while_frames_pass()
{
	local i

	network
	xvs capture add sw0 stays dev cap0 mark geneve snap 40
	listen cap0
	"$FRAME" -on "e1" -to "" e1 dst $broadcast src $m1 times 20000 &
	for ((i = 0; i < 12; i++)); do
		xvs capture add sw0 goes dev cap1 sample 3
		xvs mirror add sw0 1 from p1 to p3
		xvs capture del sw0 goes
		xvs mirror del sw0 1
		xvs ext disable sw0 capture
		xvs ext enable sw0 capture
	done
	wait $!
	xvs capture del sw0 stays
	say
}

# --- what is refused ---

test_a_session_that_is_no_good_is_refused()
{
	network
	xvs capture add sw0 one dev cap0
	refused "the switch has a capture session of this name" \
		xvs capture add sw0 one dev cap1
	refused "this is no name for a capture session's device" \
		xvs capture add sw0 two dev a/b
	refused "this is no name for a capture session's device" \
		xvs capture add sw0 two dev cap%d
	refused "the filter is no valid classic BPF" \
		xvs capture add sw0 two dev cap1 bpf "1,40 0 0 12"
	not ip link show cap1 2> /dev/null
	refused "the snap length is 14 to 65535 bytes" \
		xvs capture add sw0 two dev cap1 snap 5
	wrong "is not an IP address" xvs capture add sw0 two host 1.2.3
	wrong "bpf wants" xvs capture add sw0 two bpf "2,6 0 0 1"
	wrong "bpf wants" xvs capture add sw0 two bpf "ether src 1"
	exits 2 xvs capture add sw0 two port p9 2> /dev/null
	exits 2 xvs capture del sw0 two 2> /dev/null
}

test_rows_that_the_command_never_sends_are_refused()
{
	local source

	for source in "${XVS_CACHE:-/var/cache/xvs}"/sources/linux-6.12*; do
		export YNL=$source/tools/net/ynl
	done
	[ -r "$YNL/lib/ynl.py" ] || skip "no kernel source with tools/net/ynl"
	network
	cd "$top" || return
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 \
		tests/selftests/lib/capture_rows.py
	not ip link show bad0 2> /dev/null
}

test_sessions_are_48_at_most()
{
	local i

	network
	for ((i = 1; i <= 48; i++)); do
		echo "capture add sw0 s$i dev cap0 in"
	done | xvs -b -
	refused "the switch has as many sessions as it can have, 48" \
		xvs capture add sw0 s49 dev cap0
	listen cap0
	say
	caught 48 cap0
}

# --- ports that go, and what is saved ---

test_a_port_that_goes_leaves_its_session_without_frames()
{
	network
	xvs capture add sw0 one dev cap0 port p1
	xvs mirror add sw0 4 from p1,p2 to p3
	xvs detach sw0 p1
	lacks "$(xvs save)" "capture add"
	holds "$(xvs save)" "mirror add sw0 4 from p2 both to p3"
	xvs attach sw0 v1 port p1
	listen cap0
	goes "e2 e3" e1 dst $broadcast src $m1
	same "$(of one captured)" 0
	holds "$(xvs capture show sw0)" "#"
	goes "e1 e3" e2 dst $m1 src $m2
	# without its destination, a mirror does nothing
	xvs detach sw0 p3
	lacks "$(xvs save)" "mirror add"
	goes "e1" e2 dst $m1 src $m2
}

test_sessions_are_saved_and_come_back()
{
	local before

	network
	xvs capture add sw0 one dev cap0 port p1 in dropped vlan 5 snap 96 \
		sample 4 mark geneve mac $m1 ethertype arp
	xvs capture add sw0 two dev cap0 all host 2001:db8::/32 proto tcp tport 80
	xvs capture add sw0 three bpf "1,6 0 0 65535"
	xvs mirror add sw0 9 from p1,p2 in to p3
	before=$(xvs save)
	xvs switch del sw0
	xvs -b - <<< "$before"
	same "$(xvs save)" "$before"
	holds "$before" "host 2001:db8::/32" 'bpf "1,6 0 0 65535"' \
		"mirror add sw0 9 from p1,p2 in to p3"
}

# --- mirrors ---

test_a_mirror_gets_what_comes_in()
{
	network
	guest 4
	xvs fdb add sw0 $m2 port p2
	xvs fdb add sw0 $m1 port p1
	xvs mirror add sw0 1 from p1 in to p3
	goes "e2 e3" e1 dst $m2 src $m1
	goes "e1" e2 dst $m1 src $m2
	xvs mirror del sw0 1
	goes "e2" e1 dst $m2 src $m1
}

test_a_mirror_gets_what_goes_out()
{
	network
	guest 4
	xvs fdb add sw0 $m2 port p2
	xvs fdb add sw0 $m1 port p1
	xvs mirror add sw0 1 from p1 out to p3
	goes "e2" e1 dst $m2 src $m1
	goes "e1 e3" e2 dst $m1 src $m2
}

test_no_frame_is_mirrored_twice()
{
	network
	guest 4
	xvs fdb add sw0 $m2 port p2
	xvs mirror add sw0 1 from p1,p2 to p3
	xvs mirror add sw0 2 from p1 to p3
	goes "e2 e3" e1 dst $m2 src $m1
	# nor where it goes anyway
	goes "e2 e3 e4" e1 dst $broadcast src $m1
	xvs fdb add sw0 $m3 port p3
	goes "e3" e1 dst $m3 src $m1
}

test_a_mirror_of_all_ports_and_two_mirrors()
{
	network
	guest 4
	xvs fdb add sw0 $m2 port p2
	xvs fdb add sw0 $m1 port p1
	xvs mirror add sw0 1 from all to p3
	xvs mirror add sw0 2 from p2 in to p4
	goes "e2 e3" e1 dst $m2 src $m1
	goes "e1 e3 e4" e2 dst $m1 src $m2
	same "$(xvs -j mirror show sw0 | jq -c '.[] | [.session, .from, .to]')" \
		'[1,[],"p3"]
[2,["p2"],"p4"]'
}

test_mirrors_work_beside_a_forwarder()
{
	network
	load bpf
	xvs ext attach sw0 bpf-forward
	xvs fdb add sw0 $m1 port p1
	xvs fdb add sw0 $m2 port p2
	xvs mirror add sw0 1 from p1 to p3
	goes "e2 e3" e1 dst $m2 src $m1
	goes "e1 e3" e2 dst $m1 src $m2
	goes "e2 e3" e1 dst $broadcast src $m1
}

test_a_mirror_shows_the_vlan()
{
	network
	xvs vlan set sw0 p1 access 10
	xvs vlan set sw0 p2 access 10
	xvs mirror add sw0 1 from p1 in to p3
	goes "e2 e3:10" e1 dst $broadcast src $m1
}

test_dropped_frames_are_mirrored_as_they_came()
{
	network
	xvs mirror add sw0 1 from p1 in to p3
	xvs vlan set sw0 p1 access 10
	# nobody else is in the VLAN
	xvs vlan set sw0 p2 access 20
	goes "e3:10" e1 dst $broadcast src $m1
}

test_circles_of_mirrors_are_refused()
{
	network
	xvs mirror add sw0 1 from p1 to p3
	refused "a port cannot be a source and a destination of mirror sessions" \
		xvs mirror add sw0 2 from p3 to p2
	refused "a port cannot be a source and a destination of mirror sessions" \
		xvs mirror add sw0 2 from p2 to p1
	refused "a port cannot be a source and a destination of mirror sessions" \
		xvs mirror add sw0 2 from p2 to p2
	exits 2 xvs mirror add sw0 2 from p9 to p2 2> /dev/null
	exits 2 xvs mirror del sw0 7 2> /dev/null
	holds "$(xvs why sw0 p3)" "mirror session 1"
	# the session itself may be another one
	xvs mirror add sw0 1 from p2 in to p1
	holds "$(xvs mirror show sw0)" "p2"
}

test_mirror_destinations_are_16_at_most()
{
	local i

	network
	for ((i = 10; i < 27; i++)); do
		echo "port add sw0 q$i"
	done | xvs -b -
	for ((i = 10; i < 26; i++)); do
		echo "mirror add sw0 $i from p1 to q$i"
	done | xvs -b -
	refused "the switch has as many mirror destinations as it can have, 16" \
		xvs mirror add sw0 99 from p1 to q26
	xvs port del sw0 q10
	xvs mirror add sw0 99 from p1 to q26
}

main "$@"
