// SPDX-License-Identifier: GPL-2.0-only
/* Ports by number: rows of tables name them so, people do not. */
#include <linux/xvs.h>
#include <stdio.h>

#include "cmd.h"
#include "genl.h"
#include "ports.h"

#define KEY_ROOM	16

static const char *key_of(char *key, uint32_t id)
{
	snprintf(key, KEY_ROOM, "%u", id);
	return key;
}

/* The names of all ports of the switch; to be released by json_decref(). */
int xvs_ports_read(const struct xvs_ref *sw, json_t **names)
{
	struct xvs_list list = { 0 };
	int status = xvs_cmd_dump(XVS_CMD_PORT_GET, sw, &list);
	char key[KEY_ROOM];
	json_t *record;
	size_t pos = 0;

	*names = json_object();
	while (!status && (record = xvs_list_next(&list, &pos))) {
		if (xvs_cmd_match(record, sw))
			json_object_set(*names,
					key_of(key, xvs_number(record,
							       "port-id")),
					json_object_get(record, "port"));
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}

/* NULL: it is gone. */
const char *xvs_ports_name(const json_t *names, uint32_t id)
{
	char key[KEY_ROOM];

	return json_string_value(json_object_get(names, key_of(key, id)));
}

/* The number of a port that must be there. */
int xvs_ports_find(const struct xvs_ref *sw, const struct xvs_name *name,
		   uint32_t *id)
{
	struct xvs_ref ref = { .sw = sw->sw, .port = *name };
	struct xvs_list list = { 0 };
	json_t *record;
	size_t pos = 0;
	int status;

	status = xvs_cmd_get(xvs_genl_new(XVS_CMD_PORT_GET, &ref), &list);
	record = status ? NULL : xvs_list_next(&list, &pos);
	if (record)
		*id = xvs_number(record, "port-id");
	json_decref(record);
	xvs_list_clear(&list);
	return status;
}

int xvs_ports_each_switch(const struct xvs_ref *ref, const char *ext,
			  int (*each)(const struct xvs_ref *sw, void *arg),
			  void *arg)
{
	struct xvs_list list = { 0 };
	json_t *record;
	size_t pos = 0;
	int status;

	if (ref->sw.name || ref->sw.id)
		return each(ref, arg);
	status = xvs_cmd_dump(XVS_CMD_EXT_GET, NULL, &list);
	while (!status && (record = xvs_list_next(&list, &pos))) {
		struct xvs_ref sw = {
			.sw.name = xvs_text(record, "switch")
		};

		if (xvs_is(record, "ext", ext))
			status = each(&sw, arg);
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}
