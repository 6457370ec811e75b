#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The simulated NICs, and their IPsec next to that of the kernel.
#
#	 here                  namespace b
#	 na ====== the wire ======= nb
#	 192.0.2.1              192.0.2.2
#	 2001:db8::1            2001:db8::2
#
# Either end encrypts in the NIC ("hw") or in the kernel ("sw").
# shellcheck source=tests/selftests/lib/lib.sh
. "${0%/*}/lib/lib.sh"

export XVS_TEST_SECS=${XVS_TEST_SECS:-300}
limit=$XVS_TEST_SECS
spi=0x1000

load()
{
	modprobe -qa xfrm_user esp4 esp6 esp4_offload esp6_offload gcm cbc ctr \
		aes_generic ghash_generic authenc authencesn hmac \
		sha256_generic sha512_generic seqiv echainiv || :
	needs_module "${XVS_MODDIR:?}/../xvs_simnic/xvs_simnic.ko"
}

b()
{
	in_ns b "$@"
}

up()
{
	ip -br link show dev "$1" | grep -q LOWER_UP
}

plug()
{
	load
	named_netns b
	ip link add na "$@" type xvs_simnic
	ip link set na-wire netns b name nb
	for _i in all default na; do
		echo 0 > /proc/sys/net/ipv6/conf/$_i/disable_ipv6
		echo 0 | b tee /proc/sys/net/ipv6/conf/${_i/na/nb}/disable_ipv6 \
			> /dev/null
	done
	ip link set lo up
	ip -n b link set lo up
	printf '%s\n' "address add 192.0.2.1/24 dev na" \
		"address add 2001:db8::1/64 dev na nodad" "link set na up" |
		ip -batch -
	printf '%s\n' "address add 192.0.2.2/24 dev nb" \
		"address add 2001:db8::2/64 dev nb nodad" "link set nb up" |
		ip -n b -batch -
	until_ok up na
	find_places
}

# folder DEV: of a NIC in debugfs
folder()
{
	echo "/sys/kernel/debug/xvs_simnic/${place[$1]}"
}

declare -A place
find_places()
{
	place[na]=$(ethtool -i na | sed -n 's/^bus-info: //p')
	place[nb]=$(b ethtool -i nb | sed -n 's/^bus-info: //p')
}

# count DEV COUNTER
count()
{
	number_of "$2" < "/sys/kernel/debug/xvs_simnic/${place[$1]}/counters"
}

# knob DEV NAME VALUE
knob()
{
	echo "$3" > "$(folder "$1")/$2"
}

# xfrm_stat NAME: here
xfrm_stat()
{
	number_of "$1" < /proc/net/xfrm_stat
}

# key BYTES
key()
{
	printf 0x
	od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'
}

# algorithm NAME: its words, with new keys
algorithm()
{
	local bits=${1#*-} icv=${1##*-}

	bits=${bits%%-*}
	case $1 in
	gcm-*)
		echo "aead rfc4106(gcm(aes)) $(key $((bits / 8 + 4))) $icv" ;;
	cbc-*-sha256-*)
		echo "auth-trunc hmac(sha256) $(key 32) $icv" \
			"enc cbc(aes) $(key $((bits / 8)))" ;;
	cbc-*-sha384)
		echo "auth-trunc hmac(sha384) $(key 48) 192" \
			"enc cbc(aes) $(key $((bits / 8)))" ;;
	cbc-*-sha512)
		echo "auth-trunc hmac(sha512) $(key 64) 256" \
			"enc cbc(aes) $(key $((bits / 8)))" ;;
	esac
}

gcm="gcm-128-128 gcm-128-96 gcm-128-64 gcm-256-128 gcm-256-96 gcm-256-64"
cbc="cbc-128-sha256-128 cbc-192-sha256-96 cbc-256-sha256-128 cbc-128-sha384
	cbc-256-sha384 cbc-192-sha512 cbc-256-sha512"

addresses()
{
	case $1 in
	4)	A=192.0.2.1 B=192.0.2.2 ;;
	6)	A=2001:db8::1 B=2001:db8::2 ;;
	esac
}

flush()
{
	ip xfrm state flush
	ip xfrm policy flush
	ip -n b xfrm state flush
	ip -n b xfrm policy flush
}

# offload hw|sw DEV DIR
offload()
{
	[ "$1" != hw ] || echo "offload dev $2 dir $3"
}

# secure FAMILY MODE ALGORITHM HERE THERE [WORDS]: all between the two, with
# new keys; HERE and THERE are hw or sw
secure()
{
	local mode=$2 here=$4 there=$5 go come
	addresses "$1"
	go="src $A dst $B proto esp spi $spi reqid 1 mode $mode
		$(algorithm "$3") ${*:6}"
	come="src $B dst $A proto esp spi $((spi + 1)) reqid 1 mode $mode
		$(algorithm "$3") ${*:6}"
	spi=$((spi + 2))
	xargs <<- EOF | sed 's/ ; /\n/g' | ip -batch -
		xfrm state add $go $(offload "$here" na out) ;
		xfrm state add $come $(offload "$here" na in) ;
		xfrm policy add src $A dst $B dir out
			tmpl src $A dst $B proto esp reqid 1 mode $mode ;
		xfrm policy add src $B dst $A dir in
			tmpl src $B dst $A proto esp reqid 1 mode $mode
	EOF
	xargs <<- EOF | sed 's/ ; /\n/g' | ip -n b -batch -
		xfrm state add $go $(offload "$there" nb in) ;
		xfrm state add $come $(offload "$there" nb out) ;
		xfrm policy add src $B dst $A dir out
			tmpl src $B dst $A proto esp reqid 1 mode $mode ;
		xfrm policy add src $A dst $B dir in
			tmpl src $A dst $B proto esp reqid 1 mode $mode
	EOF
}

answers()
{
	ping -c 1 -W 4 -q "$@" > /dev/null
}

# carries BYTES [FROM]: TCP takes so many from here to b (or to here) and they
# arrive
carries()
{
	local here=() there=(b) to=$B got=$work/got.$TEST sent=$work/sent.$TEST

	[ "${2-here}" = here ] || here=(b) there=() to=$A
	[[ $to != *:* ]] || to="[$to]"
	head -c "$1" /dev/urandom > "$sent"
	"${there[@]}" timeout 60 socat -u "TCP6-LISTEN:5000,ipv6only=0,reuseaddr" \
		"OPEN:$got,creat,trunc" &
	until_ok listens "${there[@]}"
	"${here[@]}" timeout 60 socat -u "OPEN:$sent" "TCP:$to:5000"
	wait $!
	cmp "$sent" "$got"
	rm -f "$sent" "$got"
}

listens()
{
	"$@" ss -ltn | grep -q ":5000 "
}

# --- a pair, without IPsec ---

test_two_ends_are_made_and_go_together()
{
	load
	ip link add na type xvs_simnic
	ip link show na-wire > /dev/null
	not ip link add na type xvs_simnic
	ip link add link na name na.5 type vlan id 5
	ip link del na-wire
	not ip link show na
	not ip link show na.5
}

test_carrier_is_there_when_both_ends_are_up()
{
	plug
	ip -n b link set nb down
	until_ok not up na
	ip -n b link set nb up
	until_ok up na
	knob na carrier 0
	until_ok not up na
	not b up nb
	knob na carrier 1
	until_ok up na
}

# In b
bad_sums()
{
	b cat /proc/net/snmp | awk '/^Tcp: [0-9]/ { print $NF }'
}

test_segments_are_cut_and_sums_are_made_and_checked()
{
	plug
	for _i in 4 6; do
		addresses $_i
		answers -s 1400 "$B"
		carries 400000
		carries 400000 there
	done
	[ "$(count na tx_segmented)" -gt 5 ]
	[ "$(count nb tx_segmented)" -gt 5 ]
	same "$(count na tx_error) $(count nb tx_error)" "0 0"
	same "$(bad_sums)" 0
}

# An end that leaves tags to the stack understands one that does not.
test_tags_are_put_in_and_taken_off()
{
	local here there

	plug
	ip link add link na name na.5 type vlan id 5
	ip -n b link add link nb name nb.5 type vlan id 5
	ip link set na.5 up
	ip -n b link set nb.5 up
	ip address add 198.51.100.1/24 dev na.5
	ip -n b address add 198.51.100.2/24 dev nb.5
	A=198.51.100.1 B=198.51.100.2
	for here in on off; do
		ethtool -K na txvlan $here rxvlan $here
		for there in on off; do
			b ethtool -K nb txvlan $there rxvlan $there
			answers -s 1400 "$B"
			carries 400000
			carries 400000 there
		done
	done
	[ "$(count na tx_segmented)" -gt 5 ]
	same "$(count na tx_error) $(count nb tx_error)" "0 0"
	same "$(bad_sums)" 0
}

test_frames_to_others_are_filtered_as_the_stack_asks()
{
	local before

	plug
	# what IPv6 says by itself is not to be counted
	echo 1 > /proc/sys/net/ipv6/conf/na/disable_ipv6
	echo 1 | b tee /proc/sys/net/ipv6/conf/nb/disable_ipv6 > /dev/null
	addresses 4
	answers "$B"
	# nor what b asks to see that na is still there
	ip -n b neighbour replace "$A" dev nb lladdr "$(mac_of na)"
	ip neighbour replace "$B" lladdr $m5 dev na
	not answers -W 1 "$B"
	[ "$(count nb rx_filtered)" -gt 0 ]
	b bridge fdb add $m5 dev nb self
	before=$(count nb rx_frames)
	answers -W 1 "$B" || :
	[ "$(count nb rx_frames)" -gt "$before" ]
	b bridge fdb del $m5 dev nb self
	before=$(count nb rx_frames)
	answers -W 1 "$B" || :
	same "$(count nb rx_frames)" "$before"
	ip -n b link set nb promisc on
	answers -W 1 "$B" || :
	[ "$(count nb rx_frames)" -gt "$before" ]
	ip -n b link set nb promisc off
	ip neighbour replace "$B" lladdr $group dev na
	before=$(count nb rx_frames)
	answers -W 1 "$B" || :
	same "$(count nb rx_frames)" "$before"
	ip -n b link set nb allmulticast on
	answers -W 1 "$B" || :
	[ "$(count nb rx_frames)" -gt "$before" ]
}

test_what_is_sent_may_be_sent_again()
{
	plug
	addresses 4
	# each frame is a copy of one that TCP keeps until it is acknowledged
	ethtool -K na tso off gso off
	knob na drop_every 7
	carries 400000
	carries 400000
	[ "$(count na tx_knob_dropped)" -gt 20 ]
}

test_frames_that_are_too_long_for_the_other_end_are_lost()
{
	plug mtu 4000
	addresses 4
	answers -s 3900 -M 'do' "$B"
	ip -n b link set nb mtu 1500
	not answers -W 1 -s 3900 -M 'do' "$B"
	same "$(count nb rx_oversize)" 1
}

# --- IPsec ---

# speaks FAMILY MODE ALGORITHM HERE THERE [WORDS]
speaks()
{
	local before after

	echo "$*"
	before=$(count na tx_esp),$(count na rx_esp),$(count nb tx_esp)
	secure "$@"
	answers "$B"
	answers -s 1 "$B"
	answers -s 1400 "$B"
	b ping -c 1 -W 4 -q -s 333 "$A" > /dev/null
	after=$(count na tx_esp),$(count na rx_esp),$(count nb tx_esp)
	[ "$4" != hw ] || [ "${before%%,*}" != "${after%%,*}" ]
	[ "$5" != hw ] || [ "${before##*,}" != "${after##*,}" ]
	same "$(count na rx_esp_failed) $(count na tx_esp_error)" "0 0"
	same "$(count nb rx_esp_failed) $(count nb tx_esp_error)" "0 0"
	flush
}

# all_ways FAMILY MODE ALGORITHMS
all_ways()
{
	local each

	plug
	for each in $3; do
		speaks "$1" "$2" "$each" hw sw flag esn replay-window 32
	done
	speaks "$1" "$2" "$each" sw hw
	speaks "$1" "$2" "$each" hw hw
	secure "$1" "$2" "$each" hw hw
	carries 200000
	carries 200000 there
	[ "$(count na tx_segmented)" -gt 5 ]
	same "$(count na rx_esp_failed) $(count nb rx_esp_failed)" "0 0"
}

test_gcm_in_transport_mode_over_ipv4()
{
	all_ways 4 transport "$gcm"
}

test_gcm_in_tunnel_mode_over_ipv4()
{
	all_ways 4 tunnel "$gcm"
}

test_gcm_in_transport_mode_over_ipv6()
{
	all_ways 6 transport "$gcm"
}

test_gcm_in_tunnel_mode_over_ipv6()
{
	all_ways 6 tunnel "$gcm"
}

test_cbc_and_hmac_in_transport_mode_over_ipv4()
{
	all_ways 4 transport "$cbc"
}

test_cbc_and_hmac_in_tunnel_mode_over_ipv4()
{
	all_ways 4 tunnel "$cbc"
}

test_cbc_and_hmac_in_transport_mode_over_ipv6()
{
	all_ways 6 transport "$cbc"
}

test_cbc_and_hmac_in_tunnel_mode_over_ipv6()
{
	all_ways 6 tunnel "$cbc"
}

# more_than N FILE FILTER: so many frames were captured
more_than()
{
	[ "$(tcpdump -nr "$2" "$3" 2> /dev/null | wc -l)" -gt "$1" ]
}

# GRO would take ESP out of frames before tcpdump sees them.
test_the_wire_carries_esp_and_nothing_else()
{
	local file=$work/wire.$TEST esp="ip proto 50 or ip6 proto 50"

	plug
	addresses 4
	answers "$B"
	b ethtool -K nb gro off
	secure 4 transport gcm-256-128 hw sw
	# few frames of any length fit into its ring, many short ones do
	ip netns exec b tcpdump -Z root --immediate-mode -s 1600 -qUni nb \
		-w "$file" ip \
		2> "$file.err" &
	local dump=$!
	until_ok grep -q listening "$file.err"
	answers "$B"
	carries 100000
	until_ok more_than 60 "$file" "$esp"
	kill $dump
	wait $dump || :
	same "$(tcpdump -nr "$file" "not ($esp)" 2> /dev/null)" ""
	[ "$(count na tx_segmented)" -gt 0 ]
	[ "$(count na tx_esp)" -gt 60 ]
	rm -f "$file"*
}

test_without_gso_of_esp_the_stack_cuts_and_the_nic_encrypts()
{
	plug
	addresses 4
	knob na lose 4
	[[ $(ethtool -k na) == *"tx-esp-segmentation: off"* ]]
	secure 4 tunnel gcm-128-128 hw sw
	carries 300000
	same "$(count na tx_segmented)" 0
	[ "$(count na tx_esp)" -gt 100 ]
	flush
	knob na lose 6
	secure 6 transport cbc-128-sha256-128 hw sw
	carries 300000
	same "$(count na tx_segmented) $(count na tx_esp_error)" "0 0"
}

# The numbers of both directions go over their lower half. Where a frame to be
# cut goes over it, the kernel cuts and encrypts, and its last one before the
# edge is lost: it has the high half of those behind. So it is without NICs.
wraps()
{
	secure "$@" flag esn replay-window 64 replay-seq 0xffffffd0 \
		replay-oseq 0xffffffd0 replay-seq-hi 4 replay-oseq-hi 4
	carries 300000
	carries 300000 there
	answers "$B"
	for _i in "$(count na rx_esp_failed)" "$(count nb rx_esp_failed)"; do
		[ $((_i - n)) -le 1 ]
	done
	n=$((n + 1))
	[[ $(cat "$(folder na)/ipsec") == *"in "*" esn 2147"* ]]
	flush
}

# The same one by one: nothing is lost.
wraps_slowly()
{
	secure "$@" flag esn replay-window 64 replay-seq 0xfffffffb \
		replay-oseq 0xfffffffb replay-seq-hi 4 replay-oseq-hi 4
	ping -c 20 -i 0.01 -W 4 -q "$B" > "$work/ping.$TEST"
	grep -q "20 received" "$work/ping.$TEST"
	flush
}

test_extended_numbers_go_over_the_edge()
{
	local n=0

	plug
	wraps_slowly 4 transport gcm-128-128 hw sw
	wraps_slowly 4 tunnel gcm-128-128 hw hw
	wraps_slowly 4 tunnel cbc-128-sha256-128 hw sw
	wraps_slowly 6 transport cbc-256-sha512 hw hw
	same "$(count na rx_esp_failed) $(count nb rx_esp_failed)" "0 0"
	wraps 4 transport gcm-128-128 hw sw
	wraps 4 tunnel cbc-128-sha256-128 hw sw
	wraps 6 transport cbc-256-sha512 hw hw
	wraps 6 tunnel gcm-256-64 hw hw
}

test_thousands_of_random_associations_speak_with_the_kernels_own()
{
	local rounds=${XVS_SIMNIC_ROUNDS:-20} ports=50 frames=6 i server
	local file=$work/random.$TEST run="$top/tests/selftests/lib/simnic_random.py"

	plug
	for ((i = 0; i < rounds; i++)); do
		addresses "$(shuf -n 1 -e 4 6)"
		python3 "$run" batches "$file" "$A" "$B" 10000 $ports $RANDOM
		ip -batch "$file.here"
		ip -n b -batch "$file.there"
		ip netns exec b python3 "$run" serve "$B" 10000 $ports \
			> "$file.out" &
		server=$!
		until_ok grep -q ready "$file.out"
		python3 "$run" ask "$B" 10000 $ports $frames $RANDOM
		kill $server
		wait $server 2> /dev/null || :
		flush
	done
	same "$(count na sa_added)" $((rounds * ports * 2))
	same "$(count na sa_deleted)" $((rounds * ports * 2))
	same "$(count na tx_esp)" $((rounds * ports * frames))
	same "$(count na rx_esp)" $((rounds * ports * frames))
	same "$(count na rx_esp_failed)" 0
	same "$(awk '$2 != 0' /proc/net/xfrm_stat)" ""
	same "$(b cat /proc/net/xfrm_stat | awk '$2 != 0')" ""
	rm -f "$file"*
}

# inside FROM TO WORDS: a policy for addresses of their own, here or in b
inside()
{
	ip xfrm policy add src "198.51.100.$1" dst "198.51.100.$2" "${@:3}" \
		proto esp reqid 1 mode tunnel
}

b_inside()
{
	ip -n b xfrm policy add src "198.51.100.$1" dst "198.51.100.$2" \
		"${@:3}" proto esp reqid 1 mode tunnel
}

# What is inside has addresses of its own, or policies would want ESP around the
# UDP that is around ESP.
test_esp_in_udp()
{
	local encap="encap espinudp 4500 4500 0.0.0.0"

	plug
	addresses 4
	# shellcheck disable=SC2086
	ip xfrm state add src $A dst $B proto esp spi 3 mode tunnel \
		aead 'rfc4106(gcm(aes))' "$(key 20)" 128 $encap \
		offload dev na dir out ||
		skip "this kernel does not offload ESP in UDP"
	ip xfrm state flush
	# shellcheck disable=SC2086
	secure 4 tunnel gcm-128-128 hw sw $encap
	ip xfrm policy flush
	b ip xfrm policy flush
	ip address add 198.51.100.1/32 dev lo
	b ip address add 198.51.100.2/32 dev lo
	ip route add 198.51.100.2 via $B src 198.51.100.1
	b ip route add 198.51.100.1 via $A src 198.51.100.2
	inside 1 2 dir out tmpl src $A dst $B
	inside 2 1 dir in tmpl src $B dst $A
	b_inside 2 1 dir out tmpl src $B dst $A
	b_inside 1 2 dir in tmpl src $A dst $B
	python3 "$top/tests/selftests/lib/esp_in_udp.py" &
	ip netns exec b python3 "$top/tests/selftests/lib/esp_in_udp.py" &
	A=198.51.100.1 B=198.51.100.2
	until_ok answers -W 1 "$B"
	carries 100000
	carries 100000 there
	[ "$(count na tx_esp)" -gt 2 ]
	[ "$(count na rx_esp)" -gt 2 ]
	same "$(count na tx_esp_error) $(count na rx_esp_failed)" "0 0"
}

# --- what it refuses ---

# says SENTENCE WORDS...: an association with them is refused
says()
{
	local sentence=$1 said
	shift
	said=$(ip xfrm state add src $A dst $B proto esp spi $spi "$@" \
		offload dev na dir out 2>&1) && fail "was taken: $*"
	[[ $XVS_KERNEL == *6.1 ]] || holds "$said" "xvs_simnic: $sentence"
}

test_what_no_nic_does_is_refused_with_a_sentence()
{
	local hash gcm cbc

	plug
	addresses 4
	hash="auth-trunc hmac(sha256) $(key 32) 128"
	gcm="aead rfc4106(gcm(aes))"
	cbc="enc cbc(aes) $(key 16)"
	# shellcheck disable=SC2086
	{
	says "only transport and tunnel mode" mode beet $hash $cbc
	says "only AES-GCM and AES-CBC" mode tunnel $hash enc \
		'ecb(cipher_null)' ''
	says "only HMAC with SHA-256, SHA-384, SHA-512" mode tunnel $cbc
	says "no ICV of this length" mode tunnel \
		auth-trunc 'hmac(sha512)' "$(key 64)" 128 $cbc
	says "only GCM keys of 128 or 256 bits" mode tunnel $gcm "$(key 28)" 128
	}
	same "$(count na sa_added)" 0
	[ "$(count na sa_refused)" -ge 4 ]
}

# --- knobs ---

test_a_table_of_associations_fills_up()
{
	plug
	knob na sa_capacity 2
	secure 4 transport gcm-128-128 hw sw
	says "the table of associations is full" mode tunnel \
		aead 'rfc4106(gcm(aes))' "$(key 20)" 128
	same "$(count na sa_added)" 2
	ip xfrm state flush
	ip xfrm state add src $A dst $B proto esp spi 7 mode tunnel \
		aead 'rfc4106(gcm(aes))' "$(key 20)" 128 offload dev na dir out
	same "$(count na sa_added)" 3
}

test_adds_are_refused_as_often_as_asked()
{
	plug
	knob na refuse_next_add 2
	secure 4 transport gcm-128-128 hw sw
	same "$(count na sa_refused)" 2
	answers "$B"
	same "$(count na tx_esp)" 0
	flush
	knob na refuse_errno 12
	knob na refuse_next_add 1
	says "a knob says to refuse this" mode tunnel \
		aead 'rfc4106(gcm(aes))' "$(key 20)" 128
	secure 4 transport gcm-128-128 hw sw
	answers "$B"
	[ "$(count na tx_esp)" != 0 ]
}

test_a_nic_fails_after_some_frames()
{
	plug
	addresses 4
	answers "$B"
	knob na fail_after 3
	ping -c 5 -i 0.05 -W 1 -q "$B" > "$work/ping.$TEST" && :
	until_ok not up na
	same "$(cat "$(folder na)/carrier")" 0
	knob na carrier 1
	until_ok answers -W 1 "$B"
}

test_frames_are_dropped_and_corrupted_as_asked()
{
	plug
	secure 4 transport gcm-128-128 hw hw
	answers "$B"
	knob na drop_every 2
	ping -c 10 -i 0.02 -W 1 -q "$B" > /dev/null && :
	[ "$(count na tx_knob_dropped)" -ge 4 ]
	knob na drop_every 0
	knob na corrupt_every 1
	not answers -W 1 "$B"
	knob na corrupt_every 0
	[ "$(count nb rx_esp_failed)" != 0 ]
	same "$(b cat /proc/net/xfrm_stat |
		awk '/XfrmInStateProtoError/ { print $2 }')" \
		"$(count nb rx_esp_failed)"
	holds "$(ip -n b -s xfrm state)" "failed 1"
	answers "$B"
}

test_frames_are_delayed_as_asked()
{
	plug
	addresses 4
	answers "$B"
	knob na delay_us 200000
	not timeout 0.15 ping -c 1 "$B" > /dev/null
	answers "$B"
	knob na delay_us 0
	answers "$B"
}

# fails_with STATUS COUNTER
fails_with()
{
	local before
	before=$(xfrm_stat "$2")
	knob na rx_status "$1"
	knob na rx_status_next 1
	not answers -W 1 "$B"
	same "$(xfrm_stat "$2")" $((before + 1))
	answers "$B"
}

test_each_failure_of_what_comes_in_is_reported()
{
	plug
	secure 4 transport gcm-128-128 hw sw
	answers "$B"
	fails_with 2 XfrmInBufferError
	fails_with 4 XfrmInStateProtoError
	fails_with 8 XfrmInStateProtoError
	fails_with 16 XfrmInStateProtoError
	fails_with 32 XfrmInStateProtoError
	fails_with 64 XfrmInBufferError
	fails_with 128 XfrmInStateProtoError
	same "$(count na rx_knob_status)" 7
}

test_offload_is_lost_and_comes_back_under_traffic()
{
	plug
	secure 4 tunnel gcm-128-128 hw sw
	carries 100000
	knob na lose 1
	[[ $(ethtool -k na) == *"esp-hw-offload: off"* ]]
	local before
	before=$(count na tx_esp)
	carries 100000
	carries 100000 there
	same "$(count na tx_esp)" "$before"
	knob na lose 0
	[[ $(ethtool -k na) == *"esp-hw-offload: on"* ]]
	carries 100000
	[ "$(count na tx_esp)" -gt "$before" ]
}

test_a_nic_vanishes_under_traffic()
{
	plug
	secure 4 tunnel gcm-128-128 hw hw
	ping -f -w 20 -q "$B" > /dev/null 2>&1 &
	b ping -f -w 20 -q -s 1400 "$A" > /dev/null 2>&1 &
	sleep 0.5
	knob na vanish 1
	until_ok not ip link show na
	until_ok not b up nb
	same "$(ip xfrm state)" ""
	kill %1 %2 || :
	ip -n b link del nb
}

test_a_nic_goes_down_and_its_associations_with_it()
{
	plug
	secure 4 tunnel gcm-128-128 hw sw
	answers "$B"
	ip link set na down
	same "$(ip xfrm state)" ""
	same "$(cat "$(folder na)/ipsec")" ""
	same "$(count na sa_deleted)" 2
}

test_a_frame_for_an_association_that_has_gone_does_not_leave()
{
	plug
	secure 4 tunnel gcm-128-128 hw sw
	ip xfrm policy list > /dev/null
	ping -f -w 2 -q "$B" > /dev/null 2>&1 &
	sleep 0.3
	ip xfrm state flush
	wait $! || :
	same "$(cat "$(folder na)/ipsec")" ""
}

main "$@"
