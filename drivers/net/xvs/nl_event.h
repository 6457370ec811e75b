/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_NL_EVENT_H
#define _XVS_NL_EVENT_H

#include "event.h"

struct xvs_attachment;

/* News of each object for the listeners of the family; see event.h for the
 * context.
 */
void xvs_nl_switch_event(const struct xvs_switch *sw, enum xvs_event event);
void xvs_nl_port_event(const struct xvs_port *port, enum xvs_event event);
void xvs_nl_nic_event(const struct xvs_nic *nic, enum xvs_event event);
void xvs_nl_property_event(const struct xvs_switch *sw,
			   const struct xvs_port *port, unsigned int index,
			   enum xvs_event event);
void xvs_nl_fdb_event(const struct xvs_fdb_news *news);
void xvs_nl_ext_event(const struct xvs_attachment *att, enum xvs_event event);
void xvs_nl_offload_event(const struct xvs_switch *sw);
void xvs_nl_sa_event(const struct xvs_port_sa *sa, enum xvs_event event);
void xvs_nl_alert(const struct xvs_attachment *att, const struct xvs_port *port,
		  const char *text);

#endif
