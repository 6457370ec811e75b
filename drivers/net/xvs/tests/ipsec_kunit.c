// SPDX-License-Identifier: GPL-2.0-only
/* Security associations: which the switch knows, which NIC has each, and what
 * becomes of them when the NIC changes. The NICs here only write down what they
 * are asked; xfrm's part is played by the test.
 */
#include <linux/module.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <net/xfrm.h>

#include "../ipsec.h"
#include "spy.h"

#define NICS	3
#define STATES	8

/* A NIC, and what it was asked. In netdev_priv() of its device. */
struct fake {
	unsigned int		room;
	int			err;		/* for want of room */
	struct xfrm_state	*got[STATES];	/* in this order */
	unsigned int		adds;
	unsigned int		deletes;
	unsigned int		frees;
	unsigned int		advances;
	void (*on_add)(struct xfrm_state *x);
};

static struct net_device *nics[NICS];
static struct xfrm_state *states;
static struct lab *lab;

static struct fake *fake(unsigned int nic)
{
	return netdev_priv(nics[nic]);
}

/* --- the NICs --- */

static int fake_add(struct xfrm_state *x, struct netlink_ext_ack *extack)
{
	struct fake *nic = netdev_priv(x->xso.real_dev);

	if (nic->adds == nic->room)
		return nic->err;
	if (nic->adds < STATES)
		nic->got[nic->adds] = x;
	nic->adds++;
	x->xso.offload_handle = nic->adds;
	if (nic->on_add)
		nic->on_add(x);
	return 0;
}

XVS_COMPAT_XDO_STATE_ADD(fake_add)

static void fake_delete(struct xfrm_state *x)
{
	struct fake *nic = netdev_priv(x->xso.real_dev);

	nic->deletes++;
}

static void fake_free(struct xfrm_state *x)
{
	struct fake *nic = netdev_priv(x->xso.real_dev);

	nic->frees++;
}

static void fake_advance(struct xfrm_state *x)
{
	struct fake *nic = netdev_priv(x->xso.real_dev);

	nic->advances++;
}

#define FAKE_OPS						\
	.xdo_dev_state_add = xvs_compat_xdo_state_add_op(fake_add),	\
	.xdo_dev_state_delete = fake_delete,			\
	.xdo_dev_state_free = fake_free

static const struct xfrmdev_ops esn_ops = {
	FAKE_OPS,
	.xdo_dev_state_advance_esn = fake_advance,
};

static const struct xfrmdev_ops plain_ops = {
	FAKE_OPS,
};

static netdev_tx_t fake_xmit(struct sk_buff *skb, struct net_device *dev)
{
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops fake_netdev_ops = {
	.ndo_start_xmit = fake_xmit,
};

static void fake_setup(struct net_device *dev)
{
	struct fake *nic = netdev_priv(dev);

	ether_setup(dev);
	dev->netdev_ops = &fake_netdev_ops;
	dev->xfrmdev_ops = &esn_ops;
	nic->room = UINT_MAX;
	nic->err = -ENOSPC;
}

/* --- what xfrm does --- */

static const struct xfrmdev_ops *ops(void)
{
	return lab->sw->dev->xfrmdev_ops;
}

static void prepare(struct xfrm_state *x)
{
	memset(x, 0, sizeof(*x));
	spin_lock_init(&x->lock);
	refcount_set(&x->refcnt, 1);
	x->km.state = XFRM_STATE_VALID;
	x->props.family = AF_INET;
	x->id.spi = htonl(x - states + 1);
	x->xso.type = XFRM_DEV_OFFLOAD_CRYPTO;
	x->xso.dir = XFRM_DEV_OFFLOAD_OUT;
	x->xso.dev = lab->sw->dev;
	x->xso.real_dev = lab->sw->dev;
}

static int give(struct xfrm_state *x)
{
	return xvs_compat_xdo_state_add(lab->sw->dev, x, NULL);
}

static int add(unsigned int i)
{
	prepare(&states[i]);
	return give(&states[i]);
}

static int add_esn(unsigned int i)
{
	prepare(&states[i]);
	states[i].props.flags = XFRM_STATE_ESN;
	return give(&states[i]);
}

static void add_all(struct kunit *test, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		KUNIT_ASSERT_EQ(test, add(i), 0);
}

static void delete(struct xfrm_state *x)
{
	spin_lock_bh(&x->lock);
	x->km.state = XFRM_STATE_DEAD;
	ops()->xdo_dev_state_delete(x);
	spin_unlock_bh(&x->lock);
}

static void end(unsigned int i)
{
	delete(&states[i]);
	ops()->xdo_dev_state_free(&states[i]);
}

static void end_all(unsigned int n)
{
	while (n--)
		end(n);
}

/* Whether xfrm may make frames ready for a NIC. */
static bool offloads(unsigned int i)
{
	return ops()->xdo_dev_offload_ok(NULL, &states[i]);
}

/* --- the switch --- */

static void move_to(struct net_device *nic)
{
	lab_lock(lab);
	xvs_ipsec_rehome_locked(lab->sw, nic);
	lab_unlock(lab);
}

static void expect(struct kunit *test, int on_nic, int known)
{
	KUNIT_EXPECT_EQ(test, atomic_read(&lab->sw->ipsec.on_nic), on_nic);
	KUNIT_EXPECT_EQ(test, atomic_read(&lab->sw->ipsec.known), known);
}

static void expect_asked(struct kunit *test, unsigned int nic,
			 unsigned int adds, unsigned int deletes,
			 unsigned int frees)
{
	KUNIT_EXPECT_EQ(test, fake(nic)->adds, adds);
	KUNIT_EXPECT_EQ(test, fake(nic)->deletes, deletes);
	KUNIT_EXPECT_EQ(test, fake(nic)->frees, frees);
}

static u64 counted(enum xvs_ipsec_count what)
{
	return xvs_ipsec_stat(&lab->sw->ipsec, what);
}

/* --- adding and deleting --- */

static void one_is_given_to_the_nic_and_freed_there(struct kunit *test)
{
	move_to(nics[0]);
	KUNIT_ASSERT_EQ(test, add(0), 0);
	KUNIT_EXPECT_PTR_EQ(test, fake(0)->got[0], &states[0]);
	KUNIT_EXPECT_PTR_EQ(test, states[0].xso.real_dev, nics[0]);
	KUNIT_EXPECT_TRUE(test, offloads(0));
	expect(test, 1, 1);
	delete(&states[0]);
	KUNIT_EXPECT_FALSE(test, offloads(0));
	expect(test, 0, 1);
	expect_asked(test, 0, 1, 1, 0);
	ops()->xdo_dev_state_free(&states[0]);
	expect(test, 0, 0);
	expect_asked(test, 0, 1, 1, 1);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_ADDED), 1);
}

static void without_a_nic_it_is_left_to_software(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, add(0), -EOPNOTSUPP);
	expect(test, 0, 0);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_REFUSED), 1);
	KUNIT_EXPECT_FALSE(test, offloads(0));
}

static void what_no_switch_passes_on_is_refused(struct kunit *test)
{
	move_to(nics[0]);
	prepare(&states[0]);
	states[0].xso.type = XFRM_DEV_OFFLOAD_CRYPTO + 1;
	KUNIT_EXPECT_EQ(test, give(&states[0]), -EINVAL);
	prepare(&states[0]);
	states[0].xso.real_dev = nics[1];
	KUNIT_EXPECT_EQ(test, give(&states[0]), -EOPNOTSUPP);
	expect(test, 0, 0);
	expect_asked(test, 0, 0, 0, 0);
}

static void a_full_nic_leaves_it_to_software(struct kunit *test)
{
	move_to(nics[0]);
	fake(0)->room = 1;
	KUNIT_ASSERT_EQ(test, add(0), 0);
	KUNIT_EXPECT_EQ(test, add(1), -EOPNOTSUPP);
	KUNIT_EXPECT_NULL(test, states[1].xso.real_dev);
	KUNIT_EXPECT_EQ(test, states[1].xso.offload_handle, 0);
	expect(test, 1, 1);
	fake(0)->err = -EINVAL;
	KUNIT_EXPECT_EQ(test, add(1), -EINVAL);
	expect(test, 1, 1);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_REFUSED), 2);
	end(0);
	expect_asked(test, 0, 1, 1, 1);
}

static void what_goes_makes_room_below_the_limit(struct kunit *test)
{
	move_to(nics[0]);
	lab->sw->ipsec.limit = 2;
	add_all(test, 2);
	KUNIT_EXPECT_EQ(test, add(2), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_OVER_LIMIT), 1);
	expect_asked(test, 0, 2, 0, 0);
	expect(test, 2, 2);
	delete(&states[0]);
	KUNIT_EXPECT_EQ(test, add(2), 0);
	expect(test, 2, 3);
	ops()->xdo_dev_state_free(&states[0]);
	end(1);
	end(2);
	expect(test, 0, 0);
}

static void a_limit_of_none_lets_none_through(struct kunit *test)
{
	move_to(nics[0]);
	lab->sw->ipsec.limit = 0;
	KUNIT_EXPECT_EQ(test, add(0), -EOPNOTSUPP);
	expect(test, 0, 0);
	expect_asked(test, 0, 0, 0, 0);
}

static void deleted_twice_it_is_deleted_once(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 1);
	delete(&states[0]);
	delete(&states[0]);
	expect(test, 0, 1);
	expect_asked(test, 0, 1, 1, 0);
	ops()->xdo_dev_state_free(&states[0]);
	expect_asked(test, 0, 1, 1, 1);
}

static void of_one_it_does_not_know_the_switch_says_nothing(struct kunit *test)
{
	move_to(nics[0]);
	prepare(&states[0]);
	KUNIT_EXPECT_FALSE(test, offloads(0));
	ops()->xdo_dev_state_advance_esn(&states[0]);
	end(0);
	expect(test, 0, 0);
	expect_asked(test, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, fake(0)->advances, 0);
}

static void in_udp_nothing_is_offloaded_that_is_to_be_cut(struct kunit *test)
{
	struct xfrm_encap_tmpl encap = {};
	struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	move_to(nics[0]);
	add_all(test, 1);
	KUNIT_EXPECT_TRUE(test, ops()->xdo_dev_offload_ok(skb, &states[0]));
	states[0].encap = &encap;
	KUNIT_EXPECT_TRUE(test, ops()->xdo_dev_offload_ok(skb, &states[0]));
	skb_shinfo(skb)->gso_size = 50;
	KUNIT_EXPECT_FALSE(test, ops()->xdo_dev_offload_ok(skb, &states[0]));
	states[0].encap = NULL;
	KUNIT_EXPECT_TRUE(test, ops()->xdo_dev_offload_ok(skb, &states[0]));
	kfree_skb(skb);
	end(0);
}

#define MANY	300

/* Against an array that says which are there. */
static void the_table_is_right_after_many_changes(struct kunit *test)
{
	struct xfrm_state *many, *few = states;
	bool there[MANY] = {};
	unsigned int i, turn;
	int count = 0;

	many = kvcalloc(MANY, sizeof(*many), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, many);
	states = many;
	move_to(nics[0]);
	for (turn = 0; turn < 5000; turn++) {
		i = get_random_u32() % MANY;
		if (there[i])
			end(i);
		else
			KUNIT_EXPECT_EQ(test, add(i), 0);
		there[i] = !there[i];
		count += there[i] ? 1 : -1;
		if (turn % 1000 == 999)
			move_to(nics[turn / 1000 % NICS]);
		i = get_random_u32() % MANY;
		KUNIT_EXPECT_EQ(test, offloads(i), there[i]);
	}
	expect(test, count, count);
	for (i = 0; i < MANY; i++)
		if (there[i])
			end(i);
	expect(test, 0, 0);
	states = few;
	kvfree(many);
}

/* --- the NIC changes --- */

static void the_next_nic_gets_them_in_the_order_they_came(struct kunit *test)
{
	static const unsigned int order[] = { 0, 2, 4, 1 };
	unsigned int i;

	move_to(nics[0]);
	add_all(test, 5);
	end(3);
	end(1);
	KUNIT_ASSERT_EQ(test, add(1), 0);
	move_to(nics[1]);
	expect_asked(test, 0, 6, 6, 6);
	KUNIT_ASSERT_EQ(test, fake(1)->adds, ARRAY_SIZE(order));
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		KUNIT_EXPECT_PTR_EQ(test, fake(1)->got[i], &states[order[i]]);
		KUNIT_EXPECT_TRUE(test, offloads(order[i]));
		KUNIT_EXPECT_PTR_EQ(test, states[order[i]].xso.real_dev,
				    nics[1]);
	}
	expect(test, 4, 4);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_MOVED), 4);
	end(0);
	end(1);
	end(2);
	end(4);
	expect_asked(test, 1, 4, 4, 4);
}

static void the_same_nic_again_changes_nothing(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 2);
	move_to(nics[0]);
	expect_asked(test, 0, 2, 0, 0);
	end_all(2);
}

static void the_first_are_moved_where_not_all_have_room(struct kunit *test)
{
	unsigned int i;

	move_to(nics[0]);
	add_all(test, 5);
	fake(1)->room = 2;
	move_to(nics[1]);
	expect(test, 2, 5);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, offloads(i), i < 2);
	KUNIT_EXPECT_NULL(test, states[2].xso.real_dev);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_MOVED), 2);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_FELL_BACK), 3);
	move_to(nics[2]);
	expect(test, 5, 5);
	expect_asked(test, 1, 2, 2, 2);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_PTR_EQ(test, fake(2)->got[i], &states[i]);
	end_all(5);
	expect_asked(test, 2, 5, 5, 5);
}

static void no_more_than_the_limit_are_moved(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 3);
	lab->sw->ipsec.limit = 1;
	expect(test, 3, 3);
	move_to(nics[1]);
	expect(test, 1, 3);
	KUNIT_EXPECT_TRUE(test, offloads(0));
	KUNIT_EXPECT_FALSE(test, offloads(1));
	end_all(3);
	expect_asked(test, 1, 1, 1, 1);
}

static void without_a_next_nic_they_wait_for_one(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 2);
	move_to(NULL);
	expect(test, 0, 2);
	expect_asked(test, 0, 2, 2, 2);
	KUNIT_EXPECT_FALSE(test, offloads(0));
	KUNIT_EXPECT_EQ(test, add(2), -EOPNOTSUPP);
	end(0);
	move_to(nics[1]);
	expect(test, 1, 1);
	KUNIT_EXPECT_PTR_EQ(test, fake(1)->got[0], &states[1]);
	end(1);
	expect_asked(test, 0, 2, 2, 2);
}

static void long_numbers_go_only_where_they_are_counted(struct kunit *test)
{
	nics[1]->xfrmdev_ops = &plain_ops;
	move_to(nics[0]);
	KUNIT_ASSERT_EQ(test, add_esn(0), 0);
	KUNIT_ASSERT_EQ(test, add(1), 0);
	ops()->xdo_dev_state_advance_esn(&states[0]);
	KUNIT_EXPECT_EQ(test, fake(0)->advances, 1);
	move_to(nics[1]);
	KUNIT_EXPECT_FALSE(test, offloads(0));
	KUNIT_EXPECT_TRUE(test, offloads(1));
	ops()->xdo_dev_state_advance_esn(&states[0]);
	KUNIT_EXPECT_EQ(test, add_esn(2), -EOPNOTSUPP);
	expect(test, 1, 2);
	move_to(nics[2]);
	expect(test, 2, 2);
	ops()->xdo_dev_state_advance_esn(&states[0]);
	KUNIT_EXPECT_EQ(test, fake(2)->advances, 1);
	KUNIT_EXPECT_EQ(test, fake(0)->advances + fake(1)->advances, 1);
	end_all(2);
}

static void a_dead_one_is_not_moved_and_freed_once(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 2);
	delete(&states[0]);
	move_to(nics[1]);
	expect_asked(test, 0, 2, 2, 2);
	expect_asked(test, 1, 1, 0, 0);
	KUNIT_EXPECT_PTR_EQ(test, fake(1)->got[0], &states[1]);
	KUNIT_EXPECT_EQ(test, counted(XVS_IPSEC_FELL_BACK), 0);
	ops()->xdo_dev_state_free(&states[0]);
	expect_asked(test, 0, 2, 2, 2);
	end(1);
}

static void one_that_dies_on_its_way_goes_from_there(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 2);
	fake(1)->on_add = delete;
	move_to(nics[1]);
	expect(test, 0, 2);
	expect_asked(test, 0, 2, 2, 2);
	expect_asked(test, 1, 2, 2, 0);
	KUNIT_EXPECT_FALSE(test, offloads(0));
	ops()->xdo_dev_state_free(&states[0]);
	ops()->xdo_dev_state_free(&states[1]);
	expect_asked(test, 1, 2, 2, 2);
	expect(test, 0, 0);
}

static void what_xfrm_holds_no_more_is_not_given_away(struct kunit *test)
{
	move_to(nics[0]);
	add_all(test, 2);
	delete(&states[0]);
	/* its key is being freed, and it will be */
	states[0].km.state = XFRM_STATE_VALID;
	refcount_set(&states[0].refcnt, 0);
	move_to(nics[1]);
	expect_asked(test, 1, 1, 0, 0);
	KUNIT_EXPECT_PTR_EQ(test, fake(1)->got[0], &states[1]);
	KUNIT_EXPECT_EQ(test, refcount_read(&states[1].refcnt), 1);
	ops()->xdo_dev_state_free(&states[0]);
	end(1);
}

/* --- extensions come and go --- */

static struct spy *sas_spy(struct kunit *test, const char *name)
{
	struct spy *spy = spy_new(test, name, XVS_EXT_CLASS_FILTER);

	spy_see_sas(spy);
	return spy;
}

static int attach(struct kunit *test, struct spy *spy)
{
	return spy_attach(test, spy, NULL, NULL);
}

static void one_that_comes_is_shown_what_is_there(struct kunit *test)
{
	struct spy *spy = sas_spy(test, "spy");

	move_to(nics[0]);
	add_all(test, 4);
	fake(1)->room = 2;
	move_to(nics[1]);
	delete(&states[1]);
	KUNIT_ASSERT_EQ(test, attach(test, spy), 0);
	spy_expect(test, "spy.attach spy.add:1 spy.add:3- spy.add:4-");
	end(2);
	delete(&states[3]);
	spy_expect(test, "spy.delete:3- spy.delete:4-");
	spy_detach(test, spy);
	spy_expect(test, "spy.delete:1 spy.detach");
	ops()->xdo_dev_state_free(&states[1]);
	ops()->xdo_dev_state_free(&states[3]);
	KUNIT_EXPECT_EQ(test, refcount_read(&states[0].refcnt), 1);
	end(0);
	spy_expect(test, "");
}

static int not_the_second(struct spy *spy, u32 spi)
{
	return spi == 2 ? -EPERM : 0;
}

static void one_that_does_not_want_them_does_not_come(struct kunit *test)
{
	struct spy *spy = sas_spy(test, "spy");
	struct netlink_ext_ack extack = {};

	move_to(nics[0]);
	add_all(test, 3);
	spy->do_sa_add = not_the_second;
	spy->why = "the test says no";
	KUNIT_EXPECT_EQ(test, -EPERM, spy_attach(test, spy, NULL, &extack));
	KUNIT_EXPECT_STREQ(test, extack._msg, "spy: the test says no");
	spy_expect(test, "spy.attach spy.add:1 spy.add:2 spy.delete:1 spy.detach");
	KUNIT_EXPECT_EQ(test, add(3), 0);
	end_all(4);
	spy_expect(test, "");
}

static int end_the_first(struct spy *spy, u32 spi)
{
	if (spi == 2)
		delete(&states[0]);
	return 0;
}

static void one_that_ends_in_between_is_heard_to_end_once(struct kunit *test)
{
	struct spy *old = sas_spy(test, "old"), *spy = sas_spy(test, "spy");

	move_to(nics[0]);
	KUNIT_ASSERT_EQ(test, attach(test, old), 0);
	add_all(test, 3);
	spy_forget();
	spy->do_sa_add = end_the_first;
	KUNIT_ASSERT_EQ(test, attach(test, spy), 0);
	spy_expect(test, "spy.attach spy.add:1 spy.add:2 old.delete:1 spy.add:3 spy.delete:1");
	ops()->xdo_dev_state_free(&states[0]);
	end(1);
	spy_expect(test, "spy.delete:2 old.delete:2");
	spy_detach(test, old);
	spy_expect(test, "old.delete:3 old.detach");
	end(2);
	spy_expect(test, "spy.delete:3");
}

static void one_that_is_disabled_hears_all_the_same(struct kunit *test)
{
	static const struct xvs_attach_set disabled = { .has_enabled = true };
	struct spy *spy = sas_spy(test, "spy");

	move_to(nics[0]);
	add_all(test, 1);
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, &disabled, NULL), 0);
	spy_expect(test, "spy.attach spy.add:1");
	KUNIT_EXPECT_EQ(test, spy_enable(test, spy, true), 0);
	KUNIT_EXPECT_EQ(test, spy_enable(test, spy, false), 0);
	spy_expect(test, "");
	KUNIT_EXPECT_EQ(test, add(1), 0);
	spy_expect(test, "spy.add:2");
	spy_detach(test, spy);
	spy_expect(test, "spy.delete:2 spy.delete:1 spy.detach");
	end_all(2);
}

/* --- the suite --- */

static int ipsec_init(struct kunit *test)
{
	unsigned int i;
	int err;

	spy_forget();
	err = lab_init(test);
	if (err)
		return err;
	lab = test->priv;
	xvs_ipsec_dev_init(lab->sw->dev, true);
	states = kunit_kcalloc(test, STATES, sizeof(*states), GFP_KERNEL);
	if (!states)
		return -ENOMEM;
	for (i = 0; i < NICS; i++) {
		nics[i] = alloc_netdev(sizeof(struct fake), "fake%d",
				       NET_NAME_ENUM, fake_setup);
		if (!nics[i])
			return -ENOMEM;
		err = register_netdev(nics[i]);
		if (err) {
			free_netdev(nics[i]);
			nics[i] = NULL;
			return err;
		}
	}
	return 0;
}

static void ipsec_exit(struct kunit *test)
{
	unsigned int i;

	if (lab)
		move_to(NULL);
	for (i = 0; i < NICS; i++) {
		if (!nics[i])
			continue;
		unregister_netdev(nics[i]);
		free_netdev(nics[i]);
		nics[i] = NULL;
	}
	lab = NULL;
	lab_exit(test);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_is_given_to_the_nic_and_freed_there),
	KUNIT_CASE(without_a_nic_it_is_left_to_software),
	KUNIT_CASE(what_no_switch_passes_on_is_refused),
	KUNIT_CASE(a_full_nic_leaves_it_to_software),
	KUNIT_CASE(what_goes_makes_room_below_the_limit),
	KUNIT_CASE(a_limit_of_none_lets_none_through),
	KUNIT_CASE(deleted_twice_it_is_deleted_once),
	KUNIT_CASE(of_one_it_does_not_know_the_switch_says_nothing),
	KUNIT_CASE(in_udp_nothing_is_offloaded_that_is_to_be_cut),
	KUNIT_CASE(the_table_is_right_after_many_changes),
	KUNIT_CASE(the_next_nic_gets_them_in_the_order_they_came),
	KUNIT_CASE(the_same_nic_again_changes_nothing),
	KUNIT_CASE(the_first_are_moved_where_not_all_have_room),
	KUNIT_CASE(no_more_than_the_limit_are_moved),
	KUNIT_CASE(without_a_next_nic_they_wait_for_one),
	KUNIT_CASE(long_numbers_go_only_where_they_are_counted),
	KUNIT_CASE(a_dead_one_is_not_moved_and_freed_once),
	KUNIT_CASE(one_that_dies_on_its_way_goes_from_there),
	KUNIT_CASE(what_xfrm_holds_no_more_is_not_given_away),
	KUNIT_CASE(one_that_comes_is_shown_what_is_there),
	KUNIT_CASE(one_that_does_not_want_them_does_not_come),
	KUNIT_CASE(one_that_ends_in_between_is_heard_to_end_once),
	KUNIT_CASE(one_that_is_disabled_hears_all_the_same),
	{}
};

static struct kunit_suite suite = {
	.name = "xvs_ipsec",
	.init = ipsec_init,
	.exit = ipsec_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
