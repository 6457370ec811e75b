# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What every part of the lab needs; sourced, never run.

XVS_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
XVS_CACHE=${XVS_CACHE:-/var/cache/xvs}
PATH=$PATH:/usr/sbin:/sbin
export XVS_TOP XVS_CACHE PATH

die()
{
	echo "${0##*/}: $*" >&2
	exit 2
}

say()
{
	echo "${0##*/}: $*" >&2
}

need_root()
{
	[ "$(id -u)" = 0 ] || die "must be run as root"
}

# need COMMAND GROUP: refuse when a tool is absent, naming the way to get it
need()
{
	command -v "$1" > /dev/null ||
		die "$1 is not installed; run scripts/setup $2"
}

# locked FILE CMD...: run CMD while nobody else holds FILE. In a machine of the
# lab the cache is read-only, and only what it has already can be had.
locked()
{
	local file=$1
	shift
	if [ -e "$file" ] && ! [ -w "$file" ]; then
		"$@"
		return
	fi
	mkdir -p "$(dirname "$file")" ||
		die "cannot create the cache $(dirname "$file")"
	(
		if ! flock -n 9; then
			say "waiting for another run to finish (${file##*/})"
			flock 9
		fi
		"$@" 9>&-
	) 9> "$file"
}
