// SPDX-License-Identifier: GPL-2.0-only
/* Dropping a frame: counted, recorded, traced, and freed with a reason. */
#include <linux/etherdevice.h>
#include <linux/timekeeping.h>

#include "drop.h"
#include "frame.h"
#include "port.h"
#include "stack.h"
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

/* One drop, on its way into the counters and the record. */
struct drop {
	struct xvs_port		*port;
	enum xvs_direction	direction;
	enum xvs_drop_reason	reason;
	const struct xvs_drop_by *by;		/* NULL: the switch itself */
	u32			peer;
	u16			vlan;
};

static void fill(struct xvs_drop_record *record, const struct sk_buff *skb,
		 const struct drop *drop)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	record->time = ktime_get_real();
	record->when = jiffies;
	record->reason = drop->reason;
	record->ext = drop->by ? drop->by->id : 0;
	record->ext_reason = drop->by ? drop->by->number : 0;
	record->peer = drop->peer;
	record->vlan = drop->vlan;
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
static void remember(const struct sk_buff *skb, const struct drop *drop)
{
	struct xvs_drops *drops = &drop->port->drops;

	if (!spin_trylock(&drops->lock))
		return;
	fill(&drops->last[drop->direction], skb, drop);
	spin_unlock(&drops->lock);
}

/* The extensions that want to see what is dropped. */
static void show(const struct sk_buff *skb, const struct drop *drop)
{
	const struct xvs_stack *stack = rcu_dereference(drop->port->sw->stack);
	const struct xvs_hook *hook = stack->drop;
	const struct xvs_dropped dropped = {
		.port = drop->port,
		.direction = drop->direction,
		.ext = drop->by ? drop->by->ext : NULL,
		.number = drop->by ? drop->by->number : drop->reason,
		.reason = drop->by ? drop->by->name : names[drop->reason],
		.sentence = drop->by ? drop->by->sentence :
				       sentences[drop->reason],
	};

	for (; hook < stack->drop + stack->drop_count; hook++)
		hook->dropped(&hook->att->pub, skb, &dropped);
}

static void count(struct xvs_port *port, const struct sk_buff *skb,
		  enum xvs_direction direction, enum xvs_drop_reason reason)
{
	atomic_long_inc(&port->drops.count[direction][reason]);
	trace_xvs_drop(port, skb, direction, reason);
}

static void note(const struct sk_buff *skb, const struct drop *drop)
{
	count(drop->port, skb, drop->direction, drop->reason);
	remember(skb, drop);
	show(skb, drop);
}

static void note_in(struct xvs_port *port, const struct sk_buff *skb,
		    enum xvs_drop_reason reason, const struct xvs_drop_by *by)
{
	/* the tag is in skb->cb once it was taken off */
	note(skb, &(struct drop) {
		.port = port,
		.direction = XVS_DIRECTION_IN,
		.reason = reason,
		.by = by,
		.vlan = skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) :
						    xvs_frame(skb)->vid,
	});
}

static void note_out(struct xvs_port *port, const struct sk_buff *skb,
		     enum xvs_drop_reason reason, const struct xvs_drop_by *by)
{
	const struct xvs_frame *frame = xvs_frame(skb);

	note(skb, &(struct drop) {
		.port = port,
		.direction = XVS_DIRECTION_OUT,
		.reason = reason,
		.by = by,
		.peer = frame->src->id,
		.vlan = frame->vid,
	});
}

/* A frame that came in at @port goes no further. */
void xvs_drop_in(struct xvs_port *port, struct sk_buff *skb,
		 enum xvs_drop_reason reason)
{
	note_in(port, skb, reason, NULL);
	kfree_skb_reason(skb, core_reasons[reason]);
}

void xvs_drop_in_by(struct xvs_port *port, struct sk_buff *skb,
		    const struct xvs_drop_by *by)
{
	note_in(port, skb, XVS_DROP_EXTENSION, by);
	kfree_skb_reason(skb, core_reasons[XVS_DROP_EXTENSION]);
}

/* A frame whose way through the switch is known (skb->cb) is not to leave at
 * @port; the caller keeps it.
 */
void xvs_drop_note_out(struct xvs_port *port, struct sk_buff *skb,
		       enum xvs_drop_reason reason)
{
	note_out(port, skb, reason, NULL);
}

void xvs_drop_note_out_by(struct xvs_port *port, struct sk_buff *skb,
			  const struct xvs_drop_by *by)
{
	note_out(port, skb, XVS_DROP_EXTENSION, by);
}

void xvs_drop_out(struct xvs_port *port, struct sk_buff *skb,
		  enum xvs_drop_reason reason)
{
	note_out(port, skb, reason, NULL);
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
