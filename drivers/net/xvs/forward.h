/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_FORWARD_H
#define _XVS_FORWARD_H

struct sk_buff;

void xvs_forward_rcu(struct sk_buff *skb);

#endif
