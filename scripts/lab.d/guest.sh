# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest of the host: a kernel as a PVH ELF file, which boots with nothing
# to decompress, and a root of busybox.  Sourced after kernel.sh.
#
# tests/e2e/guest says what is in the root: `init` is its first program, each
# *.c becomes a static program in /bin, each *.sh goes to /bin as it is.
# Modules that init has to load are in /modules, in the order of their names;
# the tiny kernel has none.

GUEST_MODULES="virtio_mmio virtio_pci virtio_net e1000 e1000e 8139cp 8021q"

# guest_root KERNELDIR DIR: fill the guest's root
guest_root()
{
	local kdir=$1 root=$2 from=$XVS_TOP/tests/e2e/guest file name

	mkdir -p "$root"/{bin,proc,sys,dev,tmp,run,modules} &&
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
	# shellcheck disable=SC2086
	kernel_modules "$kdir" $GUEST_MODULES | modules_copy "$root/modules"
}

# number FILE OFFSET SIZE: print a little-endian number in a file
number()
{
	od -An -v -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# guest_vmlinux IMAGE: print the ELF file that is in a bzImage, whose header
# (the kernel's Documentation/arch/x86/boot.rst) says where
guest_vmlinux()
{
	local image=$1 setup offset size unpack

	setup=$(($(number "$image" 0x1f1 1) + 1))
	offset=$(number "$image" 0x248 4)
	size=$(number "$image" 0x24c 4)
	offset=$((setup * 512 + offset))
	case $(od -An -t x1 -j "$offset" -N 2 "$image") in
	" fd 37") unpack="xz -dc" ;;
	" 28 b5") unpack="zstd -qdc" ;;
	*)	  return 1 ;;
	esac
	# After the compressed file comes its size, which is no part of it, and
	# which the programs complain about when they are done.
	tail -c +$((offset + 1)) "$image" | head -c $((size - 4)) | $unpack
}

guest_kernel()
{
	local kdir=$1 file=$2

	case $kdir in
	*/tiny-*) cp "$kdir/image" "$file" ;;
	*)	  guest_vmlinux "$kdir/image" > "$file" ;;
	esac
}

guest_build()
{
	local kdir=$1 dir=$2

	[ -e "$dir/.done" ] && return
	rm -rf "$dir"
	mkdir -p "$dir" &&
	guest_root "$kdir" "$dir/root" &&
	guest_kernel "$kdir" "$dir/vmlinux" || return
	(cd "$dir/root" && find . | LC_ALL=C sort |
		cpio -o -H newc --quiet | gzip -9n) > "$dir/initrd.gz" || return
	rm -rf "$dir/root"
	touch "$dir/.done"
}

# guest_image [KERNEL]: print the directory with the guest's vmlinux and
# initrd.gz.  Without KERNEL it is the tiny one if that is built, which takes
# minutes once and saves seconds at each boot, or else Debian's.
guest_image()
{
	local kernel=${1-} from=$XVS_TOP/tests/e2e/guest kdir dir key

	need busybox lab
	need gcc build
	[ -e "$from/init" ] || die "there is no $from/init"
	if [ -z "$kernel" ]; then
		kernel=6.1
		! kernel_cached tiny || kernel=tiny
	fi
	case $kernel in
	tiny | 6.1 | 6.12) ;;
	*) die "a guest boots tiny, 6.1 or 6.12, not '$kernel'" ;;
	esac
	kdir=$(kernel_dir "$kernel") || exit 2
	key=$({ echo "$kdir"; declare -f guest_root guest_kernel guest_build
		cat /bin/busybox "$from"/*; } | sha256sum | cut -c1-12)
	dir=$XVS_CACHE/guests/$kernel-$key
	locked "$XVS_CACHE/guests/.lock" guest_build "$kdir" "$dir" >&2 ||
		die "cannot make the guest's image"
	echo "$dir"
}
