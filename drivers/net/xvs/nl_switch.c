// SPDX-License-Identifier: GPL-2.0-only
/* Requests about switches. */
#include <linux/rtnetlink.h>

#include "nic.h"
#include "nic_host.h"
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "rtnl.h"
#include "switch.h"

static int put_uplink(struct sk_buff *skb, const struct xvs_nic *nic)
{
	if (!nic)
		return 0;
	return xvs_nl_put_device(skb, XVS_A_SWITCH_UPLINK, nic->dev) ?:
	       nla_put_string(skb, XVS_A_SWITCH_UPLINK_PORT, nic->port->name);
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_switch *sw)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_SWITCH_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = xvs_nl_put_switch(skb, sw) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_IFINDEX, sw->dev->ifindex) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_TYPE, sw->type) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_HOST, xvs_switch_has_host(sw)) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_PORTS, sw->port_count) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_CONNECTED, sw->live_count) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_FDB_ENTRIES,
			  READ_ONCE(sw->fdb.count)) ?:
	      nla_put_u32(skb, XVS_A_SWITCH_FDB_LEARNED,
			  READ_ONCE(sw->fdb.learned)) ?:
	      put_uplink(skb, sw->uplink);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_switch_event(const struct xvs_switch *sw, enum xvs_event event)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_SWITCH_NTF,
		.news = true,
		.event = event,
	};
	struct sk_buff *skb;

	skb = xvs_nl_news_new(sw->net, XVS_NLGRP_LIFECYCLE, NLMSG_DEFAULT_SIZE);
	if (skb)
		xvs_nl_news_send(sw->net, XVS_NLGRP_LIFECYCLE, skb,
				 fill(skb, &head, sw));
}

int xvs_nl_switch_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return xvs_nl_reply_switch(info, fill);
}

static int show(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	return fill(dump->skb, &dump->head, sw);
}

int xvs_nl_switch_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_switch = { .sw = show };

	return xvs_nl_dump(skb, cb, &by_switch);
}

/* --- new --- */

/* Without other word, the host is where its type has a place for it. */
static bool host_by_type(enum xvs_switch_type type)
{
	return type != XVS_SWITCH_TYPE_PRIVATE;
}

static int parse_new(struct genl_info *info, const char **name,
		     struct xvs_switch_new *new)
{
	struct nlattr **attrs = info->attrs;

	if (GENL_REQ_ATTR_CHECK(info, XVS_A_SWITCH_SWITCH)) {
		NL_SET_ERR_MSG(info->extack, "name the new switch by switch");
		return -EINVAL;
	}
	*name = nla_data(attrs[XVS_A_SWITCH_SWITCH]);
	if (!dev_valid_name(*name) || strchr(*name, '%')) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[XVS_A_SWITCH_SWITCH],
				    "a device cannot have such a name");
		return -EINVAL;
	}
	new->type = XVS_SWITCH_TYPE_INTERNAL;
	if (attrs[XVS_A_SWITCH_TYPE])
		new->type = nla_get_u32(attrs[XVS_A_SWITCH_TYPE]);
	new->host = host_by_type(new->type);
	if (attrs[XVS_A_SWITCH_HOST])
		new->host = nla_get_u32(attrs[XVS_A_SWITCH_HOST]);
	return 0;
}

static int new_switch(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_switch_new new;
	struct net_device *dev;
	struct xvs_switch *sw;
	const char *name;
	int err;

	err = parse_new(info, &name, &new);
	if (err)
		return err;
	err = xvs_rtnl_switch_add(genl_info_net(info), name, &new, &dev,
				  info->extack);
	if (err)
		return err;
	sw = xvs_rtnl_switch_of(dev);
	mutex_lock(&sw->lock);
	err = fill(reply, &head, sw);
	xvs_switch_unlock(sw);
	return err;
}

int xvs_nl_switch_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	rtnl_lock();
	err = new_switch(info, reply);
	rtnl_unlock();
	return xvs_nl_reply(info, reply, err);
}

/* --- set, del --- */

/* What is not given stays, except that the host follows a new type. */
static int set_switch(struct genl_info *info, struct xvs_switch *sw)
{
	struct nlattr **attrs = info->attrs;
	bool host = xvs_switch_has_host(sw);
	enum xvs_switch_type type = sw->type;

	if (attrs[XVS_A_SWITCH_TYPE])
		type = nla_get_u32(attrs[XVS_A_SWITCH_TYPE]);
	if (attrs[XVS_A_SWITCH_HOST])
		host = nla_get_u32(attrs[XVS_A_SWITCH_HOST]);
	else if (type != sw->type && type != XVS_SWITCH_TYPE_EXTERNAL)
		host = host_by_type(type);
	return xvs_switch_set_locked(sw, type, host, &xvs_nic_host_ops,
				     info->extack);
}

int xvs_nl_switch_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_switch *sw;
	int err;

	if (!info->attrs[XVS_A_SWITCH_TYPE] &&
	    GENL_REQ_ATTR_CHECK(info, XVS_A_SWITCH_HOST)) {
		NL_SET_ERR_MSG(info->extack,
			       "nothing to change: give type or host");
		return -EINVAL;
	}
	rtnl_lock();
	sw = xvs_nl_switch_lock(info);
	err = PTR_ERR_OR_ZERO(sw);
	if (!err) {
		err = set_switch(info, sw);
		xvs_nl_switch_unlock(sw);
	}
	rtnl_unlock();
	return xvs_nl_explain(info, err);
}

int xvs_nl_switch_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_switch *sw;
	int err;

	rtnl_lock();
	sw = xvs_nl_switch_get(genl_info_net(info), info->attrs, info->extack);
	err = PTR_ERR_OR_ZERO(sw);
	if (!err) {
		/* found under rtnl, so nobody else removes it */
		xvs_rtnl_switch_del(sw);
		xvs_switch_put(sw);
	}
	rtnl_unlock();
	return err;
}
