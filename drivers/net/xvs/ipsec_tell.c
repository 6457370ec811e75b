// SPDX-License-Identifier: GPL-2.0-only
/* Extensions hear of security associations, and may refuse one that comes.
 *
 * The calls are those of the compiled stack: neither rtnl nor the switch's
 * mutex is taken. Whoever adds an association keeps the stack by the
 * semaphore, and may sleep; the others are in an RCU section.
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

/* Those before @end hear that it goes, the last first. */
static void tell_delete(const struct xvs_stack *stack, unsigned int end,
			const struct xvs_sa *sa)
{
	const struct xvs_hook *hook;

	while (end--) {
		hook = &stack->sa[end];
		if (hook->sa->sa_delete)
			hook->sa->sa_delete(&hook->att->pub, sa);
	}
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
	const struct xvs_hook *hook;
	unsigned int i;
	int err;

	for (i = 0; i < stack->sa_count; i++) {
		hook = &stack->sa[i];
		if (!hook->sa->sa_add)
			continue;
		err = hook->sa->sa_add(&hook->att->pub, &sa, extack);
		if (err)
			goto err_abort;
	}
	return 0;

err_abort:
	atomic_long_inc(&hook->att->vetoes);
	xvs_refusal_explain(hook->att, err, extack);
	tell_delete(stack, i, &sa);
	return err;
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

void xvs_ipsec_tell_delete(struct xvs_switch *sw, const struct xfrm_state *x,
			   const struct net_device *nic)
{
	const struct xvs_sa sa = facts(x, nic);
	const struct xvs_stack *stack;

	rcu_read_lock();
	stack = rcu_dereference(sw->stack);
	tell_delete(stack, stack->sa_count, &sa);
	rcu_read_unlock();
}
