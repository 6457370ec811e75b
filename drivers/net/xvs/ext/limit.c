// SPDX-License-Identifier: GPL-2.0-only
/* Limit: how much a port may send and be sent.
 *
 * Each limit is a virtual clock, which runs ahead of the real one by what the
 * frames so far cost at the limit's rate. A frame that finds it ahead by more
 * than the burst is dropped; one that does not moves it on, however long the
 * frame is, so that a long one is paid for afterwards. No timer runs, and a
 * port without a limit costs one load and a branch.
 */
#include <linux/atomic.h>
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/xvs.h>

#define VERSION		0x0100

/* Where none is set: within 5 % over a second, and long enough for a sender
 * that stalls now and then.
 */
#define AUTO_BURST	(40 * NSEC_PER_MSEC)
#define BURST_MAX	(10 * NSEC_PER_SEC)
#define RECENT		(10 * HZ)

enum reason {
	STORM,
	RATE,
};

static const struct xvs_ext_reason reasons[] = {
	[STORM] = {
		"STORM",
		"more broadcast, multicast or unknown unicast than limit.storm"
	},
	[RATE] = { "RATE", "more than the port's limit of bandwidth" },
};

enum property {
	PROPERTY_STORM,
	PROPERTY_STORM_CLASSES,
	PROPERTY_STORM_BURST,
	PROPERTY_RATE_IN,
	PROPERTY_BURST_IN,
	PROPERTY_RATE_OUT,
	PROPERTY_BURST_OUT,
};

#define PORT_PROPERTY(word, kind, most) {				\
	.name = word, .scope = XVS_OF_PORT,				\
	.type = XVS_VALUE_TYPE_##kind, .version = VERSION, .max = most,	\
}

#define CLASSES_LEN	63

static const struct xvs_ext_property properties[] = {
	[PROPERTY_STORM] = PORT_PROPERTY("storm", NUMBER, U32_MAX),
	[PROPERTY_STORM_CLASSES] = PORT_PROPERTY("storm-classes", TEXT,
						 CLASSES_LEN),
	[PROPERTY_STORM_BURST] = PORT_PROPERTY("storm-burst", NUMBER, U32_MAX),
	[PROPERTY_RATE_IN] = PORT_PROPERTY("rate-in", NUMBER, U32_MAX),
	[PROPERTY_BURST_IN] = PORT_PROPERTY("burst-in", NUMBER, U32_MAX),
	[PROPERTY_RATE_OUT] = PORT_PROPERTY("rate-out", NUMBER, U32_MAX),
	[PROPERTY_BURST_OUT] = PORT_PROPERTY("burst-out", NUMBER, U32_MAX),
};

/* --- the classes of storms --- */

enum {
	CLASS_BROADCAST	= BIT(0),
	CLASS_MULTICAST	= BIT(1),
	CLASS_UNKNOWN	= BIT(2),
	CLASS_ALL	= CLASS_BROADCAST | CLASS_MULTICAST | CLASS_UNKNOWN,
};

static const struct {
	const char	*word;
	u32		class;
} classes[] = {
	{ "broadcast",	CLASS_BROADCAST },
	{ "multicast",	CLASS_MULTICAST },
	{ "unknown",	CLASS_UNKNOWN },
};

static u32 class_of_word(const char *word, size_t len)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (strlen(classes[i].word) == len &&
		    !memcmp(classes[i].word, word, len))
			return classes[i].class;
	return 0;
}

/* Words with commas between; 0 if one is none of them. */
static u32 parse_classes(const char *text)
{
	u32 class, all = 0;
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		class = class_of_word(text, len);
		if (!class)
			return 0;
		all |= class;
		if (!text[len])
			return all;
	}
}

/* --- a limit --- */

/* What a unit costs is @unit / @rate in ns. Frames that pass during a change
 * may see the old value of one and the new one of another.
 */
struct limit {
	u32			rate;		/* 0: none */
	u32			burst;		/* in us */
	atomic64_t		clock;		/* ns */
	unsigned long		last;		/* drop; 0: never */
};

struct limit_port {
	struct limit		in;
	struct limit		out;
	struct limit		storm;
	u32			classes;
};

/* What bytes cost at one kbit/s, and packets at one packet/s */
#define BYTE_NS		(8 * NSEC_PER_SEC / 1000)
#define PACKET_NS	NSEC_PER_SEC

/* Whether what costs @ns at one unit of rate may pass now. */
static bool passes(struct limit *limit, u64 ns)
{
	u64 now = ktime_get_ns();
	u64 burst = READ_ONCE(limit->burst) * (u64)NSEC_PER_USEC;
	s64 clock = atomic64_read(&limit->clock);
	u64 start;
	u32 rate;

	do {
		rate = READ_ONCE(limit->rate);
		if (!rate)
			return true;
		start = max_t(u64, clock, now);
		if (start - now > burst)
			return false;
	} while (!atomic64_try_cmpxchg(&limit->clock, &clock,
				       start + div_u64(ns, rate)));
	return true;
}

/* Returns whether it is the first for a while. */
static bool note_drop(struct limit *limit)
{
	unsigned long now = jiffies | 1;
	unsigned long last = READ_ONCE(limit->last);

	if (last != now)
		WRITE_ONCE(limit->last, now);
	return !last || time_after(now, last + RECENT);
}

static u32 burst_us(u32 rate, u32 burst, u64 unit_ns)
{
	u64 ns = AUTO_BURST;

	if (burst && rate)
		ns = min_t(u64, div_u64(burst * unit_ns, rate), BURST_MAX);
	return div_u64(ns, NSEC_PER_USEC);
}

/* Debts of frames at the old rate are forgotten with it. */
static void set(struct limit *limit, u32 rate, u32 burst, u64 unit_ns)
{
	burst = burst_us(rate, burst, unit_ns);
	if (rate == limit->rate && burst == limit->burst)
		return;
	WRITE_ONCE(limit->burst, burst);
	WRITE_ONCE(limit->rate, rate);
	atomic64_set(&limit->clock, 0);
	WRITE_ONCE(limit->last, 0);
}

/* --- frames --- */

/* The headers that each segment of a large frame will have, as far as the
 * frame can be believed.
 */
static unsigned int header_len(const struct sk_buff *skb)
{
	struct tcphdr buffer;
	const struct tcphdr *tcp;
	int start;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return ETH_HLEN + 40;
	start = skb_checksum_start_offset(skb);
	if (!(skb_shinfo(skb)->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)))
		return start + sizeof(struct udphdr);
	tcp = xvs_frame_peek(skb, start, sizeof(*tcp), &buffer);
	return tcp ? start + tcp->doff * 4 : start;
}

#define HEADER_MAX	160U

/* In bytes on the link, without checksum and preamble. */
static unsigned int frame_len(const struct sk_buff *skb)
{
	unsigned int size = skb_shinfo(skb)->gso_size;
	unsigned int header, segments;

	if (!size)
		return skb->len;
	header = min(header_len(skb), HEADER_MAX);
	if (header >= skb->len)
		return skb->len;
	segments = DIV_ROUND_UP(skb->len - header, size);
	return skb->len + (segments - 1) * header;
}

static bool is_in_storm(const struct xvs_attach *at, const struct sk_buff *skb,
			u32 classes)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	if (likely(!is_multicast_ether_addr(eth->h_dest)))
		return classes & CLASS_UNKNOWN && !xvs_frame_is_known(at, skb);
	if (is_broadcast_ether_addr(eth->h_dest))
		return classes & CLASS_BROADCAST;
	return classes & CLASS_MULTICAST;
}

/* A large frame is as many as it is cut into; that of a guest says what it
 * likes, but not less than its length.
 */
static unsigned int frame_count(const struct sk_buff *skb)
{
	unsigned int size = skb_shinfo(skb)->gso_size;

	return size ? DIV_ROUND_UP(skb->len, size) : 1;
}

static int check_storm(struct xvs_attach *at, struct limit_port *p,
		       const struct sk_buff *skb)
{
	struct limit *storm = &p->storm;

	if (!is_in_storm(at, skb, READ_ONCE(p->classes)) ||
	    passes(storm, frame_count(skb) * (u64)PACKET_NS))
		return XVS_VERDICT_PASS;
	if (note_drop(storm))
		xvs_ext_alert(at, xvs_frame_src(skb),
			      "more than %u frames/s to all or to nobody known: they are dropped",
			      READ_ONCE(storm->rate));
	return xvs_verdict_drop(STORM);
}

static int check_rate(struct limit *limit, const struct sk_buff *skb)
{
	if (passes(limit, frame_len(skb) * (u64)BYTE_NS))
		return XVS_VERDICT_PASS;
	note_drop(limit);
	return xvs_verdict_drop(RATE);
}

static int limit_ingress(struct xvs_attach *at, void *port_priv,
			 struct sk_buff *skb)
{
	struct limit_port *p = port_priv;
	int verdict = XVS_VERDICT_PASS;

	if (READ_ONCE(p->storm.rate))
		verdict = check_storm(at, p, skb);
	if (READ_ONCE(p->in.rate) && verdict == XVS_VERDICT_PASS)
		verdict = check_rate(&p->in, skb);
	return verdict;
}

static int limit_egress(struct xvs_attach *at, void *port_priv,
			struct xvs_port *dst, struct sk_buff *skb)
{
	struct limit_port *p = port_priv;

	if (!READ_ONCE(p->out.rate))
		return XVS_VERDICT_PASS;
	return check_rate(&p->out, skb);
}

/* --- settings --- */

static u32 number(const struct xvs_attach *at, const struct xvs_port *port,
		  enum property property,
		  const struct xvs_property_change *change)
{
	if (change && change->own == (int)property)
		return change->number;
	return xvs_property_number(at, port, property);
}

static u32 classes_of(const struct xvs_attach *at, const struct xvs_port *port,
		      const struct xvs_property_change *change)
{
	const char *text;
	u32 len;

	if (change && change->own == PROPERTY_STORM_CLASSES)
		text = change->reset ? NULL : change->data;
	else
		text = xvs_property_data(at, port, PROPERTY_STORM_CLASSES,
					 &len);
	return text && *text ? parse_classes(text) : CLASS_ALL;
}

/* Make what frames read from the properties; @change is under way, or NULL. */
static void compile(struct xvs_attach *at, struct xvs_port *port,
		    const struct xvs_property_change *change)
{
	struct limit_port *p = xvs_port_priv(at, port);

	WRITE_ONCE(p->classes, classes_of(at, port, change));
	set(&p->storm, number(at, port, PROPERTY_STORM, change),
	    number(at, port, PROPERTY_STORM_BURST, change), PACKET_NS);
	set(&p->in, number(at, port, PROPERTY_RATE_IN, change),
	    number(at, port, PROPERTY_BURST_IN, change), BYTE_NS);
	set(&p->out, number(at, port, PROPERTY_RATE_OUT, change),
	    number(at, port, PROPERTY_BURST_OUT, change), BYTE_NS);
}

static int limit_port_create(struct xvs_attach *at, struct xvs_port *port,
			     struct netlink_ext_ack *extack)
{
	compile(at, port, NULL);
	return 0;
}

static int limit_property_set(struct xvs_attach *at, struct xvs_port *port,
			      const struct xvs_property_change *change,
			      struct netlink_ext_ack *extack)
{
	if (change->own != PROPERTY_STORM_CLASSES || change->reset ||
	    parse_classes(change->data))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "storm classes are broadcast, multicast and unknown, with commas between");
	return -EINVAL;
}

static void limit_property_changed(struct xvs_attach *at,
				   struct xvs_port *port,
				   const struct xvs_property_change *change)
{
	if (port && change->own >= 0 && xvs_port_priv(at, port))
		compile(at, port, change);
}

/* --- in words --- */

static bool is_dropping(const struct limit *limit)
{
	unsigned long last = READ_ONCE(limit->last);

	return limit->rate && last && time_before(jiffies, last + RECENT);
}

static bool limit_explain(struct xvs_attach *at, struct xvs_port *port,
			  char *text, size_t size)
{
	const struct limit_port *p = xvs_port_priv(at, port);

	if (is_dropping(&p->storm))
		scnprintf(text, size,
			  "the guest sends more than limit.storm, %u broadcast, multicast or unknown frames/s: the rest is dropped",
			  p->storm.rate);
	else if (is_dropping(&p->in))
		scnprintf(text, size,
			  "the guest sends more than limit.rate-in, %u kbit/s: the rest is dropped",
			  p->in.rate);
	else if (is_dropping(&p->out))
		scnprintf(text, size,
			  "the guest is sent more than limit.rate-out, %u kbit/s: the rest is dropped",
			  p->out.rate);
	else
		return false;
	return true;
}

static const struct xvs_ext limit_ext = {
	.name = "limit",
	.class = XVS_EXT_CLASS_FILTER,
	.abi = XVS_EXT_ABI,
	.version = VERSION,
	.owner = THIS_MODULE,
	.port_priv_size = sizeof(struct limit_port),
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.properties = properties,
	.property_count = ARRAY_SIZE(properties),
	.port_create = limit_port_create,
	.property_set = limit_property_set,
	.property_changed = limit_property_changed,
	.explain = limit_explain,
	.ingress = limit_ingress,
	.egress = limit_egress,
};

module_xvs_ext(limit_ext);

MODULE_DESCRIPTION("xvs limit: how much a port may send and be sent");
MODULE_LICENSE("GPL");
MODULE_ALIAS_XVS_EXT("limit");
