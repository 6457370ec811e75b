/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_PROPERTY_H
#define XVS_PROPERTY_H

#include <linux/xvs.h>

#include "args.h"
#include "out.h"
#include "record.h"

/* One property and its new value. */
struct xvs_property {
	const char		*name;
	enum xvs_value_type	type;
	const char		*text;	/* as the user wrote it */
	uint32_t		number;	/* of a flag or a number */
};

int xvs_property_target(struct xvs_args *args, struct xvs_ref *ref);
int xvs_property_change(struct xvs_args *args, const struct xvs_ref *ref,
			const char *ext, int cmd);
int xvs_property_send(int cmd, const struct xvs_ref *ref,
		      const struct xvs_property *items, int count);

/* All properties of one port in one object, by their names, with the names of
 * switch and port; of those whose name starts with one of the prefixes.
 */
json_t *xvs_property_next_port(const struct xvs_list *list, size_t *pos,
			       const char *const *prefixes);
int xvs_property_show_ports(struct xvs_args *args,
			    const char *const *prefixes,
			    const struct xvs_column *columns);
json_t *xvs_property_value(const json_t *record);

#endif
