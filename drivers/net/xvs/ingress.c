// SPDX-License-Identifier: GPL-2.0-only
/* A frame enters: is it whole, in which VLAN is it, may it come from here?
 *
 * Entered by the kinds of NIC with bottom halves off, in an RCU section,
 * skb->data at the Ethernet header. Hands the frame to forward.c.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>

#include "drop.h"
#include "fdb.h"
#include "forward.h"
#include "frame.h"
#include "ingress.h"
#include "port.h"
#include "stats.h"
#include "switch.h"

#define PASS	XVS_DROP_COUNT

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

static enum xvs_drop_reason vlan_in(const struct xvs_port *port, u32 flags,
				    struct sk_buff *skb,
				    struct xvs_frame *frame)
{
	if (unlikely(skb_vlan_tag_present(skb)))
		return tagged_in(port, flags, skb, frame);
	if (unlikely(flags & XVS_PORT_NO_UNTAGGED))
		return XVS_DROP_VLAN_UNTAGGED;
	return PASS;
}

/* Whether a guarded port may send from @mac, which is not its NIC's own. */
static bool may_use(const struct xvs_port *port, u64 mac)
{
	const struct xvs_mac_set *macs = rcu_dereference(port->macs);
	unsigned int i;

	for (i = 0; macs && i < macs->count; i++)
		if (macs->addr[i] == mac)
			return true;
	return false;
}

static enum xvs_drop_reason source_in(struct xvs_port *port, u32 flags,
				      const struct ethhdr *eth,
				      const struct xvs_frame *frame)
{
	u64 key = xvs_fdb_key(eth->h_source, 0);

	if (flags & XVS_PORT_GUARD && key != READ_ONCE(port->mac) &&
	    !may_use(port, key))
		return XVS_DROP_SPOOFED;
	if (!(flags & XVS_PORT_LEARN))
		return PASS;

	key |= (u64)frame->fid << 48;
	switch (xvs_fdb_learn_rcu(&port->sw->fdb, port, key)) {
	case XVS_FDB_PINNED:
		return XVS_DROP_ADDRESS_PINNED;
	case XVS_FDB_OWNED:
		return XVS_DROP_ADDRESS_OWNED;
	default:
		return PASS;
	}
}

static enum xvs_drop_reason check(struct xvs_port *port, u32 flags,
				  struct sk_buff *skb, struct xvs_frame *frame)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	enum xvs_drop_reason reason;

	if (unlikely(!(flags & XVS_PORT_CONNECTED)))
		return XVS_DROP_NOT_CONNECTED;
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

void xvs_ingress_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	struct xvs_frame *frame = xvs_frame(skb);
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;

	*frame = (struct xvs_frame) {
		.src = port,
		.vid = READ_ONCE(port->tx_vid),
		.fid = READ_ONCE(port->tx_fid),
	};
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		xvs_drop_in(port, skb, XVS_DROP_RUNT);
		return;
	}
	if (unlikely(skb_vlan_tag_present(skb) &&
		     skb->vlan_proto != htons(ETH_P_8021Q))) {
		skb = __vlan_hwaccel_push_inside(skb);
		if (!skb) {
			xvs_drop_count_in(port, XVS_DROP_NO_MEMORY);
			return;
		}
		skb_postpush_rcsum(skb, skb->data + ETH_HLEN, VLAN_HLEN);
	}
	reason = check(port, flags, skb, frame);
	if (unlikely(reason != PASS)) {
		xvs_drop_in(port, skb, reason);
		return;
	}
	xvs_stats_rx(port->stats, skb->len);
	xvs_forward_rcu(skb);
}
