# SPDX-License-Identifier: GPL-2.0-only
#
# For people; kbuild reads Kbuild. `make help` names what there is to make.

KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr
DESTDIR ?=
DEPMOD ?= /sbin/depmod

VERSION = $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DKMS_SOURCE = $(DESTDIR)/usr/src/xvs-$(VERSION)

# What uname -r will say; Debian's kernel.release is something else on 6.1.
RELEASE = $(shell sed -n 's/^.*UTS_RELEASE "\(.*\)"/\1/p' \
	$(KDIR)/include/generated/utsrelease.h)
MODULES = $(DESTDIR)/lib/modules/$(RELEASE)

# For extensions that others build; BUILT is where the modules were.
BUILT ?= .
HEADERS = $(DESTDIR)$(PREFIX)/include/xvs
SYMVERS = $(DESTDIR)$(PREFIX)/lib/xvs/$(RELEASE)

TOOLS = $(MAKE) -C tools/xvs --no-print-directory PREFIX=$(PREFIX) \
	DESTDIR=$(DESTDIR)

all: modules tools

help:
	@echo 'make [modules tools]  build for the running kernel, or KDIR'
	@echo 'make install          modules, headers for extensions, tools, man page,'
	@echo '                      completion, units'
	@echo 'make uninstall        undo that'
	@echo 'make dkms-install     give the sources to DKMS, which builds them'
	@echo '                      for every kernel, later ones too'
	@echo 'make demo             a switch and its guests in the lab'
	@echo 'make check            every test; scripts/check STAGE for some'
	@echo 'make lint             only what reads the sources'
	@echo 'make kunit            only the unit tests'
	@echo 'make bench            speed, compared with the bridge'
	@echo 'make regen            code out of the netlink specification'
	@echo 'make clean            remove what was built'
	@echo
	@echo 'KDIR=$(KDIR) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)'

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	$(TOOLS)

install: modules-install headers-install tools-install

# The key that Debian signs with is not among its headers.
modules-install: modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_DIR=updates \
		INSTALL_MOD_PATH=$(DESTDIR) DEPMOD=true CONFIG_MODULE_SIG_ALL= \
		modules_install
	$(if $(DESTDIR),,$(DEPMOD) $(RELEASE))

# All that an extension is built with, outside this tree.
headers-install: modules
	install -d $(HEADERS)/net $(HEADERS)/uapi/linux $(SYMVERS)
	install -m 644 include/net/xvs.h $(HEADERS)/net
	install -m 644 include/uapi/linux/xvs*.h $(HEADERS)/uapi/linux
	awk -F '\t' -v OFS='\t' '$$3 ~ "/xvs/xvs$$" { $$3 = "xvs"; print; n++ } \
		END { exit !n }' $(BUILT)/Module.symvers > $(SYMVERS)/Module.symvers

tools-install: tools
	$(TOOLS) install

# Below updates/ the modules lie as they do in this tree.
uninstall:
	$(TOOLS) uninstall
	rm -rf $(MODULES)/updates/drivers/net/xvs $(HEADERS) $(SYMVERS) \
		$(MODULES)/updates/drivers/net/xvs_simnic
	-rmdir --ignore-fail-on-non-empty $(DESTDIR)$(PREFIX)/lib/xvs
	-rmdir -p --ignore-fail-on-non-empty $(MODULES)/updates/drivers/net
	$(if $(DESTDIR),,$(DEPMOD) $(RELEASE))

dkms-install:
	rm -rf $(DKMS_SOURCE)
	mkdir -p $(DKMS_SOURCE)
	cp -r --parents dkms.conf Kbuild Makefile COPYING \
		drivers/net/xvs drivers/net/xvs_simnic include $(DKMS_SOURCE)
	find $(DKMS_SOURCE) \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' \) -delete
	$(if $(DESTDIR),,dkms add -m xvs -v $(VERSION) && \
		dkms install -m xvs -v $(VERSION) -k $(RELEASE))

demo:
	scripts/demo

check:
	scripts/check

lint:
	scripts/lint

kunit:
	scripts/check setup build kunit

bench:
	tests/bench/run

regen:
	scripts/regen

clean: modules-clean
	$(TOOLS) clean
	rm -rf build

modules-clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean

.PHONY: all help modules tools install modules-install headers-install \
	tools-install \
	uninstall dkms-install demo check lint kunit bench regen clean \
	modules-clean
