// SPDX-License-Identifier: GPL-2.0-only
/* xvs sa: the traffic of a guest's port with a peer, protected by IPsec.
 *
 * An association is made in xfrm first, with its key, and bound to the port
 * then. If the second fails the first is taken back.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/xvs.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "genl.h"
#include "sa_key.h"
#include "sa_xfrm.h"
#include "save.h"

#define WINDOW_DEFAULT	32
#define WINDOW_MAX	4096

/* --- show --- */

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "DIR",	"direction",	XVS_FORM_PLAIN,	false },
	{ "SPI",	"spi",		XVS_FORM_PLAIN,	false },
	{ "DST",	"dst",		XVS_FORM_PLAIN,	false },
	{ "PEER",	"peer",		XVS_FORM_PLAIN,	false },
	{ "MODE",	"mode",		XVS_FORM_PLAIN,	false },
	{ "ALG",	"alg",		XVS_FORM_PLAIN,	false },
	{ "BY",		"nic",		XVS_FORM_NAME,	false },
	{ "STATE",	"state",	XVS_FORM_STATE,	false },
	{ "PACKETS",	"packets",	XVS_FORM_COUNT,	false },
	{ "BYTES",	"bytes",	XVS_FORM_BYTES,	false },
	{ "SRC",	"src",		XVS_FORM_PLAIN,	true },
	{ "ESN",	"esn",		XVS_FORM_PLAIN,	true },
	{ "WINDOW",	"replay-window", XVS_FORM_PLAIN, true },
	{ "REPLAYED",	"replayed",	XVS_FORM_COUNT,	true },
	{ "FORGED",	"forged",	XVS_FORM_COUNT,	true },
	{ 0 }
};

/* For people: the number as ip writes it, the prefix with the peer, and who
 * does it.
 */
static void make_readable(json_t *record)
{
	char text[80];

	snprintf(text, sizeof(text), "0x%08llx",
		 (unsigned long long)xvs_number(record, "spi"));
	json_object_set_new(record, "spi", json_string(text));
	snprintf(text, sizeof(text), "%s/%lld", xvs_text(record, "peer"),
		 (long long)xvs_number(record, "peer-prefix"));
	json_object_set_new(record, "peer", json_string(text));
	json_object_set_new(record, "esn",
			    json_string(xvs_has(record, "esn") ? "yes" : "no"));
	if (!xvs_has(record, "nic"))
		json_object_set_new(record, "nic", json_string("software"));
}

static void print(const struct xvs_list *list)
{
	json_t *record;
	size_t pos = 0;

	xvs_out_begin(columns);
	while ((record = xvs_list_next(list, &pos))) {
		if (!xvs_out.json)
			make_readable(record);
		xvs_out_record(record);
		json_decref(record);
	}
	xvs_out_end();
}

static int show(struct xvs_args *args)
{
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	int status;

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	status = xvs_cmd_fetch(XVS_CMD_SA_GET, &ref, false, &list);
	if (!status)
		print(&list);
	xvs_list_clear(&list);
	return status;
}

/* --- words --- */

enum { OUT, IN, SPI, DST, PEER, NAME_WORDS };

enum {
	SRC = NAME_WORDS, MODE, ALG, KEY, KEY_FILE, KEY_FD, ESN, WINDOW, OFFLOAD
};

enum { OFFLOAD_AUTO, OFFLOAD_ON, OFFLOAD_OFF };

static const char *const modes[] = { "transport", "tunnel", NULL };
static const char *const offloads[] = { "auto", "on", "off", NULL };

#define NAME_OPTIONS							\
	[OUT] = { .word = "out", .kind = XVS_OPTION_FLAG },		\
	[IN] = { .word = "in", .kind = XVS_OPTION_FLAG },		\
	[SPI] = { .word = "spi", .kind = XVS_OPTION_NUMBER, .min = 1 },	\
	[DST] = { .word = "dst", .kind = XVS_OPTION_TEXT },		\
	[PEER] = { .word = "peer", .kind = XVS_OPTION_TEXT }

static int read_addr(struct xvs_args *args, const struct xvs_option *option,
		     struct xvs_addr *addr)
{
	if (!option->given)
		return xvs_args_fail(args, "the address is missing: %s ADDRESS",
				     option->word);
	if (!strchr(option->text, '/') && xvs_addr_parse(option->text, addr))
		return 0;
	return xvs_args_fail(args, "'%s' is not an address for %s",
			     option->text, option->word);
}

static int read_peer(struct xvs_args *args, const struct xvs_option *option,
		     struct xvs_addr *peer)
{
	if (!option->given || xvs_addr_parse(option->text, peer))
		return 0;
	return xvs_args_fail(args, "'%s' is not an address or prefix such as 192.0.2.0/24 for peer",
			     option->text);
}

/* What every request names: SWITCH PORT out|in spi SPI dst ADDRESS. */
static int read_name(struct xvs_args *args, const struct xvs_option *options,
		     struct xvs_xfrm_sa *sa, struct xvs_addr *peer)
{
	if (options[OUT].given == options[IN].given)
		return xvs_args_fail(args, "say either out or in");
	if (!options[SPI].given)
		return xvs_args_fail(args, "the number is missing: spi SPI");
	sa->inbound = options[IN].given;
	sa->spi = options[SPI].number;
	if (read_addr(args, &options[DST], &sa->dst))
		return -1;
	return read_peer(args, &options[PEER], peer);
}

static int read_words(struct xvs_args *args, struct xvs_option *options,
		      struct xvs_ref *ref, struct xvs_xfrm_sa *sa,
		      struct xvs_addr *peer)
{
	if (xvs_args_port(args, ref) || xvs_args_options(args, options))
		return -1;
	return read_name(args, options, sa, peer);
}

/* --- requests --- */

static struct nl_msg *request(int cmd, const struct xvs_ref *ref,
			      const struct xvs_xfrm_sa *sa,
			      const struct xvs_addr *peer)
{
	struct nl_msg *msg = xvs_genl_new(cmd, ref);

	xvs_genl_put_u32(msg, XVS_A_SA_DIRECTION, sa->inbound ?
			 XVS_SA_DIRECTION_IN : XVS_SA_DIRECTION_OUT);
	xvs_genl_put_u32(msg, XVS_A_SA_SPI, sa->spi);
	xvs_genl_put_data(msg, XVS_A_SA_DST, sa->dst.data,
			  xvs_addr_bytes(&sa->dst));
	if (!peer || !peer->family)
		return msg;
	xvs_genl_put_data(msg, XVS_A_SA_PEER, peer->data, xvs_addr_bytes(peer));
	xvs_genl_put_u32(msg, XVS_A_SA_PEER_PREFIX, peer->prefix);
	return msg;
}

static int refused_by_xfrm(void)
{
	xvs_error("%s", xvs_xfrm_error());
	return XVS_REFUSED;
}

/* --- add --- */

static int check_key(struct xvs_args *args, const struct xvs_option *options)
{
	if (options[KEY].given)
		return xvs_args_fail(args, "a key among the words of a command is for everybody to read; make another one, and give it by key-file or key-fd");
	if (options[KEY_FILE].given == options[KEY_FD].given)
		return xvs_args_fail(args, "give the key by one of key-file and key-fd");
	return 0;
}

static int check_add(struct xvs_args *args, const struct xvs_option *options,
		     struct xvs_xfrm_sa *sa)
{
	if (check_key(args, options) ||
	    read_addr(args, &options[SRC], &sa->src))
		return -1;
	if (sa->src.family != sa->dst.family)
		return xvs_args_fail(args, "src and dst are of two families");
	if (!options[ALG].given)
		return xvs_args_fail(args, "the algorithm is missing: alg NAME");
	sa->alg = xvs_sa_alg(options[ALG].number);
	sa->tunnel = options[MODE].number;
	sa->esn = options[ESN].given;
	if (options[WINDOW].given)
		sa->window = options[WINDOW].number;
	else if (sa->inbound || sa->esn)
		sa->window = WINDOW_DEFAULT;
	return 0;
}

static int read_key(struct xvs_args *args, const struct xvs_option *options,
		    const struct xvs_sa_alg *alg, struct xvs_sa_key *key)
{
	size_t len = alg->cipher_key + alg->auth_key;
	bool file = options[KEY_FILE].given;
	int fd = options[KEY_FD].number;
	const char *wrong;

	if (file)
		fd = open(options[KEY_FILE].text, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return xvs_args_fail(args, "cannot open %s: %s",
				     options[KEY_FILE].text, strerror(errno));
	wrong = xvs_sa_key_read(key, fd, len);
	if (file)
		close(fd);
	if (!wrong)
		return 0;
	return xvs_args_fail(args, "%s takes a key of %zu bytes, and what was given %s",
			     options[ALG].text, len, wrong);
}

static bool has(const json_t *record, const char *word)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(record, "in-force"), i, one)
		if (!strcmp(json_string_value(one), word))
			return true;
	return false;
}

/* The one record that the kernel has of it. */
static int get_one(int cmd, const struct xvs_ref *ref, json_t **record)
{
	const struct xvs_ref sw = { .sw = ref->sw };
	struct xvs_list list = { 0 };
	int status = xvs_cmd_get(xvs_genl_new(cmd, &sw), &list);
	size_t pos = 0;

	*record = status ? NULL : xvs_list_next(&list, &pos);
	xvs_list_clear(&list);
	return status;
}

/* The switch's device if its NIC could do it, else one that never computes:
 * xfrm loads its part for offload for any.
 */
static int choose_device(const struct xvs_ref *ref, unsigned int offload,
			 struct xvs_xfrm_sa *sa)
{
	json_t *record;
	bool able;
	int status = get_one(XVS_CMD_OFFLOAD_GET, ref, &record);

	if (status)
		return status;
	able = has(record, "esp") && (!sa->esn || has(record, "esn"));
	json_decref(record);
	if (offload == OFFLOAD_ON && !able) {
		xvs_error("the NIC of the switch does not encrypt so at present, see xvs offload show");
		return XVS_REFUSED;
	}
	sa->ifindex = if_nametoindex("lo");
	if (offload == OFFLOAD_OFF || !able)
		return XVS_OK;
	status = get_one(XVS_CMD_SWITCH_GET, ref, &record);
	sa->ifindex = xvs_number(record, "ifindex");
	json_decref(record);
	return status;
}

static int check_on_nic(const struct xvs_ref *ref,
			const struct xvs_xfrm_sa *sa)
{
	struct xvs_list list = { 0 };
	int status = xvs_cmd_get(request(XVS_CMD_SA_GET, ref, sa, NULL),
				 &list);
	size_t pos = 0;
	json_t *record = status ? NULL : xvs_list_next(&list, &pos);

	if (!status && !xvs_has(record, "nic")) {
		xvs_error("the NIC of the switch has not taken the association");
		xvs_genl_do(request(XVS_CMD_SA_DEL, ref, sa, NULL), NULL);
		status = XVS_REFUSED;
	}
	json_decref(record);
	xvs_list_clear(&list);
	return status;
}

static int make(const struct xvs_ref *ref, const struct xvs_xfrm_sa *sa,
		const struct xvs_addr *peer, const struct xvs_sa_key *key,
		bool on)
{
	int status;

	if (xvs_xfrm_add(sa, key))
		return refused_by_xfrm();
	status = xvs_cmd_do(request(XVS_CMD_SA_NEW, ref, sa, peer));
	if (!status && on)
		status = check_on_nic(ref, sa);
	if (status)
		xvs_xfrm_del(sa);
	return status;
}

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = {
		NAME_OPTIONS,
		[SRC] = { .word = "src", .kind = XVS_OPTION_TEXT },
		[MODE] = { .word = "mode", .kind = XVS_OPTION_WORD,
			   .words = modes },
		[ALG] = { .word = "alg", .kind = XVS_OPTION_WORD,
			  .words = xvs_sa_alg_names },
		[KEY] = { .word = "key", .kind = XVS_OPTION_TEXT },
		[KEY_FILE] = { .word = "key-file", .kind = XVS_OPTION_TEXT },
		[KEY_FD] = { .word = "key-fd", .kind = XVS_OPTION_NUMBER,
			     .max = 1 << 20 },
		[ESN] = { .word = "esn", .kind = XVS_OPTION_FLAG },
		[WINDOW] = { .word = "replay-window",
			     .kind = XVS_OPTION_NUMBER, .max = WINDOW_MAX },
		[OFFLOAD] = { .word = "offload", .kind = XVS_OPTION_WORD,
			      .words = offloads },
		{ 0 }
	};
	struct xvs_xfrm_sa sa = { 0 };
	struct xvs_addr peer = { 0 };
	struct xvs_ref ref = { 0 };
	struct xvs_sa_key key;
	int status = XVS_USAGE;

	if (read_words(args, options, &ref, &sa, &peer) ||
	    check_add(args, options, &sa))
		return XVS_USAGE;
	if (!read_key(args, options, sa.alg, &key))
		status = choose_device(&ref, options[OFFLOAD].number, &sa);
	if (!status)
		status = make(&ref, &sa, &peer, &key,
			      options[OFFLOAD].number == OFFLOAD_ON);
	xvs_sa_key_wipe(&key);
	return status;
}

/* --- bind, update, delete, unbind --- */

static int send_named(struct xvs_args *args, int cmd, bool needs_peer)
{
	struct xvs_option options[] = { NAME_OPTIONS, { 0 } };
	struct xvs_xfrm_sa sa = { 0 };
	struct xvs_addr peer = { 0 };
	struct xvs_ref ref = { 0 };

	if (read_words(args, options, &ref, &sa, &peer))
		return XVS_USAGE;
	if (needs_peer && !options[PEER].given) {
		xvs_args_fail(args, "what to change is missing: peer PREFIX");
		return XVS_USAGE;
	}
	return xvs_cmd_do(request(cmd, &ref, &sa, &peer));
}

static int bind_one(struct xvs_args *args)
{
	return send_named(args, XVS_CMD_SA_NEW, false);
}

static int update(struct xvs_args *args)
{
	return send_named(args, XVS_CMD_SA_SET, true);
}

static int take_away(struct xvs_args *args, bool from_xfrm)
{
	struct xvs_option options[] = { NAME_OPTIONS, { 0 } };
	struct xvs_xfrm_sa sa = { 0 };
	struct xvs_addr peer = { 0 };
	struct xvs_ref ref = { 0 };
	int status, err;

	/* it has one peer, which goes with it */
	options[PEER].word = NULL;
	if (read_words(args, options, &ref, &sa, &peer))
		return XVS_USAGE;
	status = xvs_cmd_do(request(XVS_CMD_SA_DEL, &ref, &sa, NULL));
	if (status || !from_xfrm)
		return status;
	err = xvs_xfrm_del(&sa);
	/* one that has expired is gone already */
	return err && err != -ESRCH ? refused_by_xfrm() : XVS_OK;
}

static int del(struct xvs_args *args)
{
	return take_away(args, true);
}

static int unbind(struct xvs_args *args)
{
	return take_away(args, false);
}

/* --- save --- */

/* Only xfrm knows the keys, so these are lines to read and not to run. */
int xvs_sa_save(const struct xvs_ref *ref)
{
	struct xvs_list list = { 0 };
	json_t *record;
	size_t pos = 0;
	int status = xvs_cmd_dump(XVS_CMD_SA_GET, ref, &list);

	while (!status && (record = xvs_list_next(&list, &pos))) {
		fputs("# sa bind", stdout);
		xvs_save_switch(xvs_text(record, "switch"));
		xvs_save_port(xvs_text(record, "port"));
		printf(" %s spi 0x%llx dst %s peer %s/%lld\n",
		       xvs_text(record, "direction"),
		       (unsigned long long)xvs_number(record, "spi"),
		       xvs_text(record, "dst"), xvs_text(record, "peer"),
		       (long long)xvs_number(record, "peer-prefix"));
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "add", "SWITCH PORT out | in spi SPI src ADDRESS dst ADDRESS [mode transport|tunnel] alg aes128-gcm|aes256-gcm|chacha20-poly1305|aes128-cbc-sha256|aes256-cbc-sha256|aes128-cbc-sha512|aes256-cbc-sha512 key-file FILE | key-fd N [peer PREFIX] [esn] [replay-window N] [offload auto|on|off]",
	  add },
	{ "bind", "SWITCH PORT out | in spi SPI dst ADDRESS [peer PREFIX]",
	  bind_one },
	{ "update", "SWITCH PORT out | in spi SPI dst ADDRESS peer PREFIX",
	  update },
	{ "delete", "SWITCH PORT out | in spi SPI dst ADDRESS", del },
	{ "unbind", "SWITCH PORT out | in spi SPI dst ADDRESS", unbind },
	{ 0 }
};

const struct xvs_object xvs_sa_object = {
	"sa", "the traffic of a port with a peer, protected by IPsec", verbs
};
