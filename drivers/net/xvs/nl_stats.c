// SPDX-License-Identifier: GPL-2.0-only
/* Requests about counters, drops and their reasons. */
#include <linux/etherdevice.h>

#include "attach.h"
#include "drop.h"
#include "nl.h"
#include "nl_gen.h"
#include "port.h"
#include "stack.h"
#include "stats.h"
#include "switch.h"

/* The attribute that pads is the same in all three sets. */
static_assert((int)XVS_A_STATS_PAD == (int)XVS_A_DROP_COUNT_PAD);
static_assert((int)XVS_A_STATS_PAD == (int)XVS_A_LAST_DROP_PAD);

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, XVS_A_STATS_PAD);
}

static u64 count_of(const struct xvs_port *port, enum xvs_direction direction,
		    enum xvs_drop_reason reason)
{
	return atomic_long_read(&port->drops.count[direction][reason]);
}

static u64 sum_of(const struct xvs_port *port, enum xvs_direction direction)
{
	enum xvs_drop_reason reason;
	u64 sum = 0;

	for (reason = 0; reason < XVS_DROP_COUNT; reason++)
		sum += count_of(port, direction, reason);
	return sum;
}

static int put_counters(struct sk_buff *skb, const struct xvs_port *port)
{
	struct xvs_stats_sum sum;

	xvs_stats_read(port->stats, &sum);
	return put_u64(skb, XVS_A_STATS_RX_PACKETS, sum.rx_packets) ?:
	       put_u64(skb, XVS_A_STATS_RX_BYTES, sum.rx_bytes) ?:
	       put_u64(skb, XVS_A_STATS_TX_PACKETS, sum.tx_packets) ?:
	       put_u64(skb, XVS_A_STATS_TX_BYTES, sum.tx_bytes) ?:
	       put_u64(skb, XVS_A_STATS_RX_DROPPED,
		       sum_of(port, XVS_DIRECTION_IN)) ?:
	       put_u64(skb, XVS_A_STATS_TX_DROPPED,
		       sum_of(port, XVS_DIRECTION_OUT)) ?:
	       put_u64(skb, XVS_A_STATS_FLOODED, sum.flooded);
}

static int put_count(struct sk_buff *skb, enum xvs_direction direction,
		     enum xvs_drop_reason reason, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, XVS_A_STATS_DROP);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = nla_put_u32(skb, XVS_A_DROP_COUNT_REASON, reason) ?:
	      nla_put_string(skb, XVS_A_DROP_COUNT_NAME,
			     xvs_drop_name(reason)) ?:
	      nla_put_u32(skb, XVS_A_DROP_COUNT_DIRECTION, direction) ?:
	      put_u64(skb, XVS_A_DROP_COUNT_PACKETS, count);
	nla_nest_end(skb, nest);
	return err;
}

static int put_counts(struct sk_buff *skb, const struct xvs_port *port,
		      enum xvs_direction direction)
{
	enum xvs_drop_reason reason;
	int err = 0;
	u64 count;

	for (reason = 0; !err && reason < XVS_DROP_COUNT; reason++) {
		count = count_of(port, direction, reason);
		if (count)
			err = put_count(skb, direction, reason, count);
	}
	return err;
}

/* --- the last drop --- */

/* The newer one of both directions, and which that is. */
static enum xvs_direction read_last(struct xvs_port *port,
				    struct xvs_drop_record *last)
{
	struct xvs_drop_record out;

	xvs_drop_read(port, XVS_DIRECTION_IN, last);
	xvs_drop_read(port, XVS_DIRECTION_OUT, &out);
	if (!ktime_after(out.time, last->time))
		return XVS_DIRECTION_IN;
	*last = out;
	return XVS_DIRECTION_OUT;
}

static int put_frame(struct sk_buff *skb, const struct xvs_drop_record *last)
{
	return nla_put(skb, XVS_A_LAST_DROP_SRC, ETH_ALEN, last->src) ?:
	       nla_put(skb, XVS_A_LAST_DROP_DST, ETH_ALEN, last->dst) ?:
	       nla_put_u32(skb, XVS_A_LAST_DROP_VLAN, last->vlan) ?:
	       nla_put_u32(skb, XVS_A_LAST_DROP_ETHERTYPE,
			   ntohs(last->ethertype)) ?:
	       nla_put_u32(skb, XVS_A_LAST_DROP_LENGTH, last->length);
}

static int put_peer(struct sk_buff *skb, struct xvs_switch *sw, u32 id)
{
	const struct xvs_port *peer = xvs_port_find_id_locked(sw, id);
	int err = 0;

	if (id)
		err = nla_put_u32(skb, XVS_A_LAST_DROP_PEER_PORT_ID, id);
	if (!err && peer)
		err = nla_put_string(skb, XVS_A_LAST_DROP_PEER_PORT,
				     peer->name);
	return err;
}

static const struct xvs_attachment *find_by_id_locked(struct xvs_switch *sw,
						      u32 id)
{
	const struct xvs_attachment *att;
	unsigned int n;

	for (n = 0; (att = xvs_attach_nth_locked(sw, n)); n++)
		if (att->id == id)
			return att;
	return NULL;
}

/* Who dropped the frame, and why. An extension that was detached since has
 * taken its reasons along.
 */
static int put_reason(struct sk_buff *skb, struct xvs_switch *sw,
		      const struct xvs_drop_record *last)
{
	static const struct xvs_ext_reason gone = {
		"EXTENSION",
		"an extension dropped the frame that has been detached since",
	};
	const struct xvs_attachment *att = NULL;
	struct xvs_ext_reason reason = {
		.name = xvs_drop_name(last->reason),
		.sentence = xvs_drop_sentence(last->reason),
	};
	u32 number = last->reason;

	if (last->ext)
		att = find_by_id_locked(sw, last->ext);
	if (last->ext && last->reason == XVS_DROP_EXTENSION && !att)
		reason = gone;
	if (att && last->reason == XVS_DROP_EXTENSION &&
	    last->ext_reason < att->pub.ext->reason_count) {
		number = last->ext_reason;
		reason = att->pub.ext->reasons[number];
	}
	if (att && nla_put_string(skb, XVS_A_LAST_DROP_EXT, att->pub.ext->name))
		return -EMSGSIZE;
	return nla_put_u32(skb, XVS_A_LAST_DROP_REASON, number) ?:
	       nla_put_string(skb, XVS_A_LAST_DROP_NAME, reason.name) ?:
	       nla_put_string(skb, XVS_A_LAST_DROP_SENTENCE, reason.sentence);
}

static int put_last(struct sk_buff *skb, struct xvs_port *port)
{
	struct xvs_drop_record last;
	enum xvs_direction direction = read_last(port, &last);
	struct nlattr *nest;
	int err;

	if (!last.time)
		return 0;
	nest = nla_nest_start(skb, XVS_A_STATS_LAST_DROP);
	if (!nest)
		return -EMSGSIZE;
	err = put_reason(skb, port->sw, &last) ?:
	      nla_put_u32(skb, XVS_A_LAST_DROP_DIRECTION, direction) ?:
	      put_u64(skb, XVS_A_LAST_DROP_TIME, ktime_to_ns(last.time)) ?:
	      put_u64(skb, XVS_A_LAST_DROP_AGE,
		      jiffies_to_msecs(jiffies - last.when)) ?:
	      put_frame(skb, &last) ?:
	      put_peer(skb, port->sw, last.peer);
	nla_nest_end(skb, nest);
	return err;
}

/* --- what the extensions say --- */

#define EXPLANATION_LEN	256

static int put_explanation(struct sk_buff *skb, const char *ext,
			   const char *text)
{
	struct nlattr *nest = nla_nest_start(skb, XVS_A_STATS_EXPLANATION);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = nla_put_string(skb, XVS_A_EXPLANATION_EXT, ext) ?:
	      nla_put_string(skb, XVS_A_EXPLANATION_TEXT, text);
	nla_nest_end(skb, nest);
	return err;
}

static int put_explanations(struct sk_buff *skb, struct xvs_port *port)
{
	char text[EXPLANATION_LEN];
	struct xvs_attachment *att;
	unsigned int n;
	int err = 0;

	for (n = 0; !err && (att = xvs_attach_nth_locked(port->sw, n)); n++)
		if (xvs_attach_explain_locked(att, port, text, sizeof(text)))
			err = put_explanation(skb, att->pub.ext->name, text);
	return err;
}

/* --- get --- */

static int fill(struct sk_buff *skb, const struct xvs_nl_head *head,
		struct xvs_port *port)
{
	void *hdr = xvs_nl_put_head(skb, head, 0);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = xvs_nl_put_port(skb, port) ?:
	      put_counters(skb, port) ?:
	      put_counts(skb, port, XVS_DIRECTION_IN) ?:
	      put_counts(skb, port, XVS_DIRECTION_OUT) ?:
	      put_last(skb, port) ?:
	      put_explanations(skb, port);
	return xvs_nl_end(skb, hdr, err);
}

/* Each count has a nest of its own, and so has each explanation. */
static size_t message_size(void)
{
	return NLMSG_DEFAULT_SIZE + 2 * XVS_DROP_COUNT * 64 +
	       XVS_EXT_MAX * (EXPLANATION_LEN + 64);
}

int xvs_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct xvs_port *port;
	struct sk_buff *reply;
	int err;

	reply = genlmsg_new(message_size(), GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	port = xvs_nl_port_lock(info);
	err = PTR_ERR_OR_ZERO(port);
	if (!err) {
		err = fill(reply, &head, port);
		xvs_nl_switch_unlock(port->sw);
	}
	return xvs_nl_reply(info, reply, err);
}

static int show(struct xvs_nl_dump *dump, struct xvs_port *port)
{
	return fill(dump->skb, &dump->head, port);
}

int xvs_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct xvs_nl_show by_port = {
		.sw = xvs_nl_show_ports,
		.port = show,
	};

	return xvs_nl_dump(skb, cb, &by_port);
}

/* --- the catalogue of reasons --- */

static int fill_reason(struct sk_buff *skb, const struct xvs_nl_head *head,
		       enum xvs_drop_reason reason)
{
	void *hdr = xvs_nl_put_head(skb, head, 0);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = nla_put_u32(skb, XVS_A_REASON_REASON, reason) ?:
	      nla_put_string(skb, XVS_A_REASON_NAME, xvs_drop_name(reason)) ?:
	      nla_put_string(skb, XVS_A_REASON_SENTENCE,
			     xvs_drop_sentence(reason));
	return xvs_nl_end(skb, hdr, err);
}

int xvs_nl_reason_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct xvs_nl_head head = xvs_nl_reply_head(info);
	struct sk_buff *reply;
	u32 reason;

	if (GENL_REQ_ATTR_CHECK(info, XVS_A_REASON_REASON)) {
		NL_SET_ERR_MSG(info->extack, "give the number of the reason");
		return -EINVAL;
	}
	reason = nla_get_u32(info->attrs[XVS_A_REASON_REASON]);
	if (reason >= XVS_DROP_COUNT) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[XVS_A_REASON_REASON],
				    "there is no such reason");
		return -ENOENT;
	}
	reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return xvs_nl_explain(info, -ENOMEM);
	return xvs_nl_reply(info, reply, fill_reason(reply, &head, reason));
}

int xvs_nl_reason_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xvs_nl_place *place = (struct xvs_nl_place *)cb->ctx;
	const struct xvs_nl_head head = xvs_nl_dump_head(cb);

	for (; place->item < XVS_DROP_COUNT; place->item++)
		if (fill_reason(skb, &head, place->item))
			break;
	return skb->len;
}
