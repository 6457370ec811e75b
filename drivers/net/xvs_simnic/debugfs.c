// SPDX-License-Identifier: GPL-2.0-only
/* A NIC's folder in debugfs: knobs, counters, and the table of associations.
 *
 * Names of devices are per namespace and this is not, so the folder has the
 * name that ethtool -i gives as bus-info.
 */

#include <linux/debugfs.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>

#include "simnic.h"

static struct dentry *root;

static int counters_show(struct seq_file *file, void *unused)
{
	const struct simnic *nic = file->private;
	int i;

	for (i = 0; i < SIMNIC_N_COUNTERS; i++)
		seq_printf(file, "%s %lld\n", simnic_counter_names[i],
			   atomic64_read(&nic->counters[i]));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static void show_sa(struct seq_file *file, const struct simnic_sa *sa)
{
	const struct xfrm_state *x = sa->x;

	seq_puts(file, x->xso.dir == XFRM_DEV_OFFLOAD_IN ? "in" : "out");
	seq_printf(file, " spi 0x%08x", ntohl(x->id.spi));
	if (x->props.family == AF_INET)
		seq_printf(file, " dst %pI4", &x->id.daddr.a4);
	else
		seq_printf(file, " dst %pI6c", &x->id.daddr.in6);
	seq_printf(file, " %s %s key %u icv %u",
		   x->props.mode == XFRM_MODE_TUNNEL ? "tunnel" : "transport",
		   sa->name, sa->key_bits, sa->icv * 8);
	if (sa->esn)
		seq_printf(file, " esn %llu", READ_ONCE(sa->top));
	if (sa->port)
		seq_printf(file, " udp %u", ntohs(sa->port));
	seq_printf(file, " frames %lld failures %lld\n",
		   atomic64_read(&sa->frames), atomic64_read(&sa->failures));
}

static int ipsec_show(struct seq_file *file, void *unused)
{
	struct simnic *nic = file->private;
	struct simnic_sa *sa;
	unsigned long handle;

	rcu_read_lock();
	xa_for_each(&nic->sas, handle, sa)
		show_sa(file, sa);
	rcu_read_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ipsec);

static int netdev_show(struct seq_file *file, void *unused)
{
	const struct simnic *nic = file->private;

	seq_printf(file, "%s\n", nic->dev->name);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(netdev);

static int carrier_get(void *data, u64 *value)
{
	const struct simnic *nic = data;

	*value = !READ_ONCE(nic->cut);
	return 0;
}

static int carrier_set(void *data, u64 value)
{
	simnic_link_cut(data, !value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(carrier_fops, carrier_get, carrier_set, "%llu\n");

static int vanish_set(void *data, u64 value)
{
	if (value)
		simnic_link_vanish(data);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(vanish_fops, NULL, vanish_set, "%llu\n");

/* Bits of what is lost, and their features */
static const netdev_features_t losses[] = {
	NETIF_F_HW_ESP,
	NETIF_F_HW_ESP_TX_CSUM,
	NETIF_F_GSO_ESP,
	NETIF_F_HW_CSUM,
	NETIF_F_ALL_TSO,
};

static int lose_get(void *data, u64 *value)
{
	const struct simnic *nic = data;
	int i;

	*value = 0;
	for (i = 0; i < ARRAY_SIZE(losses); i++)
		if (nic->lost & losses[i])
			*value |= BIT(i);
	return 0;
}

/* Who removes this file holds RTNL and waits for its users: try again rather
 * than wait for RTNL.
 */
static int lose_set(void *data, u64 value)
{
	struct simnic *nic = data;
	int i;

	if (!rtnl_trylock())
		return restart_syscall();
	nic->lost = 0;
	for (i = 0; i < ARRAY_SIZE(losses); i++)
		if (value & BIT(i))
			nic->lost |= losses[i];
	netdev_update_features(nic->dev);
	rtnl_unlock();
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(lose_fops, lose_get, lose_set, "%llu\n");

static void add_knobs(struct simnic *nic)
{
	struct simnic_knobs *knobs = &nic->knobs;
	struct dentry *dir = nic->dir;

	debugfs_create_u32("sa_capacity", 0600, dir, &knobs->sa_capacity);
	debugfs_create_u32("refuse_errno", 0600, dir, &knobs->refuse_errno);
	debugfs_create_u32("drop_every", 0600, dir, &knobs->drop_every);
	debugfs_create_u32("corrupt_every", 0600, dir, &knobs->corrupt_every);
	debugfs_create_u32("delay_us", 0600, dir, &knobs->delay_us);
	debugfs_create_u32("rx_status", 0600, dir, &knobs->rx_status);
	debugfs_create_atomic_t("refuse_next_add", 0600, dir,
				&knobs->refuse_next_add);
	debugfs_create_atomic_t("rx_status_next", 0600, dir,
				&knobs->rx_status_next);
	debugfs_create_atomic_t("fail_after", 0600, dir, &knobs->fail_after);
	debugfs_create_file("carrier", 0600, dir, nic, &carrier_fops);
	debugfs_create_file("vanish", 0200, dir, nic, &vanish_fops);
	debugfs_create_file("lose", 0600, dir, nic, &lose_fops);
}

void simnic_debugfs_add(struct simnic *nic)
{
	nic->dir = debugfs_create_dir(nic->name, root);
	debugfs_create_file("counters", 0400, nic->dir, nic, &counters_fops);
	debugfs_create_file("ipsec", 0400, nic->dir, nic, &ipsec_fops);
	debugfs_create_file("netdev", 0400, nic->dir, nic, &netdev_fops);
	add_knobs(nic);
}

void simnic_debugfs_del(struct simnic *nic)
{
	debugfs_remove(nic->dir);
}

void simnic_debugfs_init(void)
{
	root = debugfs_create_dir("xvs_simnic", NULL);
}

void simnic_debugfs_exit(void)
{
	debugfs_remove(root);
}
