// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/xvs.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "nl_gen.h"

#include <uapi/linux/xvs.h>

/* Common nested types */
const struct nla_policy xvs_entry_item_nl_policy[XVS_A_ENTRY_ITEM_DATA + 1] = {
	[XVS_A_ENTRY_ITEM_ID] = { .type = NLA_U32, },
	[XVS_A_ENTRY_ITEM_DATA] = { .type = NLA_BINARY, },
};

const struct nla_policy xvs_property_item_nl_policy[XVS_A_PROPERTY_ITEM_BLOB + 1] = {
	[XVS_A_PROPERTY_ITEM_NAME] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PROPERTY_ITEM_VERSION] = { .type = NLA_U32, },
	[XVS_A_PROPERTY_ITEM_NUMBER] = { .type = NLA_U32, },
	[XVS_A_PROPERTY_ITEM_TEXT] = { .type = NLA_NUL_STRING, .len = XVS_TEXT_LEN, },
	[XVS_A_PROPERTY_ITEM_BLOB] = { .type = NLA_BINARY, },
};

/* XVS_CMD_SWITCH_GET - do */
static const struct nla_policy xvs_switch_get_nl_policy[XVS_A_SWITCH_SWITCH + 1] = {
	[XVS_A_SWITCH_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SWITCH_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_SWITCH_NEW - do */
static const struct nla_policy xvs_switch_new_nl_policy[XVS_A_SWITCH_HOST + 1] = {
	[XVS_A_SWITCH_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_SWITCH_TYPE] = NLA_POLICY_MAX(NLA_U32, 2),
	[XVS_A_SWITCH_HOST] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* XVS_CMD_SWITCH_SET - do */
static const struct nla_policy xvs_switch_set_nl_policy[XVS_A_SWITCH_HOST + 1] = {
	[XVS_A_SWITCH_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SWITCH_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_SWITCH_TYPE] = NLA_POLICY_MAX(NLA_U32, 2),
	[XVS_A_SWITCH_HOST] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* XVS_CMD_SWITCH_DEL - do */
static const struct nla_policy xvs_switch_del_nl_policy[XVS_A_SWITCH_SWITCH + 1] = {
	[XVS_A_SWITCH_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SWITCH_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_PORT_GET - do */
static const struct nla_policy xvs_port_get_nl_policy[XVS_A_PORT_PORT + 1] = {
	[XVS_A_PORT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PORT_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_PORT_NEW - do */
static const struct nla_policy xvs_port_new_nl_policy[XVS_A_PORT_VALIDATION + 1] = {
	[XVS_A_PORT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PORT_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PORT_LABEL] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PORT_VALIDATION] = { .type = NLA_FLAG, },
};

/* XVS_CMD_PORT_SET - do */
static const struct nla_policy xvs_port_set_nl_policy[XVS_A_PORT_LABEL + 1] = {
	[XVS_A_PORT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PORT_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PORT_LABEL] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_PORT_DEL - do */
static const struct nla_policy xvs_port_del_nl_policy[XVS_A_PORT_PORT + 1] = {
	[XVS_A_PORT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PORT_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PORT_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_NIC_GET - do */
static const struct nla_policy xvs_nic_get_nl_policy[XVS_A_NIC_PORT + 1] = {
	[XVS_A_NIC_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_NIC_NEW - do */
static const struct nla_policy xvs_nic_new_nl_policy[XVS_A_NIC_NUMA_NODE + 1] = {
	[XVS_A_NIC_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_NIC_KIND] = NLA_POLICY_MAX(NLA_U32, 3),
	[XVS_A_NIC_CLASS] = NLA_POLICY_MAX(NLA_U32, 2),
	[XVS_A_NIC_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PERMANENT_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_NIC_VM_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_NIC_VM] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_NIC_NUMA_NODE] = NLA_POLICY_MAX(NLA_U32, 1023),
};

/* XVS_CMD_NIC_SET - do */
static const struct nla_policy xvs_nic_set_nl_policy[XVS_A_NIC_NUMA_NODE + 1] = {
	[XVS_A_NIC_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_NIC_CLASS] = NLA_POLICY_MAX(NLA_U32, 2),
	[XVS_A_NIC_PERMANENT_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_NIC_VM_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_NIC_VM] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_NIC_NUMA_NODE] = NLA_POLICY_MAX(NLA_U32, 1023),
};

/* XVS_CMD_NIC_CONNECT - do */
static const struct nla_policy xvs_nic_connect_nl_policy[XVS_A_NIC_PORT + 1] = {
	[XVS_A_NIC_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_NIC_DISCONNECT - do */
static const struct nla_policy xvs_nic_disconnect_nl_policy[XVS_A_NIC_PORT + 1] = {
	[XVS_A_NIC_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_NIC_DEL - do */
static const struct nla_policy xvs_nic_del_nl_policy[XVS_A_NIC_PORT + 1] = {
	[XVS_A_NIC_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_NIC_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_NIC_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_PROPERTY_GET - do */
static const struct nla_policy xvs_property_get_nl_policy[XVS_A_PROPERTY_NAME + 1] = {
	[XVS_A_PROPERTY_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PROPERTY_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PROPERTY_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PROPERTY_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PROPERTY_NAME] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_PROPERTY_SET - do */
static const struct nla_policy xvs_property_set_nl_policy[XVS_A_PROPERTY_ITEM + 1] = {
	[XVS_A_PROPERTY_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PROPERTY_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PROPERTY_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PROPERTY_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PROPERTY_ITEM] = NLA_POLICY_NESTED(xvs_property_item_nl_policy),
};

/* XVS_CMD_PROPERTY_DEL - do */
static const struct nla_policy xvs_property_del_nl_policy[XVS_A_PROPERTY_ITEM + 1] = {
	[XVS_A_PROPERTY_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PROPERTY_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_PROPERTY_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_PROPERTY_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_PROPERTY_ITEM] = NLA_POLICY_NESTED(xvs_property_item_nl_policy),
};

/* XVS_CMD_FDB_GET - do */
static const struct nla_policy xvs_fdb_get_nl_policy[XVS_A_FDB_VLAN + 1] = {
	[XVS_A_FDB_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_FDB_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, 4094),
};

/* XVS_CMD_FDB_NEW - do */
static const struct nla_policy xvs_fdb_new_nl_policy[XVS_A_FDB_VLAN + 1] = {
	[XVS_A_FDB_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_FDB_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, 4094),
};

/* XVS_CMD_FDB_DEL - do */
static const struct nla_policy xvs_fdb_del_nl_policy[XVS_A_FDB_VLAN + 1] = {
	[XVS_A_FDB_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[XVS_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, 4094),
};

/* XVS_CMD_FDB_FLUSH - do */
static const struct nla_policy xvs_fdb_flush_nl_policy[XVS_A_FDB_STATIC + 1] = {
	[XVS_A_FDB_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_FDB_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_FDB_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, 4094),
	[XVS_A_FDB_AGE] = { .type = NLA_U32, },
	[XVS_A_FDB_STATIC] = { .type = NLA_FLAG, },
};

/* XVS_CMD_STATS_GET - do */
static const struct nla_policy xvs_stats_get_nl_policy[XVS_A_STATS_PORT + 1] = {
	[XVS_A_STATS_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_STATS_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_STATS_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_STATS_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
};

/* XVS_CMD_REASON_GET - do */
static const struct nla_policy xvs_reason_get_nl_policy[XVS_A_REASON_REASON + 1] = {
	[XVS_A_REASON_REASON] = { .type = NLA_U32, },
};

/* XVS_CMD_EXT_GET - do */
static const struct nla_policy xvs_ext_get_nl_policy[XVS_A_EXT_EXT + 1] = {
	[XVS_A_EXT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_EXT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_EXT_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_EXT_NEW - do */
static const struct nla_policy xvs_ext_new_nl_policy[XVS_A_EXT_HELD_LIMIT + 1] = {
	[XVS_A_EXT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_EXT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_EXT_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_EXT_ORDER] = { .type = NLA_U32, },
	[XVS_A_EXT_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[XVS_A_EXT_HELD_LIMIT] = { .type = NLA_U32, },
};

/* XVS_CMD_EXT_SET - do */
static const struct nla_policy xvs_ext_set_nl_policy[XVS_A_EXT_HELD_LIMIT + 1] = {
	[XVS_A_EXT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_EXT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_EXT_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_EXT_ORDER] = { .type = NLA_U32, },
	[XVS_A_EXT_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[XVS_A_EXT_HELD_LIMIT] = { .type = NLA_U32, },
};

/* XVS_CMD_EXT_DEL - do */
static const struct nla_policy xvs_ext_del_nl_policy[XVS_A_EXT_EXT + 1] = {
	[XVS_A_EXT_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_EXT_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_EXT_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_EXT_KIND_GET - do */
static const struct nla_policy xvs_ext_kind_get_nl_policy[XVS_A_EXT_EXT + 1] = {
	[XVS_A_EXT_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_ENTRY_GET - do */
static const struct nla_policy xvs_entry_get_nl_policy[XVS_A_ENTRY_ID + 1] = {
	[XVS_A_ENTRY_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ENTRY_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_ENTRY_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ENTRY_TABLE] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_ENTRY_VERSION] = { .type = NLA_U32, },
	[XVS_A_ENTRY_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* XVS_CMD_ENTRY_NEW - do */
static const struct nla_policy xvs_entry_new_nl_policy[XVS_A_ENTRY_ENTRY + 1] = {
	[XVS_A_ENTRY_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ENTRY_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_ENTRY_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ENTRY_TABLE] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_ENTRY_VERSION] = { .type = NLA_U32, },
	[XVS_A_ENTRY_REPLACE] = { .type = NLA_FLAG, },
	[XVS_A_ENTRY_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_ENTRY] = NLA_POLICY_NESTED(xvs_entry_item_nl_policy),
};

/* XVS_CMD_ENTRY_DEL - do */
static const struct nla_policy xvs_entry_del_nl_policy[XVS_A_ENTRY_ID + 1] = {
	[XVS_A_ENTRY_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ENTRY_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_ENTRY_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_ENTRY_EXT] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_ENTRY_TABLE] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_ENTRY_VERSION] = { .type = NLA_U32, },
	[XVS_A_ENTRY_REPLACE] = { .type = NLA_FLAG, },
	[XVS_A_ENTRY_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* XVS_CMD_OFFLOAD_GET - do */
static const struct nla_policy xvs_offload_get_nl_policy[XVS_A_OFFLOAD_SWITCH + 1] = {
	[XVS_A_OFFLOAD_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_OFFLOAD_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* XVS_CMD_OFFLOAD_SET - do */
static const struct nla_policy xvs_offload_set_nl_policy[XVS_A_OFFLOAD_SA_LIMIT + 1] = {
	[XVS_A_OFFLOAD_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_OFFLOAD_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_OFFLOAD_ALLOWED] = NLA_POLICY_MASK(NLA_U32, 0x3ff),
	[XVS_A_OFFLOAD_CHANGE] = NLA_POLICY_MASK(NLA_U32, 0x3ff),
	[XVS_A_OFFLOAD_SA_LIMIT] = { .type = NLA_U32, },
};

/* XVS_CMD_SA_GET - do */
static const struct nla_policy xvs_sa_get_nl_policy[XVS_A_SA_DST + 1] = {
	[XVS_A_SA_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_SA_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_SA_DIRECTION] = NLA_POLICY_MAX(NLA_U32, 1),
	[XVS_A_SA_SPI] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_DST] = { .type = NLA_BINARY, },
};

/* XVS_CMD_SA_NEW - do */
static const struct nla_policy xvs_sa_new_nl_policy[XVS_A_SA_PEER_PREFIX + 1] = {
	[XVS_A_SA_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_SA_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_SA_DIRECTION] = NLA_POLICY_MAX(NLA_U32, 1),
	[XVS_A_SA_SPI] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_DST] = { .type = NLA_BINARY, },
	[XVS_A_SA_PEER] = { .type = NLA_BINARY, },
	[XVS_A_SA_PEER_PREFIX] = NLA_POLICY_MAX(NLA_U32, 128),
};

/* XVS_CMD_SA_SET - do */
static const struct nla_policy xvs_sa_set_nl_policy[XVS_A_SA_PEER_PREFIX + 1] = {
	[XVS_A_SA_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_SA_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_SA_DIRECTION] = NLA_POLICY_MAX(NLA_U32, 1),
	[XVS_A_SA_SPI] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_DST] = { .type = NLA_BINARY, },
	[XVS_A_SA_PEER] = { .type = NLA_BINARY, },
	[XVS_A_SA_PEER_PREFIX] = NLA_POLICY_MAX(NLA_U32, 128),
};

/* XVS_CMD_SA_DEL - do */
static const struct nla_policy xvs_sa_del_nl_policy[XVS_A_SA_DST + 1] = {
	[XVS_A_SA_SWITCH_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_SWITCH] = { .type = NLA_NUL_STRING, .len = 15, },
	[XVS_A_SA_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_PORT] = { .type = NLA_NUL_STRING, .len = XVS_NAME_LEN, },
	[XVS_A_SA_DIRECTION] = NLA_POLICY_MAX(NLA_U32, 1),
	[XVS_A_SA_SPI] = NLA_POLICY_MIN(NLA_U32, 1),
	[XVS_A_SA_DST] = { .type = NLA_BINARY, },
};

/* Ops table for xvs */
static const struct genl_ops xvs_nl_ops[] = {
	{
		.cmd		= XVS_CMD_SWITCH_GET,
		.doit		= xvs_nl_switch_get_doit,
		.dumpit		= xvs_nl_switch_get_dumpit,
		.policy		= xvs_switch_get_nl_policy,
		.maxattr	= XVS_A_SWITCH_SWITCH,
	},
	{
		.cmd		= XVS_CMD_SWITCH_NEW,
		.doit		= xvs_nl_switch_new_doit,
		.policy		= xvs_switch_new_nl_policy,
		.maxattr	= XVS_A_SWITCH_HOST,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_SWITCH_SET,
		.doit		= xvs_nl_switch_set_doit,
		.policy		= xvs_switch_set_nl_policy,
		.maxattr	= XVS_A_SWITCH_HOST,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_SWITCH_DEL,
		.doit		= xvs_nl_switch_del_doit,
		.policy		= xvs_switch_del_nl_policy,
		.maxattr	= XVS_A_SWITCH_SWITCH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_PORT_GET,
		.doit		= xvs_nl_port_get_doit,
		.dumpit		= xvs_nl_port_get_dumpit,
		.policy		= xvs_port_get_nl_policy,
		.maxattr	= XVS_A_PORT_PORT,
	},
	{
		.cmd		= XVS_CMD_PORT_NEW,
		.doit		= xvs_nl_port_new_doit,
		.policy		= xvs_port_new_nl_policy,
		.maxattr	= XVS_A_PORT_VALIDATION,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_PORT_SET,
		.doit		= xvs_nl_port_set_doit,
		.policy		= xvs_port_set_nl_policy,
		.maxattr	= XVS_A_PORT_LABEL,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_PORT_DEL,
		.doit		= xvs_nl_port_del_doit,
		.policy		= xvs_port_del_nl_policy,
		.maxattr	= XVS_A_PORT_PORT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_NIC_GET,
		.doit		= xvs_nl_nic_get_doit,
		.dumpit		= xvs_nl_nic_get_dumpit,
		.policy		= xvs_nic_get_nl_policy,
		.maxattr	= XVS_A_NIC_PORT,
	},
	{
		.cmd		= XVS_CMD_NIC_NEW,
		.doit		= xvs_nl_nic_new_doit,
		.policy		= xvs_nic_new_nl_policy,
		.maxattr	= XVS_A_NIC_NUMA_NODE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_NIC_SET,
		.doit		= xvs_nl_nic_set_doit,
		.policy		= xvs_nic_set_nl_policy,
		.maxattr	= XVS_A_NIC_NUMA_NODE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_NIC_CONNECT,
		.doit		= xvs_nl_nic_connect_doit,
		.policy		= xvs_nic_connect_nl_policy,
		.maxattr	= XVS_A_NIC_PORT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_NIC_DISCONNECT,
		.doit		= xvs_nl_nic_disconnect_doit,
		.policy		= xvs_nic_disconnect_nl_policy,
		.maxattr	= XVS_A_NIC_PORT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_NIC_DEL,
		.doit		= xvs_nl_nic_del_doit,
		.policy		= xvs_nic_del_nl_policy,
		.maxattr	= XVS_A_NIC_PORT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_PROPERTY_GET,
		.doit		= xvs_nl_property_get_doit,
		.dumpit		= xvs_nl_property_get_dumpit,
		.policy		= xvs_property_get_nl_policy,
		.maxattr	= XVS_A_PROPERTY_NAME,
	},
	{
		.cmd		= XVS_CMD_PROPERTY_SET,
		.doit		= xvs_nl_property_set_doit,
		.policy		= xvs_property_set_nl_policy,
		.maxattr	= XVS_A_PROPERTY_ITEM,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_PROPERTY_DEL,
		.doit		= xvs_nl_property_del_doit,
		.policy		= xvs_property_del_nl_policy,
		.maxattr	= XVS_A_PROPERTY_ITEM,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_FDB_GET,
		.doit		= xvs_nl_fdb_get_doit,
		.dumpit		= xvs_nl_fdb_get_dumpit,
		.policy		= xvs_fdb_get_nl_policy,
		.maxattr	= XVS_A_FDB_VLAN,
	},
	{
		.cmd		= XVS_CMD_FDB_NEW,
		.doit		= xvs_nl_fdb_new_doit,
		.policy		= xvs_fdb_new_nl_policy,
		.maxattr	= XVS_A_FDB_VLAN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_FDB_DEL,
		.doit		= xvs_nl_fdb_del_doit,
		.policy		= xvs_fdb_del_nl_policy,
		.maxattr	= XVS_A_FDB_VLAN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_FDB_FLUSH,
		.doit		= xvs_nl_fdb_flush_doit,
		.policy		= xvs_fdb_flush_nl_policy,
		.maxattr	= XVS_A_FDB_STATIC,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_STATS_GET,
		.doit		= xvs_nl_stats_get_doit,
		.dumpit		= xvs_nl_stats_get_dumpit,
		.policy		= xvs_stats_get_nl_policy,
		.maxattr	= XVS_A_STATS_PORT,
	},
	{
		.cmd		= XVS_CMD_REASON_GET,
		.doit		= xvs_nl_reason_get_doit,
		.dumpit		= xvs_nl_reason_get_dumpit,
		.policy		= xvs_reason_get_nl_policy,
		.maxattr	= XVS_A_REASON_REASON,
	},
	{
		.cmd		= XVS_CMD_EXT_GET,
		.doit		= xvs_nl_ext_get_doit,
		.dumpit		= xvs_nl_ext_get_dumpit,
		.policy		= xvs_ext_get_nl_policy,
		.maxattr	= XVS_A_EXT_EXT,
	},
	{
		.cmd		= XVS_CMD_EXT_NEW,
		.doit		= xvs_nl_ext_new_doit,
		.policy		= xvs_ext_new_nl_policy,
		.maxattr	= XVS_A_EXT_HELD_LIMIT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_EXT_SET,
		.doit		= xvs_nl_ext_set_doit,
		.policy		= xvs_ext_set_nl_policy,
		.maxattr	= XVS_A_EXT_HELD_LIMIT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_EXT_DEL,
		.doit		= xvs_nl_ext_del_doit,
		.policy		= xvs_ext_del_nl_policy,
		.maxattr	= XVS_A_EXT_EXT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_EXT_KIND_GET,
		.doit		= xvs_nl_ext_kind_get_doit,
		.dumpit		= xvs_nl_ext_kind_get_dumpit,
		.policy		= xvs_ext_kind_get_nl_policy,
		.maxattr	= XVS_A_EXT_EXT,
	},
	{
		.cmd		= XVS_CMD_ENTRY_GET,
		.doit		= xvs_nl_entry_get_doit,
		.dumpit		= xvs_nl_entry_get_dumpit,
		.policy		= xvs_entry_get_nl_policy,
		.maxattr	= XVS_A_ENTRY_ID,
	},
	{
		.cmd		= XVS_CMD_ENTRY_NEW,
		.doit		= xvs_nl_entry_new_doit,
		.policy		= xvs_entry_new_nl_policy,
		.maxattr	= XVS_A_ENTRY_ENTRY,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_ENTRY_DEL,
		.doit		= xvs_nl_entry_del_doit,
		.policy		= xvs_entry_del_nl_policy,
		.maxattr	= XVS_A_ENTRY_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_OFFLOAD_GET,
		.doit		= xvs_nl_offload_get_doit,
		.dumpit		= xvs_nl_offload_get_dumpit,
		.policy		= xvs_offload_get_nl_policy,
		.maxattr	= XVS_A_OFFLOAD_SWITCH,
	},
	{
		.cmd		= XVS_CMD_OFFLOAD_SET,
		.doit		= xvs_nl_offload_set_doit,
		.policy		= xvs_offload_set_nl_policy,
		.maxattr	= XVS_A_OFFLOAD_SA_LIMIT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_SA_GET,
		.doit		= xvs_nl_sa_get_doit,
		.dumpit		= xvs_nl_sa_get_dumpit,
		.policy		= xvs_sa_get_nl_policy,
		.maxattr	= XVS_A_SA_DST,
	},
	{
		.cmd		= XVS_CMD_SA_NEW,
		.doit		= xvs_nl_sa_new_doit,
		.policy		= xvs_sa_new_nl_policy,
		.maxattr	= XVS_A_SA_PEER_PREFIX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_SA_SET,
		.doit		= xvs_nl_sa_set_doit,
		.policy		= xvs_sa_set_nl_policy,
		.maxattr	= XVS_A_SA_PEER_PREFIX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= XVS_CMD_SA_DEL,
		.doit		= xvs_nl_sa_del_doit,
		.policy		= xvs_sa_del_nl_policy,
		.maxattr	= XVS_A_SA_DST,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

static const struct genl_multicast_group xvs_nl_mcgrps[] = {
	[XVS_NLGRP_LIFECYCLE] = { "lifecycle", },
	[XVS_NLGRP_FDB] = { "fdb", },
	[XVS_NLGRP_ALERT] = { "alert", },
	[XVS_NLGRP_OFFLOAD] = { "offload", },
};

struct genl_family xvs_nl_family __ro_after_init = {
	.name		= XVS_FAMILY_NAME,
	.version	= XVS_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= xvs_nl_ops,
	.n_ops		= ARRAY_SIZE(xvs_nl_ops),
	.mcgrps		= xvs_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(xvs_nl_mcgrps),
};
