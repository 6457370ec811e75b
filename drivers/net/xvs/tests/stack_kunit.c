// SPDX-License-Identifier: GPL-2.0-only
/* Frames on a switch with extensions: who sees them, in which order, where
 * they go, and what is known of those that were dropped.
 */
#include <linux/etherdevice.h>

#include "spy.h"

#define A		0x525400000001ULL	/* a guest's address each */
#define B		0x525400000002ULL
#define C		0x525400000003ULL

#define CAPTURE		XVS_EXT_CLASS_CAPTURE
#define FILTER		XVS_EXT_CLASS_FILTER
#define FORWARD		XVS_EXT_CLASS_FORWARD

static struct sk_buff *frame(struct kunit *test, u64 src, u64 dst)
{
	return lab_frame(test, src, dst, ETH_ZLEN);
}

/* How many frames left at @port; they go. */
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

static long extension_drops(struct xvs_port *port,
			    enum xvs_direction direction)
{
	return lab_drops(port, direction, XVS_DROP_EXTENSION);
}

/* --- verdicts --- */

static void a_frame_that_passes_goes_on(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);

	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "spy.in spy.out:b");
	KUNIT_EXPECT_EQ(test, spy_stats(spy).in, 2);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).passed, 2);
}

static void a_filter_drops_at_ingress(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy_put(test, "below", FILTER);
	spy->in = xvs_verdict_drop(SPY_FIRST);
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "spy.in");
	KUNIT_EXPECT_EQ(test, extension_drops(a, XVS_DIRECTION_IN), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).dropped, 1);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).passed, 0);
}

static void a_filter_drops_at_egress(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy;

	spy_put(test, "above", FILTER);
	spy = spy_put(test, "spy", FILTER);
	spy->out = xvs_verdict_drop(SPY_FIRST);
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "above.in spy.in spy.out:b");
	KUNIT_EXPECT_EQ(test, extension_drops(b, XVS_DIRECTION_OUT), 1);
	KUNIT_EXPECT_EQ(test, extension_drops(a, XVS_DIRECTION_IN), 0);
}

static int not_to_first(struct spy *spy, struct xvs_port *dst,
			struct sk_buff *skb)
{
	return dst == spy->port[0] ? xvs_verdict_drop(SPY_FIRST) :
				     XVS_VERDICT_PASS;
}

static void an_egress_drop_leaves_out_one_destination(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *c = lab_guest(test, "c", C);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_out = not_to_first;
	spy->port[0] = b;
	lab_send(a, frame(test, A, LAB_BROADCAST));
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, take(c), 1);
	spy->port[0] = c;
	lab_send(a, frame(test, A, LAB_BROADCAST));
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(c), 0);
	KUNIT_EXPECT_EQ(test, extension_drops(b, XVS_DIRECTION_OUT), 1);
	KUNIT_EXPECT_EQ(test, extension_drops(c, XVS_DIRECTION_OUT), 1);
}

static int consume(struct spy *spy, struct sk_buff *skb)
{
	kfree_skb(skb);
	return XVS_VERDICT_CONSUMED;
}

static void a_consumed_frame_goes_no_further(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy_put(test, "below", FILTER);
	spy->do_in = consume;
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "spy.in");
	KUNIT_EXPECT_EQ(test, spy_stats(spy).consumed, 1);
	KUNIT_EXPECT_EQ(test, extension_drops(a, XVS_DIRECTION_IN), 0);
}

static void a_verdict_that_means_nothing_drops(struct kunit *test)
{
	static const int verdicts[] = {
		-1, XVS_VERDICT_CORE, XVS_VERDICT_DROP - 1,
		XVS_VERDICT_DROP + SPY_SECOND + 1, INT_MAX, INT_MIN,
	};
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);
	unsigned int i;

	spy->tells_drops = true;
	for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
		spy->in = verdicts[i];
		KUNIT_EXPECT_FALSE_MSG(test, lab_passes(test, a, A, b, B),
				       "%d", verdicts[i]);
		spy_expect(test, "spy.in spy.dropped-in:BAD_VERDICT");
	}
	spy->in = XVS_VERDICT_PASS;
	spy->out = XVS_VERDICT_CORE;
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "spy.in spy.out:b spy.dropped-out:BAD_VERDICT");
	KUNIT_EXPECT_EQ(test, spy_stats(spy).dropped,
			ARRAY_SIZE(verdicts) + 1);
}

static void what_a_capture_says_is_ignored_and_counted(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", CAPTURE);

	spy->in = xvs_verdict_drop(SPY_FIRST);
	spy->out = xvs_verdict_drop(SPY_FIRST);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 2);
	spy->in = XVS_VERDICT_CONSUMED;
	spy->out = XVS_VERDICT_HELD;
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 4);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).dropped, 0);
}

static int write_type(struct spy *spy, struct sk_buff *skb)
{
	struct ethhdr *eth = xvs_frame_write(skb, ETH_HLEN);

	if (!eth)
		return xvs_verdict_drop(SPY_FIRST);
	eth->h_proto = htons(LAB_ETHERTYPE + 1);
	return XVS_VERDICT_PASS;
}

static void a_filter_may_change_a_frame_that_others_share(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct sk_buff *skb = frame(test, A, B), *shared, *got;

	shared = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, shared);
	spy->do_in = write_type;
	lab_send(a, skb);
	got = lab_got(b);
	KUNIT_ASSERT_NOT_NULL(test, got);
	KUNIT_EXPECT_EQ(test, ntohs(((struct ethhdr *)got->data)->h_proto),
			LAB_ETHERTYPE + 1);
	KUNIT_EXPECT_EQ(test, ntohs(((struct ethhdr *)shared->data)->h_proto),
			LAB_ETHERTYPE);
	kfree_skb(got);
	kfree_skb(shared);
}

/* --- order --- */

static void the_classes_come_first_in_the_order(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f = spy_put(test, "forward", FORWARD);

	f->forward = XVS_VERDICT_CORE;
	spy_put(test, "filter", FILTER);
	spy_put(test, "capture", CAPTURE);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "capture.in filter.in forward.in forward.forward forward.out:b filter.out:b capture.out:b");
}

static struct xvs_attach_set order(u32 number)
{
	return (struct xvs_attach_set) { .has_order = true, .order = number };
}

static void then_the_operators_number_then_who_came_first(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *first = spy_new(test, "first", FILTER);
	struct xvs_attach_set set = order(XVS_EXT_ORDER_DEFAULT - 1);

	spy_put(test, "second", FILTER);
	spy_put(test, "third", FILTER);
	KUNIT_ASSERT_EQ(test, spy_attach(test, first, &set, NULL), 0);
	spy_forget();
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "first.in second.in third.in third.out:b second.out:b first.out:b");
}

static void the_order_changes_while_frames_pass(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *x = spy_put(test, "x", FILTER);
	struct spy *y = spy_put(test, "y", FILTER);
	struct xvs_attach_set set = order(XVS_EXT_ORDER_DEFAULT + 1);

	KUNIT_ASSERT_EQ(test, spy_set(test, x, &set, NULL), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "y.in x.in x.out:b y.out:b");
	KUNIT_ASSERT_EQ(test, spy_set(test, y, &set, NULL), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "x.in y.in y.out:b x.out:b");
}

static void frames_pass_a_disabled_extension_by(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *x = spy_put(test, "x", FILTER);

	spy_put(test, "y", FILTER);
	x->in = xvs_verdict_drop(SPY_FIRST);
	KUNIT_ASSERT_EQ(test, spy_enable(test, x, false), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "y.in y.out:b");
	KUNIT_ASSERT_EQ(test, spy_enable(test, x, true), 0);
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	spy_expect(test, "x.in");
}

static void a_disabled_extension_still_hears_of_ports(struct kunit *test)
{
	struct spy *x = spy_put(test, "x", FILTER);

	KUNIT_ASSERT_EQ(test, spy_enable(test, x, false), 0);
	lab_guest(test, "a", A);
	spy_expect(test, "x.create:a x.nic-create:a x.connect:a");
}

static void a_switch_without_hooks_takes_the_short_way(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *spy = spy_new(test, "spy", FILTER);

	KUNIT_EXPECT_EQ(test, a->verdict, XVS_PORT_PASS);
	spy->ext.ingress = NULL;
	spy->ext.egress = NULL;
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, a->verdict, XVS_PORT_PASS);
	spy_put(test, "busy", FILTER);
	KUNIT_EXPECT_EQ(test, a->verdict, XVS_PORT_STACK);
	KUNIT_EXPECT_EQ(test, lab_guest(test, "b", B)->verdict,
			XVS_PORT_STACK);
}

static void one_switch_carries_sixteen_extensions(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct netlink_ext_ack extack = {};
	char name[] = "spya";
	struct spy *spy, *one;

	for (; name[3] < 'a' + XVS_EXT_MAX; name[3]++)
		one = spy_put(test, name, FILTER);
	spy = spy_new(test, "onemore", FILTER);
	KUNIT_EXPECT_EQ(test, spy_attach(test, spy, NULL, &extack), -ENOSPC);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	spy_expect(test, "");
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, one->seen, 1);
	spy_detach(test, one);
	KUNIT_EXPECT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
}

static void an_extension_is_attached_once(struct kunit *test)
{
	struct spy *other = spy_new(test, "spy", FILTER);
	struct netlink_ext_ack extack = {};

	spy_put(test, "spy", FILTER);
	KUNIT_EXPECT_EQ(test, spy_attach(test, other, NULL, &extack),
			-EEXIST);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
}

/* --- words of frames --- */

static int count_word(struct spy *spy, struct sk_buff *skb)
{
	unsigned long *word = xvs_frame_word(spy_at(spy), skb);

	spy->err |= *word != 0;
	*word = spy->word;
	return XVS_VERDICT_PASS;
}

static int check_word(struct spy *spy, struct xvs_port *dst,
		      struct sk_buff *skb)
{
	spy->err |= *xvs_frame_word(spy_at(spy), skb) != spy->word;
	spy->seen++;
	return XVS_VERDICT_PASS;
}

static struct spy *word_user(struct kunit *test, const char *name,
			     unsigned long word)
{
	struct spy *spy = spy_new(test, name, FILTER);

	spy->ext.use_word = true;
	spy->do_in = count_word;
	spy->do_out = check_word;
	spy->word = word;
	return spy;
}

static void a_word_goes_with_the_frame_to_each_destination(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *x = word_user(test, "x", 111);
	struct spy *y = word_user(test, "y", 222);

	lab_guest(test, "b", B);
	lab_guest(test, "c", C);
	KUNIT_ASSERT_EQ(test, spy_attach(test, x, NULL, NULL), 0);
	KUNIT_ASSERT_EQ(test, spy_attach(test, y, NULL, NULL), 0);
	lab_send(a, frame(test, A, LAB_BROADCAST));
	lab_send(a, frame(test, A, LAB_BROADCAST));
	KUNIT_EXPECT_EQ(test, x->seen, 6);
	KUNIT_EXPECT_EQ(test, x->err, 0);
	KUNIT_EXPECT_EQ(test, y->err, 0);
}

static int clone_and_look(struct spy *spy, struct sk_buff *skb)
{
	struct sk_buff *clone;

	*xvs_frame_word(spy_at(spy), skb) = 7;
	xvs_frame(skb)->mirrors = 1;
	clone = xvs_frame_clone(skb);
	if (!clone)
		return XVS_VERDICT_PASS;
	spy->word = *xvs_frame_word(spy_at(spy), clone);
	spy->err = xvs_frame(clone)->mirrors ||
		   xvs_frame_src(clone) != xvs_frame_src(skb);
	kfree_skb(clone);
	xvs_frame(skb)->mirrors = 0;
	return XVS_VERDICT_PASS;
}

static void a_clone_inherits_no_word(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = word_user(test, "spy", 1);

	spy->do_in = clone_and_look;
	spy->do_out = NULL;
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, spy->word, 0);
	KUNIT_EXPECT_EQ(test, spy->err, 0);
}

static void at_most_three_use_a_word(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct spy *spy[4];
	char name[] = "x";
	unsigned int i;

	for (i = 0; i < 4; i++, name[0]++)
		spy[i] = word_user(test, name, i);
	for (i = 0; i < XVS_FRAME_WORDS; i++)
		KUNIT_ASSERT_EQ(test, spy_attach(test, spy[i], NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, spy_attach(test, spy[3], NULL, &extack),
			-ENOSPC);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	spy_detach(test, spy[1]);
	KUNIT_EXPECT_EQ(test, spy_attach(test, spy[3], NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, spy_at(spy[3])->word, 1);
}

/* --- the forwarder --- */

static void at_most_one_forwarder_is_enabled(struct kunit *test)
{
	const struct xvs_attach_set off = { .has_enabled = true };
	struct spy *x = spy_put(test, "x", FORWARD);
	struct spy *y = spy_new(test, "y", FORWARD);
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, spy_attach(test, y, NULL, &extack), -EBUSY);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	spy_expect(test, "y.attach y.detach");
	KUNIT_ASSERT_EQ(test, spy_attach(test, y, &off, NULL), 0);
	KUNIT_EXPECT_EQ(test, spy_enable(test, y, true), -EBUSY);
	KUNIT_ASSERT_EQ(test, spy_enable(test, x, false), 0);
	KUNIT_EXPECT_EQ(test, spy_enable(test, y, true), 0);
	KUNIT_EXPECT_EQ(test, spy_enable(test, x, true), -EBUSY);
}

static int add_both(struct spy *spy, struct sk_buff *skb,
		    struct xvs_dests *dests)
{
	spy->err = xvs_dests_add(dests, spy->port[0]) ?:
		   xvs_dests_add(dests, spy->port[1]) ?:
		   xvs_dests_add(dests, spy->port[0]);
	return XVS_VERDICT_PASS;
}

static void a_forwarder_chooses_the_destinations(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *c = lab_guest(test, "c", C);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->do_forward = add_both;
	f->port[0] = c;
	f->port[1] = b;
	lab_send(a, frame(test, A, B));
	spy_expect(test, "f.in f.forward f.out:c f.out:b");
	KUNIT_EXPECT_EQ(test, f->err, 0);
	KUNIT_EXPECT_EQ(test, take(a), 0);
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(c), 1);
}

static void a_forwarder_leaves_it_to_the_core(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *c = lab_guest(test, "c", C);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->forward = XVS_VERDICT_CORE;
	lab_send(a, frame(test, A, C));
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, take(c), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(f).dropped, 0);
}

static void a_forwarder_drops(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->forward = xvs_verdict_drop(SPY_SECOND);
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, extension_drops(a, XVS_DIRECTION_IN), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(f).dropped, 1);
}

static int forward_consume(struct spy *spy, struct sk_buff *skb,
			   struct xvs_dests *dests)
{
	return consume(spy, skb);
}

static void a_forwarder_consumes(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->do_forward = forward_consume;
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, spy_stats(f).consumed, 1);
	KUNIT_EXPECT_EQ(test, extension_drops(a, XVS_DIRECTION_IN), 0);
}

static void a_forwarder_that_names_nobody_loses_the_frame(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->forward = XVS_VERDICT_PASS;
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_NO_DESTINATION), 1);
}

static int flood_but_first(struct spy *spy, struct sk_buff *skb,
			   struct xvs_dests *dests)
{
	spy->err = xvs_dests_add_flood(dests) ?:
		   xvs_dests_exclude(dests, spy->port[0]) ?:
		   xvs_dests_add(dests, spy->port[0]);
	return XVS_VERDICT_PASS;
}

static int first_but_flood(struct spy *spy, struct sk_buff *skb,
			   struct xvs_dests *dests)
{
	spy->err = xvs_dests_exclude(dests, spy->port[0]) ?:
		   xvs_dests_add_flood(dests);
	return XVS_VERDICT_PASS;
}

static void exclusion_wins_in_either_order(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0);
	struct xvs_port *b = lab_guest(test, "b", 0);
	struct xvs_port *c = lab_guest(test, "c", 0);
	struct spy *f = spy_put(test, "f", FORWARD);
	unsigned int i;

	f->port[0] = b;
	for (i = 0; i < 2; i++) {
		f->do_forward = i ? flood_but_first : first_but_flood;
		lab_send(a, frame(test, A, B));
		KUNIT_EXPECT_EQ(test, f->err, 0);
		KUNIT_EXPECT_EQ(test, take(b), 0);
		KUNIT_EXPECT_EQ(test, take(c), 1);
	}
}

static int flood_all(struct spy *spy, struct sk_buff *skb,
		     struct xvs_dests *dests)
{
	spy->err = xvs_dests_add_flood(dests);
	return XVS_VERDICT_PASS;
}

static void a_forwarder_floods_any_number_of_ports(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", 0), *port[70];
	struct spy *f = spy_put(test, "f", FORWARD);
	unsigned int i, got = 0;
	char name[8];

	f->do_forward = flood_all;
	for (i = 0; i < ARRAY_SIZE(port); i++) {
		snprintf(name, sizeof(name), "p%u", i);
		port[i] = lab_guest(test, name, 0);
	}
	lab_send(a, frame(test, A, B));
	for (i = 0; i < ARRAY_SIZE(port); i++)
		got += take(port[i]);
	KUNIT_EXPECT_EQ(test, f->err, 0);
	KUNIT_EXPECT_EQ(test, got, ARRAY_SIZE(port));
	KUNIT_EXPECT_EQ(test, take(a), 0);
}

static int add_foreign(struct spy *spy, struct sk_buff *skb,
		       struct xvs_dests *dests)
{
	struct xvs_port *self = xvs_frame_src(skb)->sw->self;

	spy->seen = xvs_dests_add(dests, spy->port[0]) == -EINVAL;
	spy->seen += xvs_dests_exclude(dests, spy->port[0]) == -EINVAL;
	spy->seen += xvs_dests_add(dests, self) == -EINVAL;
	return XVS_VERDICT_PASS;
}

static void a_port_of_another_switch_is_no_destination(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *f = spy_put(test, "f", FORWARD);
	struct lab *lab = test->priv, other;
	struct xvs_port *foreign;

	KUNIT_ASSERT_EQ(test, lab_init(test), 0);
	other = *(struct lab *)test->priv;
	foreign = lab_port(test, "foreign");
	f->port[0] = foreign;
	f->do_forward = add_foreign;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, f->seen, 3);
	KUNIT_EXPECT_PTR_NE(test, other.sw, lab->sw);
	lab_exit(test);
	test->priv = lab;
}

static void a_forwarder_does_not_lift_the_policy(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->do_forward = add_both;
	f->port[0] = b;
	f->port[1] = a;
	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_ISOLATED, 1, NULL), 0);
	KUNIT_ASSERT_EQ(test, lab_set(test, b, XVS_SET_ISOLATED, 1, NULL), 0);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(a), 0);
	KUNIT_EXPECT_EQ(test, take(b), 0);
	KUNIT_EXPECT_EQ(test, lab_drops(b, XVS_DIRECTION_OUT,
					XVS_DROP_ISOLATED), 1);
}

/* --- drops --- */

static void the_last_drop_names_the_extension_and_its_reason(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct xvs_drop_record record;

	spy->in = xvs_verdict_drop(SPY_SECOND);
	lab_send(a, frame(test, A, B));
	xvs_drop_read(a, XVS_DIRECTION_IN, &record);
	KUNIT_EXPECT_EQ(test, record.reason, XVS_DROP_EXTENSION);
	KUNIT_EXPECT_EQ(test, record.ext, spy->att->id);
	KUNIT_EXPECT_EQ(test, record.ext_reason, SPY_SECOND);

	spy->in = XVS_VERDICT_PASS;
	spy->out = xvs_verdict_drop(SPY_FIRST);
	lab_send(a, frame(test, A, B));
	xvs_drop_read(b, XVS_DIRECTION_OUT, &record);
	KUNIT_EXPECT_EQ(test, record.ext, spy->att->id);
	KUNIT_EXPECT_EQ(test, record.ext_reason, SPY_FIRST);
	KUNIT_EXPECT_EQ(test, record.peer, a->id);

	lab_send(a, frame(test, B, B));
	xvs_drop_read(a, XVS_DIRECTION_IN, &record);
	KUNIT_EXPECT_EQ(test, record.reason, XVS_DROP_SPOOFED);
	KUNIT_EXPECT_EQ(test, record.ext, 0);
}

static void drops_are_counted_by_reason(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *spy = spy_put(test, "spy", FILTER);
	unsigned int i;

	for (i = 0; i < 5; i++) {
		spy->in = xvs_verdict_drop(i < 2 ? SPY_FIRST : SPY_SECOND);
		lab_send(a, frame(test, A, B));
	}
	KUNIT_EXPECT_EQ(test, atomic_long_read(&spy->att->drops[SPY_FIRST]), 2);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&spy->att->drops[SPY_SECOND]),
			3);
}

static void all_drops_are_shown_to_who_asks(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct spy *capture = spy_put(test, "c", CAPTURE);
	struct spy *spy = spy_put(test, "spy", FILTER);

	lab_guest(test, "b", B);
	spy_forget();
	capture->tells_drops = true;
	lab_send(a, frame(test, B, A));
	spy_expect(test, "c.dropped-in:SPOOFED");
	spy->in = xvs_verdict_drop(SPY_FIRST);
	lab_send(a, frame(test, A, B));
	spy_expect(test, "c.in spy.in c.dropped-in:FIRST");
	spy->in = XVS_VERDICT_PASS;
	spy->out = xvs_verdict_drop(SPY_SECOND);
	lab_send(a, frame(test, A, B));
	spy_expect(test, "c.in spy.in spy.out:b c.dropped-out:SECOND");
}

/* --- mirrors --- */

static int mirror_in(struct spy *spy, struct sk_buff *skb)
{
	xvs_frame_mirror(skb, spy->mirror);
	return XVS_VERDICT_PASS;
}

static int mirror_out(struct spy *spy, struct xvs_port *dst,
		      struct sk_buff *skb)
{
	xvs_frame_mirror(skb, spy->mirror);
	return XVS_VERDICT_PASS;
}

static int open_mirror(struct kunit *test, struct spy *spy,
		       struct xvs_port *port)
{
	struct lab *lab = test->priv;
	int mirror;

	lab_lock(lab);
	mirror = xvs_mirror_open(spy_at(spy), port);
	lab_unlock(lab);
	return mirror;
}

static void close_mirror(struct kunit *test, struct spy *spy, int mirror)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	xvs_mirror_close(spy_at(spy), mirror);
	lab_unlock(lab);
}

static struct spy *mirrorer(struct kunit *test, const char *name,
			    struct xvs_port *port)
{
	struct spy *spy = spy_put(test, name, CAPTURE);

	spy->do_in = mirror_in;
	spy->do_out = mirror_out;
	spy->mirror = open_mirror(test, spy, port);
	KUNIT_ASSERT_GE(test, spy->mirror, 0);
	return spy;
}

static void a_mirror_gets_each_frame_once(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *m = lab_guest(test, "m", C);

	mirrorer(test, "spy", m);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(m), 1);
}

static void a_mirror_gets_no_second_copy_of_its_own_frames(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *m = lab_guest(test, "m", C);

	mirrorer(test, "spy", m);
	lab_send(a, frame(test, A, C));
	KUNIT_EXPECT_EQ(test, take(m), 1);
	lab_send(a, frame(test, A, LAB_BROADCAST));
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(m), 1);
	lab_send(m, frame(test, C, A));
	KUNIT_EXPECT_EQ(test, take(m), 0);
	KUNIT_EXPECT_EQ(test, take(a), 1);
}

static void a_mirror_gets_one_copy_where_a_forwarder_sends(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *m = lab_guest(test, "m", C);
	struct spy *f = spy_put(test, "f", FORWARD);

	mirrorer(test, "spy", m);
	f->do_forward = add_both;
	f->port[0] = b;
	f->port[1] = m;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(m), 1);
	f->port[1] = b;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(m), 1);
	f->do_forward = NULL;
	f->forward = XVS_VERDICT_PASS;
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(m), 1);
}

static void a_mirror_gets_frames_that_are_dropped(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *m = lab_guest(test, "m", C);
	struct spy *f = spy_put(test, "f", FILTER);

	mirrorer(test, "spy", m);
	f->in = xvs_verdict_drop(SPY_FIRST);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(m), 1);
	f->in = XVS_VERDICT_PASS;
	f->out = xvs_verdict_drop(SPY_FIRST);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(m), 1);
	f->do_out = not_to_first;
	f->port[0] = m;
	lab_send(a, frame(test, A, LAB_BROADCAST));
	KUNIT_EXPECT_EQ(test, take(b), 1);
	KUNIT_EXPECT_EQ(test, take(m), 1);
}

static void two_extensions_do_not_share_a_mirror(struct kunit *test)
{
	struct xvs_port *m = lab_guest(test, "m", C);
	struct spy *x = mirrorer(test, "x", m);
	struct spy *y = spy_put(test, "y", CAPTURE);
	struct lab *lab = test->priv;

	KUNIT_EXPECT_EQ(test, open_mirror(test, x, m), x->mirror);
	KUNIT_EXPECT_EQ(test, open_mirror(test, y, m), -EBUSY);
	KUNIT_EXPECT_EQ(test, open_mirror(test, y, lab->sw->self), -EINVAL);
	close_mirror(test, x, x->mirror);
	KUNIT_EXPECT_GE(test, open_mirror(test, y, m), 0);
}

static void delete_guest(struct kunit *test, struct xvs_port *port)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	if (port->nic)
		xvs_nic_remove_locked(port->nic);
	KUNIT_EXPECT_EQ(test, xvs_port_delete_locked(port, NULL), 0);
	lab_unlock(lab);
}

static void a_mirror_goes_with_its_port(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct xvs_port *m = lab_guest(test, "m", C);
	struct spy *x = mirrorer(test, "x", m);
	struct spy *y = spy_put(test, "y", CAPTURE);
	struct lab *lab = test->priv;
	struct xvs_port *n;

	delete_guest(test, m);
	KUNIT_EXPECT_NULL(test,
			  rcu_access_pointer(lab->sw->mirrors[x->mirror]));
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(b), 1);

	/* the place is another's now, whom the first one cannot disturb */
	n = lab_guest(test, "n", C);
	y->mirror = open_mirror(test, y, n);
	y->do_in = mirror_in;
	KUNIT_ASSERT_EQ(test, y->mirror, x->mirror);
	close_mirror(test, x, x->mirror);
	spy_detach(test, x);
	lab_send(a, frame(test, A, B));
	KUNIT_EXPECT_EQ(test, take(n), 1);
}

static void there_are_sixteen_mirrors(struct kunit *test)
{
	struct spy *x = spy_put(test, "x", CAPTURE);
	struct xvs_port *port;
	unsigned int i;
	char name[8];

	for (i = 0; i <= XVS_MIRROR_MAX; i++) {
		snprintf(name, sizeof(name), "p%u", i);
		port = lab_port(test, name);
		KUNIT_EXPECT_EQ(test, open_mirror(test, x, port),
				i < XVS_MIRROR_MAX ? (int)i : -ENOSPC);
	}
	close_mirror(test, x, 5);
	KUNIT_EXPECT_EQ(test, open_mirror(test, x, port), 5);
	spy_detach(test, x);
	x = spy_put(test, "y", CAPTURE);
	KUNIT_EXPECT_EQ(test, open_mirror(test, x, port), 0);
}

static int stack_init(struct kunit *test)
{
	spy_forget();
	return lab_init(test);
}

static struct kunit_case stack_cases[] = {
	KUNIT_CASE(a_frame_that_passes_goes_on),
	KUNIT_CASE(a_filter_drops_at_ingress),
	KUNIT_CASE(a_filter_drops_at_egress),
	KUNIT_CASE(an_egress_drop_leaves_out_one_destination),
	KUNIT_CASE(a_consumed_frame_goes_no_further),
	KUNIT_CASE(a_verdict_that_means_nothing_drops),
	KUNIT_CASE(what_a_capture_says_is_ignored_and_counted),
	KUNIT_CASE(a_filter_may_change_a_frame_that_others_share),
	KUNIT_CASE(the_classes_come_first_in_the_order),
	KUNIT_CASE(then_the_operators_number_then_who_came_first),
	KUNIT_CASE(the_order_changes_while_frames_pass),
	KUNIT_CASE(frames_pass_a_disabled_extension_by),
	KUNIT_CASE(a_disabled_extension_still_hears_of_ports),
	KUNIT_CASE(a_switch_without_hooks_takes_the_short_way),
	KUNIT_CASE(one_switch_carries_sixteen_extensions),
	KUNIT_CASE(an_extension_is_attached_once),
	KUNIT_CASE(a_word_goes_with_the_frame_to_each_destination),
	KUNIT_CASE(a_clone_inherits_no_word),
	KUNIT_CASE(at_most_three_use_a_word),
	KUNIT_CASE(at_most_one_forwarder_is_enabled),
	KUNIT_CASE(a_forwarder_chooses_the_destinations),
	KUNIT_CASE(a_forwarder_leaves_it_to_the_core),
	KUNIT_CASE(a_forwarder_drops),
	KUNIT_CASE(a_forwarder_consumes),
	KUNIT_CASE(a_forwarder_that_names_nobody_loses_the_frame),
	KUNIT_CASE(exclusion_wins_in_either_order),
	KUNIT_CASE(a_forwarder_floods_any_number_of_ports),
	KUNIT_CASE(a_port_of_another_switch_is_no_destination),
	KUNIT_CASE(a_forwarder_does_not_lift_the_policy),
	KUNIT_CASE(the_last_drop_names_the_extension_and_its_reason),
	KUNIT_CASE(drops_are_counted_by_reason),
	KUNIT_CASE(all_drops_are_shown_to_who_asks),
	KUNIT_CASE(a_mirror_gets_each_frame_once),
	KUNIT_CASE(a_mirror_gets_no_second_copy_of_its_own_frames),
	KUNIT_CASE(a_mirror_gets_one_copy_where_a_forwarder_sends),
	KUNIT_CASE(a_mirror_gets_frames_that_are_dropped),
	KUNIT_CASE(two_extensions_do_not_share_a_mirror),
	KUNIT_CASE(a_mirror_goes_with_its_port),
	KUNIT_CASE(there_are_sixteen_mirrors),
	{}
};

static struct kunit_suite stack_suite = {
	.name = "xvs_stack",
	.init = stack_init,
	.exit = lab_exit,
	.test_cases = stack_cases,
};

kunit_test_suite(stack_suite);
