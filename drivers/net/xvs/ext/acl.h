/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_ACL_H
#define _XVS_ACL_H

#include <linux/atomic.h>
#include <linux/if_ether.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <uapi/linux/xvs_acl.h>

struct netlink_ext_ack;
struct sk_buff;
struct xvs_attach;
struct xvs_port;

/* --- what a frame looks like to a rule: acl_parse.c --- */

#define ACL_KEY_WORDS	7

/* acl_key.flags */
#define ACL_KEY_IP	0x01	/* the IP members count */
#define ACL_KEY_WHOLE	0x02	/* ports, or that there are none, are known */
#define ACL_KEY_IN	0x04	/* to the guest */

/* What rules look at, by the guest's side and the other one, so that both ways
 * of a flow differ in one flag only. Compared and masked as words. Also serves
 * as the mask of such a key.
 */
struct acl_key {
	union {
		struct {
			u8	local[16];
			u8	remote[16];
			u16	local_port;	/* host order */
			u16	remote_port;
			u16	vid;
			u8	family;		/* 4, 6; 0: not IP */
			u8	proto;
			u8	local_mac[ETH_ALEN];
			u8	flags;
			u8	pad;
			u8	remote_mac[ETH_ALEN];
			u16	pad2;
		};
		u64		word[ACL_KEY_WORDS];
	};
};

/* Of one module load, so that nobody can aim at one bucket. */
extern u64 xvs_acl_factor[2 * ACL_KEY_WORDS];

/* Multilinear: no two keys are likelier to meet than by chance. */
static inline u32 acl_key_hash(const struct acl_key *key)
{
	u64 sum = 0;
	int i;

	for (i = 0; i < ACL_KEY_WORDS; i++)
		sum += (u32)key->word[i] * xvs_acl_factor[2 * i] +
		       (key->word[i] >> 32) * xvs_acl_factor[2 * i + 1];
	return sum >> 32;
}

static inline void acl_key_mask(struct acl_key *to, const struct acl_key *key,
				const struct acl_key *mask)
{
	int i;

	for (i = 0; i < ACL_KEY_WORDS; i++)
		to->word[i] = key->word[i] & mask->word[i];
}

static inline bool acl_key_equal(const struct acl_key *a,
				 const struct acl_key *b)
{
	u64 differs = 0;
	int i;

	for (i = 0; i < ACL_KEY_WORDS; i++)
		differs |= a->word[i] ^ b->word[i];
	return !differs;
}

/* 0; -EBADMSG where a frame says it is IP and cannot be read as such. @in: it
 * is on its way to the guest.
 */
int xvs_acl_parse(const struct sk_buff *skb, u16 vid, bool in,
		  struct acl_key *key);

/* --- rules: acl_rule.c --- */

struct acl_count {
	u64_stats_t		packets;
	u64_stats_t		bytes;
	u64_stats_t		spared;
	unsigned long		last;		/* jiffies, if any packets */
	struct u64_stats_sync	syncp;
};

enum acl_list_id {
	ACL_LIST_EXTENDED,
	ACL_LIST_BASE,
	ACL_LIST_METER,
	ACL_LISTS
};

/* A rule is the same object in all sets that it is in, one after the other,
 * and so keeps its counters.
 */
struct acl_rule {
	struct acl_key		key;
	struct acl_key		mask;
	u16			local_min, local_max;
	u16			remote_min, remote_max;
	u64			rank;		/* the least one wins */
	struct acl_count __percpu *count;
	u32			id;
	u32			timeout;	/* jiffies; 0: not stateful */
	u8			list;		/* enum acl_list_id */
	bool			deny;
	bool			gone;		/* not in the next set */
	struct acl_rule		*next_gone;	/* of the same set */
	struct xvs_acl_rule	said;		/* as the operator gave it */
};

/* Rules with the same mask, in a hash table. */
struct acl_tuple {
	struct acl_key		mask;
	u64			best;		/* the least rank in it */
	u32			first;		/* bucket, in acl_set.bucket */
	u32			last;		/* less @first: 2^n - 1 */
};

/* All rules of a port, immutable. A rule that changes makes a new set. */
struct acl_set {
	struct acl_key		mask;		/* all that any rule looks at */
	u32			generation;
	u32			count;
	bool			denies;
	bool			stateful;
	bool			macs;		/* rules look at them */
	u32			tuples[ACL_LISTS + 1];	/* each list's first */
	struct acl_tuple	*tuple;		/* the best first, by list */
	u32			*bucket;	/* places in @order, from 1 */
	u32			*next;		/* ... of a bucket; 0: none */
	struct acl_rule		**order;	/* by list, mask, rank */
	struct acl_rule		**by_id;
	struct acl_rule		*gone;		/* go with this set */
	struct rcu_head		rcu;
};

int xvs_acl_rule_check(const struct xvs_acl_rule *said,
		       struct netlink_ext_ack *extack);
struct acl_rule *xvs_acl_rule_create(u32 id, const struct xvs_acl_rule *said);
void xvs_acl_rule_destroy(struct acl_rule *rule);
void xvs_acl_rule_read(const struct acl_rule *rule, struct xvs_acl_hit *hit);

/* A set of the rules of @old (or NULL) that are not gone, and @count more in
 * @added, which it sorts. NULL for want of memory.
 */
struct acl_set *xvs_acl_set_create(const struct acl_set *old,
				   struct acl_rule **added, u32 count);
void xvs_acl_set_destroy(struct acl_set *set);		/* not the rules */
void xvs_acl_set_retire(struct acl_set *set);		/* and the gone ones */

/* How many of its rules are not gone. NULL has none. */
u32 xvs_acl_set_left(const struct acl_set *set);

/* The first rule with an id of @id or more; NULL. */
struct acl_rule *xvs_acl_set_from(const struct acl_set *set, u32 id);

/* The rule of one list that decides about a frame; NULL. */
const struct acl_rule *xvs_acl_find(const struct acl_set *set,
				    enum acl_list_id list,
				    const struct acl_key *key);

/* --- verdicts and flows: acl_flow.c --- */

/* A flow that a stateful rule has allowed. Found under the port's lock; frames
 * reach it through their flow's verdict.
 */
struct acl_session {
	struct hlist_node	node;
	struct acl_key		key;		/* without MACs, direction */
	unsigned long		used;		/* jiffies */
	u32			timeout;	/* jiffies; 0: unlinked */
	u32			generation;	/* of the set with @rule */
	const struct acl_rule	*rule;
	u32			id;		/* of the rule */
	u32			users;		/* verdicts that point here */
	bool			in;		/* opened to the guest */
	struct rcu_head		rcu;
};

/* What became of the rules' comparison with a frame of a flow. */
struct acl_verdict {
	struct acl_count __percpu *count[ACL_LISTS];
	u32			denied_by;	/* id of a rule; 0: it passes */
	u32			counts;
};

struct acl_flow {
	struct hlist_node	node;
	struct acl_key		key;
	unsigned long		used;		/* jiffies */
	u32			generation;	/* of the set that judged */
	struct acl_verdict	verdict;
	struct acl_session	*session;
	struct rcu_head		rcu;
};

struct acl_table {
	u32			last;		/* bucket: a power of two - 1 */
	struct rcu_head		rcu;
	struct hlist_head	bucket[];
};

/* acl_home.flags and acl_port.flags */
#define ACL_DRY_RUN	0x01
#define ACL_LOG		0x02

/* The extension on one switch. */
struct acl_home {
	struct xvs_attach	*at;
	u32			flags;
	u32			verdict_limit;
	u32			flow_limit;
	atomic_t		verdicts;	/* of all ports */
	atomic_t		sessions;
	struct ratelimit_state	log;

	struct mutex		lock;		/* @ports; tables that grow */
	struct list_head	ports;
	struct delayed_work	work;		/* what is idle goes */
};

/* The last frame that a port's rules denied. */
struct acl_last {
	unsigned long		when;		/* jiffies */
	u32			rule;		/* 0: none could tell */
	bool			there;
	bool			spared;
	struct acl_key		key;
};

struct acl_port {
	/* read on every frame */
	struct acl_set __rcu	*set;		/* NULL: no rules */
	struct acl_table __rcu	*cache;
	u32			flags;

	/* on a flow's first frame */
	struct acl_home		*home;
	struct xvs_port		*of;
	u32			verdict_limit;
	u32			flow_limit;
	atomic_long_t		classified;
	spinlock_t		lock;		/* all below, and all links */
	bool			gone;
	u32			verdicts;
	u32			sessions;
	u32			verdict_hand;	/* where to look for idle */
	u32			session_hand;
	struct acl_table	*session;	/* once rules are stateful */
	struct acl_last		last;

	/* control */
	u32			generation;
	struct list_head	node;		/* in acl_home.ports */
};

int xvs_acl_port_init(struct acl_port *port, struct acl_home *home);
void xvs_acl_port_exit(struct acl_port *port);	/* home->lock */

/* The id of the rule that denies the frame, or 0. RCU, bottom halves off. */
u32 xvs_acl_decide(struct acl_port *port, const struct acl_set *set,
		   const struct acl_key *key, unsigned int len);

/* What is idle or was judged by other rules goes; tables grow. home->lock. */
bool xvs_acl_port_sweep(struct acl_port *port);

int xvs_acl_sessions_prepare(struct acl_port *port);
/* Copy the first flow at place @id or later, and say where it was; false. */
bool xvs_acl_session_next(struct acl_port *port, u32 *id,
			  struct xvs_acl_flow *row);
/* A flow from elsewhere, if the rules allow it here too. */
void xvs_acl_session_restore(struct acl_port *port, const struct acl_set *set,
			     const struct xvs_acl_flow *row);

#endif
