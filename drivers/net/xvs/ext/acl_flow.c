// SPDX-License-Identifier: GPL-2.0-only
/* Flows: the verdicts of those that are known, and those that a stateful rule
 * has allowed.
 *
 * The first frame of a flow is compared with the rules. Its verdict is kept
 * under what the rules look at and the generation of the rules, so that the
 * frames that follow cost one lookup, and a change of the rules makes all
 * verdicts void at once. A lookup takes no lock. A new verdict is entered only
 * if the lock is free, since the next frame can do that as well; a session, as
 * a flow of a stateful rule is called here, waits for the lock, or the answer
 * would be lost.
 *
 * Entered from acl.c; finds rules in acl_rule.c.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <net/xvs.h>

#include "acl.h"

#define CACHE_MIN	64		/* buckets */
#define SESSION_BUCKETS	1024
#define CACHE_GROWTH	4		/* verdicts in a bucket, and times */
#define CHUNK		64		/* buckets per hold of the lock */
#define HAND_BUCKETS	1024		/* looked at to find idle ones */
#define HAND_ITEMS	8
#define REFRESH		(HZ / 8)	/* how exact @used is */
#define VERDICT_IDLE	(30 * HZ)

u64 xvs_acl_factor[2 * ACL_KEY_WORDS] __read_mostly;

/* --- verdicts: what the rules say of a flow --- */

static void verdict_count(struct acl_verdict *verdict,
			  const struct acl_rule *rule)
{
	if (rule)
		verdict->count[verdict->counts++] = rule->count;
}

/* The extended rule, if any, has been found. A frame must pass both lists, and
 * passes one where no rule of it is met.
 */
static void verdict_make(struct acl_verdict *verdict,
			 const struct acl_set *set, const struct acl_key *key,
			 const struct acl_rule *extended)
{
	const struct acl_rule *base;

	memset(verdict, 0, sizeof(*verdict));
	verdict_count(verdict, extended);
	if (extended && extended->deny) {
		verdict->denied_by = extended->id;
		return;
	}
	base = xvs_acl_find(set, ACL_LIST_BASE, key);
	verdict_count(verdict, base);
	if (base && base->deny) {
		verdict->denied_by = base->id;
		return;
	}
	verdict_count(verdict, xvs_acl_find(set, ACL_LIST_METER, key));
}

static u32 verdict_apply(const struct acl_verdict *verdict, unsigned int len)
{
	struct acl_count *count;
	u32 i;

	for (i = 0; i < verdict->counts; i++) {
		count = this_cpu_ptr(verdict->count[i]);
		u64_stats_update_begin(&count->syncp);
		u64_stats_inc(&count->packets);
		u64_stats_add(&count->bytes, len);
		u64_stats_update_end(&count->syncp);
		WRITE_ONCE(count->last, jiffies);
	}
	return verdict->denied_by;
}

/* --- tables --- */

static struct acl_table *table_create(u32 buckets)
{
	struct acl_table *table;

	table = kvzalloc(struct_size(table, bucket, buckets),
			 GFP_KERNEL | __GFP_NOWARN);
	if (table)
		table->last = buckets - 1;
	return table;
}

static struct hlist_head *table_bucket(struct acl_table *table, u32 hash)
{
	return &table->bucket[hash & table->last];
}

/* Whether it is @span jiffies since @when, which another CPU may just have
 * written: that is not long ago.
 */
static bool is_past(unsigned long when, unsigned long span)
{
	return time_after_eq(jiffies, when + span);
}

/* --- sessions --- */

static void session_key(struct acl_key *to, const struct acl_key *key)
{
	*to = *key;
	eth_zero_addr(to->local_mac);
	eth_zero_addr(to->remote_mac);
	to->flags = ACL_KEY_IP;
}

static bool session_is_idle(const struct acl_session *session)
{
	return is_past(READ_ONCE(session->used), READ_ONCE(session->timeout));
}

static void session_free_unused(struct acl_session *session)
{
	if (!session->timeout && !session->users)
		kfree_rcu(session, rcu);
}

static void session_remove_locked(struct acl_port *port,
				  struct acl_session *session)
{
	lockdep_assert_held(&port->lock);
	hlist_del(&session->node);
	WRITE_ONCE(session->timeout, 0);
	port->sessions--;
	atomic_dec(&port->home->sessions);
	session_free_unused(session);
}

static struct hlist_head *session_bucket(struct acl_port *port,
					 const struct acl_key *key)
{
	return table_bucket(port->session, acl_key_hash(key));
}

/* @key as from session_key(). */
static struct acl_session *session_find_locked(struct acl_port *port,
					       const struct acl_key *key)
{
	struct acl_session *session;

	hlist_for_each_entry(session, session_bucket(port, key), node) {
		if (!acl_key_equal(&session->key, key))
			continue;
		if (!session_is_idle(session))
			return session;
		session_remove_locked(port, session);
		return NULL;
	}
	return NULL;
}

/* Whether a session belongs to @rule from now on. */
static bool session_adopt(struct acl_session *session,
			  const struct acl_set *set,
			  const struct acl_rule *rule)
{
	if (!rule || !rule->timeout)
		return false;
	session->rule = rule;
	session->id = rule->id;
	session->generation = set->generation;
	WRITE_ONCE(session->timeout, rule->timeout);
	return true;
}

/* The rule that allows a session, asked again after a change of the rules. */
static const struct acl_rule *session_rule_locked(struct acl_port *port,
						  const struct acl_set *set,
						  struct acl_session *session)
{
	const struct acl_rule *rule;
	struct acl_key key;

	if (session->generation == set->generation)
		return session->rule;
	key = session->key;
	key.flags = ACL_KEY_IP | ACL_KEY_WHOLE;
	if (session->in)
		key.flags |= ACL_KEY_IN;
	rule = xvs_acl_find(set, ACL_LIST_EXTENDED, &key);
	if (session_adopt(session, set, rule))
		return rule;
	session_remove_locked(port, session);
	return NULL;
}

/* The one that was idle for longest among a few gives way. */
static void session_evict_locked(struct acl_port *port)
{
	struct acl_session *session, *oldest = NULL;
	u32 i, items = 0;

	for (i = 0; i < HAND_BUCKETS && items < HAND_ITEMS; i++) {
		port->session_hand++;
		port->session_hand &= port->session->last;
		hlist_for_each_entry(session,
				     &port->session->bucket[port->session_hand],
				     node) {
			items++;
			if (!oldest ||
			    time_before(session->used, oldest->used))
				oldest = session;
		}
	}
	if (oldest)
		session_remove_locked(port, oldest);
}

static bool sessions_full(const struct acl_port *port)
{
	return port->sessions >= READ_ONCE(port->flow_limit) ||
	       atomic_read(&port->home->sessions) >=
	       READ_ONCE(port->home->flow_limit);
}

static struct acl_session *session_create_locked(struct acl_port *port,
						 const struct acl_key *key,
						 bool in)
{
	struct acl_session *session;

	lockdep_assert_held(&port->lock);
	if (port->gone)
		return NULL;
	if (sessions_full(port))
		session_evict_locked(port);
	if (sessions_full(port))
		return NULL;
	session = kzalloc(sizeof(*session), GFP_ATOMIC | __GFP_NOWARN);
	if (!session)
		return NULL;
	session->key = *key;
	session->in = in;
	hlist_add_head(&session->node, session_bucket(port, key));
	port->sessions++;
	atomic_inc(&port->home->sessions);
	return session;
}

/* --- the cache of verdicts --- */

/* The port's lock is held, or that of its home: it takes both to replace it. */
static struct acl_table *cache_locked(const struct acl_port *port)
{
	return rcu_dereference_protected(port->cache, 1);
}

static void flow_remove_locked(struct acl_port *port, struct acl_flow *flow)
{
	struct acl_session *session = flow->session;

	lockdep_assert_held(&port->lock);
	hlist_del_rcu(&flow->node);
	port->verdicts--;
	atomic_dec(&port->home->verdicts);
	if (session) {
		session->users--;
		session_free_unused(session);
	}
	kfree_rcu(flow, rcu);
}

static struct acl_flow *flow_find(struct acl_table *cache,
				  const struct acl_key *key, u32 hash)
{
	struct acl_flow *flow;

	hlist_for_each_entry_rcu(flow, table_bucket(cache, hash), node)
		if (acl_key_equal(&flow->key, key))
			return flow;
	return NULL;
}

static bool cache_is_full(const struct acl_port *port,
			  const struct acl_table *cache)
{
	return port->verdicts > cache->last * CACHE_GROWTH ||
	       port->verdicts >= READ_ONCE(port->verdict_limit) ||
	       atomic_read(&port->home->verdicts) >=
	       READ_ONCE(port->home->verdict_limit);
}

/* As session_evict_locked(). */
static void flow_evict_locked(struct acl_port *port, struct acl_table *cache)
{
	struct acl_flow *flow, *oldest = NULL;
	u32 i, items = 0;

	for (i = 0; i < HAND_BUCKETS && items < HAND_ITEMS; i++) {
		port->verdict_hand = (port->verdict_hand + 1) & cache->last;
		hlist_for_each_entry(flow, &cache->bucket[port->verdict_hand],
				     node) {
			items++;
			if (!oldest || time_before(flow->used, oldest->used))
				oldest = flow;
		}
	}
	if (oldest)
		flow_remove_locked(port, oldest);
}

/* Work for later: idle verdicts to remove, or soon: a larger table. */
static void call_sweeper(struct acl_port *port, bool soon)
{
	struct delayed_work *work = &port->home->work;

	if (soon)
		mod_delayed_work(system_wq, work, 0);
	else if (!delayed_work_pending(work))
		schedule_delayed_work(work, HZ);
}

static bool cache_has_room_locked(struct acl_port *port,
				  struct acl_table *cache)
{
	bool grow = cache->last + 1 < READ_ONCE(port->verdict_limit);

	call_sweeper(port, grow && port->verdicts == cache->last);
	if (!cache_is_full(port, cache))
		return true;
	flow_evict_locked(port, cache);
	return !cache_is_full(port, cache);
}

/* Keep a verdict, in the place of one by other rules. */
static void flow_create_locked(struct acl_port *port, const struct acl_set *set,
			       const struct acl_key *key, u32 hash,
			       const struct acl_verdict *verdict,
			       struct acl_session *session)
{
	struct acl_table *cache = cache_locked(port);
	struct acl_flow *flow;

	lockdep_assert_held(&port->lock);
	if (port->gone)
		return;
	flow = flow_find(cache, key, hash);
	if (flow)
		flow_remove_locked(port, flow);
	if (!cache_has_room_locked(port, cache))
		return;
	flow = kmalloc(sizeof(*flow), GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return;
	flow->key = *key;
	flow->used = jiffies;
	flow->generation = set->generation;
	flow->verdict = *verdict;
	flow->session = session;
	if (session)
		session->users++;
	hlist_add_head_rcu(&flow->node, table_bucket(cache, hash));
	port->verdicts++;
	atomic_inc(&port->home->verdicts);
}

/* --- a flow's first frame --- */

static void classify_plain(struct acl_port *port, const struct acl_set *set,
			   const struct acl_key *key, u32 hash,
			   struct acl_verdict *verdict)
{
	verdict_make(verdict, set, key,
		     xvs_acl_find(set, ACL_LIST_EXTENDED, key));
	if (spin_trylock(&port->lock)) {
		flow_create_locked(port, set, key, hash, verdict, NULL);
		spin_unlock(&port->lock);
	}
}

/* What was said of answers before there was a question holds no more. */
static void forget_answers_locked(struct acl_port *port,
				  const struct acl_key *key)
{
	struct acl_key answer = *key;
	struct acl_flow *flow;

	answer.flags ^= ACL_KEY_IN;
	flow = flow_find(cache_locked(port), &answer, acl_key_hash(&answer));
	if (flow)
		flow_remove_locked(port, flow);
}

/* A frame opens a session, or goes on with one in its own direction. */
static struct acl_session *open_locked(struct acl_port *port,
				       const struct acl_set *set,
				       const struct acl_key *key,
				       struct acl_session *session,
				       const struct acl_rule *rule)
{
	struct acl_key own;

	if (!session) {
		session_key(&own, key);
		session = session_create_locked(port, &own,
						key->flags & ACL_KEY_IN);
		if (!session)
			return NULL;
		forget_answers_locked(port, key);
	}
	WRITE_ONCE(session->used, jiffies);
	session_adopt(session, set, rule);
	return session;
}

/* The session that a frame belongs to; with @rule, as an answer. */
static struct acl_session *belongs_locked(struct acl_port *port,
					  const struct acl_set *set,
					  const struct acl_key *key,
					  const struct acl_rule **rule)
{
	struct acl_session *session;
	struct acl_key own;

	*rule = NULL;
	if (!(key->flags & ACL_KEY_WHOLE))
		return NULL;
	session_key(&own, key);
	session = session_find_locked(port, &own);
	if (!session || session->in == !!(key->flags & ACL_KEY_IN))
		return session;
	*rule = session_rule_locked(port, set, session);
	return *rule ? session : NULL;
}

/* Sets @verdict; returns the session that it holds for, if any. */
static struct acl_session *judge_locked(struct acl_port *port,
					const struct acl_set *set,
					const struct acl_key *key,
					struct acl_verdict *verdict)
{
	const struct acl_rule *rule;
	struct acl_session *session;

	session = belongs_locked(port, set, key, &rule);
	if (rule) {
		WRITE_ONCE(session->used, jiffies);
		verdict_make(verdict, set, key, rule);
		return session;
	}
	rule = xvs_acl_find(set, ACL_LIST_EXTENDED, key);
	verdict_make(verdict, set, key, rule);
	if (!rule || !rule->timeout || verdict->denied_by ||
	    !(key->flags & ACL_KEY_WHOLE))
		return NULL;
	return open_locked(port, set, key, session, rule);
}

/* Where rules look at MACs, answers may be found under others than the
 * question, and what is said of them before could not be forgotten: it is not
 * kept.
 */
static void classify_stateful(struct acl_port *port, const struct acl_set *set,
			      const struct acl_key *key, u32 hash,
			      struct acl_verdict *verdict)
{
	struct acl_session *session;

	spin_lock(&port->lock);
	session = judge_locked(port, set, key, verdict);
	if (session || !set->macs || !(key->flags & ACL_KEY_WHOLE))
		flow_create_locked(port, set, key, hash, verdict, session);
	spin_unlock(&port->lock);
}

static noinline u32 classify(struct acl_port *port, const struct acl_set *set,
			     const struct acl_key *key, u32 hash,
			     unsigned int len)
{
	struct acl_verdict verdict;

	atomic_long_inc(&port->classified);
	if (set->stateful)
		classify_stateful(port, set, key, hash, &verdict);
	else
		classify_plain(port, set, key, hash, &verdict);
	return verdict_apply(&verdict, len);
}

/* --- every frame --- */

static bool flow_is_good(const struct acl_flow *flow,
			 const struct acl_set *set)
{
	return flow->generation == set->generation &&
	       (!flow->session || !session_is_idle(flow->session));
}

static void flow_touch(struct acl_flow *flow)
{
	unsigned long now = jiffies;

	if (now - READ_ONCE(flow->used) < REFRESH)
		return;
	WRITE_ONCE(flow->used, now);
	if (flow->session)
		WRITE_ONCE(flow->session->used, now);
}

u32 xvs_acl_decide(struct acl_port *port, const struct acl_set *set,
		   const struct acl_key *key, unsigned int len)
{
	struct acl_flow *flow;
	struct acl_key own;
	u32 hash;

	acl_key_mask(&own, key, &set->mask);
	hash = acl_key_hash(&own);
	flow = flow_find(rcu_dereference(port->cache), &own, hash);
	if (unlikely(!flow || !flow_is_good(flow, set)))
		return classify(port, set, &own, hash, len);
	flow_touch(flow);
	return verdict_apply(&flow->verdict, len);
}

/* --- looking after it --- */

static bool flow_is_void(const struct acl_flow *flow, u32 generation)
{
	return flow->generation != generation ||
	       is_past(READ_ONCE(flow->used), VERDICT_IDLE) ||
	       (flow->session && session_is_idle(flow->session));
}

/* No verdict is of generation 0: all go. */
static void sweep_cache(struct acl_port *port, struct acl_table *cache,
			u32 generation)
{
	struct acl_flow *flow;
	struct hlist_node *n;
	u32 bucket = 0, end;

	while (bucket <= cache->last) {
		end = min(bucket + CHUNK, cache->last + 1);
		spin_lock_bh(&port->lock);
		for (; bucket < end; bucket++)
			hlist_for_each_entry_safe(flow, n,
						  &cache->bucket[bucket], node)
				if (flow_is_void(flow, generation))
					flow_remove_locked(port, flow);
		spin_unlock_bh(&port->lock);
		cond_resched();
	}
}

static void sweep_bucket_locked(struct acl_port *port, struct hlist_head *head,
				bool all)
{
	struct acl_session *session;
	struct hlist_node *n;

	hlist_for_each_entry_safe(session, n, head, node)
		if (all || session_is_idle(session))
			session_remove_locked(port, session);
}

static void sweep_sessions(struct acl_port *port, bool all)
{
	u32 bucket = 0, end;

	while (port->session && bucket < SESSION_BUCKETS) {
		end = bucket + CHUNK;
		spin_lock_bh(&port->lock);
		for (; bucket < end; bucket++)
			sweep_bucket_locked(port,
					    &port->session->bucket[bucket],
					    all);
		spin_unlock_bh(&port->lock);
		cond_resched();
	}
}

/* A larger table starts empty: to find the verdicts again costs less than to
 * move them under the eyes of frames.
 */
static void grow_cache(struct acl_port *port)
{
	struct acl_table *old = cache_locked(port), *cache;
	u32 buckets = old->last + 1;

	if (READ_ONCE(port->verdicts) < old->last ||
	    buckets >= READ_ONCE(port->verdict_limit))
		return;
	cache = table_create(buckets * CACHE_GROWTH);
	if (!cache)
		return;
	spin_lock_bh(&port->lock);
	rcu_assign_pointer(port->cache, cache);
	port->verdict_hand = 0;
	spin_unlock_bh(&port->lock);
	sweep_cache(port, old, 0);
	kvfree_rcu(old, rcu);
}

/* Returns whether something is left that will be idle one day. */
bool xvs_acl_port_sweep(struct acl_port *port)
{
	const struct acl_set *set;
	u32 generation = 0;
	bool stateful;

	rcu_read_lock();
	set = rcu_dereference(port->set);
	if (set)
		generation = set->generation;
	stateful = set && set->stateful;
	rcu_read_unlock();

	grow_cache(port);
	sweep_cache(port, cache_locked(port), generation);
	sweep_sessions(port, !stateful);
	return READ_ONCE(port->verdicts) || READ_ONCE(port->sessions);
}

/* --- sessions seen from outside --- */

int xvs_acl_sessions_prepare(struct acl_port *port)
{
	if (port->session)
		return 0;
	port->session = table_create(SESSION_BUCKETS);
	return port->session ? 0 : -ENOMEM;
}

static void session_show(const struct acl_session *session,
			 struct xvs_acl_flow *row)
{
	unsigned long used = READ_ONCE(session->used);
	const struct acl_key *key = &session->key;

	*row = (struct xvs_acl_flow){
		.family = key->family,
		.proto = key->proto,
		.direction = session->in ? XVS_ACL_IN : XVS_ACL_OUT,
		.vlan = key->vid,
		.local_port = key->local_port,
		.remote_port = key->remote_port,
		.rule = session->id,
		.timeout = session->timeout / HZ,
		.idle = jiffies_to_msecs(jiffies - used),
	};
	memcpy(row->local, key->local, sizeof(row->local));
	memcpy(row->remote, key->remote, sizeof(row->remote));
}

/* The place of a session: its bucket and where it stands there, from 1. */
#define PLACE_BITS	20
#define PLACE_MASK	(BIT(PLACE_BITS) - 1)

static bool show_from_locked(struct acl_port *port, u32 *place,
			     struct xvs_acl_flow *row)
{
	u32 bucket = *place >> PLACE_BITS, n;
	struct acl_session *session;

	for (; bucket < SESSION_BUCKETS; bucket++) {
		n = 0;
		hlist_for_each_entry(session, &port->session->bucket[bucket],
				     node) {
			if (n++ < (*place & PLACE_MASK) ||
			    session_is_idle(session))
				continue;
			session_show(session, row);
			*place = bucket << PLACE_BITS | (n - 1);
			return true;
		}
		*place = 0;
	}
	return false;
}

bool xvs_acl_session_next(struct acl_port *port, u32 *id,
			  struct xvs_acl_flow *row)
{
	u32 place = *id ? *id - 1 : 0;
	bool found;

	if (!port->session)
		return false;
	spin_lock_bh(&port->lock);
	found = show_from_locked(port, &place, row);
	spin_unlock_bh(&port->lock);
	*id = place + 1;
	return found;
}

static void restore_locked(struct acl_port *port, const struct acl_set *set,
			   const struct acl_key *key, bool in, u32 idle)
{
	struct acl_session *session;
	struct acl_key opener = *key;

	session = session_find_locked(port, key);
	if (!session)
		session = session_create_locked(port, key, in);
	if (!session)
		return;
	session->used = jiffies - msecs_to_jiffies(idle);
	opener.flags = ACL_KEY_IP | ACL_KEY_WHOLE | (in ? ACL_KEY_IN : 0);
	if (!session_adopt(session, set,
			   xvs_acl_find(set, ACL_LIST_EXTENDED, &opener)))
		session_remove_locked(port, session);
}

void xvs_acl_session_restore(struct acl_port *port, const struct acl_set *set,
			     const struct xvs_acl_flow *row)
{
	struct acl_key key = {
		.local_port = row->local_port,
		.remote_port = row->remote_port,
		.vid = row->vlan,
		.family = row->family,
		.proto = row->proto,
		.flags = ACL_KEY_IP,
	};

	memcpy(key.local, row->local, sizeof(key.local));
	memcpy(key.remote, row->remote, sizeof(key.remote));
	spin_lock_bh(&port->lock);
	restore_locked(port, set, &key, row->direction == XVS_ACL_IN,
		       row->idle);
	spin_unlock_bh(&port->lock);
	call_sweeper(port, false);
}

/* --- a port comes and goes --- */

int xvs_acl_port_init(struct acl_port *port, struct acl_home *home)
{
	struct acl_table *cache = table_create(CACHE_MIN);

	if (!cache)
		return -ENOMEM;
	port->home = home;
	spin_lock_init(&port->lock);
	RCU_INIT_POINTER(port->cache, cache);
	return 0;
}

/* The set has gone. Frames that still have it may look into the cache, but
 * enter nothing more.
 */
void xvs_acl_port_exit(struct acl_port *port)
{
	struct acl_table *cache = cache_locked(port);

	spin_lock_bh(&port->lock);
	port->gone = true;
	spin_unlock_bh(&port->lock);
	sweep_cache(port, cache, 0);
	sweep_sessions(port, true);
	kvfree_rcu(cache, rcu);
	if (port->session)
		kvfree_rcu(port->session, rcu);
}
