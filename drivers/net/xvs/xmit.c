// SPDX-License-Identifier: GPL-2.0-only
/* A frame goes to a device: straight to its driver where nothing would be
 * skipped by that, the ordinary way otherwise.
 *
 * The ordinary way, dev_queue_xmit(), costs as much as all the rest of the
 * switch. It does something for us only where a queueing discipline holds
 * frames back, somebody listens or filters at the device, or the frame asks
 * for work that the device cannot do.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <net/sch_generic.h>

#include "xmit.h"

static struct netdev_queue *pick_queue(struct net_device *dev,
				       struct sk_buff *skb)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	u16 queue = 0;

	if (dev->real_num_tx_queues > 1) {
		queue = ops->ndo_select_queue ?
			ops->ndo_select_queue(dev, skb, NULL) :
			netdev_pick_tx(dev, skb, NULL);
		queue = netdev_cap_txqueue(dev, queue);
	}
	skb_set_queue_mapping(skb, queue);
	return netdev_get_tx_queue(dev, queue);
}

/* A discipline that lets an empty queue be passed by, as pfifo_fast does, is
 * passed by when it is empty and nobody is at it. That is what the core does
 * as well. Disciplines that count under a lock are left to the core.
 */
static bool qdisc_idle(const struct Qdisc *qdisc)
{
	if (!qdisc->enqueue)
		return true;
	return (qdisc->flags & (TCQ_F_NOLOCK | TCQ_F_CAN_BYPASS)) ==
	       (TCQ_F_NOLOCK | TCQ_F_CAN_BYPASS) &&
	       nolock_qdisc_is_empty(qdisc) &&
	       !qdisc_is_running((struct Qdisc *)qdisc);
}

static bool may_go_direct(struct net_device *dev, struct netdev_queue *txq,
			  const struct Qdisc *qdisc)
{
	return qdisc_idle(qdisc) && !netif_xmit_frozen_or_stopped(txq) &&
	       !xvs_compat_dev_has_egress_hook(dev) && !dev_nit_active(dev) &&
	       !dev_xmit_recursion();
}

/* Whether the frame asks for anything at all. */
static bool is_plain(const struct sk_buff *skb)
{
	return !skb_is_gso(skb) && skb->ip_summed != CHECKSUM_PARTIAL &&
	       !skb_vlan_tag_present(skb) && !skb_is_nonlinear(skb) &&
	       !skb_sec_path(skb);
}

/* Whether the device does what the frame asks for. */
static bool device_can(struct net_device *dev, struct sk_buff *skb)
{
	netdev_features_t features = netif_skb_features(skb);

	if (skb_vlan_tag_present(skb) &&
	    !vlan_hw_offload_capable(features, skb->vlan_proto))
		return false;
	if (netif_needs_gso(skb, features) || skb_sec_path(skb))
		return false;
	/* the sum of SCTP is no sum of the Internet's */
	if (skb->ip_summed == CHECKSUM_PARTIAL && !skb_is_gso(skb) &&
	    (!(features & NETIF_F_HW_CSUM) || skb_csum_is_sctp(skb)))
		return false;
	return !skb_needs_linearize(skb, features);
}

static int transmit(struct net_device *dev, struct netdev_queue *txq,
		    struct Qdisc *qdisc, struct sk_buff *skb)
{
	unsigned int len = skb->len;
	int cpu = smp_processor_id();
	int err = NETDEV_TX_BUSY;

	HARD_TX_LOCK(dev, txq, cpu);
	if (likely(!netif_xmit_frozen_or_stopped(txq))) {
		dev_xmit_recursion_inc();
		err = netdev_start_xmit(skb, dev, txq, false);
		dev_xmit_recursion_dec();
	}
	HARD_TX_UNLOCK(dev, txq);
	if (qdisc->enqueue && err != NETDEV_TX_BUSY)
		_bstats_update(this_cpu_ptr(qdisc->cpu_bstats), len, 1);
	return err;
}

/* Returns false if the device refused the frame, which is gone either way. */
bool xvs_xmit_rcu(struct net_device *dev, struct sk_buff *skb)
{
	struct netdev_queue *txq;
	struct Qdisc *qdisc;
	int err;

	skb->dev = dev;
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	txq = pick_queue(dev, skb);
	qdisc = rcu_dereference_bh(txq->qdisc);
	if (likely(may_go_direct(dev, txq, qdisc)) &&
	    (likely(is_plain(skb)) || device_can(dev, skb))) {
		err = transmit(dev, txq, qdisc, skb);
		if (likely(err != NETDEV_TX_BUSY))
			return err == NETDEV_TX_OK;
	}
	err = dev_queue_xmit(skb);
	return err == NET_XMIT_SUCCESS || err == NET_XMIT_CN;
}
