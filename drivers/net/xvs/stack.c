// SPDX-License-Identifier: GPL-2.0-only
/* The way of a frame on a switch with extensions: down through their ingress
 * hooks, by the forwarder or the switch's own table to the destinations, up
 * through their egress hooks for each, and out.
 *
 * Entered from ingress.c where a port's verdict says so. It does in the same
 * order what forward.c and egress.c do for the frames of a switch without
 * extensions, from the same parts.
 */
#include <linux/bitops.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "drop.h"
#include "egress_parts.h"
#include "forward.h"
#include "port.h"
#include "stack.h"
#include "stats.h"
#include "switch.h"
#include "verify.h"

#define PASS	XVS_DROP_COUNT

const struct xvs_stack xvs_stack_none;

/* --- verdicts --- */

static void count_in(const struct xvs_hook *hook)
{
	struct xvs_ext_stats *stats = this_cpu_ptr(hook->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->in);
	u64_stats_update_end(&stats->syncp);
}

static void count_consumed(const struct xvs_attachment *att)
{
	struct xvs_ext_stats *stats = this_cpu_ptr(att->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->consumed);
	u64_stats_update_end(&stats->syncp);
}

/* Who drops the frame and why, in words. A verdict that means nothing is a
 * drop for a reason past the extension's last.
 */
static struct xvs_drop_by drop_by(const struct xvs_attachment *att, int verdict)
{
	const struct xvs_ext *ext = att->pub.ext;
	struct xvs_drop_by by = {
		.id = att->id,
		.ext = ext->name,
		.number = ext->reason_count,
		.name = "BAD_VERDICT",
		.sentence = "the extension answered with no verdict there is",
	};
	unsigned int reason = verdict - XVS_VERDICT_DROP;

	if (verdict >= XVS_VERDICT_DROP && reason < ext->reason_count) {
		by.number = reason;
		by.name = ext->reasons[reason].name;
		by.sentence = ext->reasons[reason].sentence;
	}
	atomic_long_inc(&att->drops[by.number]);
	return by;
}

/* Copies for the mirror destinations that the frame itself has not reached. */
static noinline void mirror(struct sk_buff *skb, u16 reached)
{
	const struct xvs_frame *frame = xvs_frame(skb);
	unsigned long left = frame->mirrors & ~reached;
	struct xvs_port *port;
	unsigned int bit;

	for_each_set_bit(bit, &left, XVS_MIRROR_MAX) {
		port = rcu_dereference(frame->src->sw->mirrors[bit]);
		if (port && port != frame->src)
			xvs_egress_mirror(port, skb);
	}
}

/* A held frame, or one at ingress, ends here. */
void xvs_stack_drop_rcu(const struct xvs_attachment *att, struct sk_buff *skb,
			int verdict)
{
	struct xvs_drop_by by = drop_by(att, verdict);

	mirror(skb, 0);
	xvs_drop_in_by(xvs_frame(skb)->src, skb, &by);
}

/* The same for a reason of the switch's own. */
void xvs_stack_end_rcu(struct sk_buff *skb, enum xvs_drop_reason reason)
{
	mirror(skb, 0);
	xvs_drop_in(xvs_frame(skb)->src, skb, reason);
}

/* What an ingress or forward hook said other than pass. Returns whether the
 * frame goes on all the same.
 */
static noinline bool settle(const struct xvs_hook *hook, struct sk_buff *skb,
			    int verdict)
{
	if (hook->looks_on) {
		xvs_verify_report(hook->att,
				  "a capture extension lets every frame pass");
		return true;
	}
	switch (verdict) {
	case XVS_VERDICT_CONSUMED:
		count_consumed(hook->att);
		return false;
	case XVS_VERDICT_HELD:
		return false;
	default:
		xvs_stack_drop_rcu(hook->att, skb, verdict);
		return false;
	}
}

/* A frame on its way through the hooks from @hook to before @end.
 *
 * The next hook is called by call_in() or call_out(), which return whether to
 * go on; they stand eight times, in a row, so that each place in a stack has a
 * call and a branch of its own. tests/bench/extensions measured less than half
 * the time of a plain loop, presumably since the CPU predicts them better.
 */
struct way {
	const struct xvs_hook	*hook;
	const struct xvs_hook	*end;
	struct xvs_port		*port;		/* in at, or out at */
	struct sk_buff		*skb;
};

/* --- down --- */

static bool go_in_verified(const struct xvs_hook *hook,
			   const struct xvs_hook *end, struct sk_buff *skb)
{
	int verdict;

	for (; hook < end; hook++) {
		count_in(hook);
		verdict = xvs_verify_ingress(hook, skb);
		if (verdict != XVS_VERDICT_PASS && !settle(hook, skb, verdict))
			return false;
	}
	return true;
}

static __always_inline bool call_in(struct way *way)
{
	const struct xvs_hook *hook = way->hook;
	int verdict;

	if (hook == way->end)
		return false;
	count_in(hook);
	verdict = hook->ingress(&hook->att->pub, way->port->priv[hook->slot],
				way->skb);
	if (unlikely(verdict != XVS_VERDICT_PASS) &&
	    !settle(hook, way->skb, verdict))
		return false;
	way->hook++;
	return true;
}

static bool go_in(const struct xvs_stack *stack, struct sk_buff *skb,
		  unsigned int from)
{
	struct way way = {
		.hook = stack->in + from,
		.end = stack->in + stack->in_count,
		.port = xvs_frame(skb)->src,
		.skb = skb,
	};

	if (xvs_verify_is_on())
		return go_in_verified(way.hook, way.end, skb);
	while (call_in(&way) && call_in(&way) && call_in(&way) &&
	       call_in(&way) && call_in(&way) && call_in(&way) &&
	       call_in(&way) && call_in(&way))
		;
	return way.hook == way.end;
}

/* --- up --- */

/* What an egress hook said other than pass. Returns whether the frame leaves
 * at @port all the same; if not, the drop is noted.
 */
static noinline bool settle_out(const struct xvs_hook *hook,
				struct xvs_port *port, struct sk_buff *skb,
				int verdict)
{
	struct xvs_drop_by by;

	if (hook->looks_on) {
		xvs_verify_report(hook->att,
				  "a capture extension lets every frame pass");
		return true;
	}
	by = drop_by(hook->att, verdict);
	xvs_drop_note_out_by(port, skb, &by);
	return false;
}

static bool go_out_verified(const struct xvs_hook *hook,
			    const struct xvs_hook *end, struct xvs_port *port,
			    struct sk_buff *skb)
{
	int verdict;

	for (; hook < end; hook++) {
		count_in(hook);
		verdict = xvs_verify_egress(hook, port, skb);
		if (verdict != XVS_VERDICT_PASS &&
		    !settle_out(hook, port, skb, verdict))
			return false;
	}
	return true;
}

static __always_inline bool call_out(struct way *way)
{
	const struct xvs_hook *hook = way->hook;
	int verdict;

	if (hook == way->end)
		return false;
	count_in(hook);
	verdict = hook->egress(&hook->att->pub, way->port->priv[hook->slot],
			       way->port, way->skb);
	if (unlikely(verdict != XVS_VERDICT_PASS) &&
	    !settle_out(hook, way->port, way->skb, verdict))
		return false;
	way->hook++;
	return true;
}

/* Whether all extensions let the frame leave at @port; the drop is noted. As a
 * part of to_one() it took 20 ns more with four extensions.
 */
static noinline bool go_out(const struct xvs_stack *stack,
			    struct xvs_port *port, struct sk_buff *skb)
{
	struct way way = {
		.hook = stack->out,
		.end = stack->out + stack->out_count,
		.port = port,
		.skb = skb,
	};

	if (xvs_verify_is_on())
		return go_out_verified(way.hook, way.end, port, skb);
	while (call_out(&way) && call_out(&way) && call_out(&way) &&
	       call_out(&way) && call_out(&way) && call_out(&way) &&
	       call_out(&way) && call_out(&way))
		;
	return way.hook == way.end;
}

static noinline void end_refused(struct sk_buff *skb)
{
	mirror(skb, 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_OTHERHOST);
}

static noinline void end_at(struct xvs_port *port, struct sk_buff *skb,
			    enum xvs_drop_reason reason)
{
	mirror(skb, 0);
	xvs_drop_out(port, skb, reason);
}

/* What most frames do. */
static __always_inline void to_one(const struct xvs_stack *stack,
				   struct xvs_port *port, struct sk_buff *skb)
{
	u32 flags = READ_ONCE(port->flags);
	enum xvs_drop_reason reason;

	reason = xvs_egress_check_rcu(port, flags, skb);
	if (unlikely(reason != PASS)) {
		end_at(port, skb, reason);
		return;
	}
	if (unlikely(!go_out(stack, port, skb))) {
		end_refused(skb);
		return;
	}
	if (unlikely(xvs_frame(skb)->mirrors))
		mirror(skb, port->mirror);
	xvs_egress_deliver_rcu(port, flags, skb);
}

/* A copy for each destination; the last gets the frame itself. Inlined further
 * down, these moved the first no-op extension from 0 to 6 ns.
 */
struct fan {
	struct sk_buff		*skb;
	struct xvs_port		*last;
	u16			reached;	/* of the mirror destinations */
	bool			refused;	/* by an extension */
};

static noinline void fan_out(struct fan *fan, const struct xvs_stack *stack,
			     struct xvs_port *port)
{
	if (!go_out(stack, port, fan->skb)) {
		fan->refused = true;
		return;
	}
	if (fan->last)
		xvs_egress_deliver_copy_rcu(fan->last, fan->skb);
	fan->last = port;
	fan->reached |= port->mirror;
}

static noinline void fan_end(struct fan *fan)
{
	struct sk_buff *skb = fan->skb;

	mirror(skb, fan->reached);
	if (fan->last)
		xvs_egress_deliver_rcu(fan->last, READ_ONCE(fan->last->flags),
				       skb);
	else if (fan->refused)
		kfree_skb_reason(skb, SKB_DROP_REASON_OTHERHOST);
	else
		xvs_drop_in(xvs_frame(skb)->src, skb, XVS_DROP_NO_DESTINATION);
}

static noinline void to_flood(const struct xvs_stack *stack,
			      struct sk_buff *skb)
{
	struct xvs_port *src = xvs_frame(skb)->src;
	struct fan fan = { .skb = skb };
	struct xvs_port *port;
	u32 flood;

	flood = xvs_forward_flood_rcu(skb);
	if (!flood) {
		mirror(skb, 0);
		xvs_drop_in(src, skb, XVS_DROP_LINK_LOCAL);
		return;
	}
	xvs_stats_flooded(src->stats);
	list_for_each_entry_rcu(port, &src->sw->live, live)
		if (xvs_egress_takes_flood_rcu(port, skb, flood))
			fan_out(&fan, stack, port);
	fan_end(&fan);
}

/* --- by the forwarder --- */

#define EXCLUDED	1UL

static bool is_excluded(const struct xvs_port *port)
{
	return (unsigned long)port & EXCLUDED;
}

/* Its place among the destinations, or where it would stand. */
static unsigned int find_dest(const struct xvs_dests *dests,
			      const struct xvs_port *port)
{
	unsigned int i;

	for (i = 0; i < dests->count; i++)
		if (((unsigned long)dests->port[i] & ~EXCLUDED) ==
		    (unsigned long)port)
			break;
	return i;
}

static int grow(struct xvs_dests *dests)
{
	unsigned int room = dests->room * 4;
	struct xvs_port **port;

	port = kmalloc_array(room, sizeof(*port), GFP_ATOMIC | __GFP_NOWARN);
	if (!port) {
		dests->no_memory = true;
		return -ENOMEM;
	}
	memcpy(port, dests->port, dests->count * sizeof(*port));
	if (dests->port != dests->space)
		kfree(dests->port);
	dests->port = port;
	dests->room = room;
	return 0;
}

static int put_dest(struct xvs_dests *dests, struct xvs_port *port,
		    unsigned long mark)
{
	unsigned int place;

	if (port->sw != dests->sw || !port->id)
		return -EINVAL;
	place = find_dest(dests, port);
	if (place == dests->count) {
		if (dests->count == dests->room && grow(dests))
			return -ENOMEM;
		dests->port[dests->count++] = port;
	}
	if (mark)
		dests->port[place] = (void *)((unsigned long)port | mark);
	return 0;
}

int xvs_dests_add(struct xvs_dests *dests, struct xvs_port *port)
{
	return put_dest(dests, port, 0);
}
EXPORT_SYMBOL_NS_GPL(xvs_dests_add, XVS);

int xvs_dests_exclude(struct xvs_dests *dests, struct xvs_port *port)
{
	return put_dest(dests, port, EXCLUDED);
}
EXPORT_SYMBOL_NS_GPL(xvs_dests_exclude, XVS);

int xvs_dests_add_flood(struct xvs_dests *dests)
{
	u32 flood = xvs_forward_flood_rcu(dests->skb);
	struct xvs_port *port;
	int err = 0;

	list_for_each_entry_rcu(port, &dests->sw->live, live)
		if (xvs_egress_takes_flood_rcu(port, dests->skb, flood))
			err = put_dest(dests, port, 0) ?: err;
	return err;
}
EXPORT_SYMBOL_NS_GPL(xvs_dests_add_flood, XVS);

static void to_dests(const struct xvs_stack *stack, struct xvs_dests *dests)
{
	struct fan fan = { .skb = dests->skb };
	enum xvs_drop_reason reason;
	struct xvs_port *port;
	unsigned int i;

	for (i = 0; i < dests->count; i++) {
		port = dests->port[i];
		if (is_excluded(port))
			continue;
		reason = xvs_egress_check_rcu(port, READ_ONCE(port->flags),
					      dests->skb);
		if (reason == PASS) {
			fan_out(&fan, stack, port);
			continue;
		}
		xvs_drop_note_out(port, dests->skb, reason);
		fan.refused = true;
	}
	fan_end(&fan);
	if (dests->port != dests->space)
		kfree(dests->port);
}

static __always_inline void by_core(const struct xvs_stack *stack,
				    struct sk_buff *skb)
{
	struct xvs_port *port = xvs_forward_find_rcu(skb);

	if (likely(port))
		to_one(stack, port, skb);
	else
		to_flood(stack, skb);
}

static noinline void by_forwarder(const struct xvs_stack *stack,
				  struct sk_buff *skb)
{
	const struct xvs_hook *hook = stack->forward;
	struct xvs_dests dests = {
		.skb = skb,
		.sw = xvs_frame(skb)->src->sw,
		.room = XVS_DESTS_INLINE,
	};
	int verdict;

	dests.port = dests.space;
	count_in(hook);
	if (xvs_verify_is_on())
		verdict = xvs_verify_forward(hook, skb, &dests);
	else
		verdict = hook->forward(&hook->att->pub,
					xvs_frame(skb)->src->priv[hook->slot],
					skb, &dests);
	if (verdict == XVS_VERDICT_PASS) {
		to_dests(stack, &dests);
		return;
	}
	if (dests.port != dests.space)
		kfree(dests.port);
	if (verdict == XVS_VERDICT_CORE)
		by_core(stack, skb);
	else
		settle(hook, skb, verdict);
}

/* --- entry --- */

static unsigned int below(const struct xvs_stack *stack,
			  const struct xvs_attachment *att)
{
	unsigned int i;

	for (i = 0; i < stack->in_count; i++)
		if (xvs_attachment_precedes(att, stack->in[i].att))
			break;
	return i;
}

/* Stores, where memset() may be a call. */
static void clear_words(struct xvs_frame *frame)
{
	unsigned int i;

	for (i = 0; i < XVS_FRAME_WORDS; i++)
		frame->word[i] = 0;
}

static bool forwards(const struct xvs_stack *stack,
		     const struct xvs_attachment *above)
{
	return !above || xvs_attachment_precedes(above, stack->forward->att);
}

/* On from below @above; NULL: from the top. */
void xvs_stack_rcu(struct sk_buff *skb, const struct xvs_attachment *above)
{
	struct xvs_frame *frame = xvs_frame(skb);
	const struct xvs_stack *stack = rcu_dereference(frame->src->sw->stack);
	unsigned int from = 0;

	if (likely(!above)) {
		frame->mirrors = 0;
		clear_words(frame);
	} else {
		from = below(stack, above);
	}
	if (!go_in(stack, skb, from))
		return;
	if (unlikely(stack->forward_count) && forwards(stack, above))
		by_forwarder(stack, skb);
	else
		by_core(stack, skb);
}

/* --- compiling --- */

bool xvs_stack_sees_sas(const struct xvs_ext *ext)
{
	return ext->sa_add || ext->sa_update || ext->sa_delete;
}

static unsigned int count_hooks(const struct list_head *attachments)
{
	const struct xvs_attachment *att;
	const struct xvs_ext *ext;
	unsigned int count = 0;

	list_for_each_entry(att, attachments, node) {
		ext = att->pub.ext;
		count += xvs_stack_sees_sas(ext);
		if (att->enabled)
			count += !!ext->ingress + !!ext->egress +
				 !!ext->forward + !!ext->dropped;
	}
	return count;
}

static struct xvs_hook *add_hook(struct xvs_hook *hook,
				 struct xvs_attachment *att)
{
	hook->att = att;
	hook->stats = att->stats;
	hook->slot = att->pub.slot;
	hook->looks_on = att->pub.ext->class == XVS_EXT_CLASS_CAPTURE;
	return hook + 1;
}

static void fill(struct xvs_stack *stack, const struct list_head *attachments)
{
	struct xvs_hook *hook = stack->in;
	struct xvs_attachment *att;

	list_for_each_entry(att, attachments, node) {
		if (!att->enabled || !att->pub.ext->ingress)
			continue;
		hook->ingress = att->pub.ext->ingress;
		hook = add_hook(hook, att);
		stack->in_count++;
	}
	stack->out = hook;
	list_for_each_entry_reverse(att, attachments, node) {
		if (!att->enabled || !att->pub.ext->egress)
			continue;
		hook->egress = att->pub.ext->egress;
		hook = add_hook(hook, att);
		stack->out_count++;
	}
	stack->forward = hook;
	list_for_each_entry(att, attachments, node) {
		if (!att->enabled || !att->pub.ext->forward)
			continue;
		hook->forward = att->pub.ext->forward;
		hook = add_hook(hook, att);
		stack->forward_count++;
	}
	stack->drop = hook;
	list_for_each_entry(att, attachments, node) {
		if (!att->enabled || !att->pub.ext->dropped)
			continue;
		hook->dropped = att->pub.ext->dropped;
		hook = add_hook(hook, att);
		stack->drop_count++;
	}
	stack->sa = hook;
	list_for_each_entry(att, attachments, node) {
		if (!xvs_stack_sees_sas(att->pub.ext))
			continue;
		hook->sa = att->pub.ext;
		hook = add_hook(hook, att);
		stack->sa_count++;
	}
}

/* The calls of the enabled ones, in their order, and of all those about
 * associations. NULL for want of memory.
 */
const struct xvs_stack *xvs_stack_compile(const struct list_head *attachments,
					  gfp_t gfp)
{
	unsigned int count = count_hooks(attachments);
	struct xvs_stack *stack;

	if (!count)
		return &xvs_stack_none;
	stack = kzalloc(struct_size(stack, in, count), gfp);
	if (stack)
		fill(stack, attachments);
	return stack;
}

/* No reader is left. */
void xvs_stack_free(const struct xvs_stack *stack)
{
	if (stack != &xvs_stack_none)
		kfree(stack);
}

/* Whether frames have to take this way at all. */
bool xvs_stack_is_used(const struct xvs_stack *stack)
{
	return stack->in_count || stack->out_count || stack->forward_count;
}
