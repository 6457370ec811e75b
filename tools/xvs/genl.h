/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_GENL_H
#define XVS_GENL_H

#include <netlink/msg.h>
#include <stdint.h>

#include "args.h"
#include "record.h"

/* A request; the functions that send one take it over. */
struct nl_msg *xvs_genl_new(int cmd, const struct xvs_ref *ref);
struct nl_msg *xvs_genl_new_sized(int cmd, const struct xvs_ref *ref,
				  size_t room);
void xvs_genl_put_u32(struct nl_msg *msg, int attr, uint32_t value);
void xvs_genl_put_text(struct nl_msg *msg, int attr, const char *text);
void xvs_genl_put_flag(struct nl_msg *msg, int attr);
void xvs_genl_put_data(struct nl_msg *msg, int attr, const void *data,
		       int len);
void xvs_genl_put_options(struct nl_msg *msg,
			  const struct xvs_option *options);
struct nlattr *xvs_genl_nest(struct nl_msg *msg, int attr);

/* 0 or a negative error number; xvs_genl_error() then has the sentence. */
int xvs_genl_do(struct nl_msg *msg, struct xvs_list *replies);
int xvs_genl_dump(struct nl_msg *msg, struct xvs_list *replies);
const char *xvs_genl_error(void);

int xvs_genl_listen(const char *const *groups,
		    int (*event)(const struct nlmsghdr *nlh));
void xvs_genl_close(void);

#endif
