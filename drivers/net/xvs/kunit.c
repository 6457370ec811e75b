// SPDX-License-Identifier: GPL-2.0-only
/* What the KUnit suites call, in a namespace of their own. Only kernels with
 * KUnit build this file.
 */
#include <kunit/visibility.h>
#include <linux/export.h>

#include "attach.h"
#include "drop.h"
#include "event.h"
#include "ext.h"
#include "fdb.h"
#include "ingress.h"
#include "ipsec.h"
#include "nic.h"
#include "offload.h"
#include "port.h"
#include "property.h"
#include "protect_ip.h"
#include "state.h"
#include "stats.h"
#include "switch.h"
#include "verify.h"
#include "vlan.h"
#include "walk.h"

EXPORT_SYMBOL_IF_KUNIT(xvs_switch_create);
EXPORT_SYMBOL_IF_KUNIT(xvs_switch_destroy);
EXPORT_SYMBOL_IF_KUNIT(xvs_switch_set_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_switch_unlock);

EXPORT_SYMBOL_IF_KUNIT(xvs_attach_find_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_nth_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_new_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_set_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_delete_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_read_stats);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_table);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_change_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_next_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_attach_explain_locked);

EXPORT_SYMBOL_IF_KUNIT(xvs_ext_attach_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_ext_nth);

EXPORT_SYMBOL_IF_KUNIT(xvs_nic_create_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_connect_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_disconnect_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_delete_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_remove_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_set_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_get);
EXPORT_SYMBOL_IF_KUNIT(xvs_nic_put);

EXPORT_SYMBOL_IF_KUNIT(xvs_property_row);
EXPORT_SYMBOL_IF_KUNIT(xvs_property_next);
EXPORT_SYMBOL_IF_KUNIT(xvs_property_find);
EXPORT_SYMBOL_IF_KUNIT(xvs_property_set_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_property_reset_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_property_read_locked);

EXPORT_SYMBOL_IF_KUNIT(xvs_port_create_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_delete_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_set_label_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_find_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_find_id_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_next_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_get);
EXPORT_SYMBOL_IF_KUNIT(xvs_port_put);

EXPORT_SYMBOL_IF_KUNIT(xvs_port_missing_locked);

EXPORT_SYMBOL_IF_KUNIT(xvs_walk_request);
EXPORT_SYMBOL_IF_KUNIT(xvs_verify_key);

EXPORT_SYMBOL_IF_KUNIT(xvs_ingress_rcu);
EXPORT_SYMBOL_IF_KUNIT(xvs_ingress_is_links_rcu);

#ifdef CONFIG_XFRM_OFFLOAD
EXPORT_SYMBOL_IF_KUNIT(xvs_ipsec_dev_init);
EXPORT_SYMBOL_IF_KUNIT(xvs_ipsec_rehome_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_ipsec_stat);
#endif

EXPORT_SYMBOL_IF_KUNIT(xvs_state_size_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_state_save_locked);
EXPORT_SYMBOL_IF_KUNIT(xvs_state_restore_locked);

EXPORT_SYMBOL_IF_KUNIT(xvs_offload_of);
EXPORT_SYMBOL_IF_KUNIT(xvs_offload_features);
EXPORT_SYMBOL_IF_KUNIT(xvs_offload_in_force);
EXPORT_SYMBOL_IF_KUNIT(xvs_offload_fix);

EXPORT_SYMBOL_IF_KUNIT(xvs_stats_read);

EXPORT_SYMBOL_IF_KUNIT(xvs_drop_name);
EXPORT_SYMBOL_IF_KUNIT(xvs_drop_sentence);
EXPORT_SYMBOL_IF_KUNIT(xvs_drop_in);
EXPORT_SYMBOL_IF_KUNIT(xvs_drop_out);
EXPORT_SYMBOL_IF_KUNIT(xvs_drop_read);

EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_init);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_exit);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_find_rcu);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_learn_rcu);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_add);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_del);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_forget_port);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_flush);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_set_ageing);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_view);
EXPORT_SYMBOL_IF_KUNIT(xvs_fdb_walk);

EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_set_parse);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_set_get);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_set_put);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_check);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_compile);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_map_init);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_map_join);
EXPORT_SYMBOL_IF_KUNIT(xvs_vlan_map_leave);

EXPORT_SYMBOL_IF_KUNIT(xvs_event_listen);

#ifdef CONFIG_XFRM_OFFLOAD
EXPORT_SYMBOL_IF_KUNIT(xvs_protect_icmp_too_long);
EXPORT_SYMBOL_IF_KUNIT(xvs_protect_ip_read);
EXPORT_SYMBOL_IF_KUNIT(xvs_protect_ip_is_group);
EXPORT_SYMBOL_IF_KUNIT(xvs_protect_ip_is_nd);
EXPORT_SYMBOL_IF_KUNIT(xvs_prefix_has);
EXPORT_SYMBOL_IF_KUNIT(xvs_protect_number);
#endif
