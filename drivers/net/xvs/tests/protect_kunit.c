// SPDX-License-Identifier: GPL-2.0-only
/* What the protection of a port knows of IP and ESP: the packet in a frame, who
 * is a peer, and the numbers of packets.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>
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

/* --- packets that are too long --- */

static const u8 guest_mac[] = { 0x02, 0, 0x5e, 0, 0x53, 1 };
static const u8 peer_mac[] = { 0x02, 0, 0x5e, 0, 0x53, 2 };

/* What the sender of a frame is told, if it is. The frame ends here. */
static struct sk_buff *told(struct kunit *test, struct sk_buff *skb)
{
	struct ethhdr *eth = (struct ethhdr *)skb->data;
	struct sk_buff *answer;
	struct xvs_ip ip;

	if (!is_multicast_ether_addr(eth->h_dest))
		ether_addr_copy(eth->h_dest, peer_mac);
	ether_addr_copy(eth->h_source, guest_mac);
	KUNIT_ASSERT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	answer = xvs_protect_icmp_too_long(skb, &ip, 1200);
	if (answer)
		KUNIT_EXPECT_EQ(test, memcmp(skb->data + ip.at,
					     skb_tail_pointer(answer) - ROOM,
					     ROOM), 0);
	kfree_skb(skb);
	return answer;
}

static void to_and_fro(struct kunit *test, struct sk_buff *answer)
{
	struct ethhdr *eth = (struct ethhdr *)answer->data;

	KUNIT_EXPECT_TRUE(test, ether_addr_equal(eth->h_dest, guest_mac));
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(eth->h_source, peer_mac));
}

static void who_sends_ipv4_is_told_what_fits(struct kunit *test)
{
	struct sk_buff *skb = frame(test, 1, ETH_P_IP), *answer;
	unsigned int at = ETH_HLEN + VLAN_HLEN;
	struct icmphdr *icmp;
	struct xvs_ip ip;

	ipv4(skb, at)->frag_off = htons(IP_DF);
	answer = told(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, answer);
	to_and_fro(test, answer);
	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_read(answer, &ip));
	KUNIT_EXPECT_EQ(test, ip.at, at);
	KUNIT_EXPECT_EQ(test, ip.at + ip.total, answer->len);
	KUNIT_EXPECT_EQ(test, ip.src.a4, htonl(0xc0000202));
	KUNIT_EXPECT_EQ(test, ip.dst.a4, htonl(0xc0000203));
	KUNIT_EXPECT_EQ(test, ip.proto, IPPROTO_ICMP);
	KUNIT_EXPECT_EQ(test, ip_fast_csum(answer->data + at, 5), 0);
	icmp = (struct icmphdr *)(answer->data + at + ip.len);
	KUNIT_EXPECT_EQ(test, icmp->type, ICMP_DEST_UNREACH);
	KUNIT_EXPECT_EQ(test, icmp->code, ICMP_FRAG_NEEDED);
	KUNIT_EXPECT_EQ(test, ntohs(icmp->un.frag.mtu), 1200);
	KUNIT_EXPECT_EQ(test, ip_compute_csum(icmp, sizeof(*icmp) + ROOM), 0);
	kfree_skb(answer);
}

static struct ipv6hdr *ipv6(struct sk_buff *skb)
{
	struct ipv6hdr *iph = (void *)skb->data + ETH_HLEN;

	*iph = (struct ipv6hdr) {
		.version = 6,
		.payload_len = htons(ROOM - sizeof(*iph)),
		.nexthdr = IPPROTO_UDP,
		.hop_limit = 64,
	};
	iph->saddr.s6_addr[15] = 3;
	iph->daddr.s6_addr[15] = 2;
	return iph;
}

static void who_sends_ipv6_is_told_what_has_to_fit(struct kunit *test)
{
	struct sk_buff *skb = frame(test, 0, ETH_P_IPV6), *answer;
	unsigned int len = sizeof(struct icmp6hdr) + ROOM;
	struct icmp6hdr *icmp;
	struct xvs_ip ip;

	ipv6(skb);
	answer = told(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, answer);
	to_and_fro(test, answer);
	KUNIT_EXPECT_TRUE(test, xvs_protect_ip_read(answer, &ip));
	KUNIT_EXPECT_EQ(test, ip.at + ip.total, answer->len);
	KUNIT_EXPECT_EQ(test, ip.src.in6.s6_addr[15], 2);
	KUNIT_EXPECT_EQ(test, ip.dst.in6.s6_addr[15], 3);
	KUNIT_EXPECT_EQ(test, ip.proto, IPPROTO_ICMPV6);
	icmp = (struct icmp6hdr *)(answer->data + ETH_HLEN + ip.len);
	KUNIT_EXPECT_EQ(test, icmp->icmp6_type, ICMPV6_PKT_TOOBIG);
	KUNIT_EXPECT_EQ(test, ntohl(icmp->icmp6_mtu), IPV6_MIN_MTU);
	KUNIT_EXPECT_EQ(test, csum_ipv6_magic(&ip.src.in6, &ip.dst.in6, len,
					      IPPROTO_ICMPV6,
					      csum_partial(icmp, len, 0)), 0);
	kfree_skb(answer);
}

static void only_so_much_of_a_packet_is_quoted(struct kunit *test)
{
	struct sk_buff *skb = alloc_skb(2048, GFP_KERNEL), *answer;
	struct xvs_ip ip;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_HLEN + 1500);
	((struct ethhdr *)skb->data)->h_proto = htons(ETH_P_IP);
	ipv4(skb, ETH_HLEN)->frag_off = htons(IP_DF);
	KUNIT_ASSERT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	answer = xvs_protect_icmp_too_long(skb, &ip, 1200);
	KUNIT_ASSERT_NOT_NULL(test, answer);
	KUNIT_EXPECT_EQ(test, answer->len, ETH_HLEN + 576);
	kfree_skb(answer);

	((struct ethhdr *)skb->data)->h_proto = htons(ETH_P_IPV6);
	ipv6(skb);
	KUNIT_ASSERT_TRUE(test, xvs_protect_ip_read(skb, &ip));
	answer = xvs_protect_icmp_too_long(skb, &ip, 1200);
	KUNIT_ASSERT_NOT_NULL(test, answer);
	KUNIT_EXPECT_EQ(test, answer->len, ETH_HLEN + IPV6_MIN_MTU);
	kfree_skb(answer);
	kfree_skb(skb);
}

static void change_nothing(struct iphdr *iph)
{
	iph->protocol = IPPROTO_ICMP;
	((u8 *)(iph + 1))[0] = ICMP_ECHO;
}

static void may_be_cut(struct iphdr *iph)
{
	iph->frag_off = 0;
}

static void is_a_fragment(struct iphdr *iph)
{
	iph->frag_off |= htons(1);
}

static void is_an_error(struct iphdr *iph)
{
	iph->protocol = IPPROTO_ICMP;
	((u8 *)(iph + 1))[0] = ICMP_TIME_EXCEEDED;
}

static void is_for_a_group(struct iphdr *iph)
{
	iph->daddr = htonl(0xe0000001);
}

static void is_from_nobody(struct iphdr *iph)
{
	iph->saddr = 0;
}

static void an_error_or_what_is_no_ones_is_not_answered(struct kunit *test)
{
	static void (* const change[])(struct iphdr *iph) = {
		change_nothing, may_be_cut, is_a_fragment, is_an_error,
		is_for_a_group, is_from_nobody,
	};
	struct sk_buff *skb, *answer;
	struct iphdr *iph;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(change); i++) {
		skb = frame(test, 0, ETH_P_IP);
		iph = ipv4(skb, ETH_HLEN);
		iph->frag_off = htons(IP_DF);
		change[i](iph);
		answer = told(test, skb);
		KUNIT_EXPECT_EQ_MSG(test, !!answer, i == 0, "change %u", i);
		kfree_skb(answer);
	}
	skb = frame(test, 0, ETH_P_IP);
	ipv4(skb, ETH_HLEN)->frag_off = htons(IP_DF);
	skb->data[0] |= 1;
	KUNIT_EXPECT_NULL(test, told(test, skb));

	for (i = 0; i <= 2; i++) {
		skb = frame(test, 0, ETH_P_IPV6);
		ipv6(skb)->nexthdr = IPPROTO_ICMPV6;
		skb->data[ETH_HLEN + sizeof(struct ipv6hdr)] =
			i == 0 ? ICMPV6_ECHO_REQUEST :
			i == 1 ? ICMPV6_TIME_EXCEED : NDISC_REDIRECT;
		answer = told(test, skb);
		KUNIT_EXPECT_EQ_MSG(test, !!answer, i == 0, "type %u", i);
		kfree_skb(answer);
	}
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
	KUNIT_CASE(who_sends_ipv4_is_told_what_fits),
	KUNIT_CASE(who_sends_ipv6_is_told_what_has_to_fit),
	KUNIT_CASE(only_so_much_of_a_packet_is_quoted),
	KUNIT_CASE(an_error_or_what_is_no_ones_is_not_answered),
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
