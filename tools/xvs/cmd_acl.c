// SPDX-License-Identifier: GPL-2.0-only
/* xvs acl: the rules of ports, what they have met, and the flows that stateful
 * rules have allowed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/xvs_acl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "entry.h"
#include "ports.h"
#include "save.h"

#define EXT		"acl"
#define PREFIX_LEN	(INET6_ADDRSTRLEN + 4)
#define RULE_LEN	256
#define LINE_WORDS	64

static const struct xvs_table rules = {
	EXT, "rule", XVS_ACL_TABLE_VERSION
};

static const struct xvs_table hits = {
	EXT, "hit", XVS_ACL_TABLE_VERSION
};

static const struct xvs_table flows = {
	EXT, "flow", XVS_ACL_TABLE_VERSION
};

static const struct xvs_table states = {
	EXT, "state", XVS_ACL_TABLE_VERSION
};

/* By the numbers of the kernel's header. */
static const char *const kinds[] = { "base", "extended", NULL };
static const char *const actions[] = { "allow", "deny", "meter", NULL };
static const char *const directions[] = { "none", "in", "out", "both", NULL };

static const char *word_of(const char *const *words, unsigned int number)
{
	while (*words && number--)
		words++;
	return *words ? *words : "unknown";
}

static bool number_of(const char *const *words, const char *word,
		      uint8_t *number)
{
	uint8_t i;

	for (i = 0; words[i]; i++)
		if (!strcmp(words[i], word)) {
			*number = i;
			return true;
		}
	return false;
}

/* --- protocols --- */

static const struct {
	const char	*name;
	uint8_t		number;
} protos[] = {
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "icmp", IPPROTO_ICMP },
	{ "icmpv6", IPPROTO_ICMPV6 },
	{ "igmp", IPPROTO_IGMP },
	{ "sctp", IPPROTO_SCTP },
	{ "dccp", IPPROTO_DCCP },
	{ "udplite", IPPROTO_UDPLITE },
	{ "gre", IPPROTO_GRE },
	{ "esp", IPPROTO_ESP },
	{ "ah", IPPROTO_AH },
};

#define PROTOS		(sizeof(protos) / sizeof(*protos))

static bool read_proto(const char *text, uint8_t *proto)
{
	uint32_t number;
	size_t i;

	for (i = 0; i < PROTOS; i++)
		if (!strcmp(protos[i].name, text)) {
			*proto = protos[i].number;
			return true;
		}
	if (!xvs_args_parse_number(text, &number) || !number || number > 255)
		return false;
	*proto = number;
	return true;
}

static const char *print_proto(char *to, uint8_t proto)
{
	size_t i;

	for (i = 0; i < PROTOS; i++)
		if (protos[i].number == proto)
			return protos[i].name;
	sprintf(to, "%u", proto);
	return to;
}

/* --- addresses and ports --- */

static void mask_addr(uint8_t *addr, unsigned int len)
{
	unsigned int i;

	for (i = len; i < 128; i++)
		addr[i / 8] &= ~(0x80 >> i % 8);
}

static bool read_len(const char *text, uint8_t most, uint8_t *len)
{
	uint32_t number;

	if (!xvs_args_parse_number(text, &number) || number > most)
		return false;
	*len = number;
	return true;
}

/* ADDRESS or ADDRESS/LENGTH; what lies behind the length does not matter. */
static bool read_prefix(const char *text, uint8_t *family, uint8_t *addr,
			uint8_t *len)
{
	bool ipv6 = strchr(text, ':');
	char copy[PREFIX_LEN], *slash;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	slash = strchr(copy, '/');
	if (slash)
		*slash++ = '\0';
	*len = ipv6 ? 128 : 32;
	if (inet_pton(ipv6 ? AF_INET6 : AF_INET, copy, addr) != 1 ||
	    (slash && !read_len(slash, *len, len)))
		return false;
	*family = ipv6 ? 6 : 4;
	mask_addr(addr, *len);
	return true;
}

static const char *print_prefix(char *to, uint8_t family, const uint8_t *addr,
				unsigned int len)
{
	inet_ntop(family == 6 ? AF_INET6 : AF_INET, addr, to,
		  INET6_ADDRSTRLEN);
	if (len != (family == 6 ? 128 : 32))
		sprintf(to + strlen(to), "/%u", len);
	return to;
}

static bool read_ports(const char *text, uint16_t *min, uint16_t *max)
{
	char copy[16], *dash;
	uint32_t first, last;

	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	dash = strchr(copy, '-');
	if (dash)
		*dash++ = '\0';
	if (!xvs_args_parse_number(copy, &first) ||
	    !xvs_args_parse_number(dash ? dash : copy, &last) ||
	    !last || first > last || last > UINT16_MAX)
		return false;
	*min = first;
	*max = last;
	return true;
}

static const char *print_ports(char *to, uint16_t min, uint16_t max)
{
	if (min == max)
		sprintf(to, "%u", min);
	else
		sprintf(to, "%u-%u", min, max);
	return to;
}

/* --- a rule from words --- */

enum {
	LOCAL, REMOTE, MAC, PROTO, LPORT, RPORT, SPORT, DPORT, WEIGHT,
	STATEFUL, TIMEOUT, VLAN, OPTIONS
};

/* local and remote take a prefix or a MAC address. */
static int parse_side(struct xvs_args *args, const struct xvs_option *option,
		      struct xvs_acl_rule *rule)
{
	bool local = !strcmp(option->word, "local");
	uint8_t family = rule->family;
	uint8_t mac[6];

	if (xvs_args_parse_mac(option->text, mac)) {
		memcpy(rule->mac, mac, sizeof(mac));
		rule->flags |= local ? XVS_ACL_LOCAL_MAC : XVS_ACL_REMOTE_MAC;
		return 0;
	}
	if (!read_prefix(option->text, &rule->family,
			 local ? rule->local : rule->remote,
			 local ? &rule->local_len : &rule->remote_len))
		return xvs_args_fail(args, "'%s' is not a prefix such as 10.0.0.0/8 or fd00::/8, nor a MAC address",
				     option->text);
	if (family && family != rule->family)
		return xvs_args_fail(args, "local and remote are not of one family");
	return 0;
}

static int parse_sides(struct xvs_args *args, const struct xvs_option *options,
		       struct xvs_acl_rule *rule)
{
	const struct xvs_option *mac = &options[MAC];
	int err = 0;

	if (options[LOCAL].given)
		err = parse_side(args, &options[LOCAL], rule);
	if (!err && options[REMOTE].given)
		err = parse_side(args, &options[REMOTE], rule);
	if (err || !mac->given)
		return err;
	if (rule->flags)
		return xvs_args_fail(args, "a rule has one MAC address");
	memcpy(rule->mac, mac->mac, sizeof(rule->mac));
	rule->flags |= XVS_ACL_REMOTE_MAC;
	return 0;
}

static int parse_port(struct xvs_args *args, const struct xvs_option *option,
		      bool local, struct xvs_acl_rule *rule)
{
	uint16_t *min = local ? &rule->local_port_min : &rule->remote_port_min;
	uint16_t *max = local ? &rule->local_port_max : &rule->remote_port_max;

	if (*max)
		return xvs_args_fail(args, "'%s' says again which ports",
				     option->word);
	if (!read_ports(option->text, min, max))
		return xvs_args_fail(args, "'%s' is not a port or a range such as 1024-2047",
				     option->text);
	return 0;
}

/* Which port is the source depends on the way. */
static int parse_ports(struct xvs_args *args, const struct xvs_option *options,
		       struct xvs_acl_rule *rule)
{
	bool out = rule->direction == XVS_ACL_OUT;
	int err = 0;

	if ((options[SPORT].given || options[DPORT].given) &&
	    rule->direction == (XVS_ACL_IN | XVS_ACL_OUT))
		return xvs_args_fail(args, "a rule for both ways has lport and rport, the guest's and the other side's");
	if (options[LPORT].given)
		err = parse_port(args, &options[LPORT], true, rule);
	if (!err && options[RPORT].given)
		err = parse_port(args, &options[RPORT], false, rule);
	if (!err && options[SPORT].given)
		err = parse_port(args, &options[SPORT], out, rule);
	if (!err && options[DPORT].given)
		err = parse_port(args, &options[DPORT], !out, rule);
	return err;
}

static int parse_proto(struct xvs_args *args, const struct xvs_option *option,
		       struct xvs_acl_rule *rule)
{
	if (!option->given)
		return 0;
	if (!read_proto(option->text, &rule->proto))
		return xvs_args_fail(args, "'%s' is not a protocol such as tcp, udp, icmp or 47",
				     option->text);
	if (rule->family == 6 && rule->proto == IPPROTO_ICMP)
		rule->proto = IPPROTO_ICMPV6;
	return 0;
}

/* A rule with more than one address is an extended one. */
static uint8_t kind_of(const struct xvs_option *options,
		       const struct xvs_acl_rule *rule)
{
	int i;

	for (i = PROTO; i < OPTIONS; i++)
		if (options[i].given)
			return XVS_ACL_EXTENDED;
	return options[LOCAL].given && options[REMOTE].given && !rule->flags ?
	       XVS_ACL_EXTENDED : XVS_ACL_BASE;
}

static int parse_matches(struct xvs_args *args, struct xvs_acl_rule *rule)
{
	struct xvs_option options[OPTIONS + 1] = {
		[LOCAL] = { .word = "local", .kind = XVS_OPTION_TEXT },
		[REMOTE] = { .word = "remote", .kind = XVS_OPTION_TEXT },
		[MAC] = { .word = "mac", .kind = XVS_OPTION_MAC },
		[PROTO] = { .word = "proto", .kind = XVS_OPTION_TEXT },
		[LPORT] = { .word = "lport", .kind = XVS_OPTION_TEXT },
		[RPORT] = { .word = "rport", .kind = XVS_OPTION_TEXT },
		[SPORT] = { .word = "sport", .kind = XVS_OPTION_TEXT },
		[DPORT] = { .word = "dport", .kind = XVS_OPTION_TEXT },
		[WEIGHT] = { .word = "weight", .kind = XVS_OPTION_NUMBER },
		[STATEFUL] = { .word = "stateful", .kind = XVS_OPTION_FLAG },
		[TIMEOUT] = { .word = "timeout", .kind = XVS_OPTION_NUMBER,
			      .min = 1, .max = XVS_ACL_TIMEOUT_MAX },
		[VLAN] = { .word = "vlan", .kind = XVS_OPTION_NUMBER,
			   .min = 1, .max = 4094 },
	};

	if (xvs_args_options(args, options) ||
	    parse_sides(args, options, rule) ||
	    parse_proto(args, &options[PROTO], rule) ||
	    parse_ports(args, options, rule))
		return -1;
	if (options[STATEFUL].given)
		rule->flags |= XVS_ACL_STATEFUL;
	rule->weight = options[WEIGHT].number;
	rule->timeout = options[TIMEOUT].number;
	rule->vlan = options[VLAN].number;
	rule->kind = kind_of(options, rule);
	return 0;
}

static int parse_id(struct xvs_args *args, uint32_t *id)
{
	const char *text = xvs_args_next(args);

	if (!text)
		return xvs_args_fail(args, "the id of the rule is missing");
	if (!xvs_args_parse_number(text, id) || !*id)
		return xvs_args_fail(args, "'%s' is not the id of a rule",
				     text);
	return 0;
}

/* [id N] in|out|both allow|deny|meter and the rest */
static int parse_rule(struct xvs_args *args, uint32_t *id,
		      struct xvs_acl_rule *rule)
{
	const char *text;

	*id = 0;
	memset(rule, 0, sizeof(*rule));
	if (xvs_args_word(args, "id") && parse_id(args, id))
		return -1;
	if (xvs_args_need(args, "the direction, in, out or both,", &text))
		return -1;
	if (!number_of(directions, text, &rule->direction) || !rule->direction)
		return xvs_args_fail(args, "'%s' is not a direction, which is in, out or both",
				     text);
	if (xvs_args_need(args, "the action, allow, deny or meter,", &text))
		return -1;
	if (!number_of(actions, text, &rule->action))
		return xvs_args_fail(args, "'%s' is not an action, which is allow, deny or meter",
				     text);
	return parse_matches(args, rule);
}

/* --- changes --- */

static int add(struct xvs_args *args)
{
	struct xvs_change *change;
	struct xvs_acl_rule rule;
	struct xvs_ref ref = { 0 };
	uint32_t id;

	if (xvs_args_port(args, &ref) || parse_rule(args, &id, &rule))
		return XVS_USAGE;
	change = xvs_entry_change(&rules, &ref);
	xvs_entry_add(change, id, &rule, sizeof(rule));
	return xvs_entry_send(change, NULL);
}

static int del(struct xvs_args *args)
{
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	uint32_t id;

	if (xvs_args_port(args, &ref))
		return XVS_USAGE;
	change = xvs_entry_change(&rules, &ref);
	do {
		if (parse_id(args, &id)) {
			xvs_entry_forget(change);
			return XVS_USAGE;
		}
		xvs_entry_del(change, id);
	} while (args->left);
	return xvs_entry_send(change, NULL);
}

static int flush(struct xvs_args *args)
{
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };

	if (xvs_args_port(args, &ref) || xvs_args_end(args))
		return XVS_USAGE;
	change = xvs_entry_change(&rules, &ref);
	xvs_entry_replace(change);
	return xvs_entry_send(change, NULL);
}

/* A line of a file: a rule as behind "add SWITCH PORT", a comment, nothing. */
static int read_line(const struct xvs_args *args, char *line,
		     struct xvs_change *change)
{
	char *words[LINE_WORDS], *word, *rest = line;
	struct xvs_args own = *args;
	struct xvs_acl_rule rule;
	uint32_t id;

	own.words = words;
	own.left = 0;
	while ((word = strtok_r(NULL, " \t\r\n", &rest)) && *word != '#') {
		if (own.left == LINE_WORDS)
			return xvs_args_fail(args, "the line is too long");
		words[own.left++] = word;
	}
	if (!own.left)
		return 0;
	if (parse_rule(&own, &id, &rule))
		return -1;
	xvs_entry_add(change, id, &rule, sizeof(rule));
	return 0;
}

static int read_file(const struct xvs_args *args, const char *name, FILE *file,
		     struct xvs_change *change)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;
	int err = 0;

	while (!err && getline(&line, &room, file) >= 0) {
		xvs_out_place(name, ++number);
		err = read_line(args, line, change);
	}
	xvs_out_place(NULL, 0);
	free(line);
	return err;
}

static int read_rules(const struct xvs_args *args, const char *name,
		      struct xvs_change *change)
{
	FILE *file;
	int err;

	if (!strcmp(name, "-"))
		return read_file(args, "-", stdin, change);
	file = fopen(name, "r");
	if (!file)
		return xvs_args_fail(args, "cannot open %s: %s", name,
				     strerror(errno));
	err = read_file(args, name, file, change);
	fclose(file);
	return err;
}

static int replace(struct xvs_args *args)
{
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	const char *name;

	if (xvs_args_port(args, &ref) ||
	    xvs_args_need(args, "the file of rules, or - for stdin,", &name) ||
	    xvs_args_end(args))
		return XVS_USAGE;
	change = xvs_entry_change(&rules, &ref);
	xvs_entry_replace(change);
	if (read_rules(args, name, change)) {
		xvs_entry_forget(change);
		return XVS_USAGE;
	}
	return xvs_entry_send(change, NULL);
}

/* --- show --- */

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "ID",		"id",		XVS_FORM_PLAIN,	false },
	{ "KIND",	"kind",		XVS_FORM_PLAIN,	true },
	{ "WEIGHT",	"weight",	XVS_FORM_PLAIN,	false },
	{ "WAY",	"direction",	XVS_FORM_PLAIN,	false },
	{ "ACTION",	"action",	XVS_FORM_STATE,	false },
	{ "LOCAL",	"local",	XVS_FORM_PLAIN,	false },
	{ "REMOTE",	"remote",	XVS_FORM_PLAIN,	false },
	{ "PROTO",	"proto",	XVS_FORM_PLAIN,	false },
	{ "LPORT",	"lport",	XVS_FORM_PLAIN,	false },
	{ "RPORT",	"rport",	XVS_FORM_PLAIN,	false },
	{ "VLAN",	"vlan",		XVS_FORM_PLAIN,	false },
	{ "TIMEOUT",	"timeout",	XVS_FORM_PLAIN,	false },
	{ "PACKETS",	"packets",	XVS_FORM_COUNT,	false },
	{ "BYTES",	"bytes",	XVS_FORM_BYTES,	false },
	{ "SPARED",	"spared",	XVS_FORM_COUNT,	true },
	{ "LAST",	"age",		XVS_FORM_AGE,	false },
	{ 0 }
};

static json_t *new_record(const struct xvs_entry *entry)
{
	return json_pack("{ss ss si}", "switch", entry->sw, "port",
			 entry->port, "port-id", (int)entry->port_id);
}

static void set_text(json_t *record, const char *key, const char *text)
{
	json_object_set_new(record, key, json_string(text));
}

static void set_number(json_t *record, const char *key, json_int_t number)
{
	json_object_set_new(record, key, json_integer(number));
}

static void set_prefix(json_t *record, const char *key, uint8_t family,
		       const uint8_t *addr, unsigned int len)
{
	char text[PREFIX_LEN];

	set_text(record, key, print_prefix(text, family, addr, len));
}

static void set_mac(json_t *record, const char *key, const uint8_t *mac)
{
	json_object_set_new(record, key,
			    json_sprintf("%02x:%02x:%02x:%02x:%02x:%02x",
					 mac[0], mac[1], mac[2], mac[3],
					 mac[4], mac[5]));
}

/* A base rule of a family alone has the prefix of length 0 that was given,
 * of which side does not matter.
 */
static void set_sides(json_t *record, const struct xvs_acl_rule *rule)
{
	if (rule->flags & XVS_ACL_LOCAL_MAC)
		set_mac(record, "local", rule->mac);
	if (rule->flags & XVS_ACL_REMOTE_MAC)
		set_mac(record, "remote", rule->mac);
	if (!rule->family)
		return;
	if (rule->local_len)
		set_prefix(record, "local", rule->family, rule->local,
			   rule->local_len);
	if (rule->remote_len || !rule->local_len)
		set_prefix(record, "remote", rule->family, rule->remote,
			   rule->remote_len);
}

static void set_ports(json_t *record, const struct xvs_acl_rule *rule)
{
	char text[16];

	if (rule->local_port_max)
		set_text(record, "lport",
			 print_ports(text, rule->local_port_min,
				     rule->local_port_max));
	if (rule->remote_port_max)
		set_text(record, "rport",
			 print_ports(text, rule->remote_port_min,
				     rule->remote_port_max));
}

static void set_extended(json_t *record, const struct xvs_acl_rule *rule)
{
	char text[16];

	set_number(record, "weight", rule->weight);
	if (rule->proto)
		set_text(record, "proto", print_proto(text, rule->proto));
	set_ports(record, rule);
	if (rule->vlan)
		set_number(record, "vlan", rule->vlan);
	if (!(rule->flags & XVS_ACL_STATEFUL))
		return;
	json_object_set_new(record, "stateful", json_true());
	set_number(record, "timeout",
		   rule->timeout ? rule->timeout : XVS_ACL_TIMEOUT);
}

static const char *key_of(char *key, const struct xvs_entry *entry)
{
	sprintf(key, "%u/%u", entry->port_id, entry->id);
	return key;
}

static int add_rule(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_acl_rule *rule = entry->data;
	json_t *record = new_record(entry);
	char key[24];

	set_number(record, "id", entry->id);
	set_text(record, "kind", word_of(kinds, rule->kind));
	set_text(record, "direction", word_of(directions, rule->direction));
	set_text(record, "action", word_of(actions, rule->action));
	set_sides(record, rule);
	if (rule->kind == XVS_ACL_EXTENDED)
		set_extended(record, rule);
	json_object_set_new(arg, key_of(key, entry), record);
	return XVS_OK;
}

static int add_hit(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_acl_hit *hit = entry->data;
	json_t *record;
	char key[24];

	record = json_object_get(arg, key_of(key, entry));
	if (!record)
		return XVS_OK;
	set_number(record, "packets", hit->packets);
	set_number(record, "bytes", hit->bytes);
	set_number(record, "spared", hit->spared);
	if (hit->age != XVS_ACL_NEVER)
		set_number(record, "age", hit->age);
	return XVS_OK;
}

static int show_switch(const struct xvs_ref *sw, void *arg)
{
	json_t *all = json_object(), *record;
	const char *key;
	int status;

	(void)arg;
	status = xvs_entry_dump(&rules, sw, add_rule, all);
	if (!status)
		status = xvs_entry_dump(&hits, sw, add_hit, all);
	if (!status)
		json_object_foreach(all, key, record)
			xvs_out_record(record);
	json_decref(all);
	return status;
}

/* Of each switch that has the extension, or of one, or of one port. */
static int show_each(struct xvs_args *args, const struct xvs_column *heads,
		     int (*each)(const struct xvs_ref *sw, void *arg))
{
	struct xvs_ref ref = { 0 };
	int status;

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	xvs_out_begin(heads);
	status = xvs_ports_each_switch(&ref, EXT, each, NULL);
	xvs_out_end();
	return status;
}

static int show(struct xvs_args *args)
{
	return show_each(args, columns, show_switch);
}

/* --- flows --- */

static const struct xvs_column flow_columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "WAY",	"direction",	XVS_FORM_PLAIN,	false },
	{ "PROTO",	"proto",	XVS_FORM_PLAIN,	false },
	{ "LOCAL",	"local",	XVS_FORM_PLAIN,	false },
	{ "LPORT",	"lport",	XVS_FORM_PLAIN,	false },
	{ "REMOTE",	"remote",	XVS_FORM_PLAIN,	false },
	{ "RPORT",	"rport",	XVS_FORM_PLAIN,	false },
	{ "VLAN",	"vlan",		XVS_FORM_PLAIN,	false },
	{ "RULE",	"rule",		XVS_FORM_PLAIN,	false },
	{ "TIMEOUT",	"timeout",	XVS_FORM_PLAIN,	false },
	{ "IDLE",	"idle",		XVS_FORM_AGE,	false },
	{ 0 }
};

static int flow_one(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_acl_flow *flow = entry->data;
	unsigned int len = flow->family == 6 ? 128 : 32;
	json_t *record = new_record(entry);
	char text[16];

	(void)arg;
	set_text(record, "direction", word_of(directions, flow->direction));
	set_text(record, "proto", print_proto(text, flow->proto));
	set_prefix(record, "local", flow->family, flow->local, len);
	set_prefix(record, "remote", flow->family, flow->remote, len);
	set_number(record, "lport", flow->local_port);
	set_number(record, "rport", flow->remote_port);
	if (flow->vlan)
		set_number(record, "vlan", flow->vlan);
	set_number(record, "rule", flow->rule);
	set_number(record, "timeout", flow->timeout);
	set_number(record, "idle", flow->idle);
	xvs_out_record(record);
	json_decref(record);
	return XVS_OK;
}

static int flows_switch(const struct xvs_ref *sw, void *arg)
{
	return xvs_entry_dump(&flows, sw, flow_one, arg);
}

static int show_flows(struct xvs_args *args)
{
	return show_each(args, flow_columns, flows_switch);
}

/* --- state --- */

static const struct xvs_column state_columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "RULES",	"rules",	XVS_FORM_COUNT,	false },
	{ "GENERATION",	"generation",	XVS_FORM_COUNT,	false },
	{ "CLASSIFIED",	"classified",	XVS_FORM_COUNT,	false },
	{ "VERDICTS",	"verdicts",	XVS_FORM_COUNT,	false },
	{ "LIMIT",	"verdict-limit", XVS_FORM_COUNT, false },
	{ "FLOWS",	"flows",	XVS_FORM_COUNT,	false },
	{ "LIMIT",	"flow-limit",	XVS_FORM_COUNT,	false },
	{ 0 }
};

static int state_one(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_acl_state *state = entry->data;
	json_t *record = new_record(entry);

	(void)arg;
	set_number(record, "rules", state->rules);
	set_number(record, "generation", state->generation);
	set_number(record, "classified", state->classified);
	set_number(record, "verdicts", state->verdicts);
	set_number(record, "verdict-limit", state->verdict_limit);
	set_number(record, "flows", state->flows);
	set_number(record, "flow-limit", state->flow_limit);
	xvs_out_record(record);
	json_decref(record);
	return XVS_OK;
}

static int state_switch(const struct xvs_ref *sw, void *arg)
{
	return xvs_entry_dump(&states, sw, state_one, arg);
}

static int show_state(struct xvs_args *args)
{
	return show_each(args, state_columns, state_switch);
}

/* --- save --- */

static void save_text(const json_t *record, const char *word, const char *key)
{
	if (xvs_has(record, key))
		printf(" %s %s", word, xvs_text(record, key));
}

static void save_number(const json_t *record, const char *key)
{
	if (xvs_has(record, key))
		printf(" %s %lld", key, (long long)xvs_number(record, key));
}

/* A rule in the words that make it. */
static int save_one(const struct xvs_entry *entry, void *arg)
{
	json_t *all = json_object(), *record;
	const char *key;

	(void)arg;
	add_rule(entry, all);
	json_object_foreach(all, key, record) {
		printf("acl add");
		xvs_save_switch(entry->sw);
		xvs_save_port(entry->port);
		printf(" id %u %s %s", entry->id,
		       xvs_text(record, "direction"),
		       xvs_text(record, "action"));
		save_text(record, "local", "local");
		save_text(record, "remote", "remote");
		save_text(record, "proto", "proto");
		save_text(record, "lport", "lport");
		save_text(record, "rport", "rport");
		save_number(record, "weight");
		if (xvs_has(record, "stateful"))
			printf(" stateful");
		save_number(record, "timeout");
		save_number(record, "vlan");
		putchar('\n');
	}
	json_decref(all);
	return XVS_OK;
}

int xvs_acl_save(const struct xvs_ref *sw)
{
	return xvs_entry_dump(&rules, sw, save_one, NULL);
}

#define RULE_USAGE							\
	"in|out|both allow|deny|meter [local PREFIX] [remote PREFIX] [mac MAC] [proto PROTO] [sport PORTS] [dport PORTS] [lport PORTS] [rport PORTS] [weight N] [stateful] [timeout SECONDS] [vlan VID]"

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "add", "SWITCH PORT [id N] " RULE_USAGE, add },
	{ "del delete", "SWITCH PORT ID...", del },
	{ "replace", "SWITCH PORT FILE|-", replace },
	{ "flush", "SWITCH PORT", flush },
	{ "flows", "[SWITCH [PORT]]", show_flows },
	{ "state", "[SWITCH [PORT]]", show_state },
	{ 0 }
};

const struct xvs_object xvs_acl_object = {
	"acl", "which frames may pass a port", verbs
};
