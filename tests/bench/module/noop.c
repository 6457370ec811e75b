// SPDX-License-Identifier: GPL-2.0-only
/*
 * Extensions that do nothing, for what the stack itself costs: noop0 to noop7
 * let every frame pass at ingress and at egress, half0 to half7 at ingress
 * only, blank0 to blank7 have no hook. Each number has functions of its own, as
 * extensions do.
 */

#include <linux/module.h>
#include <net/xvs.h>

/* The comment keeps the compiler from making one function of them. */
#define HOOKS(n)							\
static int ingress##n(struct xvs_attach *at, void *port_priv,		\
		      struct sk_buff *skb)				\
{									\
	asm volatile("# ingress " #n);					\
	return XVS_VERDICT_PASS;					\
}									\
static int egress##n(struct xvs_attach *at, void *port_priv,		\
		     struct xvs_port *dst, struct sk_buff *skb)		\
{									\
	asm volatile("# egress " #n);					\
	return XVS_VERDICT_PASS;					\
}

HOOKS(0)
HOOKS(1)
HOOKS(2)
HOOKS(3)
HOOKS(4)
HOOKS(5)
HOOKS(6)
HOOKS(7)

#define EXT(word)							\
	.name = word, .class = XVS_EXT_CLASS_FILTER,			\
	.abi = XVS_EXT_ABI, .version = 0x0100, .owner = THIS_MODULE

#define NOOP(n)		{ EXT("noop" #n), .ingress = ingress##n,	\
			  .egress = egress##n }
#define HALF(n)		{ EXT("half" #n), .ingress = ingress##n }
#define BLANK(n)	{ EXT("blank" #n) }

static const struct xvs_ext exts[] = {
	NOOP(0), NOOP(1), NOOP(2), NOOP(3),
	NOOP(4), NOOP(5), NOOP(6), NOOP(7),
	HALF(0), HALF(1), HALF(2), HALF(3),
	HALF(4), HALF(5), HALF(6), HALF(7),
	BLANK(0), BLANK(1), BLANK(2), BLANK(3),
	BLANK(4), BLANK(5), BLANK(6), BLANK(7),
};

static void unregister_before(unsigned int n)
{
	while (n--)
		xvs_ext_unregister(&exts[n]);
}

static int __init bench_noop_init(void)
{
	unsigned int n;
	int err;

	for (n = 0; n < ARRAY_SIZE(exts); n++) {
		err = xvs_ext_register(&exts[n]);
		if (err) {
			unregister_before(n);
			return err;
		}
	}
	return 0;
}

static void __exit bench_noop_exit(void)
{
	unregister_before(ARRAY_SIZE(exts));
}

module_init(bench_noop_init);
module_exit(bench_noop_exit);
MODULE_IMPORT_NS(XVS);
MODULE_DESCRIPTION("Extensions that do nothing, for the xvs benchmark");
MODULE_LICENSE("GPL");
