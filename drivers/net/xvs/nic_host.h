/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_NIC_HOST_H
#define _XVS_NIC_HOST_H

#include <linux/netdevice.h>

struct xvs_nic;
struct xvs_port;
struct xvs_switch;

/* The private part of a device of kind xvs: a switch's own, or that of one
 * more host NIC.
 */
struct xvs_host {
	struct xvs_switch	*sw;
	struct xvs_port __rcu	*port;	/* while connected */
	struct xvs_nic		*nic;	/* rtnl */
	struct list_head	node;	/* of the switch's, with a NIC; rtnl */
	atomic_t		sas_on_nic;	/* associations */
	bool			extra;	/* not the switch's own */
	bool			linked;	/* stands above the switch's device */
	bool			going;	/* the device is being unregistered */
};

extern const struct xvs_nic_ops xvs_nic_host_ops;
extern const struct ethtool_ops xvs_nic_host_ethtool_ops;

netdev_tx_t xvs_nic_host_xmit(struct sk_buff *skb, struct net_device *dev);
void xvs_nic_host_get_stats64(struct net_device *dev,
			      struct rtnl_link_stats64 *stats);
void xvs_nic_host_set_rx_mode(struct net_device *dev);
void xvs_nic_host_change_rx_flags(struct net_device *dev, int flags);
void xvs_nic_host_follow(struct net_device *dev, struct net_device *uplink,
			 bool on);
int xvs_nic_host_dev_open(struct net_device *dev);
int xvs_nic_host_dev_stop(struct net_device *dev);
netdev_features_t xvs_nic_host_fix_features(struct net_device *dev,
					    netdev_features_t features);
int xvs_nic_host_set_features(struct net_device *dev,
			      netdev_features_t features);
int xvs_nic_host_set_mac(struct net_device *dev, void *addr);
int xvs_nic_host_dev_init(struct net_device *dev);
void xvs_nic_host_dev_uninit(struct net_device *dev);

#endif
