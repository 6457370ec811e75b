// SPDX-License-Identifier: GPL-2.0-only
/* A frame of a peer whose traffic is protected comes to a port: decrypted
 * already, to be decrypted, or in the clear and refused.
 *
 * The bound NIC, or GRO on it, has xfrm decrypt what xfrm has an association
 * for, and the frame comes to the switch with xfrm's mark. Without GRO it comes
 * as it was, and is handed to xfrm where it would leave; it then comes in at
 * the uplink once more, decrypted and marked.
 *
 * Entered from egress.c with RCU held, for frames that leave at a port, or come
 * from one, that has associations, and for those with marks.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include <net/esp.h>
#include <net/xfrm.h>

#include "drop.h"
#include "frame.h"
#include "ipsec.h"
#include "port.h"
#include "protect.h"
#include "switch.h"

static struct sk_buff *drop(struct xvs_port *port, struct sk_buff *skb,
			    enum xvs_drop_reason reason)
{
	xvs_drop_out(port, skb, reason);
	return NULL;
}

/* --- decryption --- */

/* It has the tag again that it came with. */
static void retag(struct sk_buff *skb, const struct xvs_port *uplink)
{
	const struct xvs_frame *frame = xvs_frame(skb);
	u16 tci = frame->prio;

	if (frame->vid != READ_ONCE(uplink->tx_vid))
		tci |= frame->vid;
	__vlan_hwaccel_clear_tag(skb);
	if (tci)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
}

/* Marked as GRO does it, unless the NIC did. */
static bool mark(struct sk_buff *skb, struct xfrm_state *x)
{
	struct sec_path *path = skb_sec_path(skb);

	if (!path) {
		path = secpath_set(skb);
		if (!path)
			return false;
		xfrm_state_hold(x);
		path->xvec[path->len++] = x;
		path->olen++;
	}
	xfrm_offload(skb)->flags |= XFRM_GRO;
	return true;
}

static void tell_xfrm(struct sk_buff *skb, u16 family, __be32 seq)
{
	bool ipv4 = family == AF_INET;

	memset(skb->cb, 0, sizeof(skb->cb));
	if (!ipv4)
		IP6CB(skb)->nhoff = offsetof(struct ipv6hdr, nexthdr);
	XFRM_SPI_SKB_CB(skb)->family = family;
	XFRM_SPI_SKB_CB(skb)->daddroff = ipv4 ?
		offsetof(struct iphdr, daddr) : offsetof(struct ipv6hdr, daddr);
	XFRM_SPI_SKB_CB(skb)->seq = seq;
}

/* xfrm takes it, as from GRO on the device that it came from, and gives it back
 * to that device when it is decrypted.
 */
static struct sk_buff *decrypt(struct xvs_port *port, struct sk_buff *skb,
			       const struct xvs_ip *ip, struct xfrm_state *x)
{
	const struct xvs_port *uplink = xvs_frame(skb)->src;
	__be32 spi, seq;

	if (ip->at != ETH_HLEN || !ip->whole || skb_is_gso(skb) ||
	    skb->len < ip->at + ip->total ||
	    pskb_trim_rcsum(skb, ip->at + ip->total))
		return drop(port, skb, XVS_DROP_IPSEC_UNFIT);
	if (!mark(skb, x))
		return drop(port, skb, XVS_DROP_NO_MEMORY);
	retag(skb, uplink);
	skb->dev = uplink->dev;
	skb->protocol = ip->family == AF_INET ? htons(ETH_P_IP) :
						htons(ETH_P_IPV6);
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ip->at);
	skb_reset_mac_len(skb);
	__skb_pull(skb, ip->at + ip->len);
	skb_reset_transport_header(skb);
	if (xfrm_parse_spi(skb, IPPROTO_ESP, &spi, &seq)) {
		__skb_push(skb, ip->at + ip->len);
		return drop(port, skb, XVS_DROP_IPSEC_UNFIT);
	}
	tell_xfrm(skb, ip->family, seq);
	xfrm_input(skb, IPPROTO_ESP, spi, 0);
	return NULL;
}

/* --- what comes --- */

/* By an association that is bound: what it was for is for that port alone, and
 * from that peer.
 */
static struct sk_buff *marked(struct xvs_port *port, struct sk_buff *skb,
			      const struct xvs_port_sa *sa)
{
	struct xvs_ip ip;

	if (sa->port != port)
		return drop(port, skb, XVS_DROP_IPSEC_FOREIGN);
	if (!xvs_protect_ip_read(skb, &ip))
		return drop(port, skb, XVS_DROP_IPSEC_SELECTOR);
	if (xfrm_offload(skb))
		return decrypt(port, skb, &ip, sa->x);
	if (!xvs_prefix_has(&sa->peer, ip.family, &ip.src))
		return drop(port, skb, XVS_DROP_IPSEC_SELECTOR);
	secpath_reset(skb);
	return skb;
}

/* The association of an ESP packet, bound to @port, or NULL. */
static struct xvs_port_sa *find_for(struct xvs_port *port, struct sk_buff *skb,
				    const struct xvs_ip *ip)
{
	const struct ip_esp_hdr *esp;
	struct ip_esp_hdr copy;
	struct xvs_port_sa *sa;

	if (ip->proto != IPPROTO_ESP || !ip->whole ||
	    !xvs_ipsec_is_wire(xvs_frame(skb)->src))
		return NULL;
	esp = skb_header_pointer(skb, ip->at + ip->len, sizeof(copy), &copy);
	if (!esp)
		return NULL;
	list_for_each_entry_rcu(sa, &port->sas, node)
		if (sa->direction == XVS_SA_DIRECTION_IN &&
		    sa->x->props.family == ip->family &&
		    sa->x->id.spi == esp->spi &&
		    xfrm_addr_equal(&sa->x->id.daddr, &ip->dst, ip->family))
			return sa;
	return NULL;
}

static bool is_from_peer(const struct xvs_port *port, const struct xvs_ip *ip)
{
	const struct xvs_port_sa *sa;

	list_for_each_entry_rcu(sa, &port->sas, node)
		if (sa->direction == XVS_SA_DIRECTION_IN &&
		    xvs_prefix_has(&sa->peer, ip->family, &ip->src))
			return true;
	return false;
}

/* Without a mark, to a port that has associations. */
static struct sk_buff *plain(struct xvs_port *port, struct sk_buff *skb)
{
	struct xvs_port_sa *sa;
	struct xvs_ip ip;

	if (!xvs_protect_ip_read(skb, &ip))
		return skb;
	sa = find_for(port, skb, &ip);
	if (sa && READ_ONCE(sa->x->km.state) != XFRM_STATE_VALID)
		return drop(port, skb, XVS_DROP_IPSEC_NO_SA);
	if (sa)
		return decrypt(port, skb, &ip, sa->x);
	if (!is_from_peer(port, &ip) || xvs_protect_ip_is_group(&ip) ||
	    xvs_protect_ip_is_nd(skb, &ip))
		return skb;
	return drop(port, skb, XVS_DROP_IPSEC_CLEAR);
}

/* A frame that is too long for the port as it is will be decrypted first. */
bool xvs_protect_shortens_rcu(struct xvs_port *port, struct sk_buff *skb)
{
	struct xvs_ip ip;

	return READ_ONCE(port->flags) & XVS_PORT_PROTECT &&
	       xvs_protect_ip_read(skb, &ip) && find_for(port, skb, &ip);
}

static struct xvs_port_sa *bound(const struct sk_buff *skb)
{
	const struct sec_path *path = skb_sec_path(skb);
	struct xvs_port_sa *sa = NULL;

	if (path && path->len)
		sa = xvs_protect_of_rcu(path->xvec[path->len - 1]);
	return sa && sa->direction == XVS_SA_DIRECTION_IN ? sa : NULL;
}

static bool is_for_nic(struct sk_buff *skb)
{
	const struct xfrm_offload *xo = xfrm_offload(skb);

	return xo && xo->flags & XFRM_XMIT;
}

/* What is to leave at @port in place of the frame, perhaps several; NULL if it
 * was dropped, or xfrm has it. What is to go back to the port that it came from
 * is left in @answer.
 */
struct sk_buff *xvs_protect_leave_rcu(struct xvs_port *port,
				      struct sk_buff *skb,
				      struct sk_buff **answer)
{
	const struct xvs_port *src = xvs_frame(skb)->src;
	const struct xvs_port_sa *sa;

	if (is_for_nic(skb))
		return skb;
	if (READ_ONCE(src->flags) & XVS_PORT_PROTECT && xvs_ipsec_is_wire(port))
		return xvs_protect_out_rcu(port, skb, answer);
	sa = bound(skb);
	if (sa)
		return marked(port, skb, sa);
	if (READ_ONCE(port->flags) & XVS_PORT_PROTECT)
		return plain(port, skb);
	return skb;
}
