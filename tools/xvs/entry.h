/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_ENTRY_H
#define XVS_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "args.h"

/* Rows of the tables of an extension, for the commands of extensions.
 *
 *	static const struct xvs_table rules = {
 *		"acl", "rule", XVS_ACL_RULE_VERSION
 *	};
 *
 * To change a table, gather what is to be done and send it, which does all of
 * it or nothing:
 *
 *	change = xvs_entry_change(&rules, &ref);
 *	xvs_entry_add(change, 0, &row, sizeof(row));
 *	return xvs_entry_send(change, NULL);
 *
 * @ref names the switch, and the port if the table is one of ports. Functions
 * that return an int return an enum xvs_status; a refusal has been told by
 * then.
 *
 * The command of an extension is a struct xvs_object in cmd_<ext>.c with the
 * name that cmd.h declares; save.h says what it adds to "xvs save".
 */
struct xvs_table {
	const char	*ext;
	const char	*name;
	uint32_t	version;	/* major << 8 | minor */
};

struct xvs_change;

struct xvs_change *xvs_entry_change(const struct xvs_table *table,
				    const struct xvs_ref *ref);

/* All rows that are there go; alone, it empties the table. */
void xvs_entry_replace(struct xvs_change *change);

/* With the number @id, which may be there already, or with 0 a free one. */
void xvs_entry_add(struct xvs_change *change, uint32_t id, const void *data,
		   size_t len);
void xvs_entry_del(struct xvs_change *change, uint32_t id);

/* The numbers of the rows that were added go to @ids, in their order, unless
 * that is NULL. The change is gone in any case.
 */
int xvs_entry_send(struct xvs_change *change, uint32_t *ids);
void xvs_entry_forget(struct xvs_change *change);

/* A row as it was read. @data is aligned for any struct, and is followed by
 * zeros up to the longest row there can be, so that a row of an older kernel
 * may be read as a newer struct.
 */
struct xvs_entry {
	const char	*sw;
	const char	*port;		/* NULL: of a table of the switch */
	uint32_t	port_id;
	uint32_t	id;
	uint32_t	version;	/* of the kernel's row */
	const void	*data;
	size_t		len;
};

/* Hands over the rows of a switch's table, or of the port's or of all ports'
 * table, in their order; until @each returns something other than 0, which is
 * then returned.
 */
int xvs_entry_dump(const struct xvs_table *table, const struct xvs_ref *ref,
		   int (*each)(const struct xvs_entry *entry, void *arg),
		   void *arg);

#endif
