# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Kernels and their sources, kept in the cache; sourced after common.sh.
#
# Every kernel, built here or unpacked from Debian's package, ends up as one
# directory with the same content:
#
#	image		what boots it (bzImage, the UML program, or vmlinux)
#	build/		the tree that modules are built against
#	lib/modules/	its own modules, as modprobe wants them
#	release		the answer of uname -r
#	arch		x86_64 or um
#
# The name of the directory carries a hash of all that went into it, so a
# change of the recipe, of a fragment, of the compiler or of Debian's source
# gives a new directory, and an old one never has to be repaired.

BUILT_KERNELS="uml-6.1 uml-6.12 uml-debug debug tiny"
STOCK_KERNELS="6.1 6.12"

# kernel_recipe NAME: sets version, arch, target, settings of make, fragments
kernel_recipe()
{
	local dir=$XVS_TOP/tests/kernel

	arch=x86_64
	target=bzImage
	settings=
	version=6.12
	case $1 in
	uml-6.1 | uml-6.12)
		version=${1#uml-}
		arch=um
		target=linux
		fragments=("$dir/uml.config")
		;;
	uml-debug)
		arch=um
		target=linux
		# Interrupts begin on a stack that others have left poisoned.
		settings=KASAN_SANITIZE_irq.o=n
		# The detectors, and what tells them who called, which is a
		# third of the time, do not look at themselves.
		settings+=" KASAN_SANITIZE_extable.o=n KASAN_SANITIZE_main.o=n
			KASAN_SANITIZE_tree_lookup.o=n
			KASAN_SANITIZE_stacktrace.o=n
			KASAN_SANITIZE_lockdep.o=n KASAN_SANITIZE_kmemleak.o=n
			KASAN_SANITIZE_debugobjects.o=n"
		fragments=("$dir/uml.config" "$dir/uml-debug.config")
		;;
	debug)
		fragments=("$dir/base.config" "$dir/debug.config")
		;;
	tiny)
		target=vmlinux
		fragments=("$dir/tiny.config")
		;;
	*)
		return 1
		;;
	esac
}

source_package_version()
{
	dpkg-query -W -f '${Version}' "linux-source-$1" 2> /dev/null
}

source_unpack()
{
	local version=$1 dir=$2

	[ -e "$dir/.done" ] && return
	say "unpacking linux-source-$version"
	rm -rf "$dir"
	mkdir -p "$dir"
	tar -C "$dir" --strip-components=1 \
		-xf "/usr/src/linux-source-$version.tar.xz" || return
	touch "$dir/.done"
}

# source_dir VERSION: print where Debian's kernel source is, unpacking it once
source_dir()
{
	local version=$1 package dir

	package=$(source_package_version "$version")
	[ -n "$package" ] ||
		die "linux-source-$version is not installed; run scripts/setup build"
	dir=$XVS_CACHE/sources/linux-${package//[^0-9A-Za-z.+-]/_}
	locked "$XVS_CACHE/sources/.lock-$version" \
		source_unpack "$version" "$dir" >&2 || die "cannot unpack $dir"
	echo "$dir"
}

# The last word on a symbol wins; comments do not change the hash.
merge_fragments()
{
	cat "$@" | awk '
	/^CONFIG_[A-Z0-9a-z_]+=/ { split($0, w, "="); name = w[1] }
	/^# CONFIG_.* is not set$/ { name = $2; $0 = name "=n" }
	/^CONFIG_/ {
		if (!(name in value))
			order[++n] = name
		value[name] = $0
	}
	END { for (i = 1; i <= n; i++) print value[order[i]] }'
}

# Kconfig drops without a word what it cannot satisfy; nothing may be lost.
check_config()
{
	local wanted=$1 config=$2 name value bad=0

	while IFS='=' read -r name value; do
		if [ "$value" = n ]; then
			! grep -q "^$name=[ym]" "$config" && continue
		else
			grep -qxF "$name=$value" "$config" && continue
		fi
		say "wanted $name=$value, got: $(grep -E "^(# )?${name}[ =]" \
			"$config" || echo "nothing, no such symbol here")"
		bad=1
	done < "$wanted"
	return $bad
}

kernel_configure()
{
	make -s -C "$source" O="$dir/build" ARCH="$arch" \
		KCONFIG_ALLCONFIG="$dir/wanted.config" allnoconfig &&
	check_config "$dir/wanted.config" "$dir/build/.config"
}

kernel_compile()
{
	local goals="$target"

	grep -q '^CONFIG_MODULES=y' "$dir/build/.config" && goals+=" modules"
	# shellcheck disable=SC2086
	nice -n 10 make -s -C "$source" O="$dir/build" ARCH="$arch" \
		KBUILD_BUILD_USER=xvs KBUILD_BUILD_HOST=lab LOCALVERSION= \
		-j"$(nproc)" $settings $goals
}

kernel_collect()
{
	local make="make -s -C $dir/build ARCH=$arch"

	$make kernelrelease > "$dir/release" || return
	echo "$arch" > "$dir/arch"
	case $target in
	linux)   cp "$dir/build/linux" "$dir/image" ;;
	bzImage) cp "$dir/build/arch/x86/boot/bzImage" "$dir/image" ;;
	# A PVH guest boots the bare ELF file, with nothing to decompress.
	vmlinux) objcopy --strip-all "$dir/build/vmlinux" "$dir/image" ;;
	esac || return
	mkdir -p "$dir/lib/modules"
	grep -q '^CONFIG_MODULES=y' "$dir/build/.config" || return 0
	$make modules_install INSTALL_MOD_PATH="$dir" INSTALL_MOD_STRIP=1 \
		DEPMOD=/sbin/depmod
}

# What building a module needs stays: tools, generated headers, symbol table.
kernel_shrink()
{
	local build=$dir/build

	find "$build" \( -path "$build/scripts" -o -path "$build/tools" \) \
		-prune -o -type f \( -name '*.o' -o -name '*.a' -o \
		-name '*.ko' -o -name '*.mod' -o -name '*.mod.c' -o \
		-name '.*.cmd' -o -name '.tmp_*' -o -name '*.gcno' -o \
		-name 'vmlinux.bin*' \) -print0 | xargs -0 rm -f || return
	case $target in
	linux)   rm -f "$build/linux" ;;
	vmlinux) rm -rf "$build" && mkdir "$build" ;;
	esac
}

kernel_build()
{
	local name=$1 dir=$2 source=$3 began

	[ -e "$dir/.done" ] && return
	began=$(date +%s)
	say "building the $name kernel in $dir, which takes minutes"
	rm -rf "$dir"
	mkdir -p "$dir/build"
	merge_fragments "${fragments[@]}" > "$dir/wanted.config"
	if ! kernel_configure; then
		say "the $name kernel's configuration did not take"
		return 1
	fi
	if ! kernel_compile > "$dir/build.log" 2>&1; then
		tail -n 30 "$dir/build.log" >&2
		say "the $name kernel did not build; see $dir/build.log"
		return 1
	fi
	kernel_collect >> "$dir/build.log" 2>&1 && kernel_shrink || return
	echo $(($(date +%s) - began)) > "$dir/.done"
	say "built the $name kernel in $(cat "$dir/.done") s"
}

# The commands that make a kernel are part of its identity, their comments
# are not: declare -f prints them without.
kernel_key()
{
	local version=$1
	shift
	{
		source_package_version "$version"
		gcc -dumpfullversion
		merge_fragments "$@"
		echo "$settings"
		declare -f kernel_compile kernel_collect
	} | sha256sum | cut -c1-12
}

# kernel_stock NAME DIR IMAGE-PACKAGE: unpack Debian's image, do not install it
kernel_stock()
{
	local name=$1 dir=$2 package=$3 release=${3#linux-image-}

	[ -e "$dir/.done" ] && return
	say "unpacking Debian's $package"
	rm -rf "$dir"
	mkdir -p "$dir"
	# apt's unprivileged user cannot write here and apt says so at length.
	(cd "$dir" && apt-get -q -o APT::Sandbox::User=root download \
		"$package") >&2 || return
	dpkg -x "$dir/$package"_*.deb "$dir" || return
	rm -f "$dir/$package"_*.deb
	depmod -b "$dir" "$release" || return
	mv "$dir/boot/vmlinuz-$release" "$dir/image"
	ln -s "/usr/src/linux-headers-$release" "$dir/build"
	echo "$release" > "$dir/release"
	echo x86_64 > "$dir/arch"
	touch "$dir/.done"
}

# The image must be that of the headers installed, whatever apt offers now.
stock_release()
{
	local meta

	case $1 in
	6.1)  meta=linux-headers-amd64 ;;
	6.12) meta=linux-headers-6.12-amd64 ;;
	esac
	# shellcheck disable=SC2016
	dpkg-query -W -f '${Depends}' "$meta" 2> /dev/null |
		sed -n 's/^linux-headers-\([^ ,]*\).*/\1/p'
}

# kernel_modules DIR NAME...: print the files to load for these modules and
# for what they need, in order; a module that is built in needs no file
kernel_modules()
{
	local dir=$1 name
	shift

	for name; do
		modprobe -d "$dir" -S "$(cat "$dir/release")" \
			--show-depends "$name" 2> /dev/null
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

# modules_copy DIR: copy the modules named on standard input to DIR, numbered
# in their order and decompressed, for busybox to load
modules_copy()
{
	local to=$1 n=10 path name

	while read -r path; do
		name=$((n++))-$(basename "$path")
		case $path in
		*.xz)  xz -dc "$path" > "$to/${name%.xz}" ;;
		*.zst) zstd -qdc "$path" > "$to/${name%.zst}" ;;
		*)     cp "$path" "$to/$name" ;;
		esac || return
	done
}

# kernel_cached NAME: whether kernel_dir would not have to build anything
kernel_cached()
{
	local arch target version settings fragments

	kernel_recipe "$1" && [ -e "$XVS_CACHE/kernels/$1-$(kernel_key \
		"$version" "${fragments[@]}")/.done" ]
}

# kernel_dir NAME: print a kernel's directory, making the kernel if absent
kernel_dir()
{
	local name=$1 arch target version settings fragments key dir release source

	case " $STOCK_KERNELS " in
	*" $name "*)
		release=$(stock_release "$name")
		[ -n "$release" ] ||
			die "the headers of $name are not installed; run scripts/setup build"
		dir=$XVS_CACHE/kernels/$name-$release
		locked "$XVS_CACHE/kernels/.lock-$name" kernel_stock \
			"$name" "$dir" "linux-image-$release" >&2 ||
			die "cannot get Debian's kernel $release"
		echo "$dir"
		return
		;;
	esac
	kernel_recipe "$name" ||
		die "no kernel is called '$name' (known: $STOCK_KERNELS $BUILT_KERNELS)"
	source=$(source_dir "$version") || exit
	key=$(kernel_key "$version" "${fragments[@]}")
	dir=$XVS_CACHE/kernels/$name-$key
	locked "$XVS_CACHE/kernels/.lock-$name" \
		kernel_build "$name" "$dir" "$source" >&2 || exit 1
	echo "$dir"
}
