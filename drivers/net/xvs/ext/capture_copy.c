// SPDX-License-Identifier: GPL-2.0-only
/* Copies of frames, and the devices that give them to packet sockets.
 *
 * A copy is received by the device, where the listeners get it and a handler
 * takes it away before any protocol of the host: nothing that passes the
 * switch gets into the host's stack by this way. The kind of packet tells
 * the direction: to the host is in, outgoing is out, to another host is
 * dropped.
 *
 * A mark is a tunnel header of documentation addresses, because that is what
 * both tcpdump and tshark decode, and filter by, without being told how.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <linux/udp.h>
#include <net/addrconf.h>
#include <net/ip.h>

#include "capture.h"

/* --- marks --- */

#define GENEVE_PORT	6081
#define OPTION_TEXT_MAX	108
#define OPTIONS_MAX	252	/* what six bits can count, in words */

/* RFC 8926, section 3.4; the first byte has the version, 0, as well. */
struct geneve {
	u8			option_words;
	u8			flags;
	__be16			proto;
	__be32			vni;	/* and a byte that is reserved */
};

struct option {
	__be16			class;
	u8			type;
	u8			words;	/* behind this header */
};

#define MARK_MAX	(ETH_HLEN + sizeof(struct iphdr) +		\
			 sizeof(struct udphdr) + sizeof(struct geneve) + \
			 OPTIONS_MAX)

struct options {
	unsigned int		len;
	u8			bytes[OPTIONS_MAX] __aligned(4);
};

/* Room for @len bytes of an option, zeroed behind. What does not fit is left
 * out; nothing that the switch writes comes to so much.
 */
static u8 *put_option(struct options *options, u8 type, unsigned int len)
{
	unsigned int whole = ALIGN(len, 4);
	struct option *option;

	if (options->len + sizeof(*option) + whole > OPTIONS_MAX)
		return NULL;
	option = (struct option *)&options->bytes[options->len];
	memset(option, 0, sizeof(*option) + whole);
	option->class = htons(XVS_CAPTURE_OPTION_CLASS);
	option->type = type;
	option->words = whole / 4;
	options->len += sizeof(*option) + whole;
	return (u8 *)(option + 1);
}

static void put_text(struct options *options, u8 type, const char *text)
{
	unsigned int len = strnlen(text, OPTION_TEXT_MAX);
	u8 *to = put_option(options, type, len);

	if (to)
		memcpy(to, text, len);
}

static void put_number(struct options *options, u8 type, u32 number)
{
	__be32 value = htonl(number);
	u8 *to = put_option(options, type, sizeof(value));

	if (to)
		memcpy(to, &value, sizeof(value));
}

static void put_reason(struct options *options,
		       const struct xvs_dropped *dropped)
{
	__be32 number = htonl(dropped->number);
	char text[sizeof(number) + 64];
	u8 *to;
	int len;

	memcpy(text, &number, sizeof(number));
	len = scnprintf(text + sizeof(number), sizeof(text) - sizeof(number),
			"%s%s%s", dropped->ext ?: "", dropped->ext ? "." : "",
			dropped->reason) + sizeof(number);
	to = put_option(options, XVS_CAPTURE_OPTION_REASON, len);
	if (to)
		memcpy(to, text, len);
	put_text(options, XVS_CAPTURE_OPTION_SENTENCE, dropped->sentence);
}

static void put_options(struct options *options,
			const struct xvs_capture_seen *seen)
{
	options->len = 0;
	put_number(options, XVS_CAPTURE_OPTION_FRAME, seen->skb->len);
	if (xvs_port_id(seen->port))
		put_text(options, XVS_CAPTURE_OPTION_PORT,
			 xvs_port_name(seen->port));
	if (seen->dropped)
		put_reason(options, seen->dropped);
}

static enum xvs_capture_way way_of(const struct xvs_capture_seen *seen)
{
	if (!seen->dropped)
		return seen->direction == XVS_CAPTURE_IN ?
		       XVS_CAPTURE_WAY_IN : XVS_CAPTURE_WAY_OUT;
	return seen->dropped->direction == XVS_DIRECTION_IN ?
	       XVS_CAPTURE_WAY_DROPPED_IN : XVS_CAPTURE_WAY_DROPPED_OUT;
}

static void push_geneve(struct sk_buff *copy,
			const struct xvs_capture_seen *seen)
{
	struct geneve *header;
	struct options options;

	put_options(&options, seen);
	memcpy(skb_push(copy, options.len), options.bytes, options.len);
	header = skb_push(copy, sizeof(*header));
	*header = (struct geneve) {
		.option_words = options.len / 4,
		.proto = htons(ETH_P_TEB),
		.vni = htonl(xvs_port_id(seen->port) << 8),
	};
}

static void push_udp(struct sk_buff *copy, u16 source)
{
	struct udphdr *udp = skb_push(copy, sizeof(*udp));

	udp->source = htons(source);
	udp->dest = htons(GENEVE_PORT);
	udp->len = htons(copy->len);
	udp->check = 0;
}

/* 192.0.2.0/24 is for documentation (RFC 5737). */
static void push_ip(struct sk_buff *copy, u8 way)
{
	struct iphdr *ip = skb_push(copy, sizeof(*ip));

	*ip = (struct iphdr) {
		.version = 4,
		.ihl = sizeof(*ip) / 4,
		.tot_len = htons(copy->len),
		.frag_off = htons(IP_DF),
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.saddr = htonl(0xc0000200 | way),
		.daddr = htonl(0xc00002fe),
	};
	ip->check = ip_fast_csum(ip, ip->ihl);
}

/* 00-00-5E-00-53-00 and up are as well (RFC 7042). */
static void push_ethernet(struct sk_buff *copy, u8 way)
{
	static const u8 dest[ETH_ALEN] = { 0, 0, 0x5e, 0, 0x53, 0xfe };
	struct ethhdr *eth = skb_push(copy, sizeof(*eth));

	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, dest);
	eth->h_source[ETH_ALEN - 1] = way;
	eth->h_proto = htons(ETH_P_IP);
}

/* The tag of the VLAN goes into the frame, since it is not the outer one's. */
static struct sk_buff *mark(struct sk_buff *copy,
			    const struct xvs_capture_seen *seen, u16 session)
{
	enum xvs_capture_way way = way_of(seen);

	if (seen->tci) {
		copy = vlan_insert_tag(copy, htons(ETH_P_8021Q), seen->tci);
		if (!copy)
			return NULL;
	}
	push_geneve(copy, seen);
	push_udp(copy, session);
	push_ip(copy, way);
	push_ethernet(copy, way);
	return copy;
}

/* --- copies --- */

static struct sk_buff *copy_front(const struct sk_buff *skb, unsigned int len,
				  unsigned int room)
{
	struct sk_buff *copy = alloc_skb(room + len, GFP_ATOMIC | __GFP_NOWARN);

	if (!copy)
		return NULL;
	skb_reserve(copy, room);
	if (!skb_copy_bits(skb, 0, skb_put(copy, len), len))
		return copy;
	kfree_skb(copy);
	return NULL;
}

/* With @room before it, its head is its own and it is no segmentation's. */
static struct sk_buff *copy_whole(const struct sk_buff *skb, unsigned int room)
{
	struct sk_buff *copy = xvs_frame_clone(skb);

	if (!copy)
		return NULL;
	__vlan_hwaccel_clear_tag(copy);
	if (!room)
		return copy;
	if (skb_cow(copy, room)) {
		kfree_skb(copy);
		return NULL;
	}
	skb_gso_reset(copy);
	return copy;
}

/* The frame has an Ethernet header. NULL for want of memory. */
struct sk_buff *xvs_capture_copy(const struct xvs_capture_seen *seen,
				 const struct xvs_capture_shape *shape)
{
	unsigned int len = min(seen->skb->len, shape->snap ?: UINT_MAX);
	unsigned int room = 0;
	struct sk_buff *copy;

	if (shape->mark) {
		room = MARK_MAX + VLAN_HLEN;
		/* more does not fit into what IP can count */
		len = min_t(unsigned int, len, IP_MAX_MTU - room);
	}
	copy = len < seen->skb->len ? copy_front(seen->skb, len, room) :
				      copy_whole(seen->skb, room);
	if (!copy)
		return NULL;
	skb_reset_mac_header(copy);
	if (shape->mark)
		return mark(copy, seen, shape->session);
	if (seen->tci)
		__vlan_hwaccel_put_tag(copy, htons(ETH_P_8021Q), seen->tci);
	return copy;
}

/* --- the device --- */

bool xvs_capture_is_heard(struct net_device *dev)
{
	return dev->flags & IFF_UP && dev_nit_active(dev);
}

static u8 kind_of(const struct xvs_capture_seen *seen)
{
	switch (seen->direction) {
	case XVS_CAPTURE_IN:
		return PACKET_HOST;
	case XVS_CAPTURE_OUT:
		return PACKET_OUTGOING;
	default:
		return PACKET_OTHERHOST;
	}
}

/* A time that the frame was given elsewhere is not that of its passing here. */
void xvs_capture_deliver(struct net_device *dev, struct sk_buff *copy,
			 const struct xvs_capture_seen *seen)
{
	if (unlikely(!pskb_may_pull(copy, ETH_HLEN))) {
		kfree_skb(copy);
		return;
	}
	skb_scrub_packet(copy, true);
	skb_set_delivery_time(copy, 0, 0);
	skb_set_queue_mapping(copy, 0);
	dev_sw_netstats_rx_add(dev, copy->len);
	copy->protocol = eth_type_trans(copy, dev);
	copy->pkt_type = kind_of(seen);
	netif_receive_skb(copy);
}

static rx_handler_result_t take_away(struct sk_buff **pskb)
{
	consume_skb(*pskb);
	return RX_HANDLER_CONSUMED;
}

static netdev_tx_t dev_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_core_stats_tx_dropped_inc(dev);
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

static int dev_init(struct net_device *dev)
{
	int err;

	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		return -ENOMEM;
	err = netdev_rx_handler_register(dev, take_away, NULL);
	if (err)
		free_percpu(dev->tstats);
	return err;
}

static void dev_uninit(struct net_device *dev)
{
	struct xvs_capture_dev **owner = netdev_priv(dev);

	if (*owner)
		WRITE_ONCE((*owner)->dev, NULL);
	netdev_rx_handler_unregister(dev);
	free_percpu(dev->tstats);
	dev->tstats = NULL;
}

static void dev_get_stats64(struct net_device *dev,
			    struct rtnl_link_stats64 *stats)
{
	netdev_stats_to_stats64(stats, &dev->stats);
	dev_fetch_sw_netstats(stats, dev->tstats);
}

static const struct net_device_ops dev_ops = {
	.ndo_init = dev_init,
	.ndo_uninit = dev_uninit,
	.ndo_start_xmit = dev_xmit,
	.ndo_get_stats64 = dev_get_stats64,
};

static const struct device_type dev_type = { .name = "xvs_capture" };

/* The greatest MTU, because libpcap sizes its buffers by it. */
static void dev_setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &dev_ops;
	dev->needs_free_netdev = true;
	dev->flags = IFF_NOARP;
	dev->mtu = ETH_MAX_MTU;
	dev->max_mtu = ETH_MAX_MTU;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->features = NETIF_F_VLAN_CHALLENGED;
	xvs_compat_dev_lockless_tx(dev);
	xvs_compat_dev_pin_netns(dev);
	SET_NETDEV_DEVTYPE(dev, &dev_type);
}

/* The host is not to say anything at it: its words would be captured. */
static void keep_silent(struct net_device *dev)
{
	struct inet6_dev *in6 = __in6_dev_get(dev);

	if (in6)
		WRITE_ONCE(in6->cnf.disable_ipv6, 1);
}

static struct net_device *make_device(struct xvs_attach *at, const char *name,
				      struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	int err;

	dev = alloc_netdev(sizeof(struct xvs_capture_dev *), name,
			   NET_NAME_USER, dev_setup);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev_net_set(dev, dev_net(at->dev));
	err = register_netdevice(dev);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "a device of this name cannot be made for the copies");
		free_netdev(dev);
		return ERR_PTR(err);
	}
	keep_silent(dev);
	err = dev_open(dev, extack);
	if (!err)
		return dev;
	xvs_ext_unregister_netdev(at, dev);
	return ERR_PTR(err);
}

static struct xvs_capture_dev *find_device(const struct xvs_capture *capture,
					   const char *name)
{
	struct xvs_capture_dev *to;

	list_for_each_entry(to, &capture->devs, list)
		if (to->dev && !strcmp(to->dev->name, name))
			return to;
	return NULL;
}

static struct xvs_capture_dev *new_device(struct xvs_attach *at,
					  const char *name,
					  struct netlink_ext_ack *extack)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_capture_dev *to = kzalloc(sizeof(*to), GFP_KERNEL);
	struct net_device *dev;

	if (!to)
		return ERR_PTR(-ENOMEM);
	dev = make_device(at, name, extack);
	if (IS_ERR(dev)) {
		kfree(to);
		return ERR_CAST(dev);
	}
	to->dev = dev;
	*(struct xvs_capture_dev **)netdev_priv(dev) = to;
	list_add_tail(&to->list, &capture->devs);
	return to;
}

/* The device @name, which is made unless a session has it already. Control and
 * rtnl.
 */
struct xvs_capture_dev *xvs_capture_dev_get(struct xvs_attach *at,
					    const char *name,
					    struct netlink_ext_ack *extack)
{
	struct xvs_capture_dev *to = find_device(at->priv, name);

	if (!to)
		to = new_device(at, name, extack);
	if (!IS_ERR(to))
		to->users++;
	return to;
}

/* No frame is on its way to it any more, if this is the last user. */
void xvs_capture_dev_put(struct xvs_attach *at, struct xvs_capture_dev *to)
{
	if (--to->users)
		return;
	if (to->dev) {
		*(struct xvs_capture_dev **)netdev_priv(to->dev) = NULL;
		xvs_ext_unregister_netdev(at, to->dev);
	}
	list_del(&to->list);
	kfree(to);
}
