// SPDX-License-Identifier: GPL-2.0-only
/* xvs property: any property of a switch or a port. Which there are, and of
 * which type, only the kernel knows.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"
#include "property.h"

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "NAME",	"name",		XVS_FORM_PLAIN,	false },
	{ "TYPE",	"type",		XVS_FORM_DIM,	false },
	{ "VERSION",	"version-text",	XVS_FORM_PLAIN,	true },
	{ "DEFAULT",	"is-default",	XVS_FORM_DIM,	false },
	{ "RANGE",	"range",	XVS_FORM_PLAIN,	true },
	{ "VALUE",	"value",	XVS_FORM_PLAIN,	false },
	{ 0 }
};

static json_t *bounds(const json_t *record)
{
	return json_sprintf("%lld-%lld", xvs_number(record, "minimum"),
			    xvs_number(record, "maximum"));
}

static void add_range(json_t *record)
{
	if (xvs_has(record, "choices"))
		json_object_set(record, "range",
				json_object_get(record, "choices"));
	else if (xvs_has(record, "maximum"))
		json_object_set_new(record, "range", bounds(record));
}

/* What the table says in words; JSON keeps to the kernel's attributes. */
static void add_words(json_t *record)
{
	json_t *value = xvs_property_value(record);
	json_int_t version = xvs_number(record, "version");

	if (xvs_out.json)
		return;
	if (xvs_is(record, "type", "flag"))
		json_object_set_new(record, "value",
				    json_string(json_integer_value(value) ?
						"on" : "off"));
	else
		json_object_set(record, "value", value);
	json_object_set_new(record, "version-text",
			    json_sprintf("%lld.%lld", version >> 8,
					 version & 0xff));
	add_range(record);
}

static void print(const struct xvs_list *list, const struct xvs_ref *ref,
		  const char *name)
{
	json_t *record;
	size_t pos = 0;

	xvs_out_begin(columns);
	while ((record = xvs_list_next(list, &pos))) {
		if (xvs_cmd_match(record, ref) &&
		    (!name || xvs_is(record, "name", name))) {
			add_words(record);
			xvs_out_record(record);
		}
		json_decref(record);
	}
	xvs_out_end();
}

static struct nl_msg *get(const struct xvs_ref *ref, const char *name)
{
	struct nl_msg *msg = xvs_genl_new(XVS_CMD_PROPERTY_GET, ref);

	xvs_genl_put_text(msg, XVS_A_PROPERTY_NAME, name);
	return msg;
}

/* SWITCH [PORT] [NAME]. A single word with a dot in it may be a property of
 * the switch or a port; the switch is asked first.
 */
static bool is_switch_property(struct xvs_ref *ref, struct xvs_list *list)
{
	struct xvs_ref sw = { .sw = ref->sw };

	return ref->port.name && strchr(ref->port.name, '.') &&
	       !xvs_genl_do(get(&sw, ref->port.name), list);
}

static int parse_show(struct xvs_args *args, struct xvs_ref *ref,
		      const char **name, bool *worded)
{
	if (args->left && xvs_args_switch(args, ref))
		return -1;
	*worded = args->left && !strcmp(*args->words, "port");
	if (*worded || (args->left && strcmp(*args->words, "name"))) {
		if (*worded)
			xvs_args_next(args);
		if (!args->left)
			return xvs_args_fail(args, "the name of the port is missing");
		if (xvs_args_name(args, "port", xvs_args_next(args),
				  XVS_NAME_LEN, &ref->port))
			return -1;
	}
	if (args->left > 1)
		xvs_args_word(args, "name");
	if (args->left)
		*name = xvs_args_next(args);
	return xvs_args_end(args);
}

static int show(struct xvs_args *args)
{
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	const char *name = NULL;
	int status = XVS_OK;
	bool worded;

	if (parse_show(args, &ref, &name, &worded))
		return XVS_USAGE;
	if (!worded && !name && is_switch_property(&ref, &list))
		ref.port = (struct xvs_name){ 0 };
	else if (name && (ref.sw.name || ref.sw.id))
		status = xvs_cmd_get(get(&ref, name), &list);
	else
		status = xvs_cmd_fetch(XVS_CMD_PROPERTY_GET, &ref, false,
				       &list);
	if (!status)
		print(&list, &ref, name);
	xvs_list_clear(&list);
	return status;
}

/* The types that were asked for; a batch asks once for each property. */
static struct {
	char			*name;
	enum xvs_value_type	type;
} *known;
static int known_count;

static int find_type(const char *name)
{
	int i;

	for (i = 0; i < known_count; i++)
		if (!strcmp(known[i].name, name))
			return known[i].type;
	return -1;
}

static void keep_type(const char *name, enum xvs_value_type type)
{
	known = realloc(known, (known_count + 1) * sizeof(*known));
	if (!known)
		xvs_out_of_memory();
	known[known_count].name = strdup(name);
	known[known_count].type = type;
	if (!known[known_count++].name)
		xvs_out_of_memory();
}

static int type_of_word(const char *word)
{
	static const char *const words[] = {
		[XVS_VALUE_TYPE_FLAG]	= "flag",
		[XVS_VALUE_TYPE_NUMBER]	= "number",
		[XVS_VALUE_TYPE_CHOICE]	= "choice",
		[XVS_VALUE_TYPE_VLANS]	= "vlans",
		[XVS_VALUE_TYPE_MACS]	= "macs",
		[XVS_VALUE_TYPE_BLOB]	= "blob",
	};
	unsigned int i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i] && !strcmp(words[i], word))
			return i;
	return XVS_VALUE_TYPE_TEXT;
}

static int learn_type(const struct xvs_ref *ref, struct xvs_property *item)
{
	struct xvs_list list = { 0 };
	int type = find_type(item->name);
	json_t *record;
	size_t pos = 0;
	int status;

	if (type >= 0) {
		item->type = type;
		return XVS_OK;
	}
	status = xvs_cmd_get(get(ref, item->name), &list);
	if (!status) {
		record = xvs_list_next(&list, &pos);
		item->type = type_of_word(xvs_text(record, "type"));
		keep_type(item->name, item->type);
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}

static bool is_hex(const char *text)
{
	const char *c;

	for (c = text; *c; c++)
		if (!isxdigit((unsigned char)*c))
			return false;
	return (c - text) % 2 == 0;
}

static int read_value(const struct xvs_args *args, struct xvs_property *item)
{
	switch (item->type) {
	case XVS_VALUE_TYPE_FLAG:
		if (xvs_args_parse_onoff(item->text, &item->number))
			return XVS_OK;
		xvs_args_fail(args, "'%s' is neither on nor off for %s",
			      item->text, item->name);
		return XVS_USAGE;
	case XVS_VALUE_TYPE_NUMBER:
		if (xvs_args_parse_number(item->text, &item->number))
			return XVS_OK;
		xvs_args_fail(args, "'%s' is not a number for %s", item->text,
			      item->name);
		return XVS_USAGE;
	case XVS_VALUE_TYPE_BLOB:
		if (is_hex(item->text))
			return XVS_OK;
		xvs_args_fail(args, "'%s' is not an even number of hexadecimal digits for %s",
			      item->text, item->name);
		return XVS_USAGE;
	default:
		return XVS_OK;
	}
}

/* Asks for the types of all values, and reads them accordingly. */
static int read_values(const struct xvs_args *args, const struct xvs_ref *ref,
		       struct xvs_property *items, int count)
{
	int status = XVS_OK;
	int i;

	for (i = 0; !status && i < count; i++) {
		status = learn_type(ref, &items[i]);
		if (!status)
			status = read_value(args, &items[i]);
	}
	return status;
}

/* SWITCH [port PORT] */
int xvs_property_target(struct xvs_args *args, struct xvs_ref *ref)
{
	if (xvs_args_switch(args, ref))
		return -1;
	if (!xvs_args_word(args, "port"))
		return 0;
	if (!args->left)
		return xvs_args_fail(args, "the name of the port is missing");
	return xvs_args_name(args, "port", xvs_args_next(args), XVS_NAME_LEN,
			     &ref->port);
}

/* The name as the user wrote it, or with that of the extension before it; to
 * be freed.
 */
static char *whole_name(const char *ext, const char *name)
{
	char *whole;

	if (asprintf(&whole, "%s%s%s", ext ? ext : "", ext ? "." : "",
		     name) < 0)
		xvs_out_of_memory();
	return whole;
}

static int parse_name(struct xvs_args *args, const char *ext,
		      struct xvs_property *items, int i)
{
	const char *name = xvs_args_next(args);
	int n;

	items[i].name = whole_name(ext, name);
	if (!*name || strlen(items[i].name) > XVS_NAME_LEN)
		return xvs_args_fail(args, "'%s' is not the name of a property",
				     name);
	for (n = 0; n < i; n++)
		if (!strcmp(items[n].name, items[i].name))
			return xvs_args_fail(args, "'%s' is given twice", name);
	return 0;
}

/* A blob is written with two digits for each byte. */
static int parse_text(struct xvs_args *args, struct xvs_property *item)
{
	size_t len;

	item->text = xvs_args_next(args);
	if (!item->text)
		return xvs_args_fail(args, "'%s' lacks its value", item->name);
	len = strlen(item->text);
	if (len > (is_hex(item->text) ? 2 * XVS_TEXT_LEN : XVS_TEXT_LEN))
		return xvs_args_fail(args, "the value of '%s' is too long",
				     item->name);
	return 0;
}

static int parse_items(struct xvs_args *args, const char *ext,
		       struct xvs_property *items, int count, bool valued)
{
	int i, err = 0;

	for (i = 0; !err && i < count; i++) {
		err = parse_name(args, ext, items, i);
		if (!err && valued)
			err = parse_text(args, &items[i]);
	}
	return err;
}

static void free_items(struct xvs_property *items, int count)
{
	int i;

	for (i = 0; i < count; i++)
		free((char *)items[i].name);
	free(items);
}

/* Sets, or puts back, what the words that are left name. With @ext, they are
 * properties of that extension.
 */
int xvs_property_change(struct xvs_args *args, const struct xvs_ref *ref,
			const char *ext, int cmd)
{
	bool valued = cmd == XVS_CMD_PROPERTY_SET;
	struct xvs_property *items;
	int count, status = XVS_USAGE;

	if (!args->left) {
		xvs_args_fail(args, "the name of a property is missing");
		return XVS_USAGE;
	}
	count = valued ? (args->left + 1) / 2 : args->left;
	items = calloc(count, sizeof(*items));
	if (!items)
		xvs_out_of_memory();
	if (!parse_items(args, ext, items, count, valued))
		status = valued ? read_values(args, ref, items, count) :
				  XVS_OK;
	if (!status)
		status = xvs_property_send(cmd, ref, items, count);
	free_items(items, count);
	return status;
}

static int change(struct xvs_args *args, int cmd)
{
	struct xvs_ref ref = { 0 };

	if (xvs_property_target(args, &ref))
		return XVS_USAGE;
	return xvs_property_change(args, &ref, NULL, cmd);
}

static int set(struct xvs_args *args)
{
	return change(args, XVS_CMD_PROPERTY_SET);
}

static int del(struct xvs_args *args)
{
	return change(args, XVS_CMD_PROPERTY_DEL);
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT] [name PROPERTY]]", show },
	{ "set", "SWITCH [port PORT] PROPERTY VALUE [PROPERTY VALUE]...",
	  set },
	{ "del delete", "SWITCH [port PORT] PROPERTY...", del },
	{ 0 }
};

const struct xvs_object xvs_property_object = {
	"property", "properties of switches and ports, by name", verbs
};
