// SPDX-License-Identifier: GPL-2.0-only
/* Extensions on one switch: attached, enabled, ordered, detached.
 *
 * The order is that of the classes, then the operator's number, then who came
 * first; never that of loading. Whatever changes it compiles the stack anew,
 * and when a function here returns, no frame runs through the former one.
 */
#include <linux/list.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "attach.h"
#include "event.h"
#include "hold.h"
#include "nic.h"
#include "port.h"
#include "property.h"
#include "refusal.h"
#include "stack.h"
#include "switch.h"
#include "walk.h"

/* --- finding --- */

struct xvs_attachment *xvs_attach_find_locked(struct xvs_switch *sw,
					      const char *name)
{
	struct xvs_attachment *att;

	lockdep_assert_held(&sw->lock);
	list_for_each_entry(att, &sw->attachments, node)
		if (!strcmp(att->pub.ext->name, name))
			return att;
	return NULL;
}

/* In stack order; NULL past the end. */
struct xvs_attachment *xvs_attach_nth_locked(struct xvs_switch *sw,
					     unsigned int n)
{
	struct xvs_attachment *att;

	lockdep_assert_held(&sw->lock);
	list_for_each_entry(att, &sw->attachments, node)
		if (!n--)
			return att;
	return NULL;
}

/* --- order --- */

static void insert(struct xvs_attachment *att)
{
	struct xvs_switch *sw = att->sw;
	struct xvs_attachment *other;
	u32 place = 0;

	list_for_each_entry(other, &sw->attachments, node)
		if (xvs_attachment_precedes(att, other))
			break;
	list_add_tail(&att->node, &other->node);
	list_for_each_entry(other, &sw->attachments, node)
		other->place = ++place;
}

/* --- the stack in force --- */

static void require_all(struct xvs_switch *sw)
{
	struct xvs_port *port;
	u32 id = 1;

	for (; (port = xvs_port_next_locked(sw, id)); id = port->id + 1)
		xvs_port_require_locked(port);
}

/* Who comes is shown the associations, and may not want them. */
static int recompile(struct xvs_switch *sw, gfp_t gfp,
		     struct netlink_ext_ack *extack)
{
	const struct xvs_stack *stack, *old;
	int err;

	stack = xvs_stack_compile(&sw->attachments, gfp);
	if (!stack)
		return -ENOMEM;
	err = xvs_ipsec_stack_begin(sw, stack, extack);
	if (err) {
		xvs_stack_free(stack);
		return err;
	}
	old = rcu_replace_pointer(sw->stack, stack,
				  lockdep_is_held(&sw->lock));
	xvs_ipsec_stack_end(sw, stack, old);
	xvs_port_set_verdict_locked(sw, xvs_stack_is_used(stack));
	synchronize_net();
	xvs_stack_free(old);
	require_all(sw);
	return 0;
}

/* For what cannot be refused any more. A port that requires the extension that
 * goes is closed before a frame finds the stack without it.
 */
static void recompile_surely(struct xvs_switch *sw)
{
	unsigned int generation = sw->generation;

	require_all(sw);
	if (sw->generation != generation)
		synchronize_net();
	recompile(sw, GFP_KERNEL | __GFP_NOFAIL, NULL);
}

static int check_forwarder(const struct xvs_attachment *att,
			   struct netlink_ext_ack *extack)
{
	const struct xvs_attachment *other;

	if (att->pub.ext->class != XVS_EXT_CLASS_FORWARD)
		return 0;
	list_for_each_entry(other, &att->sw->attachments, node) {
		if (other == att || !other->enabled ||
		    other->pub.ext->class != XVS_EXT_CLASS_FORWARD)
			continue;
		NL_SET_ERR_MSG(extack,
			       "the switch has an enabled forwarder already; disable that one first");
		return -EBUSY;
	}
	return 0;
}

/* A forwarder may see to the bound NIC. */
static void reask_uplink(const struct xvs_attachment *att, bool again)
{
	struct xvs_nic *uplink = att->sw->uplink;

	if (uplink && att->pub.ext->class == XVS_EXT_CLASS_FORWARD &&
	    att->pub.ext->request)
		uplink->ops->reask(uplink, again);
}

static int set_enabled(struct xvs_attachment *att, bool enabled,
		       struct netlink_ext_ack *extack)
{
	int err = 0;

	if (att->enabled == enabled)
		return 0;
	if (enabled)
		err = check_forwarder(att, extack);
	if (err)
		return err;
	reask_uplink(att, false);
	att->enabled = enabled;
	if (enabled)
		err = recompile(att->sw, GFP_KERNEL, extack);
	else
		recompile_surely(att->sw);
	if (err)
		att->enabled = false;
	reask_uplink(att, true);
	return err;
}

/* --- life --- */

static int take_place(struct xvs_attachment *att,
		      struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = att->sw;
	unsigned int slot, word;

	slot = find_first_zero_bit(&sw->slots, XVS_EXT_MAX);
	if (slot == XVS_EXT_MAX) {
		NL_SET_ERR_MSG(extack, "the switch carries 16 extensions, which is all it can");
		return -ENOSPC;
	}
	if (att->pub.ext->use_word) {
		word = find_first_zero_bit(&sw->words, XVS_FRAME_WORDS);
		if (word == XVS_FRAME_WORDS) {
			NL_SET_ERR_MSG(extack,
				       "three extensions of this switch use a word of each frame, and there are no more");
			return -ENOSPC;
		}
		att->pub.word = word;
		__set_bit(word, &sw->words);
	}
	att->pub.slot = slot;
	__set_bit(slot, &sw->slots);
	att->id = ++sw->attach_id;
	return 0;
}

static void leave_place(struct xvs_attachment *att)
{
	__clear_bit(att->pub.slot, &att->sw->slots);
	if (att->pub.ext->use_word)
		__clear_bit(att->pub.word, &att->sw->words);
}

static void free_attachment(struct xvs_attachment *att)
{
	xvs_property_free_rows(att);
	free_percpu(att->stats);
	kfree(att->drops);
	kvfree(att->pub.priv);
	kfree(att);
}

static struct xvs_attachment *alloc_attachment(struct xvs_switch *sw,
					       const struct xvs_ext *ext)
{
	struct xvs_attachment *att = kzalloc(sizeof(*att), GFP_KERNEL);

	if (!att)
		return NULL;
	att->sw = sw;
	att->pub.ext = ext;
	att->pub.dev = sw->dev;
	spin_lock_init(&att->alert_lock);
	xvs_hold_init(att);
	att->stats = netdev_alloc_pcpu_stats(struct xvs_ext_stats);
	/* one more for verdicts that mean nothing */
	att->drops = kcalloc(ext->reason_count + 1, sizeof(*att->drops),
			     GFP_KERNEL);
	att->pub.priv = kvzalloc(max_t(size_t, ext->priv_size, 1), GFP_KERNEL);
	if (!att->stats || !att->drops || !att->pub.priv ||
	    xvs_property_make_rows(att)) {
		free_attachment(att);
		return NULL;
	}
	return att;
}

static void close_mirrors(struct xvs_attachment *att)
{
	struct xvs_switch *sw = att->sw;
	struct xvs_port *port;
	unsigned int bit;

	for_each_set_bit(bit, &att->mirrors, XVS_MIRROR_MAX) {
		port = rcu_dereference_protected(sw->mirrors[bit],
						 lockdep_is_held(&sw->lock));
		if (port)
			port->mirror = 0;
		RCU_INIT_POINTER(sw->mirrors[bit], NULL);
	}
}

/* All but the frames: the extension knows the switch and what is on it. */
static int introduce(struct xvs_attachment *att, struct netlink_ext_ack *extack)
{
	const struct xvs_ext *ext = att->pub.ext;
	int err = 0;

	if (ext->attach)
		err = ext->attach(&att->pub, extack);
	if (err) {
		close_mirrors(att);
		xvs_refusal_explain(att, err, extack);
		return err;
	}
	err = xvs_walk_show_all(att, extack);
	if (err)
		goto err_detach;
	insert(att);
	return 0;

err_detach:
	close_mirrors(att);
	if (ext->detach)
		ext->detach(&att->pub);
	xvs_hold_end(att);
	return err;
}

/* From now on it hears of associations, and of frames if it is enabled. */
static int start(struct xvs_attachment *att, bool enabled,
		 struct netlink_ext_ack *extack)
{
	if (enabled)
		return set_enabled(att, true, extack);
	if (xvs_stack_sees_sas(att->pub.ext))
		return recompile(att->sw, GFP_KERNEL, extack);
	return 0;
}

static void stop(struct xvs_attachment *att)
{
	set_enabled(att, false, NULL);
	list_del(&att->node);
	if (xvs_stack_sees_sas(att->pub.ext))
		recompile_surely(att->sw);
}

/* Nothing of it runs any more for frames and associations. */
static void dismiss(struct xvs_attachment *att)
{
	close_mirrors(att);
	xvs_walk_hide_all(att);
	if (att->pub.ext->detach)
		att->pub.ext->detach(&att->pub);
	xvs_hold_end(att);
}

struct xvs_attachment *xvs_attach_new_locked(struct xvs_switch *sw,
					     const struct xvs_ext *ext,
					     const struct xvs_attach_set *set,
					     struct netlink_ext_ack *extack)
{
	struct xvs_attachment *att;
	int err;

	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	if (xvs_attach_find_locked(sw, ext->name)) {
		NL_SET_ERR_MSG(extack,
			       "the extension is attached to the switch already");
		return ERR_PTR(-EEXIST);
	}
	att = alloc_attachment(sw, ext);
	if (!att)
		return ERR_PTR(-ENOMEM);
	att->order = set->has_order ? set->order : XVS_EXT_ORDER_DEFAULT;
	if (set->has_held_limit)
		att->held_limit = set->held_limit;
	err = take_place(att, extack);
	if (err)
		goto err_free;
	err = introduce(att, extack);
	if (err)
		goto err_leave_place;
	err = start(att, !set->has_enabled || set->enabled, extack);
	if (err)
		goto err_dismiss;
	sw->generation++;
	xvs_event_ext(att, XVS_EVENT_CREATED);
	return att;

err_dismiss:
	list_del(&att->node);
	dismiss(att);
err_leave_place:
	leave_place(att);
err_free:
	free_attachment(att);
	return ERR_PTR(err);
}

static int set_order(struct xvs_attachment *att, u32 order)
{
	u32 old = att->order;
	int err;

	WRITE_ONCE(att->order, order);
	list_del(&att->node);
	insert(att);
	err = recompile(att->sw, GFP_KERNEL, NULL);
	if (err) {
		WRITE_ONCE(att->order, old);
		list_del(&att->node);
		insert(att);
	}
	return err;
}

int xvs_attach_set_locked(struct xvs_attachment *att,
			  const struct xvs_attach_set *set,
			  struct netlink_ext_ack *extack)
{
	int err = 0;

	ASSERT_RTNL();
	lockdep_assert_held(&att->sw->lock);
	if (set->has_enabled)
		err = set_enabled(att, set->enabled, extack);
	if (!err && set->has_order && set->order != att->order)
		err = set_order(att, set->order);
	if (err)
		return err;
	if (set->has_held_limit)
		WRITE_ONCE(att->held_limit, set->held_limit);
	att->sw->generation++;
	xvs_event_ext(att, XVS_EVENT_CHANGED);
	return 0;
}

/* Returns when no hook of it runs, and none will. */
void xvs_attach_delete_locked(struct xvs_attachment *att)
{
	struct xvs_switch *sw = att->sw;

	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	stop(att);
	dismiss(att);
	sw->generation++;
	xvs_event_ext(att, XVS_EVENT_DELETED);
	leave_place(att);
	free_attachment(att);
}

void xvs_attach_delete_all_locked(struct xvs_switch *sw)
{
	struct xvs_attachment *att, *prev;

	list_for_each_entry_safe_reverse(att, prev, &sw->attachments, node)
		xvs_attach_delete_locked(att);
}

/* --- counters --- */

static void sum_cpu(struct xvs_attach_stats *sum,
		    const struct xvs_ext_stats *stats)
{
	u64 in, consumed, held, injected;
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&stats->syncp);
		in = u64_stats_read(&stats->in);
		consumed = u64_stats_read(&stats->consumed);
		held = u64_stats_read(&stats->held);
		injected = u64_stats_read(&stats->injected);
	} while (u64_stats_fetch_retry(&stats->syncp, start));
	sum->in += in;
	sum->consumed += consumed;
	sum->held += held;
	sum->injected += injected;
}

void xvs_attach_read_stats(const struct xvs_attachment *att,
			   struct xvs_attach_stats *sum)
{
	u64 gone;
	unsigned int i;
	int cpu;

	*sum = (struct xvs_attach_stats) {
		.held_now = atomic_read(&att->held_now),
		.expired = atomic_long_read(&att->expired),
		.vetoes = atomic_long_read(&att->vetoes),
		.violations = atomic_long_read(&att->violations),
		.alerts_lost = atomic_long_read(&att->alerts_lost),
	};
	for_each_possible_cpu(cpu)
		sum_cpu(sum, per_cpu_ptr(att->stats, cpu));
	for (i = 0; i <= att->pub.ext->reason_count; i++)
		sum->dropped += atomic_long_read(&att->drops[i]);
	/* a frame may be between two of the counters */
	gone = sum->dropped + sum->consumed + sum->held;
	sum->passed = sum->in > gone ? sum->in - gone : 0;
}

/* --- tables --- */

#define ENTRY_MAX	4096

const struct xvs_ext_table *xvs_attach_table(const struct xvs_attachment *att,
					     const char *name)
{
	const struct xvs_ext *ext = att->pub.ext;
	unsigned int i;

	for (i = 0; i < ext->table_count; i++)
		if (!strcmp(ext->tables[i].name, name))
			return &ext->tables[i];
	return NULL;
}

static int check_change(const struct xvs_ext_table *table,
			const struct xvs_port *port,
			const struct xvs_table_change *change,
			struct netlink_ext_ack *extack)
{
	u32 i;

	if (!table->change) {
		NL_SET_ERR_MSG(extack, "this table can only be read");
		return -EOPNOTSUPP;
	}
	if (table->scope == XVS_OF_PORT && !port) {
		NL_SET_ERR_MSG(extack, "this table is a port's; name the port");
		return -EINVAL;
	}
	if (table->scope == XVS_OF_SWITCH && port) {
		NL_SET_ERR_MSG(extack, "this table is the switch's; name no port");
		return -EINVAL;
	}
	for (i = 0; i < change->add_count; i++) {
		if (table->size ? change->add[i].len == table->size :
				  change->add[i].len <= ENTRY_MAX)
			continue;
		NL_SET_ERR_MSG(extack, "a row of this table has another length");
		return -EINVAL;
	}
	return 0;
}

int xvs_attach_change_locked(struct xvs_attachment *att,
			     const struct xvs_ext_table *table,
			     struct xvs_port *port,
			     struct xvs_table_change *change,
			     struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	lockdep_assert_held(&att->sw->lock);
	err = check_change(table, port, change, extack);
	if (err)
		return err;
	err = table->change(&att->pub, port, change, extack);
	if (err) {
		xvs_refusal_explain(att, err, extack);
		return err;
	}
	att->sw->generation++;
	xvs_event_ext(att, XVS_EVENT_CHANGED);
	return 0;
}

/* The next row from *@id on; its length, 0 at the end, or an error. */
int xvs_attach_next_locked(struct xvs_attachment *att,
			   const struct xvs_ext_table *table,
			   struct xvs_port *port, u32 *id, void *data,
			   size_t room)
{
	lockdep_assert_held(&att->sw->lock);
	return table->next(&att->pub, port, id, data, room);
}

/* What the extension has to say about the port, in @text; false: nothing. */
bool xvs_attach_explain_locked(struct xvs_attachment *att,
			       struct xvs_port *port, char *text, size_t size)
{
	lockdep_assert_held(&att->sw->lock);
	*text = '\0';
	return att->pub.ext->explain &&
	       att->pub.ext->explain(&att->pub, port, text, size);
}
