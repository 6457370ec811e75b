/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_REFUSAL_H
#define _XVS_REFUSAL_H

struct netlink_ext_ack;
struct xvs_attachment;

void xvs_refusal_explain(const struct xvs_attachment *att, int err,
			 struct netlink_ext_ack *extack);

#endif
