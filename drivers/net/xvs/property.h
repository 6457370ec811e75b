/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_PROPERTY_H
#define _XVS_PROPERTY_H

#include <linux/types.h>
#include <uapi/linux/xvs.h>

struct netlink_ext_ack;
struct nlattr;
struct xvs_port;
struct xvs_switch;

/* What a property is: one row of a table, for a switch or for a port. */
struct xvs_property {
	const char		*name;
	enum xvs_value_type	type;
	u32			version;	/* major << 8 | minor */
	u32			min;
	u32			max;
	const char *const	*choices;	/* NULL-terminated */
	size_t			offset;		/* in the cfg struct */
};

/* A value on its way in. Numbers, flags and choices stand in @number (a choice
 * as its place in the list), the rest in @text.
 */
struct xvs_property_value {
	unsigned int		index;
	const struct nlattr	*attr;		/* to blame */
	bool			has_number;
	u32			number;
	const char		*text;
};

const struct xvs_property *xvs_property_row(bool of_port, unsigned int index);
int xvs_property_find(bool of_port, const char *name);

/* @port is NULL for the properties of the switch. All values take effect, or
 * none.
 */
int xvs_property_set_locked(struct xvs_switch *sw, struct xvs_port *port,
			    const struct xvs_property_value *values,
			    unsigned int count, struct netlink_ext_ack *extack);
int xvs_property_reset_locked(struct xvs_switch *sw, struct xvs_port *port,
			      const struct xvs_property_value *values,
			      unsigned int count,
			      struct netlink_ext_ack *extack);

void xvs_property_init_switch(struct xvs_switch *sw);

/* The value in force. Text goes to @text, of @size bytes. */
struct xvs_property_view {
	u32			number;
	bool			is_default;
};

void xvs_property_read_locked(const struct xvs_switch *sw,
			      const struct xvs_port *port, unsigned int index,
			      struct xvs_property_view *view,
			      char *text, size_t size);

#endif
