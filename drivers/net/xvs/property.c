// SPDX-License-Identifier: GPL-2.0-only
/* Properties: named, typed, versioned values of a switch or a port.
 *
 * One table row is all that a property takes. A request is applied to a copy
 * of the settings, so that all of it takes effect or nothing.
 */
#include <linux/netlink.h>

#include "event.h"
#include "nic.h"
#include "port.h"
#include "property.h"
#include "switch.h"

#define V1_0		0x0100

static const char * const vlan_modes[] = {
	[XVS_VLAN_TRANSPARENT]	= "transparent",
	[XVS_VLAN_ACCESS]	= "access",
	[XVS_VLAN_TRUNK]	= "trunk",
	[XVS_VLAN_ISOLATED]	= "isolated",
	[XVS_VLAN_COMMUNITY]	= "community",
	[XVS_VLAN_PROMISCUOUS]	= "promiscuous",
	NULL
};

#define PORT_ROW(_name, _type, _member, ...) {				\
	.name = _name, .type = XVS_VALUE_TYPE_##_type, .version = V1_0,	\
	.offset = offsetof(struct xvs_port_cfg, _member),		\
	__VA_ARGS__							\
}

static const struct xvs_property port_rows[] = {
	[XVS_SET_VLAN_MODE] = PORT_ROW("vlan.mode", CHOICE, vlan.mode,
				       .choices = vlan_modes),
	[XVS_SET_VLAN_ACCESS] = PORT_ROW("vlan.access", NUMBER, vlan.access,
					 .max = VLAN_VID_MASK - 1),
	[XVS_SET_VLAN_NATIVE] = PORT_ROW("vlan.native", NUMBER, vlan.native,
					 .max = VLAN_VID_MASK - 1),
	[XVS_SET_VLAN_TRUNK] = PORT_ROW("vlan.trunk", VLANS, vlan.trunk),
	[XVS_SET_VLAN_PRUNE] = PORT_ROW("vlan.prune", VLANS, vlan.prune),
	[XVS_SET_VLAN_PRIMARY] = PORT_ROW("vlan.primary", NUMBER, vlan.primary,
					  .max = VLAN_VID_MASK - 1),
	[XVS_SET_VLAN_SECONDARY] = PORT_ROW("vlan.secondary", NUMBER,
					    vlan.secondary,
					    .max = VLAN_VID_MASK - 1),
	[XVS_SET_VLAN_SECONDARIES] = PORT_ROW("vlan.secondaries", VLANS,
					      vlan.secondaries),
	[XVS_SET_SPOOF] = PORT_ROW("security.spoof", FLAG, spoof),
	[XVS_SET_MACS] = PORT_ROW("security.macs", MACS, macs),
	[XVS_SET_PRIORITY] = PORT_ROW("security.priority", FLAG, priority),
	[XVS_SET_LEARN] = PORT_ROW("security.learn", FLAG, learn),
	[XVS_SET_LEARN_LIMIT] = PORT_ROW("security.learn-limit", NUMBER,
					 learn_limit, .max = U32_MAX),
	[XVS_SET_FLOOD_UNICAST] = PORT_ROW("flood.unicast", FLAG,
					   flood_unicast),
	[XVS_SET_FLOOD_MULTICAST] = PORT_ROW("flood.multicast", FLAG,
					     flood_multicast),
	[XVS_SET_FLOOD_BROADCAST] = PORT_ROW("flood.broadcast", FLAG,
					     flood_broadcast),
	[XVS_SET_ISOLATED] = PORT_ROW("isolation.isolated", FLAG, isolated),
};

#define SWITCH_ROW(_name, _type, _member, ...) {			\
	.name = _name, .type = XVS_VALUE_TYPE_##_type, .version = V1_0,	\
	.offset = offsetof(struct xvs_switch_cfg, _member),		\
	__VA_ARGS__							\
}

static const struct xvs_property switch_rows[] = {
	SWITCH_ROW("fdb.ageing", NUMBER, ageing, .max = 1000000),
	SWITCH_ROW("fdb.limit", NUMBER, limit, .max = U32_MAX),
	SWITCH_ROW("fdb.move", FLAG, move),
	/* never the pause frames of 01:80:c2:00:00:01 */
	SWITCH_ROW("fdb.link-local", NUMBER, link_local, .max = 0xffff),
};

static const struct xvs_switch_cfg switch_defaults = {
	.ageing = 300,
	.move = 1,
};

/* NULL past the end. */
const struct xvs_property *xvs_property_row(bool of_port, unsigned int index)
{
	if (of_port)
		return index < ARRAY_SIZE(port_rows) ? &port_rows[index] : NULL;
	return index < ARRAY_SIZE(switch_rows) ? &switch_rows[index] : NULL;
}

int xvs_property_find(bool of_port, const char *name)
{
	const struct xvs_property *row;
	unsigned int i;

	for (i = 0; (row = xvs_property_row(of_port, i)); i++)
		if (!strcmp(row->name, name))
			return i;
	return -ENOENT;
}

/* --- values into settings --- */

static int store_number(const struct xvs_property *row, void *cfg,
			const struct xvs_property_value *value,
			struct netlink_ext_ack *extack)
{
	u32 max = row->type == XVS_VALUE_TYPE_FLAG ? 1 : row->max;

	if (!value->has_number) {
		NL_SET_ERR_MSG_ATTR(extack, value->attr,
				    "this property takes a number");
		return -EINVAL;
	}
	if (row->type != XVS_VALUE_TYPE_CHOICE &&
	    (value->number < row->min || value->number > max)) {
		NL_SET_ERR_MSG_ATTR(extack, value->attr,
				    "the number is out of the property's range");
		return -ERANGE;
	}
	*(u32 *)(cfg + row->offset) = value->number;
	return 0;
}

static int store_vlans(const struct xvs_property *row, void *cfg,
		       const struct xvs_property_value *value,
		       struct netlink_ext_ack *extack)
{
	struct xvs_vlan_set **member = cfg + row->offset;
	struct xvs_vlan_set *set = NULL;

	/* no list at all: what the mode does without one */
	if (*value->text)
		set = xvs_vlan_set_parse(value->text, extack);
	if (IS_ERR(set)) {
		NL_SET_BAD_ATTR(extack, value->attr);
		return PTR_ERR(set);
	}
	xvs_vlan_set_put(*member);
	*member = set;
	return 0;
}

static int store_macs(const struct xvs_property *row, void *cfg,
		      const struct xvs_property_value *value,
		      struct netlink_ext_ack *extack)
{
	struct xvs_mac_set **member = cfg + row->offset;
	struct xvs_mac_set *set;

	set = xvs_mac_set_parse(value->text, extack);
	if (IS_ERR(set)) {
		NL_SET_BAD_ATTR(extack, value->attr);
		return PTR_ERR(set);
	}
	xvs_mac_set_put(*member);
	*member = set;
	return 0;
}

static int store(const struct xvs_property *row, void *cfg,
		 const struct xvs_property_value *value,
		 struct netlink_ext_ack *extack)
{
	switch (row->type) {
	case XVS_VALUE_TYPE_FLAG:
	case XVS_VALUE_TYPE_NUMBER:
	case XVS_VALUE_TYPE_CHOICE:
		return store_number(row, cfg, value, extack);
	default:
		break;
	}
	if (!value->text) {
		NL_SET_ERR_MSG_ATTR(extack, value->attr,
				    "this property takes a text");
		return -EINVAL;
	}
	return row->type == XVS_VALUE_TYPE_VLANS ?
	       store_vlans(row, cfg, value, extack) :
	       store_macs(row, cfg, value, extack);
}

static void clear(const struct xvs_property *row, void *cfg)
{
	void *member = cfg + row->offset;

	switch (row->type) {
	case XVS_VALUE_TYPE_VLANS:
		xvs_vlan_set_put(*(struct xvs_vlan_set **)member);
		*(struct xvs_vlan_set **)member = NULL;
		break;
	case XVS_VALUE_TYPE_MACS:
		xvs_mac_set_put(*(struct xvs_mac_set **)member);
		*(struct xvs_mac_set **)member = NULL;
		break;
	default:
		*(u32 *)member = 0;
	}
}

/* --- of a port --- */

static int commit_port(struct xvs_port *port, struct xvs_port_cfg *cfg,
		       struct netlink_ext_ack *extack)
{
	int err = xvs_port_configure_locked(port, cfg, extack);

	xvs_port_cfg_free(cfg);
	if (!err && port->nic)
		xvs_nic_changed_locked(port->nic);
	return err;
}

static int set_port(struct xvs_port *port,
		    const struct xvs_property_value *values, unsigned int count,
		    struct netlink_ext_ack *extack)
{
	struct xvs_port_cfg cfg;
	unsigned int i;
	int err;

	xvs_port_cfg_copy(&cfg, &port->cfg);
	for (i = 0; i < count; i++) {
		err = store(&port_rows[values[i].index], &cfg, &values[i],
			    extack);
		if (err) {
			xvs_port_cfg_free(&cfg);
			return err;
		}
		cfg.chosen |= BIT(values[i].index);
	}
	return commit_port(port, &cfg, extack);
}

static int reset_port(struct xvs_port *port,
		      const struct xvs_property_value *values,
		      unsigned int count, struct netlink_ext_ack *extack)
{
	struct xvs_port_cfg cfg;
	unsigned int i;

	xvs_port_cfg_copy(&cfg, &port->cfg);
	for (i = 0; i < count; i++) {
		clear(&port_rows[values[i].index], &cfg);
		cfg.chosen &= ~BIT(values[i].index);
	}
	return commit_port(port, &cfg, extack);
}

/* --- of a switch --- */

static void commit_switch(struct xvs_switch *sw,
			  const struct xvs_switch_cfg *cfg)
{
	sw->cfg = *cfg;
	xvs_fdb_set_ageing(&sw->fdb, cfg->ageing * HZ);
	WRITE_ONCE(sw->fdb.limit, cfg->limit);
	WRITE_ONCE(sw->fdb.move, cfg->move);
	WRITE_ONCE(sw->link_local, cfg->link_local);
}

void xvs_property_init_switch(struct xvs_switch *sw)
{
	commit_switch(sw, &switch_defaults);
}

static int set_switch(struct xvs_switch *sw,
		      const struct xvs_property_value *values,
		      unsigned int count, struct netlink_ext_ack *extack)
{
	struct xvs_switch_cfg cfg = sw->cfg;
	unsigned int i;
	int err;

	for (i = 0; i < count; i++) {
		err = store(&switch_rows[values[i].index], &cfg, &values[i],
			    extack);
		if (err)
			return err;
		cfg.chosen |= BIT(values[i].index);
	}
	commit_switch(sw, &cfg);
	return 0;
}

static int reset_switch(struct xvs_switch *sw,
			const struct xvs_property_value *values,
			unsigned int count)
{
	struct xvs_switch_cfg cfg = sw->cfg;
	const struct xvs_property *row;
	unsigned int i;

	for (i = 0; i < count; i++) {
		row = &switch_rows[values[i].index];
		*(u32 *)((void *)&cfg + row->offset) =
			*(u32 *)((void *)&switch_defaults + row->offset);
		cfg.chosen &= ~BIT(values[i].index);
	}
	commit_switch(sw, &cfg);
	return 0;
}

/* --- entry points --- */

static void tell(struct xvs_switch *sw, struct xvs_port *port,
		 const struct xvs_property_value *values, unsigned int count,
		 enum xvs_event event)
{
	unsigned int i;

	sw->generation++;
	for (i = 0; i < count; i++)
		xvs_event_property(sw, port, values[i].index, event);
}

int xvs_property_set_locked(struct xvs_switch *sw, struct xvs_port *port,
			    const struct xvs_property_value *values,
			    unsigned int count, struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&sw->lock);
	err = port ? set_port(port, values, count, extack) :
		     set_switch(sw, values, count, extack);
	if (!err)
		tell(sw, port, values, count, XVS_EVENT_CHANGED);
	return err;
}

int xvs_property_reset_locked(struct xvs_switch *sw, struct xvs_port *port,
			      const struct xvs_property_value *values,
			      unsigned int count,
			      struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&sw->lock);
	err = port ? reset_port(port, values, count, extack) :
		     reset_switch(sw, values, count);
	if (!err)
		tell(sw, port, values, count, XVS_EVENT_DELETED);
	return err;
}

static void print_macs(const struct xvs_mac_set *set, char *text, size_t size)
{
	size_t len = 0;
	unsigned int i;
	u8 addr[ETH_ALEN];

	text[0] = '\0';
	for (i = 0; set && i < set->count; i++) {
		xvs_fdb_key_addr(set->addr[i], addr);
		len += scnprintf(text + len, size - len, "%s%pM",
				 i ? "," : "", addr);
	}
}

static void print_vlans(const struct xvs_vlan_set *set, char *text, size_t size)
{
	text[0] = '\0';
	if (set)
		scnprintf(text, size, "%*pbl", VLAN_N_VID, set->ids);
}

void xvs_property_read_locked(const struct xvs_switch *sw,
			      const struct xvs_port *port, unsigned int index,
			      struct xvs_property_view *view,
			      char *text, size_t size)
{
	const struct xvs_property *row = xvs_property_row(port, index);
	struct xvs_port_cfg effective;
	const void *member;
	u32 chosen;

	lockdep_assert_held(&sw->lock);
	if (port) {
		xvs_port_effective(port, &effective);
		member = (void *)&effective + row->offset;
		chosen = port->cfg.chosen;
	} else {
		member = (void *)&sw->cfg + row->offset;
		chosen = sw->cfg.chosen;
	}

	view->is_default = !(chosen & BIT(index));
	view->number = 0;
	if (row->type == XVS_VALUE_TYPE_VLANS)
		print_vlans(*(struct xvs_vlan_set **)member, text, size);
	else if (row->type == XVS_VALUE_TYPE_MACS)
		print_macs(*(struct xvs_mac_set **)member, text, size);
	else
		view->number = *(u32 *)member;
}
