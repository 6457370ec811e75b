/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_FORWARD_H
#define _XVS_FORWARD_H

#include <linux/etherdevice.h>

#include "fdb.h"
#include "frame.h"
#include "port.h"
#include "switch.h"

void xvs_forward_rcu(struct sk_buff *skb);
u32 xvs_forward_flood_rcu(const struct sk_buff *skb);

/* The one port to send to; NULL: flood. */
static __always_inline struct xvs_port *
xvs_forward_find_rcu(const struct sk_buff *skb)
{
	const u8 *dest = ((const struct ethhdr *)skb->data)->h_dest;
	const struct xvs_frame *frame = xvs_frame(skb);

	if (unlikely(is_multicast_ether_addr(dest)))
		return NULL;
	return xvs_fdb_find_rcu(&frame->src->sw->fdb,
				xvs_fdb_key(dest, frame->fid));
}

#endif
