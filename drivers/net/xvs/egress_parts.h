/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of egress, for its two ways: egress.c puts them together for frames
 * that meet no extension, stack.c with the egress hooks between. They are
 * inlined: neither pays for a call.
 */
#ifndef _XVS_EGRESS_PARTS_H
#define _XVS_EGRESS_PARTS_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "drop.h"
#include "egress.h"
#include "ipsec.h"
#include "port.h"
#include "protect.h"
#include "stats.h"
#include "xmit.h"

static inline bool xvs_egress_takes_vlan_rcu(const struct xvs_port *port,
					     u16 vid)
{
	const struct xvs_vlan_set *vlans;

	if (likely(vid == READ_ONCE(port->rx_vid)) ||
	    vid == READ_ONCE(port->rx_vid2))
		return true;
	vlans = rcu_dereference(port->vlans);
	return vlans && test_bit(vid, vlans->ids);
}

/* What the two ports say, without a look at device or length. */
static __always_inline enum xvs_drop_reason
xvs_egress_policy_rcu(const struct xvs_port *port, u32 flags,
		      const struct xvs_frame *frame)
{
	u32 src_flags;

	if (unlikely(port == frame->src))
		return XVS_DROP_SAME_PORT;
	if (unlikely((flags & XVS_PORT_GATE) != XVS_PORT_CONNECTED))
		return flags & XVS_PORT_CONNECTED ?
		       XVS_DROP_EXTENSION_MISSING : XVS_DROP_NOT_CONNECTED;
	src_flags = READ_ONCE(frame->src->flags);
	if (unlikely(flags & src_flags & XVS_PORT_ISOLATED))
		return XVS_DROP_ISOLATED;
	if (unlikely(!xvs_egress_takes_vlan_rcu(port, frame->vid)))
		return flags & src_flags & XVS_PORT_PRIVATE ?
		       XVS_DROP_VLAN_PRIVATE : XVS_DROP_VLAN_FOREIGN;
	return XVS_PORT_PASS;
}

static __always_inline enum xvs_drop_reason
xvs_egress_device_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	const struct net_device *dev = port->dev;

	if (unlikely(!netif_running(dev)))
		return XVS_DROP_DEVICE_DOWN;
	if (unlikely(!netif_carrier_ok(dev)))
		return XVS_DROP_NO_CARRIER;
	/* a guest may use its whole MTU behind a tag of its own */
	if (unlikely(skb->len > READ_ONCE(dev->mtu) + ETH_HLEN + VLAN_HLEN) &&
	    !skb_is_gso(skb) && !xvs_protect_shortens_rcu(port, skb))
		return XVS_DROP_MTU;
	return XVS_PORT_PASS;
}

/* XVS_PORT_PASS, or why the frame cannot leave here. */
static __always_inline enum xvs_drop_reason
xvs_egress_check_rcu(struct xvs_port *port, u32 flags, struct sk_buff *skb)
{
	enum xvs_drop_reason reason;

	reason = xvs_egress_policy_rcu(port, flags, xvs_frame(skb));
	if (unlikely(reason != XVS_PORT_PASS))
		return reason;
	return xvs_egress_device_rcu(port, skb);
}

static __always_inline void xvs_egress_tag(const struct xvs_port *port,
					   u32 flags, struct sk_buff *skb)
{
	const struct xvs_frame *frame = xvs_frame(skb);
	u16 tci = 0;

	if (flags & XVS_PORT_TRUNK && frame->vid != READ_ONCE(port->rx_vid))
		tci = frame->vid;
	if (unlikely(flags & XVS_PORT_PRIORITY && frame->prio))
		tci |= frame->prio;
	if (unlikely(tci))
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
}

static __always_inline void xvs_egress_send_to_rcu(struct xvs_port *port,
						   u32 flags,
						   struct net_device *dev,
						   struct sk_buff *skb)
{
	unsigned int len = skb->len;

	if (likely(flags & XVS_PORT_DEVICE)) {
		if (unlikely(!xvs_xmit_rcu(dev, skb))) {
			xvs_drop_count_out(port, XVS_DROP_DEVICE_BUSY);
			return;
		}
	} else {
		port->deliver(port, skb);
	}
	xvs_stats_tx(port->stats, len);
}

static __always_inline bool xvs_egress_is_secure(u32 flags,
						 const struct sk_buff *skb)
{
	flags |= READ_ONCE(xvs_frame(skb)->src->flags);
	return skb_sec_path(skb) || flags & XVS_PORT_PROTECT;
}

static __always_inline void xvs_egress_send_rcu(struct xvs_port *port,
						u32 flags,
						struct sk_buff *skb)
{
	if (xvs_ipsec_is_used() && unlikely(xvs_egress_is_secure(flags, skb)))
		xvs_egress_send_secure_rcu(port, flags, skb);
	else
		xvs_egress_send_to_rcu(port, flags, port->dev, skb);
}

static __always_inline void xvs_egress_deliver_rcu(struct xvs_port *port,
						   u32 flags,
						   struct sk_buff *skb)
{
	xvs_egress_tag(port, flags, skb);
	xvs_egress_send_rcu(port, flags, skb);
}

#endif
