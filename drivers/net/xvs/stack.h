/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_STACK_H
#define _XVS_STACK_H

#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/xvs.h>

#include "drop.h"

struct xvs_property;
struct xvs_switch;

/* Per CPU. What an extension let pass is the rest. */
struct xvs_ext_stats {
	u64_stats_t		in;		/* frames shown to it */
	u64_stats_t		consumed;
	u64_stats_t		held;
	u64_stats_t		injected;
	struct u64_stats_sync	syncp;
};

/* The value of an extension's property. */
struct xvs_value {
	bool			chosen;		/* set by the operator */
	u32			number;
	u32			len;		/* of data */
	void			*data;
};

/* An extension on a switch, as the switch sees it. */
struct xvs_attachment {
	struct xvs_attach	pub;
	struct xvs_switch	*sw;
	struct list_head	node;		/* in sw->attachments */
	u32			id;		/* never used again */
	u32			order;		/* within the class */
	u32			place;		/* in the whole stack, from 1 */
	bool			enabled;

	struct xvs_ext_stats __percpu *stats;
	atomic_long_t		*drops;		/* by reason */
	atomic_long_t		vetoes;
	atomic_long_t		violations;
	const char		*violated;	/* the last rule */

	struct xarray		held;		/* frames, by handle */
	u32			held_next;
	atomic_t		held_now;
	u32			held_limit;
	unsigned long		patience;	/* with a held frame; jiffies */
	atomic_long_t		expired;
	struct delayed_work	watchdog;
	struct xarray		nics;		/* references, by port id */
	unsigned long		mirrors;	/* of sw->mirrors */

	struct xvs_property	*rows;		/* of ext->properties */
	struct xvs_value	*values;	/* those of the switch */

	spinlock_t		alert_lock;	/* of the next two */
	unsigned long		alert_second;
	unsigned int		alert_count;
	atomic_long_t		alerts_lost;
};

static inline struct xvs_attachment *
xvs_attachment_of(const struct xvs_attach *at)
{
	return (struct xvs_attachment *)container_of(at, struct xvs_attachment,
						     pub);
}

/* The order of a stack. It holds while the list is being changed, too. */
static inline bool xvs_attachment_precedes(const struct xvs_attachment *a,
					   const struct xvs_attachment *b)
{
	u32 a_order = READ_ONCE(a->order), b_order = READ_ONCE(b->order);

	if (a->pub.ext->class != b->pub.ext->class)
		return a->pub.ext->class < b->pub.ext->class;
	if (a_order != b_order)
		return a_order < b_order;
	return a->id < b->id;
}

/* One call on a frame's way. */
struct xvs_hook {
	union {
		int (*ingress)(struct xvs_attach *at, void *port_priv,
			       struct sk_buff *skb);
		int (*egress)(struct xvs_attach *at, void *port_priv,
			      struct xvs_port *dst, struct sk_buff *skb);
		int (*forward)(struct xvs_attach *at, void *port_priv,
			       struct sk_buff *skb, struct xvs_dests *dests);
		void (*dropped)(struct xvs_attach *at,
				const struct sk_buff *skb,
				const struct xvs_dropped *dropped);
		const struct xvs_ext *sa;	/* has one of these, at least */
	};
	struct xvs_attachment	*att;
	struct xvs_ext_stats __percpu *stats;
	u8			slot;
	bool			looks_on;	/* of class capture */
};

/* The calls in their order, compiled whenever the stack changes. */
struct xvs_stack {
	struct rcu_head		rcu;
	unsigned int		in_count;
	unsigned int		out_count;
	unsigned int		drop_count;
	unsigned int		forward_count;	/* 0 or 1 */
	unsigned int		sa_count;
	const struct xvs_hook	*out;
	const struct xvs_hook	*drop;
	const struct xvs_hook	*forward;
	const struct xvs_hook	*sa;
	struct xvs_hook		in[];
};

/* The destinations that a forwarder chooses, and those it excludes, marked by
 * the lowest bit of the pointer.
 */
#define XVS_DESTS_INLINE	8

struct xvs_dests {
	struct sk_buff		*skb;
	struct xvs_switch	*sw;
	struct xvs_port		**port;
	unsigned int		count;
	unsigned int		room;
	bool			no_memory;
	struct xvs_port		*space[XVS_DESTS_INLINE];
};

/* Of an attachment for which the operator gives no order. */
#define XVS_EXT_ORDER_DEFAULT	100

extern const struct xvs_stack xvs_stack_none;

void xvs_stack_rcu(struct sk_buff *skb, const struct xvs_attachment *above);
void xvs_stack_drop_rcu(const struct xvs_attachment *att, struct sk_buff *skb,
			int verdict);
void xvs_stack_end_rcu(struct sk_buff *skb, enum xvs_drop_reason reason);
const struct xvs_stack *xvs_stack_compile(const struct list_head *attachments,
					  gfp_t gfp);
void xvs_stack_free(const struct xvs_stack *stack);
bool xvs_stack_is_used(const struct xvs_stack *stack);
bool xvs_stack_sees_sas(const struct xvs_ext *ext);

#endif
