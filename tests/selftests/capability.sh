#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the uplink can do, what the operator allows, what is in force; and that
# the host's devices follow.
#
#	 e1	sw0: the host
#	  |	 |
#	+-p1---host--up-+--- w0, or a bond or team of NICs
#	|     sw0	|
#	+---------------+
. "${0%/*}/lib/lib.sh"

# bound DEV: an external switch on it
bound()
{
	new_switch type external
	xvs attach sw0 "$1" port up kind uplink
}

# set_of able|allowed|in-force: the words, or - for none
set_of()
{
	xvs -j offload show sw0 |
		jq -r --arg set "$1" '.[0][$set] | join(" ") | if . == "" then "-" else . end'
}

# knows SET WORD..., and misses SET WORD...
knows()
{
	local word set
	set=" $(set_of "$1") "
	for word in "${@:2}"; do
		holds "$set" " $word "
	done
}

misses()
{
	local word set
	set=" $(set_of "$1") "
	for word in "${@:2}"; do
		lacks "$set" " $word "
	done
}

crypto_nic()
{
	field crypto-nic xvs -j offload show sw0
}

# feature DEV NAME: on or off, as ethtool has it
feature()
{
	ethtool -k "$1" | awk -v name="$2:" '$1 == name { print $2 }'
}

# turn DEV NAME on|off: the core says no word of success
turn()
{
	ethtool -K "$1" "$2" "$3" > /dev/null
}

# reports: how many there were so far
reports()
{
	events | grep -c '^offload sw0 changed$' || :
}

reports_are()
{
	[ "$(reports)" -ge "$1" ]
}

# hears N COMMAND...: the command makes so many reports, or more
hears()
{
	local n=$1 before
	shift
	before=$(reports)
	"$@"
	until_ok reports_are $((before + n))
}

# silent COMMAND...: it makes none
silent()
{
	local before
	before=$(reports)
	"$@"
	xvs offload set sw0 sa-limit 77
	until_ok reports_are $((before + 1))
	xvs offload set sw0 sa-limit none
	until_ok reports_are $((before + 2))
	same "$(reports)" $((before + 2))
}

# two_members: m0 and m1, and their other ends m0p and m1p
two_members()
{
	local n
	for n in 0 1; do
		ip link add "m$n" type veth peer name "m${n}p"
		ip link set "m${n}p" up
	done
}

# bond [WORDS]: bond0 of m0 and m1
bond()
{
	ip link add bond0 type bond miimon 50 "$@"
	ip link set m0 down
	ip link set m1 down
	ip link set m0 master bond0
	ip link set m1 master bond0
	ip link set bond0 up
}

# --- what the NIC can do ---

test_without_an_uplink_nothing_is_able()
{
	new_switch
	same "$(set_of able)" -
	same "$(set_of in-force)" -
	same "$(set_of allowed)" \
		"csum tso udp-gso tunnel-gso vlan rx-hash esp esp-csum esp-gso esn"
	same "$(field ifname xvs -j offload show sw0)" null
	same "$(feature sw0 tcp-segmentation-offload)" on
	same "$(feature sw0 esp-hw-offload)" off
}

test_an_uplink_is_able_from_connect_to_disconnect()
{
	pair w0 u0
	bound w0
	knows able csum tso udp-gso vlan
	knows in-force csum tso udp-gso vlan
	misses able rx-hash esp esp-csum esp-gso esn
	same "$(field ifname xvs -j offload show sw0)" w0
	same "$(field ifindex xvs -j offload show sw0)" "$(of_dev w0 ifindex)"
	xvs nic disconnect sw0 up
	same "$(set_of able)" -
	same "$(field ifname xvs -j offload show sw0)" null
}

test_another_nic_is_able_of_something_else()
{
	pair w0 u0
	ip link add d0 type dummy
	turn d0 tx off
	bound w0
	watch offload
	hears 1 xvs detach sw0 up
	hears 1 xvs attach sw0 d0 port up kind uplink
	misses able csum tso
	knows allowed csum tso udp-gso
	misses in-force csum tso udp-gso
}

test_ethtool_on_the_nic_is_seen_and_told()
{
	pair w0 u0
	bound w0
	watch offload
	hears 1 turn w0 tso off
	misses able tso
	misses in-force tso
	knows allowed tso
	hears 1 turn w0 tso on
	knows in-force tso
	hears 1 turn w0 tx off
	misses able csum tso
}

test_what_changes_no_set_is_not_told()
{
	pair w0 u0
	bound w0
	watch offload
	silent turn w0 gro on
	silent ip link set w0 mtu 1400
	silent turn w0 tso on
	silent xvs offload set sw0 tso on
}

test_the_host_keeps_what_software_does_for_the_nic()
{
	ip link add d0 type dummy
	turn d0 tx off
	bound d0
	misses able tso
	same "$(feature sw0 tcp-segmentation-offload)" on
	same "$(feature sw0 tx-checksumming)" on
}

test_a_hash_is_the_hosts_only_while_the_nic_makes_it()
{
	pair w0 u0
	bound w0
	misses able rx-hash
	same "$(feature sw0 receive-hashing)" off
}

# --- the operator ---

test_the_operator_forbids_by_xvs_and_ethtool_shows_it()
{
	pair w0 u0
	bound w0
	watch offload
	hears 1 xvs offload set sw0 tso off
	misses allowed tso
	misses in-force tso
	knows able tso
	same "$(feature sw0 tx-tcp-segmentation)" off
	same "$(feature sw0 tx-tcp6-segmentation)" off
	same "$(feature sw0 tx-udp-segmentation)" on
	hears 1 xvs offload set sw0 tso on udp-gso off
	same "$(feature sw0 tx-tcp-segmentation)" on
	same "$(feature sw0 tx-udp-segmentation)" off
}

test_the_operator_forbids_by_ethtool_and_xvs_shows_it()
{
	pair w0 u0
	bound w0
	watch offload
	hears 1 turn sw0 tso off
	misses allowed tso
	knows able tso
	hears 1 turn sw0 tso on
	knows in-force tso
	# no feature changes by this one
	hears 1 turn sw0 esp-hw-offload off
	misses allowed esp
	hears 1 xvs offload set sw0 esp on
	knows allowed esp
	hears 1 turn sw0 txvlan off
	misses allowed vlan
}

test_what_needs_something_else_falls_with_it()
{
	pair w0 u0
	bound w0
	xvs offload set sw0 csum off
	knows allowed tso udp-gso
	misses in-force csum tso udp-gso
	same "$(feature sw0 tx-tcp-segmentation)" off
	xvs offload set sw0 csum on
	knows in-force csum tso udp-gso
	same "$(feature sw0 tx-tcp-segmentation)" on
}

test_part_of_a_word_stays_as_ethtool_has_it()
{
	pair w0 u0
	bound w0
	turn sw0 tx-tcp6-segmentation off
	knows allowed tso
	xvs offload set sw0 vlan off
	same "$(feature sw0 tx-tcp6-segmentation)" off
	same "$(feature sw0 tx-tcp-segmentation)" on
}

test_all_host_nics_follow_the_switch()
{
	pair w0 u0
	bound w0
	ip link add link sw0 name h1 type xvs
	xvs offload set sw0 tso off
	same "$(feature h1 tx-tcp-segmentation)" off
	turn sw0 tso on
	same "$(feature h1 tx-tcp-segmentation)" on
	# one that goes its own way is no word on the switch
	turn h1 tso off
	knows allowed tso
	same "$(feature sw0 tx-tcp-segmentation)" on
	xvs offload set sw0 udp-gso off
	xvs port add sw0 p9
	xvs nic add sw0 p9 dev h2 kind host
	same "$(feature h2 tx-udp-segmentation)" off
}

test_a_switch_without_host_nic_has_a_word_too()
{
	pair w0 u0
	new_switch type external host off
	xvs attach sw0 w0 port up kind uplink
	xvs offload set sw0 tso off
	misses in-force tso
	same "$(feature sw0 tx-tcp-segmentation)" off
}

test_a_host_nic_on_another_switch_may_follow()
{
	pair w0 u0
	bound w0
	ip link add link sw0 name h1 type xvs
	xvs switch add sw1 type external host off
	xvs attach sw1 h1 port up kind uplink
	xvs offload set sw0 tso off
	lacks "$(xvs -j offload show sw1 | jq -r '.[0]["in-force"][]')" tso
	xvs offload set sw0 tso on
	holds "$(xvs -j offload show sw1 | jq -r '.[0]["in-force"][]')" tso
	ip link del sw0
	same "$(xvs -j offload show sw1 | jq -r '.[0].able | length')" 0
}

test_a_limit_of_associations_is_kept()
{
	new_switch
	watch offload
	same "$(field sa-limit xvs -j offload show sw0)" null
	hears 1 xvs offload set sw0 sa-limit 0
	same "$(field sa-limit xvs -j offload show sw0)" 0
	hears 1 xvs offload set sw0 sa-limit 4000000000 tso off
	same "$(field sa-limit xvs -j offload show sw0)" 4000000000
	hears 1 xvs offload set sw0 sa-limit none
	same "$(field sa-limit xvs -j offload show sw0)" null
}

# --- bonds and teams ---

test_a_bond_is_able_of_what_its_members_share()
{
	two_members
	bond mode balance-rr
	bound bond0
	watch offload
	knows able csum tso
	hears 1 turn m1 tso off
	misses able tso
	hears 1 turn m1 tso on
	knows able tso
	hears 1 turn bond0 tso off
	misses able tso
}

test_a_bond_gains_and_loses_members()
{
	two_members
	bond mode active-backup
	ip link set m1 nomaster
	turn m1 tso off
	bound bond0
	watch offload
	knows able tso
	ip link set m1 down
	hears 1 ip link set m1 master bond0
	misses able tso
	hears 1 ip link set m1 nomaster
	knows able tso
	hears 1 ip link set m0 nomaster
	same "$(set_of able)" -
}

test_a_team_is_able_of_what_its_members_share()
{
	modprobe -q team || skip "this kernel has no team"
	two_members
	ip link add team0 type team
	turn m1 tso off
	ip link set m0 master team0
	bound team0
	watch offload
	knows able csum
	hears 1 ip link set m1 master team0
	misses able tso
	hears 1 ip link set m1 nomaster
	ip link del team0
	same "$(set_of able)" -
}

# --- ESP ---
#
# simnic N: a simulated NIC, up, its other end as well
simnic()
{
	modprobe -qa esp4 esp4_offload xfrm_user 2> /dev/null
	needs_module "$XVS_MODDIR/../xvs_simnic/xvs_simnic.ko"
	ip link add "$1" type xvs_simnic
	ip link set "$1-wire" up
	ip link set "$1" up
}

esp_features="esp-hw-offload esp-tx-csum-hw-offload tx-esp-segmentation"

# host_esp on|off: all of it
host_esp()
{
	local name
	for name in $esp_features; do
		same "$name $(feature sw0 "$name")" "$name $1"
	done
}

# sa SPI: given to the host NIC
sa()
{
	ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi "$1" \
		reqid 1 mode transport \
		aead "rfc4106(gcm(aes))" "0x$(printf '%040d' 1)" 128 \
		offload dev sw0 dir out
}

# sas USED SOFTWARE
sas()
{
	same "$(xvs -j offload show sw0 |
		jq -r '.[0] | [.["sa-used"], .["sa-software"]] | @text')" \
		"[$1,$2]"
}

test_esp_is_in_force_while_the_nic_is_up()
{
	simnic n0
	ip link set n0 down
	bound n0
	watch offload
	knows able esp esp-csum esp-gso esn
	misses in-force esp esp-csum esp-gso esn
	host_esp off
	hears 1 ip link set n0 up
	knows in-force esp esp-csum esp-gso esn
	same "$(crypto_nic)" n0
	host_esp on
	hears 1 ip link set n0 down
	same "$(crypto_nic)" null
	host_esp off
}

test_esp_goes_with_the_nic_and_comes_with_another()
{
	simnic n0
	simnic n1
	pair w0 u0
	bound n0
	host_esp on
	xvs detach sw0 up
	host_esp off
	xvs attach sw0 w0 port up kind uplink
	host_esp off
	xvs detach sw0 up
	xvs attach sw0 n1 port up kind uplink
	same "$(crypto_nic)" n1
	ip link del n1
	same "$(crypto_nic)" null
	host_esp off
}

test_esp_that_the_nic_turns_off_is_off()
{
	simnic n0
	bound n0
	watch offload
	hears 1 turn n0 tx-esp-segmentation off
	misses able esp-gso
	same "$(feature sw0 tx-esp-segmentation)" off
	same "$(feature sw0 esp-hw-offload)" on
	hears 1 turn n0 esp-hw-offload off
	misses able esp esp-csum esn
	same "$(crypto_nic)" null
	host_esp off
}

test_esp_that_is_not_allowed_is_off_by_either_word()
{
	simnic n0
	bound n0
	watch offload
	hears 1 xvs offload set sw0 esp off
	knows able esp
	misses in-force esp esp-csum esp-gso esn
	knows allowed esp-csum
	host_esp off
	hears 1 turn sw0 esp-hw-offload on
	knows in-force esp esp-csum esp-gso esn
	host_esp on
	hears 1 turn sw0 esp-hw-offload off
	misses allowed esp
	hears 1 xvs offload set sw0 esp on
	host_esp on
	hears 1 xvs offload set sw0 esn off
	misses in-force esn
	host_esp on
}

test_a_vlan_passes_no_esp_on()
{
	simnic n0
	ip link add link n0 name n0.7 type vlan id 7
	ip link set n0.7 up
	bound n0.7
	misses able esp esn
	knows able csum
}

test_associations_are_counted_and_limited()
{
	simnic n0
	bound n0
	ip link set sw0 up
	sas 0 0
	sa 0x1
	sa 0x2
	sas 2 0
	xvs offload set sw0 sa-limit 1
	sas 1 1
	xvs offload set sw0 esp off
	sas 0 2
	xvs offload set sw0 esp on
	sas 1 1
	holds "$(xvs offload show sw0)" "n0 computes 1" "the host computes 1"
	xvs offload set sw0 sa-limit none
	sas 2 0
	xvs detach sw0 up
	sas 0 2
	ip xfrm state flush
	sas 0 0
}

# esp_bond [WORDS]: bond0 of two simulated NICs
esp_bond()
{
	simnic m0
	simnic m1
	bond "$@"
	same_soon m0 of_dev bond0 bonding/active_slave
}

active()
{
	ip link set bond0 type bond active_slave "$1"
}

test_the_active_member_of_a_bond_computes_esp()
{
	esp_bond mode active-backup
	bound bond0
	ip link set sw0 up
	watch offload
	knows in-force esp esp-csum esp-gso esn
	same_soon m0 crypto_nic
	sa 0x1
	sas 1 0
	hears 1 active m1
	same_soon m1 crypto_nic
	sas 1 0
	host_esp on
	hears 1 ip link set m1 down
	same_soon m0 crypto_nic
	sas 1 0
	hears 1 ip link set m0 nomaster
	same "$(crypto_nic)" null
	sas 0 1
}

test_a_member_without_esp_ends_it_for_the_bond()
{
	esp_bond mode active-backup
	bound bond0
	watch offload
	pair m2 m2p
	ip link set m2 down
	hears 1 ip link set m2 master bond0
	misses able esp esn
	host_esp off
	hears 1 ip link set m2 nomaster
	knows in-force esp
	hears 1 turn m1 esp-hw-offload off
	misses able esp
}

test_a_bond_that_balances_has_no_esp()
{
	simnic m0
	simnic m1
	bond mode balance-rr
	bound bond0
	knows able csum
	misses able esp esp-csum esp-gso esn
	same "$(crypto_nic)" null
}

team_set()
{
	"$here/lib/team.py" team0 "$@"
}

test_the_one_enabled_port_of_a_team_computes_esp()
{
	modprobe -q team || skip "this kernel has no team"
	simnic m0
	simnic m1
	ip link add team0 type team
	team_set mode activebackup
	ip link set m0 down
	ip link set m1 down
	ip link set m0 master team0
	ip link set m1 master team0
	ip link set team0 up
	ip link set m0 up
	ip link set m1 up
	bound team0
	watch offload
	knows able esp
	same "$(crypto_nic)" null
	hears 1 team_set enabled off m1
	same "$(crypto_nic)" m0
	host_esp on
	team_set enabled off m0
	same_soon null crypto_nic
	team_set enabled on m1
	same_soon m1 crypto_nic
	ip link set m1 nomaster
	same_soon null crypto_nic
}

test_a_team_that_balances_has_no_esp()
{
	modprobe -q team || skip "this kernel has no team"
	simnic m0
	ip link add team0 type team
	team_set mode roundrobin
	ip link set m0 down
	ip link set m0 master team0
	bound team0
	misses able esp
}

# --- words ---

test_show_is_a_table_for_people()
{
	pair w0 u0
	bound w0
	xvs offload set sw0 tso off sa-limit 16
	holds "$(xvs offload show sw0 | tr -s ' ')" "OFFLOAD ABLE ALLOWED IN-FORCE" \
		"sw0 w0 csum yes yes yes" "sw0 w0 tso yes no no" \
		"sw0 w0 esp no yes no" "the NIC is given at most 16"
	xvs switch add sw1 type private
	same "$(xvs offload show | grep -c ' csum ')" 2
	same "$(xvs -j offload show | jq -r '.[].switch' | xargs)" "sw0 sw1"
}

test_save_brings_back_what_is_not_the_default()
{
	local saved
	new_switch
	lacks "$(xvs save)" offload
	xvs offload set sw0 tso off esn off sa-limit 9
	saved=$(xvs save)
	holds "$saved" "offload set sw0 tso off esn off sa-limit 9"
	ip link del sw0
	xvs -b - <<< "$saved"
	same "$(xvs save)" "$saved"
	same "$(feature sw0 tx-tcp-segmentation)" off
}

test_monitor_tells_of_it_by_its_group_only()
{
	new_switch
	watch lifecycle
	xvs offload set sw0 tso off
	xvs switch set sw0 type private
	until_ok saw_last "switch sw0 changed"
	lacks "$(events)" offload
}

test_a_switch_that_loses_its_uplink_by_its_type_tells_so()
{
	pair w0 u0
	bound w0
	watch offload
	hears 1 xvs switch set sw0 type internal
	same "$(set_of able)" -
}

test_wrong_words_are_refused()
{
	new_switch
	wrong "what to set is missing" xvs offload set sw0
	wrong "neither on nor off" xvs offload set sw0 tso maybe
	wrong "neither a number nor none" xvs offload set sw0 sa-limit x
	wrong "given twice" xvs offload set sw0 tso on tso off
	refused "there is no switch of that name" xvs offload set sw9 tso off
	refused "there is no switch of that name" xvs offload show sw9
}

main "$@"
