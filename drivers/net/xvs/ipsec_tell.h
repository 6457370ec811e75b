/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_IPSEC_TELL_H
#define _XVS_IPSEC_TELL_H

struct net_device;
struct netlink_ext_ack;
struct xfrm_state;
struct xvs_switch;

/* With the switch's semaphore of associations. */
int xvs_ipsec_tell_add(struct xvs_switch *sw, const struct xfrm_state *x,
		       const struct net_device *nic,
		       struct netlink_ext_ack *extack);

/* Under x->lock, or as the only one to know @x. */
void xvs_ipsec_tell_update(struct xvs_switch *sw, const struct xfrm_state *x,
			   const struct net_device *nic);
void xvs_ipsec_tell_delete(struct xvs_switch *sw, const struct xfrm_state *x,
			   const struct net_device *nic);

#endif
