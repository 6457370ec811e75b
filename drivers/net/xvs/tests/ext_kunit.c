// SPDX-License-Identifier: GPL-2.0-only
/* What extensions declare: themselves, their properties and tables, and what
 * they save of a port.
 */
#include <linux/etherdevice.h>
#include <linux/string.h>

#include "../ext.h"
#include "../property.h"
#include "../state.h"
#include "spy.h"

#define A		0x525400000001ULL
#define B		0x525400000002ULL

#define FILTER		XVS_EXT_CLASS_FILTER
#define FORWARD		XVS_EXT_CLASS_FORWARD

/* --- properties --- */

enum { FLAG, NUMBER, CHOICE, TEXT, BLOB, OF_SWITCH };

static const char *const words[] = { "none", "some", "all", NULL };

static const struct xvs_ext_property properties[] = {
	[FLAG] = { "flag", XVS_OF_PORT, XVS_VALUE_TYPE_FLAG, 0x100 },
	[NUMBER] = { "number", XVS_OF_PORT, XVS_VALUE_TYPE_NUMBER, 0x203,
		     10, 20, NULL, 15 },
	[CHOICE] = { "choice", XVS_OF_PORT, XVS_VALUE_TYPE_CHOICE, 0x100,
		     .choices = words, .otherwise = 1 },
	[TEXT] = { "text", XVS_OF_PORT, XVS_VALUE_TYPE_TEXT, 0x100, 0, 8 },
	[BLOB] = { "blob", XVS_OF_PORT, XVS_VALUE_TYPE_BLOB, 0x100, 0, 8 },
	[OF_SWITCH] = { "number", XVS_OF_SWITCH, XVS_VALUE_TYPE_NUMBER, 0x100,
			0, 99, NULL, 42 },
};

static struct spy *declarer(struct kunit *test, const char *name)
{
	struct spy *spy = spy_new(test, name, FILTER);

	spy->ext.properties = properties;
	spy->ext.property_count = ARRAY_SIZE(properties);
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	spy_forget();
	return spy;
}

/* The place of "EXT.NAME", which is there. */
static unsigned int find(struct kunit *test, bool of_port, const char *name)
{
	struct lab *lab = test->priv;
	int index;

	lab_lock(lab);
	index = xvs_property_find(lab->sw, of_port, name);
	lab_unlock(lab);
	KUNIT_ASSERT_GE_MSG(test, index, 0, "%s", name);
	return index;
}

static struct xvs_property_value number(struct kunit *test, const char *name,
					u32 number)
{
	return (struct xvs_property_value) {
		.index = find(test, true, name),
		.has_number = true,
		.number = number,
	};
}

static struct xvs_property_value bytes(struct kunit *test, const char *name,
				       const void *data, u32 len)
{
	return (struct xvs_property_value) {
		.index = find(test, true, name),
		.blob = data,
		.blob_len = len,
	};
}

static struct xvs_property_value text(struct kunit *test, const char *name,
				      const char *value)
{
	return (struct xvs_property_value) {
		.index = find(test, true, name),
		.text = value,
	};
}

static int set(struct kunit *test, struct xvs_port *port,
	       const struct xvs_property_value *values, unsigned int count)
{
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_property_set_locked(lab->sw, port, values, count, &extack);
	lab_unlock(lab);
	if (err)
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	return err;
}

static int set_one(struct kunit *test, struct xvs_port *port,
		   struct xvs_property_value value)
{
	return set(test, port, &value, 1);
}

static int reset(struct kunit *test, struct xvs_port *port, const char *name)
{
	struct xvs_property_value value = {
		.index = find(test, port, name),
	};
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_property_reset_locked(lab->sw, port, &value, 1, NULL);
	lab_unlock(lab);
	return err;
}

static u32 own_number(struct kunit *test, struct spy *spy,
		      struct xvs_port *port, unsigned int own)
{
	struct lab *lab = test->priv;
	u32 value;

	lab_lock(lab);
	value = xvs_property_number(spy_at(spy), port, own);
	lab_unlock(lab);
	return value;
}

static void expect_data(struct kunit *test, struct spy *spy,
			struct xvs_port *port, unsigned int own,
			const void *expected, u32 expected_len)
{
	struct lab *lab = test->priv;
	const void *data;
	u32 len;

	lab_lock(lab);
	data = xvs_property_data(spy_at(spy), port, own, &len);
	KUNIT_EXPECT_EQ(test, len, expected_len);
	if (len == expected_len)
		KUNIT_EXPECT_EQ(test, memcmp(data, expected, len), 0);
	lab_unlock(lab);
}

static char read_text[64];

static struct xvs_property_view read_back(struct kunit *test,
					  struct xvs_port *port,
					  const char *name)
{
	struct lab *lab = test->priv;
	struct xvs_property_view view;
	unsigned int index = find(test, port, name);

	memset(read_text, 0, sizeof(read_text));
	lab_lock(lab);
	xvs_property_read_locked(lab->sw, port, index, &view, read_text,
				 sizeof(read_text));
	lab_unlock(lab);
	return view;
}

static void properties_bear_the_extensions_name_and_version(struct kunit *test)
{
	const struct xvs_property *row;
	struct lab *lab = test->priv;

	declarer(test, "x");
	row = xvs_property_row(lab->sw, true, find(test, true, "x.number"));
	KUNIT_ASSERT_NOT_NULL(test, row);
	KUNIT_EXPECT_EQ(test, row->version, 0x203);
	KUNIT_EXPECT_EQ(test, row->max, 20);
	row = xvs_property_row(lab->sw, false, find(test, false, "x.number"));
	KUNIT_ASSERT_NOT_NULL(test, row);
	KUNIT_EXPECT_EQ(test, row->max, 99);
	lab_lock(lab);
	KUNIT_EXPECT_LT(test, xvs_property_find(lab->sw, false, "x.flag"), 0);
	KUNIT_EXPECT_LT(test, xvs_property_find(lab->sw, true, "number"), 0);
	lab_unlock(lab);
}

static void what_is_not_set_is_as_declared(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = declarer(test, "x");

	KUNIT_EXPECT_EQ(test, own_number(test, x, port, FLAG), 0);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 15);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, CHOICE), 1);
	KUNIT_EXPECT_EQ(test, own_number(test, x, NULL, OF_SWITCH), 42);
	expect_data(test, x, port, TEXT, "", 0);
	expect_data(test, x, port, BLOB, "", 0);
	KUNIT_EXPECT_TRUE(test, read_back(test, port, "x.number").is_default);
	KUNIT_EXPECT_EQ(test, read_back(test, port, "x.number").number, 15);
}

static void each_type_is_set_and_reset(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = declarer(test, "x");
	const struct xvs_property_value values[] = {
		number(test, "x.flag", 1), number(test, "x.number", 20),
		number(test, "x.choice", 2), text(test, "x.text", "eight-by"),
		bytes(test, "x.blob", "\0\1\2", 3),
	};
	static const char *const names[] = {
		"x.flag", "x.number", "x.choice", "x.text", "x.blob",
	};
	unsigned int i;

	KUNIT_ASSERT_EQ(test, set(test, port, values, ARRAY_SIZE(values)), 0);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, FLAG), 1);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 20);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, CHOICE), 2);
	expect_data(test, x, port, TEXT, "eight-by", 8);
	expect_data(test, x, port, BLOB, "\0\1\2", 3);
	KUNIT_EXPECT_EQ(test, read_back(test, port, "x.number").number, 20);
	read_back(test, port, "x.text");
	KUNIT_EXPECT_STREQ(test, read_text, "eight-by");
	KUNIT_EXPECT_EQ(test, read_back(test, port, "x.blob").blob_len, 3);

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		KUNIT_EXPECT_FALSE(test,
				   read_back(test, port, names[i]).is_default);
		KUNIT_EXPECT_EQ(test, reset(test, port, names[i]), 0);
		KUNIT_EXPECT_TRUE(test,
				  read_back(test, port, names[i]).is_default);
	}
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 15);
	expect_data(test, x, port, TEXT, "", 0);
}

static void values_out_of_bounds_are_refused(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = declarer(test, "x");

	KUNIT_EXPECT_EQ(test, set_one(test, port, number(test, "x.number", 9)),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, set_one(test, port,
				      number(test, "x.number", 21)), -ERANGE);
	KUNIT_EXPECT_EQ(test, set_one(test, port, number(test, "x.flag", 2)),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, set_one(test, port,
				      text(test, "x.text", "nine-byte")),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, set_one(test, port,
				      bytes(test, "x.blob", "123456789", 9)),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, set_one(test, port, number(test, "x.text", 1)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, set_one(test, port,
				      text(test, "x.number", "11")), -EINVAL);
	spy_expect(test, "");
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 15);
}

static void a_request_of_many_is_done_or_not(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = declarer(test, "x"), *y;
	struct xvs_property_value values[] = {
		number(test, "x.number", 11),
		number(test, "isolation.isolated", 1),
		number(test, "x.flag", 7),
	};

	KUNIT_EXPECT_EQ(test, set(test, port, values, 3), -ERANGE);
	spy_expect(test, "");
	values[2].number = 1;
	y = spy_put(test, "y", FILTER);
	y->set_err = -EPERM;
	KUNIT_EXPECT_EQ(test, set(test, port, values, 3), -EPERM);
	spy_expect(test, "x.set:x.number y.set:x.number x.unset:x.number");
	y->set_err = 0;
	y->again = 100;
	KUNIT_EXPECT_EQ(test, set(test, port, values + 1, 2), -EAGAIN);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 15);
	KUNIT_EXPECT_FALSE(test, port->flags & XVS_PORT_ISOLATED);

	y->again = 0;
	spy_forget();
	KUNIT_EXPECT_EQ(test, set(test, port, values, 3), 0);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 11);
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, FLAG), 1);
	KUNIT_EXPECT_TRUE(test, port->flags & XVS_PORT_ISOLATED);
	spy_expect(test, "x.set:x.number y.set:x.number x.set:isolation.isolated y.set:isolation.isolated x.set:x.flag y.set:x.flag x.changed:x.number y.changed:x.number x.changed:isolation.isolated y.changed:isolation.isolated x.changed:x.flag y.changed:x.flag");
}

static void what_was_asked_is_aborted_backwards(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", A);
	struct spy *x = declarer(test, "x");
	struct xvs_property_value values[] = {
		number(test, "x.number", 11),
		text(test, "security.macs", "52:54:00:00:00:02"),
	};

	lab_guest(test, "q", B);
	spy_put(test, "y", FILTER);
	KUNIT_EXPECT_NE(test, set(test, port, values, 2), 0);
	spy_expect(test, "x.set:x.number y.set:x.number x.set:security.macs y.set:security.macs y.unset:security.macs x.unset:security.macs y.unset:x.number x.unset:x.number");
	KUNIT_EXPECT_EQ(test, own_number(test, x, port, NUMBER), 15);
}

static struct {
	int own;
	u32 number;
	u32 len;
	bool reset;
	bool same;
} change_seen;

static void look_at_change(struct spy *spy, struct xvs_port *port,
			   const struct xvs_property_change *change)
{
	change_seen.own = change->own;
	change_seen.number = change->number;
	change_seen.len = change->len;
	change_seen.reset = change->reset;
	change_seen.same = change->len == 3 && !memcmp(change->data, "abc", 3);
}

static void an_extension_knows_its_own_properties(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = declarer(test, "x");
	struct spy *y = spy_put(test, "y", FILTER);

	x->do_changed = look_at_change;
	KUNIT_EXPECT_EQ(test, set_one(test, port, number(test, "x.number", 19)),
			0);
	KUNIT_EXPECT_EQ(test, change_seen.own, NUMBER);
	KUNIT_EXPECT_EQ(test, change_seen.number, 19);
	KUNIT_EXPECT_EQ(test, set_one(test, port, text(test, "x.text", "abc")),
			0);
	KUNIT_EXPECT_EQ(test, change_seen.own, TEXT);
	KUNIT_EXPECT_TRUE(test, change_seen.same);
	KUNIT_EXPECT_EQ(test, reset(test, port, "x.number"), 0);
	KUNIT_EXPECT_TRUE(test, change_seen.reset);
	KUNIT_EXPECT_EQ(test, change_seen.number, 15);
	x->do_changed = NULL;
	y->do_changed = look_at_change;
	KUNIT_EXPECT_EQ(test, set_one(test, port, number(test, "x.flag", 1)),
			0);
	KUNIT_EXPECT_EQ(test, change_seen.own, -1);
}

static void extensions_and_ports_have_values_of_their_own(struct kunit *test)
{
	struct xvs_port *p = lab_port(test, "p"), *q = lab_port(test, "q");
	struct spy *x = declarer(test, "x"), *y = declarer(test, "y");

	KUNIT_EXPECT_EQ(test, set_one(test, p, number(test, "x.number", 11)),
			0);
	KUNIT_EXPECT_EQ(test, set_one(test, q, number(test, "y.number", 12)),
			0);
	KUNIT_EXPECT_EQ(test, own_number(test, x, p, NUMBER), 11);
	KUNIT_EXPECT_EQ(test, own_number(test, y, p, NUMBER), 15);
	KUNIT_EXPECT_EQ(test, own_number(test, x, q, NUMBER), 15);
	KUNIT_EXPECT_EQ(test, own_number(test, y, q, NUMBER), 12);
}

static void values_go_with_their_extension(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = declarer(test, "x");
	struct lab *lab = test->priv;

	KUNIT_EXPECT_EQ(test, set_one(test, port, text(test, "x.text", "abc")),
			0);
	spy_detach(test, x);
	lab_lock(lab);
	KUNIT_EXPECT_LT(test, xvs_property_find(lab->sw, true, "x.text"), 0);
	lab_unlock(lab);
	KUNIT_ASSERT_EQ(test, spy_attach(test, x, NULL, NULL), 0);
	expect_data(test, x, port, TEXT, "", 0);
}

/* --- tables --- */

static u32 row;		/* the one row of each table of the suite */

static int change_row(struct xvs_attach *at, struct xvs_port *port,
		      struct xvs_table_change *change,
		      struct netlink_ext_ack *extack)
{
	if (change->add_count != 1) {
		NL_SET_ERR_MSG(extack, "one row it has to be");
		return -EDOM;
	}
	memcpy(&row, change->add->data, sizeof(row));
	change->add->id = 1;
	return 0;
}

static int next_row(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		    void *data, size_t room)
{
	if (*id > 1)
		return 0;
	if (room < sizeof(row))
		return -EMSGSIZE;
	*id = 1;
	memcpy(data, &row, sizeof(row));
	return sizeof(row);
}

static const struct xvs_ext_table tables[] = {
	{ "mine", XVS_OF_SWITCH, 0x100, sizeof(row), change_row, next_row },
	{ "ports", XVS_OF_PORT, 0x100, 0, change_row, next_row },
	{ "seen", XVS_OF_PORT, 0x100, sizeof(row), NULL, next_row },
};

static struct spy *keeper(struct kunit *test)
{
	struct spy *spy = spy_new(test, "x", FILTER);

	spy->ext.tables = tables;
	spy->ext.table_count = ARRAY_SIZE(tables);
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	return spy;
}

static int change(struct kunit *test, struct spy *spy, const char *table,
		  struct xvs_port *port, u32 value, u32 len,
		  struct netlink_ext_ack *extack)
{
	struct xvs_entry entry = { .len = len, .data = &value };
	struct xvs_table_change change = { .add = &entry, .add_count = 1 };
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	if (!len)
		change.add_count = 0;
	err = xvs_attach_change_locked(spy->att,
				       xvs_attach_table(spy->att, table), port,
				       &change, extack);
	lab_unlock(lab);
	return err;
}

static void rows_are_changed_and_read(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct lab *lab = test->priv;
	struct spy *x = keeper(test);
	u32 id = 1, value = 0;

	KUNIT_EXPECT_NULL(test, xvs_attach_table(x->att, "no"));
	KUNIT_EXPECT_EQ(test, change(test, x, "mine", NULL, 77, 4, NULL), 0);
	KUNIT_EXPECT_EQ(test, change(test, x, "ports", port, 78, 4, NULL), 0);
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_attach_next_locked(x->att, &tables[2], port,
						     &id, &value, 4), 4);
	KUNIT_EXPECT_EQ(test, value, 78);
	KUNIT_EXPECT_EQ(test, xvs_attach_next_locked(x->att, &tables[2], port,
						     &id, &value, 3),
			-EMSGSIZE);
	id++;
	KUNIT_EXPECT_EQ(test, xvs_attach_next_locked(x->att, &tables[2], port,
						     &id, &value, 4), 0);
	lab_unlock(lab);
}

static void a_change_that_does_not_fit_the_table_is_refused(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct netlink_ext_ack extack = {};
	struct spy *x = keeper(test);

	KUNIT_EXPECT_EQ(test, change(test, x, "mine", port, 1, 4, &extack),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, change(test, x, "ports", NULL, 1, 4, &extack),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, change(test, x, "seen", port, 1, 4, &extack),
			-EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, change(test, x, "mine", NULL, 1, 3, &extack),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, change(test, x, "ports", port, 1, 4097, &extack),
			-EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, change(test, x, "mine", NULL, 1, 0, &extack),
			-EDOM);
	KUNIT_EXPECT_STREQ(test, extack._msg, "x: one row it has to be");
}

/* --- what is saved of a port --- */

static int save(struct xvs_attach *at, struct xvs_port *port, void *data,
		size_t room)
{
	if (room >= sizeof(row))
		memcpy(data, &row, sizeof(row));
	return sizeof(row);
}

static int restore(struct xvs_attach *at, struct xvs_port *port, u32 version,
		   const void *data, size_t len,
		   struct netlink_ext_ack *extack)
{
	if (version != at->ext->version || len != sizeof(row)) {
		NL_SET_ERR_MSG(extack, "not mine");
		return -EINVAL;
	}
	memcpy(&row, data, len);
	return 0;
}

static struct spy *saver(struct kunit *test, const char *name)
{
	struct spy *spy = spy_new(test, name, FILTER);

	spy->ext.save = save;
	spy->ext.restore = restore;
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	return spy;
}

static int restore_all(struct kunit *test, struct xvs_port *port,
		       const void *data, size_t len,
		       struct netlink_ext_ack *extack)
{
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_state_restore_locked(port, data, len, extack);
	lab_unlock(lab);
	return err;
}

static ssize_t save_all(struct kunit *test, struct xvs_port *port, void *data,
			size_t room)
{
	struct lab *lab = test->priv;
	ssize_t size, len;

	lab_lock(lab);
	size = xvs_state_size_locked(port);
	len = xvs_state_save_locked(port, data, room);
	lab_unlock(lab);
	if (len >= 0)
		KUNIT_EXPECT_EQ(test, len, size);
	return len;
}

static void what_is_saved_is_restored(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct xvs_state_part *part;
	u64 data[16];
	ssize_t len;

	KUNIT_EXPECT_EQ(test, save_all(test, port, data, sizeof(data)), 0);
	saver(test, "x");
	spy_put(test, "y", FILTER);
	row = 4711;
	len = save_all(test, port, data, sizeof(data));
	KUNIT_ASSERT_GT(test, len, 0);
	part = (void *)data;
	KUNIT_EXPECT_STREQ(test, part->ext, "x");
	KUNIT_EXPECT_EQ(test, part->version, 0x100);
	row = 0;
	KUNIT_EXPECT_EQ(test, restore_all(test, port, data, len, NULL), 0);
	KUNIT_EXPECT_EQ(test, row, 4711);
	KUNIT_EXPECT_EQ(test, save_all(test, port, data, len - 1), -EMSGSIZE);
}

static void damaged_state_is_refused_as_a_whole(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct netlink_ext_ack extack = {};
	struct xvs_state_part *part;
	u64 data[16];
	ssize_t len;

	saver(test, "x");
	saver(test, "y");
	row = 4711;
	len = save_all(test, port, data, sizeof(data));
	KUNIT_ASSERT_GT(test, len, 0);
	row = 0;
	KUNIT_EXPECT_EQ(test, restore_all(test, port, data, len - 8, &extack),
			-EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	part = (void *)data + len / 2;
	KUNIT_ASSERT_STREQ(test, part->ext, "y");
	part->data[0] ^= 1;
	KUNIT_EXPECT_EQ(test, restore_all(test, port, data, len, &extack),
			-EBADMSG);
	part->data[0] ^= 1;
	part->len = U32_MAX;
	KUNIT_EXPECT_EQ(test, restore_all(test, port, data, len, &extack),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, row, 0);
	part->len = sizeof(row);
	part->version++;
	KUNIT_EXPECT_EQ(test, restore_all(test, port, data, len, &extack),
			-EINVAL);
	KUNIT_EXPECT_STREQ(test, extack._msg, "y: not mine");
}

static void state_that_nobody_takes_is_left(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct spy *x = saver(test, "x");
	u64 data[16];
	ssize_t len;

	row = 4711;
	len = save_all(test, port, data, sizeof(data));
	spy_detach(test, x);
	row = 0;
	KUNIT_EXPECT_EQ(test, restore_all(test, port, data, len, NULL), 0);
	KUNIT_EXPECT_EQ(test, row, 0);
}

/* --- registration --- */

static void break_nothing(struct xvs_ext *ext)
{
}

static void break_abi(struct xvs_ext *ext)
{
	ext->abi++;
}

static void break_name(struct xvs_ext *ext)
{
	ext->name = "";
}

static void break_name_long(struct xvs_ext *ext)
{
	ext->name = "0123456789abcdef";
}

static void break_name_letters(struct xvs_ext *ext)
{
	ext->name = "Kunit.1";
}

static void break_class(struct xvs_ext *ext)
{
	ext->class = XVS_EXT_CLASS_FORWARD + 1;
}

static void break_forwarder(struct xvs_ext *ext)
{
	ext->class = FORWARD;
}

static int forward_nowhere(struct xvs_attach *at, void *port_priv,
			   struct sk_buff *skb, struct xvs_dests *dests)
{
	return XVS_VERDICT_CORE;
}

static void break_filter(struct xvs_ext *ext)
{
	ext->forward = forward_nowhere;
}

static void break_property(struct xvs_ext *ext)
{
	static const struct xvs_ext_property bad = { .name = "No.Good" };

	ext->properties = &bad;
	ext->property_count = 1;
}

static void break_table(struct xvs_ext *ext)
{
	static const struct xvs_ext_table bad = { .name = "bad" };

	ext->tables = &bad;
	ext->table_count = 1;
}

static void only_what_keeps_the_rules_is_registered(struct kunit *test)
{
	static void (* const breaks[])(struct xvs_ext *ext) = {
		break_abi, break_name, break_name_long, break_name_letters,
		break_class, break_forwarder, break_filter, break_property,
		break_table, break_nothing,
	};
	struct spy *spy = spy_new(test, "kunit", FILTER);
	struct xvs_ext ext;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(breaks); i++) {
		ext = spy->ext;
		breaks[i](&ext);
		KUNIT_EXPECT_EQ_MSG(test, xvs_ext_register(&ext),
				    breaks[i] == break_nothing ? 0 : -EINVAL,
				    "%u", i);
	}
	KUNIT_EXPECT_EQ(test, xvs_ext_register(&spy->ext), -EEXIST);
	xvs_ext_unregister(&ext);
}

static void an_extension_that_unregisters_leaves_its_switch(struct kunit *test)
{
	static const struct xvs_attach_set nothing;
	struct spy *spy = spy_new(test, "kunit", FILTER);
	struct lab *lab = test->priv;
	struct xvs_port *a = lab_guest(test, "a", A);

	KUNIT_ASSERT_EQ(test, xvs_ext_register(&spy->ext), 0);
	lab_lock(lab);
	spy->att = xvs_ext_attach_locked(lab->sw, "kunit", &nothing, NULL);
	lab_unlock(lab);
	KUNIT_EXPECT_FALSE(test, IS_ERR(spy->att));
	KUNIT_EXPECT_EQ(test, lab_set(test, a, XVS_SET_REQUIRE, 0, "kunit"),
			0);
	spy_forget();
	xvs_ext_unregister(&spy->ext);
	spy_expect(test, "kunit.disconnect:a kunit.nic-delete:a kunit.teardown:a kunit.delete:a kunit.detach");
	lab_lock(lab);
	KUNIT_EXPECT_NOT_NULL(test, xvs_port_missing_locked(a));
	KUNIT_EXPECT_EQ(test,
			PTR_ERR_OR_ZERO(xvs_ext_attach_locked(lab->sw, "kunit",
							      &nothing, NULL)),
			-ENOENT);
	lab_unlock(lab);
}

static int ext_init(struct kunit *test)
{
	spy_forget();
	return lab_init(test);
}

static struct kunit_case ext_cases[] = {
	KUNIT_CASE(properties_bear_the_extensions_name_and_version),
	KUNIT_CASE(what_is_not_set_is_as_declared),
	KUNIT_CASE(each_type_is_set_and_reset),
	KUNIT_CASE(values_out_of_bounds_are_refused),
	KUNIT_CASE(a_request_of_many_is_done_or_not),
	KUNIT_CASE(what_was_asked_is_aborted_backwards),
	KUNIT_CASE(an_extension_knows_its_own_properties),
	KUNIT_CASE(extensions_and_ports_have_values_of_their_own),
	KUNIT_CASE(values_go_with_their_extension),
	KUNIT_CASE(rows_are_changed_and_read),
	KUNIT_CASE(a_change_that_does_not_fit_the_table_is_refused),
	KUNIT_CASE(what_is_saved_is_restored),
	KUNIT_CASE(damaged_state_is_refused_as_a_whole),
	KUNIT_CASE(state_that_nobody_takes_is_left),
	KUNIT_CASE(only_what_keeps_the_rules_is_registered),
	KUNIT_CASE(an_extension_that_unregisters_leaves_its_switch),
	{}
};

static struct kunit_suite ext_suite = {
	.name = "xvs_ext",
	.init = ext_init,
	.exit = lab_exit,
	.test_cases = ext_cases,
};

kunit_test_suite(ext_suite);
