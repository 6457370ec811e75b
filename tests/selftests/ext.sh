#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The extensions of a switch: how they are attached, ordered, told what to do
# and taken off; what they drop, veto and say; and ports that require them. The
# extensions are those of drivers/net/xvs/tests/ext_test.c.
#
#	 e1    e2
#	  |     |
#	 v1    v2
#	+-p1----p2-+
#	|   sw0    |	private
#	+----------+
. "${0%/*}/lib/lib.sh"

module_loaded()
{
	needs_module "${XVS_MODDIR:?}/xvs.ko" &&
	needs_module "$XVS_MODDIR/tests/xvs_ext_test.ko"
}

network()
{
	new_switch type private
	guest 1
	guest 2
}

# The stack, in order
stack()
{
	xvs -j ext show sw0 | jq -r '[.[].ext] | join(" ")'
}

# of_ext KEY [EXT]
of_ext()
{
	field "$1" xvs -j ext show sw0 "${2:-test}"
}

property()
{
	xvs -j property show sw0 "$@" | jq -r '.[0] | .number // .text // .blob'
}

blocked_by()
{
	field blocked-by xvs -j port show sw0 "$1"
}

passes()
{
	goes "e2" e1 dst $m2 src $m1
}

passes_not()
{
	goes "" e1 dst $m2 src $m1
}

test_an_extension_is_attached_shown_and_detached()
{
	network
	same "$(stack)" ""
	xvs ext attach sw0 test
	same "$(of_ext class) $(of_ext order) $(of_ext enabled)" "filter 100 1"
	same "$(of_ext version)" 515
	same "$(xvs -j ext show sw0 test |
		jq -r '[.[0].table[] | .name + " " + .scope] | join(",")')" \
		"notes switch,rows port,number port"
	xvs ext detach sw0 test
	same "$(stack)" ""
	refused "the switch has no such extension" xvs ext detach sw0 test
	refused "the switch has no such extension" xvs ext enable sw0 test
}

test_what_cannot_be_attached_is_refused()
{
	network
	refused "there is no extension of that name, loaded or to load" \
		xvs ext attach sw0 nonesuch
	refused "there is no extension of that name, loaded or to load" \
		xvs ext attach sw0 'no/such'
	refused "there is no switch of that name" xvs ext attach sw1 test
	xvs ext attach sw0 test
	refused "the extension is attached to the switch already" \
		xvs ext attach sw0 test
	same "$(stack)" test
}

test_the_kinds_are_those_that_are_registered()
{
	local kinds

	kinds=$(xvs -j ext kinds | jq -r '.[] | .ext + " " + .class')
	holds "$kinds" "test-look capture" "test filter" "test-way forward"
}

test_the_stack_goes_by_class_then_by_order()
{
	network
	xvs ext attach sw0 test-way order 1
	xvs ext attach sw0 test order 50
	xvs ext attach sw0 test-more5
	xvs ext attach sw0 test-look order 7
	same "$(stack)" "test-look test-more5 test test-way"
	xvs ext order sw0 test-more5 6
	same "$(stack)" "test-more5 test-look test test-way"
	# of the same order, the one that was there first
	xvs ext order sw0 test-more5 7
	same "$(stack)" "test-more5 test-look test test-way"
	passes
}

test_two_forwarders_are_not_enabled_at_once()
{
	network
	xvs ext attach sw0 test-way
	refused "the switch has an enabled forwarder already; disable that one first" \
		xvs ext attach sw0 test-way2
	xvs ext attach sw0 test-way2 disabled
	refused "the switch has an enabled forwarder already; disable that one first" \
		xvs ext enable sw0 test-way2
	xvs ext disable sw0 test-way
	xvs ext enable sw0 test-way2
	passes
	same "$(of_ext in test-way) $(of_ext in test-way2)" "0 1"
}

test_a_stack_has_an_end()
{
	local n

	network
	for n in {1..3} {5..16}; do
		xvs ext attach sw0 "test-more$n"
	done
	refused "three extensions of this switch use a word of each frame, and there are no more" \
		xvs ext attach sw0 test-more4
	xvs ext attach sw0 test
	refused "the switch carries 16 extensions, which is all it can" \
		xvs ext attach sw0 test-look
	passes
	same "$(of_ext in test-more16) $(of_ext in)" "1 1"
}

test_a_disabled_extension_sees_no_frames()
{
	network
	xvs ext attach sw0 test disabled
	xvs ext set sw0 port p1 test drop on
	passes
	same "$(of_ext in)" 0
	xvs ext enable sw0 test
	passes_not
	same "$(of_ext in) $(of_ext dropped)" "1 1"
	xvs ext disable sw0 test
	passes
	same "$(of_ext in)" 1
}

test_a_drop_has_the_extensions_own_reason()
{
	local last

	network
	xvs ext attach sw0 test
	passes
	xvs ext set sw0 port p1 test drop on
	passes_not
	passes_not
	same "$(of_ext in) $(of_ext passed) $(of_ext dropped)" "3 1 2"
	same "$(xvs -j ext show sw0 test | jq -r \
		'.[0].drop[] | "\(.name) \(.packets) \(.sentence)"')" \
		"ASKED 2 the test was asked to drop it"
	dropped p1 in EXTENSION 2
	last=$(xvs -j stats show sw0 p1 | jq -r '.[0]."last-drop" |
		"\(.ext) \(.name) \(.reason) \(.sentence)"')
	same "$last" "test ASKED 0 the test was asked to drop it"
	holds "$(xvs why sw0 p1)" "test: the test was asked to drop it"
	holds "$(xvs -s ext show sw0)" \
		"2 dropped, ASKED: the test was asked to drop it"
}

test_what_dropped_a_frame_may_be_gone()
{
	network
	xvs ext attach sw0 test
	xvs ext set sw0 port p1 test drop on
	passes_not
	xvs ext detach sw0 test
	same "$(xvs -j stats show sw0 p1 | jq -r '.[0]."last-drop" |
		"\(.ext) \(.name): \(.sentence)"')" \
		"null EXTENSION: an extension dropped the frame that has been detached since"
	# another one by that name is not to blame
	xvs ext attach sw0 test
	holds "$(xvs why sw0 p1)" "that has been detached since"
	passes
}

test_an_extension_explains_itself()
{
	network
	xvs ext attach sw0 test
	lacks "$(xvs why sw0 p1)" "test: "
	xvs ext set sw0 port p1 test drop on
	holds "$(xvs why sw0 p1)" "test: p1 drops every frame"
	lacks "$(xvs why sw0 p2)" "test: "
	same "$(xvs -j stats show sw0 p1 |
		jq -r '.[0].explanation[] | "\(.ext) \(.text)"')" \
		"test p1 drops every frame"
}

test_properties_of_each_type_are_set_and_put_back()
{
	local long

	network
	xvs ext attach sw0 test
	same "$(property test.count) $(property test.mode)" "5 fast"
	xvs ext set sw0 test count 9 note "two  words" mode slow bytes 00ff7e
	same "$(property test.count) $(property test.mode)" "9 slow"
	same "$(property test.note)" "two  words"
	same "$(property test.bytes)" 00ff7e
	long=$(printf 'a5%.0s' {1..2000})
	xvs ext set sw0 test bytes "$long"
	same "$(property test.bytes)" "$long"
	xvs property set sw0 port p1 test.label x test.drop on
	same "$(property port p1 test.label)" x
	same "$(property port p2 test.drop)" 0
	xvs ext unset sw0 test count note
	same "$(property test.count)" 5
	same "$(field is-default xvs -j property show sw0 test.note)" true
	same "$(property test.mode)" slow
}

test_wrong_values_are_refused()
{
	network
	xvs ext attach sw0 test
	refused "the number is out of the property's range" \
		xvs ext set sw0 test count 10
	refused "the number is out of the property's range" \
		xvs ext set sw0 test count 0
	refused "the value is longer than the property allows" \
		xvs ext set sw0 test note "$(printf 'n%.0s' {1..41})"
	refused "the value is longer than the property allows" \
		xvs ext set sw0 test bytes "$(printf '00%.0s' {1..2001})"
	refused "choose one of: slow fast|not one of the property's choices" \
		xvs ext set sw0 test mode quick
	refused "no property test.nothing of a switch|no such property of a switch" \
		xvs ext set sw0 test nothing 1
	refused "no property test.count of a port|no such property of a port" \
		xvs ext set sw0 port p1 test count 1
	wrong "'0' is not an even number of hexadecimal digits for test.bytes" \
		xvs ext set sw0 test bytes 0
	refused "the test does not like this note" \
		xvs ext set sw0 test count 2 note "refuse me"
	same "$(of_ext vetoes)" 1
}

test_properties_go_with_the_extension()
{
	network
	xvs ext attach sw0 test
	xvs ext set sw0 test count 2
	xvs ext set sw0 port p1 test label x
	xvs ext detach sw0 test
	lacks "$(xvs property show sw0)" test.
	xvs ext attach sw0 test
	same "$(property test.count)" 5
	same "$(field is-default xvs -j property show sw0 port p1 test.label)" \
		true
}

test_an_extension_vetoes_a_port()
{
	network
	xvs ext attach sw0 test
	refused "test: the test wants no port of that name" \
		xvs port add sw0 vetoed
	same "$(of_ext vetoes)" 1
	xvs ext detach sw0 test
	xvs port add sw0 vetoed
	refused "the test wants no port of that name" xvs ext attach sw0 test
	same "$(stack)" ""
}

test_a_port_without_what_it_requires_is_blocked()
{
	network
	passes
	xvs ext require sw0 p1 test
	same "$(blocked_by p1) $(blocked_by p2)" "test null"
	passes_not
	dropped p1 in EXTENSION_MISSING 1
	goes "" e2 dst $m1 src $m2
	holds "$(xvs why sw0 p1)" "p1: the port requires the extension test"
	xvs ext attach sw0 test
	same "$(blocked_by p1)" null
	passes
	xvs ext disable sw0 test
	same "$(blocked_by p1)" test
	passes_not
	xvs ext enable sw0 test
	passes
	xvs ext detach sw0 test
	passes_not
	xvs ext require sw0 p1 none
	passes
}

test_a_switch_requires_for_all_its_ports()
{
	network
	xvs ext require sw0 test,test-look
	same "$(blocked_by p1) $(blocked_by p2)" "test test"
	xvs ext attach sw0 test
	same "$(blocked_by p1)" test-look
	passes_not
	xvs ext attach sw0 test-look
	passes
	# a port that comes later as well
	xvs ext detach sw0 test-look
	guest 3
	same "$(blocked_by p3)" test-look
}

test_alerts_reach_who_listens()
{
	network
	xvs ext attach sw0 test
	watch alert
	xvs ext set sw0 port p1 test alert 3
	until_ok grep -q "alert 3 of 3" "$work/events.$TEST"
	same "$(cat "$work/events.$TEST")" "alert    sw0/p1 test: alert 1 of 3
alert    sw0/p1 test: alert 2 of 3
alert    sw0/p1 test: alert 3 of 3"
}

heard_and_lost()
{
	echo $(($(wc -l < "$work/events.$TEST") + $(of_ext alerts-lost)))
}

test_a_flood_of_alerts_is_cut_off_and_counted()
{
	local heard

	network
	xvs ext attach sw0 test
	watch_json alert
	xvs ext set sw0 port p1 test alert 1000
	same_soon 1000 heard_and_lost
	heard=$(wc -l < "$work/events.$TEST")
	# two seconds' worth, where the second turns meanwhile
	[[ $heard -ge 100 && $heard -le 200 ]] || fail "$heard were heard"
}

test_each_step_of_an_extension_is_told()
{
	network
	watch
	xvs ext attach sw0 test
	xvs ext order sw0 test 3
	xvs ext disable sw0 test
	xvs ext held-limit sw0 test 9
	xvs ext detach sw0 test
	saw "ext sw0 created" "ext sw0 changed" "ext sw0 changed" \
		"ext sw0 changed" "ext sw0 deleted"
}

test_the_saved_stack_comes_back()
{
	local saved stack

	network
	xvs ext attach sw0 test order 5 held-limit 9
	xvs ext attach sw0 test-look disabled
	xvs ext set sw0 test count 9 note 'a "b" c' bytes 00ff
	xvs ext set sw0 port p1 test label x
	xvs ext require sw0 p2 test
	saved=$(xvs save)
	stack=$(xvs -j ext show sw0 | jq 'map(del(.id, .in, .passed, ."switch-id"))')
	xvs switch del sw0
	xvs -b - <<< "$saved"
	same "$(xvs save)" "$saved"
	same "$(xvs -j ext show sw0 |
		jq 'map(del(.id, .in, .passed, ."switch-id"))')" "$stack"
	# nothing passes before the policy is there
	[ "$(grep -n '^ext attach' <<< "$saved" | tail -n 1 | cut -d: -f1)" -lt \
		"$(grep -n '^attach' <<< "$saved" | head -n 1 | cut -d: -f1)" ]
}

test_a_switch_goes_with_its_extensions()
{
	network
	xvs ext attach sw0 test
	xvs ext attach sw0 test-way
	xvs ext set sw0 port p1 test drop on
	passes_not
	xvs switch del sw0
	same "$(xvs -j ext show)" "[]"
}

test_frames_pass_while_the_stack_changes()
{
	local i

	network
	for i in {1..20}; do
		xvs -b - <<< "ext attach sw0 test
			ext attach sw0 test-look
			ext order sw0 test-look $i
			ext disable sw0 test
			ext enable sw0 test
			ext detach sw0 test-look
			ext detach sw0 test" &
		passes
		wait $!
	done
	passes
	same "$(stack)" ""
}

main "$@"
status=$?
case ${1-} in
list | one)
	;;
*)
	rmmod xvs_ext_test || status=1 ;;
esac
exit $status
