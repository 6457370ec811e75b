// SPDX-License-Identifier: GPL-2.0-only
/* xvs limit: how much a port may send and be sent. */
#include <linux/xvs.h>

#include "cmd.h"
#include "property.h"

static const char *const prefixes[] = { "limit.", NULL };

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",		XVS_FORM_NAME,	false },
	{ "PORT",	"port",			XVS_FORM_NAME,	false },
	{ "RATE-IN",	"limit.rate-in",	XVS_FORM_PLAIN,	false },
	{ "BURST-IN",	"limit.burst-in",	XVS_FORM_BYTES,	false },
	{ "RATE-OUT",	"limit.rate-out",	XVS_FORM_PLAIN,	false },
	{ "BURST-OUT",	"limit.burst-out",	XVS_FORM_BYTES,	false },
	{ "STORM",	"limit.storm",		XVS_FORM_PLAIN,	false },
	{ "STORM-BURST", "limit.storm-burst",	XVS_FORM_PLAIN,	false },
	{ "CLASSES",	"limit.storm-classes",	XVS_FORM_PLAIN,	false },
	{ 0 }
};

static int show(struct xvs_args *args)
{
	return xvs_property_show_ports(args, prefixes, columns);
}

static const char *const names[] = {
	"limit.rate-in", "limit.burst-in", "limit.rate-out",
	"limit.burst-out", "limit.storm", "limit.storm-burst",
	"limit.storm-classes",
};

#define COUNT	(sizeof(names) / sizeof(*names))

static int set(struct xvs_args *args)
{
	struct xvs_option options[COUNT + 1] = {
		{ .word = "rate-in", .kind = XVS_OPTION_NUMBER },
		{ .word = "burst-in", .kind = XVS_OPTION_NUMBER },
		{ .word = "rate-out", .kind = XVS_OPTION_NUMBER },
		{ .word = "burst-out", .kind = XVS_OPTION_NUMBER },
		{ .word = "storm", .kind = XVS_OPTION_NUMBER },
		{ .word = "storm-burst", .kind = XVS_OPTION_NUMBER },
		{ .word = "storm-classes", .kind = XVS_OPTION_TEXT },
	};
	struct xvs_property items[COUNT];
	struct xvs_ref ref = { 0 };
	unsigned int i, n = 0;

	if (xvs_args_port(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	for (i = 0; i < COUNT; i++)
		if (options[i].given)
			items[n++] = (struct xvs_property){
				names[i],
				options[i].kind == XVS_OPTION_TEXT ?
				XVS_VALUE_TYPE_TEXT : XVS_VALUE_TYPE_NUMBER,
				options[i].text, options[i].number
			};
	if (!n) {
		xvs_args_fail(args, "what to set is missing, such as rate-in 100000");
		return XVS_USAGE;
	}
	return xvs_property_send(XVS_CMD_PROPERTY_SET, &ref, items, n);
}

static int del(struct xvs_args *args)
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

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "set", "SWITCH PORT [rate-in KBIT] [burst-in BYTES] [rate-out KBIT] [burst-out BYTES] [storm FRAMES] [storm-burst FRAMES] [storm-classes CLASSES]",
	  set },
	{ "del delete", "SWITCH PORT", del },
	{ 0 }
};

const struct xvs_object xvs_limit_object = {
	"limit", "bandwidth and storms of ports", verbs
};
