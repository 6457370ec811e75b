/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_PROPERTY_H
#define _XVS_PROPERTY_H

#include <linux/types.h>
#include <net/xvs.h>

struct netlink_ext_ack;
struct nlattr;
struct xvs_attach;
struct xvs_attachment;
struct xvs_port;
struct xvs_switch;
struct xvs_value;

/* What a property is: one row of a table, for a switch or for a port. */
struct xvs_property {
	const char		*name;
	enum xvs_value_type	type;
	u32			version;	/* major << 8 | minor */
	u32			min;
	u32			max;
	const char *const	*choices;	/* NULL-terminated */
	size_t			offset;		/* in the cfg struct */
	/* of an extension's, instead of the offset */
	struct xvs_attachment	*att;
	unsigned int		own;		/* place among its own */
};

/* Rows of extensions stand behind this index, by slot and place. */
#define XVS_PROPERTY_EXT	256

/* A value on its way in. Numbers, flags and choices stand in @number (a choice
 * as its place in the list), the rest in @text.
 */
struct xvs_property_value {
	unsigned int		index;
	const struct nlattr	*attr;		/* to blame */
	bool			has_number;
	u32			number;
	const char		*text;
	const void		*blob;
	u32			blob_len;
};

/* The rows of a switch, or of its ports. */
const struct xvs_property *xvs_property_row(const struct xvs_switch *sw,
					    bool of_port, unsigned int index);
int xvs_property_next(const struct xvs_switch *sw, bool of_port,
		      unsigned int index);
int xvs_property_find(const struct xvs_switch *sw, bool of_port,
		      const char *name);

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
	const void		*blob;
	u32			blob_len;
};

void xvs_property_read_locked(const struct xvs_switch *sw,
			      const struct xvs_port *port, unsigned int index,
			      struct xvs_property_view *view,
			      char *text, size_t size);

/* What an extension declares. */
int xvs_property_make_rows(struct xvs_attachment *att);
void xvs_property_free_rows(struct xvs_attachment *att);
const struct xvs_value *xvs_property_value(const struct xvs_attachment *att,
					   const struct xvs_port *port,
					   unsigned int own);

#endif
