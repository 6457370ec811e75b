// SPDX-License-Identifier: GPL-2.0-only
/* Reading the per-CPU counters. */
#include <linux/percpu.h>
#include <linux/string.h>

#include "stats.h"

static void add_one(const struct xvs_stats *stats, struct xvs_stats_sum *sum)
{
	struct xvs_stats_sum one;
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&stats->syncp);
		one.rx_packets = u64_stats_read(&stats->rx_packets);
		one.rx_bytes = u64_stats_read(&stats->rx_bytes);
		one.tx_packets = u64_stats_read(&stats->tx_packets);
		one.tx_bytes = u64_stats_read(&stats->tx_bytes);
		one.flooded = u64_stats_read(&stats->flooded);
	} while (u64_stats_fetch_retry(&stats->syncp, start));

	sum->rx_packets += one.rx_packets;
	sum->rx_bytes += one.rx_bytes;
	sum->tx_packets += one.tx_packets;
	sum->tx_bytes += one.tx_bytes;
	sum->flooded += one.flooded;
}

void xvs_stats_read(struct xvs_stats __percpu *percpu,
		    struct xvs_stats_sum *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu)
		add_one(per_cpu_ptr(percpu, cpu), sum);
}
