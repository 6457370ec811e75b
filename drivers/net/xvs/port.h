/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_PORT_H
#define _XVS_PORT_H

#include <linux/completion.h>
#include <linux/if_ether.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/rtnetlink.h>
#include <net/xvs.h>

#include "drop.h"
#include "vlan.h"

struct netlink_ext_ack;
struct xvs_nic;
struct xvs_switch;
struct xvs_value;

/* What the datapath needs to know, in one word. */
#define XVS_PORT_CONNECTED	BIT(0)	/* frames may enter and leave */
#define XVS_PORT_LEARN		BIT(1)	/* source addresses are learned */
#define XVS_PORT_GUARD		BIT(2)	/* source addresses are checked */
#define XVS_PORT_FLOOD_UNICAST	BIT(3)
#define XVS_PORT_FLOOD_MULTICAST BIT(4)
#define XVS_PORT_FLOOD_BROADCAST BIT(5)
#define XVS_PORT_FLOOD_ANY	(XVS_PORT_FLOOD_UNICAST |		\
				 XVS_PORT_FLOOD_MULTICAST |		\
				 XVS_PORT_FLOOD_BROADCAST)
#define XVS_PORT_ISOLATED	BIT(6)
#define XVS_PORT_TRUNK		BIT(7)	/* tags in and out */
#define XVS_PORT_NO_UNTAGGED	BIT(8)
#define XVS_PORT_PRIORITY	BIT(9)	/* 802.1p kept */
#define XVS_PORT_PRIVATE	BIT(10)	/* in a private VLAN */
#define XVS_PORT_DEVICE		BIT(11)	/* leaves by dev, else by deliver */
#define XVS_PORT_BLOCKED	BIT(12)	/* an extension is missing */
#define XVS_PORT_PROTECT	BIT(13)	/* has associations of IPsec */
#define XVS_PORT_GATE		(XVS_PORT_CONNECTED | XVS_PORT_BLOCKED)

/* Of a frame that has passed the port's checks, instead of a reason to drop
 * it: on to the destinations, or to the extensions first.
 */
#define XVS_PORT_PASS		XVS_DROP_COUNT
#define XVS_PORT_STACK		(XVS_DROP_COUNT + 1)

/* The addresses that a guarded port may use besides its NIC's own. */
struct xvs_mac_set {
	refcount_t		refs;
	struct rcu_head		rcu;
	unsigned int		count;
	u64			addr[];
};

/* A text that may be shared. */
struct xvs_text {
	refcount_t		refs;
	char			text[];
};

struct xvs_text *xvs_text_new(const char *text);
struct xvs_text *xvs_text_get(struct xvs_text *text);
void xvs_text_put(struct xvs_text *text);

struct xvs_mac_set *xvs_mac_set_parse(const char *text,
				      struct netlink_ext_ack *extack);
struct xvs_mac_set *xvs_mac_set_get(struct xvs_mac_set *set);
void xvs_mac_set_put(struct xvs_mac_set *set);

/* A port's settings, in the order of the table in property.c. */
enum xvs_port_setting {
	XVS_SET_VLAN_MODE,
	XVS_SET_VLAN_ACCESS,
	XVS_SET_VLAN_NATIVE,
	XVS_SET_VLAN_TRUNK,
	XVS_SET_VLAN_PRUNE,
	XVS_SET_VLAN_PRIMARY,
	XVS_SET_VLAN_SECONDARY,
	XVS_SET_VLAN_SECONDARIES,
	XVS_SET_SPOOF,
	XVS_SET_MACS,
	XVS_SET_PRIORITY,
	XVS_SET_LEARN,
	XVS_SET_LEARN_LIMIT,
	XVS_SET_FLOOD_UNICAST,
	XVS_SET_FLOOD_MULTICAST,
	XVS_SET_FLOOD_BROADCAST,
	XVS_SET_ISOLATED,
	XVS_SET_REQUIRE,
	XVS_SET_SA_LIMIT,
};

#define XVS_PORT_SA_LIMIT	512	/* unless it is set */

/* What the operator asks of a port. A value that was never set (its bit in
 * @chosen) follows the NIC.
 */
struct xvs_port_cfg {
	u32			chosen;
	struct xvs_vlan_cfg	vlan;
	u32			spoof;
	struct xvs_mac_set	*macs;
	u32			priority;
	u32			learn;
	u32			learn_limit;	/* 0: none */
	u32			flood_unicast;
	u32			flood_multicast;
	u32			flood_broadcast;
	u32			isolated;
	struct xvs_text		*require;	/* extensions */
	u32			sa_limit;
};

struct xvs_port {
	/* One cache line, read for every frame that enters or leaves here.
	 * Written with the switch's mutex held, by WRITE_ONCE.
	 */
	u32			flags;
	u16			tx_vid;		/* of a frame without a tag */
	u16			tx_fid;
	u16			rx_vid;		/* taken; sent without a tag */
	u16			rx_vid2;	/* taken as well */
	u32			verdict;	/* XVS_PORT_PASS or _STACK */
	u64			mac;		/* the NIC's own, to guard */
	struct net_device	*dev;		/* valid while CONNECTED */
	struct xvs_switch	*sw;
	struct xvs_stats __percpu *stats;
	void			(*deliver)(struct xvs_port *port,
					   struct sk_buff *skb);
	struct list_head	live;		/* in sw->live; RCU */

	/* read for frames that extensions see */
	void			*priv[XVS_EXT_MAX];	/* theirs, by slot */
	u16			mirror;		/* its bit among sw->mirrors */

	/* read for some frames; set by compiling @cfg */
	struct xvs_vlan_set __rcu *vlans;
	struct xvs_mac_set __rcu *macs;

	struct list_head	sas;		/* of IPsec; RCU */

	/* written by the table of addresses, under its lock */
	struct hlist_head	fdb_entries;
	unsigned int		fdb_learned;
	unsigned int		fdb_count;
	unsigned int		fdb_limit;	/* of learned; 0: none */

	/* control: sw->lock */
	u32			id;
	char			missing[XVS_EXT_NAME_LEN + 1];	/* required */
	struct xvs_value	*values[XVS_EXT_MAX];	/* of extensions */
	struct xvs_nic		*nic;		/* NULL while there is none */
	struct xvs_port_cfg	cfg;
	struct xvs_vlan_cfg	joined;		/* in sw->vlan_map */
	u64			*pins;		/* keys pinned for the NIC */
	unsigned int		pin_count;
	unsigned int		sa_count;
	u32			sa_limit;	/* a host NIC's: on the NIC */
	enum xvs_port_state	state;
	bool			validation;
	bool			implicit;
	char			name[XVS_NAME_LEN + 1];
	char			*label;
	struct rhash_head	name_node;	/* in sw->port_names */
	refcount_t		refs;		/* delete waits for these */
	struct completion	unused;		/* ... until here */

	struct xvs_drops	drops;
	struct rcu_head		rcu;
} ____cacheline_aligned;

/* Whether the port may send from @mac as well as from its NIC's own address. */
static inline bool xvs_port_lists_rcu(const struct xvs_port *port, u64 mac)
{
	const struct xvs_mac_set *macs;
	unsigned int i;

	macs = rcu_dereference_check(port->macs, lockdep_rtnl_is_held());
	for (i = 0; macs && i < macs->count; i++)
		if (macs->addr[i] == mac)
			return true;
	return false;
}

struct xvs_port_new {
	const char		*name;
	const char		*label;
	bool			validation;
	bool			implicit;
};

struct xvs_port *xvs_port_create_locked(struct xvs_switch *sw,
					const struct xvs_port_new *new,
					struct netlink_ext_ack *extack);
int xvs_port_delete_locked(struct xvs_port *port,
			   struct netlink_ext_ack *extack);
int xvs_port_set_label_locked(struct xvs_port *port, const char *label,
			      struct netlink_ext_ack *extack);

struct xvs_port *xvs_port_find_locked(struct xvs_switch *sw, const char *name);
struct xvs_port *xvs_port_find_id_locked(struct xvs_switch *sw, u32 id);
struct xvs_port *xvs_port_next_locked(struct xvs_switch *sw, u32 id);

int xvs_port_get(struct xvs_port *port);
void xvs_port_put(struct xvs_port *port);

void xvs_port_cfg_copy(struct xvs_port_cfg *to,
		       const struct xvs_port_cfg *from);
void xvs_port_cfg_free(struct xvs_port_cfg *cfg);
void xvs_port_effective(const struct xvs_port *port, struct xvs_port_cfg *cfg);
int xvs_port_configure_locked(struct xvs_port *port, struct xvs_port_cfg *cfg,
			      struct netlink_ext_ack *extack);
int xvs_port_compile_locked(struct xvs_port *port,
			    struct netlink_ext_ack *extack);
int xvs_port_open_locked(struct xvs_port *port, struct netlink_ext_ack *extack);
void xvs_port_close_locked(struct xvs_port *port);
struct xvs_port *xvs_port_create_self(struct xvs_switch *sw);
void xvs_port_free_self(struct xvs_port *self);
void xvs_port_set_verdict_locked(struct xvs_switch *sw, bool stack);
void xvs_port_require_locked(struct xvs_port *port);
const char *xvs_port_missing_locked(const struct xvs_port *port);
int xvs_port_names_init(struct xvs_switch *sw);
void xvs_port_nic_mac(const struct xvs_port *port, u8 *addr);

#endif
