/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_CMD_H
#define XVS_CMD_H

#include <netlink/msg.h>
#include <stddef.h>

#include "args.h"
#include "out.h"
#include "record.h"

/* What main() returns. */
enum xvs_status {
	XVS_OK,
	XVS_USAGE,	/* nothing was sent */
	XVS_REFUSED,	/* the kernel said no */
};

/* @names has blanks between; the usage also tells completion what may come.
 * A verb without names is all that its object does. An entry without usage
 * ends the list; the first one is meant when no verb is given.
 */
struct xvs_verb {
	const char	*names;
	const char	*usage;
	int		(*run)(struct xvs_args *args);
};

struct xvs_object {
	const char		*name;
	const char		*help;
	const struct xvs_verb	*verbs;
};

extern const struct xvs_object xvs_switch_object;
extern const struct xvs_object xvs_port_object;
extern const struct xvs_object xvs_nic_object;
extern const struct xvs_object xvs_attach_object;
extern const struct xvs_object xvs_detach_object;
extern const struct xvs_object xvs_property_object;
extern const struct xvs_object xvs_vlan_object;
extern const struct xvs_object xvs_security_object;
extern const struct xvs_object xvs_isolation_object;
extern const struct xvs_object xvs_ext_object;
extern const struct xvs_object xvs_acl_object;
extern const struct xvs_object xvs_guard_object;
extern const struct xvs_object xvs_limit_object;
extern const struct xvs_object xvs_capture_object;
extern const struct xvs_object xvs_mirror_object;
extern const struct xvs_object xvs_bpf_object;
extern const struct xvs_object xvs_offload_object;
extern const struct xvs_object xvs_sa_object;
extern const struct xvs_object xvs_fdb_object;
extern const struct xvs_object xvs_stats_object;
extern const struct xvs_object xvs_monitor_object;
extern const struct xvs_object xvs_why_object;
extern const struct xvs_object xvs_graph_object;
extern const struct xvs_object xvs_save_object;

/* All of them in the order of the help page; NULL ends the list. */
extern const struct xvs_object *const xvs_objects[];

int xvs_cmd_run(int count, char **words);
const struct xvs_object *xvs_cmd_object(const char *word);
const struct xvs_verb *xvs_cmd_verb(const struct xvs_object *object,
				    const char *word);
void xvs_cmd_help(const struct xvs_object *object);

int xvs_cmd_refused(void);
int xvs_cmd_do(struct nl_msg *msg);
int xvs_cmd_get(struct nl_msg *msg, struct xvs_list *list);
int xvs_cmd_dump(int cmd, const struct xvs_ref *ref, struct xvs_list *list);
bool xvs_cmd_match(const json_t *record, const struct xvs_ref *ref);
int xvs_cmd_dump_msg(struct nl_msg *msg, const struct xvs_ref *ref,
		     struct xvs_list *list);
int xvs_cmd_fetch(int cmd, const struct xvs_ref *ref, bool one,
		  struct xvs_list *list);
int xvs_cmd_show(int cmd, const struct xvs_ref *ref, bool one,
		 const struct xvs_column *columns);

#endif
