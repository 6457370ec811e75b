/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_GUARD_PORT_H
#define _XVS_GUARD_PORT_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include <net/ipv6.h>
#include <net/xvs.h>
#include <uapi/linux/xvs_guard.h>

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

/* Immutable, sorted by id, replaced by RCU. */
struct records {
	struct rcu_head		rcu;
	unsigned int		count;
	unsigned int		of_family[2];	/* IPv6, IPv4 */
	struct record		row[];
};

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
	u8			verdict[USES];	/* of how it was used */
	u8			how;
	u32			told;
	u32			id;
	unsigned long		since;
	struct list_head	row;
	struct rcu_head		rcu;
};

#define BUCKET_BITS	3

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

static inline bool guard_is_ipv4(const struct in6_addr *address)
{
	return ipv6_addr_v4mapped(address);
}

static inline enum sort guard_sort_of(u8 verdict)
{
	return verdict >= XVS_GUARD_UNRECORDED ? STRANGER : KNOWN;
}

static inline struct hlist_head *bucket_of(struct guard_port *p,
					   const struct in6_addr *address)
{
	const __be32 *words = address->s6_addr32;
	u32 key = (__force u32)(words[0] ^ words[1] ^ words[2] ^ words[3]);

	return &p->seen[hash_32(key, BUCKET_BITS)];
}

static inline struct seen *guard_find_seen(struct guard_port *p,
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
static inline enum xvs_guard_verdict guard_verdict_over(const struct seen *seen)
{
	return READ_ONCE(seen->verdict[READ_ONCE(seen->claimed) ? AS_CLAIM :
								  AS_SOURCE]);
}

static inline bool guard_is_fresh(const struct guard_port *p,
				  const struct seen *seen)
{
	return time_before(jiffies,
			   READ_ONCE(seen->when) + READ_ONCE(p->age));
}

static inline struct records *guard_records_of(const struct guard_port *p)
{
	/* Written in control context only, which this is. */
	return rcu_dereference_protected(p->records, 1);
}

/* guard_record.c */
extern const struct records guard_no_records;

bool guard_is_unicast(const struct in6_addr *address);
bool guard_is_unspecified(const struct in6_addr *address);
enum xvs_guard_verdict guard_compare(const struct guard_port *p, u32 policy,
				     const struct records *records,
				     const struct in6_addr *address,
				     enum use use);
void guard_free_records(struct guard_port *p);
int guard_change_records(struct guard_port *p,
			 struct xvs_table_change *change,
			 struct netlink_ext_ack *extack);
int guard_next_address(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		       void *data, size_t room);

/* guard_seen.c */
struct seen *guard_learn(struct guard_port *p, u8 verdict,
			 const struct in6_addr *address,
			 enum xvs_guard_how how);
void guard_judge_all_locked(struct guard_port *p);
void guard_flush_seen_locked(struct guard_port *p);
int guard_next_seen(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		    void *data, size_t room);
int guard_next_state(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		     void *data, size_t room);
int guard_save_seen(struct guard_port *p, void *data, size_t room);
int guard_restore_seen(struct guard_port *p, u32 version, const void *data,
		       size_t len, struct netlink_ext_ack *extack);

#endif
