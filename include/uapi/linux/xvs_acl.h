/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* Rows of the tables of the extension "acl". Numbers are in the byte order of
 * the host, addresses as in a packet. What is not used is zero.
 */
#ifndef _UAPI_LINUX_XVS_ACL_H
#define _UAPI_LINUX_XVS_ACL_H

#include <linux/types.h>

#define XVS_ACL_TABLE_VERSION	0x0100		/* major << 8 | minor */

#define XVS_ACL_RULES_MAX	65536		/* of one port */
#define XVS_ACL_TIMEOUT		255		/* seconds */
#define XVS_ACL_TIMEOUT_MAX	86400

/**
 * enum xvs_acl_kind - which of a port's two lists a rule stands in
 * @XVS_ACL_BASE: the longest prefix wins, a MAC address over any prefix
 * @XVS_ACL_EXTENDED: the highest weight wins, the lowest id among equals
 */
enum xvs_acl_kind {
	XVS_ACL_BASE,
	XVS_ACL_EXTENDED,
};

/**
 * enum xvs_acl_action - what a rule does with the frames that it matches
 * @XVS_ACL_ALLOW: they pass this list
 * @XVS_ACL_DENY: they are dropped
 * @XVS_ACL_METER: they are counted if they pass; base rules only
 */
enum xvs_acl_action {
	XVS_ACL_ALLOW,
	XVS_ACL_DENY,
	XVS_ACL_METER,
};

/* xvs_acl_rule.direction: as the guest sees it */
#define XVS_ACL_IN		0x01	/* to the guest */
#define XVS_ACL_OUT		0x02	/* from the guest */

/* xvs_acl_rule.flags */
#define XVS_ACL_STATEFUL	0x01	/* answers are allowed as well */
#define XVS_ACL_LOCAL_MAC	0x02	/* mac is the guest's address */
#define XVS_ACL_REMOTE_MAC	0x04	/* mac is the other one */

/**
 * struct xvs_acl_rule - a row of the table "rule", of a port
 * @kind: enum xvs_acl_kind
 * @action: enum xvs_acl_action
 * @direction: XVS_ACL_IN, XVS_ACL_OUT or both
 * @flags: XVS_ACL_STATEFUL, XVS_ACL_LOCAL_MAC, XVS_ACL_REMOTE_MAC
 * @family: 4 or 6; 0: both, without prefixes
 * @proto: IP protocol number; 0: any
 * @local_len: bits of @local that count
 * @remote_len: bits of @remote that count
 * @local: address of the guest's side, IPv4 in the first four bytes
 * @remote: address of the other side
 * @local_port_min: least port of the guest's side
 * @local_port_max: greatest; 0 as well as 65535 with a least of 0: any
 * @remote_port_min: least port of the other side
 * @remote_port_max: greatest
 * @weight: the highest first
 * @timeout: of a stateful rule, seconds; 0: XVS_ACL_TIMEOUT
 * @vlan: only in this VLAN of the switch; 0: in any or none
 * @mac: a MAC address
 *
 * A base rule has one of @local, @remote, @mac or none of them, and of the
 * members from @proto on, nothing else.
 */
struct xvs_acl_rule {
	__u8	kind;
	__u8	action;
	__u8	direction;
	__u8	flags;
	__u8	family;
	__u8	proto;
	__u8	local_len;
	__u8	remote_len;
	__u8	local[16];
	__u8	remote[16];
	__u16	local_port_min;
	__u16	local_port_max;
	__u16	remote_port_min;
	__u16	remote_port_max;
	__u32	weight;
	__u32	timeout;
	__u16	vlan;
	__u8	mac[6];
};

#define XVS_ACL_NEVER	(~(__u64)0)

/**
 * struct xvs_acl_hit - a row of the table "hit", of a port; read only
 * @packets: frames that met the rule with this row's id
 * @bytes: their length
 * @spared: those of them that it denies, but dry-run let pass
 * @age: milliseconds since the last one; XVS_ACL_NEVER: there was none
 */
struct xvs_acl_hit {
	__u64	packets;
	__u64	bytes;
	__u64	spared;
	__u64	age;
};

/**
 * struct xvs_acl_flow - a row of the table "flow", of a port; read only
 * @family: 4 or 6
 * @proto: IP protocol number
 * @direction: XVS_ACL_IN or XVS_ACL_OUT: the way that the rule allows
 * @pad: zero
 * @vlan: VLAN of the switch
 * @local_port: of the guest's side; the id of an ICMP request stands at the
 *	side that asks
 * @remote_port: of the other side
 * @pad2: zero
 * @rule: id of the stateful rule
 * @timeout: seconds without a frame after which answers are not allowed
 * @idle: milliseconds since the last frame either way, to an eighth of a second
 * @local: address of the guest's side
 * @remote: address of the other side
 *
 * One for each flow that a stateful rule has allowed. The ids of the rows are
 * places, which change as flows come and go.
 */
struct xvs_acl_flow {
	__u8	family;
	__u8	proto;
	__u8	direction;
	__u8	pad;
	__u16	vlan;
	__u16	local_port;
	__u16	remote_port;
	__u16	pad2;
	__u32	rule;
	__u32	timeout;
	__u32	idle;
	__u8	local[16];
	__u8	remote[16];
};

/**
 * struct xvs_acl_state - the row of the table "state", of a port; read only
 * @classified: frames that were compared with the rules; all others were of a
 *	flow whose verdict was known
 * @generation: counts changes of the rules
 * @rules: how many there are
 * @verdicts: flows whose verdict is known
 * @verdict_limit: at most so many; above that, those of idle flows go
 * @flows: rows of the table "flow"
 * @flow_limit: at most so many; above that, idle ones go
 */
struct xvs_acl_state {
	__u64	classified;
	__u32	generation;
	__u32	rules;
	__u32	verdicts;
	__u32	verdict_limit;
	__u32	flows;
	__u32	flow_limit;
};

#endif
