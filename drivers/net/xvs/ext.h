/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_EXT_H
#define _XVS_EXT_H

#include <net/xvs.h>

struct netlink_ext_ack;
struct xvs_attach_set;
struct xvs_attachment;
struct xvs_switch;

/* What is known of a registered extension; a copy. */
struct xvs_ext_kind {
	char			name[XVS_EXT_NAME_LEN + 1];
	enum xvs_ext_class	class;
	u32			version;
};

/* The @n-th registered extension; false past the end. */
bool xvs_ext_nth(unsigned int n, struct xvs_ext_kind *kind);

/* Load the module of that extension if there is none of that name yet. No
 * locks held.
 */
void xvs_ext_load(const char *name);

/* Put the extension of that name on the switch. rtnl, sw->lock. */
struct xvs_attachment *xvs_ext_attach_locked(struct xvs_switch *sw,
					     const char *name,
					     const struct xvs_attach_set *set,
					     struct netlink_ext_ack *extack);

#endif
