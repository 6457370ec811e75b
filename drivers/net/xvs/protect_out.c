// SPDX-License-Identifier: GPL-2.0-only
/* A frame of a port goes to a peer whose traffic is protected: made ready for
 * encryption as xfrm_output() makes one ready for a NIC, and encrypted by the
 * NIC that has the association, or here.
 *
 * What cannot be done is dropped, and never sent in the clear.
 *
 * Entered from protect_in.c with RCU held, where a frame leaves at the uplink.
 */
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/esp.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/xfrm.h>

#include "drop.h"
#include "frame.h"
#include "ipsec.h"
#include "port.h"
#include "protect.h"
#include "switch.h"

#define PASS		XVS_PORT_PASS
#define HOP_LIMIT	64

/* Of large frames, what is segmented behind ESP. */
#define GSO_TCP		(SKB_GSO_TCPV4 | SKB_GSO_TCPV6)
#define GSO_KNOWN	(GSO_TCP | SKB_GSO_UDP_L4 | SKB_GSO_TCP_ECN |	\
			 SKB_GSO_TCP_FIXEDID | SKB_GSO_DODGY)

/* --- which association --- */

/* In transport mode the header stays, and whole packets only are protected. */
static bool carries(const struct xfrm_state *x, const struct xvs_ip *ip)
{
	if (x->props.mode == XFRM_MODE_TUNNEL)
		return true;
	return ip->whole && xfrm_addr_equal(&x->id.daddr, &ip->dst,
					    ip->family) &&
	       xfrm_addr_equal(&x->props.saddr, &ip->src, ip->family) &&
	       !(ip->family == AF_INET6 && ipv6_ext_hdr(ip->proto));
}

/* The newest that can, or why there is none; XVS_PORT_PASS where there need not
 * be one.
 */
static struct xfrm_state *choose(const struct xvs_port *src,
				 const struct xvs_ip *ip,
				 enum xvs_drop_reason *reason)
{
	struct xvs_port_sa *sa;

	*reason = PASS;
	list_for_each_entry_rcu(sa, &src->sas, node) {
		if (sa->direction != XVS_SA_DIRECTION_OUT ||
		    !xvs_prefix_has(&sa->peer, ip->family, &ip->dst))
			continue;
		if (!carries(sa->x, ip)) {
			if (*reason == PASS)
				*reason = XVS_DROP_IPSEC_UNFIT;
			continue;
		}
		if (READ_ONCE(sa->x->km.state) == XFRM_STATE_VALID)
			return sa->x;
		*reason = XVS_DROP_IPSEC_NO_SA;
	}
	return NULL;
}

/* --- length --- */

/* The longest packet that fits into @mtu with what ESP adds. */
static unsigned int longest(struct xfrm_state *x, const struct xvs_ip *ip,
			    unsigned int mtu)
{
	unsigned int options = 0;

	/* xfrm counts on a header without */
	if (x->props.mode == XFRM_MODE_TRANSPORT && ip->family == AF_INET)
		options = ip->len - sizeof(struct iphdr);
	return xfrm_state_mtu(x, mtu - options) + options;
}

/* The length of the headers of TCP or UDP and all before, or 0. */
static unsigned int headers(struct sk_buff *skb, const struct xvs_ip *ip)
{
	unsigned int at = ip->at + ip->len;
	const struct tcphdr *th;
	unsigned int len;

	if (skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4) {
		len = at + sizeof(struct udphdr);
		return ip->proto == IPPROTO_UDP && pskb_may_pull(skb, len) ?
		       len : 0;
	}
	if (ip->proto != IPPROTO_TCP ||
	    !pskb_may_pull(skb, at + sizeof(struct tcphdr)))
		return 0;
	th = (const struct tcphdr *)(skb->data + at);
	len = at + th->doff * 4;
	return th->doff >= 5 && pskb_may_pull(skb, len) ? len : 0;
}

/* A large frame is cut into pieces that are no longer than @max with their
 * headers. The guest's word is not taken for how many they are.
 */
static enum xvs_drop_reason cut_smaller(struct sk_buff *skb,
					const struct xvs_ip *ip,
					unsigned int max)
{
	struct skb_shared_info *info = skb_shinfo(skb);
	unsigned int len = headers(skb, ip);
	unsigned int piece = info->gso_size;

	if (info->gso_type & ~GSO_KNOWN || !ip->whole || !piece ||
	    !len || len >= skb->len)
		return XVS_DROP_IPSEC_UNFIT;
	if (len - ip->at + piece > max) {
		if (!(info->gso_type & GSO_TCP) || len - ip->at >= max)
			return XVS_DROP_IPSEC_TOO_LONG;
		piece = max - (len - ip->at);
	}
	info->gso_size = piece;
	info->gso_segs = DIV_ROUND_UP(skb->len - len, piece);
	info->gso_type &= ~SKB_GSO_DODGY;
	return PASS;
}

/* What stands behind the packet to make the frame long enough is not part of
 * it.
 */
static bool trim(struct sk_buff *skb, const struct xvs_ip *ip)
{
	if (skb_is_gso(skb))
		return true;
	return ip->total && skb->len >= ip->at + ip->total &&
	       !pskb_trim_rcsum(skb, ip->at + ip->total);
}

/* --- headers --- */

/* Whether the NIC computes the sum of what it encrypts. Behind a tag the device
 * may be found unable at the last moment, when it is too late for software.
 */
static bool nic_sums(const struct xvs_port *port, const struct sk_buff *skb,
		     const struct xvs_ip *ip)
{
	return port->sw->dev->features & NETIF_F_HW_ESP_TX_CSUM &&
	       !skb_vlan_tag_present(skb) && ip->at == ETH_HLEN;
}

static bool sum_up(const struct xvs_port *port, struct sk_buff *skb,
		   const struct xvs_ip *ip, bool by_nic)
{
	if (skb->ip_summed != CHECKSUM_PARTIAL) {
		skb->ip_summed = CHECKSUM_NONE;
		return true;
	}
	return skb_is_gso(skb) || (by_nic && nic_sums(port, skb, ip)) ||
	       !skb_checksum_help(skb);
}

/* Marked as xfrm_output() does it. */
static struct xfrm_offload *mark(struct sk_buff *skb, struct xfrm_state *x,
				 const struct xvs_ip *ip)
{
	struct xfrm_offload *xo;
	struct sec_path *path;

	secpath_reset(skb);
	path = secpath_set(skb);
	if (!path)
		return NULL;
	xfrm_state_hold(x);
	path->xvec[path->len++] = x;
	path->olen++;
	skb->encapsulation = 1;
	if (skb_is_gso(skb))
		skb_shinfo(skb)->gso_type |= SKB_GSO_ESP;
	xo = xfrm_offload(skb);
	if (x->props.mode == XFRM_MODE_TUNNEL)
		xo->inner_ipproto = ip->proto;
	return xo;
}

/* What stands before the payload moves forward by as much as ESP needs. */
static void make_room(struct sk_buff *skb, unsigned int room, unsigned int len)
{
	__skb_push(skb, room);
	memmove(skb->data, skb->data + room, len);
	skb_reset_mac_header(skb);
}

static void add_transport(struct sk_buff *skb, const struct xfrm_state *x,
			  const struct xvs_ip *ip, struct xfrm_offload *xo)
{
	unsigned int end = ip->at + ip->len;

	make_room(skb, x->props.header_len, end);
	skb_set_network_header(skb, ip->at);
	skb_set_transport_header(skb, end);
	skb_set_inner_transport_header(skb, end + x->props.header_len);
	xo->proto = ip->proto;
	if (ip->family == AF_INET)
		ip_hdr(skb)->protocol = IPPROTO_ESP;
	else
		ipv6_hdr(skb)->nexthdr = IPPROTO_ESP;
}

static u8 outer_tos(const struct xfrm_state *x, const struct xvs_ip *ip)
{
	u8 tos = x->props.extra_flags & XFRM_SA_XFLAG_DONT_ENCAP_DSCP ?
		 0 : ip->tos;

	tos = INET_ECN_encapsulate(tos, ip->tos);
	return x->props.flags & XFRM_STATE_NOECN ? tos & ~INET_ECN_MASK : tos;
}

/* Length and sum come with the encryption. */
static void write_ipv4(struct sk_buff *skb, struct xfrm_state *x,
		       const struct xvs_ip *ip)
{
	bool df = ip->df && !(x->props.flags & XFRM_STATE_NOPMTUDISC);
	struct iphdr *iph = ip_hdr(skb);

	*iph = (struct iphdr) {
		.version = 4,
		.ihl = sizeof(*iph) / 4,
		.tos = outer_tos(x, ip),
		.frag_off = df ? htons(IP_DF) : 0,
		.ttl = HOP_LIMIT,
		.protocol = IPPROTO_ESP,
		.saddr = x->props.saddr.a4,
		.daddr = x->id.daddr.a4,
	};
	ip_select_ident_segs(xs_net(x), skb, NULL,
			     skb_shinfo(skb)->gso_segs ?: 1);
}

static void write_ipv6(struct sk_buff *skb, const struct xfrm_state *x,
		       const struct xvs_ip *ip)
{
	struct ipv6hdr *iph = ipv6_hdr(skb);

	ip6_flow_hdr(iph, outer_tos(x, ip), 0);
	iph->nexthdr = IPPROTO_ESP;
	iph->hop_limit = HOP_LIMIT;
	iph->saddr = x->props.saddr.in6;
	iph->daddr = x->id.daddr.in6;
}

static void add_tunnel(struct sk_buff *skb, struct xfrm_state *x,
		       const struct xvs_ip *ip, struct xfrm_offload *xo)
{
	unsigned int room = x->props.header_len;
	bool ipv4 = x->props.family == AF_INET;
	__be16 *type;

	make_room(skb, room, ip->at);
	skb_set_network_header(skb, ip->at);
	skb_set_transport_header(skb, ip->at + (ipv4 ? sizeof(struct iphdr) :
						sizeof(struct ipv6hdr)));
	skb_set_inner_network_header(skb, ip->at + room);
	skb_set_inner_transport_header(skb, ip->at + room + ip->len);
	xo->proto = ip->family == AF_INET ? IPPROTO_IPIP : IPPROTO_IPV6;
	type = (__be16 *)(skb_network_header(skb) - sizeof(*type));
	*type = ipv4 ? htons(ETH_P_IP) : htons(ETH_P_IPV6);
	if (ipv4)
		write_ipv4(skb, x, ip);
	else
		write_ipv6(skb, x, ip);
}

static void add_headers(struct sk_buff *skb, struct xfrm_state *x,
			const struct xvs_ip *ip, struct xfrm_offload *xo)
{
	struct ip_esp_hdr *esp;

	if (x->props.mode == XFRM_MODE_TUNNEL)
		add_tunnel(skb, x, ip, xo);
	else
		add_transport(skb, x, ip, xo);
	skb->protocol = x->props.family == AF_INET ? htons(ETH_P_IP) :
						     htons(ETH_P_IPV6);
	skb_reset_mac_len(skb);
	esp = ip_esp_hdr(skb);
	esp->spi = x->id.spi;
	esp->seq_no = htonl(xo->seq.low);
}

/* The next number, and a count of what may be sent in all. */
static bool take_number(struct xfrm_state *x, struct sk_buff *skb,
			const struct xvs_ip *ip, struct xfrm_offload *xo)
{
	unsigned int packets = skb_is_gso(skb) ? skb_shinfo(skb)->gso_segs : 1;
	unsigned int before = ip->at;
	bool good;

	if (x->props.mode == XFRM_MODE_TRANSPORT)
		before += ip->len;
	spin_lock_bh(&x->lock);
	good = x->km.state == XFRM_STATE_VALID &&
	       !xfrm_state_check_expire(x) &&
	       xvs_protect_number(x, xo, packets);
	if (good) {
		x->curlft.bytes += skb->len - before;
		x->curlft.packets++;
		x->lastused = ktime_get_real_seconds();
	}
	spin_unlock_bh(&x->lock);
	return good;
}

static enum xvs_drop_reason prepare(const struct xvs_port *port,
				    struct sk_buff *skb, struct xfrm_state *x,
				    const struct xvs_ip *ip, bool by_nic)
{
	unsigned int mtu = READ_ONCE(port->dev->mtu);
	unsigned int max = longest(x, ip, mtu);
	enum xvs_drop_reason reason = PASS;
	struct xfrm_offload *xo;

	if (!trim(skb, ip))
		return XVS_DROP_IPSEC_UNFIT;
	if (!skb_is_gso(skb) && skb->len - ip->at > max)
		return XVS_DROP_IPSEC_TOO_LONG;
	/* it may be a copy; its large pieces are its own from here on */
	if (skb_cow(skb, x->props.header_len + port->dev->needed_headroom))
		return XVS_DROP_NO_MEMORY;
	if (skb_is_gso(skb))
		reason = cut_smaller(skb, ip, max);
	if (reason != PASS)
		return reason;
	if (!sum_up(port, skb, ip, by_nic))
		return XVS_DROP_IPSEC_UNFIT;
	xo = mark(skb, x, ip);
	if (!xo)
		return XVS_DROP_NO_MEMORY;
	if (!take_number(x, skb, ip, xo))
		return XVS_DROP_IPSEC_NO_SA;
	add_headers(skb, x, ip, xo);
	return PASS;
}

/* --- encryption --- */

/* xfrm finishes it as if the switch's device sent it, which it takes for the
 * association's: for the NIC, or in software if that has changed just now.
 */
static struct sk_buff *finish_for_nic(struct xvs_port *port,
				      struct sk_buff *skb)
{
	const struct xvs_frame frame = *xvs_frame(skb);
	const struct xfrm_offload *xo;
	struct sk_buff *one, *next;
	bool again = false;

	skb->dev = port->sw->dev;
	skb = validate_xmit_skb_list(skb, skb->dev, &again);
	if (!skb)
		xvs_drop_count_out(port, XVS_DROP_IPSEC_UNFINISHED);
	skb_list_walk_safe(skb, one, next) {
		*xvs_frame(one) = frame;
		xo = xfrm_offload(one);
		if (likely(!xo || xo->flags & XFRM_XMIT))
			continue;
		kfree_skb_list(skb);
		xvs_drop_count_out(port, XVS_DROP_IPSEC_UNFINISHED);
		return NULL;
	}
	return skb;
}

/* The guest is told how long its packets may be. */
static struct sk_buff *too_long(const struct xvs_port *port,
				struct sk_buff *skb, struct xfrm_state *x,
				const struct xvs_ip *ip)
{
	struct sk_buff *answer;

	answer = xvs_protect_icmp_too_long(skb, ip,
					   longest(x, ip,
						   READ_ONCE(port->dev->mtu)));
	if (answer)
		*xvs_frame(answer) = *xvs_frame(skb);
	return answer;
}

/* Protected, or as it was if it need not be; several from a large one, or NULL.
 * Those that a NIC is to encrypt have xfrm's marks.
 */
struct sk_buff *xvs_protect_out_rcu(struct xvs_port *port,
				    struct sk_buff *skb,
				    struct sk_buff **answer)
{
	enum xvs_drop_reason reason;
	struct xfrm_state *x;
	struct xvs_ip ip;
	bool by_nic;

	if (!xvs_protect_ip_read(skb, &ip))
		return skb;
	x = choose(xvs_frame(skb)->src, &ip, &reason);
	if (x) {
		by_nic = xvs_ipsec_nic_rcu(x);
		reason = prepare(port, skb, x, &ip, by_nic);
		if (likely(reason == PASS))
			return by_nic ? finish_for_nic(port, skb) :
					xvs_ipsec_encrypt_rcu(port, skb);
	}
	if (reason == PASS)
		return skb;
	if (reason == XVS_DROP_IPSEC_TOO_LONG)
		*answer = too_long(port, skb, x, &ip);
	xvs_drop_out(port, skb, reason);
	return NULL;
}
