// SPDX-License-Identifier: GPL-2.0-only
/*
 * Feeds frames to network devices as tun does and times them in windows.
 *
 * /sys/kernel/debug/xvs_bench/
 *	run	write: "in=DEV[,DEV] sink=DEV[,DEV..] size=N flows=N windows=N
 *		frames=N copies=N smac=MAC dmac=MAC one_smac=0|1 one_dmac=0|1
 *		first=N mark=0|1".  The write returns when all is sent.  Each
 *		device of in= is fed from a CPU of its own, with flows and
 *		source addresses of its own.  It fails with EIO when the sinks
 *		did not get frames * windows * copies frames from each device,
 *		to the frame.
 *	result	read: one line per device of in=, the nanoseconds of each of
 *		its windows.
 *	tap	write: "NAME FD" hands over an open tap, "none" drops them all.
 */

#include <linux/debugfs.h>
#include <linux/etherdevice.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <net/net_namespace.h>

#include "frame.h"
#include "tap.h"

#define BATCH		64	/* vhost-net's VHOST_NET_BATCH */
#define LANES_MAX	8
#define SINKS_MAX	16
#define WINDOWS_MAX	100000

/* A device that is fed, and the CPU that feeds it. */
struct lane {
	struct net_device *dev;
	struct bench_frame frame;
	struct task_struct *task;
	struct run *run;
	u32 first_flow;
	u32 flow;
	u32 *ns;
	int err;
} ____cacheline_aligned_in_smp;

struct run {
	struct lane *lanes;
	unsigned int n_lanes;
	struct net_device *sinks[SINKS_MAX];
	struct bench_tap *taps[SINKS_MAX];
	u64 drained;
	unsigned int n_sinks;
	unsigned int size, flows, windows, frames, copies, first;
	u8 smac[ETH_ALEN], dmac[ETH_ALEN];
	bool one_smac, one_dmac, mark;
	atomic_t ready;
	struct completion done;
	atomic_t running;
};

static DEFINE_MUTEX(run_lock);
static struct dentry *dir;
static u32 *results;
static unsigned int result_lanes, result_windows;

/* -- sending -- */

static void drain(struct run *run)
{
	unsigned int i;

	for (i = 0; i < run->n_sinks; i++)
		if (run->taps[i])
			run->drained += bench_tap_drain(run->taps[i]);
}

static int send_batch(struct lane *lane, unsigned int n)
{
	struct run *run = lane->run;
	int err = 0;

	local_bh_disable();
	while (n-- && !err) {
		err = bench_frame_receive(&lane->frame, lane->dev,
					  lane->first_flow + lane->flow);
		if (++lane->flow >= run->flows)
			lane->flow = 0;
	}
	drain(run);
	local_bh_enable();
	return err;
}

static int send_window(struct lane *lane)
{
	unsigned int left, n;
	int err = 0;

	for (left = lane->run->frames; left && !err; left -= n) {
		n = min_t(unsigned int, left, BATCH);
		err = send_batch(lane, n);
	}
	return err;
}

static void send_all(struct lane *lane)
{
	unsigned int i;
	u64 began;

	for (i = 0; i < lane->run->windows && !lane->err; i++) {
		began = ktime_get_ns();
		lane->err = send_window(lane);
		lane->ns[i] = min_t(u64, ktime_get_ns() - began, U32_MAX);
		cond_resched();
	}
}

/* Lanes start together, so that they run at the same time. */
static int lane_thread(void *data)
{
	struct lane *lane = data;
	struct run *run = lane->run;

	atomic_dec(&run->ready);
	while (atomic_read(&run->ready) > 0)
		cond_resched();
	send_all(lane);
	if (atomic_dec_and_test(&run->running))
		complete(&run->done);
	return 0;
}

static int send_on_cpus(struct run *run)
{
	unsigned int i, cpu = cpumask_first(cpu_online_mask);

	if (run->n_lanes > num_online_cpus())
		return -ENODEV;
	init_completion(&run->done);
	atomic_set(&run->ready, run->n_lanes);
	atomic_set(&run->running, run->n_lanes);
	for (i = 0; i < run->n_lanes; i++) {
		struct task_struct *task;

		task = kthread_create(lane_thread, &run->lanes[i],
				      "bench_gen/%u", cpu);
		if (IS_ERR(task))
			goto undo;
		kthread_bind(task, cpu);
		run->lanes[i].task = task;
		cpu = cpumask_next(cpu, cpu_online_mask);
	}
	for (i = 0; i < run->n_lanes; i++)
		wake_up_process(run->lanes[i].task);
	wait_for_completion(&run->done);
	return 0;

undo:
	while (i--)
		kthread_stop(run->lanes[i].task);
	return -ENOMEM;
}

/* -- what arrived -- */

/*
 * Tell the counter of instructions, if there is one, where the frames begin
 * and end; a long NOP to everybody else.
 */
static __always_inline void mark_begin(void)
{
	asm volatile(".byte 0x0f,0x1f,0x84,0x00,0x00,0x53,0x56,0x58"
		     ::: "memory");
}

static __always_inline void mark_end(void)
{
	asm volatile(".byte 0x0f,0x1f,0x84,0x00,0x01,0x53,0x56,0x58"
		     ::: "memory");
}

static u64 arrived(struct run *run)
{
	struct rtnl_link_stats64 stats;
	u64 frames = run->drained;
	unsigned int i;

	for (i = 0; i < run->n_sinks; i++) {
		if (run->taps[i])
			continue;
		dev_get_stats(run->sinks[i], &stats);
		frames += stats.tx_packets;
	}
	return frames;
}

static int run_measured(struct run *run)
{
	u64 wanted = (u64)run->frames * run->windows * run->copies *
		     run->n_lanes;
	u64 before, after;
	unsigned int i;
	int err = 0;

	drain(run);
	before = arrived(run);
	if (run->mark)
		mark_begin();
	if (run->n_lanes > 1)
		err = send_on_cpus(run);
	else
		send_all(&run->lanes[0]);
	if (run->mark)
		mark_end();
	for (i = 0; i < run->n_lanes && !err; i++)
		err = run->lanes[i].err;
	if (err)
		return err;
	after = arrived(run);
	if (after - before != wanted) {
		pr_err("bench_gen: %s: %llu of %llu frames arrived\n",
		       run->lanes[0].dev->name, after - before, wanted);
		return -EIO;
	}
	return 0;
}

/* -- what to send, in words -- */

static int add_sink(struct run *run, const char *name)
{
	struct net_device *dev;

	if (run->n_sinks == SINKS_MAX)
		return -E2BIG;
	dev = dev_get_by_name(&init_net, name);
	if (!dev)
		return -ENODEV;
	run->taps[run->n_sinks] = bench_tap_find(name);
	run->sinks[run->n_sinks++] = dev;
	return 0;
}

static int add_lane(struct run *run, const char *name)
{
	struct net_device *dev;

	if (run->n_lanes == LANES_MAX)
		return -E2BIG;
	dev = dev_get_by_name(&init_net, name);
	if (!dev)
		return -ENODEV;
	run->lanes[run->n_lanes++].dev = dev;
	return 0;
}

static int parse_list(struct run *run, char *list,
		      int (*add)(struct run *run, const char *name))
{
	char *name;
	int err = 0;

	while (!err && (name = strsep(&list, ",")))
		err = add(run, name);
	return err;
}

static int parse_number(struct run *run, const char *key, const char *value)
{
	const struct {
		const char *key;
		unsigned int *value;
	} numbers[] = {
		{ "size", &run->size },		{ "flows", &run->flows },
		{ "windows", &run->windows },	{ "frames", &run->frames },
		{ "copies", &run->copies },	{ "first", &run->first },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!strcmp(key, numbers[i].key))
			return kstrtouint(value, 0, numbers[i].value);
	return -EINVAL;
}

static int parse_word(struct run *run, char *word)
{
	char *key = strsep(&word, "=");

	if (!word)
		return -EINVAL;
	if (!strcmp(key, "in"))
		return parse_list(run, word, add_lane);
	if (!strcmp(key, "sink"))
		return parse_list(run, word, add_sink);
	if (!strcmp(key, "smac"))
		return mac_pton(word, run->smac) ? 0 : -EINVAL;
	if (!strcmp(key, "dmac"))
		return mac_pton(word, run->dmac) ? 0 : -EINVAL;
	if (!strcmp(key, "one_smac"))
		return kstrtobool(word, &run->one_smac);
	if (!strcmp(key, "one_dmac"))
		return kstrtobool(word, &run->one_dmac);
	if (!strcmp(key, "mark"))
		return kstrtobool(word, &run->mark);
	return parse_number(run, key, word);
}

static int parse(struct run *run, char *text)
{
	char *word;
	int err = 0;

	while (!err && (word = strsep(&text, "\n ")))
		if (*word)
			err = parse_word(run, word);
	if (err)
		return err;
	if (!run->n_lanes || !run->windows || run->windows > WINDOWS_MAX ||
	    !run->frames || !run->flows || run->size < 60 ||
	    run->size > BENCH_FRAME_MAX)
		return -EINVAL;
	return 0;
}

/* -- a run -- */

static struct run *run_alloc(void)
{
	struct run *run = kzalloc(sizeof(*run), GFP_KERNEL);

	if (!run)
		return NULL;
	run->lanes = kcalloc(LANES_MAX, sizeof(*run->lanes), GFP_KERNEL);
	if (!run->lanes) {
		kfree(run);
		return NULL;
	}
	run->size = 60;
	run->flows = 1;
	run->windows = 1;
	run->frames = 6400;
	run->copies = 1;
	return run;
}

static void run_free(struct run *run)
{
	while (run->n_sinks--)
		dev_put(run->sinks[run->n_sinks]);
	while (run->n_lanes--)
		dev_put(run->lanes[run->n_lanes].dev);
	kfree(run->lanes);
	kfree(run);
}

static int prepare_lanes(struct run *run)
{
	unsigned int i;

	vfree(results);
	results = vcalloc(run->n_lanes * run->windows, sizeof(*results));
	if (!results)
		return -ENOMEM;
	result_lanes = run->n_lanes;
	result_windows = run->windows;
	for (i = 0; i < run->n_lanes; i++) {
		struct lane *lane = &run->lanes[i];

		lane->run = run;
		lane->ns = results + i * run->windows;
		lane->first_flow = run->first + i * run->flows;
		lane->frame.len = run->size;
		lane->frame.one_smac = run->one_smac;
		lane->frame.one_dmac = run->one_dmac;
		ether_addr_copy(lane->frame.smac, run->smac);
		ether_addr_copy(lane->frame.dmac, run->dmac);
		bench_frame_init(&lane->frame);
	}
	return 0;
}

static int run_text(char *text)
{
	struct run *run = run_alloc();
	int err;

	if (!run)
		return -ENOMEM;
	result_lanes = 0;
	err = parse(run, text);
	if (!err)
		err = prepare_lanes(run);
	if (!err)
		err = run_measured(run);
	if (err)
		result_lanes = 0;
	run_free(run);
	return err;
}

/* -- files -- */

static ssize_t run_write(struct file *file, const char __user *buf,
			 size_t count, loff_t *pos)
{
	char *text;
	int err;

	if (count > PAGE_SIZE)
		return -E2BIG;
	text = memdup_user_nul(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&run_lock);
	err = run_text(text);
	mutex_unlock(&run_lock);
	kfree(text);
	return err ?: count;
}

static const struct file_operations run_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= run_write,
};

static int result_show(struct seq_file *seq, void *unused)
{
	unsigned int lane, i;

	mutex_lock(&run_lock);
	for (lane = 0; lane < result_lanes; lane++) {
		for (i = 0; i < result_windows; i++)
			seq_printf(seq, "%u ",
				   results[lane * result_windows + i]);
		seq_putc(seq, '\n');
	}
	mutex_unlock(&run_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(result);

static ssize_t tap_write(struct file *file, const char __user *buf,
			 size_t count, loff_t *pos)
{
	char text[64], name[IFNAMSIZ];
	int fd, err = -EINVAL;

	if (count >= sizeof(text))
		return -E2BIG;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	mutex_lock(&run_lock);
	if (sysfs_streq(text, "none")) {
		bench_tap_drop_all();
		err = 0;
	} else if (sscanf(text, "%15s %d", name, &fd) == 2) {
		err = bench_tap_add(name, fd);
	}
	mutex_unlock(&run_lock);
	return err ?: count;
}

static const struct file_operations tap_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= tap_write,
};

static int __init bench_gen_init(void)
{
	dir = debugfs_create_dir("xvs_bench", NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	debugfs_create_file("run", 0200, dir, NULL, &run_fops);
	debugfs_create_file("result", 0400, dir, NULL, &result_fops);
	debugfs_create_file("tap", 0200, dir, NULL, &tap_fops);
	return 0;
}

static void __exit bench_gen_exit(void)
{
	debugfs_remove_recursive(dir);
	bench_tap_drop_all();
	vfree(results);
}

module_init(bench_gen_init);
module_exit(bench_gen_exit);
MODULE_DESCRIPTION("Generator of received frames for the xvs benchmark");
MODULE_LICENSE("GPL");
