// SPDX-License-Identifier: GPL-2.0-only
/* Guard: reading frames that somebody made up to get past it, the record, and
 * what is learned.
 *
 * The files under test are part of this module, which so needs no exports.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../guard_parse.c"
#include "../guard_record.c"
#include "../guard_seen.c"

#define FRAME_MAX	512

/* A frame in one piece, and the same one in two. */
struct world {
	struct guard_port	*p;
	struct sk_buff		*whole;
	struct sk_buff		*split;
	struct page		*page;
	u8			bytes[FRAME_MAX];
	unsigned int		len;
};

static int world_init(struct kunit *test)
{
	struct world *world = kunit_kzalloc(test, sizeof(*world), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, world);
	world->p = kunit_kzalloc(test, sizeof(*world->p), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, world->p);
	world->page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, world->page);
	world->whole = alloc_skb(FRAME_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, world->whole);
	world->split = alloc_skb(FRAME_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, world->split);
	spin_lock_init(&world->p->lock);
	INIT_LIST_HEAD(&world->p->rows);
	RCU_INIT_POINTER(world->p->records,
			 (struct records *)&guard_no_records);
	world->p->policy = POLICY_LEARN | POLICY_LOCAL_ANY;
	world->p->age = 300 * HZ;
	test->priv = world;
	return 0;
}

static void world_exit(struct kunit *test)
{
	struct world *world = test->priv;

	if (!world)
		return;
	spin_lock_bh(&world->p->lock);
	guard_flush_seen_locked(world->p);
	spin_unlock_bh(&world->p->lock);
	guard_free_records(world->p);
	kfree_skb(world->whole);
	kfree_skb(world->split);
	put_page(world->page);
}

/* --- frames --- */

static const u8 header[] = {
	0x33, 0x33, 0, 0, 0, 1, 2, 0, 0x5e, 0, 0x53, 3
};

static void put(struct world *world, const void *bytes, unsigned int len)
{
	memcpy(world->bytes + world->len, bytes, len);
	world->len += len;
}

/* The hex digits of @text; blanks between do not matter. */
static void put_hex(struct world *world, const char *text)
{
	int high, low;

	for (; *text; text++) {
		if (*text == ' ')
			continue;
		high = hex_to_bin(*text++);
		low = hex_to_bin(*text);
		world->bytes[world->len++] = high << 4 | low;
	}
}

static void make_frame(struct world *world, const char *hex)
{
	world->len = 0;
	put(world, header, sizeof(header));
	put_hex(world, hex);
}

/* The bytes in one piece; and the first @at, at least an Ethernet header, in
 * one and the others in another.
 */
static void fill(struct world *world, unsigned int at)
{
	skb_trim(world->whole, 0);
	skb_put_data(world->whole, world->bytes, world->len);
	if (skb_shinfo(world->split)->nr_frags) {
		skb_shinfo(world->split)->nr_frags = 0;
		world->split->len -= world->split->data_len;
		world->split->data_len = 0;
	}
	skb_trim(world->split, 0);
	at = min(at, world->len);
	skb_put_data(world->split, world->bytes, at);
	if (at == world->len)
		return;
	memcpy(page_address(world->page), world->bytes + at, world->len - at);
	get_page(world->page);
	skb_add_rx_frag(world->split, 0, world->page, 0, world->len - at,
			PAGE_SIZE);
}

/* fill() takes the fragment off by hand, so its reference goes by hand. */
static void unfill(struct world *world)
{
	if (skb_shinfo(world->split)->nr_frags)
		put_page(world->page);
}

static enum xvs_guard_message read(struct world *world, const char *hex,
				   struct xvs_guard_facts *facts)
{
	make_frame(world, hex);
	fill(world, world->len);
	xvs_guard_parse(world->whole, facts);
	return facts->message;
}

#define LL		"fe80000000000000020000fffe005303"
#define NODES		"ff020000000000000000000000000001"
#define DOC		"20010db8000000000000000000000003"
#define IP6(len, next)	"86dd 60000000" len next "ff" LL NODES
#define RA		"86000000 40000000 00000000 00000000"
#define NA		"88000000 20000000" DOC
#define MAC		"02005e005303"
#define IP4(proto)	"0800 45000100 00000000 40" proto "0000 c0000203 ffffffff"
#define ARP(op, who)	"0806 0001 0800 06 04" op MAC who "000000000000 c0000209"
#define HOP(next)	next "00000000000000"
#define FRAG(next)	next "00000000000000"

static const struct {
	const char		*hex;
	enum xvs_guard_message	message;
} frames[] = {
	{ "88b5 00", XVS_GUARD_PLAIN },
	{ ARP("0001", "c0000203"), XVS_GUARD_ARP },
	{ "0806 0001 0800 06", XVS_GUARD_MALFORMED },
	{ IP4("06"), XVS_GUARD_PLAIN },
	{ IP4("02"), XVS_GUARD_MEMBERSHIP },
	{ IP4("11") "00430044 00080000", XVS_GUARD_DHCP_SERVER },
	{ IP4("11") "00440043 00080000 01", XVS_GUARD_DHCP_CLIENT },
	{ IP4("11") "00440043 00080000", XVS_GUARD_DHCP_SERVER },
	{ IP4("11") "0044", XVS_GUARD_MALFORMED },
	{ IP4("01") "05", XVS_GUARD_ROUTER },
	{ IP4("01") "08", XVS_GUARD_PLAIN },
	{ IP4("01"), XVS_GUARD_MALFORMED },
	{ "0800 44000000", XVS_GUARD_MALFORMED },
	{ "0800 44000000 00000000 40110000 c0000203 ffffffff",
	  XVS_GUARD_MALFORMED },
	{ "0800 65000000 00000000 40110000 c0000203 ffffffff",
	  XVS_GUARD_MALFORMED },
	{ "8100 0005" IP4("01") "05", XVS_GUARD_ROUTER },
	{ "8100 00", XVS_GUARD_MALFORMED },
	{ "0040 aaaa03 000000" IP4("01") "05", XVS_GUARD_ROUTER },
	{ "0040 aaaa03 0000f8" IP4("01") "05", XVS_GUARD_ROUTER },
	{ "0040 424203 000000" IP4("01") "05", XVS_GUARD_PLAIN },
	{ IP6("0010", "3a") RA, XVS_GUARD_ROUTER },
	{ IP6("0018", "00") HOP("3a") RA, XVS_GUARD_ROUTER },
	{ IP6("0018", "33") HOP("3a") RA, XVS_GUARD_ROUTER },
	{ IP6("001c", "33") "3a010000 00000000 00000000" RA,
	  XVS_GUARD_ROUTER },
	{ IP6("0018", "2c") FRAG("3a") RA, XVS_GUARD_ROUTER },
	{ IP6("0018", "2c") "3a00000800000000" RA, XVS_GUARD_PLAIN },
	{ IP6("0018", "3a") NA, XVS_GUARD_NEIGHBOUR },
	{ IP6("0020", "2c") FRAG("3a") NA, XVS_GUARD_MALFORMED },
	{ IP6("0020", "3a") NA "0201" MAC, XVS_GUARD_NEIGHBOUR },
	{ IP6("0020", "3a") NA "0200" MAC, XVS_GUARD_MALFORMED },
	{ IP6("0020", "3a") NA "0202" MAC, XVS_GUARD_MALFORMED },
	{ IP6("0028", "3a") NA "0201" MAC "0201" MAC, XVS_GUARD_NEIGHBOUR },
	{ IP6("0028", "3a") NA "0201" MAC "0201 020000000001",
	  XVS_GUARD_MALFORMED },
	{ IP6("0008", "3a") "8f00000000000000", XVS_GUARD_MEMBERSHIP },
	{ IP6("0009", "11") "02230222 00090000 07", XVS_GUARD_DHCP_SERVER },
	{ IP6("0009", "11") "02220223 00090000 01", XVS_GUARD_DHCP_CLIENT },
	{ IP6("0009", "11") "02220223 00090000 0d", XVS_GUARD_DHCP_SERVER },
	{ IP6("0000", "3b"), XVS_GUARD_PLAIN },
	{ IP6("0008", "32") "0000000000000000", XVS_GUARD_PLAIN },
	{ "86dd 60000000 00003bff 00000000000000000000ffffc0000203" NODES,
	  XVS_GUARD_MALFORMED },
};

static void each_frame_is_read_as_what_it_is(struct kunit *test)
{
	struct xvs_guard_facts facts;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frames); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    read(test->priv, frames[i].hex, &facts),
				    frames[i].message, "%u: %s", i,
				    frames[i].hex);
}

static bool is(const struct in6_addr *address, u32 ip)
{
	return guard_is_ipv4(address) &&
	       address->s6_addr32[3] == htonl(ip);
}

static void a_frame_says_who_sent_it(struct kunit *test)
{
	static const u8 mac[] = { 2, 0, 0x5e, 0, 0x53, 3 };
	struct xvs_guard_facts facts;

	read(test->priv, ARP("0001", "c0000203"), &facts);
	KUNIT_EXPECT_TRUE(test, facts.has_claim && !facts.has_source);
	KUNIT_EXPECT_TRUE(test, is(&facts.claim, 0xc0000203));
	KUNIT_EXPECT_FALSE(test, facts.probe);
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(facts.mac, mac));
	read(test->priv, ARP("0001", "00000000"), &facts);
	KUNIT_EXPECT_TRUE(test, facts.probe && facts.has_claim);
	KUNIT_EXPECT_TRUE(test, is(&facts.claim, 0xc0000209));
	read(test->priv, IP4("06"), &facts);
	KUNIT_EXPECT_TRUE(test, facts.has_source && !facts.has_claim);
	KUNIT_EXPECT_TRUE(test, is(&facts.source, 0xc0000203));
	read(test->priv, IP6("0020", "3a") NA "0201" MAC, &facts);
	KUNIT_EXPECT_TRUE(test, facts.has_source && facts.has_claim);
	KUNIT_EXPECT_TRUE(test, facts.has_mac);
	KUNIT_EXPECT_EQ(test, ntohl(facts.claim.s6_addr32[0]), 0x20010db8);
	KUNIT_EXPECT_EQ(test, ntohl(facts.source.s6_addr32[0]), 0xfe800000);
}

static bool same_facts(const struct xvs_guard_facts *a,
		       const struct xvs_guard_facts *b)
{
	return a->message == b->message && a->has_source == b->has_source &&
	       a->has_claim == b->has_claim && a->has_mac == b->has_mac &&
	       (!a->has_source || ipv6_addr_equal(&a->source, &b->source)) &&
	       (!a->has_claim || ipv6_addr_equal(&a->claim, &b->claim)) &&
	       (!a->has_mac || ether_addr_equal_unaligned(a->mac, b->mac));
}

/* In one piece or in two, it says the same. */
static void expect_same(struct kunit *test, unsigned int at)
{
	struct xvs_guard_facts whole, split;
	struct xvs_guard_leases leases;
	struct world *world = test->priv;

	fill(world, at);
	xvs_guard_parse(world->whole, &whole);
	xvs_guard_parse(world->split, &split);
	if (!same_facts(&whole, &split) ||
	    whole.message > XVS_GUARD_DHCP_SERVER)
		KUNIT_FAIL(test, "read as %u and, from two pieces, as %u: %*ph",
			   whole.message, split.message,
			   (int)min(world->len, 64U), world->bytes);
	xvs_guard_parse_leases(world->split, world->bytes, &leases);
	if (leases.count > XVS_GUARD_LEASES)
		KUNIT_FAIL(test, "%u leases", leases.count);
	unfill(world);
}

static void frames_cut_anywhere_are_read_within_bounds(struct kunit *test)
{
	struct world *world = test->priv;
	unsigned int i, len, at;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		make_frame(world, frames[i].hex);
		for (len = world->len; len >= ETH_HLEN; len--) {
			world->len = len;
			for (at = ETH_HLEN; at <= len; at += 3)
				expect_same(test, at);
		}
	}
}

/* What can stand before a header: tags, LLC, IPv6 extension headers. */
static void wrap(struct world *world, struct rnd_state *rnd)
{
	static const u8 tags[][4] = {
		{ 0x81, 0, 0, 5 }, { 0x88, 0xa8, 0, 7 }, { 0x91, 0, 0, 0 },
	};
	unsigned int n = prandom_u32_state(rnd) % 4;
	const u8 *tag;

	while (n--) {
		if (world->len + 8 > FRAME_MAX)
			return;
		memmove(world->bytes + 16, world->bytes + 12,
			world->len - 12);
		tag = tags[prandom_u32_state(rnd) % ARRAY_SIZE(tags)];
		memcpy(world->bytes + 12, tag, 4);
		world->len += 4;
	}
}

/* An extension header behind the IPv6 header, where there is one. */
static void extend(struct world *world, struct rnd_state *rnd)
{
	static const u8 next[] = { 0, 43, 44, 51, 60 };
	unsigned int n = prandom_u32_state(rnd) % 12;
	u8 *bytes = world->bytes;

	if (bytes[12] != 0x86 || world->len < 54)
		return;
	while (n-- && world->len + 8 <= FRAME_MAX) {
		memmove(bytes + 62, bytes + 54, world->len - 54);
		memset(bytes + 54, 0, 8);
		bytes[54] = bytes[20];
		bytes[20] = next[prandom_u32_state(rnd) % ARRAY_SIZE(next)];
		world->len += 8;
	}
}

static void mutate(struct world *world, struct rnd_state *rnd)
{
	unsigned int n = prandom_u32_state(rnd) % 5;

	while (n--)
		world->bytes[prandom_u32_state(rnd) % world->len] =
			prandom_u32_state(rnd);
	if (!(prandom_u32_state(rnd) % 4))
		world->len = max_t(unsigned int, ETH_HLEN,
				   prandom_u32_state(rnd) % world->len);
}

#define FUZZ_FRAMES	1000000

static void a_million_frames_are_read_within_bounds(struct kunit *test)
{
	struct world *world = test->priv;
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 20240607);
	for (i = 0; i < FUZZ_FRAMES; i++) {
		make_frame(world, frames[i % ARRAY_SIZE(frames)].hex);
		extend(world, &rnd);
		wrap(world, &rnd);
		mutate(world, &rnd);
		expect_same(test, ETH_HLEN + prandom_u32_state(&rnd) % 96);
		if (!(i % 4096))
			cond_resched();
	}
}

/* --- leases --- */

static unsigned int leases_of(struct world *world, const u8 *client,
			      struct xvs_guard_leases *leases)
{
	fill(world, world->len);
	xvs_guard_parse_leases(world->whole, client, leases);
	return leases->count;
}

static void dhcp(struct world *world, u8 type)
{
	make_frame(world, IP4("11") "00430044 00000000");
	put_hex(world, "02010600 00000000 00000000 00000000 c0000232");
	put_hex(world, "00000000 00000000" MAC);
	memset(world->bytes + world->len, 0, 10 + 64 + 128);
	world->len += 10 + 64 + 128;
	/* a pad, another option, the type of message, the end */
	put_hex(world, "63825363 00 020100 3501");
	put(world, &type, 1);
	put_hex(world, "ff");
}

static void a_lease_is_what_the_server_confirms(struct kunit *test)
{
	static const u8 mac[] = { 2, 0, 0x5e, 0, 0x53, 3 };
	struct xvs_guard_leases leases;
	struct world *world = test->priv;

	dhcp(world, 5);
	KUNIT_ASSERT_EQ(test, leases_of(world, mac, &leases), 1);
	KUNIT_EXPECT_TRUE(test, is(&leases.address[0], 0xc0000232));
	KUNIT_EXPECT_EQ(test, leases_of(world, world->bytes, &leases), 0);
	/* an offer, and what ends before it says */
	dhcp(world, 2);
	KUNIT_EXPECT_EQ(test, leases_of(world, mac, &leases), 0);
	dhcp(world, 5);
	world->len -= 2;
	KUNIT_EXPECT_EQ(test, leases_of(world, mac, &leases), 0);
}

static void a_dhcpv6_reply_gives_its_addresses(struct kunit *test)
{
	struct xvs_guard_leases leases;
	struct world *world = test->priv;

	make_frame(world, IP6("0048", "11") "02230222 00480000 07000001");
	put_hex(world, "0002 0002 abcd");
	put_hex(world, "0003 0028 00000001 00000000 00000000");
	put_hex(world, "0005 0018" DOC "00000e10 00000e10");
	KUNIT_ASSERT_EQ(test, leases_of(world, header, &leases), 1);
	KUNIT_EXPECT_EQ(test, ntohl(leases.address[0].s6_addr32[3]), 3);
	/* taken back */
	memset(world->bytes + world->len - 4, 0, 4);
	KUNIT_EXPECT_EQ(test, leases_of(world, header, &leases), 0);
}

/* --- the record --- */

static const struct xvs_guard_address first = {
	.address = { 192, 0, 2, 1 }, .family = XVS_GUARD_IPV4, .prefix = 32,
	.flags = XVS_GUARD_PRIMARY,
};

static const struct xvs_guard_address behind = {
	.address = { 198, 51, 100 }, .family = XVS_GUARD_IPV4, .prefix = 24,
	.flags = XVS_GUARD_ROUTED,
};

static int add_records(struct guard_port *p, struct xvs_entry *entries,
		       unsigned int count)
{
	struct xvs_table_change change = {
		.add = entries, .add_count = count,
	};
	struct netlink_ext_ack extack = { };
	int err = guard_change_records(p, &change, &extack);

	return err && !extack._msg ? -ENOMSG : err;
}

static enum xvs_guard_verdict verdict(struct guard_port *p, u32 ip,
				      enum use use)
{
	struct in6_addr address;

	ipv6_addr_set_v4mapped(htonl(ip), &address);
	return guard_compare(p, p->policy, guard_records_of(p), &address, use);
}

static void addresses_are_held_against_the_record(struct kunit *test)
{
	struct world *world = test->priv;
	struct xvs_entry entries[] = {
		{ .data = &first, .len = sizeof(first) },
		{ .data = &behind, .len = sizeof(behind) },
	};
	struct guard_port *p = world->p;

	KUNIT_EXPECT_EQ(test, verdict(p, 0xc0000209, AS_SOURCE),
			XVS_GUARD_UNRECORDED);
	KUNIT_ASSERT_EQ(test, add_records(p, entries, 2), 0);
	KUNIT_EXPECT_EQ(test, entries[0].id, 1);
	KUNIT_EXPECT_EQ(test, entries[1].id, 2);
	KUNIT_EXPECT_EQ(test, verdict(p, 0xc0000201, AS_CLAIM),
			XVS_GUARD_MATCH);
	KUNIT_EXPECT_EQ(test, verdict(p, 0xc0000209, AS_SOURCE),
			XVS_GUARD_MISMATCH);
	KUNIT_EXPECT_EQ(test, verdict(p, 0xc63364ff, AS_SOURCE),
			XVS_GUARD_MATCH);
	KUNIT_EXPECT_EQ(test, verdict(p, 0xc6336500, AS_SOURCE),
			XVS_GUARD_MISMATCH);
	KUNIT_EXPECT_EQ(test, verdict(p, 0xc63364ff, AS_CLAIM),
			XVS_GUARD_MISMATCH);
}

static void a_change_that_is_refused_changes_nothing(struct kunit *test)
{
	struct xvs_guard_address other = first;
	struct world *world = test->priv;
	struct xvs_entry entries[] = {
		{ .data = &behind, .len = sizeof(behind) },
		{ .data = &first, .len = sizeof(first) },
		{ .data = &other, .len = sizeof(other) },
	};
	const struct records *before;

	KUNIT_ASSERT_EQ(test, add_records(world->p, &entries[1], 1), 0);
	before = guard_records_of(world->p);
	entries[1].id = 0;
	KUNIT_EXPECT_EQ(test, add_records(world->p, entries, 2), -EEXIST);
	other.address[3] = 2;
	KUNIT_EXPECT_EQ(test, add_records(world->p, &entries[2], 1), -EEXIST);
	other.prefix = 33;
	KUNIT_EXPECT_EQ(test, add_records(world->p, &entries[2], 1), -EINVAL);
	other.prefix = 0;
	KUNIT_EXPECT_EQ(test, add_records(world->p, &entries[2], 1), -EINVAL);
	other.family = 5;
	KUNIT_EXPECT_EQ(test, add_records(world->p, &entries[2], 1),
			-EAFNOSUPPORT);
	KUNIT_EXPECT_PTR_EQ(test, guard_records_of(world->p), before);
}

/* --- what is seen --- */

static struct seen *sight(struct guard_port *p, u32 ip)
{
	struct in6_addr address;
	struct seen *seen;

	ipv6_addr_set_v4mapped(htonl(ip), &address);
	local_bh_disable();
	rcu_read_lock();
	seen = guard_find_seen(p, &address);
	if (!seen)
		seen = guard_learn(p, XVS_GUARD_UNRECORDED, &address,
				   XVS_GUARD_BY_ARP);
	rcu_read_unlock();
	local_bh_enable();
	return seen;
}

static void no_more_is_learned_than_there_is_room_for(struct kunit *test)
{
	struct world *world = test->priv;
	struct guard_port *p = world->p;
	struct seen *oldest;
	unsigned int i;

	oldest = sight(p, 0x0a000000);
	for (i = 0; i < 1000; i++)
		sight(p, 0x0a000000 + i);
	KUNIT_EXPECT_EQ(test, p->quota[STRANGER].count, XVS_GUARD_SEEN_MAX);
	KUNIT_EXPECT_EQ(test, atomic64_read(&p->unlearned),
			1000 - XVS_GUARD_SEEN_MAX);
	KUNIT_EXPECT_PTR_EQ(test, sight(p, 0x0a000000), oldest);
	/* one has not been seen for long */
	oldest->when = jiffies - p->age - 1;
	p->quota[STRANGER].until = jiffies;
	KUNIT_EXPECT_NOT_NULL(test, sight(p, 0x0b000000));
	KUNIT_EXPECT_NULL(test, sight(p, 0x0a000000));
	KUNIT_EXPECT_EQ(test, p->quota[STRANGER].count, XVS_GUARD_SEEN_MAX);
}

static void what_is_saved_is_restored(struct kunit *test)
{
	struct world *world = test->priv;
	struct guard_port *p = world->p;
	struct saved saved[3];
	struct seen *seen;
	int len;

	sight(p, 0xc0000201);
	sight(p, 0xc0000202)->when = jiffies - 10 * HZ;
	len = guard_save_seen(p, NULL, 0);
	KUNIT_ASSERT_EQ(test, len, 2 * sizeof(*saved));
	KUNIT_ASSERT_EQ(test, guard_save_seen(p, saved, sizeof(saved)), len);
	spin_lock_bh(&p->lock);
	guard_flush_seen_locked(p);
	spin_unlock_bh(&p->lock);
	KUNIT_EXPECT_EQ(test, guard_save_seen(p, saved, 0), 0);

	KUNIT_ASSERT_EQ(test,
			guard_restore_seen(p, XVS_GUARD_VERSION, saved, len,
					   NULL), 0);
	seen = sight(p, 0xc0000202);
	KUNIT_EXPECT_EQ(test, p->quota[STRANGER].count, 2);
	KUNIT_EXPECT_GE(test, jiffies - seen->since, 10 * HZ - 1);
}

static void damaged_state_is_refused(struct kunit *test)
{
	struct world *world = test->priv;
	struct saved saved[2] = { };

	KUNIT_EXPECT_EQ(test,
			guard_restore_seen(world->p, XVS_GUARD_VERSION, saved,
					   sizeof(*saved) - 1, NULL), -EINVAL);
	/* the unspecified address */
	KUNIT_EXPECT_EQ(test,
			guard_restore_seen(world->p, XVS_GUARD_VERSION, saved,
					   sizeof(*saved), NULL), -EINVAL);
	ipv6_addr_set_v4mapped(htonl(0xc0000201), &saved->address);
	saved->how = XVS_GUARD_HOW_COUNT;
	KUNIT_EXPECT_EQ(test,
			guard_restore_seen(world->p, XVS_GUARD_VERSION, saved,
					   sizeof(*saved), NULL), -EINVAL);
	saved->how = 0;
	KUNIT_EXPECT_EQ(test,
			guard_restore_seen(world->p, 0x0200, saved,
					   sizeof(*saved), NULL), -EOPNOTSUPP);
	KUNIT_EXPECT_TRUE(test, list_empty(&world->p->rows));
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(each_frame_is_read_as_what_it_is),
	KUNIT_CASE(a_frame_says_who_sent_it),
	KUNIT_CASE(frames_cut_anywhere_are_read_within_bounds),
	KUNIT_CASE(a_million_frames_are_read_within_bounds),
	KUNIT_CASE(a_lease_is_what_the_server_confirms),
	KUNIT_CASE(a_dhcpv6_reply_gives_its_addresses),
	KUNIT_CASE(addresses_are_held_against_the_record),
	KUNIT_CASE(a_change_that_is_refused_changes_nothing),
	KUNIT_CASE(no_more_is_learned_than_there_is_room_for),
	KUNIT_CASE(what_is_saved_is_restored),
	KUNIT_CASE(damaged_state_is_refused),
	{ }
};

static struct kunit_suite guard_suite = {
	.name = "xvs_guard",
	.init = world_init,
	.exit = world_exit,
	.test_cases = guard_cases,
};

kunit_test_suite(guard_suite);

MODULE_DESCRIPTION("KUnit tests of xvs: guard");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(XVS);
