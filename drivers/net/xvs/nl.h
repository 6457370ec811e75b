/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_NL_H
#define _XVS_NL_H

#include <linux/netlink.h>
#include <net/genetlink.h>
#include <uapi/linux/xvs.h>

struct xvs_port;
struct xvs_switch;

int xvs_nl_init(void);
void xvs_nl_exit(void);

/* --- finding: held, locked, and alive --- */

struct xvs_switch *xvs_nl_switch_get(struct net *net, struct nlattr **attrs,
				     struct netlink_ext_ack *extack);
struct xvs_switch *xvs_nl_switch_lock(struct genl_info *info);
struct xvs_port *xvs_nl_port_lock(struct genl_info *info);
struct xvs_port *xvs_nl_port_find_locked(struct xvs_switch *sw,
					 struct nlattr **attrs,
					 struct netlink_ext_ack *extack);
void xvs_nl_switch_unlock(struct xvs_switch *sw);
bool xvs_nl_names_port(struct nlattr **attrs);

/* --- messages: replies, parts of a dump, news --- */

struct xvs_nl_head {
	u32			portid;
	u32			seq;
	int			flags;
	u8			cmd;
	bool			news;
	enum xvs_event		event;		/* of news */
	struct netlink_callback	*cb;		/* of a dump, or NULL */
};

struct xvs_nl_head xvs_nl_reply_head(const struct genl_info *info);
void *xvs_nl_put_head(struct sk_buff *skb, const struct xvs_nl_head *head,
		      int event_attr);
int xvs_nl_end(struct sk_buff *skb, void *hdr, int err);
int xvs_nl_put_device(struct sk_buff *skb, int attr,
		      const struct net_device *dev);
int xvs_nl_put_switch(struct sk_buff *skb, const struct xvs_switch *sw);
int xvs_nl_put_port(struct sk_buff *skb, const struct xvs_port *port);

typedef int xvs_nl_fill_switch(struct sk_buff *skb,
			       const struct xvs_nl_head *head,
			       const struct xvs_switch *sw);

int xvs_nl_reply(struct genl_info *info, struct sk_buff *skb, int err);
int xvs_nl_reply_switch(struct genl_info *info, xvs_nl_fill_switch *fill);
int xvs_nl_explain(struct genl_info *info, int err);

struct sk_buff *xvs_nl_news_new(struct net *net, unsigned int group,
				size_t size);
void xvs_nl_news_send(struct net *net, unsigned int group, struct sk_buff *skb,
		      int err);

/* --- dumps --- */

/* Where a dump goes on, in cb->ctx. */
struct xvs_nl_place {
	u64			fdb;
	u32			only_switch;	/* 0: all */
	u32			only_port;	/* 0: all */
	u32			sw;		/* id to go on from */
	u32			port;
	u32			item;
	u32			generation;	/* of the half-shown switch */
	u32			devices;	/* of the list of devices */
	bool			started;
	bool			halfway;	/* through the switch @sw */
};

struct xvs_nl_dump;

/* Show one switch or port, locked. After an error the dump goes on later with
 * the same one, from the place that was left.
 */
struct xvs_nl_show {
	int (*sw)(struct xvs_nl_dump *dump, struct xvs_switch *sw);
	int (*port)(struct xvs_nl_dump *dump, struct xvs_port *port);
};

struct xvs_nl_dump {
	struct sk_buff		*skb;
	struct netlink_callback	*cb;
	struct xvs_nl_place	*place;
	struct xvs_nl_head	head;
	const struct xvs_nl_show *show;
};

struct xvs_nl_head xvs_nl_dump_head(struct netlink_callback *cb);
int xvs_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		const struct xvs_nl_show *show);
int xvs_nl_show_ports(struct xvs_nl_dump *dump, struct xvs_switch *sw);

#endif
