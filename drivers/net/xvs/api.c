// SPDX-License-Identifier: GPL-2.0-only
/* What extensions may call, but for holding (hold.c) and for destinations
 * (stack.c). include/net/xvs.h says what each function promises.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>

#include "event.h"
#include "fdb.h"
#include "ingress.h"
#include "nic.h"
#include "port.h"
#include "property.h"
#include "stack.h"
#include "switch.h"
#include "verify.h"

/* --- ports and NICs --- */

u32 xvs_port_id(const struct xvs_port *port)
{
	return port->id;
}
EXPORT_SYMBOL_NS_GPL(xvs_port_id, XVS);

const char *xvs_port_name(const struct xvs_port *port)
{
	return port->name;
}
EXPORT_SYMBOL_NS_GPL(xvs_port_name, XVS);

bool xvs_port_is_connected(const struct xvs_port *port)
{
	return READ_ONCE(port->flags) & XVS_PORT_CONNECTED;
}
EXPORT_SYMBOL_NS_GPL(xvs_port_is_connected, XVS);

bool xvs_port_owns(const struct xvs_port *port, const u8 *mac)
{
	u64 key = xvs_fdb_key(mac, 0);

	return key == READ_ONCE(port->mac) || xvs_port_lists_rcu(port, key);
}
EXPORT_SYMBOL_NS_GPL(xvs_port_owns, XVS);

void *xvs_port_priv(const struct xvs_attach *at, const struct xvs_port *port)
{
	return READ_ONCE(port->priv[at->slot]);
}
EXPORT_SYMBOL_NS_GPL(xvs_port_priv, XVS);

struct xvs_port *xvs_port_find(const struct xvs_attach *at, const char *name)
{
	return xvs_port_find_locked(xvs_attachment_of(at)->sw, name);
}
EXPORT_SYMBOL_NS_GPL(xvs_port_find, XVS);

struct xvs_port *xvs_port_find_id(const struct xvs_attach *at, u32 id)
{
	struct xvs_switch *sw = xvs_attachment_of(at)->sw;

	return id ? xvs_port_find_id_locked(sw, id) : sw->self;
}
EXPORT_SYMBOL_NS_GPL(xvs_port_find_id, XVS);

bool xvs_nic_info(const struct xvs_port *port, struct xvs_nic_info *info)
{
	const struct xvs_nic *nic = port->nic;

	if (!nic)
		return false;
	*info = (struct xvs_nic_info) {
		.dev = nic->dev,
		.kind = nic->ops->kind,
		.class = nic->facts.class,
		.state = nic->state,
		.declared = nic->facts.declared,
		.vm = nic->facts.vm,
	};
	ether_addr_copy(info->permanent_mac, nic->facts.permanent_mac);
	ether_addr_copy(info->vm_mac, nic->facts.vm_mac);
	return true;
}
EXPORT_SYMBOL_NS_GPL(xvs_nic_info, XVS);

/* --- properties --- */

u32 xvs_property_number(const struct xvs_attach *at,
			const struct xvs_port *port, unsigned int own)
{
	const struct xvs_value *value;

	value = xvs_property_value(xvs_attachment_of(at), port, own);
	return value && value->chosen ? value->number :
					at->ext->properties[own].otherwise;
}
EXPORT_SYMBOL_NS_GPL(xvs_property_number, XVS);

const void *xvs_property_data(const struct xvs_attach *at,
			      const struct xvs_port *port, unsigned int own,
			      u32 *len)
{
	const struct xvs_value *value;

	value = xvs_property_value(xvs_attachment_of(at), port, own);
	*len = value && value->chosen ? value->len : 0;
	return *len ? value->data : "";
}
EXPORT_SYMBOL_NS_GPL(xvs_property_data, XVS);

/* --- frames --- */

bool xvs_frame_is_known(const struct xvs_attach *at, const struct sk_buff *skb)
{
	const u8 *dest = ((const struct ethhdr *)skb->data)->h_dest;
	const struct xvs_frame *frame = xvs_frame(skb);

	return !is_multicast_ether_addr(dest) &&
	       xvs_fdb_find_rcu(&frame->src->sw->fdb,
				xvs_fdb_key(dest, frame->fid));
}
EXPORT_SYMBOL_NS_GPL(xvs_frame_is_known, XVS);

struct sk_buff *xvs_frame_clone(const struct sk_buff *skb)
{
	struct sk_buff *clone = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);

	if (clone) {
		xvs_frame(clone)->mirrors = 0;
		memset(xvs_frame(clone)->word, 0,
		       sizeof(xvs_frame(clone)->word));
	}
	return clone;
}
EXPORT_SYMBOL_NS_GPL(xvs_frame_clone, XVS);

/* So deep may one injection stand in another. */
#define DEPTH	3

static DEFINE_PER_CPU(unsigned int, depth);

static void count_injected(struct xvs_attachment *att)
{
	struct xvs_ext_stats *stats = this_cpu_ptr(att->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->injected);
	u64_stats_update_end(&stats->syncp);
}

static int check_inject(struct xvs_attachment *att,
			const struct xvs_port *src, u16 vlan)
{
	bool trusted = !src || !src->id;

	if (!READ_ONCE(att->enabled) ||
	    (trusted && vlan >= VLAN_N_VID - 1))
		return -EINVAL;
	if (src && src->sw != att->sw) {
		xvs_verify_report(att,
				  "a frame is injected from a port of the same switch");
		return -EINVAL;
	}
	if (src && !xvs_port_is_connected(src))
		return -ENOTCONN;
	return this_cpu_read(depth) < DEPTH ? 0 : -ELOOP;
}

static void inject_rcu(struct xvs_attachment *att, struct xvs_port *src,
		       u16 vlan, struct sk_buff *skb)
{
	xvs_verify_let_go(skb);
	skb_reset_mac_header(skb);
	count_injected(att);
	this_cpu_inc(depth);
	if (src && src->id)
		xvs_ingress_inject_rcu(src, skb, att);
	else
		xvs_ingress_trusted_rcu(att->sw->self, vlan, skb, att);
	this_cpu_dec(depth);
}

int xvs_frame_inject(struct xvs_attach *at, struct xvs_port *src, u16 vlan,
		     struct sk_buff *skb)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	int err;

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM;
	local_bh_disable();
	rcu_read_lock();
	err = check_inject(att, src, vlan);
	if (err)
		kfree_skb(skb);
	else
		inject_rcu(att, src, vlan, skb);
	rcu_read_unlock();
	local_bh_enable();
	return err;
}
EXPORT_SYMBOL_NS_GPL(xvs_frame_inject, XVS);

/* --- mirror destinations --- */

/* What others had there went with its port. */
static void forget_mirror(struct xvs_switch *sw, int mirror)
{
	struct xvs_attachment *att;

	list_for_each_entry(att, &sw->attachments, node)
		__clear_bit(mirror, &att->mirrors);
}

static int take_mirror(struct xvs_attachment *att, struct xvs_port *port)
{
	struct xvs_switch *sw = att->sw;
	int i;

	for (i = 0; i < XVS_MIRROR_MAX; i++) {
		if (rcu_access_pointer(sw->mirrors[i]))
			continue;
		forget_mirror(sw, i);
		port->mirror = BIT(i);
		__set_bit(i, &att->mirrors);
		rcu_assign_pointer(sw->mirrors[i], port);
		return i;
	}
	return -ENOSPC;
}

int xvs_mirror_open(struct xvs_attach *at, struct xvs_port *port)
{
	struct xvs_attachment *att = xvs_attachment_of(at);

	lockdep_assert_held(&att->sw->lock);
	if (!port->id || port->sw != att->sw)
		return -EINVAL;
	if (!port->mirror)
		return take_mirror(att, port);
	/* several sessions may go to one port */
	return test_bit(__ffs(port->mirror), &att->mirrors) ?
	       __ffs(port->mirror) : -EBUSY;
}
EXPORT_SYMBOL_NS_GPL(xvs_mirror_open, XVS);

void xvs_mirror_close(struct xvs_attach *at, int mirror)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	struct xvs_switch *sw = att->sw;
	struct xvs_port *port;

	lockdep_assert_held(&sw->lock);
	if (!__test_and_clear_bit(mirror, &att->mirrors))
		return;
	port = rcu_dereference_protected(sw->mirrors[mirror],
					 lockdep_is_held(&sw->lock));
	if (port)
		port->mirror = 0;
	RCU_INIT_POINTER(sw->mirrors[mirror], NULL);
}
EXPORT_SYMBOL_NS_GPL(xvs_mirror_close, XVS);

/* --- telling the operator --- */

#define ALERTS_A_SECOND	100
#define ALERT_LEN	256

static bool may_alert(struct xvs_attachment *att)
{
	unsigned long second = jiffies / HZ;
	bool may;

	spin_lock_bh(&att->alert_lock);
	if (att->alert_second != second) {
		att->alert_second = second;
		att->alert_count = 0;
	}
	may = att->alert_count++ < ALERTS_A_SECOND;
	spin_unlock_bh(&att->alert_lock);
	return may;
}

void xvs_ext_alert(struct xvs_attach *at, const struct xvs_port *port,
		   const char *fmt, ...)
{
	struct xvs_attachment *att = xvs_attachment_of(at);
	char text[ALERT_LEN];
	va_list args;

	if (!may_alert(att)) {
		atomic_long_inc(&att->alerts_lost);
		return;
	}
	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	xvs_event_alert(att, port, text);
}
EXPORT_SYMBOL_NS_GPL(xvs_ext_alert, XVS);

void xvs_ext_changed(struct xvs_attach *at)
{
	struct xvs_attachment *att = xvs_attachment_of(at);

	lockdep_assert_held(&att->sw->lock);
	att->sw->generation++;
}
EXPORT_SYMBOL_NS_GPL(xvs_ext_changed, XVS);

void xvs_ext_unregister_netdev(struct xvs_attach *at, struct net_device *dev)
{
	struct xvs_attachment *att = xvs_attachment_of(at);

	lockdep_assert_held(&att->sw->lock);
	unregister_netdevice_queue(dev, &att->sw->orphans);
}
EXPORT_SYMBOL_NS_GPL(xvs_ext_unregister_netdev, XVS);
