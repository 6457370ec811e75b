// SPDX-License-Identifier: GPL-2.0-only
/* Capture sessions: the table, its counters, and a frame against a session.
 *
 * Ports know their sessions as bits, one for each slot. A bit may be of a
 * moment ago, so a session asks once more whether a frame is its own.
 */
#include <linux/filter.h>
#include <linux/math64.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/u64_stats_sync.h>

#include "capture.h"

enum outcome {
	CAPTURED,
	UNHEARD,
	FILTERED,
	SAMPLED_OUT,
	NO_MEMORY,
	OUTCOMES,
};

/* @skip: how many frames are let go before the next is chosen. */
struct counters {
	u64_stats_t		packets[OUTCOMES];
	u64_stats_t		bytes;
	struct u64_stats_sync	syncp;
	u32			skip;
};

struct xvs_capture_session_row {
	struct xvs_row		row;
	struct xvs_capture_dev	*dev;
	struct bpf_prog		*prog;
	struct counters __percpu *counters;
	struct xvs_capture_shape shape;
	unsigned int		len;	/* of @conf with its instructions */
	struct xvs_capture_session conf;
};

static struct xvs_capture_session_row *of(struct xvs_row *row)
{
	return container_of(row, struct xvs_capture_session_row, row);
}

static const struct sock_filter *
instructions(const struct xvs_capture_session *conf)
{
	return (const struct sock_filter *)(conf + 1);
}

/* --- what is asked for --- */

static int check_names(const struct xvs_capture_session *conf,
		       struct netlink_ext_ack *extack)
{
	if (!conf->name[0] ||
	    strnlen(conf->name, sizeof(conf->name)) == sizeof(conf->name)) {
		NL_SET_ERR_MSG(extack,
			       "a capture session has a name of 1 to 31 characters");
		return -EINVAL;
	}
	if (strnlen(conf->dev, IFNAMSIZ) == IFNAMSIZ ||
	    !dev_valid_name(conf->dev) || strchr(conf->dev, '%')) {
		NL_SET_ERR_MSG(extack,
			       "this is no name for a capture session's device");
		return -EINVAL;
	}
	return 0;
}

static int check_numbers(const struct xvs_capture_session *conf,
			 struct netlink_ext_ack *extack)
{
	if (!conf->directions ||
	    conf->directions & ~(XVS_CAPTURE_IN | XVS_CAPTURE_OUT |
				 XVS_CAPTURE_DROPPED)) {
		NL_SET_ERR_MSG(extack,
			       "a capture session has directions: in, out, dropped");
		return -EINVAL;
	}
	if (conf->vlan >= VLAN_N_VID - 1 &&
	    conf->vlan != XVS_CAPTURE_VLAN_ANY) {
		NL_SET_ERR_MSG(extack, "a VLAN has a number up to 4094");
		return -ERANGE;
	}
	if (conf->snap &&
	    (conf->snap < ETH_HLEN || conf->snap > XVS_CAPTURE_SNAP_MAX)) {
		NL_SET_ERR_MSG(extack,
			       "the snap length is 14 to 65535 bytes");
		return -ERANGE;
	}
	if (conf->sample > INT_MAX) {
		NL_SET_ERR_MSG(extack,
			       "one frame in 2147483647 is the least that can be sampled");
		return -ERANGE;
	}
	if (conf->mark > XVS_CAPTURE_MARK_GENEVE || conf->pad) {
		NL_SET_ERR_MSG(extack,
			       "this version of the extension does not know such a mark");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int check(struct xvs_attach *at, const struct xvs_entry *entry,
		 struct netlink_ext_ack *extack)
{
	const struct xvs_capture_session *conf = entry->data;
	int err;

	if (entry->len < sizeof(*conf) ||
	    conf->filter_len > XVS_CAPTURE_FILTER_MAX ||
	    entry->len != sizeof(*conf) +
			  conf->filter_len * sizeof(struct sock_filter)) {
		NL_SET_ERR_MSG(extack,
			       "the length of the row is not that of a capture session");
		return -EINVAL;
	}
	err = check_names(conf, extack);
	if (err)
		return err;
	err = check_numbers(conf, extack);
	if (err)
		return err;
	if (conf->port && !xvs_port_find_id(at, conf->port)) {
		NL_SET_ERR_MSG(extack, "the switch has no such port");
		return -ENODEV;
	}
	return xvs_capture_match_check(&conf->match, extack);
}

/* --- rows --- */

static int load_filter(struct xvs_capture_session_row *session,
		       struct netlink_ext_ack *extack)
{
	struct sock_fprog_kern prog = {
		.len = session->conf.filter_len,
		.filter = (struct sock_filter *)instructions(&session->conf),
	};
	int err;

	if (!prog.len)
		return 0;
	err = bpf_prog_create(&session->prog, &prog);
	if (err)
		NL_SET_ERR_MSG(extack, "the filter is no valid classic BPF");
	return err;
}

static struct xvs_capture_session_row *
alloc_session(const struct xvs_entry *entry)
{
	struct xvs_capture_session_row *session;

	session = kzalloc(offsetof(struct xvs_capture_session_row, conf) +
			  entry->len, GFP_KERNEL);
	if (!session)
		return NULL;
	session->counters = netdev_alloc_pcpu_stats(struct counters);
	if (!session->counters) {
		kfree(session);
		return NULL;
	}
	memcpy(&session->conf, entry->data, entry->len);
	session->len = entry->len;
	session->shape.snap = session->conf.snap;
	session->shape.mark = session->conf.mark;
	return session;
}

static void free_session(struct xvs_capture_session_row *session)
{
	if (session->prog)
		bpf_prog_destroy(session->prog);
	free_percpu(session->counters);
	kfree(session);
}

static struct xvs_row *make_session(struct xvs_attach *at,
				    const struct xvs_entry *entry,
				    struct netlink_ext_ack *extack)
{
	struct xvs_capture_session_row *session;
	int err;

	err = check(at, entry, extack);
	if (err)
		return ERR_PTR(err);
	session = alloc_session(entry);
	if (!session)
		return ERR_PTR(-ENOMEM);
	err = load_filter(session, extack);
	if (err)
		goto err_free;
	session->dev = xvs_capture_dev_get(at, session->conf.dev, extack);
	if (IS_ERR(session->dev)) {
		err = PTR_ERR(session->dev);
		goto err_free;
	}
	return &session->row;

err_free:
	free_session(session);
	return ERR_PTR(err);
}

static void destroy_session(struct xvs_attach *at, struct xvs_row *row)
{
	struct xvs_capture_session_row *session = of(row);

	xvs_capture_dev_put(at, session->dev);
	free_session(session);
}

static const struct xvs_rows_ops session_ops = {
	.make = make_session,
	.destroy = destroy_session,
};

static int check_unique(const struct xvs_rows *rows,
			struct netlink_ext_ack *extack)
{
	unsigned int i, j;

	for (i = 0; i < rows->count; i++) {
		for (j = 0; j < i; j++) {
			if (strcmp(of(rows->row[i])->conf.name,
				   of(rows->row[j])->conf.name))
				continue;
			NL_SET_ERR_MSG(extack,
				       "the switch has a capture session of this name");
			return -EEXIST;
		}
	}
	return 0;
}

/* --- slots --- */

static struct xvs_capture_session_row *
slot_of(const struct xvs_capture *capture, unsigned int slot)
{
	/* written in control context only */
	return rcu_dereference_protected(capture->slot[slot], true);
}

static void publish_one(struct xvs_capture *capture,
			struct xvs_capture_session_row *session)
{
	unsigned int slot;

	session->shape.session = session->row.id;
	for (slot = 0; slot < XVS_CAPTURE_MAX; slot++) {
		if (!slot_of(capture, slot)) {
			rcu_assign_pointer(capture->slot[slot], session);
			return;
		}
	}
}

/* There are as many slots as a table has rows. */
static void publish(struct xvs_capture *capture, const struct xvs_rows *to)
{
	struct xvs_capture_session_row *session;
	unsigned int i;

	BUILD_BUG_ON(XVS_CAPTURE_MAX < XVS_ROWS_MAX);
	for (i = 0; i < XVS_CAPTURE_MAX; i++) {
		session = slot_of(capture, i);
		if (session && !xvs_rows_hold(to, &session->row))
			RCU_INIT_POINTER(capture->slot[i], NULL);
	}
	for (i = 0; i < to->count; i++)
		if (to->row[i]->fresh)
			publish_one(capture, of(to->row[i]));
}

int xvs_capture_sessions_change(struct xvs_attach *at,
				struct xvs_table_change *change,
				struct netlink_ext_ack *extack)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_rows to;
	int err;

	err = xvs_rows_prepare(at, &session_ops, &to, &capture->sessions,
			       change, extack);
	if (err)
		return err;
	err = check_unique(&to, extack);
	if (err) {
		xvs_rows_abort(at, &session_ops, &to);
		return err;
	}
	publish(capture, &to);
	xvs_rows_commit(at, &session_ops, &capture->sessions, &to);
	return 0;
}

void xvs_capture_sessions_clear(struct xvs_attach *at)
{
	static const struct xvs_rows none;
	struct xvs_capture *capture = at->priv;

	publish(capture, &none);
	xvs_rows_commit(at, &session_ops, &capture->sessions, &none);
}

static bool is_of(const struct xvs_capture_session_row *session, u32 port,
		  u8 direction)
{
	return session->conf.directions & direction &&
	       (!session->conf.port || session->conf.port == port);
}

/* The slots of the sessions that a port's frames may belong to, as bits. */
u64 xvs_capture_sessions_of(const struct xvs_capture *capture, u32 port,
			    u8 direction)
{
	struct xvs_capture_session_row *session;
	unsigned int slot;
	u64 bits = 0;

	for (slot = 0; slot < XVS_CAPTURE_MAX; slot++) {
		session = slot_of(capture, slot);
		if (session && is_of(session, port, direction))
			bits |= BIT_ULL(slot);
	}
	return bits;
}

/* --- reading --- */

/* The device may have got another name since. */
int xvs_capture_sessions_next(struct xvs_attach *at, struct xvs_port *port,
			      u32 *id, void *data, size_t room)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_row *row = xvs_rows_next(&capture->sessions, *id);
	struct xvs_capture_session_row *session;
	struct xvs_capture_session *conf = data;

	if (!row)
		return 0;
	session = of(row);
	if (room < session->len)
		return -EMSGSIZE;
	memcpy(conf, &session->conf, session->len);
	if (session->dev->dev)
		strscpy_pad(conf->dev, session->dev->dev->name,
			    sizeof(conf->dev));
	*id = row->id;
	return session->len;
}

static void add_counters(struct xvs_capture_stats *stats,
			 const struct counters *counters)
{
	u64 packets[OUTCOMES], bytes;
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&counters->syncp);
		for (i = 0; i < OUTCOMES; i++)
			packets[i] = u64_stats_read(&counters->packets[i]);
		bytes = u64_stats_read(&counters->bytes);
	} while (u64_stats_fetch_retry(&counters->syncp, start));
	stats->captured += packets[CAPTURED];
	stats->bytes += bytes;
	stats->unheard += packets[UNHEARD];
	stats->filtered += packets[FILTERED];
	stats->sampled_out += packets[SAMPLED_OUT];
	stats->no_memory += packets[NO_MEMORY];
}

int xvs_capture_stats_next(struct xvs_attach *at, struct xvs_port *port,
			   u32 *id, void *data, size_t room)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_row *row = xvs_rows_next(&capture->sessions, *id);
	struct xvs_capture_stats *stats = data;
	int cpu;

	if (!row)
		return 0;
	if (room < sizeof(*stats))
		return -EMSGSIZE;
	memset(stats, 0, sizeof(*stats));
	for_each_possible_cpu(cpu)
		add_counters(stats, per_cpu_ptr(of(row)->counters, cpu));
	*id = row->id;
	return sizeof(*stats);
}

/* --- frames --- */

static bool is_wanted(const struct xvs_capture_session_row *session,
		      const struct xvs_capture_seen *seen)
{
	const struct xvs_capture_session *conf = &session->conf;

	if (unlikely(seen->skb->len < ETH_HLEN))
		return false;
	if (conf->vlan != XVS_CAPTURE_VLAN_ANY &&
	    conf->vlan != (seen->tci & VLAN_VID_MASK))
		return false;
	if (!xvs_capture_match(&conf->match, seen->skb))
		return false;
	return !session->prog || bpf_prog_run(session->prog, seen->skb);
}

/* The gap between two chosen frames is even from 0 to twice the mean, so that
 * traffic in step with the sampling is sampled as any other.
 */
static bool is_chosen(const struct xvs_capture_session_row *session,
		      struct counters *counters)
{
	u32 sample = session->conf.sample;

	if (sample <= 1)
		return true;
	if (counters->skip) {
		counters->skip--;
		return false;
	}
	counters->skip = reciprocal_scale(get_random_u32(), 2 * sample - 1);
	return true;
}

static enum outcome treat(const struct xvs_capture_session_row *session,
			  struct counters *counters,
			  const struct xvs_capture_seen *seen,
			  unsigned int *len)
{
	struct net_device *dev = READ_ONCE(session->dev->dev);
	struct sk_buff *copy;

	if (!dev || !xvs_capture_is_heard(dev))
		return UNHEARD;
	if (!is_wanted(session, seen))
		return FILTERED;
	if (!is_chosen(session, counters))
		return SAMPLED_OUT;
	copy = xvs_capture_copy(seen, &session->shape);
	if (!copy)
		return NO_MEMORY;
	*len = min(seen->skb->len, session->conf.snap ?: UINT_MAX);
	xvs_capture_deliver(dev, copy, seen);
	return CAPTURED;
}

static void take(const struct xvs_capture_session_row *session,
		 const struct xvs_capture_seen *seen)
{
	struct counters *counters = this_cpu_ptr(session->counters);
	enum outcome outcome;
	unsigned int len = 0;

	outcome = treat(session, counters, seen, &len);
	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->packets[outcome]);
	u64_stats_add(&counters->bytes, len);
	u64_stats_update_end(&counters->syncp);
}

void xvs_capture_frame(struct xvs_capture *capture, u64 sessions,
		       const struct xvs_capture_seen *seen)
{
	const struct xvs_capture_session_row *session;
	u32 port = xvs_port_id(seen->port);

	for (; sessions; sessions &= sessions - 1) {
		session = rcu_dereference(capture->slot[__ffs64(sessions)]);
		if (session && is_of(session, port, seen->direction))
			take(session, seen);
	}
}
