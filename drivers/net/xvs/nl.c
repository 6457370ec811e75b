// SPDX-License-Identifier: GPL-2.0-only
/* What the files of the objects share: finding and locking what a request
 * names, heads and tails of messages, and the walk of a dump.
 *
 * Everything here serves one of nl_<object>.c; rtnl, where it is needed, is
 * taken there, outside the lock of the switch.
 */
#include <linux/netdevice.h>
#include <net/sock.h>

#include "nl.h"
#include "nl_gen.h"
#include "port.h"
#include "rtnl.h"
#include "switch.h"

/* A switch and a port are named alike in all sets of attributes. */
enum {
	SWITCH_ID = XVS_A_PORT_SWITCH_ID,
	SWITCH	  = XVS_A_PORT_SWITCH,
	PORT_ID	  = XVS_A_PORT_PORT_ID,
	PORT	  = XVS_A_PORT_PORT,
};

#define NAMES_SWITCH(set)						\
	((int)XVS_A_##set##_SWITCH_ID == (int)SWITCH_ID &&		\
	 (int)XVS_A_##set##_SWITCH == (int)SWITCH)
#define NAMES_PORT(set)							\
	((int)XVS_A_##set##_PORT_ID == (int)PORT_ID &&			\
	 (int)XVS_A_##set##_PORT == (int)PORT)

static_assert(NAMES_SWITCH(SWITCH));
static_assert(NAMES_SWITCH(NIC) && NAMES_PORT(NIC));
static_assert(NAMES_SWITCH(PROPERTY) && NAMES_PORT(PROPERTY));
static_assert(NAMES_SWITCH(FDB) && NAMES_PORT(FDB));
static_assert(NAMES_SWITCH(STATS) && NAMES_PORT(STATS));
static_assert(NAMES_SWITCH(OFFLOAD));

/* Room for the longest record of any dump. */
#define LONG_RECORD	(XVS_TEXT_LEN + NLMSG_GOODSIZE)

/* --- finding --- */

static u32 id_by_name(struct net *net, const char *name)
{
	const struct xvs_switch *sw = NULL;
	const struct net_device *dev;
	u32 id;

	rcu_read_lock();
	dev = dev_get_by_name_rcu(net, name);
	if (dev)
		sw = xvs_rtnl_switch_of(dev);
	id = sw ? sw->id : 0;
	rcu_read_unlock();
	return id;
}

static u32 switch_id(struct net *net, struct nlattr **attrs,
		     struct netlink_ext_ack *extack)
{
	u32 id;

	if (!attrs[SWITCH])
		return nla_get_u32(attrs[SWITCH_ID]);
	id = id_by_name(net, nla_data(attrs[SWITCH]));
	if (id && attrs[SWITCH_ID] && nla_get_u32(attrs[SWITCH_ID]) != id) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[SWITCH_ID],
				    "switch and switch-id name different switches");
		return 0;
	}
	if (!id)
		NL_SET_ERR_MSG_ATTR(extack, attrs[SWITCH],
				    "there is no switch of that name");
	return id;
}

/* The switch that a request names, with a reference. A switch counts as there
 * while its id leads to it: not before it is whole, not when it goes.
 */
struct xvs_switch *xvs_nl_switch_get(struct net *net, struct nlattr **attrs,
				     struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw;
	u32 id;

	if (!attrs[SWITCH] && !attrs[SWITCH_ID]) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, SWITCH);
		NL_SET_ERR_MSG(extack, "name the switch by switch or switch-id");
		return ERR_PTR(-EINVAL);
	}
	id = switch_id(net, attrs, extack);
	if (!id)
		return ERR_PTR(-ENODEV);
	sw = xvs_switch_get_by_id(net, id);
	if (!sw) {
		NL_SET_ERR_MSG_ATTR(extack,
				    attrs[SWITCH_ID] ?: attrs[SWITCH],
				    "there is no switch of that id");
		return ERR_PTR(-ENODEV);
	}
	return sw;
}

void xvs_nl_switch_unlock(struct xvs_switch *sw)
{
	xvs_switch_unlock(sw);
	xvs_switch_put(sw);
}

struct xvs_switch *xvs_nl_switch_lock(struct genl_info *info)
{
	struct xvs_switch *sw;

	sw = xvs_nl_switch_get(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(sw))
		return sw;
	mutex_lock(&sw->lock);
	if (sw->dead) {
		xvs_nl_switch_unlock(sw);
		NL_SET_ERR_MSG(info->extack, "the switch is going away");
		return ERR_PTR(-ENODEV);
	}
	return sw;
}

bool xvs_nl_names_port(struct nlattr **attrs)
{
	return attrs[PORT] || attrs[PORT_ID];
}

struct xvs_port *xvs_nl_port_find_locked(struct xvs_switch *sw,
					 struct nlattr **attrs,
					 struct netlink_ext_ack *extack)
{
	struct nlattr *blame = attrs[PORT] ?: attrs[PORT_ID];
	struct xvs_port *port;

	if (!blame) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, PORT);
		NL_SET_ERR_MSG(extack, "name the port by port or port-id");
		return ERR_PTR(-EINVAL);
	}
	port = attrs[PORT] ?
	       xvs_port_find_locked(sw, nla_data(attrs[PORT])) :
	       xvs_port_find_id_locked(sw, nla_get_u32(attrs[PORT_ID]));
	if (!port) {
		NL_SET_ERR_MSG_ATTR(extack, blame,
				    "the switch has no such port");
		return ERR_PTR(-ENOENT);
	}
	if (attrs[PORT_ID] && nla_get_u32(attrs[PORT_ID]) != port->id) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[PORT_ID],
				    "port and port-id name different ports");
		return ERR_PTR(-ENOENT);
	}
	return port;
}

/* The port that a request names; its switch is locked and held. */
struct xvs_port *xvs_nl_port_lock(struct genl_info *info)
{
	struct xvs_switch *sw = xvs_nl_switch_lock(info);
	struct xvs_port *port;

	if (IS_ERR(sw))
		return ERR_CAST(sw);
	port = xvs_nl_port_find_locked(sw, info->attrs, info->extack);
	if (IS_ERR(port))
		xvs_nl_switch_unlock(sw);
	return port;
}

/* --- messages --- */

struct xvs_nl_head xvs_nl_reply_head(const struct genl_info *info)
{
	return (struct xvs_nl_head) {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = info->genlhdr->cmd,
	};
}

/* NULL where there is no room. */
void *xvs_nl_put_head(struct sk_buff *skb, const struct xvs_nl_head *head,
		      int event_attr)
{
	void *hdr;

	hdr = genlmsg_put(skb, head->portid, head->seq, &xvs_nl_family,
			  head->flags, head->cmd);
	if (!hdr)
		return NULL;
	if (head->cb)
		genl_dump_check_consistent(head->cb, hdr);
	if (head->news && nla_put_u32(skb, event_attr, head->event)) {
		genlmsg_cancel(skb, hdr);
		return NULL;
	}
	return hdr;
}

/* @err is the outcome of all puts. */
int xvs_nl_end(struct sk_buff *skb, void *hdr, int err)
{
	if (err) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* A device may get a new name while we read the old one. */
int xvs_nl_put_device(struct sk_buff *skb, int attr,
		      const struct net_device *dev)
{
	char name[IFNAMSIZ];

	strscpy(name, dev->name, sizeof(name));
	return nla_put_string(skb, attr, name);
}

int xvs_nl_put_switch(struct sk_buff *skb, const struct xvs_switch *sw)
{
	return nla_put_u32(skb, SWITCH_ID, sw->id) ?:
	       xvs_nl_put_device(skb, SWITCH, sw->dev);
}

int xvs_nl_put_port(struct sk_buff *skb, const struct xvs_port *port)
{
	return xvs_nl_put_switch(skb, port->sw) ?:
	       nla_put_u32(skb, PORT_ID, port->id) ?:
	       nla_put_string(skb, PORT, port->name);
}

/* Answer with @skb, or not at all if the request failed. */
int xvs_nl_reply(struct genl_info *info, struct sk_buff *skb, int err)
{
	if (err) {
		nlmsg_free(skb);
		return xvs_nl_explain(info, err);
	}
	return genlmsg_reply(skb, info);
}

/* The one error that those below do not put in words. */
int xvs_nl_explain(struct genl_info *info, int err)
{
	if (err == -ENOMEM && !info->extack->_msg)
		NL_SET_ERR_MSG(info->extack, "out of memory");
	return err;
}

/* Answer with what @fill says of the switch that the request names. */
int xvs_nl_reply_switch(struct genl_info *info, xvs_nl_fill_switch *fill)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_switch *sw;
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	sw = xvs_nl_switch_lock(info);
	err = PTR_ERR_OR_ZERO(sw);
	if (!err) {
		err = fill(reply, &head, sw);
		xvs_nl_switch_unlock(sw);
	}
	return xvs_nl_reply(info, reply, err);
}

/* --- news --- */

static void confess_loss(struct net *net, unsigned int group)
{
	genl_set_err(&xvs_nl_family, net, 0, group, -ENOBUFS);
}

/* NULL when nobody listens. Listeners that miss news for want of memory hear
 * of that.
 */
struct sk_buff *xvs_nl_news_new(struct net *net, unsigned int group,
				size_t size)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&xvs_nl_family, net, group))
		return NULL;
	skb = genlmsg_new(size, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		confess_loss(net, group);
	return skb;
}

void xvs_nl_news_send(struct net *net, unsigned int group, struct sk_buff *skb,
		      int err)
{
	if (err) {
		nlmsg_free(skb);
		confess_loss(net, group);
		return;
	}
	genlmsg_multicast_netns(&xvs_nl_family, net, skb, 0, group, GFP_ATOMIC);
}

/* --- dumps --- */

/* Any step of cb->seq marks the rest of the dump as interrupted. */
static void mark_changed(struct xvs_nl_dump *dump)
{
	dump->cb->seq++;
}

static int find_only_port_locked(struct xvs_nl_dump *dump,
				 struct xvs_switch *sw, struct nlattr **attrs)
{
	struct xvs_port *port;

	if (sw->dead) {
		NL_SET_ERR_MSG(dump->cb->extack, "the switch is going away");
		return -ENODEV;
	}
	port = xvs_nl_port_find_locked(sw, attrs, dump->cb->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	dump->place->only_port = port->id;
	dump->place->port = port->id;
	return 0;
}

/* What to show; the attributes have passed the policy already. */
static int find_only(struct xvs_nl_dump *dump, struct net *net)
{
	struct nlattr *attrs[PORT + 1];
	struct xvs_switch *sw;
	int err;

	err = nlmsg_parse_deprecated(dump->cb->nlh, GENL_HDRLEN, attrs, PORT,
				     NULL, NULL);
	if (err)
		return err;
	if (!attrs[SWITCH] && !attrs[SWITCH_ID] && !xvs_nl_names_port(attrs))
		return 0;
	sw = xvs_nl_switch_get(net, attrs, dump->cb->extack);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	dump->place->only_switch = sw->id;
	dump->place->sw = sw->id;
	if (xvs_nl_names_port(attrs)) {
		mutex_lock(&sw->lock);
		err = find_only_port_locked(dump, sw, attrs);
		mutex_unlock(&sw->lock);
	}
	xvs_switch_put(sw);
	return err;
}

static int start(struct xvs_nl_dump *dump, struct net *net)
{
	int err;

	dump->cb->seq = 1;
	dump->place->devices = READ_ONCE(net->dev_base_seq);
	err = find_only(dump, net);
	dump->place->started = !err;
	return err;
}

static int go_on(struct xvs_nl_dump *dump, struct net *net)
{
	struct xvs_nl_place *place = dump->place;
	u32 devices = READ_ONCE(net->dev_base_seq);

	if (!place->started)
		return start(dump, net);
	/* a switch that came or went is a device that did */
	if (!place->only_switch && place->devices != devices) {
		place->devices = devices;
		mark_changed(dump);
	}
	return 0;
}

/* A record that is longer than the whole buffer gets a longer one. */
static int show_any_length(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	int err = dump->show->sw(dump, sw);

	if (err != -EMSGSIZE || dump->skb->len)
		return err;
	if (pskb_expand_head(dump->skb, 0, LONG_RECORD, GFP_KERNEL))
		return -ENOMEM;
	return dump->show->sw(dump, sw);
}

/* On to the first switch whose id is @id or more, from its beginning. */
static void move_on(struct xvs_nl_place *place, u32 id)
{
	place->sw = id;
	place->port = 0;
	place->item = 0;
	place->fdb = 0;
	place->halfway = false;
}

static int visit_locked(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	struct xvs_nl_place *place = dump->place;
	int err;

	if (place->halfway &&
	    (place->sw != sw->id || place->generation != sw->generation))
		mark_changed(dump);
	if (place->sw != sw->id)
		move_on(place, sw->id);
	place->generation = sw->generation;
	place->halfway = true;
	err = show_any_length(dump, sw);
	if (!err)
		move_on(place, sw->id + 1);
	return err;
}

static int visit(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	int err = 0;

	mutex_lock(&sw->lock);
	if (!sw->dead) {
		err = visit_locked(dump, sw);
	} else {
		mark_changed(dump);
		move_on(dump->place, sw->id + 1);
	}
	mutex_unlock(&sw->lock);
	return err;
}

static int visit_all(struct xvs_nl_dump *dump, struct net *net)
{
	struct xvs_nl_place *place = dump->place;
	struct xvs_switch *sw;
	int err = go_on(dump, net);

	while (!err && (sw = xvs_switch_get_next(net, place->sw))) {
		if (place->only_switch && place->only_switch != sw->id) {
			xvs_switch_put(sw);
			break;
		}
		err = visit(dump, sw);
		xvs_switch_put(sw);
	}
	return err;
}

struct xvs_nl_head xvs_nl_dump_head(struct netlink_callback *cb)
{
	const struct genlmsghdr *request = nlmsg_data(cb->nlh);

	return (struct xvs_nl_head) {
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = request->cmd,
		.cb = cb,
	};
}

/* From switch to switch; the lock is let go of between two messages. */
int xvs_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		const struct xvs_nl_show *show)
{
	struct xvs_nl_dump dump = {
		.skb = skb,
		.cb = cb,
		.place = (struct xvs_nl_place *)cb->ctx,
		.head = xvs_nl_dump_head(cb),
		.show = show,
	};
	int err;

	BUILD_BUG_ON(sizeof(struct xvs_nl_place) > sizeof(cb->ctx));
	err = visit_all(&dump, sock_net(cb->skb->sk));
	if (err && err != -EMSGSIZE)
		return err;
	return skb->len ?: err;
}

/* For @show->sw of what is shown port by port. */
int xvs_nl_show_ports(struct xvs_nl_dump *dump, struct xvs_switch *sw)
{
	struct xvs_nl_place *place = dump->place;
	struct xvs_port *port;
	int err;

	while ((port = xvs_port_next_locked(sw, place->port))) {
		if (place->port != port->id)
			place->item = 0;
		place->port = port->id;
		if (place->only_port && place->only_port != port->id)
			break;
		err = dump->show->port(dump, port);
		if (err)
			return err;
		place->port++;
		place->item = 0;
	}
	return 0;
}
