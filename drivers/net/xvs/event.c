// SPDX-License-Identifier: GPL-2.0-only
/* News from the objects to whoever stands above them.
 *
 * The objects call down only; this table of callbacks is the one way up for
 * what happened to them.
 */
#include <linux/rcupdate.h>

#include "event.h"

static const struct xvs_event_ops __rcu *listener;

/* Returns the former listener, none of whose callbacks runs any more. */
const struct xvs_event_ops *xvs_event_listen(const struct xvs_event_ops *ops)
{
	ops = rcu_replace_pointer(listener, ops, true);
	synchronize_rcu();
	return ops;
}

#define tell(call, ...) do {						\
	const struct xvs_event_ops *ops;				\
									\
	rcu_read_lock();						\
	ops = rcu_dereference(listener);				\
	if (ops)							\
		ops->call(__VA_ARGS__);					\
	rcu_read_unlock();						\
} while (0)

void xvs_event_switch(const struct xvs_switch *sw, enum xvs_event event)
{
	tell(sw, sw, event);
}

void xvs_event_port(const struct xvs_port *port, enum xvs_event event)
{
	tell(port, port, event);
}

void xvs_event_nic(const struct xvs_nic *nic, enum xvs_event event)
{
	tell(nic, nic, event);
}

void xvs_event_property(const struct xvs_switch *sw,
			const struct xvs_port *port, unsigned int index,
			enum xvs_event event)
{
	tell(property, sw, port, index, event);
}

void xvs_event_fdb(const struct xvs_fdb_news *news)
{
	tell(fdb, news);
}

void xvs_event_ext(const struct xvs_attachment *att, enum xvs_event event)
{
	tell(ext, att, event);
}

void xvs_event_offload(const struct xvs_switch *sw)
{
	tell(offload, sw);
}

void xvs_event_sa(const struct xvs_port_sa *sa, enum xvs_event event)
{
	tell(sa, sa, event);
}

void xvs_event_alert(const struct xvs_attachment *att,
		     const struct xvs_port *port, const char *text)
{
	tell(alert, att, port, text);
}
