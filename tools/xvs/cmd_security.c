// SPDX-License-Identifier: GPL-2.0-only
/* xvs security and xvs isolation: what a port may send, learn and be sent. */
#include "cmd.h"
#include "genl.h"
#include "property.h"

static const char *const security_prefixes[] = {
	"security.", "flood.", NULL
};

static const struct xvs_column security_columns[] = {
	{ "SWITCH",	"switch",		XVS_FORM_NAME,	false },
	{ "PORT",	"port",			XVS_FORM_NAME,	false },
	{ "SPOOF",	"security.spoof",	XVS_FORM_ONOFF,	false },
	{ "PRIORITY",	"security.priority",	XVS_FORM_ONOFF,	false },
	{ "LEARN",	"security.learn",	XVS_FORM_ONOFF,	false },
	{ "LIMIT",	"security.learn-limit", XVS_FORM_PLAIN,	false },
	{ "UNICAST",	"flood.unicast",	XVS_FORM_ONOFF,	false },
	{ "MULTICAST",	"flood.multicast",	XVS_FORM_ONOFF,	false },
	{ "BROADCAST",	"flood.broadcast",	XVS_FORM_ONOFF,	false },
	{ "MACS",	"security.macs",	XVS_FORM_MAC,	false },
	{ 0 }
};

static int security_show(struct xvs_args *args)
{
	return xvs_property_show_ports(args, security_prefixes,
				       security_columns);
}

/* Words of the user, and the properties they set. */
static const char *const names[] = {
	"security.spoof", "security.macs", "security.priority",
	"security.learn", "security.learn-limit", "flood.unicast",
	"flood.multicast", "flood.broadcast",
};

#define COUNT	(sizeof(names) / sizeof(*names))

static enum xvs_value_type type(enum xvs_option_kind kind)
{
	switch (kind) {
	case XVS_OPTION_ONOFF:
		return XVS_VALUE_TYPE_FLAG;
	case XVS_OPTION_NUMBER:
		return XVS_VALUE_TYPE_NUMBER;
	default:
		return XVS_VALUE_TYPE_MACS;
	}
}

static int security_set(struct xvs_args *args)
{
	struct xvs_option options[COUNT + 1] = {
		{ .word = "spoof", .kind = XVS_OPTION_ONOFF },
		{ .word = "macs", .kind = XVS_OPTION_MACS },
		{ .word = "priority", .kind = XVS_OPTION_ONOFF },
		{ .word = "learn", .kind = XVS_OPTION_ONOFF },
		{ .word = "learn-limit", .kind = XVS_OPTION_NUMBER },
		{ .word = "unicast", .kind = XVS_OPTION_ONOFF },
		{ .word = "multicast", .kind = XVS_OPTION_ONOFF },
		{ .word = "broadcast", .kind = XVS_OPTION_ONOFF },
	};
	struct xvs_property items[COUNT];
	struct xvs_ref ref = { 0 };
	unsigned int i, n = 0;

	if (xvs_args_port(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	for (i = 0; i < COUNT; i++)
		if (options[i].given)
			items[n++] = (struct xvs_property){
				names[i], type(options[i].kind),
				options[i].text, options[i].number
			};
	if (!n) {
		xvs_args_fail(args, "what to set is missing, such as spoof on");
		return XVS_USAGE;
	}
	return xvs_property_send(XVS_CMD_PROPERTY_SET, &ref, items, n);
}

static int security_del(struct xvs_args *args)
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

static const char *const isolation_prefixes[] = { "isolation.", NULL };

static const struct xvs_column isolation_columns[] = {
	{ "SWITCH",	"switch",		XVS_FORM_NAME,	false },
	{ "PORT",	"port",			XVS_FORM_NAME,	false },
	{ "ISOLATED",	"isolation.isolated",	XVS_FORM_ONOFF,	false },
	{ 0 }
};

static int isolation_show(struct xvs_args *args)
{
	return xvs_property_show_ports(args, isolation_prefixes,
				       isolation_columns);
}

static int isolation_set(struct xvs_args *args)
{
	struct xvs_option option = {
		.word = "isolation", .kind = XVS_OPTION_ONOFF
	};
	struct xvs_property item = {
		.name = "isolation.isolated", .type = XVS_VALUE_TYPE_FLAG
	};
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || xvs_args_value(args, &option) ||
	    xvs_args_end(args))
		return XVS_USAGE;
	item.number = option.number;
	return xvs_property_send(XVS_CMD_PROPERTY_SET, &ref, &item, 1);
}

static const struct xvs_verb security_verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", security_show },
	{ "set", "SWITCH PORT [spoof on|off] [macs MACS] [priority on|off] [learn on|off] [learn-limit N] [unicast on|off] [multicast on|off] [broadcast on|off]",
	  security_set },
	{ "del delete", "SWITCH PORT", security_del },
	{ 0 }
};

static const struct xvs_verb isolation_verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", isolation_show },
	{ "set", "SWITCH PORT on|off", isolation_set },
	{ 0 }
};

const struct xvs_object xvs_security_object = {
	"security", "what ports may send, learn and be flooded with",
	security_verbs
};

const struct xvs_object xvs_isolation_object = {
	"isolation", "ports that may not talk to each other", isolation_verbs
};
