/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_RTNL_H
#define _XVS_RTNL_H

#include <linux/types.h>

struct net;
struct net_device;
struct netlink_ext_ack;
struct xvs_nic;
struct xvs_nic_facts;
struct xvs_port;
struct xvs_switch;
struct xvs_switch_new;

int xvs_rtnl_switch_add(struct net *net, const char *name,
			const struct xvs_switch_new *new,
			struct net_device **dev,
			struct netlink_ext_ack *extack);
void xvs_rtnl_switch_del(struct xvs_switch *sw);
int xvs_rtnl_host_add(struct xvs_port *port, const char *ifname,
		      const struct xvs_nic_facts *facts, struct xvs_nic **nic,
		      struct netlink_ext_ack *extack);
struct xvs_switch *xvs_rtnl_switch_of(const struct net_device *dev);

int xvs_rtnl_init(void);
void xvs_rtnl_exit(void);

#endif
