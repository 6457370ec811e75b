// SPDX-License-Identifier: GPL-2.0-only
/* Each reason to drop a frame has a name and a sentence, is counted where it
 * happened, and is remembered.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/string.h>

#include "../frame.h"
#include "lab.h"

#define SRC		0x525400000001ULL
#define DST		0x525400000002ULL

static void each_reason_has_a_name_and_a_sentence_of_its_own(struct kunit *test)
{
	const char *name, *sentence;
	unsigned int i, j;

	for (i = 0; i < XVS_DROP_COUNT; i++) {
		name = xvs_drop_name(i);
		sentence = xvs_drop_sentence(i);
		KUNIT_ASSERT_NOT_NULL(test, name);
		KUNIT_ASSERT_NOT_NULL(test, sentence);
		KUNIT_EXPECT_GT_MSG(test, strlen(sentence), 10, "%s", name);
		KUNIT_EXPECT_GT_MSG(test, strlen(name), 2, "%u", i);
		for (j = 0; j < i; j++) {
			KUNIT_EXPECT_NE(test, strcmp(name, xvs_drop_name(j)),
					0);
			KUNIT_EXPECT_NE_MSG(test,
					    strcmp(sentence,
						   xvs_drop_sentence(j)), 0,
					    "%s", name);
		}
	}
}

static void what_is_no_reason_has_no_name(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, xvs_drop_name(XVS_DROP_COUNT));
	KUNIT_EXPECT_NULL(test, xvs_drop_sentence(XVS_DROP_COUNT));
}

/* All but @reason in @direction must be as they were: 0. */
static void expect_only(struct kunit *test, struct xvs_port *port,
			enum xvs_direction direction,
			enum xvs_drop_reason reason)
{
	unsigned int i, other = !direction;

	for (i = 0; i < XVS_DROP_COUNT; i++) {
		KUNIT_EXPECT_EQ_MSG(test, lab_drops(port, direction, i),
				    i == reason, "%s", xvs_drop_name(i));
		KUNIT_EXPECT_EQ_MSG(test, lab_drops(port, other, i), 0, "%s",
				    xvs_drop_name(i));
	}
	atomic_long_set(&port->drops.count[direction][reason], 0);
}

/* As frames are dropped: in an RCU section. */
static void drop_in(struct xvs_port *port, struct sk_buff *skb,
		    enum xvs_drop_reason reason)
{
	rcu_read_lock();
	xvs_drop_in(port, skb, reason);
	rcu_read_unlock();
}

static void drop_out(struct xvs_port *port, struct sk_buff *skb,
		     enum xvs_drop_reason reason)
{
	rcu_read_lock();
	xvs_drop_out(port, skb, reason);
	rcu_read_unlock();
}

static void each_reason_is_counted_on_its_way_in(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	unsigned int i;

	for (i = 0; i < XVS_DROP_COUNT; i++) {
		drop_in(port, lab_frame(test, SRC, DST, ETH_ZLEN), i);
		expect_only(test, port, XVS_DIRECTION_IN, i);
	}
}

static struct sk_buff *frame_under_way(struct kunit *test,
				       struct xvs_port *from)
{
	struct sk_buff *skb = lab_frame(test, SRC, DST, ETH_ZLEN);

	*xvs_frame(skb) = (struct xvs_frame){ .src = from, .vid = 7 };
	return skb;
}

static void each_reason_is_counted_on_its_way_out(struct kunit *test)
{
	struct xvs_port *from = lab_port(test, "from");
	struct xvs_port *to = lab_port(test, "to");
	unsigned int i;

	for (i = 0; i < XVS_DROP_COUNT; i++) {
		drop_out(to, frame_under_way(test, from), i);
		expect_only(test, to, XVS_DIRECTION_OUT, i);
	}
	expect_only(test, from, XVS_DIRECTION_IN, XVS_DROP_COUNT);
}

static void expect_record(struct kunit *test,
			  const struct xvs_drop_record *record,
			  enum xvs_drop_reason reason, u32 peer, u16 vlan)
{
	KUNIT_EXPECT_NE(test, record->time, 0);
	KUNIT_EXPECT_LT(test, jiffies - record->when, 60 * HZ);
	KUNIT_EXPECT_EQ(test, record->reason, reason);
	KUNIT_EXPECT_EQ(test, record->peer, peer);
	KUNIT_EXPECT_EQ(test, record->vlan, vlan);
	KUNIT_EXPECT_EQ(test, record->length, ETH_ZLEN);
	KUNIT_EXPECT_EQ(test, ether_addr_to_u64(record->src), SRC);
	KUNIT_EXPECT_EQ(test, ether_addr_to_u64(record->dst), DST);
	KUNIT_EXPECT_EQ(test, ntohs(record->ethertype), LAB_ETHERTYPE);
}

static void the_last_drop_in_each_direction_is_remembered(struct kunit *test)
{
	struct xvs_port *from = lab_port(test, "from");
	struct xvs_port *to = lab_port(test, "to");
	struct xvs_drop_record record;

	xvs_drop_read(to, XVS_DIRECTION_OUT, &record);
	KUNIT_EXPECT_EQ(test, record.time, 0);

	drop_out(to, frame_under_way(test, from), XVS_DROP_ISOLATED);
	drop_out(to, frame_under_way(test, from), XVS_DROP_MTU);
	drop_in(to, lab_frame(test, SRC, DST, ETH_ZLEN), XVS_DROP_SPOOFED);
	xvs_drop_read(to, XVS_DIRECTION_OUT, &record);
	expect_record(test, &record, XVS_DROP_MTU, from->id, 7);
	xvs_drop_read(to, XVS_DIRECTION_IN, &record);
	expect_record(test, &record, XVS_DROP_SPOOFED, 0, 0);
}

static void the_vlan_of_a_dropped_frame_is_remembered(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct xvs_drop_record record;
	struct sk_buff *skb;

	skb = lab_frame(test, SRC, DST, ETH_ZLEN);
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 42);
	drop_in(port, skb, XVS_DROP_VLAN_FOREIGN);
	xvs_drop_read(port, XVS_DIRECTION_IN, &record);
	expect_record(test, &record, XVS_DROP_VLAN_FOREIGN, 0, 42);
}

static void a_runt_is_remembered_without_addresses(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct xvs_drop_record record;

	drop_in(port, lab_frame(test, 0, 0, 5), XVS_DROP_RUNT);
	xvs_drop_read(port, XVS_DIRECTION_IN, &record);
	KUNIT_EXPECT_EQ(test, record.reason, XVS_DROP_RUNT);
	KUNIT_EXPECT_EQ(test, record.length, 5);
	KUNIT_EXPECT_TRUE(test, is_zero_ether_addr(record.src));
	KUNIT_EXPECT_TRUE(test, is_zero_ether_addr(record.dst));
}

static struct kunit_case drop_cases[] = {
	KUNIT_CASE(each_reason_has_a_name_and_a_sentence_of_its_own),
	KUNIT_CASE(what_is_no_reason_has_no_name),
	KUNIT_CASE(each_reason_is_counted_on_its_way_in),
	KUNIT_CASE(each_reason_is_counted_on_its_way_out),
	KUNIT_CASE(the_last_drop_in_each_direction_is_remembered),
	KUNIT_CASE(the_vlan_of_a_dropped_frame_is_remembered),
	KUNIT_CASE(a_runt_is_remembered_without_addresses),
	{}
};

static struct kunit_suite drop_suite = {
	.name = "xvs_drop",
	.init = lab_init,
	.exit = lab_exit,
	.test_cases = drop_cases,
};

kunit_test_suite(drop_suite);
