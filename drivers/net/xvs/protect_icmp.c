// SPDX-License-Identifier: GPL-2.0-only
/* A packet that would be too long with what ESP adds: its sender is told, as a
 * router would tell it, in the name of whom it was for.
 *
 * Knows no switch. Who is not to be told: RFC 1122 3.2.2, RFC 4443 2.4.
 */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>
#include <net/ndisc.h>

#include "protect_ip.h"

#define HOP_LIMIT	64
#define IPV4_MAX	576	/* of an answer; RFC 1812 4.3.2.3 */
#define IPV4_HEADERS	(sizeof(struct iphdr) + sizeof(struct icmphdr))
#define IPV6_HEADERS	(sizeof(struct ipv6hdr) + sizeof(struct icmp6hdr))

static bool is_icmp_error(struct sk_buff *skb, const struct xvs_ip *ip)
{
	const u8 *type;
	u8 copy;

	if (ip->proto != IPPROTO_ICMP)
		return false;
	type = skb_header_pointer(skb, ip->at + ip->len, sizeof(copy), &copy);
	return !type || *type > NR_ICMP_TYPES || *type == ICMP_DEST_UNREACH ||
	       *type == ICMP_SOURCE_QUENCH || *type == ICMP_REDIRECT ||
	       *type == ICMP_TIME_EXCEEDED || *type == ICMP_PARAMETERPROB;
}

static bool is_icmpv6_error(struct sk_buff *skb, const struct xvs_ip *ip)
{
	u8 proto = ip->proto, copy;
	const u8 *type;
	__be16 frag;
	int at;

	at = ipv6_skip_exthdr(skb, ip->at + ip->len, &proto, &frag);
	if (at < 0)
		return true;
	if (proto != IPPROTO_ICMPV6)
		return false;
	type = skb_header_pointer(skb, at, sizeof(copy), &copy);
	return !type || !(*type & ICMPV6_INFOMSG_MASK) ||
	       *type == NDISC_REDIRECT;
}

/* One that may not be cut, from and for somebody, and no error itself. */
static bool may_be_answered(struct sk_buff *skb, const struct xvs_ip *ip)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	if (!ip->df || !ip->whole || xvs_protect_ip_is_group(ip) ||
	    is_multicast_ether_addr(eth->h_dest))
		return false;
	if (ip->family == AF_INET)
		return !ipv4_is_zeronet(ip->src.a4) &&
		       !ipv4_is_multicast(ip->src.a4) &&
		       !ipv4_is_lbcast(ip->src.a4) && !is_icmp_error(skb, ip);
	return !ipv6_addr_any(&ip->src.in6) &&
	       !ipv6_addr_is_multicast(&ip->src.in6) &&
	       !is_icmpv6_error(skb, ip);
}

static void write_ipv4(struct sk_buff *answer, const struct xvs_ip *ip,
		       unsigned int mtu)
{
	unsigned int len = answer->len - ip->at - sizeof(struct iphdr);
	struct iphdr *iph = (struct iphdr *)(answer->data + ip->at);
	struct icmphdr *icmp = (struct icmphdr *)(iph + 1);

	*iph = (struct iphdr) {
		.version = 4,
		.ihl = sizeof(*iph) / 4,
		.tot_len = htons(sizeof(*iph) + len),
		.ttl = HOP_LIMIT,
		.protocol = IPPROTO_ICMP,
		.saddr = ip->dst.a4,
		.daddr = ip->src.a4,
	};
	iph->check = ip_fast_csum(iph, iph->ihl);
	*icmp = (struct icmphdr) {
		.type = ICMP_DEST_UNREACH,
		.code = ICMP_FRAG_NEEDED,
		.un.frag.mtu = htons(mtu),
	};
	icmp->checksum = ip_compute_csum(icmp, len);
	answer->protocol = htons(ETH_P_IP);
}

static void write_ipv6(struct sk_buff *answer, const struct xvs_ip *ip,
		       unsigned int mtu)
{
	unsigned int len = answer->len - ip->at - sizeof(struct ipv6hdr);
	struct ipv6hdr *iph = (struct ipv6hdr *)(answer->data + ip->at);
	struct icmp6hdr *icmp = (struct icmp6hdr *)(iph + 1);

	ip6_flow_hdr(iph, 0, 0);
	iph->payload_len = htons(len);
	iph->nexthdr = IPPROTO_ICMPV6;
	iph->hop_limit = HOP_LIMIT;
	iph->saddr = ip->dst.in6;
	iph->daddr = ip->src.in6;
	*icmp = (struct icmp6hdr) {
		.icmp6_type = ICMPV6_PKT_TOOBIG,
		.icmp6_mtu = htonl(max_t(unsigned int, mtu, IPV6_MIN_MTU)),
	};
	icmp->icmp6_cksum = csum_ipv6_magic(&iph->saddr, &iph->daddr, len,
					    IPPROTO_ICMPV6,
					    csum_partial(icmp, len, 0));
	answer->protocol = htons(ETH_P_IPV6);
}

/* Room for the headers of @skb up to its packet, for those of an answer, and
 * for @quoted of the packet; what is known of them is written.
 */
static struct sk_buff *make_answer(const struct sk_buff *skb,
				   const struct xvs_ip *ip,
				   unsigned int header, unsigned int quoted)
{
	unsigned int len = ip->at + header + quoted;
	const struct ethhdr *of = (const struct ethhdr *)skb->data;
	struct sk_buff *answer;
	struct ethhdr *eth;

	answer = alloc_skb(NET_SKB_PAD + len, GFP_ATOMIC | __GFP_NOWARN);
	if (!answer)
		return NULL;
	skb_reserve(answer, NET_SKB_PAD);
	eth = skb_put(answer, len);
	if (skb_copy_bits(skb, 0, eth, ip->at) ||
	    skb_copy_bits(skb, ip->at, (u8 *)eth + ip->at + header, quoted)) {
		kfree_skb(answer);
		return NULL;
	}
	ether_addr_copy(eth->h_dest, of->h_source);
	ether_addr_copy(eth->h_source, of->h_dest);
	skb_reset_mac_header(answer);
	skb_set_network_header(answer, ip->at);
	return answer;
}

/* The frame that tells who sent @skb that no more than @mtu bytes of packet
 * fit; NULL if nobody is to be told, or for want of memory. The caller owns it.
 */
struct sk_buff *xvs_protect_icmp_too_long(struct sk_buff *skb,
					  const struct xvs_ip *ip,
					  unsigned int mtu)
{
	bool ipv4 = ip->family == AF_INET;
	unsigned int header = ipv4 ? IPV4_HEADERS : IPV6_HEADERS;
	unsigned int most = ipv4 ? IPV4_MAX : IPV6_MIN_MTU;
	struct sk_buff *answer;

	if (!may_be_answered(skb, ip))
		return NULL;
	answer = make_answer(skb, ip, header,
			     min(skb->len - ip->at, most - header));
	if (!answer)
		return NULL;
	if (ipv4)
		write_ipv4(answer, ip, mtu);
	else
		write_ipv6(answer, ip, mtu);
	return answer;
}
