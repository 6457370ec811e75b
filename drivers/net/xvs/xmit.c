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

/* --- the queueing discipline --- */

/* One that counts under its lock, as fq_codel does, wants its turn taken:
 * qdisc_run_begin() without the half for those that have no such lock.
 */
static bool locked_begin(struct Qdisc *qdisc)
{
	spinlock_t *lock = qdisc_lock(qdisc);
	bool ours;

	if (!spin_trylock(lock))
		return false;
	ours = !qdisc->q.qlen &&
	       !__test_and_set_bit(__QDISC_STATE2_RUNNING, &qdisc->state2);
	spin_unlock(lock);
	return ours;
}

static void locked_end(struct Qdisc *qdisc, unsigned int len,
		       unsigned int packets)
{
	spinlock_t *lock = qdisc_lock(qdisc);
	bool waiting;

	spin_lock(lock);
	_bstats_update(&qdisc->bstats, len, packets);
	__clear_bit(__QDISC_STATE2_RUNNING, &qdisc->state2);
	waiting = qdisc->q.qlen;
	spin_unlock(lock);
	if (waiting)
		__netif_schedule(qdisc);
}

/* A discipline that lets an empty queue be passed by is passed by when it is
 * empty and nobody is at it. That is what the core does as well.
 */
static bool qdisc_begin(struct Qdisc *qdisc)
{
	if (!qdisc->enqueue)
		return true;
	if (!(qdisc->flags & TCQ_F_CAN_BYPASS) ||
	    test_bit(__QDISC_STATE_DEACTIVATED, &qdisc->state))
		return false;
	if (qdisc->flags & TCQ_F_NOLOCK)
		return nolock_qdisc_is_empty(qdisc) &&
		       !qdisc_is_running(qdisc);
	return locked_begin(qdisc);
}

/* No packets: the device was busy, and the frame goes the ordinary way. */
static void qdisc_end(struct Qdisc *qdisc, unsigned int len,
		      unsigned int packets)
{
	if (!qdisc->enqueue)
		return;
	if (!(qdisc->flags & TCQ_F_NOLOCK))
		locked_end(qdisc, len, packets);
	else if (packets)
		_bstats_update(this_cpu_ptr(qdisc->cpu_bstats), len, packets);
}

/* --- the device --- */

static bool is_unwatched(struct net_device *dev, struct netdev_queue *txq)
{
	return !netif_xmit_frozen_or_stopped(txq) &&
	       !xvs_compat_dev_has_egress_hook(dev) && !dev_nit_active(dev) &&
	       !dev_xmit_recursion() &&
	       READ_ONCE(txq->xmit_lock_owner) != smp_processor_id();
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

static int start(struct net_device *dev, struct netdev_queue *txq,
		 struct sk_buff *skb)
{
	int cpu = smp_processor_id();
	int err = NETDEV_TX_BUSY;

	HARD_TX_LOCK(dev, txq, cpu);
	if (likely(!netif_xmit_frozen_or_stopped(txq))) {
		dev_xmit_recursion_inc();
		err = netdev_start_xmit(skb, dev, txq, false);
		dev_xmit_recursion_dec();
	}
	HARD_TX_UNLOCK(dev, txq);
	return err;
}

static int transmit(struct net_device *dev, struct netdev_queue *txq,
		    struct Qdisc *qdisc, struct sk_buff *skb)
{
	unsigned int packets = skb_is_gso(skb) ? skb_shinfo(skb)->gso_segs : 1;
	unsigned int len = skb->len;
	int err;

	if (unlikely(!qdisc_begin(qdisc)))
		return NETDEV_TX_BUSY;
	err = start(dev, txq, skb);
	if (unlikely(err == NETDEV_TX_BUSY)) {
		packets = 0;
		len = 0;
	}
	qdisc_end(qdisc, len, packets);
	return err;
}

/* Returns false if the device refused the frame, which is gone either way. */
bool xvs_xmit_rcu(struct net_device *dev, struct sk_buff *skb)
{
	struct netdev_queue *txq;
	int err;

	skb->dev = dev;
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	txq = pick_queue(dev, skb);
	if (likely(is_unwatched(dev, txq)) &&
	    (likely(is_plain(skb)) || device_can(dev, skb))) {
		err = transmit(dev, txq, rcu_dereference_bh(txq->qdisc), skb);
		if (likely(err != NETDEV_TX_BUSY))
			return err == NETDEV_TX_OK;
	}
	err = dev_queue_xmit(skb);
	return err == NET_XMIT_SUCCESS || err == NET_XMIT_CN;
}
