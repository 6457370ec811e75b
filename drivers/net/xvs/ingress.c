// SPDX-License-Identifier: GPL-2.0-only
/* A frame enters: is it whole, in which VLAN is it, may it come from here?
 *
 * Entered by the kinds of NIC with bottom halves off, in an RCU section,
 * skb->data at the Ethernet header. Hands the frame to forward.c or, on a
 * switch with extensions, to stack.c.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>

#include "drop.h"
#include "fdb.h"
#include "forward.h"
#include "frame.h"
#include "ingress.h"
#include "port.h"
#include "stack.h"
#include "stats.h"
#include "switch.h"

#define PASS	XVS_PORT_PASS

/* Frames to 01:80:c2:00:00:0x are for the other end of a link: for the port's
 * own device, as on a bridge. Those of the spanning tree protocol pass, since
 * the switch does not speak it, and those the operator lets pass.
 */
bool xvs_ingress_is_links_rcu(const struct xvs_port *port, const u8 *dest)
{
	unsigned int group = dest[5];

	return group > XVS_LINK_PAUSE &&
	       !(READ_ONCE(port->sw->link_local) & BIT(group));
}

/* Whether the requests for checksum and segmentation fit the frame. The guest
 * wrote them.
 */
static bool offload_fits(struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	__be16 proto;
	int start;

	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		start = skb_checksum_start_offset(skb);
		if (start < ETH_HLEN ||
		    start + skb->csum_offset + sizeof(__sum16) > skb->len)
			return false;
	}
	if (!skb_is_gso(skb))
		return true;
	if (info->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)) {
		proto = vlan_get_protocol(skb);
		if (!skb->encapsulation &&
		    proto != (info->gso_type & SKB_GSO_TCPV4 ?
			      htons(ETH_P_IP) : htons(ETH_P_IPV6)))
			return false;
	}
	return info->gso_type & ~SKB_GSO_DODGY;
}

/* A tag with a priority and no VLAN. It goes, and one behind it would be the
 * first that others see: only who may be in every VLAN may say so.
 */
static enum xvs_drop_reason priority_tagged_in(const struct xvs_port *port,
					       u32 flags, struct sk_buff *skb)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	if (flags & XVS_PORT_NO_UNTAGGED)
		return XVS_DROP_VLAN_UNTAGGED;
	if (unlikely(eth->h_proto == htons(ETH_P_8021Q))) {
		if (!(flags & XVS_PORT_TRUNK))
			return XVS_DROP_VLAN_TAGGED;
		if (READ_ONCE(port->rx_vid))
			return XVS_DROP_VLAN_FOREIGN;
	}
	__vlan_hwaccel_clear_tag(skb);
	return PASS;
}

/* A frame with a tag. One of 802.1ad is content here; the rest of the way it
 * has none.
 */
static enum xvs_drop_reason tagged_in(const struct xvs_port *port, u32 flags,
				      struct sk_buff *skb,
				      struct xvs_frame *frame)
{
	const struct xvs_vlan_set *vlans;
	u16 vid;

	vid = skb_vlan_tag_get_id(skb);
	if (flags & XVS_PORT_PRIORITY)
		frame->prio = skb_vlan_tag_get(skb) & ~VLAN_VID_MASK;
	if (!vid)
		return priority_tagged_in(port, flags, skb);
	if (!(flags & XVS_PORT_TRUNK))
		return XVS_DROP_VLAN_TAGGED;
	vlans = rcu_dereference(port->vlans);
	if (vid != READ_ONCE(port->rx_vid) &&
	    (!vlans || !test_bit(vid, vlans->ids)))
		return XVS_DROP_VLAN_FOREIGN;
	frame->vid = vid;
	frame->fid = READ_ONCE(port->sw->vlan_map->fid[vid]);
	__vlan_hwaccel_clear_tag(skb);
	return PASS;
}

static __always_inline enum xvs_drop_reason
vlan_in(const struct xvs_port *port, u32 flags, struct sk_buff *skb,
	struct xvs_frame *frame)
{
	if (unlikely(skb_vlan_tag_present(skb)))
		return tagged_in(port, flags, skb, frame);
	if (unlikely(flags & XVS_PORT_NO_UNTAGGED))
		return XVS_DROP_VLAN_UNTAGGED;
	return PASS;
}

static __always_inline enum xvs_drop_reason
source_in(struct xvs_port *port, u32 flags, const struct ethhdr *eth,
	  const struct xvs_frame *frame)
{
	u64 key = xvs_fdb_key(eth->h_source, 0);

	if (flags & XVS_PORT_GUARD && key != READ_ONCE(port->mac) &&
	    !xvs_port_lists_rcu(port, key))
		return XVS_DROP_SPOOFED;
	if (!(flags & XVS_PORT_LEARN))
		return READ_ONCE(port->verdict);

	key |= (u64)frame->fid << 48;
	switch (xvs_fdb_learn_rcu(&port->sw->fdb, port, key)) {
	case XVS_FDB_PINNED:
		return XVS_DROP_ADDRESS_PINNED;
	case XVS_FDB_OWNED:
		return XVS_DROP_ADDRESS_OWNED;
	default:
		return READ_ONCE(port->verdict);
	}
}

/* Frames pass while the NIC is connected and every extension that the port
 * requires is there.
 */
static enum xvs_drop_reason closed(u32 flags)
{
	return flags & XVS_PORT_CONNECTED ? XVS_DROP_EXTENSION_MISSING :
					    XVS_DROP_NOT_CONNECTED;
}

/* The port's verdict, or why not. */
static __always_inline enum xvs_drop_reason check(struct xvs_port *port,
						  u32 flags,
						  struct sk_buff *skb,
						  struct xvs_frame *frame)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	enum xvs_drop_reason reason;

	if (unlikely((flags & XVS_PORT_GATE) != XVS_PORT_CONNECTED))
		return closed(flags);
	if (unlikely(!is_valid_ether_addr(eth->h_source)))
		return XVS_DROP_BAD_SOURCE;
	if ((skb->ip_summed == CHECKSUM_PARTIAL || skb_is_gso(skb)) &&
	    unlikely(!offload_fits(skb)))
		return XVS_DROP_BAD_OFFLOAD;
	reason = vlan_in(port, flags, skb, frame);
	if (unlikely(reason != PASS))
		return reason;
	return source_in(port, flags, eth, frame);
}

/* Checked, and counted if nothing is against it. A frame that is gone has the
 * verdict of a drop. Part of each of its callers: a frame that meets no
 * extension is not to pay for a second one.
 */
static __always_inline enum xvs_drop_reason admit(struct xvs_port *port,
						  struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct xvs_frame *frame = xvs_frame(skb);
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;

	frame->src = port;
	frame->vid = READ_ONCE(port->tx_vid);
	frame->fid = READ_ONCE(port->tx_fid);
	frame->prio = 0;
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		xvs_drop_in(port, skb, XVS_DROP_RUNT);
		return XVS_DROP_RUNT;
	}
	if (unlikely(skb_vlan_tag_present(skb) &&
		     skb->vlan_proto != htons(ETH_P_8021Q))) {
		skb = __vlan_hwaccel_push_inside(skb);
		if (!skb) {
			xvs_drop_count_in(port, XVS_DROP_NO_MEMORY);
			return XVS_DROP_NO_MEMORY;
		}
		skb_postpush_rcsum(skb, skb->data + ETH_HLEN, VLAN_HLEN);
		*pskb = skb;
	}
	reason = check(port, flags, skb, frame);
	if (unlikely(reason < PASS))
		xvs_drop_in(port, skb, reason);
	else
		xvs_stats_rx(port->stats, skb->len);
	return reason;
}

void xvs_ingress_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	enum xvs_drop_reason verdict = admit(port, &skb);

	if (likely(verdict == PASS))
		xvs_forward_rcu(skb);
	else if (verdict == XVS_PORT_STACK)
		xvs_stack_rcu(skb, NULL);
}

/* A frame that the extension @above made: as if it came in at @port, but seen
 * by those below that one only.
 */
void xvs_ingress_inject_rcu(struct xvs_port *port, struct sk_buff *skb,
			    const struct xvs_attachment *above)
{
	struct xvs_frame *frame;

	if (unlikely(admit(port, &skb) < PASS))
		return;
	frame = xvs_frame(skb);
	frame->mirrors = 0;
	memset(frame->word, 0, sizeof(frame->word));
	xvs_stack_rcu(skb, above);
}

/* The same from the switch itself, whom every port trusts. */
void xvs_ingress_trusted_rcu(struct xvs_port *self, u16 vlan,
			     struct sk_buff *skb,
			     const struct xvs_attachment *above)
{
	struct xvs_frame *frame = xvs_frame(skb);

	*frame = (struct xvs_frame) {
		.src = self,
		.vid = vlan,
		.fid = READ_ONCE(self->sw->vlan_map->fid[vlan]),
	};
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		xvs_drop_in(self, skb, XVS_DROP_RUNT);
		return;
	}
	xvs_stats_rx(self->stats, skb->len);
	xvs_stack_rcu(skb, above);
}
