#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Four processes add, update and delete associations on the host NIC, one soon
# after the other, while frames flow and the bond below fails over again and
# again. XVS_SA_RACE is how many associations in all.
#
#	+--host-------+	       +-- nic0 ====== wire0 --+
#	|     sw0  up-+- bond0-|		       |- wires, ns b
#	+-------------+	       +-- nic1 ====== wire1 --+
. "${0%/*}/lib/lib.sh"
. "${0%/*}/lib/ipsec.sh"
jobs=1
players=4
total=${XVS_SA_RACE:-$([ $slow = 1 ] && echo 100000 || echo 5000)}
limit=900

play()
{
	python3 "$here/lib/xfrm.py" churn sw0 $((total / players)) "$1" \
		> "$work/churn.$1" 2>&1
}

# counted WHAT: of all players
counted()
{
	cat "$work"/churn.* | awk -v what="$1" '{
		for (i = 1; i < NF; i++)
			if ($i == what)
				sum += $(i + 1)
	} END { print sum + 0 }'
}

moved()
{
	ethtool -S sw0 | awk '$1 == "ipsec_moved:" { print $2 }'
}

of_switch()
{
	field "$1" xvs -j offload show sw0
}

test_of_many_associations_that_come_and_go_none_is_left_anywhere()
{
	local i all pings failovers=0

	bonded
	set_nic nic0 sa_capacity 1000000
	set_nic nic1 sa_capacity 1000000
	protect transport "$gcm128" sw0 -
	ping -i 0.02 -q 192.0.2.2 > "$work/ping" &
	pings=$!
	(
		for ((i = 0; i < players; i++)); do
			play $i &
			pids[i]=$!
		done
		wait "${pids[@]}"
	) &
	all=$!
	fails_over_while kill -0 $all 2> /dev/null
	wait $all || fail "$(cat "$work"/churn.*)"
	kill -INT $pings
	wait $pings || :
	echo "$failovers failovers" > "$work/failovers"
	same "$(counted added)" $((total / players * players))
	[ "$(moved)" -gt "$failovers" ] ||
		fail "$(moved) moved in $failovers failovers"
	awk '/transmitted/ { exit !($4 > 0.8 * $1) }' "$work/ping" ||
		fail "$(cat "$work/ping")"
	# those that expire are gone a second later
	same_soon 2 of_switch sa-used
	same_soon "2 0" both
	talks
	same "$(ip xfrm state | grep -c "^src")" 2
	unprotect
	same_soon 0 of_switch sa-used
	same "$(of_switch sa-software) $(both)" "0 0 0"
	xvs switch del sw0
	ip link del bond0
	ip link del nic0
	ip link del nic1
}

case ${1-} in
list) ;;
*) prepare_more ;;
esac
main "$@"
