/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences between kernels in what a BPF program wants around it. */
#ifndef _XVS_COMPAT_BPF_H
#define _XVS_COMPAT_BPF_H

#include <linux/filter.h>
#include <linux/skbuff.h>

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

#endif
