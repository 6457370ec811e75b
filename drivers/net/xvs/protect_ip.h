/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_PROTECT_IP_H
#define _XVS_PROTECT_IP_H

#include <linux/types.h>
#include <linux/xfrm.h>

struct sk_buff;
struct xfrm_offload;
struct xfrm_state;

/* Addresses that begin alike; @len bits of @addr count. */
struct xvs_prefix {
	xfrm_address_t		addr;
	u16			family;
	u8			len;
};

/* The IP packet in a frame. */
struct xvs_ip {
	xfrm_address_t		src;
	xfrm_address_t		dst;
	unsigned int		at;	/* where it begins in the frame */
	unsigned int		len;	/* of its header, no extensions */
	unsigned int		total;	/* as the header says; 0: jumbo */
	u16			family;
	u8			proto;	/* what stands behind the header */
	u8			tos;
	bool			whole;	/* no fragment */
	bool			df;
};

bool xvs_protect_ip_read(struct sk_buff *skb, struct xvs_ip *ip);
bool xvs_protect_ip_is_group(const struct xvs_ip *ip);
bool xvs_protect_ip_is_nd(struct sk_buff *skb, const struct xvs_ip *ip);
struct sk_buff *xvs_protect_icmp_too_long(struct sk_buff *skb,
					  const struct xvs_ip *ip,
					  unsigned int mtu);
bool xvs_prefix_has(const struct xvs_prefix *prefix, u16 family,
		    const xfrm_address_t *addr);
bool xvs_protect_number(struct xfrm_state *x, struct xfrm_offload *xo,
			unsigned int packets);

#endif
