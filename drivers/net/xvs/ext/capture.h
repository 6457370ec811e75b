/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_CAPTURE_H
#define _XVS_CAPTURE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include <net/xvs.h>
#include <uapi/linux/xvs_capture.h>

/* --- capture_rows.c: the rows of a table, changed all at once --- */

#define XVS_ROWS_MAX	48

/* First in what a row is; @fresh until the change that brought it is done. */
struct xvs_row {
	u32			id;
	bool			fresh;
};

/* Sorted by id. */
struct xvs_rows {
	unsigned int		count;
	struct xvs_row		*row[XVS_ROWS_MAX];
};

struct xvs_rows_ops {
	struct xvs_row *(*make)(struct xvs_attach *at,
				const struct xvs_entry *entry,
				struct netlink_ext_ack *extack);
	void (*destroy)(struct xvs_attach *at, struct xvs_row *row);
};

int xvs_rows_prepare(struct xvs_attach *at, const struct xvs_rows_ops *ops,
		     struct xvs_rows *to, const struct xvs_rows *from,
		     const struct xvs_table_change *change,
		     struct netlink_ext_ack *extack);
void xvs_rows_abort(struct xvs_attach *at, const struct xvs_rows_ops *ops,
		    struct xvs_rows *to);
void xvs_rows_commit(struct xvs_attach *at, const struct xvs_rows_ops *ops,
		     struct xvs_rows *rows, const struct xvs_rows *to);
struct xvs_row *xvs_rows_next(const struct xvs_rows *rows, u32 id);
bool xvs_rows_hold(const struct xvs_rows *rows, const struct xvs_row *row);

/* --- capture_match.c: the simple match --- */

int xvs_capture_match_check(const struct xvs_capture_match *match,
			    struct netlink_ext_ack *extack);
bool xvs_capture_match(const struct xvs_capture_match *match,
		       const struct sk_buff *skb);

/* --- capture_copy.c: the devices, and copies on their way there --- */

/* The device is NULL once somebody else has removed it, as the end of its
 * namespace does.
 */
struct xvs_capture_dev {
	struct list_head	list;
	struct net_device	*dev;
	unsigned int		users;
};

struct xvs_capture_dev *xvs_capture_dev_get(struct xvs_attach *at,
					    const char *name,
					    struct netlink_ext_ack *extack);
void xvs_capture_dev_put(struct xvs_attach *at, struct xvs_capture_dev *to);

/* A frame as a hook sees it; @dropped is NULL unless it was. */
struct xvs_capture_seen {
	const struct sk_buff	*skb;
	const struct xvs_port	*port;
	const struct xvs_dropped *dropped;
	u16			tci;
	u8			direction;	/* XVS_CAPTURE_IN and so on */
};

/* How a session wants its copies. */
struct xvs_capture_shape {
	u32			snap;
	u16			session;
	u8			mark;
};

struct sk_buff *xvs_capture_copy(const struct xvs_capture_seen *seen,
				 const struct xvs_capture_shape *shape);
bool xvs_capture_is_heard(struct net_device *dev);
void xvs_capture_deliver(struct net_device *dev, struct sk_buff *copy,
			 const struct xvs_capture_seen *seen);

/* --- the switch --- */

struct xvs_capture_session_row;

/* &xvs_attach.priv. Frames read @slot only. */
struct xvs_capture {
	struct xvs_capture_session_row __rcu *slot[XVS_CAPTURE_MAX];
	struct xvs_rows		sessions;
	struct xvs_rows		mirrors;
	u32			dest[XVS_MIRROR_MAX];	/* port ids, 0: free */
	struct list_head	devs;
	struct xarray		ports;		/* by id; control */
};

/* --- capture_session.c: the table of sessions, and frames against it --- */

int xvs_capture_sessions_change(struct xvs_attach *at,
				struct xvs_table_change *change,
				struct netlink_ext_ack *extack);
int xvs_capture_sessions_next(struct xvs_attach *at, struct xvs_port *port,
			      u32 *id, void *data, size_t room);
int xvs_capture_stats_next(struct xvs_attach *at, struct xvs_port *port,
			   u32 *id, void *data, size_t room);
void xvs_capture_sessions_clear(struct xvs_attach *at);
u64 xvs_capture_sessions_of(const struct xvs_capture *capture, u32 port,
			    u8 direction);
void xvs_capture_frame(struct xvs_capture *capture, u64 sessions,
		       const struct xvs_capture_seen *seen);

/* --- mirror.c --- */

int xvs_mirrors_change(struct xvs_attach *at, struct xvs_table_change *change,
		       struct netlink_ext_ack *extack);
int xvs_mirrors_next(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		     void *data, size_t room);
void xvs_mirrors_clear(struct xvs_attach *at);
bool xvs_mirrors_port_goes(struct xvs_attach *at, struct xvs_port *port);
u16 xvs_mirrors_of(const struct xvs_capture *capture, u32 port, u8 direction);
bool xvs_mirrors_explain(const struct xvs_capture *capture, u32 port,
			 char *text, size_t size);

#endif
