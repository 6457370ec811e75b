// SPDX-License-Identifier: GPL-2.0-only
/* With verify=1, each rule that an extension breaks is seen, and neither the
 * frame nor the switch comes to harm.
 */
#include <linux/etherdevice.h>
#include <linux/string.h>

#include "../verify.h"
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

/* How many frames left at @port, whole and free; they go. */
static unsigned int take(struct kunit *test, struct xvs_port *port)
{
	unsigned int count = 0;
	struct sk_buff *skb;

	while ((skb = lab_got(port))) {
		KUNIT_EXPECT_EQ(test,
				ntohs(((struct ethhdr *)skb->data)->h_proto),
				LAB_ETHERTYPE);
		KUNIT_EXPECT_NULL(test, skb->destructor);
		kfree_skb(skb);
		count++;
	}
	return count;
}

/* One more rule is broken, whose sentence holds @words. */
static void expect_broken(struct kunit *test, struct spy *spy,
			  const char *words)
{
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, ++spy->broken);
	KUNIT_ASSERT_NOT_NULL(test, spy->att->violated);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(spy->att->violated, words),
				  "%s", spy->att->violated);
}

struct ways {
	struct xvs_port		*a;
	struct xvs_port		*b;
};

static struct ways two_guests(struct kunit *test)
{
	return (struct ways) {
		.a = lab_guest(test, "a", A),
		.b = lab_guest(test, "b", B),
	};
}

/* Sends one frame and returns how many arrive. */
static unsigned int try(struct kunit *test, const struct ways *ways)
{
	lab_send(ways->a, frame(test, A, B));
	return take(test, ways->b);
}

/* --- nothing wrong --- */

static int write_and_pass(struct spy *spy, struct sk_buff *skb)
{
	struct ethhdr *eth = xvs_frame_write(skb, ETH_HLEN);

	spy->err = !eth;
	if (eth)
		eth->h_proto = htons(LAB_ETHERTYPE);
	*xvs_frame_word(spy_at(spy), skb) = 5;
	return XVS_VERDICT_PASS;
}

static int expect_word(struct spy *spy, struct xvs_port *dst,
		       struct sk_buff *skb)
{
	spy->err |= *xvs_frame_word(spy_at(spy), skb) != 5;
	return XVS_VERDICT_PASS;
}

static void who_keeps_the_rules_is_not_blamed(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_new(test, "spy", FILTER);
	struct spy *f = spy_put(test, "f", FORWARD);
	struct sk_buff *skb = frame(test, A, B), *shared;

	spy->ext.use_word = true;
	spy->do_in = write_and_pass;
	spy->do_out = expect_word;
	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	f->forward = XVS_VERDICT_CORE;
	spy_put(test, "c", CAPTURE);
	shared = skb_clone(skb, GFP_KERNEL);
	lab_send(ways.a, skb);
	kfree_skb(shared);
	KUNIT_EXPECT_EQ(test, take(test, ways.b), 1);
	KUNIT_EXPECT_EQ(test, spy->err, 0);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 0);
	KUNIT_EXPECT_EQ(test, spy_stats(f).violations, 0);
}

static int hold(struct spy *spy, struct sk_buff *skb)
{
	spy->err = xvs_frame_hold(spy_at(spy), skb, &spy->handle);
	return spy->err ? xvs_verdict_drop(SPY_FIRST) : XVS_VERDICT_HELD;
}

static void a_frame_may_be_held_and_released(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_in = hold;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	KUNIT_EXPECT_EQ(test, xvs_frame_release(spy_at(spy), spy->handle,
						XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, take(test, ways.b), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 0);
}

static int consume(struct spy *spy, struct sk_buff *skb)
{
	kfree_skb(skb);
	return XVS_VERDICT_CONSUMED;
}

static int inject_it(struct spy *spy, struct sk_buff *skb)
{
	spy->err = xvs_frame_inject(spy_at(spy), xvs_frame_src(skb), 0, skb);
	return XVS_VERDICT_CONSUMED;
}

static void a_frame_may_be_consumed_and_injected(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy_put(test, "below", FILTER);
	spy->do_in = consume;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	spy->do_in = inject_it;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	KUNIT_EXPECT_EQ(test, spy->err, 0);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 0);
}

/* --- what may not be changed --- */

static int scribble_in(struct spy *spy, struct sk_buff *skb)
{
	((struct ethhdr *)skb->data)->h_proto = 0;
	return XVS_VERDICT_PASS;
}

static int scribble_out(struct spy *spy, struct xvs_port *dst,
			struct sk_buff *skb)
{
	return scribble_in(spy, skb);
}

static void a_capture_that_changes_a_frame_changes_nothing(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", CAPTURE);

	spy->do_in = scribble_in;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "a capture extension changes no frame");
}

static void a_change_at_egress_changes_nothing(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_out = scribble_out;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "not changed at egress");
}

static int cut_out(struct spy *spy, struct xvs_port *dst, struct sk_buff *skb)
{
	skb_trim(skb, ETH_HLEN);
	return XVS_VERDICT_PASS;
}

static void a_frame_cut_off_at_egress_leaves_whole(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);
	struct sk_buff *skb;

	spy->do_out = cut_out;
	lab_send(ways.a, frame(test, A, B));
	skb = lab_got(ways.b);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, ETH_ZLEN);
	kfree_skb(skb);
	expect_broken(test, spy, "not changed at egress");
}

static int reroute(struct spy *spy, struct sk_buff *skb)
{
	xvs_frame(skb)->src = spy->port[0];
	xvs_frame(skb)->vid = 9;
	return XVS_VERDICT_PASS;
}

static int reroute_out(struct spy *spy, struct xvs_port *dst,
		       struct sk_buff *skb)
{
	return reroute(spy, skb);
}

static void source_and_vlan_are_not_an_extensions_to_set(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->port[0] = ways.b;
	spy->do_in = reroute;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "source and VLAN");
	spy->do_in = NULL;
	spy->do_out = reroute_out;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "source and VLAN");
}

/* --- who frees what --- */

static int free_and_pass(struct spy *spy, struct sk_buff *skb)
{
	kfree_skb(skb);
	return XVS_VERDICT_PASS;
}

static int free_out(struct spy *spy, struct xvs_port *dst, struct sk_buff *skb)
{
	return free_and_pass(spy, skb);
}

static int free_and_drop(struct spy *spy, struct sk_buff *skb)
{
	kfree_skb(skb);
	return xvs_verdict_drop(SPY_FIRST);
}

static void a_frame_freed_by_a_filter_is_gone(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy_put(test, "below", FILTER);
	spy->do_in = free_and_pass;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	expect_broken(test, spy, "freed by who consumes it");
	spy->do_in = free_and_drop;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	expect_broken(test, spy, "freed by who consumes it");
	KUNIT_EXPECT_EQ(test, spy_stats(spy).consumed, 2);
}

static int free_forward(struct spy *spy, struct sk_buff *skb,
			struct xvs_dests *dests)
{
	spy->err = xvs_dests_add(dests, spy->port[0]);
	return free_and_pass(spy, skb);
}

static void a_frame_freed_by_a_forwarder_is_gone(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->do_forward = free_forward;
	f->port[0] = ways.b;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	expect_broken(test, f, "freed by who consumes it");
}

static void a_frame_freed_by_a_capture_goes_on(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", CAPTURE);

	spy->do_in = free_and_pass;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "freed by who consumes it");
}

static void a_frame_freed_at_egress_leaves(struct kunit *test)
{
	struct xvs_port *c = lab_guest(test, "c", C);
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_out = free_out;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "freed by who consumes it");
	lab_send(ways.a, frame(test, A, LAB_BROADCAST));
	KUNIT_EXPECT_EQ(test, take(test, ways.b), 1);
	KUNIT_EXPECT_EQ(test, take(test, c), 1);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).violations, 3);
}

/* --- verdicts --- */

static void a_verdict_there_is_not_is_seen(struct kunit *test)
{
	static const int verdicts[] = {
		-1, XVS_VERDICT_CORE, XVS_VERDICT_DROP - 1,
		XVS_VERDICT_DROP + SPY_SECOND + 1,
	};
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
		spy->in = verdicts[i];
		KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
		expect_broken(test, spy, "a verdict is one of");
	}
}

static void a_verdict_that_egress_has_not_is_seen(struct kunit *test)
{
	static const int verdicts[] = {
		-1, XVS_VERDICT_CORE, XVS_VERDICT_HELD,
		XVS_VERDICT_DROP + SPY_SECOND + 1,
	};
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
		spy->out = verdicts[i];
		KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
		expect_broken(test, spy, "at egress a frame passes or is dropped");
	}
}

static int add_and_leave(struct spy *spy, struct sk_buff *skb,
			 struct xvs_dests *dests)
{
	spy->err = xvs_dests_add(dests, spy->port[0]);
	return XVS_VERDICT_CORE;
}

static void destinations_without_a_pass_are_seen(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *f = spy_put(test, "f", FORWARD);

	f->do_forward = add_and_leave;
	f->port[0] = ways.b;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, f, "destinations go with the verdict to pass");
}

/* --- holding --- */

static int hold_out(struct spy *spy, struct xvs_port *dst,
		    struct sk_buff *skb)
{
	spy->err = xvs_frame_hold(spy_at(spy), skb, &spy->handle);
	return XVS_VERDICT_PASS;
}

static void nothing_is_held_at_egress(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_out = hold_out;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "a frame is held once");
	KUNIT_EXPECT_EQ(test, spy->err, -EPERM);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).held_now, 0);
}

static int hold_twice(struct spy *spy, struct sk_buff *skb)
{
	u32 handle;

	spy->err = xvs_frame_hold(spy_at(spy), skb, &spy->handle) ?:
		   xvs_frame_hold(spy_at(spy), skb, &handle);
	return XVS_VERDICT_HELD;
}

static int hold_and_pass(struct spy *spy, struct sk_buff *skb)
{
	spy->err = xvs_frame_hold(spy_at(spy), skb, &spy->handle);
	return XVS_VERDICT_PASS;
}

static void a_frame_is_held_once(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_in = hold_twice;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	expect_broken(test, spy, "a frame is held once");
	KUNIT_EXPECT_EQ(test, spy->err, -EPERM);
	KUNIT_EXPECT_EQ(test, spy_stats(spy).held_now, 1);
	KUNIT_EXPECT_EQ(test, xvs_frame_release(spy_at(spy), spy->handle,
						XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, take(test, ways.b), 1);
}

static void a_held_frame_does_not_pass_as_well(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);

	spy->do_in = hold_and_pass;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	expect_broken(test, spy, "that was held");
	KUNIT_EXPECT_EQ(test, xvs_frame_release(spy_at(spy), spy->handle,
						XVS_VERDICT_PASS), 0);
	KUNIT_EXPECT_EQ(test, take(test, ways.b), 1);
	spy->do_in = NULL;
	spy->in = XVS_VERDICT_HELD;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 0);
	expect_broken(test, spy, "that was held");
	KUNIT_EXPECT_EQ(test, spy_stats(spy).dropped, 1);
}

/* --- locks --- */

static int keep_bh(struct spy *spy, struct sk_buff *skb)
{
	local_bh_disable();
	return XVS_VERDICT_PASS;
}

static int keep_bh_out(struct spy *spy, struct xvs_port *dst,
		       struct sk_buff *skb)
{
	return keep_bh(spy, skb);
}

static void bottom_halves_are_put_right(struct kunit *test)
{
	struct ways ways = two_guests(test);
	struct spy *spy = spy_put(test, "spy", FILTER);
	int before = preempt_count();

	spy->do_in = keep_bh;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "the locks it was called with");
	spy->do_in = NULL;
	spy->do_out = keep_bh_out;
	KUNIT_EXPECT_EQ(test, try(test, &ways), 1);
	expect_broken(test, spy, "the locks it was called with");
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
}

static bool was_on;

static int verify_init(struct kunit *test)
{
	spy_forget();
	was_on = xvs_verify_is_on();
	static_branch_enable(&xvs_verify_key);
	return lab_init(test);
}

static void verify_exit(struct kunit *test)
{
	lab_exit(test);
	if (!was_on)
		static_branch_disable(&xvs_verify_key);
}

static struct kunit_case verify_cases[] = {
	KUNIT_CASE(who_keeps_the_rules_is_not_blamed),
	KUNIT_CASE(a_frame_may_be_held_and_released),
	KUNIT_CASE(a_frame_may_be_consumed_and_injected),
	KUNIT_CASE(a_capture_that_changes_a_frame_changes_nothing),
	KUNIT_CASE(a_change_at_egress_changes_nothing),
	KUNIT_CASE(a_frame_cut_off_at_egress_leaves_whole),
	KUNIT_CASE(source_and_vlan_are_not_an_extensions_to_set),
	KUNIT_CASE(a_frame_freed_by_a_filter_is_gone),
	KUNIT_CASE(a_frame_freed_by_a_forwarder_is_gone),
	KUNIT_CASE(a_frame_freed_by_a_capture_goes_on),
	KUNIT_CASE(a_frame_freed_at_egress_leaves),
	KUNIT_CASE(a_verdict_there_is_not_is_seen),
	KUNIT_CASE(a_verdict_that_egress_has_not_is_seen),
	KUNIT_CASE(destinations_without_a_pass_are_seen),
	KUNIT_CASE(nothing_is_held_at_egress),
	KUNIT_CASE(a_frame_is_held_once),
	KUNIT_CASE(a_held_frame_does_not_pass_as_well),
	KUNIT_CASE(bottom_halves_are_put_right),
	{}
};

static struct kunit_suite verify_suite = {
	.name = "xvs_verify",
	.init = verify_init,
	.exit = verify_exit,
	.test_cases = verify_cases,
};

kunit_test_suite(verify_suite);
