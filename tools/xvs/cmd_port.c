// SPDX-License-Identifier: GPL-2.0-only
/* xvs port: the ports of a switch. */
#include <linux/xvs.h>

#include "cmd.h"
#include "genl.h"

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "ID",		"port-id",	XVS_FORM_PLAIN,	false },
	{ "STATE",	"state",	XVS_FORM_STATE,	false },
	{ "NIC",	"nic-state",	XVS_FORM_STATE,	false },
	{ "DEVICE",	"ifname",	XVS_FORM_NAME,	false },
	{ "IFINDEX",	"ifindex",	XVS_FORM_PLAIN,	true },
	{ "BLOCKED-BY",	"blocked-by",	XVS_FORM_NAME,	true },
	{ "FDB",	"fdb-entries",	XVS_FORM_COUNT,	false },
	{ "VALIDATION",	"validation",	XVS_FORM_PLAIN,	true },
	{ "IMPLICIT",	"implicit",	XVS_FORM_PLAIN,	true },
	{ "LABEL",	"label",	XVS_FORM_PLAIN,	false },
	{ 0 }
};

static int show(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	return xvs_cmd_show(XVS_CMD_PORT_GET, &ref,
			    ref.port.name || ref.port.id, columns);
}

#define LABEL	{ .word = "label", .attr = XVS_A_PORT_LABEL,	\
		  .max = XVS_NAME_LEN }

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = {
		LABEL,
		{ .word = "validation", .kind = XVS_OPTION_FLAG,
		  .attr = XVS_A_PORT_VALIDATION },
		{ 0 }
	};
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;

	if (xvs_args_port(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	if (!ref.port.name) {
		xvs_args_fail(args, "a new port needs a name, its number is the kernel's choice");
		return XVS_USAGE;
	}
	msg = xvs_genl_new(XVS_CMD_PORT_NEW, &ref);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static int set(struct xvs_args *args)
{
	struct xvs_option options[] = { LABEL, { 0 } };
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;

	if (xvs_args_port(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	if (!options[0].given) {
		xvs_args_fail(args, "what to set is missing: label");
		return XVS_USAGE;
	}
	msg = xvs_genl_new(XVS_CMD_PORT_SET, &ref);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static int del(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	return xvs_cmd_do(xvs_genl_new(XVS_CMD_PORT_DEL, &ref));
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "add", "SWITCH PORT [label TEXT] [validation]", add },
	{ "set", "SWITCH PORT label TEXT", set },
	{ "del delete", "SWITCH PORT", del },
	{ 0 }
};

const struct xvs_object xvs_port_object = {
	"port", "ports of a switch", verbs
};
