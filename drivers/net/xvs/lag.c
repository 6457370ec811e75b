// SPDX-License-Identifier: GPL-2.0-only
/* Bonds and teams, looked into: does one member at a time carry all, and which.
 *
 * Neither tells that to who stands above it, but for an event when it changes.
 */
#include <linux/if_team.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/bonding.h>

#include "lag.h"

bool xvs_lag_fails_over(const struct net_device *lag)
{
	const struct bonding *bond = netdev_priv(lag);
	const struct team *team = netdev_priv(lag);

	ASSERT_RTNL();
	if (netif_is_bond_master(lag))
		return BOND_MODE(bond) == BOND_MODE_ACTIVEBACKUP;
	return netif_is_team_master(lag) &&
	       team->mode->lag_tx_type == NETDEV_LAG_TX_TYPE_ACTIVEBACKUP;
}

/* A member that leaves is no longer below the bond a little before the bond
 * chooses another.
 */
static struct net_device *active_of_bond(struct net_device *dev)
{
	const struct bonding *bond = netdev_priv(dev);
	const struct slave *slave = rtnl_dereference(bond->curr_active_slave);

	if (!slave || netdev_master_upper_dev_get(slave->dev) != dev)
		return NULL;
	return slave->dev;
}

/* Which port the operator has made the active one is known to the team alone.
 * While one port only is enabled, which is how teamd does it, it is that.
 */
static struct net_device *active_of_team(struct net_device *dev)
{
	const struct team *team = netdev_priv(dev);
	struct net_device *active = NULL;
	struct team_port *port;

	list_for_each_entry(port, &team->port_list, list) {
		if (!team_port_enabled(port))
			continue;
		if (active)
			return NULL;
		active = port->dev;
	}
	return active;
}

/* The one member that all frames leave by, or NULL. */
struct net_device *xvs_lag_active(struct net_device *lag)
{
	if (!xvs_lag_fails_over(lag))
		return NULL;
	return netif_is_bond_master(lag) ? active_of_bond(lag) :
					   active_of_team(lag);
}
