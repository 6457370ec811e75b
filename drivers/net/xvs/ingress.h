/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_INGRESS_H
#define _XVS_INGRESS_H

#include <linux/types.h>

struct sk_buff;
struct xvs_attachment;
struct xvs_port;

bool xvs_ingress_is_links_rcu(const struct xvs_port *port, const u8 *dest);
void xvs_ingress_rcu(struct xvs_port *port, struct sk_buff *skb);
void xvs_ingress_inject_rcu(struct xvs_port *port, struct sk_buff *skb,
			    const struct xvs_attachment *above);
void xvs_ingress_trusted_rcu(struct xvs_port *self, u16 vlan,
			     struct sk_buff *skb,
			     const struct xvs_attachment *above);

#endif
