// SPDX-License-Identifier: GPL-2.0-only
/* Guard: the addresses that a port was seen to use, each with the verdict over
 * it.
 *
 * Frames find them under RCU; what adds, removes and judges them has the
 * port's lock. The number of rows is bounded, and so is the time that a guest
 * can keep the lock by making up addresses.
 */
#include <linux/netlink.h>
#include <linux/slab.h>

#include "guard_port.h"

#define AGE_MAX_MS	(86400 * MSEC_PER_SEC)

/* --- what is seen --- */

static void judge_locked(struct guard_port *p, u32 policy, struct seen *seen)
{
	const struct records *records;
	enum use use;
	u8 verdict;

	lockdep_assert_held(&p->lock);
	records = rcu_dereference_protected(p->records, 1);
	for (use = AS_SOURCE; use < USES; use++) {
		verdict = guard_compare(p, policy, records, &seen->address,
					use);
		WRITE_ONCE(seen->verdict[use], verdict);
	}
}

static void add_seen_locked(struct guard_port *p, struct seen *seen)
{
	seen->id = ++p->last_id;
	p->quota[guard_sort_of(seen->verdict[AS_SOURCE])].count++;
	list_add_tail_rcu(&seen->row, &p->rows);
	hlist_add_head_rcu(&seen->node, bucket_of(p, &seen->address));
}

static void del_seen_locked(struct guard_port *p, struct seen *seen)
{
	p->quota[guard_sort_of(seen->verdict[AS_SOURCE])].count--;
	list_del_rcu(&seen->row);
	hlist_del_rcu(&seen->node);
	kfree_rcu(seen, rcu);
}

void guard_flush_seen_locked(struct guard_port *p)
{
	struct seen *seen, *next;

	list_for_each_entry_safe(seen, next, &p->rows, row)
		del_seen_locked(p, seen);
	memset(p->quota, 0, sizeof(p->quota));
}

/* After a change of the record, or of what is asked. */
void guard_judge_all_locked(struct guard_port *p)
{
	struct seen *seen;

	memset(p->quota, 0, sizeof(p->quota));
	list_for_each_entry(seen, &p->rows, row) {
		judge_locked(p, p->policy, seen);
		p->quota[guard_sort_of(seen->verdict[AS_SOURCE])].count++;
		if (guard_verdict_over(seen) != XVS_GUARD_MISMATCH)
			WRITE_ONCE(seen->told, 0);
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
		if (guard_sort_of(seen->verdict[AS_SOURCE]) != sort)
			continue;
		if (!guard_is_fresh(p, seen))
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

	seen = guard_find_seen(p, address);
	if (seen || p->closed)
		return seen;
	judge_locked(p, p->policy, &first);
	if (!make_room_locked(p, guard_sort_of(first.verdict[AS_SOURCE])))
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
struct seen *guard_learn(struct guard_port *p, u8 verdict,
			 const struct in6_addr *address,
			 enum xvs_guard_how how)
{
	const struct quota *quota = &p->quota[guard_sort_of(verdict)];
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

/* --- tables "seen" and "state" --- */

static u32 ms_since(unsigned long when)
{
	return jiffies_to_msecs(jiffies - when);
}

static void fill_seen(struct xvs_guard_seen *row, const struct seen *seen)
{
	bool ipv4 = guard_is_ipv4(&seen->address);

	*row = (struct xvs_guard_seen) {
		.family = ipv4 ? XVS_GUARD_IPV4 : XVS_GUARD_IPV6,
		.how = seen->how,
		.verdict = guard_verdict_over(seen),
		.age = ms_since(READ_ONCE(seen->when)),
		.since = ms_since(seen->since),
	};
	if (ipv4)
		memcpy(row->address, &seen->address.s6_addr32[3], 4);
	else
		memcpy(row->address, &seen->address, sizeof(row->address));
}

int guard_next_seen(struct xvs_attach *at, struct xvs_port *port, u32 *id,
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
		.recorded = guard_records_of(p)->count,
		.mismatches = atomic64_read(&p->mismatches),
		.unlearned = atomic64_read(&p->unlearned),
	};
	rcu_read_lock();
	list_for_each_entry_rcu(seen, &p->rows, row) {
		state->seen++;
		verdict = guard_verdict_over(seen);
		if (!guard_is_fresh(p, seen))
			continue;
		state->verdict = worse(state->verdict, verdict);
		state->mismatching += verdict == XVS_GUARD_MISMATCH;
	}
	rcu_read_unlock();
}

int guard_next_state(struct xvs_attach *at, struct xvs_port *port, u32 *id,
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

int guard_save_seen(struct guard_port *p, void *data, size_t room)
{
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
	return guard_is_unicast(&saved->address) &&
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
int guard_restore_seen(struct guard_port *p, u32 version, const void *data,
		       size_t len, struct netlink_ext_ack *extack)
{
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
		if (guard_find_seen(p, &saved->address))
			continue;
		seen = learn_locked(p, &saved->address, saved->how);
		if (!seen)
			continue;
		age = min_t(u32, le32_to_cpu(saved->age), AGE_MAX_MS);
		WRITE_ONCE(seen->when, jiffies - msecs_to_jiffies(age));
		seen->since = seen->when;
	}
	spin_unlock_bh(&p->lock);
	return 0;
}

