// SPDX-License-Identifier: GPL-2.0-only
/* What no guest should send.
 *
 * usage: rogue router SECONDS | flood COUNT
 *
 * router: one advertisement, to all, of itself as the default router for so
 * long. flood: so many datagrams to all, as fast as they go.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DEVICE		"eth0"
#define HOP_LIMIT	255	/* others are not believed */
#define DISCARD_PORT	9

static int fail(const char *what)
{
	perror(what);
	return 1;
}

/* The kernel fills in the checksum. */
static int advertise(unsigned int seconds)
{
	struct nd_router_advert advert = {
		.nd_ra_type = ND_ROUTER_ADVERT,
		.nd_ra_router_lifetime = htons(seconds),
	};
	struct sockaddr_in6 to = {
		.sin6_family = AF_INET6,
		.sin6_scope_id = if_nametoindex(DEVICE),
	};
	int hops = HOP_LIMIT;
	int s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);

	inet_pton(AF_INET6, "ff02::1", &to.sin6_addr);
	if (s < 0)
		return fail("socket");
	if (setsockopt(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
		       sizeof(hops)))
		return fail("hop limit");
	if (sendto(s, &advert, sizeof(advert), 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		return fail("advertisement");
	return 0;
}

static int flood(unsigned int count)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DISCARD_PORT),
		.sin_addr.s_addr = htonl(INADDR_BROADCAST),
	};
	int s = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
	char data[64] = "";

	if (s < 0)
		return fail("socket");
	if (setsockopt(s, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)) ||
	    setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, DEVICE,
		       sizeof(DEVICE)))
		return fail("broadcast");
	while (count--)
		if (sendto(s, data, sizeof(data), 0, (struct sockaddr *)&to,
			   sizeof(to)) < 0)
			return fail("datagram");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "router"))
		return advertise(strtoul(argv[2], NULL, 0));
	if (argc == 3 && !strcmp(argv[1], "flood"))
		return flood(strtoul(argv[2], NULL, 0));
	fprintf(stderr, "usage: rogue router SECONDS | flood COUNT\n");
	return 2;
}
