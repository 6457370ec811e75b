// SPDX-License-Identifier: GPL-2.0-only
/* xvs save: the configuration as commands that bring it back with "xvs -b".
 *
 * Extensions come before their properties, and all policy of a port comes
 * before its NIC is connected, so that no frame passes under the wrong one. A
 * connected NIC is written as "attach", which takes the port that is already
 * there.
 */
#include <linux/xvs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cmd.h"
#include "genl.h"
#include "property.h"
#include "save.h"
#include "state.h"

/* Names that would be read as something else are marked. */
static void print_name(const char *what, const char *name)
{
	char *marked;

	if (!strcmp(name, what))
		printf(" %s", what);
	if (*name != '#' && strncmp(name, "\\#", 2)) {
		xvs_batch_print_word(name);
		return;
	}
	if (asprintf(&marked, "\\%s", name) < 0)
		xvs_out_of_memory();
	xvs_batch_print_word(marked);
	free(marked);
}

void xvs_save_switch(const char *name)
{
	print_name("switch", name);
}

void xvs_save_port(const char *name)
{
	print_name("port", name);
}

void xvs_save_name(const char *name)
{
	print_name("", name);
}

static void print_switch_name(const json_t *record)
{
	xvs_save_switch(xvs_text(record, "switch"));
}

static void print_port_name(const json_t *record)
{
	print_switch_name(record);
	xvs_save_port(xvs_text(record, "port"));
}

/* " word VALUE", if the record has the attribute. */
static void print_option(const json_t *record, const char *key,
			 const char *word)
{
	if (!xvs_has(record, key))
		return;
	printf(" %s", word);
	if (json_is_integer(json_object_get(record, key)))
		printf(" %lld", (long long)xvs_number(record, key));
	else
		xvs_batch_print_word(xvs_text(record, key));
}

static void save_switch(const json_t *sw)
{
	fputs("switch add", stdout);
	print_switch_name(sw);
	print_option(sw, "type", "type");
	printf(" host %s\n", xvs_number(sw, "host") ? "on" : "off");
}

static void print_items(const json_t *list)
{
	json_t *property;
	size_t i;

	json_array_foreach(list, i, property) {
		json_t *value = xvs_property_value(property);

		printf(" %s", xvs_text(property, "name"));
		if (xvs_is(property, "type", "flag"))
			printf(" %s", json_integer_value(value) ? "on" : "off");
		else if (json_is_integer(value))
			printf(" %lld", (long long)json_integer_value(value));
		else
			xvs_batch_print_word(json_string_value(value) ?: "");
	}
	putchar('\n');
}

static void save_properties(const struct xvs_state *state, const json_t *owner)
{
	const json_t *list = xvs_state_of_port(state->chosen, owner);

	if (!list)
		return;
	fputs("property set", stdout);
	print_switch_name(owner);
	if (xvs_has(owner, "port")) {
		fputs(" port", stdout);
		xvs_save_name(xvs_text(owner, "port"));
	}
	print_items(list);
}

static void print_facts(const json_t *nic)
{
	if (!xvs_is(nic, "class", "none"))
		print_option(nic, "class", "class");
	print_option(nic, "permanent-mac", "mac");
	print_option(nic, "vm-mac", "vm-mac");
	if (*xvs_text(nic, "vm"))
		print_option(nic, "vm", "vm");
	print_option(nic, "numa-node", "numa");
	putchar('\n');
}

static bool has_facts(const json_t *nic)
{
	return (xvs_has(nic, "class") && !xvs_is(nic, "class", "none")) ||
	       xvs_has(nic, "permanent-mac") || xvs_has(nic, "vm-mac") ||
	       *xvs_text(nic, "vm") || xvs_has(nic, "numa-node");
}

static void save_nic(const json_t *nic)
{
	if (xvs_is(nic, "state", "connected")) {
		fputs("attach", stdout);
		print_switch_name(nic);
		if (xvs_is(nic, "ifname", "dev"))
			fputs(" dev", stdout);
		xvs_batch_print_word(xvs_text(nic, "ifname"));
		fputs(" port", stdout);
		xvs_save_name(xvs_text(nic, "port"));
	} else {
		fputs("nic add", stdout);
		print_port_name(nic);
		print_option(nic, "ifname", "dev");
	}
	if (!xvs_is(nic, "kind", "netdev"))
		print_option(nic, "kind", "kind");
	print_facts(nic);
}

static void save_label(const json_t *port)
{
	if (!*xvs_text(port, "label"))
		return;
	fputs("port set", stdout);
	print_port_name(port);
	print_option(port, "label", "label");
	putchar('\n');
}

static void save_new_port(const json_t *port)
{
	fputs("port add", stdout);
	print_port_name(port);
	if (*xvs_text(port, "label"))
		print_option(port, "label", "label");
	puts(xvs_has(port, "validation") ? " validation" : "");
}

/* Whether it is the port of the switch's own device. */
static bool is_host(const struct xvs_state *state, const json_t *port)
{
	const json_t *sw = xvs_state_of_switch(state->switches, port);
	const json_t *nic = xvs_state_of_port(state->nics, port);

	return nic && xvs_is(nic, "kind", "host") &&
	       xvs_number(nic, "ifindex") == xvs_number(sw, "ifindex");
}

/* It comes with "host on", connected, on a port of its own. */
static void save_host(const struct xvs_state *state, const json_t *port)
{
	const json_t *nic = xvs_state_of_port(state->nics, port);

	save_label(port);
	save_properties(state, port);
	if (has_facts(nic)) {
		fputs("nic set", stdout);
		print_port_name(nic);
		print_facts(nic);
	}
	if (!xvs_is(nic, "state", "connected")) {
		fputs("nic disconnect", stdout);
		print_port_name(nic);
		putchar('\n');
	}
}

static void save_port(const struct xvs_state *state, const json_t *port)
{
	save_new_port(port);
	save_properties(state, port);
}

/* The host's port first, since the switch brings it. */
static void save_ports(const struct xvs_state *state)
{
	const char *key;
	json_t *port;

	json_object_foreach(state->ports, key, port)
		if (is_host(state, port))
			save_host(state, port);
	json_object_foreach(state->ports, key, port)
		if (!is_host(state, port))
			save_port(state, port);
}

static void save_nics(const struct xvs_state *state)
{
	const char *key;
	json_t *port, *nic;

	json_object_foreach(state->ports, key, port) {
		nic = xvs_state_of_port(state->nics, port);
		if (nic && !is_host(state, port))
			save_nic(nic);
	}
}

static void save_exts(const struct xvs_state *state, const json_t *sw)
{
	const json_t *list = xvs_state_of_switch(state->exts, sw);
	json_t *ext;
	size_t i;

	json_array_foreach(list, i, ext) {
		fputs("ext attach", stdout);
		print_switch_name(ext);
		printf(" %s", xvs_text(ext, "ext"));
		print_option(ext, "order", "order");
		print_option(ext, "held-limit", "held-limit");
		puts(xvs_number(ext, "enabled") ? "" : " disabled");
	}
}

static int save_offload(const json_t *sw)
{
	const struct xvs_ref ref = { .sw.id = xvs_number(sw, "switch-id") };

	return xvs_offload_save(&ref);
}

static int save_associations(const json_t *sw)
{
	const struct xvs_ref ref = { .sw.id = xvs_number(sw, "switch-id") };

	return xvs_sa_save(&ref);
}

static int save_rows_of(const json_t *sw, const json_t *ext)
{
	struct xvs_ref ref = { .sw.id = xvs_number(sw, "switch-id") };
	const struct xvs_ext_save *saves;

	for (saves = xvs_ext_saves; saves->ext; saves++)
		if (xvs_is(ext, "ext", saves->ext))
			return saves->save(&ref);
	return XVS_OK;
}

/* Rows may name ports, and hold for frames: between the ports and the NICs. */
static int save_rows(const struct xvs_state *state, const json_t *sw)
{
	const json_t *list = xvs_state_of_switch(state->exts, sw);
	int status = XVS_OK;
	json_t *ext;
	size_t i;

	json_array_foreach(list, i, ext) {
		status = save_rows_of(sw, ext);
		if (status)
			break;
	}
	return status;
}

static int compare_entries(const void *a, const void *b)
{
	const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
	json_int_t vlan = xvs_number(one, "vlan");
	json_int_t other_vlan = xvs_number(other, "vlan");

	if (vlan != other_vlan)
		return vlan < other_vlan ? -1 : 1;
	return strcmp(xvs_text(one, "mac"), xvs_text(other, "mac"));
}

/* The kernel's order is that of a hash table, which no two boots share. */
static json_t **sort_entries(const json_t *list)
{
	size_t count = json_array_size(list), i;
	json_t **sorted = calloc(count + 1, sizeof(*sorted));

	if (!sorted)
		xvs_out_of_memory();
	for (i = 0; i < count; i++)
		sorted[i] = json_array_get(list, i);
	qsort(sorted, count, sizeof(*sorted), compare_entries);
	return sorted;
}

static void save_entries(const struct xvs_state *state, const json_t *sw)
{
	const json_t *list = xvs_state_of_switch(state->entries, sw);
	json_t **entries = sort_entries(list);
	size_t i;

	for (i = 0; entries[i]; i++) {
		const json_t *entry = entries[i];

		fputs("fdb add", stdout);
		print_switch_name(entry);
		printf(" %s port", xvs_text(entry, "mac"));
		xvs_save_name(xvs_text(entry, "port"));
		if (xvs_number(entry, "vlan"))
			print_option(entry, "vlan", "vlan");
		putchar('\n');
	}
	free(entries);
}

static int print_state(const struct xvs_state *state)
{
	int status = XVS_OK;
	const char *key;
	json_t *sw;

	json_object_foreach(state->switches, key, sw) {
		save_switch(sw);
		status = save_offload(sw);
		if (status)
			return status;
		save_exts(state, sw);
		save_properties(state, sw);
	}
	save_ports(state);
	json_object_foreach(state->switches, key, sw) {
		status = save_rows(state, sw);
		if (!status)
			status = save_associations(sw);
		if (status)
			return status;
	}
	save_nics(state);
	json_object_foreach(state->switches, key, sw)
		save_entries(state, sw);
	return XVS_OK;
}

/* An unknown switch is refused before anything is read. */
static int read_all(const struct xvs_ref *ref, struct xvs_state *state)
{
	struct xvs_list sw = { 0 };
	int status = XVS_OK;

	if (ref->sw.name || ref->sw.id)
		status = xvs_cmd_get(xvs_genl_new(XVS_CMD_SWITCH_GET, ref),
				     &sw);
	if (!status)
		status = xvs_state_read(ref, state);
	if (!status)
		status = xvs_state_read_chosen(ref, state);
	if (!status)
		status = xvs_state_read_exts(ref, state);
	xvs_list_clear(&sw);
	return status;
}

static int save(struct xvs_args *args)
{
	struct xvs_state state = { 0 };
	struct xvs_ref ref = { 0 };
	int status;

	if ((args->left && xvs_args_switch(args, &ref)) || xvs_args_end(args))
		return XVS_USAGE;
	if (xvs_out.json) {
		xvs_args_fail(args, "there is no JSON form, use the show of each object");
		return XVS_USAGE;
	}
	status = read_all(&ref, &state);
	if (!status)
		status = print_state(&state);
	xvs_state_free(&state);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ NULL, "[SWITCH]", save },
	{ 0 }
};

const struct xvs_object xvs_save_object = {
	"save", "the configuration as commands for xvs -b", verbs
};
