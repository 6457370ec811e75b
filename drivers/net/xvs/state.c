// SPDX-License-Identifier: GPL-2.0-only
/* What extensions know of a NIC at run time, to be kept while the VM is saved,
 * or to travel with it. Its size is asked first, then the data.
 */
#include <linux/crc32.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>

#include "attach.h"
#include "port.h"
#include "refusal.h"
#include "stack.h"
#include "state.h"
#include "switch.h"
#include "walk.h"

#define ALIGNMENT	8

static size_t size_of(size_t len)
{
	return ALIGN(sizeof(struct xvs_state_part) + len, ALIGNMENT);
}

/* What one extension wants to save; a long one counts as a fault of its own. */
static ssize_t ask_length(struct xvs_attachment *att, struct xvs_port *port)
{
	int len;

	if (!att->pub.ext->save)
		return 0;
	len = att->pub.ext->save(&att->pub, port, NULL, 0);
	return len > (int)XVS_STATE_MAX ? -E2BIG : len;
}

ssize_t xvs_state_size_locked(struct xvs_port *port)
{
	struct xvs_attachment *att;
	ssize_t size = 0, len;

	lockdep_assert_held(&port->sw->lock);
	list_for_each_entry(att, &port->sw->attachments, node) {
		len = ask_length(att, port);
		if (len < 0)
			return len;
		if (len)
			size += size_of(len);
	}
	return size;
}

static ssize_t save_part(struct xvs_attachment *att, struct xvs_port *port,
			 void *data, size_t room)
{
	struct xvs_state_part *part = data;
	ssize_t len = ask_length(att, port);
	int got;

	if (len <= 0)
		return len;
	if (size_of(len) > room)
		return -EMSGSIZE;
	memset(part, 0, size_of(len));
	got = att->pub.ext->save(&att->pub, port, part->data, len);
	if (got <= 0)
		return got;
	if (got > len)
		return -EMSGSIZE;
	strscpy(part->ext, att->pub.ext->name, sizeof(part->ext));
	part->version = att->pub.ext->version;
	part->len = got;
	part->crc = crc32_le(~0, part->data, got);
	return size_of(got);
}

ssize_t xvs_state_save_locked(struct xvs_port *port, void *data, size_t room)
{
	struct xvs_attachment *att;
	size_t at = 0;
	ssize_t len;

	lockdep_assert_held(&port->sw->lock);
	list_for_each_entry(att, &port->sw->attachments, node) {
		len = save_part(att, port, data + at, room - at);
		if (len < 0)
			return len;
		at += len;
	}
	return at;
}

static int check_part(const struct xvs_state_part *part, size_t room,
		      struct netlink_ext_ack *extack)
{
	if (room < sizeof(*part) || part->len > XVS_STATE_MAX ||
	    size_of(part->len) > room ||
	    strnlen(part->ext, sizeof(part->ext)) == sizeof(part->ext)) {
		NL_SET_ERR_MSG(extack, "the saved state is cut off");
		return -EINVAL;
	}
	if (part->crc != crc32_le(~0, part->data, part->len)) {
		NL_SET_ERR_MSG(extack, "the saved state is damaged");
		return -EBADMSG;
	}
	return 0;
}

static int restore_part(struct xvs_port *port,
			const struct xvs_state_part *part,
			struct netlink_ext_ack *extack)
{
	struct xvs_attachment *att;
	int err;

	att = xvs_attach_find_locked(port->sw, part->ext);
	if (!att || !att->pub.ext->restore) {
		netdev_info(port->sw->dev,
			    "port %s: nobody takes the saved state of extension %s\n",
			    port->name, part->ext);
		return 0;
	}
	err = att->pub.ext->restore(&att->pub, port, part->version, part->data,
				    part->len, extack);
	if (err)
		xvs_refusal_explain(att, err, extack);
	return err;
}

int xvs_state_restore_locked(struct xvs_port *port, const void *data,
			     size_t len, struct netlink_ext_ack *extack)
{
	const struct xvs_state_part *part;
	size_t at;
	int err;

	lockdep_assert_held(&port->sw->lock);
	for (at = 0; at < len; at += size_of(part->len)) {
		part = data + at;
		err = check_part(part, len - at, extack);
		if (err)
			return err;
	}
	for (at = 0; at < len; at += size_of(part->len)) {
		part = data + at;
		err = restore_part(port, part, extack);
		if (err)
			return err;
	}
	return 0;
}
