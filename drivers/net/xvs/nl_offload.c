// SPDX-License-Identifier: GPL-2.0-only
/* Requests about what the uplink does in the host's place. */
#include <linux/rtnetlink.h>

#include "nic.h"
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "offload.h"
#include "switch.h"

static int put_uplink(struct sk_buff *skb, const struct xvs_switch *sw)
{
	const struct xvs_offload_state *now = &sw->offload.now;
	int err;

	if (!now->ifindex)
		return 0;
	err = nla_put_u32(skb, XVS_A_OFFLOAD_IFINDEX, now->ifindex) ?:
	      xvs_nl_put_device(skb, XVS_A_OFFLOAD_IFNAME, sw->uplink->dev);
	if (!err && now->crypto)
		err = xvs_nl_put_device(skb, XVS_A_OFFLOAD_CRYPTO_NIC,
					now->crypto);
	return err;
}

/* They come and go without the switch's lock. */
static int put_associations(struct sk_buff *skb, const struct xvs_switch *sw)
{
	u32 limit = sw->offload.now.sa_limit;
	int used = atomic_read(&sw->ipsec.on_nic);
	int known = atomic_read(&sw->ipsec.known);
	int err = 0;

	if (limit != XVS_OFFLOAD_UNLIMITED)
		err = nla_put_u32(skb, XVS_A_OFFLOAD_SA_LIMIT, limit);
	return err ?:
	       nla_put_u32(skb, XVS_A_OFFLOAD_SA_USED, used) ?:
	       nla_put_u32(skb, XVS_A_OFFLOAD_SA_SOFTWARE,
			   max(known - used, 0));
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_switch *sw)
{
	const struct xvs_offload_state *now = &sw->offload.now;
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_OFFLOAD_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = xvs_nl_put_switch(skb, sw) ?:
	      put_uplink(skb, sw) ?:
	      nla_put_u32(skb, XVS_A_OFFLOAD_ABLE, now->able) ?:
	      nla_put_u32(skb, XVS_A_OFFLOAD_ALLOWED, now->allowed) ?:
	      nla_put_u32(skb, XVS_A_OFFLOAD_IN_FORCE, now->in_force) ?:
	      put_associations(skb, sw);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_offload_event(const struct xvs_switch *sw)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_OFFLOAD_NTF,
		.news = true,
		.event = XVS_EVENT_CHANGED,
	};
	struct sk_buff *skb;

	skb = xvs_nl_news_new(sw->net, XVS_NLGRP_OFFLOAD, NLMSG_DEFAULT_SIZE);
	if (skb)
		xvs_nl_news_send(sw->net, XVS_NLGRP_OFFLOAD, skb,
				 fill(skb, &head, sw));
}

int xvs_nl_offload_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return xvs_nl_reply_switch(info, fill);
}

static int show(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	return fill(dump->skb, &dump->head, sw);
}

int xvs_nl_offload_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_switch = { .sw = show };

	return xvs_nl_dump(skb, cb, &by_switch);
}

/* --- set --- */

static int check_set(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	if (!attrs[XVS_A_OFFLOAD_ALLOWED] && attrs[XVS_A_OFFLOAD_CHANGE]) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[XVS_A_OFFLOAD_CHANGE],
				    "change says which flags of allowed count, and allowed is missing");
		return -EINVAL;
	}
	if (!attrs[XVS_A_OFFLOAD_ALLOWED] &&
	    GENL_REQ_ATTR_CHECK(info, XVS_A_OFFLOAD_SA_LIMIT)) {
		NL_SET_ERR_MSG(info->extack,
			       "nothing to change: give allowed or sa-limit");
		return -EINVAL;
	}
	return 0;
}

/* What is not given stays. */
static void set_offload(struct xvs_switch *sw, struct nlattr **attrs)
{
	u32 sa_limit = sw->offload.now.sa_limit;
	u32 allowed = sw->offload.now.allowed;
	u32 change = 0, word = 0;

	if (attrs[XVS_A_OFFLOAD_ALLOWED]) {
		word = nla_get_u32(attrs[XVS_A_OFFLOAD_ALLOWED]);
		change = XVS_OFFLOAD_ALL;
	}
	if (attrs[XVS_A_OFFLOAD_CHANGE])
		change = nla_get_u32(attrs[XVS_A_OFFLOAD_CHANGE]);
	if (attrs[XVS_A_OFFLOAD_SA_LIMIT])
		sa_limit = nla_get_u32(attrs[XVS_A_OFFLOAD_SA_LIMIT]);
	xvs_offload_set_locked(sw, (allowed & ~change) | (word & change),
			       sa_limit);
}

int xvs_nl_offload_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_switch *sw;
	int err = check_set(info);

	if (err)
		return err;
	rtnl_lock();
	sw = xvs_nl_switch_lock(info);
	err = PTR_ERR_OR_ZERO(sw);
	if (!err) {
		set_offload(sw, info->attrs);
		xvs_nl_switch_unlock(sw);
	}
	rtnl_unlock();
	return err;
}
