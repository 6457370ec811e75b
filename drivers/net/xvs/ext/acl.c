// SPDX-License-Identifier: GPL-2.0-only
/* Access lists: which frames may pass a port, by address, protocol and port
 * numbers, and counting them.
 *
 * What the operator sets up arrives here and becomes an immutable set of rules
 * (acl_rule.c), which frames find through their port; acl_flow.c knows what
 * each flow's verdict is. This file asks it, and says what became of a frame.
 */
#include <linux/in.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/xvs.h>

#include "acl.h"

#define V1_0		0x0100
#define TEXT_LEN	256
#define LOG_INTERVAL	(5 * HZ)
#define LOG_BURST	20

enum reason {
	REASON_DENIED,
	REASON_MALFORMED,
};

static const struct xvs_ext_reason reasons[] = {
	[REASON_DENIED] = {
		"DENIED", "a rule of the port's access list denies it"
	},
	[REASON_MALFORMED] = {
		"MALFORMED", "its IP headers cannot be read, and the port has rules that deny"
	},
};

enum property {
	PORT_DRY_RUN,
	PORT_LOG,
	PORT_VERDICT_LIMIT,
	PORT_FLOW_LIMIT,
	SWITCH_DRY_RUN,
	SWITCH_LOG,
	SWITCH_VERDICT_LIMIT,
	SWITCH_FLOW_LIMIT,
};

#define FLAG(_name, _scope) {						\
	.name = _name, .scope = _scope, .type = XVS_VALUE_TYPE_FLAG,	\
	.version = V1_0, .max = 1,					\
}

#define LIMIT(_name, _scope, _max, _otherwise) {			\
	.name = _name, .scope = _scope, .type = XVS_VALUE_TYPE_NUMBER,	\
	.version = V1_0, .min = 1, .max = _max,				\
	.otherwise = _otherwise,					\
}

static const struct xvs_ext_property properties[] = {
	[PORT_DRY_RUN] = FLAG("dry-run", XVS_OF_PORT),
	[PORT_LOG] = FLAG("log", XVS_OF_PORT),
	[PORT_VERDICT_LIMIT] = LIMIT("verdict-limit", XVS_OF_PORT,
				     1 << 20, 16384),
	[PORT_FLOW_LIMIT] = LIMIT("flow-limit", XVS_OF_PORT, 1 << 20, 8192),
	[SWITCH_DRY_RUN] = FLAG("dry-run", XVS_OF_SWITCH),
	[SWITCH_LOG] = FLAG("log", XVS_OF_SWITCH),
	[SWITCH_VERDICT_LIMIT] = LIMIT("verdict-limit", XVS_OF_SWITCH,
				       1 << 24, 1 << 18),
	[SWITCH_FLOW_LIMIT] = LIMIT("flow-limit", XVS_OF_SWITCH,
				    1 << 24, 1 << 17),
};

/* The switch's mutex is held. */
static struct acl_set *set_of(const struct acl_port *port)
{
	return rcu_dereference_protected(port->set, 1);
}

/* --- what became of a frame, in words --- */

static int describe_proto(char *text, size_t size, const struct acl_key *key)
{
	if (!key->family)
		return 0;
	switch (key->proto) {
	case IPPROTO_TCP:
		return scnprintf(text, size, "tcp ");
	case IPPROTO_UDP:
		return scnprintf(text, size, "udp ");
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return scnprintf(text, size, "icmp ");
	default:
		return scnprintf(text, size, "IP protocol %u ", key->proto);
	}
}

static int describe_side(char *text, size_t size, const struct acl_key *key,
			 bool local)
{
	bool ports = key->proto == IPPROTO_TCP || key->proto == IPPROTO_UDP;
	const u8 *addr = local ? key->local : key->remote;
	int n;

	if (key->family == 4)
		n = scnprintf(text, size, "%pI4", addr);
	else if (key->family == 6)
		n = scnprintf(text, size, "%pI6c", addr);
	else
		n = scnprintf(text, size, "%pM", local ? key->local_mac :
							 key->remote_mac);
	if (ports && key->flags & ACL_KEY_WHOLE)
		n += scnprintf(text + n, size - n, " port %u",
			       local ? key->local_port : key->remote_port);
	return n;
}

/* "outbound tcp frame from 10.0.0.1 port 1024 to 10.0.0.9 port 22" */
static void describe(char *text, size_t size, const struct acl_key *key)
{
	bool in = key->flags & ACL_KEY_IN;
	int n;

	n = scnprintf(text, size, in ? "inbound " : "outbound ");
	n += describe_proto(text + n, size - n, key);
	n += scnprintf(text + n, size - n, "frame from ");
	n += describe_side(text + n, size - n, key, !in);
	n += scnprintf(text + n, size - n, " to ");
	describe_side(text + n, size - n, key, in);
}

static void explain_last(const struct acl_last *last, char *text, size_t size)
{
	unsigned int age = jiffies_to_msecs(jiffies - last->when) / 1000;
	char frame[TEXT_LEN];

	describe(frame, sizeof(frame), &last->key);
	if (!last->rule)
		scnprintf(text, size,
			  "an %s %s because its IP headers cannot be read, %u s ago",
			  frame, last->spared ? "would have been dropped" :
						"was dropped", age);
	else
		scnprintf(text, size, "rule %u %s an %s, %u s ago", last->rule,
			  last->spared ? "would have denied" : "denied", frame,
			  age);
}

static void log_denied(const struct acl_port *port, const struct acl_key *key,
		       u32 rule, bool spared)
{
	struct xvs_attach *at = port->home->at;
	const char *name = xvs_port_name(port->of);
	char frame[TEXT_LEN], text[TEXT_LEN];

	describe(frame, sizeof(frame), key);
	if (rule)
		scnprintf(text, sizeof(text), "rule %u %s an %s", rule,
			  spared ? "would deny" : "denies", frame);
	else
		scnprintf(text, sizeof(text), "no rule can read an %s%s",
			  frame, spared ? "" : ", which is dropped");
	netdev_info(at->dev, "acl: port %s: %s\n", name, text);
	xvs_ext_alert(at, port->of, "%s", text);
}

/* --- frames --- */

/* For explain. One in a tick is enough, and none waits. */
static void remember(struct acl_port *port, const struct acl_key *key,
		     u32 rule, bool spared)
{
	struct acl_last *last = &port->last;

	if (READ_ONCE(last->there) &&
	    !time_after(jiffies, READ_ONCE(last->when)))
		return;
	if (!spin_trylock(&port->lock))
		return;
	last->key = *key;
	last->rule = rule;
	last->spared = spared;
	WRITE_ONCE(last->when, jiffies);
	WRITE_ONCE(last->there, true);
	spin_unlock(&port->lock);
}

static void count_spared(const struct acl_set *set, u32 id)
{
	struct acl_rule *rule = xvs_acl_set_from(set, id);
	struct acl_count *count = this_cpu_ptr(rule->count);

	u64_stats_update_begin(&count->syncp);
	u64_stats_inc(&count->spared);
	u64_stats_update_end(&count->syncp);
}

/* A rule denies the frame; or none can tell, where @rule is 0. */
static noinline int deny(struct acl_port *port, const struct acl_set *set,
			 const struct acl_key *key, u32 rule)
{
	u32 flags = READ_ONCE(port->flags) | READ_ONCE(port->home->flags);
	bool spared = flags & ACL_DRY_RUN;

	remember(port, key, rule, spared);
	if (spared && rule)
		count_spared(set, rule);
	if (flags & ACL_LOG && __ratelimit(&port->home->log))
		log_denied(port, key, rule, spared);
	if (spared)
		return XVS_VERDICT_PASS;
	return xvs_verdict_drop(rule ? REASON_DENIED : REASON_MALFORMED);
}

static int judge(struct acl_port *port, const struct acl_set *set,
		 const struct sk_buff *skb, bool in)
{
	struct acl_key key;
	u32 rule;

	if (unlikely(xvs_acl_parse(skb, xvs_frame_vlan(skb), in, &key)))
		return set->denies ? deny(port, set, &key, 0) :
				     XVS_VERDICT_PASS;
	rule = xvs_acl_decide(port, set, &key, skb->len);
	if (unlikely(rule))
		return deny(port, set, &key, rule);
	return XVS_VERDICT_PASS;
}

static int acl_ingress(struct xvs_attach *at, void *port_priv,
		       struct sk_buff *skb)
{
	struct acl_port *port = port_priv;
	const struct acl_set *set = rcu_dereference(port->set);

	if (likely(!set))
		return XVS_VERDICT_PASS;
	return judge(port, set, skb, false);
}

/* What the trusted source sends is not filtered. */
static int acl_egress(struct xvs_attach *at, void *port_priv,
		      struct xvs_port *dst, struct sk_buff *skb)
{
	struct acl_port *port = port_priv;
	const struct acl_set *set = rcu_dereference(port->set);

	if (likely(!set) || !xvs_port_id(xvs_frame_src(skb)))
		return XVS_VERDICT_PASS;
	return judge(port, set, skb, true);
}

/* --- changes of the rules --- */

/* The switch has seen that no two of them have one id. */
static int check_rows(const struct xvs_table_change *change,
		      struct netlink_ext_ack *extack)
{
	struct xvs_acl_rule said;
	int err = 0;
	u32 i;

	if (change->add_count > XVS_ACL_RULES_MAX) {
		NL_SET_ERR_MSG(extack, "a port has 65536 rules at most");
		return -ENOSPC;
	}
	for (i = 0; i < change->add_count && !err; i++) {
		memcpy(&said, change->add[i].data, sizeof(said));
		err = xvs_acl_rule_check(&said, extack);
	}
	return err;
}

/* Those without an id get one above all others. */
static int number_rows(const struct acl_set *old,
		       const struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	u32 i, id = 0;

	if (old && !change->replace)
		id = old->by_id[old->count - 1]->id;
	for (i = 0; i < change->add_count; i++)
		id = max(id, change->add[i].id);
	for (i = 0; i < change->add_count; i++) {
		if (change->add[i].id)
			continue;
		if (id == U32_MAX) {
			NL_SET_ERR_MSG(extack,
				       "there is no id above the highest one; give one");
			return -ENOSPC;
		}
		change->add[i].id = ++id;
	}
	return 0;
}

static struct acl_rule *find_rule(const struct acl_set *set, u32 id)
{
	struct acl_rule *rule = xvs_acl_set_from(set, id);

	return rule && rule->id == id ? rule : NULL;
}

static void mark_all(struct acl_set *set, bool gone)
{
	u32 i;

	for (i = 0; set && i < set->count; i++)
		set->by_id[i]->gone = gone;
}

static int mark_deleted(struct acl_set *old,
			const struct xvs_table_change *change,
			struct netlink_ext_ack *extack)
{
	struct acl_rule *rule;
	u32 i;

	for (i = 0; i < change->del_count; i++) {
		rule = find_rule(old, change->del[i]);
		if (!rule) {
			NL_SET_ERR_MSG(extack, "the port has no such rule");
			return -ENOENT;
		}
		rule->gone = true;
	}
	if (change->replace)
		mark_all(old, true);
	return 0;
}

static void free_rules(struct acl_rule **rules, u32 count)
{
	while (count--)
		xvs_acl_rule_destroy(rules[count]);
	kvfree(rules);
}

/* A rule that is as it was stays, with its counters. */
static int make_rule(struct acl_set *old, const struct xvs_entry *entry,
		     struct acl_rule **rule)
{
	struct acl_rule *there = find_rule(old, entry->id);
	struct xvs_acl_rule said;

	memcpy(&said, entry->data, sizeof(said));
	*rule = NULL;
	if (there) {
		there->gone = memcmp(&there->said, &said, sizeof(said));
		if (!there->gone)
			return 0;
	}
	*rule = xvs_acl_rule_create(entry->id, &said);
	return *rule ? 0 : -ENOMEM;
}

static int make_rules(struct acl_set *old,
		      const struct xvs_table_change *change,
		      struct acl_rule ***rules, u32 *count)
{
	struct acl_rule *rule;
	int err;
	u32 i;

	*count = 0;
	*rules = kvcalloc(max(change->add_count, 1U), sizeof(**rules),
			  GFP_KERNEL);
	if (!*rules)
		return -ENOMEM;
	for (i = 0; i < change->add_count; i++) {
		err = make_rule(old, &change->add[i], &rule);
		if (err)
			goto err_free;
		if (rule)
			(*rules)[(*count)++] = rule;
	}
	return 0;

err_free:
	free_rules(*rules, *count);
	return err;
}

/* Makes the set of what is left of @old and of @rules; NULL for no rules. */
static int make_set(struct acl_port *port, const struct acl_set *old,
		    struct acl_rule **rules, u32 count, struct acl_set **set,
		    struct netlink_ext_ack *extack)
{
	u32 left = xvs_acl_set_left(old);

	*set = NULL;
	if (count + left > XVS_ACL_RULES_MAX) {
		NL_SET_ERR_MSG(extack, "a port has 65536 rules at most");
		return -ENOSPC;
	}
	if (!count && !left)
		return 0;
	*set = xvs_acl_set_create(old, rules, count);
	if (!*set)
		goto no_memory;
	if ((*set)->stateful && xvs_acl_sessions_prepare(port)) {
		xvs_acl_set_destroy(*set);
		goto no_memory;
	}
	return 0;

no_memory:
	NL_SET_ERR_MSG(extack, "no memory for the rules");
	return -ENOMEM;
}

/* Frames see the new rules from here on, and no verdict by the old ones. */
static void publish(struct acl_port *port, struct acl_set *old,
		    struct acl_set *set)
{
	if (!++port->generation)
		++port->generation;
	if (set)
		set->generation = port->generation;
	rcu_assign_pointer(port->set, set);
	if (old)
		xvs_acl_set_retire(old);
	spin_lock_bh(&port->lock);
	WRITE_ONCE(port->last.there, false);
	spin_unlock_bh(&port->lock);
	mod_delayed_work(system_wq, &port->home->work, 0);
}

static int replace_rules(struct acl_port *port, struct acl_set *old,
			 const struct xvs_table_change *change,
			 struct netlink_ext_ack *extack)
{
	struct acl_rule **rules;
	struct acl_set *set;
	u32 count;
	int err;

	err = mark_deleted(old, change, extack);
	if (err)
		return err;
	err = make_rules(old, change, &rules, &count);
	if (err) {
		NL_SET_ERR_MSG(extack, "no memory for the rules");
		return err;
	}
	err = make_set(port, old, rules, count, &set, extack);
	if (err) {
		free_rules(rules, count);
		return err;
	}
	publish(port, old, set);
	kvfree(rules);
	return 0;
}

static int rule_change(struct xvs_attach *at, struct xvs_port *of,
		       struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	struct acl_port *port = xvs_port_priv(at, of);
	struct acl_set *old = set_of(port);
	int err;

	err = check_rows(change, extack);
	if (!err)
		err = number_rows(old, change, extack);
	if (err)
		return err;
	err = replace_rules(port, old, change, extack);
	if (err) {
		mark_all(old, false);
		return err;
	}
	xvs_ext_changed(at);
	return 0;
}

/* --- tables --- */

static int rule_next(struct xvs_attach *at, struct xvs_port *of, u32 *id,
		     void *data, size_t room)
{
	struct acl_port *port = xvs_port_priv(at, of);
	struct acl_rule *rule = xvs_acl_set_from(set_of(port), *id);

	if (!rule)
		return 0;
	if (room < sizeof(rule->said))
		return -EMSGSIZE;
	*id = rule->id;
	memcpy(data, &rule->said, sizeof(rule->said));
	return sizeof(rule->said);
}

static int hit_next(struct xvs_attach *at, struct xvs_port *of, u32 *id,
		    void *data, size_t room)
{
	struct acl_port *port = xvs_port_priv(at, of);
	struct acl_rule *rule = xvs_acl_set_from(set_of(port), *id);
	struct xvs_acl_hit hit;

	if (!rule)
		return 0;
	if (room < sizeof(hit))
		return -EMSGSIZE;
	*id = rule->id;
	xvs_acl_rule_read(rule, &hit);
	memcpy(data, &hit, sizeof(hit));
	return sizeof(hit);
}

static int flow_next(struct xvs_attach *at, struct xvs_port *of, u32 *id,
		     void *data, size_t room)
{
	struct xvs_acl_flow flow;

	if (room < sizeof(flow))
		return -EMSGSIZE;
	if (!xvs_acl_session_next(xvs_port_priv(at, of), id, &flow))
		return 0;
	memcpy(data, &flow, sizeof(flow));
	return sizeof(flow);
}

static int state_next(struct xvs_attach *at, struct xvs_port *of, u32 *id,
		      void *data, size_t room)
{
	struct acl_port *port = xvs_port_priv(at, of);
	const struct acl_set *set = set_of(port);
	struct xvs_acl_state state = {
		.classified = atomic_long_read(&port->classified),
		.generation = port->generation,
		.rules = set ? set->count : 0,
		.verdicts = READ_ONCE(port->verdicts),
		.verdict_limit = port->verdict_limit,
		.flows = READ_ONCE(port->sessions),
		.flow_limit = port->flow_limit,
	};

	if (*id > 1)
		return 0;
	if (room < sizeof(state))
		return -EMSGSIZE;
	*id = 1;
	memcpy(data, &state, sizeof(state));
	return sizeof(state);
}

static const struct xvs_ext_table tables[] = {
	{
		.name = "rule", .scope = XVS_OF_PORT,
		.version = XVS_ACL_TABLE_VERSION,
		.size = sizeof(struct xvs_acl_rule),
		.change = rule_change, .next = rule_next,
	}, {
		.name = "hit", .scope = XVS_OF_PORT,
		.version = XVS_ACL_TABLE_VERSION,
		.size = sizeof(struct xvs_acl_hit), .next = hit_next,
	}, {
		.name = "flow", .scope = XVS_OF_PORT,
		.version = XVS_ACL_TABLE_VERSION,
		.size = sizeof(struct xvs_acl_flow), .next = flow_next,
	}, {
		.name = "state", .scope = XVS_OF_PORT,
		.version = XVS_ACL_TABLE_VERSION,
		.size = sizeof(struct xvs_acl_state), .next = state_next,
	},
};

/* --- properties --- */

static void set_flag(u32 *flags, u32 flag, u32 on)
{
	WRITE_ONCE(*flags, on ? *flags | flag : *flags & ~flag);
}

static void set_number(u32 *to, u32 number)
{
	WRITE_ONCE(*to, number);
}

static void set_property(struct acl_home *home, struct acl_port *port,
			 enum property property, u32 number)
{
	switch (property) {
	case PORT_DRY_RUN:
		return set_flag(&port->flags, ACL_DRY_RUN, number);
	case PORT_LOG:
		return set_flag(&port->flags, ACL_LOG, number);
	case PORT_VERDICT_LIMIT:
		return set_number(&port->verdict_limit, number);
	case PORT_FLOW_LIMIT:
		return set_number(&port->flow_limit, number);
	case SWITCH_DRY_RUN:
		return set_flag(&home->flags, ACL_DRY_RUN, number);
	case SWITCH_LOG:
		return set_flag(&home->flags, ACL_LOG, number);
	case SWITCH_VERDICT_LIMIT:
		return set_number(&home->verdict_limit, number);
	case SWITCH_FLOW_LIMIT:
		return set_number(&home->flow_limit, number);
	}
}

/* All as they are now, of the switch or of a port. */
static void set_properties(struct xvs_attach *at, struct xvs_port *of,
			   struct acl_port *port)
{
	enum xvs_scope scope = of ? XVS_OF_PORT : XVS_OF_SWITCH;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(properties); i++)
		if (properties[i].scope == scope)
			set_property(at->priv, port, i,
				     xvs_property_number(at, of, i));
}

static void acl_property_changed(struct xvs_attach *at, struct xvs_port *of,
				 const struct xvs_property_change *change)
{
	if (change->own >= 0)
		set_property(at->priv, of ? xvs_port_priv(at, of) : NULL,
			     change->own, change->number);
}

/* --- flows that move with their guest --- */

static int acl_save(struct xvs_attach *at, struct xvs_port *of, void *data,
		    size_t room)
{
	struct acl_port *port = xvs_port_priv(at, of);
	size_t need, len = 0;
	u32 id = 0;

	need = READ_ONCE(port->sessions) * sizeof(struct xvs_acl_flow);
	if (room < need)
		return need;
	while (len < need && xvs_acl_session_next(port, &id, data + len)) {
		len += sizeof(struct xvs_acl_flow);
		id++;
	}
	return len;
}

/* The rules have been set up before; a flow that they do not allow here is
 * left out.
 */
static int acl_restore(struct xvs_attach *at, struct xvs_port *of, u32 version,
		       const void *data, size_t len,
		       struct netlink_ext_ack *extack)
{
	struct acl_port *port = xvs_port_priv(at, of);
	const struct acl_set *set = set_of(port);
	struct xvs_acl_flow flow;
	size_t i;

	if (version >> 8 != V1_0 >> 8 || len % sizeof(flow)) {
		NL_SET_ERR_MSG(extack,
			       "the saved flows are not of this version");
		return -EINVAL;
	}
	for (i = 0; i < len && set && set->stateful; i += sizeof(flow)) {
		memcpy(&flow, data + i, sizeof(flow));
		xvs_acl_session_restore(port, set, &flow);
	}
	return 0;
}

static bool acl_explain(struct xvs_attach *at, struct xvs_port *of, char *text,
			size_t size)
{
	struct acl_port *port = xvs_port_priv(at, of);
	struct acl_last last;

	spin_lock_bh(&port->lock);
	last = port->last;
	spin_unlock_bh(&port->lock);
	if (last.there)
		explain_last(&last, text, size);
	return last.there;
}

/* --- ports and switches come and go --- */

static int acl_port_create(struct xvs_attach *at, struct xvs_port *of,
			   struct netlink_ext_ack *extack)
{
	struct acl_port *port = xvs_port_priv(at, of);
	struct acl_home *home = at->priv;

	if (xvs_acl_port_init(port, home)) {
		NL_SET_ERR_MSG(extack, "no memory for the port's verdicts");
		return -ENOMEM;
	}
	port->of = of;
	set_properties(at, of, port);
	mutex_lock(&home->lock);
	list_add(&port->node, &home->ports);
	mutex_unlock(&home->lock);
	return 0;
}

static void acl_port_delete(struct xvs_attach *at, struct xvs_port *of)
{
	struct acl_port *port = xvs_port_priv(at, of);
	struct acl_home *home = at->priv;
	struct acl_set *set = set_of(port);

	RCU_INIT_POINTER(port->set, NULL);
	mutex_lock(&home->lock);
	list_del(&port->node);
	xvs_acl_port_exit(port);
	mutex_unlock(&home->lock);
	if (set) {
		mark_all(set, true);
		xvs_acl_set_retire(set);
	}
}

static void sweep(struct work_struct *work)
{
	struct acl_home *home = container_of(work, struct acl_home, work.work);
	struct acl_port *port;
	bool more = false;

	mutex_lock(&home->lock);
	list_for_each_entry(port, &home->ports, node)
		more |= xvs_acl_port_sweep(port);
	mutex_unlock(&home->lock);
	if (more)
		schedule_delayed_work(&home->work, HZ);
}

static int acl_attach(struct xvs_attach *at, struct netlink_ext_ack *extack)
{
	struct acl_home *home = at->priv;

	home->at = at;
	ratelimit_state_init(&home->log, LOG_INTERVAL, LOG_BURST);
	/* the alerts say how many were left out */
	ratelimit_set_flags(&home->log, RATELIMIT_MSG_ON_RELEASE);
	mutex_init(&home->lock);
	INIT_LIST_HEAD(&home->ports);
	INIT_DELAYED_WORK(&home->work, sweep);
	set_properties(at, NULL, NULL);
	return 0;
}

static void acl_detach(struct xvs_attach *at)
{
	struct acl_home *home = at->priv;

	cancel_delayed_work_sync(&home->work);
	mutex_destroy(&home->lock);
}

static const struct xvs_ext acl = {
	.name = "acl",
	.class = XVS_EXT_CLASS_FILTER,
	.abi = XVS_EXT_ABI,
	.version = V1_0,
	.owner = THIS_MODULE,
	.priv_size = sizeof(struct acl_home),
	.port_priv_size = sizeof(struct acl_port),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.properties = properties,
	.property_count = ARRAY_SIZE(properties),
	.tables = tables,
	.table_count = ARRAY_SIZE(tables),
	.attach = acl_attach,
	.detach = acl_detach,
	.port_create = acl_port_create,
	.port_create_abort = acl_port_delete,
	.port_delete = acl_port_delete,
	.property_changed = acl_property_changed,
	.save = acl_save,
	.restore = acl_restore,
	.explain = acl_explain,
	.ingress = acl_ingress,
	.egress = acl_egress,
};

static int __init acl_init(void)
{
	get_random_bytes(xvs_acl_factor, sizeof(xvs_acl_factor));
	return xvs_ext_register(&acl);
}
module_init(acl_init);

static void __exit acl_exit(void)
{
	xvs_ext_unregister(&acl);
	rcu_barrier();		/* sets that still wait to be freed */
}
module_exit(acl_exit);

MODULE_ALIAS_XVS_EXT("acl");
MODULE_DESCRIPTION("xvs extension: access lists");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(XVS);
