/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_OFFLOAD_H
#define _XVS_OFFLOAD_H

#include <linux/netdevice.h>
#include <net/xvs.h>
#include <uapi/linux/xvs.h>

struct xvs_switch;

#define XVS_OFFLOAD_ALL		(2 * XVS_OFFLOAD_ESN - 1)
#define XVS_OFFLOAD_OF_ESP	(XVS_OFFLOAD_ESP | XVS_OFFLOAD_ESP_CSUM | \
				 XVS_OFFLOAD_ESP_GSO | XVS_OFFLOAD_ESN)
#define XVS_OFFLOAD_UNLIMITED	U32_MAX

/* Sets are of enum xvs_offload. */
struct xvs_offload_state {
	u32			able;		/* the uplink is */
	u32			allowed;	/* by the operator */
	u32			in_force;
	u32			sa_limit;	/* associations on the NIC */
	int			ifindex;	/* of the uplink; 0: none */
	struct net_device	*crypto;	/* computes ESP, or NULL */
};

/* Write: rtnl and the switch's lock; read: one of them. */
struct xvs_offloads {
	struct xvs_offload_state now;
	struct list_head	hosts;		/* of struct xvs_host; rtnl */
	bool			unsettled;	/* they are to follow; lock */
};

u32 xvs_offload_of(netdev_features_t features);
netdev_features_t xvs_offload_features(u32 set);
u32 xvs_offload_in_force(u32 able, u32 allowed);
netdev_features_t xvs_offload_fix(const struct xvs_offload_state *state,
				  netdev_features_t features);

void xvs_offload_init(struct xvs_offloads *offloads);
void xvs_offload_refresh_locked(struct xvs_switch *sw,
				const struct net_device *going);
void xvs_offload_set_locked(struct xvs_switch *sw, u32 allowed, u32 sa_limit);
void xvs_offload_settle(struct xvs_switch *sw);
void xvs_offload_wish(struct xvs_switch *sw, netdev_features_t features);

/* What of ESP the device's driver has operations for. */
#ifdef CONFIG_XFRM_OFFLOAD
static inline u32 xvs_offload_of_driver(const struct net_device *dev)
{
	const struct xfrmdev_ops *ops = dev->xfrmdev_ops;

	if (!ops || !ops->xdo_dev_state_add || !ops->xdo_dev_state_delete)
		return 0;
	return ops->xdo_dev_state_advance_esn ?
	       XVS_OFFLOAD_OF_ESP : XVS_OFFLOAD_OF_ESP & ~XVS_OFFLOAD_ESN;
}
#else
static inline u32 xvs_offload_of_driver(const struct net_device *dev)
{
	return 0;
}
#endif

#endif
