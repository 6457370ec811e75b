/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_VLAN_H
#define _XVS_VLAN_H

#include <linux/bitmap.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>

struct netlink_ext_ack;

enum xvs_vlan_mode {
	XVS_VLAN_TRANSPARENT,	/* all VLANs, tags untouched */
	XVS_VLAN_ACCESS,
	XVS_VLAN_TRUNK,
	XVS_VLAN_ISOLATED,
	XVS_VLAN_COMMUNITY,
	XVS_VLAN_PROMISCUOUS,
};

/* An immutable, shared set of VLAN ids. */
struct xvs_vlan_set {
	refcount_t		refs;
	struct rcu_head		rcu;
	DECLARE_BITMAP(ids, VLAN_N_VID);
};

struct xvs_vlan_set *xvs_vlan_set_parse(const char *text,
					struct netlink_ext_ack *extack);
struct xvs_vlan_set *xvs_vlan_set_get(struct xvs_vlan_set *set);
void xvs_vlan_set_put(struct xvs_vlan_set *set);

/* What an operator asks of a port. */
struct xvs_vlan_cfg {
	u32			mode;		/* enum xvs_vlan_mode */
	u32			access;
	u32			native;		/* 0: untagged frames refused */
	u32			primary;
	u32			secondary;
	struct xvs_vlan_set	*trunk;		/* NULL: all */
	struct xvs_vlan_set	*prune;		/* NULL: none; beats trunk */
	struct xvs_vlan_set	*secondaries;	/* promiscuous */
};

/* The same as the datapath wants it. A frame without a tag travels in VLAN
 * tx_vid; the port takes frames of rx_vid, rx_vid2 and of the set.
 */
struct xvs_vlan_rules {
	u16			tx_vid;
	u16			rx_vid;
	u16			rx_vid2;
	bool			trunk;		/* tags in and out */
	bool			no_untagged;
	struct xvs_vlan_set	*set;		/* a reference, or NULL */
};

#define XVS_VLAN_NONE	VLAN_N_VID		/* matches no frame */

int xvs_vlan_check(const struct xvs_vlan_cfg *cfg,
		   struct netlink_ext_ack *extack);
int xvs_vlan_compile(const struct xvs_vlan_cfg *cfg,
		     struct xvs_vlan_rules *rules);

/* Which address space each VLAN shares: itself, or the primary of its private
 * VLAN.
 */
struct xvs_vlan_map {
	u16			fid[VLAN_N_VID];
	/* ports that use it in a private VLAN: as its primary where fid is the
	 * VLAN itself, as a secondary otherwise
	 */
	unsigned int		users[VLAN_N_VID];
	unsigned int		changes;	/* of fid */
};

void xvs_vlan_map_init(struct xvs_vlan_map *map);
int xvs_vlan_map_join(struct xvs_vlan_map *map, const struct xvs_vlan_cfg *cfg,
		      struct netlink_ext_ack *extack);
void xvs_vlan_map_leave(struct xvs_vlan_map *map,
			const struct xvs_vlan_cfg *cfg);

#endif
