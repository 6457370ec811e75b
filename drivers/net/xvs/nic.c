// SPDX-License-Identifier: GPL-2.0-only
/* NICs: created, connected, disconnected, deleted, one step at a time.
 *
 * A NIC is deleted only when it is not connected and when nobody uses it any
 * more: close waits for the frames under way (an RCU grace period), delete
 * waits for who holds a reference. Holding is rare, so a plain counter does;
 * a percpu_ref would make each delete wait for a slow grace period of its own.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "event.h"
#include "nic.h"
#include "port.h"
#include "stack.h"
#include "switch.h"
#include "walk.h"

#define PATIENCE	(10 * HZ)
#define PATIENCES	3

/* Bytes that two looks can be compared by. */
static void look_at(const struct net_device *dev, struct xvs_nic_look *look)
{
	memset(look, 0, sizeof(*look));
	strscpy(look->name, dev->name, sizeof(look->name));
	ether_addr_copy(look->mac, dev->dev_addr);
	look->features = dev->features;
	look->up = netif_running(dev);
	look->carrier = netif_carrier_ok(dev);
	look->mtu = dev->mtu;
	look->rx_queues = dev->real_num_rx_queues;
	look->tx_queues = dev->real_num_tx_queues;
}

static void nic_event(struct xvs_nic *nic, enum xvs_event event)
{
	look_at(nic->dev, &nic->look);
	nic->port->sw->generation++;
	xvs_event_nic(nic, event);
}

/* Tell the uplink that addresses or floods changed elsewhere. */
void xvs_nic_refresh_uplink_locked(struct xvs_switch *sw)
{
	ASSERT_RTNL();
	lockdep_assert_held(&sw->lock);
	if (sw->uplink && sw->uplink->ops->refresh)
		sw->uplink->ops->refresh(sw->uplink);
}

static void assert_control(const struct xvs_port *port)
{
	ASSERT_RTNL();
	lockdep_assert_held(&port->sw->lock);
}

static int check_facts(const struct xvs_nic_facts *facts,
		       struct netlink_ext_ack *extack)
{
	if (facts->declared && !is_valid_ether_addr(facts->permanent_mac)) {
		NL_SET_ERR_MSG(extack,
			       "the declared address must be a unicast MAC address");
		return -EINVAL;
	}
	if (!is_zero_ether_addr(facts->vm_mac) &&
	    !is_valid_ether_addr(facts->vm_mac)) {
		NL_SET_ERR_MSG(extack,
			       "the VM's address must be a unicast MAC address");
		return -EINVAL;
	}
	return 0;
}

static int check_port(const struct xvs_port *port,
		      struct netlink_ext_ack *extack)
{
	if (port->state != XVS_PORT_STATE_CREATED) {
		NL_SET_ERR_MSG(extack, "the port is being torn down");
		return -EBUSY;
	}
	if (port->validation) {
		NL_SET_ERR_MSG(extack,
			       "a validation port only checks policy and carries no NIC");
		return -EINVAL;
	}
	if (port->nic) {
		NL_SET_ERR_MSG(extack, "the port already carries a NIC");
		return -EEXIST;
	}
	return 0;
}

static int check_kind(const struct xvs_switch *sw, enum xvs_nic_kind kind,
		      struct netlink_ext_ack *extack)
{
	if (kind == XVS_NIC_KIND_HOST && sw->type == XVS_SWITCH_TYPE_PRIVATE) {
		NL_SET_ERR_MSG(extack,
			       "a private switch has no host NIC; make it internal first");
		return -EINVAL;
	}
	if (kind != XVS_NIC_KIND_UPLINK)
		return 0;
	if (sw->type != XVS_SWITCH_TYPE_EXTERNAL) {
		NL_SET_ERR_MSG(extack,
			       "only an external switch has an uplink; change its type first");
		return -EINVAL;
	}
	if (sw->uplink) {
		NL_SET_ERR_MSG(extack,
			       "the switch already has an uplink; for several devices bind a bond or a team");
		return -EEXIST;
	}
	return 0;
}

struct xvs_nic *xvs_nic_create_locked(struct xvs_port *port,
				      const struct xvs_nic_ops *ops,
				      struct net_device *dev,
				      const struct xvs_nic_facts *facts,
				      struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = port->sw;
	struct xvs_nic *nic;
	int err;

	assert_control(port);
	err = check_port(port, extack);
	if (!err)
		err = check_kind(sw, ops->kind, extack);
	if (!err)
		err = check_facts(facts, extack);
	if (err)
		return ERR_PTR(err);

	nic = kzalloc(sizeof(*nic), GFP_KERNEL);
	if (!nic)
		return ERR_PTR(-ENOMEM);
	nic->port = port;
	nic->ops = ops;
	nic->dev = dev;
	nic->mtu = dev->mtu;
	nic->facts = *facts;
	refcount_set(&nic->refs, 1);
	init_completion(&nic->unused);
	netdev_hold(dev, &nic->dev_tracker, GFP_KERNEL);

	port->nic = nic;
	err = xvs_port_compile_locked(port, extack);
	if (err)
		goto err_free;
	err = xvs_walk_nic_create(port, extack);
	if (err)
		goto err_free;
	nic->busy = true;
	err = ops->claim(nic, extack);
	nic->busy = false;
	if (err)
		goto err_abort;
	if (ops->kind == XVS_NIC_KIND_UPLINK)
		sw->uplink = nic;
	if (dev == sw->dev)
		sw->host = nic;
	nic_event(nic, XVS_EVENT_CREATED);
	return nic;

err_abort:
	xvs_walk_nic_abort(port);
err_free:
	port->nic = NULL;
	/* back to settings that were in force before */
	WARN_ON_ONCE(xvs_port_compile_locked(port, NULL) && err != -ENOMEM);
	netdev_put(dev, &nic->dev_tracker);
	kfree(nic);
	return ERR_PTR(err);
}

int xvs_nic_connect_locked(struct xvs_nic *nic, struct netlink_ext_ack *extack)
{
	int err;

	assert_control(nic->port);
	if (nic->state == XVS_NIC_STATE_CONNECTED) {
		NL_SET_ERR_MSG(extack, "the NIC is already connected");
		return -EALREADY;
	}
	if (nic->state != XVS_NIC_STATE_CREATED) {
		NL_SET_ERR_MSG(extack,
			       "the NIC was disconnected; delete it and create a new one");
		return -EINVAL;
	}
	err = xvs_port_open_locked(nic->port, extack);
	if (err)
		return err;
	WRITE_ONCE(nic->state, XVS_NIC_STATE_CONNECTED);
	nic->busy = true;
	if (nic->ops->open)
		nic->ops->open(nic);
	xvs_nic_refresh_uplink_locked(nic->port->sw);
	nic->busy = false;
	xvs_walk_nic_connect(nic->port);
	nic_event(nic, XVS_EVENT_CONNECTED);
	return 0;
}

int xvs_nic_disconnect_locked(struct xvs_nic *nic,
			      struct netlink_ext_ack *extack)
{
	assert_control(nic->port);
	if (nic->state != XVS_NIC_STATE_CONNECTED) {
		NL_SET_ERR_MSG(extack, "the NIC is not connected");
		return -ENOTCONN;
	}
	WRITE_ONCE(nic->state, XVS_NIC_STATE_DISCONNECTED);
	xvs_port_close_locked(nic->port);
	xvs_walk_nic_disconnect(nic->port);
	nic->busy = true;
	if (nic->ops->close)
		nic->ops->close(nic);
	xvs_nic_refresh_uplink_locked(nic->port->sw);
	nic->busy = false;
	nic_event(nic, XVS_EVENT_DISCONNECTED);
	return 0;
}

/* Name the extensions that hold the NIC and, once they had time enough, take
 * back what they hold.
 */
static void blame(struct xvs_nic *nic, bool take)
{
	struct xvs_port *port = nic->port;
	struct xvs_attachment *att;

	list_for_each_entry(att, &port->sw->attachments, node) {
		if (xa_load(&att->nics, port->id) != nic)
			continue;
		netdev_warn(port->sw->dev,
			    "extension %s %s the NIC of port %s\n",
			    att->pub.ext->name,
			    take ? "must let go of" : "still holds",
			    port->name);
		if (take && xa_erase_bh(&att->nics, port->id))
			xvs_nic_put(nic);
	}
}

static void wait_unused(struct xvs_nic *nic)
{
	unsigned int waited = 0;

	xvs_nic_put(nic);
	while (!wait_for_completion_timeout(&nic->unused, PATIENCE)) {
		netdev_warn(nic->port->sw->dev,
			    "the NIC of port %s is still held by %u users\n",
			    nic->port->name, refcount_read(&nic->refs));
		blame(nic, ++waited >= PATIENCES);
	}
}

/* Returns only when nobody uses the NIC. Who holds a reference must be able to
 * let go without rtnl.
 */
int xvs_nic_delete_locked(struct xvs_nic *nic, struct netlink_ext_ack *extack)
{
	struct xvs_port *port = nic->port;
	struct xvs_switch *sw = port->sw;

	assert_control(port);
	if (nic->state == XVS_NIC_STATE_CONNECTED) {
		NL_SET_ERR_MSG(extack, "the NIC is connected; disconnect it first");
		return -EBUSY;
	}
	wait_unused(nic);
	nic->busy = true;
	nic->ops->release(nic);
	if (sw->uplink == nic)
		sw->uplink = NULL;
	if (sw->host == nic)
		sw->host = NULL;
	nic->state = XVS_NIC_STATE_DELETED;
	xvs_walk_nic_delete(port);
	nic_event(nic, XVS_EVENT_DELETED);
	port->nic = NULL;
	/* Without a NIC the settings ask for nothing that can be refused, and
	 * they count again when the next NIC comes.
	 */
	xvs_port_compile_locked(port, NULL);
	netdev_put(nic->dev, &nic->dev_tracker);
	kfree(nic);
	return 0;
}

/* Whatever its state, and the port with it if it was made for this NIC. */
void xvs_nic_remove_locked(struct xvs_nic *nic)
{
	struct xvs_port *port = nic->port;

	if (nic->state == XVS_NIC_STATE_CONNECTED)
		xvs_nic_disconnect_locked(nic, NULL);
	xvs_nic_delete_locked(nic, NULL);
	if (port->implicit)
		xvs_port_delete_locked(port, NULL);
}

/* A port of that name, @dev as its NIC, connected: all or nothing. The port
 * goes with the NIC.
 */
int xvs_nic_attach_locked(struct xvs_switch *sw, const char *name,
			  struct net_device *dev,
			  const struct xvs_nic_ops *ops,
			  struct netlink_ext_ack *extack)
{
	const struct xvs_port_new new = { .name = name, .implicit = true };
	const struct xvs_nic_facts facts = { .numa_node = NUMA_NO_NODE };
	struct xvs_port *port;
	struct xvs_nic *nic;
	int err;

	port = xvs_port_create_locked(sw, &new, extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	nic = xvs_nic_create_locked(port, ops, dev, &facts, extack);
	if (IS_ERR(nic)) {
		err = PTR_ERR(nic);
		goto err_delete_port;
	}
	err = xvs_nic_connect_locked(nic, extack);
	if (err)
		goto err_delete_nic;
	return 0;

err_delete_nic:
	xvs_nic_delete_locked(nic, NULL);
err_delete_port:
	xvs_port_delete_locked(port, NULL);
	return err;
}

int xvs_nic_set_locked(struct xvs_nic *nic, const struct xvs_nic_facts *facts,
		       struct netlink_ext_ack *extack)
{
	struct xvs_nic_facts old = nic->facts;
	int err;

	assert_control(nic->port);
	err = check_facts(facts, extack);
	if (err)
		return err;
	nic->facts = *facts;
	err = xvs_port_compile_locked(nic->port, extack);
	if (err) {
		nic->facts = old;
		WARN_ON_ONCE(xvs_port_compile_locked(nic->port, NULL) &&
			     err != -ENOMEM);
		return err;
	}
	xvs_nic_changed_locked(nic);
	return 0;
}

static void refresh_uplink(struct xvs_nic *nic)
{
	nic->busy = true;
	xvs_nic_refresh_uplink_locked(nic->port->sw);
	nic->busy = false;
}

/* A fact about the NIC or its device changed, or how its port floods. */
void xvs_nic_changed_locked(struct xvs_nic *nic)
{
	assert_control(nic->port);
	refresh_uplink(nic);
	xvs_walk_nic_updated(nic->port);
	nic_event(nic, XVS_EVENT_CHANGED);
}

/* The kernel has news of the device; of much of it nothing is to be seen. */
void xvs_nic_device_changed_locked(struct xvs_nic *nic)
{
	struct xvs_nic_look look;

	assert_control(nic->port);
	look_at(nic->dev, &look);
	if (memcmp(&look, &nic->look, sizeof(look)))
		xvs_nic_changed_locked(nic);
	else
		refresh_uplink(nic);
}

/* Hold the NIC against delete, though not against disconnect.
 * -ENOTCONN unless it is connected.
 */
int xvs_nic_get(struct xvs_nic *nic)
{
	if (READ_ONCE(nic->state) != XVS_NIC_STATE_CONNECTED)
		return -ENOTCONN;
	return refcount_inc_not_zero(&nic->refs) ? 0 : -ENOTCONN;
}

void xvs_nic_put(struct xvs_nic *nic)
{
	if (refcount_dec_and_test(&nic->refs))
		complete_all(&nic->unused);
}
