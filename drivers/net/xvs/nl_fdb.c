// SPDX-License-Identifier: GPL-2.0-only
/* Requests about the table of addresses.
 *
 * A request names a VLAN, the table knows address spaces: the VLANs of a
 * private VLAN share that of their primary.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "fdb.h"
#include "nic.h"
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "switch.h"

/* Frames make this news, so it takes no more memory than it needs. */
#define NEWS_SIZE (6 * nla_total_size(sizeof(u32)) +			\
		   nla_total_size(ETH_ALEN) +				\
		   nla_total_size(IFNAMSIZ) +				\
		   2 * nla_total_size(XVS_NAME_LEN + 1))

static int put_entry(struct sk_buff *skb, const struct xvs_port *port, u64 key,
		     enum xvs_fdb_kind kind)
{
	u8 addr[ETH_ALEN];

	xvs_fdb_key_addr(key, addr);
	return xvs_nl_put_port(skb, port) ?:
	       nla_put(skb, XVS_A_FDB_MAC, ETH_ALEN, addr) ?:
	       nla_put_u32(skb, XVS_A_FDB_VLAN, xvs_fdb_key_fid(key)) ?:
	       nla_put_u32(skb, XVS_A_FDB_KIND, kind);
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_fdb_view *view)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_FDB_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_entry(skb, view->port, view->key, view->kind);
	if (!err && view->kind == XVS_FDB_KIND_LEARNED)
		err = nla_put_u32(skb, XVS_A_FDB_AGE, view->age);
	return xvs_nl_end(skb, hdr, err);
}

static int fill_news(struct sk_buff *skb, const struct xvs_nl_head *head,
		     const struct xvs_fdb_news *news)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_FDB_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_entry(skb, news->port, news->key, news->kind);
	if (!err && news->old)
		err = nla_put_u32(skb, XVS_A_FDB_OLD_PORT_ID, news->old->id) ?:
		      nla_put_string(skb, XVS_A_FDB_OLD_PORT, news->old->name);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_fdb_event(const struct xvs_fdb_news *news)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_FDB_NTF,
		.news = true,
		.event = news->event,
	};
	struct net *net = news->port->sw->net;
	struct sk_buff *skb;

	skb = xvs_nl_news_new(net, XVS_NLGRP_FDB, NEWS_SIZE);
	if (skb)
		xvs_nl_news_send(net, XVS_NLGRP_FDB, skb,
				 fill_news(skb, &head, news));
}

/* --- parsing --- */

static u16 parse_fid(const struct xvs_switch *sw, const struct nlattr *vlan)
{
	return sw->vlan_map->fid[vlan ? nla_get_u32(vlan) : 0];
}

static int check_mac(struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, XVS_A_FDB_MAC)) {
		NL_SET_ERR_MSG(info->extack, "name the address by mac");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(info->attrs[XVS_A_FDB_MAC]))) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[XVS_A_FDB_MAC],
				    "the table holds unicast MAC addresses only");
		return -EINVAL;
	}
	return 0;
}

static u64 parse_key(const struct xvs_switch *sw, struct genl_info *info)
{
	return xvs_fdb_key(nla_data(info->attrs[XVS_A_FDB_MAC]),
			   parse_fid(sw, info->attrs[XVS_A_FDB_VLAN]));
}

/* The port if the request names one, else NULL. */
static struct xvs_port *find_port_locked(struct xvs_switch *sw,
					 struct genl_info *info)
{
	if (!xvs_nl_names_port(info->attrs))
		return NULL;
	return xvs_nl_port_find_locked(sw, info->attrs, info->extack);
}

/* --- get --- */

static int look_up(struct xvs_switch *sw, struct genl_info *info,
		   struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_port *port = find_port_locked(sw, info);
	struct xvs_fdb_view view;

	if (IS_ERR(port))
		return PTR_ERR(port);
	if (!xvs_fdb_view(&sw->fdb, parse_key(sw, info), &view)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[XVS_A_FDB_MAC],
				    "the table has no such address in this VLAN");
		return -ENOENT;
	}
	if (port && port != view.port) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[XVS_A_FDB_MAC],
				    "the address is at another port");
		return -ENOENT;
	}
	return fill(reply, &head, &view);
}

static int get(struct genl_info *info, struct sk_buff *reply)
{
	struct xvs_switch *sw;
	int err;

	err = check_mac(info);
	if (err)
		return err;
	sw = xvs_nl_switch_lock(info);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = look_up(sw, info, reply);
	xvs_nl_switch_unlock(sw);
	return err;
}

int xvs_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	return xvs_nl_reply(info, reply, get(info, reply));
}

struct dump_entries {
	struct xvs_nl_dump	*dump;
	const u8		*mac;		/* NULL: any */
	int			fid;		/* -1: any */
};

static bool is_asked_for(const struct dump_entries *entries,
			 const struct xvs_fdb_view *view)
{
	u32 port = entries->dump->place->only_port;
	u8 addr[ETH_ALEN];

	if (port && port != view->port->id)
		return false;
	if (entries->fid >= 0 && entries->fid != xvs_fdb_key_fid(view->key))
		return false;
	xvs_fdb_key_addr(view->key, addr);
	return !entries->mac || ether_addr_equal_unaligned(entries->mac, addr);
}

static int show_entry(void *ctx, const struct xvs_fdb_view *view)
{
	const struct dump_entries *entries = ctx;

	if (!is_asked_for(entries, view))
		return 0;
	return fill(entries->dump->skb, &entries->dump->head, view);
}

/* The switch is locked, so its ports stay. */
static int show(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	struct dump_entries entries = { .dump = dump, .fid = -1 };
	const struct nlattr *attr;

	attr = nlmsg_find_attr(dump->cb->nlh, GENL_HDRLEN, XVS_A_FDB_VLAN);
	if (attr)
		entries.fid = parse_fid(sw, attr);
	attr = nlmsg_find_attr(dump->cb->nlh, GENL_HDRLEN, XVS_A_FDB_MAC);
	if (attr)
		entries.mac = nla_data(attr);
	return xvs_fdb_walk(&sw->fdb, &dump->place->fdb, show_entry, &entries);
}

int xvs_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_switch = { .sw = show };

	return xvs_nl_dump(skb, cb, &by_switch);
}

/* --- new, del ---
 *
 * What is put here by hand, the uplink's device has to let in, which takes
 * rtnl.
 */

static void unlock(struct xvs_switch *sw)
{
	xvs_nic_refresh_uplink_locked(sw);
	xvs_nl_switch_unlock(sw);
}

static int check_port(const struct xvs_port *port, struct genl_info *info)
{
	if (port->state != XVS_PORT_STATE_CREATED) {
		NL_SET_ERR_MSG(info->extack, "the port is being torn down");
		return -EBUSY;
	}
	if (port->validation) {
		NL_SET_ERR_MSG(info->extack,
			       "a validation port only checks policy; no address lives there");
		return -EINVAL;
	}
	return 0;
}

static int new(struct genl_info *info)
{
	struct xvs_port *port = xvs_nl_port_lock(info);
	int err;

	if (IS_ERR(port))
		return PTR_ERR(port);
	err = check_port(port, info) ?:
	      xvs_fdb_add(&port->sw->fdb, port, parse_key(port->sw, info),
			  XVS_FDB_KIND_STATIC, info->extack);
	unlock(port->sw);
	return err;
}

static int del(struct genl_info *info)
{
	struct xvs_switch *sw = xvs_nl_switch_lock(info);
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = xvs_fdb_del(&sw->fdb, parse_key(sw, info), XVS_FDB_KIND_STATIC,
			  info->extack);
	unlock(sw);
	return err;
}

static int with_mac(struct genl_info *info,
		    int (*step)(struct genl_info *info))
{
	int err = check_mac(info);

	if (err)
		return err;
	rtnl_lock();
	err = step(info);
	rtnl_unlock();
	return xvs_nl_explain(info, err);
}

int xvs_nl_fdb_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_mac(info, new);
}

int xvs_nl_fdb_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_mac(info, del);
}

/* --- flush --- */

static int flush_locked(struct xvs_switch *sw, struct genl_info *info,
			u32 *flushed)
{
	struct nlattr **attrs = info->attrs;
	struct xvs_port *port = find_port_locked(sw, info);
	struct xvs_fdb_filter filter = { .port = port, .fid = -1 };

	if (IS_ERR(port))
		return PTR_ERR(port);
	if (attrs[XVS_A_FDB_VLAN])
		filter.fid = parse_fid(sw, attrs[XVS_A_FDB_VLAN]);
	if (attrs[XVS_A_FDB_AGE])
		filter.min_age = nla_get_u32(attrs[XVS_A_FDB_AGE]);
	filter.statics = nla_get_flag(attrs[XVS_A_FDB_STATIC]);
	*flushed = xvs_fdb_flush(&sw->fdb, &filter);
	return 0;
}

static int flush(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_switch *sw = xvs_nl_switch_lock(info);
	u32 flushed;
	void *hdr;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = flush_locked(sw, info, &flushed);
	unlock(sw);
	if (err)
		return err;
	hdr = xvs_nl_put_head(reply, &head, 0);
	if (!hdr)
		return -EMSGSIZE;
	return xvs_nl_end(reply, hdr,
			  nla_put_u32(reply, XVS_A_FDB_FLUSHED, flushed));
}

int xvs_nl_fdb_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	rtnl_lock();
	err = flush(info, reply);
	rtnl_unlock();
	return xvs_nl_reply(info, reply, err);
}
