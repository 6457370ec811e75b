// SPDX-License-Identifier: GPL-2.0-only
/* The names of the specification, once: attributes by number, enums by value.
 * Whatever the command reads, and every JSON key it prints, comes from here.
 */
#include <linux/xvs.h>
#include <stddef.h>

#include "spec.h"

#define U32(n)		{ .name = n, .type = XVS_T_U32 }
#define U64(n)		{ .name = n, .type = XVS_T_U64 }
#define STRING(n)	{ .name = n, .type = XVS_T_STRING }
#define FLAG(n)		{ .name = n, .type = XVS_T_FLAG }
#define MAC(n)		{ .name = n, .type = XVS_T_MAC }
#define ADDR(n)		{ .name = n, .type = XVS_T_ADDR }
#define BLOB(n)		{ .name = n, .type = XVS_T_BLOB }
#define ENUM(n, w)	{ .name = n, .type = XVS_T_U32, .words = w }
#define FLAGS(n, w)	{ .name = n, .type = XVS_T_FLAGS, .words = w }
#define SET(s, n, a)	\
	static const struct xvs_set s = { n, a, sizeof(a) / sizeof(*(a)) - 1 }

xvs_words xvs_spec_events = {
	[XVS_EVENT_CREATED]		= "created",
	[XVS_EVENT_CHANGED]		= "changed",
	[XVS_EVENT_CONNECTED]		= "connected",
	[XVS_EVENT_DISCONNECTED]	= "disconnected",
	[XVS_EVENT_TEARDOWN]		= "teardown",
	[XVS_EVENT_DELETED]		= "deleted",
	[XVS_EVENT_MOVED]		= "moved",
	[XVS_EVENT_REFUSED]		= "refused",
	NULL
};

xvs_words xvs_spec_switch_types = {
	[XVS_SWITCH_TYPE_PRIVATE]	= "private",
	[XVS_SWITCH_TYPE_INTERNAL]	= "internal",
	[XVS_SWITCH_TYPE_EXTERNAL]	= "external",
	NULL
};

static xvs_words port_states = {
	[XVS_PORT_STATE_CREATED]	= "created",
	[XVS_PORT_STATE_TEARDOWN]	= "teardown",
	[XVS_PORT_STATE_DELETED]	= "deleted",
	NULL
};

static xvs_words sa_directions = {
	[XVS_SA_DIRECTION_IN]		= "in",
	[XVS_SA_DIRECTION_OUT]		= "out",
	NULL
};

static xvs_words sa_modes = {
	[XVS_SA_MODE_TRANSPORT]		= "transport",
	[XVS_SA_MODE_TUNNEL]		= "tunnel",
	NULL
};

static xvs_words sa_states = {
	[XVS_SA_STATE_VOID]		= "void",
	[XVS_SA_STATE_ACQUIRE]		= "acquire",
	[XVS_SA_STATE_VALID]		= "valid",
	[XVS_SA_STATE_ERROR]		= "error",
	[XVS_SA_STATE_EXPIRED]		= "expired",
	[XVS_SA_STATE_DEAD]		= "dead",
	NULL
};

xvs_words xvs_spec_nic_kinds = {
	[XVS_NIC_KIND_NETDEV]		= "netdev",
	[XVS_NIC_KIND_TAP]		= "tap",
	[XVS_NIC_KIND_HOST]		= "host",
	[XVS_NIC_KIND_UPLINK]		= "uplink",
	NULL
};

xvs_words xvs_spec_nic_classes = {
	[XVS_NIC_CLASS_NONE]		= "none",
	[XVS_NIC_CLASS_SYNTHETIC]	= "synthetic",
	[XVS_NIC_CLASS_EMULATED]	= "emulated",
	NULL
};

static xvs_words nic_states = {
	[XVS_NIC_STATE_CREATED]		= "created",
	[XVS_NIC_STATE_CONNECTED]	= "connected",
	[XVS_NIC_STATE_DISCONNECTED]	= "disconnected",
	[XVS_NIC_STATE_DELETED]		= "deleted",
	NULL
};

static xvs_words value_types = {
	[XVS_VALUE_TYPE_FLAG]		= "flag",
	[XVS_VALUE_TYPE_NUMBER]		= "number",
	[XVS_VALUE_TYPE_CHOICE]		= "choice",
	[XVS_VALUE_TYPE_VLANS]		= "vlans",
	[XVS_VALUE_TYPE_MACS]		= "macs",
	[XVS_VALUE_TYPE_TEXT]		= "text",
	[XVS_VALUE_TYPE_BLOB]		= "blob",
	NULL
};

static xvs_words fdb_kinds = {
	[XVS_FDB_KIND_LEARNED]		= "learned",
	[XVS_FDB_KIND_STATIC]		= "static",
	[XVS_FDB_KIND_PINNED]		= "pinned",
	NULL
};

static xvs_words directions = {
	[XVS_DIRECTION_IN]		= "in",
	[XVS_DIRECTION_OUT]		= "out",
	NULL
};

xvs_words xvs_spec_ext_classes = {
	[XVS_EXT_CLASS_CAPTURE]		= "capture",
	[XVS_EXT_CLASS_FILTER]		= "filter",
	[XVS_EXT_CLASS_FORWARD]		= "forward",
	NULL
};

static xvs_words table_scopes = {
	[XVS_TABLE_SCOPE_SWITCH]	= "switch",
	[XVS_TABLE_SCOPE_PORT]		= "port",
	NULL
};

/* In the order of their bits. */
xvs_words xvs_spec_offloads = {
	"csum", "tso", "udp-gso", "tunnel-gso", "vlan", "rx-hash",
	"esp", "esp-csum", "esp-gso", "esn", NULL
};

static const struct xvs_attr switch_attrs[] = {
	[XVS_A_SWITCH_SWITCH_ID]	= U32("switch-id"),
	[XVS_A_SWITCH_SWITCH]		= STRING("switch"),
	[XVS_A_SWITCH_IFINDEX]		= U32("ifindex"),
	[XVS_A_SWITCH_TYPE]		= ENUM("type", xvs_spec_switch_types),
	[XVS_A_SWITCH_HOST]		= U32("host"),
	[XVS_A_SWITCH_PORTS]		= U32("ports"),
	[XVS_A_SWITCH_CONNECTED]	= U32("connected"),
	[XVS_A_SWITCH_FDB_ENTRIES]	= U32("fdb-entries"),
	[XVS_A_SWITCH_FDB_LEARNED]	= U32("fdb-learned"),
	[XVS_A_SWITCH_UPLINK]		= STRING("uplink"),
	[XVS_A_SWITCH_EVENT]		= ENUM("event", xvs_spec_events),
	[XVS_A_SWITCH_UPLINK_PORT]	= STRING("uplink-port"),
};

static const struct xvs_attr port_attrs[] = {
	[XVS_A_PORT_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_PORT_SWITCH]		= STRING("switch"),
	[XVS_A_PORT_PORT_ID]		= U32("port-id"),
	[XVS_A_PORT_PORT]		= STRING("port"),
	[XVS_A_PORT_STATE]		= ENUM("state", port_states),
	[XVS_A_PORT_LABEL]		= STRING("label"),
	[XVS_A_PORT_VALIDATION]		= FLAG("validation"),
	[XVS_A_PORT_IMPLICIT]		= FLAG("implicit"),
	[XVS_A_PORT_NIC_STATE]		= ENUM("nic-state", nic_states),
	[XVS_A_PORT_IFINDEX]		= U32("ifindex"),
	[XVS_A_PORT_IFNAME]		= STRING("ifname"),
	[XVS_A_PORT_EVENT]		= ENUM("event", xvs_spec_events),
	[XVS_A_PORT_FDB_ENTRIES]	= U32("fdb-entries"),
	[XVS_A_PORT_BLOCKED_BY]		= STRING("blocked-by"),
};

static const struct xvs_attr nic_attrs[] = {
	[XVS_A_NIC_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_NIC_SWITCH]		= STRING("switch"),
	[XVS_A_NIC_PORT_ID]		= U32("port-id"),
	[XVS_A_NIC_PORT]		= STRING("port"),
	[XVS_A_NIC_KIND]		= ENUM("kind", xvs_spec_nic_kinds),
	[XVS_A_NIC_CLASS]		= ENUM("class", xvs_spec_nic_classes),
	[XVS_A_NIC_STATE]		= ENUM("state", nic_states),
	[XVS_A_NIC_IFINDEX]		= U32("ifindex"),
	[XVS_A_NIC_IFNAME]		= STRING("ifname"),
	[XVS_A_NIC_PERMANENT_MAC]	= MAC("permanent-mac"),
	[XVS_A_NIC_VM_MAC]		= MAC("vm-mac"),
	[XVS_A_NIC_CURRENT_MAC]		= MAC("current-mac"),
	[XVS_A_NIC_MTU]			= U32("mtu"),
	[XVS_A_NIC_RX_QUEUES]		= U32("rx-queues"),
	[XVS_A_NIC_TX_QUEUES]		= U32("tx-queues"),
	[XVS_A_NIC_VM]			= STRING("vm"),
	[XVS_A_NIC_NUMA_NODE]		= U32("numa-node"),
	[XVS_A_NIC_CARRIER]		= U32("carrier"),
	[XVS_A_NIC_EVENT]		= ENUM("event", xvs_spec_events),
};

static const struct xvs_attr property_item_attrs[] = {
	[XVS_A_PROPERTY_ITEM_NAME]	= STRING("name"),
	[XVS_A_PROPERTY_ITEM_VERSION]	= U32("version"),
	[XVS_A_PROPERTY_ITEM_NUMBER]	= U32("number"),
	[XVS_A_PROPERTY_ITEM_TEXT]	= STRING("text"),
	[XVS_A_PROPERTY_ITEM_BLOB]	= BLOB("blob"),
};

SET(property_item_set, "property-item", property_item_attrs);

static const struct xvs_attr property_attrs[] = {
	[XVS_A_PROPERTY_SWITCH_ID]	= U32("switch-id"),
	[XVS_A_PROPERTY_SWITCH]		= STRING("switch"),
	[XVS_A_PROPERTY_PORT_ID]	= U32("port-id"),
	[XVS_A_PROPERTY_PORT]		= STRING("port"),
	[XVS_A_PROPERTY_NAME]		= STRING("name"),
	[XVS_A_PROPERTY_TYPE]		= ENUM("type", value_types),
	[XVS_A_PROPERTY_VERSION]	= U32("version"),
	[XVS_A_PROPERTY_NUMBER]		= U32("number"),
	[XVS_A_PROPERTY_TEXT]		= STRING("text"),
	[XVS_A_PROPERTY_BLOB]		= BLOB("blob"),
	[XVS_A_PROPERTY_MINIMUM]	= U32("minimum"),
	[XVS_A_PROPERTY_MAXIMUM]	= U32("maximum"),
	[XVS_A_PROPERTY_CHOICES]	= STRING("choices"),
	[XVS_A_PROPERTY_IS_DEFAULT]	= FLAG("is-default"),
	[XVS_A_PROPERTY_ITEM]		= { "item", XVS_T_NEST, NULL,
					    &property_item_set, true },
	[XVS_A_PROPERTY_EVENT]		= ENUM("event", xvs_spec_events),
};

static const struct xvs_attr fdb_attrs[] = {
	[XVS_A_FDB_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_FDB_SWITCH]		= STRING("switch"),
	[XVS_A_FDB_PORT_ID]		= U32("port-id"),
	[XVS_A_FDB_PORT]		= STRING("port"),
	[XVS_A_FDB_MAC]			= MAC("mac"),
	[XVS_A_FDB_VLAN]		= U32("vlan"),
	[XVS_A_FDB_KIND]		= ENUM("kind", fdb_kinds),
	[XVS_A_FDB_AGE]			= U32("age"),
	[XVS_A_FDB_STATIC]		= FLAG("static"),
	[XVS_A_FDB_FLUSHED]		= U32("flushed"),
	[XVS_A_FDB_EVENT]		= ENUM("event", xvs_spec_events),
	[XVS_A_FDB_OLD_PORT_ID]		= U32("old-port-id"),
	[XVS_A_FDB_OLD_PORT]		= STRING("old-port"),
};

static const struct xvs_attr drop_count_attrs[] = {
	[XVS_A_DROP_COUNT_REASON]	= U32("reason"),
	[XVS_A_DROP_COUNT_NAME]		= STRING("name"),
	[XVS_A_DROP_COUNT_DIRECTION]	= ENUM("direction", directions),
	[XVS_A_DROP_COUNT_PACKETS]	= U64("packets"),
};

SET(drop_count_set, "drop-count", drop_count_attrs);

static const struct xvs_attr last_drop_attrs[] = {
	[XVS_A_LAST_DROP_REASON]	= U32("reason"),
	[XVS_A_LAST_DROP_NAME]		= STRING("name"),
	[XVS_A_LAST_DROP_SENTENCE]	= STRING("sentence"),
	[XVS_A_LAST_DROP_DIRECTION]	= ENUM("direction", directions),
	[XVS_A_LAST_DROP_TIME]		= U64("time"),
	[XVS_A_LAST_DROP_AGE]		= U64("age"),
	[XVS_A_LAST_DROP_SRC]		= MAC("src"),
	[XVS_A_LAST_DROP_DST]		= MAC("dst"),
	[XVS_A_LAST_DROP_VLAN]		= U32("vlan"),
	[XVS_A_LAST_DROP_ETHERTYPE]	= U32("ethertype"),
	[XVS_A_LAST_DROP_LENGTH]	= U32("length"),
	[XVS_A_LAST_DROP_PEER_PORT_ID]	= U32("peer-port-id"),
	[XVS_A_LAST_DROP_PEER_PORT]	= STRING("peer-port"),
	[XVS_A_LAST_DROP_EXT]		= STRING("ext"),
};

SET(last_drop_set, "last-drop", last_drop_attrs);

static const struct xvs_attr explanation_attrs[] = {
	[XVS_A_EXPLANATION_EXT]		= STRING("ext"),
	[XVS_A_EXPLANATION_TEXT]	= STRING("text"),
};

SET(explanation_set, "explanation", explanation_attrs);

static const struct xvs_attr stats_attrs[] = {
	[XVS_A_STATS_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_STATS_SWITCH]		= STRING("switch"),
	[XVS_A_STATS_PORT_ID]		= U32("port-id"),
	[XVS_A_STATS_PORT]		= STRING("port"),
	[XVS_A_STATS_RX_PACKETS]	= U64("rx-packets"),
	[XVS_A_STATS_RX_BYTES]		= U64("rx-bytes"),
	[XVS_A_STATS_TX_PACKETS]	= U64("tx-packets"),
	[XVS_A_STATS_TX_BYTES]		= U64("tx-bytes"),
	[XVS_A_STATS_RX_DROPPED]	= U64("rx-dropped"),
	[XVS_A_STATS_TX_DROPPED]	= U64("tx-dropped"),
	[XVS_A_STATS_FLOODED]		= U64("flooded"),
	[XVS_A_STATS_DROP]		= { "drop", XVS_T_NEST, NULL,
					    &drop_count_set, true },
	[XVS_A_STATS_LAST_DROP]		= { "last-drop", XVS_T_NEST, NULL,
					    &last_drop_set, false },
	[XVS_A_STATS_EXPLANATION]	= { "explanation", XVS_T_NEST, NULL,
					    &explanation_set, true },
};

static const struct xvs_attr reason_attrs[] = {
	[XVS_A_REASON_REASON]		= U32("reason"),
	[XVS_A_REASON_NAME]		= STRING("name"),
	[XVS_A_REASON_SENTENCE]		= STRING("sentence"),
};

static const struct xvs_attr ext_drop_attrs[] = {
	[XVS_A_EXT_DROP_REASON]		= U32("reason"),
	[XVS_A_EXT_DROP_NAME]		= STRING("name"),
	[XVS_A_EXT_DROP_SENTENCE]	= STRING("sentence"),
	[XVS_A_EXT_DROP_PACKETS]	= U64("packets"),
};

SET(ext_drop_set, "ext-drop", ext_drop_attrs);

static const struct xvs_attr ext_table_attrs[] = {
	[XVS_A_EXT_TABLE_NAME]		= STRING("name"),
	[XVS_A_EXT_TABLE_SCOPE]		= ENUM("scope", table_scopes),
	[XVS_A_EXT_TABLE_VERSION]	= U32("version"),
	[XVS_A_EXT_TABLE_READ_ONLY]	= FLAG("read-only"),
};

SET(ext_table_set, "ext-table", ext_table_attrs);

static const struct xvs_attr ext_attrs[] = {
	[XVS_A_EXT_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_EXT_SWITCH]		= STRING("switch"),
	[XVS_A_EXT_ID]			= U32("id"),
	[XVS_A_EXT_CLASS]		= ENUM("class", xvs_spec_ext_classes),
	[XVS_A_EXT_EXT]			= STRING("ext"),
	[XVS_A_EXT_ORDER]		= U32("order"),
	[XVS_A_EXT_ENABLED]		= U32("enabled"),
	[XVS_A_EXT_VERSION]		= U32("version"),
	[XVS_A_EXT_HELD_LIMIT]		= U32("held-limit"),
	[XVS_A_EXT_EVENT]		= ENUM("event", xvs_spec_events),
	[XVS_A_EXT_IN]			= U64("in"),
	[XVS_A_EXT_PASSED]		= U64("passed"),
	[XVS_A_EXT_DROPPED]		= U64("dropped"),
	[XVS_A_EXT_CONSUMED]		= U64("consumed"),
	[XVS_A_EXT_HELD]		= U64("held"),
	[XVS_A_EXT_HELD_NOW]		= U64("held-now"),
	[XVS_A_EXT_EXPIRED]		= U64("expired"),
	[XVS_A_EXT_INJECTED]		= U64("injected"),
	[XVS_A_EXT_VETOES]		= U64("vetoes"),
	[XVS_A_EXT_VIOLATIONS]		= U64("violations"),
	[XVS_A_EXT_VIOLATED]		= STRING("violated"),
	[XVS_A_EXT_ALERTS_LOST]		= U64("alerts-lost"),
	[XVS_A_EXT_DROP]		= { "drop", XVS_T_NEST, NULL,
					    &ext_drop_set, true },
	[XVS_A_EXT_TABLE]		= { "table", XVS_T_NEST, NULL,
					    &ext_table_set, true },
};

static const struct xvs_attr entry_item_attrs[] = {
	[XVS_A_ENTRY_ITEM_ID]		= U32("id"),
	[XVS_A_ENTRY_ITEM_DATA]		= BLOB("data"),
};

SET(entry_item_set, "entry-item", entry_item_attrs);

static const struct xvs_attr entry_attrs[] = {
	[XVS_A_ENTRY_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_ENTRY_SWITCH]		= STRING("switch"),
	[XVS_A_ENTRY_PORT_ID]		= U32("port-id"),
	[XVS_A_ENTRY_PORT]		= STRING("port"),
	[XVS_A_ENTRY_EXT]		= STRING("ext"),
	[XVS_A_ENTRY_TABLE]		= STRING("table"),
	[XVS_A_ENTRY_VERSION]		= U32("version"),
	[XVS_A_ENTRY_REPLACE]		= FLAG("replace"),
	[XVS_A_ENTRY_ID]		= { "id", XVS_T_U32, NULL, NULL,
					    true },
	[XVS_A_ENTRY_ENTRY]		= { "entry", XVS_T_NEST, NULL,
					    &entry_item_set, true },
};

static const struct xvs_attr alert_attrs[] = {
	[XVS_A_ALERT_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_ALERT_SWITCH]		= STRING("switch"),
	[XVS_A_ALERT_PORT_ID]		= U32("port-id"),
	[XVS_A_ALERT_PORT]		= STRING("port"),
	[XVS_A_ALERT_EXT]		= STRING("ext"),
	[XVS_A_ALERT_TEXT]		= STRING("text"),
};

static const struct xvs_attr offload_attrs[] = {
	[XVS_A_OFFLOAD_SWITCH_ID]	= U32("switch-id"),
	[XVS_A_OFFLOAD_SWITCH]		= STRING("switch"),
	[XVS_A_OFFLOAD_IFINDEX]		= U32("ifindex"),
	[XVS_A_OFFLOAD_IFNAME]		= STRING("ifname"),
	[XVS_A_OFFLOAD_ABLE]		= FLAGS("able", xvs_spec_offloads),
	[XVS_A_OFFLOAD_ALLOWED]		= FLAGS("allowed", xvs_spec_offloads),
	[XVS_A_OFFLOAD_IN_FORCE]	= FLAGS("in-force", xvs_spec_offloads),
	[XVS_A_OFFLOAD_CRYPTO_NIC]	= STRING("crypto-nic"),
	[XVS_A_OFFLOAD_CHANGE]		= FLAGS("change", xvs_spec_offloads),
	[XVS_A_OFFLOAD_SA_LIMIT]	= U32("sa-limit"),
	[XVS_A_OFFLOAD_EVENT]		= ENUM("event", xvs_spec_events),
	[XVS_A_OFFLOAD_SA_USED]		= U32("sa-used"),
	[XVS_A_OFFLOAD_SA_SOFTWARE]	= U32("sa-software"),
};

static const struct xvs_attr sa_attrs[] = {
	[XVS_A_SA_SWITCH_ID]		= U32("switch-id"),
	[XVS_A_SA_SWITCH]		= STRING("switch"),
	[XVS_A_SA_PORT_ID]		= U32("port-id"),
	[XVS_A_SA_PORT]			= STRING("port"),
	[XVS_A_SA_DIRECTION]		= ENUM("direction", sa_directions),
	[XVS_A_SA_SPI]			= U32("spi"),
	[XVS_A_SA_SRC]			= ADDR("src"),
	[XVS_A_SA_DST]			= ADDR("dst"),
	[XVS_A_SA_PEER]			= ADDR("peer"),
	[XVS_A_SA_PEER_PREFIX]		= U32("peer-prefix"),
	[XVS_A_SA_MODE]			= ENUM("mode", sa_modes),
	[XVS_A_SA_ALG]			= STRING("alg"),
	[XVS_A_SA_STATE]		= ENUM("state", sa_states),
	[XVS_A_SA_NIC]			= STRING("nic"),
	[XVS_A_SA_ESN]			= FLAG("esn"),
	[XVS_A_SA_REPLAY_WINDOW]	= U32("replay-window"),
	[XVS_A_SA_PACKETS]		= U64("packets"),
	[XVS_A_SA_BYTES]		= U64("bytes"),
	[XVS_A_SA_REPLAYED]		= U64("replayed"),
	[XVS_A_SA_FORGED]		= U64("forged"),
	[XVS_A_SA_EVENT]		= ENUM("event", xvs_spec_events),
};

SET(switch_set, "switch", switch_attrs);
SET(port_set, "port", port_attrs);
SET(nic_set, "nic", nic_attrs);
SET(property_set, "property", property_attrs);
SET(fdb_set, "fdb", fdb_attrs);
SET(stats_set, "stats", stats_attrs);
SET(reason_set, "reason", reason_attrs);
SET(ext_set, "ext", ext_attrs);
SET(entry_set, "entry", entry_attrs);
SET(alert_set, "alert", alert_attrs);
SET(offload_set, "offload", offload_attrs);
SET(sa_set, "sa", sa_attrs);

/* The attributes that messages with this command carry; NULL if unknown. */
const struct xvs_set *xvs_spec_set(int cmd)
{
	switch (cmd) {
	case XVS_CMD_SWITCH_GET ... XVS_CMD_SWITCH_NTF:
		return &switch_set;
	case XVS_CMD_PORT_GET ... XVS_CMD_PORT_NTF:
		return &port_set;
	case XVS_CMD_NIC_GET ... XVS_CMD_NIC_NTF:
		return &nic_set;
	case XVS_CMD_PROPERTY_GET ... XVS_CMD_PROPERTY_NTF:
		return &property_set;
	case XVS_CMD_FDB_GET ... XVS_CMD_FDB_NTF:
		return &fdb_set;
	case XVS_CMD_STATS_GET:
		return &stats_set;
	case XVS_CMD_REASON_GET:
		return &reason_set;
	case XVS_CMD_EXT_GET ... XVS_CMD_EXT_KIND_GET:
		return &ext_set;
	case XVS_CMD_ENTRY_GET ... XVS_CMD_ENTRY_DEL:
		return &entry_set;
	case XVS_CMD_ALERT_NTF:
		return &alert_set;
	case XVS_CMD_OFFLOAD_GET ... XVS_CMD_OFFLOAD_NTF:
		return &offload_set;
	case XVS_CMD_SA_GET ... XVS_CMD_SA_NTF:
		return &sa_set;
	default:
		return NULL;
	}
}

const char *xvs_spec_word(const char *const *words, unsigned int value)
{
	for (; *words; words++)
		if (!value--)
			return *words;
	return NULL;
}
