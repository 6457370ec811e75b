// SPDX-License-Identifier: GPL-2.0-only
/* Properties: named, typed, versioned values of a switch or a port.
 *
 * One table row is all that a property takes; an extension brings rows of its
 * own. A request is applied to a copy of the settings, and every extension is
 * asked, before anything changes: all of it takes effect or nothing.
 */
#include <linux/netlink.h>
#include <linux/slab.h>

#include "event.h"
#include "nic.h"
#include "port.h"
#include "property.h"
#include "stack.h"
#include "switch.h"
#include "walk.h"

#define V1_0		0x0100
#define REQUIRE_LEN	(XVS_EXT_MAX * (XVS_EXT_NAME_LEN + 1))

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
	[XVS_SET_REQUIRE] = PORT_ROW("extension.require", TEXT, require,
				     .max = REQUIRE_LEN),
	[XVS_SET_SA_LIMIT] = PORT_ROW("ipsec.sa-limit", NUMBER, sa_limit,
				      .max = U32_MAX),
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
	SWITCH_ROW("extension.require", TEXT, require, .max = REQUIRE_LEN),
};

/* The limit is what a port that learns can make the host remember, at some 100
 * bytes each.
 */
static const struct xvs_switch_cfg switch_defaults = {
	.ageing = 300,
	.limit = 1 << 18,
	.move = 1,
};

/* --- rows --- */

#define EXT_ROWS	64	/* of one extension */

static const struct xvs_property *core_row(bool of_port, unsigned int index)
{
	if (of_port)
		return index < ARRAY_SIZE(port_rows) ? &port_rows[index] : NULL;
	return index < ARRAY_SIZE(switch_rows) ? &switch_rows[index] : NULL;
}

static const struct xvs_property *ext_row(const struct xvs_attachment *att,
					  bool of_port, unsigned int own)
{
	const struct xvs_ext *ext = att->pub.ext;

	enum xvs_scope scope = of_port ? XVS_OF_PORT : XVS_OF_SWITCH;

	if (own >= ext->property_count || ext->properties[own].scope != scope)
		return NULL;
	return &att->rows[own];
}

/* NULL where there is none. */
const struct xvs_property *xvs_property_row(const struct xvs_switch *sw,
					    bool of_port, unsigned int index)
{
	const struct xvs_attachment *att;

	if (index < XVS_PROPERTY_EXT)
		return core_row(of_port, index);
	index -= XVS_PROPERTY_EXT;
	list_for_each_entry(att, &sw->attachments, node)
		if (att->pub.slot == index / EXT_ROWS)
			return ext_row(att, of_port, index % EXT_ROWS);
	return NULL;
}

/* The first index from @index on where there is a row; -ENOENT at the end. */
int xvs_property_next(const struct xvs_switch *sw, bool of_port,
		      unsigned int index)
{
	unsigned int end = XVS_PROPERTY_EXT + XVS_EXT_MAX * EXT_ROWS;

	if (index < XVS_PROPERTY_EXT) {
		if (core_row(of_port, index))
			return index;
		index = XVS_PROPERTY_EXT;
	}
	if (list_empty(&sw->attachments))
		return -ENOENT;
	for (; index < end; index++)
		if (xvs_property_row(sw, of_port, index))
			return index;
	return -ENOENT;
}

int xvs_property_find(const struct xvs_switch *sw, bool of_port,
		      const char *name)
{
	int i;

	for (i = 0; (i = xvs_property_next(sw, of_port, i)) >= 0; i++)
		if (!strcmp(xvs_property_row(sw, of_port, i)->name, name))
			return i;
	return -ENOENT;
}

static int make_row(struct xvs_attachment *att, unsigned int own)
{
	const struct xvs_ext_property *from = &att->pub.ext->properties[own];
	const char *name;

	name = kasprintf(GFP_KERNEL, "%s.%s", att->pub.ext->name, from->name);
	if (!name)
		return -ENOMEM;
	att->rows[own] = (struct xvs_property) {
		.name = name,
		.type = from->type,
		.version = from->version,
		.min = from->min,
		.max = from->max,
		.choices = from->choices,
		.att = att,
		.own = own,
	};
	return 0;
}

int xvs_property_make_rows(struct xvs_attachment *att)
{
	unsigned int count = att->pub.ext->property_count, own;

	if (!count)
		return 0;
	att->rows = kcalloc(count, sizeof(*att->rows), GFP_KERNEL);
	att->values = kcalloc(count, sizeof(*att->values), GFP_KERNEL);
	if (!att->rows || !att->values)
		return -ENOMEM;
	for (own = 0; own < count; own++)
		if (make_row(att, own))
			return -ENOMEM;
	return 0;
}

/* Those of its ports have gone already. */
void xvs_property_free_rows(struct xvs_attachment *att)
{
	unsigned int own;

	for (own = 0; att->rows && own < att->pub.ext->property_count; own++)
		kfree(att->rows[own].name);
	kfree(att->rows);
	xvs_walk_free_values(att, att->values);
}

/* NULL where none was ever set. */
const struct xvs_value *xvs_property_value(const struct xvs_attachment *att,
					   const struct xvs_port *port,
					   unsigned int own)
{
	const struct xvs_value *values;

	values = port ? port->values[att->pub.slot] : att->values;
	return values ? &values[own] : NULL;
}

/* --- values into settings --- */

static int check_number(const struct xvs_property *row,
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
	return 0;
}

static int store_number(const struct xvs_property *row, void *cfg,
			const struct xvs_property_value *value,
			struct netlink_ext_ack *extack)
{
	int err = check_number(row, value, extack);

	if (!err)
		*(u32 *)(cfg + row->offset) = value->number;
	return err;
}

static int check_length(const struct xvs_property *row,
			const struct xvs_property_value *value, size_t len,
			struct netlink_ext_ack *extack)
{
	if (len <= row->max)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, value->attr,
			    "the value is longer than the property allows");
	return -ERANGE;
}

static int store_text(const struct xvs_property *row, void *cfg,
		      const struct xvs_property_value *value,
		      struct netlink_ext_ack *extack)
{
	struct xvs_text **member = cfg + row->offset;
	struct xvs_text *text = NULL;
	int err;

	err = check_length(row, value, strlen(value->text), extack);
	if (err)
		return err;
	if (*value->text) {
		text = xvs_text_new(value->text);
		if (!text)
			return -ENOMEM;
	}
	xvs_text_put(*member);
	*member = text;
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
	switch (row->type) {
	case XVS_VALUE_TYPE_VLANS:
		return store_vlans(row, cfg, value, extack);
	case XVS_VALUE_TYPE_MACS:
		return store_macs(row, cfg, value, extack);
	default:
		return store_text(row, cfg, value, extack);
	}
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
	case XVS_VALUE_TYPE_TEXT:
		xvs_text_put(*(struct xvs_text **)member);
		*(struct xvs_text **)member = NULL;
		break;
	default:
		*(u32 *)member = 0;
	}
}

/* --- a request --- */

/* One value of it that is an extension's. */
struct pending {
	struct xvs_value	new;
	struct xvs_value	*place;
};

struct request {
	struct xvs_switch	*sw;
	struct xvs_port		*port;		/* NULL: of the switch */
	bool			set;		/* or put back to defaults */
	const struct xvs_property_value *values;
	unsigned int		count;
	unsigned int		asked;		/* of them, by the extensions */
	struct xvs_port_cfg	port_cfg;
	struct xvs_switch_cfg	switch_cfg;
	struct pending		*pending;
};

static const struct xvs_property *row_of(const struct request *req,
					 unsigned int i)
{
	return xvs_property_row(req->sw, req->port, req->values[i].index);
}

/* --- ... of the switch's own properties --- */

static void put_back(const struct xvs_property *row, void *cfg, bool of_port)
{
	clear(row, cfg);
	if (!of_port && row->type != XVS_VALUE_TYPE_TEXT)
		*(u32 *)(cfg + row->offset) =
			*(u32 *)((void *)&switch_defaults + row->offset);
}

static int apply_core(struct request *req, unsigned int i,
		      struct netlink_ext_ack *extack)
{
	const struct xvs_property *row = row_of(req, i);
	void *cfg = req->port ? (void *)&req->port_cfg :
				(void *)&req->switch_cfg;
	u32 *chosen = req->port ? &req->port_cfg.chosen :
				  &req->switch_cfg.chosen;
	u32 bit = BIT(req->values[i].index);
	int err = 0;

	if (req->set)
		err = store(row, cfg, &req->values[i], extack);
	else
		put_back(row, cfg, req->port);
	if (!err)
		*chosen = req->set ? *chosen | bit : *chosen & ~bit;
	return err;
}

static void require_all(struct xvs_switch *sw)
{
	struct xvs_port *port;
	u32 id = 1;

	for (; (port = xvs_port_next_locked(sw, id)); id = port->id + 1)
		xvs_port_require_locked(port);
}

static void put_in_force(struct xvs_switch *sw,
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
	put_in_force(sw, &switch_defaults);
}

/* The former settings are in the request's copy afterwards. */
static int commit_core(struct request *req, struct netlink_ext_ack *extack)
{
	struct xvs_switch_cfg old;

	if (req->port)
		return xvs_port_configure_locked(req->port, &req->port_cfg,
						 extack);
	old = req->sw->cfg;
	put_in_force(req->sw, &req->switch_cfg);
	require_all(req->sw);
	req->switch_cfg = old;
	return 0;
}

/* --- ... of an extension's --- */

static int make_value(const struct xvs_property *row,
		      const struct xvs_property_value *value,
		      struct xvs_value *new, struct netlink_ext_ack *extack)
{
	const void *data = value->text ?: value->blob;
	int err;

	if (row->type == XVS_VALUE_TYPE_FLAG ||
	    row->type == XVS_VALUE_TYPE_NUMBER ||
	    row->type == XVS_VALUE_TYPE_CHOICE) {
		new->number = value->number;
		return check_number(row, value, extack);
	}
	new->len = value->text ? strlen(value->text) : value->blob_len;
	if (!data) {
		NL_SET_ERR_MSG_ATTR(extack, value->attr,
				    "this property takes a text");
		return -EINVAL;
	}
	err = check_length(row, value, new->len, extack);
	if (err)
		return err;
	/* a text's final zero, and a blob is none the worse for one */
	new->data = kmalloc(new->len + 1, GFP_KERNEL);
	if (!new->data)
		return -ENOMEM;
	memcpy(new->data, data, new->len);
	((char *)new->data)[new->len] = '\0';
	return 0;
}

/* Where the extension's values of the port or switch stand. */
static struct xvs_value *values_of(const struct request *req,
				   struct xvs_attachment *att)
{
	struct xvs_value **values;

	if (!req->port)
		return att->values;
	values = &req->port->values[att->pub.slot];
	if (!*values)
		*values = kcalloc(att->pub.ext->property_count,
				  sizeof(**values), GFP_KERNEL);
	return *values;
}

static int apply_ext(struct request *req, unsigned int i,
		     struct netlink_ext_ack *extack)
{
	const struct xvs_property *row = row_of(req, i);
	struct pending *pending = &req->pending[i];
	struct xvs_value *values;

	values = values_of(req, row->att);
	if (!values)
		return -ENOMEM;
	pending->place = &values[row->own];
	pending->new.chosen = req->set;
	if (req->set)
		return make_value(row, &req->values[i], &pending->new, extack);
	pending->new.number = row->att->pub.ext->properties[row->own].otherwise;
	return 0;
}

static void commit_ext(struct request *req)
{
	unsigned int i;

	for (i = 0; i < req->count; i++)
		if (req->pending[i].place)
			swap(*req->pending[i].place, req->pending[i].new);
}

/* --- ... and all extensions are asked --- */

/* The change number @i as extensions see it. */
static struct xvs_walk_property change_of(const struct request *req,
					  unsigned int i)
{
	const struct xvs_property_value *value = &req->values[i];
	const struct xvs_property *row = row_of(req, i);
	struct xvs_walk_property prop = {
		.sw = req->sw,
		.port = req->port,
		.owner = row->att,
		.own = row->own,
		.change = {
			.name = row->name,
			.reset = !req->set,
			.number = value->number,
			.data = value->text ?: value->blob,
			.len = value->text ? strlen(value->text) :
					     value->blob_len,
		},
	};

	if (!req->set && row->att)
		prop.change.number =
			row->att->pub.ext->properties[row->own].otherwise;
	if (!prop.change.data)
		prop.change.data = "";
	return prop;
}

static void abort_asked(struct request *req)
{
	struct xvs_walk_property prop;

	while (req->asked) {
		prop = change_of(req, --req->asked);
		xvs_walk_property_abort(&prop);
	}
}

static int ask_all(struct request *req, struct netlink_ext_ack *extack)
{
	struct xvs_walk_property prop;
	int err;

	for (; req->asked < req->count; req->asked++) {
		prop = change_of(req, req->asked);
		err = xvs_walk_property_set(&prop, extack);
		if (err) {
			NL_SET_BAD_ATTR(extack,
					req->values[req->asked].attr);
			abort_asked(req);
			return err;
		}
	}
	return 0;
}

/* Whether there was anything to put back; the former values are in the request
 * by now.
 */
static bool was_chosen(const struct request *req, unsigned int i)
{
	u32 chosen = req->port ? req->port_cfg.chosen : req->switch_cfg.chosen;

	if (req->pending[i].place)
		return req->pending[i].new.chosen;
	return chosen & BIT(req->values[i].index);
}

static void tell(struct request *req)
{
	enum xvs_event event = req->set ? XVS_EVENT_CHANGED : XVS_EVENT_DELETED;
	struct xvs_walk_property prop;
	unsigned int i;

	req->sw->generation++;
	for (i = 0; i < req->count; i++) {
		if (!req->set && !was_chosen(req, i))
			continue;
		prop = change_of(req, i);
		xvs_walk_property_changed(&prop);
		xvs_event_property(req->sw, req->port, req->values[i].index,
				   event);
	}
}

static int apply(struct request *req, struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < req->count; i++)
		err = row_of(req, i)->att ? apply_ext(req, i, extack) :
					    apply_core(req, i, extack);
	if (!err)
		err = ask_all(req, extack);
	if (err)
		return err;
	err = commit_core(req, extack);
	if (err) {
		abort_asked(req);
		return err;
	}
	commit_ext(req);
	tell(req);
	if (req->port && req->port->nic)
		xvs_nic_changed_locked(req->port->nic);
	return 0;
}

static int change(struct request *req, struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	lockdep_assert_held(&req->sw->lock);
	req->pending = kvcalloc(req->count, sizeof(*req->pending), GFP_KERNEL);
	if (!req->pending)
		return -ENOMEM;
	if (req->port) {
		xvs_port_cfg_copy(&req->port_cfg, &req->port->cfg);
	} else {
		req->switch_cfg = req->sw->cfg;
		xvs_text_get(req->switch_cfg.require);
	}
	err = apply(req, extack);

	/* what was not put in force, or what was before */
	if (req->port)
		xvs_port_cfg_free(&req->port_cfg);
	else
		xvs_text_put(req->switch_cfg.require);
	for (i = 0; i < req->count; i++)
		kfree(req->pending[i].new.data);
	kvfree(req->pending);
	return err;
}

int xvs_property_set_locked(struct xvs_switch *sw, struct xvs_port *port,
			    const struct xvs_property_value *values,
			    unsigned int count, struct netlink_ext_ack *extack)
{
	struct request req = {
		.sw = sw,
		.port = port,
		.set = true,
		.values = values,
		.count = count,
	};

	return change(&req, extack);
}

int xvs_property_reset_locked(struct xvs_switch *sw, struct xvs_port *port,
			      const struct xvs_property_value *values,
			      unsigned int count,
			      struct netlink_ext_ack *extack)
{
	struct request req = {
		.sw = sw,
		.port = port,
		.values = values,
		.count = count,
	};

	return change(&req, extack);
}

/* --- reading --- */

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

static void read_core(const struct xvs_property *row,
		      const struct xvs_switch *sw, const struct xvs_port *port,
		      struct xvs_property_view *view, char *text, size_t size)
{
	struct xvs_port_cfg effective;
	const struct xvs_text *shared;
	const void *member;

	if (port) {
		xvs_port_effective(port, &effective);
		member = (void *)&effective + row->offset;
	} else {
		member = (void *)&sw->cfg + row->offset;
	}
	switch (row->type) {
	case XVS_VALUE_TYPE_VLANS:
		print_vlans(*(struct xvs_vlan_set **)member, text, size);
		break;
	case XVS_VALUE_TYPE_MACS:
		print_macs(*(struct xvs_mac_set **)member, text, size);
		break;
	case XVS_VALUE_TYPE_TEXT:
		shared = *(struct xvs_text **)member;
		strscpy(text, shared ? shared->text : "", size);
		break;
	default:
		view->number = *(u32 *)member;
	}
}

static void read_ext(const struct xvs_property *row,
		     const struct xvs_port *port,
		     struct xvs_property_view *view, char *text, size_t size)
{
	const struct xvs_value *value;

	value = xvs_property_value(row->att, port, row->own);
	view->is_default = !value || !value->chosen;
	view->number = view->is_default ?
		       row->att->pub.ext->properties[row->own].otherwise :
		       value->number;
	if (!view->is_default && row->type == XVS_VALUE_TYPE_BLOB) {
		view->blob = value->data;
		view->blob_len = value->len;
	}
	if (row->type == XVS_VALUE_TYPE_TEXT)
		strscpy(text, view->is_default ? "" : value->data ?: "", size);
}

void xvs_property_read_locked(const struct xvs_switch *sw,
			      const struct xvs_port *port, unsigned int index,
			      struct xvs_property_view *view,
			      char *text, size_t size)
{
	const struct xvs_property *row = xvs_property_row(sw, port, index);
	u32 chosen = port ? port->cfg.chosen : sw->cfg.chosen;

	lockdep_assert_held(&sw->lock);
	*view = (struct xvs_property_view) {};
	if (row->att) {
		read_ext(row, port, view, text, size);
		return;
	}
	view->is_default = !(chosen & BIT(index));
	read_core(row, sw, port, view, text, size);
}
