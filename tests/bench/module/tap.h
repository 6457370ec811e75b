/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_TAP_H
#define BENCH_TAP_H

#include <linux/if.h>
#include <linux/ptr_ring.h>

struct bench_tap;

int bench_tap_add(const char *name, int fd);
void bench_tap_drop_all(void);
struct bench_tap *bench_tap_find(const char *name);
u64 bench_tap_drain(struct bench_tap *tap);

#endif
