// SPDX-License-Identifier: GPL-2.0-only
/* Requests about the extensions on a switch and those that are registered, and
 * what extensions tell the operator.
 */
#include <linux/rtnetlink.h>

#include "attach.h"
#include "ext.h"
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "stack.h"
#include "switch.h"

/* No name of a port stands where a dump looks for one. */
static_assert((int)XVS_A_EXT_SWITCH_ID == (int)XVS_A_PORT_SWITCH_ID);
static_assert((int)XVS_A_EXT_SWITCH == (int)XVS_A_PORT_SWITCH);
static_assert((int)XVS_A_EXT_EXT > (int)XVS_A_PORT_PORT);

static_assert((int)XVS_TABLE_SCOPE_SWITCH == (int)XVS_OF_SWITCH);
static_assert((int)XVS_TABLE_SCOPE_PORT == (int)XVS_OF_PORT);

/* Frames make alerts, so they take no more memory than they need. */
#define ALERT_LEN	255
#define ALERT_SIZE (2 * nla_total_size(sizeof(u32)) +			\
		    nla_total_size(IFNAMSIZ) +				\
		    nla_total_size(XVS_NAME_LEN + 1) +			\
		    nla_total_size(XVS_EXT_NAME_LEN + 1) +		\
		    nla_total_size(ALERT_LEN + 1))

/* --- filling --- */

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, XVS_A_EXT_PAD);
}

static int put_facts(struct sk_buff *skb, const struct xvs_attachment *att)
{
	const struct xvs_ext *ext = att->pub.ext;

	return xvs_nl_put_switch(skb, att->sw) ?:
	       nla_put_u32(skb, XVS_A_EXT_ID, att->id) ?:
	       nla_put_u32(skb, XVS_A_EXT_CLASS, ext->class) ?:
	       nla_put_string(skb, XVS_A_EXT_EXT, ext->name) ?:
	       nla_put_u32(skb, XVS_A_EXT_ORDER, att->order) ?:
	       nla_put_u32(skb, XVS_A_EXT_ENABLED, att->enabled) ?:
	       nla_put_u32(skb, XVS_A_EXT_VERSION, ext->version) ?:
	       nla_put_u32(skb, XVS_A_EXT_HELD_LIMIT, att->held_limit);
}

static int put_counters(struct sk_buff *skb, const struct xvs_attachment *att)
{
	struct xvs_attach_stats sum;

	xvs_attach_read_stats(att, &sum);
	return put_u64(skb, XVS_A_EXT_IN, sum.in) ?:
	       put_u64(skb, XVS_A_EXT_PASSED, sum.passed) ?:
	       put_u64(skb, XVS_A_EXT_DROPPED, sum.dropped) ?:
	       put_u64(skb, XVS_A_EXT_CONSUMED, sum.consumed) ?:
	       put_u64(skb, XVS_A_EXT_HELD, sum.held) ?:
	       put_u64(skb, XVS_A_EXT_HELD_NOW, sum.held_now) ?:
	       put_u64(skb, XVS_A_EXT_EXPIRED, sum.expired) ?:
	       put_u64(skb, XVS_A_EXT_INJECTED, sum.injected) ?:
	       put_u64(skb, XVS_A_EXT_VETOES, sum.vetoes) ?:
	       put_u64(skb, XVS_A_EXT_VIOLATIONS, sum.violations) ?:
	       put_u64(skb, XVS_A_EXT_ALERTS_LOST, sum.alerts_lost);
}

static int put_violated(struct sk_buff *skb, const struct xvs_attachment *att)
{
	const char *violated = READ_ONCE(att->violated);

	return violated ? nla_put_string(skb, XVS_A_EXT_VIOLATED, violated) : 0;
}

static int put_drop(struct sk_buff *skb, const struct xvs_attachment *att,
		    unsigned int number, u64 packets)
{
	const struct xvs_ext_reason *reason = &att->pub.ext->reasons[number];
	struct nlattr *nest = nla_nest_start(skb, XVS_A_EXT_DROP);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = nla_put_u32(skb, XVS_A_EXT_DROP_REASON, number) ?:
	      nla_put_string(skb, XVS_A_EXT_DROP_NAME, reason->name) ?:
	      nla_put_string(skb, XVS_A_EXT_DROP_SENTENCE, reason->sentence) ?:
	      nla_put_u64_64bit(skb, XVS_A_EXT_DROP_PACKETS, packets,
				XVS_A_EXT_DROP_PAD);
	nla_nest_end(skb, nest);
	return err;
}

static int put_drops(struct sk_buff *skb, const struct xvs_attachment *att)
{
	unsigned int number;
	int err = 0;
	u64 packets;

	for (number = 0; !err && number < att->pub.ext->reason_count;
	     number++) {
		packets = atomic_long_read(&att->drops[number]);
		if (packets)
			err = put_drop(skb, att, number, packets);
	}
	return err;
}

static int put_table(struct sk_buff *skb, const struct xvs_ext_table *table)
{
	struct nlattr *nest = nla_nest_start(skb, XVS_A_EXT_TABLE);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = nla_put_string(skb, XVS_A_EXT_TABLE_NAME, table->name) ?:
	      nla_put_u32(skb, XVS_A_EXT_TABLE_SCOPE, table->scope) ?:
	      nla_put_u32(skb, XVS_A_EXT_TABLE_VERSION, table->version);
	if (!err && !table->change)
		err = nla_put_flag(skb, XVS_A_EXT_TABLE_READ_ONLY);
	nla_nest_end(skb, nest);
	return err;
}

static int put_tables(struct sk_buff *skb, const struct xvs_attachment *att)
{
	const struct xvs_ext *ext = att->pub.ext;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < ext->table_count; i++)
		err = put_table(skb, &ext->tables[i]);
	return err;
}

/* All there is to know of it; or only what the operator decides, which fits
 * into any message.
 */
static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_attachment *att, bool all)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_EXT_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_facts(skb, att);
	if (!err && all)
		err = put_counters(skb, att) ?:
		      put_violated(skb, att) ?:
		      put_drops(skb, att) ?:
		      put_tables(skb, att);
	return xvs_nl_end(skb, hdr, err);
}

static size_t string_size(const char *text)
{
	return nla_total_size(text ? strlen(text) + 1 : 0);
}

/* Of a message with all of it. */
static size_t message_size(const struct xvs_attachment *att)
{
	const struct xvs_ext *ext = att->pub.ext;
	size_t size = NLMSG_DEFAULT_SIZE +
		      string_size(READ_ONCE(att->violated));
	unsigned int i;

	for (i = 0; i < ext->reason_count; i++)
		size += nla_total_size(nla_total_size(sizeof(u32)) +
				       nla_total_size_64bit(sizeof(u64)) +
				       string_size(ext->reasons[i].name) +
				       string_size(ext->reasons[i].sentence));
	for (i = 0; i < ext->table_count; i++)
		size += nla_total_size(2 * nla_total_size(sizeof(u32)) +
				       nla_total_size(0) +
				       string_size(ext->tables[i].name));
	return size;
}

/* --- news --- */

void xvs_nl_ext_event(const struct xvs_attachment *att, enum xvs_event event)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_EXT_NTF,
		.news = true,
		.event = event,
	};
	struct net *net = att->sw->net;
	struct sk_buff *skb;

	skb = xvs_nl_news_new(net, XVS_NLGRP_LIFECYCLE, NLMSG_DEFAULT_SIZE);
	if (skb)
		xvs_nl_news_send(net, XVS_NLGRP_LIFECYCLE, skb,
				 fill(skb, &head, att, false));
}

static_assert((int)XVS_A_ALERT_SWITCH_ID == (int)XVS_A_PORT_SWITCH_ID);
static_assert((int)XVS_A_ALERT_SWITCH == (int)XVS_A_PORT_SWITCH);
static_assert((int)XVS_A_ALERT_PORT_ID == (int)XVS_A_PORT_PORT_ID);
static_assert((int)XVS_A_ALERT_PORT == (int)XVS_A_PORT_PORT);

/* The trusted source has an id of 0 and no name. */
static int fill_alert(struct sk_buff *skb, const struct xvs_attachment *att,
		      const struct xvs_port *port, const char *text)
{
	static const struct xvs_nl_head head = { .cmd = XVS_CMD_ALERT_NTF };
	void *hdr = xvs_nl_put_head(skb, &head, 0);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = port && port->id ? xvs_nl_put_port(skb, port) :
				 xvs_nl_put_switch(skb, att->sw);
	err = err ?: nla_put_string(skb, XVS_A_ALERT_EXT, att->pub.ext->name) ?:
	      nla_put_string(skb, XVS_A_ALERT_TEXT, text);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_alert(const struct xvs_attachment *att, const struct xvs_port *port,
		  const char *text)
{
	struct net *net = att->sw->net;
	struct sk_buff *skb;

	skb = xvs_nl_news_new(net, XVS_NLGRP_ALERT, ALERT_SIZE);
	if (skb)
		xvs_nl_news_send(net, XVS_NLGRP_ALERT, skb,
				 fill_alert(skb, att, port, text));
}

/* --- get --- */

static int check_name(struct genl_info *info)
{
	if (!GENL_REQ_ATTR_CHECK(info, XVS_A_EXT_EXT))
		return 0;
	NL_SET_ERR_MSG(info->extack, "name the extension by ext");
	return -EINVAL;
}

/* The extension that a request names; its switch is locked and held. */
static struct xvs_attachment *lock_ext(struct genl_info *info)
{
	const struct nlattr *name = info->attrs[XVS_A_EXT_EXT];
	struct xvs_switch *sw = xvs_nl_switch_lock(info);
	struct xvs_attachment *att;

	if (IS_ERR(sw))
		return ERR_CAST(sw);
	att = xvs_attach_find_locked(sw, nla_data(name));
	if (!att) {
		xvs_nl_switch_unlock(sw);
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the switch has no such extension");
		return ERR_PTR(-ENOENT);
	}
	return att;
}

static struct sk_buff *new_reply(struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_attachment *att = lock_ext(info);
	struct sk_buff *reply;
	int err;

	if (IS_ERR(att))
		return ERR_CAST(att);
	reply = genlmsg_new(message_size(att), GFP_KERNEL);
	err = reply ? fill(reply, &head, att, true) : -ENOMEM;
	xvs_nl_switch_unlock(att->sw);
	if (!err)
		return reply;
	nlmsg_free(reply);
	return ERR_PTR(err);
}

int xvs_nl_ext_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err;

	err = check_name(info);
	if (err)
		return err;
	reply = new_reply(info);
	if (IS_ERR(reply))
		return xvs_nl_explain(info, PTR_ERR(reply));
	return genlmsg_reply(reply, info);
}

/* All of the stack, or the one that the request names. */
static int show(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	const struct nlattr *only = nlmsg_find_attr(dump->cb->nlh, GENL_HDRLEN,
						    XVS_A_EXT_EXT);
	u32 *item = &dump->place->item;
	struct xvs_attachment *att;
	int err;

	for (; (att = xvs_attach_nth_locked(sw, *item)); ++*item) {
		if (only && nla_strcmp(only, att->pub.ext->name))
			continue;
		err = fill(dump->skb, &dump->head, att, true);
		if (err)
			return err;
	}
	return 0;
}

int xvs_nl_ext_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_switch = { .sw = show };

	return xvs_nl_dump(skb, cb, &by_switch);
}

/* --- new, set, del --- */

static void parse_set(struct nlattr **attrs, struct xvs_attach_set *set)
{
	const struct nlattr *order = attrs[XVS_A_EXT_ORDER];
	const struct nlattr *enabled = attrs[XVS_A_EXT_ENABLED];
	const struct nlattr *limit = attrs[XVS_A_EXT_HELD_LIMIT];

	*set = (struct xvs_attach_set) {
		.has_order = order,
		.order = order ? nla_get_u32(order) : 0,
		.has_enabled = enabled,
		.enabled = enabled && nla_get_u32(enabled),
		.has_held_limit = limit,
		.held_limit = limit ? nla_get_u32(limit) : 0,
	};
}

/* A module is loaded for a switch that is there, before any lock is taken.
 * Whoever gets here may administrate the network.
 */
static int load(struct genl_info *info)
{
	struct xvs_switch *sw;

	sw = xvs_nl_switch_get(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	xvs_switch_put(sw);
	xvs_ext_load(nla_data(info->attrs[XVS_A_EXT_EXT]));
	return 0;
}

static int attach(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_attachment *att;
	struct xvs_attach_set set;
	struct xvs_switch *sw;
	int err;

	parse_set(info->attrs, &set);
	sw = xvs_nl_switch_lock(info);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	att = xvs_ext_attach_locked(sw, nla_data(info->attrs[XVS_A_EXT_EXT]),
				    &set, info->extack);
	err = PTR_ERR_OR_ZERO(att);
	if (!err)
		err = fill(reply, &head, att, false);
	xvs_nl_switch_unlock(sw);
	return err;
}

int xvs_nl_ext_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err;

	err = check_name(info) ?: load(info);
	if (err)
		return err;
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	rtnl_lock();
	err = attach(info, reply);
	rtnl_unlock();
	return xvs_nl_reply(info, reply, err);
}

static int check_set(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	if (attrs[XVS_A_EXT_ORDER] || attrs[XVS_A_EXT_ENABLED] ||
	    attrs[XVS_A_EXT_HELD_LIMIT])
		return 0;
	NL_SET_ERR_MSG(info->extack,
		       "nothing to change: give order, enabled or held-limit");
	return -EINVAL;
}

static int set(struct genl_info *info)
{
	struct xvs_attachment *att = lock_ext(info);
	struct xvs_attach_set new;
	int err;

	if (IS_ERR(att))
		return PTR_ERR(att);
	parse_set(info->attrs, &new);
	err = xvs_attach_set_locked(att, &new, info->extack);
	xvs_nl_switch_unlock(att->sw);
	return err;
}

int xvs_nl_ext_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = check_name(info) ?: check_set(info);

	if (err)
		return err;
	rtnl_lock();
	err = set(info);
	rtnl_unlock();
	return xvs_nl_explain(info, err);
}

static int detach(struct genl_info *info)
{
	struct xvs_attachment *att = lock_ext(info);
	struct xvs_switch *sw;

	if (IS_ERR(att))
		return PTR_ERR(att);
	sw = att->sw;
	xvs_attach_delete_locked(att);
	xvs_nl_switch_unlock(sw);
	return 0;
}

int xvs_nl_ext_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = check_name(info);

	if (err)
		return err;
	rtnl_lock();
	err = detach(info);
	rtnl_unlock();
	return err;
}

/* --- those that are registered --- */

static int fill_kind(struct sk_buff *skb, const struct xvs_nl_head *head,
		     const struct xvs_ext_kind *kind)
{
	void *hdr = xvs_nl_put_head(skb, head, 0);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = nla_put_u32(skb, XVS_A_EXT_CLASS, kind->class) ?:
	      nla_put_string(skb, XVS_A_EXT_EXT, kind->name) ?:
	      nla_put_u32(skb, XVS_A_EXT_VERSION, kind->version);
	return xvs_nl_end(skb, hdr, err);
}

static bool find_kind(const struct nlattr *name, struct xvs_ext_kind *kind)
{
	unsigned int n;

	for (n = 0; xvs_ext_nth(n, kind); n++)
		if (!nla_strcmp(name, kind->name))
			return true;
	return false;
}

int xvs_nl_ext_kind_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_ext_kind kind;
	struct sk_buff *reply;
	int err;

	err = check_name(info);
	if (err)
		return err;
	if (!find_kind(info->attrs[XVS_A_EXT_EXT], &kind)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[XVS_A_EXT_EXT],
				    "no extension of that name is registered");
		return -ENOENT;
	}
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	return xvs_nl_reply(info, reply, fill_kind(reply, &head, &kind));
}

int xvs_nl_ext_kind_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xvs_nl_place *place = (struct xvs_nl_place *)cb->ctx;
	const struct xvs_nl_head head = xvs_nl_dump_head(cb);
	struct xvs_ext_kind kind;

	for (; xvs_ext_nth(place->item, &kind); place->item++)
		if (fill_kind(skb, &head, &kind))
			break;
	return skb->len;
}
