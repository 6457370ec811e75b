/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_GUARD_H
#define _XVS_GUARD_H

#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/types.h>

struct sk_buff;

/* What a frame is to guard. */
enum xvs_guard_message {
	XVS_GUARD_PLAIN,
	XVS_GUARD_MALFORMED,	/* it hides what it is */
	XVS_GUARD_ARP,
	XVS_GUARD_NEIGHBOUR,	/* discovery; not of routers */
	XVS_GUARD_MEMBERSHIP,	/* IGMP, MLD: not only of who has an address */
	XVS_GUARD_ROUTER,	/* advertises one, or redirects to one */
	XVS_GUARD_DHCP_CLIENT,
	XVS_GUARD_DHCP_SERVER,
};

/* What a frame says about its sender. An IPv4 address is an IPv4-mapped one
 * here, so that all are compared in the same way.
 */
struct xvs_guard_facts {
	enum xvs_guard_message	message;
	bool			has_source;
	bool			has_claim;
	bool			has_mac;
	bool			probe;		/* @claim is not in use yet */
	u8			mac[ETH_ALEN];	/* the sender says it has it */
	struct in6_addr		source;		/* of the IP packet */
	struct in6_addr		claim;		/* another it says it has */
};

/* Addresses that a DHCP server gives. */
#define XVS_GUARD_LEASES	4

struct xvs_guard_leases {
	unsigned int		count;
	struct in6_addr		address[XVS_GUARD_LEASES];
};

void xvs_guard_parse(const struct sk_buff *skb, struct xvs_guard_facts *facts);
void xvs_guard_parse_leases(const struct sk_buff *skb, const u8 *client,
			    struct xvs_guard_leases *leases);

#endif
