// SPDX-License-Identifier: GPL-2.0-only
/* Requests about the associations of IPsec that are bound to ports. Keys never
 * come this way: they are xfrm's.
 */
#include <linux/in.h>
#include <linux/in6.h>

#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "protect.h"
#include "switch.h"

static_assert((int)XVS_A_SA_SWITCH_ID == (int)XVS_A_PORT_SWITCH_ID);
static_assert((int)XVS_A_SA_SWITCH == (int)XVS_A_PORT_SWITCH);
static_assert((int)XVS_A_SA_PORT_ID == (int)XVS_A_PORT_PORT_ID);
static_assert((int)XVS_A_SA_PORT == (int)XVS_A_PORT_PORT);

/* --- filling --- */

static int put_addr(struct sk_buff *skb, int attr, u16 family,
		    const xfrm_address_t *addr)
{
	return nla_put(skb, attr, family == AF_INET ? sizeof(struct in_addr) :
						      sizeof(struct in6_addr),
		       addr);
}

static int put_name(struct sk_buff *skb, const struct xvs_port_sa *sa,
		    const struct xvs_port_sa_view *view)
{
	return xvs_nl_put_port(skb, sa->port) ?:
	       nla_put_u32(skb, XVS_A_SA_DIRECTION, sa->direction) ?:
	       nla_put_u32(skb, XVS_A_SA_SPI, ntohl(view->spi)) ?:
	       put_addr(skb, XVS_A_SA_SRC, view->family, &view->src) ?:
	       put_addr(skb, XVS_A_SA_DST, view->family, &view->dst) ?:
	       put_addr(skb, XVS_A_SA_PEER, sa->peer.family, &sa->peer.addr) ?:
	       nla_put_u32(skb, XVS_A_SA_PEER_PREFIX, sa->peer.len);
}

static int put_kind(struct sk_buff *skb, const struct xvs_port_sa_view *view)
{
	int err = nla_put_u32(skb, XVS_A_SA_MODE, view->mode) ?:
		  nla_put_string(skb, XVS_A_SA_ALG, view->alg) ?:
		  nla_put_u32(skb, XVS_A_SA_STATE, view->state);

	if (!err && *view->nic)
		err = nla_put_string(skb, XVS_A_SA_NIC, view->nic);
	if (!err && view->esn)
		err = nla_put_flag(skb, XVS_A_SA_ESN);
	return err;
}

static int put_counters(struct sk_buff *skb,
			const struct xvs_port_sa_view *view)
{
	return nla_put_u32(skb, XVS_A_SA_REPLAY_WINDOW, view->replay_window) ?:
	       nla_put_u64_64bit(skb, XVS_A_SA_PACKETS, view->packets,
				 XVS_A_SA_PAD) ?:
	       nla_put_u64_64bit(skb, XVS_A_SA_BYTES, view->bytes,
				 XVS_A_SA_PAD) ?:
	       nla_put_u64_64bit(skb, XVS_A_SA_REPLAYED, view->replayed,
				 XVS_A_SA_PAD) ?:
	       nla_put_u64_64bit(skb, XVS_A_SA_FORGED, view->forged,
				 XVS_A_SA_PAD);
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_port_sa *sa)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_SA_EVENT);
	struct xvs_port_sa_view view;
	int err;

	if (!hdr)
		return -EMSGSIZE;
	xvs_protect_view(sa, &view);
	err = put_name(skb, sa, &view) ?:
	      put_kind(skb, &view) ?:
	      put_counters(skb, &view);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_sa_event(const struct xvs_port_sa *sa, enum xvs_event event)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_SA_NTF,
		.news = true,
		.event = event,
	};
	struct net *net = sa->port->sw->net;
	struct sk_buff *skb;

	skb = xvs_nl_news_new(net, XVS_NLGRP_OFFLOAD, NLMSG_DEFAULT_SIZE);
	if (skb)
		xvs_nl_news_send(net, XVS_NLGRP_OFFLOAD, skb,
				 fill(skb, &head, sa));
}

/* --- parsing --- */

static int parse_addr(const struct nlattr *attr, u16 *family,
		      xfrm_address_t *addr, struct netlink_ext_ack *extack)
{
	switch (nla_len(attr)) {
	case sizeof(struct in_addr):
		*family = AF_INET;
		break;
	case sizeof(struct in6_addr):
		*family = AF_INET6;
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, attr, "an address has 4 bytes or 16");
		return -EINVAL;
	}
	memset(addr, 0, sizeof(*addr));
	nla_memcpy(addr, attr, sizeof(*addr));
	return 0;
}

static int parse_name(struct genl_info *info, struct xvs_port_sa_name *name)
{
	if (GENL_REQ_ATTR_CHECK(info, XVS_A_SA_DIRECTION) ||
	    GENL_REQ_ATTR_CHECK(info, XVS_A_SA_SPI) ||
	    GENL_REQ_ATTR_CHECK(info, XVS_A_SA_DST)) {
		NL_SET_ERR_MSG(info->extack, "name the association by direction, spi and dst");
		return -EINVAL;
	}
	name->direction = nla_get_u32(info->attrs[XVS_A_SA_DIRECTION]);
	name->spi = htonl(nla_get_u32(info->attrs[XVS_A_SA_SPI]));
	return parse_addr(info->attrs[XVS_A_SA_DST], &name->family, &name->dst,
			  info->extack);
}

/* Into @room; *@peer is that, or NULL where there is none. */
static int parse_peer(struct genl_info *info, struct xvs_prefix *room,
		      struct xvs_prefix **peer)
{
	const struct nlattr *len = info->attrs[XVS_A_SA_PEER_PREFIX];
	const struct nlattr *addr = info->attrs[XVS_A_SA_PEER];
	u32 bits;
	int err;

	*peer = NULL;
	if (!addr) {
		if (!len)
			return 0;
		NL_SET_ERR_MSG_ATTR(info->extack, len,
				    "peer-prefix says how much of peer counts, and peer is missing");
		return -EINVAL;
	}
	err = parse_addr(addr, &room->family, &room->addr, info->extack);
	if (err)
		return err;
	bits = BITS_PER_BYTE * nla_len(addr);
	if (len && nla_get_u32(len) > bits) {
		NL_SET_ERR_MSG_ATTR(info->extack, len,
				    "peer-prefix goes to 32 for IPv4 and to 128 for IPv6");
		return -EINVAL;
	}
	room->len = len ? nla_get_u32(len) : bits;
	*peer = room;
	return 0;
}

/* The association that a request names; its switch is locked and held. */
static struct xvs_port_sa *lock_sa(struct genl_info *info)
{
	struct xvs_port_sa_name name;
	struct xvs_port_sa *sa;
	struct xvs_port *port;
	int err;

	err = parse_name(info, &name);
	if (err)
		return ERR_PTR(err);
	port = xvs_nl_port_lock(info);
	if (IS_ERR(port))
		return ERR_CAST(port);
	sa = xvs_protect_find_locked(port, &name);
	if (sa)
		return sa;
	xvs_nl_switch_unlock(port->sw);
	NL_SET_ERR_MSG(info->extack, "the port has no such association");
	return ERR_PTR(-ENOENT);
}

/* --- get --- */

int xvs_nl_sa_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_port_sa *sa;
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	sa = lock_sa(info);
	err = PTR_ERR_OR_ZERO(sa);
	if (!err) {
		err = fill(reply, &head, sa);
		xvs_nl_switch_unlock(sa->port->sw);
	}
	return xvs_nl_reply(info, reply, err);
}

/* From the place in the list that was left. */
static int show(struct xvs_nl_dump *dump, struct xvs_port *port)
{
	struct xvs_port_sa *sa;
	u32 item = 0;
	int err;

	list_for_each_entry(sa, &port->sas, node) {
		if (item++ < dump->place->item)
			continue;
		err = fill(dump->skb, &dump->head, sa);
		if (err)
			return err;
		dump->place->item = item;
	}
	return 0;
}

int xvs_nl_sa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_port = {
		.sw = xvs_nl_show_ports,
		.port = show,
	};

	return xvs_nl_dump(skb, cb, &by_port);
}

/* --- new, set, del --- */

int xvs_nl_sa_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_port_sa_name name;
	struct xvs_prefix room, *peer;
	struct xvs_port_sa *sa;
	struct xvs_port *port;
	int err;

	err = parse_name(info, &name) ?: parse_peer(info, &room, &peer);
	if (err)
		return err;
	port = xvs_nl_port_lock(info);
	if (IS_ERR(port))
		return PTR_ERR(port);
	sa = xvs_protect_bind_locked(port, &name, peer, info->extack);
	xvs_nl_switch_unlock(port->sw);
	return xvs_nl_explain(info, PTR_ERR_OR_ZERO(sa));
}

int xvs_nl_sa_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_prefix room, *peer;
	struct xvs_switch *sw;
	struct xvs_port_sa *sa;
	int err;

	err = parse_peer(info, &room, &peer);
	if (err)
		return err;
	if (!peer) {
		NL_SET_ERR_MSG(info->extack, "nothing to change: give peer");
		return -EINVAL;
	}
	sa = lock_sa(info);
	if (IS_ERR(sa))
		return PTR_ERR(sa);
	sw = sa->port->sw;
	err = xvs_protect_set_peer_locked(sa, peer, info->extack);
	xvs_nl_switch_unlock(sw);
	return xvs_nl_explain(info, err);
}

int xvs_nl_sa_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct xvs_port_sa *sa = lock_sa(info);
	struct xvs_switch *sw;

	if (IS_ERR(sa))
		return PTR_ERR(sa);
	sw = sa->port->sw;
	xvs_protect_unbind_locked(sa);
	xvs_nl_switch_unlock(sw);
	return 0;
}
