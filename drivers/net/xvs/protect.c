// SPDX-License-Identifier: GPL-2.0-only
/* The traffic of a port with a peer is protected: which of xfrm's associations
 * are bound to which port.
 *
 * xfrm stays the owner of an association and of its keys; a port holds it, also
 * when xfrm has deleted it. Its frames are dropped then, and not sent in the
 * clear, until the operator unbinds it.
 *
 * Entered by nl_sa.c and port.c with the switch's mutex held. What becomes of
 * frames is in protect_in.c and protect_out.c.
 */
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include <linux/rhashtable.h>
#include <net/xfrm.h>

#include "event.h"
#include "ipsec.h"
#include "nic.h"
#include "port.h"
#include "protect.h"
#include "switch.h"

static const struct rhashtable_params sa_params = {
	.key_len = sizeof(struct xfrm_state *),
	.key_offset = offsetof(struct xvs_port_sa, x),
	.head_offset = offsetof(struct xvs_port_sa, hash),
	.automatic_shrinking = true,
};

static struct rhashtable sas;		/* of all ports */

/* What @x is bound to, or NULL. */
struct xvs_port_sa *xvs_protect_of_rcu(const struct xfrm_state *x)
{
	return rhashtable_lookup(&sas, &x, sa_params);
}

/* --- what can be bound --- */

static unsigned int limit_of(const struct xvs_port *port)
{
	return port->cfg.chosen & BIT(XVS_SET_SA_LIMIT) ? port->cfg.sa_limit :
							  XVS_PORT_SA_LIMIT;
}

static int check_port(const struct xvs_port *port,
		      struct netlink_ext_ack *extack)
{
	const struct xvs_nic *nic = port->nic;

	if (port->state != XVS_PORT_STATE_CREATED) {
		NL_SET_ERR_MSG(extack, "the port is being torn down");
		return -EBUSY;
	}
	if (nic && (nic->ops->kind == XVS_NIC_KIND_HOST ||
		    nic->ops->kind == XVS_NIC_KIND_UPLINK)) {
		NL_SET_ERR_MSG(extack, "a guest's port has associations; the host has its own by ip xfrm");
		return -EINVAL;
	}
	if (port->sa_count >= limit_of(port)) {
		NL_SET_ERR_MSG(extack, "the port has as many associations as its property ipsec.sa-limit allows");
		return -ENOSPC;
	}
	return 0;
}

static int check_kind(const struct xfrm_state *x,
		      struct netlink_ext_ack *extack)
{
	if (x->props.mode != XFRM_MODE_TRANSPORT &&
	    x->props.mode != XFRM_MODE_TUNNEL) {
		NL_SET_ERR_MSG(extack, "a port's association is in transport or tunnel mode");
		return -EOPNOTSUPP;
	}
	if (x->encap) {
		NL_SET_ERR_MSG(extack, "a port's association is not behind a NAT, inside UDP");
		return -EOPNOTSUPP;
	}
	if (x->sel.proto || x->sel.sport_mask || x->sel.dport_mask) {
		NL_SET_ERR_MSG(extack, "the association is for one protocol or port only, and a port's is for addresses");
		return -EOPNOTSUPP;
	}
	if (!x->type_offload) {
		NL_SET_ERR_MSG(extack, "xfrm made the association without its part for offload; name a device with it, if only lo");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* On the switch's own device, which goes with the ports, or on none. */
static int check_device(const struct xvs_switch *sw,
			const struct xfrm_state *x,
			enum xvs_sa_direction direction,
			struct netlink_ext_ack *extack)
{
	u8 dir = direction == XVS_SA_DIRECTION_IN ? XFRM_DEV_OFFLOAD_IN :
						    XFRM_DEV_OFFLOAD_OUT;

	if (!x->xso.dev)
		return 0;
	if (x->xso.dev != sw->dev) {
		NL_SET_ERR_MSG(extack, "the association is offloaded to another device than the switch's");
		return -EINVAL;
	}
	if (x->xso.dir != dir) {
		NL_SET_ERR_MSG(extack, "the association is offloaded for the other direction");
		return -EINVAL;
	}
	return 0;
}

static const xfrm_address_t *far_end(const struct xfrm_state *x,
				     enum xvs_sa_direction direction)
{
	return direction == XVS_SA_DIRECTION_OUT ? &x->id.daddr :
						   &x->props.saddr;
}

static u8 bits_of(u16 family)
{
	return family == AF_INET ? 32 : 128;
}

/* With whom, if the operator does not say. */
static void default_peer(const struct xfrm_state *x,
			 enum xvs_sa_direction direction,
			 struct xvs_prefix *peer)
{
	bool out = direction == XVS_SA_DIRECTION_OUT;

	peer->family = x->sel.family;
	peer->len = out ? x->sel.prefixlen_d : x->sel.prefixlen_s;
	peer->addr = out ? x->sel.daddr : x->sel.saddr;
	if (x->props.mode == XFRM_MODE_TUNNEL && peer->family && peer->len)
		return;
	peer->family = x->props.family;
	peer->len = bits_of(peer->family);
	peer->addr = *far_end(x, direction);
}

static int check_peer(const struct xfrm_state *x,
		      enum xvs_sa_direction direction,
		      const struct xvs_prefix *peer,
		      struct netlink_ext_ack *extack)
{
	if (x->props.mode == XFRM_MODE_TRANSPORT &&
	    (peer->len != bits_of(peer->family) ||
	     !xvs_prefix_has(peer, x->props.family, far_end(x, direction)))) {
		NL_SET_ERR_MSG(extack, "in transport mode the peer is the address at the far end itself");
		return -EINVAL;
	}
	if (peer->family != x->props.family &&
	    peer->family != x->inner_mode_iaf.family) {
		NL_SET_ERR_MSG(extack, "the tunnel carries no packets of that family");
		return -EINVAL;
	}
	return 0;
}

/* --- what xfrm says of it --- */

static void name_alg(const struct xfrm_state *x, char *name, size_t size)
{
	if (x->aead)
		strscpy(name, x->aead->alg_name, size);
	else if (x->ealg && x->aalg)
		snprintf(name, size, "%s %s", x->ealg->alg_name,
			 x->aalg->alg_name);
	else if (x->ealg)
		strscpy(name, x->ealg->alg_name, size);
}

static void name_nic(const struct xfrm_state *x, char *name, size_t size)
{
	const struct net_device *nic;

	rcu_read_lock();
	nic = xvs_ipsec_nic_rcu(x);
	if (nic)
		strscpy(name, nic->name, size);
	rcu_read_unlock();
}

void xvs_protect_view(const struct xvs_port_sa *sa,
		      struct xvs_port_sa_view *view)
{
	struct xfrm_state *x = sa->x;

	*view = (struct xvs_port_sa_view) {
		.src = x->props.saddr,
		.dst = x->id.daddr,
		.family = x->props.family,
		.spi = x->id.spi,
		.mode = x->props.mode,
		.esn = x->props.flags & XFRM_STATE_ESN,
		.replay_window = x->replay_esn ? x->replay_esn->replay_window :
						 x->props.replay_window,
	};
	name_alg(x, view->alg, sizeof(view->alg));
	name_nic(x, view->nic, sizeof(view->nic));
	spin_lock_bh(&x->lock);
	view->state = x->km.state;
	view->packets = x->curlft.packets;
	view->bytes = x->curlft.bytes;
	view->replayed = x->stats.replay + x->stats.replay_window;
	view->forged = x->stats.integrity_failed;
	spin_unlock_bh(&x->lock);
}

static_assert((int)XVS_SA_MODE_TRANSPORT == (int)XFRM_MODE_TRANSPORT);
static_assert((int)XVS_SA_MODE_TUNNEL == (int)XFRM_MODE_TUNNEL);
static_assert((int)XVS_SA_STATE_VALID == (int)XFRM_STATE_VALID);
static_assert((int)XVS_SA_STATE_DEAD == (int)XFRM_STATE_DEAD);

/* --- binding --- */

static struct xfrm_state *get_state(const struct xvs_switch *sw,
				    const struct xvs_port_sa_name *name,
				    struct netlink_ext_ack *extack)
{
	struct xfrm_state *x;

	x = xfrm_state_lookup(sw->net, 0, &name->dst, name->spi, IPPROTO_ESP,
			      name->family);
	if (!x)
		NL_SET_ERR_MSG(extack, "xfrm has no ESP association of that SPI to that address");
	return x;
}

static void publish(struct xvs_port *port)
{
	u32 flags = port->flags & ~XVS_PORT_PROTECT;

	if (port->sa_count)
		flags |= XVS_PORT_PROTECT;
	WRITE_ONCE(port->flags, flags);
	port->sw->generation++;
}

static void free_rcu(struct rcu_head *rcu)
{
	struct xvs_port_sa *sa = container_of(rcu, struct xvs_port_sa, rcu);

	xfrm_state_put(sa->x);
	kfree(sa);
}

/* Takes over the reference to @x. */
static struct xvs_port_sa *make(struct xvs_port *port, struct xfrm_state *x,
				enum xvs_sa_direction direction,
				const struct xvs_prefix *peer)
{
	struct xvs_port_sa *sa = kzalloc(sizeof(*sa), GFP_KERNEL);

	if (!sa)
		return NULL;
	sa->x = x;
	sa->port = port;
	sa->direction = direction;
	if (peer)
		sa->peer = *peer;
	else
		default_peer(x, direction, &sa->peer);
	return sa;
}

static int insert(struct xvs_port_sa *sa, struct netlink_ext_ack *extack)
{
	struct xvs_port *port = sa->port;
	int err;

	err = check_kind(sa->x, extack) ?:
	      check_device(port->sw, sa->x, sa->direction, extack) ?:
	      check_peer(sa->x, sa->direction, &sa->peer, extack);
	if (err)
		return err;
	err = rhashtable_lookup_insert_fast(&sas, &sa->hash, sa_params);
	if (err) {
		if (err == -EEXIST)
			NL_SET_ERR_MSG(extack, "the association is bound to a port already");
		return err;
	}
	/* the newest is taken first: who rekeys has two for a while */
	list_add_rcu(&sa->node, &port->sas);
	port->sa_count++;
	return 0;
}

struct xvs_port_sa *
xvs_protect_bind_locked(struct xvs_port *port,
			const struct xvs_port_sa_name *name,
			const struct xvs_prefix *peer,
			struct netlink_ext_ack *extack)
{
	struct xvs_port_sa *sa;
	struct xfrm_state *x;
	int err;

	lockdep_assert_held(&port->sw->lock);
	err = check_port(port, extack);
	if (err)
		return ERR_PTR(err);
	x = get_state(port->sw, name, extack);
	if (!x)
		return ERR_PTR(-ENOENT);
	sa = make(port, x, name->direction, peer);
	if (!sa) {
		err = -ENOMEM;
		goto err_put;
	}
	err = insert(sa, extack);
	if (err)
		goto err_free;
	static_branch_inc(&xvs_ipsec_used);
	publish(port);
	xvs_event_sa(sa, XVS_EVENT_CREATED);
	return sa;

err_free:
	kfree(sa);
err_put:
	xfrm_state_put(x);
	return ERR_PTR(err);
}

struct xvs_port_sa *
xvs_protect_find_locked(const struct xvs_port *port,
			const struct xvs_port_sa_name *name)
{
	struct xvs_port_sa *sa;

	lockdep_assert_held(&port->sw->lock);
	list_for_each_entry(sa, &port->sas, node)
		if (sa->direction == name->direction &&
		    sa->x->id.spi == name->spi &&
		    sa->x->props.family == name->family &&
		    xfrm_addr_equal(&sa->x->id.daddr, &name->dst,
				    name->family))
			return sa;
	return NULL;
}

/* Frames see the old one or the new one, whole. */
int xvs_protect_set_peer_locked(struct xvs_port_sa *sa,
				const struct xvs_prefix *peer,
				struct netlink_ext_ack *extack)
{
	struct xvs_port_sa *new;
	int err;

	lockdep_assert_held(&sa->port->sw->lock);
	err = check_peer(sa->x, sa->direction, peer, extack);
	if (err)
		return err;
	new = make(sa->port, sa->x, sa->direction, peer);
	if (!new)
		return -ENOMEM;
	err = rhashtable_replace_fast(&sas, &sa->hash, &new->hash, sa_params);
	if (err) {
		kfree(new);
		return err;
	}
	xfrm_state_hold(new->x);
	list_replace_rcu(&sa->node, &new->node);
	call_rcu(&sa->rcu, free_rcu);
	new->port->sw->generation++;
	xvs_event_sa(new, XVS_EVENT_CHANGED);
	return 0;
}

void xvs_protect_unbind_locked(struct xvs_port_sa *sa)
{
	struct xvs_port *port = sa->port;

	lockdep_assert_held(&port->sw->lock);
	xvs_event_sa(sa, XVS_EVENT_DELETED);
	list_del_rcu(&sa->node);
	rhashtable_remove_fast(&sas, &sa->hash, sa_params);
	port->sa_count--;
	publish(port);
	static_branch_dec(&xvs_ipsec_used);
	call_rcu(&sa->rcu, free_rcu);
}

void xvs_protect_unbind_all_locked(struct xvs_port *port)
{
	struct xvs_port_sa *sa, *next;

	list_for_each_entry_safe(sa, next, &port->sas, node)
		xvs_protect_unbind_locked(sa);
}

int xvs_protect_register(void)
{
	return rhashtable_init(&sas, &sa_params);
}

void xvs_protect_unregister(void)
{
	rhashtable_destroy(&sas);
}
