// SPDX-License-Identifier: GPL-2.0-only
/* Frames that extensions hold and release, frames that they make, and NICs
 * that they keep.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/net.h>
#include <linux/workqueue.h>

#include "spy.h"

#define A		0x525400000001ULL
#define B		0x525400000002ULL
#define C		0x525400000003ULL

#define CAPTURE		XVS_EXT_CLASS_CAPTURE
#define FILTER		XVS_EXT_CLASS_FILTER
#define FORWARD		XVS_EXT_CLASS_FORWARD

static struct sk_buff *frame(struct kunit *test, u64 src, u64 dst)
{
	return lab_frame(test, src, dst, ETH_ZLEN);
}

static unsigned int take(struct xvs_port *port)
{
	unsigned int count = 0;
	struct sk_buff *skb;

	while ((skb = lab_got(port))) {
		kfree_skb(skb);
		count++;
	}
	return count;
}

static int hold(struct spy *spy, struct sk_buff *skb)
{
	spy->err = xvs_frame_hold(spy_at(spy), skb, &spy->handle);
	return spy->err ? xvs_verdict_drop(SPY_FIRST) : XVS_VERDICT_HELD;
}

static struct spy *holder(struct kunit *test, const char *name)
{
	struct spy *spy = spy_put(test, name, FILTER);

	spy->do_in = hold;
	return spy;
}

static int release(struct spy *spy, int verdict)
{
	return xvs_frame_release(spy_at(spy), spy->handle, verdict);
}

static unsigned int held_now(const struct spy *spy)
{
	return spy_stats(spy).held_now;
}

/* --- hold and release --- */

static void a_released_frame_goes_on_below_its_holder(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f, *spy;

	spy_put(test, "above", FILTER);
	spy = holder(test, "spy");
	spy_put(test, "below", FILTER);
	f = spy_put(test, "f", FORWARD);
	f->forward = XVS_VERDICT_CORE;
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "above.in spy.in");
	KUNIT_EXPECT_EQ(test, held_now(spy), 1);
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	spy_expect(test, "below.in f.in f.forward f.out:b below.out:b spy.out:b above.out:b");
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, held_now(spy), 0);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).held, 1);
}

static int forward_hold(struct spy *spy, struct sk_buff *skb,
			struct xvs_dests *dests)
{
	return hold(spy, skb);
}

static void what_a_forwarder_held_the_core_forwards(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->do_forward = forward_hold;
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "f.in f.forward");
	KUNIT_EXPECT_EQ(test, release(f, XVS_VERDICT_PASS), 0);
	spy_expect(test, "f.out:b");
	KUNIT_EXPECT_EQ(test, take(b), 1);
}

static void a_release_knows_the_order_of_the_moment(struct kunit *test)
{
	const struct xvs_attach_set early = { .has_order = true, .order = 1 };
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy"), *y;

	spy_put(test, "x", FILTER);
	lab_send(a, frame(test, A, B));
	y = spy_new(test, "y", FILTER);
	KUNIT_ASSERT_EQ(test, spy_attach(test, y, &early, NULL), 0);
	spy_forget();
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	spy_expect(test, "x.in x.out:b spy.out:b y.out:b");
	KUNIT_EXPECT_EQ(test, take(b), 1);
	lab_send(a, frame(test, A, B));
	KUNIT_ASSERT_EQ(test, spy_enable(test, spy, false), 0);
	spy_forget();
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	spy_expect(test, "x.in x.out:b y.out:b");
	KUNIT_EXPECT_EQ(test, take(b), 1);
}

static void a_held_frame_is_released_with_a_drop(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy");
	struct xvs_drop_record record;

	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, release(spy, xvs_verdict_drop(SPY_SECOND)), 0);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).dropped, 1);
	xvs_drop_read(a, XVS_DIRECTION_IN, &record);
	KUNIT_EXPECT_EQ(test, record.ext, spy->att->id);
	KUNIT_EXPECT_EQ(test, record.ext_reason, SPY_SECOND);
}

static void a_frame_is_released_once_by_its_handle(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy"), *other = holder(test, "other");

	lab_send(a, frame(test, A, B));
	other->handle = spy->handle;
	KUNIT_EXPECT_EQ(test, release(other, XVS_VERDICT_PASS), -ENOENT);
	spy->handle++;
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), -ENOENT);
	spy->handle--;
	other->do_in = NULL;
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), -ENOENT);
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 2);
	KUNIT_EXPECT_EQ(test, spy_stats(other).violations, 1);
}

static void so_many_frames_are_held_and_no_more(struct kunit *test)
{
	const struct xvs_attach_set set = {
		.has_held_limit = true,
		.held_limit = 3,
	};
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *spy = spy_new(test, "spy", FILTER);
	unsigned int i;

	lab_guest(test, "b", B);
	spy->do_in = hold;
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, &set, NULL), 0);
	for (i = 0; i < 5; i++) {
		lab_send(a, frame(test, A, B));
		KUNIT_EXPECT_EQ(test, spy->err, i < 3 ? 0 : -ENOBUFS);
	}
	KUNIT_EXPECT_EQ(test, held_now(spy), 3);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).dropped, 2);
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, spy->err, 0);
}

/* A frame with a page of its sender's, which is @lent until the frame ends. */
static struct sk_buff *lent_frame(struct kunit *test, struct ubuf_info *lent)
{
	struct sk_buff *skb = frame(test, A, B);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	skb_add_rx_frag(skb, 0, page, 0, 100, PAGE_SIZE);
	skb_zcopy_set(skb, lent, NULL);
	return skb;
}

static void what_was_lent_is_copied_before_it_is_held(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy");
	struct ubuf_info *lent;
	struct socket *sender;
	struct sk_buff *skb;

	KUNIT_ASSERT_EQ(test, sock_create_kern(&init_net, AF_INET, SOCK_DGRAM,
					       0, &sender), 0);
	lent = msg_zerocopy_realloc(sender->sk, PAGE_SIZE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, lent);
	skb = lent_frame(test, lent);
	KUNIT_EXPECT_PTR_EQ(test, skb_zcopy(skb), lent);
	lab_send(a, skb);
	KUNIT_EXPECT_EQ(test, refcount_read(&lent->refcnt), 1);
	KUNIT_EXPECT_EQ(test, held_now(spy), 1);
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, take(b), 1);
	net_zcopy_put(lent);
	sock_release(sender);
}

static void a_capture_holds_nothing(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *c = spy_put(test, "c", CAPTURE);

	c->do_in = hold;
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, c->err, -EPERM);
	KUNIT_EXPECT_EQ(test, held_now(c), 0);
	KUNIT_EXPECT_GE(test, spy_stats(c).violations, 1);
}

static int mark_and_hold(struct spy *spy, struct sk_buff *skb)
{
	*xvs_frame_word(spy_at(spy), skb) = spy->word;
	return hold(spy, skb);
}

static int look_at_word(struct spy *spy, struct xvs_port *dst,
			struct sk_buff *skb)
{
	spy->seen += *xvs_frame_word(spy_at(spy), skb) == spy->word;
	return XVS_VERDICT_PASS;
}

static void a_word_survives_hold_and_release(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_new(test, "spy", FILTER);

	spy->ext.use_word = true;
	spy->do_in = mark_and_hold;
	spy->do_out = look_at_word;
	spy->word = 4711;
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	lab_send(a, frame(test, A, B));
	spy->seen = 0;
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, spy->seen, 1);
	KUNIT_EXPECT_EQ(test, take(b), 1);
}

static void held_frames_are_dropped_when_the_holder_goes(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy");

	lab_send(a, frame(test, A, B));
	lab_send(a, frame(test, A, B));
	spy_detach(test, spy);
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_HOLDER_GONE), 2);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&a->nic->refs), 1);
}

static void a_frame_held_too_long_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *spy = holder(test, "spy");
	unsigned int waited = 0;

	lab_guest(test, "b", B);
	spy->att->patience = HZ / 5;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, held_now(spy), 1);
	while (held_now(spy) && waited++ < 200)
		msleep(20);
	KUNIT_EXPECT_EQ(test, held_now(spy), 0);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).expired, 1);
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_HELD_TOO_LONG), 1);
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), -ENOENT);
}

static void a_younger_frame_is_not_dropped_with_an_older_one(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy");
	unsigned int waited = 0;

	spy->att->patience = 2 * HZ;
	lab_send(a, frame(test, A, B));
	msleep(1000);
	lab_send(a, frame(test, A, B));
	while (held_now(spy) > 1 && waited++ < 200)
		msleep(20);
	KUNIT_EXPECT_EQ(test, held_now(spy), 1);
	KUNIT_EXPECT_EQ(test, release(spy, XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, take(b), 1);
}

/* --- held frames and NICs --- */

static void let_go(struct spy *spy, struct xvs_port *port)
{
	spy->err = release(spy, XVS_VERDICT_PASS);
}

static void remove_nic(struct kunit *test, struct xvs_port *port)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	xvs_nic_remove_locked(port->nic);
	lab_unlock(lab);
}

static void a_frame_released_at_disconnect_is_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = holder(test, "spy");

	spy->do_disconnect = let_go;
	lab_send(a, frame(test, A, B));
	remove_nic(test, a);
	KUNIT_EXPECT_EQ(test, spy->err, 0);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_NOT_CONNECTED), 1);
}

struct later {
	struct delayed_work	work;
	struct spy		*spy;
	struct xvs_port		*port;
	bool			done;
};

static void release_later(struct work_struct *work)
{
	struct later *later = container_of(to_delayed_work(work), struct later,
					   work);

	WRITE_ONCE(later->done, true);
	if (later->port)
		xvs_nic_release(spy_at(later->spy), later->port);
	else
		release(later->spy, XVS_VERDICT_PASS);
}

static void expect_delete_waits(struct kunit *test, struct xvs_port *port,
				struct later *later)
{
	struct lab *lab = test->priv;

	INIT_DELAYED_WORK_ONSTACK(&later->work, release_later);
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_disconnect_locked(port->nic, NULL), 0);
	schedule_delayed_work(&later->work, HZ / 5);
	KUNIT_EXPECT_EQ(test, xvs_nic_delete_locked(port->nic, NULL), 0);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(later->done));
	lab_unlock(lab);
	flush_delayed_work(&later->work);
	destroy_delayed_work_on_stack(&later->work);
}

static void delete_of_a_nic_waits_for_its_held_frames(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct later later = { .spy = holder(test, "spy") };

	lab_guest(test, "b", B);
	lab_send(a, frame(test, A, B));
	KUNIT_ASSERT_EQ(test, held_now(later.spy), 1);
	expect_delete_waits(test, a, &later);
}

static void delete_of_a_nic_waits_for_who_keeps_it(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct lab *lab = test->priv;
	struct later later = {
		.spy = spy_put(test, "spy", FILTER),
		.port = a,
	};

	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_hold(spy_at(later.spy), a), 0);
	lab_unlock(lab);
	expect_delete_waits(test, a, &later);
	KUNIT_EXPECT_EQ(test, spy_stats(later.spy).violations, 0);
}

static void only_a_connected_nic_is_kept(struct kunit *test)
{
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct xvs_port *port = lab_port(test, "p");
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_hold(spy_at(spy), port), -ENOTCONN);
	lab_unlock(lab);
	lab_nic_create(test, port, XVS_NIC_KIND_NETDEV, A, NULL);
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_hold(spy_at(spy), port), -ENOTCONN);
	lab_unlock(lab);
	lab_nic_connect(test, port, NULL);
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_hold(spy_at(spy), port), 0);
	KUNIT_EXPECT_EQ(test, xvs_nic_hold(spy_at(spy), port), -EALREADY);
	KUNIT_EXPECT_EQ(test, refcount_read(&port->nic->refs), 2);
	xvs_nic_release(spy_at(spy), port);
	KUNIT_EXPECT_EQ(test, refcount_read(&port->nic->refs), 1);
	xvs_nic_release(spy_at(spy), port);
	KUNIT_EXPECT_EQ(test, refcount_read(&port->nic->refs), 1);
	lab_unlock(lab);
}

static void a_kept_nic_is_let_go_of_at_detach(struct kunit *test)
{
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct xvs_port *a = lab_guest(test, "a", A);
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_hold(spy_at(spy), a), 0);
	lab_unlock(lab);
	spy_detach(test, spy);
	KUNIT_EXPECT_EQ(test, refcount_read(&a->nic->refs), 1);
}

/* --- frames that extensions make --- */

static int inject(struct spy *spy, struct xvs_port *src, u16 vlan,
		  struct sk_buff *skb)
{
	return xvs_frame_inject(spy_at(spy), src, vlan, skb);
}

static void an_injected_frame_is_seen_by_those_below(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy;

	spy_put(test, "above", FILTER);
	spy = spy_put(test, "spy", FILTER);
	spy_put(test, "below", FILTER);
	KUNIT_EXPECT_EQ(test, inject(spy, a, 0, frame(test, A, B)), 0);
	spy_expect(test, "below.in below.out:b spy.out:b above.out:b");
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).injected, 1);
}

static void an_injected_frame_obeys_the_policy_of_its_port(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);

	KUNIT_EXPECT_EQ(test, inject(spy, a, 0, frame(test, C, B)), 0);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_SPOOFED), 1);
	/* of a port, the VLAN is the port's */
	KUNIT_EXPECT_EQ(test, inject(spy, a, 4095, frame(test, A, B)), 0);
	KUNIT_EXPECT_EQ(test, take(b), 1);
}

static void a_frame_of_the_trusted_source_has_none(struct kunit *test)
{
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct lab *lab = test->priv;

	spy_put(test, "below", FILTER);
	KUNIT_EXPECT_EQ(test, inject(spy, NULL, 0, frame(test, C, B)), 0);
	spy_expect(test, "below.in below.out:b spy.out:b");
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, inject(spy, lab->sw->self, 0,
				     frame(test, C, B)), 0);
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, inject(spy, NULL, 7, frame(test, C, B)), 0);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, inject(spy, NULL, 4095, frame(test, C, B)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, inject(spy, NULL, 0, lab_frame(test, C, B, 9)),
			0);
	KUNIT_EXPECT_EQ(test, take(b), 0);
}

static void nothing_is_injected_where_nothing_could_come_in(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);

	KUNIT_EXPECT_EQ(test, inject(spy, port, 0, frame(test, A, B)),
			-ENOTCONN);
	KUNIT_ASSERT_EQ(test, spy_enable(test, spy, false), 0);
	KUNIT_EXPECT_EQ(test, inject(spy, NULL, 0, frame(test, A, B)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).injected, 0);
}

static void no_frame_is_injected_into_another_switch(struct kunit *test)
{
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct lab *lab = test->priv;
	struct xvs_port *foreign;

	KUNIT_ASSERT_EQ(test, lab_init(test), 0);
	foreign = lab_guest(test, "foreign", A);
	KUNIT_EXPECT_EQ(test, inject(spy, foreign, 0, frame(test, A, B)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 1);
	lab_exit(test);
	test->priv = lab;
}

static int inject_at_egress(struct spy *spy, struct xvs_port *dst,
			    struct sk_buff *skb)
{
	struct sk_buff *clone = xvs_frame_clone(skb);
	int err;

	if (!clone)
		return XVS_VERDICT_PASS;
	err = xvs_frame_inject(spy_at(spy), spy->port[0], 0, clone);
	if (err)
		spy->err = err;
	else
		spy->handle++;
	return XVS_VERDICT_PASS;
}

static void injections_end_somewhere(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_out = inject_at_egress;
	spy->port[0] = a;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, spy->err, -ELOOP);
	KUNIT_EXPECT_EQ(test, spy->handle, 3);
	KUNIT_EXPECT_EQ(test, take(b), 4);
	spy->err = 0;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, spy->handle, 6);
	KUNIT_EXPECT_EQ(test, take(b), 4);
}

static int hold_init(struct kunit *test)
{
	spy_forget();
	return lab_init(test);
}

static struct kunit_case hold_cases[] = {
	KUNIT_CASE(a_released_frame_goes_on_below_its_holder),
	KUNIT_CASE(what_a_forwarder_held_the_core_forwards),
	KUNIT_CASE(a_release_knows_the_order_of_the_moment),
	KUNIT_CASE(a_held_frame_is_released_with_a_drop),
	KUNIT_CASE(a_frame_is_released_once_by_its_handle),
	KUNIT_CASE(so_many_frames_are_held_and_no_more),
	KUNIT_CASE(what_was_lent_is_copied_before_it_is_held),
	KUNIT_CASE(a_capture_holds_nothing),
	KUNIT_CASE(a_word_survives_hold_and_release),
	KUNIT_CASE(held_frames_are_dropped_when_the_holder_goes),
	KUNIT_CASE(a_frame_held_too_long_is_dropped),
	KUNIT_CASE(a_younger_frame_is_not_dropped_with_an_older_one),
	KUNIT_CASE(a_frame_released_at_disconnect_is_dropped),
	KUNIT_CASE(delete_of_a_nic_waits_for_its_held_frames),
	KUNIT_CASE(delete_of_a_nic_waits_for_who_keeps_it),
	KUNIT_CASE(only_a_connected_nic_is_kept),
	KUNIT_CASE(a_kept_nic_is_let_go_of_at_detach),
	KUNIT_CASE(an_injected_frame_is_seen_by_those_below),
	KUNIT_CASE(an_injected_frame_obeys_the_policy_of_its_port),
	KUNIT_CASE(a_frame_of_the_trusted_source_has_none),
	KUNIT_CASE(nothing_is_injected_where_nothing_could_come_in),
	KUNIT_CASE(no_frame_is_injected_into_another_switch),
	KUNIT_CASE(injections_end_somewhere),
	{}
};

static struct kunit_suite hold_suite = {
	.name = "xvs_hold",
	.init = hold_init,
	.exit = lab_exit,
	.test_cases = hold_cases,
};

kunit_test_suite(hold_suite);
