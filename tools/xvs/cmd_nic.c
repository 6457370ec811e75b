// SPDX-License-Identifier: GPL-2.0-only
/* xvs nic: the NICs on the ports. */
#include <linux/xvs.h>

#include "attach.h"
#include "cmd.h"
#include "genl.h"

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "KIND",	"kind",		XVS_FORM_PLAIN,	false },
	{ "DEVICE",	"ifname",	XVS_FORM_NAME,	false },
	{ "IFINDEX",	"ifindex",	XVS_FORM_PLAIN,	true },
	{ "STATE",	"state",	XVS_FORM_STATE,	false },
	{ "CARRIER",	"carrier",	XVS_FORM_ONOFF,	false },
	{ "CLASS",	"class",	XVS_FORM_PLAIN,	false },
	{ "VM",		"vm",		XVS_FORM_PLAIN,	false },
	{ "MAC",	"current-mac",	XVS_FORM_MAC,	false },
	{ "DECLARED",	"permanent-mac", XVS_FORM_MAC,	true },
	{ "VM-MAC",	"vm-mac",	XVS_FORM_MAC,	true },
	{ "MTU",	"mtu",		XVS_FORM_PLAIN,	false },
	{ "RXQ",	"rx-queues",	XVS_FORM_PLAIN,	true },
	{ "TXQ",	"tx-queues",	XVS_FORM_PLAIN,	true },
	{ "NUMA",	"numa-node",	XVS_FORM_PLAIN,	true },
	{ 0 }
};

static int show(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	return xvs_cmd_show(XVS_CMD_NIC_GET, &ref,
			    ref.port.name || ref.port.id, columns);
}

enum { DEV, KIND };

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = {
		[DEV]	= { .word = "dev", .attr = XVS_A_NIC_IFNAME,
			    .max = 15 },
		[KIND]	= XVS_NIC_KIND,
		XVS_NIC_CLASS,
		XVS_NIC_MAC,
		XVS_NIC_VM_MAC,
		XVS_NIC_VM,
		XVS_NIC_NUMA,
		{ 0 }
	};
	struct xvs_ref ref = { 0 };
	struct nl_msg *msg;

	if (xvs_args_port(args, &ref) || xvs_args_options(args, options))
		return XVS_USAGE;
	if (!options[DEV].given) {
		xvs_args_fail(args, "the device is missing: dev DEV");
		return XVS_USAGE;
	}
	options[KIND].given = true;
	msg = xvs_genl_new(XVS_CMD_NIC_NEW, &ref);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static int set(struct xvs_args *args)
{
	struct xvs_option options[] = {
		XVS_NIC_CLASS,
		XVS_NIC_MAC,
		XVS_NIC_VM_MAC,
		XVS_NIC_VM,
		XVS_NIC_NUMA,
		{ 0 }
	};
	struct xvs_ref ref = { 0 };
	bool nothing;
	struct nl_msg *msg;

	if (xvs_args_port(args, &ref))
		return XVS_USAGE;
	nothing = !args->left;
	if (nothing)
		xvs_args_fail(args, "what to set is missing: class, mac, vm-mac, vm or numa");
	if (nothing || xvs_args_options(args, options))
		return XVS_USAGE;
	msg = xvs_genl_new(XVS_CMD_NIC_SET, &ref);
	xvs_genl_put_options(msg, options);
	return xvs_cmd_do(msg);
}

static int step(struct xvs_args *args, int cmd)
{
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	return xvs_cmd_do(xvs_genl_new(cmd, &ref));
}

static int nic_connect(struct xvs_args *args)
{
	return step(args, XVS_CMD_NIC_CONNECT);
}

static int disconnect(struct xvs_args *args)
{
	return step(args, XVS_CMD_NIC_DISCONNECT);
}

static int del(struct xvs_args *args)
{
	return step(args, XVS_CMD_NIC_DEL);
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "add", "SWITCH PORT dev DEV [kind netdev|host|uplink] "
	  XVS_NIC_FACTS_USAGE, add },
	{ "set", "SWITCH PORT " XVS_NIC_FACTS_USAGE, set },
	{ "connect", "SWITCH PORT", nic_connect },
	{ "disconnect", "SWITCH PORT", disconnect },
	{ "del delete", "SWITCH PORT", del },
	{ 0 }
};

const struct xvs_object xvs_nic_object = {
	"nic", "the NICs on the ports", verbs
};
