// SPDX-License-Identifier: GPL-2.0-only
/* Requests about the rows of the tables of extensions. What is in a row is
 * between the extension and whoever asks.
 */
#include <linux/overflow.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "attach.h"
#include "nl.h"
#include "nl_gen.h"
#include "port.h"
#include "stack.h"
#include "switch.h"

static_assert((int)XVS_A_ENTRY_SWITCH_ID == (int)XVS_A_PORT_SWITCH_ID);
static_assert((int)XVS_A_ENTRY_SWITCH == (int)XVS_A_PORT_SWITCH);
static_assert((int)XVS_A_ENTRY_PORT_ID == (int)XVS_A_PORT_PORT_ID);
static_assert((int)XVS_A_ENTRY_PORT == (int)XVS_A_PORT_PORT);

/* The longest row. */
#define DATA_MAX	4096

/* A table of an extension on a switch; with @port, those rows of it. */
struct subject {
	struct xvs_attachment		*att;
	const struct xvs_ext_table	*table;
	struct xvs_port			*port;
};

/* --- finding --- */

static int check_names(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	if (!attrs[XVS_A_ENTRY_EXT]) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, XVS_A_ENTRY_EXT);
		NL_SET_ERR_MSG(extack, "name the extension by ext");
		return -EINVAL;
	}
	if (!attrs[XVS_A_ENTRY_TABLE]) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, XVS_A_ENTRY_TABLE);
		NL_SET_ERR_MSG(extack, "name the table by table");
		return -EINVAL;
	}
	return 0;
}

static int check_version(const struct xvs_ext_table *table,
			 const struct nlattr *version,
			 struct netlink_ext_ack *extack)
{
	if (!version || nla_get_u32(version) >> 8 == table->version >> 8)
		return 0;
	xvs_compat_err_fmt(extack, version,
			   "the rows have another major version here",
			   "the rows of %.20s have version %u.%u here",
			   table->name, table->version >> 8,
			   table->version & 0xff);
	return -EOPNOTSUPP;
}

static int find_table_locked(struct xvs_switch *sw, struct nlattr **attrs,
			     struct subject *subject,
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *ext = attrs[XVS_A_ENTRY_EXT];
	const struct nlattr *table = attrs[XVS_A_ENTRY_TABLE];

	*subject = (struct subject) {
		.att = xvs_attach_find_locked(sw, nla_data(ext)),
	};
	if (!subject->att) {
		NL_SET_ERR_MSG_ATTR(extack, ext,
				    "the switch has no such extension");
		return -ENOENT;
	}
	subject->table = xvs_attach_table(subject->att, nla_data(table));
	if (!subject->table) {
		NL_SET_ERR_MSG_ATTR(extack, table,
				    "the extension has no such table");
		return -ENOENT;
	}
	if (subject->table->scope == XVS_OF_SWITCH &&
	    xvs_nl_names_port(attrs)) {
		NL_SET_ERR_MSG_ATTR(extack, table,
				    "this table is the switch's; name no port");
		return -EINVAL;
	}
	return check_version(subject->table, attrs[XVS_A_ENTRY_VERSION],
			     extack);
}

/* What a request names; its switch is locked and held. */
static int lock_subject(struct genl_info *info, struct subject *subject)
{
	struct xvs_switch *sw = xvs_nl_switch_lock(info);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = find_table_locked(sw, info->attrs, subject, info->extack);
	if (!err && subject->table->scope == XVS_OF_PORT) {
		subject->port = xvs_nl_port_find_locked(sw, info->attrs,
							info->extack);
		err = PTR_ERR_OR_ZERO(subject->port);
	}
	if (err)
		xvs_nl_switch_unlock(sw);
	return err;
}

/* --- filling --- */

/* As much as there is room for a row's data beside its number, or 0. */
static size_t room_for_data(const struct sk_buff *skb,
			    const struct xvs_ext_table *table)
{
	size_t rest = nla_total_size(sizeof(u32)) + NLA_HDRLEN + NLA_ALIGNTO;
	size_t room = skb_tailroom(skb);

	room = room > rest ? round_down(room - rest, NLA_ALIGNTO) : 0;
	if (table->size)
		return room < table->size ? 0 : table->size;
	return min_t(size_t, room, DATA_MAX);
}

/* The first row with a number of *@id or more, which it becomes. The row is
 * written where it is sent from, and the room left over given back.
 */
static int put_data(struct sk_buff *skb, const struct subject *subject,
		    u32 *id)
{
	size_t room = room_for_data(skb, subject->table);
	struct nlattr *attr;
	int len;

	attr = room ? nla_reserve(skb, XVS_A_ENTRY_ITEM_DATA, room) : NULL;
	if (!attr)
		return -EMSGSIZE;
	len = xvs_attach_next_locked(subject->att, subject->table,
				     subject->port, id, nla_data(attr), room);
	if (len <= 0)
		return len;
	attr->nla_len = nla_attr_size(len);
	memset(nla_data(attr) + len, 0, nla_padlen(len));
	skb_trim(skb, skb->len - (NLA_ALIGN(room) - NLA_ALIGN(len)));
	return len;
}

/* 1: a row was put; 0: there is none any more. */
static int put_row(struct sk_buff *skb, const struct subject *subject, u32 *id)
{
	struct nlattr *nest = nla_nest_start(skb, XVS_A_ENTRY_ENTRY);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = put_data(skb, subject, id);
	if (err > 0)
		err = nla_put_u32(skb, XVS_A_ENTRY_ITEM_ID, *id) ?: 1;
	if (err > 0)
		nla_nest_end(skb, nest);
	else
		nla_nest_cancel(skb, nest);
	return err;
}

static int put_names(struct sk_buff *skb, const struct subject *subject)
{
	int err = subject->port ? xvs_nl_put_port(skb, subject->port) :
				  xvs_nl_put_switch(skb, subject->att->sw);

	return err ?: nla_put_string(skb, XVS_A_ENTRY_EXT,
				     subject->att->pub.ext->name) ?:
	       nla_put_string(skb, XVS_A_ENTRY_TABLE, subject->table->name) ?:
	       nla_put_u32(skb, XVS_A_ENTRY_VERSION, subject->table->version);
}

/* --- get --- */

static int fill_row(struct sk_buff *skb, const struct xvs_nl_head *head,
		    const struct subject *subject, u32 *id)
{
	void *hdr = xvs_nl_put_head(skb, head, 0);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_names(skb, subject) ?: put_row(skb, subject, id);
	if (err <= 0) {
		genlmsg_cancel(skb, hdr);
		return err ?: -ENOENT;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int get(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	u32 id = nla_get_u32(info->attrs[XVS_A_ENTRY_ID]);
	struct subject subject;
	u32 found = id;
	int err;

	err = lock_subject(info, &subject);
	if (err)
		return err;
	err = fill_row(reply, &head, &subject, &found);
	xvs_nl_switch_unlock(subject.att->sw);
	if (err == -ENOENT || found != id) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[XVS_A_ENTRY_ID],
				    "the table has no such row");
		return -ENOENT;
	}
	return err;
}

int xvs_nl_entry_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err;

	err = check_names(info->attrs, info->extack);
	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, XVS_A_ENTRY_ID)) {
		NL_SET_ERR_MSG(info->extack, "name the row by id");
		return -EINVAL;
	}
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE + DATA_MAX, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	return xvs_nl_reply(info, reply, get(info, reply));
}

/* Rows from *@id on, until the message is full (-EMSGSIZE) or there are no
 * more.
 */
static int put_rows(struct sk_buff *skb, const struct subject *subject,
		    u32 *id, unsigned int *count)
{
	u32 at = *id;
	int err;

	while ((err = put_row(skb, subject, &at)) > 0) {
		++*count;
		/* the last number there is, or one from before */
		if (at == U32_MAX || at < *id)
			return 0;
		*id = ++at;
	}
	return err;
}

/* Many rows in one message; the dump goes on behind the last one. */
static int show_rows(struct xvs_nl_dump *dump, const struct subject *subject)
{
	void *hdr = xvs_nl_put_head(dump->skb, &dump->head, 0);
	unsigned int count = 0;
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_names(dump->skb, subject) ?:
	      put_rows(dump->skb, subject, &dump->place->item, &count);
	if (count)
		genlmsg_end(dump->skb, hdr);
	else
		genlmsg_cancel(dump->skb, hdr);
	return err;
}

static int parse_dump(struct netlink_callback *cb, struct nlattr **attrs)
{
	/* they have passed the policy already */
	return nlmsg_parse_deprecated(cb->nlh, GENL_HDRLEN, attrs,
				      XVS_A_ENTRY_MAX, NULL, NULL);
}

static int find_dumped(struct xvs_nl_dump *dump, struct xvs_switch *sw,
		       struct subject *subject)
{
	struct nlattr *attrs[XVS_A_ENTRY_MAX + 1];

	return parse_dump(dump->cb, attrs) ?:
	       find_table_locked(sw, attrs, subject, dump->cb->extack);
}

static int show_port(struct xvs_nl_dump *dump, struct xvs_port *port)
{
	struct subject subject;
	int err;

	err = find_dumped(dump, port->sw, &subject);
	if (err)
		return err;
	subject.port = port;
	return show_rows(dump, &subject);
}

static int show_switch(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	struct subject subject;
	int err;

	err = find_dumped(dump, sw, &subject);
	if (err)
		return err;
	if (subject.table->scope == XVS_OF_PORT)
		return xvs_nl_show_ports(dump, sw);
	return show_rows(dump, &subject);
}

/* A table is one of a certain switch. */
static int check_dump(struct netlink_callback *cb)
{
	struct nlattr *attrs[XVS_A_ENTRY_MAX + 1];
	int err;

	err = parse_dump(cb, attrs) ?: check_names(attrs, cb->extack);
	if (err || attrs[XVS_A_ENTRY_SWITCH] || attrs[XVS_A_ENTRY_SWITCH_ID])
		return err;
	NL_SET_ERR_ATTR_MISS(cb->extack, NULL, XVS_A_ENTRY_SWITCH);
	NL_SET_ERR_MSG(cb->extack, "name the switch by switch or switch-id");
	return -EINVAL;
}

int xvs_nl_entry_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show rows = {
		.sw = show_switch,
		.port = show_port,
	};
	int err;

	err = check_dump(cb);
	return err ?: xvs_nl_dump(skb, cb, &rows);
}

/* --- new, del ---
 *
 * What a request asks for stands in arrays, which are made before any lock is
 * taken. The rows themselves stay in the request.
 */

static int parse_row(struct nlattr *nest, struct xvs_entry *row,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XVS_A_ENTRY_ITEM_MAX + 1];
	const struct nlattr *data;
	int err;

	err = nla_parse_nested(tb, XVS_A_ENTRY_ITEM_MAX, nest,
			       xvs_entry_item_nl_policy, extack);
	if (err)
		return err;
	data = tb[XVS_A_ENTRY_ITEM_DATA];
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, XVS_A_ENTRY_ITEM_DATA)) {
		NL_SET_ERR_MSG(extack, "give the row of each entry in data");
		return -EINVAL;
	}
	if (!nla_len(data) || nla_len(data) > DATA_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, data,
				    "a row has 1 to 4096 bytes");
		return -EINVAL;
	}
	row->data = nla_data(data);
	row->len = nla_len(data);
	if (tb[XVS_A_ENTRY_ITEM_ID])
		row->id = nla_get_u32(tb[XVS_A_ENTRY_ITEM_ID]);
	return 0;
}

/* Into arrays that are long enough. */
static int parse_all(struct genl_info *info, struct xvs_table_change *change,
		     u32 *del)
{
	struct nlattr *attr;
	int err = 0, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) == XVS_A_ENTRY_ID)
			del[change->del_count++] = nla_get_u32(attr);
		if (nla_type(attr) != XVS_A_ENTRY_ENTRY)
			continue;
		err = parse_row(attr, &change->add[change->add_count++],
				info->extack);
		if (err)
			break;
	}
	return err;
}

static unsigned int count_attrs(const struct genl_info *info, int type)
{
	const struct nlattr *attr;
	unsigned int count = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		count += nla_type(attr) == type;
	return count;
}

static int compare_ids(const void *a, const void *b)
{
	u32 one = *(const u32 *)a, other = *(const u32 *)b;

	return one < other ? -1 : one > other;
}

/* So that the order of what a request asks for does not matter. */
static int refuse_twice(const struct xvs_table_change *change,
			struct netlink_ext_ack *extack)
{
	u32 *ids, count = 0, i;
	int err = 0;

	ids = kvmalloc_array(change->add_count + change->del_count + 1,
			     sizeof(*ids), GFP_KERNEL);
	if (!ids)
		return -ENOMEM;
	for (i = 0; i < change->del_count; i++)
		ids[count++] = change->del[i];
	for (i = 0; i < change->add_count; i++)
		if (change->add[i].id)
			ids[count++] = change->add[i].id;
	sort(ids, count, sizeof(*ids), compare_ids, NULL);
	for (i = 1; !err && i < count; i++)
		err = ids[i] == ids[i - 1] ? -EINVAL : 0;
	kvfree(ids);
	if (err)
		NL_SET_ERR_MSG(extack, "the request names a row twice");
	return err;
}

static void free_change(struct xvs_table_change *change)
{
	kvfree(change->del);
	kvfree(change->add);
}

/* To be freed with free_change(). */
static int parse_change(struct genl_info *info,
			struct xvs_table_change *change)
{
	unsigned int adds = count_attrs(info, XVS_A_ENTRY_ENTRY);
	unsigned int dels = count_attrs(info, XVS_A_ENTRY_ID);
	u32 *del = kvcalloc(dels + 1, sizeof(*del), GFP_KERNEL);
	int err = -ENOMEM;

	*change = (struct xvs_table_change) {
		.replace = nla_get_flag(info->attrs[XVS_A_ENTRY_REPLACE]),
		.del = del,
		.add = kvcalloc(adds + 1, sizeof(*change->add), GFP_KERNEL),
	};
	if (del && change->add)
		err = parse_all(info, change, del) ?:
		      refuse_twice(change, info->extack);
	if (err)
		free_change(change);
	return err;
}

static int change_table(struct genl_info *info,
			struct xvs_table_change *change)
{
	struct subject subject;
	int err;

	err = lock_subject(info, &subject);
	if (err)
		return err;
	err = xvs_attach_change_locked(subject.att, subject.table, subject.port,
				       change, info->extack);
	xvs_nl_switch_unlock(subject.att->sw);
	return err;
}

static int apply(struct genl_info *info, struct xvs_table_change *change)
{
	int err;

	rtnl_lock();
	err = change_table(info, change);
	rtnl_unlock();
	return err;
}

/* There is room for all of it. */
static int fill_ids(struct sk_buff *skb, const struct xvs_nl_head *head,
		    const struct xvs_table_change *change)
{
	void *hdr = xvs_nl_put_head(skb, head, 0);
	int err = 0;
	u32 i;

	if (!hdr)
		return -EMSGSIZE;
	for (i = 0; !err && i < change->add_count; i++)
		err = nla_put_u32(skb, XVS_A_ENTRY_ID, change->add[i].id);
	return xvs_nl_end(skb, hdr, err);
}

static int add(struct genl_info *info, struct xvs_table_change *change)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(change->add_count * nla_total_size(sizeof(u32)),
			    GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	err = apply(info, change) ?: fill_ids(reply, &head, change);
	return xvs_nl_reply(info, reply, err);
}

int xvs_nl_entry_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct xvs_table_change change;
	int err;

	err = check_names(attrs, info->extack);
	if (err)
		return err;
	if (!attrs[XVS_A_ENTRY_REPLACE] &&
	    GENL_REQ_ATTR_CHECK(info, XVS_A_ENTRY_ENTRY)) {
		NL_SET_ERR_MSG(info->extack, "nothing to add: give entry");
		return -EINVAL;
	}
	err = parse_change(info, &change);
	if (err)
		return xvs_nl_explain(info, err);
	err = add(info, &change);
	free_change(&change);
	return err;
}

int xvs_nl_entry_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct xvs_table_change change;
	int err;

	err = check_names(attrs, info->extack);
	if (err)
		return err;
	if (!attrs[XVS_A_ENTRY_REPLACE] &&
	    GENL_REQ_ATTR_CHECK(info, XVS_A_ENTRY_ID)) {
		NL_SET_ERR_MSG(info->extack,
			       "name the rows by id, or give replace for all");
		return -EINVAL;
	}
	err = parse_change(info, &change);
	if (err)
		return xvs_nl_explain(info, err);
	err = apply(info, &change);
	free_change(&change);
	return xvs_nl_explain(info, err);
}
