/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_NIC_H
#define _XVS_NIC_H

#include <linux/completion.h>
#include <linux/netdevice.h>
#include <linux/refcount.h>
#include <net/xvs.h>

struct netlink_ext_ack;
struct xvs_nic;
struct xvs_port;
struct xvs_switch;

/* A kind of NIC: how a port meets the world.
 *
 * All but @deliver run with rtnl and the switch's mutex held. @claim takes the
 * device or says why not; until @release the device is the switch's. No frame
 * passes before @open or after @close.
 */
struct xvs_nic_ops {
	enum xvs_nic_kind kind;
	int (*claim)(struct xvs_nic *nic, struct netlink_ext_ack *extack);
	void (*release)(struct xvs_nic *nic);
	void (*open)(struct xvs_nic *nic);
	void (*close)(struct xvs_nic *nic);
	/* NULL where frames leave by the device's own transmit */
	void (*deliver)(struct xvs_port *port, struct sk_buff *skb);
	/* of an uplink: which ports learn or take floods may have changed */
	void (*refresh)(struct xvs_nic *nic);
	/* of an uplink: take back what was asked of the device, or ask it */
	void (*reask)(struct xvs_nic *nic, bool again);
	/* of an uplink: its device changed */
	void (*news)(struct xvs_nic *nic, enum xvs_request_type type);
	/* of an uplink: an address was pinned elsewhere, or no longer is */
	void (*address)(struct xvs_nic *nic, const u8 *addr, bool add);
	/* of an uplink, under rtnl alone: its device's MTU changed */
	void (*follow_mtu)(struct xvs_nic *nic);
};

/* The facts that an operator gives. */
struct xvs_nic_facts {
	enum xvs_nic_class	class;
	bool			declared;	/* permanent_mac is */
	u8			permanent_mac[ETH_ALEN];
	u8			vm_mac[ETH_ALEN];	/* zero: unknown */
	char			vm[XVS_NAME_LEN + 1];
	int			numa_node;	/* NUMA_NO_NODE: unknown */
};

/* What others are told of a NIC's device when it changes. */
struct xvs_nic_look {
	netdev_features_t	features;
	char			name[IFNAMSIZ];
	u8			mac[ETH_ALEN];
	bool			up;
	bool			carrier;
	unsigned int		mtu;
	unsigned int		rx_queues;
	unsigned int		tx_queues;
};

struct xvs_nic {
	struct xvs_port		*port;
	const struct xvs_nic_ops *ops;
	struct net_device	*dev;
	netdevice_tracker	dev_tracker;
	enum xvs_nic_state	state;
	struct xvs_nic_facts	facts;
	struct xvs_nic_look	look;		/* when last told of */
	bool			busy;		/* we make news of its device
						 * ourselves; rtnl
						 */
	bool			promiscuous;	/* we asked the device to be */
	bool			overfull;	/* its filter took not all */
	unsigned int		mtu;		/* last seen; rtnl */
	refcount_t		refs;		/* delete waits for these */
	struct completion	unused;		/* ... until here */
};

struct xvs_nic *xvs_nic_create_locked(struct xvs_port *port,
				      const struct xvs_nic_ops *ops,
				      struct net_device *dev,
				      const struct xvs_nic_facts *facts,
				      struct netlink_ext_ack *extack);
int xvs_nic_connect_locked(struct xvs_nic *nic, struct netlink_ext_ack *extack);
int xvs_nic_disconnect_locked(struct xvs_nic *nic,
			      struct netlink_ext_ack *extack);
int xvs_nic_delete_locked(struct xvs_nic *nic, struct netlink_ext_ack *extack);
int xvs_nic_set_locked(struct xvs_nic *nic, const struct xvs_nic_facts *facts,
		       struct netlink_ext_ack *extack);
void xvs_nic_changed_locked(struct xvs_nic *nic);
void xvs_nic_device_changed_locked(struct xvs_nic *nic);
void xvs_nic_refresh_uplink_locked(struct xvs_switch *sw);
void xvs_nic_remove_locked(struct xvs_nic *nic);
int xvs_nic_attach_locked(struct xvs_switch *sw, const char *name,
			  struct net_device *dev,
			  const struct xvs_nic_ops *ops,
			  struct netlink_ext_ack *extack);

int xvs_nic_get(struct xvs_nic *nic);
void xvs_nic_put(struct xvs_nic *nic);

#endif
