// SPDX-License-Identifier: GPL-2.0-only
/* The table of addresses, also against a plain model of it. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../event.h"
#include "../fdb.h"
#include "../port.h"
#include "fdb_model.h"

#define PORTS		MODEL_PORTS
#define NEVER		(24UL * 3600 * HZ)

struct fixture {
	struct xvs_fdb			fdb;
	struct xvs_port			*ports[PORTS];
	const struct xvs_event_ops	*listener;
};

/* --- what the table tells --- */

static struct xvs_fdb_news last_news;
static atomic_t news_count = ATOMIC_INIT(0);

static void hear_switch(const struct xvs_switch *sw, enum xvs_event event)
{
}

static void hear_port(const struct xvs_port *port, enum xvs_event event)
{
}

static void hear_nic(const struct xvs_nic *nic, enum xvs_event event)
{
}

static void hear_property(const struct xvs_switch *sw,
			  const struct xvs_port *port, unsigned int index,
			  enum xvs_event event)
{
}

static void hear_fdb(const struct xvs_fdb_news *news)
{
	last_news = *news;
	atomic_inc(&news_count);
}

static const struct xvs_event_ops ears = {
	.sw = hear_switch,
	.port = hear_port,
	.nic = hear_nic,
	.property = hear_property,
	.fdb = hear_fdb,
};

/* --- fixture --- */

/* Ageing comes when a test wants it. */
static void postpone_ageing(struct fixture *fix)
{
	mod_delayed_work(system_wq, &fix->fdb.age, NEVER);
}

static int fdb_test_init(struct kunit *test)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	unsigned int i;
	int err;

	if (!fix)
		return -ENOMEM;
	for (i = 0; i < PORTS; i++) {
		fix->ports[i] = kunit_kzalloc(test, sizeof(struct xvs_port),
					      GFP_KERNEL);
		if (!fix->ports[i])
			return -ENOMEM;
		fix->ports[i]->id = i + 1;
		INIT_HLIST_HEAD(&fix->ports[i]->fdb_entries);
	}
	fix->listener = xvs_event_listen(&ears);
	atomic_set(&news_count, 0);
	err = xvs_fdb_init(&fix->fdb);
	if (err)
		return err;
	postpone_ageing(fix);
	test->priv = fix;
	return 0;
}

static void fdb_test_exit(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	if (!fix)
		return;
	for (i = 0; i < PORTS; i++) {
		xvs_fdb_forget_port(&fix->fdb, fix->ports[i], true);
		KUNIT_EXPECT_EQ(test, fix->ports[i]->fdb_count, 0);
		KUNIT_EXPECT_EQ(test, fix->ports[i]->fdb_learned, 0);
	}
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 0);
	KUNIT_EXPECT_EQ(test, fix->fdb.learned, 0);
	xvs_fdb_exit(&fix->fdb);
	xvs_event_listen(fix->listener);
	/* no entry may point at the ports any more */
	rcu_barrier();
}

static u64 key_of(u32 number, u16 fid)
{
	return 0x020000000000ULL | number | (u64)fid << 48;
}

/* May learn nothing, while somebody else has the lock. */
static enum xvs_fdb_verdict learn_or_not(struct fixture *fix, unsigned int port,
					 u64 key)
{
	enum xvs_fdb_verdict verdict;

	local_bh_disable();
	rcu_read_lock();
	verdict = xvs_fdb_learn_rcu(&fix->fdb, fix->ports[port], key);
	rcu_read_unlock();
	local_bh_enable();
	return verdict;
}

static enum xvs_fdb_verdict learn(struct fixture *fix, unsigned int port,
				  u64 key)
{
	if (work_busy(&fix->fdb.grow))
		flush_work(&fix->fdb.grow);
	return learn_or_not(fix, port, key);
}

static struct xvs_port *find(struct fixture *fix, u64 key)
{
	struct xvs_port *port;

	rcu_read_lock();
	port = xvs_fdb_find_rcu(&fix->fdb, key);
	rcu_read_unlock();
	return port;
}

static int add(struct fixture *fix, unsigned int port, u64 key,
	       enum xvs_fdb_kind kind)
{
	return xvs_fdb_add(&fix->fdb, fix->ports[port], key, kind, NULL);
}

static int del(struct fixture *fix, u64 key, enum xvs_fdb_kind kind)
{
	return xvs_fdb_del(&fix->fdb, key, kind, NULL);
}

static struct xvs_fdb_entry *entry_of(struct fixture *fix, unsigned int port,
				      u64 key)
{
	struct xvs_fdb_entry *entry, *found = NULL;

	spin_lock_bh(&fix->fdb.lock);
	hlist_for_each_entry(entry, &fix->ports[port]->fdb_entries, port_node)
		if (entry->key == key)
			found = entry;
	spin_unlock_bh(&fix->fdb.lock);
	return found;
}

/* As if the address had last been seen @jiffies_ago. */
static void backdate(struct fixture *fix, unsigned int port, u64 key,
		     unsigned long jiffies_ago)
{
	struct xvs_fdb_entry *entry = entry_of(fix, port, key);

	if (entry)
		WRITE_ONCE(entry->used, jiffies - jiffies_ago);
}

static void run_ageing(struct fixture *fix)
{
	mod_delayed_work(system_wq, &fix->fdb.age, 0);
	flush_delayed_work(&fix->fdb.age);
	postpone_ageing(fix);
}

static void expect_at(struct kunit *test, u64 key, unsigned int port)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_PTR_EQ_MSG(test, find(fix, key), fix->ports[port],
				"key %llx", key);
}

static void expect_nowhere(struct kunit *test, u64 key)
{
	KUNIT_EXPECT_NULL_MSG(test, find(test->priv, key), "key %llx", key);
}

static void expect_news(struct kunit *test, enum xvs_event event,
			const struct xvs_port *port, const struct xvs_port *old,
			u64 key)
{
	KUNIT_EXPECT_EQ(test, last_news.event, event);
	KUNIT_EXPECT_PTR_EQ(test, last_news.port, port);
	KUNIT_EXPECT_PTR_EQ(test, last_news.old, old);
	KUNIT_EXPECT_EQ(test, last_news.key, key);
}

/* --- learning --- */

static void an_unknown_address_is_not_found(struct kunit *test)
{
	expect_nowhere(test, key_of(1, 0));
}

static void an_address_is_learned_where_it_was_seen(struct kunit *test)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, learn(fix, 1, key_of(1, 0)), XVS_FDB_OK);
	expect_at(test, key_of(1, 0), 1);
	expect_news(test, XVS_EVENT_CREATED, fix->ports[1], NULL, key_of(1, 0));
	KUNIT_EXPECT_EQ(test, fix->fdb.learned, 1);
	KUNIT_EXPECT_EQ(test, fix->ports[1]->fdb_learned, 1);
}

static void an_address_may_live_elsewhere_in_each_vlan(struct kunit *test)
{
	struct fixture *fix = test->priv;

	learn(fix, 0, key_of(1, 0));
	learn(fix, 1, key_of(1, 10));
	learn(fix, 2, key_of(1, 4094));
	expect_at(test, key_of(1, 0), 0);
	expect_at(test, key_of(1, 10), 1);
	expect_at(test, key_of(1, 4094), 2);
	expect_nowhere(test, key_of(1, 11));
}

static void a_key_holds_address_and_vlan(struct kunit *test)
{
	static const u8 addr[ETH_ALEN] = { 0x52, 0x54, 0, 0xfe, 0xff, 0x01 };
	u64 key = xvs_fdb_key(addr, 4094);
	u8 back[ETH_ALEN];

	xvs_fdb_key_addr(key, back);
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(addr, back));
	KUNIT_EXPECT_EQ(test, xvs_fdb_key_fid(key), 4094);
}

static void an_address_follows_its_frames(struct kunit *test)
{
	struct fixture *fix = test->priv;

	learn(fix, 0, key_of(1, 0));
	KUNIT_EXPECT_EQ(test, learn(fix, 1, key_of(1, 0)), XVS_FDB_OK);
	expect_at(test, key_of(1, 0), 1);
	expect_news(test, XVS_EVENT_MOVED, fix->ports[1], fix->ports[0],
		    key_of(1, 0));
	KUNIT_EXPECT_EQ(test, fix->ports[0]->fdb_learned, 0);
	KUNIT_EXPECT_EQ(test, fix->ports[1]->fdb_learned, 1);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 1);
}

static void the_first_owner_keeps_its_address_if_told_so(struct kunit *test)
{
	struct fixture *fix = test->priv;

	fix->fdb.move = false;
	learn(fix, 0, key_of(1, 0));
	KUNIT_EXPECT_EQ(test, learn(fix, 1, key_of(1, 0)), XVS_FDB_OWNED);
	expect_at(test, key_of(1, 0), 0);
	expect_news(test, XVS_EVENT_REFUSED, fix->ports[1], fix->ports[0],
		    key_of(1, 0));
}

static void refusals_are_told_once_a_second(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	fix->fdb.move = false;
	learn(fix, 0, key_of(1, 0));
	atomic_set(&news_count, 0);
	fix->fdb.refused = jiffies;
	for (i = 0; i < 100; i++)
		learn(fix, 1, key_of(1, 0));
	KUNIT_EXPECT_LE(test, atomic_read(&news_count), 1);
	fix->fdb.refused = jiffies - HZ;
	atomic_set(&news_count, 0);
	learn(fix, 1, key_of(1, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&news_count), 1);
}

static void an_aged_address_may_move_even_so(struct kunit *test)
{
	struct fixture *fix = test->priv;

	fix->fdb.move = false;
	learn(fix, 0, key_of(1, 0));
	backdate(fix, 0, key_of(1, 0), fix->fdb.ageing + 1);
	KUNIT_EXPECT_EQ(test, learn(fix, 1, key_of(1, 0)), XVS_FDB_OK);
	expect_at(test, key_of(1, 0), 1);
}

static void a_frame_does_not_wait_for_the_lock(struct kunit *test)
{
	struct fixture *fix = test->priv;
	enum xvs_fdb_verdict verdict;

	if (!IS_ENABLED(CONFIG_SMP))
		kunit_skip(test, "a spin lock of one CPU is never busy");
	spin_lock_bh(&fix->fdb.lock);
	rcu_read_lock();
	verdict = xvs_fdb_learn_rcu(&fix->fdb, fix->ports[0], key_of(1, 0));
	rcu_read_unlock();
	spin_unlock_bh(&fix->fdb.lock);
	KUNIT_EXPECT_EQ(test, verdict, XVS_FDB_OK);
	expect_nowhere(test, key_of(1, 0));
	learn(fix, 0, key_of(1, 0));
	expect_at(test, key_of(1, 0), 0);
}

/* --- limits --- */

static void a_port_learns_no_more_than_its_limit(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	fix->ports[0]->fdb_limit = 3;
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, learn(fix, 0, key_of(i, 0)), XVS_FDB_OK);
	KUNIT_EXPECT_EQ(test, fix->ports[0]->fdb_learned, 3);
	expect_nowhere(test, key_of(3, 0));
	learn(fix, 1, key_of(3, 0));
	expect_at(test, key_of(3, 0), 1);
	/* nor does one move to it */
	KUNIT_EXPECT_EQ(test, learn(fix, 0, key_of(3, 0)), XVS_FDB_OK);
	expect_at(test, key_of(3, 0), 1);
}

static void a_switch_learns_no_more_than_its_limit(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	fix->fdb.limit = 5;
	for (i = 0; i < 10; i++)
		learn(fix, i % 2, key_of(i, 0));
	KUNIT_EXPECT_EQ(test, fix->fdb.learned, 5);
	expect_nowhere(test, key_of(5, 0));
	/* what is known may still move */
	learn(fix, 2, key_of(0, 0));
	expect_at(test, key_of(0, 0), 2);
}

static void limits_do_not_bind_the_operator(struct kunit *test)
{
	struct fixture *fix = test->priv;

	fix->fdb.limit = 1;
	fix->ports[0]->fdb_limit = 1;
	learn(fix, 0, key_of(0, 0));
	KUNIT_EXPECT_EQ(test, add(fix, 0, key_of(1, 0), XVS_FDB_KIND_STATIC),
			0);
	KUNIT_EXPECT_EQ(test, add(fix, 0, key_of(2, 0), XVS_FDB_KIND_PINNED),
			0);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 3);
	KUNIT_EXPECT_EQ(test, fix->fdb.learned, 1);
}

/* --- ageing --- */

static void a_frame_keeps_its_address_young(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct xvs_fdb_entry *entry;

	learn(fix, 0, key_of(1, 0));
	entry = entry_of(fix, 0, key_of(1, 0));
	KUNIT_ASSERT_NOT_NULL(test, entry);
	entry->used = jiffies - 2 * HZ;
	learn(fix, 0, key_of(1, 0));
	KUNIT_EXPECT_LT(test, jiffies - entry->used, HZ);
}

static void a_silent_address_ages_out(struct kunit *test)
{
	struct fixture *fix = test->priv;

	learn(fix, 0, key_of(1, 0));
	learn(fix, 0, key_of(2, 0));
	backdate(fix, 0, key_of(1, 0), fix->fdb.ageing + 1);
	expect_nowhere(test, key_of(1, 0));
	expect_at(test, key_of(2, 0), 0);
	run_ageing(fix);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 1);
	expect_news(test, XVS_EVENT_DELETED, fix->ports[0], NULL, key_of(1, 0));
}

static void ageing_runs_by_itself(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	xvs_fdb_set_ageing(&fix->fdb, HZ);
	for (i = 0; i < 200; i++)
		learn(fix, 0, key_of(i, 0));
	for (i = 0; i < 100 && READ_ONCE(fix->fdb.count); i++)
		msleep(100);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 0);
}

static void nothing_ages_where_ageing_is_off(struct kunit *test)
{
	struct fixture *fix = test->priv;

	xvs_fdb_set_ageing(&fix->fdb, 0);
	learn(fix, 0, key_of(1, 0));
	backdate(fix, 0, key_of(1, 0), NEVER);
	run_ageing(fix);
	expect_at(test, key_of(1, 0), 0);
}

static void static_and_pinned_addresses_do_not_age(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(fix, 0, key_of(1, 0), XVS_FDB_KIND_STATIC);
	add(fix, 1, key_of(2, 0), XVS_FDB_KIND_PINNED);
	backdate(fix, 0, key_of(1, 0), NEVER);
	backdate(fix, 1, key_of(2, 0), NEVER);
	run_ageing(fix);
	expect_at(test, key_of(1, 0), 0);
	expect_at(test, key_of(2, 0), 1);
}

/* --- the operator's and the NICs' entries --- */

static void a_static_address_refuses_other_ports(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(fix, 0, key_of(1, 0), XVS_FDB_KIND_STATIC);
	KUNIT_EXPECT_EQ(test, learn(fix, 1, key_of(1, 0)), XVS_FDB_PINNED);
	KUNIT_EXPECT_EQ(test, learn(fix, 0, key_of(1, 0)), XVS_FDB_OK);
	expect_at(test, key_of(1, 0), 0);
}

static void a_pinned_address_refuses_other_ports(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(fix, 0, key_of(1, 0), XVS_FDB_KIND_PINNED);
	KUNIT_EXPECT_EQ(test, learn(fix, 1, key_of(1, 0)), XVS_FDB_PINNED);
	expect_news(test, XVS_EVENT_REFUSED, fix->ports[1], fix->ports[0],
		    key_of(1, 0));
	expect_at(test, key_of(1, 0), 0);
}

static void a_pin_takes_a_learned_address_over(struct kunit *test)
{
	struct fixture *fix = test->priv;

	learn(fix, 0, key_of(1, 0));
	KUNIT_EXPECT_EQ(test, add(fix, 1, key_of(1, 0), XVS_FDB_KIND_PINNED),
			0);
	expect_at(test, key_of(1, 0), 1);
	expect_news(test, XVS_EVENT_MOVED, fix->ports[1], fix->ports[0],
		    key_of(1, 0));
	KUNIT_EXPECT_EQ(test, fix->fdb.learned, 0);
	KUNIT_EXPECT_EQ(test, fix->ports[1]->fdb_count, 1);
}

static void expect_refusal(struct kunit *test, unsigned int port, u64 key,
			   enum xvs_fdb_kind kind)
{
	struct fixture *fix = test->priv;
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, xvs_fdb_add(&fix->fdb, fix->ports[port], key,
					  kind, &extack), -EEXIST);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
}

static void an_address_that_belongs_elsewhere_is_not_added(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(fix, 0, key_of(1, 0), XVS_FDB_KIND_PINNED);
	add(fix, 0, key_of(2, 0), XVS_FDB_KIND_STATIC);
	expect_refusal(test, 1, key_of(1, 0), XVS_FDB_KIND_PINNED);
	expect_refusal(test, 1, key_of(1, 0), XVS_FDB_KIND_STATIC);
	expect_refusal(test, 1, key_of(2, 0), XVS_FDB_KIND_PINNED);
	expect_refusal(test, 1, key_of(2, 0), XVS_FDB_KIND_STATIC);
	expect_at(test, key_of(1, 0), 0);
	expect_at(test, key_of(2, 0), 0);
}

static void a_static_entry_outlives_a_pin_above_it(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct xvs_fdb_view view;

	add(fix, 0, key_of(1, 0), XVS_FDB_KIND_STATIC);
	KUNIT_EXPECT_EQ(test, add(fix, 0, key_of(1, 0), XVS_FDB_KIND_PINNED),
			0);
	KUNIT_ASSERT_TRUE(test, xvs_fdb_view(&fix->fdb, key_of(1, 0), &view));
	KUNIT_EXPECT_EQ(test, view.kind, XVS_FDB_KIND_PINNED);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(1, 0), XVS_FDB_KIND_PINNED), 0);
	KUNIT_ASSERT_TRUE(test, xvs_fdb_view(&fix->fdb, key_of(1, 0), &view));
	KUNIT_EXPECT_EQ(test, view.kind, XVS_FDB_KIND_STATIC);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 1);

	/* the same with the pin first, and the operator's entry taken back */
	add(fix, 0, key_of(2, 0), XVS_FDB_KIND_PINNED);
	KUNIT_EXPECT_EQ(test, add(fix, 0, key_of(2, 0), XVS_FDB_KIND_STATIC),
			0);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(2, 0), XVS_FDB_KIND_STATIC), 0);
	expect_at(test, key_of(2, 0), 0);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(2, 0), XVS_FDB_KIND_PINNED), 0);
	expect_nowhere(test, key_of(2, 0));
}

static void the_operator_deletes_all_but_pins(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct fixture *fix = test->priv;

	learn(fix, 0, key_of(1, 0));
	add(fix, 0, key_of(2, 0), XVS_FDB_KIND_STATIC);
	add(fix, 0, key_of(3, 0), XVS_FDB_KIND_PINNED);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(1, 0), XVS_FDB_KIND_STATIC), 0);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(2, 0), XVS_FDB_KIND_STATIC), 0);
	KUNIT_EXPECT_EQ(test, xvs_fdb_del(&fix->fdb, key_of(3, 0),
					  XVS_FDB_KIND_STATIC, &extack),
			-EBUSY);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	expect_nowhere(test, key_of(1, 0));
	expect_nowhere(test, key_of(2, 0));
	expect_at(test, key_of(3, 0), 0);
}

static void what_is_not_there_is_not_deleted(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct fixture *fix = test->priv;

	add(fix, 0, key_of(1, 0), XVS_FDB_KIND_STATIC);
	KUNIT_EXPECT_EQ(test, xvs_fdb_del(&fix->fdb, key_of(2, 0),
					  XVS_FDB_KIND_STATIC, &extack),
			-ENOENT);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(1, 1), XVS_FDB_KIND_STATIC),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, del(fix, key_of(1, 0), XVS_FDB_KIND_PINNED),
			-ENOENT);
	expect_at(test, key_of(1, 0), 0);
}

static void a_port_is_forgotten_without_its_static_entries(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < 500; i++)
		learn(fix, i % 2, key_of(i, 0));
	for (i = 500; i < 600; i++)
		add(fix, i % 2, key_of(i, 0), XVS_FDB_KIND_STATIC);
	add(fix, 0, key_of(600, 0), XVS_FDB_KIND_PINNED);
	add(fix, 0, key_of(500, 0), XVS_FDB_KIND_PINNED);
	xvs_fdb_forget_port(&fix->fdb, fix->ports[0], false);
	KUNIT_EXPECT_EQ(test, fix->ports[0]->fdb_count, 50);
	KUNIT_EXPECT_EQ(test, fix->ports[0]->fdb_learned, 0);
	KUNIT_EXPECT_EQ(test, fix->ports[1]->fdb_count, 300);
	expect_at(test, key_of(500, 0), 0);
	expect_nowhere(test, key_of(600, 0));
	xvs_fdb_forget_port(&fix->fdb, fix->ports[0], true);
	KUNIT_EXPECT_EQ(test, fix->ports[0]->fdb_count, 0);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 300);
}

static unsigned int flush(struct fixture *fix, int port, int fid,
			  unsigned int min_age, bool statics)
{
	struct xvs_fdb_filter filter = {
		.port = port < 0 ? NULL : fix->ports[port],
		.fid = fid,
		.min_age = min_age,
		.statics = statics,
	};

	return xvs_fdb_flush(&fix->fdb, &filter);
}

static void a_flush_takes_what_its_filter_says(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < 100; i++)
		learn(fix, i % 2, key_of(i, i % 5));
	add(fix, 0, key_of(100, 0), XVS_FDB_KIND_STATIC);
	add(fix, 0, key_of(101, 0), XVS_FDB_KIND_PINNED);
	backdate(fix, 1, key_of(1, 1), 60 * HZ);

	KUNIT_EXPECT_EQ(test, flush(fix, -1, 7, 0, false), 0);
	KUNIT_EXPECT_EQ(test, flush(fix, -1, -1, 50000, false), 1);
	KUNIT_EXPECT_EQ(test, flush(fix, 1, 3, 0, false), 10);
	KUNIT_EXPECT_EQ(test, flush(fix, 0, -1, 0, false), 50);
	KUNIT_EXPECT_EQ(test, flush(fix, -1, -1, 0, false), 39);
	KUNIT_EXPECT_EQ(test, flush(fix, -1, -1, 0, true), 1);
	KUNIT_EXPECT_EQ(test, fix->fdb.count, 1);
	expect_at(test, key_of(101, 0), 0);
}

/* --- growth --- */

static void every_address_is_found_in_a_big_table(struct kunit *test)
{
	const unsigned int count = 100000;
	struct fixture *fix = test->priv;
	unsigned int i, missing = 0;

	for (i = 0; i < count; i++)
		learn(fix, i % PORTS, key_of(i, i % 3));
	KUNIT_EXPECT_EQ(test, fix->fdb.count, count);
	flush_work(&fix->fdb.grow);
	for (i = 0; i < count; i++)
		missing += find(fix, key_of(i, i % 3)) != fix->ports[i % PORTS];
	KUNIT_EXPECT_EQ(test, missing, 0);
	expect_nowhere(test, key_of(count, count % 3));
}

struct reader {
	struct fixture	*fix;
	unsigned int	count;
	unsigned long	rounds;
	unsigned long	misses;
};

static int read_all(void *data)
{
	struct reader *reader = data;
	unsigned int i;

	while (!kthread_should_stop()) {
		for (i = 0; i < reader->count; i++)
			if (find(reader->fix, key_of(i, 0)) !=
			    reader->fix->ports[0])
				reader->misses++;
		reader->rounds++;
		cond_resched();
	}
	return 0;
}

/* Others come and go, and the table grows, while a reader wants all of its. */
static void nothing_is_missed_while_the_table_grows(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct reader reader = { .fix = fix, .count = 50 };
	struct task_struct *task;
	unsigned int i;

	for (i = 0; i < reader.count; i++)
		learn(fix, 0, key_of(i, 0));
	task = kthread_run(read_all, &reader, "xvs_kunit_reader");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < 60000; i++) {
		learn_or_not(fix, 1, key_of(1000 + i, 0));
		if (i % 3 == 0)
			del(fix, key_of(1000 + i / 2, 0), XVS_FDB_KIND_LEARNED);
		if (i % 16 == 0)
			schedule();
	}
	/* a reader that never ran would miss nothing */
	while (!READ_ONCE(reader.rounds))
		msleep(20);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, reader.misses, 0);
}

/* --- walks --- */

struct seen {
	u8		*times;		/* by number */
	unsigned int	count;
	unsigned int	room;		/* in the message */
};

static int see(void *ctx, const struct xvs_fdb_view *view)
{
	struct seen *seen = ctx;

	if (!seen->room)
		return -EMSGSIZE;
	seen->room--;
	seen->times[view->key & 0xffffff]++;
	seen->count++;
	return 0;
}

static void a_walk_shows_each_entry_as_it_is(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct xvs_fdb_view view;

	learn(fix, 2, key_of(1, 7));
	backdate(fix, 2, key_of(1, 7), 3 * HZ);
	KUNIT_ASSERT_TRUE(test, xvs_fdb_view(&fix->fdb, key_of(1, 7), &view));
	KUNIT_EXPECT_PTR_EQ(test, view.port,
			    (const struct xvs_port *)fix->ports[2]);
	KUNIT_EXPECT_EQ(test, view.key, key_of(1, 7));
	KUNIT_EXPECT_EQ(test, view.kind, XVS_FDB_KIND_LEARNED);
	KUNIT_EXPECT_GE(test, view.age, 3000);
	KUNIT_EXPECT_LT(test, view.age, 60000);
	KUNIT_EXPECT_FALSE(test, xvs_fdb_view(&fix->fdb, key_of(1, 8), &view));
}

static void an_empty_walk_ends_at_once(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct seen seen = {};
	u64 cursor = 0;

	KUNIT_EXPECT_EQ(test, xvs_fdb_walk(&fix->fdb, &cursor, see, &seen), 0);
}

/* Walk in messages of @room entries; between two, @stir changes the table. */
static void walk_in_steps(struct kunit *test, struct seen *seen,
			  unsigned int room,
			  void (*stir)(struct fixture *fix, unsigned int step))
{
	struct fixture *fix = test->priv;
	unsigned int step = 0;
	u64 cursor = 0;
	int err;

	do {
		seen->room = room;
		err = xvs_fdb_walk(&fix->fdb, &cursor, see, seen);
		stir(fix, step++);
	} while (err == -EMSGSIZE && step < 100000);
	KUNIT_EXPECT_EQ(test, err, 0);
}

static void add_more(struct fixture *fix, unsigned int step)
{
	unsigned int i;

	if (step > 60)
		return;
	for (i = 0; i < 500; i++)
		learn(fix, 1, key_of(5000 + step * 500 + i, 0));
	flush_work(&fix->fdb.grow);
}

static void a_walk_is_complete_while_the_table_grows(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct seen seen = { .times = vzalloc(40000) };
	unsigned int i, wrong = 0, twice = 0;

	KUNIT_ASSERT_NOT_NULL(test, seen.times);
	for (i = 0; i < 5000; i++)
		learn(fix, 0, key_of(i, 0));
	walk_in_steps(test, &seen, 37, add_more);
	for (i = 0; i < 5000; i++)
		wrong += seen.times[i] != 1;
	for (; i < 40000; i++)
		twice += seen.times[i] > 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, twice, 0);
	KUNIT_EXPECT_GT(test, fix->fdb.count, 30000);
	vfree(seen.times);
}

static void take_odd_ones(struct fixture *fix, unsigned int step)
{
	if (step < 1000)
		del(fix, key_of(2 * step + 1, 0), XVS_FDB_KIND_LEARNED);
}

static void a_walk_is_complete_while_others_go(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct seen seen = { .times = vzalloc(2000) };
	unsigned int i, wrong = 0;

	KUNIT_ASSERT_NOT_NULL(test, seen.times);
	for (i = 0; i < 2000; i++)
		learn(fix, 0, key_of(i, 0));
	walk_in_steps(test, &seen, 3, take_odd_ones);
	for (i = 0; i < 2000; i++)
		wrong += i % 2 ? seen.times[i] > 1 : seen.times[i] != 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	vfree(seen.times);
}

/* --- against a model --- */

static u64 model_key(unsigned int i)
{
	return key_of(i / MODEL_FIDS, i % MODEL_FIDS);
}

static unsigned int pick(struct rnd_state *rnd, unsigned int below)
{
	return prandom_u32_state(rnd) % below;
}

static void compare(struct kunit *test, const struct model *model)
{
	struct fixture *fix = test->priv;
	const struct model_entry *entry;
	unsigned int i, count = 0;
	struct xvs_port *port;

	for (i = 0; i < MODEL_KEYS; i++) {
		entry = &model->entries[i];
		count += entry->there;
		port = entry->there && !(entry->aged && entry->kind ==
					 XVS_FDB_KIND_LEARNED) ?
		       fix->ports[entry->port] : NULL;
		KUNIT_ASSERT_PTR_EQ(test, find(fix, model_key(i)), port);
	}
	KUNIT_ASSERT_EQ(test, fix->fdb.count, count);
	KUNIT_ASSERT_EQ(test, fix->fdb.learned, model_learned(model, -1));
	for (i = 0; i < PORTS; i++)
		KUNIT_ASSERT_EQ(test, fix->ports[i]->fdb_learned,
				model_learned(model, i));
}

static void step_frames(struct kunit *test, struct model *model,
			struct rnd_state *rnd)
{
	struct fixture *fix = test->priv;
	unsigned int port = pick(rnd, PORTS), key = pick(rnd, MODEL_KEYS);
	struct model_entry *entry = &model->entries[key];

	if (pick(rnd, 8)) {
		KUNIT_ASSERT_EQ(test, learn(fix, port, model_key(key)),
				model_learn(model, port, entry));
	} else if (entry->there) {
		backdate(fix, entry->port, model_key(key), 2 * NEVER);
		entry->aged = true;
	}
}

static void step_entries(struct kunit *test, struct model *model,
			 struct rnd_state *rnd)
{
	struct fixture *fix = test->priv;
	unsigned int port = pick(rnd, PORTS), key = pick(rnd, MODEL_KEYS);
	struct model_entry *entry = &model->entries[key];
	enum xvs_fdb_kind kind = pick(rnd, 2) ? XVS_FDB_KIND_STATIC :
				 XVS_FDB_KIND_PINNED;

	if (pick(rnd, 2))
		KUNIT_ASSERT_EQ(test, add(fix, port, model_key(key), kind),
				model_add(port, kind, entry));
	else
		KUNIT_ASSERT_EQ(test, del(fix, model_key(key), kind),
				model_del(kind, entry));
}

static void step_many(struct kunit *test, struct model *model,
		      struct rnd_state *rnd)
{
	struct fixture *fix = test->priv;
	int port = pick(rnd, PORTS + 1), fid = pick(rnd, MODEL_FIDS + 1);
	bool statics = pick(rnd, 2);

	switch (pick(rnd, 5)) {
	case 0:
		port %= PORTS;
		xvs_fdb_forget_port(&fix->fdb, fix->ports[port], statics);
		model_forget(model, port, statics);
		break;
	case 1:
		KUNIT_ASSERT_EQ(test,
				flush(fix, port - 1, fid - 1, 0, statics),
				model_flush(model, port - 1, fid - 1, statics));
		break;
	case 2:
		run_ageing(fix);
		model_age(model);
		break;
	case 3:
		model->move = statics;
		fix->fdb.move = statics;
		break;
	case 4:
		model->limit = pick(rnd, 2) ? 100 + pick(rnd, 300) : 0;
		fix->fdb.limit = model->limit;
		port %= PORTS;
		model->port_limit[port] = pick(rnd, 2) ? pick(rnd, 100) : 0;
		fix->ports[port]->fdb_limit = model->port_limit[port];
		break;
	}
}

static void random_operations_agree_with_a_model(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct rnd_state rnd;
	struct model *model;
	u64 seed;
	int i;

	model = kunit_kzalloc(test, sizeof(*model), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, model);
	model->move = true;
	fix->fdb.ageing = NEVER;
	for (seed = 1; seed <= 5; seed++) {
		kunit_info(test, "seed %llu", seed);
		prandom_seed_state(&rnd, seed);
		for (i = 0; i < 6000; i++) {
			switch (pick(&rnd, 200)) {
			case 0:
				step_many(test, model, &rnd);
				compare(test, model);
				break;
			case 1 ... 39:
				step_entries(test, model, &rnd);
				break;
			default:
				step_frames(test, model, &rnd);
			}
		}
		compare(test, model);
	}
}

static struct kunit_case fdb_cases[] = {
	KUNIT_CASE(an_unknown_address_is_not_found),
	KUNIT_CASE(an_address_is_learned_where_it_was_seen),
	KUNIT_CASE(an_address_may_live_elsewhere_in_each_vlan),
	KUNIT_CASE(a_key_holds_address_and_vlan),
	KUNIT_CASE(an_address_follows_its_frames),
	KUNIT_CASE(the_first_owner_keeps_its_address_if_told_so),
	KUNIT_CASE(refusals_are_told_once_a_second),
	KUNIT_CASE(an_aged_address_may_move_even_so),
	KUNIT_CASE(a_frame_does_not_wait_for_the_lock),
	KUNIT_CASE(a_port_learns_no_more_than_its_limit),
	KUNIT_CASE(a_switch_learns_no_more_than_its_limit),
	KUNIT_CASE(limits_do_not_bind_the_operator),
	KUNIT_CASE(a_frame_keeps_its_address_young),
	KUNIT_CASE(a_silent_address_ages_out),
	KUNIT_CASE(ageing_runs_by_itself),
	KUNIT_CASE(nothing_ages_where_ageing_is_off),
	KUNIT_CASE(static_and_pinned_addresses_do_not_age),
	KUNIT_CASE(a_static_address_refuses_other_ports),
	KUNIT_CASE(a_pinned_address_refuses_other_ports),
	KUNIT_CASE(a_pin_takes_a_learned_address_over),
	KUNIT_CASE(an_address_that_belongs_elsewhere_is_not_added),
	KUNIT_CASE(a_static_entry_outlives_a_pin_above_it),
	KUNIT_CASE(the_operator_deletes_all_but_pins),
	KUNIT_CASE(what_is_not_there_is_not_deleted),
	KUNIT_CASE(a_port_is_forgotten_without_its_static_entries),
	KUNIT_CASE(a_flush_takes_what_its_filter_says),
	KUNIT_CASE(every_address_is_found_in_a_big_table),
	KUNIT_CASE(nothing_is_missed_while_the_table_grows),
	KUNIT_CASE(a_walk_shows_each_entry_as_it_is),
	KUNIT_CASE(an_empty_walk_ends_at_once),
	KUNIT_CASE(a_walk_is_complete_while_the_table_grows),
	KUNIT_CASE(a_walk_is_complete_while_others_go),
	KUNIT_CASE(random_operations_agree_with_a_model),
	{}
};

static struct kunit_suite fdb_suite = {
	.name = "xvs_fdb",
	.init = fdb_test_init,
	.exit = fdb_test_exit,
	.test_cases = fdb_cases,
};

kunit_test_suite(fdb_suite);

MODULE_DESCRIPTION("KUnit tests of xvs: the table of addresses");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
