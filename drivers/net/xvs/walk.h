/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_WALK_H
#define _XVS_WALK_H

#include <net/xvs.h>

struct netlink_ext_ack;
struct xvs_attachment;
struct xvs_switch;
struct xvs_value;

/* Telling the extensions of a switch, in stack order, what happens to it. The
 * first ones of each group may be refused by one of them, with a sentence;
 * those that had agreed are told so. sw->lock; rtnl where include/net/xvs.h
 * says so.
 */
int xvs_walk_port_create(struct xvs_port *port, struct netlink_ext_ack *extack);
void xvs_walk_port_abort(struct xvs_port *port);
void xvs_walk_port_updated(struct xvs_port *port);
void xvs_walk_port_teardown(struct xvs_port *port);
void xvs_walk_port_delete(struct xvs_port *port);

int xvs_walk_nic_create(struct xvs_port *port, struct netlink_ext_ack *extack);
void xvs_walk_nic_abort(struct xvs_port *port);
void xvs_walk_nic_connect(struct xvs_port *port);
void xvs_walk_nic_updated(struct xvs_port *port);
void xvs_walk_nic_disconnect(struct xvs_port *port);
void xvs_walk_nic_delete(struct xvs_port *port);

void xvs_walk_switch_updated(struct xvs_switch *sw);

/* @port is NULL for a property of the switch. @owner is who declared it, or
 * NULL, and @own the place among its own.
 */
struct xvs_walk_property {
	struct xvs_switch	*sw;
	struct xvs_port		*port;
	const struct xvs_attachment *owner;
	int			own;
	struct xvs_property_change change;
};

int xvs_walk_property_set(const struct xvs_walk_property *property,
			  struct netlink_ext_ack *extack);
void xvs_walk_property_abort(const struct xvs_walk_property *property);
void xvs_walk_property_changed(const struct xvs_walk_property *property);

/* Whether the forwarder has taken the request over. */
bool xvs_walk_request(struct xvs_switch *sw, const struct xvs_request *request);

/* One extension alone, which is new to the switch or leaves it. */
int xvs_walk_show_all(struct xvs_attachment *att,
		      struct netlink_ext_ack *extack);
void xvs_walk_hide_all(struct xvs_attachment *att);

/* Values of an extension's properties, all of one port or of the switch. */
void xvs_walk_free_values(const struct xvs_attachment *att,
			  struct xvs_value *values);

#endif
