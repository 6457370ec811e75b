/* SPDX-License-Identifier: GPL-2.0-only */
/* Every difference between the kernels that xvs builds on, and nothing else.
 *
 * Force-included before each source file. A difference is told by the thing
 * itself (a macro, a header), never by a version number: distributions move
 * features between releases.
 */
#ifndef _XVS_COMPAT_H
#define _XVS_COMPAT_H

#include <linux/filter.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>

/* Transmit without a lock; stay in the network namespace. Once feature bits,
 * later fields of the device.
 */
static inline void xvs_compat_dev_lockless_tx(struct net_device *dev)
{
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX;
#else
	dev->lltx = true;
#endif
}

static inline void xvs_compat_dev_pin_netns(struct net_device *dev)
{
#ifdef NETIF_F_NETNS_LOCAL
	dev->features |= NETIF_F_NETNS_LOCAL;
#else
	dev->netns_immutable = true;
#endif
}

/* Whether tc or nftables wants to see what leaves through @dev. */
static inline bool xvs_compat_dev_has_egress_hook(const struct net_device *dev)
{
#ifdef CONFIG_NETFILTER_EGRESS
	if (rcu_access_pointer(dev->nf_hooks_egress))
		return true;
#endif
	/* Kernels that have XGRESS select it with CLS_ACT. */
#if defined(CONFIG_NET_XGRESS)
	return rcu_access_pointer(dev->tcx_egress);
#elif defined(CONFIG_NET_CLS_ACT)
	return rcu_access_pointer(dev->miniq_egress);
#else
	return false;
#endif
}

/* A refusal with values in it, of at most 79 characters. Where the kernel has
 * no room for them, @plain alone is said.
 */
#ifdef NL_SET_ERR_MSG_ATTR_FMT
#define xvs_compat_err_fmt(extack, attr, plain, fmt, args...)		\
	NL_SET_ERR_MSG_ATTR_FMT(extack, attr, fmt, ##args)
#else
#define xvs_compat_err_fmt(extack, attr, plain, fmt, args...) do {	\
	if (0)								\
		no_printk(fmt, ##args);					\
	NL_SET_ERR_MSG_ATTR(extack, attr, plain);			\
} while (0)
#endif

/* Where helpers note a redirect. Newer kernels want the caller to have room for
 * it, and not all of them look whether there is any.
 */
#ifdef BPF_RI_F_RI_INIT
#define xvs_compat_bpf_context		bpf_net_context
#define xvs_compat_bpf_begin(context)	bpf_net_ctx_set(context)
#define xvs_compat_bpf_end(context)	bpf_net_ctx_clear(context)
#else
struct xvs_compat_bpf_context { };

static inline struct xvs_compat_bpf_context *
xvs_compat_bpf_begin(struct xvs_compat_bpf_context *context)
{
	return context;
}

static inline void xvs_compat_bpf_end(struct xvs_compat_bpf_context *context)
{
}
#endif

/* Tell helpers that a checksum over the frame leaves out its Ethernet header,
 * as at tc's ingress; or, with the answer, what they were told before.
 */
static inline bool xvs_compat_bpf_at_ingress(struct sk_buff *skb, bool on)
{
	bool before = false;

#if defined(CONFIG_NET_XGRESS) || defined(CONFIG_NET_CLS_ACT)
	before = skb->tc_at_ingress;
	skb->tc_at_ingress = on;
#endif
	return before;
}

/* Hand a security association to a NIC, and be one that takes them. Newer
 * kernels let the NIC say why it refuses. @nic has operations, and
 * x->xso.real_dev is @nic already: that is where drivers look.
 *
 * To be one: XVS_COMPAT_XDO_STATE_ADD(f) after a function f(x, extack), and
 * .xdo_dev_state_add = xvs_compat_xdo_state_add_op(f).
 */
#ifdef CONFIG_XFRM_OFFLOAD
#define XVS_COMPAT_XDO_ADD_EXTACK					\
	__builtin_types_compatible_p(					\
		typeof(((struct xfrmdev_ops *)0)->xdo_dev_state_add),	\
		int (*)(struct xfrm_state *, struct netlink_ext_ack *))

static inline int
xvs_compat_xdo_state_add(const struct net_device *nic, struct xfrm_state *x,
			 struct netlink_ext_ack *extack)
{
	const void *add = nic->xfrmdev_ops->xdo_dev_state_add;

	if (XVS_COMPAT_XDO_ADD_EXTACK)
		return ((int (*)(struct xfrm_state *,
				 struct netlink_ext_ack *))add)(x, extack);
	return ((int (*)(struct xfrm_state *))add)(x);
}

#define XVS_COMPAT_XDO_STATE_ADD(f)					\
static int __maybe_unused f##_plain(struct xfrm_state *x)		\
{									\
	return f(x, NULL);						\
}

#define xvs_compat_xdo_state_add_op(f)					\
	__builtin_choose_expr(XVS_COMPAT_XDO_ADD_EXTACK, f, f##_plain)
#endif

#endif
