// SPDX-License-Identifier: GPL-2.0-only
/* Guard: what a guest says it is, held against what the operator recorded.
 *
 * Each port has the recorded addresses of its NIC (table "address") and those
 * that were seen in use (table "seen"), each with the verdict over it. A frame
 * of a port that nothing is asked of costs one load and a branch; another is
 * read by guard_parse.c, and its addresses are looked up among those seen.
 * Only the first sight of an address takes the lock and compares it.
 *
 * Learning goes on whether or not anything is dropped, so that the operator
 * hears of a guest with a wrong address, and not only of its silence.
 */
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/netlink.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/addrconf.h>
#include <net/ipv6.h>
#include <net/xvs.h>
#include <uapi/linux/xvs_guard.h>

#include "guard.h"

#define BUCKET_BITS	3
#define TELL_AGAIN	(60 * HZ)	/* of the same offence on a port */
#define SENTENCE_LEN	160
#define AGE_MAX_MS	(86400 * MSEC_PER_SEC)

enum reason {
	SPOOFED_IP,
	SPOOFED_ARP,
	SPOOFED_ND,
	DHCP_SERVER,
	ROUTER_ADVERT,
	LEARN_LIMIT,
	HIDDEN_HEADERS,
};

static const struct xvs_ext_reason reasons[] = {
	[SPOOFED_IP] = {
		"SPOOFED_IP", "the source address is not recorded for the NIC"
	},
	[SPOOFED_ARP] = {
		"SPOOFED_ARP",
		"ARP with an IP or MAC address that is not the NIC's"
	},
	[SPOOFED_ND] = {
		"SPOOFED_ND",
		"neighbour discovery with an IP or MAC address that is not the NIC's"
	},
	[DHCP_SERVER] = {
		"DHCP_SERVER", "a guest may not act as a DHCP server"
	},
	[ROUTER_ADVERT] = {
		"ROUTER_ADVERT",
		"a guest may not advertise a router or redirect to one"
	},
	[LEARN_LIMIT] = {
		"LEARN_LIMIT",
		"the port uses more addresses than guard.learn-limit"
	},
	[HIDDEN_HEADERS] = {
		"HIDDEN_HEADERS",
		"the headers are cut, too many or contradictory, and could hide anything"
	},
};

/* --- properties --- */

enum property {
	PROPERTY_TRUSTED,
	PROPERTY_ENFORCE,
	PROPERTY_DHCP,
	PROPERTY_ROUTER,
	PROPERTY_LINK_LOCAL,
	PROPERTY_LEARN,
	PROPERTY_LEARN_LIMIT,
	PROPERTY_AGE,
	PROPERTY_COUNT,
};

enum trusted { TRUSTED_AUTO, TRUSTED_YES, TRUSTED_NO };
enum enforce { ENFORCE_OFF, ENFORCE_ON, ENFORCE_STRICT };
enum link_local { LINK_LOCAL_ANY, LINK_LOCAL_DERIVED, LINK_LOCAL_RECORDED };

static const char *const trusted_words[] = { "auto", "yes", "no", NULL };
static const char *const enforce_words[] = { "off", "on", "strict", NULL };
static const char *const link_local_words[] = {
	"any", "derived", "recorded", NULL
};

#define PORT_PROPERTY(word, kind, args...) {				\
	.name = word, .scope = XVS_OF_PORT,				\
	.type = XVS_VALUE_TYPE_##kind, .version = XVS_GUARD_VERSION,	\
	args								\
}

static const struct xvs_ext_property properties[] = {
	[PROPERTY_TRUSTED] = PORT_PROPERTY("trusted", CHOICE,
					   .choices = trusted_words),
	[PROPERTY_ENFORCE] = PORT_PROPERTY("enforce", CHOICE,
					   .choices = enforce_words),
	[PROPERTY_DHCP] = PORT_PROPERTY("dhcp", FLAG, .max = 1,
					.otherwise = 1),
	[PROPERTY_ROUTER] = PORT_PROPERTY("router", FLAG, .max = 1,
					  .otherwise = 1),
	[PROPERTY_LINK_LOCAL] = PORT_PROPERTY("link-local", CHOICE,
					      .choices = link_local_words),
	[PROPERTY_LEARN] = PORT_PROPERTY("learn", FLAG, .max = 1,
					 .otherwise = 1),
	[PROPERTY_LEARN_LIMIT] = PORT_PROPERTY("learn-limit", NUMBER,
					       .max = XVS_GUARD_SEEN_MAX),
	[PROPERTY_AGE] = PORT_PROPERTY("age", NUMBER, .min = 1, .max = 86400,
				       .otherwise = 300),
};

/* --- data --- */

/* What is asked of the frames of a port; 0: nothing. */
enum policy {
	POLICY_LEARN		= BIT(0),
	POLICY_ENFORCE		= BIT(1),
	POLICY_STRICT		= BIT(2),
	POLICY_DHCP		= BIT(3),
	POLICY_ROUTER		= BIT(4),
	POLICY_LOCAL_ANY	= BIT(5),	/* link-local addresses */
	POLICY_LOCAL_DERIVED	= BIT(6),
	POLICY_LEASES		= BIT(7),	/* read what servers give */
};

#define POLICY_ASKS	(POLICY_LEARN | POLICY_ENFORCE | POLICY_DHCP |	\
			 POLICY_ROUTER)
#define POLICY_DROPS	(POLICY_ENFORCE | POLICY_DHCP | POLICY_ROUTER)

struct record {
	u32			id;
	struct xvs_guard_address row;
	struct in6_addr		address;	/* IPv4: mapped */
	struct in6_addr		mask;
};

/* Immutable, sorted by id, replaced by RCU. Those of a port out of sight of a
 * disabled extension are kept.
 */
struct records {
	struct rcu_head		rcu;
	struct list_head	kept;
	u32			port;
	unsigned int		count;
	unsigned int		of_family[2];	/* IPv6, IPv4 */
	struct record		row[];
};

static const struct records no_records;

/* A source may be of a host behind the guest, a claim must be its own. */
enum use {
	AS_SOURCE,
	AS_CLAIM,
	USES,
};

struct seen {
	struct hlist_node	node;
	struct in6_addr		address;
	unsigned long		when;		/* last; written by frames */
	bool			claimed;	/* as is this */
	bool			told;
	u8			verdict[USES];	/* of how it was used */
	u8			how;
	u32			id;
	unsigned long		since;
	struct list_head	row;
	struct rcu_head		rcu;
};

/* Addresses that need no limit and those that may have one do not displace
 * each other.
 */
enum sort {
	KNOWN,
	STRANGER,
	SORTS,
};

struct quota {
	unsigned int		count;
	bool			full;
	unsigned long		until;		/* no row ages out before */
};

enum offence {
	OFFENCE_MAC,
	OFFENCE_DHCP,
	OFFENCE_ROUTER,
	OFFENCE_LIMIT,
	OFFENCE_HIDDEN,
	OFFENCES,
};

static const char *const offence_sentences[OFFENCES] = {
	[OFFENCE_MAC] =
		"the guest gives a MAC address that is not its own in ARP or neighbour discovery: if it may use that one, add it to security.macs",
	[OFFENCE_DHCP] =
		"the guest acts as a DHCP server: stop it there, or set guard.trusted to yes if it is to be one",
	[OFFENCE_ROUTER] =
		"the guest advertises itself as a router or redirects others: stop it there, or set guard.trusted to yes if it is to be one",
	[OFFENCE_LIMIT] =
		"the guest uses more addresses than guard.learn-limit: raise it, or record the addresses",
	[OFFENCE_HIDDEN] =
		"the guest sends frames whose headers hide what they carry",
};

/* Times are jiffies with the lowest bit set; 0: never. */
struct offended {
	unsigned long		last;
	unsigned long		told;
};

struct guard_port {
	/* read by frames */
	u32			policy;
	u32			limit;
	u64			mac;		/* declared, or 0 */
	unsigned long		age;
	struct records __rcu	*records;
	struct hlist_head	seen[1 << BUCKET_BITS];

	/* the lock protects all below, the lists and what is not of frames */
	spinlock_t		lock;
	bool			closed;		/* nothing more is learned */
	u32			last_id;
	struct list_head	rows;		/* of seen, by id */
	struct quota		quota[SORTS];

	/* without a lock */
	atomic64_t		mismatches;
	atomic64_t		unlearned;
	struct offended		offended[OFFENCES];
};

struct guard_switch {
	struct list_head	kept;	/* records */
};

/* --- addresses --- */

static bool is_ipv4(const struct in6_addr *address)
{
	return ipv6_addr_v4mapped(address);
}

static bool is_unspecified(const struct in6_addr *address)
{
	return is_ipv4(address) ? !address->s6_addr32[3] :
				  ipv6_addr_any(address);
}

static bool is_unicast(const struct in6_addr *address)
{
	__be32 ip = address->s6_addr32[3];

	if (!is_ipv4(address))
		return !ipv6_addr_any(address) &&
		       !ipv6_addr_loopback(address) &&
		       !ipv6_addr_is_multicast(address);
	return !ipv4_is_zeronet(ip) && !ipv4_is_loopback(ip) &&
	       !ipv4_is_multicast(ip) && !ipv4_is_lbcast(ip);
}

static bool is_derived(const struct guard_port *p,
		       const struct in6_addr *address)
{
	u64 mac = READ_ONCE(p->mac);
	u8 bytes[ETH_ALEN], eui[8];

	if (!mac)
		return false;
	u64_to_ether_addr(mac, bytes);
	addrconf_addr_eui48(eui, bytes);
	return address->s6_addr32[0] == htonl(0xfe800000) &&
	       !address->s6_addr32[1] &&
	       !memcmp(address->s6_addr + 8, eui, sizeof(eui));
}

static bool is_free(const struct guard_port *p, u32 policy,
		    const struct in6_addr *address)
{
	return ipv6_addr_type(address) & IPV6_ADDR_LINKLOCAL &&
	       (policy & POLICY_LOCAL_ANY ||
		(policy & POLICY_LOCAL_DERIVED && is_derived(p, address)));
}

/* Hold an address against the record. */
static enum xvs_guard_verdict compare(const struct guard_port *p, u32 policy,
				      const struct records *records,
				      const struct in6_addr *address,
				      enum use use)
{
	const struct record *record = records->row;
	const struct record *end = record + records->count;
	bool ipv4 = is_ipv4(address);

	for (; record < end; record++)
		if (!ipv6_masked_addr_cmp(address, &record->mask,
					  &record->address) &&
		    !(use == AS_CLAIM && record->row.flags & XVS_GUARD_ROUTED))
			return XVS_GUARD_MATCH;
	if (!ipv4 && is_free(p, policy, address))
		return XVS_GUARD_LINK_LOCAL;
	if (policy & POLICY_STRICT || records->of_family[ipv4])
		return XVS_GUARD_MISMATCH;
	return XVS_GUARD_UNRECORDED;
}

static enum sort sort_of(u8 verdict)
{
	return verdict >= XVS_GUARD_UNRECORDED ? STRANGER : KNOWN;
}

/* --- what is seen --- */

static struct hlist_head *bucket_of(struct guard_port *p,
				    const struct in6_addr *address)
{
	const __be32 *words = address->s6_addr32;
	u32 key = (__force u32)(words[0] ^ words[1] ^ words[2] ^ words[3]);

	return &p->seen[hash_32(key, BUCKET_BITS)];
}

static struct seen *find_seen(struct guard_port *p,
			      const struct in6_addr *address)
{
	struct seen *seen;

	hlist_for_each_entry_rcu(seen, bucket_of(p, address), node,
				 lockdep_is_held(&p->lock))
		if (ipv6_addr_equal(&seen->address, address))
			return seen;
	return NULL;
}

/* What it is as it was used so far. */
static enum xvs_guard_verdict verdict_over(const struct seen *seen)
{
	return READ_ONCE(seen->verdict[READ_ONCE(seen->claimed) ? AS_CLAIM :
								  AS_SOURCE]);
}

static bool is_fresh(const struct guard_port *p, const struct seen *seen)
{
	return time_before(jiffies,
			   READ_ONCE(seen->when) + READ_ONCE(p->age));
}

static void judge_locked(struct guard_port *p, u32 policy, struct seen *seen)
{
	const struct records *records;
	enum use use;
	u8 verdict;

	lockdep_assert_held(&p->lock);
	records = rcu_dereference_protected(p->records, 1);
	for (use = AS_SOURCE; use < USES; use++) {
		verdict = compare(p, policy, records, &seen->address, use);
		WRITE_ONCE(seen->verdict[use], verdict);
	}
}

static void add_seen_locked(struct guard_port *p, struct seen *seen)
{
	seen->id = ++p->last_id;
	p->quota[sort_of(seen->verdict[AS_SOURCE])].count++;
	list_add_tail_rcu(&seen->row, &p->rows);
	hlist_add_head_rcu(&seen->node, bucket_of(p, &seen->address));
}

static void del_seen_locked(struct guard_port *p, struct seen *seen)
{
	struct quota *quota = &p->quota[sort_of(seen->verdict[AS_SOURCE])];

	quota->count--;
	list_del_rcu(&seen->row);
	hlist_del_rcu(&seen->node);
	kfree_rcu(seen, rcu);
}

static void flush_seen_locked(struct guard_port *p)
{
	struct seen *seen, *next;

	list_for_each_entry_safe(seen, next, &p->rows, row)
		del_seen_locked(p, seen);
	memset(p->quota, 0, sizeof(p->quota));
}

/* After a change of the record, or of what is asked. */
static void judge_all_locked(struct guard_port *p)
{
	struct seen *seen;

	memset(p->quota, 0, sizeof(p->quota));
	list_for_each_entry(seen, &p->rows, row) {
		judge_locked(p, p->policy, seen);
		p->quota[sort_of(seen->verdict[AS_SOURCE])].count++;
		if (verdict_over(seen) != XVS_GUARD_MISMATCH)
			WRITE_ONCE(seen->told, false);
	}
}

/* Rows that have not been seen for long make room when it is needed. */
static bool make_room_locked(struct guard_port *p, enum sort sort)
{
	unsigned int max = sort == STRANGER && p->limit ? p->limit :
							   XVS_GUARD_SEEN_MAX;
	struct quota *quota = &p->quota[sort];
	unsigned long oldest = jiffies;
	struct seen *seen, *next;

	if (quota->count < max)
		return true;
	list_for_each_entry_safe(seen, next, &p->rows, row) {
		if (sort_of(seen->verdict[AS_SOURCE]) != sort)
			continue;
		if (!is_fresh(p, seen))
			del_seen_locked(p, seen);
		else if (time_before(READ_ONCE(seen->when), oldest))
			oldest = READ_ONCE(seen->when);
	}
	WRITE_ONCE(quota->until, oldest + p->age);
	WRITE_ONCE(quota->full, quota->count >= max);
	return quota->count < max;
}

static struct seen *learn_locked(struct guard_port *p,
				 const struct in6_addr *address,
				 enum xvs_guard_how how)
{
	struct seen *seen, first = { .address = *address };

	seen = find_seen(p, address);
	if (seen || p->closed)
		return seen;
	judge_locked(p, p->policy, &first);
	if (!make_room_locked(p, sort_of(first.verdict[AS_SOURCE])))
		return NULL;
	seen = kmalloc(sizeof(*seen), GFP_ATOMIC | __GFP_NOWARN);
	if (!seen)
		return NULL;
	*seen = first;
	seen->how = how;
	seen->since = jiffies;
	seen->when = jiffies;
	add_seen_locked(p, seen);
	return seen;
}

/* The first sight of an address. A table that is full is left alone until
 * something in it may have aged out, so that a guest that makes up addresses
 * does not keep the lock.
 */
static struct seen *learn(struct guard_port *p, u8 verdict,
			  const struct in6_addr *address,
			  enum xvs_guard_how how)
{
	const struct quota *quota = &p->quota[sort_of(verdict)];
	struct seen *seen = NULL;

	if (!READ_ONCE(quota->full) ||
	    time_after_eq(jiffies, READ_ONCE(quota->until))) {
		spin_lock(&p->lock);
		seen = learn_locked(p, address, how);
		spin_unlock(&p->lock);
	}
	if (!seen)
		atomic64_inc(&p->unlearned);
	return seen;
}

/* --- telling --- */

static int put_address(char *text, size_t size, const struct in6_addr *address)
{
	if (is_ipv4(address))
		return scnprintf(text, size, "%pI4", &address->s6_addr32[3]);
	return scnprintf(text, size, "%pI6c", address);
}

/* The first recorded address of a family, and how many more there are. */
static int put_recorded(char *text, size_t size, const struct records *records,
			bool ipv4)
{
	const struct record *record = records->row;
	unsigned int more = records->of_family[ipv4];
	int n;

	if (!more)
		return scnprintf(text, size, "no %s address is recorded",
				 ipv4 ? "IPv4" : "IPv6");
	while (is_ipv4(&record->address) != ipv4)
		record++;
	n = scnprintf(text, size, "recorded ");
	n += put_address(text + n, size - n, &record->address);
	if (record->row.prefix != (ipv4 ? 32 : 128))
		n += scnprintf(text + n, size - n, "/%u", record->row.prefix);
	if (--more)
		n += scnprintf(text + n, size - n, " and %u more", more);
	return n;
}

static void put_mismatch(char *text, size_t size, const struct guard_port *p,
			 const struct seen *seen)
{
	bool given = seen->how == XVS_GUARD_BY_DHCP;
	const struct records *records;
	int n;

	rcu_read_lock();
	records = rcu_dereference(p->records);
	n = put_recorded(text, size, records, is_ipv4(&seen->address));
	rcu_read_unlock();
	n += scnprintf(text + n, size - n,
		       given ? ", by DHCP the guest has " : ", guest uses ");
	n += put_address(text + n, size - n, &seen->address);
	scnprintf(text + n, size - n, given ?
		  ": correct the DHCP server, or record the new one" :
		  ": set the guest's address back, or record the new one");
}

/* Once for each address, until it matches again. */
static void tell_mismatch(struct xvs_attach *at, struct xvs_port *port,
			  const struct guard_port *p, struct seen *seen)
{
	char text[SENTENCE_LEN];

	if (READ_ONCE(seen->told) || xchg(&seen->told, true))
		return;
	put_mismatch(text, sizeof(text), p, seen);
	xvs_ext_alert(at, port, "%s", text);
}

static void tell_mismatches(struct xvs_attach *at, struct xvs_port *port,
			    const struct guard_port *p)
{
	struct seen *seen;

	rcu_read_lock();
	list_for_each_entry_rcu(seen, &p->rows, row)
		if (verdict_over(seen) == XVS_GUARD_MISMATCH)
			tell_mismatch(at, port, p, seen);
	rcu_read_unlock();
}

static void tell_offence(struct xvs_attach *at, struct xvs_port *port,
			 struct guard_port *p, enum offence offence)
{
	struct offended *offended = &p->offended[offence];
	unsigned long now = jiffies | 1;
	unsigned long told;

	WRITE_ONCE(offended->last, now);
	told = READ_ONCE(offended->told);
	if (told && time_before(now, told + TELL_AGAIN))
		return;
	if (cmpxchg(&offended->told, told, now) == told)
		xvs_ext_alert(at, port, "%s", offence_sentences[offence]);
}

/* --- frames --- */

/* A frame of a port under guard. */
struct sight {
	struct xvs_attach	*at;
	struct xvs_port		*port;
	struct guard_port	*p;
	u32			policy;
};

/* How the sender's address was learned, and what is wrong if it is not. */
static const struct {
	enum xvs_guard_how	how;
	enum reason		reason;
} of_message[] = {
	[XVS_GUARD_PLAIN]	= { XVS_GUARD_BY_SOURCE, SPOOFED_IP },
	[XVS_GUARD_MALFORMED]	= { XVS_GUARD_BY_SOURCE, SPOOFED_IP },
	[XVS_GUARD_ARP]		= { XVS_GUARD_BY_ARP, SPOOFED_ARP },
	[XVS_GUARD_NEIGHBOUR]	= { XVS_GUARD_BY_ND, SPOOFED_ND },
	[XVS_GUARD_MEMBERSHIP]	= { XVS_GUARD_BY_SOURCE, SPOOFED_IP },
	[XVS_GUARD_ROUTER]	= { XVS_GUARD_BY_SOURCE, SPOOFED_ND },
	[XVS_GUARD_DHCP_CLIENT]	= { XVS_GUARD_BY_SOURCE, SPOOFED_IP },
	[XVS_GUARD_DHCP_SERVER]	= { XVS_GUARD_BY_SOURCE, SPOOFED_IP },
};

static struct seen *find_or_learn(const struct sight *sight, u8 verdict,
				  const struct in6_addr *address,
				  enum xvs_guard_how how)
{
	if (!(sight->policy & POLICY_LEARN))
		return NULL;
	return learn(sight->p, verdict, address, how);
}

static int settle(const struct sight *sight, u8 verdict, bool learned,
		  enum reason reason)
{
	struct guard_port *p = sight->p;

	if (verdict == XVS_GUARD_MISMATCH) {
		atomic64_inc(&p->mismatches);
		if (sight->policy & POLICY_ENFORCE)
			return xvs_verdict_drop(reason);
	}
	if (!learned && READ_ONCE(p->limit) && sort_of(verdict) == STRANGER) {
		tell_offence(sight->at, sight->port, p, OFFENCE_LIMIT);
		return xvs_verdict_drop(LEARN_LIMIT);
	}
	return XVS_VERDICT_PASS;
}

static int check_address(const struct sight *sight,
			 const struct in6_addr *address, enum use use,
			 enum xvs_guard_how how, enum reason reason)
{
	struct guard_port *p = sight->p;
	unsigned long now = jiffies;
	struct seen *seen;
	u8 verdict;

	seen = find_seen(p, address);
	if (unlikely(!seen)) {
		verdict = compare(p, sight->policy,
				  rcu_dereference(p->records), address, use);
		seen = find_or_learn(sight, verdict, address, how);
		if (!seen)
			return settle(sight, verdict, false, reason);
	}
	if (READ_ONCE(seen->when) != now)
		WRITE_ONCE(seen->when, now);
	if (use == AS_CLAIM && !READ_ONCE(seen->claimed))
		WRITE_ONCE(seen->claimed, true);
	verdict = READ_ONCE(seen->verdict[use]);
	if (likely(sort_of(verdict) == KNOWN))
		return XVS_VERDICT_PASS;
	if (verdict == XVS_GUARD_MISMATCH)
		tell_mismatch(sight->at, sight->port, p, seen);
	return settle(sight, verdict, true, reason);
}

static int refuse(const struct sight *sight, enum reason reason)
{
	atomic64_inc(&sight->p->mismatches);
	return sight->policy & POLICY_ENFORCE ? xvs_verdict_drop(reason) :
						XVS_VERDICT_PASS;
}

/* Who has no address yet may look for one. */
static bool may_be_nobody(enum xvs_guard_message message)
{
	return message == XVS_GUARD_NEIGHBOUR ||
	       message == XVS_GUARD_MEMBERSHIP ||
	       message == XVS_GUARD_DHCP_CLIENT;
}

static int check_source(const struct sight *sight,
			const struct xvs_guard_facts *facts)
{
	enum reason reason = of_message[facts->message].reason;

	if (unlikely(!is_unicast(&facts->source))) {
		if (is_unspecified(&facts->source) &&
		    may_be_nobody(facts->message))
			return XVS_VERDICT_PASS;
		return refuse(sight, reason);
	}
	return check_address(sight, &facts->source, AS_SOURCE,
			     of_message[facts->message].how, reason);
}

static int check_claim(const struct sight *sight,
		       const struct xvs_guard_facts *facts)
{
	enum xvs_guard_how how = of_message[facts->message].how;
	enum reason reason = of_message[facts->message].reason;

	if (!is_unicast(&facts->claim))
		return refuse(sight, reason);
	if (facts->message == XVS_GUARD_DHCP_CLIENT)
		how = XVS_GUARD_BY_DHCP;
	return check_address(sight, &facts->claim, AS_CLAIM, how, reason);
}

/* The address that the switch let the frame come from, or another of the
 * NIC's.
 */
static bool owns(const struct sight *sight, const struct sk_buff *skb,
		 const u8 *mac)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	u64 own = READ_ONCE(sight->p->mac);

	return ether_addr_equal_unaligned(mac, eth->h_source) ||
	       (own && ether_addr_to_u64(mac) == own) ||
	       xvs_port_owns(sight->port, mac);
}

static int check_mac(const struct sight *sight, const struct sk_buff *skb,
		     const struct xvs_guard_facts *facts)
{
	if (likely(owns(sight, skb, facts->mac)))
		return XVS_VERDICT_PASS;
	tell_offence(sight->at, sight->port, sight->p, OFFENCE_MAC);
	return refuse(sight, of_message[facts->message].reason);
}

static int forbid(const struct sight *sight, enum offence offence,
		  enum reason reason)
{
	tell_offence(sight->at, sight->port, sight->p, offence);
	return xvs_verdict_drop(reason);
}

/* What a guest has no business to send, whatever its address. */
static int check_message(const struct sight *sight,
			 enum xvs_guard_message message)
{
	switch (message) {
	case XVS_GUARD_MALFORMED:
		if (sight->policy & POLICY_DROPS)
			return forbid(sight, OFFENCE_HIDDEN, HIDDEN_HEADERS);
		return XVS_VERDICT_PASS;
	case XVS_GUARD_DHCP_SERVER:
		if (sight->policy & POLICY_DHCP)
			return forbid(sight, OFFENCE_DHCP, DHCP_SERVER);
		return XVS_VERDICT_PASS;
	case XVS_GUARD_ROUTER:
		if (sight->policy & POLICY_ROUTER)
			return forbid(sight, OFFENCE_ROUTER, ROUTER_ADVERT);
		return XVS_VERDICT_PASS;
	default:
		return XVS_VERDICT_PASS;
	}
}

static int check(const struct sight *sight, const struct sk_buff *skb)
{
	struct xvs_guard_facts facts;
	int verdict = XVS_VERDICT_PASS;

	xvs_guard_parse(skb, &facts);
	if (unlikely(facts.message > XVS_GUARD_PLAIN))
		verdict = check_message(sight, facts.message);
	if (verdict == XVS_VERDICT_PASS && facts.has_mac)
		verdict = check_mac(sight, skb, &facts);
	if (verdict == XVS_VERDICT_PASS && facts.has_source)
		verdict = check_source(sight, &facts);
	if (verdict == XVS_VERDICT_PASS && facts.has_claim)
		verdict = check_claim(sight, &facts);
	return verdict;
}

static int guard_ingress(struct xvs_attach *at, void *port_priv,
			 struct sk_buff *skb)
{
	struct guard_port *p = port_priv;
	u32 policy = READ_ONCE(p->policy);
	struct sight sight;

	if (!policy)
		return XVS_VERDICT_PASS;
	sight = (struct sight){ at, xvs_frame_src(skb), p, policy };
	return check(&sight, skb);
}

/* The address that a server gives to a guest is the one it will use. */
static int guard_egress(struct xvs_attach *at, void *port_priv,
			struct xvs_port *dst, struct sk_buff *skb)
{
	struct guard_port *p = port_priv;
	u32 policy = READ_ONCE(p->policy);
	struct xvs_guard_leases leases;
	struct sight sight;
	u8 mac[ETH_ALEN];
	unsigned int i;

	if (!(policy & POLICY_LEASES))
		return XVS_VERDICT_PASS;
	u64_to_ether_addr(READ_ONCE(p->mac), mac);
	xvs_guard_parse_leases(skb, mac, &leases);
	if (likely(!leases.count))
		return XVS_VERDICT_PASS;
	sight = (struct sight){ at, dst, p, policy };
	for (i = 0; i < leases.count; i++)
		if (is_unicast(&leases.address[i]))
			check_address(&sight, &leases.address[i], AS_CLAIM,
				      XVS_GUARD_BY_DHCP, SPOOFED_IP);
	return XVS_VERDICT_PASS;
}

/* --- what is asked of a port --- */

static struct records *records_of(const struct guard_port *p)
{
	/* Written in control context only, which this is. */
	return rcu_dereference_protected(p->records, 1);
}

static void free_records(struct records *records)
{
	if (records != &no_records)
		kfree_rcu(records, rcu);
}

/* A property of the port, as it will be after @change. */
static u32 number(const struct xvs_attach *at, const struct xvs_port *port,
		  enum property property,
		  const struct xvs_property_change *change)
{
	if (change && change->own == (int)property)
		return change->number;
	return xvs_property_number(at, port, property);
}

static bool is_guarded(const struct guard_port *p, bool declared, u32 trusted)
{
	if (trusted == TRUSTED_AUTO)
		return declared || records_of(p)->count;
	return trusted == TRUSTED_NO;
}

static u32 compile_policy(const struct xvs_attach *at,
			  const struct xvs_port *port,
			  const struct xvs_property_change *change)
{
	u32 enforce = number(at, port, PROPERTY_ENFORCE, change);
	u32 local = number(at, port, PROPERTY_LINK_LOCAL, change);
	u32 policy = 0;

	if (number(at, port, PROPERTY_LEARN, change) ||
	    number(at, port, PROPERTY_LEARN_LIMIT, change))
		policy |= POLICY_LEARN;
	if (enforce != ENFORCE_OFF)
		policy |= POLICY_ENFORCE;
	if (enforce == ENFORCE_STRICT)
		policy |= POLICY_STRICT;
	if (number(at, port, PROPERTY_DHCP, change))
		policy |= POLICY_DHCP;
	if (number(at, port, PROPERTY_ROUTER, change))
		policy |= POLICY_ROUTER;
	if (!(policy & POLICY_ASKS))
		return 0;
	if (local == LINK_LOCAL_ANY)
		policy |= POLICY_LOCAL_ANY;
	else if (local == LINK_LOCAL_DERIVED)
		policy |= POLICY_LOCAL_DERIVED;
	return policy;
}

/* Make what frames read from the properties, the record and the NIC; @change
 * is under way, or NULL.
 */
static void compile(struct xvs_attach *at, struct xvs_port *port,
		    const struct xvs_property_change *change)
{
	struct guard_port *p = xvs_port_priv(at, port);
	struct xvs_nic_info nic;
	u32 policy = 0;
	bool declared;

	declared = xvs_nic_info(port, &nic) && nic.declared;
	if (is_guarded(p, declared,
		       number(at, port, PROPERTY_TRUSTED, change)))
		policy = compile_policy(at, port, change);
	if (policy & POLICY_LEARN && declared)
		policy |= POLICY_LEASES;

	spin_lock_bh(&p->lock);
	WRITE_ONCE(p->mac, declared ? ether_addr_to_u64(nic.permanent_mac) : 0);
	WRITE_ONCE(p->limit, number(at, port, PROPERTY_LEARN_LIMIT, change));
	WRITE_ONCE(p->age, number(at, port, PROPERTY_AGE, change) * HZ);
	WRITE_ONCE(p->policy, policy);
	if (policy & POLICY_LEARN)
		judge_all_locked(p);
	else
		flush_seen_locked(p);
	spin_unlock_bh(&p->lock);
	tell_mismatches(at, port, p);
}

static void guard_property_changed(struct xvs_attach *at,
				   struct xvs_port *port,
				   const struct xvs_property_change *change)
{
	if (port && change->own >= 0 && xvs_port_priv(at, port))
		compile(at, port, change);
}

static void guard_nic_changed(struct xvs_attach *at, struct xvs_port *port)
{
	compile(at, port, NULL);
}

/* What the next NIC uses is learned anew; what is recorded stays. */
static void guard_nic_delete(struct xvs_attach *at, struct xvs_port *port)
{
	struct guard_port *p = xvs_port_priv(at, port);

	spin_lock_bh(&p->lock);
	flush_seen_locked(p);
	memset(p->offended, 0, sizeof(p->offended));
	spin_unlock_bh(&p->lock);
}

/* --- ports --- */

/* The record of a port that was there before the extension was disabled.
 * Ports are shown in the order of their ids, so that what is left of lower
 * ones is of ports that went meanwhile.
 */
static struct records *take_kept(struct guard_switch *guard, u32 port)
{
	struct records *records, *next, *found = NULL;

	list_for_each_entry_safe(records, next, &guard->kept, kept) {
		if (records->port > port)
			continue;
		list_del(&records->kept);
		if (records->port == port)
			found = records;
		else
			kfree_rcu(records, rcu);
	}
	return found ?: (struct records *)&no_records;
}

static int guard_port_create(struct xvs_attach *at, struct xvs_port *port,
			     struct netlink_ext_ack *extack)
{
	struct guard_port *p = xvs_port_priv(at, port);

	spin_lock_init(&p->lock);
	INIT_LIST_HEAD(&p->rows);
	rcu_assign_pointer(p->records,
			   take_kept(at->priv, xvs_port_id(port)));
	compile(at, port, NULL);
	return 0;
}

/* A port that can still be found is only out of sight. */
static void guard_port_delete(struct xvs_attach *at, struct xvs_port *port)
{
	struct guard_port *p = xvs_port_priv(at, port);
	struct guard_switch *guard = at->priv;
	struct records *records = records_of(p);

	spin_lock_bh(&p->lock);
	p->closed = true;
	flush_seen_locked(p);
	spin_unlock_bh(&p->lock);

	rcu_assign_pointer(p->records, (struct records *)&no_records);
	if (xvs_port_find_id(at, xvs_port_id(port)) != port) {
		free_records(records);
	} else if (records->count) {
		records->port = xvs_port_id(port);
		list_add_tail(&records->kept, &guard->kept);
	}
}

static int guard_attach(struct xvs_attach *at, struct netlink_ext_ack *extack)
{
	struct guard_switch *guard = at->priv;

	INIT_LIST_HEAD(&guard->kept);
	return 0;
}

static void guard_detach(struct xvs_attach *at)
{
	struct guard_switch *guard = at->priv;
	struct records *records, *next;

	list_for_each_entry_safe(records, next, &guard->kept, kept)
		kfree_rcu(records, rcu);
}

/* --- table "address" --- */

static bool is_single(const struct xvs_guard_address *row)
{
	return row->prefix == (row->family == XVS_GUARD_IPV4 ? 32 : 128);
}

static int check_row(const struct xvs_guard_address *row,
		     struct netlink_ext_ack *extack)
{
	if (row->family != XVS_GUARD_IPV4 && row->family != XVS_GUARD_IPV6) {
		NL_SET_ERR_MSG(extack, "the address is neither IPv4 nor IPv6");
		return -EAFNOSUPPORT;
	}
	if (!row->prefix ||
	    row->prefix > (row->family == XVS_GUARD_IPV4 ? 32 : 128)) {
		NL_SET_ERR_MSG(extack,
			       "the prefix length is not one of this family");
		return -EINVAL;
	}
	if (row->flags & ~(XVS_GUARD_PRIMARY | XVS_GUARD_ROUTED)) {
		NL_SET_ERR_MSG(extack,
			       "the address has a flag that this version does not know");
		return -EOPNOTSUPP;
	}
	if (row->flags & XVS_GUARD_PRIMARY &&
	    (!is_single(row) || row->flags & XVS_GUARD_ROUTED)) {
		NL_SET_ERR_MSG(extack,
			       "the primary address must be a single one of the NIC's own");
		return -EINVAL;
	}
	return 0;
}

/* The row as it is compared, or an error with a sentence. */
static int read_row(const struct xvs_guard_address *row, struct record *record,
		    struct netlink_ext_ack *extack)
{
	static const u8 zeros[12];
	unsigned int prefix = row->prefix;
	int err = check_row(row, extack);
	struct in6_addr ones, cut;

	if (err)
		return err;
	record->row = *row;
	memcpy(&record->address, row->address, sizeof(record->address));
	if (row->family == XVS_GUARD_IPV4) {
		if (memcmp(row->address + 4, zeros, sizeof(zeros))) {
			NL_SET_ERR_MSG(extack,
				       "there is more behind the IPv4 address");
			return -EINVAL;
		}
		ipv6_addr_set_v4mapped(record->address.s6_addr32[0],
				       &record->address);
		prefix += 96;
	} else if (is_ipv4(&record->address)) {
		NL_SET_ERR_MSG(extack,
			       "an IPv4-mapped address is recorded as an IPv4 one");
		return -EINVAL;
	}
	memset(&ones, 0xff, sizeof(ones));
	ipv6_addr_prefix(&record->mask, &ones, prefix);
	ipv6_addr_prefix(&cut, &record->address, prefix);
	if (!ipv6_addr_equal(&cut, &record->address)) {
		NL_SET_ERR_MSG(extack,
			       "the address has bits beyond its prefix length");
		return -EINVAL;
	}
	if (!is_unicast(&record->address)) {
		NL_SET_ERR_MSG(extack,
			       "this is not an address that a NIC can have");
		return -EINVAL;
	}
	return 0;
}

static bool listed(const u32 *ids, unsigned int count, u32 id)
{
	while (count--)
		if (ids[count] == id)
			return true;
	return false;
}

static struct record *find_record(struct records *records, u32 id)
{
	unsigned int i;

	for (i = 0; i < records->count; i++)
		if (records->row[i].id == id)
			return &records->row[i];
	return NULL;
}

static u32 free_id(const struct records *records)
{
	u32 id = 1;
	unsigned int i;

	for (i = 0; i < records->count && records->row[i].id == id; i++)
		id++;
	return id;
}

/* A second one must be of another address, and not primary where one is. */
static int check_others(const struct records *records,
			const struct record *record, u32 id,
			struct netlink_ext_ack *extack)
{
	const struct record *other = records->row;
	const struct record *end = other + records->count;

	for (; other < end; other++) {
		if (other->id == id)
			continue;
		if (ipv6_addr_equal(&other->address, &record->address) &&
		    other->row.prefix == record->row.prefix) {
			NL_SET_ERR_MSG(extack,
				       "the address is already recorded for the port");
			return -EEXIST;
		}
		if (other->row.family == record->row.family &&
		    other->row.flags & record->row.flags & XVS_GUARD_PRIMARY) {
			NL_SET_ERR_MSG(extack,
				       "the port already has a primary address of this family");
			return -EEXIST;
		}
	}
	return 0;
}

/* In the order of ids; there is room. */
static void insert(struct records *records, const struct record *record)
{
	unsigned int i = records->count++;

	for (; i && records->row[i - 1].id > record->id; i--)
		records->row[i] = records->row[i - 1];
	records->row[i] = *record;
}

static int add_row(struct records *records, struct xvs_entry *entry,
		   struct netlink_ext_ack *extack)
{
	struct record record, *old;
	int err;

	err = read_row(entry->data, &record, extack);
	if (err)
		return err;
	if (!entry->id)
		entry->id = free_id(records);
	record.id = entry->id;
	err = check_others(records, &record, record.id, extack);
	if (err)
		return err;
	old = find_record(records, record.id);
	if (old) {
		*old = record;
		return 0;
	}
	if (records->count == XVS_GUARD_ADDRESS_MAX) {
		NL_SET_ERR_MSG(extack,
			       "a port can have no more than 64 recorded addresses");
		return -ENOSPC;
	}
	insert(records, &record);
	return 0;
}

static int change_rows(struct records *records, struct records *old,
		       struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < change->del_count; i++) {
		if (!find_record(old, change->del[i])) {
			NL_SET_ERR_MSG(extack,
				       "no recorded address of the port has this number");
			return -ENOENT;
		}
	}
	for (i = 0; i < old->count && !change->replace; i++)
		if (!listed(change->del, change->del_count, old->row[i].id))
			records->row[records->count++] = old->row[i];
	for (i = 0; i < change->add_count; i++) {
		err = add_row(records, &change->add[i], extack);
		if (err)
			return err;
	}
	for (i = 0; i < records->count; i++)
		records->of_family[is_ipv4(&records->row[i].address)]++;
	return 0;
}

static int change_addresses(struct xvs_attach *at, struct xvs_port *port,
			    struct xvs_table_change *change,
			    struct netlink_ext_ack *extack)
{
	struct guard_port *p = xvs_port_priv(at, port);
	struct records *old = records_of(p);
	struct records *records;
	int err;

	records = kzalloc(struct_size(records, row, XVS_GUARD_ADDRESS_MAX),
			  GFP_KERNEL);
	if (!records)
		return -ENOMEM;
	err = change_rows(records, old, change, extack);
	if (err) {
		kfree(records);
		return err;
	}
	rcu_assign_pointer(p->records, records);
	free_records(old);
	compile(at, port, NULL);
	return 0;
}

static int next_address(struct xvs_attach *at, struct xvs_port *port, u32 *id,
			void *data, size_t room)
{
	const struct guard_port *p = xvs_port_priv(at, port);
	const struct records *records = records_of(p);
	unsigned int i;

	for (i = 0; i < records->count; i++) {
		if (records->row[i].id < *id)
			continue;
		if (room < sizeof(records->row[i].row))
			return -EMSGSIZE;
		*id = records->row[i].id;
		memcpy(data, &records->row[i].row,
		       sizeof(records->row[i].row));
		return sizeof(records->row[i].row);
	}
	return 0;
}

/* --- tables "seen" and "state" --- */

static u32 ms_since(unsigned long when)
{
	return jiffies_to_msecs(jiffies - when);
}

static void fill_seen(struct xvs_guard_seen *row, const struct seen *seen)
{
	bool ipv4 = is_ipv4(&seen->address);

	*row = (struct xvs_guard_seen) {
		.family = ipv4 ? XVS_GUARD_IPV4 : XVS_GUARD_IPV6,
		.how = seen->how,
		.verdict = verdict_over(seen),
		.age = ms_since(READ_ONCE(seen->when)),
		.since = ms_since(seen->since),
	};
	if (ipv4)
		memcpy(row->address, &seen->address.s6_addr32[3], 4);
	else
		memcpy(row->address, &seen->address, sizeof(row->address));
}

static int next_seen(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		     void *data, size_t room)
{
	const struct guard_port *p = xvs_port_priv(at, port);
	const struct seen *seen;
	int len = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(seen, &p->rows, row) {
		if (seen->id < *id)
			continue;
		len = -EMSGSIZE;
		if (room < sizeof(struct xvs_guard_seen))
			break;
		*id = seen->id;
		fill_seen(data, seen);
		len = sizeof(struct xvs_guard_seen);
		break;
	}
	rcu_read_unlock();
	return len;
}

/* Which is the worse of two; nothing is no news, good or bad. */
static u8 worse(u8 a, u8 b)
{
	if (a == XVS_GUARD_NONE)
		return b;
	return max(a, b);
}

static void fill_state(struct xvs_guard_state *state,
		       const struct guard_port *p)
{
	const struct seen *seen;
	u8 verdict;

	*state = (struct xvs_guard_state) {
		.verdict = XVS_GUARD_NONE,
		.guarded = !!p->policy,
		.recorded = records_of(p)->count,
		.mismatches = atomic64_read(&p->mismatches),
		.unlearned = atomic64_read(&p->unlearned),
	};
	rcu_read_lock();
	list_for_each_entry_rcu(seen, &p->rows, row) {
		state->seen++;
		verdict = verdict_over(seen);
		if (!is_fresh(p, seen))
			continue;
		state->verdict = worse(state->verdict, verdict);
		state->mismatching += verdict == XVS_GUARD_MISMATCH;
	}
	rcu_read_unlock();
}

static int next_state(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		      void *data, size_t room)
{
	const struct guard_port *p = xvs_port_priv(at, port);

	if (*id > 1)
		return 0;
	if (room < sizeof(struct xvs_guard_state))
		return -EMSGSIZE;
	*id = 1;
	fill_state(data, p);
	return sizeof(struct xvs_guard_state);
}

static const struct xvs_ext_table tables[] = {
	{
		.name = XVS_GUARD_TABLE_ADDRESS,
		.scope = XVS_OF_PORT,
		.version = XVS_GUARD_VERSION,
		.size = sizeof(struct xvs_guard_address),
		.change = change_addresses,
		.next = next_address,
	}, {
		.name = XVS_GUARD_TABLE_SEEN,
		.scope = XVS_OF_PORT,
		.version = XVS_GUARD_VERSION,
		.size = sizeof(struct xvs_guard_seen),
		.next = next_seen,
	}, {
		.name = XVS_GUARD_TABLE_STATE,
		.scope = XVS_OF_PORT,
		.version = XVS_GUARD_VERSION,
		.size = sizeof(struct xvs_guard_state),
		.next = next_state,
	},
};

/* --- in words --- */

static bool explain_mismatch(const struct guard_port *p, char *text,
			     size_t size)
{
	const struct seen *seen;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(seen, &p->rows, row) {
		if (verdict_over(seen) != XVS_GUARD_MISMATCH ||
		    !is_fresh(p, seen))
			continue;
		put_mismatch(text, size, p, seen);
		found = true;
		break;
	}
	rcu_read_unlock();
	return found;
}

static bool guard_explain(struct xvs_attach *at, struct xvs_port *port,
			  char *text, size_t size)
{
	const struct guard_port *p = xvs_port_priv(at, port);
	unsigned long last;
	unsigned int i;

	if (!p->policy)
		return false;
	if (explain_mismatch(p, text, size))
		return true;
	for (i = 0; i < OFFENCES; i++) {
		last = READ_ONCE(p->offended[i].last);
		if (!last || time_after(jiffies, last + TELL_AGAIN))
			continue;
		strscpy(text, offence_sentences[i], size);
		return true;
	}
	return false;
}

/* --- saved and restored with the guest --- */

struct saved {
	struct in6_addr		address;
	__le32			age;		/* ms */
	u8			how;
	u8			reserved[3];
};

static void fill_saved(struct saved *saved, const struct seen *seen)
{
	*saved = (struct saved) {
		.address = seen->address,
		.age = cpu_to_le32(ms_since(READ_ONCE(seen->when))),
		.how = seen->how,
	};
}

static int guard_save(struct xvs_attach *at, struct xvs_port *port, void *data,
		      size_t room)
{
	struct guard_port *p = xvs_port_priv(at, port);
	struct saved *saved = data;
	struct seen *seen;
	int len;

	spin_lock_bh(&p->lock);
	len = (p->quota[KNOWN].count + p->quota[STRANGER].count) *
	      sizeof(*saved);
	if (len <= room) {
		list_for_each_entry(seen, &p->rows, row)
			fill_saved(saved++, seen);
	}
	spin_unlock_bh(&p->lock);
	return len;
}

static bool is_plausible(const struct saved *saved)
{
	return is_unicast(&saved->address) &&
	       saved->how < XVS_GUARD_HOW_COUNT;
}

static int check_saved(u32 version, const struct saved *saved, size_t len,
		       struct netlink_ext_ack *extack)
{
	size_t i, count = len / sizeof(*saved);

	if (version >> 8 != XVS_GUARD_VERSION >> 8) {
		NL_SET_ERR_MSG(extack,
			       "the state was saved by a version that is not understood");
		return -EOPNOTSUPP;
	}
	if (len % sizeof(*saved) || count > 2 * XVS_GUARD_SEEN_MAX)
		goto err_bad;
	for (i = 0; i < count; i++)
		if (!is_plausible(&saved[i]))
			goto err_bad;
	return 0;

err_bad:
	NL_SET_ERR_MSG(extack, "the saved addresses are damaged");
	return -EINVAL;
}

/* What there is no room for is learned when it is seen. */
static int guard_restore(struct xvs_attach *at, struct xvs_port *port,
			 u32 version, const void *data, size_t len,
			 struct netlink_ext_ack *extack)
{
	struct guard_port *p = xvs_port_priv(at, port);
	const struct saved *saved = data, *end;
	struct seen *seen;
	u32 age;
	int err;

	err = check_saved(version, saved, len, extack);
	if (err)
		return err;
	end = saved + len / sizeof(*saved);
	spin_lock_bh(&p->lock);
	for (; saved < end && p->policy & POLICY_LEARN; saved++) {
		if (find_seen(p, &saved->address))
			continue;
		seen = learn_locked(p, &saved->address, saved->how);
		if (!seen)
			continue;
		age = min_t(u32, le32_to_cpu(saved->age), AGE_MAX_MS);
		WRITE_ONCE(seen->when, jiffies - msecs_to_jiffies(age));
		seen->since = seen->when;
	}
	spin_unlock_bh(&p->lock);
	tell_mismatches(at, port, p);
	return 0;
}

static int guard_nic_create(struct xvs_attach *at, struct xvs_port *port,
			    struct netlink_ext_ack *extack)
{
	compile(at, port, NULL);
	return 0;
}

static const struct xvs_ext guard_ext = {
	.name = "guard",
	.class = XVS_EXT_CLASS_FILTER,
	.abi = XVS_EXT_ABI,
	.version = XVS_GUARD_VERSION,
	.owner = THIS_MODULE,
	.priv_size = sizeof(struct guard_switch),
	.port_priv_size = sizeof(struct guard_port),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.properties = properties,
	.property_count = ARRAY_SIZE(properties),
	.tables = tables,
	.table_count = ARRAY_SIZE(tables),
	.attach = guard_attach,
	.detach = guard_detach,
	.port_create = guard_port_create,
	.port_create_abort = guard_port_delete,
	.port_delete = guard_port_delete,
	.nic_create = guard_nic_create,
	.nic_connect = guard_nic_changed,
	.nic_updated = guard_nic_changed,
	.nic_delete = guard_nic_delete,
	.property_changed = guard_property_changed,
	.save = guard_save,
	.restore = guard_restore,
	.explain = guard_explain,
	.ingress = guard_ingress,
	.egress = guard_egress,
};

module_xvs_ext(guard_ext);

MODULE_DESCRIPTION("xvs guard: what a guest says it is, against the record");
MODULE_LICENSE("GPL");
MODULE_ALIAS_XVS_EXT("guard");
