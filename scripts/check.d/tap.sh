# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Runs a table of tests and prints plan and results; sourced, never run.

# tap_run "SENTENCE|COMMAND WITH WORDS"...: a test passes when its command
# exits 0; what a failing one printed becomes its details. Each command runs in
# a shell of its own, so what one changes does not reach the next.
tap_run()
{
	local i=0 bad=0 test log

	log=$(mktemp) || return
	echo "1..$#"
	for test; do
		i=$((i + 1))
		# shellcheck disable=SC2086
		if (${test#*|}) > "$log" 2>&1 < /dev/null; then
			echo "ok $i - ${test%%|*}"
		else
			echo "not ok $i - ${test%%|*}"
			sed 's/^/# /' "$log"
			bad=1
		fi
	done
	rm -f "$log"
	return $bad
}
