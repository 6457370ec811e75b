/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_LAG_H
#define _XVS_LAG_H

#include <linux/types.h>

struct net_device;

bool xvs_lag_fails_over(const struct net_device *lag);
struct net_device *xvs_lag_active(struct net_device *lag);

#endif
