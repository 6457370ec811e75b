// SPDX-License-Identifier: GPL-2.0-only
/* A switch with made-up NICs, for the suites. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "../ingress.h"
#include "../nic_host.h"
#include "../property.h"
#include "lab.h"

/* In netdev_priv() of a NIC's device. */
struct lab_dev {
	struct net_device	*dev;
	struct list_head	node;
	bool			real;		/* registered */
	struct sk_buff_head	got;
	int			claim_error;
	int			addresses;	/* behind the other ports */
};

/* --- the kinds of NIC --- */

static int lab_claim(struct xvs_nic *nic, struct netlink_ext_ack *extack)
{
	const struct lab_dev *ld = netdev_priv(nic->dev);

	if (ld->claim_error)
		NL_SET_ERR_MSG(extack, "the test refuses this device");
	return ld->claim_error;
}

static void lab_release(struct xvs_nic *nic)
{
}

static void lab_deliver(struct xvs_port *port, struct sk_buff *skb)
{
	struct lab_dev *ld = netdev_priv(port->dev);

	skb_queue_tail(&ld->got, skb);
}

static void lab_address(struct xvs_nic *nic, const u8 *addr, bool add)
{
	struct lab_dev *ld = netdev_priv(nic->dev);

	ld->addresses += add ? 1 : -1;
}

#define LAB_OPS(_kind) {						\
	.kind = _kind, .claim = lab_claim, .release = lab_release,	\
	.deliver = lab_deliver, .address = lab_address,			\
}

/* Frames leave by the device's own transmit. */
static const struct xvs_nic_ops lab_direct = {
	.kind = XVS_NIC_KIND_NETDEV,
	.claim = lab_claim,
	.release = lab_release,
};

static const struct xvs_nic_ops lab_netdev = LAB_OPS(XVS_NIC_KIND_NETDEV);
static const struct xvs_nic_ops lab_host = LAB_OPS(XVS_NIC_KIND_HOST);
static const struct xvs_nic_ops lab_uplink = LAB_OPS(XVS_NIC_KIND_UPLINK);

static const struct xvs_nic_ops *lab_ops(enum xvs_nic_kind kind)
{
	if (kind == XVS_NIC_KIND_HOST)
		return &lab_host;
	return kind == XVS_NIC_KIND_UPLINK ? &lab_uplink : &lab_netdev;
}

/* --- the switch --- */

static netdev_tx_t lab_xmit(struct sk_buff *skb, struct net_device *dev)
{
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops lab_netdev_ops = {
	.ndo_start_xmit = lab_xmit,
};

static void lab_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &lab_netdev_ops;
}

static void lab_link(struct net_device *dev, struct xvs_switch *sw)
{
	struct xvs_host *host = netdev_priv(dev);

	host->sw = sw;
}

static int create_switch(struct lab *lab)
{
	static const struct xvs_switch_new new = {
		.type = XVS_SWITCH_TYPE_EXTERNAL,
	};
	struct net_device *dev;
	int err;

	dev = alloc_netdev(sizeof(struct xvs_host), "xvskunit%d",
			   NET_NAME_ENUM, lab_setup);
	if (!dev)
		return -ENOMEM;
	eth_hw_addr_random(dev);
	dev->needs_free_netdev = true;
	rtnl_lock();
	err = xvs_switch_create(dev, &new, NULL, lab_link, NULL);
	rtnl_unlock();
	if (err)
		free_netdev(dev);
	else
		lab->sw = ((struct xvs_host *)netdev_priv(dev))->sw;
	return err;
}

int lab_init(struct kunit *test)
{
	struct lab *lab = kunit_kzalloc(test, sizeof(*lab), GFP_KERNEL);
	int err;

	if (!lab)
		return -ENOMEM;
	INIT_LIST_HEAD(&lab->devices);
	err = create_switch(lab);
	if (!err)
		test->priv = lab;
	return err;
}

void lab_exit(struct kunit *test)
{
	struct lab *lab = test->priv;
	struct lab_dev *ld, *next;
	struct net_device *dev;

	if (!lab)
		return;
	dev = lab->sw->dev;
	rtnl_lock();
	xvs_switch_destroy(lab->sw);
	unregister_netdevice(dev);
	rtnl_unlock();
	list_for_each_entry_safe(ld, next, &lab->devices, node) {
		if (ld->real)
			unregister_netdev(ld->dev);
		skb_queue_purge(&ld->got);
		free_netdev(ld->dev);
	}
}

void lab_lock(struct lab *lab)
{
	rtnl_lock();
	mutex_lock(&lab->sw->lock);
}

void lab_unlock(struct lab *lab)
{
	xvs_switch_unlock(lab->sw);
	rtnl_unlock();
}

/* --- ports and NICs --- */

struct xvs_port *lab_port(struct kunit *test, const char *name)
{
	struct xvs_port_new new = { .name = name };
	struct lab *lab = test->priv;
	struct xvs_port *port;

	lab_lock(lab);
	port = xvs_port_create_locked(lab->sw, &new, NULL);
	lab_unlock(lab);
	KUNIT_ASSERT_FALSE(test, IS_ERR(port));
	return port;
}

static struct lab_dev *make_device(struct kunit *test,
				   void (*setup)(struct net_device *dev))
{
	struct lab *lab = test->priv;
	struct net_device *dev;
	struct lab_dev *ld;

	dev = alloc_netdev(sizeof(*ld), "lab%d", NET_NAME_ENUM, setup);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	eth_hw_addr_random(dev);
	ld = netdev_priv(dev);
	ld->dev = dev;
	skb_queue_head_init(&ld->got);
	list_add(&ld->node, &lab->devices);
	return ld;
}

/* Up, with carrier, of the usual MTU; never registered. */
struct net_device *lab_device(struct kunit *test)
{
	struct net_device *dev = make_device(test, lab_setup)->dev;

	set_bit(__LINK_STATE_START, &dev->state);
	return dev;
}

/* The kernel sends frames of its own through a device; a test's come from
 * guests.
 */
static bool is_guests(const struct sk_buff *skb)
{
	static const u8 guests[] = { 0x52, 0x54, 0 };
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	return !memcmp(eth->h_source, guests, sizeof(guests));
}

static netdev_tx_t real_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct lab_dev *ld = netdev_priv(dev);

	if (is_guests(skb))
		skb_queue_tail(&ld->got, skb);
	else
		kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops real_netdev_ops = {
	.ndo_start_xmit = real_xmit,
};

static void real_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &real_netdev_ops;
}

/* A port with a connected NIC, on a registered device with @features. */
struct xvs_port *lab_real(struct kunit *test, const char *name,
			  netdev_features_t features)
{
	static const struct xvs_nic_facts facts = { .numa_node = NUMA_NO_NODE };
	struct lab_dev *ld = make_device(test, real_setup);
	struct xvs_port *port = lab_port(test, name);
	struct lab *lab = test->priv;
	struct xvs_nic *nic;

	ld->dev->features = features;
	ld->dev->hw_features = features;
	KUNIT_ASSERT_EQ(test, register_netdev(ld->dev), 0);
	ld->real = true;
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, dev_open(ld->dev, NULL), 0);
	nic = xvs_nic_create_locked(port, &lab_direct, ld->dev, &facts, NULL);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(nic), 0);
	lab_unlock(lab);
	KUNIT_ASSERT_PTR_EQ(test, port->nic, nic);
	KUNIT_ASSERT_EQ(test, lab_nic_connect(test, port, NULL), 0);
	return port;
}

void lab_refuse_claims(struct net_device *dev, int err)
{
	struct lab_dev *ld = netdev_priv(dev);

	ld->claim_error = err;
}

/* How many addresses the uplink @port was told to let in. */
int lab_addresses(struct xvs_port *port)
{
	struct lab_dev *ld = netdev_priv(port->nic->dev);

	return ld->addresses;
}

/* With @declared as its MAC address, or (0) with none declared. */
int lab_nic_create(struct kunit *test, struct xvs_port *port,
		   enum xvs_nic_kind kind, u64 declared,
		   struct netlink_ext_ack *extack)
{
	struct xvs_nic_facts facts = {
		.declared = declared,
		.numa_node = NUMA_NO_NODE,
	};
	struct net_device *dev = lab_device(test);
	struct lab *lab = test->priv;
	struct xvs_nic *nic;

	u64_to_ether_addr(declared, facts.permanent_mac);
	lab_lock(lab);
	nic = xvs_nic_create_locked(port, lab_ops(kind), dev, &facts, extack);
	lab_unlock(lab);
	return PTR_ERR_OR_ZERO(nic);
}

int lab_nic_connect(struct kunit *test, struct xvs_port *port,
		    struct netlink_ext_ack *extack)
{
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_nic_connect_locked(port->nic, extack);
	lab_unlock(lab);
	return err;
}

/* A port with a connected NIC. */
struct xvs_port *lab_guest(struct kunit *test, const char *name, u64 declared)
{
	struct xvs_port *port = lab_port(test, name);

	KUNIT_ASSERT_EQ(test, lab_nic_create(test, port, XVS_NIC_KIND_NETDEV,
					     declared, NULL), 0);
	KUNIT_ASSERT_EQ(test, lab_nic_connect(test, port, NULL), 0);
	return port;
}

int lab_set(struct kunit *test, struct xvs_port *port,
	    enum xvs_port_setting setting, u32 number, const char *text)
{
	struct xvs_property_value value = {
		.index = setting,
		.has_number = !text,
		.number = number,
		.text = text,
	};
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_property_set_locked(lab->sw, port, &value, 1, NULL);
	lab_unlock(lab);
	return err;
}

/* --- frames --- */

/* As a NIC hands one in: skb->data at the Ethernet header. */
struct sk_buff *lab_frame(struct kunit *test, u64 src, u64 dst,
			  unsigned int len)
{
	struct sk_buff *skb = alloc_skb(NET_SKB_PAD + VLAN_HLEN + len,
					GFP_KERNEL);
	struct ethhdr *eth;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, NET_SKB_PAD + VLAN_HLEN);
	memset(skb_put(skb, len), 0, len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb_reset_mac_len(skb);
	skb->protocol = htons(LAB_ETHERTYPE);
	if (len < ETH_HLEN)
		return skb;
	eth = (struct ethhdr *)skb->data;
	u64_to_ether_addr(src, eth->h_source);
	u64_to_ether_addr(dst, eth->h_dest);
	eth->h_proto = skb->protocol;
	return skb;
}

void lab_send(struct xvs_port *port, struct sk_buff *skb)
{
	local_bh_disable();
	rcu_read_lock();
	xvs_ingress_rcu(port, skb);
	rcu_read_unlock();
	local_bh_enable();
}

/* The next frame that left through @port's NIC, or NULL; the caller's. */
struct sk_buff *lab_got(struct xvs_port *port)
{
	struct lab_dev *ld = netdev_priv(port->nic->dev);

	return skb_dequeue(&ld->got);
}

/* Whether one frame from here arrives there. */
bool lab_passes(struct kunit *test, struct xvs_port *from, u64 src,
		struct xvs_port *to, u64 dst)
{
	struct sk_buff *skb;

	lab_send(from, lab_frame(test, src, dst, ETH_ZLEN));
	skb = lab_got(to);
	kfree_skb(skb);
	return skb;
}

long lab_drops(struct xvs_port *port, enum xvs_direction direction,
	       enum xvs_drop_reason reason)
{
	return atomic_long_read(&port->drops.count[direction][reason]);
}

MODULE_DESCRIPTION("KUnit tests of xvs: a switch and its frames");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
