/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_EGRESS_H
#define _XVS_EGRESS_H

#include <linux/types.h>

struct sk_buff;
struct xvs_port;

void xvs_egress_rcu(struct xvs_port *port, struct sk_buff *skb);
void xvs_egress_flood_rcu(struct sk_buff *skb, u32 flood);

#endif
