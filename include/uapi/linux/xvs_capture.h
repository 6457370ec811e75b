/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* The tables of the extension "capture" of the xvs switch, and how it marks
 * the frames that it copies. All three tables are the switch's.
 *
 *   session		rows of &struct xvs_capture_session and instructions
 *   session-stats	read-only, &struct xvs_capture_stats, same numbers
 *   mirror		rows of &struct xvs_mirror_session; the row's number is
 *			the session's
 */
#ifndef _UAPI_LINUX_XVS_CAPTURE_H
#define _UAPI_LINUX_XVS_CAPTURE_H

#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/types.h>

#define XVS_CAPTURE_VERSION		0x0100	/* of all the tables' rows */

#define XVS_CAPTURE_MAX			48	/* sessions on one switch */
#define XVS_CAPTURE_NAME_LEN		31
#define XVS_CAPTURE_FILTER_MAX		480	/* instructions */
#define XVS_CAPTURE_SNAP_MAX		65535
#define XVS_CAPTURE_VLAN_ANY		0xffff

/* &xvs_capture_session.directions and &xvs_mirror_session.directions, as the
 * switch sees it. Only frames that were dropped have no mirror.
 */
#define XVS_CAPTURE_IN			(1 << 0)
#define XVS_CAPTURE_OUT			(1 << 1)
#define XVS_CAPTURE_DROPPED		(1 << 2)

/**
 * enum xvs_capture_mark - what stands before a copy
 * @XVS_CAPTURE_MARK_NONE: nothing; a copy is the frame.
 * @XVS_CAPTURE_MARK_GENEVE: Ethernet, IPv4, UDP and Geneve headers that say
 *	where and why.
 */
enum xvs_capture_mark {
	XVS_CAPTURE_MARK_NONE,
	XVS_CAPTURE_MARK_GENEVE,
};

/* &xvs_capture_match.fields: which of the others are compared */
#define XVS_CAPTURE_MATCH_MAC		(1 << 0)
#define XVS_CAPTURE_MATCH_ETHERTYPE	(1 << 1)
#define XVS_CAPTURE_MATCH_PROTO		(1 << 2)
#define XVS_CAPTURE_MATCH_IPV4		(1 << 3)
#define XVS_CAPTURE_MATCH_IPV6		(1 << 4)
#define XVS_CAPTURE_MATCH_PORT		(1 << 5)

/**
 * struct xvs_capture_match - what a frame must have, at either end
 * @fields: of XVS_CAPTURE_MATCH_*; 0: every frame matches.
 * @ethertype: behind the tag of the VLAN.
 * @port: TCP, UDP or SCTP port, source or destination.
 * @mac: source or destination.
 * @proto: IP protocol; of IPv6 the one behind the extension headers.
 * @prefix: bits of @addr that are compared.
 * @pad: zero.
 * @addr: source or destination; one of IPv4 has the first four bytes.
 */
struct xvs_capture_match {
	__u16	fields;
	__be16	ethertype;
	__be16	port;
	__u8	mac[ETH_ALEN];
	__u8	proto;
	__u8	prefix;
	__u8	pad[2];
	__u8	addr[16];
};

/**
 * struct xvs_capture_session - which frames are copied, and where to
 * @name: unique on the switch, zeros behind it.
 * @dev: name of the device that gives the copies to its listeners. It is made
 *	for the session; sessions of one switch may share one.
 * @port: number of the port; 0: all, and the trusted source.
 * @snap: greatest length of a copy, in bytes of the frame; 0: all of it.
 * @sample: one frame in so many, by chance; 0 or 1: all.
 * @vlan: VLAN that the frame travels in; 0: none, XVS_CAPTURE_VLAN_ANY: any.
 * @directions: of XVS_CAPTURE_IN and so on.
 * @mark: &enum xvs_capture_mark.
 * @filter_len: number of instructions of classic BPF that follow, each a
 *	struct sock_filter; 0: none. They see the frame without the tag of its
 *	VLAN, and copy it if they return anything but 0.
 * @pad: zero.
 * @match: a frame must match this as well.
 */
struct xvs_capture_session {
	char	name[XVS_CAPTURE_NAME_LEN + 1];
	char	dev[IFNAMSIZ];
	__u32	port;
	__u32	snap;
	__u32	sample;
	__u16	vlan;
	__u8	directions;
	__u8	mark;
	__u16	filter_len;
	__u16	pad;
	struct xvs_capture_match match;
};

/**
 * struct xvs_capture_stats - what became of the frames of a session
 * @captured: copied to the device.
 * @bytes: of these copies, without marks.
 * @unheard: not looked at, because nobody listens to the device.
 * @filtered: VLAN, match or filter did not want it.
 * @sampled_out: not chosen.
 * @no_memory: chosen, but there was no memory for a copy.
 *
 * All but @bytes together are the frames that passed the session's port in its
 * directions.
 */
struct xvs_capture_stats {
	__u64	captured;
	__u64	bytes;
	__u64	unheard;
	__u64	filtered;
	__u64	sampled_out;
	__u64	no_memory;
};

/* XVS_CAPTURE_MARK_GENEVE: the identifier (VNI) is the port's number, the UDP
 * source port the session's, and the last byte of the IPv4 source address in
 * 192.0.2.0/24 is &enum xvs_capture_way. The options have this class, and
 * text in them has no final zero but zeros up to a length of four bytes.
 */
#define XVS_CAPTURE_OPTION_CLASS	0xff78

/**
 * enum xvs_capture_way - which way a frame went, as the switch sees it
 * @XVS_CAPTURE_WAY_IN: it came in at the port.
 * @XVS_CAPTURE_WAY_OUT: it left there.
 * @XVS_CAPTURE_WAY_DROPPED_IN: it came in there and was dropped.
 * @XVS_CAPTURE_WAY_DROPPED_OUT: it was to leave there and was dropped.
 */
enum xvs_capture_way {
	XVS_CAPTURE_WAY_IN		= 1,
	XVS_CAPTURE_WAY_OUT,
	XVS_CAPTURE_WAY_DROPPED_IN,
	XVS_CAPTURE_WAY_DROPPED_OUT,
};

/**
 * enum xvs_capture_option - types of the options
 * @XVS_CAPTURE_OPTION_FRAME: __be32 length of the whole frame, without the tag
 *	of its VLAN.
 * @XVS_CAPTURE_OPTION_PORT: name of the port; not of the trusted source.
 * @XVS_CAPTURE_OPTION_REASON: why it was dropped: __be32 number, then the
 *	name, with the extension's and a dot before it if one dropped it.
 * @XVS_CAPTURE_OPTION_SENTENCE: the same in words, the first 108 bytes.
 */
enum xvs_capture_option {
	XVS_CAPTURE_OPTION_FRAME	= 1,
	XVS_CAPTURE_OPTION_PORT,
	XVS_CAPTURE_OPTION_REASON,
	XVS_CAPTURE_OPTION_SENTENCE,
};

#define XVS_MIRROR_SESSIONS		48	/* on one switch */
#define XVS_MIRROR_SOURCES		64	/* of one session */

/**
 * struct xvs_mirror_session - copies of what passes some ports go to another
 * @dest: number of the port that gets the copies.
 * @directions: XVS_CAPTURE_IN and XVS_CAPTURE_OUT of the sources.
 * @pad: zero.
 * @source_count: how many sources; 0: all ports but the destination.
 * @source: numbers of ports, zeros behind them.
 */
struct xvs_mirror_session {
	__u32	dest;
	__u8	directions;
	__u8	pad;
	__u16	source_count;
	__u32	source[XVS_MIRROR_SOURCES];
};

#endif
