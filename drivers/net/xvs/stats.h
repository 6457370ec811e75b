/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_STATS_H
#define _XVS_STATS_H

#include <linux/u64_stats_sync.h>

/* Per CPU, so that no two CPUs write one line. */
struct xvs_stats {
	u64_stats_t		rx_packets;	/* into the switch */
	u64_stats_t		rx_bytes;
	u64_stats_t		tx_packets;	/* out of the switch */
	u64_stats_t		tx_bytes;
	u64_stats_t		flooded;
	struct u64_stats_sync	syncp;
};

struct xvs_stats_sum {
	u64 rx_packets;
	u64 rx_bytes;
	u64 tx_packets;
	u64 tx_bytes;
	u64 flooded;
};

static inline void xvs_stats_rx(struct xvs_stats __percpu *percpu,
				unsigned int len)
{
	struct xvs_stats *stats = this_cpu_ptr(percpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->rx_packets);
	u64_stats_add(&stats->rx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

static inline void xvs_stats_tx(struct xvs_stats __percpu *percpu,
				unsigned int len)
{
	struct xvs_stats *stats = this_cpu_ptr(percpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->tx_packets);
	u64_stats_add(&stats->tx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

static inline void xvs_stats_flooded(struct xvs_stats __percpu *percpu)
{
	struct xvs_stats *stats = this_cpu_ptr(percpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->flooded);
	u64_stats_update_end(&stats->syncp);
}

void xvs_stats_read(struct xvs_stats __percpu *percpu,
		    struct xvs_stats_sum *sum);

#endif
