// SPDX-License-Identifier: GPL-2.0-only
/* Start and stop of the module, and nothing else. */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "fdb.h"
#include "ipsec.h"
#include "nic_netdev.h"
#include "nl.h"
#include "protect.h"
#include "rtnl.h"
#include "switch.h"
#include "verify.h"

static int __init xvs_init(void)
{
	int err;

	xvs_verify_init();
	err = xvs_fdb_cache_create();
	if (err)
		return err;
	err = xvs_ipsec_register();
	if (err)
		goto err_destroy_cache;
	err = xvs_protect_register();
	if (err)
		goto err_unregister_ipsec;
	err = xvs_switch_net_register();
	if (err)
		goto err_unregister_protect;
	err = xvs_nic_netdev_init();
	if (err)
		goto err_unregister_net;
	err = xvs_rtnl_init();
	if (err)
		goto err_netdev_exit;
	err = xvs_nl_init();
	if (err)
		goto err_rtnl_exit;
	return 0;

err_rtnl_exit:
	xvs_rtnl_exit();
err_netdev_exit:
	xvs_nic_netdev_exit();
err_unregister_net:
	xvs_switch_net_unregister();
err_unregister_protect:
	xvs_protect_unregister();
err_unregister_ipsec:
	xvs_ipsec_unregister();
err_destroy_cache:
	rcu_barrier();
	xvs_fdb_cache_destroy();
	return err;
}

/* The link kind takes all switches with it. */
static void __exit xvs_exit(void)
{
	xvs_nl_exit();
	xvs_rtnl_exit();
	xvs_nic_netdev_exit();
	xvs_switch_net_unregister();
	xvs_protect_unregister();
	xvs_ipsec_unregister();
	rcu_barrier();
	xvs_fdb_cache_destroy();
}

module_init(xvs_init);
module_exit(xvs_exit);

MODULE_DESCRIPTION("Extensible virtual switch");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
MODULE_ALIAS_RTNL_LINK("xvs");
MODULE_ALIAS_GENL_FAMILY("xvs");
