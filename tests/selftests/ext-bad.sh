#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Extensions that misbehave, those of drivers/net/xvs/tests/ext_bad.c, on a
# switch that verifies what they do: it names them, and frames and switch come
# to no harm.
#
#	 e1    e2
#	  |     |
#	 v1    v2
#	+-p1----p2-+
#	|   sw0    |	private
#	+----------+
. "${0%/*}/lib/lib.sh"
jobs=1		# they share the module's parameter

verifies()
{
	[ "$(cat /sys/module/xvs/parameters/verify 2> /dev/null)" = Y ]
}

unload_all()
{
	local module

	for module in /sys/module/xvs_*; do
		[ ! -d "$module" ] || rmmod "${module##*/}" || return
	done
	[ ! -d /sys/module/xvs ] || rmmod xvs
}

module_loaded()
{
	verifies || {
		unload_all && insmod "${XVS_MODDIR:?}/xvs.ko" verify=1
	} || return
	[ -d /sys/module/xvs_ext_bad ] ||
		insmod "$XVS_MODDIR/tests/xvs_ext_bad.ko"
}

network()
{
	new_switch type private
	guest 1
	guest 2
}

of_bad()
{
	field "$1" xvs -j ext show sw0 "$2"
}

# misbehaves EXT WORD PASSES SENTENCE: with that word, frames pass or not, and
# the rule is named
misbehaves()
{
	local ext=$1 before

	before=$(of_bad violations "$ext")
	xvs property set sw0 "$ext.behave" "$2"
	goes "$3" e1 dst $m2 src $m1
	[ "$(of_bad violations "$ext")" -gt "$before" ] ||
		fail "$2: nothing was seen"
	holds "$(of_bad violated "$ext")" "$4"
	xvs property set sw0 "$ext.behave" good
	goes e2 e1 dst $m2 src $m1
}

test_what_a_filter_does_against_the_rules_is_seen()
{
	network
	xvs ext attach sw0 bad
	misbehaves bad bad-verdict "" "a verdict is one of"
	misbehaves bad bad-verdict-out "" "passes or is dropped"
	misbehaves bad release-twice e2 "released once"
	misbehaves bad release-unknown e2 "released once"
	misbehaves bad reroute e2 "source and VLAN"
	misbehaves bad change-out e2 "not changed at egress"
	misbehaves bad free-in "" "freed by who consumes it"
	misbehaves bad free-out e2 "freed by who consumes it"
	misbehaves bad hold-and-pass "" "that was held"
	misbehaves bad keep-bh e2 "the locks it was called with"
	xvs ext detach sw0 bad
}

test_what_a_capture_does_against_the_rules_is_seen()
{
	network
	xvs ext attach sw0 bad-capture
	misbehaves bad-capture drop e2 "lets every frame pass"
	misbehaves bad-capture drop-out e2 "lets every frame pass"
	misbehaves bad-capture hold e2 ""
	misbehaves bad-capture change e2 "changes no frame"
	misbehaves bad-capture free e2 "freed by who consumes it"
}

test_a_port_is_refused_by_an_extension_and_then_not()
{
	network
	xvs ext attach sw0 bad
	xvs property set sw0 bad.behave veto-port
	refused "bad: the test wants it so" xvs port add sw0 p3
	xvs property set sw0 bad.behave again
	xvs port add sw0 p3
	same "$(of_bad vetoes bad)" 1
}

test_what_a_bad_extension_keeps_is_taken_from_it()
{
	network
	xvs ext attach sw0 bad
	xvs property set sw0 bad.behave keep-nic
	guest 3
	xvs property set sw0 bad.behave hold
	goes "" e1 dst $m2 src $m1
	same "$(of_bad held-now bad)" 1
	xvs ext detach sw0 bad
	dropped p1 in HOLDER_GONE 1
	xvs detach sw0 p3
}

main "$@"
status=$?
# other files find the module as it usually is
case ${1-} in
list | one) ;;
*)
	unload_all && insmod "$XVS_MODDIR/xvs.ko" ;;
esac
exit $status
