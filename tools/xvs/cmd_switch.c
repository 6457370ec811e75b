// SPDX-License-Identifier: GPL-2.0-only
/* xvs switch: the switches themselves. */
#include <linux/xvs.h>

#include "attach.h"
#include "cmd.h"
#include "genl.h"
#include "spec.h"

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "ID",		"switch-id",	XVS_FORM_PLAIN,	true },
	{ "IFINDEX",	"ifindex",	XVS_FORM_PLAIN,	true },
	{ "TYPE",	"type",		XVS_FORM_PLAIN,	false },
	{ "HOST",	"host",		XVS_FORM_ONOFF,	false },
	{ "UPLINK",	"uplink",	XVS_FORM_NAME,	false },
	{ "UPLINK-PORT", "uplink-port",	XVS_FORM_NAME,	true },
	{ "PORTS",	"ports",	XVS_FORM_COUNT,	false },
	{ "CONNECTED",	"connected",	XVS_FORM_COUNT,	false },
	{ "FDB",	"fdb-entries",	XVS_FORM_COUNT,	false },
	{ "LEARNED",	"fdb-learned",	XVS_FORM_COUNT,	false },
	{ 0 }
};

static int show(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };
	bool one = args->left;

	if ((one && xvs_args_switch(args, &ref)) || xvs_args_end(args))
		return XVS_USAGE;
	return xvs_cmd_show(XVS_CMD_SWITCH_GET, &ref, one, columns);
}

enum { TYPE, HOST, UPLINK, PORT };

#define SWITCH_OPTIONS							\
	[TYPE]	= { .word = "type", .kind = XVS_OPTION_WORD,		\
		    .attr = XVS_A_SWITCH_TYPE,				\
		    .words = xvs_spec_switch_types },			\
	[HOST]	= { .word = "host", .kind = XVS_OPTION_ONOFF,		\
		    .attr = XVS_A_SWITCH_HOST }

static int make(const struct xvs_ref *ref, const struct xvs_option *options)
{
	struct nl_msg *msg = xvs_genl_new(XVS_CMD_SWITCH_NEW, ref);

	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

/* The uplink is a port like others; without it the switch goes again. */
static int add_uplink(const struct xvs_ref *ref,
		      const struct xvs_option *options)
{
	struct xvs_attach attach = {
		.dev = options[UPLINK].text,
		.ref = *ref,
		.new_port = true,
	};
	struct xvs_option nic[] = {
		{ .word = "kind", .kind = XVS_OPTION_WORD,
		  .attr = XVS_A_NIC_KIND, .given = true,
		  .number = XVS_NIC_KIND_UPLINK },
		{ 0 }
	};
	int status;

	attach.ref.port.name = options[PORT].given ? options[PORT].text :
						     attach.dev;
	attach.nic = nic;
	status = xvs_attach(&attach);
	if (status)
		xvs_genl_do(xvs_genl_new(XVS_CMD_SWITCH_DEL, ref), NULL);
	return status;
}

static int check_add(struct xvs_args *args, const struct xvs_ref *ref,
		     const struct xvs_option *options)
{
	if (!ref->sw.name)
		return xvs_args_fail(args, "a new switch needs a name, its number is the kernel's choice");
	if (options[PORT].given && !options[UPLINK].given)
		return xvs_args_fail(args, "'port' names the port of the uplink, and 'uplink' is missing");
	if (options[UPLINK].given && options[TYPE].given &&
	    options[TYPE].number != XVS_SWITCH_TYPE_EXTERNAL)
		return xvs_args_fail(args, "only a switch of type external has an uplink");
	return 0;
}

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = {
		SWITCH_OPTIONS,
		[UPLINK] = { .word = "uplink", .max = 15 },
		[PORT]	 = { .word = "port", .max = XVS_NAME_LEN },
		{ 0 }
	};
	struct xvs_ref ref = { 0 };
	int status;

	if (xvs_args_switch(args, &ref) || xvs_args_options(args, options) ||
	    check_add(args, &ref, options))
		return XVS_USAGE;
	if (options[UPLINK].given && !options[TYPE].given) {
		options[TYPE].given = true;
		options[TYPE].number = XVS_SWITCH_TYPE_EXTERNAL;
	}
	status = make(&ref, options);
	if (!status && options[UPLINK].given)
		status = add_uplink(&ref, options);
	return status;
}

static int set(struct xvs_args *args)
{
	struct xvs_option options[] = { SWITCH_OPTIONS, { 0 } };
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;

	if (xvs_args_switch(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	if (!options[TYPE].given && !options[HOST].given) {
		xvs_args_fail(args, "what to set is missing: type or host");
		return XVS_USAGE;
	}
	msg = xvs_genl_new(XVS_CMD_SWITCH_SET, &ref);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static int del(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };

	if (xvs_args_switch(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	return xvs_cmd_do(xvs_genl_new(XVS_CMD_SWITCH_DEL, &ref));
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH]", show },
	{ "add", "SWITCH [type private|internal|external] [host on|off] [uplink DEV [port NAME]]",
	  add },
	{ "set", "SWITCH [type private|internal|external] [host on|off]",
	  set },
	{ "del delete", "SWITCH", del },
	{ 0 }
};

const struct xvs_object xvs_switch_object = {
	"switch", "switches", verbs
};
