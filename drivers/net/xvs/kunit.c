// SPDX-License-Identifier: GPL-2.0-only
/* What the KUnit suites call, in a namespace of their own. Only kernels with
 * KUnit build this file.
 */
#include <kunit/visibility.h>
#include <linux/export.h>

#include "event.h"
#include "fdb.h"
#include "vlan.h"

EXPORT_SYMBOL_IF_KUNIT(xvs_event_listen);

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
