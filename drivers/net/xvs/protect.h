/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_PROTECT_H
#define _XVS_PROTECT_H

#include <linux/if.h>
#include <linux/list.h>
#include <linux/netlink.h>
#include <linux/rhashtable-types.h>
#include <uapi/linux/xvs.h>

#include "protect_ip.h"

#define XVS_ALG_LEN	sizeof_field(struct xfrm_algo, alg_name)

struct sk_buff;
struct xfrm_state;
struct xvs_port;

/* An association of xfrm's that is bound to a port. */
struct xvs_port_sa {
	struct list_head	node;		/* in port->sas; RCU */
	struct rhash_head	hash;
	struct xfrm_state	*x;		/* held; the key */
	struct xvs_port		*port;
	struct xvs_prefix	peer;
	enum xvs_sa_direction	direction;
	struct rcu_head		rcu;
};

/* Which association a request is about. */
struct xvs_port_sa_name {
	xfrm_address_t		dst;
	u16			family;
	__be32			spi;
	enum xvs_sa_direction	direction;
};

/* What xfrm knows of an association at this moment. */
struct xvs_port_sa_view {
	xfrm_address_t		src;
	xfrm_address_t		dst;
	u16			family;		/* of these */
	__be32			spi;
	enum xvs_sa_mode	mode;
	enum xvs_sa_state	state;
	char			alg[2 * XVS_ALG_LEN];
	char			nic[IFNAMSIZ];	/* that does it, or "" */
	bool			esn;
	u32			replay_window;
	u64			packets;
	u64			bytes;
	u32			replayed;
	u32			forged;
};

#ifdef CONFIG_XFRM_OFFLOAD

int xvs_protect_register(void);
void xvs_protect_unregister(void);
struct xvs_port_sa *
xvs_protect_bind_locked(struct xvs_port *port,
			const struct xvs_port_sa_name *name,
			const struct xvs_prefix *peer,
			struct netlink_ext_ack *extack);
struct xvs_port_sa *
xvs_protect_find_locked(const struct xvs_port *port,
			const struct xvs_port_sa_name *name);
int xvs_protect_set_peer_locked(struct xvs_port_sa *sa,
				const struct xvs_prefix *peer,
				struct netlink_ext_ack *extack);
void xvs_protect_unbind_locked(struct xvs_port_sa *sa);
void xvs_protect_unbind_all_locked(struct xvs_port *port);
void xvs_protect_view(const struct xvs_port_sa *sa,
		      struct xvs_port_sa_view *view);
struct xvs_port_sa *xvs_protect_of_rcu(const struct xfrm_state *x);

struct sk_buff *xvs_protect_leave_rcu(struct xvs_port *port,
				      struct sk_buff *skb,
				      struct sk_buff **answer);
bool xvs_protect_shortens_rcu(struct xvs_port *port, struct sk_buff *skb);
struct sk_buff *xvs_protect_out_rcu(struct xvs_port *port,
				    struct sk_buff *skb,
				    struct sk_buff **answer);

#else

static inline int xvs_protect_register(void)
{
	return 0;
}

static inline void xvs_protect_unregister(void)
{
}

static inline struct xvs_port_sa *
xvs_protect_bind_locked(struct xvs_port *port,
			const struct xvs_port_sa_name *name,
			const struct xvs_prefix *peer,
			struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "this kernel has no offload of IPsec");
	return ERR_PTR(-EOPNOTSUPP);
}

static inline struct xvs_port_sa *
xvs_protect_find_locked(const struct xvs_port *port,
			const struct xvs_port_sa_name *name)
{
	return NULL;
}

static inline int
xvs_protect_set_peer_locked(struct xvs_port_sa *sa,
			    const struct xvs_prefix *peer,
			    struct netlink_ext_ack *extack)
{
	return -EOPNOTSUPP;
}

static inline void xvs_protect_unbind_locked(struct xvs_port_sa *sa)
{
}

static inline void xvs_protect_unbind_all_locked(struct xvs_port *port)
{
}

static inline void xvs_protect_view(const struct xvs_port_sa *sa,
				    struct xvs_port_sa_view *view)
{
}

static inline struct sk_buff *
xvs_protect_leave_rcu(struct xvs_port *port, struct sk_buff *skb,
		      struct sk_buff **answer)
{
	return skb;
}

static inline bool xvs_protect_shortens_rcu(struct xvs_port *port,
					    struct sk_buff *skb)
{
	return false;
}

#endif
#endif
