// SPDX-License-Identifier: GPL-2.0-only
/* Extensions hear of security associations, and may refuse one that comes.
 *
 * The calls are those of the compiled stack: neither rtnl nor the switch's
 * mutex is taken. Whoever adds an association keeps the stack by the
 * semaphore, and may sleep; the others are in an RCU section. One that comes
 * or goes is told by itself of each association there is.
 */
#include <linux/netdevice.h>
#include <net/xfrm.h>
#include <net/xvs.h>

#include "ipsec_tell.h"
#include "refusal.h"
#include "stack.h"
#include "switch.h"

static u32 high_half(const struct xfrm_state *x)
{
	const struct xfrm_replay_state_esn *esn = x->replay_esn;

	if (!esn)
		return 0;
	return x->xso.dir == XFRM_DEV_OFFLOAD_IN ? esn->seq_hi : esn->oseq_hi;
}

static struct xvs_sa facts(const struct xfrm_state *x,
			   const struct net_device *nic)
{
	return (struct xvs_sa){
		.nic = nic,
		.family = x->props.family,
		.saddr = x->props.saddr,
		.daddr = x->id.daddr,
		.spi = x->id.spi,
		.inbound = x->xso.dir == XFRM_DEV_OFFLOAD_IN,
		.tunnel = x->props.mode == XFRM_MODE_TUNNEL,
		.esn = x->props.flags & XFRM_STATE_ESN,
		.seq_hi = high_half(x),
	};
}

static int add_one(const struct xvs_hook *hook, const struct xvs_sa *sa,
		   struct netlink_ext_ack *extack)
{
	int err;

	if (!hook->sa->sa_add)
		return 0;
	err = hook->sa->sa_add(&hook->att->pub, sa, extack);
	if (!err)
		return 0;
	atomic_long_inc(&hook->att->vetoes);
	xvs_refusal_explain(hook->att, err, extack);
	return err;
}

static void delete_one(const struct xvs_hook *hook, const struct xvs_sa *sa)
{
	if (hook->sa->sa_delete)
		hook->sa->sa_delete(&hook->att->pub, sa);
}

/* Those before @end hear that it goes, the last first. */
static void tell_delete(const struct xvs_stack *stack, unsigned int end,
			const struct xvs_sa *sa)
{
	while (end--)
		delete_one(&stack->sa[end], sa);
}

/* The semaphore holds off who would exchange the stack. */
int xvs_ipsec_tell_add(struct xvs_switch *sw, const struct xfrm_state *x,
		       const struct net_device *nic,
		       struct netlink_ext_ack *extack)
{
	const struct xvs_stack *stack =
		rcu_dereference_check(sw->stack,
				      lockdep_is_held(&sw->ipsec.sem));
	const struct xvs_sa sa = facts(x, nic);
	unsigned int i;
	int err;

	for (i = 0; i < stack->sa_count; i++) {
		err = add_one(&stack->sa[i], &sa, extack);
		if (err)
			goto err_abort;
	}
	return 0;

err_abort:
	tell_delete(stack, i, &sa);
	return err;
}

int xvs_ipsec_tell_one_add(const struct xvs_hook *hook,
			   const struct xfrm_state *x,
			   const struct net_device *nic,
			   struct netlink_ext_ack *extack)
{
	const struct xvs_sa sa = facts(x, nic);

	return add_one(hook, &sa, extack);
}

void xvs_ipsec_tell_update(struct xvs_switch *sw, const struct xfrm_state *x,
			   const struct net_device *nic)
{
	const struct xvs_sa sa = facts(x, nic);
	const struct xvs_stack *stack;
	const struct xvs_hook *hook;
	unsigned int i;

	rcu_read_lock();
	stack = rcu_dereference(sw->stack);
	for (i = 0; i < stack->sa_count; i++) {
		hook = &stack->sa[i];
		if (hook->sa->sa_update)
			hook->sa->sa_update(&hook->att->pub, &sa);
	}
	rcu_read_unlock();
}

/* Returns which stack heard it, to be compared while there can be no other at
 * its place.
 */
const struct xvs_stack *xvs_ipsec_tell_delete(struct xvs_switch *sw,
					      const struct xfrm_state *x,
					      const struct net_device *nic)
{
	const struct xvs_sa sa = facts(x, nic);
	const struct xvs_stack *stack;

	rcu_read_lock();
	stack = rcu_dereference(sw->stack);
	tell_delete(stack, stack->sa_count, &sa);
	rcu_read_unlock();
	return stack;
}

void xvs_ipsec_tell_one_delete(const struct xvs_hook *hook,
			       const struct xfrm_state *x,
			       const struct net_device *nic)
{
	const struct xvs_sa sa = facts(x, nic);

	delete_one(hook, &sa);
}

static bool has(const struct xvs_stack *stack, const struct xvs_attachment *att)
{
	unsigned int i;

	for (i = 0; i < stack->sa_count; i++)
		if (stack->sa[i].att == att)
			return true;
	return false;
}

/* The one extension that is in @stack and not in @old, or NULL. */
const struct xvs_hook *xvs_ipsec_tell_new(const struct xvs_stack *stack,
					  const struct xvs_stack *old)
{
	unsigned int i;

	for (i = 0; i < stack->sa_count; i++)
		if (!has(old, stack->sa[i].att))
			return &stack->sa[i];
	return NULL;
}
