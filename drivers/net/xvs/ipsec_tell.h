/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_IPSEC_TELL_H
#define _XVS_IPSEC_TELL_H

struct net_device;
struct netlink_ext_ack;
struct xfrm_state;
struct xvs_hook;
struct xvs_stack;
struct xvs_switch;

/* With the switch's semaphore of associations. */
int xvs_ipsec_tell_add(struct xvs_switch *sw, const struct xfrm_state *x,
		       const struct net_device *nic,
		       struct netlink_ext_ack *extack);
int xvs_ipsec_tell_one_add(const struct xvs_hook *hook,
			   const struct xfrm_state *x,
			   const struct net_device *nic,
			   struct netlink_ext_ack *extack);

/* Under x->lock, with a reference to @x, or as the only one to know it. */
void xvs_ipsec_tell_update(struct xvs_switch *sw, const struct xfrm_state *x,
			   const struct net_device *nic);
const struct xvs_stack *xvs_ipsec_tell_delete(struct xvs_switch *sw,
					      const struct xfrm_state *x,
					      const struct net_device *nic);
void xvs_ipsec_tell_one_delete(const struct xvs_hook *hook,
			       const struct xfrm_state *x,
			       const struct net_device *nic);

const struct xvs_hook *xvs_ipsec_tell_new(const struct xvs_stack *stack,
					  const struct xvs_stack *old);

#endif
