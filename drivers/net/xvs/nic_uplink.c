// SPDX-License-Identifier: GPL-2.0-only
/* The NIC to the physical network: a physical device, bond, team, vlan, vxlan.
 *
 * While all addresses on the switch are known, and the device can filter by
 * several of them, it is told these and is spared promiscuous mode. One port
 * that learns, or takes unknown unicast, ends that: whom it will want frames
 * for cannot be told before. A static entry ends it too. A host NIC can be
 * asked what it listens to.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "nic.h"
#include "nic_host.h"
#include "nic_netdev.h"
#include "nic_uplink.h"
#include "offload.h"
#include "port.h"
#include "switch.h"
#include "walk.h"

static bool wants_all(const struct xvs_nic *nic)
{
	const struct xvs_switch *sw = nic->port->sw;

	return sw->open_ends || READ_ONCE(sw->fdb.statics) || nic->overfull ||
	       !(nic->dev->priv_flags & IFF_UNICAST_FLT);
}

/* The device's filter counts how often it was told of an address; where it has
 * no room left, the device lets all in. A forwarder may see to it instead.
 */
static void uplink_address(struct xvs_nic *nic, const u8 *addr, bool add)
{
	struct xvs_request request = {
		.type = add ? XVS_REQUEST_ADDRESS_ADD : XVS_REQUEST_ADDRESS_DEL,
		.dev = nic->dev,
	};

	ether_addr_copy(request.addr, addr);
	if (xvs_walk_request(nic->port->sw, &request))
		return;
	if (add)
		nic->overfull |= dev_uc_add(nic->dev, addr);
	else
		dev_uc_del(nic->dev, addr);
}

static void tell_addresses(struct xvs_nic *nic, bool add)
{
	struct xvs_switch *sw = nic->port->sw;
	struct xvs_port *port;
	u8 addr[ETH_ALEN];
	unsigned int i;

	list_for_each_entry(port, &sw->live, live) {
		if (port == nic->port)
			continue;
		for (i = 0; i < port->pin_count; i++) {
			xvs_fdb_key_addr(port->pins[i], addr);
			uplink_address(nic, addr, add);
		}
	}
}

static void set_promiscuous(struct xvs_nic *nic, bool on)
{
	const struct xvs_request request = {
		.type = XVS_REQUEST_PROMISC,
		.dev = nic->dev,
		.on = on,
	};

	if (nic->promiscuous == on)
		return;
	if (xvs_walk_request(nic->port->sw, &request) ||
	    !dev_set_promiscuity(nic->dev, on ? 1 : -1))
		nic->promiscuous = on;
}

/* Another forwarder may see to the device from now on: take back what was asked
 * of it before, and ask anew afterwards.
 */
static void uplink_reask(struct xvs_nic *nic, bool again)
{
	if (nic->state != XVS_NIC_STATE_CONNECTED)
		return;
	tell_addresses(nic, again);
	set_promiscuous(nic, again && wants_all(nic));
}

/* What happened to the device, for the extensions. */
static void uplink_news(struct xvs_nic *nic, enum xvs_request_type type)
{
	const struct xvs_request request = {
		.type = type,
		.dev = nic->dev,
		.mtu = nic->dev->mtu,
		.on = netif_carrier_ok(nic->dev),
	};

	xvs_walk_request(nic->port->sw, &request);
}

static void uplink_refresh(struct xvs_nic *nic)
{
	if (nic->state == XVS_NIC_STATE_CONNECTED)
		set_promiscuous(nic, wants_all(nic));
}

/* What a host NIC listens to beyond its own address: that of a macvlan on it,
 * or all.
 */
static void follow_hosts(struct xvs_nic *nic, bool on)
{
	struct xvs_port *port;

	list_for_each_entry(port, &nic->port->sw->live, live)
		if (port->nic->ops->kind == XVS_NIC_KIND_HOST)
			xvs_nic_host_follow(port->dev, nic->dev, on);
}

/* Guests join groups that nobody tells the host of. */
static void uplink_open(struct xvs_nic *nic)
{
	rcu_assign_pointer(nic->port->sw->uplink_dev, nic->dev);
	follow_hosts(nic, true);
	tell_addresses(nic, true);
	dev_set_allmulti(nic->dev, 1);
	uplink_refresh(nic);
	xvs_offload_refresh_locked(nic->port->sw, NULL);
}

static void uplink_close(struct xvs_nic *nic)
{
	RCU_INIT_POINTER(nic->port->sw->uplink_dev, NULL);
	xvs_offload_refresh_locked(nic->port->sw, NULL);
	synchronize_net();
	set_promiscuous(nic, false);
	dev_set_allmulti(nic->dev, -1);
	tell_addresses(nic, false);
	follow_hosts(nic, false);
}

/* The host sends no longer frames than the wire takes, nor shorter ones, unless
 * the operator has chosen otherwise.
 */
static void uplink_follow_mtu(struct xvs_nic *nic)
{
	struct net_device *host = nic->port->sw->dev;
	unsigned int old = nic->mtu;

	nic->mtu = nic->dev->mtu;
	if (host->mtu == old)
		dev_set_mtu(host, nic->mtu);
}

const struct xvs_nic_ops xvs_nic_uplink_ops = {
	.kind = XVS_NIC_KIND_UPLINK,
	.claim = xvs_nic_netdev_claim,
	.release = xvs_nic_netdev_release,
	.open = uplink_open,
	.close = uplink_close,
	.refresh = uplink_refresh,
	.reask = uplink_reask,
	.news = uplink_news,
	.address = uplink_address,
	.follow_mtu = uplink_follow_mtu,
};
