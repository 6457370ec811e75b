// SPDX-License-Identifier: GPL-2.0-only
/* What the protection of a port has to know of IP and ESP: the packet in a
 * frame, which addresses belong to a peer, and the numbers of packets.
 *
 * None of it knows a switch.
 */
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <net/dsfield.h>
#include <net/ndisc.h>
#include <net/xfrm.h>

#include "protect_ip.h"

#define TAGS_MAX	2

/* --- the packet in a frame --- */

/* What is behind the Ethernet header and tags, and where. A tag may still be in
 * the frame, since the switch takes off one only.
 */
static __be16 find_type(struct sk_buff *skb, unsigned int *at)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	const struct vlan_hdr *vlan;
	__be16 type = eth->h_proto;
	struct vlan_hdr copy;
	int tags;

	*at = ETH_HLEN;
	for (tags = 0; eth_type_vlan(type) && tags < TAGS_MAX; tags++) {
		vlan = skb_header_pointer(skb, *at, sizeof(copy), &copy);
		if (!vlan)
			return 0;
		type = vlan->h_vlan_encapsulated_proto;
		*at += VLAN_HLEN;
	}
	return type;
}

static bool read_ipv4(struct sk_buff *skb, struct xvs_ip *ip)
{
	const struct iphdr *iph;

	if (!pskb_may_pull(skb, ip->at + sizeof(*iph)))
		return false;
	iph = (const struct iphdr *)(skb->data + ip->at);
	ip->family = AF_INET;
	ip->len = iph->ihl * 4;
	ip->total = ntohs(iph->tot_len);
	ip->proto = iph->protocol;
	ip->tos = iph->tos;
	ip->whole = !(iph->frag_off & htons(IP_MF | IP_OFFSET));
	ip->df = iph->frag_off & htons(IP_DF);
	ip->src.a4 = iph->saddr;
	ip->dst.a4 = iph->daddr;
	return iph->version == 4 && iph->ihl >= 5 && ip->total >= ip->len &&
	       pskb_may_pull(skb, ip->at + ip->len);
}

static bool read_ipv6(struct sk_buff *skb, struct xvs_ip *ip)
{
	const struct ipv6hdr *iph;

	if (!pskb_may_pull(skb, ip->at + sizeof(*iph)))
		return false;
	iph = (const struct ipv6hdr *)(skb->data + ip->at);
	ip->family = AF_INET6;
	ip->len = sizeof(*iph);
	ip->total = iph->payload_len ? ntohs(iph->payload_len) + ip->len : 0;
	ip->proto = iph->nexthdr;
	ip->tos = ipv6_get_dsfield(iph);
	ip->whole = true;
	ip->df = true;
	ip->src.in6 = iph->saddr;
	ip->dst.in6 = iph->daddr;
	return iph->version == 6;
}

/* False where there is none. Headers may move; the frame begins at the Ethernet
 * header.
 */
bool xvs_protect_ip_read(struct sk_buff *skb, struct xvs_ip *ip)
{
	switch (find_type(skb, &ip->at)) {
	case htons(ETH_P_IP):
		return read_ipv4(skb, ip);
	case htons(ETH_P_IPV6):
		return read_ipv6(skb, ip);
	default:
		return false;
	}
}

bool xvs_protect_ip_is_group(const struct xvs_ip *ip)
{
	if (ip->family == AF_INET)
		return ipv4_is_multicast(ip->dst.a4) ||
		       ipv4_is_lbcast(ip->dst.a4);
	return ipv6_addr_is_multicast(&ip->dst.in6);
}

/* Who is on the link, and where: asked and answered before anything can be
 * protected.
 */
bool xvs_protect_ip_is_nd(struct sk_buff *skb, const struct xvs_ip *ip)
{
	const struct ipv6hdr *iph;
	const struct icmp6hdr *icmp;
	struct icmp6hdr copy;

	if (ip->family != AF_INET6 || ip->proto != IPPROTO_ICMPV6)
		return false;
	iph = (const struct ipv6hdr *)(skb->data + ip->at);
	icmp = skb_header_pointer(skb, ip->at + ip->len, sizeof(copy), &copy);
	return icmp && iph->hop_limit == 255 &&
	       (icmp->icmp6_type == NDISC_NEIGHBOUR_SOLICITATION ||
		icmp->icmp6_type == NDISC_NEIGHBOUR_ADVERTISEMENT);
}

/* --- peers --- */

bool xvs_prefix_has(const struct xvs_prefix *prefix, u16 family,
		    const xfrm_address_t *addr)
{
	if (prefix->family != family)
		return false;
	if (family == AF_INET)
		return addr4_match(addr->a4, prefix->addr.a4, prefix->len);
	return addr_match(addr, &prefix->addr, prefix->len);
}

/* --- numbers --- */

/* The next numbers of @x are those of @packets packets, the first of which goes
 * to @xo; false if they have run out. Under x->lock. As xfrm_replay.c does,
 * which keeps it to itself.
 */
bool xvs_protect_number(struct xfrm_state *x, struct xfrm_offload *xo,
			unsigned int packets)
{
	struct xfrm_replay_state_esn *esn = x->replay_esn;
	u32 *oseq = esn ? &esn->oseq : &x->replay.oseq;
	u32 last = *oseq + packets;
	bool wraps = last < *oseq;

	xo->seq.low = *oseq + 1;
	xo->seq.hi = 0;
	if (x->repl_mode == XFRM_REPLAY_MODE_ESN) {
		if (wraps && esn->oseq_hi == U32_MAX)
			return false;
		/* the first may be beyond the end already */
		xo->seq.hi = esn->oseq_hi + (wraps && !xo->seq.low);
		esn->oseq_hi += wraps;
	} else if (wraps &&
		   !(x->props.extra_flags & XFRM_SA_XFLAG_OSEQ_MAY_WRAP)) {
		return false;
	}
	*oseq = last;
	return true;
}
