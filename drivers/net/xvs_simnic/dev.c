// SPDX-License-Identifier: GPL-2.0-only
/* The network device of a simulated NIC, and how a pair of them is made. */

#include <linux/ethtool.h>
#include <linux/etherdevice.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "simnic.h"

#define BASIC_FEATURES							\
	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA |		\
	 NETIF_F_HW_CSUM | NETIF_F_ALL_TSO | NETIF_F_GSO_UDP_L4)

#define TAG_FEATURES							\
	(NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_CTAG_RX)

static DEFINE_IDA(numbers);

static int nic_open(struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);

	/* a frame may have come after it went down */
	skb_queue_purge(&nic->ring);
	napi_enable(&nic->napi);
	netif_start_queue(dev);
	simnic_link_update(nic);
	return 0;
}

static int nic_stop(struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);

	netif_stop_queue(dev);
	simnic_link_update(nic);
	napi_disable(&nic->napi);
	hrtimer_cancel(&nic->timer);
	skb_queue_purge(&nic->ring);
	return 0;
}

static int nic_init(struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);

	nic->number = ida_alloc(&numbers, GFP_KERNEL);
	if (nic->number < 0)
		return nic->number;
	snprintf(nic->name, sizeof(nic->name), "simnic%d", nic->number);
	netif_napi_add(dev, &nic->napi, simnic_wire_poll);
	simnic_debugfs_add(nic);
	return 0;
}

static void nic_uninit(struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);

	simnic_link_unplug(nic);
	simnic_debugfs_del(nic);
	netif_napi_del(&nic->napi);
}

static void nic_free(struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);

	skb_queue_purge(&nic->ring);
	kfree(rcu_dereference_protected(nic->filter, 1));
	xa_destroy(&nic->sas);
	ida_free(&numbers, nic->number);
}

static netdev_features_t fix_features(struct net_device *dev,
				      netdev_features_t features)
{
	struct simnic *nic = netdev_priv(dev);

	features &= ~nic->lost;
	if (!(features & NETIF_F_HW_ESP))
		features &= ~SIMNIC_ESP_FEATURES;
	return features;
}

static void get_stats64(struct net_device *dev,
			struct rtnl_link_stats64 *stats)
{
	struct simnic *nic = netdev_priv(dev);
	const atomic64_t *n = nic->counters;

	stats->tx_packets = atomic64_read(&n[SIMNIC_TX_FRAMES]);
	stats->tx_bytes = atomic64_read(&n[SIMNIC_TX_BYTES]);
	stats->tx_dropped = atomic64_read(&n[SIMNIC_TX_KNOB_DROPPED]) +
			    atomic64_read(&n[SIMNIC_TX_RING_FULL]);
	stats->tx_errors = atomic64_read(&n[SIMNIC_TX_ERROR]) +
			   atomic64_read(&n[SIMNIC_TX_ESP_ERROR]) +
			   atomic64_read(&n[SIMNIC_TX_ESP_UNKNOWN]);
	stats->tx_carrier_errors = atomic64_read(&n[SIMNIC_TX_NO_LINK]);
	stats->rx_packets = atomic64_read(&n[SIMNIC_RX_FRAMES]);
	stats->rx_bytes = atomic64_read(&n[SIMNIC_RX_BYTES]);
	stats->rx_length_errors = atomic64_read(&n[SIMNIC_RX_OVERSIZE]);
	stats->rx_errors = stats->rx_length_errors;
}

static const struct net_device_ops nic_ops = {
	.ndo_init		= nic_init,
	.ndo_uninit		= nic_uninit,
	.ndo_open		= nic_open,
	.ndo_stop		= nic_stop,
	.ndo_start_xmit		= simnic_wire_xmit,
	.ndo_set_rx_mode	= simnic_wire_set_filter,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_fix_features	= fix_features,
	.ndo_get_stats64	= get_stats64,
};

const char simnic_counter_names[SIMNIC_N_COUNTERS][ETH_GSTRING_LEN] = {
	[SIMNIC_TX_FRAMES]		= "tx_frames",
	[SIMNIC_TX_BYTES]		= "tx_bytes",
	[SIMNIC_TX_SEGMENTED]		= "tx_segmented",
	[SIMNIC_TX_ESP]			= "tx_esp",
	[SIMNIC_TX_ESP_ERROR]		= "tx_esp_error",
	[SIMNIC_TX_ESP_UNKNOWN]		= "tx_esp_unknown",
	[SIMNIC_TX_NO_LINK]		= "tx_no_link",
	[SIMNIC_TX_RING_FULL]		= "tx_ring_full",
	[SIMNIC_TX_ERROR]		= "tx_error",
	[SIMNIC_TX_KNOB_DROPPED]	= "tx_knob_dropped",
	[SIMNIC_TX_KNOB_CORRUPTED]	= "tx_knob_corrupted",
	[SIMNIC_RX_FRAMES]		= "rx_frames",
	[SIMNIC_RX_BYTES]		= "rx_bytes",
	[SIMNIC_RX_FILTERED]		= "rx_filtered",
	[SIMNIC_RX_OVERSIZE]		= "rx_oversize",
	[SIMNIC_RX_ESP]			= "rx_esp",
	[SIMNIC_RX_ESP_FAILED]		= "rx_esp_failed",
	[SIMNIC_RX_ESP_UNMATCHED]	= "rx_esp_unmatched",
	[SIMNIC_RX_KNOB_STATUS]		= "rx_knob_status",
	[SIMNIC_SA_ADDED]		= "sa_added",
	[SIMNIC_SA_REFUSED]		= "sa_refused",
	[SIMNIC_SA_DELETED]		= "sa_deleted",
};

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	struct simnic *nic = netdev_priv(dev);

	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->bus_info, nic->name, sizeof(info->bus_info));
}

static int get_link_ksettings(struct net_device *dev,
			      struct ethtool_link_ksettings *settings)
{
	settings->base.speed = SPEED_25000;
	settings->base.duplex = DUPLEX_FULL;
	settings->base.port = PORT_FIBRE;
	settings->base.autoneg = AUTONEG_DISABLE;
	return 0;
}

static int get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? SIMNIC_N_COUNTERS : -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 set, u8 *to)
{
	if (set == ETH_SS_STATS)
		memcpy(to, simnic_counter_names,
		       sizeof(simnic_counter_names));
}

static void get_ethtool_stats(struct net_device *dev,
			      struct ethtool_stats *stats, u64 *to)
{
	struct simnic *nic = netdev_priv(dev);
	int i;

	for (i = 0; i < SIMNIC_N_COUNTERS; i++)
		to[i] = atomic64_read(&nic->counters[i]);
}

static const struct ethtool_ops ethtool_ops = {
	.get_drvinfo		= get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= get_link_ksettings,
	.get_sset_count		= get_sset_count,
	.get_strings		= get_strings,
	.get_ethtool_stats	= get_ethtool_stats,
};

static void setup(struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);

	ether_setup(dev);
	dev->netdev_ops = &nic_ops;
	dev->ethtool_ops = &ethtool_ops;
	dev->xfrmdev_ops = &simnic_ipsec_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = nic_free;
	dev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	dev->max_mtu = 9216;
	dev->vlan_features = BASIC_FEATURES | NETIF_F_RXCSUM;
	dev->hw_enc_features = BASIC_FEATURES | SIMNIC_ESP_FEATURES;
	dev->hw_features = dev->hw_enc_features | NETIF_F_RXCSUM |
			   TAG_FEATURES;
	dev->features = dev->hw_features;

	nic->dev = dev;
	skb_queue_head_init(&nic->ring);
	hrtimer_init(&nic->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	nic->timer.function = simnic_wire_due;
	INIT_WORK(&nic->vanish, simnic_link_vanish_work);
	spin_lock_init(&nic->sa_lock);
	xa_init_flags(&nic->sas, XA_FLAGS_ALLOC1 | XA_FLAGS_LOCK_BH);
	hash_init(nic->rx_sas);
	nic->knobs.sa_capacity = 1024;
	nic->knobs.refuse_errno = EOPNOTSUPP;
}

static int validate(struct nlattr *tb[], struct nlattr *data[],
		    struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN)
		return -EINVAL;
	if (!is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_MOD(extack, "not a unicast address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

/* The other end is called after the first one; only its MTU is given too. */
static struct net_device *make_wire_end(struct net_device *dev,
					struct nlattr *tb[],
					struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[IFLA_MAX + 1] = {
		[IFLA_MTU] = tb[IFLA_MTU],
	};
	struct net_device *wire;
	char name[IFNAMSIZ];
	int err;

	snprintf(name, sizeof(name), "%.10s-wire", dev->name);
	wire = rtnl_create_link(dev_net(dev), name, NET_NAME_ENUM,
				&simnic_dev_link_ops, attrs, extack);
	if (IS_ERR(wire))
		return wire;
	eth_hw_addr_random(wire);
	err = register_netdevice(wire);
	if (err) {
		free_netdev(wire);
		return ERR_PTR(err);
	}
	netif_carrier_off(wire);
	return wire;
}

static int newlink(struct net *net, struct net_device *dev,
		   struct nlattr *tb[], struct nlattr *data[],
		   struct netlink_ext_ack *extack)
{
	struct simnic *nic = netdev_priv(dev);
	struct net_device *wire;
	int err;

	if (!tb[IFLA_ADDRESS])
		eth_hw_addr_random(dev);
	err = register_netdevice(dev);
	if (err)
		return err;
	netif_carrier_off(dev);
	wire = make_wire_end(dev, tb, extack);
	if (IS_ERR(wire)) {
		unregister_netdevice(dev);
		return PTR_ERR(wire);
	}
	rcu_assign_pointer(nic->peer, netdev_priv(wire));
	rcu_assign_pointer(((struct simnic *)netdev_priv(wire))->peer, nic);
	rtnl_configure_link(wire, NULL, 0, NULL);
	return 0;
}

static void dellink(struct net_device *dev, struct list_head *head)
{
	struct simnic *nic = netdev_priv(dev);
	struct simnic *peer = rtnl_dereference(nic->peer);

	simnic_link_unplug(nic);
	unregister_netdevice_queue(dev, head);
	if (peer)
		unregister_netdevice_queue(peer->dev, head);
}

struct rtnl_link_ops simnic_dev_link_ops __read_mostly = {
	.kind		= "xvs_simnic",
	.priv_size	= sizeof(struct simnic),
	.setup		= setup,
	.validate	= validate,
	.newlink	= newlink,
	.dellink	= dellink,
};
