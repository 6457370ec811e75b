// SPDX-License-Identifier: GPL-2.0-only
/* Dropping a frame: counted, recorded, traced, and freed with a reason. */
#include <linux/etherdevice.h>
#include <linux/timekeeping.h>

#include "drop.h"
#include "frame.h"
#include "port.h"
#include "switch.h"
#include "trace.h"

static const char * const names[] = {
#define X(name, core, sentence) [XVS_DROP_##name] = #name,
	XVS_DROP_REASONS(X)
#undef X
};

static const char * const sentences[] = {
#define X(name, core, sentence) [XVS_DROP_##name] = sentence,
	XVS_DROP_REASONS(X)
#undef X
};

static const enum skb_drop_reason core_reasons[] = {
#define X(name, core, sentence) [XVS_DROP_##name] = SKB_DROP_REASON_##core,
	XVS_DROP_REASONS(X)
#undef X
};

const char *xvs_drop_name(enum xvs_drop_reason reason)
{
	return reason < XVS_DROP_COUNT ? names[reason] : NULL;
}

const char *xvs_drop_sentence(enum xvs_drop_reason reason)
{
	return reason < XVS_DROP_COUNT ? sentences[reason] : NULL;
}

void xvs_drops_init(struct xvs_drops *drops)
{
	spin_lock_init(&drops->lock);
}

static void fill(struct xvs_drop_record *record, const struct sk_buff *skb,
		 enum xvs_direction direction, enum xvs_drop_reason reason,
		 u32 peer, u16 vlan)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	record->time = ktime_get_real();
	record->when = jiffies;
	record->reason = reason;
	record->peer = peer;
	record->vlan = vlan;
	record->length = skb->len;
	if (skb_headlen(skb) < ETH_HLEN) {
		eth_zero_addr(record->src);
		eth_zero_addr(record->dst);
		record->ethertype = 0;
		return;
	}
	ether_addr_copy(record->src, eth->h_source);
	ether_addr_copy(record->dst, eth->h_dest);
	record->ethertype = eth->h_proto;
}

/* Another CPU may be at it; one of the two frames is the last as well. */
static void remember(struct xvs_port *port, const struct sk_buff *skb,
		     enum xvs_direction direction, enum xvs_drop_reason reason,
		     u32 peer, u16 vlan)
{
	if (!spin_trylock(&port->drops.lock))
		return;
	fill(&port->drops.last[direction], skb, direction, reason, peer, vlan);
	spin_unlock(&port->drops.lock);
}

static void count(struct xvs_port *port, const struct sk_buff *skb,
		  enum xvs_direction direction, enum xvs_drop_reason reason)
{
	atomic_long_inc(&port->drops.count[direction][reason]);
	trace_xvs_drop(port, skb, direction, reason);
}

/* A frame that came in at @port goes no further. Its tag is in skb->cb once it
 * was taken off.
 */
void xvs_drop_in(struct xvs_port *port, struct sk_buff *skb,
		 enum xvs_drop_reason reason)
{
	u16 vlan = skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) :
					       xvs_frame(skb)->vid;

	count(port, skb, XVS_DIRECTION_IN, reason);
	remember(port, skb, XVS_DIRECTION_IN, reason, 0, vlan);
	kfree_skb_reason(skb, core_reasons[reason]);
}

/* A frame whose way through the switch is known (skb->cb) is not to leave at
 * @port; the caller keeps it.
 */
void xvs_drop_note_out(struct xvs_port *port, struct sk_buff *skb,
		       enum xvs_drop_reason reason)
{
	const struct xvs_frame *frame = xvs_frame(skb);

	count(port, skb, XVS_DIRECTION_OUT, reason);
	remember(port, skb, XVS_DIRECTION_OUT, reason, frame->src->id,
		 frame->vid);
}

void xvs_drop_out(struct xvs_port *port, struct sk_buff *skb,
		  enum xvs_drop_reason reason)
{
	xvs_drop_note_out(port, skb, reason);
	kfree_skb_reason(skb, core_reasons[reason]);
}

/* The frame is gone already. */
void xvs_drop_count_in(struct xvs_port *port, enum xvs_drop_reason reason)
{
	count(port, NULL, XVS_DIRECTION_IN, reason);
}

void xvs_drop_count_out(struct xvs_port *port, enum xvs_drop_reason reason)
{
	count(port, NULL, XVS_DIRECTION_OUT, reason);
}

void xvs_drop_read(struct xvs_port *port, enum xvs_direction direction,
		   struct xvs_drop_record *record)
{
	spin_lock_bh(&port->drops.lock);
	*record = port->drops.last[direction];
	spin_unlock_bh(&port->drops.lock);
}
