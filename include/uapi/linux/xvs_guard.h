/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Rows of the tables of extension "guard" of an xvs switch, all of ports. */
#ifndef _UAPI_LINUX_XVS_GUARD_H
#define _UAPI_LINUX_XVS_GUARD_H

#include <linux/types.h>

#define XVS_GUARD_VERSION	0x0100	/* of the rows below */

#define XVS_GUARD_TABLE_ADDRESS	"address"
#define XVS_GUARD_TABLE_SEEN	"seen"
#define XVS_GUARD_TABLE_STATE	"state"

#define XVS_GUARD_ADDRESS_MAX	64	/* recorded, on one port */
#define XVS_GUARD_SEEN_MAX	64	/* not recorded, seen on one port */

/**
 * enum xvs_guard_family - what sort of address
 * @XVS_GUARD_IPV4: in the first four bytes; the others are 0
 */
enum xvs_guard_family {
	XVS_GUARD_IPV4	= 4,
	XVS_GUARD_IPV6	= 6,
};

/**
 * enum xvs_guard_flags - more about a recorded address
 * @XVS_GUARD_PRIMARY: the one to hand out by DHCP; one of each family
 * @XVS_GUARD_ROUTED: of hosts behind the guest: a source of its packets, but
 *   nothing that it may claim by ARP or neighbour discovery
 */
enum xvs_guard_flags {
	XVS_GUARD_PRIMARY	= 1 << 0,
	XVS_GUARD_ROUTED	= 1 << 1,
};

/**
 * enum xvs_guard_how - how an address was learned
 */
enum xvs_guard_how {
	XVS_GUARD_BY_ARP,
	XVS_GUARD_BY_ND,
	XVS_GUARD_BY_SOURCE,
	XVS_GUARD_BY_DHCP,
	XVS_GUARD_HOW_COUNT,
};

/**
 * enum xvs_guard_verdict - an address seen beside what is recorded
 * @XVS_GUARD_LINK_LOCAL: an IPv6 link-local one that needs no record
 * @XVS_GUARD_MATCH: it is recorded
 * @XVS_GUARD_UNRECORDED: nothing of its family is recorded
 * @XVS_GUARD_MISMATCH: others are recorded
 * @XVS_GUARD_NONE: of a port, nothing was seen
 */
enum xvs_guard_verdict {
	XVS_GUARD_LINK_LOCAL,
	XVS_GUARD_MATCH,
	XVS_GUARD_UNRECORDED,
	XVS_GUARD_MISMATCH,
	XVS_GUARD_NONE,
};

/**
 * struct xvs_guard_address - a row of table "address"
 * @address: in network order
 * @family: enum xvs_guard_family
 * @prefix: how many of its bits count; 32 or 128: a single address
 * @flags: of enum xvs_guard_flags
 */
struct xvs_guard_address {
	__u8	address[16];
	__u8	family;
	__u8	prefix;
	__u16	flags;
};

/**
 * struct xvs_guard_seen - a row of table "seen", which the switch writes
 * @address: in network order
 * @family: enum xvs_guard_family
 * @how: enum xvs_guard_how, the first time
 * @verdict: enum xvs_guard_verdict
 * @reserved: 0
 * @age: since it was seen last, in ms
 * @since: since it was seen first, in ms
 */
struct xvs_guard_seen {
	__u8	address[16];
	__u8	family;
	__u8	how;
	__u8	verdict;
	__u8	reserved;
	__u32	age;
	__u32	since;
};

/**
 * struct xvs_guard_state - the row of table "state"
 * @verdict: enum xvs_guard_verdict, the worst of what is seen
 * @guarded: 1: frames of this port are looked into
 * @recorded: rows of table "address"
 * @seen: rows of table "seen"
 * @mismatching: of these, those that do not match
 * @reserved: 0
 * @mismatches: frames that said something other than what is recorded
 * @unlearned: frames with an address for which table "seen" had no room
 */
struct xvs_guard_state {
	__u32	verdict;
	__u32	guarded;
	__u32	recorded;
	__u32	seen;
	__u32	mismatching;
	__u32	reserved;
	__u64	mismatches;
	__u64	unlearned;
};

#endif
