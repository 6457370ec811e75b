// SPDX-License-Identifier: GPL-2.0-only
/* The way of a frame through the switch: which enter, where they go, how they
 * leave, and what stops them.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/tcp.h>

#include "../ingress.h"
#include "../stats.h"
#include "lab.h"

#define A		0x525400000001ULL	/* a guest's address each */
#define B		0x525400000002ULL
#define C		0x525400000003ULL
#define NOBODY		0x5254000000ffULL	/* behind no port */
#define GROUP		0x01005e000001ULL

static void expect_stopped_in(struct kunit *test, struct xvs_port *port,
			      struct sk_buff *skb, enum xvs_drop_reason reason)
{
	long before = lab_drops(port, XVS_DIRECTION_IN, reason);

	lab_send(port, skb);
	KUNIT_EXPECT_EQ_MSG(test, lab_drops(port, XVS_DIRECTION_IN, reason),
			    before + 1, "%s", xvs_drop_name(reason));
}

static void expect_stopped_out(struct kunit *test, struct xvs_port *from,
			       struct sk_buff *skb, struct xvs_port *to,
			       enum xvs_drop_reason reason)
{
	long before = lab_drops(to, XVS_DIRECTION_OUT, reason);

	lab_send(from, skb);
	KUNIT_EXPECT_EQ_MSG(test, lab_drops(to, XVS_DIRECTION_OUT, reason),
			    before + 1, "%s", xvs_drop_name(reason));
	KUNIT_EXPECT_NULL(test, lab_got(to));
}

static struct sk_buff *frame(struct kunit *test, u64 src, u64 dst)
{
	return lab_frame(test, src, dst, ETH_ZLEN);
}

static struct sk_buff *tagged(struct kunit *test, u64 src, u64 dst, u16 tci)
{
	struct sk_buff *skb = frame(test, src, dst);

	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
	return skb;
}

/* --- from one port to another --- */

static void a_frame_reaches_its_destination_unchanged(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *c = lab_guest(test, "c", C);
	struct sk_buff *skb, *got;
	unsigned int i;

	skb = lab_frame(test, A, B, 100);
	for (i = ETH_HLEN; i < 100; i++)
		skb->data[i] = i;
	lab_send(a, skb);
	got = lab_got(b);
	KUNIT_ASSERT_PTR_EQ(test, got, skb);
	KUNIT_EXPECT_EQ(test, got->len, 100);
	KUNIT_EXPECT_EQ(test, ether_addr_to_u64(got->data), B);
	KUNIT_EXPECT_EQ(test, ether_addr_to_u64(got->data + ETH_ALEN), A);
	for (i = ETH_HLEN; i < 100; i++)
		KUNIT_EXPECT_EQ(test, got->data[i], i);
	KUNIT_EXPECT_FALSE(test, skb_vlan_tag_present(got));
	kfree_skb(got);
	KUNIT_EXPECT_NULL(test, lab_got(a));
	KUNIT_EXPECT_NULL(test, lab_got(c));
}

static void frames_and_bytes_are_counted(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_stats_sum sum;
	unsigned int i;

	for (i = 0; i < 3; i++)
		lab_send(a, lab_frame(test, A, B, 100 + i));
	lab_send(a, frame(test, A, LAB_BROADCAST));
	xvs_stats_read(a->stats, &sum);
	KUNIT_EXPECT_EQ(test, sum.rx_packets, 4);
	KUNIT_EXPECT_EQ(test, sum.rx_bytes, 303 + ETH_ZLEN);
	KUNIT_EXPECT_EQ(test, sum.tx_packets, 0);
	KUNIT_EXPECT_EQ(test, sum.flooded, 1);
	xvs_stats_read(b->stats, &sum);
	KUNIT_EXPECT_EQ(test, sum.tx_packets, 4);
	KUNIT_EXPECT_EQ(test, sum.tx_bytes, 303 + ETH_ZLEN);
	KUNIT_EXPECT_EQ(test, sum.rx_packets, 0);
}

static void a_learned_address_is_no_longer_flooded(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);
	struct xvs_port *c = lab_guest(test, "c", 0);

	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, c, B));
	KUNIT_EXPECT_TRUE(test, lab_passes(test, b, B, a, A));
	kfree_skb(lab_got(b));
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, c, B));
	kfree_skb(lab_got(b));
}

static void a_guests_port_gets_no_foreign_unicast(struct kunit *test)
{
	struct xvs_port *plain = lab_guest(test, "plain", 0);
	struct xvs_port *guest = lab_guest(test, "guest", A);

	KUNIT_EXPECT_FALSE(test, lab_passes(test, plain, B, guest, NOBODY));
	KUNIT_EXPECT_TRUE(test, lab_passes(test, plain, B, guest, A));
}

static void each_sort_of_flood_can_be_switched_off(struct kunit *test)
{
	static const struct {
		enum xvs_port_setting setting;
		u64 dst;
	} floods[] = {
		{ XVS_SET_FLOOD_UNICAST, NOBODY },
		{ XVS_SET_FLOOD_MULTICAST, GROUP },
		{ XVS_SET_FLOOD_BROADCAST, LAB_BROADCAST },
	};
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(floods); i++) {
		KUNIT_ASSERT_EQ(test, lab_set(test, b, floods[i].setting, 0,
					      NULL), 0);
		for (j = 0; j < ARRAY_SIZE(floods); j++)
			KUNIT_EXPECT_EQ(test, lab_passes(test, a, A, b,
							 floods[j].dst),
					i != j);
		KUNIT_ASSERT_EQ(test, lab_set(test, b, floods[i].setting, 1,
					      NULL), 0);
	}
}

static void a_flood_reaches_every_port_but_its_own(struct kunit *test)
{
	struct xvs_port *ports[9];
	char name[8];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		snprintf(name, sizeof(name), "p%u", i);
		ports[i] = lab_guest(test, name, i % 2 ? A + i : 0);
	}
	lab_send(ports[3], frame(test, A + 3, LAB_BROADCAST));
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		struct sk_buff *skb = lab_got(ports[i]);

		KUNIT_EXPECT_EQ_MSG(test, !!skb, i != 3, "port %u", i);
		kfree_skb(skb);
		KUNIT_EXPECT_NULL(test, lab_got(ports[i]));
	}
}

static void a_frame_that_nobody_takes_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);

	expect_stopped_in(test, a, frame(test, A, LAB_BROADCAST),
			  XVS_DROP_NO_DESTINATION);
	lab_guest(test, "b", B);
	expect_stopped_in(test, a, frame(test, A, NOBODY),
			  XVS_DROP_NO_DESTINATION);
}

static void a_frame_does_not_return_to_its_port(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);

	lab_guest(test, "b", 0);
	lab_send(a, frame(test, A, LAB_BROADCAST));
	expect_stopped_out(test, a, frame(test, B, A), a, XVS_DROP_SAME_PORT);
}

/* --- what may not enter --- */

static void a_runt_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	unsigned int len;

	for (len = 0; len < ETH_HLEN; len++)
		expect_stopped_in(test, a, lab_frame(test, 0, 0, len),
				  XVS_DROP_RUNT);
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN, XVS_DROP_RUNT),
			ETH_HLEN);
}

static void a_bare_header_is_a_frame(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	lab_send(a, lab_frame(test, A, B, ETH_HLEN));
	kfree_skb(lab_got(b));
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN, XVS_DROP_RUNT),
			0);
}

static void a_source_that_is_no_station_is_dropped(struct kunit *test)
{
	static const u64 bad[] = { 0, GROUP, LAB_BROADCAST };
	struct xvs_port *a = lab_guest(test, "a", 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		expect_stopped_in(test, a, frame(test, bad[i], B),
				  XVS_DROP_BAD_SOURCE);
}

static void a_pause_frame_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);

	lab_guest(test, "b", 0);
	expect_stopped_in(test, a, frame(test, A, 0x0180c2000001ULL),
			  XVS_DROP_LINK_LOCAL);
}

static void link_local_groups_are_the_links_unless_told(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct lab *lab = test->priv;
	unsigned int group;
	u8 dst[ETH_ALEN];

	for (group = 0; group < 16; group++) {
		u64_to_ether_addr(0x0180c2000000ULL | group, dst);
		lab->sw->link_local = 0;
		KUNIT_EXPECT_EQ_MSG(test, xvs_ingress_is_links_rcu(a, dst),
				    group > 1, "group %x", group);
		lab->sw->link_local = BIT(group);
		KUNIT_EXPECT_FALSE_MSG(test, xvs_ingress_is_links_rcu(a, dst),
				       "group %x", group);
		lab->sw->link_local = ~BIT(group);
		KUNIT_EXPECT_EQ_MSG(test, xvs_ingress_is_links_rcu(a, dst),
				    group > 1, "group %x", group);
	}
}

static void spanning_tree_frames_pass(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);

	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, 0x0180c2000000ULL));
}

/* --- sources --- */

static void a_guest_sends_from_its_own_address_only(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	expect_stopped_in(test, a, frame(test, C, B), XVS_DROP_SPOOFED);
	KUNIT_EXPECT_NULL(test, lab_got(b));
}

static void more_addresses_may_be_allowed(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_MACS, 0,
				      "52:54:00:00:00:03"), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, C, b, B));
	KUNIT_EXPECT_TRUE(test, lab_passes(test, b, B, a, C));
	expect_stopped_in(test, a, frame(test, NOBODY, B), XVS_DROP_SPOOFED);
}

static void spoofing_may_be_allowed(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_SPOOF, 1, NULL), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, C, b, B));
	/* and answers find their way */
	KUNIT_EXPECT_TRUE(test, lab_passes(test, b, B, a, C));
}

static void nobody_sends_from_another_guests_address(struct kunit *test)
{
	struct xvs_port *plain = lab_guest(test, "plain", 0);

	lab_guest(test, "a", A);
	expect_stopped_in(test, plain, frame(test, A, LAB_BROADCAST),
			  XVS_DROP_ADDRESS_PINNED);
}

static void the_first_owner_of_an_address_may_keep_it(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);
	struct lab *lab = test->priv;

	lab->sw->fdb.move = false;
	lab_send(a, frame(test, A, LAB_BROADCAST));
	expect_stopped_in(test, b, frame(test, A, LAB_BROADCAST),
			  XVS_DROP_ADDRESS_OWNED);
	lab->sw->fdb.move = true;
	KUNIT_EXPECT_TRUE(test, lab_passes(test, b, A, a, LAB_BROADCAST));
}

/* --- ports that keep apart --- */

static void two_isolated_ports_do_not_hear_each_other(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *c = lab_guest(test, "c", C);

	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_ISOLATED, 1, NULL), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_ASSERT_EQ(test, lab_set(test, b, XVS_SET_ISOLATED, 1, NULL), 0);
	expect_stopped_out(test, a, frame(test, A, B), b, XVS_DROP_ISOLATED);
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, LAB_BROADCAST));
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, c, C));
	KUNIT_EXPECT_TRUE(test, lab_passes(test, c, C, b, B));
}

/* --- what the destination cannot take --- */

static void a_frame_longer_than_the_mtu_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	unsigned int room;

	b->nic->dev->mtu = 1000;
	room = 1000 + ETH_HLEN + VLAN_HLEN;
	lab_send(a, lab_frame(test, A, B, room));
	kfree_skb(lab_got(b));
	KUNIT_EXPECT_EQ(test, lab_drops(b, XVS_DIRECTION_OUT, XVS_DROP_MTU),
			0);
	expect_stopped_out(test, a, lab_frame(test, A, B, room + 1), b,
			   XVS_DROP_MTU);
	/* a flood leaves it out as well, and says so */
	expect_stopped_out(test, a,
			   lab_frame(test, A, LAB_BROADCAST, room + 1), b,
			   XVS_DROP_MTU);
}

static void a_destination_that_is_down_gets_nothing(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	clear_bit(__LINK_STATE_START, &b->nic->dev->state);
	expect_stopped_out(test, a, frame(test, A, B), b,
			   XVS_DROP_DEVICE_DOWN);
	set_bit(__LINK_STATE_START, &b->nic->dev->state);
	set_bit(__LINK_STATE_NOCARRIER, &b->nic->dev->state);
	expect_stopped_out(test, a, frame(test, A, B), b, XVS_DROP_NO_CARRIER);
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, LAB_BROADCAST));
	clear_bit(__LINK_STATE_NOCARRIER, &b->nic->dev->state);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
}

static void a_static_address_at_a_port_without_nic_says_why(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *empty = lab_port(test, "empty");
	struct lab *lab = test->priv;

	KUNIT_ASSERT_EQ(test, xvs_fdb_add(&lab->sw->fdb, empty,
					  lab_key(B, 0), XVS_FDB_KIND_STATIC,
					  NULL), 0);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, lab_drops(empty, XVS_DIRECTION_OUT,
					XVS_DROP_NOT_CONNECTED), 1);
}

/* --- segmentation and checksum requests --- */

static struct sk_buff *gso_frame(struct kunit *test, __be16 proto,
				 unsigned int type)
{
	struct sk_buff *skb = lab_frame(test, A, B, 4000);
	struct ethhdr *eth = (struct ethhdr *)skb->data;

	eth->h_proto = proto;
	skb->protocol = proto;
	skb_shinfo(skb)->gso_size = 1400;
	skb_shinfo(skb)->gso_segs = 3;
	skb_shinfo(skb)->gso_type = type;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + ETH_HLEN + 20;
	skb->csum_offset = offsetof(struct tcphdr, check);
	return skb;
}

static void offload_requests_travel_untouched(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct sk_buff *skb;
	u16 start;

	skb = gso_frame(test, htons(ETH_P_IP), SKB_GSO_TCPV4 | SKB_GSO_DODGY);
	start = skb->csum_start;
	lab_send(a, skb);
	skb = lab_got(b);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, 4000);
	KUNIT_EXPECT_EQ(test, skb_shinfo(skb)->gso_size, 1400);
	KUNIT_EXPECT_EQ(test, skb_shinfo(skb)->gso_type,
			SKB_GSO_TCPV4 | SKB_GSO_DODGY);
	KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_PARTIAL);
	KUNIT_EXPECT_EQ(test, skb->csum_start, start);
	kfree_skb(skb);
}

static void segmentation_that_does_not_fit_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);

	lab_guest(test, "b", B);
	expect_stopped_in(test, a, gso_frame(test, htons(ETH_P_IP), 0),
			  XVS_DROP_BAD_OFFLOAD);
	expect_stopped_in(test, a,
			  gso_frame(test, htons(ETH_P_IP), SKB_GSO_DODGY),
			  XVS_DROP_BAD_OFFLOAD);
	expect_stopped_in(test, a,
			  gso_frame(test, htons(ETH_P_IPV6), SKB_GSO_TCPV4),
			  XVS_DROP_BAD_OFFLOAD);
	expect_stopped_in(test, a,
			  gso_frame(test, htons(ETH_P_IP), SKB_GSO_TCPV6),
			  XVS_DROP_BAD_OFFLOAD);
}

static struct sk_buff *csum_frame(struct kunit *test, int start,
				  unsigned int offset)
{
	struct sk_buff *skb = frame(test, A, B);

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + start;
	skb->csum_offset = offset;
	return skb;
}

static void a_checksum_outside_the_frame_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	/* the last two bytes are the last place */
	lab_send(a, csum_frame(test, ETH_HLEN, ETH_ZLEN - ETH_HLEN - 2));
	kfree_skb(lab_got(b));
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_BAD_OFFLOAD), 0);
	expect_stopped_in(test, a,
			  csum_frame(test, ETH_HLEN, ETH_ZLEN - ETH_HLEN - 1),
			  XVS_DROP_BAD_OFFLOAD);
	expect_stopped_in(test, a, csum_frame(test, ETH_HLEN, 65535),
			  XVS_DROP_BAD_OFFLOAD);
	expect_stopped_in(test, a, csum_frame(test, ETH_HLEN - 1, 0),
			  XVS_DROP_BAD_OFFLOAD);
	expect_stopped_in(test, a, csum_frame(test, -2, 0),
			  XVS_DROP_BAD_OFFLOAD);
}

/* --- VLANs: every mode to every other, against a model --- */

struct vlan_port {
	const char	*what;
	u32		mode;
	u32		access;
	u32		native;
	const char	*trunk;
	const char	*prune;
	u32		primary;
	u32		secondary;
	const char	*secondaries;
	/* what it may carry, as the manual says */
	bool		(*allows)(unsigned int vid);
};

static bool all_vlans(unsigned int vid)
{
	return vid >= 1 && vid <= 4094;
}

static bool from_10_to_12(unsigned int vid)
{
	return vid >= 10 && vid <= 12;
}

static bool all_but_11(unsigned int vid)
{
	return all_vlans(vid) && vid != 11;
}

static const struct vlan_port vlan_ports[] = {
	{ "transparent", XVS_VLAN_TRANSPARENT, .allows = all_vlans },
	{ "no VLAN", XVS_VLAN_ACCESS },
	{ "access 10", XVS_VLAN_ACCESS, .access = 10 },
	{ "access 20", XVS_VLAN_ACCESS, .access = 20 },
	{ "trunk without native", XVS_VLAN_TRUNK, .allows = all_vlans },
	{ "trunk 10-12, native 10", XVS_VLAN_TRUNK, .native = 10,
	  .trunk = "10-12", .allows = from_10_to_12 },
	{ "trunk pruned of 11, native 20", XVS_VLAN_TRUNK, .native = 20,
	  .prune = "11", .allows = all_but_11 },
	{ "isolated", XVS_VLAN_ISOLATED, .primary = 10, .secondary = 11 },
	{ "isolated too", XVS_VLAN_ISOLATED, .primary = 10, .secondary = 11 },
	{ "community", XVS_VLAN_COMMUNITY, .primary = 10, .secondary = 12 },
	{ "community too", XVS_VLAN_COMMUNITY, .primary = 10,
	  .secondary = 12 },
	{ "promiscuous", XVS_VLAN_PROMISCUOUS, .primary = 10,
	  .secondaries = "11-12" },
};

#define VLAN_PORTS	ARRAY_SIZE(vlan_ports)
#define NO_TAG		(-1)
#define NOT_SENT	(-2)

static bool is_trunk(const struct vlan_port *port)
{
	return port->mode == XVS_VLAN_TRUNK ||
	       port->mode == XVS_VLAN_TRANSPARENT;
}

static bool is_private(const struct vlan_port *port)
{
	return port->mode >= XVS_VLAN_ISOLATED;
}

/* The VLAN of a frame with that tag, or minus the reason it is refused, less
 * one.
 */
static int vlan_in(const struct vlan_port *port, int tag)
{
	if (tag > 0) {
		if (!is_trunk(port))
			return -1 - XVS_DROP_VLAN_TAGGED;
		return port->allows(tag) ? tag : -1 - XVS_DROP_VLAN_FOREIGN;
	}
	switch (port->mode) {
	case XVS_VLAN_TRANSPARENT:
		return 0;
	case XVS_VLAN_ACCESS:
		return port->access;
	case XVS_VLAN_TRUNK:
		return port->native ?: -1 - XVS_DROP_VLAN_UNTAGGED;
	case XVS_VLAN_PROMISCUOUS:
		return port->primary;
	default:
		return port->secondary;
	}
}

/* The tag that a frame of that VLAN leaves with, NO_TAG or NOT_SENT. */
static int vlan_out(const struct vlan_port *port, int vid)
{
	bool untagged;

	switch (port->mode) {
	case XVS_VLAN_TRANSPARENT:
		return vid ?: NO_TAG;
	case XVS_VLAN_TRUNK:
		if (!port->allows(vid))
			return NOT_SENT;
		return vid == port->native ? NO_TAG : vid;
	case XVS_VLAN_ACCESS:
		untagged = vid == port->access;
		break;
	case XVS_VLAN_ISOLATED:
		untagged = vid == port->primary;
		break;
	case XVS_VLAN_COMMUNITY:
		untagged = vid == port->primary || vid == port->secondary;
		break;
	default:
		untagged = from_10_to_12(vid);
	}
	return untagged ? NO_TAG : NOT_SENT;
}

static u64 mac_of(unsigned int i)
{
	return A + 0x100 + i;
}

static void set_vlan(struct kunit *test, struct xvs_port *port,
		     const struct vlan_port *how)
{
	const struct {
		enum xvs_port_setting setting;
		const char *text;
	} texts[] = {
		{ XVS_SET_VLAN_TRUNK, how->trunk },
		{ XVS_SET_VLAN_PRUNE, how->prune },
		{ XVS_SET_VLAN_SECONDARIES, how->secondaries },
	};
	const struct {
		enum xvs_port_setting setting;
		u32 number;
	} numbers[] = {
		{ XVS_SET_VLAN_ACCESS, how->access },
		{ XVS_SET_VLAN_NATIVE, how->native },
		{ XVS_SET_VLAN_PRIMARY, how->primary },
		{ XVS_SET_VLAN_SECONDARY, how->secondary },
		{ XVS_SET_VLAN_MODE, how->mode },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i].text)
			KUNIT_ASSERT_EQ(test, lab_set(test, port,
						      texts[i].setting, 0,
						      texts[i].text), 0);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		KUNIT_ASSERT_EQ(test, lab_set(test, port, numbers[i].setting,
					      numbers[i].number, NULL), 0);
}

/* One port of each sort, a guest's with its address declared or a plain one. */
static void make_vlan_ports(struct kunit *test, struct xvs_port **ports,
			    bool declared)
{
	unsigned int i;
	char name[8];

	for (i = 0; i < VLAN_PORTS; i++) {
		snprintf(name, sizeof(name), "p%u", i);
		ports[i] = lab_guest(test, name, declared ? mac_of(i) : 0);
		set_vlan(test, ports[i], &vlan_ports[i]);
	}
}

static int tag_of(struct sk_buff *skb)
{
	if (!skb)
		return NOT_SENT;
	return skb_vlan_tag_present(skb) ? skb_vlan_tag_get(skb) : NO_TAG;
}

static struct sk_buff *maybe_tagged(struct kunit *test, u64 src, u64 dst,
				    int tag)
{
	return tag == NO_TAG ? frame(test, src, dst) :
			       tagged(test, src, dst, tag);
}

static void flood_from(struct kunit *test, struct xvs_port **ports,
		       unsigned int from, int tag)
{
	int vid = vlan_in(&vlan_ports[from], tag);
	struct sk_buff *skb;
	unsigned int to;
	int want;

	skb = maybe_tagged(test, mac_of(from), LAB_BROADCAST, tag);
	if (vid < 0)
		expect_stopped_in(test, ports[from], skb, -1 - vid);
	else
		lab_send(ports[from], skb);
	for (to = 0; to < VLAN_PORTS; to++) {
		want = vid < 0 || to == from ? NOT_SENT :
		       vlan_out(&vlan_ports[to], vid);
		skb = lab_got(ports[to]);
		KUNIT_EXPECT_EQ_MSG(test, tag_of(skb), want,
				    "tag %d from %s to %s", tag,
				    vlan_ports[from].what, vlan_ports[to].what);
		kfree_skb(skb);
	}
}

static const int tags[] = { NO_TAG, 0, 1, 10, 11, 12, 20, 4094 };

static void a_flood_stays_in_its_vlan(struct kunit *test)
{
	struct xvs_port *ports[VLAN_PORTS];
	unsigned int from, i;

	make_vlan_ports(test, ports, false);
	for (from = 0; from < VLAN_PORTS; from++)
		for (i = 0; i < ARRAY_SIZE(tags); i++)
			flood_from(test, ports, from, tags[i]);
}

/* Whether the port's own addresses live in the space of private VLAN 10. */
static bool lives_in_10(const struct vlan_port *port)
{
	return is_private(port) || port->access == 10 || port->native == 10;
}

static void send_unicast(struct kunit *test, struct xvs_port **ports,
			 unsigned int from, unsigned int to)
{
	const struct vlan_port *src = &vlan_ports[from], *dst = &vlan_ports[to];
	enum xvs_drop_reason reason = is_private(src) && is_private(dst) ?
		XVS_DROP_VLAN_PRIVATE : XVS_DROP_VLAN_FOREIGN;
	long before = lab_drops(ports[to], XVS_DIRECTION_OUT, reason);
	int want = vlan_out(dst, vlan_in(src, NO_TAG));
	struct sk_buff *skb;

	lab_send(ports[from], frame(test, mac_of(from), mac_of(to)));
	skb = lab_got(ports[to]);
	KUNIT_EXPECT_EQ_MSG(test, tag_of(skb), want, "%s to %s", src->what,
			    dst->what);
	kfree_skb(skb);
	/* it was found, and what kept it back is said */
	KUNIT_EXPECT_EQ_MSG(test,
			    lab_drops(ports[to], XVS_DIRECTION_OUT, reason),
			    before + (want == NOT_SENT), "%s to %s", src->what,
			    dst->what);
}

static void private_vlans_share_addresses_but_not_frames(struct kunit *test)
{
	struct xvs_port *ports[VLAN_PORTS];
	unsigned int from, to;

	make_vlan_ports(test, ports, true);
	for (from = 0; from < VLAN_PORTS; from++)
		for (to = 0; to < VLAN_PORTS; to++)
			if (lives_in_10(&vlan_ports[from]) &&
			    lives_in_10(&vlan_ports[to]) && from != to)
				send_unicast(test, ports, from, to);
}

static void a_frame_to_an_address_of_another_vlan_is_lost(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_VLAN_ACCESS, 10, NULL),
			0);
	expect_stopped_in(test, a, frame(test, A, B), XVS_DROP_NO_DESTINATION);
	KUNIT_ASSERT_EQ(test, lab_set(test, b, XVS_SET_VLAN_ACCESS, 10, NULL),
			0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
}

static void a_static_address_outside_its_ports_vlan_says_why(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct lab *lab = test->priv;

	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_VLAN_ACCESS, 10, NULL),
			0);
	KUNIT_ASSERT_EQ(test, xvs_fdb_add(&lab->sw->fdb, b,
					  lab_key(C, 10), XVS_FDB_KIND_STATIC,
					  NULL), 0);
	expect_stopped_out(test, a, frame(test, A, C), b,
			   XVS_DROP_VLAN_FOREIGN);
}

/* --- priorities --- */

#define PRIO		(5 << VLAN_PRIO_SHIFT)

static int tag_after(struct kunit *test, struct xvs_port *from,
		     struct xvs_port *to, u16 tci)
{
	struct sk_buff *skb;
	int tag;

	lab_send(from, tagged(test, A, B, tci));
	skb = lab_got(to);
	tag = tag_of(skb);
	kfree_skb(skb);
	return tag;
}

static void priorities_pass_only_where_both_ports_keep_them(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);

	/* guests' ports do not, unless told */
	KUNIT_EXPECT_EQ(test, tag_after(test, a, b, PRIO), NO_TAG);
	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_PRIORITY, 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, tag_after(test, a, b, PRIO), NO_TAG);
	KUNIT_ASSERT_EQ(test, lab_set(test, b, XVS_SET_PRIORITY, 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, tag_after(test, a, b, PRIO), PRIO);
	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_PRIORITY, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, tag_after(test, a, b, PRIO), NO_TAG);
}

static void a_trunk_keeps_or_clears_the_priority_of_a_tag(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);

	KUNIT_EXPECT_EQ(test, tag_after(test, a, b, PRIO | 10), PRIO | 10);
	KUNIT_ASSERT_EQ(test, lab_set(test, b, XVS_SET_PRIORITY, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, tag_after(test, a, b, PRIO | 10), 10);
}

/* --- a tag within a tag --- */

static void a_provider_tag_is_content(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct vlan_ethhdr *veth;
	struct sk_buff *skb;

	skb = frame(test, A, B);
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021AD), 77);
	lab_send(a, skb);
	skb = lab_got(b);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_FALSE(test, skb_vlan_tag_present(skb));
	KUNIT_EXPECT_EQ(test, skb->len, ETH_ZLEN + VLAN_HLEN);
	veth = (struct vlan_ethhdr *)skb->data;
	KUNIT_EXPECT_EQ(test, ntohs(veth->h_vlan_proto), ETH_P_8021AD);
	KUNIT_EXPECT_EQ(test, ntohs(veth->h_vlan_TCI), 77);
	KUNIT_EXPECT_EQ(test, ntohs(veth->h_vlan_encapsulated_proto),
			LAB_ETHERTYPE);
	kfree_skb(skb);
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE(a_frame_reaches_its_destination_unchanged),
	KUNIT_CASE(frames_and_bytes_are_counted),
	KUNIT_CASE(a_learned_address_is_no_longer_flooded),
	KUNIT_CASE(a_guests_port_gets_no_foreign_unicast),
	KUNIT_CASE(each_sort_of_flood_can_be_switched_off),
	KUNIT_CASE(a_flood_reaches_every_port_but_its_own),
	KUNIT_CASE(a_frame_that_nobody_takes_is_dropped),
	KUNIT_CASE(a_frame_does_not_return_to_its_port),
	KUNIT_CASE(a_runt_is_dropped),
	KUNIT_CASE(a_bare_header_is_a_frame),
	KUNIT_CASE(a_source_that_is_no_station_is_dropped),
	KUNIT_CASE(a_pause_frame_is_dropped),
	KUNIT_CASE(link_local_groups_are_the_links_unless_told),
	KUNIT_CASE(spanning_tree_frames_pass),
	KUNIT_CASE(a_guest_sends_from_its_own_address_only),
	KUNIT_CASE(more_addresses_may_be_allowed),
	KUNIT_CASE(spoofing_may_be_allowed),
	KUNIT_CASE(nobody_sends_from_another_guests_address),
	KUNIT_CASE(the_first_owner_of_an_address_may_keep_it),
	KUNIT_CASE(two_isolated_ports_do_not_hear_each_other),
	KUNIT_CASE(a_frame_longer_than_the_mtu_is_dropped),
	KUNIT_CASE(a_destination_that_is_down_gets_nothing),
	KUNIT_CASE(a_static_address_at_a_port_without_nic_says_why),
	KUNIT_CASE(offload_requests_travel_untouched),
	KUNIT_CASE(segmentation_that_does_not_fit_is_dropped),
	KUNIT_CASE(a_checksum_outside_the_frame_is_dropped),
	KUNIT_CASE(a_flood_stays_in_its_vlan),
	KUNIT_CASE(private_vlans_share_addresses_but_not_frames),
	KUNIT_CASE(a_frame_to_an_address_of_another_vlan_is_lost),
	KUNIT_CASE(a_static_address_outside_its_ports_vlan_says_why),
	KUNIT_CASE(priorities_pass_only_where_both_ports_keep_them),
	KUNIT_CASE(a_trunk_keeps_or_clears_the_priority_of_a_tag),
	KUNIT_CASE(a_provider_tag_is_content),
	{}
};

static struct kunit_suite frame_suite = {
	.name = "xvs_frame",
	.init = lab_init,
	.exit = lab_exit,
	.test_cases = frame_cases,
};

kunit_test_suite(frame_suite);
