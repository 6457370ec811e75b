# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the two kinds of machine share: how the command goes in, and how its
# output and its status come back.  Sourced after common.sh and kernel.sh.
# The options that parse_options read are variables here:
# shellcheck disable=SC2154
#
# $out is OUTDIR on this side and $OUT on the other; between start and end it
# has a directory .lab with the command, its environment, and its status.

# A machine that ended without leaving a status.
STATUS_REPORT=98	# the kernel said why: see the report
STATUS_LOST=99		# it did not: hang, triple fault, killed

# machine_prepare KIND CMD...: fill $out/.lab
machine_prepare()
{
	local kind=$1 name
	shift

	if [ -n "$out" ]; then
		mkdir -p "$out" || die "cannot create $out"
		out=$(cd "$out" && pwd -P)
		keep=yes
	else
		out=$(mktemp -d "${TMPDIR:-/tmp}/xvs-lab.XXXXXX") || exit 2
		keep=
	fi
	mkdir -p "$out/.lab"
	rm -f "$out"/.lab/* "$out/console.log" "$out/dmesg.txt"
	if [ $# -gt 0 ]; then
		printf '%s\0' "$@" > "$out/.lab/command"
	else
		stty size < /dev/tty > "$out/.lab/size" 2> /dev/null
	fi
	# The caller's own XVS_ variables go along, for options of tests.
	{
		for name in $(compgen -A export XVS_); do
			declare -x -p "$name"
		done
		cat <<-EOF
		export XVS_TOP=$(printf %q "$XVS_TOP")
		export XVS_CACHE=$(printf %q "$XVS_CACHE")
		export XVS_LAB=$kind XVS_KERNEL=$kernel
		export XVS_MODDIR=\$XVS_TOP/build/$kernel/drivers/net/xvs
		export TERM=$(printf %q "${TERM:-dumb}")
		limit=$limit
		EOF
	} > "$out/.lab/environment"
}

# Ends the program: exits with the status of the command.
machine_finish()
{
	local status

	status=$(cat "$out/.lab/status" 2> /dev/null)
	if [ -z "$status" ]; then
		machine_lost
		status=$?
		keep=yes
	fi
	rm -rf "$out/.lab"
	[ -n "$keep" ] || rm -rf "$out"
	exit "$status"
}

# When the kernel patches its own code, a CPU that QEMU emulates may meet the
# breakpoint of the patching after that is over: it dies of it, or, where the
# kernel looks again and finds none, meets it for ever. That is a lockup at a jump
# or at what stands for none.
lost_to_patching()
{
	grep -E '(Oops: |\] )int3: 0000' "$1" || awk '
		/soft lockup - / { stuck++; print }
		/Code: / && stuck > seen {
			seen++
			if (!/<(e9|eb)>|<0f> 1f 44 00|<66> 90/)
				elsewhere = 1
		}
		END { exit !seen || elsewhere }' "$1"
}

machine_lost()
{
	[ -s "$out/dmesg.txt" ] || cp "$out/console.log" "$out/dmesg.txt"
	if lost_to_patching "$out/dmesg.txt" >&2; then
		say "the $kernel machine was lost to the emulation of patched" \
			"code; see $out"
		return "$STATUS_LOST"
	fi
	if ! "$XVS_TOP/scripts/lab.d/dmesg-clean" "$out/dmesg.txt" >&2; then
		say "the $kernel machine died with the report above; see $out"
		return "$STATUS_REPORT"
	fi
	say "the $kernel machine was lost without a word of its kernel" \
		"(hang or crash); see $out"
	return "$STATUS_LOST"
}

# machine_start PROGRAM...: run the machine, connected to the caller.  A shell
# gets the terminal itself.  A command's output is passed on by cat, because
# the machine makes its standard output non-blocking, which nobody else that
# shares it expects.
machine_start()
{
	local terminal

	if [ -e "$out/.lab/command" ]; then
		machine_start_command "$@"
	else
		terminal=$(stty -g)
		"$@"
		stty "$terminal"
	fi
}

machine_start_command()
{
	local reader

	mkfifo "$work/output" || exit 2
	cat "$work/output" &
	reader=$!
	timeout -k 5 $((limit + 120)) "$@" < /dev/null > "$work/output" &
	machine=$!
	trap machine_interrupted INT TERM HUP
	wait "$machine" "$reader"
	trap - INT TERM HUP
}

# The machine does not outlive who asked for it.
machine_interrupted()
{
	kill "$machine"
	wait "$machine"
	rm -rf "$out/.lab"
	[ -n "$keep" ] || rm -rf "$out"
	exit 130
}
