// SPDX-License-Identifier: GPL-2.0-only
/* What happens to a switch, told to its extensions one after the other.
 *
 * Who comes may be refused, who goes may not. When one extension refuses,
 * those before it are told in reverse order that it came to nothing, and the
 * operator hears who refused, in its own words.
 */
#include <linux/delay.h>
#include <linux/idr.h>
#include <linux/netlink.h>
#include <linux/slab.h>

#include "nic.h"
#include "port.h"
#include "property.h"
#include "refusal.h"
#include "stack.h"
#include "switch.h"
#include "walk.h"

/* An extension that says -EAGAIN is asked again so often, so much later. */
#define TRIES		4
#define PAUSE_MS	10

/* --- the answer --- */

static void refused(struct xvs_attachment *att, int err,
		    struct netlink_ext_ack *extack)
{
	atomic_long_inc(&att->vetoes);
	xvs_refusal_explain(att, err, extack);
}

/* What it said does not hold if it agrees after all. */
static void forget(struct netlink_ext_ack *extack)
{
	if (extack)
		extack->_msg = NULL;
}

/* Ask one extension, more than once if it wants that. */
#define ask(att, err, call)						\
do {									\
	int tries_ = TRIES;						\
									\
	while (((err) = (call)) == -EAGAIN && --tries_) {		\
		forget(extack);						\
		msleep(PAUSE_MS);					\
	}								\
	if (err)							\
		refused(att, err, extack);				\
} while (0)

#define for_each(att, sw)						\
	list_for_each_entry(att, &(sw)->attachments, node)
#define for_each_back(att, sw)						\
	list_for_each_entry_reverse(att, &(sw)->attachments, node)
#define for_those_before(att, sw)					\
	list_for_each_entry_continue_reverse(att, &(sw)->attachments, node)

/* --- an extension's bytes of a port --- */

struct priv {
	struct rcu_head		rcu;
	u8			data[] __aligned(sizeof(u64));
};

static int alloc_priv(const struct xvs_attachment *att, struct xvs_port *port)
{
	size_t size = att->pub.ext->port_priv_size;
	struct priv *priv;

	if (!size)
		return 0;
	priv = kvzalloc(struct_size(priv, data, size), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	WRITE_ONCE(port->priv[att->pub.slot], priv->data);
	return 0;
}

static void free_priv(const struct xvs_attachment *att, struct xvs_port *port)
{
	void *data = port->priv[att->pub.slot];

	if (!data)
		return;
	WRITE_ONCE(port->priv[att->pub.slot], NULL);
	kvfree_rcu(container_of(data, struct priv, data[0]), rcu);
}

void xvs_walk_free_values(const struct xvs_attachment *att,
			  struct xvs_value *values)
{
	unsigned int i;

	for (i = 0; values && i < att->pub.ext->property_count; i++)
		kfree(values[i].data);
	kfree(values);
}

static void free_values(const struct xvs_attachment *att, struct xvs_port *port)
{
	xvs_walk_free_values(att, port->values[att->pub.slot]);
	port->values[att->pub.slot] = NULL;
}

/* --- one extension --- */

static int create_port(struct xvs_attachment *att, struct xvs_port *port,
		       struct netlink_ext_ack *extack)
{
	const struct xvs_ext *ext = att->pub.ext;
	int err;

	err = alloc_priv(att, port);
	if (err || !ext->port_create)
		return err;
	ask(att, err, ext->port_create(&att->pub, port, extack));
	if (err)
		free_priv(att, port);
	return err;
}

static void abort_port(struct xvs_attachment *att, struct xvs_port *port)
{
	if (att->pub.ext->port_create_abort)
		att->pub.ext->port_create_abort(&att->pub, port);
	free_priv(att, port);
}

static void delete_port(struct xvs_attachment *att, struct xvs_port *port)
{
	if (att->pub.ext->port_delete)
		att->pub.ext->port_delete(&att->pub, port);
	free_values(att, port);
	free_priv(att, port);
}

static int create_nic(struct xvs_attachment *att, struct xvs_port *port,
		      struct netlink_ext_ack *extack)
{
	const struct xvs_ext *ext = att->pub.ext;
	int err = 0;

	if (ext->nic_create)
		ask(att, err, ext->nic_create(&att->pub, port, extack));
	return err;
}

#define tell(att, hook, args...) do {					\
	if ((att)->pub.ext->hook)					\
		(att)->pub.ext->hook(&(att)->pub, ##args);		\
} while (0)

/* --- ports --- */

int xvs_walk_port_create(struct xvs_port *port, struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = port->sw;
	struct xvs_attachment *att;
	int err;

	lockdep_assert_held(&sw->lock);
	for_each(att, sw) {
		err = create_port(att, port, extack);
		if (err)
			goto err_abort;
	}
	return 0;

err_abort:
	for_those_before(att, sw)
		abort_port(att, port);
	return err;
}

/* All had agreed, and then it came to nothing for another reason. */
void xvs_walk_port_abort(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each_back(att, port->sw)
		abort_port(att, port);
}

void xvs_walk_port_updated(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each(att, port->sw)
		tell(att, port_updated, port);
}

void xvs_walk_port_teardown(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each(att, port->sw)
		tell(att, port_teardown, port);
}

void xvs_walk_port_delete(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each_back(att, port->sw)
		delete_port(att, port);
}

/* --- NICs --- */

int xvs_walk_nic_create(struct xvs_port *port, struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = port->sw;
	struct xvs_attachment *att;
	int err;

	lockdep_assert_held(&sw->lock);
	for_each(att, sw) {
		err = create_nic(att, port, extack);
		if (err)
			goto err_abort;
	}
	return 0;

err_abort:
	for_those_before(att, sw)
		tell(att, nic_create_abort, port);
	return err;
}

void xvs_walk_nic_abort(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each_back(att, port->sw)
		tell(att, nic_create_abort, port);
}

void xvs_walk_nic_connect(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each(att, port->sw)
		tell(att, nic_connect, port);
}

void xvs_walk_nic_updated(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each(att, port->sw)
		tell(att, nic_updated, port);
}

void xvs_walk_nic_disconnect(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each_back(att, port->sw)
		tell(att, nic_disconnect, port);
}

void xvs_walk_nic_delete(struct xvs_port *port)
{
	struct xvs_attachment *att;

	for_each_back(att, port->sw)
		tell(att, nic_delete, port);
}

/* --- the switch, its properties, its bound NIC --- */

void xvs_walk_switch_updated(struct xvs_switch *sw)
{
	struct xvs_attachment *att;

	for_each(att, sw)
		tell(att, switch_updated);
}

/* The change as @att is to see it. */
static struct xvs_property_change seen_by(const struct xvs_walk_property *prop,
					  const struct xvs_attachment *att)
{
	struct xvs_property_change change = prop->change;

	change.own = prop->owner == att ? prop->own : -1;
	return change;
}

int xvs_walk_property_set(const struct xvs_walk_property *prop,
			  struct netlink_ext_ack *extack)
{
	struct xvs_property_change change;
	struct xvs_attachment *att;
	int err;

	for_each(att, prop->sw) {
		if (!att->pub.ext->property_set)
			continue;
		change = seen_by(prop, att);
		ask(att, err, att->pub.ext->property_set(&att->pub, prop->port,
							 &change, extack));
		if (err)
			goto err_abort;
	}
	return 0;

err_abort:
	for_those_before(att, prop->sw) {
		change = seen_by(prop, att);
		tell(att, property_abort, prop->port, &change);
	}
	return err;
}

void xvs_walk_property_abort(const struct xvs_walk_property *prop)
{
	struct xvs_property_change change;
	struct xvs_attachment *att;

	for_each_back(att, prop->sw) {
		change = seen_by(prop, att);
		tell(att, property_abort, prop->port, &change);
	}
}

void xvs_walk_property_changed(const struct xvs_walk_property *prop)
{
	struct xvs_property_change change;
	struct xvs_attachment *att;

	for_each(att, prop->sw) {
		change = seen_by(prop, att);
		tell(att, property_changed, prop->port, &change);
	}
}

bool xvs_walk_request(struct xvs_switch *sw, const struct xvs_request *request)
{
	struct xvs_attachment *att;
	bool taken = false;
	int answer;

	for_each(att, sw) {
		if (!att->enabled || !att->pub.ext->request)
			continue;
		answer = att->pub.ext->request(&att->pub, request);
		if (att->pub.ext->class == XVS_EXT_CLASS_FORWARD)
			taken = answer == XVS_REQUEST_TAKEN;
	}
	return taken;
}

/* --- one that comes or goes --- */

static int show_port(struct xvs_attachment *att, struct xvs_port *port,
		     struct netlink_ext_ack *extack)
{
	int err;

	err = create_port(att, port, extack);
	if (err)
		return err;
	if (port->state != XVS_PORT_STATE_CREATED)
		tell(att, port_teardown, port);
	if (!port->nic)
		return 0;
	err = create_nic(att, port, extack);
	if (err) {
		abort_port(att, port);
		return err;
	}
	if (port->nic->state >= XVS_NIC_STATE_CONNECTED)
		tell(att, nic_connect, port);
	if (port->nic->state >= XVS_NIC_STATE_DISCONNECTED)
		tell(att, nic_disconnect, port);
	return 0;
}

static void hide_port(struct xvs_attachment *att, struct xvs_port *port)
{
	if (port->nic) {
		if (port->nic->state == XVS_NIC_STATE_CONNECTED)
			tell(att, nic_disconnect, port);
		tell(att, nic_delete, port);
	}
	if (port->state == XVS_PORT_STATE_CREATED)
		tell(att, port_teardown, port);
	delete_port(att, port);
}

/* As if it all had just been made, in the order of the ports' ids. */
int xvs_walk_show_all(struct xvs_attachment *att,
		      struct netlink_ext_ack *extack)
{
	struct idr *ports = &att->sw->ports;
	struct xvs_port *port;
	int err, id, shown;

	err = alloc_priv(att, att->sw->self);
	if (err)
		return err;
	idr_for_each_entry(ports, port, id) {
		err = show_port(att, port, extack);
		if (err)
			goto err_hide;
	}
	return 0;

err_hide:
	idr_for_each_entry(ports, port, shown) {
		if (shown == id)
			break;
		hide_port(att, port);
	}
	free_priv(att, att->sw->self);
	return err;
}

/* As if it all went. */
void xvs_walk_hide_all(struct xvs_attachment *att)
{
	struct xvs_port *port;
	int id;

	idr_for_each_entry(&att->sw->ports, port, id)
		hide_port(att, port);
	free_priv(att, att->sw->self);
}
