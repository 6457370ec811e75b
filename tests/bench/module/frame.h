/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>

#define BENCH_FRAME_MAX	1514

/* What every frame of a run looks like; the flow's number is added in. */
struct bench_frame {
	u8 data[BENCH_FRAME_MAX];
	u8 smac[ETH_ALEN];
	u8 dmac[ETH_ALEN];
	unsigned int len;
	bool one_smac;
	bool one_dmac;
};

void bench_frame_init(struct bench_frame *frame);
int bench_frame_receive(const struct bench_frame *frame,
			struct net_device *dev, u32 flow);

#endif
