/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_FRAME_H
#define _XVS_FRAME_H

#include <linux/skbuff.h>

struct xvs_port;

/* What the switch knows about a frame on its way; lives in skb->cb from
 * ingress to transmit. The VLAN tag is taken off the skb meanwhile, so that
 * each copy can leave with a tag or without.
 */
struct xvs_frame {
	struct xvs_port		*src;
	u16			vid;	/* the VLAN it travels in; 0: none */
	u16			fid;	/* the address space of that VLAN */
	u16			prio;	/* 802.1p bits as in a TCI */
};

/* Of the link-local groups 01:80:c2:00:00:0x, the one of pause frames. */
#define XVS_LINK_PAUSE	1

static inline struct xvs_frame *xvs_frame(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct xvs_frame) > sizeof(skb->cb));
	return (struct xvs_frame *)skb->cb;
}

#endif
