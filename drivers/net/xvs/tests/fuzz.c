// SPDX-License-Identifier: GPL-2.0-only
/* Frames that no parser expects, from devices that a switch takes as ports.
 *
 * Loading makes the devices fuzz0 to fuzz3. The first two can do everything;
 * for the others the kernel has to compute sums, to segment and to tag. What a
 * device transmits is read to its last byte, counted and freed.
 *
 * /sys/kernel/debug/xvs_fuzz/
 *	corpus	write: "NAME HEX", one frame. 02:58:56:53:00:00 and :01 in it
 *		stand for the addresses of the sender and of its peer; fuzz0 and
 *		fuzz1 are peers, and so are fuzz2 and fuzz3.
 *	run	write: "SEED FIRST COUNT". Frame N of a seed is the same in
 *		every run. The write returns when all are sent, with EIO behind
 *		a frame at which the kernel complained; the log shows it.
 *	result	read: what was sent, and what arrived.
 */
#include <linux/debugfs.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/rtnetlink.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "fuzz.h"

#define LINK_FORWARDED	1	/* the last 01:80:c2:00:00:0x that is */
#define MTU_MAX		9000
#define BATCH		64
#define WARM_UP		4	/* numbers before the first good one */

static const u8 own_address[ETH_ALEN] = { 0x02, 0x58, 0x56, 0x53, 0, 0 };

/* In netdev_priv(). */
struct fuzz_device {
	u64		sent;
	u64		untagged;	/* the kernel's: no room for a tag */
	u64		link;		/* its own: not to be forwarded */
	u64		refused;	/* as by a tap */
	atomic64_t	arrived;
};

static DEFINE_MUTEX(lock);	/* of all that follows */
static struct net_device *devices[FUZZ_DEVICES];
static struct fuzz_corpus corpus;
static struct fuzz_frame frame;
static struct dentry *dir;

/* --- devices --- */

static netdev_tx_t fuzz_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct fuzz_device *fd = netdev_priv(dev);

	skb_checksum(skb, 0, skb->len, 0);
	atomic64_inc(&fd->arrived);
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops fuzz_netdev_ops = {
	.ndo_start_xmit = fuzz_xmit,
	.ndo_features_check = passthru_features_check,
};

static void fuzz_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &fuzz_netdev_ops;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->max_mtu = MTU_MAX;
	dev->mtu = MTU_MAX;
}

static struct net_device *make_device(unsigned int i)
{
	struct net_device *dev;
	u8 addr[ETH_ALEN];
	int err;

	dev = alloc_netdev(sizeof(struct fuzz_device), "fuzz%d",
			   NET_NAME_ENUM, fuzz_setup);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	ether_addr_copy(addr, own_address);
	addr[ETH_ALEN - 1] = i;
	eth_hw_addr_set(dev, addr);
	if (i < FUZZ_ABLE)
		dev->features = NETIF_F_SG | NETIF_F_FRAGLIST |
				NETIF_F_HW_CSUM | NETIF_F_GSO_SOFTWARE |
				NETIF_F_GSO_ROBUST | NETIF_F_GSO_UDP |
				NETIF_F_HIGHDMA | NETIF_F_HW_VLAN_CTAG_TX;
	dev->hw_features = dev->features;
	dev->vlan_features = dev->features;
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return ERR_PTR(err);
	}
	return dev;
}

static void unmake_devices(unsigned int count)
{
	while (count--) {
		unregister_netdev(devices[count]);
		free_netdev(devices[count]);
	}
}

static int make_devices(void)
{
	unsigned int i;

	for (i = 0; i < FUZZ_DEVICES; i++) {
		devices[i] = make_device(i);
		if (IS_ERR(devices[i])) {
			unmake_devices(i);
			return PTR_ERR(devices[i]);
		}
	}
	return 0;
}

/* --- the corpus --- */

/* The same frame as device @i sends it. */
static void address(u8 *data, unsigned int len, unsigned int i)
{
	unsigned int at, last = ETH_ALEN - 1;

	for (at = 0; at + ETH_ALEN <= len; at++)
		if (!memcmp(data + at, own_address, last) &&
		    data[at + last] < 2)
			data[at + last] ^= i;
}

static int fill_seed(struct fuzz_seed *seed, char *text)
{
	char *name = strsep(&text, " ");
	unsigned int i;

	if (!text || strlen(text) % 2)
		return -EINVAL;
	seed->len = strlen(text) / 2;
	if (seed->len < ETH_HLEN || seed->len > FUZZ_SEED_MAX ||
	    strscpy(seed->name, name, sizeof(seed->name)) < 0)
		return -EINVAL;
	for (i = 0; i < FUZZ_DEVICES; i++) {
		if (hex2bin(seed->data[i], text, seed->len))
			return -EINVAL;
		address(seed->data[i], seed->len, i);
	}
	return 0;
}

static int add_seed(char *text)
{
	struct fuzz_seed *seed;
	int err;

	if (corpus.count == FUZZ_SEEDS_MAX)
		return -ENOSPC;
	seed = kzalloc(sizeof(*seed), GFP_KERNEL);
	if (!seed)
		return -ENOMEM;
	err = fill_seed(seed, text);
	if (err)
		kfree(seed);
	else
		corpus.seed[corpus.count++] = seed;
	return err;
}

/* --- a frame --- */

static void choose_addresses(void)
{
	struct ethhdr *eth = (struct ethhdr *)frame.data;
	u8 odd[ETH_ALEN];

	prandom_bytes_state(&frame.rnd, odd, sizeof(odd));
	switch (fuzz_below(&frame, 8)) {
	case 0:
		ether_addr_copy(eth->h_dest,
				devices[frame.device ^ 1]->dev_addr);
		break;
	case 1:
		eth_broadcast_addr(eth->h_dest);
		break;
	case 2:
		memcpy(eth->h_dest, odd, ETH_ALEN);
		break;
	}
	if (fuzz_below(&frame, 16))
		ether_addr_copy(eth->h_source,
				devices[frame.device]->dev_addr);
}

static void make_frame(u32 seed, u32 number)
{
	struct fuzz_seed *from;
	int i;

	prandom_seed_state(&frame.rnd, jhash_2words(seed, number, 0));
	for (i = 0; i < WARM_UP; i++)
		prandom_u32_state(&frame.rnd);
	frame.device = fuzz_below(&frame, FUZZ_DEVICES);
	from = corpus.seed[fuzz_below(&frame, corpus.count)];
	from->used++;
	frame.len = from->len;
	memcpy(frame.data, from->data[frame.device], from->len);
	fuzz_change(&frame, &corpus);
	choose_addresses();
}

/* What the kernel keeps from the switch. */
static void count(struct fuzz_device *fd, const struct sk_buff *skb)
{
	const u8 *dest = eth_hdr(skb)->h_dest;

	fd->sent++;
	if (eth_type_vlan(skb->protocol) && !skb_vlan_tag_present(skb) &&
	    skb->len < VLAN_HLEN + sizeof(u16))
		fd->untagged++;
	else if (is_link_local_ether_addr(dest) &&
		 dest[ETH_ALEN - 1] > LINK_FORWARDED)
		fd->link++;
}

enum sharing { NOT_SHARED, SHARED, CLONED, SHARINGS = 16 };

static void receive(struct sk_buff *skb)
{
	struct sk_buff *other = NULL;

	switch (fuzz_below(&frame, SHARINGS)) {
	case SHARED:
		other = skb_get(skb);
		break;
	case CLONED:
		other = skb_clone(skb, GFP_ATOMIC);
		break;
	}
	netif_receive_skb(skb);
	kfree_skb(other);
}

static void send(u32 seed, u32 number)
{
	struct fuzz_device *fd;
	struct net_device *dev;
	struct sk_buff *skb;

	make_frame(seed, number);
	dev = devices[frame.device];
	fd = netdev_priv(dev);
	skb = fuzz_skb(&frame, dev);
	if (!skb) {
		fd->refused++;
		return;
	}
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	count(fd, skb);
	local_bh_disable();
	receive(skb);
	local_bh_enable();
}

static bool complained(void)
{
	return test_taint(TAINT_WARN) || test_taint(TAINT_DIE) ||
	       test_taint(TAINT_BAD_PAGE);
}

static void blame(u32 seed, u32 number)
{
	pr_err("xvs_fuzz: seed %u, frame %u from fuzz%u, %u bytes:\n", seed,
	       number, frame.device, frame.len);
	print_hex_dump(KERN_ERR, "xvs_fuzz: ", DUMP_PREFIX_OFFSET, 16, 1,
		       frame.data, frame.len, false);
}

static int send_all(u32 seed, u32 number, u32 n)
{
	if (!corpus.count)
		return -ENOENT;
	if (complained())
		return -EIO;
	for (; n--; number++) {
		send(seed, number);
		if (complained()) {
			blame(seed, number);
			return -EIO;
		}
		if (number % BATCH)
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/* --- files --- */

static int run_text(char *text)
{
	unsigned int seed, first, n;

	if (sscanf(text, "%u %u %u", &seed, &first, &n) != 3)
		return -EINVAL;
	return send_all(seed, first, n);
}

static ssize_t take_text(const char __user *buf, size_t size,
			 int (*take)(char *text))
{
	char *text;
	int err;

	if (size > PAGE_SIZE)
		return -E2BIG;
	text = memdup_user_nul(buf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&lock);
	err = take(strim(text));
	mutex_unlock(&lock);
	kfree(text);
	return err ?: size;
}

static ssize_t corpus_write(struct file *file, const char __user *buf,
			    size_t size, loff_t *pos)
{
	return take_text(buf, size, add_seed);
}

static ssize_t run_write(struct file *file, const char __user *buf,
			 size_t size, loff_t *pos)
{
	return take_text(buf, size, run_text);
}

static const struct file_operations corpus_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= corpus_write,
};

static const struct file_operations run_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= run_write,
};

static void show_counts(struct seq_file *seq, const char *what,
			u64 (*count)(unsigned int i, const char **name))
{
	unsigned int i = 0;
	const char *name;
	u64 n;

	for (n = count(i, &name); name; n = count(++i, &name))
		seq_printf(seq, "%s %s %llu\n", what, name, n);
}

static int result_show(struct seq_file *seq, void *unused)
{
	struct fuzz_device *fd;
	unsigned int i;

	mutex_lock(&lock);
	for (i = 0; i < FUZZ_DEVICES; i++) {
		fd = netdev_priv(devices[i]);
		seq_printf(seq, "device fuzz%u %llu %llu %llu %llu %lld\n", i,
			   fd->sent, fd->untagged, fd->link, fd->refused,
			   atomic64_read(&fd->arrived));
	}
	for (i = 0; i < corpus.count; i++)
		seq_printf(seq, "seed %s %llu\n", corpus.seed[i]->name,
			   corpus.seed[i]->used);
	show_counts(seq, "change", fuzz_change_count);
	show_counts(seq, "buffer", fuzz_skb_count);
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(result);

static int __init fuzz_init(void)
{
	int err = make_devices();

	if (err)
		return err;
	dir = debugfs_create_dir("xvs_fuzz", NULL);
	debugfs_create_file("corpus", 0200, dir, NULL, &corpus_fops);
	debugfs_create_file("run", 0200, dir, NULL, &run_fops);
	debugfs_create_file("result", 0400, dir, NULL, &result_fops);
	return 0;
}
module_init(fuzz_init);

static void __exit fuzz_exit(void)
{
	debugfs_remove_recursive(dir);
	unmake_devices(FUZZ_DEVICES);
	while (corpus.count--)
		kfree(corpus.seed[corpus.count]);
}
module_exit(fuzz_exit);

MODULE_DESCRIPTION("Frames for xvs that no parser expects");
MODULE_LICENSE("GPL");
