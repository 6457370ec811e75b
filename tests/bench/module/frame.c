// SPDX-License-Identifier: GPL-2.0-only
/*
 * One frame as tun makes it for vhost-net: data in a page fragment, built
 * into an skb around it, nobody else holding it, received with bottom halves
 * off.  A generator that shares its frames would charge datapaths for clones
 * that no guest's frame needs.
 */

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "frame.h"

/* The last three bytes of an address carry the flow's number. */
static void flow_address(u8 *to, const u8 *from, u32 flow)
{
	u32 low = (from[3] << 16 | from[4] << 8 | from[5]) + flow;

	to[0] = from[0];
	to[1] = from[1];
	to[2] = from[2];
	to[3] = low >> 16;
	to[4] = low >> 8;
	to[5] = low;
}

/* The IP header is the same for every flow, so its checksum stays right. */
void bench_frame_init(struct bench_frame *frame)
{
	struct ethhdr *eth = (struct ethhdr *)frame->data;
	struct iphdr *ip = (struct iphdr *)(eth + 1);
	struct udphdr *udp = (struct udphdr *)(ip + 1);

	memset(frame->data, 0, sizeof(frame->data));
	ether_addr_copy(eth->h_dest, frame->dmac);
	ether_addr_copy(eth->h_source, frame->smac);
	eth->h_proto = htons(ETH_P_IP);
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->ttl = 64;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(frame->len - sizeof(*eth));
	ip->saddr = htonl(0x0a000001);
	ip->daddr = htonl(0x0a000002);
	ip->check = ip_fast_csum(ip, ip->ihl);
	udp->dest = htons(9);
	udp->len = htons(frame->len - sizeof(*eth) - sizeof(*ip));
}

int bench_frame_receive(const struct bench_frame *frame,
			struct net_device *dev, u32 flow)
{
	const unsigned int pad = NET_SKB_PAD + NET_IP_ALIGN;
	unsigned int size = SKB_DATA_ALIGN(pad + frame->len) +
			    SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	struct sk_buff *skb;
	struct udphdr *udp;
	struct ethhdr *eth;
	void *buf;

	buf = napi_alloc_frag(size);
	if (unlikely(!buf))
		return -ENOMEM;
	memcpy(buf + pad, frame->data, frame->len);
	eth = buf + pad;
	if (!frame->one_smac)
		flow_address(eth->h_source, frame->smac, flow);
	if (!frame->one_dmac)
		flow_address(eth->h_dest, frame->dmac, flow);
	udp = (void *)(eth + 1) + sizeof(struct iphdr);
	udp->source = htons(1024 + flow % 60000);

	skb = build_skb(buf, size);
	if (unlikely(!skb)) {
		skb_free_frag(buf);
		return -ENOMEM;
	}
	skb_reserve(skb, pad);
	skb_put(skb, frame->len);
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	skb_record_rx_queue(skb, 0);
	netif_receive_skb(skb);
	return 0;
}
