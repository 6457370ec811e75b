// SPDX-License-Identifier: GPL-2.0-only
/* xvs fdb: which address is behind which port. */
#include <linux/xvs.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"

#define VLAN_MAX	4094

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "MAC",	"mac",		XVS_FORM_MAC,	false },
	{ "VLAN",	"vlan",		XVS_FORM_PLAIN,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "PORT-ID",	"port-id",	XVS_FORM_PLAIN,	true },
	{ "KIND",	"kind",		XVS_FORM_STATE,	false },
	{ "AGE",	"age",		XVS_FORM_AGE,	false },
	{ 0 }
};

enum { PORT, VLAN, MAC };

#define PORT_OPTION							\
	[PORT] = { .word = "port", .kind = XVS_OPTION_PORT }
#define VLAN_OPTION							\
	[VLAN] = { .word = "vlan", .kind = XVS_OPTION_NUMBER,		\
		   .attr = XVS_A_FDB_VLAN, .max = VLAN_MAX }

static void print(const struct xvs_list *list, const struct xvs_ref *ref)
{
	json_t *record;
	size_t pos = 0;

	xvs_out_begin(columns);
	while ((record = xvs_list_next(list, &pos))) {
		if (xvs_cmd_match(record, ref))
			xvs_out_record(record);
		json_decref(record);
	}
	xvs_out_end();
}

static bool is_option(const char *word)
{
	return !strcmp(word, "port") || !strcmp(word, "vlan") ||
	       !strcmp(word, "mac");
}

/* [SWITCH] and the filter. A word of the filter with a value behind it is no
 * switch.
 */
static int parse_show(struct xvs_args *args, struct xvs_ref *ref,
		      struct xvs_option *options)
{
	if (args->left && !(args->left > 1 && is_option(*args->words)) &&
	    xvs_args_switch(args, ref))
		return -1;
	if (xvs_args_options(args, options))
		return -1;
	if (options[PORT].given)
		ref->port = (struct xvs_name){ options[PORT].text,
					       options[PORT].number };
	return 0;
}

static int show(struct xvs_args *args)
{
	struct xvs_option options[] = {
		PORT_OPTION,
		VLAN_OPTION,
		[MAC] = { .word = "mac", .kind = XVS_OPTION_MAC,
			  .attr = XVS_A_FDB_MAC },
		{ 0 }
	};
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;
	int status;

	if (parse_show(args, &ref, options))
		return XVS_USAGE;
	/* a port alone, on any switch, is picked out here */
	msg = xvs_genl_new(XVS_CMD_FDB_GET, ref.sw.name || ref.sw.id ?
			   &ref : NULL);
	xvs_genl_put_options(msg, options);
	status = xvs_cmd_dump_msg(msg, &ref, &list);
	if (!status)
		print(&list, &ref);
	xvs_list_clear(&list);
	return status;
}

/* SWITCH MAC */
static int parse_entry(struct xvs_args *args, struct xvs_ref *ref,
		       struct xvs_option *mac)
{
	if (xvs_args_switch(args, ref))
		return -1;
	if (args->left > 1)
		xvs_args_word(args, "mac");
	if (!args->left)
		return xvs_args_fail(args, "the MAC address is missing");
	mac->given = true;
	return xvs_args_value(args, mac);
}

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = { PORT_OPTION, VLAN_OPTION, { 0 } };
	struct xvs_option mac[] = {
		{ .word = "mac", .kind = XVS_OPTION_MAC,
		  .attr = XVS_A_FDB_MAC },
		{ 0 }
	};
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;

	if (parse_entry(args, &ref, mac) || xvs_args_options(args, options))
		return XVS_USAGE;
	if (!options[PORT].given) {
		xvs_args_fail(args, "the port is missing: port PORT");
		return XVS_USAGE;
	}
	options[PORT].attr = XVS_A_FDB_PORT;
	msg = xvs_genl_new(XVS_CMD_FDB_NEW, &ref);
	xvs_genl_put_options(msg, mac);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static int del(struct xvs_args *args)
{
	struct xvs_option options[] = {
		{ .word = "vlan", .kind = XVS_OPTION_NUMBER,
		  .attr = XVS_A_FDB_VLAN, .max = VLAN_MAX },
		{ 0 }
	};
	struct xvs_option mac[] = {
		{ .word = "mac", .kind = XVS_OPTION_MAC,
		  .attr = XVS_A_FDB_MAC },
		{ 0 }
	};
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;

	if (parse_entry(args, &ref, mac) || xvs_args_options(args, options))
		return XVS_USAGE;
	msg = xvs_genl_new(XVS_CMD_FDB_DEL, &ref);
	xvs_genl_put_options(msg, mac);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static void print_flushed(const struct xvs_list *list)
{
	static const struct xvs_column flushed[] = {
		{ "FLUSHED", "flushed", XVS_FORM_COUNT, false },
		{ 0 }
	};
	size_t pos = 0;
	json_t *record = xvs_list_next(list, &pos);

	if (!record)
		return;
	if (xvs_out.json) {
		xvs_out_begin(flushed);
		xvs_out_record(record);
		xvs_out_end();
	} else {
		printf("%lld forgotten\n",
		       (long long)xvs_number(record, "flushed"));
	}
	json_decref(record);
}

static int flush(struct xvs_args *args)
{
	struct xvs_option options[] = {
		{ .word = "port", .kind = XVS_OPTION_PORT,
		  .attr = XVS_A_FDB_PORT },
		{ .word = "vlan", .kind = XVS_OPTION_NUMBER,
		  .attr = XVS_A_FDB_VLAN, .max = VLAN_MAX },
		{ .word = "age", .kind = XVS_OPTION_SECONDS,
		  .attr = XVS_A_FDB_AGE },
		{ .word = "static", .kind = XVS_OPTION_FLAG,
		  .attr = XVS_A_FDB_STATIC },
		{ 0 }
	};
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;
	int status;

	if (xvs_args_switch(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	msg = xvs_genl_new(XVS_CMD_FDB_FLUSH, &ref);
	xvs_genl_put_options(msg, options);
	status = xvs_cmd_get(msg, &list);
	if (!status)
		print_flushed(&list);
	xvs_list_clear(&list);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH] [port PORT] [vlan VID] [mac MAC]", show },
	{ "add", "SWITCH MAC port PORT [vlan VID]", add },
	{ "del delete", "SWITCH MAC [vlan VID]", del },
	{ "flush", "SWITCH [port PORT] [vlan VID] [age SECONDS] [static]",
	  flush },
	{ 0 }
};

const struct xvs_object xvs_fdb_object = {
	"fdb", "which address is behind which port", verbs
};
