# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The User Mode Linux machine: a kernel that is a program.
# Sourced after machine.sh.
# The options that parse_options read are variables here:
# shellcheck disable=SC2154

# uml_preload: print the library that UML is started with
uml_preload()
{
	local source=$XVS_TOP/scripts/lab.d/uml-preload.c library

	library=$XVS_CACHE/tools/uml-preload-$(sha256sum < "$source" |
		cut -c1-12).so
	if [ ! -e "$library" ]; then
		mkdir -p "$XVS_CACHE/tools"
		gcc -O2 -Wall -D_GNU_SOURCE -shared -fPIC \
			-o "$library.$$" "$source" || return
		mv "$library.$$" "$library"
	fi
	echo "$library"
}

# uml_run [CMD...]: boot UML and run CMD or a shell; does not return
uml_run()
{
	local kdir preload input=null

	need gcc build
	need_root
	kdir=$(kernel_dir "$kernel") || exit 2
	preload=$(uml_preload) || exit 2
	machine_prepare uml "$@"
	# The command has the first serial line to itself; see uml-start.
	[ -e "$out/.lab/command" ] || input=fd:8
	# shellcheck disable=SC2086
	machine_start "$XVS_TOP/scripts/lab.d/uml-start" "$out/console.log" \
		"$preload" "$kdir/image" "mem=${memory}M" uml_dir="$work" \
		root=/dev/root rootfstype=hostfs rootflags=/ ro \
		init="$XVS_TOP/scripts/lab.d/uml-init" \
		con=null con0=fd:0,fd:1 ssl=null "ssl0=$input,fd:9" \
		quiet loglevel=4 xvs_top="$XVS_TOP" xvs_kernel="$kdir" \
		xvs_out="$out" $append_more
	machine_finish
}
