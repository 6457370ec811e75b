// SPDX-License-Identifier: GPL-2.0-only
/* Switches: create, change of type, destroy, and finding them.
 *
 * A switch has a device of its name, through which iproute2 reaches it; on an
 * internal or external switch that device is also the host's NIC. The switch
 * lives as long as the device is registered; references keep its memory only.
 */
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "attach.h"
#include "event.h"
#include "nic.h"
#include "offload.h"
#include "port.h"
#include "property.h"
#include "stack.h"
#include "switch.h"
#include "walk.h"

struct xvs_net {
	struct idr		switches;	/* write: rtnl; read: RCU */
};

static unsigned int xvs_net_id;
static LIST_HEAD(all_switches);		/* rtnl */

static struct idr *switches_of(struct net *net)
{
	struct xvs_net *xn = net_generic(net, xvs_net_id);

	return &xn->switches;
}

static void free_switch_rcu(struct rcu_head *rcu)
{
	struct xvs_switch *sw = container_of(rcu, struct xvs_switch, rcu);

	kvfree(sw->vlan_map);
	kfree(sw);
}

static void free_switch(struct kref *refs)
{
	struct xvs_switch *sw = container_of(refs, struct xvs_switch, refs);

	mutex_destroy(&sw->lock);
	lockdep_unregister_key(&sw->lock_key);
	call_rcu(&sw->rcu, free_switch_rcu);
}

void xvs_switch_put(struct xvs_switch *sw)
{
	kref_put(&sw->refs, free_switch);
}

/* May be called in an RCU section only: the caller has found @sw there. */
bool xvs_switch_get_rcu(struct xvs_switch *sw)
{
	return kref_get_unless_zero(&sw->refs);
}

/* The switch of that id with a reference, or NULL. */
struct xvs_switch *xvs_switch_get_by_id(struct net *net, u32 id)
{
	struct xvs_switch *sw;

	rcu_read_lock();
	sw = idr_find(switches_of(net), id);
	if (sw && !xvs_switch_get_rcu(sw))
		sw = NULL;
	rcu_read_unlock();
	return sw;
}

/* The first switch with an id of @id or more, referenced; NULL at the end. */
struct xvs_switch *xvs_switch_get_next(struct net *net, u32 id)
{
	struct xvs_switch *sw;
	int next = id;

	rcu_read_lock();
	do {
		sw = idr_get_next(switches_of(net), &next);
		next++;
	} while (sw && !xvs_switch_get_rcu(sw));
	rcu_read_unlock();
	return sw;
}

/* Every switch of every namespace. rtnl. */
void xvs_switch_visit_all(void (*visit)(struct xvs_switch *sw,
					const void *arg), const void *arg)
{
	struct xvs_switch *sw;

	ASSERT_RTNL();
	list_for_each_entry(sw, &all_switches, all)
		visit(sw, arg);
}

/* Unlock, then see to the host's devices: let their features follow, and let go
 * of those that lost their NIC under the lock. Both call notifiers, which may
 * want the lock.
 */
void xvs_switch_unlock(struct xvs_switch *sw)
{
	bool unsettled = sw->offload.unsettled && !sw->dead;
	LIST_HEAD(devices);

	sw->offload.unsettled = false;
	list_splice_init(&sw->orphans, &devices);
	mutex_unlock(&sw->lock);
	if (unsettled)
		xvs_offload_settle(sw);
	if (!list_empty(&devices))
		unregister_netdevice_many(&devices);
}

bool xvs_switch_has_host(const struct xvs_switch *sw)
{
	return sw->host;
}

/* --- life --- */

static struct xvs_switch *alloc_switch(struct net_device *dev)
{
	struct xvs_switch *sw;

	sw = kzalloc(sizeof(*sw), GFP_KERNEL);
	if (!sw)
		return NULL;
	sw->vlan_map = kvmalloc(sizeof(*sw->vlan_map), GFP_KERNEL);
	if (!sw->vlan_map)
		goto err_free;
	if (xvs_port_names_init(sw))
		goto err_free_map;
	if (xvs_fdb_init(&sw->fdb))
		goto err_destroy_names;

	xvs_vlan_map_init(sw->vlan_map);
	idr_init(&sw->ports);
	/* A host NIC may be a port of another switch, which then calls down to
	 * this one with its own lock held; loops are refused.
	 */
	lockdep_register_key(&sw->lock_key);
	__mutex_init(&sw->lock, "xvs_switch", &sw->lock_key);
	kref_init(&sw->refs);
	INIT_LIST_HEAD(&sw->live);
	INIT_LIST_HEAD(&sw->orphans);
	INIT_LIST_HEAD(&sw->attachments);
	xvs_offload_init(&sw->offload);
	xvs_ipsec_init(&sw->ipsec);
	rcu_assign_pointer(sw->stack, &xvs_stack_none);
	sw->dev = dev;
	sw->net = dev_net(dev);
	sw->self = xvs_port_create_self(sw);
	if (!sw->self)
		goto err_exit_fdb;
	xvs_property_init_switch(sw);
	return sw;

err_exit_fdb:
	lockdep_unregister_key(&sw->lock_key);
	xvs_fdb_exit(&sw->fdb);
err_destroy_names:
	rhashtable_destroy(&sw->port_names);
err_free_map:
	kvfree(sw->vlan_map);
err_free:
	kfree(sw);
	return NULL;
}

/* Everything but the memory, which goes with the last reference. */
static void dissolve(struct xvs_switch *sw)
{
	xvs_fdb_exit(&sw->fdb);
	rhashtable_destroy(&sw->port_names);
	idr_destroy(&sw->ports);
	xvs_text_put(sw->cfg.require);
	xvs_port_free_self(sw->self);
	xvs_switch_put(sw);
}

/* Make @dev, not yet registered, the device of a new switch, which @link binds
 * to it, and register it.
 */
int xvs_switch_create(struct net_device *dev, const struct xvs_switch_new *new,
		      const struct xvs_nic_ops *host_ops,
		      void (*link)(struct net_device *dev,
				   struct xvs_switch *sw),
		      struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw;
	int err;

	ASSERT_RTNL();
	sw = alloc_switch(dev);
	if (!sw)
		return -ENOMEM;
	sw->type = new->type;
	err = idr_alloc_cyclic(switches_of(sw->net), NULL, 1, INT_MAX,
			       GFP_KERNEL);
	if (err < 0)
		goto err_dissolve;
	sw->id = err;
	link(dev, sw);
	err = register_netdevice(dev);
	if (err)
		goto err_unlink;

	mutex_lock(&sw->lock);
	idr_replace(switches_of(sw->net), sw, sw->id);
	list_add_tail(&sw->all, &all_switches);
	xvs_event_switch(sw, XVS_EVENT_CREATED);
	if (new->host)
		err = xvs_nic_attach_locked(sw, "host", dev, host_ops, extack);
	if (err) {
		sw->dead = true;
		list_del(&sw->all);
		xvs_event_switch(sw, XVS_EVENT_DELETED);
	}
	mutex_unlock(&sw->lock);
	if (err)
		goto err_unregister;
	return 0;

err_unregister:
	idr_remove(switches_of(sw->net), sw->id);
	dissolve(sw);
	unregister_netdevice(dev);
	return err;
err_unlink:
	link(dev, NULL);
	idr_remove(switches_of(sw->net), sw->id);
err_dissolve:
	dissolve(sw);
	return err;
}

static void remove_ports(struct xvs_switch *sw)
{
	struct xvs_port *port;
	u32 id = 1;

	while ((port = xvs_port_next_locked(sw, id))) {
		id = port->id;
		if (port->nic)
			xvs_nic_remove_locked(port->nic);
		/* one that was made for its NIC has gone with it */
		if (xvs_port_find_id_locked(sw, id))
			xvs_port_delete_locked(port, NULL);
		id++;
	}
}

/* All NICs and ports go in order, then the switch. The caller unregisters the
 * device afterwards.
 */
void xvs_switch_destroy(struct xvs_switch *sw)
{
	ASSERT_RTNL();
	mutex_lock(&sw->lock);
	sw->dead = true;
	list_del(&sw->all);
	remove_ports(sw);
	xvs_attach_delete_all_locked(sw);
	idr_remove(switches_of(sw->net), sw->id);
	xvs_event_switch(sw, XVS_EVENT_DELETED);
	xvs_switch_unlock(sw);
	dissolve(sw);
}

/* --- change of type --- */

static void remove_kind(struct xvs_switch *sw, enum xvs_nic_kind kind)
{
	struct xvs_port *port;
	u32 id = 1;

	while ((port = xvs_port_next_locked(sw, id))) {
		id = port->id + 1;
		if (port->nic && port->nic->ops->kind == kind)
			xvs_nic_remove_locked(port->nic);
	}
}

/* Change a live switch. What the new type cannot have is removed in order; the
 * ports that were made for it explicitly stay.
 */
int xvs_switch_set_locked(struct xvs_switch *sw, enum xvs_switch_type type,
			  bool host, const struct xvs_nic_ops *host_ops,
			  struct netlink_ext_ack *extack)
{
	enum xvs_switch_type old = sw->type;
	int err;

	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	err = xvs_switch_check(type, host, extack);
	if (err)
		return err;

	sw->type = type;
	if (host && !sw->host) {
		err = xvs_nic_attach_locked(sw, "host", sw->dev, host_ops,
					    extack);
		if (err) {
			sw->type = old;
			return err;
		}
	}
	if (!host && sw->host)
		xvs_nic_remove_locked(sw->host);
	if (type == XVS_SWITCH_TYPE_PRIVATE)
		remove_kind(sw, XVS_NIC_KIND_HOST);
	if (type != XVS_SWITCH_TYPE_EXTERNAL && sw->uplink)
		xvs_nic_remove_locked(sw->uplink);
	xvs_walk_switch_updated(sw);
	xvs_event_switch(sw, XVS_EVENT_CHANGED);
	return 0;
}

/* Whether a switch of @type may or must have the host on its device. */
int xvs_switch_check(enum xvs_switch_type type, bool host,
		     struct netlink_ext_ack *extack)
{
	if (type == XVS_SWITCH_TYPE_PRIVATE && host) {
		NL_SET_ERR_MSG(extack, "a private switch has no host NIC");
		return -EINVAL;
	}
	if (type == XVS_SWITCH_TYPE_INTERNAL && !host) {
		NL_SET_ERR_MSG(extack,
			       "an internal switch has a host NIC; without one it is private");
		return -EINVAL;
	}
	return 0;
}

/* --- per network namespace --- */

static int __net_init net_init(struct net *net)
{
	idr_init(switches_of(net));
	return 0;
}

/* The devices, and the switches with them, are gone by now. */
static void __net_exit net_exit(struct net *net)
{
	WARN_ON_ONCE(!idr_is_empty(switches_of(net)));
	idr_destroy(switches_of(net));
}

static struct pernet_operations net_ops = {
	.init = net_init,
	.exit = net_exit,
	.id = &xvs_net_id,
	.size = sizeof(struct xvs_net),
};

int xvs_switch_net_register(void)
{
	return register_pernet_subsys(&net_ops);
}

void xvs_switch_net_unregister(void)
{
	unregister_pernet_subsys(&net_ops);
}
