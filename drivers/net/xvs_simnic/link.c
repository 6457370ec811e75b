// SPDX-License-Identifier: GPL-2.0-only
/* The wire between two NICs: carrier, and one of them being unplugged. */

#include <linux/rtnetlink.h>

#include "simnic.h"

/* Two ends may change at once. */
static DEFINE_SPINLOCK(carrier_lock);

static bool ready(const struct simnic *nic)
{
	return netif_running(nic->dev) && !READ_ONCE(nic->cut);
}

static void set_carrier(struct simnic *nic, bool on)
{
	if (on)
		netif_carrier_on(nic->dev);
	else
		netif_carrier_off(nic->dev);
}

/* There is carrier at both ends when both are up and nobody cut the wire. */
void simnic_link_update(struct simnic *nic)
{
	struct simnic *peer;
	bool on;

	rcu_read_lock();
	spin_lock_bh(&carrier_lock);
	peer = rcu_dereference(nic->peer);
	on = peer && ready(nic) && ready(peer);
	set_carrier(nic, on);
	if (peer)
		set_carrier(peer, on);
	spin_unlock_bh(&carrier_lock);
	rcu_read_unlock();
}

void simnic_link_cut(struct simnic *nic, bool cut)
{
	WRITE_ONCE(nic->cut, cut);
	simnic_link_update(nic);
}

/* The other end stays, without carrier. */
void simnic_link_unplug(struct simnic *nic)
{
	struct simnic *peer = rtnl_dereference(nic->peer);

	if (!peer)
		return;
	RCU_INIT_POINTER(peer->peer, NULL);
	RCU_INIT_POINTER(nic->peer, NULL);
	simnic_link_update(peer);
	simnic_link_update(nic);
}

/* As if somebody pulled the card out. A device cannot go while a file of its
 * own is being written, so it goes later.
 */
void simnic_link_vanish(struct simnic *nic)
{
	netdev_hold(nic->dev, &nic->vanish_tracker, GFP_KERNEL);
	if (!queue_work(simnic_wq, &nic->vanish))
		netdev_put(nic->dev, &nic->vanish_tracker);
}

void simnic_link_vanish_work(struct work_struct *work)
{
	struct simnic *nic = container_of(work, struct simnic, vanish);
	struct net_device *dev = nic->dev;

	rtnl_lock();
	if (dev->reg_state == NETREG_REGISTERED)
		unregister_netdevice(dev);
	netdev_put(dev, &nic->vanish_tracker);
	rtnl_unlock();
}
