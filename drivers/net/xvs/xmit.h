/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_XMIT_H
#define _XVS_XMIT_H

#include <linux/types.h>

struct net_device;
struct sk_buff;

bool xvs_xmit_rcu(struct net_device *dev, struct sk_buff *skb);

#endif
