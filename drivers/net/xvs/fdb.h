/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_FDB_H
#define _XVS_FDB_H

#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <uapi/linux/xvs.h>

struct netlink_ext_ack;
struct xvs_fdb_table;
struct xvs_port;

/* What an entry is found by: the address in the low 48 bits, the id of the
 * address space (a VLAN, or the primary of a private VLAN) in the high 16. The
 * address stands as in memory, which takes two loads.
 */
static inline u64 xvs_fdb_key(const u8 *addr, u16 fid)
{
	return get_unaligned((const u32 *)addr) |
	       (u64)get_unaligned((const u16 *)(addr + 4)) << 32 |
	       (u64)fid << 48;
}

static inline void xvs_fdb_key_addr(u64 key, u8 *addr)
{
	put_unaligned((u32)key, (u32 *)addr);
	put_unaligned((u16)(key >> 32), (u16 *)(addr + 4));
}

static inline u16 xvs_fdb_key_fid(u64 key)
{
	return key >> 48;
}

/* One cache line. The hot members come first; @used is written a few times a
 * second at most, so that a busy address does not bounce between CPUs.
 */
struct xvs_fdb_entry {
	/* one per table: a new one fills while the old one is read */
	struct xvs_fdb_entry __rcu *next[2];
	u64			key;
	struct xvs_port __rcu	*port;
	unsigned long		used;		/* jiffies */
	u8			kind;		/* enum xvs_fdb_kind */
	bool			kept;		/* static, below the pin */
	union {
		struct hlist_node port_node;	/* in port->fdb_entries */
		struct rcu_head	rcu;		/* after that */
	};
} __aligned(SMP_CACHE_BYTES);

struct xvs_fdb {
	/* read on every frame */
	struct xvs_fdb_table __rcu *table;
	unsigned long		ageing;		/* jiffies; 0: never */
	bool			move;		/* addresses follow frames */

	/* writers */
	spinlock_t		lock;		/* all below, and all links */
	unsigned int		count;
	unsigned int		learned;
	unsigned int		statics;	/* without those below a pin */
	unsigned int		limit;		/* of learned; 0: none */
	unsigned long		refused;	/* such news was last told */
	struct xvs_fdb_table	*next;		/* being filled, or NULL */
	u64			filled;		/* ... with hashes below this */
	struct work_struct	grow;
	struct delayed_work	age;
};

/* A change of the table, for listeners. */
struct xvs_fdb_news {
	const struct xvs_port	*port;
	const struct xvs_port	*old;		/* moved, refused; or NULL */
	u64			key;
	enum xvs_fdb_kind	kind;
	enum xvs_event		event;
};

/* What became of a source address. */
enum xvs_fdb_verdict {
	XVS_FDB_OK,		/* known here, or learned, or no room: go on */
	XVS_FDB_PINNED,		/* belongs to another port's NIC or is static */
	XVS_FDB_OWNED,		/* another port was first, and stays owner */
};

/* A look at one entry, for dumps. */
struct xvs_fdb_view {
	const struct xvs_port	*port;
	u64			key;
	enum xvs_fdb_kind	kind;
	unsigned int		age;		/* milliseconds */
};

struct xvs_fdb_filter {
	struct xvs_port		*port;		/* NULL: any */
	int			fid;		/* -1: any */
	unsigned int		min_age;	/* milliseconds */
	bool			statics;	/* static entries too */
};

/* An empty table where addresses age after five minutes and follow their
 * frames. It is empty again at exit, when nobody reads it any more.
 */
int xvs_fdb_init(struct xvs_fdb *fdb);
void xvs_fdb_exit(struct xvs_fdb *fdb);

/* RCU held; @learn also with bottom halves off. No frame ever waits here. */
struct xvs_port *xvs_fdb_find_rcu(const struct xvs_fdb *fdb, u64 key);
enum xvs_fdb_verdict xvs_fdb_learn_rcu(struct xvs_fdb *fdb,
				       struct xvs_port *port, u64 key);

/* All below may sleep.
 *
 * @add makes an entry static or pinned; a learned one is taken over. @del with
 * XVS_FDB_KIND_PINNED undoes a pin, with any other kind it is the operator's
 * and a pin stays.
 */
int xvs_fdb_add(struct xvs_fdb *fdb, struct xvs_port *port, u64 key,
		enum xvs_fdb_kind kind, struct netlink_ext_ack *extack);
int xvs_fdb_del(struct xvs_fdb *fdb, u64 key, enum xvs_fdb_kind kind,
		struct netlink_ext_ack *extack);

/* All but static entries of @port, or all. No frame of @port may still be on
 * its way in, or it would be learned again.
 */
void xvs_fdb_forget_port(struct xvs_fdb *fdb, struct xvs_port *port,
			 bool statics);
unsigned int xvs_fdb_flush(struct xvs_fdb *fdb,
			   const struct xvs_fdb_filter *filter);
void xvs_fdb_set_ageing(struct xvs_fdb *fdb, unsigned long ageing);

bool xvs_fdb_view(struct xvs_fdb *fdb, u64 key, struct xvs_fdb_view *view);

/* Show all entries, in an order that outlives growth, from *@cursor, 0 at
 * first. Where @show returns an error, the walk ends with that error, and
 * *@cursor is at the entry not shown. An entry that is there all the time is
 * shown exactly once. @show runs with the table's lock held.
 */
int xvs_fdb_walk(struct xvs_fdb *fdb, u64 *cursor,
		 int (*show)(void *ctx, const struct xvs_fdb_view *view),
		 void *ctx);

int xvs_fdb_cache_create(void);
void xvs_fdb_cache_destroy(void);

#endif
