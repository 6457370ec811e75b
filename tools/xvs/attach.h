/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_ATTACH_H
#define XVS_ATTACH_H

#include <linux/xvs.h>

#include "args.h"
#include "spec.h"

/* A NIC that goes on a port in one step: port, NIC, connection. */
struct xvs_attach {
	struct xvs_ref		ref;
	const char		*dev;
	const char		*label;		/* of a new port, or NULL */
	const struct xvs_option	*nic;		/* for the NIC */
	bool			new_port;	/* not one that is there */
};

int xvs_attach(const struct xvs_attach *attach);

/* The options of a NIC, one by one. */
#define XVS_NIC_KIND							\
	{ .word = "kind", .kind = XVS_OPTION_WORD,			\
	  .attr = XVS_A_NIC_KIND, .words = xvs_spec_nic_kinds,		\
	  .number = XVS_NIC_KIND_NETDEV }
#define XVS_NIC_CLASS							\
	{ .word = "class", .kind = XVS_OPTION_WORD,			\
	  .attr = XVS_A_NIC_CLASS, .words = xvs_spec_nic_classes }
#define XVS_NIC_MAC							\
	{ .word = "mac", .kind = XVS_OPTION_MAC, .none = true,		\
	  .attr = XVS_A_NIC_PERMANENT_MAC }
#define XVS_NIC_VM_MAC							\
	{ .word = "vm-mac", .kind = XVS_OPTION_MAC, .none = true,	\
	  .attr = XVS_A_NIC_VM_MAC }
#define XVS_NIC_VM							\
	{ .word = "vm", .attr = XVS_A_NIC_VM, .max = XVS_NAME_LEN }
#define XVS_NIC_NUMA							\
	{ .word = "numa", .kind = XVS_OPTION_NUMBER,			\
	  .attr = XVS_A_NIC_NUMA_NODE, .max = 1023 }

#define XVS_NIC_FACTS_USAGE						\
	"[class none|synthetic|emulated] [mac MAC] [vm-mac MAC] [vm TEXT] [numa N]"

#endif
