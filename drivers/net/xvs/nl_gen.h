/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/xvs.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_XVS_GEN_H
#define _LINUX_XVS_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/xvs.h>

/* Common nested types */
extern const struct nla_policy xvs_entry_item_nl_policy[XVS_A_ENTRY_ITEM_DATA + 1];
extern const struct nla_policy xvs_property_item_nl_policy[XVS_A_PROPERTY_ITEM_BLOB + 1];

int xvs_nl_switch_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_switch_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_switch_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_switch_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_switch_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_port_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_port_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_nic_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_nic_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_nic_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_nic_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_nic_connect_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_nic_disconnect_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_nic_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_property_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_property_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int xvs_nl_property_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_property_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_fdb_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_fdb_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_fdb_flush_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_reason_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_reason_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_ext_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_ext_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_ext_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_ext_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_ext_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_ext_kind_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_ext_kind_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int xvs_nl_entry_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_entry_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_entry_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_entry_del_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_offload_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_offload_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_offload_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_sa_get_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_sa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int xvs_nl_sa_new_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_sa_set_doit(struct sk_buff *skb, struct genl_info *info);
int xvs_nl_sa_del_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	XVS_NLGRP_LIFECYCLE,
	XVS_NLGRP_FDB,
	XVS_NLGRP_ALERT,
	XVS_NLGRP_OFFLOAD,
};

extern struct genl_family xvs_nl_family;

#endif /* _LINUX_XVS_GEN_H */
