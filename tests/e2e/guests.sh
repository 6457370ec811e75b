# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# KVM guests that take commands over their consoles; sourced, never run, inside
# `scripts/lab host`. A guest NAME has the NIC eth0 on the host's tapNAME and
# the addresses 10.0.0.NUMBER and fd00::NUMBER. What its console and its QEMU
# say is kept in $OUT/NAME.console, NAME.qmp and NAME.qemu.

guests=/run/guests	# FIFOs to consoles and to QEMUs' monitors
declare -A guest_pid=() guest_in=() guest_out=() guest_qmp=()

# What makes hosts carry guests, and the guests' own image, which takes long to
# find from here unless XVS_GUEST says where it is
guests_setup()
{
	local module

	for module in kvm-amd kvm-intel vhost_net tun; do
		modprobe "$module" 2> /dev/null
	done
	if ! [ -e /dev/kvm ] || ! [ -e /dev/vhost-net ]; then
		echo "this host carries no guests" >&2
		return 1
	fi
	guest_image=${XVS_GUEST:-$("$XVS_TOP/scripts/lab" guest-image)} ||
		return
	rm -f "$OUT"/*.console "$OUT"/*.qmp "$OUT"/*.qemu
	mkdir -p "$guests"
}

# guest_fifos NAME: open the FIFOs to a guest, both ways, so that neither this
# end nor QEMU's waits for the other one
guest_fifos()
{
	local name=$1 end fd

	for end in console.in console.out qmp.in qmp.out; do
		rm -f "$guests/$name.$end"
		mkfifo "$guests/$name.$end" || return
	done
	exec {fd}<> "$guests/$name.console.in" && guest_in[$name]=$fd &&
	exec {fd}<> "$guests/$name.console.out" && guest_out[$name]=$fd &&
	exec {fd}<> "$guests/$name.qmp.in" && guest_qmp[$name]=$fd &&
	exec {fd}<> "$guests/$name.qmp.out"
}

# guest_command NAME NIC MAC NUMBER: sets command to that of the QEMU. NIC is
# virtio, whose frames vhost-net carries, or a device that QEMU models.
guest_command()
{
	local name=$1 nic=$2 mac=$3 number=$4 tap

	tap="tap,id=net,ifname=tap$name,script=no,downscript=no"
	case $nic in
	virtio)
		command=(qemu-system-x86_64-microvm
			-M "microvm,rtc=on,pit=off,pic=off,isa-serial=on,x-option-roms=off"
			-netdev "$tap,vhost=on"
			-device "virtio-net-device,netdev=net,mac=$mac") ;;
	*)
		command=(qemu-system-x86_64 -M "pc,usb=off" -netdev "$tap"
			-device "$nic,netdev=net,mac=$mac,romfile=") ;;
	esac
	# The commas are QEMU's.
	# shellcheck disable=SC2054
	command+=(-accel kvm -cpu host -m 128 -smp 1 -nodefaults -no-user-config
		-display none -no-reboot
		-kernel "$guest_image/vmlinux"
		-initrd "$guest_image/initrd.gz"
		-append "console=ttyS0 quiet panic=-1 mitigations=off
			tsc=reliable nokaslr random.trust_cpu=on reboot=t
			rcupdate.rcu_cpu_stall_suppress=1 nowatchdog
			guest.number=$number"
		-chardev "pipe,id=console,path=$guests/$name.console,logfile=$OUT/$name.console,logappend=on"
		-serial chardev:console
		-chardev "pipe,id=qmp,path=$guests/$name.qmp,logfile=$OUT/$name.qmp,logappend=on"
		-mon chardev=qmp,mode=control)
}

# guest_start NAME NIC MAC NUMBER: does not wait until the guest is up
guest_start()
{
	local name=$1 command

	guest_fifos "$name" || return
	guest_command "$@"
	# Two emulated CPUs that run guests at once are not reliable.
	taskset -c 0 "${command[@]}" >> "$OUT/$name.qemu" 2>&1 &
	guest_pid[$name]=$!
	disown $!
	echo '{"execute": "qmp_capabilities"}' >&"${guest_qmp[$name]}"
}

guest_runs()
{
	kill -0 "${guest_pid[$1]}" 2> /dev/null
}

# guest_line NAME UNTIL: read a line of the guest's console into line, or fail
# when the guest is gone or it is UNTIL. A guest that has begun a line ends it.
guest_line()
{
	while [ $SECONDS -lt "$2" ]; do
		if read -r -t 0 -u "${guest_out[$1]}"; then
			IFS= read -r -t 10 -u "${guest_out[$1]}" line
			return
		fi
		guest_runs "$1" || break
		sleep 0.05
	done
	return 1
}

# guest_answer NAME TOKEN: print what the guest says up to its line
# "guest: TOKEN STATUS", and return the status, or 125 when that does not come
guest_answer()
{
	local until=$((SECONDS + 120)) line

	while guest_line "$1" "$until"; do
		line=${line%$'\r'}
		case $line in
		"guest: $2 "*)	return "${line##* }" ;;
		"guest: "*)	continue ;;
		esac
		printf '%s\n' "$line"
	done
	echo "guest $1 does not answer"
	return 125
}

# guest_wait NAME: until the guest is up; what it said on the way matters only
# when it is not
guest_wait()
{
	guest_answer "$1" boot > "$guests/$1.boot" || {
		cat "$guests/$1.boot"
		return 1
	}
}

# guest_do NAME COMMAND...: run a shell command in the guest, print its output
# and return its status; 125 when the guest does not answer in time
guest_do()
{
	local name=$1 token=$SRANDOM
	shift

	guest_runs "$name" || {
		echo "guest $name does not run"
		return 125
	}
	printf '%s %s\n' "$token" "$*" >&"${guest_in[$name]}"
	guest_answer "$name" "$token"
}

# guest_ended NAME: wait for QEMU to end
guest_ended()
{
	local until=$((SECONDS + 60))

	while [ $SECONDS -lt $until ]; do
		guest_runs "$1" || return 0
		sleep 0.1
	done
	echo "the QEMU of guest $1 does not end"
	return 1
}

# guest_off NAME: have the guest turn itself off
guest_off()
{
	echo "off poweroff -f" >&"${guest_in[$1]}"
	guest_ended "$1" && grep -q '"guest-shutdown"' "$OUT/$1.qmp"
}

# guest_kill NAME: as the out-of-memory killer does it
guest_kill()
{
	kill -KILL "${guest_pid[$1]}" && guest_ended "$1"
}

# guests_reset: print the guests that the emulator lost, 0 if there are any. A
# guest is never told to reset here, so what resets it is a triple fault, and
# that comes from the emulation of nested guests.
guests_reset()
{
	local log found=1

	for log in "$OUT"/*.qmp; do
		grep -q '"guest-reset"' "$log" 2> /dev/null || continue
		echo "guest $(basename "$log" .qmp) was reset by the emulator"
		found=0
	done
	return $found
}

guests_clean()
{
	local name

	for name in "${!guest_pid[@]}"; do
		guest_runs "$name" && guest_kill "$name"
	done
	rm -rf "$guests"
}
