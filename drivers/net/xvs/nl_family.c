// SPDX-License-Identifier: GPL-2.0-only
/* The xvs family: there for requests, and listening for news to pass on. */
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"

static const struct xvs_event_ops event_ops = {
	.sw = xvs_nl_switch_event,
	.port = xvs_nl_port_event,
	.nic = xvs_nl_nic_event,
	.property = xvs_nl_property_event,
	.fdb = xvs_nl_fdb_event,
	.ext = xvs_nl_ext_event,
	.offload = xvs_nl_offload_event,
	.sa = xvs_nl_sa_event,
	.alert = xvs_nl_alert,
};

int xvs_nl_init(void)
{
	int err = genl_register_family(&xvs_nl_family);

	if (!err)
		xvs_event_listen(&event_ops);
	return err;
}

void xvs_nl_exit(void)
{
	xvs_event_listen(NULL);
	genl_unregister_family(&xvs_nl_family);
}
