// SPDX-License-Identifier: GPL-2.0-only
/* What the protection of a port knows of IP and ESP: the packet in a frame, who
 * is a peer, and the numbers of packets.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/xfrm.h>

#include "../protect_ip.h"

#define ROOM	128

/* An Ethernet header with so many tags, and @type behind them. */
static struct sk_buff *frame(struct kunit *test, int tags, u16 type)
{
	struct sk_buff *skb = alloc_skb(2 * ROOM, GFP_KERNEL);
	__be16 *at;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	at = skb_put_zero(skb, ETH_HLEN + tags * VLAN_HLEN + ROOM) +
	     2 * ETH_ALEN;
	while (tags--) {
		*at = htons(ETH_P_8021Q);
		at += 2;
	}
	*at = htons(type);
	return skb;
}

static struct iphdr *ipv4(struct sk_buff *skb, unsigned int at)
{
	struct iphdr *iph = (void *)skb->data + at;

	*iph = (struct iphdr) {
		.version = 4,
		.ihl = 5,
		.protocol = IPPROTO_UDP,
		.tot_len = htons(ROOM),
		.saddr = htonl(0xc0000203),
		.daddr = htonl(0xc0000202),
	};
	return iph;
}

static void a_packet_is_found_behind_up_to_two_tags(struct kunit *test)
{
	struct sk_buff *skb;
	struct xvs_ip ip;
	int tags;

	for (tags = 0; tags <= 3; tags++) {
		skb = frame(test, tags, ETH_P_IP);
		ipv4(skb, ETH_HLEN + tags * VLAN_HLEN);
		KUNIT_EXPECT_EQ(test, tags <= 2, xvs_protect_ip_read(skb, &ip));
		if (tags <= 2)
			KUNIT_EXPECT_EQ(test, ip.at,
					ETH_HLEN + tags * VLAN_HLEN);
		kfree_skb(skb);
	}
}

static void what_stands_in_the_header_is_read(struct kunit *test)
{
	struct sk_buff *skb = frame(test, 0, ETH_P_IP);
	struct iphdr *iph = ipv4(skb, ETH_HLEN);
	struct xvs_ip ip;

	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	KUNIT_EXPECT_EQ(test, ip.family, AF_INET);
	KUNIT_EXPECT_EQ(test, ip.len, 20);
	KUNIT_EXPECT_EQ(test, ip.total, ROOM);
	KUNIT_EXPECT_EQ(test, ip.proto, IPPROTO_UDP);
	KUNIT_EXPECT_EQ(test, ip.dst.a4, htonl(0xc0000202));
	KUNIT_EXPECT_TRUE(test, ip.whole);
	KUNIT_EXPECT_FALSE(test, ip.df);
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_is_group(&ip));
	iph->frag_off = htons(IP_MF);
	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	KUNIT_EXPECT_FALSE(test, ip.whole);
	iph->frag_off = htons(IP_DF | 1);
	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	KUNIT_EXPECT_FALSE(test, ip.whole);
	KUNIT_EXPECT_TRUE(test, ip.df);
	kfree_skb(skb);
}

static void a_header_that_lies_is_no_packet(struct kunit *test)
{
	struct sk_buff *skb = frame(test, 0, ETH_P_IP);
	struct iphdr *iph = ipv4(skb, ETH_HLEN);
	struct xvs_ip ip;

	iph->ihl = 4;
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_read(skb, &ip));
	iph->ihl = 5;
	iph->version = 6;
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_read(skb, &ip));
	iph->version = 4;
	iph->tot_len = htons(19);
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_read(skb, &ip));
	iph->tot_len = htons(ROOM);
	iph->ihl = 15;
	skb_trim(skb, ETH_HLEN + 59);
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_read(skb, &ip));
	iph->ihl = 5;
	skb_trim(skb, ETH_HLEN + 19);
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_read(skb, &ip));
	kfree_skb(skb);
}

static void neighbours_are_asked_and_answered_in_ipv6_alone(struct kunit *test)
{
	struct sk_buff *skb = frame(test, 0, ETH_P_IPV6);
	struct ipv6hdr *iph = (void *)skb->data + ETH_HLEN;
	u8 *type = (u8 *)(iph + 1);
	struct xvs_ip ip;

	iph->version = 6;
	iph->nexthdr = IPPROTO_ICMPV6;
	iph->hop_limit = 255;
	*type = 135;
	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	KUNIT_EXPECT_EQ(test, ip.family, AF_INET6);
	KUNIT_EXPECT_EQ(test, ip.total, 0);
	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_is_nd(skb, &ip));
	*type = 128;
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_is_nd(skb, &ip));
	*type = 136;
	iph->hop_limit = 254;
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_is_nd(skb, &ip));
	iph->hop_limit = 255;
	skb_trim(skb, ETH_HLEN + sizeof(*iph));
	KUNIT_EXPECT_FALSE(test, xvs_protect_ip_is_nd(skb, &ip));
	kfree_skb(skb);
}

static void a_peer_is_whose_address_begins_alike(struct kunit *test)
{
	struct xvs_prefix peer = {
		.addr.a4 = htonl(0xc0000200),
		.family = AF_INET,
		.len = 24,
	};
	xfrm_address_t addr = { .a4 = htonl(0xc00002ff) };

	KUNIT_EXPECT_TRUE(test, xvs_prefix_has(&peer, AF_INET, &addr));
	KUNIT_EXPECT_FALSE(test, xvs_prefix_has(&peer, AF_INET6, &addr));
	peer.len = 25;
	KUNIT_EXPECT_FALSE(test, xvs_prefix_has(&peer, AF_INET, &addr));
	peer.len = 0;
	addr.a4 = htonl(1);
	KUNIT_EXPECT_TRUE(test, xvs_prefix_has(&peer, AF_INET, &addr));
}

/* --- numbers --- */

static struct xfrm_state *state(struct kunit *test, bool esn, u32 oseq, u32 hi)
{
	struct xfrm_state *x = kunit_kzalloc(test, sizeof(*x), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, x);
	x->replay.oseq = oseq;
	if (!esn)
		return x;
	x->replay_esn = kunit_kzalloc(test, sizeof(*x->replay_esn), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, x->replay_esn);
	x->replay_esn->oseq = oseq;
	x->replay_esn->oseq_hi = hi;
	x->repl_mode = XFRM_REPLAY_MODE_ESN;
	return x;
}

static void numbers_follow_one_another(struct kunit *test)
{
	struct xfrm_state *x = state(test, false, 0, 0);
	struct xfrm_offload xo = { 0 };

	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 1));
	KUNIT_EXPECT_EQ(test, xo.seq.low, 1);
	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 40));
	KUNIT_EXPECT_EQ(test, xo.seq.low, 2);
	KUNIT_EXPECT_EQ(test, x->replay.oseq, 41);
}

static void numbers_of_32_bits_end(struct kunit *test)
{
	struct xfrm_state *x = state(test, false, U32_MAX - 1, 0);
	struct xfrm_offload xo = { 0 };

	KUNIT_EXPECT_FALSE(test, xvs_protect_number(x, &xo, 2));
	KUNIT_EXPECT_EQ(test, x->replay.oseq, U32_MAX - 1);
	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 1));
	KUNIT_EXPECT_EQ(test, xo.seq.low, U32_MAX);
	KUNIT_EXPECT_FALSE(test, xvs_protect_number(x, &xo, 1));
	x->props.extra_flags = XFRM_SA_XFLAG_OSEQ_MAY_WRAP;
	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 1));
	KUNIT_EXPECT_EQ(test, xo.seq.low, 0);
}

static void extended_numbers_go_on_and_end_later(struct kunit *test)
{
	struct xfrm_state *x = state(test, true, U32_MAX - 1, 6);
	struct xfrm_offload xo = { 0 };

	/* 6.ffffffff, 7.0, 7.1 */
	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 3));
	KUNIT_EXPECT_EQ(test, xo.seq.low, U32_MAX);
	KUNIT_EXPECT_EQ(test, xo.seq.hi, 6);
	KUNIT_EXPECT_EQ(test, x->replay_esn->oseq, 1);
	KUNIT_EXPECT_EQ(test, x->replay_esn->oseq_hi, 7);

	x = state(test, true, U32_MAX, 6);
	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 1));
	KUNIT_EXPECT_EQ(test, xo.seq.low, 0);
	KUNIT_EXPECT_EQ(test, xo.seq.hi, 7);

	x = state(test, true, U32_MAX - 1, U32_MAX);
	KUNIT_EXPECT_FALSE(test, xvs_protect_number(x, &xo, 2));
	KUNIT_EXPECT_TRUE(test, xvs_protect_number(x, &xo, 1));
	KUNIT_EXPECT_FALSE(test, xvs_protect_number(x, &xo, 1));
	KUNIT_EXPECT_EQ(test, x->replay_esn->oseq_hi, U32_MAX);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_packet_is_found_behind_up_to_two_tags),
	KUNIT_CASE(what_stands_in_the_header_is_read),
	KUNIT_CASE(a_header_that_lies_is_no_packet),
	KUNIT_CASE(neighbours_are_asked_and_answered_in_ipv6_alone),
	KUNIT_CASE(a_peer_is_whose_address_begins_alike),
	KUNIT_CASE(numbers_follow_one_another),
	KUNIT_CASE(numbers_of_32_bits_end),
	KUNIT_CASE(extended_numbers_go_on_and_end_later),
	{}
};

static struct kunit_suite suite = {
	.name = "xvs_protect",
	.test_cases = cases,
};

kunit_test_suite(suite);
