// SPDX-License-Identifier: GPL-2.0-only
/* xvs capture: copies of what passes a switch, for tcpdump and tshark. */
#include <arpa/inet.h>
#include <ctype.h>
#include <linux/xvs.h>
#include <linux/xvs_capture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "capture.h"
#include "cmd.h"
#include "entry.h"
#include "ports.h"
#include "save.h"

static const struct xvs_table sessions = {
	"capture", "session", XVS_CAPTURE_VERSION
};

static const struct xvs_table session_stats = {
	"capture", "session-stats", XVS_CAPTURE_VERSION
};

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "SESSION",	"session",	XVS_FORM_NAME,	false },
	{ "DEVICE",	"dev",		XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "DIRECTION",	"direction",	XVS_FORM_PLAIN,	false },
	{ "CAPTURED",	"captured",	XVS_FORM_COUNT,	false },
	{ "ONLY",	"only",		XVS_FORM_PLAIN,	false },
	{ 0 }
};

/* Room for all the words of a session but its instructions. */
#define WORDS_ROOM	256

/* A session as the kernel has it; aligned as what xvs_entry_dump() gives. */
struct row {
	struct xvs_capture_session conf;
	struct sock_filter	filter[XVS_CAPTURE_FILTER_MAX];
};

static const struct row *row_of(const struct xvs_entry *entry)
{
	return entry->data;
}

static size_t length_of(const struct row *row)
{
	return sizeof(row->conf) +
	       row->conf.filter_len * sizeof(row->filter[0]);
}

/* --- words for numbers --- */

struct word {
	const char	*word;
	uint32_t	number;
};

static const struct word ethertypes[] = {
	{ "ip", 0x0800 }, { "arp", 0x0806 }, { "ip6", 0x86dd }, { 0 }
};

static const struct word protos[] = {
	{ "icmp", 1 }, { "igmp", 2 }, { "tcp", 6 }, { "udp", 17 },
	{ "icmp6", 58 }, { "sctp", 132 }, { 0 }
};

static const struct word directions[] = {
	{ "in", XVS_CAPTURE_IN }, { "out", XVS_CAPTURE_OUT },
	{ "both", XVS_CAPTURE_IN | XVS_CAPTURE_OUT },
	{ "dropped", XVS_CAPTURE_DROPPED },
	{ "all", XVS_CAPTURE_IN | XVS_CAPTURE_OUT | XVS_CAPTURE_DROPPED },
	{ 0 }
};

static const char *const marks[] = { "none", "geneve", NULL };

static const char *word_of(const struct word *words, uint32_t number)
{
	for (; words->word; words++)
		if (words->number == number)
			break;
	return words->word;
}

static int read_word(struct xvs_args *args, const struct xvs_option *option,
		     const struct word *words, uint32_t max, uint32_t *number)
{
	for (; words->word; words++) {
		if (!strcmp(words->word, option->text)) {
			*number = words->number;
			return 0;
		}
	}
	if (xvs_args_parse_number(option->text, number) && *number <= max)
		return 0;
	return xvs_args_fail(args, "'%s' is not a number for %s", option->text,
			     option->word);
}

/* --- what the user says --- */

enum {
	DEV, PORT, IN, OUT, BOTH, DROPPED, ALL, VLAN, SNAP, SAMPLE, MARK, MAC,
	ETHERTYPE, PROTO, HOST, TPORT, BPF, OPTIONS
};

static int read_directions(struct xvs_args *args,
			   const struct xvs_option *options, uint8_t *to)
{
	int i;

	*to = 0;
	for (i = IN; i <= ALL; i++)
		if (options[i].given)
			*to |= directions[i - IN].number;
	if (!*to)
		*to = XVS_CAPTURE_IN | XVS_CAPTURE_OUT;
	if (options[ALL].given + options[BOTH].given > 1)
		return xvs_args_fail(args, "both and all exclude each other");
	return 0;
}

/* ADDRESS or ADDRESS/LENGTH */
static int read_host(struct xvs_args *args, const char *text,
		     struct xvs_capture_match *match)
{
	char address[64];
	size_t len = strcspn(text, "/");
	uint32_t prefix, max = 128;

	snprintf(address, sizeof(address), "%.*s", (int)len, text);
	if (inet_pton(AF_INET, address, match->addr) == 1) {
		match->fields |= XVS_CAPTURE_MATCH_IPV4;
		max = 32;
	} else if (inet_pton(AF_INET6, address, match->addr) == 1) {
		match->fields |= XVS_CAPTURE_MATCH_IPV6;
	} else {
		return xvs_args_fail(args, "'%s' is not an IP address such as 192.0.2.1 or 2001:db8::/32",
				     text);
	}
	prefix = max;
	if (text[len] && (!xvs_args_parse_number(text + len + 1, &prefix) ||
			  prefix > max))
		return xvs_args_fail(args, "'%s' has no prefix length from 0 to %u",
				     text, max);
	match->prefix = prefix;
	return 0;
}

static int read_match(struct xvs_args *args, const struct xvs_option *options,
		      struct xvs_capture_match *match)
{
	uint32_t number;

	if (options[MAC].given) {
		match->fields |= XVS_CAPTURE_MATCH_MAC;
		memcpy(match->mac, options[MAC].mac, sizeof(match->mac));
	}
	if (options[ETHERTYPE].given) {
		if (read_word(args, &options[ETHERTYPE], ethertypes, 0xffff,
			      &number))
			return -1;
		match->fields |= XVS_CAPTURE_MATCH_ETHERTYPE;
		match->ethertype = htons(number);
	}
	if (options[PROTO].given) {
		if (read_word(args, &options[PROTO], protos, 255, &number))
			return -1;
		match->fields |= XVS_CAPTURE_MATCH_PROTO;
		match->proto = number;
	}
	if (options[TPORT].given) {
		match->fields |= XVS_CAPTURE_MATCH_PORT;
		match->port = htons(options[TPORT].number);
	}
	if (!options[HOST].given)
		return 0;
	return read_host(args, options[HOST].text, match);
}

/* The next number, decimal or hexadecimal, behind what else there is. */
static bool next_number(const char **text, uint32_t *number)
{
	unsigned long value;
	char *end;

	*text += strcspn(*text, "0123456789");
	if (!**text)
		return false;
	value = strtoul(*text, &end, 0);
	*text = end;
	*number = value;
	return value <= UINT32_MAX;
}

static bool next_instruction(const char **text, struct sock_filter *to)
{
	uint32_t number[4] = { 0 };
	int i;

	for (i = 0; i < 4; i++)
		if (!next_number(text, &number[i]))
			return false;
	*to = (struct sock_filter) {
		number[0], number[1], number[2], number[3]
	};
	return number[0] <= UINT16_MAX && number[1] <= UINT8_MAX &&
	       number[2] <= UINT8_MAX;
}

/* What "tcpdump -ddd" prints, the number of instructions before them, or what
 * "tcpdump -dd" does, with braces. Lines may be joined by commas.
 */
static int read_bpf(struct xvs_args *args, const char *text, struct row *row)
{
	uint32_t count = 0, want = 0;

	if (strspn(text, "0123456789abcdefx{}, \t\r\n") != strlen(text))
		return xvs_args_fail(args, "bpf wants instructions as 'tcpdump -ddd' prints them");
	if (!strchr(text, '{') && !next_number(&text, &want))
		return xvs_args_fail(args, "the instructions of bpf are missing");
	while (count < XVS_CAPTURE_FILTER_MAX &&
	       next_instruction(&text, &row->filter[count]))
		count++;
	if (!count || (want && want != count) ||
	    text[strcspn(text, "0123456789")])
		return xvs_args_fail(args, "bpf wants 1 to %d instructions of four numbers, as 'tcpdump -ddd' prints them",
				     XVS_CAPTURE_FILTER_MAX);
	row->conf.filter_len = count;
	return 0;
}

static int read_options(struct xvs_args *args,
			const struct xvs_option *options, struct row *row)
{
	struct xvs_capture_session *conf = &row->conf;

	conf->vlan = XVS_CAPTURE_VLAN_ANY;
	if (options[VLAN].given)
		conf->vlan = options[VLAN].number;
	conf->snap = options[SNAP].number;
	conf->sample = options[SAMPLE].number;
	conf->mark = options[MARK].number;
	if (options[DEV].given)
		snprintf(conf->dev, sizeof(conf->dev), "%s", options[DEV].text);
	if (read_directions(args, options, &conf->directions) ||
	    read_match(args, options, &conf->match))
		return -1;
	return options[BPF].given ? read_bpf(args, options[BPF].text, row) : 0;
}

/* SWITCH NAME; a device that is not named is named as the session. */
static int parse_target(struct xvs_args *args, struct xvs_ref *ref,
			const char **name)
{
	if (xvs_args_switch(args, ref))
		return -1;
	if (args->left > 1)
		xvs_args_word(args, "session");
	if (xvs_args_need(args, "the name of the session", name))
		return -1;
	return xvs_args_new_name(args, "session", *name, XVS_CAPTURE_NAME_LEN);
}

static int parse_add(struct xvs_args *args, struct xvs_ref *ref,
		     struct xvs_option *options, struct row *row)
{
	const char *name;

	if (parse_target(args, ref, &name) || xvs_args_options(args, options))
		return -1;
	if (!options[DEV].given && strlen(name) >= IFNAMSIZ)
		return xvs_args_fail(args, "the device is missing: dev DEVICE");
	snprintf(row->conf.name, sizeof(row->conf.name), "%s", name);
	snprintf(row->conf.dev, sizeof(row->conf.dev), "%.15s", name);
	return read_options(args, options, row);
}

static int add(struct xvs_args *args)
{
	struct xvs_option options[OPTIONS + 1] = {
		[DEV] = { .word = "dev", .kind = XVS_OPTION_TEXT,
			  .max = IFNAMSIZ - 1 },
		[PORT] = { .word = "port", .kind = XVS_OPTION_PORT },
		[IN] = { .word = "in", .kind = XVS_OPTION_FLAG },
		[OUT] = { .word = "out", .kind = XVS_OPTION_FLAG },
		[BOTH] = { .word = "both", .kind = XVS_OPTION_FLAG },
		[DROPPED] = { .word = "dropped", .kind = XVS_OPTION_FLAG },
		[ALL] = { .word = "all", .kind = XVS_OPTION_FLAG },
		[VLAN] = { .word = "vlan", .kind = XVS_OPTION_NUMBER,
			   .max = 4094 },
		[SNAP] = { .word = "snap", .kind = XVS_OPTION_NUMBER,
			   .max = XVS_CAPTURE_SNAP_MAX },
		[SAMPLE] = { .word = "sample", .kind = XVS_OPTION_NUMBER,
			     .min = 1, .max = INT32_MAX },
		[MARK] = { .word = "mark", .kind = XVS_OPTION_WORD,
			   .words = marks },
		[MAC] = { .word = "mac", .kind = XVS_OPTION_MAC },
		[ETHERTYPE] = { .word = "ethertype", .kind = XVS_OPTION_TEXT },
		[PROTO] = { .word = "proto", .kind = XVS_OPTION_TEXT },
		[HOST] = { .word = "host", .kind = XVS_OPTION_TEXT },
		[TPORT] = { .word = "tport", .kind = XVS_OPTION_NUMBER,
			    .max = 65535 },
		[BPF] = { .word = "bpf", .kind = XVS_OPTION_TEXT },
	};
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	struct row row = { 0 };
	int status;

	if (parse_add(args, &ref, options, &row))
		return XVS_USAGE;
	if (options[PORT].given) {
		struct xvs_name port = { options[PORT].text,
					 options[PORT].number };

		status = xvs_ports_find(&ref, &port, &row.conf.port);
		if (status)
			return status;
	}
	change = xvs_entry_change(&sessions, &ref);
	xvs_entry_add(change, 0, &row, length_of(&row));
	return xvs_entry_send(change, NULL);
}

/* --- del --- */

struct search {
	const char	*name;
	uint32_t	id;
};

static int search_one(const struct xvs_entry *entry, void *arg)
{
	struct search *search = arg;

	if (!strcmp(row_of(entry)->conf.name, search->name))
		search->id = entry->id;
	return XVS_OK;
}

static int del(struct xvs_args *args)
{
	struct search search = { 0 };
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	int status;

	if (parse_target(args, &ref, &search.name) || xvs_args_end(args))
		return XVS_USAGE;
	status = xvs_entry_dump(&sessions, &ref, search_one, &search);
	if (status)
		return status;
	if (!search.id) {
		xvs_error("the switch has no capture session '%s'",
			  search.name);
		return XVS_REFUSED;
	}
	change = xvs_entry_change(&sessions, &ref);
	xvs_entry_del(change, search.id);
	return xvs_entry_send(change, NULL);
}

/* --- what there is --- */

static char *put_direction(char *to, size_t room, uint8_t bits)
{
	const char *word = word_of(directions, bits);

	snprintf(to, room, "%s", word ? word : bits & XVS_CAPTURE_IN ?
		 "in dropped" : "out dropped");
	return to;
}

static char *put_number(char *to, const struct word *words, uint32_t number)
{
	const char *word = word_of(words, number);

	if (word)
		snprintf(to, XVS_OUT_VALUE_MAX, "%s", word);
	else
		snprintf(to, XVS_OUT_VALUE_MAX, "%u", number);
	return to;
}

static char *put_host(char *to, const struct xvs_capture_match *match)
{
	char address[INET6_ADDRSTRLEN];

	inet_ntop(match->fields & XVS_CAPTURE_MATCH_IPV4 ? AF_INET : AF_INET6,
		  match->addr, address, sizeof(address));
	snprintf(to, INET6_ADDRSTRLEN + 4, "%s/%u", address, match->prefix);
	return to;
}

static void set_text(json_t *to, const char *key, const char *text)
{
	json_object_set_new(to, key, json_string(text));
}

static void set_number(json_t *to, const char *key, json_int_t number)
{
	json_object_set_new(to, key, json_integer(number));
}

static void set_match(json_t *to, const struct xvs_capture_match *match)
{
	char text[INET6_ADDRSTRLEN + 4];
	const uint8_t *mac = match->mac;

	if (match->fields & XVS_CAPTURE_MATCH_MAC) {
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
			 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
		set_text(to, "mac", text);
	}
	if (match->fields & XVS_CAPTURE_MATCH_ETHERTYPE)
		set_text(to, "ethertype",
			 put_number(text, ethertypes, ntohs(match->ethertype)));
	if (match->fields & XVS_CAPTURE_MATCH_PROTO)
		set_text(to, "proto", put_number(text, protos, match->proto));
	if (match->fields & (XVS_CAPTURE_MATCH_IPV4 | XVS_CAPTURE_MATCH_IPV6))
		set_text(to, "host", put_host(text, match));
	if (match->fields & XVS_CAPTURE_MATCH_PORT)
		set_number(to, "tport", ntohs(match->port));
}

/* As "tcpdump -ddd" prints them, with commas between. */
static void set_bpf(json_t *to, const struct row *row)
{
	char text[8 + XVS_CAPTURE_FILTER_MAX * 32];
	size_t used, i;

	if (!row->conf.filter_len)
		return;
	used = snprintf(text, sizeof(text), "%u", row->conf.filter_len);
	for (i = 0; i < row->conf.filter_len; i++)
		used += snprintf(text + used, sizeof(text) - used,
				 ",%u %u %u %u", row->filter[i].code,
				 row->filter[i].jt, row->filter[i].jf,
				 row->filter[i].k);
	set_text(to, "bpf", text);
}

/* What restricts or shapes the copies, by the words of "add". */
static json_t *limits_of(const struct row *row)
{
	const struct xvs_capture_session *conf = &row->conf;
	json_t *limits = json_object();

	if (conf->vlan != XVS_CAPTURE_VLAN_ANY)
		set_number(limits, "vlan", conf->vlan);
	if (conf->snap)
		set_number(limits, "snap", conf->snap);
	if (conf->sample > 1)
		set_number(limits, "sample", conf->sample);
	if (conf->mark == XVS_CAPTURE_MARK_GENEVE)
		set_text(limits, "mark", marks[conf->mark]);
	set_match(limits, &conf->match);
	set_bpf(limits, row);
	return limits;
}

/* The same on a line; instructions say nothing to people. */
static json_t *line_of(json_t *limits)
{
	char line[WORDS_ROOM] = "";
	size_t used = 0;
	const char *key;
	json_t *value;

	json_object_foreach(limits, key, value) {
		used += snprintf(line + used, sizeof(line) - used, "%s%s",
				 used ? " " : "", key);
		if (!strcmp(key, "bpf"))
			continue;
		used += json_is_integer(value) ?
			snprintf(line + used, sizeof(line) - used, " %lld",
				 (long long)json_integer_value(value)) :
			snprintf(line + used, sizeof(line) - used, " %s",
				 json_string_value(value));
	}
	return json_string(line);
}

struct showing {
	const char	*name;		/* NULL: all */
	json_t		*ports;
	json_t		*counters;	/* by number of the session */
};

static int read_counters(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_capture_stats *stats = entry->data;
	const struct showing *showing = arg;
	char key[XVS_OUT_VALUE_MAX];
	json_t *counters;

	counters = json_pack("{sI sI sI sI sI sI}",
			     "captured", (json_int_t)stats->captured,
			     "bytes", (json_int_t)stats->bytes,
			     "unheard", (json_int_t)stats->unheard,
			     "filtered", (json_int_t)stats->filtered,
			     "sampled-out", (json_int_t)stats->sampled_out,
			     "no-memory", (json_int_t)stats->no_memory);
	snprintf(key, sizeof(key), "%u", entry->id);
	json_object_set_new(showing->counters, key, counters);
	return XVS_OK;
}

static void set_port(json_t *record, const struct showing *showing,
		     uint32_t port)
{
	const char *name = xvs_ports_name(showing->ports, port);

	if (name)
		set_text(record, "port", name);
	else if (port)
		json_object_set_new(record, "port",
				    json_sprintf("#%u", port));
	else if (!xvs_out.json)
		set_text(record, "port", "all");
}

/* What became of the frames that were not copied, and why. */
static void print_counters(const json_t *record)
{
	static const char *const said[][2] = {
		{ "bytes", "bytes of copies" },
		{ "unheard", "frames while nobody listened" },
		{ "filtered", "frames not wanted" },
		{ "sampled-out", "frames not chosen" },
		{ "no-memory", "frames for which there was no memory" },
	};
	char count[XVS_OUT_VALUE_MAX];
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(*said); i++)
		if (xvs_number(record, said[i][0]))
			xvs_out_under("    %8s %s",
				      xvs_out_count(count,
						    xvs_number(record,
							       said[i][0])),
				      said[i][1]);
}

static int show_one(const struct xvs_entry *entry, void *arg)
{
	const struct row *row = row_of(entry);
	const struct showing *showing = arg;
	char text[XVS_OUT_VALUE_MAX];
	json_t *record, *limits;

	if (showing->name && strcmp(showing->name, row->conf.name))
		return XVS_OK;
	record = json_pack("{ss ss si ss}", "switch", entry->sw,
			   "session", row->conf.name, "id", (int)entry->id,
			   "dev", row->conf.dev);
	set_port(record, showing, row->conf.port);
	set_text(record, "direction",
		 put_direction(text, sizeof(text), row->conf.directions));
	limits = limits_of(row);
	if (xvs_out.json)
		json_object_update(record, limits);
	else
		json_object_set_new(record, "only", line_of(limits));
	snprintf(text, sizeof(text), "%u", entry->id);
	json_object_update(record, json_object_get(showing->counters, text));
	xvs_out_record(record);
	if (xvs_out.stats)
		print_counters(record);
	json_decref(limits);
	json_decref(record);
	return XVS_OK;
}

static int show_switch(const struct xvs_ref *sw, void *arg)
{
	struct showing *showing = arg;
	int status;

	status = xvs_ports_read(sw, &showing->ports);
	showing->counters = json_object();
	if (!status)
		status = xvs_entry_dump(&session_stats, sw, read_counters,
					showing);
	if (!status)
		status = xvs_entry_dump(&sessions, sw, show_one, showing);
	json_decref(showing->counters);
	json_decref(showing->ports);
	return status;
}

static int show(struct xvs_args *args)
{
	struct showing showing = { 0 };
	struct xvs_ref ref = { 0 };
	int status;

	if ((args->left && xvs_args_switch(args, &ref)) || xvs_args_end(args))
		return XVS_USAGE;
	xvs_out_begin(columns);
	status = xvs_ports_each_switch(&ref, "capture", show_switch, &showing);
	xvs_out_end();
	return status;
}

/* --- saving --- */

static void print_limits(json_t *limits)
{
	const char *key;
	json_t *value;

	json_object_foreach(limits, key, value) {
		printf(" %s", key);
		if (json_is_integer(value))
			printf(" %lld", (long long)json_integer_value(value));
		else
			xvs_batch_print_word(json_string_value(value));
	}
	json_decref(limits);
}

/* Sessions of a port that is gone capture nothing, and are left out. */
static int save_one(const struct xvs_entry *entry, void *arg)
{
	const struct row *row = row_of(entry);
	const char *port = xvs_ports_name(arg, row->conf.port);
	char text[XVS_OUT_VALUE_MAX];

	if (row->conf.port && !port)
		return XVS_OK;
	printf("capture add");
	xvs_save_switch(entry->sw);
	if (!strcmp(row->conf.name, "session"))
		printf(" session");
	xvs_batch_print_word(row->conf.name);
	printf(" dev");
	xvs_batch_print_word(row->conf.dev);
	if (port) {
		printf(" port");
		xvs_save_name(port);
	}
	printf(" %s", put_direction(text, sizeof(text), row->conf.directions));
	print_limits(limits_of(row));
	putchar('\n');
	return XVS_OK;
}

int xvs_capture_save(const struct xvs_ref *sw)
{
	json_t *ports;
	int status = xvs_ports_read(sw, &ports);

	if (!status)
		status = xvs_entry_dump(&sessions, sw, save_one, ports);
	if (!status)
		status = xvs_mirror_save(sw, ports);
	json_decref(ports);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH]", show },
	{ "add", "SWITCH NAME [dev DEVICE] [port PORT] [in] [out] [both] [dropped] [all] [vlan VID] [snap BYTES] [sample N] [mark none|geneve] [mac MAC] [ethertype TYPE] [proto PROTO] [host ADDRESS] [tport N] [bpf CODE]",
	  add },
	{ "del delete", "SWITCH NAME", del },
	{ 0 }
};

const struct xvs_object xvs_capture_object = {
	"capture", "copies of what passes a switch, for tcpdump", verbs
};
