// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a datapath can do, to compare others with: on a device's
 * rx_handler each frame is freed (the floor), handed to the driver of another
 * device (direct), or given to its queue (queue).  And the worst: as direct,
 * but all devices count in one place (counted).
 *
 * /sys/kernel/debug/xvs_bench_redirect
 *	write	"IN free", "IN direct OUT[,OUT..]", "IN queue OUT[,OUT..]"
 *		or "IN counted OUT[,OUT..]"
 *	read	"IN FRAMES", a line per device
 */

#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <net/net_namespace.h>

#define OUTS_MAX	8

struct hook {
	struct list_head link;
	struct net_device *in;
	struct net_device *out[OUTS_MAX];
	unsigned int n_out;
	u64 __percpu *frames;
};

static LIST_HEAD(hooks);	/* under rtnl */
static atomic_long_t counted;
static struct dentry *file;

static void send_direct(struct sk_buff *skb, struct net_device *dev)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	int cpu = smp_processor_id();

	skb->dev = dev;
	/* The queue it was received on is no queue of this device. */
	skb_set_queue_mapping(skb, 0);
	HARD_TX_LOCK(dev, txq, cpu);
	netdev_start_xmit(skb, dev, txq, false);
	HARD_TX_UNLOCK(dev, txq);
}

static void send_queue(struct sk_buff *skb, struct net_device *dev)
{
	skb->dev = dev;
	dev_queue_xmit(skb);
}

static __always_inline void
send_to_all(struct hook *hook, struct sk_buff *skb,
	    void (*send)(struct sk_buff *skb, struct net_device *dev))
{
	struct sk_buff *copy;
	unsigned int i;

	this_cpu_inc(*hook->frames);
	skb_push(skb, ETH_HLEN);
	for (i = 0; i < hook->n_out - 1; i++) {
		copy = skb_clone(skb, GFP_ATOMIC);
		if (likely(copy))
			send(copy, hook->out[i]);
	}
	send(skb, hook->out[i]);
}

static rx_handler_result_t receive_free(struct sk_buff **pskb)
{
	struct hook *hook = rcu_dereference((*pskb)->dev->rx_handler_data);

	this_cpu_inc(*hook->frames);
	kfree_skb(*pskb);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_result_t receive_direct(struct sk_buff **pskb)
{
	send_to_all(rcu_dereference((*pskb)->dev->rx_handler_data), *pskb,
		    send_direct);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_result_t receive_queue(struct sk_buff **pskb)
{
	send_to_all(rcu_dereference((*pskb)->dev->rx_handler_data), *pskb,
		    send_queue);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_result_t receive_counted(struct sk_buff **pskb)
{
	atomic_long_inc(&counted);
	return receive_direct(pskb);
}

static void hook_free(struct hook *hook)
{
	while (hook->n_out--)
		dev_put(hook->out[hook->n_out]);
	dev_put(hook->in);
	free_percpu(hook->frames);
	kfree(hook);
}

static int hook_set_outs(struct hook *hook, char *list)
{
	char *name;

	hook->n_out = 0;
	while ((name = strsep(&list, ","))) {
		if (hook->n_out == OUTS_MAX)
			return -E2BIG;
		hook->out[hook->n_out] = dev_get_by_name(&init_net, name);
		if (!hook->out[hook->n_out])
			return -ENODEV;
		hook->n_out++;
	}
	return 0;
}

static struct hook *hook_alloc(const char *in, char *outs)
{
	struct hook *hook = kzalloc(sizeof(*hook), GFP_KERNEL);
	int err = -ENOMEM;

	if (!hook)
		return ERR_PTR(err);
	hook->frames = alloc_percpu(u64);
	if (!hook->frames)
		goto undo;
	err = -ENODEV;
	hook->in = dev_get_by_name(&init_net, in);
	if (!hook->in)
		goto undo;
	err = outs ? hook_set_outs(hook, outs) : 0;
	if (err)
		goto undo;
	return hook;

undo:
	hook_free(hook);
	return ERR_PTR(err);
}

static rx_handler_func_t *handler_by_name(const char *mode, bool has_outs)
{
	if (!strcmp(mode, "free"))
		return has_outs ? NULL : receive_free;
	if (!strcmp(mode, "direct"))
		return has_outs ? receive_direct : NULL;
	if (!strcmp(mode, "queue"))
		return has_outs ? receive_queue : NULL;
	if (!strcmp(mode, "counted"))
		return has_outs ? receive_counted : NULL;
	return NULL;
}

static int hook_add(char *text)
{
	char *in = strsep(&text, " ");
	char *mode = strsep(&text, " ");
	rx_handler_func_t *handler;
	struct hook *hook;
	int err;

	handler = mode ? handler_by_name(mode, text) : NULL;
	if (!handler)
		return -EINVAL;
	hook = hook_alloc(in, text);
	if (IS_ERR(hook))
		return PTR_ERR(hook);
	rtnl_lock();
	err = netdev_rx_handler_register(hook->in, handler, hook);
	if (!err)
		list_add_tail(&hook->link, &hooks);
	rtnl_unlock();
	if (err)
		hook_free(hook);
	return err;
}

static ssize_t redirect_write(struct file *file, const char __user *buf,
			      size_t count, loff_t *pos)
{
	char *text;
	int err;

	if (count > PAGE_SIZE)
		return -E2BIG;
	text = memdup_user_nul(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = hook_add(strim(text));
	kfree(text);
	return err ?: count;
}

static int redirect_show(struct seq_file *seq, void *unused)
{
	struct hook *hook;
	u64 frames;
	int cpu;

	rtnl_lock();
	list_for_each_entry(hook, &hooks, link) {
		frames = 0;
		for_each_possible_cpu(cpu)
			frames += *per_cpu_ptr(hook->frames, cpu);
		seq_printf(seq, "%s %llu\n", hook->in->name, frames);
	}
	rtnl_unlock();
	return 0;
}

static int redirect_open(struct inode *inode, struct file *file)
{
	return single_open(file, redirect_show, NULL);
}

static const struct file_operations redirect_fops = {
	.owner		= THIS_MODULE,
	.open		= redirect_open,
	.read		= seq_read,
	.write		= redirect_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int __init bench_redirect_init(void)
{
	file = debugfs_create_file("xvs_bench_redirect", 0600, NULL, NULL,
				   &redirect_fops);
	return PTR_ERR_OR_ZERO(file);
}

static void __exit bench_redirect_exit(void)
{
	struct hook *hook, *next;

	debugfs_remove(file);
	rtnl_lock();
	list_for_each_entry(hook, &hooks, link)
		netdev_rx_handler_unregister(hook->in);
	rtnl_unlock();
	synchronize_net();
	list_for_each_entry_safe(hook, next, &hooks, link)
		hook_free(hook);
}

module_init(bench_redirect_init);
module_exit(bench_redirect_exit);
MODULE_DESCRIPTION("The least that a datapath can do, for the xvs benchmark");
MODULE_LICENSE("GPL");
