/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_SWITCH_H
#define _XVS_SWITCH_H

#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rhashtable-types.h>
#include <linux/workqueue.h>
#include <net/xvs.h>

#include "fdb.h"
#include "ipsec.h"
#include "offload.h"
#include "vlan.h"

struct netlink_ext_ack;
struct xvs_nic;
struct xvs_nic_ops;
struct xvs_port;
struct xvs_stack;
struct xvs_text;

/* What the operator asks of a switch. */
struct xvs_switch_cfg {
	u32			chosen;
	u32			ageing;		/* seconds; 0: never */
	u32			limit;		/* learned addresses; 0: none */
	u32			move;
	u32			link_local;	/* mask of 01:80:c2:00:00:0x */
	struct xvs_text		*require;	/* extensions, of every port */
};

struct xvs_switch {
	/* read on every frame */
	struct xvs_fdb		fdb;
	struct list_head	live;		/* connected ports; RCU */
	u16			link_local;	/* of these groups, forwarded */
	const struct xvs_stack __rcu *stack;	/* never NULL */
	struct xvs_port		*self;		/* the trusted source, id 0 */
	struct xvs_port __rcu	*mirrors[XVS_MIRROR_MAX];

	/* control: lock, which is taken inside rtnl */
	struct list_head	all;		/* of every namespace; rtnl */
	struct mutex		lock;
	struct lock_class_key	lock_key;	/* switches stack */
	struct net_device	*dev;
	struct net		*net;
	u32			id;
	enum xvs_switch_type	type;
	bool			dead;
	struct xvs_switch_cfg	cfg;
	struct xvs_vlan_map	*vlan_map;
	struct list_head	attachments;	/* in stack order */
	u32			attach_id;	/* the last one given */
	unsigned long		slots;		/* of port->priv, in use */
	unsigned long		words;		/* of a frame, in use */
	struct idr		ports;		/* by id */
	struct rhashtable	port_names;
	unsigned int		port_count;
	unsigned int		live_count;
	unsigned int		open_ends;	/* live, and not the uplink:
						 * ports that learn or take
						 * unknown unicast
						 */
	struct xvs_nic		*host;		/* on dev itself, or NULL */
	struct xvs_nic		*uplink;
	struct net_device __rcu	*uplink_dev;	/* while connected */
	struct xvs_ipsec	ipsec;
	struct xvs_offloads	offload;
	struct list_head	orphans;	/* devices to unregister after
						 * unlock; rtnl
						 */
	unsigned int		generation;	/* of all that a dump shows */
	struct kref		refs;
	struct rcu_head		rcu;
};

struct xvs_switch_new {
	enum xvs_switch_type	type;
	bool			host;
};

int xvs_switch_create(struct net_device *dev, const struct xvs_switch_new *new,
		      const struct xvs_nic_ops *host_ops,
		      void (*link)(struct net_device *dev,
				   struct xvs_switch *sw),
		      struct netlink_ext_ack *extack);
void xvs_switch_destroy(struct xvs_switch *sw);
int xvs_switch_set_locked(struct xvs_switch *sw, enum xvs_switch_type type,
			  bool host, const struct xvs_nic_ops *host_ops,
			  struct netlink_ext_ack *extack);
int xvs_switch_check(enum xvs_switch_type type, bool host,
		     struct netlink_ext_ack *extack);
void xvs_switch_unlock(struct xvs_switch *sw);
void xvs_switch_visit_all(void (*visit)(struct xvs_switch *sw,
					const void *arg), const void *arg);
bool xvs_switch_get_rcu(struct xvs_switch *sw);
bool xvs_switch_has_host(const struct xvs_switch *sw);

struct xvs_switch *xvs_switch_get_by_id(struct net *net, u32 id);
struct xvs_switch *xvs_switch_get_next(struct net *net, u32 id);
void xvs_switch_put(struct xvs_switch *sw);

int xvs_switch_net_register(void);
void xvs_switch_net_unregister(void);

#endif
