// SPDX-License-Identifier: GPL-2.0-only
/* A frame leaves: does the destination take it, with a tag or without?
 *
 * Entered from forward.c with RCU held, or part by part from stack.c. Egress
 * may leave a destination out; it changes nothing but the tag. Frames that meet
 * no extension are not to pay for the parts: they are inlined.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>

#include "drop.h"
#include "egress.h"
#include "frame.h"
#include "ipsec.h"
#include "port.h"
#include "protect.h"
#include "stats.h"
#include "switch.h"
#include "xmit.h"

#define PASS	XVS_PORT_PASS

static bool takes_vlan_rcu(const struct xvs_port *port, u16 vid)
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
policy(const struct xvs_port *port, u32 flags, const struct xvs_frame *frame)
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
	if (unlikely(!takes_vlan_rcu(port, frame->vid)))
		return flags & src_flags & XVS_PORT_PRIVATE ?
		       XVS_DROP_VLAN_PRIVATE : XVS_DROP_VLAN_FOREIGN;
	return PASS;
}

static __always_inline enum xvs_drop_reason
device(struct xvs_port *port, struct sk_buff *skb)
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
	return PASS;
}

static __always_inline void tag(const struct xvs_port *port, u32 flags,
				struct sk_buff *skb,
				const struct xvs_frame *frame)
{
	u16 tci = 0;

	if (flags & XVS_PORT_TRUNK && frame->vid != READ_ONCE(port->rx_vid))
		tci = frame->vid;
	if (unlikely(flags & XVS_PORT_PRIORITY && frame->prio))
		tci |= frame->prio;
	if (unlikely(tci))
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
}

static __always_inline void send_to(struct xvs_port *port, u32 flags,
				    struct net_device *dev, struct sk_buff *skb)
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

/* A frame that a NIC is to encrypt, or has decrypted. */
static void send_marked(struct xvs_port *port, u32 flags, struct sk_buff *skb)
{
	struct net_device *dev = port->dev;
	struct sk_buff *next;

	skb = xvs_ipsec_leave_rcu(port, skb, &dev);
	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		send_to(port, flags, dev, skb);
	}
}

/* The same, and one whose port has its traffic protected. */
static noinline void send_secure(struct xvs_port *port, u32 flags,
				 struct sk_buff *skb)
{
	struct sk_buff *next;

	skb = xvs_protect_leave_rcu(port, skb);
	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		if (skb_sec_path(skb))
			send_marked(port, flags, skb);
		else
			send_to(port, flags, port->dev, skb);
	}
}

static __always_inline bool is_secure(u32 flags, const struct sk_buff *skb)
{
	flags |= READ_ONCE(xvs_frame(skb)->src->flags);
	return skb_sec_path(skb) || flags & XVS_PORT_PROTECT;
}

static __always_inline void send(struct xvs_port *port, u32 flags,
				 struct sk_buff *skb)
{
	if (xvs_ipsec_is_used() && unlikely(is_secure(flags, skb)))
		send_secure(port, flags, skb);
	else
		send_to(port, flags, port->dev, skb);
}

static __always_inline void deliver(struct xvs_port *port, u32 flags,
				    struct sk_buff *skb)
{
	tag(port, flags, skb, xvs_frame(skb));
	send(port, flags, skb);
}

static __always_inline enum xvs_drop_reason check(struct xvs_port *port,
						  u32 flags,
						  struct sk_buff *skb)
{
	enum xvs_drop_reason reason = policy(port, flags, xvs_frame(skb));

	return likely(reason == PASS) ? device(port, skb) : reason;
}

/* To the one destination that forwarding chose. */
void xvs_egress_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;

	reason = check(port, flags, skb);
	if (unlikely(reason != PASS)) {
		xvs_drop_out(port, skb, reason);
		return;
	}
	deliver(port, flags, skb);
}

static __always_inline void deliver_copy(struct xvs_port *port,
					 struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (copy)
		deliver(port, READ_ONCE(port->flags), copy);
	else
		xvs_drop_note_out(port, skb, XVS_DROP_NO_MEMORY);
}

/* Whether a port gets its copy of a flood. Only what the operator would miss
 * is noted: not to be in the VLAN, or down, is no loss.
 */
static __always_inline bool takes_flood(struct xvs_port *port,
					struct sk_buff *skb, u32 flood)
{
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;

	if (!(flags & flood) || policy(port, flags, xvs_frame(skb)) != PASS)
		return false;
	reason = device(port, skb);
	if (reason == XVS_DROP_MTU)
		xvs_drop_note_out(port, skb, reason);
	return reason == PASS;
}

/* To every port that takes floods of this sort: a copy each, the last gets the
 * frame itself.
 */
void xvs_egress_flood_rcu(struct sk_buff *skb, u32 flood)
{
	struct xvs_port *src = xvs_frame(skb)->src;
	struct xvs_port *port, *last = NULL;

	list_for_each_entry_rcu(port, &src->sw->live, live) {
		if (!takes_flood(port, skb, flood))
			continue;
		if (last)
			deliver_copy(last, skb);
		last = port;
	}
	if (last)
		deliver(last, READ_ONCE(last->flags), skb);
	else
		xvs_drop_in(src, skb, XVS_DROP_NO_DESTINATION);
}

/* --- the parts, for the way through the extensions --- */

/* XVS_PORT_PASS, or why the frame cannot leave here. */
enum xvs_drop_reason xvs_egress_check_rcu(struct xvs_port *port,
					  struct sk_buff *skb)
{
	return check(port, READ_ONCE(port->flags), skb);
}

bool xvs_egress_takes_flood_rcu(struct xvs_port *port, struct sk_buff *skb,
				u32 flood)
{
	return takes_flood(port, skb, flood);
}

void xvs_egress_deliver_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	deliver(port, READ_ONCE(port->flags), skb);
}

void xvs_egress_deliver_copy_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	deliver_copy(port, skb);
}

/* A copy for whoever looks on at @port: with its VLAN, whether or not the port
 * is in it.
 */
void xvs_egress_mirror(struct xvs_port *port, struct sk_buff *skb)
{
	const struct xvs_frame *frame = xvs_frame(skb);
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;
	struct sk_buff *copy;

	if (!(flags & XVS_PORT_CONNECTED))
		return;
	reason = device(port, skb);
	if (reason != PASS) {
		xvs_drop_note_out(port, skb, reason);
		return;
	}
	copy = skb_clone(skb, GFP_ATOMIC);
	if (!copy) {
		xvs_drop_note_out(port, skb, XVS_DROP_NO_MEMORY);
		return;
	}
	if (frame->vid | frame->prio)
		__vlan_hwaccel_put_tag(copy, htons(ETH_P_8021Q),
				       frame->vid | frame->prio);
	send(port, flags, copy);
}
