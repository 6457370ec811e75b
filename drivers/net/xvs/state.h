/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_STATE_H
#define _XVS_STATE_H

#include <linux/sizes.h>
#include <net/xvs.h>

struct netlink_ext_ack;

/* One extension's part of what is known of a NIC at run time; others follow it
 * without a gap, each at a multiple of 8 bytes. In the byte order of the host.
 */
struct xvs_state_part {
	char			ext[XVS_EXT_NAME_LEN + 1];
	u32			version;	/* of the extension */
	u32			len;		/* of data */
	u32			crc;		/* of data */
	u32			pad;
	u8			data[];
};

/* No extension may save more than that about a NIC. */
#define XVS_STATE_MAX	SZ_1M

/* How many bytes xvs_state_save_locked() needs at this moment. sw->lock. */
ssize_t xvs_state_size_locked(struct xvs_port *port);

/* Have all extensions write down what they know. Returns the length, or
 * -EMSGSIZE where @room is too small, as it may have become since it was asked
 * for.
 */
ssize_t xvs_state_save_locked(struct xvs_port *port, void *data, size_t room);

/* Give it back, to the same extensions, perhaps on another host and port. Parts
 * of extensions that are not here are left, with a word in the log; one that
 * is refused fails the whole.
 */
int xvs_state_restore_locked(struct xvs_port *port, const void *data,
			     size_t len, struct netlink_ext_ack *extack);

#endif
