// SPDX-License-Identifier: GPL-2.0-only
/* The simple match of a capture session: what a frame has at either end. */
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "capture.h"

#define IP_FIELDS	(XVS_CAPTURE_MATCH_IPV4 | XVS_CAPTURE_MATCH_IPV6)
#define ALL_FIELDS	(XVS_CAPTURE_MATCH_MAC | XVS_CAPTURE_MATCH_ETHERTYPE | \
			 XVS_CAPTURE_MATCH_PROTO | IP_FIELDS |		\
			 XVS_CAPTURE_MATCH_PORT)

/* What the network header says. @ports is where those are, 0: nowhere. */
struct ip_facts {
	u16			family;		/* XVS_CAPTURE_MATCH_IPV4, 6 */
	u8			proto;
	int			ports;
	u8			addr[2][16];
};

static bool read_ipv4(const struct sk_buff *skb, struct ip_facts *facts)
{
	const struct iphdr *ip;
	struct iphdr buffer;

	ip = xvs_frame_peek(skb, ETH_HLEN, sizeof(buffer), &buffer);
	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;
	facts->family = XVS_CAPTURE_MATCH_IPV4;
	facts->proto = ip->protocol;
	if (!(ip->frag_off & htons(IP_OFFSET)))
		facts->ports = ETH_HLEN + ip->ihl * 4;
	memcpy(facts->addr[0], &ip->saddr, sizeof(ip->saddr));
	memcpy(facts->addr[1], &ip->daddr, sizeof(ip->daddr));
	return true;
}

static bool read_ipv6(const struct sk_buff *skb, struct ip_facts *facts)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;
	__be16 fragment = 0;
	int offset;

	ip = xvs_frame_peek(skb, ETH_HLEN, sizeof(buffer), &buffer);
	if (!ip || ip->version != 6)
		return false;
	facts->family = XVS_CAPTURE_MATCH_IPV6;
	facts->proto = ip->nexthdr;
	memcpy(facts->addr[0], &ip->saddr, sizeof(ip->saddr));
	memcpy(facts->addr[1], &ip->daddr, sizeof(ip->daddr));
	offset = ipv6_skip_exthdr(skb, ETH_HLEN + sizeof(*ip), &facts->proto,
				  &fragment);
	if (offset > 0 && !(fragment & htons(IP6_OFFSET)))
		facts->ports = offset;
	return true;
}

static bool same_prefix(const u8 *a, const u8 *b, unsigned int bits)
{
	unsigned int bytes = bits / 8;

	if (memcmp(a, b, bytes))
		return false;
	bits %= 8;
	return !bits || !((a[bytes] ^ b[bytes]) >> (8 - bits));
}

static bool has_port(const struct sk_buff *skb, const struct ip_facts *facts,
		     __be16 port)
{
	const __be16 *ports;
	__be16 buffer[2];

	if (!facts->ports ||
	    (facts->proto != IPPROTO_TCP && facts->proto != IPPROTO_UDP &&
	     facts->proto != IPPROTO_SCTP))
		return false;
	ports = xvs_frame_peek(skb, facts->ports, sizeof(buffer), buffer);
	return ports && (ports[0] == port || ports[1] == port);
}

static bool match_ip(const struct xvs_capture_match *match,
		     const struct sk_buff *skb, __be16 ethertype)
{
	struct ip_facts facts = { 0 };
	u16 fields = match->fields;

	if (!(ethertype == htons(ETH_P_IP) && read_ipv4(skb, &facts)) &&
	    !(ethertype == htons(ETH_P_IPV6) && read_ipv6(skb, &facts)))
		return false;
	if (fields & XVS_CAPTURE_MATCH_PROTO && facts.proto != match->proto)
		return false;
	if (fields & IP_FIELDS &&
	    (!(fields & facts.family) ||
	     (!same_prefix(facts.addr[0], match->addr, match->prefix) &&
	      !same_prefix(facts.addr[1], match->addr, match->prefix))))
		return false;
	return !(fields & XVS_CAPTURE_MATCH_PORT) ||
	       has_port(skb, &facts, match->port);
}

/* The frame has an Ethernet header. */
bool xvs_capture_match(const struct xvs_capture_match *match,
		       const struct sk_buff *skb)
{
	u16 fields = match->fields;
	const struct ethhdr *eth;
	struct ethhdr buffer;

	if (!fields)
		return true;
	eth = xvs_frame_peek(skb, 0, sizeof(buffer), &buffer);
	if (!eth)
		return false;
	if (fields & XVS_CAPTURE_MATCH_MAC &&
	    !ether_addr_equal_unaligned(eth->h_source, match->mac) &&
	    !ether_addr_equal_unaligned(eth->h_dest, match->mac))
		return false;
	if (fields & XVS_CAPTURE_MATCH_ETHERTYPE &&
	    eth->h_proto != match->ethertype)
		return false;
	if (!(fields & (XVS_CAPTURE_MATCH_PROTO | IP_FIELDS |
			XVS_CAPTURE_MATCH_PORT)))
		return true;
	return match_ip(match, skb, eth->h_proto);
}

int xvs_capture_match_check(const struct xvs_capture_match *match,
			    struct netlink_ext_ack *extack)
{
	if (match->fields & ~ALL_FIELDS || match->pad[0] || match->pad[1]) {
		NL_SET_ERR_MSG(extack,
			       "the match has a field that this version does not know");
		return -EINVAL;
	}
	if ((match->fields & IP_FIELDS) == IP_FIELDS) {
		NL_SET_ERR_MSG(extack,
			       "a match has an IPv4 or an IPv6 address, not both");
		return -EINVAL;
	}
	if (match->prefix >
	    (match->fields & XVS_CAPTURE_MATCH_IPV4 ? 32 : 128)) {
		NL_SET_ERR_MSG(extack,
			       "the prefix of the match is longer than its address");
		return -EINVAL;
	}
	return 0;
}
