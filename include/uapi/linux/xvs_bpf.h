/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* BPF programs as extensions of an xvs switch: "bpf-capture", "bpf-filter" and
 * "bpf-forward", which have the same tables. A program includes this as well.
 */
#ifndef _UAPI_LINUX_XVS_BPF_H
#define _UAPI_LINUX_XVS_BPF_H

#include <linux/types.h>

#define XVS_BPF_VERSION		0x0100	/* of the rows below */

/* Of the switch, and of a port. */
#define XVS_BPF_TABLE_PROGRAM		"program"
#define XVS_BPF_TABLE_PORT_PROGRAM	"port-program"
#define XVS_BPF_TABLE_RUN		"run"
#define XVS_BPF_TABLE_PORT_RUN		"port-run"

#define XVS_BPF_NAME_LEN	16	/* with the final zero */
#define XVS_BPF_PATH_LEN	232	/* with the final zero */
#define XVS_BPF_TAG_LEN		8

/**
 * enum xvs_bpf_word - what is in the words of __sk_buff.cb
 * @XVS_BPF_SRC: number of the port that the frame came in at; 0: the switch
 * @XVS_BPF_DST: number of the port that it is to leave at; 0 on the way in,
 *   where a program of a forwarder may write one or XVS_BPF_FLOOD
 * @XVS_BPF_VLAN: the VLAN it travels in, whose tag is off the frame; 0: none
 * @XVS_BPF_DIRECTION: enum xvs_direction
 * @XVS_BPF_FREE: 0; the program's own
 */
enum xvs_bpf_word {
	XVS_BPF_SRC,
	XVS_BPF_DST,
	XVS_BPF_VLAN,
	XVS_BPF_DIRECTION,
	XVS_BPF_FREE,
};

#define XVS_BPF_FLOOD		0xffffffff

/**
 * struct xvs_bpf_program - a row of the tables of programs
 * @direction: enum xvs_direction. The id of the row is this plus 1.
 * @fd: in a request, the program's file descriptor in the sender's process; in
 *   an answer -1
 * @prog_id: in an answer, the kernel's number of the program
 * @reserved: 0
 * @tag: in an answer, a hash over the program's instructions
 * @name: text; if empty, the program's own name
 * @path: text, where the program is pinned, or empty; for the reader only
 */
struct xvs_bpf_program {
	__u32	direction;
	__s32	fd;
	__u32	prog_id;
	__u32	reserved;
	__u8	tag[XVS_BPF_TAG_LEN];
	char	name[XVS_BPF_NAME_LEN];
	char	path[XVS_BPF_PATH_LEN];
};

/**
 * struct xvs_bpf_run - a row of the tables of runs, with its program's id
 * @direction: enum xvs_direction
 * @prog_id: the kernel's number of the program
 * @runs: how often it ran since it was put here
 * @timed: how many of these were timed
 * @ns: how long those took together
 * @passed: frames it let pass; of a capture extension, all
 * @dropped: frames it dropped
 * @stolen: frames it took
 * @bad: frames dropped because the switch does not know what it returned, or
 *   cannot use what it left of the frame
 * @missed: frames it was not run for, for want of memory
 */
struct xvs_bpf_run {
	__u32	direction;
	__u32	prog_id;
	__u64	runs;
	__u64	timed;
	__u64	ns;
	__u64	passed;
	__u64	dropped;
	__u64	stolen;
	__u64	bad;
	__u64	missed;
};

#endif
