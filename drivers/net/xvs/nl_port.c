// SPDX-License-Identifier: GPL-2.0-only
/* Requests about ports. */
#include "nic.h"
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "switch.h"

static int put_label(struct sk_buff *skb, const struct xvs_port *port)
{
	if (!port->label || !*port->label)
		return 0;
	return nla_put_string(skb, XVS_A_PORT_LABEL, port->label);
}

static int put_flags(struct sk_buff *skb, const struct xvs_port *port)
{
	int err = 0;

	if (port->validation)
		err = nla_put_flag(skb, XVS_A_PORT_VALIDATION);
	if (!err && port->implicit)
		err = nla_put_flag(skb, XVS_A_PORT_IMPLICIT);
	return err;
}

static int put_blocked(struct sk_buff *skb, const struct xvs_port *port)
{
	const char *missing = xvs_port_missing_locked(port);

	return missing ? nla_put_string(skb, XVS_A_PORT_BLOCKED_BY, missing) :
			 0;
}

static int put_nic(struct sk_buff *skb, const struct xvs_nic *nic)
{
	if (!nic)
		return 0;
	return nla_put_u32(skb, XVS_A_PORT_NIC_STATE, nic->state) ?:
	       nla_put_u32(skb, XVS_A_PORT_IFINDEX, nic->dev->ifindex) ?:
	       xvs_nl_put_device(skb, XVS_A_PORT_IFNAME, nic->dev);
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_port *port)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_PORT_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = xvs_nl_put_port(skb, port) ?:
	      nla_put_u32(skb, XVS_A_PORT_STATE, port->state) ?:
	      put_label(skb, port) ?:
	      put_flags(skb, port) ?:
	      put_blocked(skb, port) ?:
	      put_nic(skb, port->nic) ?:
	      nla_put_u32(skb, XVS_A_PORT_FDB_ENTRIES,
			  READ_ONCE(port->fdb_count));
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_port_event(const struct xvs_port *port, enum xvs_event event)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_PORT_NTF,
		.news = true,
		.event = event,
	};
	struct net *net = port->sw->net;
	struct sk_buff *skb;

	skb = xvs_nl_news_new(net, XVS_NLGRP_LIFECYCLE, NLMSG_DEFAULT_SIZE);
	if (skb)
		xvs_nl_news_send(net, XVS_NLGRP_LIFECYCLE, skb,
				 fill(skb, &head, port));
}

int xvs_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_port *port;
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	port = xvs_nl_port_lock(info);
	err = PTR_ERR_OR_ZERO(port);
	if (!err) {
		err = fill(reply, &head, port);
		xvs_nl_switch_unlock(port->sw);
	}
	return xvs_nl_reply(info, reply, err);
}

static int show(struct xvs_nl_dump *dump, struct xvs_port *port)
{
	return fill(dump->skb, &dump->head, port);
}

int xvs_nl_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_port = {
		.sw = xvs_nl_show_ports,
		.port = show,
	};

	return xvs_nl_dump(skb, cb, &by_port);
}

/* --- new --- */

static int parse_new(struct genl_info *info, struct xvs_port_new *new)
{
	struct nlattr **attrs = info->attrs;

	if (GENL_REQ_ATTR_CHECK(info, XVS_A_PORT_PORT)) {
		NL_SET_ERR_MSG(info->extack, "name the new port by port");
		return -EINVAL;
	}
	new->name = nla_data(attrs[XVS_A_PORT_PORT]);
	if (attrs[XVS_A_PORT_LABEL])
		new->label = nla_data(attrs[XVS_A_PORT_LABEL]);
	new->validation = nla_get_flag(attrs[XVS_A_PORT_VALIDATION]);
	return 0;
}

static int new_port(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_port_new new = {};
	struct xvs_port *port;
	struct xvs_switch *sw;
	int err;

	err = parse_new(info, &new);
	if (err)
		return err;
	sw = xvs_nl_switch_lock(info);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	port = xvs_port_create_locked(sw, &new, info->extack);
	err = PTR_ERR_OR_ZERO(port);
	if (!err)
		err = fill(reply, &head, port);
	xvs_nl_switch_unlock(sw);
	return err;
}

int xvs_nl_port_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	return xvs_nl_reply(info, reply, new_port(info, reply));
}

/* --- set, del --- */

int xvs_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_port *port;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, XVS_A_PORT_LABEL)) {
		NL_SET_ERR_MSG(info->extack,
			       "nothing to change: give label");
		return -EINVAL;
	}
	port = xvs_nl_port_lock(info);
	if (IS_ERR(port))
		return PTR_ERR(port);
	err = xvs_port_set_label_locked(port,
					nla_data(info->attrs[XVS_A_PORT_LABEL]),
					info->extack);
	xvs_nl_switch_unlock(port->sw);
	return xvs_nl_explain(info, err);
}

int xvs_nl_port_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_port *port = xvs_nl_port_lock(info);
	struct xvs_switch *sw;
	int err;

	if (IS_ERR(port))
		return PTR_ERR(port);
	sw = port->sw;
	err = xvs_port_delete_locked(port, info->extack);
	xvs_nl_switch_unlock(sw);
	return xvs_nl_explain(info, err);
}
