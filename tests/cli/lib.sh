# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests of the command share. A test is a function whose name begins
# with test_ and is a sentence. It prints what was wrong and returns 1, or the
# reason to skip it and returns 4.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
XVS=${XVS:-$top/build/tools/xvs}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Runs the command; its status, output and error output stay for the checks.
xvs()
{
	last="xvs $*"
	"$XVS" "$@" > "$tmp/out" 2> "$tmp/err"
	status=$?
	out=$(cat "$tmp/out")
	err=$(cat "$tmp/err")
}

fail()
{
	echo "$last: $*"
	failed=1
}

# exits STATUS ARGUMENT...
exits()
{
	local want=$1
	shift
	xvs "$@"
	[ "$status" = "$want" ] || fail "status $status instead of $want: $err"
}

# refuses SENTENCE ARGUMENT...: status 1, nothing printed, and one line that
# ends with the sentence. Status 1 means that the kernel was not asked: without
# the module that would have been 2.
refuses()
{
	local sentence=$1
	shift
	exits 1 "$@"
	[ -z "$out" ] || fail "printed: $out"
	[ "$(wc -l < "$tmp/err")" = 1 ] || fail "not one line: $err"
	[[ $err == "xvs: "*"$sentence" ]] || fail "'$err' is not '$sentence'"
}

# prints TEXT ARGUMENT...: status 0 and the text somewhere in the output
prints()
{
	local text=$1
	shift
	exits 0 "$@"
	[[ $out == *"$text"* ]] || fail "'$text' is not in: $out"
}

# batch TEXT [OPTION...]: runs the text as a batch
batch()
{
	local text=$1
	shift
	printf '%s' "$text" > "$tmp/batch"
	xvs "$@" -b "$tmp/batch"
}

says()
{
	[[ $err == *"$1"* ]] || fail "'$1' is not in: $err"
}

run_tests()
{
	local test name result i=0 bad=0

	for test; do
		name=${test#test_}
		result=$(
			failed=0 last=''
			${AROUND-} "$test"
			code=$?
			[ "$failed" = 0 ] && [ "$code" != 1 ] || exit 1
			exit "$code"
		)
		case $? in
		0) echo "ok $((++i)) - ${name//_/ }" ;;
		4) echo "ok $((++i)) - ${name//_/ } # SKIP $result" ;;
		*)
			echo "not ok $((++i)) - ${name//_/ }"
			# shellcheck disable=SC2001
			sed 's/^/# /' <<< "$result"
			bad=1 ;;
		esac
	done
	return $bad
}

main()
{
	local tests

	mapfile -t tests < <(declare -F | awk '$3 ~ /^test_/ { print $3 }')
	echo "1..${#tests[@]}"
	if [ ! -x "$XVS" ] && ! make -s -C "$top/tools/xvs" \
		O="$(dirname "$XVS")" > "$tmp/make" 2>&1; then
		sed 's/^/# /' "$tmp/make"
	fi
	run_tests "${tests[@]}"
}
