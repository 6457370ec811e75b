// SPDX-License-Identifier: GPL-2.0-only
/* Reads what several commands look at as a whole: "save", "graph", "why". */
#include <linux/xvs.h>
#include <stdio.h>

#include "cmd.h"
#include "property.h"
#include "state.h"

static void switch_key(const json_t *record, char *to)
{
	snprintf(to, XVS_STATE_KEY, "%lld",
		 (long long)xvs_number(record, "switch-id"));
}

/* That of the switch if the record is of no port. */
static void port_key(const json_t *record, char *to)
{
	if (!xvs_has(record, "port-id")) {
		switch_key(record, to);
		return;
	}
	snprintf(to, XVS_STATE_KEY, "%lld/%lld",
		 (long long)xvs_number(record, "switch-id"),
		 (long long)xvs_number(record, "port-id"));
}

json_t *xvs_state_of_switch(const json_t *map, const json_t *record)
{
	char key[XVS_STATE_KEY];

	switch_key(record, key);
	return json_object_get(map, key);
}

json_t *xvs_state_of_port(const json_t *map, const json_t *record)
{
	char key[XVS_STATE_KEY];

	port_key(record, key);
	return json_object_get(map, key);
}

static void append(json_t *map, const char *key, json_t *record)
{
	json_t *list = json_object_get(map, key);

	if (!list) {
		list = json_array();
		json_object_set_new(map, key, list);
	}
	json_array_append(list, record);
}

static void keep_record(json_t *map, json_t *record)
{
	char key[XVS_STATE_KEY];

	port_key(record, key);
	json_object_set(map, key, record);
}

static void keep_chosen(json_t *map, json_t *record)
{
	char key[XVS_STATE_KEY];

	port_key(record, key);
	if (!xvs_has(record, "is-default"))
		append(map, key, record);
}

static void keep_static(json_t *map, json_t *record)
{
	char key[XVS_STATE_KEY];

	switch_key(record, key);
	if (xvs_is(record, "kind", "static"))
		append(map, key, record);
}

static void keep_ext(json_t *map, json_t *record)
{
	char key[XVS_STATE_KEY];

	switch_key(record, key);
	append(map, key, record);
}

static int dump(int cmd, const struct xvs_ref *ref, struct xvs_list *list)
{
	int status = xvs_cmd_dump(cmd, ref, list);

	if (!status && list->interrupted) {
		xvs_error("the switch changes faster than it can be read, try again");
		status = XVS_REFUSED;
	}
	return status;
}

static int read_map(int cmd, const struct xvs_ref *ref, json_t **map,
		    void (*keep)(json_t *map, json_t *record))
{
	struct xvs_list list = { 0 };
	int status = dump(cmd, ref, &list);
	json_t *record;
	size_t pos = 0;

	*map = json_object();
	while (!status && (record = xvs_list_next(&list, &pos))) {
		if (xvs_cmd_match(record, ref))
			keep(*map, record);
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}

/* Switches, ports and NICs. */
int xvs_state_read(const struct xvs_ref *ref, struct xvs_state *state)
{
	int status = read_map(XVS_CMD_SWITCH_GET, ref, &state->switches,
			      keep_record);

	if (!status)
		status = read_map(XVS_CMD_PORT_GET, ref, &state->ports,
				  keep_record);
	if (!status)
		status = read_map(XVS_CMD_NIC_GET, ref, &state->nics,
				  keep_record);
	return status;
}

/* What decides who can talk to whom. */
int xvs_state_read_settings(const struct xvs_ref *ref,
			    struct xvs_state *state)
{
	static const char *const prefixes[] = { "vlan.", "isolation.", NULL };
	struct xvs_list list = { 0 };
	int status = dump(XVS_CMD_PROPERTY_GET, ref, &list);
	size_t pos = 0;
	json_t *port;

	state->settings = json_object();
	while (!status &&
	       (port = xvs_property_next_port(&list, &pos, prefixes))) {
		keep_record(state->settings, port);
		json_decref(port);
	}
	xvs_list_clear(&list);
	return status;
}

/* What only an operator can have made: set properties, static addresses. */
int xvs_state_read_chosen(const struct xvs_ref *ref, struct xvs_state *state)
{
	int status = read_map(XVS_CMD_PROPERTY_GET, ref, &state->chosen,
			      keep_chosen);

	if (!status)
		status = read_map(XVS_CMD_FDB_GET, ref, &state->entries,
				  keep_static);
	return status;
}

/* In the order of the stack. */
int xvs_state_read_exts(const struct xvs_ref *ref, struct xvs_state *state)
{
	return read_map(XVS_CMD_EXT_GET, ref, &state->exts, keep_ext);
}

void xvs_state_free(struct xvs_state *state)
{
	json_decref(state->switches);
	json_decref(state->ports);
	json_decref(state->nics);
	json_decref(state->settings);
	json_decref(state->chosen);
	json_decref(state->entries);
	json_decref(state->exts);
}
