// SPDX-License-Identifier: GPL-2.0-only
/* xvs offload: what the uplink can do in the host's place, may do and does. */
#include <linux/xvs.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"
#include "save.h"
#include "spec.h"

/* --- show --- */

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "NIC",	"ifname",	XVS_FORM_NAME,	false },
	{ "OFFLOAD",	"offload",	XVS_FORM_PLAIN,	false },
	{ "ABLE",	"able",		XVS_FORM_PLAIN,	false },
	{ "ALLOWED",	"allowed",	XVS_FORM_PLAIN,	false },
	{ "IN-FORCE",	"in-force",	XVS_FORM_PLAIN,	false },
	{ 0 }
};

static bool has(const json_t *record, const char *set, const char *word)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(record, set), i, one)
		if (!strcmp(json_string_value(one), word))
			return true;
	return false;
}

static void copy(json_t *row, const json_t *record, const char *key)
{
	json_object_set(row, key, json_object_get(record, key));
}

static void put_word(json_t *row, const json_t *record, const char *set,
		     const char *word)
{
	json_object_set_new(row, set,
			    json_string(has(record, set, word) ? "yes" : "no"));
}

static void show_word(const json_t *record, const char *word)
{
	json_t *row = json_object();

	copy(row, record, "switch");
	copy(row, record, "ifname");
	json_object_set_new(row, "offload", json_string(word));
	put_word(row, record, "able", word);
	put_word(row, record, "allowed", word);
	put_word(row, record, "in-force", word);
	xvs_out_record(row);
	json_decref(row);
}

/* A row for each word, and below them what is of the whole. */
static void show_table(const json_t *record)
{
	int i;

	for (i = 0; xvs_spec_offloads[i]; i++)
		show_word(record, xvs_spec_offloads[i]);
	if (xvs_has(record, "crypto-nic"))
		xvs_out_under("    %s computes %lld associations",
			      xvs_text(record, "crypto-nic"),
			      (long long)xvs_number(record, "sa-used"));
	if (xvs_number(record, "sa-software"))
		xvs_out_under("    the host computes %lld associations",
			      (long long)xvs_number(record, "sa-software"));
	if (xvs_has(record, "sa-limit"))
		xvs_out_under("    the NIC is given at most %lld",
			      (long long)xvs_number(record, "sa-limit"));
}

static int show(struct xvs_args *args)
{
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	bool one = args->left;
	json_t *record;
	size_t pos = 0;
	int status;

	if ((one && xvs_args_switch(args, &ref)) || xvs_args_end(args))
		return XVS_USAGE;
	if (xvs_out.json)
		return xvs_cmd_show(XVS_CMD_OFFLOAD_GET, &ref, one, columns);
	status = xvs_cmd_fetch(XVS_CMD_OFFLOAD_GET, &ref, one, &list);
	if (status)
		goto out;
	xvs_out_begin(columns);
	while ((record = xvs_list_next(&list, &pos))) {
		show_table(record);
		json_decref(record);
	}
	xvs_out_end();
out:
	xvs_list_clear(&list);
	return status;
}

/* --- set --- */

#define WORDS	10
enum { LIMIT = WORDS };

static int read_limit(struct xvs_args *args, struct xvs_option *limit)
{
	if (!strcmp(limit->text, "none")) {
		limit->number = UINT32_MAX;
		return 0;
	}
	if (xvs_args_parse_number(limit->text, &limit->number))
		return 0;
	return xvs_args_fail(args, "'%s' is neither a number nor none for sa-limit",
			     limit->text);
}

static int set(struct xvs_args *args)
{
	struct xvs_option options[WORDS + 2] = {
		[LIMIT] = { .word = "sa-limit", .max = 16 },
	};
	uint32_t allowed = 0, change = 0;
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;
	int i;

	for (i = 0; i < WORDS; i++) {
		options[i].word = xvs_spec_offloads[i];
		options[i].kind = XVS_OPTION_ONOFF;
	}
	if (xvs_args_switch(args, &ref) || xvs_args_options(args, options) ||
	    (options[LIMIT].given && read_limit(args, &options[LIMIT])))
		return XVS_USAGE;
	for (i = 0; i < WORDS; i++) {
		change |= (uint32_t)options[i].given << i;
		allowed |= options[i].number << i;
	}
	if (!change && !options[LIMIT].given) {
		xvs_args_fail(args, "what to set is missing, such as esp off");
		return XVS_USAGE;
	}
	msg = xvs_genl_new(XVS_CMD_OFFLOAD_SET, &ref);
	if (change) {
		xvs_genl_put_u32(msg, XVS_A_OFFLOAD_ALLOWED, allowed);
		xvs_genl_put_u32(msg, XVS_A_OFFLOAD_CHANGE, change);
	}
	if (options[LIMIT].given)
		xvs_genl_put_u32(msg, XVS_A_OFFLOAD_SA_LIMIT,
				 options[LIMIT].number);
	return xvs_cmd_do(msg);
}

/* --- save --- */

static void save_record(const json_t *record)
{
	bool limited = xvs_has(record, "sa-limit");
	bool all = true;
	int i;

	for (i = 0; xvs_spec_offloads[i]; i++)
		all &= has(record, "allowed", xvs_spec_offloads[i]);
	if (all && !limited)
		return;
	fputs("offload set", stdout);
	xvs_save_switch(xvs_text(record, "switch"));
	for (i = 0; xvs_spec_offloads[i]; i++)
		if (!has(record, "allowed", xvs_spec_offloads[i]))
			printf(" %s off", xvs_spec_offloads[i]);
	if (limited)
		printf(" sa-limit %lld",
		       (long long)xvs_number(record, "sa-limit"));
	putchar('\n');
}

/* What differs from a new switch, whose own device it concerns. */
int xvs_offload_save(const struct xvs_ref *ref)
{
	struct xvs_list list = { 0 };
	json_t *record;
	size_t pos = 0;
	int status;

	status = xvs_cmd_dump(XVS_CMD_OFFLOAD_GET, ref, &list);
	while (!status && (record = xvs_list_next(&list, &pos))) {
		if (xvs_cmd_match(record, ref))
			save_record(record);
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH]", show },
	{ "set", "SWITCH [csum on|off] [tso on|off] [udp-gso on|off] [tunnel-gso on|off] [vlan on|off] [rx-hash on|off] [esp on|off] [esp-csum on|off] [esp-gso on|off] [esn on|off] [sa-limit N|none]",
	  set },
	{ 0 }
};

const struct xvs_object xvs_offload_object = {
	"offload", "what the uplink does in the host's place", verbs
};
