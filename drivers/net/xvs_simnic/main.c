// SPDX-License-Identifier: GPL-2.0-only
/* Pairs of simulated NICs that do IPsec: what starts and stops. */

#include <linux/module.h>
#include <net/rtnetlink.h>

#include "simnic.h"

struct workqueue_struct *simnic_wq;

static int __init simnic_init(void)
{
	int err;

	simnic_wq = alloc_workqueue("xvs_simnic", 0, 0);
	if (!simnic_wq)
		return -ENOMEM;
	simnic_debugfs_init();
	err = rtnl_link_register(&simnic_dev_link_ops);
	if (err)
		goto err_link;
	return 0;

err_link:
	simnic_debugfs_exit();
	destroy_workqueue(simnic_wq);
	return err;
}

static void __exit simnic_exit(void)
{
	rtnl_link_unregister(&simnic_dev_link_ops);
	simnic_debugfs_exit();
	/* the grace periods of associations end in work */
	rcu_barrier();
	destroy_workqueue(simnic_wq);
}

module_init(simnic_init);
module_exit(simnic_exit);

MODULE_DESCRIPTION("Simulated pair of NICs that do IPsec crypto offload");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("xvs_simnic");
