#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# BPF programs that capture, filter and forward.
#
#	 e1    e2    e3    e4
#	  |     |     |     |
#	 v1    v2    v3    v4
#	+-p1----p2----p3----p4-+
#	|	  sw0	       |	private
#	+----------------------+
. "${0%/*}/lib/lib.sh"

bpffs=$work/bpf	# a mount of the test's own
pins=$bpffs/pins

# loaded OBJECT: its programs and maps are pinned below $pins
loaded()
{
	mkdir -p "$bpffs"
	mount -t bpf bpf "$bpffs"
	mkdir "$pins"
	bpftool prog loadall "$built/$1" "$pins" pinmaps "$pins"
}

network()
{
	local n

	needs_module "$XVS_MODDIR/ext/xvs_bpf.ko"
	loaded bpf.o
	new_switch type private
	for n in 1 2 3 4; do
		guest $n
	done
}

# on CLASS...: the switch has these extensions
on()
{
	local class

	for class; do
		xvs ext attach sw0 "bpf-$class"
	done
}

# put PLACE CLASS WAY PROGRAM: PLACE is sw0 or a port
put()
{
	local place=$1
	shift
	[ "$place" = sw0 ] && place= || place="port $place"
	# shellcheck disable=SC2086
	xvs bpf replace sw0 $place "$1" "$2" pinned "$pins/$3"
}

le32()
{
	local value=$(($1 & 0xffffffff))

	echo $((value & 255)) $((value >> 8 & 255)) \
		$((value >> 16 & 255)) $((value >> 24))
}

# tell answer|dst|ifindex NUMBER
tell()
{
	local key=0

	case $1 in
	dst) key=1 ;;
	ifindex) key=2 ;;
	esac
	# shellcheck disable=SC2046
	bpftool map update pinned "$pins"/setting key $key 0 0 0 \
		value $(le32 "$2")
}

# facts: what the program "look" saw last
facts()
{
	bpftool -j map lookup pinned "$pins"/seen key 0 0 0 0 |
		jq -c '.formatted.value // .value
		       | [.cb, .protocol, .vlan_present, .len, .wire_len]'
}

# said CLASS WAY [PORT]: runs, passed, dropped, stolen and bad of a program
said()
{
	# shellcheck disable=SC2086
	xvs -j bpf show sw0 ${3-} | jq -r --arg class "$1" --arg way "$2" \
		--arg port "${3-}" '
		.[] | select(.class == $class and .direction == $way and
			     (.port // "") == $port)
		| "\(.runs) \(.passed) \(.dropped) \(.stolen) \(.bad)"'
}

# lost CLASS REASON: how many frames the extension dropped for it
lost()
{
	xvs -j -s ext show sw0 "bpf-$1" | jq -r --arg why "$2" '
		[.[0].drop[]? | select(.name == $why) | .packets][0] // 0'
}

ifindex()
{
	of_dev "$1" ifindex
}

tell_all_apart()
{
	local n

	# shellcheck disable=SC2086
	for n in 1 2 3 4; do
		goes "$(printf '%s\n' $ends | grep -vx "e$n" | xargs)" \
			"e$n" dst $broadcast src "02:00:5e:00:53:0$n"
	done
}

# --- verdicts ---

test_a_filter_on_the_way_in_passes_drops_and_takes_frames()
{
	local answer

	network
	on filter
	put p1 filter in answer
	for answer in 0 1 3 -1; do
		tell answer $answer
		goes "e2 e3 e4" e1 dst $broadcast src $m1
	done
	same "$(said filter in p1)" "4 4 0 0 0"
	tell answer 2
	goes "" e1 dst $broadcast src $m1
	same "$(lost filter PROGRAM)" 1
	for answer in 4 5 8; do
		tell answer $answer
		goes "" e1 dst $broadcast src $m1
	done
	same "$(said filter in p1)" "8 4 1 3 0"
	for answer in 7 6 9 99; do
		tell answer $answer
		goes "" e1 dst $broadcast src $m1
	done
	same "$(said filter in p1)" "12 4 1 3 4"
	same "$(lost filter BAD_RETURN)" 4
	# the others are not its business
	goes "e1 e3 e4" e2 dst $broadcast src $m2
	same "$(said filter in p1)" "12 4 1 3 4"
}

test_a_filter_on_the_way_out_leaves_out_its_port_only()
{
	local answer

	network
	on filter
	put p2 filter out answer
	tell answer 0
	goes "e2 e3 e4" e1 dst $broadcast src $m1
	for answer in 2 4 7; do
		tell answer $answer
		goes "e3 e4" e1 dst $broadcast src $m1
	done
	same "$(said filter out p2)" "4 1 1 1 1"
	same "$(lost filter PROGRAM)" 1
	same "$(lost filter STOLEN)" 1
	same "$(lost filter BAD_RETURN)" 1
}

test_programs_of_the_switch_and_of_a_port_both_run()
{
	network
	on filter
	put sw0 filter in look
	put p1 filter in drop
	goes "" e1 dst $broadcast src $m1
	goes "e1 e3 e4" e2 dst $broadcast src $m2
	same "$(said filter in)" "2 2 0 0 0"
	same "$(said filter in p1)" "1 0 1 0 0"
	# what one has dropped the other does not see
	put sw0 filter in drop
	goes "" e1 dst $broadcast src $m1
	same "$(said filter in p1)" "1 0 1 0 0"
}

# --- what a program is shown ---

test_a_program_is_told_ports_direction_and_vlan()
{
	network
	on capture filter
	xvs vlan set sw0 p1 access 5
	xvs vlan set sw0 p2 access 5
	xvs vlan set sw0 p3 trunk 5
	xvs vlan set sw0 p4 access 6
	put p1 filter in look
	goes "e2 e3:5" e1 dst $broadcast src $m1 len 100
	same "$(facts)" "[[1,0,5,0,0],$((0x88b5)),0,114,114]"
	put p3 capture out look
	goes "e2 e3:5" e1 dst $broadcast src $m1 len 60
	same "$(facts)" "[[1,3,5,1,0],$((0x88b5)),0,74,74]"
}

# --- what a program may change ---

test_a_capture_program_changes_nothing()
{
	network
	on capture
	put sw0 capture in spoil
	put sw0 capture out spoil
	put p1 capture in drop
	tell_all_apart
	goes "e2" e1 dst $m2 src $m1 len 1000
	goes "e2:7 e3:7 e4:7" e1 dst $broadcast src $m1 tag 7
	same "$(said capture in p1)" "3 3 0 0 0"
}

test_a_program_on_the_way_out_changes_nothing()
{
	network
	on filter
	put sw0 filter out spoil
	put p2 filter out wrap
	put p3 filter out shrink
	tell_all_apart
	goes "e2" e1 dst $m2 src $m1 len 1000
	goes "e3" e1 dst $m3 src $m1 len 1000
}

test_a_filter_changes_frames_on_their_way_in()
{
	network
	tell_all_apart
	on filter
	put p1 filter in to_guest_3
	goes "e3" e1 dst $m2 src $m1
	# the words are the program's copy
	put p1 filter in spoil_words
	goes "e2" e1 dst $m2 src $m1
	put p1 filter in wrap
	goes "e2" e1 dst $m2 src $m1
}

test_a_tag_that_a_program_puts_on_a_frame_is_refused()
{
	network
	on filter
	put p1 filter in push_tag
	goes "" e1 dst $broadcast src $m1
	put p1 filter in write_tag
	goes "" e1 dst $broadcast src $m1
	same "$(lost filter TAG)" 2
	same "$(said filter in p1)" "1 0 0 0 1"
	# one that the frame brought with it is no matter
	put p1 filter in spoil_words
	xvs vlan set sw0 p1 trunk 5
	xvs vlan set sw0 p2 trunk 5
	goes "e2:5,6 e3:5,6 e4:5,6" e1 dst $broadcast src $m1 tag 5 tag 6
}

test_a_frame_cut_down_to_its_header_harms_nobody()
{
	network
	on capture filter
	put sw0 capture out look
	put p1 filter in shrink
	goes "" e1 dst $broadcast src $m1 len 200
	same "$(said filter in p1)" "1 1 0 0 0"
	put p1 filter in answer
	tell answer 0
	goes "e2 e3 e4" e1 dst $broadcast src $m1
}

# --- sending ---

test_redirect_is_no_verdict_here()
{
	network
	on filter
	put p1 filter in redirect
	tell ifindex "$(ifindex v3)"
	goes "" e1 dst $broadcast src $m1
	same "$(lost filter BAD_RETURN)" 1
}

test_a_program_may_send_copies_to_other_devices()
{
	network
	pair x1 x2
	on filter
	put p1 filter in copy_away
	tell ifindex "$(ifindex x1)"
	tell answer 4
	ends="$ends x2"
	goes "x2" e1 dst $broadcast src $m1
	tell answer 0
	goes "e2 e3 e4 x2" e1 dst $broadcast src $m1
	put p1 filter out copy_away
	goes "e1 e3 e4 x2" e2 dst $broadcast src $m2
}

test_a_forwarding_program_chooses_the_port()
{
	network
	tell_all_apart
	on forward
	put sw0 forward in choose
	tell answer 0
	tell dst 3
	goes "e3" e1 dst $m2 src $m1
	goes "e3" e1 dst $broadcast src $m1
	tell dst 0
	goes "e2" e1 dst $m2 src $m1
	tell dst -1
	goes "e2 e3 e4" e1 dst $m2 src $m1
	tell dst 99
	goes "" e1 dst $m2 src $m1
	same "$(lost forward NO_PORT)" 1
	# not back to where it came from
	tell dst 1
	goes "" e1 dst $m2 src $m1
	tell dst 3
	tell answer 2
	goes "" e1 dst $m2 src $m1
	same "$(lost forward PROGRAM)" 1
	tell answer 4
	goes "" e1 dst $m2 src $m1
	# a port's program takes the place of the switch's
	put p1 forward in look
	goes "e2" e1 dst $m2 src $m1
	same "$(said forward in)" "8 6 1 1 0"
}

test_a_port_that_is_gone_is_chosen_no_more()
{
	network
	on forward
	put sw0 forward in choose
	tell answer 0
	tell dst 3
	goes "e3" e1 dst $m2 src $m1
	xvs detach sw0 p3
	not xvs port show sw0 p3
	goes "" e1 dst $m2 src $m1
	same "$(lost forward NO_PORT)" 1
	xvs ext disable sw0 bpf-forward
	xvs ext enable sw0 bpf-forward
	tell dst 4
	goes "e4" e1 dst $m2 src $m1
}

# --- rows ---

has_run()
{
	[ "$(said filter in p1 | cut -d ' ' -f 1)" -gt 10 ]
}

# The last one may have been on its way when ping was told to stop.
none_lost()
{
	awk '/packets transmitted/ {
		found = $1 > 100 && $1 - $4 <= 1
	} END { exit !found }' "$1" || fail "$(cat "$1")"
}

test_a_program_is_replaced_while_frames_flow()
{
	local i

	network
	host_at 1 10.0.0.1/24
	host_at 2 10.0.0.2/24
	on filter
	tell answer 0
	put p1 filter in answer
	pings n1 10.0.0.2
	ip netns exec n1 ping -f -q -i 0.002 -w 60 10.0.0.2 > "$work/flood.$TEST" &
	for i in $(seq 40); do
		put p1 filter in other
		put p1 filter in answer
	done
	until_ok has_run
	kill -INT $!
	wait $! || :
	none_lost "$work/flood.$TEST"
	same "$(xvs -j bpf show sw0 | jq length)" 1
}

test_run_time_is_counted()
{
	local i

	network
	on filter
	tell answer 0
	put p1 filter in answer
	goes "e2*40 e3*40 e4*40" e1 dst $broadcast src $m1 times 40
	same "$(xvs -j bpf show sw0 p1 | jq -r '.[0]
		| "\(.runs) \(.timed) \(.ns > 0) \(."ns-per-run" > 0)"')" \
		"40 3 true true"
	# a new program begins anew
	put p1 filter in answer
	same "$(said filter in p1)" "0 0 0 0 0"
}

# with_fd PATH COMMAND...: FD in it stands for the open program
with_fd()
{
	python3 - "$@" <<'EOF'
import ctypes, os, struct, sys
path = ctypes.create_string_buffer(sys.argv[1].encode())
attr = struct.pack("QIIQ", ctypes.addressof(path), 0, 0, 0)
fd = ctypes.CDLL(None).syscall(321, 7, attr, len(attr))	# bpf, OBJ_GET
os.set_inheritable(fd, True)
words = [str(fd) if word == "FD" else word for word in sys.argv[2:]]
os.execvp(words[0], words)
EOF
}

test_programs_are_shown_by_name_and_number()
{
	local id

	network
	on capture filter
	xvs bpf add sw0 filter in pinned "$pins"/answer name mine
	with_fd "$pins/drop" xvs bpf add sw0 port p2 capture out fd FD
	id=$(bpftool -j prog show pinned "$pins"/answer | jq .id)
	same "$(xvs -j bpf show | jq -c '.[]
		| [.port, .class, .direction, .name, .path]')" \
'["p2","capture","out","drop",null]
[null,"filter","in","mine","'"$pins"'/answer"]'
	same "$(xvs -j bpf show | jq -r '.[] | select(.name == "mine")
		| "\(."prog-id") \(.tag)"')" \
		"$id $(bpftool -j prog show id "$id" | jq -r .tag)"
	holds "$(xvs -d bpf show sw0 p2)" p2 capture out drop
	xvs bpf del sw0 port p2 capture out
	same "$(xvs bpf show sw0 p2)" ""
}

test_what_cannot_be_is_refused_with_a_sentence()
{
	network
	on filter forward
	put p1 filter in answer
	refused "there is a program there already, which can be replaced" \
		xvs bpf add sw0 port p1 filter in pinned "$pins"/drop
	refused "there is no program there" xvs bpf del sw0 filter in
	refused "there is no program there" \
		xvs bpf del sw0 port p1 filter out
	refused "a program that forwards takes frames that come in" \
		xvs bpf add sw0 forward out pinned "$pins"/drop
	refused "the program's file descriptor is not open in the requesting process" \
		xvs bpf add sw0 filter in fd 77
	refused "the file descriptor is not that of a BPF program of type sched_cls" \
		xvs bpf add sw0 filter in fd 0
	refused "the file descriptor is not that of a BPF program of type sched_cls" \
		xvs bpf add sw0 filter in pinned "$pins"/wrong_type
	refused "the switch has no such extension" \
		xvs bpf add sw0 capture in pinned "$pins"/drop
	wrong "cannot open the program '/nowhere'" \
		xvs bpf add sw0 filter in pinned /nowhere
	wrong "name the program by one of fd and pinned" \
		xvs bpf add sw0 filter in name x
	wrong "'filte' is not the class" xvs bpf del sw0 filte in
	wrong "'up' is not the direction" xvs bpf del sw0 filter up
	same "$(said filter in p1)" "0 0 0 0 0"
}

test_programs_are_saved_and_restored()
{
	local saved

	network
	on capture filter forward
	put sw0 capture out look
	xvs bpf add sw0 port p1 filter in pinned "$pins"/answer name "my own"
	put p2 filter out drop
	put sw0 forward in choose
	saved=$(xvs save sw0)
	holds "$saved" "capture out pinned $pins/look name look" \
		"port p1 filter in pinned $pins/answer name \"my own\""
	xvs switch del sw0
	xvs -b - <<< "$saved"
	same "$(xvs save sw0)" "$saved"
	same "$(said filter out p2)" "0 0 0 0 0"
}

# --- the samples ---

sample_network()
{
	network
	make -s -C "$top/samples/bpf" O="$built" XVS_INCLUDE="$top/include" \
		PIN="$pins/sample" load
}

test_the_sample_counts_who_talks_to_whom()
{
	sample_network
	on capture
	put sw0 capture out sample/count
	goes "e2 e3 e4" e1 dst $broadcast src $m1
	goes "e1" e2 dst $m1 src $m2 times 1
	goes "e1" e2 dst $m1 src $m2 times 1
	same "$(bpftool -j map dump pinned "$pins/sample/talk" | jq -r '
		.[].formatted | "\(.key.src)-\(.key.dst) \(.value)"' | sort |
		xargs)" "1-2 1 1-3 1 1-4 1 2-1 2"
}

# speaks PORT: a datagram from that port of guest 1 to guest 2
speaks()
{
	in_ns n1 socat -u - "UDP-SENDTO:10.0.0.2:68,sourceport=$1" <<< hello
}

test_the_sample_stops_a_guest_that_plays_dhcp_server()
{
	sample_network
	host_at 1 10.0.0.1/24
	host_at 2 10.0.0.2/24
	on filter
	pings n1 10.0.0.2
	put p1 filter in sample/no_dhcp_server
	speaks 1067
	same "$(said filter in p1 | cut -d ' ' -f 3)" 0
	speaks 67
	same_soon 1 lost filter PROGRAM
	pings n1 10.0.0.2
}

test_the_sample_steers_frames_to_a_port()
{
	sample_network
	tell_all_apart
	on forward
	put sw0 forward in sample/steer
	goes "e2" e1 dst $m2 src $m1
	bpftool map update pinned "$pins/sample/detour" \
		key hex 02 00 5e 00 53 02 value 3 0 0 0
	goes "e3" e1 dst $m2 src $m1
	goes "e4" e1 dst $m4 src $m1
}

# --- the end of it ---

# gone_after COMMAND...: nobody holds the program of p1 any longer
gone_after()
{
	local id

	mkdir "$pins/once"
	bpftool prog loadall "$built/bpf.o" "$pins/once"
	put p1 filter in once/answer
	id=$(bpftool -j prog show pinned "$pins/once/answer" | jq .id)
	rm -r "$pins/once"
	bpftool prog show id "$id" > /dev/null
	"$@"
	until_ok not bpftool prog show id "$id"
}

test_a_program_is_let_go_with_its_row_port_extension_and_switch()
{
	network
	on filter
	gone_after xvs bpf del sw0 port p1 filter in
	gone_after put p1 filter in drop
	gone_after xvs detach sw0 p1
	xvs attach sw0 v1 port p1
	gone_after xvs ext detach sw0 bpf-filter
	on filter
	gone_after xvs switch del sw0
}

test_programs_stay_while_the_extension_is_disabled()
{
	network
	on filter
	put p1 filter in drop
	xvs ext disable sw0 bpf-filter
	goes "e2 e3 e4" e1 dst $broadcast src $m1
	xvs ext enable sw0 bpf-filter
	goes "" e1 dst $broadcast src $m1
}

test_a_port_says_what_its_program_drops()
{
	network
	on filter
	put p1 filter in drop
	goes "" e1 dst $broadcast src $m1
	holds "$(xvs why sw0 p1)" \
		'the BPF program "drop" has dropped 1 frames that came in'
}

main "$@"
