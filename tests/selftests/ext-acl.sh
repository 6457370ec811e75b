#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Access lists: which frames rules let pass, what is counted, and what becomes
# of flows when rules change.
#
#	 n1    n2	n1, n2: hosts of their own
#	  |     |	  192.0.2.1, 2001:db8::1 and 192.0.2.2, 2001:db8::2
#	 v1    v2
#	+-p1----p2-+
#	|   sw0    |	private
#	+----------+
. "${0%/*}/lib/lib.sh"

acl_switch()
{
	needs_module "$XVS_MODDIR/ext/xvs_acl.ko"
	new_switch type private
	xvs ext attach sw0 acl
}

network()
{
	acl_switch
	guest 1
	guest 2
	host_at 1 192.0.2.1/24 192.0.2.11/24 2001:db8::1/64 2001:db8::11/64
	host_at 2 192.0.2.2/24 192.0.2.12/24 2001:db8::2/64 2001:db8::12/64
	# answers to a question about an address are not what is tested here
	pings n1 192.0.2.2
	pings n1 2001:db8::2
}

# plain: guests without a network stack, for frame
plain()
{
	acl_switch
	guest 1
	guest 2
}

acl()
{
	local verb=$1
	shift
	xvs acl "$verb" sw0 "$@"
}

# hit PORT ID KEY
hit()
{
	xvs -j acl show sw0 "$1" | jq -r --argjson id "$2" --arg key "$3" '
		.[] | select(.id == $id) | .[$key]'
}

# ids PORT: of its rules, in order
ids()
{
	xvs -j acl show sw0 "$1" | jq -r '[.[].id | tostring] | join(" ")'
}

state()
{
	field "$2" xvs -j acl state sw0 "$1"
}

# denied REASON: how many frames acl has dropped for it
denied()
{
	xvs -j -s ext show sw0 acl | jq -r --arg why "$1" '
		[.[0].drop[]? | select(.name == $why) | .packets][0] // 0'
}

# from N ADDRESS PEER: pings from an address
from()
{
	in_ns "n$1" ping -c 1 -W 1 -q -I "$2" "$3" > /dev/null
}

unreached()
{
	not in_ns "n$1" ping -c 1 -W 0.3 -q "$2" > /dev/null
}

# echoes N tcp|udp PORT: a server that says what it is told
echoes()
{
	in_ns "n$1" socat "${2^^}4-LISTEN:$3,fork,reuseaddr" EXEC:cat &
	until_ok in_ns "n$1" socat -u OPEN:/dev/null "${2^^}4:127.0.0.1:$3"
}

# asks N tcp|udp ADDRESS PORT [SOURCE-PORT]: and hears an answer, for which it
# waits so many seconds
patience=4
asks()
{
	local to="${2^^}4:$3:$4,connect-timeout=1${5:+,sourceport=$5,reuseaddr}"
	local heard='' socat

	exec 7< <(exec ip netns exec "n$1" socat -t $patience - "$to" \
		2>&1 <<< hello)
	socat=$!
	read -r -t $patience heard <&7 || :
	exec 7<&-
	kill $socat 2> /dev/null || :
	wait $socat 2> /dev/null || :
	same "$heard" hello
}

asks_in_vain()
{
	patience=0.4 not asks "$@" > /dev/null
}

# --- base rules ---

test_a_port_without_rules_lets_everything_pass()
{
	network
	pings n2 192.0.2.1
	pings n2 2001:db8::1
	same "$(state p1 rules) $(state p1 classified)" "0 0"
}

test_a_denied_address_is_not_reached()
{
	network
	acl add p1 out deny remote 192.0.2.2
	unreached 1 192.0.2.2
	pings n1 192.0.2.12
	pings n1 2001:db8::2
	same "$(denied DENIED)" 1
	dropped p1 in EXTENSION 1
	acl add p1 in deny remote 2001:db8::12
	unreached 1 2001:db8::12
	same "$(denied DENIED)" 2
	dropped p1 out EXTENSION 1
}

test_a_rule_is_about_one_side_and_one_way()
{
	network
	acl add p1 in deny local 192.0.2.11
	unreached 2 192.0.2.11
	pings n2 192.0.2.1
	acl add p1 out deny local 2001:db8::11
	not from 1 2001:db8::11 2001:db8::2
	from 1 2001:db8::1 2001:db8::2
	acl flush p1
	pings n2 192.0.2.11
}

test_the_longest_prefix_wins()
{
	network
	acl add p1 id 1 out deny remote 192.0.2.0/24
	acl add p1 id 2 out allow remote 192.0.2.8/29
	acl add p1 id 3 out deny remote 192.0.2.12/32
	unreached 1 192.0.2.2
	unreached 1 192.0.2.12
	same "$(hit p1 1 packets) $(hit p1 3 packets)" "1 1"
	acl del p1 3
	pings n1 192.0.2.12
	# of two prefixes of one length, the one that denies
	acl add p1 id 4 out deny local 192.0.2.0/29
	unreached 1 192.0.2.12
	same "$(hit p1 4 packets)" 1
}

test_a_mac_address_goes_before_prefixes()
{
	local mac

	network
	mac=$(in_ns n2 cat /sys/class/net/e2/address 2> /dev/null ||
		in_ns n2 ip -j link show e2 | jq -r '.[0].address')
	acl add p1 both deny remote 192.0.2.0/24
	unreached 1 192.0.2.2
	acl add p1 both allow mac "$mac"
	pings n1 192.0.2.2
	acl replace p1 - <<< "both deny remote $mac"
	unreached 1 192.0.2.2
	unreached 1 2001:db8::2
}

test_rules_about_ip_leave_arp_and_neighbour_discovery_alone()
{
	network
	acl add p1 both deny remote 0.0.0.0/0
	acl add p1 both deny remote ::/0
	acl add p1 both deny weight 5
	in_ns n1 ip neigh flush dev e1
	unreached 1 192.0.2.2
	unreached 1 2001:db8::2
	holds "$(in_ns n1 ip neigh show 192.0.2.2)" lladdr
	holds "$(in_ns n1 ip neigh show 2001:db8::2)" lladdr
	# one without an address is about all frames
	acl replace p1 - <<< "both deny"
	in_ns n1 ip neigh flush dev e1
	unreached 1 192.0.2.2
	lacks "$(in_ns n1 ip neigh show 192.0.2.2)" lladdr
}

test_a_meter_counts_what_passes()
{
	network
	acl add p1 id 1 out meter remote 192.0.2.0/24
	acl add p1 id 2 out meter remote 192.0.2.12
	acl add p1 id 3 out deny remote 192.0.2.11
	pings n1 192.0.2.2
	pings n1 192.0.2.2
	pings n1 192.0.2.12
	same "$(hit p1 1 packets) $(hit p1 1 bytes)" "2 196"
	same "$(hit p1 2 packets)" 1
	same "$(hit p1 3 packets)" 0
	same "$(hit p1 3 age)" null
	[ "$(hit p1 1 age)" -ge 0 ]
}

# --- extended rules ---

test_the_highest_weight_wins_among_extended_rules()
{
	network
	echoes 2 tcp 80
	echoes 2 tcp 81
	acl add p1 id 1 out deny proto tcp weight 10
	acl add p1 id 2 out allow proto tcp dport 80 weight 20
	asks 1 tcp 192.0.2.2 80
	asks_in_vain 1 tcp 192.0.2.2 81
	pings n1 192.0.2.2
	acl add p1 id 3 out deny proto tcp dport 70-90 weight 30
	asks_in_vain 1 tcp 192.0.2.2 80
}

test_ports_are_of_the_source_or_of_the_guest()
{
	network
	echoes 2 udp 700
	acl add p1 out deny proto udp sport 1000-1009
	asks_in_vain 1 udp 192.0.2.2 700 1005
	asks 1 udp 192.0.2.2 700 1010
	acl replace p1 - <<< "in deny proto udp sport 700"
	asks_in_vain 1 udp 192.0.2.2 700 1010
	acl replace p1 - <<< "both deny proto udp lport 1010 rport 700"
	asks_in_vain 1 udp 192.0.2.2 700 1010
	asks 1 udp 192.0.2.2 700 1011
	same "$(xvs -j acl show sw0 p1 | jq -r '.[0] | .lport + " " + .rport')" \
		"1010 700"
}

test_a_frame_must_pass_both_lists()
{
	network
	acl add p1 out allow remote 192.0.2.2 proto icmp weight 9
	acl add p1 out deny remote 192.0.2.2
	unreached 1 192.0.2.2
	acl replace p1 - <<-END
		out allow remote 192.0.2.2
		out deny remote 192.0.2.2 weight 0
	END
	unreached 1 192.0.2.2
}

test_a_rule_is_for_one_vlan()
{
	plain
	xvs vlan set sw0 p1 trunk 5,6
	xvs vlan set sw0 p2 trunk 5,6
	acl add p1 out deny vlan 5
	goes "" e1 dst $m2 src $m1 tag 5 udp4 20
	goes "e2:6" e1 dst $m2 src $m1 tag 6 udp4 20
}

test_tags_inside_a_frame_hide_nothing()
{
	plain
	acl add p1 out deny proto udp
	goes "" e1 dst $m2 src $m1 tag 5 tag 6 udp4 20
	same "$(denied DENIED)" 1
	goes "" e1 dst $m2 src $m1 tag 5 tag 6 tag 7 tag 8 tag 9 udp4 20
	same "$(denied MALFORMED)" 1
	holds "$(xvs why sw0 p1)" "because its IP headers cannot be read"
}

test_what_cannot_be_read_passes_where_nothing_is_denied()
{
	plain
	acl add p1 out allow proto udp
	goes "" e1 dst $m2 src $m1 tcp4 20 cut 30
	same "$(counter p2 tx-packets) $(denied MALFORMED)" "1 0"
	acl add p1 out deny proto tcp
	goes "" e1 dst $m2 src $m1 tcp4 20 cut 30
	same "$(counter p2 tx-packets) $(denied MALFORMED)" "1 1"
}

test_fragments_pass_rules_with_ports_by_their_first()
{
	network
	echoes 2 udp 700
	acl add p1 out deny proto udp dport 701
	in_ns n1 ping -c 1 -W 2 -s 4000 -q 192.0.2.2 > /dev/null
	same "$(head -c 3000 /dev/zero | in_ns n1 timeout 4 socat -t 0.5 - \
		UDP4:192.0.2.2:700 | wc -c)" 3000
	acl add p1 out deny proto udp weight 1
	same "$(head -c 3000 /dev/zero | in_ns n1 timeout 4 socat -t 0.5 - \
		UDP4:192.0.2.2:700 | wc -c)" 0
}

# --- stateful rules ---

stateful()
{
	acl replace p1 - <<-END
		id 1 out allow stateful weight 10 $*
		id 2 both deny weight 1
	END
}

test_a_stateful_rule_lets_answers_in()
{
	network
	echoes 1 udp 700
	echoes 2 udp 700
	echoes 2 tcp 80
	stateful
	asks 1 tcp 192.0.2.2 80
	asks 1 udp 192.0.2.2 700
	asks_in_vain 2 udp 192.0.2.1 700
	pings n1 192.0.2.2
	pings n1 2001:db8::2
	unreached 2 192.0.2.1
	unreached 2 2001:db8::1
	holds "$(xvs -j acl flows sw0 p1 | jq -r '.[] |
		"\(.direction) \(.proto) \(.remote) \(.rport) \(.rule)"')" \
		"out tcp 192.0.2.2 80 1" "out udp 192.0.2.2 700 1" \
		"out icmp 192.0.2.2 0 1" "out icmpv6 2001:db8::2 0 1"
}

test_a_stateful_flow_ends_when_it_is_idle()
{
	network
	echoes 2 udp 700
	stateful timeout 1
	acl add p1 id 3 in deny proto udp weight 5
	asks 1 udp 192.0.2.2 700 1010
	same "$(field timeout xvs -j acl flows sw0 p1)" 1
	same_soon "[]" xvs -j acl flows sw0 p1
	same_soon 0 state p1 flows
	# an answer that comes now is one no more
	echo late | in_ns n2 socat -u - \
		UDP4:192.0.2.1:1010,sourceport=700,reuseaddr
	same_soon 1 hit p1 3 packets
}

test_flows_outlive_changes_that_still_allow_them()
{
	network
	echoes 2 tcp 80
	stateful
	# one connection, before and after
	mkfifo "$work/talk.$TEST"
	in_ns n1 socat -t 2 "OPEN:$work/talk.$TEST!!STDOUT" TCP4:192.0.2.2:80 \
		> "$work/said.$TEST" &
	exec 8> "$work/talk.$TEST"
	echo one >&8
	until_ok grep -q one "$work/said.$TEST"
	acl add p1 out deny proto udp weight 20
	echo two >&8
	until_ok grep -q two "$work/said.$TEST"
	acl replace p1 - <<< "both deny weight 1"
	echo three >&8
	sleep 0.5
	not grep -q three "$work/said.$TEST"
	same_soon 0 state p1 flows
	stateful
	until_ok grep -q three "$work/said.$TEST"
	exec 8>&-
}

test_tables_are_bounded()
{
	network
	xvs property set sw0 port p1 acl.flow-limit 50 acl.verdict-limit 100
	stateful
	in_ns n1 python3 -c '
import socket
for port in range(1000, 3000):
	with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
		s.sendto(b"x", ("192.0.2.2", port))'
	same "$(state p1 flows)" 50
	[ "$(state p1 verdicts)" -le 100 ]
	[ "$(state p1 classified)" -ge 2000 ]
}

# --- verdicts that are known ---

test_a_flow_is_classified_once()
{
	network
	echoes 2 tcp 80
	acl add p1 out deny proto tcp dport 1-79
	for _ in 1 2 3 4 5 6; do
		asks 1 tcp 192.0.2.2 80
	done
	# rules look at one port: a flow each way, and a few of ARP and the like
	[ "$(state p1 classified)" -le 8 ]
	same "$(xvs -j acl state sw0 p1 |
		jq '.[0] | .verdicts == .classified')" true
}

test_ten_thousand_rules_take_effect_at_once()
{
	local i list=$work/list.$TEST

	network
	for i in {1..40}; do
		printf "both deny remote 10.$i.%s.0/24\n" {0..249}
	done > "$list"
	echo "id 20000 out deny remote 192.0.2.2" >> "$list"
	acl replace p1 "$list"
	same "$(state p1 rules)" 10001
	unreached 1 192.0.2.2
	same "$(hit p1 20000 packets)" 1
	pings n1 192.0.2.12
	same "$(xvs -j acl show sw0 p1 | jq length)" 10001
	acl flush p1
	pings n1 192.0.2.2
}

# --- dry run and log ---

test_a_dry_run_counts_and_drops_nothing()
{
	network
	acl add p1 id 1 out deny remote 192.0.2.2
	xvs property set sw0 port p1 acl.dry-run on
	pings n1 192.0.2.2
	same "$(hit p1 1 packets) $(hit p1 1 spared)" "1 1"
	same "$(denied DENIED)" 0
	holds "$(xvs why sw0 p1)" "rule 1 would have denied an outbound icmp frame from 192.0.2.1 to 192.0.2.2"
	xvs property del sw0 port p1 acl.dry-run
	unreached 1 192.0.2.2
	xvs property set sw0 acl.dry-run on
	pings n1 192.0.2.2
}

test_a_log_tells_which_rule_denies_what()
{
	network
	watch alert
	xvs property set sw0 port p1 acl.log on
	acl add p1 id 7 out deny proto udp dport 700
	in_ns n1 socat -u OPEN:/etc/hostname \
		UDP4:192.0.2.2:700,sourceport=1010
	until_ok grep -qF "rule 7 denies an outbound udp frame from 192.0.2.1 port 1010 to 192.0.2.2 port 700" \
		"$work/events.$TEST"
	dmesg | grep -qF "acl: port p1: rule 7 denies an outbound udp frame"
	in_ns n1 python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(1000):
	s.sendto(b"x", ("192.0.2.2", 700))'
	[ "$(grep -c "rule 7 denies" "$work/events.$TEST")" -lt 100 ]
}

test_why_names_the_rule()
{
	network
	acl add p1 id 7 in deny remote 192.0.2.12
	unreached 1 192.0.2.12
	holds "$(xvs why sw0 p1)" \
		"acl: rule 7 denied an inbound icmp frame from 192.0.2.12 to 192.0.2.1, 0 s ago"
	acl del p1 7
	lacks "$(xvs why sw0 p1)" "rule 7"
}

# --- the list itself ---

test_a_rule_without_an_id_goes_behind_all_others()
{
	plain
	acl add p1 in deny
	acl add p1 id 9 in deny
	acl add p1 out deny
	same "$(ids p1)" "1 9 10"
	acl add p1 id 9 in allow
	same "$(ids p1) $(hit p1 9 action)" "1 9 10 allow"
	acl del p1 1 10
	same "$(ids p1)" 9
	same "$(ids p2)" ""
}

test_a_rule_that_stays_keeps_its_counters()
{
	network
	acl add p1 id 1 out allow remote 192.0.2.2
	pings n1 192.0.2.2
	same "$(hit p1 1 packets)" 1
	acl add p1 id 2 out deny remote 192.0.2.12
	acl replace p1 - <<-END
		# the same rule again
		id 1 out allow remote 192.0.2.2
		id 3 out deny remote 192.0.2.11
	END
	same "$(ids p1) $(hit p1 1 packets)" "1 3 1"
	acl add p1 id 1 out allow remote 192.0.2.3
	same "$(hit p1 1 packets)" 0
}

test_unsound_rules_are_refused()
{
	plain
	acl add p1 id 1 out deny remote 192.0.2.2
	refused "a base rule has one address, local or remote" \
		xvs acl add sw0 p1 in deny local 10.0.0.0/8 remote $m1
	refused "a MAC address is either local or remote" \
		xvs acl add sw0 p1 in deny local $m1 remote $m2
	refused "only base rules meter" \
		xvs acl add sw0 p1 in meter proto tcp
	refused "only base rules have MAC addresses" \
		xvs acl add sw0 p1 in deny mac $m1 weight 1
	refused "ports need a protocol that has them: tcp, udp, sctp, dccp or udplite" \
		xvs acl add sw0 p1 in deny dport 80
	refused "only a rule that allows is stateful" \
		xvs acl add sw0 p1 in deny stateful
	refused "only a stateful rule has a timeout" \
		xvs acl add sw0 p1 in allow timeout 5
	refused "the port has no such rule" xvs acl del sw0 p1 1 2
	same "$(ids p1)" 1
	acl add p1 id 4294967295 in deny
	refused "there is no id above the highest one; give one" \
		xvs acl add sw0 p1 in deny
}

test_a_list_with_a_mistake_changes_nothing()
{
	plain
	acl add p1 id 1 out deny remote 192.0.2.2
	refused "the request names a row twice" \
		xvs acl replace sw0 p1 - <<< $'id 5 in deny\nid 5 out deny'
	refused "only base rules meter" \
		xvs acl replace sw0 p1 - <<< $'in deny\nin meter weight 1'
	wrong "-:2: acl replace: 'sideways' is not a direction" \
		xvs acl replace sw0 p1 - <<< $'in deny\nsideways deny'
	wrong "cannot open /nowhere" xvs acl replace sw0 p1 /nowhere
	same "$(ids p1)" 1
}

test_what_is_no_rule_is_not_sent()
{
	plain
	wrong "the direction, in, out or both, is missing" \
		xvs acl add sw0 p1
	wrong "the action, allow, deny or meter, is missing" \
		xvs acl add sw0 p1 in
	wrong "'drop' is not an action" xvs acl add sw0 p1 in drop
	wrong "'10.0.0.0/33' is not a prefix" \
		xvs acl add sw0 p1 in deny local 10.0.0.0/33
	wrong "local and remote are not of one family" \
		xvs acl add sw0 p1 in deny local 10.0.0.1 remote fd00::1
	wrong "'9-8' is not a port or a range" \
		xvs acl add sw0 p1 in deny proto tcp dport 9-8
	wrong "a rule for both ways has lport and rport" \
		xvs acl add sw0 p1 both deny proto tcp dport 9
	wrong "'sport' says again which ports" \
		xvs acl add sw0 p1 out deny proto tcp lport 9 sport 8
	wrong "'tpc' is not a protocol" xvs acl add sw0 p1 in deny proto tpc
	wrong "a rule has one MAC address" \
		xvs acl add sw0 p1 in deny mac $m1 local $m2
	wrong "'x' is not the id of a rule" xvs acl del sw0 p1 x
	wrong "the id of the rule is missing" xvs acl del sw0 p1
}

test_rules_are_saved_and_restored()
{
	local before rules

	plain
	acl replace p1 - <<-END
		id 1 in deny
		id 2 out allow local 10.0.0.0/8
		id 3 both deny remote fd00::/16
		id 4 in allow local $m1
		id 5 both meter remote 0.0.0.0/0
		id 6 in deny remote $m2
		id 10 out allow proto tcp sport 1-9 dport 80 weight 7 stateful
		id 11 out allow stateful timeout 9 vlan 5
		id 12 in deny local 10.0.0.1 remote 10.0.0.2 proto 47
	END
	rules='[.[] | del(.age, .packets, .bytes, .spared, ."port-id")]'
	before=$(xvs -j acl show | jq "$rules")
	xvs save > "$work/saved.$TEST"
	xvs switch del sw0
	xvs -b "$work/saved.$TEST"
	same "$(xvs -j acl show | jq "$rules")" "$before"
}

test_rules_go_with_their_port()
{
	plain
	acl add p1 in deny
	xvs ext disable sw0 acl
	goes "e1" e2 dst $broadcast src $m2
	xvs ext enable sw0 acl
	goes "" e2 dst $broadcast src $m2
	same "$(ids p1)" 1
	xvs detach sw0 p1
	xvs attach sw0 v1 port p1
	same "$(ids p1)" ""
	goes "e1" e2 dst $broadcast src $m2
}

test_rules_change_and_go_under_traffic()
{
	local i

	network
	in_ns n1 ping -f -q 192.0.2.2 > /dev/null &
	in_ns n2 ping -f -q 2001:db8::1 > /dev/null &
	for i in {1..60}; do
		stateful
		acl add p1 out deny proto udp dport "$i"
		acl add p2 in deny remote "10.0.0.$i"
		[ $((i % 10)) != 0 ] || acl flush p1
		[ $((i % 20)) != 0 ] || {
			xvs ext detach sw0 acl
			xvs ext attach sw0 acl
		}
	done
	acl replace p2 - <<< "both allow stateful"
	xvs detach sw0 p2
	xvs switch del sw0
}

main "$@"
