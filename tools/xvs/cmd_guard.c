// SPDX-License-Identifier: GPL-2.0-only
/* xvs guard: the addresses that are recorded for a port, beside those that its
 * guest really uses, and what is dropped.
 */
#include <arpa/inet.h>
#include <linux/xvs_guard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "entry.h"
#include "genl.h"
#include "ports.h"
#include "property.h"
#include "save.h"

#define EXT		"guard"
#define ADDRESS_LEN	(INET6_ADDRSTRLEN + 4)	/* with a prefix length */

static const struct xvs_table recorded = {
	EXT, XVS_GUARD_TABLE_ADDRESS, XVS_GUARD_VERSION
};

static const struct xvs_table seen = {
	EXT, XVS_GUARD_TABLE_SEEN, XVS_GUARD_VERSION
};

static const struct xvs_table state = {
	EXT, XVS_GUARD_TABLE_STATE, XVS_GUARD_VERSION
};

/* By enum xvs_guard_verdict and enum xvs_guard_how. */
static const char *const verdicts[] = {
	"link-local", "match", "unrecorded", "mismatch", "none", NULL
};

static const char *const hows[] = { "arp", "nd", "source", "dhcp", NULL };

static const char *word_of(const char *const *words, unsigned int number)
{
	while (*words && number--)
		words++;
	return *words ? *words : "unknown";
}

/* --- addresses --- */

static bool read_prefix(const char *text, uint8_t most, uint8_t *prefix)
{
	uint32_t number;

	if (!xvs_args_parse_number(text, &number) || !number || number > most)
		return false;
	*prefix = number;
	return true;
}

/* ADDRESS or ADDRESS/LENGTH */
static bool read_address(const char *text, struct xvs_guard_address *row)
{
	char copy[ADDRESS_LEN], *slash;
	bool ipv6 = strchr(text, ':');

	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	slash = strchr(copy, '/');
	if (slash)
		*slash++ = '\0';
	row->family = ipv6 ? XVS_GUARD_IPV6 : XVS_GUARD_IPV4;
	row->prefix = ipv6 ? 128 : 32;
	return inet_pton(ipv6 ? AF_INET6 : AF_INET, copy, row->address) == 1 &&
	       (!slash || read_prefix(slash, row->prefix, &row->prefix));
}

static const char *print_address(char *to, const uint8_t *address,
				 unsigned int family, unsigned int prefix)
{
	bool ipv6 = family == XVS_GUARD_IPV6;

	inet_ntop(ipv6 ? AF_INET6 : AF_INET, address, to, INET6_ADDRSTRLEN);
	if (prefix != (ipv6 ? 128 : 32))
		sprintf(to + strlen(to), "/%u", prefix);
	return to;
}

static int parse_address(struct xvs_args *args, struct xvs_guard_address *row)
{
	const char *text;

	if (args->left > 1)
		xvs_args_word(args, "address");
	if (!args->left)
		return xvs_args_fail(args, "the address is missing");
	text = xvs_args_next(args);
	if (!read_address(text, row))
		return xvs_args_fail(args, "'%s' is not an IPv4 or IPv6 address, or one with a prefix length",
				     text);
	return 0;
}

/* --- add and del --- */

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = {
		{ .word = "primary", .kind = XVS_OPTION_FLAG },
		{ .word = "routed", .kind = XVS_OPTION_FLAG },
		{ .word = "id", .kind = XVS_OPTION_NUMBER, .min = 1 },
		{ 0 }
	};
	struct xvs_guard_address row = { 0 };
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || parse_address(args, &row) ||
	    xvs_args_options(args, options))
		return XVS_USAGE;
	row.flags = (options[0].given ? XVS_GUARD_PRIMARY : 0) |
		    (options[1].given ? XVS_GUARD_ROUTED : 0);
	change = xvs_entry_change(&recorded, &ref);
	xvs_entry_add(change, options[2].number, &row, sizeof(row));
	return xvs_entry_send(change, NULL);
}

struct finding {
	struct xvs_guard_address	row;
	uint32_t			id;
};

static int find_row(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_guard_address *row = entry->data;
	struct finding *finding = arg;

	if (!memcmp(row->address, finding->row.address,
		    sizeof(row->address)) &&
	    row->family == finding->row.family &&
	    row->prefix == finding->row.prefix)
		finding->id = entry->id;
	return XVS_OK;
}

static int del(struct xvs_args *args)
{
	struct finding finding = { 0 };
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	int status;

	if (xvs_args_port(args, &ref))
		return XVS_USAGE;
	change = xvs_entry_change(&recorded, &ref);
	if (args->left == 1 && !strcmp(*args->words, "all")) {
		xvs_entry_replace(change);
		return xvs_entry_send(change, NULL);
	}
	status = XVS_USAGE;
	if (parse_address(args, &finding.row) || xvs_args_end(args))
		goto err_forget;
	status = xvs_entry_dump(&recorded, &ref, find_row, &finding);
	if (status)
		goto err_forget;
	if (!finding.id) {
		xvs_error("the address is not recorded for the port");
		status = XVS_REFUSED;
		goto err_forget;
	}
	xvs_entry_del(change, finding.id);
	return xvs_entry_send(change, NULL);

err_forget:
	xvs_entry_forget(change);
	return status;
}

/* --- show --- */

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "ADDRESS",	"address",	XVS_FORM_PLAIN,	false },
	{ "RECORDED",	"recorded",	XVS_FORM_PLAIN,	false },
	{ "SEEN",	"seen",		XVS_FORM_PLAIN,	false },
	{ "VERDICT",	"verdict",	XVS_FORM_STATE,	false },
	{ "AGE",	"age",		XVS_FORM_AGE,	false },
	{ "SINCE",	"since",	XVS_FORM_AGE,	true },
	{ "ID",		"id",		XVS_FORM_PLAIN,	true },
	{ 0 }
};

/* The record of an address in the object of its port, made if need be. */
static json_t *record_of(json_t *ports, const struct xvs_entry *entry,
			 const char *address)
{
	json_t *port, *record;
	char key[16];

	snprintf(key, sizeof(key), "%u", entry->port_id);
	port = json_object_get(ports, key);
	if (!port) {
		port = json_object();
		json_object_set_new(ports, key, port);
	}
	record = json_object_get(port, address);
	if (!record) {
		record = json_pack("{ss ss si ss ss}", "switch", entry->sw,
				   "port", entry->port,
				   "port-id", (int)entry->port_id,
				   "address", address, "recorded", "no");
		json_object_set_new(port, address, record);
	}
	return record;
}

static const char *recorded_as(const struct xvs_guard_address *row)
{
	if (row->flags & XVS_GUARD_PRIMARY)
		return "primary";
	return row->flags & XVS_GUARD_ROUTED ? "routed" : "yes";
}

static int add_recorded(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_guard_address *row = entry->data;
	char text[ADDRESS_LEN];
	json_t *record;

	print_address(text, row->address, row->family, row->prefix);
	record = record_of(arg, entry, text);
	json_object_set_new(record, "recorded", json_string(recorded_as(row)));
	json_object_set_new(record, "id", json_integer(entry->id));
	return XVS_OK;
}

static int add_seen(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_guard_seen *row = entry->data;
	char text[ADDRESS_LEN];
	json_t *record;

	print_address(text, row->address, row->family,
		      row->family == XVS_GUARD_IPV6 ? 128 : 32);
	record = record_of(arg, entry, text);
	json_object_set_new(record, "seen",
			    json_string(word_of(hows, row->how)));
	json_object_set_new(record, "verdict",
			    json_string(word_of(verdicts, row->verdict)));
	json_object_set_new(record, "age", json_integer(row->age));
	json_object_set_new(record, "since", json_integer(row->since));
	return XVS_OK;
}

static void print_ports(json_t *ports)
{
	const char *number, *address;
	json_t *port, *record;

	json_object_foreach(ports, number, port)
		json_object_foreach(port, address, record)
			xvs_out_record(record);
}

static int show_switch(const struct xvs_ref *sw, void *arg)
{
	json_t *ports = json_object();
	int status;

	(void)arg;
	status = xvs_entry_dump(&recorded, sw, add_recorded, ports);
	if (!status)
		status = xvs_entry_dump(&seen, sw, add_seen, ports);
	if (!status)
		print_ports(ports);
	json_decref(ports);
	return status;
}

static int show(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };
	int status;

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	xvs_out_begin(columns);
	status = xvs_ports_each_switch(&ref, EXT, show_switch, NULL);
	xvs_out_end();
	return status;
}

/* --- state --- */

static const struct xvs_column state_columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "GUARDED",	"guarded",	XVS_FORM_ONOFF,	false },
	{ "STATE",	"state",	XVS_FORM_STATE,	false },
	{ "RECORDED",	"recorded",	XVS_FORM_COUNT,	false },
	{ "SEEN",	"seen",		XVS_FORM_COUNT,	false },
	{ "MISMATCHING", "mismatching", XVS_FORM_COUNT,	false },
	{ "FRAMES",	"mismatches",	XVS_FORM_COUNT,	false },
	{ "UNLEARNED",	"unlearned",	XVS_FORM_COUNT,	true },
	{ 0 }
};

static int state_one(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_guard_state *row = entry->data;
	json_t *record;

	(void)arg;
	record = json_pack("{ss ss si si ss si si si sI sI}",
			   "switch", entry->sw, "port", entry->port,
			   "port-id", (int)entry->port_id,
			   "guarded", (int)row->guarded,
			   "state", word_of(verdicts, row->verdict),
			   "recorded", (int)row->recorded,
			   "seen", (int)row->seen,
			   "mismatching", (int)row->mismatching,
			   "mismatches", (json_int_t)row->mismatches,
			   "unlearned", (json_int_t)row->unlearned);
	xvs_out_record(record);
	json_decref(record);
	return XVS_OK;
}

static int state_switch(const struct xvs_ref *sw, void *arg)
{
	return xvs_entry_dump(&state, sw, state_one, arg);
}

static int show_state(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };
	int status;

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	xvs_out_begin(state_columns);
	status = xvs_ports_each_switch(&ref, EXT, state_switch, NULL);
	xvs_out_end();
	return status;
}

/* --- policy --- */

static const char *const policy_prefixes[] = { EXT ".", NULL };

static const struct xvs_column policy_columns[] = {
	{ "SWITCH",	"switch",		XVS_FORM_NAME,	false },
	{ "PORT",	"port",			XVS_FORM_NAME,	false },
	{ "TRUSTED",	"guard.trusted",	XVS_FORM_PLAIN,	false },
	{ "ENFORCE",	"guard.enforce",	XVS_FORM_PLAIN,	false },
	{ "DHCP",	"guard.dhcp",		XVS_FORM_ONOFF,	false },
	{ "ROUTER",	"guard.router",		XVS_FORM_ONOFF,	false },
	{ "LINK-LOCAL",	"guard.link-local",	XVS_FORM_PLAIN,	false },
	{ "LEARN",	"guard.learn",		XVS_FORM_ONOFF,	false },
	{ "LIMIT",	"guard.learn-limit",	XVS_FORM_PLAIN,	false },
	{ "AGE",	"guard.age",		XVS_FORM_PLAIN,	true },
	{ 0 }
};

static int policy(struct xvs_args *args)
{
	return xvs_property_show_ports(args, policy_prefixes, policy_columns);
}

static const char *const trusted_words[] = { "auto", "yes", "no", NULL };
static const char *const enforce_words[] = { "off", "on", "strict", NULL };
static const char *const local_words[] = {
	"any", "derived", "recorded", NULL
};

static const char *const names[] = {
	"guard.trusted", "guard.enforce", "guard.link-local", "guard.dhcp",
	"guard.router", "guard.learn", "guard.learn-limit", "guard.age",
};

#define COUNT	(sizeof(names) / sizeof(*names))

static struct xvs_property item_of(const char *name,
				   const struct xvs_option *option)
{
	switch (option->kind) {
	case XVS_OPTION_WORD:
		return (struct xvs_property){
			name, XVS_VALUE_TYPE_CHOICE,
			option->words[option->number], 0
		};
	case XVS_OPTION_ONOFF:
		return (struct xvs_property){
			name, XVS_VALUE_TYPE_FLAG, NULL, option->number
		};
	default:
		return (struct xvs_property){
			name, XVS_VALUE_TYPE_NUMBER, NULL, option->number
		};
	}
}

static int set(struct xvs_args *args)
{
	struct xvs_option options[COUNT + 1] = {
		{ .word = "trusted", .kind = XVS_OPTION_WORD,
		  .words = trusted_words },
		{ .word = "enforce", .kind = XVS_OPTION_WORD,
		  .words = enforce_words },
		{ .word = "link-local", .kind = XVS_OPTION_WORD,
		  .words = local_words },
		{ .word = "dhcp", .kind = XVS_OPTION_ONOFF },
		{ .word = "router", .kind = XVS_OPTION_ONOFF },
		{ .word = "learn", .kind = XVS_OPTION_ONOFF },
		{ .word = "learn-limit", .kind = XVS_OPTION_NUMBER },
		{ .word = "age", .kind = XVS_OPTION_NUMBER },
	};
	struct xvs_property items[COUNT];
	struct xvs_ref ref = { 0 };
	unsigned int i, n = 0;

	if (xvs_args_port(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	for (i = 0; i < COUNT; i++)
		if (options[i].given)
			items[n++] = item_of(names[i], &options[i]);
	if (!n) {
		xvs_args_fail(args, "what to set is missing, such as enforce on");
		return XVS_USAGE;
	}
	return xvs_property_send(XVS_CMD_PROPERTY_SET, &ref, items, n);
}

static int reset(struct xvs_args *args)
{
	struct xvs_property items[COUNT] = { 0 };
	struct xvs_ref ref = { 0 };
	unsigned int i;

	if (xvs_args_port(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	for (i = 0; i < COUNT; i++)
		items[i].name = names[i];
	return xvs_property_send(XVS_CMD_PROPERTY_DEL, &ref, items, COUNT);
}

/* --- saving --- */

static int save_one(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_guard_address *row = entry->data;
	char text[ADDRESS_LEN];

	(void)arg;
	printf("guard add");
	xvs_save_switch(entry->sw);
	xvs_save_port(entry->port);
	printf(" %s", print_address(text, row->address, row->family,
				    row->prefix));
	if (row->flags & XVS_GUARD_PRIMARY)
		printf(" primary");
	if (row->flags & XVS_GUARD_ROUTED)
		printf(" routed");
	printf(" id %u\n", entry->id);
	return XVS_OK;
}

int xvs_guard_save(const struct xvs_ref *sw)
{
	return xvs_entry_dump(&recorded, sw, save_one, NULL);
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "add", "SWITCH PORT ADDRESS [primary] [routed] [id N]", add },
	{ "del delete", "SWITCH PORT ADDRESS|all", del },
	{ "state", "[SWITCH [PORT]]", show_state },
	{ "policy", "[SWITCH [PORT]]", policy },
	{ "set", "SWITCH PORT [trusted auto|yes|no] [enforce off|on|strict] [link-local any|derived|recorded] [dhcp on|off] [router on|off] [learn on|off] [learn-limit N] [age SECS]",
	  set },
	{ "reset", "SWITCH PORT", reset },
	{ 0 }
};

const struct xvs_object xvs_guard_object = {
	"guard", "the addresses recorded for guests and those they use", verbs
};
