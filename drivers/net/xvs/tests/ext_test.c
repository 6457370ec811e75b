// SPDX-License-Identifier: GPL-2.0-only
/* Extensions for the selftests: one of each class, which do what they are told
 * and nothing else. tests/selftests/ext.sh and ynl.sh tell them.
 *
 *	test-look	capture: looks on
 *	test		filter: with properties, tables and a reason to drop
 *	test-way	forward: leaves it to the switch; so does test-way2
 *	test-more1...	capture, which fill a stack up; the first four use a
 *			word of each frame
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include <net/xvs.h>

/* --- rows of a table --- */

#define ROW_MAX		4096
#define FORBIDDEN	0xff	/* no row begins with this byte */

struct row {
	bool			fresh;	/* of the change under way */
	u32			len;
	u8			data[];
};

/* By number; made anew by each change, so that a change is easily undone. */
struct rows {
	struct xarray		by_id;
};

static struct rows *rows_new(void)
{
	struct rows *rows = kzalloc(sizeof(*rows), GFP_KERNEL);

	if (rows)
		xa_init_flags(&rows->by_id, XA_FLAGS_ALLOC1);
	return rows;
}

static void rows_free(struct rows *rows, bool (*goes)(const struct row *row))
{
	unsigned long id;
	struct row *row;

	if (!rows)
		return;
	xa_for_each(&rows->by_id, id, row)
		if (goes(row))
			kfree(row);
	xa_destroy(&rows->by_id);
	kfree(rows);
}

static bool any(const struct row *row)
{
	return true;
}

static bool is_fresh(const struct row *row)
{
	return row->fresh;
}

static bool is_deleted(const struct xvs_table_change *change, u32 id)
{
	u32 i;

	for (i = 0; i < change->del_count; i++)
		if (change->del[i] == id)
			return true;
	return false;
}

/* Those that stay. */
static int rows_copy(struct rows *to, const struct rows *from,
		     const struct xvs_table_change *change)
{
	unsigned long id;
	struct row *row;
	int err = 0;

	if (!from || change->replace)
		return 0;
	xa_for_each(&((struct rows *)from)->by_id, id, row) {
		if (is_deleted(change, id))
			continue;
		err = xa_err(xa_store(&to->by_id, id, row, GFP_KERNEL));
		if (err)
			break;
	}
	return err;
}

static int rows_add(struct rows *rows, struct xvs_entry *entry)
{
	struct row *row = kmalloc(struct_size(row, data, entry->len),
				  GFP_KERNEL);
	int err;

	if (!row)
		return -ENOMEM;
	row->fresh = true;
	row->len = entry->len;
	memcpy(row->data, entry->data, entry->len);
	if (entry->id)
		err = xa_err(xa_store(&rows->by_id, entry->id, row,
				      GFP_KERNEL));
	else
		err = xa_alloc(&rows->by_id, &entry->id, row, xa_limit_31b,
			       GFP_KERNEL);
	if (err)
		kfree(row);
	return err;
}

/* Those with a number first, so that no other row gets it. */
static int rows_add_all(struct rows *rows, struct xvs_table_change *change)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < change->add_count; i++)
		if (change->add[i].id)
			err = rows_add(rows, &change->add[i]);
	for (i = 0; !err && i < change->add_count; i++)
		if (!change->add[i].id)
			err = rows_add(rows, &change->add[i]);
	return err;
}

static int rows_check(const struct rows *rows,
		      const struct xvs_table_change *change,
		      struct netlink_ext_ack *extack)
{
	u32 i;

	for (i = 0; i < change->del_count; i++) {
		if (rows && xa_load(&((struct rows *)rows)->by_id,
				    change->del[i]))
			continue;
		NL_SET_ERR_MSG(extack, "the test's table has no such row");
		return -ENOENT;
	}
	for (i = 0; i < change->add_count; i++) {
		if (*(const u8 *)change->add[i].data != FORBIDDEN)
			continue;
		NL_SET_ERR_MSG(extack, "the test takes no row that begins with ff");
		return -EINVAL;
	}
	return 0;
}

static void rows_take_over(struct rows **place, struct rows *rows)
{
	unsigned long id;
	struct row *row;

	if (*place)
		xa_for_each(&(*place)->by_id, id, row)
			if (xa_load(&rows->by_id, id) != row)
				kfree(row);
	if (*place)
		xa_destroy(&(*place)->by_id);
	kfree(*place);
	xa_for_each(&rows->by_id, id, row)
		row->fresh = false;
	*place = rows;
}

static int rows_change(struct rows **place, struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	struct rows *rows;
	int err;

	err = rows_check(*place, change, extack);
	if (err)
		return err;
	rows = rows_new();
	if (!rows)
		return -ENOMEM;
	err = rows_copy(rows, *place, change) ?: rows_add_all(rows, change);
	if (err)
		rows_free(rows, is_fresh);
	else
		rows_take_over(place, rows);
	return err;
}

static int rows_next(struct rows *rows, u32 *id, void *data, size_t room)
{
	unsigned long at = *id;
	struct row *row;

	row = rows ? xa_find(&rows->by_id, &at, U32_MAX, XA_PRESENT) : NULL;
	if (!row)
		return 0;
	if (row->len > room)
		return -EMSGSIZE;
	memcpy(data, row->data, row->len);
	*id = at;
	return row->len;
}

/* --- the filter --- */

struct test {
	struct rows		*notes;
};

struct test_port {
	u32			drop;
	struct rows		*rows;
};

enum { ASKED };

static const struct xvs_ext_reason reasons[] = {
	[ASKED] = { "ASKED", "the test was asked to drop it" },
};

enum { COUNT, NOTE, BYTES, MODE, ALERT, DROP, LABEL };

static const char *const modes[] = { "slow", "fast", NULL };

static const struct xvs_ext_property properties[] = {
	[COUNT] = { "count", XVS_OF_SWITCH, XVS_VALUE_TYPE_NUMBER, 0x100,
		    1, 9, NULL, 5 },
	[NOTE] = { "note", XVS_OF_SWITCH, XVS_VALUE_TYPE_TEXT, 0x100, 0, 40 },
	[BYTES] = { "bytes", XVS_OF_SWITCH, XVS_VALUE_TYPE_BLOB, 0x100, 0,
		    2000 },
	[MODE] = { "mode", XVS_OF_SWITCH, XVS_VALUE_TYPE_CHOICE, 0x100,
		   .choices = modes, .otherwise = 1 },
	[ALERT] = { "alert", XVS_OF_PORT, XVS_VALUE_TYPE_NUMBER, 0x100, 0,
		    1000 },
	[DROP] = { "drop", XVS_OF_PORT, XVS_VALUE_TYPE_FLAG, 0x100, 0, 1 },
	[LABEL] = { "label", XVS_OF_PORT, XVS_VALUE_TYPE_TEXT, 0x100, 0, 40 },
};

static struct test_port *port_of(struct xvs_attach *at, struct xvs_port *port)
{
	return xvs_port_priv(at, port);
}

static void test_detach(struct xvs_attach *at)
{
	struct test *test = at->priv;

	rows_free(test->notes, any);
}

static int test_port_create(struct xvs_attach *at, struct xvs_port *port,
			    struct netlink_ext_ack *extack)
{
	if (strcmp(xvs_port_name(port), "vetoed"))
		return 0;
	NL_SET_ERR_MSG(extack, "the test wants no port of that name");
	return -EPERM;
}

static void test_port_delete(struct xvs_attach *at, struct xvs_port *port)
{
	rows_free(port_of(at, port)->rows, any);
}

static int test_property_set(struct xvs_attach *at, struct xvs_port *port,
			     const struct xvs_property_change *change,
			     struct netlink_ext_ack *extack)
{
	if (change->own != NOTE || change->reset ||
	    strcmp(change->data, "refuse me"))
		return 0;
	NL_SET_ERR_MSG(extack, "the test does not like this note");
	return -EINVAL;
}

static void test_property_changed(struct xvs_attach *at, struct xvs_port *port,
				  const struct xvs_property_change *change)
{
	u32 i;

	if (change->own == DROP)
		WRITE_ONCE(port_of(at, port)->drop, change->number);
	if (change->own == ALERT)
		for (i = 0; i < change->number; i++)
			xvs_ext_alert(at, port, "alert %u of %u", i + 1,
				      change->number);
}

static bool test_explain(struct xvs_attach *at, struct xvs_port *port,
			 char *text, size_t size)
{
	if (!port_of(at, port)->drop)
		return false;
	scnprintf(text, size, "%s drops every frame", xvs_port_name(port));
	return true;
}

static int test_ingress(struct xvs_attach *at, void *port_priv,
			struct sk_buff *skb)
{
	const struct test_port *port = port_priv;

	return READ_ONCE(port->drop) ? xvs_verdict_drop(ASKED) :
				       XVS_VERDICT_PASS;
}

static int change_notes(struct xvs_attach *at, struct xvs_port *port,
			struct xvs_table_change *change,
			struct netlink_ext_ack *extack)
{
	struct test *test = at->priv;

	return rows_change(&test->notes, change, extack);
}

static int next_note(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		     void *data, size_t room)
{
	struct test *test = at->priv;

	return rows_next(test->notes, id, data, room);
}

static int change_rows(struct xvs_attach *at, struct xvs_port *port,
		       struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	return rows_change(&port_of(at, port)->rows, change, extack);
}

static int next_of_port(struct xvs_attach *at, struct xvs_port *port, u32 *id,
			void *data, size_t room)
{
	return rows_next(port_of(at, port)->rows, id, data, room);
}

/* One row: the port's number. */
static int next_number(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		       void *data, size_t room)
{
	u32 number = xvs_port_id(port);

	if (*id > 1)
		return 0;
	if (room < sizeof(number))
		return -EMSGSIZE;
	*id = 1;
	memcpy(data, &number, sizeof(number));
	return sizeof(number);
}

static const struct xvs_ext_table tables[] = {
	{ "notes", XVS_OF_SWITCH, 0x102, 0, change_notes, next_note },
	{ "rows", XVS_OF_PORT, 0x100, 8, change_rows, next_of_port },
	{ "number", XVS_OF_PORT, 0x100, sizeof(u32), NULL, next_number },
};

static const struct xvs_ext filter = {
	.name = "test",
	.class = XVS_EXT_CLASS_FILTER,
	.abi = XVS_EXT_ABI,
	.version = 0x203,
	.owner = THIS_MODULE,
	.priv_size = sizeof(struct test),
	.port_priv_size = sizeof(struct test_port),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.properties = properties,
	.property_count = ARRAY_SIZE(properties),
	.tables = tables,
	.table_count = ARRAY_SIZE(tables),
	.detach = test_detach,
	.port_create = test_port_create,
	.port_delete = test_port_delete,
	.property_set = test_property_set,
	.property_changed = test_property_changed,
	.explain = test_explain,
	.ingress = test_ingress,
};

/* --- the others --- */

static int look_ingress(struct xvs_attach *at, void *port_priv,
			struct sk_buff *skb)
{
	return XVS_VERDICT_PASS;
}

static const struct xvs_ext capture = {
	.name = "test-look",
	.class = XVS_EXT_CLASS_CAPTURE,
	.abi = XVS_EXT_ABI,
	.version = 0x100,
	.owner = THIS_MODULE,
	.ingress = look_ingress,
};

static int way_forward(struct xvs_attach *at, void *port_priv,
		       struct sk_buff *skb, struct xvs_dests *dests)
{
	return XVS_VERDICT_CORE;
}

static const struct xvs_ext forward = {
	.name = "test-way",
	.class = XVS_EXT_CLASS_FORWARD,
	.abi = XVS_EXT_ABI,
	.version = 0x100,
	.owner = THIS_MODULE,
	.forward = way_forward,
};

static const struct xvs_ext forward2 = {
	.name = "test-way2",
	.class = XVS_EXT_CLASS_FORWARD,
	.abi = XVS_EXT_ABI,
	.version = 0x100,
	.owner = THIS_MODULE,
	.forward = way_forward,
};

/* --- registration --- */

#define MORE	16

static struct xvs_ext more[MORE];
static char more_names[MORE][XVS_EXT_NAME_LEN + 1];

static const struct xvs_ext *nth(unsigned int n)
{
	static const struct xvs_ext *const few[] = {
		&capture, &filter, &forward, &forward2,
	};

	if (n < ARRAY_SIZE(few))
		return few[n];
	n -= ARRAY_SIZE(few);
	return n < MORE ? &more[n] : NULL;
}

static void make_more(void)
{
	unsigned int i;

	for (i = 0; i < MORE; i++) {
		snprintf(more_names[i], sizeof(more_names[i]), "test-more%u",
			 i + 1);
		more[i] = capture;
		more[i].name = more_names[i];
		more[i].use_word = i < 4;
	}
}

static void unregister_before(unsigned int n)
{
	while (n--)
		xvs_ext_unregister(nth(n));
}

static int __init ext_test_init(void)
{
	const struct xvs_ext *ext;
	unsigned int n;
	int err;

	make_more();
	for (n = 0; (ext = nth(n)); n++) {
		err = xvs_ext_register(ext);
		if (err) {
			unregister_before(n);
			return err;
		}
	}
	return 0;
}
module_init(ext_test_init);

static void __exit ext_test_exit(void)
{
	unsigned int n = 0;

	while (nth(n))
		n++;
	unregister_before(n);
}
module_exit(ext_test_exit);

MODULE_IMPORT_NS(XVS);
MODULE_DESCRIPTION("Extensions for the selftests of the xvs switch");
MODULE_LICENSE("GPL");
MODULE_ALIAS_XVS_EXT("test");
MODULE_ALIAS_XVS_EXT("test-*");
