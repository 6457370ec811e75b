/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_EGRESS_H
#define _XVS_EGRESS_H

#include <linux/types.h>

struct sk_buff;
struct xvs_port;

void xvs_egress_rcu(struct xvs_port *port, struct sk_buff *skb);
void xvs_egress_flood_rcu(struct sk_buff *skb, u32 flood);

/* For the way through the extensions; more of it is in egress_parts.h. */
void xvs_egress_send_secure_rcu(struct xvs_port *port, u32 flags,
				struct sk_buff *skb);
bool xvs_egress_takes_flood_rcu(struct xvs_port *port, struct sk_buff *skb,
				u32 flood);
void xvs_egress_deliver_copy_rcu(struct xvs_port *port, struct sk_buff *skb);
void xvs_egress_mirror(struct xvs_port *port, struct sk_buff *skb);

#endif
