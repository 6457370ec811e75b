// SPDX-License-Identifier: GPL-2.0-only
/* The rows of a table, sorted by number, and a change of them that is done as
 * a whole or not at all: a new set is prepared beside the old one, in which
 * rows that stay are the same and only those to be added are made.
 */
#include <linux/netdevice.h>

#include "capture.h"

/* The place of the first row with @id or more. */
static unsigned int place_of(const struct xvs_rows *rows, u32 id)
{
	unsigned int i;

	for (i = 0; i < rows->count; i++)
		if (rows->row[i]->id >= id)
			break;
	return i;
}

struct xvs_row *xvs_rows_next(const struct xvs_rows *rows, u32 id)
{
	unsigned int i = place_of(rows, id);

	return i < rows->count ? rows->row[i] : NULL;
}

static struct xvs_row *find(const struct xvs_rows *rows, u32 id)
{
	struct xvs_row *row = xvs_rows_next(rows, id);

	return row && row->id == id ? row : NULL;
}

bool xvs_rows_hold(const struct xvs_rows *rows, const struct xvs_row *row)
{
	return find(rows, row->id) == row;
}

static void take_out(struct xvs_rows *rows, u32 id)
{
	unsigned int i = place_of(rows, id);

	rows->count--;
	memmove(&rows->row[i], &rows->row[i + 1],
		(rows->count - i) * sizeof(rows->row[0]));
}

static void put_in(struct xvs_rows *rows, struct xvs_row *row)
{
	unsigned int i = place_of(rows, row->id);

	memmove(&rows->row[i + 1], &rows->row[i],
		(rows->count - i) * sizeof(rows->row[0]));
	rows->row[i] = row;
	rows->count++;
}

static u32 free_id(const struct xvs_rows *rows)
{
	unsigned int i;

	for (i = 0; i < rows->count; i++)
		if (rows->row[i]->id != i + 1)
			break;
	return i + 1;
}

static int delete(struct xvs_rows *to, const struct xvs_rows *from,
		  const struct xvs_table_change *change,
		  struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < change->del_count; i++) {
		if (!find(from, change->del[i])) {
			NL_SET_ERR_MSG(extack,
				       "there is no session with this number");
			return -ENOENT;
		}
		if (find(to, change->del[i]))
			take_out(to, change->del[i]);
	}
	return 0;
}

/* Make room for @id: what has it goes, unless this change brought it. */
static int replace(struct xvs_rows *to, u32 id, struct netlink_ext_ack *extack)
{
	struct xvs_row *row = find(to, id);

	if (row && row->fresh) {
		NL_SET_ERR_MSG(extack,
			       "two sessions to be added have the same number");
		return -EINVAL;
	}
	if (row)
		take_out(to, id);
	if (to->count < XVS_ROWS_MAX)
		return 0;
	NL_SET_ERR_MSG(extack,
		       "the switch has as many sessions as it can have, 48");
	return -ENOSPC;
}

static int add(struct xvs_attach *at, const struct xvs_rows_ops *ops,
	       struct xvs_rows *to, struct xvs_entry *entry,
	       struct netlink_ext_ack *extack)
{
	u32 id = entry->id ?: free_id(to);
	struct xvs_row *row;
	int err;

	err = replace(to, id, extack);
	if (err)
		return err;
	row = ops->make(at, entry, extack);
	if (IS_ERR(row))
		return PTR_ERR(row);
	row->id = id;
	row->fresh = true;
	entry->id = id;
	put_in(to, row);
	return 0;
}

/* Undo what prepare did. */
void xvs_rows_abort(struct xvs_attach *at, const struct xvs_rows_ops *ops,
		    struct xvs_rows *to)
{
	unsigned int i;

	for (i = 0; i < to->count; i++)
		if (to->row[i]->fresh)
			ops->destroy(at, to->row[i]);
}

int xvs_rows_prepare(struct xvs_attach *at, const struct xvs_rows_ops *ops,
		     struct xvs_rows *to, const struct xvs_rows *from,
		     const struct xvs_table_change *change,
		     struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	*to = *from;
	if (change->replace)
		to->count = 0;
	err = delete(to, from, change, extack);
	for (i = 0; !err && i < change->add_count; i++)
		err = add(at, ops, to, &change->add[i], extack);
	if (err)
		xvs_rows_abort(at, ops, to);
	return err;
}

/* @to is what there is from now on. No new frame finds the rows that go, and
 * they go when no old one does.
 */
void xvs_rows_commit(struct xvs_attach *at, const struct xvs_rows_ops *ops,
		     struct xvs_rows *rows, const struct xvs_rows *to)
{
	struct xvs_rows old = *rows;
	bool waited = false;
	unsigned int i;

	*rows = *to;
	for (i = 0; i < rows->count; i++)
		rows->row[i]->fresh = false;
	for (i = 0; i < old.count; i++) {
		if (xvs_rows_hold(rows, old.row[i]))
			continue;
		if (!waited)
			synchronize_net();
		waited = true;
		ops->destroy(at, old.row[i]);
	}
}
