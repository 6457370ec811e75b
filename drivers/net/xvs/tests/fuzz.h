/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_TESTS_FUZZ_H
#define _XVS_TESTS_FUZZ_H

#include <linux/if_ether.h>
#include <linux/prandom.h>
#include <linux/types.h>

#define FUZZ_DEVICES	4
#define FUZZ_ABLE	2	/* the first of them can do everything */
#define FUZZ_SEEDS_MAX	128
#define FUZZ_SEED_MAX	512	/* bytes */
#define FUZZ_FRAME_MAX	2048

struct net_device;
struct sk_buff;

/* A frame of the corpus, as each of the devices sends it. */
struct fuzz_seed {
	char	name[32];
	u64	used;
	u16	len;
	u8	data[FUZZ_DEVICES][FUZZ_SEED_MAX];
};

struct fuzz_corpus {
	struct fuzz_seed	*seed[FUZZ_SEEDS_MAX];
	unsigned int		count;
};

/* A frame that is being made up. All of it follows from the state of @rnd, and
 * that from the frame's number.
 */
struct fuzz_frame {
	struct rnd_state	rnd;
	unsigned int		device;		/* that sends it */
	unsigned int		len;
	u8			data[FUZZ_FRAME_MAX];
};

u32 fuzz_below(struct fuzz_frame *frame, u32 end);
void fuzz_change(struct fuzz_frame *frame, const struct fuzz_corpus *corpus);
u64 fuzz_change_count(unsigned int i, const char **name);

struct sk_buff *fuzz_skb(struct fuzz_frame *frame, struct net_device *dev);
u64 fuzz_skb_count(unsigned int i, const char **name);

#endif
