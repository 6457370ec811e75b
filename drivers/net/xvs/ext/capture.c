// SPDX-License-Identifier: GPL-2.0-only
/* The extension "capture": what passes the switch is copied to devices for
 * tcpdump and tshark, and to other ports.
 *
 * Each port has for each direction one word of what is to be done with its
 * frames: the sessions that capture it in the upper 48 bits, the destinations
 * that mirror it in the lower 16. Where it is zero, a hook reads it and leaves.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "capture.h"

enum { IN, OUT, DROPPED, DIRECTIONS };

#define MIRRORS		XVS_MIRROR_MAX

/* &xvs_ext.port_priv_size: frames read @todo. */
struct capture_port {
	u64			todo[DIRECTIONS];
};

/* --- what is to be done --- */

static void compile_one(const struct xvs_capture *capture,
			struct capture_port *to, u32 id)
{
	u64 todo;
	int i;

	BUILD_BUG_ON(MIRRORS + XVS_CAPTURE_MAX > 64);
	for (i = IN; i < DIRECTIONS; i++) {
		todo = xvs_capture_sessions_of(capture, id, BIT(i));
		todo <<= MIRRORS;
		if (id && i != DROPPED)
			todo |= xvs_mirrors_of(capture, id, BIT(i));
		WRITE_ONCE(to->todo[i], todo);
	}
}

static struct capture_port *find_port(struct xvs_attach *at, u32 id)
{
	struct xvs_port *port = xvs_port_find_id(at, id);

	return port ? xvs_port_priv(at, port) : NULL;
}

/* The trusted source, 0, is no port that comes or goes. One that came and was
 * refused by another extension has left its number here.
 */
static void compile_all(struct xvs_attach *at)
{
	struct xvs_capture *capture = at->priv;
	struct capture_port *to;
	unsigned long id;
	void *entry;

	to = find_port(at, 0);
	if (to)
		compile_one(capture, to, 0);
	xa_for_each(&capture->ports, id, entry) {
		to = find_port(at, id);
		if (to)
			compile_one(capture, to, id);
		else
			xa_erase(&capture->ports, id);
	}
}

/* --- frames --- */

static u16 tci_of(const struct sk_buff *skb)
{
	if (skb_vlan_tag_present(skb))
		return skb_vlan_tag_get(skb);
	return xvs_frame(skb)->vid | xvs_frame(skb)->prio;
}

static noinline void do_frame(struct xvs_attach *at, u64 todo,
			      struct sk_buff *skb, const struct xvs_port *port,
			      u8 direction)
{
	struct xvs_capture_seen seen = {
		.skb = skb,
		.port = port,
		.tci = tci_of(skb),
		.direction = direction,
	};
	unsigned long mirrors = todo & (BIT(MIRRORS) - 1);

	for (; mirrors; mirrors &= mirrors - 1)
		xvs_frame_mirror(skb, __ffs(mirrors));
	xvs_capture_frame(at->priv, todo >> MIRRORS, &seen);
}

static int capture_ingress(struct xvs_attach *at, void *port_priv,
			   struct sk_buff *skb)
{
	const struct capture_port *of = port_priv;
	u64 todo = READ_ONCE(of->todo[IN]);

	if (unlikely(todo))
		do_frame(at, todo, skb, xvs_frame_src(skb), XVS_CAPTURE_IN);
	return XVS_VERDICT_PASS;
}

static int capture_egress(struct xvs_attach *at, void *port_priv,
			  struct xvs_port *dst, struct sk_buff *skb)
{
	const struct capture_port *of = port_priv;
	u64 todo = READ_ONCE(of->todo[OUT]);

	if (unlikely(todo))
		do_frame(at, todo, skb, dst, XVS_CAPTURE_OUT);
	return XVS_VERDICT_PASS;
}

static void capture_dropped(struct xvs_attach *at, const struct sk_buff *skb,
			    const struct xvs_dropped *dropped)
{
	const struct capture_port *of = xvs_port_priv(at, dropped->port);
	struct xvs_capture_seen seen = {
		.skb = skb,
		.port = dropped->port,
		.dropped = dropped,
		.direction = XVS_CAPTURE_DROPPED,
	};
	u64 todo = of ? READ_ONCE(of->todo[DROPPED]) : 0;

	if (likely(!todo))
		return;
	seen.tci = tci_of(skb);
	xvs_capture_frame(at->priv, todo >> MIRRORS, &seen);
}

/* --- ports --- */

static int capture_port_create(struct xvs_attach *at, struct xvs_port *port,
			       struct netlink_ext_ack *extack)
{
	struct capture_port *to = xvs_port_priv(at, port);
	struct xvs_capture *capture = at->priv;
	u32 id = xvs_port_id(port);
	int err;

	err = xa_err(xa_store(&capture->ports, id, xa_mk_value(1),
			      GFP_KERNEL));
	if (!err)
		compile_one(capture, to, id);
	return err;
}

static void capture_port_delete(struct xvs_attach *at, struct xvs_port *port)
{
	struct xvs_capture *capture = at->priv;

	xa_erase(&capture->ports, xvs_port_id(port));
	if (xvs_mirrors_port_goes(at, port))
		compile_all(at);
}

static bool capture_explain(struct xvs_attach *at, struct xvs_port *port,
			    char *text, size_t size)
{
	return xvs_mirrors_explain(at->priv, xvs_port_id(port), text, size);
}

/* --- the extension --- */

static int capture_attach(struct xvs_attach *at,
			  struct netlink_ext_ack *extack)
{
	struct xvs_capture *capture = at->priv;

	INIT_LIST_HEAD(&capture->devs);
	xa_init(&capture->ports);
	return 0;
}

static void capture_detach(struct xvs_attach *at)
{
	struct xvs_capture *capture = at->priv;

	xvs_mirrors_clear(at);
	xvs_capture_sessions_clear(at);
	xa_destroy(&capture->ports);
}

static int change_sessions(struct xvs_attach *at, struct xvs_port *port,
			   struct xvs_table_change *change,
			   struct netlink_ext_ack *extack)
{
	int err = xvs_capture_sessions_change(at, change, extack);

	if (!err)
		compile_all(at);
	return err;
}

static int change_mirrors(struct xvs_attach *at, struct xvs_port *port,
			  struct xvs_table_change *change,
			  struct netlink_ext_ack *extack)
{
	int err = xvs_mirrors_change(at, change, extack);

	if (!err)
		compile_all(at);
	return err;
}

static const struct xvs_ext_table capture_tables[] = {
	{
		.name = "session",
		.scope = XVS_OF_SWITCH,
		.version = XVS_CAPTURE_VERSION,
		.change = change_sessions,
		.next = xvs_capture_sessions_next,
	},
	{
		.name = "session-stats",
		.scope = XVS_OF_SWITCH,
		.version = XVS_CAPTURE_VERSION,
		.size = sizeof(struct xvs_capture_stats),
		.next = xvs_capture_stats_next,
	},
	{
		.name = "mirror",
		.scope = XVS_OF_SWITCH,
		.version = XVS_CAPTURE_VERSION,
		.size = sizeof(struct xvs_mirror_session),
		.change = change_mirrors,
		.next = xvs_mirrors_next,
	},
};

static const struct xvs_ext capture_ext = {
	.name = "capture",
	.class = XVS_EXT_CLASS_CAPTURE,
	.abi = XVS_EXT_ABI,
	.version = 0x0100,
	.owner = THIS_MODULE,
	.priv_size = sizeof(struct xvs_capture),
	.port_priv_size = sizeof(struct capture_port),
	.tables = capture_tables,
	.table_count = ARRAY_SIZE(capture_tables),
	.attach = capture_attach,
	.detach = capture_detach,
	.port_create = capture_port_create,
	.port_delete = capture_port_delete,
	.explain = capture_explain,
	.ingress = capture_ingress,
	.egress = capture_egress,
	.dropped = capture_dropped,
};

module_xvs_ext(capture_ext);

MODULE_DESCRIPTION("xvs: packet capture and port mirroring");
MODULE_LICENSE("GPL");
MODULE_ALIAS_XVS_EXT("capture");
