/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_VERIFY_H
#define _XVS_VERIFY_H

#include <linux/jump_label.h>

struct sk_buff;
struct xvs_attachment;
struct xvs_dests;
struct xvs_hook;
struct xvs_port;

DECLARE_STATIC_KEY_FALSE(xvs_verify_key);

static inline bool xvs_verify_is_on(void)
{
	return static_branch_unlikely(&xvs_verify_key);
}

/* An extension broke @rule. Counted always, in the log while verifying. */
void xvs_verify_report(struct xvs_attachment *att, const char *rule);

/* Call the hook and look what it does. */
int xvs_verify_ingress(const struct xvs_hook *hook, struct sk_buff *skb);
int xvs_verify_egress(const struct xvs_hook *hook, struct xvs_port *port,
		      struct sk_buff *skb);
int xvs_verify_forward(const struct xvs_hook *hook, struct sk_buff *skb,
		       struct xvs_dests *dests);

/* Whether the extension may hold the frame now, and that it does. */
bool xvs_verify_may_hold(struct xvs_attachment *att, const struct sk_buff *skb);
void xvs_verify_held(const struct sk_buff *skb);

/* A frame that an extension had is on its way again. */
void xvs_verify_let_go_on(struct sk_buff *skb);

static inline void xvs_verify_let_go(struct sk_buff *skb)
{
	if (xvs_verify_is_on())
		xvs_verify_let_go_on(skb);
}

void xvs_verify_init(void);

#endif
