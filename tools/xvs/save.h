/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_SAVE_H
#define XVS_SAVE_H

#include "args.h"

/* What the command of an extension adds to "xvs save": the rows of the switch
 * and of its ports as commands, one a line. Called when all ports are made and
 * no NIC is connected yet. Port numbers are not the same after a restore, so
 * ports go by name. Returns an enum xvs_status.
 *
 *	printf("acl add");
 *	xvs_save_switch(entry->sw);
 *	xvs_save_port(entry->port);
 */
struct xvs_ext_save {
	const char	*ext;
	int		(*save)(const struct xvs_ref *sw);
};

extern const struct xvs_ext_save xvs_ext_saves[];	/* in cmd_ext.c */

int xvs_offload_save(const struct xvs_ref *sw);
int xvs_sa_save(const struct xvs_ref *sw);

int xvs_acl_save(const struct xvs_ref *sw);
int xvs_bpf_save_capture(const struct xvs_ref *sw);
int xvs_bpf_save_filter(const struct xvs_ref *sw);
int xvs_bpf_save_forward(const struct xvs_ref *sw);
int xvs_capture_save(const struct xvs_ref *sw);
int xvs_guard_save(const struct xvs_ref *sw);

/* A blank and the name, marked and quoted such that it is read back as what it
 * is: a switch, a port that goes by its place behind the switch, and a name
 * behind a word of its own, such as "port". Other words are printed by
 * xvs_batch_print_word().
 */
void xvs_save_switch(const char *name);
void xvs_save_port(const char *name);
void xvs_save_name(const char *name);

#endif
