// SPDX-License-Identifier: GPL-2.0-only
/* Security associations pass through the switch: the host NIC is given one by
 * xfrm, and gives it to the NIC that the switch is bound to.
 *
 * xfrm stays the owner, and the only one to know the keys. Kept here is which
 * associations there are and which NIC has each, so that they can be moved when
 * the NIC changes, and so that no frame leaves half done: xfrm has made a frame
 * ready for a NIC to encrypt, and it goes to that NIC or is encrypted here.
 *
 * Adding waits for nobody but a change of the NIC. An association is on a NIC
 * from when the NIC took it until it was freed there, and @ready for frames
 * within that. That changes under a lock of its own: xfrm deletes under
 * x->lock, but not an association that it drops before anybody knows it.
 *
 * Entered by xfrm, by egress.c with frames, and by offload.c when the NIC
 * changes.
 */
#include <crypto/aead.h>
#include <linux/delay.h>
#include <linux/netdevice.h>
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <net/esp.h>
#include <net/sch_generic.h>
#include <net/xfrm.h>

#include "drop.h"
#include "frame.h"
#include "ipsec.h"
#include "ipsec_tell.h"
#include "nic_host.h"
#include "port.h"
#include "switch.h"

#define DRAIN_MS	200

struct xvs_ipsec_sa {
	struct rhash_head	hash;
	struct xfrm_state	*x;		/* the key */
	struct list_head	node;		/* in ipsec->all */
	struct net_device	*nic;		/* that has it, or NULL */
	spinlock_t		lock;		/* inside x->lock */
	bool			ready;
	const struct xvs_stack	*heard;		/* that it goes; lock */
	bool			held;		/* while the stack changes */
	struct rcu_head		rcu;
};

static const struct rhashtable_params sa_params = {
	.key_len = sizeof(struct xfrm_state *),
	.key_offset = offsetof(struct xvs_ipsec_sa, x),
	.head_offset = offsetof(struct xvs_ipsec_sa, hash),
	.automatic_shrinking = true,
};

static struct rhashtable sas;		/* of all switches */

/* One for each association, and for each NIC that could have some. */
DEFINE_STATIC_KEY_FALSE(xvs_ipsec_used);

/* It stays in an RCU section, under x->lock, or for the one who frees it. */
static struct xvs_ipsec_sa *find(const struct xfrm_state *x)
{
	return rhashtable_lookup_fast(&sas, &x, sa_params);
}

static struct xvs_host *host_of(const struct xfrm_state *x)
{
	return netdev_priv(x->xso.dev);
}

static struct xvs_switch *switch_of(const struct xfrm_state *x)
{
	return host_of(x)->sw;
}

static void count(struct xvs_ipsec *ipsec, enum xvs_ipsec_count what)
{
	atomic_long_inc(&ipsec->count[what]);
}

/* --- one association and a NIC --- */

/* The host NIC's own; it may lose its port at any time. */
static u32 host_limit(const struct xvs_host *host)
{
	const struct xvs_port *port;
	u32 limit = XVS_OFFLOAD_UNLIMITED;

	rcu_read_lock();
	port = rcu_dereference(host->port);
	if (port)
		limit = READ_ONCE(port->sa_limit);
	rcu_read_unlock();
	return limit;
}

static bool take_one(atomic_t *taken, u32 limit)
{
	if ((u32)atomic_inc_return(taken) <= limit)
		return true;
	atomic_dec(taken);
	return false;
}

static bool take_place(struct xvs_ipsec *ipsec, const struct xfrm_state *x)
{
	struct xvs_host *host = host_of(x);

	if (!take_one(&ipsec->on_nic, READ_ONCE(ipsec->limit)))
		return false;
	if (take_one(&host->sas_on_nic, host_limit(host)))
		return true;
	atomic_dec(&ipsec->on_nic);
	return false;
}

static void leave_place(struct xvs_ipsec *ipsec, const struct xfrm_state *x)
{
	atomic_dec(&host_of(x)->sas_on_nic);
	atomic_dec(&ipsec->on_nic);
}

static bool counts_enough(const struct net_device *nic,
			  const struct xfrm_state *x)
{
	return !(x->props.flags & XFRM_STATE_ESN) ||
	       nic->xfrmdev_ops->xdo_dev_state_advance_esn;
}

/* Drivers look for themselves in real_dev. One that is full says so in its own
 * way; the association is then xfrm's to do.
 */
static int give(struct xvs_ipsec_sa *sa, struct net_device *nic,
		struct netlink_ext_ack *extack)
{
	struct xfrm_state *x = sa->x;
	int err;

	x->xso.real_dev = nic;
	err = xvs_compat_xdo_state_add(nic, x, extack);
	if (!err) {
		sa->nic = nic;
		return 0;
	}
	x->xso.real_dev = NULL;
	x->xso.offload_handle = 0;
	return err == -ENOSPC ? -EOPNOTSUPP : err;
}

static void set_ready(struct xvs_ipsec_sa *sa)
{
	/* whoever reads it finds the NIC: xvs_ipsec_nic_rcu() */
	smp_store_release(&sa->ready, true);
}

static void delete_from_nic(struct xvs_ipsec *ipsec, struct xvs_ipsec_sa *sa)
{
	lockdep_assert_held(&sa->lock);
	sa->nic->xfrmdev_ops->xdo_dev_state_delete(sa->x);
	leave_place(ipsec, sa->x);
}

/* Frames on their way know it as ready. */
static void take_away(struct xvs_ipsec *ipsec, struct xvs_ipsec_sa *sa)
{
	lockdep_assert_held(&sa->lock);
	if (!sa->ready)
		return;
	WRITE_ONCE(sa->ready, false);
	delete_from_nic(ipsec, sa);
}

/* May sleep. */
static void forget(struct xvs_ipsec_sa *sa)
{
	const struct xfrmdev_ops *ops;

	if (!sa->nic)
		return;
	ops = sa->nic->xfrmdev_ops;
	if (ops->xdo_dev_state_free)
		ops->xdo_dev_state_free(sa->x);
	sa->x->xso.real_dev = NULL;
	sa->x->xso.offload_handle = 0;
	sa->nic = NULL;
}

/* --- what xfrm asks of a host NIC --- */

static int publish(struct xvs_ipsec *ipsec, struct xvs_ipsec_sa *sa)
{
	int err = rhashtable_insert_fast(&sas, &sa->hash, sa_params);

	if (err)
		return err;
	spin_lock_bh(&ipsec->lock);
	list_add_tail(&sa->node, &ipsec->all);
	spin_unlock_bh(&ipsec->lock);
	atomic_inc(&ipsec->known);
	return 0;
}

static void withdraw(struct xvs_ipsec *ipsec, struct xvs_ipsec_sa *sa)
{
	atomic_dec(&ipsec->known);
	spin_lock_bh(&ipsec->lock);
	list_del(&sa->node);
	spin_unlock_bh(&ipsec->lock);
	rhashtable_remove_fast(&sas, &sa->hash, sa_params);
}

/* xfrm has looked for ESN, at what the last NIC could perhaps. */
static int check(struct xvs_ipsec *ipsec, const struct xfrm_state *x,
		 struct netlink_ext_ack *extack)
{
	if (ipsec->nic && counts_enough(ipsec->nic, x))
		return 0;
	NL_SET_ERR_MSG(extack, "the switch is bound to no NIC that does IPsec, so it is done in software");
	return -EOPNOTSUPP;
}

/* With the semaphore for reading: the NIC stays. No frame can know the
 * association before xfrm has it.
 */
static int add(struct xvs_switch *sw, struct xvs_ipsec_sa *sa,
	       struct netlink_ext_ack *extack)
{
	struct xvs_ipsec *ipsec = &sw->ipsec;
	int err = check(ipsec, sa->x, extack);

	if (err)
		goto err_refused;
	if (!take_place(ipsec, sa->x)) {
		NL_SET_ERR_MSG(extack, "the switch's or the host NIC's limit of offloaded associations is reached, so it is done in software");
		count(ipsec, XVS_IPSEC_OVER_LIMIT);
		return -EOPNOTSUPP;
	}
	err = xvs_ipsec_tell_add(sw, sa->x, ipsec->nic, extack);
	if (err)
		goto err_place;
	err = publish(ipsec, sa);
	if (err)
		goto err_untell;
	err = give(sa, ipsec->nic, extack);
	if (err)
		goto err_withdraw;
	set_ready(sa);
	count(ipsec, XVS_IPSEC_ADDED);
	return 0;

err_withdraw:
	withdraw(ipsec, sa);
err_untell:
	xvs_ipsec_tell_delete(sw, sa->x, ipsec->nic);
err_place:
	leave_place(ipsec, sa->x);
err_refused:
	count(ipsec, XVS_IPSEC_REFUSED);
	return err;
}

static int state_add(struct xfrm_state *x, struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = switch_of(x);
	struct xvs_ipsec_sa *sa;
	int err;

	if (x->xso.type != XFRM_DEV_OFFLOAD_CRYPTO) {
		NL_SET_ERR_MSG(extack, "a switch passes crypto offload on, and no packet offload");
		return -EINVAL;
	}
	if (x->xso.real_dev != x->xso.dev) {
		NL_SET_ERR_MSG(extack, "an association passes one switch, and not two");
		return -EOPNOTSUPP;
	}
	sa = kzalloc(sizeof(*sa), GFP_KERNEL);
	if (!sa)
		return -ENOMEM;
	sa->x = x;
	spin_lock_init(&sa->lock);
	static_branch_inc(&xvs_ipsec_used);

	down_read(&sw->ipsec.sem);
	err = add(sw, sa, extack);
	up_read(&sw->ipsec.sem);
	if (err) {
		static_branch_dec(&xvs_ipsec_used);
		kfree_rcu(sa, rcu);
	}
	return err;
}

XVS_COMPAT_XDO_STATE_ADD(state_add)

/* Mostly under x->lock with bottom halves off; cannot sleep. */
static void state_delete(struct xfrm_state *x)
{
	struct xvs_ipsec_sa *sa = find(x);
	struct xvs_switch *sw = switch_of(x);

	if (!sa)
		return;
	spin_lock_bh(&sa->lock);
	if (!sa->heard)
		sa->heard = xvs_ipsec_tell_delete(sw, x, READ_ONCE(sa->nic));
	take_away(&sw->ipsec, sa);
	spin_unlock_bh(&sa->lock);
}

static void state_free(struct xfrm_state *x)
{
	struct xvs_ipsec *ipsec = &switch_of(x)->ipsec;
	struct xvs_ipsec_sa *sa = find(x);

	if (!sa)
		return;
	down_read(&ipsec->sem);
	forget(sa);
	withdraw(ipsec, sa);
	up_read(&ipsec->sem);
	static_branch_dec(&xvs_ipsec_used);
	kfree_rcu(sa, rcu);
}

/* The NIC that has @x, or NULL. RCU, or x->lock. */
struct net_device *xvs_ipsec_nic_rcu(const struct xfrm_state *x)
{
	const struct xvs_ipsec_sa *sa = find(x);

	/* pairs with set_ready() */
	return sa && smp_load_acquire(&sa->ready) ? READ_ONCE(sa->nic) : NULL;
}

/* What goes in UDP cannot be cut after it was made ready, and the frame may go
 * to another port.
 */
static bool state_offload_ok(struct sk_buff *skb, struct xfrm_state *x)
{
	const struct net_device *nic;
	bool ok = false;

	if (x->encap && skb_is_gso(skb))
		return false;
	rcu_read_lock();
	nic = xvs_ipsec_nic_rcu(x);
	if (nic)
		ok = !nic->xfrmdev_ops->xdo_dev_offload_ok ||
		     nic->xfrmdev_ops->xdo_dev_offload_ok(skb, x);
	rcu_read_unlock();
	return ok;
}

static void state_advance_esn(struct xfrm_state *x)
{
	const struct net_device *nic = xvs_ipsec_nic_rcu(x);

	xvs_ipsec_tell_update(switch_of(x), x, nic);
	if (nic && nic->xfrmdev_ops->xdo_dev_state_advance_esn)
		nic->xfrmdev_ops->xdo_dev_state_advance_esn(x);
}

#define COMMON							\
	.xdo_dev_state_add = xvs_compat_xdo_state_add_op(state_add),	\
	.xdo_dev_state_delete = state_delete,				\
	.xdo_dev_state_free = state_free,				\
	.xdo_dev_offload_ok = state_offload_ok

static const struct xfrmdev_ops plain_ops = {
	COMMON,
};

static const struct xfrmdev_ops esn_ops = {
	COMMON,
	.xdo_dev_state_advance_esn = state_advance_esn,
};

/* xfrm looks for the callback itself to know what a device can. */
void xvs_ipsec_dev_init(struct net_device *dev, bool esn)
{
	WRITE_ONCE(dev->xfrmdev_ops, esn ? &esn_ops : &plain_ops);
}

/* --- the NIC changes --- */

/* Frames that were told to go to @nic may wait in its queues, and its driver
 * looks up there what it has of their association. Nothing more is told to go;
 * a queue that never runs empty is not waited for beyond DRAIN_MS.
 */
static void drain(const struct net_device *nic)
{
	unsigned int ms = 0;

	synchronize_net();
	while (!qdisc_all_tx_empty(nic) && ms++ < DRAIN_MS)
		usleep_range(1000, 2000);
	synchronize_net();
}

static void leave(struct xvs_ipsec *ipsec)
{
	struct xvs_ipsec_sa *sa;

	if (list_empty(&ipsec->all))
		return;
	list_for_each_entry(sa, &ipsec->all, node) {
		/* its numbers are told to the NIC under it */
		spin_lock_bh(&sa->x->lock);
		spin_lock(&sa->lock);
		take_away(ipsec, sa);
		spin_unlock(&sa->lock);
		spin_unlock_bh(&sa->x->lock);
	}
	drain(ipsec->nic);
	list_for_each_entry(sa, &ipsec->all, node)
		forget(sa);
}

/* xfrm may delete it meanwhile, and will free it later. It is dead before the
 * switch is told.
 */
static void settle(struct xvs_ipsec *ipsec, struct xvs_ipsec_sa *sa)
{
	spin_lock_bh(&sa->lock);
	if (READ_ONCE(sa->x->km.state) != XFRM_STATE_DEAD)
		set_ready(sa);
	else
		delete_from_nic(ipsec, sa);
	spin_unlock_bh(&sa->lock);
}

/* The semaphore keeps @sa, and what xfrm has allocated for the association may
 * be gone already.
 */
static bool hold(struct xvs_ipsec_sa *sa)
{
	return refcount_inc_not_zero(&sa->x->refcnt);
}

static bool move(struct xvs_ipsec *ipsec, struct xvs_ipsec_sa *sa)
{
	if (!counts_enough(ipsec->nic, sa->x) || !take_place(ipsec, sa->x))
		return false;
	if (give(sa, ipsec->nic, NULL)) {
		leave_place(ipsec, sa->x);
		return false;
	}
	settle(ipsec, sa);
	return true;
}

static void enter(struct xvs_ipsec *ipsec)
{
	struct xvs_ipsec_sa *sa;

	list_for_each_entry(sa, &ipsec->all, node) {
		if (!hold(sa))
			continue;
		if (READ_ONCE(sa->x->km.state) != XFRM_STATE_DEAD)
			count(ipsec, move(ipsec, sa) ? XVS_IPSEC_MOVED :
						       XVS_IPSEC_FELL_BACK);
		xfrm_state_put(sa->x);
	}
}

static void exchange(struct xvs_ipsec *ipsec, struct net_device *nic)
{
	struct net_device *old = ipsec->nic;

	if (nic) {
		dev_hold(nic);
		static_branch_inc(&xvs_ipsec_used);
	}
	ipsec->nic = nic;
	if (old) {
		static_branch_dec(&xvs_ipsec_used);
		dev_put(old);
	}
}

/* From now on @nic has the associations, or none has. Those that it does not
 * take are done in software. No frame passes in the clear: while one has no
 * NIC, xfrm encrypts itself, and what was made ready before is finished here.
 * rtnl and the switch's mutex.
 */
void xvs_ipsec_rehome_locked(struct xvs_switch *sw, struct net_device *nic)
{
	struct xvs_ipsec *ipsec = &sw->ipsec;

	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	if (ipsec->nic == nic)
		return;
	down_write(&ipsec->sem);
	if (ipsec->nic)
		leave(ipsec);
	exchange(ipsec, nic);
	if (nic)
		enter(ipsec);
	up_write(&ipsec->sem);
}

/* --- extensions come and go --- */

/* Those that end until release() are still there then. */
static bool hold_for_stack(struct xvs_ipsec_sa *sa)
{
	spin_lock_bh(&sa->lock);
	sa->held = !sa->heard && hold(sa);
	spin_unlock_bh(&sa->lock);
	return sa->held;
}

static void release(struct xvs_ipsec_sa *sa)
{
	if (!sa->held)
		return;
	sa->held = false;
	xfrm_state_put(sa->x);
}

static int show_all(struct xvs_ipsec *ipsec, const struct xvs_hook *comes,
		    struct netlink_ext_ack *extack)
{
	struct xvs_ipsec_sa *sa;
	int err;

	list_for_each_entry(sa, &ipsec->all, node) {
		if (!hold_for_stack(sa) || !comes)
			continue;
		err = xvs_ipsec_tell_one_add(comes, sa->x, sa->nic, extack);
		if (err)
			goto err_hide;
	}
	return 0;

err_hide:
	release(sa);
	list_for_each_entry_continue_reverse(sa, &ipsec->all, node) {
		if (sa->held)
			xvs_ipsec_tell_one_delete(comes, sa->x, sa->nic);
		release(sa);
	}
	return err;
}

/* @stack is about to be put in force: no association is being added until
 * xvs_ipsec_stack_end(), and who is new in @stack has been shown those there
 * are, and agreed.
 */
int xvs_ipsec_stack_begin(struct xvs_switch *sw, const struct xvs_stack *stack,
			  struct netlink_ext_ack *extack)
{
	const struct xvs_stack *old =
		rcu_dereference_protected(sw->stack,
					  lockdep_is_held(&sw->lock));
	const struct xvs_hook *comes = xvs_ipsec_tell_new(stack, old);
	int err = 0;

	down_write(&sw->ipsec.sem);
	if (comes || xvs_ipsec_tell_new(old, stack))
		err = show_all(&sw->ipsec, comes, extack);
	if (err)
		up_write(&sw->ipsec.sem);
	return err;
}

/* An association may have ended since the beginning; by @old, who goes has
 * heard that, and who comes has not.
 */
void xvs_ipsec_stack_end(struct xvs_switch *sw, const struct xvs_stack *stack,
			 const struct xvs_stack *old)
{
	const struct xvs_hook *comes = xvs_ipsec_tell_new(stack, old);
	const struct xvs_hook *goes = xvs_ipsec_tell_new(old, stack);
	struct xvs_ipsec_sa *sa;

	list_for_each_entry_reverse(sa, &sw->ipsec.all, node) {
		if (!sa->held)
			continue;
		spin_lock_bh(&sa->lock);
		if (comes && sa->heard == old)
			xvs_ipsec_tell_one_delete(comes, sa->x, sa->nic);
		if (goes && sa->heard != old)
			xvs_ipsec_tell_one_delete(goes, sa->x, sa->nic);
		spin_unlock_bh(&sa->lock);
		release(sa);
	}
	up_write(&sw->ipsec.sem);
}

/* --- frames --- */

/* The number of a segment has gone on to that of the next one meanwhile. It is
 * not in UDP: state_offload_ok().
 */
static void renumber(const struct sk_buff *skb, struct xfrm_offload *xo)
{
	u32 seq = ntohl(ip_esp_hdr(skb)->seq_no);

	if (xo->seq.low < seq)
		xo->seq.hi--;
	xo->seq.low = seq;
	xo->flags &= ~XFRM_GSO_SEGMENT;
}

/* What xfrm has put behind the payload for the NIC to fill is taken off. */
static bool unprepare(struct sk_buff *skb, const struct xfrm_state *x)
{
	int auth = crypto_aead_authsize(x->data);
	struct xfrm_offload *xo;
	u8 pad;

	if (!skb_ext_add(skb, SKB_EXT_SEC_PATH))
		return false;
	xo = xfrm_offload(skb);
	xo->flags &= ~XFRM_XMIT;
	if (skb_is_gso(skb))
		return true;
	if (skb_copy_bits(skb, skb->len - auth - 2, &pad, 1) ||
	    pskb_trim(skb, skb->len - auth - 2 - pad))
		return false;
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return false;
	if (xo->flags & XFRM_GSO_SEGMENT)
		renumber(skb, xo);
	return true;
}

/* Encrypted here, for a device that is not the association's NIC. xfrm does it,
 * and leaves its marks on what it could not do. NULL if it does it later, and
 * sends the frame itself.
 */
struct sk_buff *xvs_ipsec_encrypt_rcu(struct xvs_port *port,
				      struct sk_buff *skb)
{
	struct sk_buff *frame, *next;
	bool again = false;

	skb->dev = port->dev;
	skb = validate_xmit_xfrm(skb, 0, &again);
	skb_list_walk_safe(skb, frame, next) {
		if (likely(!skb_sec_path(frame)))
			continue;
		kfree_skb_list(skb);
		xvs_drop_count_out(port, XVS_DROP_IPSEC_UNFINISHED);
		return NULL;
	}
	return skb;
}

/* It was made ready for a NIC that does not get it. */
static struct sk_buff *finish(struct xvs_port *port, struct sk_buff *skb,
			      const struct xfrm_state *x)
{
	skb->dev = port->dev;
	if (!unprepare(skb, x)) {
		xvs_drop_out(port, skb, XVS_DROP_IPSEC_UNFINISHED);
		return NULL;
	}
	count(&port->sw->ipsec, XVS_IPSEC_FINISHED);
	return xvs_ipsec_encrypt_rcu(port, skb);
}

bool xvs_ipsec_is_wire(const struct xvs_port *port)
{
	return rcu_access_pointer(port->sw->uplink_dev) == port->dev;
}

/* Made ready for a NIC: that one gets it, and no other that the bound device
 * may choose by then.
 */
static struct sk_buff *sent(struct xvs_port *port, struct sk_buff *skb,
			    struct net_device **dev)
{
	struct sec_path *path = skb_sec_path(skb);
	struct xfrm_state *x = path->xvec[path->len - 1];
	struct net_device *nic = xvs_ipsec_is_wire(port) ?
				 xvs_ipsec_nic_rcu(x) : NULL;

	if (!nic)
		return finish(port, skb, x);
	skb->dev = nic;
	if (netif_needs_gso(skb, netif_skb_features(skb))) {
		xvs_drop_out(port, skb, XVS_DROP_IPSEC_UNFINISHED);
		return NULL;
	}
	*dev = nic;
	return skb;
}

/* The NIC has a bit for each way to fail, after that for success. */
static void count_failure(struct xvs_ipsec *ipsec,
			  const struct xfrm_offload *xo)
{
	u32 failed;

	if (!xo || !(xo->flags & CRYPTO_DONE))
		return;
	failed = xo->status >> 1 & (BIT(XVS_IPSEC_FAILURES) - 1);
	if (unlikely(failed))
		atomic_long_inc(&ipsec->failed[__ffs(failed)]);
}

/* The NIC has decrypted it, or GRO on the NIC, which leaves no more of its
 * marks than whose it was.
 */
static bool is_decrypted(const struct sk_buff *skb,
			 const struct xfrm_offload *xo)
{
	if (xo)
		return xo->flags & (CRYPTO_DONE | XFRM_GRO);
	return xvs_ipsec_is_wire(xvs_frame(skb)->src);
}

/* It came with marks, decrypted for the host. Nobody else is to see what is in
 * it.
 */
static struct sk_buff *received(struct xvs_port *port, struct sk_buff *skb)
{
	const struct xfrm_offload *xo = xfrm_offload(skb);

	if (!(READ_ONCE(port->flags) & XVS_PORT_DEVICE)) {
		count_failure(&port->sw->ipsec, xo);
		return skb;
	}
	if (is_decrypted(skb, xo)) {
		xvs_drop_out(port, skb, XVS_DROP_IPSEC_FOREIGN);
		return NULL;
	}
	secpath_reset(skb);
	return skb;
}

/* A frame with marks of IPsec leaves at @port: what is to go to *@dev in its
 * place, perhaps several, or NULL if it was dropped. Another *@dev may be told.
 * What the host says of a frame of its own, but for the last step, is of the
 * way that it took to the host. An extension's frame may be a copy of any.
 */
struct sk_buff *xvs_ipsec_leave_rcu(struct xvs_port *port, struct sk_buff *skb,
				    struct net_device **dev)
{
	const struct xvs_port *src = xvs_frame(skb)->src;
	const struct xfrm_offload *xo = xfrm_offload(skb);

	if (xo && xo->flags & XFRM_XMIT)
		return sent(port, skb, dev);
	if (READ_ONCE(src->flags) & XVS_PORT_DEVICE || src == src->sw->self)
		return received(port, skb);
	secpath_reset(skb);
	return skb;
}

/* --- statistics --- */

/* What came and failed stands in the order of the bits after CRYPTO_SUCCESS. */
static const char * const stat_names[XVS_IPSEC_STATS] = {
	[XVS_IPSEC_ADDED]	= "added",
	[XVS_IPSEC_REFUSED]	= "refused",
	[XVS_IPSEC_OVER_LIMIT]	= "over_limit",
	[XVS_IPSEC_MOVED]	= "moved",
	[XVS_IPSEC_FELL_BACK]	= "fell_back",
	[XVS_IPSEC_FINISHED]	= "tx_software",
	[XVS_IPSEC_COUNT]	= "rx_generic_error",
	"rx_transport_ah_auth",
	"rx_transport_esp_auth",
	"rx_tunnel_ah_auth",
	"rx_tunnel_esp_auth",
	"rx_invalid_packet_syntax",
	"rx_invalid_protocol",
};

const char *xvs_ipsec_stat_name(unsigned int i)
{
	return stat_names[i];
}

u64 xvs_ipsec_stat(const struct xvs_ipsec *ipsec, unsigned int i)
{
	if (i < XVS_IPSEC_COUNT)
		return atomic_long_read(&ipsec->count[i]);
	return atomic_long_read(&ipsec->failed[i - XVS_IPSEC_COUNT]);
}

/* --- life --- */

void xvs_ipsec_init(struct xvs_ipsec *ipsec)
{
	init_rwsem(&ipsec->sem);
	spin_lock_init(&ipsec->lock);
	INIT_LIST_HEAD(&ipsec->all);
	ipsec->limit = XVS_OFFLOAD_UNLIMITED;
}

int xvs_ipsec_register(void)
{
	return rhashtable_init(&sas, &sa_params);
}

void xvs_ipsec_unregister(void)
{
	rhashtable_destroy(&sas);
}
