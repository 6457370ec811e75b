// SPDX-License-Identifier: GPL-2.0-only
/* The way of a frame: out of one NIC, over the wire, into the other. */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>
#include <net/udp.h>

#include "simnic.h"

#define RING_SIZE 4096

/* Of a frame in a ring: when it is to come out */
struct simnic_cb {
	ktime_t due;
};

static struct simnic_cb *cb_of(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct simnic_cb) > sizeof(skb->cb));
	return (struct simnic_cb *)skb->cb;
}

/* --- which frames a NIC takes --- */

/* What the stack asked for; readers have the one before for a while. */
struct simnic_filter {
	struct rcu_head rcu;
	bool all;
	bool all_groups;
	unsigned int n;
	u8 addresses[][ETH_ALEN];
};

static void add_addresses(struct simnic_filter *filter,
			  const struct netdev_hw_addr_list *list)
{
	const struct netdev_hw_addr *entry;

	netdev_hw_addr_list_for_each(entry, list)
		ether_addr_copy(filter->addresses[filter->n++], entry->addr);
}

void simnic_wire_set_filter(struct net_device *dev)
{
	unsigned int n = netdev_uc_count(dev) + netdev_mc_count(dev);
	struct simnic *nic = netdev_priv(dev);
	struct simnic_filter *filter, *old;

	filter = kzalloc(struct_size(filter, addresses, n), GFP_ATOMIC);
	if (filter) {
		filter->all = dev->flags & IFF_PROMISC;
		filter->all_groups = dev->flags & IFF_ALLMULTI;
		add_addresses(filter, &dev->uc);
		add_addresses(filter, &dev->mc);
	}
	old = rcu_dereference_protected(nic->filter,
					lockdep_is_held(&dev->addr_list_lock));
	/* without memory everything is let in */
	rcu_assign_pointer(nic->filter, filter);
	kfree_rcu(old, rcu);
}

static bool lets_in(const struct simnic_filter *filter,
		    const struct net_device *dev, const u8 *to)
{
	unsigned int i;

	if (!filter || filter->all || is_broadcast_ether_addr(to) ||
	    ether_addr_equal(to, dev->dev_addr))
		return true;
	if (filter->all_groups && is_multicast_ether_addr(to))
		return true;
	for (i = 0; i < filter->n; i++)
		if (ether_addr_equal_unaligned(to, filter->addresses[i]))
			return true;
	return false;
}

/* --- out --- */

static bool every(u32 n, struct simnic *nic)
{
	return n && !(atomic64_read(&nic->counters[SIMNIC_TX_FRAMES]) % n);
}

/* A frame on the wire knows nothing of who sent it. */
static void strip(struct sk_buff *skb, struct net_device *to)
{
	skb_orphan(skb);
	skb_scrub_packet(skb, true);
	skb_clear_hash(skb);
	skb->priority = 0;
	skb->encapsulation = 0;
	skb->ip_summed = CHECKSUM_NONE;
	skb->dev = to;
	skb_set_queue_mapping(skb, 0);
}

static void corrupt(struct simnic *nic, struct sk_buff *skb)
{
	if (skb_linearize(skb) || skb_ensure_writable(skb, skb->len))
		return;
	skb->data[skb->len - 1] ^= 0x55;
	simnic_count(nic, SIMNIC_TX_KNOB_CORRUPTED);
}

static void put_in_ring(struct simnic *nic, struct simnic *peer,
			struct sk_buff *skb)
{
	u32 delay = READ_ONCE(nic->knobs.delay_us);

	if (skb_queue_len_lockless(&peer->ring) >= RING_SIZE) {
		simnic_count(nic, SIMNIC_TX_RING_FULL);
		kfree_skb(skb);
		return;
	}
	/* the sender may keep a clone, of which the other end knows nothing */
	if (skb_unclone(skb, GFP_ATOMIC)) {
		simnic_count(nic, SIMNIC_TX_ERROR);
		kfree_skb(skb);
		return;
	}
	strip(skb, peer->dev);
	cb_of(skb)->due = delay ? ktime_add_us(ktime_get(), delay) : 0;
	skb_queue_tail(&peer->ring, skb);
}

/* One frame of the wire, with everything in it computed but its tag */
static void send(struct simnic *nic, struct simnic *peer, struct sk_buff *skb)
{
	if (skb_vlan_tag_present(skb)) {
		skb = __vlan_hwaccel_push_inside(skb);
		if (!skb) {
			simnic_count(nic, SIMNIC_TX_ERROR);
			return;
		}
	}
	simnic_count_frame(nic, SIMNIC_TX_FRAMES, skb->len);
	if (every(READ_ONCE(nic->knobs.drop_every), nic)) {
		simnic_count(nic, SIMNIC_TX_KNOB_DROPPED);
		kfree_skb(skb);
		return;
	}
	if (every(READ_ONCE(nic->knobs.corrupt_every), nic))
		corrupt(nic, skb);
	put_in_ring(nic, peer, skb);
	if (!atomic_dec_if_positive(&nic->knobs.fail_after))
		simnic_link_cut(nic, true);
}

/* The frames for the wire of a plain one, or an error and it is gone */
static struct sk_buff *plain_output(struct simnic *nic, struct sk_buff *skb)
{
	struct sk_buff *frames;

	if (skb_is_gso(skb)) {
		frames = skb_gso_segment(skb, 0);
		if (IS_ERR_OR_NULL(frames))
			goto err;
		consume_skb(skb);
		simnic_count(nic, SIMNIC_TX_SEGMENTED);
		return frames;
	}
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		goto err;
	if (skb_orphan_frags_rx(skb, GFP_ATOMIC))
		goto err;
	return skb;

err:
	kfree_skb(skb);
	simnic_count(nic, SIMNIC_TX_ERROR);
	return ERR_PTR(-EINVAL);
}

static struct sk_buff *output(struct simnic *nic, struct sk_buff *skb)
{
	struct simnic_sa *sa = simnic_ipsec_of(nic, skb);
	struct sk_buff *frames;

	if (!sa)
		return plain_output(nic, skb);
	if (IS_ERR(sa)) {
		simnic_count(nic, SIMNIC_TX_ESP_UNKNOWN);
		kfree_skb(skb);
		return ERR_CAST(sa);
	}
	frames = simnic_esp_output(nic, sa, skb);
	if (IS_ERR(frames))
		simnic_count(nic, SIMNIC_TX_ESP_ERROR);
	return frames;
}

netdev_tx_t simnic_wire_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct simnic *nic = netdev_priv(dev);
	struct sk_buff *frames, *next;
	struct simnic *peer;

	rcu_read_lock();
	peer = rcu_dereference(nic->peer);
	if (!peer || !netif_carrier_ok(dev)) {
		simnic_count(nic, SIMNIC_TX_NO_LINK);
		kfree_skb(skb);
		goto out;
	}
	skb_tx_timestamp(skb);
	frames = output(nic, skb);
	if (IS_ERR(frames))
		goto out;
	skb_list_walk_safe(frames, skb, next) {
		skb_mark_not_on_list(skb);
		send(nic, peer, skb);
	}
	napi_schedule(&peer->napi);
out:
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

/* --- in --- */

/* Like most NICs: the sum over all behind the Ethernet header. Of a packet that
 * was decrypted the stack would see another one.
 */
static void sum_up(struct net_device *dev, struct sk_buff *skb)
{
	if (!(dev->features & NETIF_F_RXCSUM) || xfrm_offload(skb))
		return;
	skb->csum = skb_checksum(skb, ETH_HLEN, skb->len - ETH_HLEN, 0);
	skb->ip_summed = CHECKSUM_COMPLETE;
}

/* The tag goes to the side, unless ethtool wants it to stay in the frame. NULL
 * when the frame ends within it; it is gone then.
 */
static struct sk_buff *take_tag(struct net_device *dev, struct sk_buff *skb)
{
	if (skb->protocol != htons(ETH_P_8021Q) ||
	    !(dev->features & NETIF_F_HW_VLAN_CTAG_RX))
		return skb;
	return skb_vlan_untag(skb);
}

static bool fits(const struct net_device *dev, const struct sk_buff *skb)
{
	unsigned int header = ETH_HLEN;

	if (eth_type_vlan(((const struct ethhdr *)skb->data)->h_proto))
		header += VLAN_HLEN;
	return skb->len <= header + READ_ONCE(dev->mtu);
}

static void receive(struct simnic *nic, struct sk_buff *skb)
{
	struct net_device *dev = nic->dev;

	if (!pskb_may_pull(skb, ETH_HLEN))
		goto drop;
	if (!lets_in(rcu_dereference_bh(nic->filter), dev, skb->data)) {
		simnic_count(nic, SIMNIC_RX_FILTERED);
		goto drop;
	}
	if (!fits(dev, skb)) {
		simnic_count(nic, SIMNIC_RX_OVERSIZE);
		goto drop;
	}
	simnic_count_frame(nic, SIMNIC_RX_FRAMES, skb->len);
	if (!simnic_esp_input(nic, skb))
		goto drop;
	sum_up(dev, skb);
	memset(skb->cb, 0, sizeof(skb->cb));
	skb->protocol = eth_type_trans(skb, dev);
	skb = take_tag(dev, skb);
	if (!skb)
		return;
	skb_record_rx_queue(skb, 0);
	napi_gro_receive(&nic->napi, skb);
	return;
drop:
	kfree_skb(skb);
}

/* What has arrived by now. NAPI alone takes out of the ring. */
static struct sk_buff *next_arrived(struct simnic *nic)
{
	struct sk_buff *skb = skb_peek(&nic->ring);

	if (!skb || (cb_of(skb)->due && ktime_after(cb_of(skb)->due,
						    ktime_get())))
		return NULL;
	return skb_dequeue(&nic->ring);
}

static void wait_for_next(struct simnic *nic)
{
	struct sk_buff *skb;
	ktime_t due = 0;

	spin_lock_bh(&nic->ring.lock);
	skb = skb_peek(&nic->ring);
	if (skb)
		due = cb_of(skb)->due;
	spin_unlock_bh(&nic->ring.lock);
	if (skb)
		hrtimer_start(&nic->timer, due, HRTIMER_MODE_ABS);
}

int simnic_wire_poll(struct napi_struct *napi, int budget)
{
	struct simnic *nic = container_of(napi, struct simnic, napi);
	struct sk_buff *skb;
	int done = 0;

	while (done < budget) {
		skb = next_arrived(nic);
		if (!skb)
			break;
		receive(nic, skb);
		done++;
	}
	if (done < budget && napi_complete_done(napi, done))
		wait_for_next(nic);
	return done;
}

enum hrtimer_restart simnic_wire_due(struct hrtimer *timer)
{
	struct simnic *nic = container_of(timer, struct simnic, timer);

	napi_schedule(&nic->napi);
	return HRTIMER_NORESTART;
}
