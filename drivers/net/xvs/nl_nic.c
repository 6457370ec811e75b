// SPDX-License-Identifier: GPL-2.0-only
/* Requests about NICs. */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "nic.h"
#include "nic_netdev.h"
#include "nic_uplink.h"
#include "nl.h"
#include "nl_event.h"
#include "nl_gen.h"
#include "port.h"
#include "rtnl.h"
#include "switch.h"

static int put_addresses(struct sk_buff *skb, const struct xvs_nic *nic)
{
	const struct xvs_nic_facts *facts = &nic->facts;
	u8 addr[ETH_ALEN];
	int err = 0;

	if (facts->declared)
		err = nla_put(skb, XVS_A_NIC_PERMANENT_MAC, ETH_ALEN,
			      facts->permanent_mac);
	if (!err && !is_zero_ether_addr(facts->vm_mac))
		err = nla_put(skb, XVS_A_NIC_VM_MAC, ETH_ALEN, facts->vm_mac);
	xvs_port_nic_mac(nic->port, addr);
	return err ?: nla_put(skb, XVS_A_NIC_CURRENT_MAC, ETH_ALEN, addr);
}

static int put_vm(struct sk_buff *skb, const struct xvs_nic_facts *facts)
{
	int err = 0;

	if (*facts->vm)
		err = nla_put_string(skb, XVS_A_NIC_VM, facts->vm);
	if (!err && facts->numa_node != NUMA_NO_NODE)
		err = nla_put_u32(skb, XVS_A_NIC_NUMA_NODE, facts->numa_node);
	return err;
}

static int put_own_device(struct sk_buff *skb, const struct net_device *dev)
{
	return nla_put_u32(skb, XVS_A_NIC_IFINDEX, dev->ifindex) ?:
	       xvs_nl_put_device(skb, XVS_A_NIC_IFNAME, dev) ?:
	       nla_put_u32(skb, XVS_A_NIC_MTU, READ_ONCE(dev->mtu)) ?:
	       nla_put_u32(skb, XVS_A_NIC_RX_QUEUES,
			   READ_ONCE(dev->real_num_rx_queues)) ?:
	       nla_put_u32(skb, XVS_A_NIC_TX_QUEUES,
			   READ_ONCE(dev->real_num_tx_queues)) ?:
	       nla_put_u32(skb, XVS_A_NIC_CARRIER, netif_carrier_ok(dev));
}

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		const struct xvs_nic *nic)
{
	void *hdr = xvs_nl_put_head(skb, head, XVS_A_NIC_EVENT);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = xvs_nl_put_port(skb, nic->port) ?:
	      nla_put_u32(skb, XVS_A_NIC_KIND, nic->ops->kind) ?:
	      nla_put_u32(skb, XVS_A_NIC_CLASS, nic->facts.class) ?:
	      nla_put_u32(skb, XVS_A_NIC_STATE, nic->state) ?:
	      put_own_device(skb, nic->dev) ?:
	      put_addresses(skb, nic) ?:
	      put_vm(skb, &nic->facts);
	return xvs_nl_end(skb, hdr, err);
}

void xvs_nl_nic_event(const struct xvs_nic *nic, enum xvs_event event)
{
	const struct xvs_nl_head head = {
		.cmd = XVS_CMD_NIC_NTF,
		.news = true,
		.event = event,
	};
	struct net *net = nic->port->sw->net;
	struct sk_buff *skb;

	skb = xvs_nl_news_new(net, XVS_NLGRP_LIFECYCLE, NLMSG_DEFAULT_SIZE);
	if (skb)
		xvs_nl_news_send(net, XVS_NLGRP_LIFECYCLE, skb,
				 fill(skb, &head, nic));
}

/* The NIC of the port that a request names; the switch is locked and held. */
static struct xvs_nic *lock_nic(struct genl_info *info)
{
	struct xvs_port *port = xvs_nl_port_lock(info);

	if (IS_ERR(port))
		return ERR_CAST(port);
	if (!port->nic) {
		NL_SET_ERR_MSG(info->extack, "the port carries no NIC");
		xvs_nl_switch_unlock(port->sw);
		return ERR_PTR(-ENOENT);
	}
	return port->nic;
}

int xvs_nl_nic_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct sk_buff *reply;
	struct xvs_nic *nic;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	nic = lock_nic(info);
	err = PTR_ERR_OR_ZERO(nic);
	if (!err) {
		err = fill(reply, &head, nic);
		xvs_nl_switch_unlock(nic->port->sw);
	}
	return xvs_nl_reply(info, reply, err);
}

static int show(struct xvs_nl_dump *dump, struct xvs_port *port)
{
	return port->nic ? fill(dump->skb, &dump->head, port->nic) : 0;
}

int xvs_nl_nic_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_port = {
		.sw = xvs_nl_show_ports,
		.port = show,
	};

	return xvs_nl_dump(skb, cb, &by_port);
}

/* --- the facts --- */

/* All zeros take an address back. */
static int parse_mac(struct genl_info *info, int attr, u8 *addr)
{
	const u8 *given = nla_data(info->attrs[attr]);

	if (!is_zero_ether_addr(given) && !is_valid_ether_addr(given)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr],
				    "the address of a NIC is a unicast MAC address");
		return -EINVAL;
	}
	ether_addr_copy(addr, given);
	return 0;
}

/* What is not given stays as it is in @facts. */
static int parse_facts(struct genl_info *info, struct xvs_nic_facts *facts)
{
	struct nlattr **attrs = info->attrs;
	int err = 0;

	if (attrs[XVS_A_NIC_CLASS])
		facts->class = nla_get_u32(attrs[XVS_A_NIC_CLASS]);
	if (attrs[XVS_A_NIC_VM])
		nla_strscpy(facts->vm, attrs[XVS_A_NIC_VM], sizeof(facts->vm));
	if (attrs[XVS_A_NIC_NUMA_NODE])
		facts->numa_node = nla_get_u32(attrs[XVS_A_NIC_NUMA_NODE]);
	if (attrs[XVS_A_NIC_PERMANENT_MAC])
		err = parse_mac(info, XVS_A_NIC_PERMANENT_MAC,
				facts->permanent_mac);
	if (!err && attrs[XVS_A_NIC_VM_MAC])
		err = parse_mac(info, XVS_A_NIC_VM_MAC, facts->vm_mac);
	facts->declared = !is_zero_ether_addr(facts->permanent_mac);
	return err;
}

/* --- new --- */

static int check_new(struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	u32 kind;

	if (GENL_REQ_ATTR_CHECK(info, XVS_A_NIC_KIND)) {
		NL_SET_ERR_MSG(info->extack,
			       "say which kind of NIC: netdev, host or uplink");
		return -EINVAL;
	}
	kind = nla_get_u32(attrs[XVS_A_NIC_KIND]);
	if (kind == XVS_NIC_KIND_TAP) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[XVS_A_NIC_KIND],
				    "this kernel has no native tap; open a tap of tun and put it on as netdev");
		return -EOPNOTSUPP;
	}
	if (!attrs[XVS_A_NIC_IFNAME] &&
	    (kind == XVS_NIC_KIND_HOST || !attrs[XVS_A_NIC_IFINDEX])) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, XVS_A_NIC_IFNAME);
		if (kind == XVS_NIC_KIND_HOST)
			NL_SET_ERR_MSG(info->extack,
				       "name the device to make by ifname");
		else
			NL_SET_ERR_MSG(info->extack,
				       "name the device by ifname or ifindex");
		return -EINVAL;
	}
	if (kind == XVS_NIC_KIND_HOST && attrs[XVS_A_NIC_IFINDEX]) {
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[XVS_A_NIC_IFINDEX],
				    "a host NIC gets a new device, whose ifindex the kernel chooses");
		return -EINVAL;
	}
	return 0;
}

static struct net_device *find_device(struct genl_info *info)
{
	struct nlattr *ifname = info->attrs[XVS_A_NIC_IFNAME];
	struct nlattr *ifindex = info->attrs[XVS_A_NIC_IFINDEX];
	struct net *net = genl_info_net(info);
	struct net_device *dev;

	if (ifname)
		dev = __dev_get_by_name(net, nla_data(ifname));
	else
		dev = __dev_get_by_index(net, nla_get_u32(ifindex));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(info->extack, ifname ?: ifindex,
				    "there is no such device");
		return ERR_PTR(-ENODEV);
	}
	if (ifindex && nla_get_u32(ifindex) != dev->ifindex) {
		NL_SET_ERR_MSG_ATTR(info->extack, ifindex,
				    "ifname and ifindex name different devices");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

static struct xvs_nic *new_host(struct genl_info *info, struct xvs_port *port,
				const struct xvs_nic_facts *facts)
{
	const char *ifname = nla_data(info->attrs[XVS_A_NIC_IFNAME]);
	struct xvs_nic *nic;
	int err;

	if (!dev_valid_name(ifname) || strchr(ifname, '%')) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[XVS_A_NIC_IFNAME],
				    "a device cannot have such a name");
		return ERR_PTR(-EINVAL);
	}
	err = xvs_rtnl_host_add(port, ifname, facts, &nic, info->extack);
	return err ? ERR_PTR(err) : nic;
}

static struct xvs_nic *new_on_port(struct genl_info *info,
				   struct xvs_port *port,
				   const struct xvs_nic_facts *facts)
{
	u32 kind = nla_get_u32(info->attrs[XVS_A_NIC_KIND]);
	const struct xvs_nic_ops *ops = &xvs_nic_netdev_ops;
	struct net_device *dev;

	if (kind == XVS_NIC_KIND_HOST)
		return new_host(info, port, facts);
	if (kind == XVS_NIC_KIND_UPLINK)
		ops = &xvs_nic_uplink_ops;
	dev = find_device(info);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	return xvs_nic_create_locked(port, ops, dev, facts, info->extack);
}

static int new_nic(struct genl_info *info, struct sk_buff *reply)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_nic_facts facts = { .numa_node = NUMA_NO_NODE };
	struct xvs_switch *sw;
	struct xvs_port *port;
	struct xvs_nic *nic;
	int err;

	err = check_new(info) ?: parse_facts(info, &facts);
	if (err)
		return err;
	port = xvs_nl_port_lock(info);
	if (IS_ERR(port))
		return PTR_ERR(port);
	sw = port->sw;
	nic = new_on_port(info, port, &facts);
	err = PTR_ERR_OR_ZERO(nic);
	if (!err)
		err = fill(reply, &head, nic);
	xvs_nl_switch_unlock(sw);
	return err;
}

int xvs_nl_nic_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	rtnl_lock();
	err = new_nic(info, reply);
	rtnl_unlock();
	return xvs_nl_reply(info, reply, err);
}

/* --- the other steps --- */

static int set(struct xvs_nic *nic, struct genl_info *info)
{
	struct xvs_nic_facts facts = nic->facts;
	int err = parse_facts(info, &facts);

	return err ?: xvs_nic_set_locked(nic, &facts, info->extack);
}

static int connect(struct xvs_nic *nic, struct genl_info *info)
{
	return xvs_nic_connect_locked(nic, info->extack);
}

static int disconnect(struct xvs_nic *nic, struct genl_info *info)
{
	return xvs_nic_disconnect_locked(nic, info->extack);
}

/* Unlocking removes the device of a host NIC. */
static int delete(struct xvs_nic *nic, struct genl_info *info)
{
	return xvs_nic_delete_locked(nic, info->extack);
}

static int with_nic(struct genl_info *info,
		    int (*step)(struct xvs_nic *nic, struct genl_info *info))
{
	struct xvs_switch *sw;
	struct xvs_nic *nic;
	int err;

	rtnl_lock();
	nic = lock_nic(info);
	err = PTR_ERR_OR_ZERO(nic);
	if (!err) {
		sw = nic->port->sw;
		err = step(nic, info);
		xvs_nl_switch_unlock(sw);
	}
	rtnl_unlock();
	return xvs_nl_explain(info, err);
}

int xvs_nl_nic_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	if (!attrs[XVS_A_NIC_CLASS] && !attrs[XVS_A_NIC_PERMANENT_MAC] &&
	    !attrs[XVS_A_NIC_VM_MAC] && !attrs[XVS_A_NIC_VM] &&
	    !attrs[XVS_A_NIC_NUMA_NODE]) {
		NL_SET_ERR_MSG(info->extack,
			       "nothing to change: give class, permanent-mac, vm-mac, vm or numa-node");
		return -EINVAL;
	}
	return with_nic(info, set);
}

int xvs_nl_nic_connect_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_nic(info, connect);
}

int xvs_nl_nic_disconnect_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_nic(info, disconnect);
}

int xvs_nl_nic_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_nic(info, delete);
}
