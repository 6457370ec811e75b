// SPDX-License-Identifier: GPL-2.0-only
/* A filter that drops the frames of one EtherType and counts them by port. It
 * keeps a __be16 for each switch and an atomic_long_t for each port.
 */
#include <linux/module.h>
#include <net/xvs.h>

static const struct xvs_ext_reason reasons[] = {
	{ "ETHERTYPE", "frames of this EtherType are not wanted here" },
};

static const struct xvs_ext_property properties[] = {
	{ .name = "ethertype", .scope = XVS_OF_SWITCH, .version = 0x0100,
	  .type = XVS_VALUE_TYPE_NUMBER, .max = 0xffff },
};

static void sample_changed(struct xvs_attach *at, struct xvs_port *port,
			   const struct xvs_property_change *change)
{
	__be16 *unwanted = at->priv;

	if (change->own == 0)
		WRITE_ONCE(*unwanted, htons(change->number));
}

static int sample_ingress(struct xvs_attach *at, void *port_priv,
			  struct sk_buff *skb)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	const __be16 *unwanted = at->priv;

	if (likely(eth->h_proto != READ_ONCE(*unwanted)))
		return XVS_VERDICT_PASS;
	atomic_long_inc(port_priv);
	return xvs_verdict_drop(0);
}

static bool sample_explain(struct xvs_attach *at, struct xvs_port *port,
			   char *text, size_t size)
{
	const atomic_long_t *dropped = xvs_port_priv(at, port);
	long count = dropped ? atomic_long_read(dropped) : 0;

	scnprintf(text, size, "%ld frames were of an unwanted type", count);
	return count;
}

static const struct xvs_ext sample = {
	.name = "sample", .class = XVS_EXT_CLASS_FILTER, .abi = XVS_EXT_ABI,
	.version = 0x0100, .owner = THIS_MODULE,
	.priv_size = sizeof(__be16), .port_priv_size = sizeof(atomic_long_t),
	.reasons = reasons, .reason_count = ARRAY_SIZE(reasons),
	.properties = properties, .property_count = ARRAY_SIZE(properties),
	.property_changed = sample_changed,
	.ingress = sample_ingress,
	.explain = sample_explain,
};

module_xvs_ext(sample);
MODULE_ALIAS_XVS_EXT("sample");
MODULE_DESCRIPTION("xvs: a sample extension");
MODULE_LICENSE("GPL");
