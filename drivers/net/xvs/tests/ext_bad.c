// SPDX-License-Identifier: GPL-2.0-only
/* Extensions that misbehave on purpose, in the way that their property
 * "behave" says, for tests of verify=1 and of what an extension may do to the
 * switch at worst. At "good" they let everything pass.
 *
 *	bad		filter: bad.behave of the switch, a word of bad_words[]
 *	bad-capture	capture: bad-capture.behave, one of look_words[]
 *
 * Some of these ways corrupt memory unless xvs is loaded with verify=1. The
 * first eight are allowed.
 */
#include <linux/etherdevice.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/xvs.h>

enum way {
	GOOD, DROP, DROP_OUT, HOLD, VETO_PORT, VETO_NIC, VETO_PROPERTY, VETO_SA,
	TELL_SA, AGAIN,
	/* against the rules, and harmless by design */
	BAD_VERDICT, BAD_VERDICT_OUT, RELEASE_TWICE, RELEASE_UNKNOWN, KEEP_NIC,
	INJECT_LOOP, REROUTE,
	/* against the rules, and only verify=1 keeps them from harm */
	CHANGE_OUT, FREE_IN, FREE_OUT, HOLD_OUT, HOLD_AND_PASS, KEEP_BH,
};

static const char *const bad_words[] = {
	[GOOD]			= "good",
	[DROP]			= "drop",
	[DROP_OUT]		= "drop-out",
	[HOLD]			= "hold",
	[VETO_PORT]		= "veto-port",
	[VETO_NIC]		= "veto-nic",
	[VETO_PROPERTY]		= "veto-property",
	[VETO_SA]		= "veto-sa",
	[TELL_SA]		= "tell-sa",
	[AGAIN]			= "again",
	[BAD_VERDICT]		= "bad-verdict",
	[BAD_VERDICT_OUT]	= "bad-verdict-out",
	[RELEASE_TWICE]		= "release-twice",
	[RELEASE_UNKNOWN]	= "release-unknown",
	[KEEP_NIC]		= "keep-nic",
	[INJECT_LOOP]		= "inject-loop",
	[REROUTE]		= "reroute",
	[CHANGE_OUT]		= "change-out",
	[FREE_IN]		= "free-in",
	[FREE_OUT]		= "free-out",
	[HOLD_OUT]		= "hold-out",
	[HOLD_AND_PASS]		= "hold-and-pass",
	[KEEP_BH]		= "keep-bh",
	NULL
};

static uint first = GOOD;
module_param(first, uint, 0644);
MODULE_PARM_DESC(first, "how bad behaves before its property is set, a number");

struct bad {
	u32			way;
	unsigned int		tries;	/* at AGAIN */
};

enum { BEHAVE };

static const struct xvs_ext_property bad_properties[] = {
	[BEHAVE] = { "behave", XVS_OF_SWITCH, XVS_VALUE_TYPE_CHOICE, 0x100,
		     .choices = bad_words },
};

enum { TOLD };

static const struct xvs_ext_reason bad_reasons[] = {
	[TOLD] = { "TOLD", "the test was told to drop it" },
};

static u32 way_of(const struct xvs_attach *at)
{
	const struct bad *bad = at->priv;

	return READ_ONCE(bad->way);
}

/* --- refusals --- */

static int refuse(struct xvs_attach *at, enum way way,
		  struct netlink_ext_ack *extack)
{
	struct bad *bad = at->priv;

	/* agrees the third time */
	if (bad->way == AGAIN && ++bad->tries % 3)
		return -EAGAIN;
	if (bad->way != way)
		return 0;
	NL_SET_ERR_MSG(extack, "the test wants it so");
	return -EPERM;
}

static int bad_attach(struct xvs_attach *at, struct netlink_ext_ack *extack)
{
	struct bad *bad = at->priv;

	bad->way = READ_ONCE(first);
	return 0;
}

static int bad_port_create(struct xvs_attach *at, struct xvs_port *port,
			   struct netlink_ext_ack *extack)
{
	return refuse(at, VETO_PORT, extack);
}

static int bad_nic_create(struct xvs_attach *at, struct xvs_port *port,
			  struct netlink_ext_ack *extack)
{
	return refuse(at, VETO_NIC, extack);
}

static void bad_nic_connect(struct xvs_attach *at, struct xvs_port *port)
{
	if (way_of(at) == KEEP_NIC && xvs_nic_hold(at, port))
		netdev_warn(at->dev, "the NIC of port %s cannot be held\n",
			    xvs_port_name(port));
}

/* Its own property can always be set, or there would be no way back. */
static int bad_property_set(struct xvs_attach *at, struct xvs_port *port,
			    const struct xvs_property_change *change,
			    struct netlink_ext_ack *extack)
{
	return change->own == BEHAVE ? 0 : refuse(at, VETO_PROPERTY, extack);
}

static void bad_property_changed(struct xvs_attach *at, struct xvs_port *port,
				 const struct xvs_property_change *change)
{
	struct bad *bad = at->priv;

	if (change->own == BEHAVE)
		WRITE_ONCE(bad->way, change->number);
}

/* --- associations --- */

static void tell_sa(struct xvs_attach *at, const struct xvs_sa *sa,
		    const char *what)
{
	if (way_of(at) == TELL_SA)
		xvs_ext_alert(at, NULL, "%s %s %x %u", what,
			      sa->inbound ? "in" : "out", ntohl(sa->spi),
			      sa->seq_hi);
}

static int bad_sa_add(struct xvs_attach *at, const struct xvs_sa *sa,
		      struct netlink_ext_ack *extack)
{
	tell_sa(at, sa, "add");
	if (way_of(at) != VETO_SA)
		return 0;
	NL_SET_ERR_MSG(extack, "the test wants no association");
	return -EPERM;
}

static void bad_sa_update(struct xvs_attach *at, const struct xvs_sa *sa)
{
	tell_sa(at, sa, "update");
}

static void bad_sa_delete(struct xvs_attach *at, const struct xvs_sa *sa)
{
	tell_sa(at, sa, "delete");
}

/* --- frames --- */

static int hold(struct xvs_attach *at, struct sk_buff *skb)
{
	u32 handle;

	return xvs_frame_hold(at, skb, &handle) ? xvs_verdict_drop(TOLD) :
						  XVS_VERDICT_HELD;
}

static int hold_and_pass(struct xvs_attach *at, struct sk_buff *skb)
{
	hold(at, skb);
	return XVS_VERDICT_PASS;
}

static int release_twice(struct xvs_attach *at, struct sk_buff *skb)
{
	u32 handle;

	if (xvs_frame_hold(at, skb, &handle))
		return xvs_verdict_drop(TOLD);
	xvs_frame_release(at, handle, XVS_VERDICT_PASS);
	xvs_frame_release(at, handle, XVS_VERDICT_PASS);
	return XVS_VERDICT_HELD;
}

static int release_unknown(struct xvs_attach *at)
{
	xvs_frame_release(at, 0x7ffffff0, XVS_VERDICT_PASS);
	return XVS_VERDICT_PASS;
}

static int free_it(struct sk_buff *skb)
{
	kfree_skb(skb);
	return XVS_VERDICT_PASS;
}

static int keep_bh(void)
{
	local_bh_disable();
	return XVS_VERDICT_PASS;
}

static int reroute(struct sk_buff *skb)
{
	xvs_frame(skb)->vid ^= 1;
	return XVS_VERDICT_PASS;
}

static int bad_ingress(struct xvs_attach *at, void *port_priv,
		       struct sk_buff *skb)
{
	switch (way_of(at)) {
	case DROP:
		return xvs_verdict_drop(TOLD);
	case HOLD:
		return hold(at, skb);
	case BAD_VERDICT:
		return xvs_verdict_drop(TOLD + 1);
	case RELEASE_TWICE:
		return release_twice(at, skb);
	case RELEASE_UNKNOWN:
		return release_unknown(at);
	case REROUTE:
		return reroute(skb);
	case FREE_IN:
		return free_it(skb);
	case HOLD_AND_PASS:
		return hold_and_pass(at, skb);
	case KEEP_BH:
		return keep_bh();
	default:
		return XVS_VERDICT_PASS;
	}
}

/* Below itself, from where it comes here again. */
static int inject_again(struct xvs_attach *at, struct sk_buff *skb)
{
	struct sk_buff *clone = xvs_frame_clone(skb);

	if (clone)
		xvs_frame_inject(at, xvs_frame_src(skb), xvs_frame_vlan(skb),
				 clone);
	return XVS_VERDICT_PASS;
}

static int change(struct sk_buff *skb)
{
	((struct ethhdr *)skb->data)->h_proto ^= htons(1);
	return XVS_VERDICT_PASS;
}

static int bad_egress(struct xvs_attach *at, void *port_priv,
		      struct xvs_port *dst, struct sk_buff *skb)
{
	switch (way_of(at)) {
	case DROP_OUT:
		return xvs_verdict_drop(TOLD);
	case BAD_VERDICT_OUT:
		return XVS_VERDICT_CORE;
	case INJECT_LOOP:
		return inject_again(at, skb);
	case CHANGE_OUT:
		return change(skb);
	case FREE_OUT:
		return free_it(skb);
	case HOLD_OUT:
		return hold(at, skb);
	default:
		return XVS_VERDICT_PASS;
	}
}

static const struct xvs_ext bad = {
	.name = "bad",
	.class = XVS_EXT_CLASS_FILTER,
	.abi = XVS_EXT_ABI,
	.version = 0x100,
	.owner = THIS_MODULE,
	.priv_size = sizeof(struct bad),
	.reasons = bad_reasons,
	.reason_count = ARRAY_SIZE(bad_reasons),
	.properties = bad_properties,
	.property_count = ARRAY_SIZE(bad_properties),
	.attach = bad_attach,
	.port_create = bad_port_create,
	.nic_create = bad_nic_create,
	.nic_connect = bad_nic_connect,
	.property_set = bad_property_set,
	.property_changed = bad_property_changed,
	.sa_add = bad_sa_add,
	.sa_update = bad_sa_update,
	.sa_delete = bad_sa_delete,
	.ingress = bad_ingress,
	.egress = bad_egress,
};

/* --- one that should look on only --- */

enum look { LOOK_GOOD, LOOK_DROP, LOOK_DROP_OUT, LOOK_HOLD, LOOK_CHANGE,
	    LOOK_FREE };

static const char *const look_words[] = {
	[LOOK_GOOD]	= "good",
	[LOOK_DROP]	= "drop",
	[LOOK_DROP_OUT]	= "drop-out",
	[LOOK_HOLD]	= "hold",
	/* only verify=1 keeps these from harm */
	[LOOK_CHANGE]	= "change",
	[LOOK_FREE]	= "free",
	NULL
};

static const struct xvs_ext_property look_properties[] = {
	[BEHAVE] = { "behave", XVS_OF_SWITCH, XVS_VALUE_TYPE_CHOICE, 0x100,
		     .choices = look_words },
};

static int look_ingress(struct xvs_attach *at, void *port_priv,
			struct sk_buff *skb)
{
	switch (way_of(at)) {
	case LOOK_DROP:
		return xvs_verdict_drop(TOLD);
	case LOOK_HOLD:
		return hold(at, skb);
	case LOOK_CHANGE:
		return change(skb);
	case LOOK_FREE:
		return free_it(skb);
	default:
		return XVS_VERDICT_PASS;
	}
}

static int look_egress(struct xvs_attach *at, void *port_priv,
		       struct xvs_port *dst, struct sk_buff *skb)
{
	return way_of(at) == LOOK_DROP_OUT ? xvs_verdict_drop(TOLD) :
					     XVS_VERDICT_PASS;
}

static const struct xvs_ext bad_capture = {
	.name = "bad-capture",
	.class = XVS_EXT_CLASS_CAPTURE,
	.abi = XVS_EXT_ABI,
	.version = 0x100,
	.owner = THIS_MODULE,
	.priv_size = sizeof(struct bad),
	.reasons = bad_reasons,
	.reason_count = ARRAY_SIZE(bad_reasons),
	.properties = look_properties,
	.property_count = ARRAY_SIZE(look_properties),
	.property_changed = bad_property_changed,
	.ingress = look_ingress,
	.egress = look_egress,
};

/* --- registration --- */

static int __init ext_bad_init(void)
{
	int err = xvs_ext_register(&bad);

	if (err)
		return err;
	err = xvs_ext_register(&bad_capture);
	if (err)
		xvs_ext_unregister(&bad);
	return err;
}
module_init(ext_bad_init);

static void __exit ext_bad_exit(void)
{
	xvs_ext_unregister(&bad_capture);
	xvs_ext_unregister(&bad);
}
module_exit(ext_bad_exit);

MODULE_IMPORT_NS(XVS);
MODULE_DESCRIPTION("Extensions of the xvs switch that misbehave on purpose");
MODULE_LICENSE("GPL");
MODULE_ALIAS_XVS_EXT("bad");
MODULE_ALIAS_XVS_EXT("bad-capture");
