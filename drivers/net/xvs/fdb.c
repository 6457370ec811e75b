// SPDX-License-Identifier: GPL-2.0-only
/* The table of addresses: behind which port each one lives.
 *
 * A frame looks its two addresses up here under RCU. Whoever changes the table
 * holds its lock, a frame only if it need not wait for it.
 *
 * A bucket is the top bits of a hash, and a chain is in the order of the whole
 * hash. So the entries have one order, whatever the size of the table: growth
 * splits each bucket into a contiguous few, and a walk that was interrupted
 * goes on behind the last hash it saw.
 */
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "event.h"
#include "fdb.h"
#include "port.h"

#define MIN_BITS	6
#define MAX_BITS	24
#define GROW_BITS	2
#define CHUNK		64		/* buckets per hold of the lock */
#define REFRESH		(HZ / 8)	/* how exact @used is */
#define AGEING		(300 * HZ)

struct xvs_fdb_table {
	u64			factor;		/* random, odd */
	u8			bits;
	u8			shift;		/* 64 - bits */
	u8			link;		/* of next[] in the entries */
	struct rcu_head		rcu;
	struct xvs_fdb_entry __rcu *buckets[];
};

static struct kmem_cache *cache;

/* --- table and chains --- */

static struct xvs_fdb_table *table_alloc(u64 factor, u8 bits, u8 link)
{
	struct xvs_fdb_table *table;

	table = kvzalloc(struct_size(table, buckets, 1UL << bits),
			 GFP_KERNEL | __GFP_NOWARN);
	if (!table)
		return NULL;
	table->factor = factor;
	table->bits = bits;
	table->shift = 64 - bits;
	table->link = link;
	return table;
}

/* Both folds keep an unlucky factor from piling up addresses that count
 * upwards, as those of guests do: the first brings the last octets and the
 * VLAN into the low half, the second has that half in the top bits too. No two
 * keys have one hash.
 */
static u64 hash_of(const struct xvs_fdb_table *table, u64 key)
{
	u64 hash = (key ^ key >> 32) * table->factor;

	return hash ^ hash << 32;
}

static struct xvs_fdb_entry *lookup(const struct xvs_fdb_table *table, u64 key)
{
	u64 bucket = hash_of(table, key) >> table->shift;
	struct xvs_fdb_entry *entry;

	entry = rcu_dereference_check(table->buckets[bucket], 1);
	while (entry && entry->key != key)
		entry = rcu_dereference_check(entry->next[table->link], 1);
	return entry;
}

static struct xvs_fdb_table *table_locked(const struct xvs_fdb *fdb)
{
	return rcu_dereference_protected(fdb->table,
					 lockdep_is_held(&fdb->lock));
}

/* The link that leads to @hash, or to what follows it. */
static struct xvs_fdb_entry __rcu **place_locked(struct xvs_fdb_table *table,
						 u64 hash)
{
	struct xvs_fdb_entry __rcu **link;
	struct xvs_fdb_entry *entry;

	link = &table->buckets[hash >> table->shift];
	while ((entry = rcu_dereference_protected(*link, 1)) &&
	       hash_of(table, entry->key) < hash)
		link = &entry->next[table->link];
	return link;
}

static void chain_locked(struct xvs_fdb_table *table,
			 struct xvs_fdb_entry *entry)
{
	struct xvs_fdb_entry __rcu **link;

	link = place_locked(table, hash_of(table, entry->key));
	RCU_INIT_POINTER(entry->next[table->link],
			 rcu_dereference_protected(*link, 1));
	rcu_assign_pointer(*link, entry);
}

static void unchain_locked(struct xvs_fdb_table *table,
			   struct xvs_fdb_entry *entry)
{
	struct xvs_fdb_entry __rcu **link;

	link = place_locked(table, hash_of(table, entry->key));
	/* readers that stand at the entry go on from it */
	rcu_assign_pointer(*link,
			   rcu_dereference_protected(entry->next[table->link],
						     1));
}

/* While a new table fills, what it has already passed is kept in both. */
static struct xvs_fdb_table *second_table_locked(const struct xvs_fdb *fdb,
						 u64 key)
{
	if (!fdb->next || hash_of(fdb->next, key) >= fdb->filled)
		return NULL;
	return fdb->next;
}

/* --- growth --- */

static bool too_full(const struct xvs_fdb *fdb,
		     const struct xvs_fdb_table *table)
{
	return READ_ONCE(fdb->count) >> table->bits &&
	       table->bits + GROW_BITS <= MAX_BITS;
}

/* Returns whether there is more to do. */
static bool fill_some_locked(struct xvs_fdb *fdb)
{
	struct xvs_fdb_table *old = table_locked(fdb);
	u64 bucket = fdb->filled >> old->shift;
	struct xvs_fdb_entry __rcu **link;
	struct xvs_fdb_entry *entry;
	unsigned int i;

	for (i = 0; i < CHUNK && bucket >> old->bits == 0; i++, bucket++) {
		link = &old->buckets[bucket];
		while ((entry = rcu_dereference_protected(*link, 1))) {
			chain_locked(fdb->next, entry);
			link = &entry->next[old->link];
		}
	}
	if (bucket >> old->bits == 0) {
		fdb->filled = bucket << old->shift;
		return true;
	}
	rcu_assign_pointer(fdb->table, fdb->next);
	fdb->next = NULL;
	return false;
}

static void fill(struct xvs_fdb *fdb, struct xvs_fdb_table *next)
{
	bool more;

	spin_lock_bh(&fdb->lock);
	fdb->next = next;
	fdb->filled = 0;
	spin_unlock_bh(&fdb->lock);
	do {
		spin_lock_bh(&fdb->lock);
		more = fill_some_locked(fdb);
		spin_unlock_bh(&fdb->lock);
		cond_resched();
	} while (more);
}

/* Only this work replaces the table. Where there is no memory, the chains get
 * longer and the next new entry tries again.
 */
static void grow(struct work_struct *work)
{
	struct xvs_fdb *fdb = container_of(work, struct xvs_fdb, grow);
	struct xvs_fdb_table *old, *next;

	old = rcu_dereference_protected(fdb->table, 1);
	while (too_full(fdb, old)) {
		next = table_alloc(old->factor, old->bits + GROW_BITS,
				   !old->link);
		if (!next)
			return;
		fill(fdb, next);
		/* the old links are free for the table after next */
		synchronize_rcu();
		kvfree(old);
		old = next;
	}
}

/* --- entries --- */

static void tell(const struct xvs_fdb_entry *entry, enum xvs_event event,
		 const struct xvs_port *port, const struct xvs_port *old)
{
	struct xvs_fdb_news news = {
		.port = port,
		.old = old,
		.key = entry->key,
		.kind = entry->kind,
		.event = event,
	};

	xvs_event_fdb(&news);
}

static struct xvs_port *port_locked(const struct xvs_fdb_entry *entry)
{
	return rcu_dereference_protected(entry->port, 1);
}

static bool is_learned(const struct xvs_fdb_entry *entry)
{
	return READ_ONCE(entry->kind) == XVS_FDB_KIND_LEARNED;
}

static bool is_expired(const struct xvs_fdb *fdb,
		       const struct xvs_fdb_entry *entry)
{
	unsigned long ageing = READ_ONCE(fdb->ageing);

	return is_learned(entry) && ageing &&
	       jiffies - READ_ONCE(entry->used) > ageing;
}

static unsigned long age_interval(const struct xvs_fdb *fdb)
{
	return clamp_t(unsigned long, READ_ONCE(fdb->ageing) / 4, 1, 10 * HZ);
}

static void count_locked(struct xvs_fdb *fdb, struct xvs_port *port,
			 enum xvs_fdb_kind kind, int by)
{
	WRITE_ONCE(fdb->count, fdb->count + by);
	WRITE_ONCE(port->fdb_count, port->fdb_count + by);
	if (kind == XVS_FDB_KIND_STATIC)
		WRITE_ONCE(fdb->statics, fdb->statics + by);
	if (kind != XVS_FDB_KIND_LEARNED)
		return;
	WRITE_ONCE(fdb->learned, fdb->learned + by);
	WRITE_ONCE(port->fdb_learned, port->fdb_learned + by);
}

static int insert_locked(struct xvs_fdb *fdb, struct xvs_port *port, u64 key,
			 enum xvs_fdb_kind kind)
{
	struct xvs_fdb_table *table = table_locked(fdb), *second;
	struct xvs_fdb_entry *entry;

	entry = kmem_cache_zalloc(cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!entry)
		return -ENOMEM;
	entry->key = key;
	entry->kind = kind;
	entry->used = jiffies;
	RCU_INIT_POINTER(entry->port, port);
	hlist_add_head(&entry->port_node, &port->fdb_entries);
	count_locked(fdb, port, kind, 1);

	chain_locked(table, entry);
	second = second_table_locked(fdb, key);
	if (second)
		chain_locked(second, entry);
	if (too_full(fdb, table) && !fdb->next)
		schedule_work(&fdb->grow);
	if (kind == XVS_FDB_KIND_LEARNED && READ_ONCE(fdb->ageing))
		schedule_delayed_work(&fdb->age, age_interval(fdb));
	tell(entry, XVS_EVENT_CREATED, port, NULL);
	return 0;
}

static void free_entry(struct rcu_head *rcu)
{
	kmem_cache_free(cache, container_of(rcu, struct xvs_fdb_entry, rcu));
}

static void remove_locked(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry)
{
	struct xvs_fdb_table *second = second_table_locked(fdb, entry->key);
	struct xvs_port *port = port_locked(entry);

	tell(entry, XVS_EVENT_DELETED, port, NULL);
	unchain_locked(table_locked(fdb), entry);
	if (second)
		unchain_locked(second, entry);
	count_locked(fdb, port, entry->kind, -1);
	hlist_del(&entry->port_node);
	call_rcu(&entry->rcu, free_entry);
}

/* The entry becomes @port's, and of @kind. */
static void assign_locked(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry,
			  struct xvs_port *port, enum xvs_fdb_kind kind)
{
	struct xvs_port *old = port_locked(entry);
	enum xvs_fdb_kind before = entry->kind;

	count_locked(fdb, old, before, -1);
	count_locked(fdb, port, kind, 1);
	WRITE_ONCE(entry->used, jiffies);
	WRITE_ONCE(entry->kind, kind);
	if (old != port) {
		rcu_assign_pointer(entry->port, port);
		hlist_del(&entry->port_node);
		hlist_add_head(&entry->port_node, &port->fdb_entries);
		tell(entry, XVS_EVENT_MOVED, port, old);
	} else if (before != kind) {
		tell(entry, XVS_EVENT_CHANGED, port, NULL);
	}
}

/* The pin goes; what the operator had put there stays. */
static void unpin_locked(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry)
{
	if (!entry->kept) {
		remove_locked(fdb, entry);
		return;
	}
	entry->kept = false;
	assign_locked(fdb, entry, port_locked(entry), XVS_FDB_KIND_STATIC);
}

/* --- the way of a frame --- */

struct xvs_port *xvs_fdb_find_rcu(const struct xvs_fdb *fdb, u64 key)
{
	struct xvs_fdb_entry *entry;

	entry = lookup(rcu_dereference(fdb->table), key);
	if (!entry || is_expired(fdb, entry))
		return NULL;
	return rcu_dereference(entry->port);
}

static enum xvs_fdb_verdict judge(const struct xvs_fdb *fdb,
				  const struct xvs_fdb_entry *entry,
				  const struct xvs_port *port)
{
	if (!entry || rcu_access_pointer(entry->port) == port)
		return XVS_FDB_OK;
	if (!is_learned(entry))
		return XVS_FDB_PINNED;
	if (READ_ONCE(fdb->move) || is_expired(fdb, entry))
		return XVS_FDB_OK;
	return XVS_FDB_OWNED;
}

static bool is_full(unsigned int learned, unsigned int limit)
{
	return limit && learned >= limit;
}

/* One a second tells enough. */
static void tell_refused_locked(struct xvs_fdb *fdb,
				const struct xvs_fdb_entry *entry,
				const struct xvs_port *port)
{
	if (time_before(jiffies, fdb->refused + HZ))
		return;
	fdb->refused = jiffies;
	tell(entry, XVS_EVENT_REFUSED, port, port_locked(entry));
}

static void learn_locked(struct xvs_fdb *fdb, struct xvs_port *port, u64 key)
{
	struct xvs_fdb_entry *entry = lookup(table_locked(fdb), key);

	if (judge(fdb, entry, port) != XVS_FDB_OK) {
		tell_refused_locked(fdb, entry, port);
		return;
	}
	if (entry && port_locked(entry) == port)
		return;
	if (is_full(port->fdb_learned, READ_ONCE(port->fdb_limit)))
		return;
	if (entry)
		assign_locked(fdb, entry, port, XVS_FDB_KIND_LEARNED);
	else if (!is_full(fdb->learned, READ_ONCE(fdb->limit)))
		insert_locked(fdb, port, key, XVS_FDB_KIND_LEARNED);
}

static noinline enum xvs_fdb_verdict learn(struct xvs_fdb *fdb,
					   struct xvs_port *port, u64 key,
					   const struct xvs_fdb_entry *entry)
{
	enum xvs_fdb_verdict verdict = judge(fdb, entry, port);

	/* if others are at it, the next frame teaches the same */
	if (spin_trylock(&fdb->lock)) {
		learn_locked(fdb, port, key);
		spin_unlock(&fdb->lock);
	}
	return verdict;
}

enum xvs_fdb_verdict xvs_fdb_learn_rcu(struct xvs_fdb *fdb,
				       struct xvs_port *port, u64 key)
{
	struct xvs_fdb_entry *entry;

	entry = lookup(rcu_dereference(fdb->table), key);
	if (unlikely(!entry || rcu_access_pointer(entry->port) != port))
		return learn(fdb, port, key, entry);
	if (jiffies - READ_ONCE(entry->used) >= REFRESH)
		WRITE_ONCE(entry->used, jiffies);
	return XVS_FDB_OK;
}

/* --- the operator and the ports --- */

static int add_locked(struct xvs_fdb *fdb, struct xvs_port *port, u64 key,
		      enum xvs_fdb_kind kind, struct netlink_ext_ack *extack)
{
	struct xvs_fdb_entry *entry = lookup(table_locked(fdb), key);

	if (!entry)
		return insert_locked(fdb, port, key, kind);
	if (is_learned(entry)) {
		assign_locked(fdb, entry, port, kind);
		return 0;
	}
	if (port_locked(entry) != port) {
		if (entry->kind == XVS_FDB_KIND_PINNED)
			NL_SET_ERR_MSG(extack,
				       "the address is the declared one of another port's NIC");
		else
			NL_SET_ERR_MSG(extack,
				       "the address has a static entry at another port");
		return -EEXIST;
	}
	if (entry->kind != kind) {
		entry->kept = true;
		assign_locked(fdb, entry, port, XVS_FDB_KIND_PINNED);
	}
	return 0;
}

int xvs_fdb_add(struct xvs_fdb *fdb, struct xvs_port *port, u64 key,
		enum xvs_fdb_kind kind, struct netlink_ext_ack *extack)
{
	int err;

	spin_lock_bh(&fdb->lock);
	err = add_locked(fdb, port, key, kind, extack);
	spin_unlock_bh(&fdb->lock);
	return err;
}

static int del_locked(struct xvs_fdb *fdb, u64 key, enum xvs_fdb_kind kind,
		      struct netlink_ext_ack *extack)
{
	struct xvs_fdb_entry *entry = lookup(table_locked(fdb), key);
	bool pinned = entry && entry->kind == XVS_FDB_KIND_PINNED;

	if (!entry || (kind == XVS_FDB_KIND_PINNED && !pinned)) {
		NL_SET_ERR_MSG(extack,
			       "the table has no such address in this VLAN");
		return -ENOENT;
	}
	if (pinned && kind != XVS_FDB_KIND_PINNED && !entry->kept) {
		NL_SET_ERR_MSG(extack,
			       "the address is the declared one of a port's NIC; change the NIC instead");
		return -EBUSY;
	}
	if (kind == XVS_FDB_KIND_PINNED)
		unpin_locked(fdb, entry);
	else if (pinned)
		entry->kept = false;
	else
		remove_locked(fdb, entry);
	return 0;
}

int xvs_fdb_del(struct xvs_fdb *fdb, u64 key, enum xvs_fdb_kind kind,
		struct netlink_ext_ack *extack)
{
	int err;

	spin_lock_bh(&fdb->lock);
	err = del_locked(fdb, key, kind, extack);
	spin_unlock_bh(&fdb->lock);
	return err;
}

/* --- many at once --- */

typedef int (*visit_t)(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry,
		       void *ctx);

static int visit_bucket_locked(struct xvs_fdb *fdb, u64 *cursor, visit_t visit,
			       void *ctx)
{
	struct xvs_fdb_table *table = table_locked(fdb);
	struct xvs_fdb_entry *entry, *next;
	int err;

	entry = rcu_dereference_protected(*place_locked(table, *cursor), 1);
	for (; entry; entry = next) {
		next = rcu_dereference_protected(entry->next[table->link], 1);
		*cursor = hash_of(table, entry->key);
		err = visit(fdb, entry, ctx);
		if (err)
			return err;
	}
	return 0;
}

/* Visit entries, which may go while they are visited, from *@cursor on, until
 * one visit fails. The lock is let go of every few buckets.
 */
static int visit_all(struct xvs_fdb *fdb, u64 *cursor, visit_t visit, void *ctx)
{
	bool more = true;
	unsigned int i;
	int err = 0;
	u64 bucket;
	u8 shift;

	while (more && !err) {
		spin_lock_bh(&fdb->lock);
		shift = table_locked(fdb)->shift;
		for (i = 0; i < CHUNK && more; i++) {
			bucket = *cursor >> shift;
			err = visit_bucket_locked(fdb, cursor, visit, ctx);
			if (err)
				break;
			*cursor = (bucket + 1) << shift;
			more = *cursor;		/* 0: the end */
		}
		spin_unlock_bh(&fdb->lock);
		cond_resched();
	}
	return err;
}

/* The same for the entries of @port. They wait on a list of our own, which
 * those that stay leave too; who removes one meanwhile takes it off that list.
 */
static void visit_port(struct xvs_fdb *fdb, struct xvs_port *port,
		       visit_t visit, void *ctx)
{
	struct hlist_head todo = HLIST_HEAD_INIT;
	struct xvs_fdb_entry *entry;
	unsigned int i;
	bool more;

	spin_lock_bh(&fdb->lock);
	hlist_move_list(&port->fdb_entries, &todo);
	spin_unlock_bh(&fdb->lock);
	do {
		spin_lock_bh(&fdb->lock);
		for (i = 0; i < CHUNK && !hlist_empty(&todo); i++) {
			entry = hlist_entry(todo.first, struct xvs_fdb_entry,
					    port_node);
			hlist_del(&entry->port_node);
			hlist_add_head(&entry->port_node, &port->fdb_entries);
			visit(fdb, entry, ctx);
		}
		more = !hlist_empty(&todo);
		spin_unlock_bh(&fdb->lock);
		cond_resched();
	} while (more);
}

static int forget_entry(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry,
			void *ctx)
{
	const bool *statics = ctx;

	if (*statics || is_learned(entry))
		remove_locked(fdb, entry);
	else if (entry->kind == XVS_FDB_KIND_PINNED)
		unpin_locked(fdb, entry);
	return 0;
}

void xvs_fdb_forget_port(struct xvs_fdb *fdb, struct xvs_port *port,
			 bool statics)
{
	visit_port(fdb, port, forget_entry, &statics);
}

static int age_entry(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry,
		     void *ctx)
{
	if (is_expired(fdb, entry))
		remove_locked(fdb, entry);
	return 0;
}

static void age(struct work_struct *work)
{
	struct xvs_fdb *fdb = container_of(to_delayed_work(work),
					   struct xvs_fdb, age);
	u64 cursor = 0;

	visit_all(fdb, &cursor, age_entry, NULL);
	if (READ_ONCE(fdb->learned) && READ_ONCE(fdb->ageing))
		schedule_delayed_work(&fdb->age, age_interval(fdb));
}

void xvs_fdb_set_ageing(struct xvs_fdb *fdb, unsigned long ageing)
{
	WRITE_ONCE(fdb->ageing, ageing);
	if (ageing)
		mod_delayed_work(system_wq, &fdb->age, age_interval(fdb));
}

struct flush {
	const struct xvs_fdb_filter	*filter;
	unsigned int			count;
};

static unsigned int age_ms(const struct xvs_fdb_entry *entry)
{
	return jiffies_to_msecs(jiffies - READ_ONCE(entry->used));
}

static bool matches(const struct xvs_fdb_filter *filter,
		    const struct xvs_fdb_entry *entry)
{
	if (filter->fid >= 0 && filter->fid != xvs_fdb_key_fid(entry->key))
		return false;
	return !filter->min_age || age_ms(entry) >= filter->min_age;
}

static int flush_entry(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry,
		       void *ctx)
{
	struct flush *flush = ctx;

	if (!matches(flush->filter, entry))
		return 0;
	if (entry->kind == XVS_FDB_KIND_PINNED ||
	    (!flush->filter->statics && !is_learned(entry)))
		return 0;
	remove_locked(fdb, entry);
	flush->count++;
	return 0;
}

/* Returns how many went. Pinned entries stay, whatever the filter. */
unsigned int xvs_fdb_flush(struct xvs_fdb *fdb,
			   const struct xvs_fdb_filter *filter)
{
	struct flush flush = { .filter = filter };
	u64 cursor = 0;

	if (filter->port)
		visit_port(fdb, filter->port, flush_entry, &flush);
	else
		visit_all(fdb, &cursor, flush_entry, &flush);
	return flush.count;
}

static void view_locked(const struct xvs_fdb_entry *entry,
			struct xvs_fdb_view *view)
{
	view->port = port_locked(entry);
	view->key = entry->key;
	view->kind = entry->kind;
	view->age = age_ms(entry);
}

/* @view->port is valid for as long as the caller keeps ports from going. */
bool xvs_fdb_view(struct xvs_fdb *fdb, u64 key, struct xvs_fdb_view *view)
{
	struct xvs_fdb_entry *entry;

	spin_lock_bh(&fdb->lock);
	entry = lookup(table_locked(fdb), key);
	if (entry && is_expired(fdb, entry))
		entry = NULL;
	if (entry)
		view_locked(entry, view);
	spin_unlock_bh(&fdb->lock);
	return entry;
}

struct walk {
	int	(*show)(void *ctx, const struct xvs_fdb_view *view);
	void	*ctx;
};

static int show_entry(struct xvs_fdb *fdb, struct xvs_fdb_entry *entry,
		      void *ctx)
{
	const struct walk *walk = ctx;
	struct xvs_fdb_view view;

	if (is_expired(fdb, entry))
		return 0;
	view_locked(entry, &view);
	return walk->show(walk->ctx, &view);
}

int xvs_fdb_walk(struct xvs_fdb *fdb, u64 *cursor,
		 int (*show)(void *ctx, const struct xvs_fdb_view *view),
		 void *ctx)
{
	struct walk walk = { .show = show, .ctx = ctx };

	return visit_all(fdb, cursor, show_entry, &walk);
}

/* --- life --- */

int xvs_fdb_init(struct xvs_fdb *fdb)
{
	struct xvs_fdb_table *table;

	memset(fdb, 0, sizeof(*fdb));
	table = table_alloc(get_random_u64() | 1, MIN_BITS, 0);
	if (!table)
		return -ENOMEM;
	RCU_INIT_POINTER(fdb->table, table);
	spin_lock_init(&fdb->lock);
	fdb->ageing = AGEING;
	fdb->move = true;
	fdb->refused = jiffies - HZ;
	INIT_WORK(&fdb->grow, grow);
	INIT_DELAYED_WORK(&fdb->age, age);
	return 0;
}

void xvs_fdb_exit(struct xvs_fdb *fdb)
{
	struct xvs_fdb_table *table;

	WARN_ON_ONCE(fdb->count);
	cancel_work_sync(&fdb->grow);
	cancel_delayed_work_sync(&fdb->age);
	table = rcu_dereference_protected(fdb->table, 1);
	RCU_INIT_POINTER(fdb->table, NULL);
	kvfree_rcu(table, rcu);
}

int xvs_fdb_cache_create(void)
{
	BUILD_BUG_ON(sizeof(struct xvs_fdb_entry) > SMP_CACHE_BYTES &&
		     SMP_CACHE_BYTES >= 64);
	cache = kmem_cache_create("xvs_fdb", sizeof(struct xvs_fdb_entry), 0,
				  SLAB_HWCACHE_ALIGN, NULL);
	return cache ? 0 : -ENOMEM;
}

void xvs_fdb_cache_destroy(void)
{
	rcu_barrier();
	kmem_cache_destroy(cache);
}
