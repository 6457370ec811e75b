// SPDX-License-Identifier: GPL-2.0-only
/* A frame leaves: does the destination take it, with a tag or without?
 *
 * Entered from forward.c with RCU held; stack.c puts the parts together itself.
 * Egress may leave a destination out; it changes nothing but the tag.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>

#include "drop.h"
#include "egress_parts.h"
#include "ipsec.h"
#include "port.h"
#include "protect.h"
#include "switch.h"

#define PASS	XVS_PORT_PASS

/* A frame that a NIC is to encrypt, or has decrypted. */
static void send_marked(struct xvs_port *port, u32 flags, struct sk_buff *skb)
{
	struct net_device *dev = port->dev;
	struct sk_buff *next;

	skb = xvs_ipsec_leave_rcu(port, skb, &dev);
	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		xvs_egress_send_to_rcu(port, flags, dev, skb);
	}
}

/* To the port that a frame came from, from the switch itself: no policy is
 * against it, nor what protects the port.
 */
static void send_back(struct xvs_port *port, struct sk_buff *skb)
{
	enum xvs_drop_reason reason = xvs_egress_device_rcu(port, skb);
	u32 flags = READ_ONCE(port->flags);

	if (reason != PASS) {
		xvs_drop_out(port, skb, reason);
		return;
	}
	xvs_egress_tag(port, flags, skb);
	xvs_egress_send_to_rcu(port, flags, port->dev, skb);
}

/* The same, and one whose port has its traffic protected. */
void xvs_egress_send_secure_rcu(struct xvs_port *port, u32 flags,
				struct sk_buff *skb)
{
	struct sk_buff *next, *answer = NULL;

	skb = xvs_protect_leave_rcu(port, skb, &answer);
	if (unlikely(answer))
		send_back(xvs_frame(answer)->src, answer);
	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		if (skb_sec_path(skb))
			send_marked(port, flags, skb);
		else
			xvs_egress_send_to_rcu(port, flags, port->dev, skb);
	}
}

/* To the one destination that forwarding chose. */
void xvs_egress_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;

	reason = xvs_egress_check_rcu(port, flags, skb);
	if (unlikely(reason != PASS)) {
		xvs_drop_out(port, skb, reason);
		return;
	}
	xvs_egress_deliver_rcu(port, flags, skb);
}

static __always_inline void deliver_copy(struct xvs_port *port,
					 struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (copy)
		xvs_egress_deliver_rcu(port, READ_ONCE(port->flags), copy);
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

	if (!(flags & flood))
		return false;
	if (xvs_egress_policy_rcu(port, flags, xvs_frame(skb)) != PASS)
		return false;
	reason = xvs_egress_device_rcu(port, skb);
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
		xvs_egress_deliver_rcu(last, READ_ONCE(last->flags), skb);
	else
		xvs_drop_in(src, skb, XVS_DROP_NO_DESTINATION);
}

/* --- for the way through the extensions --- */

bool xvs_egress_takes_flood_rcu(struct xvs_port *port, struct sk_buff *skb,
				u32 flood)
{
	return takes_flood(port, skb, flood);
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
	reason = xvs_egress_device_rcu(port, skb);
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
	xvs_egress_send_rcu(port, flags, copy);
}
