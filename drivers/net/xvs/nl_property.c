// SPDX-License-Identifier: GPL-2.0-only
/* Requests about properties of switches and ports. */
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "property.h"
#include "switch.h"

/* One property of a switch or, with @port, of a port. */
struct subject {
	const struct xvs_switch	*sw;
	const struct xvs_port	*port;
	unsigned int		index;
};

static bool has_long_text(const struct xvs_property *row)
{
	return row->type != XVS_VALUE_TYPE_FLAG &&
	       row->type != XVS_VALUE_TYPE_NUMBER &&
	       row->type != XVS_VALUE_TYPE_CHOICE;
}

static size_t message_size(const struct xvs_property *row)
{
	return NLMSG_DEFAULT_SIZE + (has_long_text(row) ? XVS_TEXT_LEN : 0);
}

/* --- filling --- */

/* The text is written where it is sent from, and the room left over given
 * back.
 */
static int put_text(struct sk_buff *skb, const struct subject *subject,
		    struct xvs_property_view *view)
{
	int room = min_t(int, skb_tailroom(skb) - NLA_HDRLEN,
			 NLA_ALIGN(XVS_TEXT_LEN + 1));
	struct nlattr *attr;
	char *text;
	int len;

	room = round_down(room, NLA_ALIGNTO);
	if (room <= 0)
		return -EMSGSIZE;
	attr = nla_reserve(skb, XVS_A_PROPERTY_TEXT, room);
	if (!attr)
		return -EMSGSIZE;
	text = nla_data(attr);
	xvs_property_read_locked(subject->sw, subject->port, subject->index,
				 view, text, room);
	len = strlen(text) + 1;
	if (len == room && room <= XVS_TEXT_LEN)
		return -EMSGSIZE;
	attr->nla_len = nla_attr_size(len);
	memset(text + len, 0, nla_padlen(len));
	skb_trim(skb, skb->len - (room - NLA_ALIGN(len)));
	return 0;
}

static int put_value(struct sk_buff *skb, const struct subject *subject,
		     const struct xvs_property *row)
{
	struct xvs_property_view view;
	int err = 0;

	if (has_long_text(row) && row->type != XVS_VALUE_TYPE_BLOB)
		err = put_text(skb, subject, &view);
	else
		xvs_property_read_locked(subject->sw, subject->port,
					 subject->index, &view, NULL, 0);
	if (err)
		return err;
	if (row->type == XVS_VALUE_TYPE_CHOICE)
		err = nla_put_string(skb, XVS_A_PROPERTY_TEXT,
				     row->choices[view.number]);
	else if (row->type == XVS_VALUE_TYPE_BLOB)
		err = nla_put(skb, XVS_A_PROPERTY_BLOB, view.blob_len,
			      view.blob);
	else if (!has_long_text(row))
		err = nla_put_u32(skb, XVS_A_PROPERTY_NUMBER, view.number);
	if (!err && view.is_default)
		err = nla_put_flag(skb, XVS_A_PROPERTY_IS_DEFAULT);
	return err;
}

static void join_choices(const struct xvs_property *row, char *text,
			 size_t size)
{
	const char *const *choice = row->choices;
	size_t len = 0;

	for (; *choice; choice++)
		len += scnprintf(text + len, size - len, "%s%s",
				 len ? " " : "", *choice);
}

#define CHOICES_LEN	256

static int put_bounds(struct sk_buff *skb, const struct xvs_property *row)
{
	char choices[CHOICES_LEN];

	if (row->type == XVS_VALUE_TYPE_CHOICE) {
		join_choices(row, choices, sizeof(choices));
		return nla_put_string(skb, XVS_A_PROPERTY_CHOICES, choices);
	}
	if (row->type != XVS_VALUE_TYPE_NUMBER)
		return 0;
	return nla_put_u32(skb, XVS_A_PROPERTY_MINIMUM, row->min) ?:
	       nla_put_u32(skb, XVS_A_PROPERTY_MAXIMUM, row->max);
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct subject *subject)
{
	const struct xvs_property *row = xvs_property_row(subject->sw,
							  subject->port,
							  subject->index);
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_PROPERTY_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = subject->port ? xvs_nl_put_port(skb, subject->port) :
			      xvs_nl_put_switch(skb, subject->sw);
	err = err ?: nla_put_string(skb, XVS_A_PROPERTY_NAME, row->name) ?:
	      nla_put_u32(skb, XVS_A_PROPERTY_TYPE, row->type) ?:
	      nla_put_u32(skb, XVS_A_PROPERTY_VERSION, row->version) ?:
	      put_bounds(skb, row) ?:
	      put_value(skb, subject, row);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_property_event(const struct xvs_switch *sw,
			   const struct xvs_port *port, unsigned int index,
			   enum xvs_event event)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_PROPERTY_NTF,
		.news = true,
		.event = event,
	};
	const struct subject subject = {
		.sw = sw,
		.port = port,
		.index = index,
	};
	struct sk_buff *skb;

	skb = xvs_nl_news_new(sw->net, XVS_NLGRP_LIFECYCLE,
			      message_size(xvs_property_row(sw, port,
							    index)));
	if (skb)
		xvs_nl_news_send(sw->net, XVS_NLGRP_LIFECYCLE, skb,
				 fill(skb, &head, &subject));
}

/* --- get --- */

/* The place of the row, or an error that names it. */
static int find_row(const struct xvs_switch *sw, bool of_port,
		    const struct nlattr *name, struct netlink_ext_ack *extack)
{
	int index = xvs_property_find(sw, of_port, nla_data(name));

	if (index >= 0)
		return index;
	if (of_port)
		xvs_compat_err_fmt(extack, name, "no such property of a port",
				   "no property %.40s of a port",
				   (const char *)nla_data(name));
	else
		xvs_compat_err_fmt(extack, name, "no such property of a switch",
				   "no property %.40s of a switch",
				   (const char *)nla_data(name));
	return -ENOENT;
}

/* The switch that a request names, locked and held, and the port if it names
 * one, else NULL.
 */
static struct xvs_switch *lock_subject(struct genl_info *info,
				       struct xvs_port **port)
{
	struct xvs_switch *sw = xvs_nl_switch_lock(info);

	*port = NULL;
	if (IS_ERR(sw) || !xvs_nl_names_port(info->attrs))
		return sw;
	*port = xvs_nl_port_find_locked(sw, info->attrs, info->extack);
	if (IS_ERR(*port)) {
		xvs_nl_switch_unlock(sw);
		return ERR_CAST(*port);
	}
	return sw;
}

static int get(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_switch *sw;
	struct xvs_port *port;
	int err;

	sw = lock_subject(info, &port);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = find_row(sw, port, info->attrs[XVS_A_PROPERTY_NAME],
		       info->extack);
	if (err >= 0)
		err = fill(reply, &head, &(struct subject) {
			.sw = sw,
			.port = port,
			.index = err,
		});
	xvs_nl_switch_unlock(sw);
	return err;
}

int xvs_nl_property_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;

	if (GENL_REQ_ATTR_CHECK(info, XVS_A_PROPERTY_NAME)) {
		NL_SET_ERR_MSG(info->extack, "name the property by name");
		return -EINVAL;
	}
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE + XVS_TEXT_LEN, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	return xvs_nl_reply(info, reply, get(info, reply));
}

/* All rows of one subject, or the one that the request names. */
static int show_rows(struct xvs_nl_dump *dump, const struct xvs_switch *sw,
		     const struct xvs_port *port)
{
	const struct nlattr *only = nlmsg_find_attr(dump->cb->nlh, GENL_HDRLEN,
						    XVS_A_PROPERTY_NAME);
	struct subject subject = { .sw = sw, .port = port };
	u32 *item = &dump->place->item;
	int err, index;

	for (; (index = xvs_property_next(sw, port, *item)) >= 0;
	     *item = index + 1) {
		*item = index;
		if (only && nla_strcmp(only, xvs_property_row(sw, port,
							      index)->name))
			continue;
		subject.index = index;
		err = fill(dump->skb, &dump->head, &subject);
		if (err)
			return err;
	}
	return 0;
}

static int show_port(struct xvs_nl_dump *dump, struct xvs_port *port)
{
	return show_rows(dump, port->sw, port);
}

/* The rows of the switch stand before those of its ports, whose ids are from 1
 * on.
 */
static int show_switch(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	int err;

	if (!dump->place->port) {
		err = show_rows(dump, sw, NULL);
		if (err)
			return err;
		dump->place->port = 1;
		dump->place->item = 0;
	}
	return xvs_nl_show_ports(dump, sw);
}

int xvs_nl_property_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show all = {
		.sw = show_switch,
		.port = show_port,
	};

	return xvs_nl_dump(skb, cb, &all);
}

/* --- set, del --- */

/* What a request asks for: the items in their order. */
struct items {
	const struct xvs_switch		*sw;
	bool				of_port;
	bool				set;		/* or put back */
	unsigned int			count;
	struct xvs_property_value	value[];
};

static int parse_version(const struct xvs_property *row,
			 const struct nlattr *attr,
			 struct netlink_ext_ack *extack)
{
	if (!attr || nla_get_u32(attr) >> 8 == row->version >> 8)
		return 0;
	xvs_compat_err_fmt(extack, attr,
			   "the property has another major version here",
			   "%s has version %u.%u here", row->name,
			   row->version >> 8, row->version & 0xff);
	return -EOPNOTSUPP;
}

static int parse_choice(const struct xvs_property *row,
			struct xvs_property_value *value,
			struct netlink_ext_ack *extack)
{
	char choices[CHOICES_LEN];
	int i;

	for (i = 0; row->choices[i]; i++) {
		if (!strcmp(row->choices[i], value->text)) {
			value->has_number = true;
			value->number = i;
			return 0;
		}
	}
	join_choices(row, choices, sizeof(choices));
	xvs_compat_err_fmt(extack, value->attr,
			   "not one of the property's choices",
			   "choose one of: %.60s", choices);
	return -EINVAL;
}

/* Which attribute of an item carries the value. */
static int kind_of(const struct xvs_property *row)
{
	switch (row->type) {
	case XVS_VALUE_TYPE_FLAG:
	case XVS_VALUE_TYPE_NUMBER:
		return XVS_A_PROPERTY_ITEM_NUMBER;
	case XVS_VALUE_TYPE_BLOB:
		return XVS_A_PROPERTY_ITEM_BLOB;
	default:
		return XVS_A_PROPERTY_ITEM_TEXT;
	}
}

static int check_kind(struct nlattr **tb, int kind, const struct nlattr *item,
		      struct netlink_ext_ack *extack)
{
	static const int kinds[] = {
		XVS_A_PROPERTY_ITEM_NUMBER,
		XVS_A_PROPERTY_ITEM_TEXT,
		XVS_A_PROPERTY_ITEM_BLOB,
	};
	const struct nlattr *wrong = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i] != kind && tb[kinds[i]])
			wrong = tb[kinds[i]];
	if (tb[kind] && !wrong)
		return 0;
	NL_SET_BAD_ATTR(extack, wrong ?: item);
	if (kind == XVS_A_PROPERTY_ITEM_NUMBER)
		NL_SET_ERR_MSG(extack, "this property takes a number");
	else if (kind == XVS_A_PROPERTY_ITEM_BLOB)
		NL_SET_ERR_MSG(extack, "this property takes bytes");
	else
		NL_SET_ERR_MSG(extack, "this property takes a text");
	return -EINVAL;
}

static int parse_value(const struct xvs_property *row, struct nlattr **tb,
		       struct xvs_property_value *value,
		       struct netlink_ext_ack *extack)
{
	int kind = kind_of(row);
	int err;

	err = check_kind(tb, kind, value->attr, extack);
	if (err)
		return err;
	value->attr = tb[kind];
	if (kind == XVS_A_PROPERTY_ITEM_NUMBER) {
		value->has_number = true;
		value->number = nla_get_u32(tb[kind]);
		return 0;
	}
	if (row->type == XVS_VALUE_TYPE_BLOB) {
		value->blob = nla_data(tb[kind]);
		value->blob_len = nla_len(tb[kind]);
		return 0;
	}
	value->text = nla_data(tb[kind]);
	return row->type == XVS_VALUE_TYPE_CHOICE ?
	       parse_choice(row, value, extack) : 0;
}

static int refuse_value(struct nlattr **tb, struct netlink_ext_ack *extack)
{
	const struct nlattr *wrong = tb[XVS_A_PROPERTY_ITEM_NUMBER] ?:
				     tb[XVS_A_PROPERTY_ITEM_TEXT] ?:
				     tb[XVS_A_PROPERTY_ITEM_BLOB];

	if (!wrong)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, wrong,
			    "a property goes back to its default, so give no value");
	return -EINVAL;
}

static int refuse_twice(const struct items *items, unsigned int index,
			const struct nlattr *name,
			struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < items->count; i++) {
		if (items->value[i].index == index) {
			NL_SET_ERR_MSG_ATTR(extack, name,
					    "the request names this property twice");
			return -EINVAL;
		}
	}
	return 0;
}

static int parse_item(struct items *items, struct nlattr *item,
		      struct netlink_ext_ack *extack)
{
	struct xvs_property_value *value = &items->value[items->count];
	struct nlattr *tb[XVS_A_PROPERTY_ITEM_MAX + 1];
	const struct xvs_property *row;
	const struct nlattr *name;
	int err, index;

	err = nla_parse_nested(tb, XVS_A_PROPERTY_ITEM_MAX, item,
			       xvs_property_item_nl_policy, extack);
	if (err)
		return err;
	name = tb[XVS_A_PROPERTY_ITEM_NAME];
	if (NL_REQ_ATTR_CHECK(extack, item, tb, XVS_A_PROPERTY_ITEM_NAME)) {
		NL_SET_ERR_MSG(extack, "name the property of each item by name");
		return -EINVAL;
	}
	index = find_row(items->sw, items->of_port, name, extack);
	if (index < 0)
		return index;
	row = xvs_property_row(items->sw, items->of_port, index);
	value->index = index;
	value->attr = item;
	err = refuse_twice(items, index, name, extack) ?:
	      parse_version(row, tb[XVS_A_PROPERTY_ITEM_VERSION], extack);
	if (err)
		return err;
	items->count++;
	return items->set ? parse_value(row, tb, value, extack) :
			    refuse_value(tb, extack);
}

static unsigned int count_items(const struct genl_info *info)
{
	const struct nlattr *attr;
	unsigned int count = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		count += nla_type(attr) == XVS_A_PROPERTY_ITEM;
	return count;
}

static int parse_each(struct genl_info *info, struct items *items)
{
	struct nlattr *attr;
	int err = 0, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != XVS_A_PROPERTY_ITEM)
			continue;
		err = parse_item(items, attr, info->extack);
		if (err)
			break;
	}
	return err;
}

/* To be freed with kvfree(). Names mean something on a locked switch only. */
static struct items *parse_items(struct genl_info *info,
				 const struct xvs_switch *sw, bool set)
{
	unsigned int count = count_items(info);
	struct items *items;
	int err;

	if (!count) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, XVS_A_PROPERTY_ITEM);
		NL_SET_ERR_MSG(info->extack, "name a property in an item");
		return ERR_PTR(-EINVAL);
	}
	items = kvzalloc(struct_size(items, value, count), GFP_KERNEL);
	if (!items)
		return ERR_PTR(-ENOMEM);
	items->sw = sw;
	items->of_port = xvs_nl_names_port(info->attrs);
	items->set = set;
	err = parse_each(info, items);
	if (err) {
		kvfree(items);
		return ERR_PTR(err);
	}
	return items;
}

static int apply(struct genl_info *info, struct xvs_switch *sw,
		 struct xvs_port *port, bool set)
{
	struct items *items = parse_items(info, sw, set);
	int err;

	if (IS_ERR(items))
		return PTR_ERR(items);
	if (set)
		err = xvs_property_set_locked(sw, port, items->value,
					      items->count, info->extack);
	else
		err = xvs_property_reset_locked(sw, port, items->value,
						items->count, info->extack);
	kvfree(items);
	return err;
}

/* How a port floods may change what its uplink's device has to let in, so the
 * change needs rtnl.
 */
static int change(struct genl_info *info, bool set)
{
	struct xvs_switch *sw;
	struct xvs_port *port;
	int err;

	rtnl_lock();
	sw = lock_subject(info, &port);
	err = PTR_ERR_OR_ZERO(sw);
	if (!err) {
		err = apply(info, sw, port, set);
		xvs_nl_switch_unlock(sw);
	}
	rtnl_unlock();
	return xvs_nl_explain(info, err);
}

int xvs_nl_property_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info, true);
}

int xvs_nl_property_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return change(info, false);
}
