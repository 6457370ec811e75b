// SPDX-License-Identifier: GPL-2.0-only
/* Port mirroring: sessions say whose frames are copied to which port.
 *
 * The switch makes the copies, one at most for each destination and none where
 * the frame goes anyway. Here is which destinations a port's frames have: a
 * number of the switch's for each port that is one, open while a session
 * names the port and the port is there.
 */
#include <linux/netdevice.h>

#include "capture.h"

struct mirror_row {
	struct xvs_row		row;
	struct xvs_mirror_session conf;
};

#define BOTH	(XVS_CAPTURE_IN | XVS_CAPTURE_OUT)

static struct mirror_row *of(struct xvs_row *row)
{
	return container_of(row, struct mirror_row, row);
}

/* Whether frames of @port are mirrored by the session. */
static bool has_source(const struct xvs_mirror_session *conf, u32 port)
{
	unsigned int i;

	if (!conf->source_count)
		return port != conf->dest;
	for (i = 0; i < conf->source_count; i++)
		if (conf->source[i] == port)
			return true;
	return false;
}

/* --- what is asked for --- */

static int check_fields(const struct xvs_mirror_session *conf,
			struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (!conf->directions || conf->directions & ~BOTH) {
		NL_SET_ERR_MSG(extack,
			       "a mirror session has directions: in, out");
		return -EINVAL;
	}
	if (conf->source_count > XVS_MIRROR_SOURCES || conf->pad) {
		NL_SET_ERR_MSG(extack,
			       "a mirror session has at most 64 sources");
		return -EINVAL;
	}
	for (i = conf->source_count; i < XVS_MIRROR_SOURCES; i++) {
		if (conf->source[i]) {
			NL_SET_ERR_MSG(extack,
				       "a mirror session has more sources than it says");
			return -EINVAL;
		}
	}
	return 0;
}

static bool is_port(struct xvs_attach *at, u32 id)
{
	return id && xvs_port_find_id(at, id);
}

static int check_ports(struct xvs_attach *at,
		       const struct xvs_mirror_session *conf,
		       struct netlink_ext_ack *extack)
{
	bool all = is_port(at, conf->dest);
	unsigned int i;

	for (i = 0; all && i < conf->source_count; i++)
		all = is_port(at, conf->source[i]);
	if (all)
		return 0;
	NL_SET_ERR_MSG(extack, "the switch has no such port");
	return -ENODEV;
}

/* A destination that is a source gets copies of copies, or its own back. With
 * all ports as sources, the destinations of other sessions are left out.
 */
static int check_circles(const struct xvs_rows *rows,
			 struct netlink_ext_ack *extack)
{
	const struct xvs_mirror_session *conf;
	unsigned int i, j;

	for (i = 0; i < rows->count; i++) {
		conf = &of(rows->row[i])->conf;
		for (j = 0; conf->source_count && j < rows->count; j++) {
			if (!has_source(conf, of(rows->row[j])->conf.dest))
				continue;
			NL_SET_ERR_MSG(extack,
				       "a port cannot be a source and a destination of mirror sessions");
			return -EINVAL;
		}
	}
	return 0;
}

/* --- rows --- */

static struct xvs_row *make_mirror(struct xvs_attach *at,
				   const struct xvs_entry *entry,
				   struct netlink_ext_ack *extack)
{
	const struct xvs_mirror_session *conf = entry->data;
	struct mirror_row *mirror;
	int err;

	err = check_fields(conf, extack);
	if (err)
		return ERR_PTR(err);
	err = check_ports(at, conf, extack);
	if (err)
		return ERR_PTR(err);
	mirror = kzalloc(sizeof(*mirror), GFP_KERNEL);
	if (!mirror)
		return ERR_PTR(-ENOMEM);
	mirror->conf = *conf;
	return &mirror->row;
}

static void destroy_mirror(struct xvs_attach *at, struct xvs_row *row)
{
	kfree(of(row));
}

static const struct xvs_rows_ops mirror_ops = {
	.make = make_mirror,
	.destroy = destroy_mirror,
};

/* --- destinations --- */

static int number_of(const struct xvs_capture *capture, u32 port)
{
	int i;

	for (i = 0; i < XVS_MIRROR_MAX; i++)
		if (capture->dest[i] == port)
			return i;
	return -ENOENT;
}

static bool is_destination(const struct xvs_rows *rows, u32 port)
{
	unsigned int i;

	for (i = 0; i < rows->count; i++)
		if (of(rows->row[i])->conf.dest == port)
			return true;
	return false;
}

/* A port that is gone is no error: its sessions stay until they are deleted. */
static int open_one(struct xvs_attach *at, u32 id)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_port *port = xvs_port_find_id(at, id);
	int number;

	if (!port || number_of(capture, id) >= 0)
		return 0;
	number = xvs_mirror_open(at, port);
	if (number < 0)
		return number;
	capture->dest[number] = id;
	return 0;
}

static int open_all(struct xvs_attach *at, const struct xvs_rows *rows,
		    struct netlink_ext_ack *extack)
{
	int err = 0;
	unsigned int i;

	for (i = 0; !err && i < rows->count; i++)
		err = open_one(at, of(rows->row[i])->conf.dest);
	if (err == -EBUSY)
		NL_SET_ERR_MSG(extack,
			       "another extension sends copies to this port");
	else if (err)
		NL_SET_ERR_MSG(extack,
			       "the switch has as many mirror destinations as it can have, 16");
	return err;
}

static void close_one(struct xvs_attach *at, int number)
{
	struct xvs_capture *capture = at->priv;

	capture->dest[number] = 0;
	xvs_mirror_close(at, number);
}

/* All that are none of @rows' any more. */
static void close_others(struct xvs_attach *at, const struct xvs_rows *rows)
{
	struct xvs_capture *capture = at->priv;
	int i;

	for (i = 0; i < XVS_MIRROR_MAX; i++)
		if (capture->dest[i] && !is_destination(rows, capture->dest[i]))
			close_one(at, i);
}

/* --- entry points --- */

int xvs_mirrors_change(struct xvs_attach *at, struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_rows to;
	int err;

	err = xvs_rows_prepare(at, &mirror_ops, &to, &capture->mirrors, change,
			       extack);
	if (err)
		return err;
	err = check_circles(&to, extack);
	if (!err)
		err = open_all(at, &to, extack);
	if (err) {
		close_others(at, &capture->mirrors);
		xvs_rows_abort(at, &mirror_ops, &to);
		return err;
	}
	xvs_rows_commit(at, &mirror_ops, &capture->mirrors, &to);
	close_others(at, &capture->mirrors);
	return 0;
}

void xvs_mirrors_clear(struct xvs_attach *at)
{
	static const struct xvs_rows none;
	struct xvs_capture *capture = at->priv;

	xvs_rows_commit(at, &mirror_ops, &capture->mirrors, &none);
	close_others(at, &none);
}

int xvs_mirrors_next(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		     void *data, size_t room)
{
	struct xvs_capture *capture = at->priv;
	struct xvs_row *row = xvs_rows_next(&capture->mirrors, *id);

	if (!row)
		return 0;
	if (room < sizeof(struct xvs_mirror_session))
		return -EMSGSIZE;
	memcpy(data, &of(row)->conf, sizeof(struct xvs_mirror_session));
	*id = row->id;
	return sizeof(struct xvs_mirror_session);
}

/* Whether that changes anything for the sources. A port that comes has a number
 * that no session names.
 */
bool xvs_mirrors_port_goes(struct xvs_attach *at, struct xvs_port *port)
{
	int number = number_of(at->priv, xvs_port_id(port));

	if (number < 0)
		return false;
	close_one(at, number);
	return true;
}

/* The numbers of the destinations of a port's frames, as bits. */
u16 xvs_mirrors_of(const struct xvs_capture *capture, u32 port, u8 direction)
{
	const struct xvs_mirror_session *conf;
	unsigned int i;
	u16 bits = 0;
	int number;

	if (is_destination(&capture->mirrors, port))
		return 0;
	for (i = 0; i < capture->mirrors.count; i++) {
		conf = &of(capture->mirrors.row[i])->conf;
		number = number_of(capture, conf->dest);
		if (number >= 0 && conf->directions & direction &&
		    has_source(conf, port))
			bits |= BIT(number);
	}
	return bits;
}

bool xvs_mirrors_explain(const struct xvs_capture *capture, u32 port,
			 char *text, size_t size)
{
	unsigned int i;

	for (i = 0; i < capture->mirrors.count; i++) {
		if (of(capture->mirrors.row[i])->conf.dest != port)
			continue;
		snprintf(text, size,
			 "gets copies of other ports' frames (mirror session %u)",
			 capture->mirrors.row[i]->id);
		return true;
	}
	return false;
}
