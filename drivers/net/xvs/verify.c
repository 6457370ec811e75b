// SPDX-License-Identifier: GPL-2.0-only
/* With verify=1, every call of an extension is checked against the rules of
 * include/net/xvs.h, and who breaks one is named in the log. Who may only look
 * at a frame is given a copy. Who may change it is given the frame itself,
 * whose destructor tells when it is freed.
 */
#include <linux/crc32.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "port.h"
#include "stack.h"
#include "verify.h"

DEFINE_STATIC_KEY_FALSE(xvs_verify_key);

static bool verify;
module_param(verify, bool, 0444);
MODULE_PARM_DESC(verify, "check what extensions do, at a cost");

void xvs_verify_init(void)
{
	if (verify)
		static_branch_enable(&xvs_verify_key);
}

void xvs_verify_report(struct xvs_attachment *att, const char *rule)
{
	atomic_long_inc(&att->violations);
	WRITE_ONCE(att->violated, rule);
	if (xvs_verify_is_on() && net_ratelimit())
		netdev_warn(att->pub.dev, "extension %s breaks a rule: %s\n",
			    att->pub.ext->name, rule);
}

/* --- what becomes of the frame during a call --- */

/* Calls stand in one another where frames are injected. */
struct watch {
	struct watch		*outer;
	const struct sk_buff	*skb;
	const struct xvs_attachment *att;
	bool			may_hold;
	bool			held;
	bool			freed;
};

static DEFINE_PER_CPU(struct watch *, watches);

static struct watch *find_watch(const struct sk_buff *skb)
{
	struct watch *watch;

	for (watch = this_cpu_read(watches); watch; watch = watch->outer)
		if (watch->skb == skb)
			break;
	return watch;
}

static void note_freed(struct sk_buff *skb)
{
	struct watch *watch = find_watch(skb);

	if (watch)
		watch->freed = true;
	module_put(THIS_MODULE);
}

/* A frame that is consumed takes the destructor along. */
static void begin(struct watch *watch, const struct xvs_hook *hook,
		  struct sk_buff *skb, bool may_hold)
{
	skb_orphan(skb);
	__module_get(THIS_MODULE);
	skb->destructor = note_freed;
	*watch = (struct watch) {
		.outer = this_cpu_read(watches),
		.skb = skb,
		.att = hook->att,
		.may_hold = may_hold,
	};
	this_cpu_write(watches, watch);
}

static void end(const struct watch *watch)
{
	this_cpu_write(watches, watch->outer);
}

/* The frame is the switch's again. */
void xvs_verify_let_go_on(struct sk_buff *skb)
{
	if (skb->destructor == note_freed)
		skb_orphan(skb);
}

bool xvs_verify_may_hold(struct xvs_attachment *att, const struct sk_buff *skb)
{
	const struct watch *watch = find_watch(skb);

	if (watch && watch->att == att && watch->may_hold && !watch->held)
		return true;
	xvs_verify_report(att,
			  "a frame is held once, by the ingress or forward hook it was given to");
	return false;
}

void xvs_verify_held(const struct sk_buff *skb)
{
	struct watch *watch = find_watch(skb);

	if (watch)
		watch->held = true;
}

/* --- what must be the same after a call as before --- */

struct before {
	int			preempt;
	unsigned int		len;
	u32			crc;
	struct xvs_frame	frame;
};

static u32 sum_up(const struct sk_buff *skb)
{
	return crc32_le(~0, skb->data, skb_headlen(skb));
}

static struct before look(const struct sk_buff *skb)
{
	return (struct before) {
		.preempt = preempt_count(),
		.len = skb->len,
		.crc = sum_up(skb),
		.frame = *xvs_frame(skb),
	};
}

static void check_context(const struct xvs_hook *hook,
			  const struct before *before)
{
	if (preempt_count() == before->preempt)
		return;
	preempt_count_set(before->preempt);
	xvs_verify_report(hook->att,
			  "a frame hook returns with the locks it was called with");
}

static void check_same(const struct xvs_hook *hook, const struct sk_buff *skb,
		       const struct before *before)
{
	if (skb->len != before->len || sum_up(skb) != before->crc)
		xvs_verify_report(hook->att,
				  hook->looks_on ?
				  "a capture extension changes no frame" :
				  "a frame is not changed at egress");
}

static void check_route(const struct xvs_hook *hook, struct sk_buff *skb,
			const struct before *before)
{
	struct xvs_frame *frame = xvs_frame(skb);

	if (frame->src == before->frame.src &&
	    frame->vid == before->frame.vid && frame->fid == before->frame.fid)
		return;
	frame->src = before->frame.src;
	frame->vid = before->frame.vid;
	frame->fid = before->frame.fid;
	xvs_verify_report(hook->att,
			  "source and VLAN of a frame are the switch's to set");
}

/* --- who may only look --- */

static int call(const struct xvs_hook *hook, struct xvs_port *dst,
		struct sk_buff *skb)
{
	void **priv = dst ? dst->priv : xvs_frame(skb)->src->priv;

	if (dst)
		return hook->egress(&hook->att->pub, priv[hook->slot], dst,
				    skb);
	return hook->ingress(&hook->att->pub, priv[hook->slot], skb);
}

static void check_copy(const struct xvs_hook *hook, struct sk_buff *copy,
		       struct sk_buff *skb, const struct before *before)
{
	check_same(hook, copy, before);
	check_route(hook, copy, before);
	*xvs_frame(skb) = *xvs_frame(copy);
}

/* On a copy. Without memory for one the frame itself has to do. */
static int look_on(const struct xvs_hook *hook, struct xvs_port *dst,
		   struct sk_buff *skb)
{
	struct sk_buff *copy = pskb_copy(skb, GFP_ATOMIC | __GFP_NOWARN);
	struct before before = look(skb);
	struct watch watch;
	int verdict;

	if (!copy)
		return call(hook, dst, skb);
	begin(&watch, hook, copy, false);
	verdict = call(hook, dst, copy);
	end(&watch);
	check_context(hook, &before);
	if (watch.freed) {
		xvs_verify_report(hook->att,
				  "a frame is freed by who consumes it, and by nobody else");
		return verdict;
	}
	check_copy(hook, copy, skb, &before);
	if (verdict != XVS_VERDICT_CONSUMED)
		kfree_skb(copy);
	return verdict;
}

static bool is_drop(const struct xvs_hook *hook, int verdict)
{
	return verdict >= XVS_VERDICT_DROP &&
	       verdict - XVS_VERDICT_DROP < hook->att->pub.ext->reason_count;
}

int xvs_verify_egress(const struct xvs_hook *hook, struct xvs_port *port,
		      struct sk_buff *skb)
{
	int verdict = look_on(hook, port, skb);

	if (!hook->looks_on && verdict != XVS_VERDICT_PASS &&
	    !is_drop(hook, verdict))
		xvs_verify_report(hook->att,
				  "at egress a frame passes or is dropped");
	return verdict;
}

/* --- who may change the frame, and keep it --- */

static void check_verdict(const struct xvs_hook *hook, int verdict)
{
	if (verdict == XVS_VERDICT_PASS || verdict == XVS_VERDICT_CONSUMED ||
	    verdict == XVS_VERDICT_HELD || is_drop(hook, verdict) ||
	    (verdict == XVS_VERDICT_CORE &&
	     hook->att->pub.ext->class == XVS_EXT_CLASS_FORWARD))
		return;
	xvs_verify_report(hook->att,
			  "a verdict is one of enum xvs_verdict, or a reason of its own");
}

/* What the verdict should have been, by what became of the frame. */
static int set_right(const struct xvs_hook *hook, const struct watch *watch,
		     int verdict)
{
	bool says_held = verdict == XVS_VERDICT_HELD;

	if (watch->held != says_held)
		xvs_verify_report(hook->att,
				  "the verdict of a frame that was held says so, and of no other");
	if (watch->held)
		return XVS_VERDICT_HELD;
	if (verdict == XVS_VERDICT_CONSUMED)
		return verdict;
	if (watch->freed) {
		xvs_verify_report(hook->att,
				  "a frame is freed by who consumes it, and by nobody else");
		return XVS_VERDICT_CONSUMED;
	}
	return says_held ? -EINVAL : verdict;
}

static int settle(const struct xvs_hook *hook, struct watch *watch,
		  const struct before *before, struct sk_buff *skb,
		  int verdict)
{
	end(watch);
	check_context(hook, before);
	check_verdict(hook, verdict);
	verdict = set_right(hook, watch, verdict);
	if (verdict == XVS_VERDICT_CONSUMED || verdict == XVS_VERDICT_HELD)
		return verdict;
	check_route(hook, skb, before);
	xvs_verify_let_go(skb);
	return verdict;
}

int xvs_verify_ingress(const struct xvs_hook *hook, struct sk_buff *skb)
{
	struct before before;
	struct watch watch;
	int verdict;

	if (hook->looks_on)
		return look_on(hook, NULL, skb);
	before = look(skb);
	begin(&watch, hook, skb, true);
	verdict = call(hook, NULL, skb);
	return settle(hook, &watch, &before, skb, verdict);
}

int xvs_verify_forward(const struct xvs_hook *hook, struct sk_buff *skb,
		       struct xvs_dests *dests)
{
	struct before before = look(skb);
	struct watch watch;
	int verdict;

	begin(&watch, hook, skb, true);
	verdict = hook->forward(&hook->att->pub,
				before.frame.src->priv[hook->slot], skb,
				dests);
	if (verdict != XVS_VERDICT_PASS && dests->count)
		xvs_verify_report(hook->att,
				  "destinations go with the verdict to pass");
	return settle(hook, &watch, &before, skb, verdict);
}
