/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_TESTS_LAB_H
#define _XVS_TESTS_LAB_H

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/skbuff.h>

#include "../drop.h"
#include "../event.h"
#include "../nic.h"
#include "../port.h"
#include "../switch.h"

/* Of frames that no protocol of the kernel sends. */
#define LAB_ETHERTYPE	0x88b5

/* A switch whose NICs are made up: what leaves through one is kept for the
 * test to look at. In test->priv.
 */
struct lab {
	struct xvs_switch	*sw;
	struct list_head	devices;
};

int lab_init(struct kunit *test);
void lab_exit(struct kunit *test);
void lab_lock(struct lab *lab);
void lab_unlock(struct lab *lab);

struct xvs_port *lab_port(struct kunit *test, const char *name);
struct net_device *lab_device(struct kunit *test);
void lab_refuse_claims(struct net_device *dev, int err);
int lab_addresses(struct xvs_port *port);
int lab_nic_create(struct kunit *test, struct xvs_port *port,
		   enum xvs_nic_kind kind, u64 declared,
		   struct netlink_ext_ack *extack);
int lab_nic_connect(struct kunit *test, struct xvs_port *port,
		    struct netlink_ext_ack *extack);
struct xvs_port *lab_guest(struct kunit *test, const char *name, u64 declared);
struct xvs_port *lab_real(struct kunit *test, const char *name,
			  netdev_features_t features);
int lab_set(struct kunit *test, struct xvs_port *port,
	    enum xvs_port_setting setting, u32 number, const char *text);

struct sk_buff *lab_frame(struct kunit *test, u64 src, u64 dst,
			  unsigned int len);
void lab_send(struct xvs_port *port, struct sk_buff *skb);
struct sk_buff *lab_got(struct xvs_port *port);
bool lab_passes(struct kunit *test, struct xvs_port *from, u64 src,
		struct xvs_port *to, u64 dst);
long lab_drops(struct xvs_port *port, enum xvs_direction direction,
	       enum xvs_drop_reason reason);

#define LAB_BROADCAST	0xffffffffffffULL

/* Addresses are numbers here, read from left to right. */
static inline u64 lab_key(u64 mac, u16 fid)
{
	u8 addr[ETH_ALEN];

	u64_to_ether_addr(mac, addr);
	return xvs_fdb_key(addr, fid);
}

#endif
