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
#include <linux/netlink.h>
#include <linux/string.h>

#include "guard.h"
#include "guard_port.h"

#define TELL_AGAIN	(60 * HZ)	/* of the same offence on a port */
#define SENTENCE_LEN	160

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

/* --- telling --- */

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

static int put_address(char *text, size_t size, const struct in6_addr *address)
{
	if (guard_is_ipv4(address))
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
	while (guard_is_ipv4(&record->address) != ipv4)
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
	n = put_recorded(text, size, records, guard_is_ipv4(&seen->address));
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

	if (READ_ONCE(seen->told) || xchg(&seen->told, 1))
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
		if (guard_verdict_over(seen) == XVS_GUARD_MISMATCH)
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
	return guard_learn(sight->p, verdict, address, how);
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
	if (!learned && READ_ONCE(p->limit) &&
	    guard_sort_of(verdict) == STRANGER) {
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
	const struct records *records;
	unsigned long now = jiffies;
	struct seen *seen;
	u8 verdict;

	seen = guard_find_seen(p, address);
	if (unlikely(!seen)) {
		records = rcu_dereference(p->records);
		verdict = guard_compare(p, sight->policy, records, address,
					use);
		seen = find_or_learn(sight, verdict, address, how);
		if (!seen)
			return settle(sight, verdict, false, reason);
	}
	if (READ_ONCE(seen->when) != now)
		WRITE_ONCE(seen->when, now);
	if (use == AS_CLAIM && !READ_ONCE(seen->claimed))
		WRITE_ONCE(seen->claimed, true);
	verdict = READ_ONCE(seen->verdict[use]);
	if (likely(guard_sort_of(verdict) == KNOWN))
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

	if (unlikely(!guard_is_unicast(&facts->source))) {
		if (guard_is_unspecified(&facts->source) &&
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

	if (!guard_is_unicast(&facts->claim))
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
		if (guard_is_unicast(&leases.address[i]))
			check_address(&sight, &leases.address[i], AS_CLAIM,
				      XVS_GUARD_BY_DHCP, SPOOFED_IP);
	return XVS_VERDICT_PASS;
}

/* --- what is asked of a port --- */

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
		return declared || guard_records_of(p)->count;
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
		guard_judge_all_locked(p);
	else
		guard_flush_seen_locked(p);
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

static int guard_nic_create(struct xvs_attach *at, struct xvs_port *port,
			    struct netlink_ext_ack *extack)
{
	compile(at, port, NULL);
	return 0;
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
	guard_flush_seen_locked(p);
	memset(p->offended, 0, sizeof(p->offended));
	spin_unlock_bh(&p->lock);
}

/* --- ports --- */

static int guard_port_create(struct xvs_attach *at, struct xvs_port *port,
			     struct netlink_ext_ack *extack)
{
	struct guard_port *p = xvs_port_priv(at, port);

	spin_lock_init(&p->lock);
	INIT_LIST_HEAD(&p->rows);
	RCU_INIT_POINTER(p->records, (struct records *)&guard_no_records);
	compile(at, port, NULL);
	return 0;
}

static void guard_port_delete(struct xvs_attach *at, struct xvs_port *port)
{
	struct guard_port *p = xvs_port_priv(at, port);

	spin_lock_bh(&p->lock);
	p->closed = true;
	guard_flush_seen_locked(p);
	spin_unlock_bh(&p->lock);
	guard_free_records(p);
}

static int change_addresses(struct xvs_attach *at, struct xvs_port *port,
			    struct xvs_table_change *change,
			    struct netlink_ext_ack *extack)
{
	int err = guard_change_records(xvs_port_priv(at, port), change,
				       extack);

	if (!err)
		compile(at, port, NULL);
	return err;
}

static int guard_save(struct xvs_attach *at, struct xvs_port *port, void *data,
		      size_t room)
{
	return guard_save_seen(xvs_port_priv(at, port), data, room);
}

static int guard_restore(struct xvs_attach *at, struct xvs_port *port,
			 u32 version, const void *data, size_t len,
			 struct netlink_ext_ack *extack)
{
	struct guard_port *p = xvs_port_priv(at, port);
	int err = guard_restore_seen(p, version, data, len, extack);

	if (!err)
		tell_mismatches(at, port, p);
	return err;
}

static const struct xvs_ext_table tables[] = {
	{
		.name = XVS_GUARD_TABLE_ADDRESS,
		.scope = XVS_OF_PORT,
		.version = XVS_GUARD_VERSION,
		.size = sizeof(struct xvs_guard_address),
		.change = change_addresses,
		.next = guard_next_address,
	}, {
		.name = XVS_GUARD_TABLE_SEEN,
		.scope = XVS_OF_PORT,
		.version = XVS_GUARD_VERSION,
		.size = sizeof(struct xvs_guard_seen),
		.next = guard_next_seen,
	}, {
		.name = XVS_GUARD_TABLE_STATE,
		.scope = XVS_OF_PORT,
		.version = XVS_GUARD_VERSION,
		.size = sizeof(struct xvs_guard_state),
		.next = guard_next_state,
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
		if (guard_verdict_over(seen) != XVS_GUARD_MISMATCH ||
		    !guard_is_fresh(p, seen))
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

static const struct xvs_ext guard_ext = {
	.name = "guard",
	.class = XVS_EXT_CLASS_FILTER,
	.abi = XVS_EXT_ABI,
	.version = XVS_GUARD_VERSION,
	.owner = THIS_MODULE,
	.port_priv_size = sizeof(struct guard_port),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.properties = properties,
	.property_count = ARRAY_SIZE(properties),
	.tables = tables,
	.table_count = ARRAY_SIZE(tables),
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
