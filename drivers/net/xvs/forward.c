// SPDX-License-Identifier: GPL-2.0-only
/* Where to: the one port that has the address, or all that take floods.
 *
 * Entered from ingress.c with RCU held; hands the frame to egress.c.
 */
#include <linux/etherdevice.h>

#include "drop.h"
#include "egress.h"
#include "forward.h"
#include "port.h"
#include "stats.h"
#include "switch.h"

static u32 flood_of(const u8 *dest)
{
	if (!is_multicast_ether_addr(dest))
		return XVS_PORT_FLOOD_UNICAST;
	if (is_broadcast_ether_addr(dest))
		return XVS_PORT_FLOOD_BROADCAST;
	return XVS_PORT_FLOOD_MULTICAST;
}

static bool is_pause(const u8 *dest)
{
	return is_link_local_ether_addr(dest) && dest[5] == XVS_LINK_PAUSE;
}

/* The flag of the ports that get a flooded frame, or 0: it is not forwarded. */
u32 xvs_forward_flood_rcu(const struct sk_buff *skb)
{
	const u8 *dest = ((const struct ethhdr *)skb->data)->h_dest;

	return unlikely(is_pause(dest)) ? 0 : flood_of(dest);
}

static void flood(struct sk_buff *skb)
{
	struct xvs_port *src = xvs_frame(skb)->src;
	u32 sort = xvs_forward_flood_rcu(skb);

	if (unlikely(!sort)) {
		xvs_drop_in(src, skb, XVS_DROP_LINK_LOCAL);
		return;
	}
	xvs_stats_flooded(src->stats);
	xvs_egress_flood_rcu(skb, sort);
}

void xvs_forward_rcu(struct sk_buff *skb)
{
	struct xvs_port *port = xvs_forward_find_rcu(skb);

	if (likely(port))
		xvs_egress_rcu(port, skb);
	else
		flood(skb);
}
