/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_EXT_BPF_H
#define _XVS_EXT_BPF_H

#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/u64_stats_sync.h>
#include <linux/xarray.h>
#include <net/xvs.h>
#include <uapi/linux/xvs_bpf.h>

struct bpf_prog;
struct netlink_ext_ack;
struct sk_buff;
struct xvs_attach;
struct xvs_port;
struct xvs_table_change;

#define DIRECTIONS	2
#define TABLES		4
#define WORDS		(XVS_BPF_FREE + 1)	/* in __sk_buff.cb */

/* What came of running a program. */
enum outcome {
	OUTCOME_PASS,
	OUTCOME_DROP,
	OUTCOME_STOLEN,
	OUTCOME_UNKNOWN,	/* no verdict there is */
	OUTCOME_TAGGED,		/* with a VLAN tag that it put on */
	OUTCOME_BROKEN,		/* no Ethernet frame is left */
	OUTCOME_MISSED,		/* did not run */
	OUTCOME_COUNT
};

struct counters {
	u64_stats_t		outcome[OUTCOME_COUNT];
	u64_stats_t		timed;
	u64_stats_t		ns;
	struct u64_stats_sync	syncp;
	u32			turn;	/* of the next run to be timed */
};

struct program {
	struct bpf_prog		*prog;
	struct counters __percpu *counters;
	struct rcu_head		rcu;
	char			name[XVS_BPF_NAME_LEN];
	char			path[XVS_BPF_PATH_LEN];
};

/* Where programs are: a switch or a port. */
struct place {
	struct program __rcu	*program[DIRECTIONS];
};

/* What an attachment keeps. */
struct own {
	struct place		place;		/* of the switch */
	struct xarray		ports;		/* by number; of a forwarder */
};

/* --- running one: bpf_run.c --- */

enum outcome xvs_bpf_run_clone(const struct program *program,
			       const struct xvs_attach *at,
			       struct xvs_port *dst, struct sk_buff *skb);
enum outcome xvs_bpf_run_frame(const struct program *program,
			       const struct xvs_attach *at,
			       struct sk_buff *skb, u32 *words);
void xvs_bpf_count(const struct program *program, enum outcome outcome);
u64 xvs_bpf_read_outcome(const struct program *program, enum outcome outcome);
void xvs_bpf_read_run(const struct program *program, struct xvs_bpf_run *run);

/* --- where they are: bpf_table.c --- */

extern const struct xvs_ext_table xvs_bpf_tables[TABLES];

void xvs_bpf_clear(struct place *place);
const struct program *xvs_bpf_next(struct xvs_attach *at,
				   struct xvs_port *port, u32 *id);

#endif
