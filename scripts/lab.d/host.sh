# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The throw-away virtualisation host: QEMU, with AMD's SVM emulated.
# Sourced after machine.sh.
# The options that parse_options read are variables here:
# shellcheck disable=SC2154

# What the first program needs before it has a root; the same everywhere, but
# built in or a module as each kernel likes it.
HOST_MODULES="virtio_pci 9pnet_virtio 9p virtio_console overlay"

# host_initrd KERNELDIR FILE
host_initrd()
{
	local kdir=$1 file=$2 root=$work/initrd

	mkdir -p "$root"/{bin,proc,sys,dev,root,newroot,layer,top,modules}
	cp /bin/busybox "$root/bin/"
	cp "$XVS_TOP/scripts/lab.d/host-init" "$root/init"
	# shellcheck disable=SC2086
	kernel_modules "$kdir" $HOST_MODULES | modules_copy "$root/modules" ||
		return
	(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) > "$file"
}

# An accelerator that exists need not be able to boot anything, and one that
# boots need not be able to carry guests: only trying tells.
host_probe_kvm()
{
	local kdir

	[ -w /dev/kvm ] || return
	kdir=$(kernel_dir 6.1) || return
	say "finding out whether /dev/kvm can boot a host for guests"
	host_initrd "$kdir" "$work/initrd.gz" &&
	timeout -k 5 30 qemu-system-x86_64 -accel kvm -cpu host \
		-machine q35,usb=off -smp 2 -m 512 -display none -nodefaults \
		-no-reboot -serial stdio -kernel "$kdir/image" \
		-initrd "$work/initrd.gz" \
		-append "console=ttyS0 panic=-1 quiet xvs.probe" \
		< /dev/null 2> /dev/null |
		grep -q "this machine carries guests"
}

# host_accel: print kvm or tcg; the answer holds until the next boot
host_accel()
{
	local answer

	if [ -n "${XVS_ACCEL-}" ]; then
		echo "$XVS_ACCEL"
		return
	fi
	answer=$XVS_CACHE/accel-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -s "$answer" ]; then
		rm -f "$XVS_CACHE"/accel-*
		if host_probe_kvm; then
			echo kvm
		else
			echo tcg
		fi > "$answer.$$"
		mv "$answer.$$" "$answer"
	fi
	cat "$answer"
}

# Sets accel, the options that make QEMU run with what this machine has.
host_set_accel()
{
	if [ -n "$icount" ]; then
		cpus=1
		accel=(-accel "tcg,thread=single,tb-size=1024"
			-cpu "max,la57=off" -icount "shift=0,sleep=off")
	elif [ "$(host_accel)" = kvm ]; then
		accel=(-accel kvm -cpu host)
	else
		accel=(-accel "tcg,thread=multi,tb-size=1024"
			-cpu "max,la57=off")
	fi
}

# host_run [CMD...]: boot the host and run CMD or a shell; does not return
host_run()
{
	local kdir accel append

	need qemu-system-x86_64 lab
	need busybox lab
	need_root
	kdir=$(kernel_dir "$kernel") || exit 2
	machine_prepare host "$@"
	host_initrd "$kdir" "$work/initrd.gz" || die "cannot make an initramfs"
	host_set_accel
	append="console=ttyS0 panic=-1 quiet loglevel=4 mitigations=off norandmaps"
	append+=" tsc=reliable nokaslr watchdog_thresh=30 softlockup_panic=1"
	append+=" rcupdate.rcu_cpu_stall_timeout=60"
	append+=" xvs.top=$XVS_TOP xvs.kernel=$kdir"
	append+="${writable:+ xvs.writable}${append_more:+ $append_more}"

	# shellcheck disable=SC2086
	set -- qemu-system-x86_64 "${accel[@]}" -machine q35,usb=off \
		-smp "$cpus" -m "$memory" -display none -nodefaults \
		-no-user-config -no-reboot \
		-chardev "file,id=log,path=$out/console.log" \
		-serial chardev:log \
		-chardev stdio,id=io,signal=off -device virtio-serial-pci \
		-device virtconsole,chardev=io \
		-fsdev "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap" \
		-device virtio-9p-pci,fsdev=root,mount_tag=root \
		-fsdev "local,id=out,path=$out,security_model=none" \
		-device virtio-9p-pci,fsdev=out,mount_tag=out \
		-kernel "$kdir/image" -initrd "$work/initrd.gz" \
		-append "$append" $qemu_more
	machine_start "$@"
	machine_finish
}
