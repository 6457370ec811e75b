/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM xvs

#if !defined(_XVS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _XVS_TRACE_H

#include <linux/tracepoint.h>

#include "drop.h"
#include "port.h"
#include "switch.h"

#define XVS_DROP_SYMBOL(name, core, sentence) { XVS_DROP_##name, #name },
#define xvs_show_drop(reason)						\
	__print_symbolic(reason,					\
			 XVS_DROP_REASONS(XVS_DROP_SYMBOL) { -1, "" })

TRACE_EVENT(xvs_drop,
	TP_PROTO(const struct xvs_port *port, const struct sk_buff *skb,
		 enum xvs_direction direction, enum xvs_drop_reason reason),
	TP_ARGS(port, skb, direction, reason),
	TP_STRUCT__entry(
		__field(u32, switch_id)
		__field(u32, port_id)
		__field(u8, direction)
		__field(u8, reason)
		__field(unsigned int, len)
		__field(const void *, skbaddr)
	),
	TP_fast_assign(
		__entry->switch_id = port->sw->id;
		__entry->port_id = port->id;
		__entry->direction = direction;
		__entry->reason = reason;
		__entry->len = skb ? skb->len : 0;
		__entry->skbaddr = skb;
	),
	TP_printk("switch=%u port=%u direction=%s reason=%s len=%u skbaddr=%p",
		  __entry->switch_id, __entry->port_id,
		  __entry->direction == XVS_DIRECTION_IN ? "in" : "out",
		  xvs_show_drop(__entry->reason),
		  __entry->len, __entry->skbaddr)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
