# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest of the host: a small kernel and a root of busybox.
# Sourced after kernel.sh.
#
# tests/e2e/guest says what is in the root: `init` is its first program, each
# *.c becomes a static program in /bin, each *.sh goes to /bin as it is.

# guest_root DIR: fill the guest's root
guest_root()
{
	local root=$1 from=$XVS_TOP/tests/e2e/guest file name

	mkdir -p "$root"/{bin,proc,sys,dev,tmp,run} &&
	cp /bin/busybox "$root/bin/" &&
	install -m 755 "$from/init" "$root/init" || return
	for file in "$from"/*.c; do
		[ -e "$file" ] || continue
		name=$(basename "$file" .c)
		gcc -O2 -Wall -static -o "$root/bin/$name" "$file" || return
		strip "$root/bin/$name"
	done
	for file in "$from"/*.sh; do
		[ -e "$file" ] || continue
		install -m 755 "$file" "$root/bin/" || return
	done
}

guest_build()
{
	local dir=$1 kdir=$2

	[ -e "$dir/.done" ] && return
	rm -rf "$dir"
	mkdir -p "$dir"
	guest_root "$dir/root" || return
	(cd "$dir/root" && find . | LC_ALL=C sort |
		cpio -o -H newc --quiet | gzip -9n) > "$dir/initrd.gz" || return
	ln -f "$kdir/image" "$dir/vmlinux" 2> /dev/null ||
		cp "$kdir/image" "$dir/vmlinux" || return
	rm -rf "$dir/root"
	touch "$dir/.done"
}

# guest_image: print the directory with the guest's vmlinux and initrd.gz
guest_image()
{
	local from=$XVS_TOP/tests/e2e/guest kdir dir key

	need busybox lab
	need gcc build
	[ -e "$from/init" ] || die "there is no $from/init"
	kdir=$(kernel_dir tiny) || exit 2
	key=$({ echo "$kdir"; declare -f guest_root guest_build
		cat /bin/busybox "$from"/*; } | sha256sum | cut -c1-12)
	dir=$XVS_CACHE/guests/$key
	locked "$XVS_CACHE/guests/.lock" guest_build "$dir" "$kdir" >&2 ||
		die "cannot make the guest's image"
	echo "$dir"
}
