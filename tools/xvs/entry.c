// SPDX-License-Identifier: GPL-2.0-only
/* Rows of the tables of extensions, in requests and replies. */
#include <linux/genetlink.h>
#include <linux/xvs.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "entry.h"
#include "genl.h"

#define HEAD_ROOM	1024	/* of a request without its rows */
#define DATA_MAX	4096

/* What is to be done, in its order. */
struct step {
	uint32_t	id;
	uint32_t	len;		/* of data; a row to delete has none */
	bool		add;
	char		data[];
};

struct xvs_change {
	const struct xvs_table	*table;
	struct xvs_ref		ref;
	bool			replace;
	struct step		**steps;
	size_t			count;
	size_t			room;
};

struct xvs_change *xvs_entry_change(const struct xvs_table *table,
				    const struct xvs_ref *ref)
{
	struct xvs_change *change = calloc(1, sizeof(*change));

	if (!change)
		xvs_out_of_memory();
	change->table = table;
	change->ref = *ref;
	return change;
}

void xvs_entry_forget(struct xvs_change *change)
{
	size_t i;

	for (i = 0; i < change->count; i++)
		free(change->steps[i]);
	free(change->steps);
	free(change);
}

void xvs_entry_replace(struct xvs_change *change)
{
	change->replace = true;
}

static struct step *new_step(struct xvs_change *change, size_t len)
{
	struct step *step = malloc(sizeof(*step) + len);

	if (change->count == change->room) {
		change->room = change->room * 2 + 16;
		change->steps = reallocarray(change->steps, change->room,
					     sizeof(*change->steps));
	}
	if (!step || !change->steps)
		xvs_out_of_memory();
	change->steps[change->count++] = step;
	return step;
}

void xvs_entry_add(struct xvs_change *change, uint32_t id, const void *data,
		   size_t len)
{
	struct step *step = new_step(change, len);

	step->id = id;
	step->len = len;
	step->add = true;
	memcpy(step->data, data, len);
}

void xvs_entry_del(struct xvs_change *change, uint32_t id)
{
	struct step *step = new_step(change, 0);

	step->id = id;
	step->len = 0;
	step->add = false;
}

/* --- sending --- */

static struct nl_msg *new_request(int cmd, const struct xvs_table *table,
				  const struct xvs_ref *ref, size_t room)
{
	struct nl_msg *msg = xvs_genl_new_sized(cmd, ref, HEAD_ROOM + room);

	xvs_genl_put_text(msg, XVS_A_ENTRY_EXT, table->ext);
	xvs_genl_put_text(msg, XVS_A_ENTRY_TABLE, table->name);
	xvs_genl_put_u32(msg, XVS_A_ENTRY_VERSION, table->version);
	return msg;
}

static void put_step(struct nl_msg *msg, const struct step *step)
{
	struct nlattr *nest;

	if (!step->add) {
		xvs_genl_put_u32(msg, XVS_A_ENTRY_ID, step->id);
		return;
	}
	nest = xvs_genl_nest(msg, XVS_A_ENTRY_ENTRY);
	if (step->id)
		xvs_genl_put_u32(msg, XVS_A_ENTRY_ITEM_ID, step->id);
	xvs_genl_put_data(msg, XVS_A_ENTRY_ITEM_DATA, step->data, step->len);
	nla_nest_end(msg, nest);
}

/* Rows to add, or only rows to delete, which is another request. */
static int command(const struct xvs_change *change, size_t *room)
{
	int cmd = XVS_CMD_ENTRY_DEL;
	size_t i;

	*room = 0;
	for (i = 0; i < change->count; i++) {
		if (change->steps[i]->add)
			cmd = XVS_CMD_ENTRY_NEW;
		*room += nla_total_size(nla_total_size(sizeof(uint32_t)) +
					nla_total_size(change->steps[i]->len));
	}
	return cmd;
}

/* Each message as it came. */
static const struct nlmsghdr *next_message(const struct xvs_list *list,
					   size_t *pos)
{
	const void *at = list->data + *pos;
	const struct nlmsghdr *nlh = at;

	if (*pos >= list->used)
		return NULL;
	*pos += NLMSG_ALIGN(nlh->nlmsg_len);
	return nlh;
}

static void read_ids(const struct xvs_list *list, uint32_t *ids, size_t room)
{
	const struct nlmsghdr *nlh;
	const struct nlattr *nla;
	size_t pos = 0, n = 0;
	int left;

	while ((nlh = next_message(list, &pos)))
		nlmsg_for_each_attr(nla, (struct nlmsghdr *)nlh, GENL_HDRLEN,
				    left)
			if (nla_type(nla) == XVS_A_ENTRY_ID && n < room)
				ids[n++] = nla_get_u32(nla);
}

static size_t count_added(const struct xvs_change *change)
{
	size_t i, n = 0;

	for (i = 0; i < change->count; i++)
		n += change->steps[i]->add;
	return n;
}

int xvs_entry_send(struct xvs_change *change, uint32_t *ids)
{
	struct xvs_list list = { 0 };
	struct nl_msg *msg;
	size_t room, i;
	int cmd, status;

	cmd = command(change, &room);
	msg = new_request(cmd, change->table, &change->ref, room);
	if (change->replace)
		xvs_genl_put_flag(msg, XVS_A_ENTRY_REPLACE);
	for (i = 0; i < change->count; i++)
		put_step(msg, change->steps[i]);
	status = xvs_cmd_get(msg, &list);
	if (!status && ids)
		read_ids(&list, ids, count_added(change));
	xvs_list_clear(&list);
	xvs_entry_forget(change);
	return status;
}

/* --- reading --- */

struct reading {
	struct xvs_entry	entry;
	union {
		max_align_t	align;
		char		data[DATA_MAX];
	};
};

static void read_head(const struct nlmsghdr *nlh, struct xvs_entry *entry)
{
	struct nlattr *tb[XVS_A_ENTRY_MAX + 1] = { 0 };

	*entry = (struct xvs_entry){ .sw = "" };
	nlmsg_parse((struct nlmsghdr *)nlh, GENL_HDRLEN, tb, XVS_A_ENTRY_MAX,
		    NULL);
	if (tb[XVS_A_ENTRY_SWITCH])
		entry->sw = nla_get_string(tb[XVS_A_ENTRY_SWITCH]);
	if (tb[XVS_A_ENTRY_PORT])
		entry->port = nla_get_string(tb[XVS_A_ENTRY_PORT]);
	if (tb[XVS_A_ENTRY_PORT_ID])
		entry->port_id = nla_get_u32(tb[XVS_A_ENTRY_PORT_ID]);
	if (tb[XVS_A_ENTRY_VERSION])
		entry->version = nla_get_u32(tb[XVS_A_ENTRY_VERSION]);
}

static bool read_row(const struct nlattr *nest, struct reading *reading)
{
	struct nlattr *tb[XVS_A_ENTRY_ITEM_MAX + 1] = { 0 };
	struct xvs_entry *entry = &reading->entry;
	struct nlattr *data;

	nla_parse_nested(tb, XVS_A_ENTRY_ITEM_MAX, (struct nlattr *)nest,
			 NULL);
	data = tb[XVS_A_ENTRY_ITEM_DATA];
	if (!tb[XVS_A_ENTRY_ITEM_ID] || !data || nla_len(data) > DATA_MAX)
		return false;
	entry->id = nla_get_u32(tb[XVS_A_ENTRY_ITEM_ID]);
	entry->len = nla_len(data);
	entry->data = reading->data;
	memset(reading->data, 0, sizeof(reading->data));
	memcpy(reading->data, nla_data(data), entry->len);
	return true;
}

static int read_message(const struct nlmsghdr *nlh,
			int (*each)(const struct xvs_entry *entry, void *arg),
			void *arg)
{
	const struct nlattr *nla;
	struct reading reading;
	int left, status = 0;

	read_head(nlh, &reading.entry);
	nlmsg_for_each_attr(nla, (struct nlmsghdr *)nlh, GENL_HDRLEN, left) {
		if (nla_type(nla) != XVS_A_ENTRY_ENTRY ||
		    !read_row(nla, &reading))
			continue;
		status = each(&reading.entry, arg);
		if (status)
			break;
	}
	return status;
}

int xvs_entry_dump(const struct xvs_table *table, const struct xvs_ref *ref,
		   int (*each)(const struct xvs_entry *entry, void *arg),
		   void *arg)
{
	struct xvs_list list = { 0 };
	const struct nlmsghdr *nlh;
	size_t pos = 0;
	int status;

	status = xvs_cmd_dump_msg(new_request(XVS_CMD_ENTRY_GET, table, ref, 0),
				  NULL, &list);
	while (!status && (nlh = next_message(&list, &pos)))
		status = read_message(nlh, each, arg);
	xvs_list_clear(&list);
	return status;
}
