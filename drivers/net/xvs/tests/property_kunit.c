// SPDX-License-Identifier: GPL-2.0-only
/* Properties: what is set is in force and read back, what is not set follows
 * the NIC, and what is refused changes nothing.
 */
#include <linux/etherdevice.h>
#include <linux/string.h>

#include "../property.h"
#include "lab.h"

#define MAC		0x525400000001ULL
#define OTHER		0x525400000002ULL

static char text[256];

static struct xvs_property_view read_back(struct kunit *test,
					  struct xvs_port *port,
					  unsigned int index)
{
	struct xvs_property_view view;
	struct lab *lab = test->priv;

	memset(text, 0, sizeof(text));
	lab_lock(lab);
	xvs_property_read_locked(lab->sw, port, index, &view, text,
				 sizeof(text));
	lab_unlock(lab);
	return view;
}

static u32 number_of(struct kunit *test, struct xvs_port *port,
		     unsigned int index)
{
	return read_back(test, port, index).number;
}

static int set_many(struct kunit *test, struct xvs_port *port,
		    const struct xvs_property_value *values,
		    unsigned int count, struct netlink_ext_ack *extack)
{
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_property_set_locked(lab->sw, port, values, count, extack);
	lab_unlock(lab);
	return err;
}

static int reset(struct kunit *test, struct xvs_port *port, unsigned int index)
{
	struct xvs_property_value value = { .index = index };
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_property_reset_locked(lab->sw, port, &value, 1, NULL);
	lab_unlock(lab);
	return err;
}

static void each_property_is_found_by_its_name(struct kunit *test)
{
	const struct lab *lab = test->priv;
	const struct xvs_property *row;
	unsigned int of_port;
	int i;

	for (of_port = 0; of_port < 2; of_port++) {
		for (i = 0; (i = xvs_property_next(lab->sw, of_port, i)) >= 0;
		     i++) {
			row = xvs_property_row(lab->sw, of_port, i);
			KUNIT_EXPECT_EQ_MSG(test,
					    xvs_property_find(lab->sw, of_port,
							      row->name),
					    i, "%s", row->name);
			KUNIT_EXPECT_GE_MSG(test, row->version, 0x100, "%s",
					    row->name);
			KUNIT_EXPECT_EQ_MSG(test, !!row->choices,
					    row->type == XVS_VALUE_TYPE_CHOICE,
					    "%s", row->name);
		}
		KUNIT_EXPECT_EQ(test, i, -ENOENT);
		KUNIT_EXPECT_NOT_NULL(test, xvs_property_row(lab->sw, of_port,
							     0));
	}
	KUNIT_EXPECT_EQ(test, xvs_property_find(lab->sw, true, "no.such"),
			-ENOENT);
	/* a switch has not what a port has */
	KUNIT_EXPECT_EQ(test, xvs_property_find(lab->sw, false, "vlan.mode"),
			-ENOENT);
}

static void numbers_are_read_back(struct kunit *test)
{
	static const struct {
		enum xvs_port_setting setting;
		u32 number;
	} values[] = {
		{ XVS_SET_VLAN_ACCESS, 4094 },
		{ XVS_SET_VLAN_NATIVE, 7 },
		{ XVS_SET_VLAN_PRIMARY, 10 },
		{ XVS_SET_VLAN_SECONDARY, 11 },
		{ XVS_SET_SPOOF, 1 },
		{ XVS_SET_PRIORITY, 1 },
		{ XVS_SET_LEARN, 1 },
		{ XVS_SET_LEARN_LIMIT, 1000000 },
		{ XVS_SET_FLOOD_UNICAST, 0 },
		{ XVS_SET_FLOOD_MULTICAST, 0 },
		{ XVS_SET_FLOOD_BROADCAST, 0 },
		{ XVS_SET_ISOLATED, 1 },
		{ XVS_SET_VLAN_MODE, XVS_VLAN_COMMUNITY },
	};
	struct xvs_port *port = lab_port(test, "p");
	struct xvs_property_view view;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		view = read_back(test, port, values[i].setting);
		KUNIT_EXPECT_TRUE(test, view.is_default);
		KUNIT_EXPECT_EQ(test, lab_set(test, port, values[i].setting,
					      values[i].number, NULL), 0);
	}
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		view = read_back(test, port, values[i].setting);
		KUNIT_EXPECT_EQ_MSG(test, view.number, values[i].number, "%u",
				    values[i].setting);
		KUNIT_EXPECT_FALSE(test, view.is_default);
	}
}

static void expect_text(struct kunit *test, enum xvs_port_setting setting,
			const char *given, const char *want)
{
	struct lab *lab = test->priv;
	struct xvs_port *port;

	lab_lock(lab);
	port = xvs_port_find_locked(lab->sw, "p");
	lab_unlock(lab);
	KUNIT_EXPECT_EQ_MSG(test, lab_set(test, port, setting, 0, given), 0,
			    "%s", given);
	read_back(test, port, setting);
	KUNIT_EXPECT_STREQ(test, &text[0], want);
}

static void lists_are_read_back_in_one_way_of_writing(struct kunit *test)
{
	lab_port(test, "p");
	expect_text(test, XVS_SET_VLAN_TRUNK, "20,1-4,5,6-9", "1-9,20");
	expect_text(test, XVS_SET_VLAN_PRUNE, "4094", "4094");
	expect_text(test, XVS_SET_VLAN_SECONDARIES, "3,2,2", "2-3");
	expect_text(test, XVS_SET_MACS, "52:54:00:AB:cd:01,52:54:00:00:00:02",
		    "52:54:00:ab:cd:01,52:54:00:00:00:02");
}

static void bad_lists_of_addresses_are_refused(struct kunit *test)
{
	static const char *const bad[] = {
		"", "x", "52:54:00:00:00", "52:54:00:00:00:01,",
		"52:54:00:00:00:01 52:54:00:00:00:02", "01:00:5e:00:00:01",
		"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", ",52:54:00:00:00:01",
		"52:54:00:00:00:0g", "52-54-00-00-00-01",
	};
	struct xvs_port *port = lab_port(test, "p");
	struct xvs_property_value value = { .index = XVS_SET_MACS };
	struct netlink_ext_ack extack;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&extack, 0, sizeof(extack));
		value.text = bad[i];
		KUNIT_EXPECT_NE_MSG(test, set_many(test, port, &value, 1,
						   &extack), 0, "'%s'", bad[i]);
		KUNIT_EXPECT_NOT_NULL_MSG(test, extack._msg, "'%s'", bad[i]);
	}
	read_back(test, port, XVS_SET_MACS);
	KUNIT_EXPECT_STREQ(test, &text[0], "");
}

static void a_value_of_the_wrong_sort_is_refused(struct kunit *test)
{
	static const struct {
		struct xvs_property_value value;
		int err;
	} wrong[] = {
		{ { .index = XVS_SET_VLAN_ACCESS, .text = "10" }, -EINVAL },
		{ { .index = XVS_SET_VLAN_TRUNK, .has_number = true,
		    .number = 10 }, -EINVAL },
		{ { .index = XVS_SET_MACS, .has_number = true }, -EINVAL },
		{ { .index = XVS_SET_VLAN_TRUNK, .text = "0" }, -EINVAL },
		{ { .index = XVS_SET_VLAN_ACCESS, .has_number = true,
		    .number = 4095 }, -ERANGE },
		{ { .index = XVS_SET_ISOLATED, .has_number = true,
		    .number = 2 }, -ERANGE },
	};
	struct xvs_port *port = lab_port(test, "p");
	struct netlink_ext_ack extack;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		memset(&extack, 0, sizeof(extack));
		KUNIT_EXPECT_EQ_MSG(test, set_many(test, port, &wrong[i].value,
						   1, &extack),
				    wrong[i].err, "%u", i);
		KUNIT_EXPECT_NOT_NULL_MSG(test, extack._msg, "%u", i);
	}
}

static void all_values_take_effect_or_none(struct kunit *test)
{
	/* isolated mode asks for a primary VLAN, which is missing */
	static const struct xvs_property_value values[] = {
		{ .index = XVS_SET_ISOLATED, .has_number = true, .number = 1 },
		{ .index = XVS_SET_VLAN_TRUNK, .text = "1-9" },
		{ .index = XVS_SET_VLAN_MODE, .has_number = true,
		  .number = XVS_VLAN_ISOLATED },
	};
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, set_many(test, a, values, ARRAY_SIZE(values),
				       &extack), -EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, number_of(test, a, XVS_SET_ISOLATED), 0);
	KUNIT_EXPECT_EQ(test, number_of(test, a, XVS_SET_VLAN_MODE),
			XVS_VLAN_TRANSPARENT);
	read_back(test, a, XVS_SET_VLAN_TRUNK);
	KUNIT_EXPECT_STREQ(test, &text[0], "");
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, MAC, b, OTHER));
	/* and without the last one, all do */
	KUNIT_EXPECT_EQ(test, set_many(test, a, values,
				       ARRAY_SIZE(values) - 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, number_of(test, a, XVS_SET_ISOLATED), 1);
}

static void a_contradicting_private_vlan_changes_nothing(struct kunit *test)
{
	static const struct xvs_property_value isolated[] = {
		{ .index = XVS_SET_VLAN_PRIMARY, .has_number = true,
		  .number = 10 },
		{ .index = XVS_SET_VLAN_SECONDARY, .has_number = true,
		  .number = 11 },
		{ .index = XVS_SET_VLAN_MODE, .has_number = true,
		  .number = XVS_VLAN_ISOLATED },
	};
	static const struct xvs_property_value other_primary = {
		.index = XVS_SET_VLAN_PRIMARY, .has_number = true, .number = 20
	};
	struct xvs_port *a = lab_guest(test, "a", MAC);
	struct xvs_port *b = lab_guest(test, "b", OTHER);
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;

	KUNIT_ASSERT_EQ(test, set_many(test, a, isolated, 3, NULL), 0);
	KUNIT_ASSERT_EQ(test, set_many(test, b, isolated, 3, NULL), 0);
	KUNIT_EXPECT_EQ(test, set_many(test, b, &other_primary, 1, &extack),
			-EBUSY);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, number_of(test, b, XVS_SET_VLAN_PRIMARY), 10);
	KUNIT_EXPECT_EQ(test, lab->sw->vlan_map->fid[11], 10);
	KUNIT_EXPECT_EQ(test, lab->sw->vlan_map->users[11], 2);
	/* when the last has left the VLAN, it is like any other */
	KUNIT_EXPECT_EQ(test, reset(test, a, XVS_SET_VLAN_MODE), 0);
	KUNIT_EXPECT_EQ(test, reset(test, b, XVS_SET_VLAN_MODE), 0);
	KUNIT_EXPECT_EQ(test, lab->sw->vlan_map->fid[11], 11);
	KUNIT_EXPECT_EQ(test, lab->sw->vlan_map->users[11], 0);
}

static void what_is_reset_follows_the_nic_again(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", MAC);

	KUNIT_EXPECT_EQ(test, number_of(test, port, XVS_SET_LEARN), 0);
	KUNIT_EXPECT_EQ(test, lab_set(test, port, XVS_SET_LEARN, 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, number_of(test, port, XVS_SET_LEARN), 1);
	KUNIT_EXPECT_EQ(test, reset(test, port, XVS_SET_LEARN), 0);
	KUNIT_EXPECT_EQ(test, number_of(test, port, XVS_SET_LEARN), 0);
	KUNIT_EXPECT_TRUE(test, read_back(test, port,
					  XVS_SET_LEARN).is_default);
	KUNIT_EXPECT_EQ(test, lab_set(test, port, XVS_SET_MACS, 0,
				      "52:54:00:00:00:02"), 0);
	KUNIT_EXPECT_EQ(test, reset(test, port, XVS_SET_MACS), 0);
	read_back(test, port, XVS_SET_MACS);
	KUNIT_EXPECT_STREQ(test, &text[0], "");
}

static void a_guest_gets_less_by_default_than_a_plain_device(struct kunit *test)
{
	static const struct {
		enum xvs_port_setting setting;
		u32 guest, plain;
	} defaults[] = {
		{ XVS_SET_VLAN_MODE, XVS_VLAN_ACCESS, XVS_VLAN_TRANSPARENT },
		{ XVS_SET_SPOOF, 0, 0 },
		{ XVS_SET_PRIORITY, 0, 1 },
		{ XVS_SET_LEARN, 0, 1 },
		{ XVS_SET_LEARN_LIMIT, 0, 0 },
		{ XVS_SET_FLOOD_UNICAST, 0, 1 },
		{ XVS_SET_FLOOD_MULTICAST, 1, 1 },
		{ XVS_SET_FLOOD_BROADCAST, 1, 1 },
		{ XVS_SET_ISOLATED, 0, 0 },
	};
	struct xvs_port *guest = lab_guest(test, "guest", MAC);
	struct xvs_port *plain = lab_guest(test, "plain", 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(defaults); i++) {
		KUNIT_EXPECT_EQ_MSG(test, number_of(test, guest,
						    defaults[i].setting),
				    defaults[i].guest, "%u",
				    defaults[i].setting);
		KUNIT_EXPECT_EQ_MSG(test, number_of(test, plain,
						    defaults[i].setting),
				    defaults[i].plain, "%u",
				    defaults[i].setting);
	}
}

static void a_port_learns_up_to_its_limit(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", 0);
	unsigned int i;

	lab_guest(test, "other", 0);
	KUNIT_ASSERT_EQ(test, lab_set(test, port, XVS_SET_LEARN_LIMIT, 5,
				      NULL), 0);
	for (i = 0; i < 20; i++)
		lab_send(port, lab_frame(test, MAC + i, LAB_BROADCAST,
					 ETH_ZLEN));
	KUNIT_EXPECT_EQ(test, port->fdb_learned, 5);
}

static void a_switchs_properties_take_effect(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 number, before;
	} values[] = {
		{ "fdb.ageing", 60, 300 },
		{ "fdb.limit", 100000, 1 << 18 },
		{ "fdb.move", 0, 1 },
		{ "fdb.link-local", 0x4000, 0 },
	};
	struct xvs_property_value value = { .has_number = true };
	struct lab *lab = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		value.index = xvs_property_find(lab->sw, false,
						values[i].name);
		value.number = values[i].number;
		KUNIT_EXPECT_EQ_MSG(test, number_of(test, NULL, value.index),
				    values[i].before, "%s", values[i].name);
		KUNIT_EXPECT_EQ(test, set_many(test, NULL, &value, 1, NULL), 0);
		KUNIT_EXPECT_EQ_MSG(test, number_of(test, NULL, value.index),
				    values[i].number, "%s", values[i].name);
	}
	KUNIT_EXPECT_EQ(test, lab->sw->fdb.ageing, 60UL * HZ);
	KUNIT_EXPECT_EQ(test, lab->sw->fdb.limit, 100000);
	KUNIT_EXPECT_FALSE(test, lab->sw->fdb.move);
	KUNIT_EXPECT_EQ(test, lab->sw->link_local, 0x4000);
	for (i = 0; i < ARRAY_SIZE(values); i++)
		reset(test, NULL, xvs_property_find(lab->sw, false,
						    values[i].name));
	KUNIT_EXPECT_EQ(test, lab->sw->fdb.ageing, 300UL * HZ);
	KUNIT_EXPECT_EQ(test, lab->sw->fdb.limit, 1 << 18);
	KUNIT_EXPECT_TRUE(test, lab->sw->fdb.move);
}

static struct kunit_case property_cases[] = {
	KUNIT_CASE(each_property_is_found_by_its_name),
	KUNIT_CASE(numbers_are_read_back),
	KUNIT_CASE(lists_are_read_back_in_one_way_of_writing),
	KUNIT_CASE(bad_lists_of_addresses_are_refused),
	KUNIT_CASE(a_value_of_the_wrong_sort_is_refused),
	KUNIT_CASE(all_values_take_effect_or_none),
	KUNIT_CASE(a_contradicting_private_vlan_changes_nothing),
	KUNIT_CASE(what_is_reset_follows_the_nic_again),
	KUNIT_CASE(a_guest_gets_less_by_default_than_a_plain_device),
	KUNIT_CASE(a_port_learns_up_to_its_limit),
	KUNIT_CASE(a_switchs_properties_take_effect),
	{}
};

static struct kunit_suite property_suite = {
	.name = "xvs_property",
	.init = lab_init,
	.exit = lab_exit,
	.test_cases = property_cases,
};

kunit_test_suite(property_suite);
