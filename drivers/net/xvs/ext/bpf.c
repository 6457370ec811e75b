// SPDX-License-Identifier: GPL-2.0-only
/* BPF programs on a switch: one module, an extension for each class.
 *
 * Ingress and forward hooks run a program on the frame itself. At egress, where
 * nothing may be changed, and in the capture class it gets a clone: what a
 * program writes cannot be known beforehand, and all that could write unshares
 * a clone first.
 */
#include <linux/netdevice.h>
#include <linux/xarray.h>
#include <net/xvs.h>

#include "bpf.h"

enum reason {
	REASON_PROGRAM,
	REASON_STOLEN,
	REASON_BAD_VERDICT,
	REASON_TAG,
	REASON_NO_PORT,
	REASON_NO_MEMORY,
};

static const struct xvs_ext_reason reasons[] = {
	[REASON_PROGRAM] = {
		"PROGRAM", "the BPF program dropped the frame" },
	[REASON_STOLEN] = {
		"STOLEN", "the BPF program took the frame" },
	[REASON_BAD_VERDICT] = {
		"BAD_RETURN",
		"the BPF program returned what has no meaning here" },
	[REASON_TAG] = {
		"TAG", "the BPF program put a VLAN tag on the frame" },
	[REASON_NO_PORT] = {
		"NO_PORT", "the BPF program chose a port that is not there" },
	[REASON_NO_MEMORY] = {
		"NO_MEMORY", "there was no memory for the BPF program's copy" },
};

/* The verdict on a frame that does not pass. */
static int settle(struct sk_buff *skb, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_DROP:
		return xvs_verdict_drop(REASON_PROGRAM);
	case OUTCOME_STOLEN:
		consume_skb(skb);
		return XVS_VERDICT_CONSUMED;
	case OUTCOME_TAGGED:
		return xvs_verdict_drop(REASON_TAG);
	case OUTCOME_BROKEN:
		/* nobody can be shown it as a drop */
		kfree_skb(skb);
		return XVS_VERDICT_CONSUMED;
	default:
		return xvs_verdict_drop(REASON_BAD_VERDICT);
	}
}

/* --- capture --- */

static void show(const struct place *place, const struct xvs_attach *at,
		 struct xvs_port *dst, struct sk_buff *skb)
{
	const struct program *program =
		rcu_dereference(place->program[dst ? XVS_DIRECTION_OUT :
						     XVS_DIRECTION_IN]);
	enum outcome outcome;

	if (!program)
		return;
	outcome = xvs_bpf_run_clone(program, at, dst, skb);
	if (outcome != OUTCOME_MISSED)
		outcome = OUTCOME_PASS;
	xvs_bpf_count(program, outcome);
}

static int capture_ingress(struct xvs_attach *at, void *port_priv,
			   struct sk_buff *skb)
{
	const struct own *own = at->priv;

	show(&own->place, at, NULL, skb);
	show(port_priv, at, NULL, skb);
	return XVS_VERDICT_PASS;
}

static int capture_egress(struct xvs_attach *at, void *port_priv,
			  struct xvs_port *dst, struct sk_buff *skb)
{
	const struct own *own = at->priv;

	show(port_priv, at, dst, skb);
	show(&own->place, at, dst, skb);
	return XVS_VERDICT_PASS;
}

/* --- filter --- */

static int filter_in(const struct place *place, const struct xvs_attach *at,
		     struct sk_buff *skb)
{
	const struct program *program =
		rcu_dereference(place->program[XVS_DIRECTION_IN]);
	enum outcome outcome;
	u32 words[WORDS];

	if (!program)
		return XVS_VERDICT_PASS;
	outcome = xvs_bpf_run_frame(program, at, skb, words);
	return likely(outcome == OUTCOME_PASS) ? XVS_VERDICT_PASS :
						 settle(skb, outcome);
}

static int filter_ingress(struct xvs_attach *at, void *port_priv,
			  struct sk_buff *skb)
{
	const struct own *own = at->priv;
	int verdict;

	verdict = filter_in(&own->place, at, skb);
	if (likely(verdict == XVS_VERDICT_PASS))
		verdict = filter_in(port_priv, at, skb);
	return verdict;
}

static int filter_out(const struct place *place, const struct xvs_attach *at,
		      struct xvs_port *dst, struct sk_buff *skb)
{
	const struct program *program =
		rcu_dereference(place->program[XVS_DIRECTION_OUT]);
	enum outcome outcome;

	if (!program)
		return XVS_VERDICT_PASS;
	outcome = xvs_bpf_run_clone(program, at, dst, skb);
	xvs_bpf_count(program, outcome);
	switch (outcome) {
	case OUTCOME_PASS:
		return XVS_VERDICT_PASS;
	case OUTCOME_DROP:
		return xvs_verdict_drop(REASON_PROGRAM);
	case OUTCOME_STOLEN:
		return xvs_verdict_drop(REASON_STOLEN);
	case OUTCOME_MISSED:
		return xvs_verdict_drop(REASON_NO_MEMORY);
	default:
		return xvs_verdict_drop(REASON_BAD_VERDICT);
	}
}

static int filter_egress(struct xvs_attach *at, void *port_priv,
			 struct xvs_port *dst, struct sk_buff *skb)
{
	const struct own *own = at->priv;
	int verdict;

	verdict = filter_out(port_priv, at, dst, skb);
	if (likely(verdict == XVS_VERDICT_PASS))
		verdict = filter_out(&own->place, at, dst, skb);
	return verdict;
}

/* --- forward --- */

static int send_to(struct own *own, u32 id, struct xvs_dests *dests)
{
	struct xvs_port *port;
	int err;

	if (!id)
		return XVS_VERDICT_CORE;
	if (id == XVS_BPF_FLOOD) {
		err = xvs_dests_add_flood(dests);
	} else {
		port = xa_load(&own->ports, id);
		if (unlikely(!port))
			return xvs_verdict_drop(REASON_NO_PORT);
		err = xvs_dests_add(dests, port);
	}
	return unlikely(err) ? xvs_verdict_drop(REASON_NO_MEMORY) :
			       XVS_VERDICT_PASS;
}

/* The port's program decides, or the switch's where the port has none. */
static int forward_forward(struct xvs_attach *at, void *port_priv,
			   struct sk_buff *skb, struct xvs_dests *dests)
{
	const struct place *place = port_priv;
	const struct program *program;
	struct own *own = at->priv;
	enum outcome outcome;
	u32 words[WORDS];

	program = rcu_dereference(place->program[XVS_DIRECTION_IN]);
	if (!program)
		program = rcu_dereference(own->place.program[XVS_DIRECTION_IN]);
	if (!program)
		return XVS_VERDICT_CORE;
	outcome = xvs_bpf_run_frame(program, at, skb, words);
	if (unlikely(outcome != OUTCOME_PASS))
		return settle(skb, outcome);
	return send_to(own, words[XVS_BPF_DST], dests);
}

/* --- lifecycle --- */

static void bpf_detach(struct xvs_attach *at)
{
	struct own *own = at->priv;

	xvs_bpf_clear(&own->place);
}

static void bpf_port_delete(struct xvs_attach *at, struct xvs_port *port)
{
	xvs_bpf_clear(xvs_port_priv(at, port));
}

/* A program names ports by their numbers, and frames cannot look these up. */
static int forward_attach(struct xvs_attach *at, struct netlink_ext_ack *extack)
{
	struct own *own = at->priv;

	xa_init(&own->ports);
	return 0;
}

static void forward_detach(struct xvs_attach *at)
{
	struct own *own = at->priv;

	bpf_detach(at);
	xa_destroy(&own->ports);
}

static int forward_port_create(struct xvs_attach *at, struct xvs_port *port,
			       struct netlink_ext_ack *extack)
{
	struct own *own = at->priv;
	int err;

	err = xa_err(xa_store(&own->ports, xvs_port_id(port), port,
			      GFP_KERNEL));
	if (err)
		NL_SET_ERR_MSG(extack, "no memory to note the port's number");
	return err;
}

static void forward_port_create_abort(struct xvs_attach *at,
				      struct xvs_port *port)
{
	struct own *own = at->priv;

	xa_erase(&own->ports, xvs_port_id(port));
}

static void forward_port_delete(struct xvs_attach *at, struct xvs_port *port)
{
	forward_port_create_abort(at, port);
	bpf_port_delete(at, port);
}

static bool bpf_explain(struct xvs_attach *at, struct xvs_port *port,
			char *text, size_t size)
{
	const struct program *program;
	u64 dropped;
	u32 id;

	for (id = 1; (program = xvs_bpf_next(at, port, &id)); id++) {
		dropped = xvs_bpf_read_outcome(program, OUTCOME_DROP) +
			  xvs_bpf_read_outcome(program, OUTCOME_UNKNOWN);
		if (!dropped)
			continue;
		scnprintf(text, size,
			  "the BPF program \"%s\" has dropped %llu frames that %s",
			  program->name, dropped,
			  id - 1 == XVS_DIRECTION_IN ? "came in" : "were to leave");
		return true;
	}
	return false;
}

/* --- the three of them --- */

#define BPF_EXT(_name, _class)						\
	.name = _name, .class = _class, .abi = XVS_EXT_ABI,		\
	.version = XVS_BPF_VERSION, .owner = THIS_MODULE,		\
	.priv_size = sizeof(struct own),				\
	.port_priv_size = sizeof(struct place),				\
	.tables = xvs_bpf_tables,					\
	.table_count = TABLES

static const struct xvs_ext bpf_capture = {
	BPF_EXT("bpf-capture", XVS_EXT_CLASS_CAPTURE),
	.detach = bpf_detach,
	.port_delete = bpf_port_delete,
	.ingress = capture_ingress,
	.egress = capture_egress,
};

static const struct xvs_ext bpf_filter = {
	BPF_EXT("bpf-filter", XVS_EXT_CLASS_FILTER),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.detach = bpf_detach,
	.port_delete = bpf_port_delete,
	.explain = bpf_explain,
	.ingress = filter_ingress,
	.egress = filter_egress,
};

static const struct xvs_ext bpf_forward = {
	BPF_EXT("bpf-forward", XVS_EXT_CLASS_FORWARD),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.attach = forward_attach,
	.detach = forward_detach,
	.port_create = forward_port_create,
	.port_create_abort = forward_port_create_abort,
	.port_delete = forward_port_delete,
	.explain = bpf_explain,
	.forward = forward_forward,
};

static const struct xvs_ext *const all[] = {
	&bpf_capture, &bpf_filter, &bpf_forward,
};

static void unregister(int count)
{
	while (count--)
		xvs_ext_unregister(all[count]);
}

static int __init xvs_bpf_init(void)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		err = xvs_ext_register(all[i]);
		if (err) {
			unregister(i);
			return err;
		}
	}
	return 0;
}
module_init(xvs_bpf_init);

static void __exit xvs_bpf_exit(void)
{
	unregister(ARRAY_SIZE(all));
	rcu_barrier();
}
module_exit(xvs_bpf_exit);

MODULE_ALIAS_XVS_EXT("bpf-capture");
MODULE_ALIAS_XVS_EXT("bpf-filter");
MODULE_ALIAS_XVS_EXT("bpf-forward");
MODULE_IMPORT_NS(XVS);
MODULE_DESCRIPTION("xvs: BPF programs as extensions");
MODULE_LICENSE("GPL");
