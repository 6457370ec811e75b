/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_NIC_UPLINK_H
#define _XVS_NIC_UPLINK_H

extern const struct xvs_nic_ops xvs_nic_uplink_ops;

#endif
