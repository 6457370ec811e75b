/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_TESTS_SPY_H
#define _XVS_TESTS_SPY_H

#include <linux/netlink.h>

#include "../attach.h"
#include "../stack.h"
#include "lab.h"

/* The reasons of every spy. */
#define SPY_FIRST	0
#define SPY_SECOND	1

/* An extension that writes down which of its hooks are called, and answers
 * what the test tells it to.
 */
struct spy {
	struct xvs_ext		ext;
	struct xvs_attachment	*att;
	char			name[XVS_EXT_NAME_LEN + 1];

	/* verdicts */
	int			in;
	int			out;
	int			forward;
	int			answer;		/* to a request */

	/* refusals: with @why where there is one, and after saying -EAGAIN
	 * @again times
	 */
	int			attach_err;
	int			port_err;
	int			nic_err;
	int			set_err;
	unsigned int		again;
	const char		*why;
	const char		*only;		/* the port to refuse */

	bool			tells_drops;

	/* instead of the verdicts */
	int (*do_in)(struct spy *spy, struct sk_buff *skb);
	int (*do_out)(struct spy *spy, struct xvs_port *dst,
		      struct sk_buff *skb);
	int (*do_forward)(struct spy *spy, struct sk_buff *skb,
			  struct xvs_dests *dests);
	void (*do_disconnect)(struct spy *spy, struct xvs_port *port);
	void (*do_changed)(struct spy *spy, struct xvs_port *port,
			   const struct xvs_property_change *change);
	int (*do_sa_add)(struct spy *spy, u32 spi);

	/* for these */
	struct xvs_port		*port[2];
	u32			handle;
	int			err;
	unsigned int		seen;		/* frames at ingress */
	unsigned int		broken;		/* rules */
	unsigned long		word;
	int			mirror;
};

struct spy *spy_new(struct kunit *test, const char *name,
		    enum xvs_ext_class class);
int spy_attach(struct kunit *test, struct spy *spy,
	       const struct xvs_attach_set *set,
	       struct netlink_ext_ack *extack);
void spy_detach(struct kunit *test, struct spy *spy);
int spy_set(struct kunit *test, struct spy *spy,
	    const struct xvs_attach_set *set, struct netlink_ext_ack *extack);
int spy_enable(struct kunit *test, struct spy *spy, bool enabled);
struct spy *spy_put(struct kunit *test, const char *name,
		    enum xvs_ext_class class);
void spy_see_sas(struct spy *spy);
struct xvs_attach_stats spy_stats(const struct spy *spy);

void spy_forget(void);
void spy_expect(struct kunit *test, const char *expected);

static inline struct xvs_attach *spy_at(struct spy *spy)
{
	return &spy->att->pub;
}

#endif
