#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The xvs command with the module: every show in every form, batch, save,
# namespaces, completion, rights.
. "${0%/*}/lib/lib.sh"

network()
{
	new_switch type external
	guest 1 class synthetic mac $m1 vm alpha
	guest 2
	xvs port add sw0 p3 label "no NIC yet"
	xvs vlan set sw0 p2 access 10
	xvs fdb add sw0 $m5 port p2 vlan 10
}

shows="switch port nic property vlan security isolation fdb stats"

test_every_object_is_shown_as_a_table_with_a_heading()
{
	local object

	network
	for object in $shows; do
		holds "$(xvs "$object" show | head -n 1)" SWITCH
		holds "$(xvs -d "$object" show | head -n 1)" SWITCH
		holds "$(xvs "$object")" sw0
	done
}

test_json_has_the_names_of_the_specification_only()
{
	local object key known

	network
	# a view of properties has their names
	known=$(sed -n 's/^ *name: *//p' \
			"$top/Documentation/netlink/specs/xvs.yaml"
		xvs -j property show | jq -r '.[].name')$'\n'
	for object in $shows "stats reasons"; do
		[ "$object" = "stats reasons" ] || object="$object show"
		# shellcheck disable=SC2086
		for key in $(xvs -j -s $object | jq -r '
				[.[] | keys[]] | unique[]'); do
			[[ $'\n'$known == *$'\n'"$key"$'\n'* ]] ||
				fail "'$key' of $object is not in the specification"
		done
	done
}

test_json_is_an_array_pretty_or_not()
{
	local object

	network
	for object in $shows; do
		same "$(xvs -j "$object" show | jq -c .)" \
			"$(xvs -j -p "$object" show | jq -c .)"
		same "$(xvs -j "$object" show | jq -r type)" array
	done
	same "$(xvs -j port show | wc -l)" 1
	[ "$(xvs -jp port show | wc -l)" -gt 10 ]
}

test_words_may_be_cut_short()
{
	network
	same "$(xvs sw sh)" "$(xvs switch show)"
	same "$(xvs po sh sw0)" "$(xvs port show sw0)"
	same "$(xvs nic ls)" "$(xvs nic show)"
	same "$(xvs nic list)" "$(xvs nic show)"
	wrong "is short for" xvs s
	xvs port delete sw0 p3
}

test_numbers_name_switches_and_ports()
{
	local sw port

	network
	sw=$(field switch-id xvs -j switch show sw0)
	port=$(field port-id xvs -j port show sw0 p2)
	same "$(xvs -j port show "#$sw" "#$port" | jq -r '.[0].port')" p2
	xvs detach "#$sw" "#$port"
	refused "the switch has no such port" xvs port show sw0 p2
}

test_the_graph_draws_all_ports_as_dot_and_as_text()
{
	network
	holds "$(xvs graph sw0)" "graph" p1 p2 p3 v1
	holds "$(xvs graph sw0 text)" sw0 p1 p2 p3 v1
	same "$(xvs graph -t)" "$(xvs graph text)"
}

test_why_explains_a_port_and_a_pair()
{
	network
	holds "$(xvs why sw0 p1)" p1 connected
	holds "$(xvs why sw0 p3)" p3
	holds "$(xvs why sw0 p1 p2)" p1 p2
}

test_statuses_tell_who_refused()
{
	network
	exits 0 xvs port show > /dev/null
	exits 1 xvs nonsense
	exits 1 xvs port add sw0
	exits 1 xvs -b /does/not/exist
	exits 1 xvs -n nowhere port show
	exits 2 xvs port add nowhere p1
	exits 2 xvs port add sw0 p1
}

test_details_name_the_attribute_to_blame()
{
	local said

	network
	said=$(xvs -d property set sw0 fdb.ageing 2000000 2>&1) || :
	holds "$said" "the number is out of the property's range" number
}

test_what_there_is_to_set_is_told_when_nothing_is_given()
{
	network
	wrong "what to set is missing" xvs switch set sw0
	wrong "what to set is missing" xvs port set sw0 p1
	wrong "what to set is missing" xvs nic set sw0 p1
}

test_isolation_security_and_vlan_go_back_to_their_defaults()
{
	local before

	network
	before=$(xvs -j property show sw0 p3)
	xvs isolation set sw0 p3 on
	xvs security set sw0 p3 spoof on macs $m7 learn-limit 4 broadcast off
	xvs vlan set sw0 p3 trunk 1-9,20 native 5 prune 7
	holds "$(xvs vlan show sw0 p3)" trunk 1-9,20 5 7
	holds "$(xvs security show sw0 p3)" $m7 4
	holds "$(xvs isolation show sw0 p3)" on
	xvs isolation set sw0 p3 off
	xvs property del sw0 port p3 isolation.isolated
	xvs security del sw0 p3
	xvs vlan del sw0 p3
	same "$(xvs -j property show sw0 p3)" "$before"
}

test_each_property_can_be_read_alone()
{
	local name

	network
	for name in $(xvs -j property show sw0 p1 | jq -r '.[].name' | sort -u); do
		same "$(xvs -j property show sw0 p1 name "$name" |
			jq -r '.[0].name')" "$name"
	done
	same "$(xvs -j property show sw0 | jq -r '
		[.[] | select(has("port") | not) | .name] | join(" ")')" \
		"fdb.ageing fdb.limit fdb.move fdb.link-local extension.require"
}

test_what_is_saved_comes_back_exactly()
{
	local before

	network
	pair w0 u0
	xvs attach sw0 w0 port up kind uplink
	xvs vlan set sw0 up trunk 10-20 native 10
	xvs security set sw0 p1 spoof on macs $m7,$m8
	xvs isolation set sw0 p2 on
	xvs property set sw0 fdb.ageing 77 fdb.move off fdb.limit 1000
	xvs port add sw0 "check" validation label 'quote " and \ back'
	pair v4 e4
	xvs port add sw0 p4
	xvs nic add sw0 p4 dev v4 vm "not yet"
	xvs port add sw0 h1
	xvs nic add sw0 h1 dev h1 kind host
	xvs nic connect sw0 h1
	xvs switch add sw1 type private
	xvs switch add sw2
	xvs save > "$work/saved.$TEST"
	before=$(xvs -j property show | jq -c 'map(del(."switch-id", ."port-id"))')
	xvs switch del sw0
	xvs switch del sw1
	xvs switch del sw2
	same "$(xvs save)" ""
	xvs -b "$work/saved.$TEST"
	same "$(xvs save)" "$(cat "$work/saved.$TEST")"
	same "$(xvs -j property show |
		jq -c 'map(del(."switch-id", ."port-id"))')" "$before"
}

test_one_switch_can_be_saved_alone()
{
	network
	xvs switch add sw1
	lacks "$(xvs save sw0)" sw1
	lacks "$(xvs save sw1)" sw0
	refused "there is no switch of that name" xvs save sw9
}

test_a_batch_runs_all_lines_and_skips_comments()
{
	xvs -b - <<-'EOT'
		# a comment
		switch add sw0 type private

		port add sw0 p1 label "with blanks"	# and one behind
		port add sw0 p2 label 'x y'
		vlan set sw0 p1 access 5
	EOT
	same "$(field label xvs -j port show sw0 p1)" "with blanks"
	same "$(field label xvs -j port show sw0 p2)" "x y"
}

test_a_batch_stops_at_the_first_error_and_names_its_line()
{
	local said status=0

	said=$(printf 'switch add sw0\n\nport add sw9 p1\nport add sw0 p2\n' |
		xvs -b - 2>&1) || status=$?
	same "$status" 2
	holds "$said" ":3:" "there is no switch of that name"
	same "$(xvs -j port show sw0 | jq -r '[.[].port] | join(" ")')" host
}

test_a_batch_goes_on_after_errors_when_told()
{
	local said status=0

	printf '%s\n' "switch add sw0" "port add sw9 p1" "port add" \
		"port add sw0 p2" > "$work/batch.$TEST"
	said=$(xvs -force -b "$work/batch.$TEST" 2>&1) || status=$?
	[ "$status" != 0 ]
	holds "$said" "batch.$TEST:2:" "batch.$TEST:3:"
	same "$(xvs -j port show sw0 | jq -r '[.[].port] | join(" ")')" "host p2"
}

test_other_namespaces_are_reached_by_name()
{
	named_netns one
	named_netns two
	xvs -n one switch add sw0
	xvs -n two switch add sw0 type private
	xvs -n two port add sw0 p1
	same "$(xvs -j switch show)" "[]"
	same "$(xvs -n one -j switch show | jq -r '.[0].type')" internal
	same "$(xvs -netns two -j port show | jq -r '.[0].port')" p1
	same "$(in_ns two xvs -j port show | jq -r '.[0].port')" p1
}

test_events_stay_in_their_namespace()
{
	named_netns one
	watch
	xvs -n one switch add elsewhere
	xvs switch add sw0 type private
	saw "switch sw0 created"
}

# completes WORDS...: what is offered for the last word
completes()
{
	(
		set +u +e
		# shellcheck source=/dev/null
		. "$top/tools/xvs/xvs.bash-completion"
		COMP_WORDS=(xvs "$@")
		COMP_CWORD=$#
		_xvs
		echo "${COMPREPLY[*]}"
	)
}

test_completion_offers_live_names()
{
	network
	xvs switch add other type private
	holds "$(completes "")" switch port nic attach fdb
	same "$(completes "sw")" switch
	holds "$(completes port show "")" sw0 other
	holds "$(completes port show sw0 "")" p1 p2 p3
	same "$(completes nic disconnect sw0 p1)" p1
	holds "$(completes vlan set sw0 p1 "")" access trunk
	holds "$(completes -)" -json -batch
}

test_who_may_not_write_may_read()
{
	local said status=0

	network
	as_nobody()
	{
		setpriv --reuid 65534 --regid 65534 --clear-groups \
			--inh-caps=-all --bounding-set=-all "$@"
	}
	same "$(as_nobody xvs -j port show)" "$(xvs -j port show)"
	same "$(as_nobody xvs -j fdb show sw0 | jq length)" \
		"$(xvs -j fdb show sw0 | jq length)"
	said=$(as_nobody xvs port add sw0 px 2>&1) || status=$?
	same "$status" 2
	holds "$said" "needs CAP_NET_ADMIN"
	for command in "switch add swx" "switch del sw0" "detach sw0 p1" \
		"property set sw0 fdb.ageing 5" "fdb flush sw0" \
		"fdb add sw0 $m6 port p1"; do
		# shellcheck disable=SC2086
		not as_nobody xvs $command 2> /dev/null
	done
}

test_the_owner_of_a_user_namespace_has_switches_of_its_own()
{
	xvs switch add sw0
	unshare -Ur true 2> /dev/null || skip "no user namespaces"
	same "$(setpriv --reuid 65534 --regid 65534 --clear-groups \
		unshare -Urn sh -c 'xvs switch add mine && xvs -j switch show' |
		jq -r '.[].switch')" mine
	# but not those of others
	not unshare -Ur xvs switch add other 2> /dev/null
	same "$(xvs -j switch show | jq -r '.[].switch')" sw0
}

test_stats_name_every_reason_with_a_sentence()
{
	network
	same "$(xvs -j stats reasons | jq '[.[] | select(.name != "" and
		.sentence != "")] | length')" "$(grep -c '^	X(' \
		"$top/drivers/net/xvs/drop.h")"
}

main "$@"
