// SPDX-License-Identifier: GPL-2.0-only
/* What the uplink can do in the host's place, what the operator allows, and
 * what is in force: kept apart, and reported when one of them changes.
 *
 * The kinds of NIC say when to look again, under rtnl and the switch's lock.
 * The features of the host's devices follow after unlock, since other switches
 * may hear of them.
 *
 * The operator's word is kept in what is wanted of the switch's device, so that
 * ethtool and xvs read and write the same. ESN alone is no feature there.
 */
#include <linux/rtnetlink.h>

#include "event.h"
#include "ipsec.h"
#include "lag.h"
#include "nic.h"
#include "nic_host.h"
#include "offload.h"
#include "switch.h"

#define TUNNELS	(NETIF_F_GSO_GRE | NETIF_F_GSO_GRE_CSUM |		\
		 NETIF_F_GSO_IPXIP4 | NETIF_F_GSO_IPXIP6 |		\
		 NETIF_F_GSO_UDP_TUNNEL | NETIF_F_GSO_UDP_TUNNEL_CSUM)

/* No software stands in for these: the host has them from the NIC or not at
 * all. The others it keeps when the NIC has not got them, for the sake of the
 * guests, and the core does them at the NIC.
 */
#define OF_THE_NIC	(XVS_OFFLOAD_RX_HASH | XVS_OFFLOAD_OF_ESP)

/* Of a device for sending, and of the switch's. */
static const struct {
	u32			flag;
	netdev_features_t	features;
} table[] = {
	{ XVS_OFFLOAD_CSUM,		NETIF_F_CSUM_MASK },
	{ XVS_OFFLOAD_TSO,		NETIF_F_ALL_TSO },
	{ XVS_OFFLOAD_UDP_GSO,		NETIF_F_GSO_UDP_L4 },
	{ XVS_OFFLOAD_TUNNEL_GSO,	TUNNELS },
	{ XVS_OFFLOAD_VLAN,		NETIF_F_HW_VLAN_CTAG_TX },
	{ XVS_OFFLOAD_RX_HASH,		NETIF_F_RXHASH },
	{ XVS_OFFLOAD_ESP,		NETIF_F_HW_ESP },
	{ XVS_OFFLOAD_ESP_CSUM,		NETIF_F_HW_ESP_TX_CSUM },
	{ XVS_OFFLOAD_ESP_GSO,		NETIF_F_GSO_ESP },
};

/* --- sets and features --- */

/* One of several features makes the flag. No feature tells of ESN. */
u32 xvs_offload_of(netdev_features_t features)
{
	unsigned int i;
	u32 set = 0;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (features & table[i].features)
			set |= table[i].flag;
	return set;
}

netdev_features_t xvs_offload_features(u32 set)
{
	netdev_features_t features = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (set & table[i].flag)
			features |= table[i].features;
	return features;
}

/* What needs something else falls with it. */
u32 xvs_offload_in_force(u32 able, u32 allowed)
{
	u32 set = able & allowed;

	if (!(set & XVS_OFFLOAD_CSUM))
		set &= ~(XVS_OFFLOAD_TSO | XVS_OFFLOAD_UDP_GSO);
	if (!(set & XVS_OFFLOAD_ESP))
		set &= ~XVS_OFFLOAD_OF_ESP;
	return set;
}

/* Of the features that are wanted of a host's device, those it has. */
netdev_features_t xvs_offload_fix(const struct xvs_offload_state *state,
				  netdev_features_t features)
{
	u32 out = XVS_OFFLOAD_ALL & ~state->allowed;

	out |= OF_THE_NIC & ~state->in_force;
	return features & ~xvs_offload_features(out);
}

/* --- looking --- */

/* This driver looks for itself in xso.dev, where the host NIC is. */
static bool looks_elsewhere(const struct net_device *dev)
{
	const struct device *parent = dev->dev.parent;

	return parent && parent->driver &&
	       !strcmp(parent->driver->name, "cxgb4");
}

/* A device that stands on others passes nothing of ESP on, whatever its
 * features say.
 */
static u32 able_alone(const struct net_device *dev)
{
	u32 of_esp = 0;

	if (list_empty(&dev->adj_list.lower) && !looks_elsewhere(dev))
		of_esp = xvs_offload_of_driver(dev);
	if (!(dev->features & NETIF_F_HW_ESP))
		of_esp = 0;
	return (xvs_offload_of(dev->features) & ~XVS_OFFLOAD_OF_ESP) |
	       (xvs_offload_of(dev->features) & of_esp) |
	       (of_esp & XVS_OFFLOAD_ESN);
}

/* What all members can. An association lives on one of them, so there is ESP
 * only where one carries all; what the bond itself says of ESP is for
 * associations that the bond was given.
 */
static u32 able_together(struct net_device *lag)
{
	u32 set = xvs_offload_of(lag->features) | XVS_OFFLOAD_OF_ESP;
	struct net_device *member;
	struct list_head *iter;

	if (list_empty(&lag->adj_list.lower))
		return 0;
	netdev_for_each_lower_dev(lag, member, iter)
		set &= able_alone(member);
	return xvs_lag_fails_over(lag) ? set : set & ~XVS_OFFLOAD_OF_ESP;
}

static bool is_up(const struct net_device *dev, const struct net_device *going)
{
	return netif_running(dev) && dev != going;
}

static struct net_device *crypto_of(struct net_device *dev,
				    const struct net_device *going)
{
	struct net_device *nic = dev;

	if (netif_is_lag_master(dev))
		nic = xvs_lag_active(dev);
	return nic && is_up(nic, going) && is_up(dev, going) ? nic : NULL;
}

/* ESP is in force while there is a NIC to compute it. */
static void look(struct net_device *dev, const struct net_device *going,
		 struct xvs_offload_state *state)
{
	state->ifindex = dev ? dev->ifindex : 0;
	state->able = 0;
	state->crypto = NULL;
	if (dev) {
		state->able = netif_is_lag_master(dev) ?
			      able_together(dev) : able_alone(dev);
		state->crypto = crypto_of(dev, going);
	}
	state->in_force = xvs_offload_in_force(state->able, state->allowed);
	if (!(state->in_force & XVS_OFFLOAD_ESP))
		state->crypto = NULL;
	if (!state->crypto)
		state->in_force &= ~XVS_OFFLOAD_OF_ESP;
}

/* --- change --- */

static bool same(const struct xvs_offload_state *a,
		 const struct xvs_offload_state *b)
{
	return a->able == b->able && a->allowed == b->allowed &&
	       a->in_force == b->in_force && a->sa_limit == b->sa_limit &&
	       a->ifindex == b->ifindex && a->crypto == b->crypto;
}

/* The associations go where the NIC is, no more of them than may. Another limit
 * has them come again.
 */
static void move_associations(struct xvs_switch *sw)
{
	const struct xvs_offload_state *now = &sw->offload.now;

	if (sw->ipsec.limit != now->sa_limit) {
		xvs_ipsec_rehome_locked(sw, NULL);
		WRITE_ONCE(sw->ipsec.limit, now->sa_limit);
	}
	xvs_ipsec_rehome_locked(sw, now->crypto);
}

static void change_locked(struct xvs_switch *sw,
			  const struct xvs_offload_state *next)
{
	struct xvs_offload_state *now = &sw->offload.now;
	bool elsewhere = now->crypto != next->crypto ||
			 now->sa_limit != next->sa_limit;

	if (same(now, next))
		return;
	*now = *next;
	if (elsewhere)
		move_associations(sw);
	sw->offload.unsettled = true;
	sw->generation++;
	xvs_event_offload(sw);
}

/* The uplink may be another, or able to do something else. @going, if given, is
 * a device that is about to go down.
 */
void xvs_offload_refresh_locked(struct xvs_switch *sw,
				const struct net_device *going)
{
	struct xvs_offload_state next = sw->offload.now;

	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	look(rtnl_dereference(sw->uplink_dev), going, &next);
	change_locked(sw, &next);
}

/* Where a flag does not change, some of its features only may be wanted. */
static void want(struct net_device *dev, u32 change, u32 allowed)
{
	dev->wanted_features &= ~xvs_offload_features(change);
	dev->wanted_features |= dev->hw_features &
				xvs_offload_features(change & allowed);
}

void xvs_offload_set_locked(struct xvs_switch *sw, u32 allowed, u32 sa_limit)
{
	struct xvs_offload_state next = sw->offload.now;

	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	want(sw->dev, next.allowed ^ allowed, allowed);
	next.allowed = allowed;
	next.sa_limit = sa_limit;
	look(rtnl_dereference(sw->uplink_dev), NULL, &next);
	change_locked(sw, &next);
}

void xvs_offload_init(struct xvs_offloads *offloads)
{
	INIT_LIST_HEAD(&offloads->hosts);
	offloads->now.allowed = XVS_OFFLOAD_ALL;
	offloads->now.sa_limit = XVS_OFFLOAD_UNLIMITED;
}

/* --- the host's devices --- */

static void follow(struct xvs_switch *sw, struct net_device *dev)
{
	u32 in_force = sw->offload.now.in_force;

	xvs_ipsec_dev_init(dev, in_force & XVS_OFFLOAD_ESN);
	netdev_update_features(dev);
}

static void extra_hosts_follow(struct xvs_switch *sw)
{
	struct xvs_host *host;

	list_for_each_entry(host, &sw->offload.hosts, node)
		if (host->extra)
			follow(sw, host->nic->dev);
}

/* Under rtnl, and no switch's lock. */
void xvs_offload_settle(struct xvs_switch *sw)
{
	ASSERT_RTNL();
	follow(sw, sw->dev);
	extra_hosts_follow(sw);
}

/* These features are wanted of the switch's device. rtnl, and no lock; the
 * device itself is being updated, the others follow.
 */
void xvs_offload_wish(struct xvs_switch *sw, netdev_features_t features)
{
	struct xvs_offload_state next = sw->offload.now;

	ASSERT_RTNL();
	next.allowed &= XVS_OFFLOAD_ESN;
	next.allowed |= xvs_offload_of(features);
	if (next.allowed == sw->offload.now.allowed)
		return;
	mutex_lock(&sw->lock);
	look(rtnl_dereference(sw->uplink_dev), NULL, &next);
	change_locked(sw, &next);
	sw->offload.unsettled = false;
	mutex_unlock(&sw->lock);
	xvs_ipsec_dev_init(sw->dev, next.in_force & XVS_OFFLOAD_ESN);
	extra_hosts_follow(sw);
}
