/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_FORWARD_H
#define _XVS_FORWARD_H

#include <linux/types.h>

struct sk_buff;
struct xvs_port;

void xvs_forward_rcu(struct sk_buff *skb);
struct xvs_port *xvs_forward_find_rcu(const struct sk_buff *skb);
u32 xvs_forward_flood_rcu(const struct sk_buff *skb);

#endif
