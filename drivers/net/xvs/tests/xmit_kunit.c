// SPDX-License-Identifier: GPL-2.0-only
/* Frames that leave by a device's own transmit: straight to the driver, unless
 * something would be skipped by that.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <net/ip.h>

#include "lab.h"

#define A		0x525400000001ULL
#define B		0x525400000002ULL

#define PAYLOAD		4000
#define HEADERS		(ETH_HLEN + sizeof(struct iphdr) + \
			 sizeof(struct tcphdr))
#define MSS		1400

static void a_frame_goes_to_the_driver(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", A);
	struct xvs_port *real = lab_real(test, "real", 0);
	struct sk_buff *skb = lab_frame(test, A, B, ETH_ZLEN), *got;

	lab_send(guest, skb);
	got = lab_got(real);
	KUNIT_EXPECT_PTR_EQ(test, got, skb);
	KUNIT_EXPECT_PTR_EQ(test, got ? got->dev : NULL, real->nic->dev);
	kfree_skb(got);
}

static void a_stopped_queue_keeps_frames_for_later(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", A);
	struct xvs_port *real = lab_real(test, "real", 0);
	struct sk_buff *got;
	unsigned int i;

	netif_stop_queue(real->nic->dev);
	for (i = 0; i < 3; i++)
		lab_send(guest, lab_frame(test, A, B, ETH_ZLEN + i));
	KUNIT_EXPECT_NULL(test, lab_got(real));
	netif_wake_queue(real->nic->dev);
	msleep(100);
	for (i = 0; i < 3; i++) {
		got = lab_got(real);
		KUNIT_EXPECT_EQ(test, got ? got->len : 0, ETH_ZLEN + i);
		kfree_skb(got);
	}
}

/* --- who listens at the device --- */

static atomic_t heard = ATOMIC_INIT(0);

static int hear(struct sk_buff *skb, struct net_device *dev,
		struct packet_type *type, struct net_device *orig_dev)
{
	if (eth_hdr(skb)->h_proto == htons(LAB_ETHERTYPE))
		atomic_inc(&heard);
	kfree_skb(skb);
	return 0;
}

static void who_listens_at_the_device_hears_the_frame(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", A);
	struct xvs_port *real = lab_real(test, "real", 0);
	struct packet_type listener = {
		.type = htons(ETH_P_ALL),
		.dev = real->nic->dev,
		.func = hear,
	};

	atomic_set(&heard, 0);
	dev_add_pack(&listener);
	lab_send(guest, lab_frame(test, A, B, ETH_ZLEN));
	dev_remove_pack(&listener);
	KUNIT_EXPECT_EQ(test, atomic_read(&heard), 1);
	lab_send(guest, lab_frame(test, A, B, ETH_ZLEN));
	KUNIT_EXPECT_EQ(test, atomic_read(&heard), 1);
}

/* --- what the device cannot do --- */

static void send_tagged(struct kunit *test, struct xvs_port *from, u16 vid)
{
	struct sk_buff *skb = lab_frame(test, A, B, ETH_ZLEN);

	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), vid);
	lab_send(from, skb);
}

static void a_device_gets_the_tag_the_way_it_wants_it(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", 0);
	struct xvs_port *able = lab_real(test, "able",
					 NETIF_F_HW_VLAN_CTAG_TX);
	struct xvs_port *plain = lab_real(test, "plain", 0);
	struct sk_buff *skb;

	send_tagged(test, guest, 10);
	skb = lab_got(able);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, ETH_ZLEN);
	KUNIT_EXPECT_TRUE(test, skb_vlan_tag_present(skb));
	KUNIT_EXPECT_EQ(test, skb_vlan_tag_get_id(skb), 10);
	kfree_skb(skb);

	skb = lab_got(plain);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, ETH_ZLEN + VLAN_HLEN);
	KUNIT_EXPECT_FALSE(test, skb_vlan_tag_present(skb));
	KUNIT_EXPECT_EQ(test, ntohs(skb_vlan_eth_hdr(skb)->h_vlan_TCI), 10);
	kfree_skb(skb);
}

/* A segment of TCP over IPv4 that is to be cut into three. */
static struct sk_buff *big_segment(struct kunit *test)
{
	struct sk_buff *skb = lab_frame(test, A, B, HEADERS + PAYLOAD);
	struct ethhdr *eth = (struct ethhdr *)skb->data;
	struct iphdr *ip = (struct iphdr *)(eth + 1);
	struct tcphdr *tcp = (struct tcphdr *)(ip + 1);

	eth->h_proto = htons(ETH_P_IP);
	skb->protocol = eth->h_proto;
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_TCP;
	ip->saddr = htonl(0xc0000201);
	ip->daddr = htonl(0xc0000202);
	ip->tot_len = htons(HEADERS - ETH_HLEN + PAYLOAD);
	ip_send_check(ip);
	tcp->doff = 5;
	tcp->ack = 1;
	skb_set_transport_header(skb, HEADERS - sizeof(*tcp));
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + HEADERS - sizeof(*tcp);
	skb->csum_offset = offsetof(struct tcphdr, check);
	tcp->check = ~csum_tcpudp_magic(ip->saddr, ip->daddr,
					sizeof(*tcp) + PAYLOAD, IPPROTO_TCP, 0);
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	skb_shinfo(skb)->gso_size = MSS;
	skb_shinfo(skb)->gso_segs = DIV_ROUND_UP(PAYLOAD, MSS);
	return skb;
}

static void a_big_segment_is_cut_where_the_device_cannot(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", A);
	struct xvs_port *real = lab_real(test, "real", 0);
	unsigned int frames = 0, bytes = 0;
	struct sk_buff *skb;

	lab_send(guest, big_segment(test));
	while ((skb = lab_got(real))) {
		frames++;
		bytes += skb->len - HEADERS;
		KUNIT_EXPECT_LE(test, skb->len, HEADERS + MSS);
		KUNIT_EXPECT_FALSE(test, skb_is_gso(skb));
		KUNIT_EXPECT_TRUE(test, skb->ip_summed != CHECKSUM_PARTIAL);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, frames, 3);
	KUNIT_EXPECT_EQ(test, bytes, PAYLOAD);
}

static void a_big_segment_stays_whole_where_the_device_can(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", A);
	struct xvs_port *real = lab_real(test, "real", NETIF_F_SG |
					 NETIF_F_HW_CSUM | NETIF_F_TSO);
	struct sk_buff *skb = big_segment(test), *got;

	lab_send(guest, skb);
	got = lab_got(real);
	KUNIT_ASSERT_PTR_EQ(test, got, skb);
	KUNIT_EXPECT_EQ(test, got->len, HEADERS + PAYLOAD);
	KUNIT_EXPECT_EQ(test, skb_shinfo(got)->gso_size, MSS);
	KUNIT_EXPECT_TRUE(test, got->ip_summed == CHECKSUM_PARTIAL);
	kfree_skb(got);
	KUNIT_EXPECT_NULL(test, lab_got(real));
}

static void a_checksum_is_made_where_the_device_cannot(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", A);
	struct xvs_port *real = lab_real(test, "real", 0);
	struct sk_buff *skb = lab_frame(test, A, B, ETH_ZLEN);
	__sum16 *sum = (__sum16 *)(skb->data + ETH_HLEN + 10);

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + ETH_HLEN;
	skb->csum_offset = 10;
	skb->data[ETH_HLEN] = 0x12;
	lab_send(guest, skb);
	KUNIT_ASSERT_PTR_EQ(test, lab_got(real), skb);
	KUNIT_EXPECT_FALSE(test, skb->ip_summed == CHECKSUM_PARTIAL);
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)*sum), 0xedff);
	kfree_skb(skb);
}

static struct kunit_case xmit_cases[] = {
	KUNIT_CASE(a_frame_goes_to_the_driver),
	KUNIT_CASE(a_stopped_queue_keeps_frames_for_later),
	KUNIT_CASE(who_listens_at_the_device_hears_the_frame),
	KUNIT_CASE(a_device_gets_the_tag_the_way_it_wants_it),
	KUNIT_CASE(a_big_segment_is_cut_where_the_device_cannot),
	KUNIT_CASE(a_big_segment_stays_whole_where_the_device_can),
	KUNIT_CASE(a_checksum_is_made_where_the_device_cannot),
	{}
};

static struct kunit_suite xmit_suite = {
	.name = "xvs_xmit",
	.init = lab_init,
	.exit = lab_exit,
	.test_cases = xmit_cases,
};

kunit_test_suite(xmit_suite);
