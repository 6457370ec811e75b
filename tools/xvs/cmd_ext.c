// SPDX-License-Identifier: GPL-2.0-only
/* xvs ext: the extensions of a switch, in the order in which frames meet them.
 * The rows of an extension's tables have a command of their own.
 */
#include <linux/xvs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"
#include "property.h"
#include "save.h"

#define EXT_LEN		15
#define REQUIRE		"extension.require"

const struct xvs_ext_save xvs_ext_saves[] = {
	{ "acl",		xvs_acl_save },
	{ "bpf-capture",	xvs_bpf_save_capture },
	{ "bpf-filter",		xvs_bpf_save_filter },
	{ "bpf-forward",	xvs_bpf_save_forward },
	{ "capture",		xvs_capture_save },
	{ "guard",		xvs_guard_save },
	{ 0 }
};

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "EXT",	"ext",		XVS_FORM_NAME,	false },
	{ "CLASS",	"class",	XVS_FORM_PLAIN,	false },
	{ "ORDER",	"order",	XVS_FORM_PLAIN,	false },
	{ "STATE",	"state",	XVS_FORM_STATE,	false },
	{ "VERSION",	"version-text",	XVS_FORM_PLAIN,	true },
	{ "HELD-LIMIT",	"held-limit",	XVS_FORM_COUNT,	true },
	{ "IN",		"in",		XVS_FORM_COUNT,	false },
	{ "PASSED",	"passed",	XVS_FORM_COUNT,	false },
	{ "DROPPED",	"dropped",	XVS_FORM_COUNT,	false },
	{ 0 }
};

static const struct xvs_column kind_columns[] = {
	{ "EXT",	"ext",		XVS_FORM_NAME,	false },
	{ "CLASS",	"class",	XVS_FORM_PLAIN,	false },
	{ "VERSION",	"version-text",	XVS_FORM_PLAIN,	false },
	{ 0 }
};

static int parse_ext(struct xvs_args *args, const char **ext)
{
	if (args->left > 1)
		xvs_args_word(args, "ext");
	if (!args->left)
		return xvs_args_fail(args, "the name of the extension is missing");
	*ext = xvs_args_next(args);
	if (!**ext || strlen(*ext) > EXT_LEN)
		return xvs_args_fail(args, "'%s' is not the name of an extension",
				     *ext);
	return 0;
}

/* SWITCH EXT */
static int parse_target(struct xvs_args *args, struct xvs_ref *ref,
			const char **ext)
{
	return xvs_args_switch(args, ref) ? -1 : parse_ext(args, ext);
}

static struct nl_msg *request(int cmd, const struct xvs_ref *ref,
			      const char *ext)
{
	struct nl_msg *msg = xvs_genl_new(cmd, ref);

	if (ext)
		xvs_genl_put_text(msg, XVS_A_EXT_EXT, ext);
	return msg;
}

/* --- show --- */

static json_t *version_text(const json_t *record)
{
	json_int_t version = xvs_number(record, "version");

	return json_sprintf("%lld.%lld", version >> 8, version & 0xff);
}

/* What the table says in words; JSON keeps to the kernel's attributes. */
static void add_words(json_t *record)
{
	if (xvs_out.json)
		return;
	json_object_set_new(record, "state",
			    json_string(xvs_number(record, "enabled") ?
					"enabled" : "disabled"));
	json_object_set_new(record, "version-text", version_text(record));
}

static void print_violations(const json_t *record)
{
	json_int_t n = xvs_number(record, "violations");

	if (n)
		xvs_out_under("    broke a rule of the extension API %lld %s, the last one is: %s",
			      (long long)n, n == 1 ? "time" : "times",
			      xvs_text(record, "violated"));
}

/* The counters that have no column, those of them that count something. */
static void print_counters(const json_t *record)
{
	static const char *const keys[] = {
		"consumed", "held", "held-now", "expired", "injected",
		"vetoes", "alerts-lost", NULL
	};
	char packets[XVS_OUT_VALUE_MAX];
	const char *const *key;

	for (key = keys; *key; key++)
		if (xvs_number(record, *key))
			xvs_out_under("    %8s %s",
				      xvs_out_count(packets,
						    xvs_number(record, *key)),
				      *key);
}

static void print_drops(const json_t *record)
{
	char packets[XVS_OUT_VALUE_MAX];
	json_t *drop;
	size_t i;

	json_array_foreach(json_object_get(record, "drop"), i, drop)
		xvs_out_under("    %8s dropped, %s: %s",
			      xvs_out_count(packets,
					    xvs_number(drop, "packets")),
			      xvs_text(drop, "name"),
			      xvs_text(drop, "sentence"));
}

static void print_tables(const json_t *record)
{
	json_t *table, *version;
	size_t i;

	json_array_foreach(json_object_get(record, "table"), i, table) {
		version = version_text(table);
		xvs_out_under("    table %s of the %s, version %s%s",
			      xvs_text(table, "name"),
			      xvs_text(table, "scope"),
			      json_string_value(version),
			      xvs_has(table, "read-only") ?
			      ", can only be read" : "");
		json_decref(version);
	}
}

static void print(const struct xvs_list *list, const struct xvs_ref *ref,
		  const struct xvs_column *form)
{
	json_t *record;
	size_t pos = 0;

	xvs_out_begin(form);
	while ((record = xvs_list_next(list, &pos))) {
		if (xvs_cmd_match(record, ref)) {
			add_words(record);
			xvs_out_record(record);
			print_violations(record);
			if (xvs_out.stats) {
				print_counters(record);
				print_drops(record);
			}
			if (xvs_out.details)
				print_tables(record);
		}
		json_decref(record);
	}
	xvs_out_end();
}

static int show(struct xvs_args *args)
{
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	const char *ext = NULL;
	int status;

	if ((args->left && xvs_args_switch(args, &ref)) ||
	    (args->left && parse_ext(args, &ext)) || xvs_args_end(args))
		return XVS_USAGE;
	if (ext)
		status = xvs_cmd_get(request(XVS_CMD_EXT_GET, &ref, ext),
				     &list);
	else
		status = xvs_cmd_fetch(XVS_CMD_EXT_GET, &ref, false, &list);
	if (!status)
		print(&list, &ref, columns);
	xvs_list_clear(&list);
	return status;
}

static int kinds(struct xvs_args *args)
{
	struct xvs_list list = { 0 };
	int status;

	if (xvs_args_end(args))
		return XVS_USAGE;
	status = xvs_cmd_dump(XVS_CMD_EXT_KIND_GET, NULL, &list);
	if (!status)
		print(&list, NULL, kind_columns);
	xvs_list_clear(&list);
	return status;
}

/* --- the stack --- */

static int attach(struct xvs_args *args)
{
	struct xvs_option options[] = {
		{ .word = "order", .kind = XVS_OPTION_NUMBER,
		  .attr = XVS_A_EXT_ORDER },
		{ .word = "held-limit", .kind = XVS_OPTION_NUMBER,
		  .attr = XVS_A_EXT_HELD_LIMIT },
		{ .word = "disabled", .kind = XVS_OPTION_FLAG },
		{ 0 }
	};
	const struct xvs_option *disabled = &options[2];
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;
	const char *ext;

	if (parse_target(args, &ref, &ext) || xvs_args_options(args, options))
		return XVS_USAGE;
	msg = request(XVS_CMD_EXT_NEW, &ref, ext);
	xvs_genl_put_options(msg, options);
	xvs_genl_put_u32(msg, XVS_A_EXT_ENABLED, !disabled->given);
	return xvs_cmd_do(msg);
}

static int detach(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };
	const char *ext;

	if (parse_target(args, &ref, &ext) || xvs_args_end(args))
		return XVS_USAGE;
	return xvs_cmd_do(request(XVS_CMD_EXT_DEL, &ref, ext));
}

static int send_value(const struct xvs_ref *ref, const char *ext, int attr,
		      uint32_t value)
{
	struct nl_msg *msg = request(XVS_CMD_EXT_SET, ref, ext);

	xvs_genl_put_u32(msg, attr, value);
	return xvs_cmd_do(msg);
}

static int switch_on(struct xvs_args *args, bool on)
{
	struct xvs_ref ref = { 0 };
	const char *ext;

	if (parse_target(args, &ref, &ext) || xvs_args_end(args))
		return XVS_USAGE;
	return send_value(&ref, ext, XVS_A_EXT_ENABLED, on);
}

static int enable(struct xvs_args *args)
{
	return switch_on(args, true);
}

static int disable(struct xvs_args *args)
{
	return switch_on(args, false);
}

static int set_number(struct xvs_args *args, const char *word, int attr)
{
	struct xvs_option number = {
		.word = word, .kind = XVS_OPTION_NUMBER
	};
	struct xvs_ref ref = { 0 };
	const char *ext;

	if (parse_target(args, &ref, &ext))
		return XVS_USAGE;
	if (args->left > 1)
		xvs_args_word(args, word);
	if (xvs_args_value(args, &number) || xvs_args_end(args))
		return XVS_USAGE;
	return send_value(&ref, ext, attr, number.number);
}

static int order(struct xvs_args *args)
{
	return set_number(args, "order", XVS_A_EXT_ORDER);
}

static int held_limit(struct xvs_args *args)
{
	return set_number(args, "held-limit", XVS_A_EXT_HELD_LIMIT);
}

/* --- properties --- */

static int change(struct xvs_args *args, int cmd)
{
	struct xvs_ref ref = { 0 };
	const char *ext;

	if (xvs_property_target(args, &ref) || parse_ext(args, &ext))
		return XVS_USAGE;
	return xvs_property_change(args, &ref, ext, cmd);
}

static int set(struct xvs_args *args)
{
	return change(args, XVS_CMD_PROPERTY_SET);
}

static int unset(struct xvs_args *args)
{
	return change(args, XVS_CMD_PROPERTY_DEL);
}

/* SWITCH [[port] PORT] EXT[,EXT]..., or none */
static int require(struct xvs_args *args)
{
	struct xvs_property item = {
		.name = REQUIRE, .type = XVS_VALUE_TYPE_TEXT
	};
	struct xvs_ref ref = { 0 };

	if (xvs_args_switch(args, &ref))
		return XVS_USAGE;
	if (args->left > 2)
		xvs_args_word(args, "port");
	if (args->left > 1 &&
	    xvs_args_name(args, "port", xvs_args_next(args), XVS_NAME_LEN,
			  &ref.port))
		return XVS_USAGE;
	if (xvs_args_need(args, "the list of extensions", &item.text) ||
	    xvs_args_end(args))
		return XVS_USAGE;
	if (strlen(item.text) > XVS_TEXT_LEN) {
		xvs_args_fail(args, "the list of extensions is too long");
		return XVS_USAGE;
	}
	if (!strcmp(item.text, "none"))
		return xvs_property_send(XVS_CMD_PROPERTY_DEL, &ref, &item, 1);
	return xvs_property_send(XVS_CMD_PROPERTY_SET, &ref, &item, 1);
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [EXT]]", show },
	{ "attach", "SWITCH EXTENSION [order N] [held-limit N] [disabled]",
	  attach },
	{ "detach", "SWITCH EXT", detach },
	{ "enable", "SWITCH EXT", enable },
	{ "disable", "SWITCH EXT", disable },
	{ "order", "SWITCH EXT N", order },
	{ "held-limit", "SWITCH EXT N", held_limit },
	{ "set", "SWITCH [port PORT] EXT KEY VALUE [KEY VALUE]...", set },
	{ "unset", "SWITCH [port PORT] EXT KEY...", unset },
	{ "require", "SWITCH [port PORT] EXTS", require },
	{ "kinds", "", kinds },
	{ 0 }
};

const struct xvs_object xvs_ext_object = {
	"ext", "extensions: what looks at, filters and forwards frames", verbs
};
