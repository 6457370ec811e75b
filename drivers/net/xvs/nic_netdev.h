/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_NIC_NETDEV_H
#define _XVS_NIC_NETDEV_H

#include <linux/types.h>

struct net_device;
struct netlink_ext_ack;
struct xvs_nic;

extern const struct xvs_nic_ops xvs_nic_netdev_ops;

int xvs_nic_netdev_claim(struct xvs_nic *nic, struct netlink_ext_ack *extack);
void xvs_nic_netdev_release(struct xvs_nic *nic);
struct xvs_nic *xvs_nic_netdev_of(const struct net_device *dev);

int xvs_nic_netdev_init(void);
void xvs_nic_netdev_exit(void);

#endif
