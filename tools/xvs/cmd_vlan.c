// SPDX-License-Identifier: GPL-2.0-only
/* xvs vlan: the VLAN properties of a port, in words. */
#include <string.h>

#include "cmd.h"
#include "genl.h"
#include "property.h"

#define VID_MAX	4094

static const char *const prefixes[] = { "vlan.", NULL };

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",		XVS_FORM_NAME,	false },
	{ "PORT",	"port",			XVS_FORM_NAME,	false },
	{ "MODE",	"vlan.mode",		XVS_FORM_PLAIN,	false },
	{ "ACCESS",	"vlan.access",		XVS_FORM_PLAIN,	false },
	{ "NATIVE",	"vlan.native",		XVS_FORM_PLAIN,	false },
	{ "TRUNK",	"vlan.trunk",		XVS_FORM_PLAIN,	false },
	{ "PRUNE",	"vlan.prune",		XVS_FORM_PLAIN,	false },
	{ "PRIMARY",	"vlan.primary",		XVS_FORM_PLAIN,	false },
	{ "SECONDARY",	"vlan.secondary",	XVS_FORM_PLAIN,	false },
	{ "SECONDARIES", "vlan.secondaries",	XVS_FORM_PLAIN,	false },
	{ 0 }
};

static int show(struct xvs_args *args)
{
	return xvs_property_show_ports(args, prefixes, columns);
}

/* The values of a mode come in this order behind its word. */
struct mode {
	const char	*word;
	const char	*first;
	const char	*second;
};

static const struct mode modes[] = {
	{ "transparent" },
	{ "access",	 "vlan.access" },
	{ "trunk",	 "vlan.trunk" },
	{ "isolated",	 "vlan.primary", "vlan.secondary" },
	{ "community",	 "vlan.primary", "vlan.secondary" },
	{ "promiscuous", "vlan.primary", "vlan.secondaries" },
	{ 0 }
};

static bool is_list(const char *name)
{
	return !strcmp(name, "vlan.trunk") || !strcmp(name, "vlan.prune") ||
	       !strcmp(name, "vlan.secondaries");
}

#define ITEMS_MAX	4

struct items {
	struct xvs_property	item[ITEMS_MAX];
	int			count;
	bool			drop_prune;
};

static void add(struct items *items, const char *name,
		enum xvs_value_type type, const char *text, uint32_t number)
{
	items->item[items->count++] =
		(struct xvs_property){ name, type, text, number };
}

/* The next word is the value of this property. */
static int add_value(struct xvs_args *args, struct items *items,
		     const char *name)
{
	struct xvs_option option = {
		.word = strchr(name, '.') + 1,
		.kind = is_list(name) ? XVS_OPTION_VLANS : XVS_OPTION_NUMBER,
		.min = 1,
		.max = VID_MAX,
	};

	if (xvs_args_value(args, &option))
		return -1;
	add(items, name, is_list(name) ? XVS_VALUE_TYPE_VLANS :
					 XVS_VALUE_TYPE_NUMBER,
	    option.text, option.number);
	return 0;
}

/* A trunk that names no native VLAN has none, whatever it had before. That it
 * prunes nothing cannot be written as a list: see drop_prune().
 */
static int add_trunk(struct xvs_args *args, struct items *items)
{
	struct xvs_option options[] = {
		{ .word = "native", .kind = XVS_OPTION_NUMBER,
		  .max = VID_MAX },
		{ .word = "prune", .kind = XVS_OPTION_VLANS },
		{ 0 }
	};

	if (xvs_args_options(args, options))
		return -1;
	add(items, "vlan.native", XVS_VALUE_TYPE_NUMBER, NULL,
	    options[0].number);
	if (options[1].given)
		add(items, "vlan.prune", XVS_VALUE_TYPE_VLANS,
		    options[1].text, 0);
	else
		items->drop_prune = true;
	return 0;
}

static int parse_mode(struct xvs_args *args, struct items *items)
{
	const struct mode *mode;
	const char *word;

	if (xvs_args_need(args, "the VLAN mode", &word))
		return -1;
	for (mode = modes; mode->word && strcmp(mode->word, word); mode++)
		;
	if (!mode->word)
		return xvs_args_fail(args, "'%s' is not a VLAN mode, which is transparent, access, trunk, isolated, community or promiscuous",
				     word);
	add(items, "vlan.mode", XVS_VALUE_TYPE_CHOICE, mode->word, 0);
	if (mode->first && add_value(args, items, mode->first))
		return -1;
	if (mode->second && add_value(args, items, mode->second))
		return -1;
	if (!strcmp(word, "trunk"))
		return add_trunk(args, items);
	return xvs_args_end(args);
}

/* What the port prunes now, or NULL. */
static int read_prune(const struct xvs_ref *ref, json_t **prune)
{
	struct nl_msg *msg = xvs_genl_new(XVS_CMD_PROPERTY_GET, ref);
	struct xvs_list list = { 0 };
	json_t *record;
	size_t pos = 0;
	int status;

	*prune = NULL;
	xvs_genl_put_text(msg, XVS_A_PROPERTY_NAME, "vlan.prune");
	status = xvs_cmd_get(msg, &list);
	record = xvs_list_next(&list, &pos);
	if (record && !xvs_has(record, "is-default"))
		*prune = json_incref(json_object_get(record, "text"));
	json_decref(record);
	xvs_list_clear(&list);
	return status;
}

/* The old list goes first, since the new native VLAN may be on it; it comes
 * back when the rest is refused.
 */
static int set_without_prune(const struct xvs_ref *ref,
			     const struct items *items)
{
	struct xvs_property old = {
		.name = "vlan.prune", .type = XVS_VALUE_TYPE_VLANS
	};
	json_t *prune;
	int status = read_prune(ref, &prune);

	if (!status && prune)
		status = xvs_property_send(XVS_CMD_PROPERTY_DEL, ref, &old, 1);
	if (status)
		goto out;
	status = xvs_property_send(XVS_CMD_PROPERTY_SET, ref, items->item,
				   items->count);
	if (status && prune) {
		old.text = json_string_value(prune);
		xvs_property_send(XVS_CMD_PROPERTY_SET, ref, &old, 1);
	}
out:
	json_decref(prune);
	return status;
}

static int set(struct xvs_args *args)
{
	struct items items = { 0 };
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || parse_mode(args, &items))
		return XVS_USAGE;
	if (items.drop_prune)
		return set_without_prune(&ref, &items);
	return xvs_property_send(XVS_CMD_PROPERTY_SET, &ref, items.item,
				 items.count);
}

static int del(struct xvs_args *args)
{
	static const struct xvs_property all[] = {
		{ .name = "vlan.mode" }, { .name = "vlan.access" },
		{ .name = "vlan.native" }, { .name = "vlan.trunk" },
		{ .name = "vlan.prune" }, { .name = "vlan.primary" },
		{ .name = "vlan.secondary" }, { .name = "vlan.secondaries" },
	};
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	return xvs_property_send(XVS_CMD_PROPERTY_DEL, &ref, all,
				 sizeof(all) / sizeof(*all));
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "set", "SWITCH PORT { transparent | access VID | trunk VLANS [native VID] [prune VLANS] | isolated PRIMARY SECONDARY | community PRIMARY SECONDARY | promiscuous PRIMARY VLANS }",
	  set },
	{ "del delete", "SWITCH PORT", del },
	{ 0 }
};

const struct xvs_object xvs_vlan_object = {
	"vlan", "VLANs and private VLANs of ports", verbs
};
