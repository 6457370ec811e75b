// SPDX-License-Identifier: GPL-2.0-only
/*
 * tapsink NAME: makes the tap NAME as a virtual machine monitor would and
 * hands it to bench_gen, which keeps it open and reads its ring.
 */

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BENCH_TAP "/sys/kernel/debug/xvs_bench/tap"

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	struct ifreq ifr = {
		.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR,
	};
	char text[64];
	int tun, bench;

	if (argc != 2 || !*argv[1] || strlen(argv[1]) >= IFNAMSIZ) {
		fprintf(stderr, "usage: tapsink NAME\n");
		return 2;
	}
	strcpy(ifr.ifr_name, argv[1]);
	tun = open("/dev/net/tun", O_RDWR);
	if (tun < 0)
		return fail("/dev/net/tun");
	if (ioctl(tun, TUNSETIFF, &ifr))
		return fail("TUNSETIFF");
	bench = open(BENCH_TAP, O_WRONLY);
	if (bench < 0)
		return fail(BENCH_TAP);
	snprintf(text, sizeof(text), "%s %d", argv[1], tun);
	if (write(bench, text, strlen(text)) < 0)
		return fail(BENCH_TAP);
	return 0;
}
