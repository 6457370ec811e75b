// SPDX-License-Identifier: GPL-2.0-only
/* Sets of offloads: what features make them, what is in force, and what is left
 * of the features of a host's device.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "../offload.h"

#define ESP_FEATURES	(NETIF_F_HW_ESP | NETIF_F_HW_ESP_TX_CSUM | \
			 NETIF_F_GSO_ESP)

static void each_feature_is_of_one_flag(struct kunit *test)
{
	u32 flag, other;

	for (flag = 1; flag < XVS_OFFLOAD_ESN; flag <<= 1) {
		KUNIT_EXPECT_NE(test, xvs_offload_features(flag), 0);
		KUNIT_EXPECT_EQ(test, flag,
				xvs_offload_of(xvs_offload_features(flag)));
		for (other = 1; other < flag; other <<= 1)
			KUNIT_EXPECT_EQ(test, 0,
					xvs_offload_features(flag) &
					xvs_offload_features(other));
	}
	KUNIT_EXPECT_EQ(test, xvs_offload_features(XVS_OFFLOAD_ESN), 0);
}

static void a_part_of_its_features_makes_a_flag(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, xvs_offload_of(0), 0);
	KUNIT_EXPECT_EQ(test, xvs_offload_of(NETIF_F_TSO6), XVS_OFFLOAD_TSO);
	KUNIT_EXPECT_EQ(test, xvs_offload_of(NETIF_F_IP_CSUM),
			XVS_OFFLOAD_CSUM);
	KUNIT_EXPECT_EQ(test, xvs_offload_of(NETIF_F_HW_CSUM | NETIF_F_SG),
			XVS_OFFLOAD_CSUM);
	KUNIT_EXPECT_EQ(test, xvs_offload_of(NETIF_F_GSO_UDP_TUNNEL),
			XVS_OFFLOAD_TUNNEL_GSO);
	KUNIT_EXPECT_EQ(test, xvs_offload_of(NETIF_F_LRO | NETIF_F_NTUPLE), 0);
}

static void in_force_is_what_is_able_and_allowed(struct kunit *test)
{
	u32 able, allowed;

	for (able = 0; able <= XVS_OFFLOAD_ALL; able++)
		for (allowed = 1; allowed <= XVS_OFFLOAD_ALL; allowed <<= 1) {
			u32 set = xvs_offload_in_force(able,
						       allowed - 1);

			KUNIT_ASSERT_EQ(test, set & ~able, 0);
			KUNIT_ASSERT_EQ(test, set & ~(allowed - 1), 0);
			KUNIT_ASSERT_EQ(test, set,
					xvs_offload_in_force(set, set));
		}
	KUNIT_EXPECT_EQ(test, XVS_OFFLOAD_ALL,
			xvs_offload_in_force(XVS_OFFLOAD_ALL,
					     XVS_OFFLOAD_ALL));
}

static void what_needs_something_else_falls_with_it(struct kunit *test)
{
	static const struct {
		u32 without, falls;
	} rows[] = {
		{ XVS_OFFLOAD_CSUM, XVS_OFFLOAD_TSO | XVS_OFFLOAD_UDP_GSO },
		{ XVS_OFFLOAD_ESP, XVS_OFFLOAD_ESP_CSUM | XVS_OFFLOAD_ESP_GSO |
				   XVS_OFFLOAD_ESN },
		{ XVS_OFFLOAD_TSO, 0 },
		{ XVS_OFFLOAD_ESP_GSO, 0 },
		{ XVS_OFFLOAD_ESN, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u32 some = XVS_OFFLOAD_ALL & ~rows[i].without;

		KUNIT_EXPECT_EQ(test, some & ~rows[i].falls,
				xvs_offload_in_force(some, XVS_OFFLOAD_ALL));
		KUNIT_EXPECT_EQ(test, some & ~rows[i].falls,
				xvs_offload_in_force(XVS_OFFLOAD_ALL, some));
	}
}

static void a_host_keeps_what_software_does_for_the_nic(struct kunit *test)
{
	const struct xvs_offload_state nothing_able = {
		.allowed = XVS_OFFLOAD_ALL,
	};
	netdev_features_t features = NETIF_F_SG | NETIF_F_HW_CSUM |
		NETIF_F_ALL_TSO | NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_GSO_GRE;

	KUNIT_EXPECT_EQ(test, features,
			xvs_offload_fix(&nothing_able, features));
	KUNIT_EXPECT_EQ(test, features,
			xvs_offload_fix(&nothing_able, features |
					NETIF_F_RXHASH | ESP_FEATURES));
}

static void a_host_loses_what_is_not_allowed(struct kunit *test)
{
	struct xvs_offload_state state = {
		.allowed = XVS_OFFLOAD_ALL & ~XVS_OFFLOAD_TSO,
		.in_force = XVS_OFFLOAD_ALL & ~XVS_OFFLOAD_TSO,
	};
	netdev_features_t rest = NETIF_F_SG | NETIF_F_HW_CSUM | ESP_FEATURES |
				 NETIF_F_RXHASH;

	KUNIT_EXPECT_EQ(test, rest,
			xvs_offload_fix(&state, rest | NETIF_F_ALL_TSO));
	state.in_force &= ~XVS_OFFLOAD_ESP_GSO;
	KUNIT_EXPECT_EQ(test, rest & ~NETIF_F_GSO_ESP,
			xvs_offload_fix(&state, rest));
}

static void nothing_comes_that_was_not_wanted(struct kunit *test)
{
	const struct xvs_offload_state all = {
		.able = XVS_OFFLOAD_ALL,
		.allowed = XVS_OFFLOAD_ALL,
		.in_force = XVS_OFFLOAD_ALL,
	};

	KUNIT_EXPECT_EQ(test, xvs_offload_fix(&all, 0), 0);
	KUNIT_EXPECT_EQ(test, xvs_offload_fix(&all, NETIF_F_SG), NETIF_F_SG);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(each_feature_is_of_one_flag),
	KUNIT_CASE(a_part_of_its_features_makes_a_flag),
	KUNIT_CASE(in_force_is_what_is_able_and_allowed),
	KUNIT_CASE(what_needs_something_else_falls_with_it),
	KUNIT_CASE(a_host_keeps_what_software_does_for_the_nic),
	KUNIT_CASE(a_host_loses_what_is_not_allowed),
	KUNIT_CASE(nothing_comes_that_was_not_wanted),
	{}
};

static struct kunit_suite suite = {
	.name = "xvs_offload",
	.test_cases = cases,
};

kunit_test_suite(suite);
