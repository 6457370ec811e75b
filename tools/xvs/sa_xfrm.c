// SPDX-License-Identifier: GPL-2.0-only
/* Asks xfrm for associations, over a socket of its own: it is their owner, and
 * the only one that the key goes to.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "out.h"
#include "sa_xfrm.h"

#define REQUEST_ROOM	4096
#define WINDOW_LEGACY	32	/* what xfrm keeps without a bitmap */

static char sentence[512];

const char *xvs_xfrm_error(void)
{
	return sentence;
}

/* --- addresses --- */

unsigned int xvs_addr_bytes(const struct xvs_addr *addr)
{
	return addr->family == AF_INET ? 4 : 16;
}

static bool parse_prefix(const char *text, struct xvs_addr *addr)
{
	char *end;
	unsigned long bits = strtoul(text, &end, 10);

	if (!*text || *end || bits > 8 * xvs_addr_bytes(addr))
		return false;
	addr->prefix = bits;
	return true;
}

/* ADDRESS or ADDRESS/BITS */
bool xvs_addr_parse(const char *text, struct xvs_addr *addr)
{
	size_t len = strcspn(text, "/");
	char copy[INET6_ADDRSTRLEN];

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = 0;
	addr->family = strchr(copy, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(addr->family, copy, addr->data) != 1)
		return false;
	addr->prefix = 8 * xvs_addr_bytes(addr);
	return !text[len] || parse_prefix(text + len + 1, addr);
}

static void copy_addr(xfrm_address_t *to, const struct xvs_addr *from)
{
	memcpy(to, from->data, xvs_addr_bytes(from));
}

/* --- the parts of a request --- */

static void full(int err)
{
	if (err)
		xvs_out_of_memory();
}

static void put_aead(struct nl_msg *msg, const struct xvs_sa_alg *alg,
		     const uint8_t *key)
{
	union {
		struct xfrm_algo_aead	head;
		char			room[sizeof(struct xfrm_algo_aead) +
					     XVS_SA_KEY_MAX];
	} a = { 0 };

	snprintf(a.head.alg_name, sizeof(a.head.alg_name), "%s", alg->cipher);
	a.head.alg_key_len = 8 * alg->cipher_key;
	a.head.alg_icv_len = alg->icv;
	memcpy(a.room + sizeof(a.head), key, alg->cipher_key);
	full(nla_put(msg, XFRMA_ALG_AEAD, sizeof(a.head) + alg->cipher_key,
		     &a));
	explicit_bzero(&a, sizeof(a));
}

static void put_cipher(struct nl_msg *msg, const struct xvs_sa_alg *alg,
		       const uint8_t *key)
{
	union {
		struct xfrm_algo	head;
		char			room[sizeof(struct xfrm_algo) +
					     XVS_SA_KEY_MAX];
	} a = { 0 };

	snprintf(a.head.alg_name, sizeof(a.head.alg_name), "%s", alg->cipher);
	a.head.alg_key_len = 8 * alg->cipher_key;
	memcpy(a.room + sizeof(a.head), key, alg->cipher_key);
	full(nla_put(msg, XFRMA_ALG_CRYPT, sizeof(a.head) + alg->cipher_key,
		     &a));
	explicit_bzero(&a, sizeof(a));
}

static void put_auth(struct nl_msg *msg, const struct xvs_sa_alg *alg,
		     const uint8_t *key)
{
	union {
		struct xfrm_algo_auth	head;
		char			room[sizeof(struct xfrm_algo_auth) +
					     XVS_SA_KEY_MAX];
	} a = { 0 };

	snprintf(a.head.alg_name, sizeof(a.head.alg_name), "%s", alg->auth);
	a.head.alg_key_len = 8 * alg->auth_key;
	a.head.alg_trunc_len = alg->icv;
	memcpy(a.room + sizeof(a.head), key, alg->auth_key);
	full(nla_put(msg, XFRMA_ALG_AUTH_TRUNC, sizeof(a.head) + alg->auth_key,
		     &a));
	explicit_bzero(&a, sizeof(a));
}

static bool needs_bitmap(const struct xvs_xfrm_sa *sa)
{
	return sa->esn || sa->window > WINDOW_LEGACY;
}

static void put_window(struct nl_msg *msg, const struct xvs_xfrm_sa *sa)
{
	unsigned int words = (sa->window + 31) / 32;
	size_t len = sizeof(struct xfrm_replay_state_esn) + 4 * words;
	struct xfrm_replay_state_esn *esn = calloc(1, len);

	if (!esn)
		xvs_out_of_memory();
	esn->bmp_len = words;
	esn->replay_window = sa->window;
	full(nla_put(msg, XFRMA_REPLAY_ESN_VAL, len, esn));
	free(esn);
}

static void put_device(struct nl_msg *msg, const struct xvs_xfrm_sa *sa)
{
	const struct xfrm_user_offload offload = {
		.ifindex = sa->ifindex,
		.flags = (sa->inbound ? XFRM_OFFLOAD_INBOUND : 0) |
			 (sa->dst.family == AF_INET6 ? XFRM_OFFLOAD_IPV6 : 0),
	};

	full(nla_put(msg, XFRMA_OFFLOAD_DEV, sizeof(offload), &offload));
}

/* A tunnel takes packets of both families. */
static struct xfrm_usersa_info describe(const struct xvs_xfrm_sa *sa)
{
	struct xfrm_usersa_info info = {
		.sel.family = sa->tunnel ? 0 : sa->dst.family,
		.id.spi = htonl(sa->spi),
		.id.proto = IPPROTO_ESP,
		.lft.soft_byte_limit = XFRM_INF,
		.lft.hard_byte_limit = XFRM_INF,
		.lft.soft_packet_limit = XFRM_INF,
		.lft.hard_packet_limit = XFRM_INF,
		.family = sa->dst.family,
		.mode = sa->tunnel ? XFRM_MODE_TUNNEL : XFRM_MODE_TRANSPORT,
		.replay_window = needs_bitmap(sa) ? 0 : sa->window,
		.flags = (sa->esn ? XFRM_STATE_ESN : 0) |
			 (sa->tunnel ? XFRM_STATE_AF_UNSPEC : 0),
	};

	copy_addr(&info.id.daddr, &sa->dst);
	copy_addr(&info.saddr, &sa->src);
	return info;
}

/* --- talking --- */

static void read_answer(const struct nlmsghdr *nlh, int err)
{
	const struct nlmsgerr *e = nlmsg_data(nlh);
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1] = { 0 };
	int used = NLMSG_ALIGN(sizeof(*e));

	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		used += NLMSG_ALIGN(e->msg.nlmsg_len - NLMSG_HDRLEN);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS && nlmsg_datalen(nlh) > used)
		nla_parse(tb, NLMSGERR_ATTR_MAX,
			  (struct nlattr *)((char *)e + used),
			  nlmsg_datalen(nlh) - used, NULL);
	if (tb[NLMSGERR_ATTR_MSG])
		snprintf(sentence, sizeof(sentence), "%.*s",
			 nla_len(tb[NLMSGERR_ATTR_MSG]),
			 (const char *)nla_data(tb[NLMSGERR_ATTR_MSG]));
	else if (err == -EEXIST)
		snprintf(sentence, sizeof(sentence),
			 "xfrm has an association of that SPI to that address already");
	else if (err == -EPERM)
		snprintf(sentence, sizeof(sentence),
			 "making an association needs CAP_NET_ADMIN");
	else
		snprintf(sentence, sizeof(sentence), "xfrm says: %s",
			 strerror(-err));
}

static int receive(struct nl_sock *sock)
{
	union {
		struct nlmsghdr	nlh;
		char		room[REQUEST_ROOM];
	} buffer = { 0 };
	const struct nlmsgerr *e = nlmsg_data(&buffer.nlh);
	ssize_t len = recv(nl_socket_get_fd(sock), &buffer, sizeof(buffer), 0);

	if (len < NLMSG_LENGTH((ssize_t)sizeof(*e)) ||
	    buffer.nlh.nlmsg_type != NLMSG_ERROR) {
		snprintf(sentence, sizeof(sentence), "xfrm does not answer");
		return -EIO;
	}
	if (e->error)
		read_answer(&buffer.nlh, e->error);
	return e->error;
}

static struct nl_sock *open_socket(void)
{
	struct nl_sock *sock = nl_socket_alloc();
	int on = 1;

	if (!sock)
		xvs_out_of_memory();
	if (nl_connect(sock, NETLINK_XFRM)) {
		snprintf(sentence, sizeof(sentence),
			 "this kernel has no xfrm for users");
		nl_socket_free(sock);
		return NULL;
	}
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &on,
		   sizeof(on));
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &on,
		   sizeof(on));
	return sock;
}

/* The message may hold a key: it is wiped. */
static int talk(struct nl_msg *msg)
{
	struct nl_sock *sock = open_socket();
	int err = -EIO;

	if (sock && nl_send_auto(sock, msg) >= 0)
		err = receive(sock);
	nl_socket_free(sock);
	explicit_bzero(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	return err;
}

static struct nl_msg *new_request(int type, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_size(REQUEST_ROOM);

	if (!msg || !nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, type, 0,
			       NLM_F_REQUEST | NLM_F_ACK | flags))
		xvs_out_of_memory();
	return msg;
}

int xvs_xfrm_add(const struct xvs_xfrm_sa *sa, const struct xvs_sa_key *key)
{
	struct nl_msg *msg = new_request(XFRM_MSG_NEWSA,
					 NLM_F_CREATE | NLM_F_EXCL);
	struct xfrm_usersa_info info = describe(sa);

	full(nlmsg_append(msg, &info, sizeof(info), NLMSG_ALIGNTO));
	if (sa->alg->auth) {
		put_cipher(msg, sa->alg, key->data);
		put_auth(msg, sa->alg, key->data + sa->alg->cipher_key);
	} else {
		put_aead(msg, sa->alg, key->data);
	}
	if (needs_bitmap(sa))
		put_window(msg, sa);
	put_device(msg, sa);
	return talk(msg);
}

int xvs_xfrm_del(const struct xvs_xfrm_sa *sa)
{
	struct nl_msg *msg = new_request(XFRM_MSG_DELSA, 0);
	struct xfrm_usersa_id id = {
		.spi = htonl(sa->spi),
		.family = sa->dst.family,
		.proto = IPPROTO_ESP,
	};

	copy_addr(&id.daddr, &sa->dst);
	full(nlmsg_append(msg, &id, sizeof(id), NLMSG_ALIGNTO));
	return talk(msg);
}
