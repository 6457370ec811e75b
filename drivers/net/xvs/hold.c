// SPDX-License-Identifier: GPL-2.0-only
/* What extensions hold: frames, for a while, and references to NICs.
 *
 * The switch keeps the list, so that nothing is lost when an extension forgets:
 * a frame is known to it by a handle only, and one that is held too long is
 * dropped here, with the holder's name in the log.
 */
#include <linux/netdevice.h>
#include <linux/slab.h>

#include "drop.h"
#include "hold.h"
#include "nic.h"
#include "port.h"
#include "stack.h"
#include "switch.h"
#include "verify.h"

#define PATIENCE	(10 * HZ)
#define LIMIT		1024

struct held {
	struct sk_buff		*skb;
	struct xvs_nic		*nic;		/* of the source; or NULL */
	unsigned long		since;
};

/* --- frames --- */

static void count_held(struct xvs_attachment *att)
{
	struct xvs_ext_stats *stats = this_cpu_ptr(att->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->held);
	u64_stats_update_end(&stats->syncp);
}

static void let_go(struct xvs_attachment *att, struct held *held)
{
	if (held->nic)
		xvs_nic_put(held->nic);
	kfree(held);
	atomic_dec(&att->held_now);
}

static int take(struct xvs_attachment *att, struct sk_buff *skb, u32 *handle)
{
	struct xvs_port *src = xvs_frame(skb)->src;
	struct held *held;
	int err;

	held = kmalloc(sizeof(*held), GFP_ATOMIC | __GFP_NOWARN);
	if (!held)
		return -ENOMEM;
	held->skb = skb;
	held->since = jiffies;
	held->nic = READ_ONCE(src->nic);
	if (held->nic && xvs_nic_get(held->nic)) {
		err = -ENOTCONN;
		goto err_free;
	}
	err = xa_alloc_cyclic_bh(&att->held, handle, held, xa_limit_31b,
				 &att->held_next, GFP_ATOMIC | __GFP_NOWARN);
	if (err < 0)
		goto err_put_nic;
	return 0;

err_put_nic:
	if (held->nic)
		xvs_nic_put(held->nic);
err_free:
	kfree(held);
	return err;
}

int xvs_frame_hold(struct xvs_attach *at, struct sk_buff *skb, u32 *handle)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	int err;

	if (at->ext->class == XVS_EXT_CLASS_CAPTURE) {
		xvs_verify_report(att, "a capture extension holds no frame");
		return -EPERM;
	}
	if (xvs_verify_is_on() && !xvs_verify_may_hold(att, skb))
		return -EPERM;
	if (atomic_inc_return(&att->held_now) > READ_ONCE(att->held_limit)) {
		err = -ENOBUFS;
		goto err_dec;
	}
	/* who lent its pages to the frame waits to have them back */
	err = skb_orphan_frags_rx(skb, GFP_ATOMIC);
	if (err)
		goto err_dec;
	err = take(att, skb, handle);
	if (err)
		goto err_dec;
	if (xvs_verify_is_on())
		xvs_verify_held(skb);
	count_held(att);
	/* does nothing if it is to run already */
	schedule_delayed_work(&att->watchdog, READ_ONCE(att->patience));
	return 0;

err_dec:
	atomic_dec(&att->held_now);
	return err;
}
EXPORT_SYMBOL_NS_GPL(xvs_frame_hold, XVS);

static void go_on_rcu(struct xvs_attachment *att, struct sk_buff *skb,
		      int verdict)
{
	struct xvs_port *src = xvs_frame(skb)->src;

	xvs_verify_let_go(skb);
	if (!(READ_ONCE(src->flags) & XVS_PORT_CONNECTED))
		xvs_stack_end_rcu(skb, XVS_DROP_NOT_CONNECTED);
	else if (verdict == XVS_VERDICT_PASS)
		xvs_stack_rcu(skb, att);
	else
		xvs_stack_drop_rcu(att, skb, verdict);
}

int xvs_frame_release(struct xvs_attach *at, u32 handle, int verdict)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	struct held *held = xa_erase_bh(&att->held, handle);

	if (!held) {
		xvs_verify_report(att,
				  "a frame is released once, by its own handle");
		return -ENOENT;
	}
	local_bh_disable();
	rcu_read_lock();
	go_on_rcu(att, held->skb, verdict);
	rcu_read_unlock();
	local_bh_enable();
	let_go(att, held);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(xvs_frame_release, XVS);

static void drop_held(struct xvs_attachment *att, struct held *held,
		      enum xvs_drop_reason reason)
{
	local_bh_disable();
	rcu_read_lock();
	xvs_stack_end_rcu(held->skb, reason);
	rcu_read_unlock();
	local_bh_enable();
	let_go(att, held);
}

/* --- the watchdog --- */

static void watch(struct work_struct *work)
{
	struct xvs_attachment *att = container_of(to_delayed_work(work),
						  struct xvs_attachment,
						  watchdog);
	unsigned long patience = READ_ONCE(att->patience);
	unsigned int expired = 0;
	struct held *held;
	unsigned long handle;

	xa_for_each(&att->held, handle, held) {
		/* the extension may release it at this moment */
		xa_lock_bh(&att->held);
		held = xa_load(&att->held, handle);
		if (held && time_after_eq(jiffies, held->since + patience))
			__xa_erase(&att->held, handle);
		else
			held = NULL;
		xa_unlock_bh(&att->held);
		if (!held)
			continue;
		drop_held(att, held, XVS_DROP_HELD_TOO_LONG);
		expired++;
	}
	if (expired) {
		atomic_long_add(expired, &att->expired);
		netdev_warn(att->pub.dev,
			    "extension %s held %u frames for more than %u ms; they are dropped\n",
			    att->pub.ext->name, expired,
			    jiffies_to_msecs(patience));
	}
	if (!xa_empty(&att->held))
		schedule_delayed_work(&att->watchdog, patience / 10);
}

/* --- references to NICs --- */

int xvs_nic_hold(struct xvs_attach *at, struct xvs_port *port)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	void *old;
	int err;

	if (!port->nic)
		return -ENOTCONN;
	err = xvs_nic_get(port->nic);
	if (err) {
		xvs_verify_report(att, "a NIC is held while it is connected only");
		return err;
	}
	old = xa_cmpxchg_bh(&att->nics, port->id, NULL, port->nic,
			    GFP_KERNEL);
	if (!old)
		return 0;
	xvs_nic_put(port->nic);
	return xa_is_err(old) ? xa_err(old) : -EALREADY;
}
EXPORT_SYMBOL_NS_GPL(xvs_nic_hold, XVS);

void xvs_nic_release(struct xvs_attach *at, struct xvs_port *port)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	struct xvs_nic *nic = xa_erase_bh(&att->nics, port->id);

	if (nic)
		xvs_nic_put(nic);
	else
		xvs_verify_report(att, "a NIC is let go of once");
}
EXPORT_SYMBOL_NS_GPL(xvs_nic_release, XVS);

/* --- life --- */

void xvs_hold_init(struct xvs_attachment *att)
{
	xa_init_flags(&att->held, XA_FLAGS_ALLOC1 | XA_FLAGS_LOCK_BH);
	xa_init_flags(&att->nics, XA_FLAGS_LOCK_BH);
	att->held_limit = LIMIT;
	att->patience = PATIENCE;
	INIT_DELAYED_WORK(&att->watchdog, watch);
}

void xvs_hold_end(struct xvs_attachment *att)
{
	unsigned long index;
	struct xvs_nic *nic;
	struct held *held;

	cancel_delayed_work_sync(&att->watchdog);
	xa_for_each(&att->held, index, held) {
		xvs_verify_report(att, "no frame is held after detach");
		drop_held(att, held, XVS_DROP_HOLDER_GONE);
	}
	xa_destroy(&att->held);
	xa_for_each(&att->nics, index, nic) {
		xvs_verify_report(att, "no NIC is held after detach");
		xvs_nic_put(nic);
	}
	xa_destroy(&att->nics);
}
