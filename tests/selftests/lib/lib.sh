# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the files of tests share. A file sources this, defines functions whose
# names begin with test_ and are sentences, and ends with: main "$@"
#
#   FILE list      prints the tests' names
#   FILE [NAME...] runs all, or those whose names hold one of the words
#
# Each test runs in a shell of its own in namespaces of its own (network,
# mounts, processes), which end with it, and passes when every one of its
# commands succeeds. Needs the xvs module's machine: scripts/lab.

set -u
top=$(cd "${BASH_SOURCE[0]%/*}/../../.." && pwd -P)
here=$top/tests/selftests
PATH=$top/build/tools:$PATH:/usr/sbin:/sbin
work=${XVS_WORK:-/tmp/xvs-selftests}	# what the tests of one run share
built=$top/build/tests
FRAME=$built/frame
PICK=$built/pick
limit=${XVS_TEST_SECS:-120}		# a file may set its own

# m1, m2...: the addresses of guests; unknown is nobody's
unknown=02:00:5e:00:53:ff
broadcast=ff:ff:ff:ff:ff:ff
group=01:00:5e:00:00:fb
for _i in 1 2 3 4 5 6 7 8 9; do
	declare "m$_i=02:00:5e:00:53:0$_i"
done

slow=1		# how many times as long this kernel takes
[[ ${XVS_KERNEL-} != *debug ]] || slow=3

# --- checks ---

fail()
{
	echo "$*"
	return 1
}

# not COMMAND...: it must fail
not()
{
	! "$@" || fail "this went well: $*"
}

same()
{
	[ "$1" = "$2" ] || fail "got '$1', expected '$2'"
}

# holds TEXT PART...
holds()
{
	local text=$1 part
	shift
	for part; do
		[[ $text == *"$part"* ]] || {
			fail "'$part' is not in: $text"
			return
		}
	done
}

# lacks TEXT PART...
lacks()
{
	local text=$1 part
	shift
	for part; do
		[[ $text != *"$part"* ]] || {
			fail "'$part' is in: $text"
			return
		}
	done
}

# until_ok COMMAND...: tries until it succeeds, for some seconds
until_ok()
{
	local end=$((SECONDS + 10 * slow))

	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || {
			fail "never: $*"
			return
		}
		sleep 0.02
	done
}

# same_soon VALUE COMMAND...: the command prints it, if not now then soon
same_soon()
{
	local want=$1
	shift
	until_ok prints "$want" "$@" || same "$("$@")" "$want"
}

prints()
{
	local want=$1
	shift
	[ "$("$@")" = "$want" ]
}

# exits STATUS COMMAND...
exits()
{
	local want=$1 status=0
	shift
	"$@" || status=$?
	same "$status" "$want"
}

# The state of everything, to see that nothing changed
everything()
{
	printf '%s\n' "switch show" "port show" "nic show" "property show" |
		xvs -j -b -
	xvs save
}

# refused SENTENCE COMMAND...: the kernel refuses with this sentence, the
# command says so with status 2 (that of ip is 1 or 2), and nothing changed.
# Where old kernels have a plainer sentence, it stands behind a |.
refused()
{
	local sentence=${1%%|*} plain=${1##*|} before status=0 said
	shift
	before=$(everything)
	said=$("$@" 2>&1) || status=$?
	[ "$1" != xvs ] || same "$status" 2
	[ "$status" != 0 ] || {
		fail "was let through: $*"
		return
	}
	[[ $said == *"$plain"* ]] || holds "$said" "$sentence"
	same "$(everything)" "$before"
	printf '%s\n' "$sentence" "$plain" >> "$work/sentences"
}

# wrong SENTENCE COMMAND...: the command sees it itself, status 1
wrong()
{
	local sentence=$1 status=0 said
	shift
	said=$("$@" 2>&1) || status=$?
	same "$status" 1
	holds "$said" "$sentence"
}

skip()
{
	echo "$*"
	exit 4
}

# --- reading ---

# field KEY COMMAND...: KEY of the first record that a command shows as JSON
field()
{
	local key=$1
	shift
	"$@" | "$PICK" "$key"
}

# number_of NAME < FILE of lines "NAME NUMBER"
number_of()
{
	local name number

	while read -r name number; do
		[ "$name" != "$1" ] || echo "$number"
	done
}

# drops PORT in|out REASON: how many
drops()
{
	xvs -j -s stats show sw0 "$1" |
		"$PICK" -d 0 drop "direction=$2" "name=$3" packets
}

# dropped PORT in|out REASON N: so many
dropped()
{
	same "$1 $2 $3: $(drops "$1" "$2" "$3")" "$1 $2 $3: $4"
}

# counter PORT KEY
counter()
{
	xvs -j stats show sw0 "$1" | "$PICK" "$2"
}

# where MAC [VID]: the port of an entry, and its kind
where()
{
	xvs -j fdb show sw0 | jq -r --arg mac "$1" --argjson vlan "${2:-0}" '
		.[] | select(.mac == $mac and (.vlan // 0) == $vlan)
		| .port + " " + .kind'
}

# --- the little network ---
#
# Guest N is a pair of veth: eN is the guest's end, vN is on port pN of sw0.

new_switch()
{
	xvs switch add sw0 "$@"
	ip link set sw0 up
}

# of_dev DEV FILE: what sysfs says of a device
of_dev()
{
	if [ ! -e "/sys/class/net/$1" ]; then
		mount -t sysfs sysfs /sys
		mount -t debugfs none /sys/kernel/debug
	fi
	cat "/sys/class/net/$1/$2"
}

mac_of()
{
	of_dev "$1" address
}

# pair NAME PEER: a veth pair, up, whose ends speak only when told to
pair()
{
	printf 'link %s\n' "add $1 type veth peer name $2" "set $1 up" \
		"set $2 up" | ip -batch -
}

# guest N [ATTACH-WORDS]
guest()
{
	local n=$1
	shift
	pair "v$n" "e$n"
	xvs attach sw0 "v$n" port "p$n" "$@"
	ends="${ends:+$ends }e$n"
}

ends=
# goes EXPECTED FROM WORDS...: a frame sent into FROM comes to EXPECTED, and
# nowhere else of $ends
goes()
{
	local expected=$1 from=$2
	shift 2
	"$FRAME" -on "$ends" -to "$expected" "$from" "$@"
}

# in_ns NAME COMMAND...
in_ns()
{
	ip netns exec "$@"
}

# named_netns NAME: one that other tests do not see
named_netns()
{
	[ -d /run/of-the-test ] || {
		mount -t tmpfs run /run
		mkdir /run/netns /run/of-the-test
	}
	ip netns add "$1"
}

# host_at N ADDRESS[/LENGTH]...: the guest's end moves to a namespace nN and
# gets addresses there
host_at()
{
	local n=$1 address
	shift
	named_netns "n$n"
	ip link set "e$n" netns "n$n"
	ip -n "n$n" link set lo up
	ip -n "n$n" link set "e$n" up
	for address; do
		[ "${address#*:}" = "$address" ] || address="$address nodad"
		# shellcheck disable=SC2086
		ip -n "n$n" address add $address dev "e$n"
	done
}

pings()
{
	in_ns "$1" ping -c 1 -W 4 -q "$2" > /dev/null
}

# outside COMMAND...: in the namespace that the run was started in
outside()
{
	nsenter --net=/dev/fd/9 "$@"
}

# --- events ---

listening()
{
	awk '$2 == 16 && $4 != "00000000" { found = 1 } END { exit !found }' \
		/proc/net/netlink
}

# watch [WORDS]: xvs monitor from here on
watch()
{
	xvs monitor "$@" > "$work/events.$TEST" &
	until_ok listening
}

watch_json()
{
	xvs -j monitor "$@" > "$work/events.$TEST" &
	until_ok listening
}

# The events so far without facts, one to a line: OBJECT WHERE EVENT
events()
{
	awk '{ print $1, $2, $3 }' "$work/events.$TEST"
}

saw_last()
{
	[ "$(events | tail -n 1)" = "$1" ]
}

# saw LINE...: these are the events, in order
saw()
{
	until_ok saw_last "${!#}" || :
	same "$(events)" "$(printf '%s\n' "$@")"
}

# saw_at_last LINE...: the same for the end of them; devices that go may have
# news of their own before
saw_at_last()
{
	until_ok saw_last "${!#}" || :
	same "$(events | tail -n $#)" "$(printf '%s\n' "$@")"
}

# --- modules ---

module_lives()
{
	local state

	read -r state < "/sys/module/$1/initstate" && [ "$state" = live ]
}

# needs_module FILE: loaded, and ready, also when two tests want it at once
needs_module()
{
	local name=${1##*/}

	name=${name%.ko}
	[ -d "/sys/module/$name" ] || insmod "$1" || [ -d "/sys/module/$name" ]
	module_lives "$name" || until_ok module_lives "$name"
}

# --- running ---

tests_of()
{
	sed -n 's/^test_\([a-z0-9_A-Z]*\)()$/\1/p' "$0"
}

module_loaded()
{
	needs_module "${XVS_MODDIR:?}/xvs.ko"
}

prepare()
{
	[ "$(id -u)" = 0 ] && [ -n "${XVS_MODDIR-}" ] || {
		echo "run: this needs a machine of the lab: scripts/lab uml" \
			"tests/selftests/run" >&2
		exit 2
	}
	[ -x "$FRAME" ] || {
		echo "run: there is no $FRAME; run scripts/build tests" >&2
		exit 2
	}
	mkdir -p "$work"
	modprobe -qa veth dummy tun macvlan bonding 8021q 2> /dev/null
	module_loaded
}

told()
{
	local at=${BASH_LINENO[*]:0:${#BASH_LINENO[@]}-3}

	echo "line $at: $BASH_COMMAND"
}

# In the namespaces of its own; a command that fails ends it.
one_test()
{
	TEST=$1
	set -eE -o pipefail
	trap told ERR
	# no other frames than those of the tests
	for _i in all default; do
		echo 1 > /proc/sys/net/ipv6/conf/$_i/disable_ipv6
	done
	"test_$1"
}

# run_test NUMBER NAME: prints the result
run_test()
{
	local status log=$work/log.$BASHPID

	timeout -k 10 $((limit * slow)) unshare --net --mount --pid --fork \
		--kill-child --mount-proc bash "$0" one "$2" \
		> "$log" 2>&1 < /dev/null 9< /proc/self/ns/net
	status=$?
	case $status in
	0)
		echo "ok $1 - ${2//_/ }" ;;
	4)
		echo "ok $1 - ${2//_/ } # SKIP $(tail -n 1 "$log")" ;;
	*)
		echo "not ok $1 - ${2//_/ }"
		[ "$status" != 124 ] && [ "$status" != 137 ] ||
			echo "# it took more than $((limit * slow)) seconds"
		head -c 8000 "$log" | sed 's/^/# /' ;;
	esac
	rm -f "$log"
	return $status
}

# The tests run two at a time, for one that waits, unless the file says jobs=1;
# their results are printed in their order.
run_tests()
{
	local i=0 name bad=0 pids=() out=$work/result.$$
	local jobs=${jobs:-2}

	for name; do
		[ "$i" -lt "$jobs" ] || wait "${pids[i - jobs]}" 2> /dev/null
		i=$((i + 1))
		run_test $i "$name" > "$out.$i" &
		pids+=($!)
	done
	for ((i = 1; i <= $#; i++)); do
		wait "${pids[i - 1]}"
		case $? in
		0 | 4) ;;
		*) bad=1 ;;
		esac
		cat "$out.$i"
		rm -f "$out.$i"
	done
	return $bad
}

chosen()
{
	local name word

	while read -r name; do
		[ $# -gt 0 ] || echo "$name"
		for word; do
			[[ $name == *"${word// /_}"* ]] && echo "$name"
		done
	done < <(tests_of)
}

main()
{
	local names

	case ${1-} in
	list)
		tests_of | tr _ ' '
		return ;;
	one)
		one_test "$2"
		return ;;
	esac
	prepare
	mapfile -t names < <(chosen "$@")
	echo "1..${#names[@]}"
	run_tests "${names[@]}"
}
