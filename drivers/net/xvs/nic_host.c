// SPDX-License-Identifier: GPL-2.0-only
/* The host's own NICs: devices of kind xvs, whose frames go to the switch.
 *
 * rtnl.c makes and removes the devices. The device has a carrier while its NIC
 * is connected.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "drop.h"
#include "frame.h"
#include "ingress.h"
#include "ipsec.h"
#include "nic.h"
#include "nic_host.h"
#include "offload.h"
#include "port.h"
#include "stats.h"
#include "switch.h"

/* --- frames --- */

/* A tag may stand in the frame when a packet socket wrote it. */
static struct sk_buff *take_tag_out(struct sk_buff *skb)
{
	skb->protocol = ((struct ethhdr *)skb->data)->h_proto;
	if (likely(!eth_type_vlan(skb->protocol)) || skb_vlan_tag_present(skb))
		return skb;
	skb_reset_mac_header(skb);
	__skb_pull(skb, ETH_HLEN);
	skb_reset_mac_len(skb);
	skb = skb_vlan_untag(skb);
	if (skb)
		__skb_push(skb, ETH_HLEN);
	return skb;
}

static void send_rcu(struct sk_buff *skb, struct net_device *dev)
{
	struct xvs_host *host = netdev_priv(dev);
	struct xvs_port *port = rcu_dereference(host->port);

	if (unlikely(!port)) {
		dev_core_stats_tx_dropped_inc(dev);
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_READY);
		return;
	}
	if (likely(pskb_may_pull(skb, ETH_HLEN)))
		skb = take_tag_out(skb);
	if (unlikely(!skb)) {
		xvs_drop_count_in(port, XVS_DROP_NO_MEMORY);
		return;
	}
	skb_reset_mac_header(skb);
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	xvs_ingress_rcu(port, skb);
}

/* The core has bottom halves off, which is an RCU section of its own sort. */
netdev_tx_t xvs_nic_host_xmit(struct sk_buff *skb, struct net_device *dev)
{
	rcu_read_lock();
	send_rcu(skb, dev);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

/* Frames go up in the context they came in, except those that this host sent:
 * the receiver would run inside the sender, and its answer inside it. What the
 * sender's stack noted on them, perhaps in another namespace, is not for the
 * receiver's.
 */
static void host_deliver(struct xvs_port *port, struct sk_buff *skb)
{
	const struct xvs_port *src = xvs_frame(skb)->src;
	bool foreign = READ_ONCE(src->flags) & XVS_PORT_DEVICE;
	struct net_device *dev = port->dev;

	if (!foreign)
		skb_scrub_packet(skb, !net_eq(dev_net(src->dev), dev_net(dev)));
	/* the first device took it for somebody else's */
	skb->pkt_type = PACKET_HOST;
	skb->protocol = eth_type_trans(skb, dev);
	if (unlikely(!(dev->features & NETIF_F_RXHASH)))
		skb_clear_hash(skb);
	dev_sw_netstats_rx_add(dev, skb->len + ETH_HLEN);
	if (foreign)
		netif_receive_skb(skb);
	else
		netif_rx(skb);
}

/* --- what it listens to, which the uplink is to let in --- */

static void sync_lists(struct net_device *dev, struct net_device *uplink)
{
	dev_uc_sync(uplink, dev);
	dev_mc_sync(uplink, dev);
}

static void unsync_lists(struct net_device *dev, struct net_device *uplink)
{
	dev_uc_unsync(uplink, dev);
	dev_mc_unsync(uplink, dev);
}

static void ask_promiscuous(struct net_device *dev, struct net_device *uplink,
			    bool on)
{
	if (dev->flags & IFF_PROMISC)
		dev_set_promiscuity(uplink, on ? 1 : -1);
}

/* Ask @uplink for all that @dev listens to, or no more. That is so from when
 * the NIC is connected, the uplink is, and the device runs, until one of these
 * ends, whichever is the last or the first.
 */
void xvs_nic_host_follow(struct net_device *dev, struct net_device *uplink,
			 bool on)
{
	if (!uplink || !netif_running(dev))
		return;
	if (on) {
		netif_addr_lock_bh(dev);
		sync_lists(dev, uplink);
		netif_addr_unlock_bh(dev);
	} else {
		unsync_lists(dev, uplink);
	}
	ask_promiscuous(dev, uplink, on);
}

/* The device to ask, or NULL. */
static struct net_device *uplink_of(const struct net_device *dev)
{
	const struct xvs_host *host = netdev_priv(dev);

	if (!rcu_access_pointer(host->port))
		return NULL;
	return rcu_dereference_bh_check(host->sw->uplink_dev,
					lockdep_rtnl_is_held());
}

/* Under the lock of the device's lists, bottom halves off. */
void xvs_nic_host_set_rx_mode(struct net_device *dev)
{
	struct net_device *uplink = uplink_of(dev);

	if (uplink && netif_running(dev))
		sync_lists(dev, uplink);
}

void xvs_nic_host_change_rx_flags(struct net_device *dev, int flags)
{
	struct net_device *uplink = uplink_of(dev);

	if (uplink && netif_running(dev) && flags & IFF_PROMISC)
		dev_set_promiscuity(uplink, dev->flags & IFF_PROMISC ? 1 : -1);
}

/* The core syncs the lists when the device is up. */
int xvs_nic_host_dev_open(struct net_device *dev)
{
	struct net_device *uplink = uplink_of(dev);

	if (uplink)
		ask_promiscuous(dev, uplink, true);
	return 0;
}

int xvs_nic_host_dev_stop(struct net_device *dev)
{
	struct net_device *uplink = uplink_of(dev);

	if (uplink) {
		unsync_lists(dev, uplink);
		ask_promiscuous(dev, uplink, false);
	}
	return 0;
}

/* --- life --- */

static int host_claim(struct xvs_nic *nic, struct netlink_ext_ack *extack)
{
	struct xvs_host *host = netdev_priv(nic->dev);

	host->nic = nic;
	list_add_tail(&host->node, &host->sw->offload.hosts);
	return 0;
}

/* A device of its own goes with its NIC; who holds the lock sees to it. */
static void host_release(struct xvs_nic *nic)
{
	struct xvs_host *host = netdev_priv(nic->dev);

	host->nic = NULL;
	list_del(&host->node);
	if (!host->extra || host->going)
		return;
	host->going = true;
	unregister_netdevice_queue(nic->dev, &host->sw->orphans);
}

static void host_open(struct xvs_nic *nic)
{
	struct xvs_host *host = netdev_priv(nic->dev);

	rcu_assign_pointer(host->port, nic->port);
	netif_carrier_on(nic->dev);
	xvs_nic_host_follow(nic->dev, rtnl_dereference(host->sw->uplink_dev),
			    true);
}

static void host_close(struct xvs_nic *nic)
{
	struct xvs_host *host = netdev_priv(nic->dev);

	netif_carrier_off(nic->dev);
	RCU_INIT_POINTER(host->port, NULL);
	synchronize_net();
	xvs_nic_host_follow(nic->dev, rtnl_dereference(host->sw->uplink_dev),
			    false);
}

const struct xvs_nic_ops xvs_nic_host_ops = {
	.kind = XVS_NIC_KIND_HOST,
	.claim = host_claim,
	.release = host_release,
	.open = host_open,
	.close = host_close,
	.deliver = host_deliver,
};

/* --- the device --- */

int xvs_nic_host_dev_init(struct net_device *dev)
{
	const struct xvs_host *host = netdev_priv(dev);

	xvs_ipsec_dev_init(dev, host->sw->offload.now.in_force &
				XVS_OFFLOAD_ESN);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

void xvs_nic_host_dev_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
	dev->tstats = NULL;
}

void xvs_nic_host_get_stats64(struct net_device *dev,
			      struct rtnl_link_stats64 *stats)
{
	netdev_stats_to_stats64(stats, &dev->stats);
	dev_fetch_sw_netstats(stats, dev->tstats);
}

/* The new address is pinned first, and refused if another port has it. */
int xvs_nic_host_set_mac(struct net_device *dev, void *addr)
{
	struct xvs_host *host = netdev_priv(dev);
	struct sockaddr *sa = addr;
	u8 old[ETH_ALEN];
	int err;

	if (!is_valid_ether_addr(sa->sa_data))
		return -EADDRNOTAVAIL;
	ether_addr_copy(old, dev->dev_addr);
	eth_hw_addr_set(dev, sa->sa_data);
	if (!host->nic)
		return 0;

	mutex_lock(&host->sw->lock);
	err = xvs_port_compile_locked(host->nic->port, NULL);
	if (err)
		eth_hw_addr_set(dev, old);
	else
		xvs_nic_changed_locked(host->nic);
	mutex_unlock(&host->sw->lock);
	return err;
}

/* --- features --- */

/* What is wanted of the switch's own device is the operator's word on the
 * switch, also where no feature changes by it.
 */
netdev_features_t xvs_nic_host_fix_features(struct net_device *dev,
					    netdev_features_t features)
{
	struct xvs_host *host = netdev_priv(dev);

	if (!host->extra)
		xvs_offload_wish(host->sw, features);
	return xvs_offload_fix(&host->sw->offload.now, features);
}

int xvs_nic_host_set_features(struct net_device *dev,
			      netdev_features_t features)
{
	const netdev_features_t esp =
		xvs_offload_features(XVS_OFFLOAD_OF_ESP);

	dev->hw_enc_features = (dev->hw_enc_features & ~esp) |
			       (features & esp);
	return 0;
}

/* --- ethtool --- */

static const char stat_names[][ETH_GSTRING_LEN] = {
	"switch_rx_packets", "switch_rx_bytes",
	"switch_tx_packets", "switch_tx_bytes", "switch_flooded",
};

#define STATS	(ARRAY_SIZE(stat_names) + XVS_IPSEC_STATS + 2 * XVS_DROP_COUNT)

static void host_get_drvinfo(struct net_device *dev,
			     struct ethtool_drvinfo *info)
{
	struct xvs_host *host = netdev_priv(dev);

	strscpy(info->driver, "xvs", sizeof(info->driver));
	strscpy(info->bus_info, netdev_name(host->sw->dev),
		sizeof(info->bus_info));
}

static int host_get_sset_count(struct net_device *dev, int sset)
{
	return sset == ETH_SS_STATS ? STATS : -EOPNOTSUPP;
}

static void host_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	int i;

	if (sset != ETH_SS_STATS)
		return;
	memcpy(data, stat_names, sizeof(stat_names));
	data += sizeof(stat_names);
	for (i = 0; i < XVS_IPSEC_STATS; i++)
		ethtool_sprintf(&data, "ipsec_%s", xvs_ipsec_stat_name(i));
	for (i = 0; i < XVS_DROP_COUNT; i++)
		ethtool_sprintf(&data, "drop_in_%s", xvs_drop_name(i));
	for (i = 0; i < XVS_DROP_COUNT; i++)
		ethtool_sprintf(&data, "drop_out_%s", xvs_drop_name(i));
}

static void host_get_ethtool_stats(struct net_device *dev,
				   struct ethtool_stats *unused, u64 *data)
{
	struct xvs_host *host = netdev_priv(dev);
	struct xvs_stats_sum sum;
	struct xvs_port *port;
	int i;

	memset(data, 0, STATS * sizeof(*data));
	if (!host->nic)
		return;
	port = host->nic->port;
	xvs_stats_read(port->stats, &sum);
	*data++ = sum.rx_packets;
	*data++ = sum.rx_bytes;
	*data++ = sum.tx_packets;
	*data++ = sum.tx_bytes;
	*data++ = sum.flooded;
	for (i = 0; i < XVS_IPSEC_STATS; i++)
		*data++ = xvs_ipsec_stat(&host->sw->ipsec, i);
	for (i = 0; i < 2 * XVS_DROP_COUNT; i++)
		data[i] = atomic_long_read(&port->drops.count
					   [i / XVS_DROP_COUNT]
					   [i % XVS_DROP_COUNT]);
}

/* The switch itself has no speed; the uplink's says most. */
static int host_get_link_ksettings(struct net_device *dev,
				   struct ethtool_link_ksettings *cmd)
{
	struct xvs_host *host = netdev_priv(dev);
	struct ethtool_link_ksettings uplink;

	cmd->base.duplex = DUPLEX_UNKNOWN;
	cmd->base.port = PORT_OTHER;
	cmd->base.speed = SPEED_UNKNOWN;
	if (host->sw->uplink &&
	    !__ethtool_get_link_ksettings(host->sw->uplink->dev, &uplink)) {
		cmd->base.speed = uplink.base.speed;
		cmd->base.duplex = uplink.base.duplex;
	}
	return 0;
}

const struct ethtool_ops xvs_nic_host_ethtool_ops = {
	.get_drvinfo = host_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_ts_info = ethtool_op_get_ts_info,
	.get_sset_count = host_get_sset_count,
	.get_strings = host_get_strings,
	.get_ethtool_stats = host_get_ethtool_stats,
	.get_link_ksettings = host_get_link_ksettings,
};
