// SPDX-License-Identifier: GPL-2.0-only
/* The switch for iproute2: devices of kind xvs, and ports by "master".
 *
 *   ip link add sw0 type xvs               a switch, internal
 *   ip link add link sw0 name h1 type xvs  one more host NIC on it
 *   ip link set tap0 master sw0            a port with that NIC, connected
 *
 * The xvs family makes and removes devices through the same functions.
 */
#include <linux/etherdevice.h>
#include <net/rtnetlink.h>

#include "nic.h"
#include "nic_host.h"
#include "nic_netdev.h"
#include "port.h"
#include "rtnl.h"
#include "switch.h"

#define FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			 NETIF_F_GSO_MASK | NETIF_F_HW_CSUM)
/* what the uplink does; see offload.c */
#define FEATURES_HW	(NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_RXHASH | \
			 NETIF_F_HW_ESP | NETIF_F_HW_ESP_TX_CSUM)

/* --- a device as a port --- */

static int switch_add_slave(struct net_device *dev, struct net_device *slave,
			    struct netlink_ext_ack *extack)
{
	struct xvs_host *host = netdev_priv(dev);
	int err;

	mutex_lock(&host->sw->lock);
	err = xvs_nic_attach_locked(host->sw, netdev_name(slave), slave,
				    &xvs_nic_netdev_ops, extack);
	mutex_unlock(&host->sw->lock);
	return err;
}

static int switch_del_slave(struct net_device *dev, struct net_device *slave)
{
	struct xvs_host *host = netdev_priv(dev);
	struct xvs_nic *nic = xvs_nic_netdev_of(slave);

	if (!nic || nic->port->sw != host->sw)
		return -EINVAL;
	mutex_lock(&host->sw->lock);
	xvs_nic_remove_locked(nic);
	xvs_switch_unlock(host->sw);
	return 0;
}

/* --- devices of kind xvs --- */

static int host_get_iflink(const struct net_device *dev)
{
	const struct xvs_host *host = netdev_priv(dev);

	return host->sw->dev->ifindex;
}

/* So that the core sees loops of switches, and ip shows the link. */
static int link_host(struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct xvs_host *host = netdev_priv(dev);
	int err = netdev_upper_dev_link(host->sw->dev, dev, extack);

	host->linked = !err;
	return err;
}

static void host_uninit(struct net_device *dev)
{
	struct xvs_host *host = netdev_priv(dev);

	if (host->linked)
		netdev_upper_dev_unlink(host->sw->dev, dev);
	xvs_nic_host_dev_uninit(dev);
}

static const struct net_device_ops switch_ops = {
	.ndo_init = xvs_nic_host_dev_init,
	.ndo_uninit = xvs_nic_host_dev_uninit,
	.ndo_open = xvs_nic_host_dev_open,
	.ndo_stop = xvs_nic_host_dev_stop,
	.ndo_start_xmit = xvs_nic_host_xmit,
	.ndo_set_rx_mode = xvs_nic_host_set_rx_mode,
	.ndo_change_rx_flags = xvs_nic_host_change_rx_flags,
	.ndo_get_stats64 = xvs_nic_host_get_stats64,
	.ndo_set_mac_address = xvs_nic_host_set_mac,
	.ndo_fix_features = xvs_nic_host_fix_features,
	.ndo_set_features = xvs_nic_host_set_features,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_features_check = passthru_features_check,
	.ndo_add_slave = switch_add_slave,
	.ndo_del_slave = switch_del_slave,
};

static const struct net_device_ops host_ops = {
	.ndo_init = xvs_nic_host_dev_init,
	.ndo_uninit = host_uninit,
	.ndo_open = xvs_nic_host_dev_open,
	.ndo_stop = xvs_nic_host_dev_stop,
	.ndo_start_xmit = xvs_nic_host_xmit,
	.ndo_set_rx_mode = xvs_nic_host_set_rx_mode,
	.ndo_change_rx_flags = xvs_nic_host_change_rx_flags,
	.ndo_get_stats64 = xvs_nic_host_get_stats64,
	.ndo_set_mac_address = xvs_nic_host_set_mac,
	.ndo_fix_features = xvs_nic_host_fix_features,
	.ndo_set_features = xvs_nic_host_set_features,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_features_check = passthru_features_check,
	.ndo_get_iflink = host_get_iflink,
};

static void bind_switch(struct net_device *dev, struct xvs_switch *sw)
{
	struct xvs_host *host = netdev_priv(dev);

	if (sw)
		kref_get(&sw->refs);
	if (host->sw)
		xvs_switch_put(host->sw);
	host->sw = sw;
}

/* The memory of the switch lasts as long as that of the device. */
static void unbind_switch(struct net_device *dev)
{
	bind_switch(dev, NULL);
}

static const struct device_type switch_type = { .name = "xvs" };

static void setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &switch_ops;
	dev->ethtool_ops = &xvs_nic_host_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = unbind_switch;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE |
			   IFF_UNICAST_FLT;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->hw_features = FEATURES | FEATURES_HW;
	dev->features = dev->hw_features;
	dev->hw_enc_features = FEATURES;
	dev->vlan_features = FEATURES;
	xvs_compat_dev_lockless_tx(dev);
	SET_NETDEV_DEVTYPE(dev, &switch_type);
	netif_carrier_off(dev);
}

static int check_link(struct nlattr *tb[], struct nlattr *data[],
		      struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN ||
	    !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "not a unicast MAC address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int new_switch(struct net_device *dev, const struct xvs_switch_new *new,
		      struct netlink_ext_ack *extack)
{
	xvs_compat_dev_pin_netns(dev);
	return xvs_switch_create(dev, new, &xvs_nic_host_ops, bind_switch,
				 extack);
}

/* One more host NIC: @dev, registered here, on a port of its name. */
static int new_host(struct net *net, struct net_device *dev, int link,
		    struct netlink_ext_ack *extack)
{
	struct net_device *lower = __dev_get_by_index(net, link);
	struct xvs_switch *sw = lower ? xvs_rtnl_switch_of(lower) : NULL;
	struct xvs_host *host = netdev_priv(dev);
	int err;

	if (!sw) {
		NL_SET_ERR_MSG(extack,
			       "the link of a host NIC must be a switch");
		return -EINVAL;
	}
	dev->netdev_ops = &host_ops;
	host->extra = true;
	bind_switch(dev, sw);
	err = register_netdevice(dev);
	if (err)
		goto err_unbind;
	err = link_host(dev, extack);
	if (err)
		goto err_unregister;
	mutex_lock(&sw->lock);
	/* should it fail, the device is unregistered here */
	host->going = true;
	err = xvs_nic_attach_locked(sw, netdev_name(dev), dev,
				    &xvs_nic_host_ops, extack);
	host->going = err;
	mutex_unlock(&sw->lock);
	if (err)
		goto err_unregister;
	return 0;

err_unregister:
	unregister_netdevice(dev);
	return err;
err_unbind:
	unbind_switch(dev);
	return err;
}

static int newlink(struct net *net, struct net_device *dev,
		   struct nlattr *tb[], struct nlattr *data[],
		   struct netlink_ext_ack *extack)
{
	static const struct xvs_switch_new internal = {
		.type = XVS_SWITCH_TYPE_INTERNAL,
		.host = true,
	};

	if (tb[IFLA_ADDRESS])
		eth_hw_addr_set(dev, nla_data(tb[IFLA_ADDRESS]));
	if (tb[IFLA_LINK])
		return new_host(net, dev, nla_get_u32(tb[IFLA_LINK]), extack);
	return new_switch(dev, &internal, extack);
}

static void del_host(struct net_device *dev, struct list_head *head)
{
	struct xvs_host *host = netdev_priv(dev);
	struct xvs_switch *sw = host->sw;

	if (host->going)
		return;
	host->going = true;
	mutex_lock(&sw->lock);
	if (host->nic)
		xvs_nic_remove_locked(host->nic);
	xvs_switch_unlock(sw);
	unregister_netdevice_queue(dev, head);
}

static void dellink(struct net_device *dev, struct list_head *head)
{
	struct xvs_host *host = netdev_priv(dev);

	if (host->extra) {
		del_host(dev, head);
		return;
	}
	host->going = true;
	xvs_switch_destroy(host->sw);
	unregister_netdevice_queue(dev, head);
}

static struct rtnl_link_ops link_ops __read_mostly = {
	.kind = "xvs",
	.priv_size = sizeof(struct xvs_host),
	.setup = setup,
	.validate = check_link,
	.newlink = newlink,
	.dellink = dellink,
};

/* The switch whose own device @dev is, or NULL. Under rtnl or RCU. */
struct xvs_switch *xvs_rtnl_switch_of(const struct net_device *dev)
{
	const struct xvs_host *host;

	if (dev->netdev_ops != &switch_ops)
		return NULL;
	host = netdev_priv(dev);
	return host->sw;
}

/* --- the same for the xvs family --- */

static struct net_device *create_device(struct net *net, const char *name,
					struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_MAX + 1] = {};

	if (!dev_valid_name(name)) {
		NL_SET_ERR_MSG(extack, "not a valid name of a device");
		return ERR_PTR(-EINVAL);
	}
	if (__dev_get_by_name(net, name)) {
		NL_SET_ERR_MSG(extack, "a device of that name exists already");
		return ERR_PTR(-EEXIST);
	}
	return rtnl_create_link(net, name, NET_NAME_USER, &link_ops, tb,
				extack);
}

int xvs_rtnl_switch_add(struct net *net, const char *name,
			const struct xvs_switch_new *new,
			struct net_device **out, struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	int err;

	ASSERT_RTNL();
	err = xvs_switch_check(new->type, new->host, extack);
	if (err)
		return err;
	dev = create_device(net, name, extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	err = new_switch(dev, new, extack);
	if (err) {
		free_netdev(dev);
		return err;
	}
	rtnl_configure_link(dev, NULL, 0, NULL);
	*out = dev;
	return 0;
}

void xvs_rtnl_switch_del(struct xvs_switch *sw)
{
	LIST_HEAD(list);

	ASSERT_RTNL();
	dellink(sw->dev, &list);
	unregister_netdevice_many(&list);
}

/* A host NIC on @port, with a new device of the name @ifname. */
int xvs_rtnl_host_add(struct xvs_port *port, const char *ifname,
		      const struct xvs_nic_facts *facts, struct xvs_nic **out,
		      struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = port->sw;
	struct net_device *dev;
	struct xvs_host *host;
	struct xvs_nic *nic;
	int err;

	dev = create_device(sw->net, ifname, extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	host = netdev_priv(dev);
	host->extra = true;
	dev->netdev_ops = &host_ops;
	bind_switch(dev, sw);
	if (facts->declared)
		eth_hw_addr_set(dev, facts->permanent_mac);
	err = register_netdevice(dev);
	if (err) {
		unbind_switch(dev);
		free_netdev(dev);
		return err;
	}
	err = link_host(dev, extack);
	if (err)
		goto err_unregister;
	nic = xvs_nic_create_locked(port, &xvs_nic_host_ops, dev, facts,
				    extack);
	if (IS_ERR(nic)) {
		err = PTR_ERR(nic);
		goto err_unregister;
	}
	rtnl_configure_link(dev, NULL, 0, NULL);
	*out = nic;
	return 0;

err_unregister:
	host->going = true;
	unregister_netdevice_queue(dev, &sw->orphans);
	return err;
}

int xvs_rtnl_init(void)
{
	return rtnl_link_register(&link_ops);
}

void xvs_rtnl_exit(void)
{
	rtnl_link_unregister(&link_ops);
}
