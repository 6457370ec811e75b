// SPDX-License-Identifier: GPL-2.0-only
/* What a frame says about who sent it, read with every bound checked.
 *
 * Guests write these frames to get past a guard: behind stacks of tags, LLC
 * headers, extension headers and fragments. What a receiver would read, this
 * reads; where it must give up, it says so (XVS_GUARD_MALFORMED). A packet of
 * which only a later fragment is here is no message of any sort: the fragment
 * that tells is looked into, and without it the others are of no use.
 */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/xvs.h>

#include "guard.h"

#define LINK_HEADERS_MAX	8	/* tags and LLC headers */
#define IPV6_HEADERS_MAX	8	/* extension headers */
#define OPTIONS_MAX		32	/* of any protocol */

#define DHCP_SERVER_PORT	67
#define DHCP_CLIENT_PORT	68
#define DHCP_REQUEST		1
#define DHCP_REPLY		2
#define DHCP6_CLIENT_PORT	546
#define DHCP6_SERVER_PORT	547

/* Where the reading of a frame stands. */
struct walk {
	const struct sk_buff	*skb;
	int			offset;		/* of the next header */
	int			end;		/* of an IPv6 packet */
	u16			type;		/* Ethernet's */
	u8			proto;		/* IP's */
	bool			fragment;	/* the first */
	struct in6_addr		source;
};

enum step {
	FOUND,
	NOTHING,	/* not what was asked for, for certain */
	HIDDEN,		/* nobody can tell */
};

static enum xvs_guard_message message_of(enum step step)
{
	return step == HIDDEN ? XVS_GUARD_MALFORMED : XVS_GUARD_PLAIN;
}

/* --- down to the transport header --- */

static bool is_vlan(u16 type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD ||
	       type == ETH_P_QINQ1 || type == ETH_P_QINQ2 ||
	       type == ETH_P_QINQ3;
}

static enum step next_tag(struct walk *walk)
{
	struct vlan_hdr buffer;
	const struct vlan_hdr *tag;

	tag = xvs_frame_peek(walk->skb, walk->offset, sizeof(*tag), &buffer);
	if (!tag)
		return HIDDEN;
	walk->type = ntohs(tag->h_vlan_encapsulated_proto);
	walk->offset += sizeof(*tag);
	return FOUND;
}

/* An Ethernet type behind an LLC header, as some receivers take it. */
static enum step next_snap(struct walk *walk)
{
	static const u8 rfc1042[] = { 0xaa, 0xaa, 3, 0, 0, 0 };
	static const u8 tunnel[] = { 0xaa, 0xaa, 3, 0, 0, 0xf8 };
	u8 buffer[8];
	const u8 *llc;

	llc = xvs_frame_peek(walk->skb, walk->offset, sizeof(buffer), buffer);
	if (!llc || (memcmp(llc, rfc1042, sizeof(rfc1042)) &&
		     memcmp(llc, tunnel, sizeof(tunnel))))
		return NOTHING;
	walk->type = llc[6] << 8 | llc[7];
	walk->offset += sizeof(buffer);
	return FOUND;
}

static enum step find_network(struct walk *walk)
{
	const struct ethhdr *eth = (const struct ethhdr *)walk->skb->data;
	enum step step;
	int left;

	walk->type = ntohs(eth->h_proto);
	walk->offset = ETH_HLEN;
	for (left = LINK_HEADERS_MAX; left; left--) {
		if (is_vlan(walk->type))
			step = next_tag(walk);
		else if (walk->type < ETH_P_802_3_MIN)
			step = next_snap(walk);
		else
			return FOUND;
		if (step != FOUND)
			return step;
	}
	return HIDDEN;
}

static enum step find_transport4(struct walk *walk)
{
	const struct iphdr *ip;
	struct iphdr buffer;

	ip = xvs_frame_peek(walk->skb, walk->offset, sizeof(*ip), &buffer);
	if (!ip || ip->version != 4 || ip->ihl * 4 < sizeof(*ip))
		return HIDDEN;
	ipv6_addr_set_v4mapped(ip->saddr, &walk->source);
	walk->proto = ip->protocol;
	walk->offset += ip->ihl * 4;
	return ip->frag_off & htons(IP_OFFSET) ? NOTHING : FOUND;
}

static enum step next_fragment(struct walk *walk)
{
	const struct frag_hdr *frag;
	struct frag_hdr buffer;

	frag = xvs_frame_peek(walk->skb, walk->offset, sizeof(*frag), &buffer);
	if (!frag)
		return HIDDEN;
	walk->proto = frag->nexthdr;
	walk->offset += sizeof(*frag);
	walk->fragment = true;
	return frag->frag_off & htons(IP6_OFFSET) ? NOTHING : FOUND;
}

static enum step next_extension(struct walk *walk)
{
	struct ipv6_opt_hdr buffer;
	const struct ipv6_opt_hdr *ext;

	if (walk->proto == NEXTHDR_FRAGMENT)
		return next_fragment(walk);
	ext = xvs_frame_peek(walk->skb, walk->offset, sizeof(*ext), &buffer);
	if (!ext)
		return HIDDEN;
	walk->offset += walk->proto == NEXTHDR_AUTH ? ipv6_authlen(ext) :
						      ipv6_optlen(ext);
	walk->proto = ext->nexthdr;
	return FOUND;
}

static bool is_extension(u8 proto)
{
	return proto == NEXTHDR_HOP || proto == NEXTHDR_ROUTING ||
	       proto == NEXTHDR_DEST || proto == NEXTHDR_FRAGMENT ||
	       proto == NEXTHDR_AUTH;
}

static enum step find_transport6(struct walk *walk)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;
	enum step step;
	int left;

	ip = xvs_frame_peek(walk->skb, walk->offset, sizeof(*ip), &buffer);
	if (!ip || ip->version != 6 || ipv6_addr_v4mapped(&ip->saddr))
		return HIDDEN;
	walk->source = ip->saddr;
	walk->proto = ip->nexthdr;
	walk->offset += sizeof(*ip);
	walk->end = walk->skb->len;
	if (ip->payload_len)
		walk->end = min_t(int, walk->end,
				  walk->offset + ntohs(ip->payload_len));
	for (left = IPV6_HEADERS_MAX; is_extension(walk->proto); left--) {
		step = left ? next_extension(walk) : HIDDEN;
		if (step != FOUND)
			return step;
	}
	return FOUND;
}

/* --- DHCP --- */

struct dhcp {
	u8	op;
	u8	htype;
	u8	hlen;
	u8	hops;
	__be32	xid;
	__be16	secs;
	__be16	flags;
	__be32	ciaddr;
	__be32	yiaddr;
	__be32	siaddr;
	__be32	giaddr;
	u8	chaddr[16];
	u8	sname[64];
	u8	file[128];
	__be32	cookie;
};

#define DHCP_FIXED	offsetof(struct dhcp, sname)
#define DHCP_COOKIE	htonl(0x63825363)

/* The port that a datagram is for. */
static enum step find_udp(struct walk *walk, u16 *port)
{
	struct udphdr buffer;
	const struct udphdr *udp;

	udp = xvs_frame_peek(walk->skb, walk->offset, sizeof(*udp), &buffer);
	if (!udp)
		return HIDDEN;
	*port = ntohs(udp->dest);
	walk->offset += sizeof(*udp);
	return FOUND;
}

/* A client that has an address tells it when it asks to keep it. */
static void read_client(const struct walk *walk, struct xvs_guard_facts *facts)
{
	const struct ethhdr *eth = (const struct ethhdr *)walk->skb->data;
	u8 buffer[DHCP_FIXED] __aligned(4);
	const struct dhcp *dhcp;

	dhcp = xvs_frame_peek(walk->skb, walk->offset, DHCP_FIXED, buffer);
	if (!dhcp || !dhcp->ciaddr ||
	    !ether_addr_equal_unaligned(dhcp->chaddr, eth->h_source))
		return;
	facts->has_claim = true;
	ipv6_addr_set_v4mapped(dhcp->ciaddr, &facts->claim);
}

/* Nobody but a server sends to a client's port, and only servers reply, be it
 * to a relay. What is too short to tell is no client's either.
 */
static void parse_udp4(struct walk *walk, struct xvs_guard_facts *facts)
{
	enum step step;
	const u8 *op;
	u8 buffer;
	u16 port;

	step = find_udp(walk, &port);
	if (step != FOUND) {
		facts->message = message_of(step);
		return;
	}
	if (port == DHCP_CLIENT_PORT) {
		facts->message = XVS_GUARD_DHCP_SERVER;
		return;
	}
	if (port != DHCP_SERVER_PORT)
		return;
	op = xvs_frame_peek(walk->skb, walk->offset, sizeof(*op), &buffer);
	if (!op || *op == DHCP_REPLY) {
		facts->message = XVS_GUARD_DHCP_SERVER;
	} else if (*op == DHCP_REQUEST) {
		facts->message = XVS_GUARD_DHCP_CLIENT;
		read_client(walk, facts);
	}
}

enum {
	DHCP6_ADVERTISE		= 2,
	DHCP6_REPLY		= 7,
	DHCP6_RECONFIGURE	= 10,
	DHCP6_RELAY_REPLY	= 13,
};

static bool is_dhcp6_server(u8 type)
{
	return type == DHCP6_ADVERTISE || type == DHCP6_REPLY ||
	       type == DHCP6_RECONFIGURE || type == DHCP6_RELAY_REPLY;
}

static void parse_udp6(struct walk *walk, struct xvs_guard_facts *facts)
{
	enum step step;
	const u8 *type;
	u8 buffer;
	u16 port;

	step = find_udp(walk, &port);
	if (step != FOUND) {
		facts->message = message_of(step);
		return;
	}
	if (port == DHCP6_CLIENT_PORT) {
		facts->message = XVS_GUARD_DHCP_SERVER;
		return;
	}
	if (port != DHCP6_SERVER_PORT)
		return;
	type = xvs_frame_peek(walk->skb, walk->offset, sizeof(*type), &buffer);
	facts->message = !type || is_dhcp6_server(*type) ?
			 XVS_GUARD_DHCP_SERVER : XVS_GUARD_DHCP_CLIENT;
}

/* --- ICMP --- */

static void parse_icmp4(struct walk *walk, struct xvs_guard_facts *facts)
{
	const u8 *type;
	u8 buffer;

	type = xvs_frame_peek(walk->skb, walk->offset, sizeof(*type), &buffer);
	if (!type)
		facts->message = XVS_GUARD_MALFORMED;
	else if (*type == ICMP_REDIRECT || *type == 9)	/* router's advert */
		facts->message = XVS_GUARD_ROUTER;
}

/* Two options of a sort that differ are for two sorts of receivers. */
static bool take_mac(struct xvs_guard_facts *facts, const u8 *mac)
{
	if (facts->has_mac)
		return ether_addr_equal_unaligned(facts->mac, mac);
	memcpy(facts->mac, mac, ETH_ALEN);
	facts->has_mac = true;
	return true;
}

/* The link-layer address in the options from @offset on. */
static bool read_options(const struct walk *walk, int offset, u8 wanted,
			 struct xvs_guard_facts *facts)
{
	const u8 *option;
	u8 buffer[8];
	int left;

	for (left = OPTIONS_MAX; offset < walk->end; left--) {
		option = xvs_frame_peek(walk->skb, offset, sizeof(buffer),
					buffer);
		if (!left || !option || !option[1])
			return false;
		if (option[0] == wanted && !take_mac(facts, option + 2))
			return false;
		offset += option[1] * 8;
	}
	return offset == walk->end;
}

static bool read_target(const struct walk *walk, struct in6_addr *target)
{
	struct in6_addr buffer;
	const struct in6_addr *found;

	found = xvs_frame_peek(walk->skb, walk->offset + 8, sizeof(*found),
			       &buffer);
	if (!found || ipv6_addr_v4mapped(found))
		return false;
	*target = *found;
	return true;
}

/* Solicitation and advertisement of neighbours. Who asks with no address of
 * its own wants to have the target; who advertises says that it has it.
 */
static bool read_neighbour(const struct walk *walk, u8 type,
			   struct xvs_guard_facts *facts)
{
	bool advert = type == NDISC_NEIGHBOUR_ADVERTISEMENT;

	if (!read_target(walk, &facts->claim))
		return false;
	facts->probe = !advert && ipv6_addr_any(&walk->source);
	facts->has_claim = advert || facts->probe;
	return read_options(walk, walk->offset + sizeof(struct nd_msg),
			    advert ? ND_OPT_TARGET_LL_ADDR :
				     ND_OPT_SOURCE_LL_ADDR, facts);
}

static bool read_nd(const struct walk *walk, u8 type,
		    struct xvs_guard_facts *facts)
{
	/* RFC 6980: no fragments of these, nor may they come as one. */
	if (walk->fragment)
		return false;
	switch (type) {
	case NDISC_ROUTER_SOLICITATION:
		return read_options(walk, walk->offset + sizeof(struct rs_msg),
				    ND_OPT_SOURCE_LL_ADDR, facts);
	case NDISC_ROUTER_ADVERTISEMENT:
		return read_options(walk, walk->offset + sizeof(struct ra_msg),
				    ND_OPT_SOURCE_LL_ADDR, facts);
	case NDISC_REDIRECT:
		return true;
	default:
		return read_neighbour(walk, type, facts);
	}
}

static void parse_nd(const struct walk *walk, u8 type,
		     struct xvs_guard_facts *facts)
{
	bool router = type == NDISC_ROUTER_ADVERTISEMENT ||
		      type == NDISC_REDIRECT;

	facts->message = router ? XVS_GUARD_ROUTER : XVS_GUARD_NEIGHBOUR;
	if (read_nd(walk, type, facts))
		return;
	facts->has_claim = false;
	facts->has_mac = false;
	facts->message = router ? XVS_GUARD_ROUTER : XVS_GUARD_MALFORMED;
}

static void parse_icmp6(struct walk *walk, struct xvs_guard_facts *facts)
{
	const u8 *type;
	u8 buffer;

	type = xvs_frame_peek(walk->skb, walk->offset, sizeof(*type), &buffer);
	if (!type) {
		facts->message = XVS_GUARD_MALFORMED;
		return;
	}
	switch (*type) {
	case NDISC_ROUTER_SOLICITATION:
	case NDISC_ROUTER_ADVERTISEMENT:
	case NDISC_NEIGHBOUR_SOLICITATION:
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
	case NDISC_REDIRECT:
		parse_nd(walk, *type, facts);
		break;
	case ICMPV6_MGM_QUERY:
	case ICMPV6_MGM_REPORT:
	case ICMPV6_MGM_REDUCTION:
	case ICMPV6_MLD2_REPORT:
		facts->message = XVS_GUARD_MEMBERSHIP;
		break;
	}
}

/* --- ARP --- */

struct arp {
	struct arphdr	head;
	u8		sender_mac[ETH_ALEN];
	u8		sender[4];
	u8		target_mac[ETH_ALEN];
	u8		target[4];
} __packed;

static bool is_for_ip(const struct arphdr *head)
{
	return (head->ar_hrd == htons(ARPHRD_ETHER) ||
		head->ar_hrd == htons(ARPHRD_IEEE802)) &&
	       head->ar_pro == htons(ETH_P_IP) &&
	       head->ar_hln == ETH_ALEN && head->ar_pln == 4;
}

static void read_arp(const struct arp *arp, struct xvs_guard_facts *facts)
{
	__be32 ip = get_unaligned((const __be32 *)arp->sender);

	facts->message = XVS_GUARD_ARP;
	take_mac(facts, arp->sender_mac);
	if (!ip) {
		/* It asks whether anybody has it, to take it. */
		ip = get_unaligned((const __be32 *)arp->target);
		facts->probe = true;
	}
	facts->has_claim = ip;
	ipv6_addr_set_v4mapped(ip, &facts->claim);
}

static void parse_arp(const struct walk *walk, struct xvs_guard_facts *facts)
{
	const struct arp *arp;
	struct arp buffer;

	arp = xvs_frame_peek(walk->skb, walk->offset, sizeof(*arp), &buffer);
	if (!arp)
		facts->message = XVS_GUARD_MALFORMED;
	else if (is_for_ip(&arp->head))
		read_arp(arp, facts);
}

/* --- all --- */

static void parse_ipv4(struct walk *walk, struct xvs_guard_facts *facts)
{
	enum step step = find_transport4(walk);

	if (step == HIDDEN) {
		facts->message = XVS_GUARD_MALFORMED;
		return;
	}
	facts->has_source = true;
	facts->source = walk->source;
	if (step == NOTHING)
		return;
	switch (walk->proto) {
	case IPPROTO_UDP:
		parse_udp4(walk, facts);
		break;
	case IPPROTO_ICMP:
		parse_icmp4(walk, facts);
		break;
	case IPPROTO_IGMP:
		facts->message = XVS_GUARD_MEMBERSHIP;
		break;
	}
}

static void parse_ipv6(struct walk *walk, struct xvs_guard_facts *facts)
{
	enum step step = find_transport6(walk);

	if (step == HIDDEN) {
		facts->message = XVS_GUARD_MALFORMED;
		return;
	}
	facts->has_source = true;
	facts->source = walk->source;
	if (step == NOTHING)
		return;
	switch (walk->proto) {
	case NEXTHDR_UDP:
		parse_udp6(walk, facts);
		break;
	case NEXTHDR_ICMP:
		parse_icmp6(walk, facts);
		break;
	}
}

/* @skb has a whole Ethernet header at skb->data. */
void xvs_guard_parse(const struct sk_buff *skb, struct xvs_guard_facts *facts)
{
	struct walk walk = { .skb = skb };
	enum step step;

	facts->message = XVS_GUARD_PLAIN;
	facts->has_source = false;
	facts->has_claim = false;
	facts->has_mac = false;
	facts->probe = false;
	step = find_network(&walk);
	if (step != FOUND) {
		facts->message = message_of(step);
		return;
	}
	switch (walk.type) {
	case ETH_P_IP:
		parse_ipv4(&walk, facts);
		break;
	case ETH_P_IPV6:
		parse_ipv6(&walk, facts);
		break;
	case ETH_P_ARP:
		parse_arp(&walk, facts);
		break;
	}
}

/* --- what a server gives to a client --- */

static void add_lease(struct xvs_guard_leases *leases,
		      const struct in6_addr *address)
{
	if (leases->count < XVS_GUARD_LEASES)
		leases->address[leases->count++] = *address;
}

/* Whether the options say that it is the server's last word. */
static bool is_ack(const struct walk *walk, int offset)
{
	const u8 *option;
	u8 buffer[3];
	int left;

	for (left = OPTIONS_MAX; left; left--) {
		option = xvs_frame_peek(walk->skb, offset, 1, buffer);
		if (!option || *option == 0xff)
			return false;
		if (!*option) {
			offset++;
			continue;
		}
		option = xvs_frame_peek(walk->skb, offset, 3, buffer);
		if (!option)
			return false;
		if (option[0] == 53)	/* type of message */
			return option[1] == 1 && option[2] == 5;
		offset += 2 + option[1];
	}
	return false;
}

static void read_leases4(const struct walk *walk, const u8 *client,
			 struct xvs_guard_leases *leases)
{
	struct in6_addr address;
	const struct dhcp *dhcp;
	struct dhcp buffer;

	dhcp = xvs_frame_peek(walk->skb, walk->offset, sizeof(*dhcp), &buffer);
	if (!dhcp || dhcp->op != DHCP_REPLY || dhcp->cookie != DHCP_COOKIE ||
	    !ether_addr_equal_unaligned(dhcp->chaddr, client) ||
	    !dhcp->yiaddr)
		return;
	/* @dhcp may be @buffer; the options are read with another */
	ipv6_addr_set_v4mapped(dhcp->yiaddr, &address);
	if (is_ack(walk, walk->offset + sizeof(*dhcp)))
		add_lease(leases, &address);
}

struct dhcp6_option {
	__be16	code;
	__be16	len;
};

enum {
	DHCP6_IA_NA	= 3,
	DHCP6_IA_TA	= 4,
	DHCP6_IA_ADDR	= 5,
};

struct dhcp6_address {
	struct in6_addr	address;
	__be32		preferred;
	__be32		valid;
};

/* One option of a reply and the place of the next, or 0 at the end. */
static int read_option6(const struct walk *walk, int offset, int end,
			u16 *code)
{
	const struct dhcp6_option *option;
	struct dhcp6_option buffer;

	option = xvs_frame_peek(walk->skb, offset, sizeof(*option), &buffer);
	if (!option)
		return 0;
	*code = ntohs(option->code);
	offset += sizeof(*option) + ntohs(option->len);
	return offset <= end ? offset : 0;
}

static void read_address6(const struct walk *walk, int offset,
			  struct xvs_guard_leases *leases)
{
	const struct dhcp6_address *given;
	struct dhcp6_address buffer;

	given = xvs_frame_peek(walk->skb, offset, sizeof(*given), &buffer);
	if (given && given->valid && !ipv6_addr_v4mapped(&given->address))
		add_lease(leases, &given->address);
}

/* The addresses between @offset and @end, in an association of @skip bytes */
static void read_association(const struct walk *walk, int offset, int end,
			     struct xvs_guard_leases *leases)
{
	int left, next;
	u16 code;

	for (left = XVS_GUARD_LEASES; left; left--) {
		next = read_option6(walk, offset, end, &code);
		if (!next)
			return;
		if (code == DHCP6_IA_ADDR &&
		    next - offset >= sizeof(struct dhcp6_option) +
				     sizeof(struct dhcp6_address))
			read_address6(walk, offset +
				      sizeof(struct dhcp6_option), leases);
		offset = next;
	}
}

static void read_leases6(const struct walk *walk,
			 struct xvs_guard_leases *leases)
{
	int offset = walk->offset, left, next;
	const u8 *type;
	u8 buffer;
	u16 code;

	type = xvs_frame_peek(walk->skb, offset, sizeof(*type), &buffer);
	if (!type || *type != DHCP6_REPLY)
		return;
	offset += 4;	/* with the number of the transaction */
	for (left = OPTIONS_MAX; left; left--) {
		next = read_option6(walk, offset, walk->end, &code);
		if (!next)
			return;
		/* behind the option's head: id and, mostly, two times */
		if (code == DHCP6_IA_NA)
			read_association(walk, offset + 4 + 12, next, leases);
		else if (code == DHCP6_IA_TA)
			read_association(walk, offset + 4 + 4, next, leases);
		offset = next;
	}
}

/* The addresses that a frame on its way to @client gives to it. */
void xvs_guard_parse_leases(const struct sk_buff *skb, const u8 *client,
			    struct xvs_guard_leases *leases)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	struct walk walk = { .skb = skb };
	u16 port;

	leases->count = 0;
	if (find_network(&walk) != FOUND)
		return;
	if (walk.type == ETH_P_IP) {
		if (find_transport4(&walk) == FOUND &&
		    walk.proto == IPPROTO_UDP &&
		    find_udp(&walk, &port) == FOUND &&
		    port == DHCP_CLIENT_PORT)
			read_leases4(&walk, client, leases);
	} else if (walk.type == ETH_P_IPV6) {
		if (find_transport6(&walk) == FOUND &&
		    walk.proto == NEXTHDR_UDP &&
		    find_udp(&walk, &port) == FOUND &&
		    port == DHCP6_CLIENT_PORT &&
		    ether_addr_equal_unaligned(eth->h_dest, client))
			read_leases6(&walk, leases);
	}
}
