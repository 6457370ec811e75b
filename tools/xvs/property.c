// SPDX-License-Identifier: GPL-2.0-only
/* Properties in requests and replies: what "xvs property" and the readable
 * commands over it have in common.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"
#include "property.h"

#define ITEM_ROOM	64	/* of an item beside its texts */

static int hex_bytes(const char *text, unsigned char *bytes)
{
	int n = 0;

	for (; text[0] && text[1]; text += 2) {
		char pair[3] = { text[0], text[1], 0 };

		bytes[n++] = strtoul(pair, NULL, 16);
	}
	return n;
}

static void put_blob(struct nl_msg *msg, const char *text)
{
	unsigned char *bytes = malloc(strlen(text) / 2 + 1);

	if (!bytes)
		xvs_out_of_memory();
	xvs_genl_put_data(msg, XVS_A_PROPERTY_ITEM_BLOB, bytes,
			  hex_bytes(text, bytes));
	free(bytes);
}

static void put_value(struct nl_msg *msg, const struct xvs_property *item)
{
	switch (item->type) {
	case XVS_VALUE_TYPE_FLAG:
	case XVS_VALUE_TYPE_NUMBER:
		xvs_genl_put_u32(msg, XVS_A_PROPERTY_ITEM_NUMBER,
				 item->number);
		break;
	case XVS_VALUE_TYPE_BLOB:
		put_blob(msg, item->text);
		break;
	default:
		xvs_genl_put_text(msg, XVS_A_PROPERTY_ITEM_TEXT, item->text);
	}
}

/* One request: all of it takes effect, or nothing. */
int xvs_property_send(int cmd, const struct xvs_ref *ref,
		      const struct xvs_property *items, int count)
{
	size_t room = 1024;
	struct nl_msg *msg;
	int i;

	for (i = 0; i < count; i++)
		room += ITEM_ROOM + strlen(items[i].name) +
			(items[i].text ? strlen(items[i].text) : 0);
	msg = xvs_genl_new_sized(cmd, ref, room);
	for (i = 0; i < count; i++) {
		struct nlattr *nest = xvs_genl_nest(msg, XVS_A_PROPERTY_ITEM);

		xvs_genl_put_text(msg, XVS_A_PROPERTY_ITEM_NAME,
				  items[i].name);
		if (cmd == XVS_CMD_PROPERTY_SET)
			put_value(msg, &items[i]);
		nla_nest_end(msg, nest);
	}
	return xvs_cmd_do(msg);
}

/* The value, whatever its type; borrowed from the record. */
json_t *xvs_property_value(const json_t *record)
{
	json_t *value = json_object_get(record, "number");

	if (!value)
		value = json_object_get(record, "text");
	return value ? value : json_object_get(record, "blob");
}

static bool wanted(const json_t *record, const char *const *prefixes)
{
	const char *name = xvs_text(record, "name");

	if (!xvs_has(record, "port"))
		return false;
	for (; *prefixes; prefixes++)
		if (!strncmp(name, *prefixes, strlen(*prefixes)))
			return true;
	return false;
}

static json_t *new_port(const json_t *record)
{
	static const char *const keys[] = {
		"switch-id", "switch", "port-id", "port", NULL
	};
	json_t *port = json_object();
	const char *const *key;

	for (key = keys; *key; key++)
		if (xvs_has(record, *key))
			json_object_set(port, *key,
					json_object_get(record, *key));
	return port;
}

static bool same_port(const json_t *a, const json_t *b)
{
	return xvs_number(a, "switch-id") == xvs_number(b, "switch-id") &&
	       xvs_number(a, "port-id") == xvs_number(b, "port-id");
}

json_t *xvs_property_next_port(const struct xvs_list *list, size_t *pos,
			       const char *const *prefixes)
{
	json_t *port = NULL, *record;
	size_t at = *pos;

	while ((record = xvs_list_next(list, &at))) {
		if (wanted(record, prefixes)) {
			if (!port)
				port = new_port(record);
			if (!same_port(port, record)) {
				json_decref(record);
				break;
			}
			json_object_set(port, xvs_text(record, "name"),
					xvs_property_value(record));
		}
		json_decref(record);
		*pos = at;
	}
	return port;
}

/* The verb "show" of the readable commands. */
int xvs_property_show_ports(struct xvs_args *args,
			    const char *const *prefixes,
			    const struct xvs_column *columns)
{
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	json_t *port;
	size_t pos = 0;
	int status;

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	status = xvs_cmd_fetch(XVS_CMD_PROPERTY_GET, &ref, false, &list);
	if (status)
		goto out;
	xvs_out_begin(columns);
	while ((port = xvs_property_next_port(&list, &pos, prefixes))) {
		if (xvs_cmd_match(port, &ref))
			xvs_out_record(port);
		json_decref(port);
	}
	xvs_out_end();
out:
	xvs_list_clear(&list);
	return status;
}
