// SPDX-License-Identifier: GPL-2.0-only
/* Ports: their life, their settings, and the settings compiled for the
 * datapath.
 *
 * A port lives from create to delete, with or without NICs that come and go.
 * What the operator sets stays with the port; what was never set follows the
 * NIC. Both are compiled into the one line that every frame reads.
 */
#include <linux/etherdevice.h>
#include <linux/netlink.h>
#include <linux/rculist.h>
#include <linux/rhashtable.h>

#include "event.h"
#include "fdb.h"
#include "nic.h"
#include "port.h"
#include "protect.h"
#include "stack.h"
#include "stats.h"
#include "switch.h"
#include "walk.h"

static const struct rhashtable_params name_params = {
	.key_len = sizeof_field(struct xvs_port, name),
	.key_offset = offsetof(struct xvs_port, name),
	.head_offset = offsetof(struct xvs_port, name_node),
	.automatic_shrinking = true,
};

/* --- sets of addresses --- */

static unsigned int count_words(const char *text)
{
	unsigned int count = 1;

	for (; *text; text++)
		count += *text == ',';
	return count;
}

/* Address lists are written as 52:54:00:00:00:01,52:54:00:00:00:02. */
struct xvs_mac_set *xvs_mac_set_parse(const char *text,
				      struct netlink_ext_ack *extack)
{
	struct xvs_mac_set *set;
	u8 addr[ETH_ALEN];
	int err = -EINVAL;

	set = kvzalloc(struct_size(set, addr, count_words(text)), GFP_KERNEL);
	if (!set)
		return ERR_PTR(-ENOMEM);
	refcount_set(&set->refs, 1);

	for (;;) {
		if (!mac_pton(text, addr) || !is_valid_ether_addr(addr)) {
			NL_SET_ERR_MSG(extack,
				       "not a list of unicast MAC addresses with commas between");
			goto err_free;
		}
		set->addr[set->count++] = xvs_fdb_key(addr, 0);
		text += 3 * ETH_ALEN - 1;
		if (!*text)
			return set;
		if (*text++ != ',') {
			NL_SET_ERR_MSG(extack,
				       "a comma belongs between two MAC addresses");
			goto err_free;
		}
	}

err_free:
	kvfree(set);
	return ERR_PTR(err);
}

struct xvs_mac_set *xvs_mac_set_get(struct xvs_mac_set *set)
{
	if (set)
		refcount_inc(&set->refs);
	return set;
}

void xvs_mac_set_put(struct xvs_mac_set *set)
{
	if (set && refcount_dec_and_test(&set->refs))
		kvfree_rcu(set, rcu);
}

/* --- texts --- */

struct xvs_text *xvs_text_new(const char *text)
{
	size_t size = strlen(text) + 1;
	struct xvs_text *new;

	new = kmalloc(struct_size(new, text, size), GFP_KERNEL);
	if (!new)
		return NULL;
	refcount_set(&new->refs, 1);
	memcpy(new->text, text, size);
	return new;
}

struct xvs_text *xvs_text_get(struct xvs_text *text)
{
	if (text)
		refcount_inc(&text->refs);
	return text;
}

void xvs_text_put(struct xvs_text *text)
{
	if (text && refcount_dec_and_test(&text->refs))
		kfree(text);
}

/* --- settings --- */

void xvs_port_cfg_copy(struct xvs_port_cfg *to, const struct xvs_port_cfg *from)
{
	*to = *from;
	xvs_vlan_set_get(to->vlan.trunk);
	xvs_vlan_set_get(to->vlan.prune);
	xvs_vlan_set_get(to->vlan.secondaries);
	xvs_mac_set_get(to->macs);
	xvs_text_get(to->require);
}

void xvs_port_cfg_free(struct xvs_port_cfg *cfg)
{
	xvs_vlan_set_put(cfg->vlan.trunk);
	xvs_vlan_set_put(cfg->vlan.prune);
	xvs_vlan_set_put(cfg->vlan.secondaries);
	xvs_mac_set_put(cfg->macs);
	xvs_text_put(cfg->require);
}

static void choose(struct xvs_port_cfg *cfg, enum xvs_port_setting setting,
		   u32 *value, u32 otherwise)
{
	if (!(cfg->chosen & BIT(setting)))
		*value = otherwise;
}

static bool is_hosts(const struct xvs_port *port)
{
	return port->nic && port->nic->ops->kind == XVS_NIC_KIND_HOST;
}

/* Fill in what was never set. A declared NIC is a VM's and gets no more than
 * its own: no tags, no foreign addresses, no unknown unicast. Any other port
 * does as a bridge's. Borrows the sets: @cfg is not to be freed.
 */
void xvs_port_effective(const struct xvs_port *port, struct xvs_port_cfg *cfg)
{
	const struct xvs_nic *nic = port->nic;
	bool declared = nic && nic->facts.declared;
	bool open, tagged;

	*cfg = port->cfg;
	choose(cfg, XVS_SET_VLAN_MODE, &cfg->vlan.mode,
	       declared ? XVS_VLAN_ACCESS : XVS_VLAN_TRANSPARENT);
	tagged = cfg->vlan.mode == XVS_VLAN_TRUNK ||
		 cfg->vlan.mode == XVS_VLAN_TRANSPARENT;

	open = !declared || cfg->spoof;
	choose(cfg, XVS_SET_LEARN, &cfg->learn, open);
	open = open || cfg->learn;
	/* An address is pinned in one VLAN; in the others of a trunk it is
	 * found only by flooding first.
	 */
	choose(cfg, XVS_SET_FLOOD_UNICAST, &cfg->flood_unicast, open || tagged);
	choose(cfg, XVS_SET_FLOOD_MULTICAST, &cfg->flood_multicast, 1);
	choose(cfg, XVS_SET_FLOOD_BROADCAST, &cfg->flood_broadcast, 1);
	choose(cfg, XVS_SET_PRIORITY, &cfg->priority, !declared);
	choose(cfg, XVS_SET_SA_LIMIT, &cfg->sa_limit, is_hosts(port) ?
	       XVS_OFFLOAD_UNLIMITED : XVS_PORT_SA_LIMIT);
}

static u32 compile_flags(const struct xvs_port *port,
			 const struct xvs_port_cfg *cfg,
			 const struct xvs_vlan_rules *rules)
{
	const struct xvs_nic *nic = port->nic;
	u32 flags = port->flags & (XVS_PORT_CONNECTED | XVS_PORT_BLOCKED |
				   XVS_PORT_PROTECT);

	if (nic && nic->facts.declared && !cfg->spoof && !cfg->learn)
		flags |= XVS_PORT_GUARD;
	/* A guarded trunk learns in which VLANs its addresses live. */
	if (cfg->learn || (rules->trunk && flags & XVS_PORT_GUARD))
		flags |= XVS_PORT_LEARN;
	if (cfg->flood_unicast)
		flags |= XVS_PORT_FLOOD_UNICAST;
	if (cfg->flood_multicast)
		flags |= XVS_PORT_FLOOD_MULTICAST;
	if (cfg->flood_broadcast)
		flags |= XVS_PORT_FLOOD_BROADCAST;
	if (cfg->isolated)
		flags |= XVS_PORT_ISOLATED;
	if (cfg->priority)
		flags |= XVS_PORT_PRIORITY;
	if (rules->trunk)
		flags |= XVS_PORT_TRUNK;
	if (rules->no_untagged)
		flags |= XVS_PORT_NO_UNTAGGED;
	if (cfg->vlan.mode >= XVS_VLAN_ISOLATED)
		flags |= XVS_PORT_PRIVATE;
	if (nic && !nic->ops->deliver)
		flags |= XVS_PORT_DEVICE;
	return flags;
}

/* Whether frames may be wanted here for addresses that nobody has declared. A
 * host NIC says what it listens to.
 */
static bool is_open_end(const struct xvs_port *port, u32 flags)
{
	return flags & XVS_PORT_CONNECTED && port->nic != port->sw->uplink &&
	       flags & XVS_PORT_DEVICE &&
	       (flags & XVS_PORT_FLOOD_UNICAST ||
		(flags & (XVS_PORT_LEARN | XVS_PORT_GUARD)) == XVS_PORT_LEARN);
}

static void set_flags(struct xvs_port *port, u32 flags)
{
	struct xvs_switch *sw = port->sw;

	sw->open_ends -= is_open_end(port, port->flags);
	sw->open_ends += is_open_end(port, flags);
	WRITE_ONCE(port->flags, flags);
}

/* --- the addresses pinned for a NIC --- */

static bool has_key(const u64 *keys, unsigned int count, u64 key)
{
	while (count--)
		if (keys[count] == key)
			return true;
	return false;
}

/* The uplink keeps a filter of the addresses behind the other ports. */
static void tell_uplink(const struct xvs_port *port, u64 key, bool add)
{
	struct xvs_nic *uplink = port->sw->uplink;
	u8 addr[ETH_ALEN];

	if (!uplink || uplink == port->nic ||
	    uplink->state != XVS_NIC_STATE_CONNECTED)
		return;
	xvs_fdb_key_addr(key, addr);
	uplink->ops->address(uplink, addr, add);
}

static void unpin_one(struct xvs_port *port, u64 key)
{
	xvs_fdb_del(&port->sw->fdb, key, XVS_FDB_KIND_PINNED, NULL);
	tell_uplink(port, key, false);
}

static void unpin(struct xvs_port *port, const u64 *keys, unsigned int count,
		  const u64 *keep, unsigned int keep_count)
{
	while (count--)
		if (!has_key(keep, keep_count, keys[count]))
			unpin_one(port, keys[count]);
}

/* Replace what is pinned by @keys, which become the port's; or fail and change
 * nothing.
 */
static int pin(struct xvs_port *port, u64 *keys, unsigned int count,
	       struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < count; i++) {
		if (has_key(port->pins, port->pin_count, keys[i]))
			continue;
		err = xvs_fdb_add(&port->sw->fdb, port, keys[i],
				  XVS_FDB_KIND_PINNED, extack);
		if (err)
			goto err_unpin;
		tell_uplink(port, keys[i], true);
	}
	unpin(port, port->pins, port->pin_count, keys, count);
	kvfree(port->pins);
	port->pins = keys;
	port->pin_count = count;
	return 0;

err_unpin:
	unpin(port, keys, i, port->pins, port->pin_count);
	return err;
}

static void add_key(u64 *keys, unsigned int *count, u64 addr, u16 fid)
{
	u64 key = addr | (u64)fid << 48;

	if (!has_key(keys, *count, key))
		keys[(*count)++] = key;
}

/* The address in force of the port's NIC: the declared one, unless the guest
 * may choose and has chosen; that of the device where none is declared.
 */
void xvs_port_nic_mac(const struct xvs_port *port, u8 *addr)
{
	const struct xvs_nic_facts *facts = &port->nic->facts;

	if (!facts->declared)
		ether_addr_copy(addr, port->nic->dev->dev_addr);
	else if (port->cfg.spoof && is_valid_ether_addr(facts->vm_mac))
		ether_addr_copy(addr, facts->vm_mac);
	else
		ether_addr_copy(addr, facts->permanent_mac);
}

/* Pin the NIC's address and the listed ones while frames may pass, none
 * otherwise.
 */
static int compile_pins(struct xvs_port *port, const struct xvs_port_cfg *cfg,
			u16 fid, bool connected, struct netlink_ext_ack *extack)
{
	unsigned int count = 0, i;
	u8 addr[ETH_ALEN];
	u64 *keys;
	int err;

	keys = kvcalloc(1 + (cfg->macs ? cfg->macs->count : 0), sizeof(*keys),
			GFP_KERNEL);
	if (!keys)
		return -ENOMEM;
	if (connected && port->nic) {
		xvs_port_nic_mac(port, addr);
		if (is_valid_ether_addr(addr) &&
		    (port->nic->facts.declared || port->nic->ops->deliver))
			add_key(keys, &count, xvs_fdb_key(addr, 0), fid);
		for (i = 0; cfg->macs && i < cfg->macs->count; i++)
			add_key(keys, &count, cfg->macs->addr[i], fid);
	}
	err = pin(port, keys, count, extack);
	if (err)
		kvfree(keys);
	return err;
}

/* --- compiling --- */

static bool same_private(const struct xvs_vlan_cfg *a,
			 const struct xvs_vlan_cfg *b)
{
	return a->mode == b->mode && a->primary == b->primary &&
	       a->secondary == b->secondary && a->secondaries == b->secondaries;
}

static int join_vlans(struct xvs_port *port, const struct xvs_vlan_cfg *vlan,
		      struct netlink_ext_ack *extack)
{
	struct xvs_vlan_map *map = port->sw->vlan_map;
	int err;

	/* not even for a moment: frames are under way */
	if (same_private(&port->joined, vlan))
		return 0;
	xvs_vlan_map_leave(map, &port->joined);
	err = xvs_vlan_map_join(map, vlan, extack);
	if (err || port->validation) {
		if (!err)
			xvs_vlan_map_leave(map, vlan);
		/* was joined a moment ago, so it fits */
		WARN_ON_ONCE(xvs_vlan_map_join(map, &port->joined, NULL));
		return err;
	}
	xvs_vlan_set_get(vlan->secondaries);
	xvs_vlan_set_put(port->joined.secondaries);
	port->joined = *vlan;
	port->joined.trunk = NULL;
	port->joined.prune = NULL;
	return 0;
}

static u16 fid_of(const struct xvs_switch *sw, u16 vid)
{
	return vid < VLAN_N_VID ? sw->vlan_map->fid[vid] : 0;
}

static bool same_set(const struct xvs_vlan_set *a, const struct xvs_vlan_set *b)
{
	if (!a || !b)
		return a == b;
	return bitmap_equal(a->ids, b->ids, VLAN_N_VID);
}

static bool same_vlans(const struct xvs_port *port,
		       const struct xvs_vlan_rules *rules)
{
	return port->tx_vid == rules->tx_vid &&
	       port->rx_vid == rules->rx_vid &&
	       port->rx_vid2 == rules->rx_vid2 &&
	       same_set(rcu_dereference_protected(port->vlans, 1), rules->set);
}

/* What was learned in VLANs that the port has left leads nowhere. */
static void forget_learned(struct xvs_port *port)
{
	const struct xvs_fdb_filter filter = { .port = port, .fid = -1 };

	if (port->fdb_learned)
		xvs_fdb_flush(&port->sw->fdb, &filter);
}

/* A frame that passes meanwhile sees each field old or new, which is how it
 * would have fared a moment earlier or later.
 */
static void publish(struct xvs_port *port, const struct xvs_port_cfg *cfg,
		    const struct xvs_vlan_rules *rules, u32 flags)
{
	bool stays = same_vlans(port, rules);
	struct xvs_vlan_set *vlans;
	struct xvs_mac_set *macs;

	WRITE_ONCE(port->tx_vid, rules->tx_vid);
	WRITE_ONCE(port->tx_fid, fid_of(port->sw, rules->tx_vid));
	WRITE_ONCE(port->rx_vid, rules->rx_vid);
	WRITE_ONCE(port->rx_vid2, rules->rx_vid2);
	WRITE_ONCE(port->fdb_limit, cfg->learn_limit);
	WRITE_ONCE(port->sa_limit, cfg->sa_limit);

	vlans = rcu_replace_pointer(port->vlans, rules->set,
				    lockdep_is_held(&port->sw->lock));
	macs = rcu_replace_pointer(port->macs, xvs_mac_set_get(cfg->macs),
				   lockdep_is_held(&port->sw->lock));
	set_flags(port, flags);
	if (!stays)
		forget_learned(port);
	xvs_vlan_set_put(vlans);
	xvs_mac_set_put(macs);
}

static int compile(struct xvs_port *port, bool connected,
		   struct netlink_ext_ack *extack);

/* Ports in a VLAN that now shares another address space. Theirs stays where it
 * is if its addresses are taken there.
 */
static void follow_map(struct xvs_switch *sw)
{
	struct xvs_port *port;
	u32 id = 1;

	for (; (port = xvs_port_next_locked(sw, id)); id = port->id + 1) {
		if (fid_of(sw, port->tx_vid) == port->tx_fid)
			continue;
		forget_learned(port);
		if (compile(port, port->flags & XVS_PORT_CONNECTED, NULL))
			netdev_warn(sw->dev,
				    "port %s keeps its addresses to itself\n",
				    port->name);
	}
}

static int compile(struct xvs_port *port, bool connected,
		   struct netlink_ext_ack *extack)
{
	unsigned int changes = port->sw->vlan_map->changes;
	struct xvs_vlan_rules rules;
	struct xvs_port_cfg cfg;
	u8 addr[ETH_ALEN];
	u32 flags;
	int err;

	xvs_port_effective(port, &cfg);
	err = xvs_vlan_check(&cfg.vlan, extack);
	if (err)
		return err;
	err = xvs_vlan_compile(&cfg.vlan, &rules);
	if (err)
		return err;
	err = join_vlans(port, &cfg.vlan, extack);
	if (err)
		goto err_put_set;
	err = compile_pins(port, &cfg, fid_of(port->sw, rules.tx_vid),
			   connected, extack);
	if (err)
		goto err_put_set;

	eth_zero_addr(addr);
	if (port->nic)
		xvs_port_nic_mac(port, addr);
	WRITE_ONCE(port->mac, xvs_fdb_key(addr, 0));
	flags = compile_flags(port, &cfg, &rules) & ~XVS_PORT_CONNECTED;
	publish(port, &cfg, &rules,
		flags | (connected ? XVS_PORT_CONNECTED : 0));
	if (port->sw->vlan_map->changes != changes)
		follow_map(port->sw);
	return 0;

err_put_set:
	xvs_vlan_set_put(rules.set);
	return err;
}

/* The NIC or its facts changed. */
int xvs_port_compile_locked(struct xvs_port *port,
			    struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&port->sw->lock);
	return compile(port, port->flags & XVS_PORT_CONNECTED, extack);
}

/* Put @cfg in force; on success @cfg holds the former settings, for the caller
 * to free either way.
 */
int xvs_port_configure_locked(struct xvs_port *port, struct xvs_port_cfg *cfg,
			      struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&port->sw->lock);
	if (port->state != XVS_PORT_STATE_CREATED) {
		NL_SET_ERR_MSG(extack, "the port is being torn down");
		return -EBUSY;
	}
	swap(port->cfg, *cfg);
	err = xvs_port_compile_locked(port, extack);
	if (!err)
		xvs_port_require_locked(port);
	if (err) {
		swap(port->cfg, *cfg);
		/* The joined VLANs may be the refused ones. What a validation
		 * port was granted may be another's by now.
		 */
		WARN_ON_ONCE(xvs_port_compile_locked(port, NULL) &&
			     err != -ENOMEM && !port->validation);
	}
	return err;
}

/* From here on frames may pass. */
int xvs_port_open_locked(struct xvs_port *port, struct netlink_ext_ack *extack)
{
	struct xvs_switch *sw = port->sw;
	int err;

	lockdep_assert_held(&sw->lock);
	port->dev = port->nic->dev;
	port->deliver = port->nic->ops->deliver;
	list_add_tail_rcu(&port->live, &sw->live);
	err = compile(port, true, extack);
	if (err) {
		list_del_rcu(&port->live);
		synchronize_net();
		return err;
	}
	sw->live_count++;
	return 0;
}

/* When this returns, no frame is on its way in or out. */
void xvs_port_close_locked(struct xvs_port *port)
{
	struct xvs_switch *sw = port->sw;

	lockdep_assert_held(&sw->lock);
	set_flags(port, port->flags & ~XVS_PORT_CONNECTED);
	list_del_rcu(&port->live);
	sw->live_count--;
	synchronize_net();
	unpin(port, port->pins, port->pin_count, NULL, 0);
	kvfree(port->pins);
	port->pins = NULL;
	port->pin_count = 0;
	xvs_fdb_forget_port(&sw->fdb, port, false);
}

/* --- extensions --- */

/* Frames that pass the ports' checks go by way of the extensions, or not. */
void xvs_port_set_verdict_locked(struct xvs_switch *sw, bool stack)
{
	struct xvs_port *port;
	u32 id = 1;

	lockdep_assert_held(&sw->lock);
	for (; (port = xvs_port_next_locked(sw, id)); id = port->id + 1)
		WRITE_ONCE(port->verdict,
			   stack ? XVS_PORT_STACK : XVS_PORT_PASS);
}

static bool is_there(const struct xvs_switch *sw, const char *name, size_t len)
{
	const struct xvs_attachment *att;

	list_for_each_entry(att, &sw->attachments, node)
		if (att->enabled && strlen(att->pub.ext->name) == len &&
		    !memcmp(att->pub.ext->name, name, len))
			return true;
	return false;
}

/* Find the first name of the list that no enabled extension has. */
static bool find_missing(const struct xvs_switch *sw,
			 const struct xvs_text *names, char *missing)
{
	const char *name = names ? names->text : "";
	size_t len;

	for (; *name; name += len + (name[len] == ',')) {
		len = strcspn(name, ",");
		if (!len || is_there(sw, name, len))
			continue;
		strscpy(missing, name, min_t(size_t, len,
					     XVS_EXT_NAME_LEN) + 1);
		return true;
	}
	return false;
}

/* Block the port while an extension that it requires is not there. Returns
 * whether that is news.
 */
static bool require(struct xvs_port *port)
{
	char missing[sizeof(port->missing)] = "";
	struct xvs_switch *sw = port->sw;
	u32 flags;

	if (!find_missing(sw, port->cfg.require, missing))
		find_missing(sw, sw->cfg.require, missing);
	if (!strcmp(missing, port->missing))
		return false;
	strscpy(port->missing, missing, sizeof(port->missing));
	flags = port->flags & ~XVS_PORT_BLOCKED;
	set_flags(port, flags | (*missing ? XVS_PORT_BLOCKED : 0));
	return true;
}

void xvs_port_require_locked(struct xvs_port *port)
{
	lockdep_assert_held(&port->sw->lock);
	if (!require(port))
		return;
	port->sw->generation++;
	xvs_event_port(port, XVS_EVENT_CHANGED);
}

/* The required extension that blocks the port, or NULL. */
const char *xvs_port_missing_locked(const struct xvs_port *port)
{
	lockdep_assert_held(&port->sw->lock);
	return *port->missing ? port->missing : NULL;
}

/* --- life --- */

static int check_name(struct xvs_switch *sw, const char *name,
		      struct netlink_ext_ack *extack)
{
	if (!*name || strpbrk(name, " \t\n/#") || !strcmp(name, ".") ||
	    !strcmp(name, "..")) {
		NL_SET_ERR_MSG(extack,
			       "a port's name has no blanks, no slash, no # and is not empty");
		return -EINVAL;
	}
	if (xvs_port_find_locked(sw, name)) {
		NL_SET_ERR_MSG(extack,
			       "the switch already has a port of that name");
		return -EEXIST;
	}
	return 0;
}

static u32 verdict_of(const struct xvs_switch *sw)
{
	const struct xvs_stack *stack;

	stack = rcu_dereference_protected(sw->stack, 1);
	return xvs_stack_is_used(stack) ? XVS_PORT_STACK : XVS_PORT_PASS;
}

static struct xvs_port *alloc_port(struct xvs_switch *sw,
				   const struct xvs_port_new *new)
{
	struct xvs_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->stats = netdev_alloc_pcpu_stats(struct xvs_stats);
	if (!port->stats)
		goto err_free_port;
	if (new->label) {
		port->label = kstrdup(new->label, GFP_KERNEL);
		if (!port->label)
			goto err_free_stats;
	}
	port->sw = sw;
	port->verdict = verdict_of(sw);
	port->rx_vid2 = XVS_VLAN_NONE;
	port->validation = new->validation;
	port->implicit = new->implicit;
	strscpy(port->name, new->name, sizeof(port->name));
	INIT_HLIST_HEAD(&port->fdb_entries);
	INIT_LIST_HEAD(&port->sas);
	refcount_set(&port->refs, 1);
	init_completion(&port->unused);
	xvs_drops_init(&port->drops);
	return port;

err_free_stats:
	free_percpu(port->stats);
err_free_port:
	kfree(port);
	return NULL;
}

static void free_port_rcu(struct rcu_head *rcu)
{
	struct xvs_port *port = container_of(rcu, struct xvs_port, rcu);

	free_percpu(port->stats);
	kfree(port->label);
	kfree(port);
}

/* The port that frames of the switch's own come from: trusted by all, taken
 * for none. It has the device of the switch, so that a host NIC knows whose
 * the frame was.
 */
struct xvs_port *xvs_port_create_self(struct xvs_switch *sw)
{
	static const struct xvs_port_new new = { .name = "" };
	struct xvs_port *self = alloc_port(sw, &new);

	if (!self)
		return NULL;
	self->dev = sw->dev;
	self->flags = XVS_PORT_CONNECTED | XVS_PORT_TRUNK;
	return self;
}

void xvs_port_free_self(struct xvs_port *self)
{
	call_rcu(&self->rcu, free_port_rcu);
}

static void leave_vlans(struct xvs_port *port)
{
	struct xvs_vlan_map *map = port->sw->vlan_map;
	unsigned int changes = map->changes;

	xvs_vlan_map_leave(map, &port->joined);
	xvs_vlan_set_put(port->joined.secondaries);
	if (map->changes != changes)
		follow_map(port->sw);
}

static int alloc_id(struct xvs_switch *sw, struct xvs_port *port)
{
	int id = idr_alloc_cyclic(&sw->ports, port, 1, INT_MAX, GFP_KERNEL);

	if (id < 0)
		return id;
	port->id = id;
	return 0;
}

struct xvs_port *xvs_port_create_locked(struct xvs_switch *sw,
					const struct xvs_port_new *new,
					struct netlink_ext_ack *extack)
{
	struct xvs_port *port;
	int err;

	lockdep_assert_held(&sw->lock);
	err = check_name(sw, new->name, extack);
	if (err)
		return ERR_PTR(err);
	port = alloc_port(sw, new);
	if (!port)
		return ERR_PTR(-ENOMEM);
	err = alloc_id(sw, port);
	if (err)
		goto err_free;
	err = rhashtable_insert_fast(&sw->port_names, &port->name_node,
				     name_params);
	if (err)
		goto err_remove_id;
	err = xvs_port_compile_locked(port, extack);
	if (err)
		goto err_remove_name;
	err = xvs_walk_port_create(port, extack);
	if (err)
		goto err_leave_vlans;
	require(port);

	sw->port_count++;
	sw->generation++;
	xvs_event_port(port, XVS_EVENT_CREATED);
	return port;

err_leave_vlans:
	leave_vlans(port);
err_remove_name:
	rhashtable_remove_fast(&sw->port_names, &port->name_node, name_params);
err_remove_id:
	idr_remove(&sw->ports, port->id);
err_free:
	kvfree(port->pins);
	call_rcu(&port->rcu, free_port_rcu);
	return ERR_PTR(err);
}

/* Copies no longer go there; the extension's handle leads nowhere. */
static void close_mirror(struct xvs_port *port)
{
	if (!port->mirror)
		return;
	RCU_INIT_POINTER(port->sw->mirrors[__ffs(port->mirror)], NULL);
	port->mirror = 0;
}

static void destroy(struct xvs_port *port)
{
	struct xvs_switch *sw = port->sw;

	rhashtable_remove_fast(&sw->port_names, &port->name_node, name_params);
	idr_remove(&sw->ports, port->id);
	sw->port_count--;
	sw->generation++;
	port->state = XVS_PORT_STATE_DELETED;
	xvs_protect_unbind_all_locked(port);
	xvs_walk_port_delete(port);
	xvs_event_port(port, XVS_EVENT_DELETED);
	close_mirror(port);

	xvs_fdb_forget_port(&sw->fdb, port, true);
	leave_vlans(port);
	xvs_vlan_set_put(rcu_dereference_protected(port->vlans, 1));
	xvs_mac_set_put(rcu_dereference_protected(port->macs, 1));
	xvs_port_cfg_free(&port->cfg);
	kvfree(port->pins);
	/* an entry of the table may lead a reader here for a moment yet */
	call_rcu(&port->rcu, free_port_rcu);
}

/* Tear down, wait for the last reference, delete. A caller that is killed
 * while it waits leaves the port in teardown; the next delete goes on from
 * there. A switch that goes away itself waits to the end.
 */
int xvs_port_delete_locked(struct xvs_port *port,
			   struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&port->sw->lock);
	if (port->nic) {
		NL_SET_ERR_MSG(extack, "the port still carries a NIC");
		return -EBUSY;
	}
	if (port->state == XVS_PORT_STATE_CREATED) {
		WRITE_ONCE(port->state, XVS_PORT_STATE_TEARDOWN);
		xvs_walk_port_teardown(port);
		xvs_event_port(port, XVS_EVENT_TEARDOWN);
		xvs_port_put(port);
	}
	if (port->sw->dead) {
		wait_for_completion(&port->unused);
	} else if (wait_for_completion_killable(&port->unused)) {
		NL_SET_ERR_MSG(extack,
			       "interrupted; the port is in teardown until its users let go");
		return -EINTR;
	}
	destroy(port);
	return 0;
}

int xvs_port_set_label_locked(struct xvs_port *port, const char *label,
			      struct netlink_ext_ack *extack)
{
	char *copy;

	lockdep_assert_held(&port->sw->lock);
	if (port->state != XVS_PORT_STATE_CREATED) {
		NL_SET_ERR_MSG(extack, "the port is being torn down");
		return -EBUSY;
	}
	copy = kstrdup(label, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	kfree(port->label);
	port->label = copy;
	port->sw->generation++;
	xvs_walk_port_updated(port);
	xvs_event_port(port, XVS_EVENT_CHANGED);
	return 0;
}

/* --- finding and holding --- */

struct xvs_port *xvs_port_find_locked(struct xvs_switch *sw, const char *name)
{
	char key[sizeof_field(struct xvs_port, name)] = "";

	lockdep_assert_held(&sw->lock);
	if (strscpy(key, name, sizeof(key)) < 0)
		return NULL;
	return rhashtable_lookup_fast(&sw->port_names, key, name_params);
}

struct xvs_port *xvs_port_find_id_locked(struct xvs_switch *sw, u32 id)
{
	lockdep_assert_held(&sw->lock);
	return idr_find(&sw->ports, id);
}

/* The first port whose id is @id or more; NULL at the end. */
struct xvs_port *xvs_port_next_locked(struct xvs_switch *sw, u32 id)
{
	int next = id;

	lockdep_assert_held(&sw->lock);
	return idr_get_next(&sw->ports, &next);
}

/* Hold the port against delete, though not against teardown.
 * -ENOTCONN once teardown has begun.
 */
int xvs_port_get(struct xvs_port *port)
{
	if (READ_ONCE(port->state) != XVS_PORT_STATE_CREATED)
		return -ENOTCONN;
	return refcount_inc_not_zero(&port->refs) ? 0 : -ENOTCONN;
}

void xvs_port_put(struct xvs_port *port)
{
	if (refcount_dec_and_test(&port->refs))
		complete_all(&port->unused);
}

int xvs_port_names_init(struct xvs_switch *sw)
{
	return rhashtable_init(&sw->port_names, &name_params);
}
