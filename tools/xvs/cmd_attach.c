// SPDX-License-Identifier: GPL-2.0-only
/* xvs attach and detach: port, NIC and connection in one step. What was done
 * is undone when a later part fails.
 */
#include <errno.h>

#include "attach.h"
#include "cmd.h"
#include "genl.h"

static void undo(int cmd, const struct xvs_ref *ref)
{
	xvs_genl_do(xvs_genl_new(cmd, ref), NULL);
}

static int make_port(const struct xvs_attach *attach)
{
	struct nl_msg *msg = xvs_genl_new(XVS_CMD_PORT_NEW, &attach->ref);

	if (attach->label)
		xvs_genl_put_text(msg, XVS_A_PORT_LABEL, attach->label);
	return xvs_genl_do(msg, NULL);
}

static int make_nic(const struct xvs_attach *attach)
{
	struct nl_msg *msg = xvs_genl_new(XVS_CMD_NIC_NEW, &attach->ref);

	xvs_genl_put_text(msg, XVS_A_NIC_IFNAME, attach->dev);
	xvs_genl_put_options(msg, attach->nic);
	return xvs_cmd_do(msg);
}

int xvs_attach(const struct xvs_attach *attach)
{
	const struct xvs_ref *ref = &attach->ref;
	bool made = false;
	int status, err;

	if (ref->port.name) {
		err = make_port(attach);
		if (err && (err != -EEXIST || attach->new_port))
			return xvs_cmd_refused();
		made = !err;
	}
	status = make_nic(attach);
	if (status)
		goto undo_port;
	status = xvs_cmd_do(xvs_genl_new(XVS_CMD_NIC_CONNECT, ref));
	if (status)
		goto undo_nic;
	return XVS_OK;

undo_nic:
	undo(XVS_CMD_NIC_DEL, ref);
undo_port:
	if (made)
		undo(XVS_CMD_PORT_DEL, ref);
	return status;
}

enum { PORT, LABEL, KIND };

static int attach(struct xvs_args *args)
{
	struct xvs_option options[] = {
		[PORT]	= { .word = "port", .kind = XVS_OPTION_PORT },
		[LABEL]	= { .word = "label", .max = XVS_NAME_LEN },
		[KIND]	= XVS_NIC_KIND,
		XVS_NIC_CLASS,
		XVS_NIC_MAC,
		XVS_NIC_VM_MAC,
		XVS_NIC_VM,
		XVS_NIC_NUMA,
		{ 0 }
	};
	struct xvs_attach attach = { .nic = options + KIND };

	if (xvs_args_switch(args, &attach.ref))
		return XVS_USAGE;
	if (args->left > 1)
		xvs_args_word(args, "dev");
	if (xvs_args_need(args, "the device", &attach.dev) ||
	    xvs_args_new_name(args, "device", attach.dev, 15) ||
	    xvs_args_options(args, options))
		return XVS_USAGE;
	options[KIND].given = true;
	attach.ref.port.name = attach.dev;
	if (options[PORT].given) {
		attach.ref.port.name = options[PORT].text;
		attach.ref.port.id = options[PORT].number;
	}
	attach.label = options[LABEL].text;
	return xvs_attach(&attach);
}

/* A NIC that is not connected, or a port without one, is no hindrance. */
static int detach(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 };
	struct xvs_list port = { 0 };
	json_t *record;
	size_t pos = 0;
	int status;

	if (xvs_args_port(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	status = xvs_cmd_get(xvs_genl_new(XVS_CMD_PORT_GET, &ref), &port);
	record = xvs_list_next(&port, &pos);
	if (!status && xvs_is(record, "nic-state", "connected"))
		status = xvs_cmd_do(xvs_genl_new(XVS_CMD_NIC_DISCONNECT, &ref));
	if (!status && xvs_has(record, "nic-state") &&
	    !xvs_is(record, "nic-state", "deleted"))
		status = xvs_cmd_do(xvs_genl_new(XVS_CMD_NIC_DEL, &ref));
	/* a port made by "ip link set DEV master" goes with its NIC */
	if (!status && !xvs_has(record, "implicit"))
		status = xvs_cmd_do(xvs_genl_new(XVS_CMD_PORT_DEL, &ref));
	json_decref(record);
	xvs_list_clear(&port);
	return status;
}

static const struct xvs_verb attach_verbs[] = {
	{ NULL, "SWITCH DEV [port PORT] [label TEXT] [kind netdev|host|uplink] "
	  XVS_NIC_FACTS_USAGE, attach },
	{ 0 }
};

static const struct xvs_verb detach_verbs[] = {
	{ NULL, "SWITCH PORT", detach },
	{ 0 }
};

const struct xvs_object xvs_attach_object = {
	"attach", "put a device on a switch: port, NIC, connection",
	attach_verbs
};

const struct xvs_object xvs_detach_object = {
	"detach", "take it off again", detach_verbs
};
