// SPDX-License-Identifier: GPL-2.0-only
/* Talks to the kernel over one generic netlink socket, opened at first need.
 *
 * libnl has no extended ACK, so the kernel's sentence is taken out of the
 * error message here.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/xvs.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "genl.h"
#include "out.h"
#include "spec.h"

#define DUMP_TRIES	5
#define REQUEST_ROOM	4096
#define SEND_ROOM	(32 * 1024)	/* what every socket takes */
#define RECEIVE_ROOM	(128 * 1024)	/* for one message of the kernel */
#define EVENT_ROOM	(4 * 1024 * 1024)	/* for events not yet read */

/* Every object's attributes name the switch and the port alike. */
#define SAME(set, attr)							\
	_Static_assert((int)XVS_A_##set##_##attr ==			\
		       (int)XVS_A_PORT_##attr, #set "_" #attr)

SAME(SWITCH, SWITCH_ID);
SAME(SWITCH, SWITCH);
SAME(NIC, SWITCH_ID);
SAME(NIC, SWITCH);
SAME(NIC, PORT_ID);
SAME(NIC, PORT);
SAME(PROPERTY, SWITCH_ID);
SAME(PROPERTY, SWITCH);
SAME(PROPERTY, PORT_ID);
SAME(PROPERTY, PORT);
SAME(FDB, SWITCH_ID);
SAME(FDB, SWITCH);
SAME(FDB, PORT_ID);
SAME(FDB, PORT);
SAME(STATS, SWITCH_ID);
SAME(STATS, SWITCH);
SAME(STATS, PORT_ID);
SAME(STATS, PORT);
SAME(EXT, SWITCH_ID);
SAME(EXT, SWITCH);
SAME(ENTRY, SWITCH_ID);
SAME(ENTRY, SWITCH);
SAME(ENTRY, PORT_ID);
SAME(ENTRY, PORT);
SAME(SA, SWITCH_ID);
SAME(SA, SWITCH);
SAME(SA, PORT_ID);
SAME(SA, PORT);

static struct nl_sock *sock;
static struct nl_cb *callbacks;
static int family;
static char sentence[1024];

/* The request under way. */
static struct {
	const struct nlmsghdr	*request;
	uint32_t		seq;
	bool			done;
	int			err;
	struct xvs_list		*replies;
} now;

const char *xvs_genl_error(void)
{
	return sentence;
}

static int fail(int err, const char *text)
{
	snprintf(sentence, sizeof(sentence), "%s", text);
	return err;
}

/* The name of the attribute @at, somewhere under these. */
static const char *find_name(const struct nlattr *first, int len,
			     const struct xvs_set *set, const void *at)
{
	const struct nlattr *nla;
	int left;

	nla_for_each_attr(nla, (struct nlattr *)first, len, left) {
		int type = nla_type(nla);
		const void *end = (const char *)nla + nla->nla_len;

		if (type > set->max || at < (const void *)nla || at >= end)
			continue;
		if (at == nla || !set->attrs[type].nest)
			return set->attrs[type].name;
		return find_name(nla_data(nla), nla_len(nla),
				 set->attrs[type].nest, at);
	}
	return NULL;
}

/* The attribute of the request that the kernel points at. */
static const char *attr_name(const struct nlattr *offset)
{
	const struct xvs_set *set = xvs_spec_set(xvs_record_cmd(now.request));

	if (!set)
		return NULL;
	return find_name(nlmsg_attrdata(now.request, GENL_HDRLEN),
			 nlmsg_attrlen(now.request, GENL_HDRLEN), set,
			 (const char *)now.request + nla_get_u32(offset));
}

static const char *missing_name(const struct nlattr *missing)
{
	const struct xvs_set *set = xvs_spec_set(xvs_record_cmd(now.request));
	uint32_t type = nla_get_u32(missing);

	return set && type <= (uint32_t)set->max ? set->attrs[type].name : NULL;
}

static void default_sentence(int err, const char *missing)
{
	if (missing)
		snprintf(sentence, sizeof(sentence),
			 "the request lacks the attribute '%s'", missing);
	else if (err == -EPERM)
		snprintf(sentence, sizeof(sentence),
			 "changing a switch needs CAP_NET_ADMIN");
	else
		snprintf(sentence, sizeof(sentence), "%s", strerror(-err));
}

static void read_ack(int err, struct nlattr *first, int len)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1] = { 0 };
	const char *missing = NULL, *bad = NULL;
	size_t used;

	nla_parse(tb, NLMSGERR_ATTR_MAX, first, len, NULL);
	if (tb[NLMSGERR_ATTR_MISS_TYPE])
		missing = missing_name(tb[NLMSGERR_ATTR_MISS_TYPE]);
	if (tb[NLMSGERR_ATTR_OFFS])
		bad = attr_name(tb[NLMSGERR_ATTR_OFFS]);

	if (tb[NLMSGERR_ATTR_MSG])
		snprintf(sentence, sizeof(sentence), "%.*s",
			 nla_len(tb[NLMSGERR_ATTR_MSG]),
			 (const char *)nla_data(tb[NLMSGERR_ATTR_MSG]));
	else
		default_sentence(err, missing);
	used = strlen(sentence);
	if (bad && xvs_out.details)
		snprintf(sentence + used, sizeof(sentence) - used,
			 " (attribute '%s')", bad);
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	const struct nlmsghdr *nlh = (const void *)e - NLMSG_HDRLEN;
	int used = sizeof(*e);

	(void)from;
	(void)arg;
	if (nlh->nlmsg_seq != now.seq)
		return NL_SKIP;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		used += NLMSG_ALIGN(e->msg.nlmsg_len) - NLMSG_HDRLEN;
	now.done = true;
	now.err = e->error;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS &&
	    (int)nlh->nlmsg_len > NLMSG_HDRLEN + used)
		read_ack(now.err, (void *)e + used,
			 nlh->nlmsg_len - NLMSG_HDRLEN - used);
	else
		default_sentence(now.err, NULL);
	return NL_STOP;
}

/* A dump that fails on its way says so in its last message. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	int len = nlmsg_datalen(nlh);
	int err = 0;

	(void)arg;
	now.done = true;
	if (len < (int)sizeof(err))
		return NL_STOP;
	memcpy(&err, nlmsg_data(nlh), sizeof(err));
	if (err >= 0)
		return NL_STOP;
	now.err = err;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		read_ack(err, nlmsg_data(nlh) + NLMSG_ALIGN(sizeof(err)),
			 len - NLMSG_ALIGN(sizeof(err)));
	else
		default_sentence(err, NULL);
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	now.done = true;
	return NL_STOP;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	(void)arg;
	if (now.replies)
		xvs_list_add(now.replies, nlmsg_hdr(msg));
	return NL_OK;
}

static int on_interrupted(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	if (now.replies)
		now.replies->interrupted = true;
	return NL_OK;
}

/* What is left of an older request is of no use to this one. */
static int check_seq(struct nl_msg *msg, void *arg)
{
	(void)arg;
	return nlmsg_hdr(msg)->nlmsg_seq == now.seq ? NL_OK : NL_SKIP;
}

static void set_callbacks(void)
{
	nl_cb_err(callbacks, NL_CB_CUSTOM, on_error, NULL);
	nl_cb_set(callbacks, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, check_seq, NULL);
	nl_cb_set(callbacks, NL_CB_VALID, NL_CB_CUSTOM, on_valid, NULL);
	nl_cb_set(callbacks, NL_CB_ACK, NL_CB_CUSTOM, on_ack, NULL);
	nl_cb_set(callbacks, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, NULL);
	nl_cb_set(callbacks, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted,
		  NULL);
}

static void set_socket(void)
{
	int on = 1;

	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &on,
		   sizeof(on));
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &on,
		   sizeof(on));
	nl_socket_set_msg_buf_size(sock, RECEIVE_ROOM);
}

static int resolve(void)
{
	family = genl_ctrl_resolve(sock, XVS_FAMILY_NAME);
	if (family >= 0)
		return 0;
	return fail(-ENOENT, "the xvs module is not loaded");
}

static int open_socket(void)
{
	int err;

	if (sock)
		return 0;
	sock = nl_socket_alloc();
	callbacks = nl_cb_alloc(NL_CB_DEFAULT);
	if (!sock || !callbacks)
		xvs_out_of_memory();
	err = genl_connect(sock);
	if (err) {
		xvs_genl_close();
		return fail(-EIO, nl_geterror(err));
	}
	set_socket();
	set_callbacks();
	err = resolve();
	if (err)
		xvs_genl_close();
	return err;
}

void xvs_genl_close(void)
{
	nl_socket_free(sock);
	nl_cb_put(callbacks);
	sock = NULL;
	callbacks = NULL;
}

static void full(int err)
{
	if (err)
		xvs_out_of_memory();
}

void xvs_genl_put_u32(struct nl_msg *msg, int attr, uint32_t value)
{
	full(nla_put_u32(msg, attr, value));
}

void xvs_genl_put_text(struct nl_msg *msg, int attr, const char *text)
{
	full(nla_put_string(msg, attr, text));
}

void xvs_genl_put_flag(struct nl_msg *msg, int attr)
{
	full(nla_put_flag(msg, attr));
}

void xvs_genl_put_data(struct nl_msg *msg, int attr, const void *data,
		       int len)
{
	full(nla_put(msg, attr, len, data));
}

struct nlattr *xvs_genl_nest(struct nl_msg *msg, int attr)
{
	struct nlattr *nest = nla_nest_start(msg, attr | NLA_F_NESTED);

	if (!nest)
		xvs_out_of_memory();
	return nest;
}

static void put_name(struct nl_msg *msg, const struct xvs_name *name,
		     int attr, int id_attr)
{
	if (name->name)
		xvs_genl_put_text(msg, attr, name->name);
	else if (name->id)
		xvs_genl_put_u32(msg, id_attr, name->id);
}

struct nl_msg *xvs_genl_new_sized(int cmd, const struct xvs_ref *ref,
				  size_t room)
{
	struct nl_msg *msg = nlmsg_alloc_size(room);

	/* the family's number is filled in when the message is sent */
	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, 0, 0, 0, cmd,
				 XVS_FAMILY_VERSION))
		xvs_out_of_memory();
	if (ref) {
		put_name(msg, &ref->sw, XVS_A_PORT_SWITCH,
			 XVS_A_PORT_SWITCH_ID);
		put_name(msg, &ref->port, XVS_A_PORT_PORT, XVS_A_PORT_PORT_ID);
	}
	return msg;
}

struct nl_msg *xvs_genl_new(int cmd, const struct xvs_ref *ref)
{
	return xvs_genl_new_sized(cmd, ref, REQUEST_ROOM);
}

static void put_option(struct nl_msg *msg, const struct xvs_option *option)
{
	const struct xvs_name port = { option->text, option->number };

	switch (option->kind) {
	case XVS_OPTION_FLAG:
		xvs_genl_put_flag(msg, option->attr);
		break;
	case XVS_OPTION_MAC:
		xvs_genl_put_data(msg, option->attr, option->mac,
				  sizeof(option->mac));
		break;
	case XVS_OPTION_TEXT:
	case XVS_OPTION_VLANS:
	case XVS_OPTION_MACS:
		xvs_genl_put_text(msg, option->attr, option->text);
		break;
	case XVS_OPTION_PORT:
		put_name(msg, &port, XVS_A_PORT_PORT, XVS_A_PORT_PORT_ID);
		break;
	default:
		xvs_genl_put_u32(msg, option->attr, option->number);
	}
}

/* All that were given and have an attribute. */
void xvs_genl_put_options(struct nl_msg *msg,
			  const struct xvs_option *options)
{
	for (; options->word; options++)
		if (options->given && options->attr)
			put_option(msg, options);
}

static int receive(void)
{
	while (!now.done) {
		int err = nl_recvmsgs(sock, callbacks);

		if (err < 0 && !now.done)
			return fail(-EIO, nl_geterror(err));
	}
	return now.err;
}

static void set_buffer(int force, int plain, int room)
{
	int fd = nl_socket_get_fd(sock);

	if (setsockopt(fd, SOL_SOCKET, force, &room, sizeof(room)))
		setsockopt(fd, SOL_SOCKET, plain, &room, sizeof(room));
}

/* A request with many rows may be longer than a socket takes by default, and
 * so may be the answer, with the ACK behind it.
 */
static void make_room(size_t len)
{
	if (len <= SEND_ROOM)
		return;
	nl_socket_enable_msg_peek(sock);
	set_buffer(SO_SNDBUFFORCE, SO_SNDBUF, len + REQUEST_ROOM);
	set_buffer(SO_RCVBUFFORCE, SO_RCVBUF, len + RECEIVE_ROOM);
}

static int send_request(struct nl_msg *msg, struct xvs_list *replies,
			int flags)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	int err;

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = NL_AUTO_SEQ;
	nl_complete_msg(sock, msg);
	now.request = nlh;
	now.seq = nlh->nlmsg_seq;
	now.done = false;
	now.err = 0;
	now.replies = replies;
	make_room(nlh->nlmsg_len);
	err = nl_send(sock, msg);
	if (err < 0)
		return fail(-EIO, nl_geterror(err));
	return receive();
}

int xvs_genl_do(struct nl_msg *msg, struct xvs_list *replies)
{
	int err = open_socket();

	if (!err)
		err = send_request(msg, replies, 0);
	nlmsg_free(msg);
	return err;
}

/* Tries again when the table changed under the dump; the last try stays, with
 * its mark.
 */
int xvs_genl_dump(struct nl_msg *msg, struct xvs_list *replies)
{
	int err = open_socket();
	int tries;

	for (tries = 0; !err && tries < DUMP_TRIES; tries++) {
		xvs_list_clear(replies);
		err = send_request(msg, replies, NLM_F_DUMP);
		if (!replies->interrupted)
			break;
	}
	nlmsg_free(msg);
	return err;
}

static int (*on_event)(const struct nlmsghdr *nlh);

static int event_valid(struct nl_msg *msg, void *arg)
{
	(void)arg;
	return on_event(nlmsg_hdr(msg)) ? NL_STOP : NL_OK;
}

static int event_seq(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return NL_OK;
}

static int join(const char *group)
{
	int id = genl_ctrl_resolve_grp(sock, XVS_FAMILY_NAME, group);

	if (id < 0 || nl_socket_add_membership(sock, id))
		return fail(-ENOENT, "the kernel offers no such events");
	return 0;
}

/* Hands over events until something fails. */
int xvs_genl_listen(const char *const *groups,
		    int (*event)(const struct nlmsghdr *nlh))
{
	int room = EVENT_ROOM;
	int err = open_socket();

	if (err)
		return err;
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &room,
		   sizeof(room));
	on_event = event;
	nl_cb_set(callbacks, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, event_seq, NULL);
	nl_cb_set(callbacks, NL_CB_VALID, NL_CB_CUSTOM, event_valid, NULL);
	for (; *groups && !err; groups++)
		err = join(*groups);
	while (!err) {
		err = nl_recvmsgs(sock, callbacks);
		if (err == -NLE_NOMEM) {
			xvs_error("events came too fast, some were lost");
			err = 0;
		} else if (err < 0) {
			err = fail(-EIO, nl_geterror(err));
		}
	}
	return err;
}
