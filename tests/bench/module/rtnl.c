// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds rtnl for as many milliseconds as are written to
 * /sys/module/bench_rtnl/parameters/hold; the write returns after that.
 */

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

static int hold(const char *value, const struct kernel_param *param)
{
	unsigned int ms;
	int err = kstrtouint(value, 0, &ms);

	if (err)
		return err;
	rtnl_lock();
	msleep(ms);
	rtnl_unlock();
	return 0;
}

static const struct kernel_param_ops hold_ops = {
	.set = hold,
};
module_param_cb(hold, &hold_ops, NULL, 0200);

MODULE_DESCRIPTION("Holds rtnl for a while");
MODULE_LICENSE("GPL");
