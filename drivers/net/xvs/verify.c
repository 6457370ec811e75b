// SPDX-License-Identifier: GPL-2.0-only
/* With verify=1, every call of an extension is checked against the rules of
 * include/net/xvs.h, and who breaks one is named in the log. The frame is kept
 * from harm while it is looked at.
 */
#include <linux/crc32.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
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

/* What must be the same after a call as before. */
struct before {
	struct sk_buff		*skb;
	int			preempt;
	int			users;
	unsigned int		len;
	u32			crc;
	struct xvs_frame	frame;
};

static u32 sum_up(const struct sk_buff *skb)
{
	return crc32_le(~0, skb->data, skb_headlen(skb));
}

/* An extra reference keeps the frame readable, whoever frees it. */
static struct before look(struct sk_buff *skb)
{
	return (struct before) {
		.skb = skb_get(skb),
		.preempt = preempt_count(),
		.users = refcount_read(&skb->users),
		.len = skb->len,
		.crc = sum_up(skb),
		.frame = *xvs_frame(skb),
	};
}

static void check_context(const struct xvs_hook *hook,
			  const struct before *before)
{
	if (preempt_count() != before->preempt)
		xvs_verify_report(hook->att,
				  "a frame hook returns with the locks it was called with");
}

static void check_same(const struct xvs_hook *hook, const struct before *before)
{
	const struct sk_buff *skb = before->skb;

	if (skb->len != before->len || sum_up(skb) != before->crc)
		xvs_verify_report(hook->att,
				  hook->looks_on ?
				  "a capture extension changes no frame" :
				  "a frame is not changed at egress");
}

static void check_route(const struct xvs_hook *hook,
			const struct before *before)
{
	const struct xvs_frame *frame = xvs_frame(before->skb);

	if (frame->src != before->frame.src || frame->vid != before->frame.vid)
		xvs_verify_report(hook->att,
				  "source and VLAN of a frame are the switch's to set");
}

static bool is_verdict(const struct xvs_hook *hook, int verdict)
{
	return verdict >= XVS_VERDICT_DROP &&
	       verdict - XVS_VERDICT_DROP < hook->att->pub.ext->reason_count;
}

/* Let go of the extra reference. A frame that the extension may not have freed
 * and did is taken for dropped: nobody else may touch it.
 */
static int settle(const struct xvs_hook *hook, const struct before *before,
		  int verdict)
{
	bool kept = verdict == XVS_VERDICT_CONSUMED ||
		    verdict == XVS_VERDICT_HELD;
	bool freed = refcount_read(&before->skb->users) < before->users;

	if (freed && !kept) {
		xvs_verify_report(hook->att,
				  "a frame is freed by who consumes it, and by nobody else");
		verdict = XVS_VERDICT_CONSUMED;
	}
	kfree_skb(before->skb);
	return verdict;
}

int xvs_verify_ingress(const struct xvs_hook *hook, struct sk_buff *skb)
{
	struct before before = look(skb);
	int verdict;

	verdict = hook->ingress(&hook->att->pub,
				before.frame.src->priv[hook->slot], skb);
	check_context(hook, &before);
	if (hook->looks_on)
		check_same(hook, &before);
	check_route(hook, &before);
	if (verdict == XVS_VERDICT_CORE ||
	    (verdict > XVS_VERDICT_CORE && !is_verdict(hook, verdict)))
		xvs_verify_report(hook->att,
				  "a verdict is one of enum xvs_verdict, or a reason of its own");
	return settle(hook, &before, verdict);
}

int xvs_verify_egress(const struct xvs_hook *hook, struct xvs_port *port,
		      struct sk_buff *skb)
{
	struct before before = look(skb);
	int verdict;

	verdict = hook->egress(&hook->att->pub, port->priv[hook->slot], port,
			       skb);
	check_context(hook, &before);
	check_same(hook, &before);
	check_route(hook, &before);
	if (verdict != XVS_VERDICT_PASS && !is_verdict(hook, verdict)) {
		xvs_verify_report(hook->att,
				  "at egress a frame passes or is dropped");
		/* it is still the switch's */
		verdict = XVS_VERDICT_DROP +
			  hook->att->pub.ext->reason_count;
	}
	return settle(hook, &before, verdict);
}

int xvs_verify_forward(const struct xvs_hook *hook, struct sk_buff *skb,
		       struct xvs_dests *dests)
{
	struct before before = look(skb);
	int verdict;

	verdict = hook->forward(&hook->att->pub,
				before.frame.src->priv[hook->slot], skb,
				dests);
	check_context(hook, &before);
	check_route(hook, &before);
	if (verdict > XVS_VERDICT_CORE && !is_verdict(hook, verdict))
		xvs_verify_report(hook->att,
				  "a verdict is one of enum xvs_verdict, or a reason of its own");
	if (verdict != XVS_VERDICT_PASS && dests->count)
		xvs_verify_report(hook->att,
				  "destinations go with the verdict to pass");
	return settle(hook, &before, verdict);
}
