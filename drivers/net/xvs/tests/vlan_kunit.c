// SPDX-License-Identifier: GPL-2.0-only
/* VLAN settings, what they compile to, and the address spaces of private
 * VLANs, also against a plain model of them.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/prandom.h>

#include "../vlan.h"

#define LAST_VID	4094

static struct xvs_vlan_set *parse(struct kunit *test, const char *text)
{
	struct xvs_vlan_set *set = xvs_vlan_set_parse(text, NULL);

	KUNIT_ASSERT_FALSE_MSG(test, IS_ERR(set), "%s", text);
	return set;
}

/* --- sets --- */

static void a_list_of_vlans_is_read(struct kunit *test)
{
	struct xvs_vlan_set *set = parse(test, "1-9,20,4094");
	unsigned int vid;

	for (vid = 0; vid < VLAN_N_VID; vid++)
		KUNIT_EXPECT_EQ(test, test_bit(vid, set->ids),
				(vid >= 1 && vid <= 9) || vid == 20 ||
				vid == 4094);
	xvs_vlan_set_put(set);
}

static void a_bad_list_of_vlans_is_refused_with_a_sentence(struct kunit *test)
{
	static const char *const bad[] = {
		"", ",", "0", "0-5", "4095", "1-4095", "4096", "99999999999",
		"5-1", "a", "all", "N", "1-", "-1", "1,,x", "1-10:2/4", "1 2",
		"0x10", "1-2-3", "1\n",
	};
	struct netlink_ext_ack extack;
	struct xvs_vlan_set *set;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&extack, 0, sizeof(extack));
		set = xvs_vlan_set_parse(bad[i], &extack);
		KUNIT_EXPECT_TRUE_MSG(test, IS_ERR(set), "%s", bad[i]);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
		if (!IS_ERR(set))
			xvs_vlan_set_put(set);
	}
}

static void a_set_lives_as_long_as_somebody_holds_it(struct kunit *test)
{
	struct xvs_vlan_set *set = parse(test, "7");

	KUNIT_EXPECT_PTR_EQ(test, xvs_vlan_set_get(set), set);
	xvs_vlan_set_put(set);
	KUNIT_EXPECT_EQ(test, refcount_read(&set->refs), 1);
	KUNIT_EXPECT_TRUE(test, test_bit(7, set->ids));
	xvs_vlan_set_put(set);
	KUNIT_EXPECT_NULL(test, xvs_vlan_set_get(NULL));
	xvs_vlan_set_put(NULL);
}

/* --- settings --- */

struct setting {
	const char	*what;
	u32		mode;
	u32		access;
	u32		native;
	u32		primary;
	u32		secondary;
	const char	*trunk;
	const char	*prune;
	const char	*secondaries;
};

static void cfg_make(struct kunit *test, struct xvs_vlan_cfg *cfg,
		     const struct setting *setting)
{
	*cfg = (struct xvs_vlan_cfg){
		.mode = setting->mode,
		.access = setting->access,
		.native = setting->native,
		.primary = setting->primary,
		.secondary = setting->secondary,
	};
	if (setting->trunk)
		cfg->trunk = parse(test, setting->trunk);
	if (setting->prune)
		cfg->prune = parse(test, setting->prune);
	if (setting->secondaries)
		cfg->secondaries = parse(test, setting->secondaries);
}

static void cfg_put(struct xvs_vlan_cfg *cfg)
{
	xvs_vlan_set_put(cfg->trunk);
	xvs_vlan_set_put(cfg->prune);
	xvs_vlan_set_put(cfg->secondaries);
}

static void expect_checks(struct kunit *test, const struct setting *settings,
			  unsigned int count, int want)
{
	struct netlink_ext_ack extack;
	struct xvs_vlan_cfg cfg;
	unsigned int i;

	for (i = 0; i < count; i++) {
		memset(&extack, 0, sizeof(extack));
		cfg_make(test, &cfg, &settings[i]);
		KUNIT_EXPECT_EQ_MSG(test, xvs_vlan_check(&cfg, &extack), want,
				    "%s", settings[i].what);
		KUNIT_EXPECT_EQ_MSG(test, !!extack._msg, want != 0, "%s",
				    settings[i].what);
		cfg_put(&cfg);
	}
}

static void sound_settings_are_accepted(struct kunit *test)
{
	static const struct setting sound[] = {
		{ "nothing set", },
		{ "no access VLAN", XVS_VLAN_ACCESS },
		{ "access", XVS_VLAN_ACCESS, .access = 4094 },
		{ "trunk of all", XVS_VLAN_TRUNK },
		{ "native of all", XVS_VLAN_TRUNK, .native = 4094 },
		{ "native in trunk", XVS_VLAN_TRUNK, .native = 5,
		  .trunk = "1-9", .prune = "4" },
		{ "isolated", XVS_VLAN_ISOLATED, .primary = 1,
		  .secondary = 4094 },
		{ "community", XVS_VLAN_COMMUNITY, .primary = 4094,
		  .secondary = 1 },
		{ "promiscuous", XVS_VLAN_PROMISCUOUS, .primary = 10,
		  .secondaries = "11-12" },
		{ "what other modes want does not matter", XVS_VLAN_ACCESS,
		  .native = 9999, .primary = 5, .secondary = 5 },
	};

	expect_checks(test, sound, ARRAY_SIZE(sound), 0);
}

static void unsound_settings_are_refused_with_a_sentence(struct kunit *test)
{
	static const struct setting unsound[] = {
		{ "no such mode", XVS_VLAN_PROMISCUOUS + 1 },
		{ "access too high", XVS_VLAN_ACCESS, .access = 4095 },
		{ "native too high", XVS_VLAN_TRUNK, .native = 4095 },
		{ "native not in trunk", XVS_VLAN_TRUNK, .native = 10,
		  .trunk = "1-9" },
		{ "native pruned", XVS_VLAN_TRUNK, .native = 4,
		  .trunk = "1-9", .prune = "4" },
		{ "native pruned from all", XVS_VLAN_TRUNK, .native = 4,
		  .prune = "4" },
		{ "isolated, no primary", XVS_VLAN_ISOLATED, .secondary = 2 },
		{ "isolated, no secondary", XVS_VLAN_ISOLATED, .primary = 2 },
		{ "isolated, secondary too high", XVS_VLAN_ISOLATED,
		  .primary = 2, .secondary = 4095 },
		{ "community, primary too high", XVS_VLAN_COMMUNITY,
		  .primary = 4095, .secondary = 1 },
		{ "community, both the same", XVS_VLAN_COMMUNITY,
		  .primary = 3, .secondary = 3 },
		{ "promiscuous, no primary", XVS_VLAN_PROMISCUOUS,
		  .secondaries = "5" },
		{ "promiscuous, no secondary", XVS_VLAN_PROMISCUOUS,
		  .primary = 5 },
		{ "promiscuous, primary among secondaries",
		  XVS_VLAN_PROMISCUOUS, .primary = 5, .secondaries = "4-6" },
	};

	expect_checks(test, unsound, ARRAY_SIZE(unsound), -EINVAL);
}

/* --- rules --- */

/* What a port of this setting does with a frame, said as the manual says it. */
struct truth {
	bool	tagged_in;	/* may bring its own tag */
	bool	untagged_in;
	int	untagged_vid;	/* the VLAN of a frame without a tag */
};

static struct truth truth_of(const struct xvs_vlan_cfg *cfg)
{
	switch (cfg->mode) {
	case XVS_VLAN_TRANSPARENT:
		return (struct truth){ true, true, 0 };
	case XVS_VLAN_ACCESS:
		return (struct truth){ false, true, cfg->access };
	case XVS_VLAN_TRUNK:
		return (struct truth){ true, cfg->native, cfg->native };
	case XVS_VLAN_ISOLATED:
	case XVS_VLAN_COMMUNITY:
		return (struct truth){ false, true, cfg->secondary };
	default:
		return (struct truth){ false, true, cfg->primary };
	}
}

static bool takes(const struct xvs_vlan_cfg *cfg, unsigned int vid)
{
	switch (cfg->mode) {
	case XVS_VLAN_TRANSPARENT:
		return true;
	case XVS_VLAN_ACCESS:
		return vid == cfg->access;
	case XVS_VLAN_TRUNK:
		return vid && (!cfg->trunk || test_bit(vid, cfg->trunk->ids)) &&
		       !(cfg->prune && test_bit(vid, cfg->prune->ids));
	case XVS_VLAN_ISOLATED:
		return vid == cfg->primary;
	case XVS_VLAN_COMMUNITY:
		return vid == cfg->primary || vid == cfg->secondary;
	default:
		return vid == cfg->primary ||
		       test_bit(vid, cfg->secondaries->ids);
	}
}

static bool rules_take(const struct xvs_vlan_rules *rules, unsigned int vid)
{
	return vid == rules->rx_vid || vid == rules->rx_vid2 ||
	       (rules->set && test_bit(vid, rules->set->ids));
}

static void expect_rules(struct kunit *test, const struct xvs_vlan_cfg *cfg)
{
	struct truth truth = truth_of(cfg);
	struct xvs_vlan_rules rules;
	unsigned int vid, wrong = 0;

	KUNIT_ASSERT_EQ(test, xvs_vlan_check(cfg, NULL), 0);
	KUNIT_ASSERT_EQ(test, xvs_vlan_compile(cfg, &rules), 0);
	KUNIT_EXPECT_EQ(test, rules.trunk, truth.tagged_in);
	KUNIT_EXPECT_EQ(test, rules.no_untagged, !truth.untagged_in);
	if (truth.untagged_in)
		KUNIT_EXPECT_EQ(test, rules.tx_vid, truth.untagged_vid);
	for (vid = 0; vid <= LAST_VID; vid++)
		wrong += rules_take(&rules, vid) != takes(cfg, vid);
	KUNIT_EXPECT_EQ_MSG(test, wrong, 0, "mode %u", cfg->mode);
	xvs_vlan_set_put(rules.set);
}

static void each_mode_takes_the_vlans_it_says(struct kunit *test)
{
	static const struct setting settings[] = {
		{ "transparent", },
		{ "no VLAN", XVS_VLAN_ACCESS },
		{ "access", XVS_VLAN_ACCESS, .access = 10 },
		{ "trunk of all, no native", XVS_VLAN_TRUNK },
		{ "trunk of all", XVS_VLAN_TRUNK, .native = 1 },
		{ "trunk", XVS_VLAN_TRUNK, .native = 5, .trunk = "1-9,4094" },
		{ "pruned", XVS_VLAN_TRUNK, .prune = "2-4000" },
		{ "trunk, pruned", XVS_VLAN_TRUNK, .native = 1,
		  .trunk = "1-9", .prune = "3,8-20" },
		{ "isolated", XVS_VLAN_ISOLATED, .primary = 10,
		  .secondary = 11 },
		{ "community", XVS_VLAN_COMMUNITY, .primary = 10,
		  .secondary = 12 },
		{ "promiscuous", XVS_VLAN_PROMISCUOUS, .primary = 10,
		  .secondaries = "11-13,4094" },
	};
	struct xvs_vlan_cfg cfg;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		kunit_info(test, "%s", settings[i].what);
		cfg_make(test, &cfg, &settings[i]);
		expect_rules(test, &cfg);
		cfg_put(&cfg);
	}
}

static void random_set(struct kunit *test, struct rnd_state *rnd,
		       struct xvs_vlan_set **set)
{
	unsigned int n = prandom_u32_state(rnd) % 2000;

	*set = parse(test, "1");
	while (n--)
		set_bit(1 + prandom_u32_state(rnd) % LAST_VID, (*set)->ids);
}

static void random_trunks_take_the_vlans_they_say(struct kunit *test)
{
	struct xvs_vlan_cfg cfg;
	struct rnd_state rnd;
	u64 seed;

	for (seed = 1; seed <= 40; seed++) {
		kunit_info(test, "seed %llu", seed);
		prandom_seed_state(&rnd, seed);
		cfg = (struct xvs_vlan_cfg){ .mode = XVS_VLAN_TRUNK };
		if (seed % 4)
			random_set(test, &rnd, &cfg.trunk);
		if (seed % 3)
			random_set(test, &rnd, &cfg.prune);
		cfg.native = prandom_u32_state(&rnd) % (LAST_VID + 1);
		if (!takes(&cfg, cfg.native))
			cfg.native = 0;
		expect_rules(test, &cfg);
		cfg_put(&cfg);
	}
}

static void ports_share_the_set_they_were_given(struct kunit *test)
{
	struct xvs_vlan_cfg cfg = { .mode = XVS_VLAN_TRUNK };
	struct xvs_vlan_rules rules[2];

	cfg.trunk = parse(test, "1-100");
	KUNIT_ASSERT_EQ(test, xvs_vlan_compile(&cfg, &rules[0]), 0);
	KUNIT_ASSERT_EQ(test, xvs_vlan_compile(&cfg, &rules[1]), 0);
	KUNIT_EXPECT_PTR_EQ(test, rules[0].set, rules[1].set);
	xvs_vlan_set_put(rules[0].set);
	xvs_vlan_set_put(rules[1].set);
	KUNIT_EXPECT_EQ(test, refcount_read(&cfg.trunk->refs), 1);
	cfg_put(&cfg);
}

/* Who hears whom in private VLAN 10 with the isolated secondary 11 and the
 * communities 12 and 13.
 */
static void private_vlans_keep_apart_whom_they_should(struct kunit *test)
{
	static const struct setting roles[] = {
		{ "promiscuous", XVS_VLAN_PROMISCUOUS, .primary = 10,
		  .secondaries = "11-13" },
		{ "isolated", XVS_VLAN_ISOLATED, .primary = 10,
		  .secondary = 11 },
		{ "community 12", XVS_VLAN_COMMUNITY, .primary = 10,
		  .secondary = 12 },
		{ "community 13", XVS_VLAN_COMMUNITY, .primary = 10,
		  .secondary = 13 },
		{ "plain", XVS_VLAN_ACCESS, .access = 20 },
	};
	/* from row to column, two ports of a role each */
	static const bool hears[ARRAY_SIZE(roles)][ARRAY_SIZE(roles)] = {
		{ 1, 1, 1, 1, 0 },
		{ 1, 0, 0, 0, 0 },
		{ 1, 0, 1, 0, 0 },
		{ 1, 0, 0, 1, 0 },
		{ 0, 0, 0, 0, 1 },
	};
	struct xvs_vlan_rules rules[ARRAY_SIZE(roles)];
	struct xvs_vlan_cfg cfg;
	unsigned int from, to;

	for (from = 0; from < ARRAY_SIZE(roles); from++) {
		cfg_make(test, &cfg, &roles[from]);
		KUNIT_ASSERT_EQ(test, xvs_vlan_compile(&cfg, &rules[from]), 0);
		cfg_put(&cfg);
	}
	for (from = 0; from < ARRAY_SIZE(roles); from++)
		for (to = 0; to < ARRAY_SIZE(roles); to++)
			KUNIT_EXPECT_EQ_MSG(test,
					    rules_take(&rules[to],
						       rules[from].tx_vid),
					    hears[from][to], "%s to %s",
					    roles[from].what, roles[to].what);
	for (from = 0; from < ARRAY_SIZE(roles); from++)
		xvs_vlan_set_put(rules[from].set);
}

/* --- address spaces --- */

static struct xvs_vlan_map *map_make(struct kunit *test)
{
	struct xvs_vlan_map *map = kunit_kzalloc(test, sizeof(*map),
						 GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, map);
	xvs_vlan_map_init(map);
	return map;
}

static int join(struct kunit *test, struct xvs_vlan_map *map,
		const struct setting *setting)
{
	struct netlink_ext_ack extack = {};
	struct xvs_vlan_cfg cfg;
	int err;

	cfg_make(test, &cfg, setting);
	err = xvs_vlan_map_join(map, &cfg, &extack);
	KUNIT_EXPECT_EQ_MSG(test, !!extack._msg, err != 0, "%s", setting->what);
	cfg_put(&cfg);
	return err;
}

static void leave(struct kunit *test, struct xvs_vlan_map *map,
		  const struct setting *setting)
{
	struct xvs_vlan_cfg cfg;

	cfg_make(test, &cfg, setting);
	xvs_vlan_map_leave(map, &cfg);
	cfg_put(&cfg);
}

static void expect_plain_map(struct kunit *test, const struct xvs_vlan_map *map)
{
	unsigned int vid, wrong = 0;

	for (vid = 0; vid < VLAN_N_VID; vid++)
		wrong += map->fid[vid] != vid || map->users[vid];
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static void secondaries_share_the_primarys_addresses(struct kunit *test)
{
	static const struct setting isolated = {
		"isolated", XVS_VLAN_ISOLATED, .primary = 10, .secondary = 11
	};
	static const struct setting promiscuous = {
		"promiscuous", XVS_VLAN_PROMISCUOUS, .primary = 10,
		.secondaries = "11-13"
	};
	struct xvs_vlan_map *map = map_make(test);

	KUNIT_EXPECT_EQ(test, join(test, map, &isolated), 0);
	KUNIT_EXPECT_EQ(test, map->fid[11], 10);
	KUNIT_EXPECT_EQ(test, map->fid[10], 10);
	KUNIT_EXPECT_EQ(test, map->fid[12], 12);
	KUNIT_EXPECT_EQ(test, join(test, map, &promiscuous), 0);
	KUNIT_EXPECT_EQ(test, map->fid[13], 10);
	leave(test, map, &isolated);
	KUNIT_EXPECT_EQ(test, map->fid[11], 10);
	leave(test, map, &promiscuous);
	expect_plain_map(test, map);
}

static void contradicting_private_vlans_are_refused(struct kunit *test)
{
	static const struct setting there = {
		"there", XVS_VLAN_COMMUNITY, .primary = 10, .secondary = 11
	};
	static const struct setting contradictions[] = {
		{ "another primary", XVS_VLAN_ISOLATED, .primary = 20,
		  .secondary = 11 },
		{ "primary as secondary", XVS_VLAN_ISOLATED, .primary = 20,
		  .secondary = 10 },
		{ "secondary as primary", XVS_VLAN_COMMUNITY, .primary = 11,
		  .secondary = 12 },
		{ "one of many", XVS_VLAN_PROMISCUOUS, .primary = 20,
		  .secondaries = "5-12" },
		{ "secondary as primary of many", XVS_VLAN_PROMISCUOUS,
		  .primary = 11, .secondaries = "12-13" },
	};
	struct xvs_vlan_map *map = map_make(test);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, join(test, map, &there), 0);
	for (i = 0; i < ARRAY_SIZE(contradictions); i++)
		KUNIT_EXPECT_EQ(test, join(test, map, &contradictions[i]),
				-EBUSY);
	leave(test, map, &there);
	expect_plain_map(test, map);
	/* alone, each of them is fine */
	for (i = 0; i < ARRAY_SIZE(contradictions); i++) {
		KUNIT_EXPECT_EQ(test, join(test, map, &contradictions[i]), 0);
		leave(test, map, &contradictions[i]);
	}
	expect_plain_map(test, map);
}

static void other_modes_leave_the_map_alone(struct kunit *test)
{
	static const struct setting others[] = {
		{ "transparent", .primary = 10, .secondary = 11 },
		{ "access", XVS_VLAN_ACCESS, .access = 10, .primary = 10,
		  .secondary = 11 },
		{ "trunk", XVS_VLAN_TRUNK, .primary = 10, .secondary = 11 },
	};
	struct xvs_vlan_map *map = map_make(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		KUNIT_EXPECT_EQ(test, join(test, map, &others[i]), 0);
		expect_plain_map(test, map);
		leave(test, map, &others[i]);
		expect_plain_map(test, map);
	}
}

#define MEMBERS		40
#define MODEL_VIDS	12

/* A model that keeps who is a member and derives all else from that. */
struct members {
	struct xvs_vlan_cfg	cfg[MEMBERS];
	bool			in[MEMBERS];
};

static bool has_secondary(const struct xvs_vlan_cfg *cfg, unsigned int vid)
{
	if (cfg->mode == XVS_VLAN_PROMISCUOUS)
		return test_bit(vid, cfg->secondaries->ids);
	return cfg->secondary == vid;
}

static bool contradict(const struct xvs_vlan_cfg *a,
		       const struct xvs_vlan_cfg *b)
{
	unsigned int vid;

	if (has_secondary(a, b->primary) || has_secondary(b, a->primary))
		return true;
	for (vid = 1; vid <= MODEL_VIDS; vid++)
		if (has_secondary(a, vid) && has_secondary(b, vid) &&
		    a->primary != b->primary)
			return true;
	return false;
}

static bool model_allows(const struct members *members,
			 const struct xvs_vlan_cfg *cfg)
{
	unsigned int i;

	for (i = 0; i < MEMBERS; i++)
		if (members->in[i] && contradict(&members->cfg[i], cfg))
			return false;
	return true;
}

static unsigned int model_fid(const struct members *members, unsigned int vid)
{
	unsigned int i;

	for (i = 0; i < MEMBERS; i++)
		if (members->in[i] && has_secondary(&members->cfg[i], vid))
			return members->cfg[i].primary;
	return vid;
}

static void random_cfg(struct kunit *test, struct rnd_state *rnd,
		       struct xvs_vlan_cfg *cfg)
{
	unsigned int vid;

	memset(cfg, 0, sizeof(*cfg));
	cfg->mode = XVS_VLAN_ISOLATED + prandom_u32_state(rnd) % 3;
	cfg->primary = 1 + prandom_u32_state(rnd) % MODEL_VIDS;
	do {
		vid = 1 + prandom_u32_state(rnd) % MODEL_VIDS;
	} while (vid == cfg->primary);
	if (cfg->mode != XVS_VLAN_PROMISCUOUS) {
		cfg->secondary = vid;
		return;
	}
	cfg->secondaries = parse(test, "1");
	clear_bit(1, cfg->secondaries->ids);
	set_bit(vid, cfg->secondaries->ids);
	vid = 1 + prandom_u32_state(rnd) % MODEL_VIDS;
	if (vid != cfg->primary)
		set_bit(vid, cfg->secondaries->ids);
}

static void step(struct kunit *test, struct xvs_vlan_map *map,
		 struct members *members, struct rnd_state *rnd)
{
	unsigned int i = prandom_u32_state(rnd) % MEMBERS, vid;
	struct xvs_vlan_cfg cfg;
	bool allowed;

	if (members->in[i]) {
		xvs_vlan_map_leave(map, &members->cfg[i]);
		cfg_put(&members->cfg[i]);
		members->in[i] = false;
	} else {
		random_cfg(test, rnd, &cfg);
		allowed = model_allows(members, &cfg);
		KUNIT_ASSERT_EQ(test, xvs_vlan_map_join(map, &cfg, NULL),
				allowed ? 0 : -EBUSY);
		if (allowed)
			members->cfg[i] = cfg;
		else
			cfg_put(&cfg);
		members->in[i] = allowed;
	}
	for (vid = 0; vid <= MODEL_VIDS; vid++)
		KUNIT_ASSERT_EQ(test, map->fid[vid], model_fid(members, vid));
}

static void random_members_agree_with_a_model(struct kunit *test)
{
	struct xvs_vlan_map *map = map_make(test);
	struct members *members;
	struct rnd_state rnd;
	unsigned int i;
	u64 seed;

	members = kunit_kzalloc(test, sizeof(*members), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, members);
	for (seed = 1; seed <= 5; seed++) {
		kunit_info(test, "seed %llu", seed);
		prandom_seed_state(&rnd, seed);
		for (i = 0; i < 3000; i++)
			step(test, map, members, &rnd);
	}
	for (i = 0; i < MEMBERS; i++) {
		if (!members->in[i])
			continue;
		xvs_vlan_map_leave(map, &members->cfg[i]);
		cfg_put(&members->cfg[i]);
	}
	expect_plain_map(test, map);
}

static struct kunit_case vlan_cases[] = {
	KUNIT_CASE(a_list_of_vlans_is_read),
	KUNIT_CASE(a_bad_list_of_vlans_is_refused_with_a_sentence),
	KUNIT_CASE(a_set_lives_as_long_as_somebody_holds_it),
	KUNIT_CASE(sound_settings_are_accepted),
	KUNIT_CASE(unsound_settings_are_refused_with_a_sentence),
	KUNIT_CASE(each_mode_takes_the_vlans_it_says),
	KUNIT_CASE(random_trunks_take_the_vlans_they_say),
	KUNIT_CASE(ports_share_the_set_they_were_given),
	KUNIT_CASE(private_vlans_keep_apart_whom_they_should),
	KUNIT_CASE(secondaries_share_the_primarys_addresses),
	KUNIT_CASE(contradicting_private_vlans_are_refused),
	KUNIT_CASE(other_modes_leave_the_map_alone),
	KUNIT_CASE(random_members_agree_with_a_model),
	{}
};

static struct kunit_suite vlan_suite = {
	.name = "xvs_vlan",
	.test_cases = vlan_cases,
};

kunit_test_suite(vlan_suite);

MODULE_DESCRIPTION("KUnit tests of xvs: VLANs");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
