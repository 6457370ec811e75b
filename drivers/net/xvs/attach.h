/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_ATTACH_H
#define _XVS_ATTACH_H

#include <net/xvs.h>

struct netlink_ext_ack;
struct xvs_attachment;
struct xvs_switch;

/* What a request changes of an attachment. */
struct xvs_attach_set {
	bool			has_order;
	u32			order;
	bool			has_enabled;
	bool			enabled;
	bool			has_held_limit;
	u32			held_limit;
};

/* The sums over all CPUs. */
struct xvs_attach_stats {
	u64			in;
	u64			passed;
	u64			dropped;
	u64			consumed;
	u64			held;		/* all there ever were */
	u64			held_now;
	u64			expired;	/* held too long */
	u64			injected;
	u64			vetoes;
	u64			violations;
	u64			alerts_lost;
};

/* All with rtnl and the switch's mutex, except the first two of these, which
 * need the mutex only.
 */
struct xvs_attachment *xvs_attach_find_locked(struct xvs_switch *sw,
					      const char *name);
struct xvs_attachment *xvs_attach_nth_locked(struct xvs_switch *sw,
					     unsigned int n);
struct xvs_attachment *xvs_attach_new_locked(struct xvs_switch *sw,
					     const struct xvs_ext *ext,
					     const struct xvs_attach_set *set,
					     struct netlink_ext_ack *extack);
int xvs_attach_set_locked(struct xvs_attachment *att,
			  const struct xvs_attach_set *set,
			  struct netlink_ext_ack *extack);
void xvs_attach_delete_locked(struct xvs_attachment *att);
void xvs_attach_delete_all_locked(struct xvs_switch *sw);

/* Any context that keeps the attachment. */
void xvs_attach_read_stats(const struct xvs_attachment *att,
			   struct xvs_attach_stats *sum);

/* Tables; the entries' data is checked for its length here. */
const struct xvs_ext_table *xvs_attach_table(const struct xvs_attachment *att,
					     const char *name);
int xvs_attach_next_locked(struct xvs_attachment *att,
			   const struct xvs_ext_table *table,
			   struct xvs_port *port, u32 *id, void *data,
			   size_t room);
bool xvs_attach_explain_locked(struct xvs_attachment *att,
			       struct xvs_port *port, char *text, size_t size);
int xvs_attach_change_locked(struct xvs_attachment *att,
			     const struct xvs_ext_table *table,
			     struct xvs_port *port,
			     struct xvs_table_change *change,
			     struct netlink_ext_ack *extack);

#endif
