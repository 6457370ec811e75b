// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader's side of a tap: takes what was transmitted to the tap out of its
 * ring and frees it, so that the ring never fills and each frame is counted.
 */

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/if_tun.h>
#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "tap.h"

struct bench_tap {
	struct list_head link;
	struct ptr_ring *ring;
	struct file *file;
	char name[IFNAMSIZ];
};

static LIST_HEAD(taps);

/* The file is one that the caller has open on /dev/net/tun. */
int bench_tap_add(const char *name, int fd)
{
	struct bench_tap *tap;
	int err;

	tap = kzalloc(sizeof(*tap), GFP_KERNEL);
	if (!tap)
		return -ENOMEM;
	strscpy(tap->name, name, sizeof(tap->name));
	tap->file = fget(fd);
	if (!tap->file) {
		err = -EBADF;
		goto free_tap;
	}
	tap->ring = tun_get_tx_ring(tap->file);
	if (IS_ERR(tap->ring)) {
		err = PTR_ERR(tap->ring);
		goto put_file;
	}
	list_add_tail(&tap->link, &taps);
	return 0;

put_file:
	fput(tap->file);
free_tap:
	kfree(tap);
	return err;
}

void bench_tap_drop_all(void)
{
	struct bench_tap *tap, *next;

	list_for_each_entry_safe(tap, next, &taps, link) {
		list_del(&tap->link);
		fput(tap->file);
		kfree(tap);
	}
}

struct bench_tap *bench_tap_find(const char *name)
{
	struct bench_tap *tap;

	list_for_each_entry(tap, &taps, link)
		if (!strcmp(tap->name, name))
			return tap;
	return NULL;
}

u64 bench_tap_drain(struct bench_tap *tap)
{
	u64 frames = 0;
	void *ptr;

	while ((ptr = ptr_ring_consume(tap->ring))) {
		if (tun_is_xdp_frame(ptr))
			tun_ptr_free(ptr);
		else
			consume_skb(ptr);
		frames++;
	}
	return frames;
}
