// SPDX-License-Identifier: GPL-2.0-only
/* A BPF program is run, and its runs are counted.
 *
 * It finds the frame as at tc's ingress: skb->data and the MAC header at the
 * Ethernet header, the network header behind that, a checksum that leaves out
 * the Ethernet header.
 */
#include <linux/bpf.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/pkt_cls.h>
#include <net/sch_generic.h>
#include <net/xvs.h>

#include "bpf.h"

/* A look at the clock costs as much as a short program. */
#define TIMED_EVERY	16

/* --- counting --- */

void xvs_bpf_count(const struct program *program, enum outcome outcome)
{
	struct counters *counters = this_cpu_ptr(program->counters);

	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->outcome[outcome]);
	u64_stats_update_end(&counters->syncp);
}

static void count_time(struct counters *counters, u64 ns)
{
	u64_stats_update_begin(&counters->syncp);
	u64_stats_inc(&counters->timed);
	u64_stats_add(&counters->ns, ns);
	u64_stats_update_end(&counters->syncp);
}

static u64 read_one(const struct counters *counters, const u64_stats_t *one)
{
	unsigned int start;
	u64 value;

	do {
		start = u64_stats_fetch_begin(&counters->syncp);
		value = u64_stats_read(one);
	} while (u64_stats_fetch_retry(&counters->syncp, start));
	return value;
}

u64 xvs_bpf_read_outcome(const struct program *program, enum outcome outcome)
{
	const struct counters *counters;
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		counters = per_cpu_ptr(program->counters, cpu);
		sum += read_one(counters, &counters->outcome[outcome]);
	}
	return sum;
}

static void read_time(const struct program *program, struct xvs_bpf_run *run)
{
	const struct counters *counters;
	int cpu;

	for_each_possible_cpu(cpu) {
		counters = per_cpu_ptr(program->counters, cpu);
		run->timed += read_one(counters, &counters->timed);
		run->ns += read_one(counters, &counters->ns);
	}
}

void xvs_bpf_read_run(const struct program *program, struct xvs_bpf_run *run)
{
	run->prog_id = program->prog->aux->id;
	run->passed = xvs_bpf_read_outcome(program, OUTCOME_PASS);
	run->dropped = xvs_bpf_read_outcome(program, OUTCOME_DROP);
	run->stolen = xvs_bpf_read_outcome(program, OUTCOME_STOLEN);
	run->bad = xvs_bpf_read_outcome(program, OUTCOME_UNKNOWN) +
		   xvs_bpf_read_outcome(program, OUTCOME_TAGGED) +
		   xvs_bpf_read_outcome(program, OUTCOME_BROKEN);
	run->missed = xvs_bpf_read_outcome(program, OUTCOME_MISSED);
	run->runs = run->passed + run->dropped + run->stolen + run->bad;
	read_time(program, run);
}

/* --- running --- */

static u32 run_timed(const struct program *program, struct sk_buff *skb)
{
	struct counters *counters = this_cpu_ptr(program->counters);
	u64 begin;
	u32 action;

	if (counters->turn++ % TIMED_EVERY)
		return bpf_prog_run(program->prog, skb);
	begin = ktime_get_ns();
	action = bpf_prog_run(program->prog, skb);
	count_time(counters, ktime_get_ns() - begin);
	return action;
}

/* What helpers rely on, which not every way into the switch sets. */
static void prepare(struct sk_buff *skb, struct net_device *dev)
{
	skb_reset_mac_header(skb);
	if (unlikely(skb_network_offset(skb) < ETH_HLEN))
		skb_set_network_header(skb, ETH_HLEN);
	skb_reset_mac_len(skb);
	if (unlikely(!skb->dev))
		skb->dev = dev;
}

static void put_words(struct sk_buff *skb, const u32 *words)
{
	struct qdisc_skb_cb *cb = qdisc_skb_cb(skb);

	BUILD_BUG_ON(sizeof(cb->data) != WORDS * sizeof(*words));
	memset(cb, 0, sizeof(*cb));
	cb->pkt_len = skb->len;
	memcpy(cb->data, words, sizeof(cb->data));
	bpf_compute_data_pointers(skb);
}

static enum outcome outcome_of(int action)
{
	switch (action) {
	case TC_ACT_UNSPEC:
	case TC_ACT_OK:
	case TC_ACT_RECLASSIFY:
	case TC_ACT_PIPE:
		return OUTCOME_PASS;
	case TC_ACT_SHOT:
		return OUTCOME_DROP;
	case TC_ACT_STOLEN:
	case TC_ACT_QUEUED:
	case TC_ACT_TRAP:
		return OUTCOME_STOLEN;
	default:
		return OUTCOME_UNKNOWN;
	}
}

/* Leaves skb->cb spoilt, and in @words what the program left there. */
static enum outcome run(const struct program *program,
			const struct xvs_attach *at, struct sk_buff *skb,
			u32 *words)
{
	struct xvs_compat_bpf_context space, *context;
	u32 action;
	bool before;

	prepare(skb, at->dev);
	put_words(skb, words);
	before = xvs_compat_bpf_at_ingress(skb, true);
	context = xvs_compat_bpf_begin(&space);
	action = run_timed(program, skb);
	xvs_compat_bpf_end(context);
	xvs_compat_bpf_at_ingress(skb, before);
	memcpy(words, qdisc_skb_cb(skb)->data, WORDS * sizeof(*words));
	return outcome_of(action);
}

static void fill_words(u32 *words, const struct sk_buff *skb,
		       const struct xvs_port *dst,
		       enum xvs_direction direction)
{
	words[XVS_BPF_SRC] = xvs_port_id(xvs_frame_src(skb));
	words[XVS_BPF_DST] = dst ? xvs_port_id(dst) : 0;
	words[XVS_BPF_VLAN] = xvs_frame_vlan(skb);
	words[XVS_BPF_DIRECTION] = direction;
	words[XVS_BPF_FREE] = 0;
}

/* --- on a clone --- */

enum outcome xvs_bpf_run_clone(const struct program *program,
			       const struct xvs_attach *at,
			       struct xvs_port *dst, struct sk_buff *skb)
{
	struct sk_buff *clone = skb_clone(skb, GFP_ATOMIC);
	enum outcome outcome = OUTCOME_MISSED;
	u32 words[WORDS];

	if (likely(clone)) {
		fill_words(words, skb, dst,
			   dst ? XVS_DIRECTION_OUT : XVS_DIRECTION_IN);
		outcome = run(program, at, clone, words);
		consume_skb(clone);
	}
	return outcome;
}

/* --- on the frame itself --- */

/* A tag is the switch's business: it would be one that no port's policy has
 * been asked about.
 */
static bool is_tagged(const struct sk_buff *skb, __be16 proto)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	return skb_vlan_tag_present(skb) ||
	       (eth->h_proto != proto && eth_type_vlan(eth->h_proto));
}

/* The frame as the program left it, made fit for the switch. */
static enum outcome tidy(struct sk_buff *skb, const struct sock *sk,
			 __be16 proto)
{
	if (unlikely(skb->sk != sk))
		skb_orphan(skb);
	if (!skb->tstamp)
		skb_set_delivery_time(skb, 0, 0);
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN)))
		return OUTCOME_BROKEN;
	skb_reset_mac_header(skb);
	if (unlikely(is_tagged(skb, proto)))
		return OUTCOME_TAGGED;
	return OUTCOME_PASS;
}

enum outcome xvs_bpf_run_frame(const struct program *program,
			       const struct xvs_attach *at,
			       struct sk_buff *skb, u32 *words)
{
	__be16 proto = ((const struct ethhdr *)skb->data)->h_proto;
	const struct sock *sk = skb->sk;
	enum outcome outcome, left;
	u8 cb[sizeof(skb->cb)];

	fill_words(words, skb, NULL, XVS_DIRECTION_IN);
	memcpy(cb, skb->cb, sizeof(cb));
	outcome = run(program, at, skb, words);
	memcpy(skb->cb, cb, sizeof(cb));
	left = tidy(skb, sk, proto);
	if (unlikely(left == OUTCOME_BROKEN) ||
	    (unlikely(left != OUTCOME_PASS) && outcome == OUTCOME_PASS))
		outcome = left;
	xvs_bpf_count(program, outcome);
	return outcome;
}
