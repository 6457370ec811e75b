/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_IPSEC_H
#define _XVS_IPSEC_H

#include <linux/jump_label.h>
#include <linux/netdevice.h>
#include <linux/rwsem.h>

struct netlink_ext_ack;
struct xfrm_state;
struct xvs_port;
struct xvs_stack;
struct xvs_switch;

/* What becomes of security associations that a host NIC is given. */
enum xvs_ipsec_count {
	XVS_IPSEC_ADDED,	/* the NIC took it */
	XVS_IPSEC_REFUSED,	/* it did not, or there is none */
	XVS_IPSEC_OVER_LIMIT,	/* more than the operator allows */
	XVS_IPSEC_MOVED,	/* to the next NIC */
	XVS_IPSEC_FELL_BACK,	/* which did not take it */
	XVS_IPSEC_FINISHED,	/* frames encrypted here, not by the NIC */
	XVS_IPSEC_COUNT
};

#define XVS_IPSEC_FAILURES	7	/* of frames that come, by kind */

/* The associations of one switch. */
struct xvs_ipsec {
	struct rw_semaphore	sem;	/* write: NIC or stack change */
	struct net_device	*nic;	/* that has them, or NULL; sem */
	spinlock_t		lock;
	struct list_head	all;	/* lock to change, sem to walk */
	u32			limit;	/* on the NIC */
	atomic_t		on_nic;
	atomic_t		known;	/* here, in software too */
	atomic_long_t		count[XVS_IPSEC_COUNT];
	atomic_long_t		failed[XVS_IPSEC_FAILURES];
};

#ifdef CONFIG_XFRM_OFFLOAD

#define XVS_IPSEC_STATS		(XVS_IPSEC_COUNT + XVS_IPSEC_FAILURES)

DECLARE_STATIC_KEY_FALSE(xvs_ipsec_used);

/* Whether a frame may have marks of IPsec at all. */
#define xvs_ipsec_is_used() static_branch_unlikely(&xvs_ipsec_used)

int xvs_ipsec_register(void);
void xvs_ipsec_unregister(void);
void xvs_ipsec_init(struct xvs_ipsec *ipsec);
void xvs_ipsec_dev_init(struct net_device *dev, bool esn);
void xvs_ipsec_rehome_locked(struct xvs_switch *sw, struct net_device *nic);
int xvs_ipsec_stack_begin(struct xvs_switch *sw, const struct xvs_stack *stack,
			  struct netlink_ext_ack *extack);
void xvs_ipsec_stack_end(struct xvs_switch *sw, const struct xvs_stack *stack,
			 const struct xvs_stack *old);
struct sk_buff *xvs_ipsec_leave_rcu(struct xvs_port *port, struct sk_buff *skb,
				    struct net_device **dev);
struct sk_buff *xvs_ipsec_encrypt_rcu(struct xvs_port *port,
				      struct sk_buff *skb);
struct net_device *xvs_ipsec_nic_rcu(const struct xfrm_state *x);
bool xvs_ipsec_is_wire(const struct xvs_port *port);
const char *xvs_ipsec_stat_name(unsigned int i);
u64 xvs_ipsec_stat(const struct xvs_ipsec *ipsec, unsigned int i);

#else

#define XVS_IPSEC_STATS		0
#define xvs_ipsec_is_used() false

static inline int xvs_ipsec_register(void)
{
	return 0;
}

static inline void xvs_ipsec_unregister(void)
{
}

static inline void xvs_ipsec_init(struct xvs_ipsec *ipsec)
{
}

static inline void xvs_ipsec_dev_init(struct net_device *dev, bool esn)
{
}

static inline void xvs_ipsec_rehome_locked(struct xvs_switch *sw,
					   struct net_device *nic)
{
}

static inline int xvs_ipsec_stack_begin(struct xvs_switch *sw,
					const struct xvs_stack *stack,
					struct netlink_ext_ack *extack)
{
	return 0;
}

static inline void xvs_ipsec_stack_end(struct xvs_switch *sw,
				       const struct xvs_stack *stack,
				       const struct xvs_stack *old)
{
}

static inline struct sk_buff *
xvs_ipsec_leave_rcu(struct xvs_port *port, struct sk_buff *skb,
		    struct net_device **dev)
{
	return skb;
}

static inline struct net_device *
xvs_ipsec_nic_rcu(const struct xfrm_state *x)
{
	return NULL;
}

static inline const char *xvs_ipsec_stat_name(unsigned int i)
{
	return "";
}

static inline u64 xvs_ipsec_stat(const struct xvs_ipsec *ipsec, unsigned int i)
{
	return 0;
}

#endif
#endif
