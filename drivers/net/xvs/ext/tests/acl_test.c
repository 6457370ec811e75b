// SPDX-License-Identifier: GPL-2.0-only
/* Access lists: finding the rule that decides, against a model that looks at
 * one rule after the other; what becomes of flows; and reading frames that
 * somebody made up.
 *
 * The files under test are part of this module, which so needs no exports.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../acl_flow.c"
#include "../acl_parse.c"
#include "../acl_rule.c"

/* --- a port without a switch --- */

struct world {
	struct acl_home		home;
	struct acl_port		port;
};

static void no_sweep(struct work_struct *work)
{
}

static int world_init(struct kunit *test)
{
	struct world *world = kzalloc(sizeof(*world), GFP_KERNEL);

	if (!world)
		return -ENOMEM;
	get_random_bytes(xvs_acl_factor, sizeof(xvs_acl_factor));
	INIT_DELAYED_WORK(&world->home.work, no_sweep);
	world->home.verdict_limit = U32_MAX;
	world->home.flow_limit = U32_MAX;
	world->port.verdict_limit = 1 << 20;
	world->port.flow_limit = 1 << 20;
	test->priv = world;
	return xvs_acl_port_init(&world->port, &world->home);
}

static struct acl_set *set_now(struct world *world)
{
	return rcu_dereference_protected(world->port.set, 1);
}

/* @set in the place of the one before, whose gone rules go with it. */
static void publish(struct world *world, struct acl_set *set)
{
	struct acl_set *old = set_now(world);

	if (set)
		set->generation = ++world->port.generation;
	rcu_assign_pointer(world->port.set, set);
	if (old)
		xvs_acl_set_retire(old);
}

static void mark_all_gone(struct acl_set *set)
{
	u32 i;

	for (i = 0; set && i < set->count; i++)
		set->by_id[i]->gone = true;
}

static void world_exit(struct kunit *test)
{
	struct world *world = test->priv;

	if (!world)
		return;
	mark_all_gone(set_now(world));
	publish(world, NULL);
	xvs_acl_port_exit(&world->port);
	KUNIT_EXPECT_EQ(test, world->port.verdicts, 0);
	KUNIT_EXPECT_EQ(test, world->port.sessions, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&world->home.verdicts), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&world->home.sessions), 0);
	cancel_delayed_work_sync(&world->home.work);
	synchronize_rcu();
	kfree(world);
}

/* Rules with the ids from @id on join those that are not gone. */
static void add_rules(struct kunit *test, const struct xvs_acl_rule *said,
		      u32 count, u32 id)
{
	struct world *world = test->priv;
	struct acl_rule **rules;
	struct acl_set *set;
	u32 i;

	rules = kunit_kcalloc(test, count + 1, sizeof(*rules), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rules);
	for (i = 0; i < count; i++) {
		KUNIT_ASSERT_EQ(test, xvs_acl_rule_check(&said[i], NULL), 0);
		rules[i] = xvs_acl_rule_create(id + i, &said[i]);
		KUNIT_ASSERT_NOT_NULL(test, rules[i]);
	}
	KUNIT_ASSERT_EQ(test, xvs_acl_sessions_prepare(&world->port), 0);
	set = xvs_acl_set_create(set_now(world), rules, count);
	KUNIT_ASSERT_NOT_NULL(test, set);
	publish(world, set);
	kunit_kfree(test, rules);
}

/* These rules and no others, with ids from 1. */
static void set_rules(struct kunit *test, const struct xvs_acl_rule *said,
		      u32 count)
{
	struct world *world = test->priv;

	mark_all_gone(set_now(world));
	add_rules(test, said, count, 1);
}

static u32 decide(struct kunit *test, const struct acl_key *key)
{
	struct world *world = test->priv;
	u32 rule;

	rcu_read_lock_bh();
	rcu_read_lock();
	rule = xvs_acl_decide(&world->port, rcu_dereference(world->port.set),
			      key, 100);
	rcu_read_unlock();
	rcu_read_unlock_bh();
	return rule;
}

static long classified(struct kunit *test)
{
	struct world *world = test->priv;

	return atomic_long_read(&world->port.classified);
}

/* --- keys and rules --- */

#define TCP_KEY(_in, _lport, _rport, ...) (struct acl_key) {		\
	.family = 4, .proto = IPPROTO_TCP,				\
	.local = { 10, 0, 0, 1 }, .remote = { 10, 0, 0, 2 },		\
	.local_port = _lport, .remote_port = _rport,			\
	.flags = ACL_KEY_IP | ACL_KEY_WHOLE | ((_in) ? ACL_KEY_IN : 0),	\
	##__VA_ARGS__							\
}

static const struct xvs_acl_rule stateful_out = {
	.kind = XVS_ACL_EXTENDED, .action = XVS_ACL_ALLOW,
	.direction = XVS_ACL_OUT, .flags = XVS_ACL_STATEFUL, .weight = 9,
};

static const struct xvs_acl_rule deny_all = {
	.kind = XVS_ACL_EXTENDED, .action = XVS_ACL_DENY,
	.direction = XVS_ACL_IN | XVS_ACL_OUT,
};

/* --- what is no rule --- */

static void sound_rules_are_accepted(struct kunit *test)
{
	static const struct xvs_acl_rule sound[] = {
		{ .direction = XVS_ACL_IN },
		{ .direction = XVS_ACL_OUT, .action = XVS_ACL_METER,
		  .family = 4, .local_len = 32, .local = { 10, 0, 0, 1 } },
		{ .direction = XVS_ACL_OUT, .flags = XVS_ACL_LOCAL_MAC,
		  .action = XVS_ACL_DENY, .mac = { 2 } },
		{ .direction = XVS_ACL_IN, .family = 6, .remote_len = 128 },
		{ .kind = XVS_ACL_EXTENDED, .direction = XVS_ACL_IN,
		  .proto = IPPROTO_TCP, .local_port_min = 22,
		  .local_port_max = 22, .weight = U32_MAX, .vlan = 4094 },
		{ .kind = XVS_ACL_EXTENDED, .direction = XVS_ACL_IN,
		  .flags = XVS_ACL_STATEFUL, .timeout = XVS_ACL_TIMEOUT_MAX },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sound); i++)
		KUNIT_EXPECT_EQ_MSG(test, xvs_acl_rule_check(&sound[i], NULL),
				    0, "rule %u", i);
}

static void unsound_rules_are_refused_with_a_sentence(struct kunit *test)
{
#define EXTENDED .kind = XVS_ACL_EXTENDED, .direction = XVS_ACL_IN
	static const struct xvs_acl_rule unsound[] = {
		{ .direction = 0 },
		{ .direction = 4 },
		{ .direction = XVS_ACL_IN, .kind = 2 },
		{ .direction = XVS_ACL_IN, .action = 3 },
		{ .direction = XVS_ACL_IN, .flags = 8 },
		{ .direction = XVS_ACL_IN, .family = 5 },
		{ .direction = XVS_ACL_IN, .local_len = 8, .local = { 10 } },
		{ .direction = XVS_ACL_IN, .family = 4, .local_len = 33 },
		{ .direction = XVS_ACL_IN, .family = 6, .remote_len = 129 },
		{ .direction = XVS_ACL_IN, .family = 4, .local_len = 8,
		  .local = { 10, 1 } },
		{ .direction = XVS_ACL_IN, .family = 4, .remote_len = 32,
		  .remote = { 10, 1, 1, 1, 1 } },
		{ .direction = XVS_ACL_IN, .mac = { 2 } },
		{ .direction = XVS_ACL_IN, .mac = { 2 },
		  .flags = XVS_ACL_LOCAL_MAC | XVS_ACL_REMOTE_MAC },
		{ .direction = XVS_ACL_IN, .mac = { 2 }, .family = 4,
		  .flags = XVS_ACL_LOCAL_MAC },
		{ .direction = XVS_ACL_IN, .family = 4, .local_len = 8,
		  .local = { 10 }, .remote_len = 8, .remote = { 10 } },
		{ .direction = XVS_ACL_IN, .proto = 6 },
		{ .direction = XVS_ACL_IN, .weight = 1 },
		{ .direction = XVS_ACL_IN, .vlan = 1 },
		{ .direction = XVS_ACL_IN, .timeout = 1 },
		{ .direction = XVS_ACL_IN, .local_port_max = 1 },
		{ .direction = XVS_ACL_IN, .flags = XVS_ACL_STATEFUL },
		{ EXTENDED, .action = XVS_ACL_METER },
		{ EXTENDED, .flags = XVS_ACL_LOCAL_MAC },
		{ EXTENDED, .vlan = 4095 },
		{ EXTENDED, .remote_port_max = 5 },
		{ EXTENDED, .proto = IPPROTO_ICMP, .remote_port_max = 5 },
		{ EXTENDED, .proto = IPPROTO_TCP, .local_port_min = 5,
		  .local_port_max = 4 },
		{ EXTENDED, .timeout = 5 },
		{ EXTENDED, .flags = XVS_ACL_STATEFUL,
		  .action = XVS_ACL_DENY },
		{ EXTENDED, .flags = XVS_ACL_STATEFUL,
		  .timeout = XVS_ACL_TIMEOUT_MAX + 1 },
	};
#undef EXTENDED
	struct netlink_ext_ack extack;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(unsound); i++) {
		memset(&extack, 0, sizeof(extack));
		KUNIT_EXPECT_NE_MSG(test,
				    xvs_acl_rule_check(&unsound[i], &extack),
				    0, "rule %u", i);
		KUNIT_EXPECT_NOT_NULL_MSG(test, extack._msg, "rule %u", i);
	}
}

/* --- a model --- */

static bool model_prefix(const u8 *prefix, unsigned int len, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		if ((prefix[i / 8] ^ addr[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

static bool model_port(u16 min, u16 max, u16 port)
{
	return !max || (port >= min && port <= max);
}

static bool model_extended(const struct xvs_acl_rule *said,
			   const struct acl_key *key)
{
	if (!key->family)
		return false;
	if (said->proto && said->proto != key->proto)
		return false;
	if (said->vlan && said->vlan != key->vid)
		return false;
	if (!said->local_port_max && !said->remote_port_max)
		return true;
	return key->flags & ACL_KEY_WHOLE &&
	       model_port(said->local_port_min, said->local_port_max,
			  key->local_port) &&
	       model_port(said->remote_port_min, said->remote_port_max,
			  key->remote_port);
}

static bool model_meets(const struct xvs_acl_rule *said,
			const struct acl_key *key)
{
	bool in = key->flags & ACL_KEY_IN;

	if (!(said->direction & (in ? XVS_ACL_IN : XVS_ACL_OUT)))
		return false;
	if (said->family && said->family != key->family)
		return false;
	if (!model_prefix(said->local, said->local_len, key->local) ||
	    !model_prefix(said->remote, said->remote_len, key->remote))
		return false;
	if (said->flags & XVS_ACL_LOCAL_MAC &&
	    !ether_addr_equal_unaligned(said->mac, key->local_mac))
		return false;
	if (said->flags & XVS_ACL_REMOTE_MAC &&
	    !ether_addr_equal_unaligned(said->mac, key->remote_mac))
		return false;
	return said->kind == XVS_ACL_BASE || model_extended(said, key);
}

static enum acl_list_id model_list(const struct xvs_acl_rule *said)
{
	if (said->kind == XVS_ACL_EXTENDED)
		return ACL_LIST_EXTENDED;
	return said->action == XVS_ACL_METER ? ACL_LIST_METER : ACL_LIST_BASE;
}

/* How special a base rule is. */
static int model_score(const struct xvs_acl_rule *said)
{
	if (said->flags & (XVS_ACL_LOCAL_MAC | XVS_ACL_REMOTE_MAC))
		return 1000;
	return said->family ? 1 + said->local_len + said->remote_len : 0;
}

/* Whether @a goes before @b, of one list and with a lower id. */
static bool model_before(const struct xvs_acl_rule *a,
			 const struct xvs_acl_rule *b)
{
	if (a->kind == XVS_ACL_EXTENDED)
		return a->weight >= b->weight;
	if (model_score(a) != model_score(b))
		return model_score(a) > model_score(b);
	return a->action == XVS_ACL_DENY || b->action != XVS_ACL_DENY;
}

struct model {
	const struct xvs_acl_rule *said;	/* the id is the place + 1 */
	const bool		*gone;
	u32			count;
};

/* The id, or 0. */
static u32 model_find(const struct model *model, enum acl_list_id list,
		      const struct acl_key *key)
{
	u32 i, best = 0;

	for (i = 0; i < model->count; i++) {
		if (model->gone[i] || model_list(&model->said[i]) != list ||
		    !model_meets(&model->said[i], key))
			continue;
		if (!best || !model_before(&model->said[best - 1],
					   &model->said[i]))
			best = i + 1;
	}
	return best;
}

static u32 model_denies(const struct model *model, const struct acl_key *key)
{
	static const enum acl_list_id lists[] = {
		ACL_LIST_EXTENDED, ACL_LIST_BASE
	};
	u32 i, id;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		id = model_find(model, lists[i], key);
		if (id && model->said[id - 1].action == XVS_ACL_DENY)
			return id;
	}
	return 0;
}

/* --- random rules and frames, few enough to meet often --- */

static u32 below(struct rnd_state *rnd, u32 limit)
{
	return prandom_u32_state(rnd) % limit;
}

static void random_addr(struct rnd_state *rnd, u8 family, u8 *addr)
{
	memset(addr, 0, 16);
	addr[0] = family == 4 ? 10 : 0xfd;
	addr[2] = below(rnd, 3);
	addr[3] = below(rnd, 8);
	if (family == 6)
		addr[15] = below(rnd, 4);
}

static u8 random_prefix(struct rnd_state *rnd, u8 family, u8 *addr)
{
	static const u8 lens[] = { 0, 7, 8, 16, 22, 24, 30, 31, 32, 128 };
	u8 len = lens[below(rnd, ARRAY_SIZE(lens) - (family == 4))];
	u32 i;

	random_addr(rnd, family, addr);
	for (i = len; i < 128; i++)
		addr[i / 8] &= ~(0x80 >> i % 8);
	return len;
}

static void random_mac(struct rnd_state *rnd, u8 *mac)
{
	eth_zero_addr(mac);
	mac[0] = 2;
	mac[5] = 1 + below(rnd, 4);
}

static void random_ports(struct rnd_state *rnd, u16 *min, u16 *max)
{
	if (below(rnd, 2))
		return;
	*min = below(rnd, 6);
	*max = *min + below(rnd, 3);
}

static u8 random_proto(struct rnd_state *rnd)
{
	static const u8 protos[] = {
		IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_GRE
	};

	return protos[below(rnd, ARRAY_SIZE(protos))];
}

static void random_extended(struct rnd_state *rnd, struct xvs_acl_rule *said)
{
	said->kind = XVS_ACL_EXTENDED;
	said->action = below(rnd, 2);
	said->weight = below(rnd, 5);
	said->vlan = below(rnd, 3) ? 0 : 1 + below(rnd, 2);
	if (below(rnd, 2)) {
		said->family = below(rnd, 2) ? 4 : 6;
		said->local_len = random_prefix(rnd, said->family,
						said->local);
		said->remote_len = random_prefix(rnd, said->family,
						 said->remote);
	}
	if (below(rnd, 2))
		said->proto = random_proto(rnd);
	if (!proto_has_ports(said->proto))
		return;
	random_ports(rnd, &said->local_port_min, &said->local_port_max);
	random_ports(rnd, &said->remote_port_min, &said->remote_port_max);
}

static void random_base(struct rnd_state *rnd, struct xvs_acl_rule *said)
{
	said->action = below(rnd, 3);
	if (!below(rnd, 10))
		return;
	if (!below(rnd, 4)) {
		said->flags = below(rnd, 2) ? XVS_ACL_LOCAL_MAC :
					      XVS_ACL_REMOTE_MAC;
		random_mac(rnd, said->mac);
		return;
	}
	said->family = below(rnd, 2) ? 4 : 6;
	if (below(rnd, 2))
		said->local_len = random_prefix(rnd, said->family,
						said->local);
	else
		said->remote_len = random_prefix(rnd, said->family,
						 said->remote);
}

static void random_rule(struct rnd_state *rnd, struct xvs_acl_rule *said)
{
	memset(said, 0, sizeof(*said));
	said->direction = 1 + below(rnd, 3);
	if (below(rnd, 2))
		random_extended(rnd, said);
	else
		random_base(rnd, said);
}

/* As the parser would make it. */
static void random_key(struct rnd_state *rnd, struct acl_key *key)
{
	memset(key, 0, sizeof(*key));
	key->flags = below(rnd, 2) ? ACL_KEY_IN : 0;
	key->vid = below(rnd, 3);
	random_mac(rnd, key->local_mac);
	random_mac(rnd, key->remote_mac);
	if (!below(rnd, 8))
		return;
	key->flags |= ACL_KEY_IP;
	key->family = below(rnd, 2) ? 4 : 6;
	random_addr(rnd, key->family, key->local);
	random_addr(rnd, key->family, key->remote);
	key->proto = random_proto(rnd);
	if (!below(rnd, 6))
		return;
	key->flags |= ACL_KEY_WHOLE;
	if (!proto_has_ports(key->proto))
		return;
	key->local_port = below(rnd, 9);
	key->remote_port = below(rnd, 9);
}

#define RULES	120
#define FRAMES	1500

static void expect_as_model(struct kunit *test, struct rnd_state *rnd,
			    const struct model *model)
{
	struct acl_set *set = set_now(test->priv);
	enum acl_list_id list;
	struct acl_key key;
	const struct acl_rule *rule;
	u32 i;

	for (i = 0; i < FRAMES; i++) {
		random_key(rnd, &key);
		for (list = 0; list < ACL_LISTS; list++) {
			rule = xvs_acl_find(set, list, &key);
			KUNIT_ASSERT_EQ(test, rule ? rule->id : 0,
					model_find(model, list, &key));
		}
		KUNIT_ASSERT_EQ(test, decide(test, &key),
				model_denies(model, &key));
	}
}

static void random_rules_agree_with_a_model(struct kunit *test)
{
	struct xvs_acl_rule *said;
	struct world *world = test->priv;
	struct rnd_state rnd;
	struct model model;
	bool *gone;
	u64 seed;
	u32 i;

	said = kunit_kcalloc(test, RULES, sizeof(*said), GFP_KERNEL);
	gone = kunit_kcalloc(test, RULES, sizeof(*gone), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, said && gone);
	for (seed = 1; seed <= 30; seed++) {
		kunit_info(test, "seed %llu", seed);
		prandom_seed_state(&rnd, seed);
		for (i = 0; i < RULES; i++)
			random_rule(&rnd, &said[i]);
		memset(gone, 0, RULES);
		model = (struct model){ said, gone, RULES - RULES / 3 };
		set_rules(test, said, model.count);
		expect_as_model(test, &rnd, &model);
		/* some go and others come */
		for (i = 0; i < model.count; i++) {
			gone[i] = below(&rnd, 2);
			set_now(world)->by_id[i]->gone = gone[i];
		}
		add_rules(test, said + model.count, RULES / 3,
			  model.count + 1);
		model.count = RULES;
		expect_as_model(test, &rnd, &model);
		xvs_acl_port_sweep(&world->port);
	}
}

static void a_rule_is_found_by_its_id(struct kunit *test)
{
	struct xvs_acl_rule said[] = { deny_all, stateful_out, deny_all };
	struct world *world = test->priv;

	add_rules(test, said, 3, 10);
	KUNIT_EXPECT_EQ(test, xvs_acl_set_from(set_now(world), 0)->id, 10);
	KUNIT_EXPECT_EQ(test, xvs_acl_set_from(set_now(world), 11)->id, 11);
	KUNIT_EXPECT_EQ(test, xvs_acl_set_from(set_now(world), 12)->id, 12);
	KUNIT_EXPECT_NULL(test, xvs_acl_set_from(set_now(world), 13));
	KUNIT_EXPECT_NULL(test, xvs_acl_set_from(NULL, 1));
}

/* --- flows --- */

static void a_flow_is_classified_once(struct kunit *test)
{
	struct acl_key key = TCP_KEY(false, 1000, 22);
	struct xvs_acl_hit hit;
	int i;

	set_rules(test, &deny_all, 1);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, decide(test, &key), 1);
	KUNIT_EXPECT_EQ(test, classified(test), 1);
	xvs_acl_rule_read(set_now(test->priv)->by_id[0], &hit);
	KUNIT_EXPECT_EQ(test, hit.packets, 5);
	KUNIT_EXPECT_EQ(test, hit.bytes, 500);
}

static void what_no_rule_looks_at_makes_no_flow(struct kunit *test)
{
	struct acl_key key;
	u16 port;

	set_rules(test, &deny_all, 1);
	for (port = 1; port < 1000; port++) {
		key = TCP_KEY(false, port, port);
		KUNIT_EXPECT_EQ(test, decide(test, &key), 1);
	}
	KUNIT_EXPECT_EQ(test, classified(test), 1);
}

static void a_change_of_the_rules_makes_verdicts_void(struct kunit *test)
{
	struct acl_key key = TCP_KEY(false, 1000, 22);
	struct xvs_acl_rule allow = deny_all;

	allow.action = XVS_ACL_ALLOW;
	set_rules(test, &deny_all, 1);
	KUNIT_EXPECT_EQ(test, decide(test, &key), 1);
	set_rules(test, &allow, 1);
	KUNIT_EXPECT_EQ(test, decide(test, &key), 0);
	set_rules(test, &deny_all, 1);
	KUNIT_EXPECT_EQ(test, decide(test, &key), 1);
}

static void a_rule_that_stays_keeps_its_counters(struct kunit *test)
{
	struct acl_key key = TCP_KEY(false, 1000, 22);
	struct xvs_acl_hit hit;

	set_rules(test, &deny_all, 1);
	KUNIT_EXPECT_EQ(test, decide(test, &key), 1);
	add_rules(test, &stateful_out, 1, 2);
	KUNIT_EXPECT_EQ(test, decide(test, &key), 0);
	xvs_acl_rule_read(set_now(test->priv)->by_id[0], &hit);
	KUNIT_EXPECT_EQ(test, hit.packets, 1);
	xvs_acl_rule_read(set_now(test->priv)->by_id[1], &hit);
	KUNIT_EXPECT_EQ(test, hit.packets, 1);
	KUNIT_EXPECT_LT(test, hit.age, 10000ULL);
}

static void set_stateful(struct kunit *test)
{
	const struct xvs_acl_rule rules[] = { stateful_out, deny_all };

	set_rules(test, rules, ARRAY_SIZE(rules));
}

static void answers_of_a_stateful_flow_pass(struct kunit *test)
{
	struct acl_key out = TCP_KEY(false, 1000, 22);
	struct acl_key in = TCP_KEY(true, 1000, 22);
	struct acl_key other = TCP_KEY(true, 1000, 23);

	set_stateful(test);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 2);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
	KUNIT_EXPECT_EQ(test, decide(test, &other), 2);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
}

/* The answer may come from another router. */
static void answers_pass_where_rules_look_at_macs(struct kunit *test)
{
	struct acl_key out = TCP_KEY(false, 1000, 22, .remote_mac = { 2 });
	struct acl_key in = TCP_KEY(true, 1000, 22, .remote_mac = { 4 });
	const struct xvs_acl_rule rules[] = {
		stateful_out, deny_all, {
			.direction = XVS_ACL_IN, .action = XVS_ACL_DENY,
			.flags = XVS_ACL_REMOTE_MAC, .mac = { 6 },
		}
	};

	set_rules(test, rules, ARRAY_SIZE(rules));
	KUNIT_EXPECT_EQ(test, decide(test, &in), 2);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
	in.remote_mac[0] = 6;
	KUNIT_EXPECT_EQ(test, decide(test, &in), 3);
}

/* Rules may change with every frame. */
static void a_flow_outlives_changes_that_still_allow_it(struct kunit *test)
{
	struct acl_key out = TCP_KEY(false, 1000, 22);
	struct acl_key in = TCP_KEY(true, 1000, 22);
	int i;

	set_stateful(test);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	for (i = 0; i < 5; i++) {
		set_stateful(test);
		KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
	}
}

static struct acl_session *only_session(struct kunit *test)
{
	struct world *world = test->priv;
	struct acl_session *session;
	u32 i;

	for (i = 0; i < SESSION_BUCKETS; i++)
		hlist_for_each_entry(session, &world->port.session->bucket[i],
				     node)
			return session;
	return NULL;
}

static void an_idle_flow_is_over(struct kunit *test)
{
	struct acl_key out = TCP_KEY(false, 1000, 22);
	struct acl_key in = TCP_KEY(true, 1000, 22);
	struct acl_session *session;

	set_stateful(test);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
	session = only_session(test);
	KUNIT_ASSERT_NOT_NULL(test, session);
	KUNIT_EXPECT_EQ(test, session->timeout, XVS_ACL_TIMEOUT * HZ);
	session->used = jiffies - (XVS_ACL_TIMEOUT - 5) * HZ;
	KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
	session->used = jiffies - XVS_ACL_TIMEOUT * HZ;
	KUNIT_EXPECT_EQ(test, decide(test, &in), 2);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
}

static void a_flow_ends_with_its_rule(struct kunit *test)
{
	struct acl_key out = TCP_KEY(false, 1000, 22);
	struct acl_key in = TCP_KEY(true, 1000, 22);
	const struct xvs_acl_rule rules[] = { stateful_out, deny_all };
	struct xvs_acl_rule elsewhere[2] = { stateful_out, deny_all };

	elsewhere[0].proto = IPPROTO_UDP;
	set_rules(test, rules, 2);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 0);
	set_rules(test, elsewhere, 2);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 2);
	set_rules(test, rules, 2);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 2);
}

static void fragments_without_ports_open_no_flow(struct kunit *test)
{
	struct acl_key out = TCP_KEY(false, 0, 0);
	struct acl_key in = TCP_KEY(true, 0, 0);
	struct world *world = test->priv;

	out.flags &= ~ACL_KEY_WHOLE;
	in.flags &= ~ACL_KEY_WHOLE;
	set_stateful(test);
	KUNIT_EXPECT_EQ(test, decide(test, &out), 0);
	KUNIT_EXPECT_EQ(test, world->port.sessions, 0);
	KUNIT_EXPECT_EQ(test, decide(test, &in), 2);
}

static void verdicts_are_bounded(struct kunit *test)
{
	struct world *world = test->priv;
	struct acl_key key;
	u32 i;

	world->port.verdict_limit = 100;
	set_stateful(test);
	for (i = 1; i < 20000; i++) {
		key = TCP_KEY(false, i, 22);
		KUNIT_EXPECT_EQ(test, decide(test, &key), 0);
		if (i == 10000)
			world->home.verdict_limit = 50;
		KUNIT_ASSERT_LE(test, world->port.verdicts, 100);
	}
	KUNIT_EXPECT_GE(test, world->port.verdicts, 50);
}

static void sessions_are_bounded_and_idle_ones_give_way(struct kunit *test)
{
	struct acl_key busy_out = TCP_KEY(false, 60000, 22);
	struct acl_key busy_in = TCP_KEY(true, 60000, 22);
	struct world *world = test->priv;
	struct acl_session *session;
	struct acl_key key;
	u32 i;

	world->port.flow_limit = 200;
	set_stateful(test);
	KUNIT_EXPECT_EQ(test, decide(test, &busy_out), 0);
	session = only_session(test);
	KUNIT_ASSERT_NOT_NULL(test, session);
	/* as if it were used while the others come */
	session->used = jiffies + 1000 * HZ;
	for (i = 1; i < 20000; i++) {
		key = TCP_KEY(false, i, 23);
		KUNIT_EXPECT_EQ(test, decide(test, &key), 0);
		KUNIT_ASSERT_LE(test, world->port.sessions, 200);
	}
	KUNIT_EXPECT_EQ(test, world->port.sessions, 200);
	KUNIT_EXPECT_EQ(test, decide(test, &busy_in), 0);
}

static void the_table_of_verdicts_grows(struct kunit *test)
{
	struct world *world = test->priv;
	struct acl_key key;
	u32 round, i;
	long before;

	set_stateful(test);
	for (round = 0; round < 5; round++) {
		for (i = 1; i <= 5000; i++) {
			key = TCP_KEY(false, i, 22);
			decide(test, &key);
		}
		xvs_acl_port_sweep(&world->port);
	}
	before = classified(test);
	for (i = 1; i <= 5000; i++) {
		key = TCP_KEY(false, i, 22);
		decide(test, &key);
	}
	before = classified(test);
	for (i = 1; i <= 5000; i++) {
		key = TCP_KEY(false, i, 22);
		decide(test, &key);
	}
	KUNIT_EXPECT_EQ(test, classified(test), before);
}

static void a_port_that_goes_takes_no_more_flows(struct kunit *test)
{
	struct acl_key key = TCP_KEY(false, 1, 22);
	struct world *world = test->priv;

	set_stateful(test);
	world->port.gone = true;
	KUNIT_EXPECT_EQ(test, decide(test, &key), 0);
	KUNIT_EXPECT_EQ(test, world->port.verdicts, 0);
	KUNIT_EXPECT_EQ(test, world->port.sessions, 0);
	world->port.gone = false;
}

static void flows_are_shown_and_restored(struct kunit *test)
{
	struct world *world = test->priv;
	struct xvs_acl_flow row;
	struct acl_key key;
	u32 i, id = 0, shown = 0;

	set_stateful(test);
	for (i = 1; i <= 3000; i++) {
		key = TCP_KEY(false, i, 22);
		decide(test, &key);
	}
	while (xvs_acl_session_next(&world->port, &id, &row)) {
		shown++;
		id++;
	}
	KUNIT_EXPECT_EQ(test, shown, 3000);
	KUNIT_EXPECT_EQ(test, row.rule, 1);
	KUNIT_EXPECT_EQ(test, row.direction, XVS_ACL_OUT);
	KUNIT_EXPECT_EQ(test, row.timeout, XVS_ACL_TIMEOUT);

	sweep_sessions(&world->port, true);
	set_stateful(test);
	xvs_acl_session_restore(&world->port, set_now(world), &row);
	key = TCP_KEY(true, row.local_port, row.remote_port);
	KUNIT_EXPECT_EQ(test, decide(test, &key), 0);
	/* what no rule allows here is left out */
	row.direction = XVS_ACL_IN;
	row.local_port++;
	xvs_acl_session_restore(&world->port, set_now(world), &row);
	KUNIT_EXPECT_EQ(test, world->port.sessions, 1);
}

/* --- frames --- */

#define FRAME_MAX	256

/* Nothing of it lies in the head but @head bytes. */
static struct sk_buff *frame_make(struct kunit *test, const u8 *data, u32 len,
				  u32 head)
{
	struct sk_buff *skb = alloc_skb(FRAME_MAX, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	head = min(head, len);
	skb_put_data(skb, data, head);
	if (head == len)
		return skb;
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page), data + head, len - head);
	skb_add_rx_frag(skb, 0, page, 0, len - head, PAGE_SIZE);
	return skb;
}

static int parse(struct kunit *test, const u8 *data, u32 len, u32 head,
		 bool in, struct acl_key *key)
{
	struct sk_buff *skb = frame_make(test, data, len, head);
	int err = xvs_acl_parse(skb, 7, in, key);

	kfree_skb(skb);
	return err;
}

#define MACS	2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1
#define IP4(frag, proto)						\
	0x45, 0, 0, 40, 0, 0, (frag) >> 8, (frag) & 0xff, 64, proto,	\
	0, 0, 10, 0, 0, 1, 10, 0, 0, 2
#define IP6(proto, hops)						\
	0x60, 0, 0, 0, 0, 40, proto, hops,				\
	0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,		\
	0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define PORTS	0x03, 0xe8, 0, 22, 0, 0, 0, 0
#define HOP(next)	next, 0, 0, 0, 0, 0, 0, 0
#define AH(next)	next, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define FRAGMENT(next, place)						\
	next, 0, (place) >> 8, (place) & 0xff, 0, 0, 0, 0

enum what {
	BAD, OTHER, IP, WHOLE
};

struct sample {
	const char	*name;
	enum what	what;
	u8		family;
	u8		proto;
	u16		src, dst;	/* ports */
	u8		len;
	u8		data[120];
};

#define SAMPLE(_name, _what, _family, _proto, _src, _dst, ...)		\
	{								\
		_name, _what, _family, _proto, _src, _dst,		\
		sizeof((u8[]){ __VA_ARGS__ }), { __VA_ARGS__ }		\
	}

static const struct sample samples[] = {
	SAMPLE("ARP", OTHER, 0, 0, 0, 0, MACS, 8, 6, 0, 1),
	SAMPLE("TCP", WHOLE, 4, 6, 1000, 22, MACS, 8, 0, IP4(0, 6), PORTS),
	SAMPLE("UDP with options", WHOLE, 4, 17, 1000, 22, MACS, 8, 0,
	       0x46, 0, 0, 40, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1,
	       10, 0, 0, 2, 1, 1, 1, 1, PORTS),
	SAMPLE("GRE", WHOLE, 4, 47, 0, 0, MACS, 8, 0, IP4(0, 47)),
	SAMPLE("first fragment", WHOLE, 4, 6, 1000, 22,
	       MACS, 8, 0, IP4(0x2000, 6), PORTS),
	SAMPLE("later fragment", IP, 4, 17, 0, 0,
	       MACS, 8, 0, IP4(0x2001, 17), PORTS),
	SAMPLE("fragment over the TCP header", BAD, 0, 0, 0, 0,
	       MACS, 8, 0, IP4(0x0001, 6), PORTS),
	SAMPLE("IPv4 that is not", BAD, 0, 0, 0, 0, MACS, 8, 0, IP6(6, 64)),
	SAMPLE("short IPv4 header", BAD, 0, 0, 0, 0, MACS, 8, 0,
	       0x44, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1,
	       10, 0, 0, 2, PORTS),
	SAMPLE("echo request", WHOLE, 4, 1, 0x1234, 0,
	       MACS, 8, 0, IP4(0, 1), 8, 0, 0, 0, 0x12, 0x34, 0, 1),
	SAMPLE("echo reply", WHOLE, 4, 1, 0, 0x1234,
	       MACS, 8, 0, IP4(0, 1), 0, 0, 0, 0, 0x12, 0x34, 0, 1),
	SAMPLE("unreachable", IP, 4, 1, 0, 0,
	       MACS, 8, 0, IP4(0, 1), 3, 1, 0, 0, 0x12, 0x34, 0, 1),
	SAMPLE("one tag", WHOLE, 4, 6, 1000, 22,
	       MACS, 0x81, 0, 0, 5, 8, 0, IP4(0, 6), PORTS),
	SAMPLE("three tags", WHOLE, 4, 6, 1000, 22,
	       MACS, 0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x81, 0, 0, 7, 8, 0,
	       IP4(0, 6), PORTS),
	SAMPLE("four tags", BAD, 0, 0, 0, 0,
	       MACS, 0x81, 0, 0, 5, 0x81, 0, 0, 6, 0x81, 0, 0, 7, 0x81, 0,
	       0, 8, 8, 0, IP4(0, 6), PORTS),
	SAMPLE("IPv6 TCP", WHOLE, 6, 6, 1000, 22,
	       MACS, 0x86, 0xdd, IP6(6, 64), PORTS),
	SAMPLE("IPv6 that is not", BAD, 0, 0, 0, 0,
	       MACS, 0x86, 0xdd, IP4(0, 6), PORTS, PORTS, PORTS, PORTS),
	SAMPLE("IPv6 headers", WHOLE, 6, 17, 1000, 22,
	       MACS, 0x86, 0xdd, IP6(0, 64), HOP(60), HOP(43), HOP(51),
	       AH(17), PORTS),
	SAMPLE("IPv6 first fragment", WHOLE, 6, 6, 1000, 22,
	       MACS, 0x86, 0xdd, IP6(44, 64), FRAGMENT(6, 1), PORTS),
	SAMPLE("IPv6 later fragment", IP, 6, 6, 0, 0,
	       MACS, 0x86, 0xdd, IP6(44, 64), FRAGMENT(6, 9), PORTS),
	SAMPLE("IPv6 later fragment of options", IP, 6, 60, 0, 0,
	       MACS, 0x86, 0xdd, IP6(44, 64), FRAGMENT(60, 9), PORTS),
	SAMPLE("no next header", WHOLE, 6, 59, 0, 0,
	       MACS, 0x86, 0xdd, IP6(59, 64)),
	SAMPLE("nine headers", BAD, 0, 0, 0, 0,
	       MACS, 0x86, 0xdd, IP6(60, 64), HOP(60), HOP(60), HOP(60),
	       HOP(60), HOP(60), HOP(60), HOP(60), HOP(60)),
	SAMPLE("header longer than the frame", BAD, 0, 0, 0, 0,
	       MACS, 0x86, 0xdd, IP6(0, 64), 6, 255, 0, 0, 0, 0, 0, 0, PORTS),
	SAMPLE("IPv6 echo", WHOLE, 6, 58, 0x1234, 0,
	       MACS, 0x86, 0xdd, IP6(58, 64), 128, 0, 0, 0, 0x12, 0x34, 0, 1),
	SAMPLE("IPv6 echo reply", WHOLE, 6, 58, 0, 0x1234,
	       MACS, 0x86, 0xdd, IP6(58, 64), 129, 0, 0, 0, 0x12, 0x34, 0, 1),
	SAMPLE("neighbour solicitation", OTHER, 0, 0, 0, 0,
	       MACS, 0x86, 0xdd, IP6(58, 255), 135, 0, 0, 0, 0, 0, 0, 0),
	SAMPLE("neighbour solicitation from afar", IP, 6, 58, 0, 0,
	       MACS, 0x86, 0xdd, IP6(58, 254), 135, 0, 0, 0, 0, 0, 0, 0),
	SAMPLE("neighbour solicitation in a fragment", IP, 6, 58, 0, 0,
	       MACS, 0x86, 0xdd, IP6(44, 255), FRAGMENT(58, 0),
	       135, 0, 0, 0, 0, 0, 0, 0),
};

/* What the key of a sample must be, going out. */
static void expect_key(struct kunit *test, const struct sample *sample,
		       const struct acl_key *key, bool in)
{
	struct acl_key want = {
		.vid = 7,
		.family = sample->family,
		.proto = sample->proto,
		.local_mac = { 2, 0, 0, 0, 0, in ? 2 : 1 },
		.remote_mac = { 2, 0, 0, 0, 0, in ? 1 : 2 },
		.local_port = in ? sample->dst : sample->src,
		.remote_port = in ? sample->src : sample->dst,
		.flags = in ? ACL_KEY_IN : 0,
	};
	u8 last = sample->family == 4 ? 3 : 15;

	if (sample->what != OTHER) {
		want.flags |= ACL_KEY_IP;
		want.local[0] = sample->family == 4 ? 10 : 0xfd;
		want.remote[0] = want.local[0];
		want.local[last] = in ? 2 : 1;
		want.remote[last] = in ? 1 : 2;
	}
	if (sample->what == WHOLE)
		want.flags |= ACL_KEY_WHOLE;
	KUNIT_EXPECT_TRUE_MSG(test, acl_key_equal(key, &want), "%s, %s",
			      sample->name, in ? "in" : "out");
}

static void headers_are_read_wherever_they_lie(struct kunit *test)
{
	const struct sample *sample;
	struct acl_key key;
	u32 i, head;
	int err;

	for (i = 0; i < 2 * ARRAY_SIZE(samples); i++) {
		sample = &samples[i / 2];
		for (head = ETH_HLEN; head <= sample->len; head += 5) {
			err = parse(test, sample->data, sample->len, head,
				    i % 2, &key);
			KUNIT_EXPECT_EQ_MSG(test, err != 0,
					    sample->what == BAD, "%s",
					    sample->name);
			if (!err)
				expect_key(test, sample, &key, i % 2);
		}
	}
}

/* Cut short anywhere, a frame is read as the whole one or not at all. */
static void frames_that_end_early_are_not_misread(struct kunit *test)
{
	const struct sample *sample;
	struct acl_key key;
	u32 i, len;

	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		sample = &samples[i];
		for (len = 0; len < sample->len; len++)
			if (!parse(test, sample->data, len, len / 2, false,
				   &key) && sample->what != BAD)
				expect_key(test, sample, &key, false);
	}
}

#define FUZZED	1000000

static void fuzz_once(struct kunit *test, struct rnd_state *rnd,
		      struct sk_buff *skb)
{
	const struct sample *sample = &samples[below(rnd, ARRAY_SIZE(samples))];
	u32 i, changes = below(rnd, 8);
	struct acl_key key;
	int err;

	memcpy(skb->data, sample->data, sizeof(sample->data));
	skb->len = 1 + below(rnd, sizeof(sample->data));
	if (below(rnd, 2))
		skb->len = sample->len;
	for (i = 0; i < changes; i++)
		skb->data[12 + below(rnd, sizeof(sample->data) - 12)] =
			prandom_u32_state(rnd);
	err = xvs_acl_parse(skb, 7, below(rnd, 2), &key);
	if (err) {
		KUNIT_ASSERT_EQ(test, err, -EBADMSG);
		return;
	}
	/* what rules rely on */
	KUNIT_ASSERT_EQ(test, !!key.family, !!(key.flags & ACL_KEY_IP));
	if (!(key.flags & ACL_KEY_WHOLE))
		KUNIT_ASSERT_EQ(test, key.local_port | key.remote_port, 0);
}

/* What lies behind the frame's end is poisoned on kernels that have KASAN. */
static void made_up_frames_do_no_harm(struct kunit *test)
{
	struct sk_buff *skb = alloc_skb(sizeof(samples[0].data), GFP_KERNEL);
	struct rnd_state rnd;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, sizeof(samples[0].data));
	prandom_seed_state(&rnd, 1);
	for (i = 0; i < FUZZED; i++) {
		fuzz_once(test, &rnd, skb);
		if (!(i % 10000))
			cond_resched();
	}
	kfree_skb(skb);
}

static struct kunit_case acl_cases[] = {
	KUNIT_CASE(sound_rules_are_accepted),
	KUNIT_CASE(unsound_rules_are_refused_with_a_sentence),
	KUNIT_CASE(random_rules_agree_with_a_model),
	KUNIT_CASE(a_rule_is_found_by_its_id),
	KUNIT_CASE(a_flow_is_classified_once),
	KUNIT_CASE(what_no_rule_looks_at_makes_no_flow),
	KUNIT_CASE(a_change_of_the_rules_makes_verdicts_void),
	KUNIT_CASE(a_rule_that_stays_keeps_its_counters),
	KUNIT_CASE(answers_of_a_stateful_flow_pass),
	KUNIT_CASE(answers_pass_where_rules_look_at_macs),
	KUNIT_CASE(a_flow_outlives_changes_that_still_allow_it),
	KUNIT_CASE(an_idle_flow_is_over),
	KUNIT_CASE(a_flow_ends_with_its_rule),
	KUNIT_CASE(fragments_without_ports_open_no_flow),
	KUNIT_CASE(verdicts_are_bounded),
	KUNIT_CASE(sessions_are_bounded_and_idle_ones_give_way),
	KUNIT_CASE(the_table_of_verdicts_grows),
	KUNIT_CASE(a_port_that_goes_takes_no_more_flows),
	KUNIT_CASE(flows_are_shown_and_restored),
	KUNIT_CASE(headers_are_read_wherever_they_lie),
	KUNIT_CASE(frames_that_end_early_are_not_misread),
	KUNIT_CASE(made_up_frames_do_no_harm),
	{}
};

/* Sets wait to be freed by a function of this module. */
static void acl_suite_exit(struct kunit_suite *suite)
{
	rcu_barrier();
}

static struct kunit_suite acl_suite = {
	.name = "xvs_acl",
	.init = world_init,
	.exit = world_exit,
	.suite_exit = acl_suite_exit,
	.test_cases = acl_cases,
};

kunit_test_suite(acl_suite);

MODULE_DESCRIPTION("KUnit tests of xvs: access lists");
MODULE_LICENSE("GPL");
