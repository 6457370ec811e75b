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

void xvs_verify_init(void);

#endif
