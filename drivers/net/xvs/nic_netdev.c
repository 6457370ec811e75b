// SPDX-License-Identifier: GPL-2.0-only
/* NICs that are a device of the host's: a VM's tap, a veth, any Ethernet.
 *
 * The switch takes the device's frames by its rx handler and becomes its
 * master. News of the device reach the NIC through a notifier.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "drop.h"
#include "ingress.h"
#include "nic.h"
#include "nic_netdev.h"
#include "offload.h"
#include "port.h"
#include "switch.h"

/* Bottom halves off, in an RCU section; the header is pulled. */
static rx_handler_result_t netdev_rx(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct xvs_port *port = rcu_dereference(skb->dev->rx_handler_data);
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	if (unlikely(is_link_local_ether_addr(dest)) &&
	    xvs_ingress_is_links_rcu(port, dest))
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb)) {
		xvs_drop_count_in(port, XVS_DROP_NO_MEMORY);
		return RX_HANDLER_CONSUMED;
	}
	__skb_push(skb, ETH_HLEN);
	xvs_ingress_rcu(port, skb);
	return RX_HANDLER_CONSUMED;
}

/* The NIC that has taken @dev, or NULL. */
struct xvs_nic *xvs_nic_netdev_of(const struct net_device *dev)
{
	struct xvs_port *port;

	ASSERT_RTNL();
	if (rtnl_dereference(dev->rx_handler) != netdev_rx)
		return NULL;
	port = rtnl_dereference(dev->rx_handler_data);
	return port->nic;
}

static int check_device(const struct xvs_switch *sw, struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	if (dev == sw->dev) {
		NL_SET_ERR_MSG(extack,
			       "the device is the switch's own; it cannot be a port of itself");
		return -ELOOP;
	}
	if (!net_eq(dev_net(dev), sw->net)) {
		NL_SET_ERR_MSG(extack,
			       "the device is in another network namespace");
		return -EINVAL;
	}
	if (dev->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "the loopback device cannot be a port");
		return -EINVAL;
	}
	if (dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN ||
	    !is_valid_ether_addr(dev->dev_addr)) {
		NL_SET_ERR_MSG(extack, "the device is not an Ethernet device");
		return -EINVAL;
	}
	if (dev->priv_flags & IFF_DONT_BRIDGE) {
		NL_SET_ERR_MSG(extack,
			       "the device does not allow to be bridged");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int check_place(struct xvs_switch *sw, struct net_device *dev,
		       struct netlink_ext_ack *extack)
{
	bool above;

	rcu_read_lock();
	above = netdev_has_upper_dev_all_rcu(sw->dev, dev);
	rcu_read_unlock();
	if (above) {
		NL_SET_ERR_MSG(extack,
			       "the device stands above the switch: that would be a loop");
		return -ELOOP;
	}
	if (netdev_master_upper_dev_get(dev)) {
		NL_SET_ERR_MSG(extack,
			       "the device is already a port of a switch, bridge, bond or team");
		return -EBUSY;
	}
	if (netdev_is_rx_handler_busy(dev) || netdev_has_any_upper_dev(dev)) {
		NL_SET_ERR_MSG(extack,
			       "the device is already in use below another one, such as a vlan or macvlan");
		return -EBUSY;
	}
	return 0;
}

/* Take the device. Its frames come to the port from here on, and are dropped
 * there until it is connected.
 */
int xvs_nic_netdev_claim(struct xvs_nic *nic, struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = nic->port->sw;
	struct net_device *dev = nic->dev;
	int err;

	err = check_device(sw, dev, extack);
	if (!err)
		err = check_place(sw, dev, extack);
	if (err)
		return err;

	err = netdev_rx_handler_register(dev, netdev_rx, nic->port);
	if (err)
		return err;
	err = netdev_master_upper_dev_link(dev, sw->dev, NULL, NULL, extack);
	if (err)
		goto err_unregister;
	dev_disable_lro(dev);
	return 0;

err_unregister:
	netdev_rx_handler_unregister(dev);
	return err;
}

void xvs_nic_netdev_release(struct xvs_nic *nic)
{
	netdev_upper_dev_unlink(nic->dev, nic->port->sw->dev);
	netdev_rx_handler_unregister(nic->dev);
}

static void netdev_open(struct xvs_nic *nic)
{
	dev_set_promiscuity(nic->dev, 1);
}

static void netdev_close(struct xvs_nic *nic)
{
	dev_set_promiscuity(nic->dev, -1);
}

const struct xvs_nic_ops xvs_nic_netdev_ops = {
	.kind = XVS_NIC_KIND_NETDEV,
	.claim = xvs_nic_netdev_claim,
	.release = xvs_nic_netdev_release,
	.open = netdev_open,
	.close = netdev_close,
};

static void pass_on(struct xvs_nic *nic, unsigned long event)
{
	if (!nic->ops->news)
		return;
	switch (event) {
	case NETDEV_CHANGE:
	case NETDEV_UP:
	case NETDEV_DOWN:
		nic->ops->news(nic, XVS_REQUEST_CARRIER);
		break;
	case NETDEV_CHANGEMTU:
		nic->ops->news(nic, XVS_REQUEST_MTU);
		break;
	case NETDEV_FEAT_CHANGE:
		nic->ops->news(nic, XVS_REQUEST_FEATURES);
		break;
	}
}

static int nic_event(struct xvs_nic *nic, unsigned long event)
{
	switch (event) {
	case NETDEV_UNREGISTER:
		xvs_nic_remove_locked(nic);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		return NOTIFY_BAD;
	default:
		pass_on(nic, event);
		xvs_nic_device_changed_locked(nic);
	}
	return NOTIFY_DONE;
}

/* The others come while another switch is locked, some of them. */
static bool is_news(unsigned long event)
{
	switch (event) {
	case NETDEV_UNREGISTER:
	case NETDEV_PRE_TYPE_CHANGE:
	case NETDEV_CHANGE:
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGENAME:
	case NETDEV_FEAT_CHANGE:
		return true;
	}
	return false;
}

/* What a device can do, or which member of a bond or team carries all, may have
 * changed.
 */
static bool is_ability(unsigned long event)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_GOING_DOWN:
	case NETDEV_DOWN:
	case NETDEV_FEAT_CHANGE:
	case NETDEV_CHANGEUPPER:
	case NETDEV_CHANGELOWERSTATE:
	case NETDEV_BONDING_FAILOVER:
		return true;
	}
	return false;
}

/* The bond or team that the news is of, or was, of a member that left. */
static struct net_device *lag_of(struct net_device *dev, unsigned long event,
				 void *ptr)
{
	const struct netdev_notifier_changeupper_info *info = ptr;
	struct net_device *lag;

	lag = event == NETDEV_CHANGEUPPER ? info->upper_dev :
					    netdev_master_upper_dev_get(dev);
	return lag && netif_is_lag_master(lag) ? lag : NULL;
}

/* News of the uplink, or of a member of it. */
static void follow_abilities(struct net_device *dev, unsigned long event,
			     void *ptr)
{
	const struct net_device *going = NULL;
	struct net_device *lag;
	struct xvs_switch *sw;
	struct xvs_nic *nic;

	if (!is_ability(event))
		return;
	lag = lag_of(dev, event, ptr);
	nic = xvs_nic_netdev_of(lag ?: dev);
	if (!nic || nic->busy || nic->ops->kind != XVS_NIC_KIND_UPLINK)
		return;
	if (event == NETDEV_GOING_DOWN)
		going = dev;
	sw = nic->port->sw;
	mutex_lock(&sw->lock);
	xvs_offload_refresh_locked(sw, going);
	xvs_switch_unlock(sw);
}

/* Under rtnl. A NIC marked busy is ours at this moment: what happens to its
 * device is our own doing, and its switch is locked.
 */
static int netdev_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct xvs_nic *nic = xvs_nic_netdev_of(dev);
	struct xvs_switch *sw;
	int verdict;

	follow_abilities(dev, event, ptr);
	if (!nic || nic->busy || !is_news(event))
		return NOTIFY_DONE;
	sw = nic->port->sw;
	mutex_lock(&sw->lock);
	verdict = nic_event(nic, event);
	xvs_switch_unlock(sw);
	/* may make news of the host's device, which may be another's port */
	if (event == NETDEV_CHANGEMTU && nic->ops->follow_mtu)
		nic->ops->follow_mtu(nic);
	return verdict;
}

static struct notifier_block notifier = {
	.notifier_call = netdev_event,
};

int xvs_nic_netdev_init(void)
{
	return register_netdevice_notifier(&notifier);
}

void xvs_nic_netdev_exit(void)
{
	unregister_netdevice_notifier(&notifier);
}
