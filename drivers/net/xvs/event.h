/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_EVENT_H
#define _XVS_EVENT_H

#include <linux/types.h>
#include <uapi/linux/xvs.h>

struct xvs_attachment;
struct xvs_fdb_news;
struct xvs_nic;
struct xvs_port;
struct xvs_port_sa;
struct xvs_switch;

/* What the layer above hears of. All are called inside an RCU section and must
 * not sleep; @sw, @port, @nic, @ext, @offload and @sa with the switch's mutex
 * held, @fdb with the table's lock held and bottom halves off.
 */
struct xvs_event_ops {
	void (*sw)(const struct xvs_switch *sw, enum xvs_event event);
	void (*port)(const struct xvs_port *port, enum xvs_event event);
	void (*nic)(const struct xvs_nic *nic, enum xvs_event event);
	/* @port is NULL for a property of the switch */
	void (*property)(const struct xvs_switch *sw,
			 const struct xvs_port *port, unsigned int index,
			 enum xvs_event event);
	void (*fdb)(const struct xvs_fdb_news *news);
	void (*ext)(const struct xvs_attachment *att, enum xvs_event event);
	/* what the uplink can, may or does do changed */
	void (*offload)(const struct xvs_switch *sw);
	void (*sa)(const struct xvs_port_sa *sa, enum xvs_event event);
	/* @port is NULL for the whole switch; any context but hard interrupt */
	void (*alert)(const struct xvs_attachment *att,
		      const struct xvs_port *port, const char *text);
};

const struct xvs_event_ops *xvs_event_listen(const struct xvs_event_ops *ops);
void xvs_event_switch(const struct xvs_switch *sw, enum xvs_event event);
void xvs_event_port(const struct xvs_port *port, enum xvs_event event);
void xvs_event_nic(const struct xvs_nic *nic, enum xvs_event event);
void xvs_event_property(const struct xvs_switch *sw,
			const struct xvs_port *port, unsigned int index,
			enum xvs_event event);
void xvs_event_fdb(const struct xvs_fdb_news *news);
void xvs_event_ext(const struct xvs_attachment *att, enum xvs_event event);
void xvs_event_offload(const struct xvs_switch *sw);
void xvs_event_sa(const struct xvs_port_sa *sa, enum xvs_event event);
void xvs_event_alert(const struct xvs_attachment *att,
		     const struct xvs_port *port, const char *text);

#endif
