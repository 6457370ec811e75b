// SPDX-License-Identifier: GPL-2.0-only
/* Reading a frame's headers: what the rules look at, as a key. */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/xvs.h>

#include "acl.h"

#define TAGS_MAX	3		/* inside a frame */
#define HEADERS_MAX	8		/* extension headers of IPv6 */

/* Whose ports stand first depends on the way. */
static void set_ports(struct acl_key *key, bool in, u16 src, u16 dst)
{
	key->local_port = in ? dst : src;
	key->remote_port = in ? src : dst;
	key->flags |= ACL_KEY_WHOLE;
}

/* The id stands where the port of the asking side would: an answer belongs to
 * the flow of its question, a question from the other side does not.
 */
static void set_query(struct acl_key *key, bool in, bool answer, __be16 id)
{
	if (answer)
		set_ports(key, in, 0, ntohs(id));
	else
		set_ports(key, in, ntohs(id), 0);
}

static int parse_icmp(const struct sk_buff *skb, int offset, bool in,
		      struct acl_key *key)
{
	const struct icmphdr *icmp;
	struct icmphdr buffer;

	icmp = xvs_frame_peek(skb, offset, sizeof(buffer), &buffer);
	if (!icmp)
		return -EBADMSG;
	switch (icmp->type) {
	case ICMP_ECHO:
	case ICMP_TIMESTAMP:
	case ICMP_INFO_REQUEST:
	case ICMP_ADDRESS:
		set_query(key, in, false, icmp->un.echo.id);
		break;
	case ICMP_ECHOREPLY:
	case ICMP_TIMESTAMPREPLY:
	case ICMP_INFO_REPLY:
	case ICMP_ADDRESSREPLY:
		set_query(key, in, true, icmp->un.echo.id);
		break;
	}
	return 0;
}

static bool is_nd(u8 type)
{
	return type >= NDISC_ROUTER_SOLICITATION && type <= NDISC_REDIRECT;
}

/* Neighbour discovery is to IPv6 what ARP is to IPv4: no IP rule is about it.
 * It never comes from afar, which the hop limit shows, nor in fragments.
 */
static int parse_icmpv6(const struct sk_buff *skb, int offset, bool in,
			bool may_be_nd, struct acl_key *key)
{
	const struct icmp6hdr *icmp;
	struct icmp6hdr buffer;

	icmp = xvs_frame_peek(skb, offset, sizeof(buffer), &buffer);
	if (!icmp)
		return -EBADMSG;
	if (may_be_nd && is_nd(icmp->icmp6_type)) {
		memset(key->local, 0, sizeof(key->local));
		memset(key->remote, 0, sizeof(key->remote));
		key->family = 0;
		key->proto = 0;
		key->flags &= ~ACL_KEY_IP;
		return 0;
	}
	if (icmp->icmp6_type == ICMPV6_ECHO_REQUEST)
		set_query(key, in, false, icmp->icmp6_identifier);
	else if (icmp->icmp6_type == ICMPV6_ECHO_REPLY)
		set_query(key, in, true, icmp->icmp6_identifier);
	return 0;
}

static int parse_ports(const struct sk_buff *skb, int offset, bool in,
		       struct acl_key *key)
{
	const __be16 *ports;
	__be16 buffer[2];

	ports = xvs_frame_peek(skb, offset, sizeof(buffer), buffer);
	if (!ports)
		return -EBADMSG;
	set_ports(key, in, ntohs(ports[0]), ntohs(ports[1]));
	return 0;
}

static int parse_transport(const struct sk_buff *skb, int offset, bool in,
			   bool may_be_nd, struct acl_key *key)
{
	switch (key->proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
	case IPPROTO_UDPLITE:
		return parse_ports(skb, offset, in, key);
	case IPPROTO_ICMP:
		if (key->family == 4)
			return parse_icmp(skb, offset, in, key);
		break;
	case IPPROTO_ICMPV6:
		if (key->family == 6)
			return parse_icmpv6(skb, offset, in, may_be_nd, key);
		break;
	}
	key->flags |= ACL_KEY_WHOLE;	/* there are no ports */
	return 0;
}

static int parse_ipv4(const struct sk_buff *skb, int offset, bool in,
		      struct acl_key *key)
{
	const struct iphdr *ip;
	struct iphdr buffer;
	unsigned int place;

	ip = xvs_frame_peek(skb, offset, sizeof(buffer), &buffer);
	if (!ip || ip->version != 4 || ip->ihl < 5)
		return -EBADMSG;
	key->family = 4;
	key->proto = ip->protocol;
	key->flags |= ACL_KEY_IP;
	memcpy(in ? key->remote : key->local, &ip->saddr, 4);
	memcpy(in ? key->local : key->remote, &ip->daddr, 4);
	place = ntohs(ip->frag_off) & IP_OFFSET;
	/* nothing but an attempt to write over ports begins there */
	if (place == 1 && key->proto == IPPROTO_TCP)
		return -EBADMSG;
	if (place)
		return 0;
	return parse_transport(skb, offset + 4 * ip->ihl, in, false, key);
}

/* The extension header at @offset: how long it is, what follows, and whether
 * it says that the rest is a later fragment.
 */
static int parse_extension(const struct sk_buff *skb, int offset, u8 *proto,
			   bool *fragment, bool *later)
{
	const struct frag_hdr *header;
	struct frag_hdr buffer;
	int len;

	header = xvs_frame_peek(skb, offset, sizeof(buffer), &buffer);
	if (!header)
		return -EBADMSG;
	if (*proto == NEXTHDR_FRAGMENT) {
		*fragment = true;
		*later = header->frag_off & htons(IP6_OFFSET);
		len = sizeof(*header);
	} else if (*proto == NEXTHDR_AUTH) {
		len = (header->reserved + 2) * 4;
	} else {
		len = (header->reserved + 1) * 8;
	}
	*proto = header->nexthdr;
	return len;
}

static bool is_extension(u8 proto)
{
	return proto == NEXTHDR_HOP || proto == NEXTHDR_ROUTING ||
	       proto == NEXTHDR_FRAGMENT || proto == NEXTHDR_AUTH ||
	       proto == NEXTHDR_DEST;
}

static int parse_ipv6(const struct sk_buff *skb, int offset, bool in,
		      struct acl_key *key)
{
	bool fragment = false, later = false, link;
	unsigned int headers = 0;
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;
	u8 proto;
	int len;

	ip = xvs_frame_peek(skb, offset, sizeof(buffer), &buffer);
	if (!ip || ip->version != 6)
		return -EBADMSG;
	key->family = 6;
	key->flags |= ACL_KEY_IP;
	memcpy(in ? key->remote : key->local, &ip->saddr, 16);
	memcpy(in ? key->local : key->remote, &ip->daddr, 16);
	link = ip->hop_limit == 255;
	proto = ip->nexthdr;
	for (offset += sizeof(*ip); is_extension(proto); offset += len) {
		if (headers++ == HEADERS_MAX)
			return -EBADMSG;
		len = parse_extension(skb, offset, &proto, &fragment, &later);
		if (len < 0)
			return len;
		if (later)
			break;
	}
	key->proto = proto;
	if (later)
		return 0;
	return parse_transport(skb, offset, in, link && !fragment, key);
}

int xvs_acl_parse(const struct sk_buff *skb, u16 vid, bool in,
		  struct acl_key *key)
{
	int offset = ETH_HLEN, tags = 0;
	const struct ethhdr *eth;
	const struct vlan_hdr *tag;
	struct vlan_hdr tag_buffer;
	struct ethhdr buffer;
	__be16 proto;

	memset(key, 0, sizeof(*key));
	key->vid = vid;
	key->flags = in ? ACL_KEY_IN : 0;
	eth = xvs_frame_peek(skb, 0, ETH_HLEN, &buffer);
	if (!eth)
		return -EBADMSG;
	ether_addr_copy(key->local_mac, in ? eth->h_dest : eth->h_source);
	ether_addr_copy(key->remote_mac, in ? eth->h_source : eth->h_dest);
	proto = eth->h_proto;
	while (unlikely(eth_type_vlan(proto))) {
		tag = xvs_frame_peek(skb, offset, VLAN_HLEN, &tag_buffer);
		if (!tag || tags++ == TAGS_MAX)
			return -EBADMSG;
		proto = tag->h_vlan_encapsulated_proto;
		offset += VLAN_HLEN;
	}
	if (proto == htons(ETH_P_IP))
		return parse_ipv4(skb, offset, in, key);
	if (proto == htons(ETH_P_IPV6))
		return parse_ipv6(skb, offset, in, key);
	return 0;
}
