// SPDX-License-Identifier: GPL-2.0-only
/* xvs monitor: what happens, a line for each event as it comes. */
#include <linux/xvs.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "cmd.h"
#include "genl.h"
#include "property.h"
#include "spec.h"

static bool timestamps;

static void read_clock(char *to, size_t room)
{
	struct timeval now;
	struct tm tm;
	char date[32];

	gettimeofday(&now, NULL);
	localtime_r(&now.tv_sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(to, room, "%s.%06ld", date, (long)now.tv_usec);
}

/* " before VALUE after", if there is a value. */
static void print_fact(const json_t *record, const char *key,
		       const char *before, enum xvs_form form)
{
	const json_t *value = json_object_get(record, key);

	if (json_is_integer(value)) {
		printf(" %s%lld", before,
		       (long long)json_integer_value(value));
	} else if (value && *xvs_text(record, key)) {
		printf(" %s", before);
		xvs_out_name(xvs_text(record, key), form);
	} else if (json_is_true(value)) {
		printf(" %s", key);
	}
}

static void print_switch(const json_t *r)
{
	print_fact(r, "type", "type ", XVS_FORM_PLAIN);
	if (xvs_number(r, "host"))
		fputs(" with host NIC", stdout);
	print_fact(r, "uplink", "uplink ", XVS_FORM_NAME);
}

static void print_port(const json_t *r)
{
	print_fact(r, "validation", "", XVS_FORM_PLAIN);
	print_fact(r, "implicit", "", XVS_FORM_PLAIN);
	print_fact(r, "label", "label ", XVS_FORM_PLAIN);
}

static void print_nic(const json_t *r)
{
	print_fact(r, "kind", "", XVS_FORM_PLAIN);
	print_fact(r, "ifname", "", XVS_FORM_NAME);
	if (!xvs_is(r, "class", "none"))
		print_fact(r, "class", "", XVS_FORM_PLAIN);
	print_fact(r, "vm", "vm ", XVS_FORM_PLAIN);
	print_fact(r, "current-mac", "mac ", XVS_FORM_MAC);
	print_fact(r, "mtu", "mtu ", XVS_FORM_PLAIN);
	if (xvs_has(r, "carrier"))
		printf(" carrier %s", xvs_number(r, "carrier") ? "on" : "off");
}

static void print_property(const json_t *r)
{
	const json_t *value = xvs_property_value(r);

	print_fact(r, "name", "", XVS_FORM_PLAIN);
	fputs(xvs_is(r, "event", "deleted") ? ", back to " : " = ", stdout);
	if (xvs_is(r, "type", "flag"))
		fputs(json_integer_value(value) ? "on" : "off", stdout);
	else if (json_is_integer(value))
		printf("%lld", (long long)json_integer_value(value));
	else if (value)
		xvs_out_name(json_string_value(value), XVS_FORM_PLAIN);
}

static void print_fdb(const json_t *r)
{
	print_fact(r, "mac", "", XVS_FORM_MAC);
	if (xvs_number(r, "vlan"))
		print_fact(r, "vlan", "vlan ", XVS_FORM_PLAIN);
	print_fact(r, "kind", "", XVS_FORM_PLAIN);
	print_fact(r, "port", "on ", XVS_FORM_NAME);
	print_fact(r, "old-port", xvs_is(r, "event", "refused") ?
		   "stays on " : "was on ", XVS_FORM_NAME);
}

static void print_ext(const json_t *r)
{
	print_fact(r, "ext", "", XVS_FORM_NAME);
	print_fact(r, "class", "", XVS_FORM_PLAIN);
	print_fact(r, "order", "order ", XVS_FORM_PLAIN);
	if (!xvs_number(r, "enabled"))
		fputs(" disabled", stdout);
}

static void print_offload(const json_t *r)
{
	json_t *word;
	size_t i;

	print_fact(r, "ifname", "nic ", XVS_FORM_NAME);
	fputs(" in force", stdout);
	if (!json_array_size(json_object_get(r, "in-force")))
		fputs(" nothing", stdout);
	json_array_foreach(json_object_get(r, "in-force"), i, word)
		printf(" %s", json_string_value(word));
	print_fact(r, "crypto-nic", "ESP by ", XVS_FORM_NAME);
}

static void print_sa(const json_t *r)
{
	print_fact(r, "direction", "", XVS_FORM_PLAIN);
	printf(" spi 0x%08llx", (unsigned long long)xvs_number(r, "spi"));
	print_fact(r, "dst", "dst ", XVS_FORM_PLAIN);
	print_fact(r, "peer", "peer ", XVS_FORM_PLAIN);
	printf("/%lld", (long long)xvs_number(r, "peer-prefix"));
	print_fact(r, "nic", "by ", XVS_FORM_NAME);
}

/* The one event that tells itself. */
static void print_alert(const json_t *r)
{
	xvs_out_name(xvs_text(r, "ext"), XVS_FORM_NAME);
	fputs(": ", stdout);
	xvs_out_name(xvs_text(r, "text"), XVS_FORM_PLAIN);
}

static void print_details(const json_t *record)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)record, key, value)
		print_fact(record, key, key, XVS_FORM_PLAIN);
}

static void print_facts(int cmd, const json_t *record)
{
	if (xvs_out.details) {
		print_details(record);
		return;
	}
	switch (cmd) {
	case XVS_CMD_SWITCH_NTF:
		print_switch(record);
		break;
	case XVS_CMD_PORT_NTF:
		print_port(record);
		break;
	case XVS_CMD_NIC_NTF:
		print_nic(record);
		break;
	case XVS_CMD_PROPERTY_NTF:
		print_property(record);
		break;
	case XVS_CMD_FDB_NTF:
		print_fdb(record);
		break;
	case XVS_CMD_EXT_NTF:
		print_ext(record);
		break;
	case XVS_CMD_OFFLOAD_NTF:
		print_offload(record);
		break;
	case XVS_CMD_SA_NTF:
		print_sa(record);
		break;
	}
}

/* OBJECT SWITCH[/PORT] EVENT FACTS */
static void print_line(int cmd, const json_t *record)
{
	bool of_port = xvs_has(record, "port") && cmd != XVS_CMD_FDB_NTF;
	char now[64];

	if (timestamps) {
		read_clock(now, sizeof(now));
		printf("%s ", now);
	}
	printf("%-8s ", xvs_spec_set(cmd)->name);
	xvs_out_name(xvs_text(record, "switch"), XVS_FORM_NAME);
	if (of_port) {
		putchar('/');
		xvs_out_name(xvs_text(record, "port"), XVS_FORM_NAME);
	}
	putchar(' ');
	if (cmd == XVS_CMD_ALERT_NTF) {
		print_alert(record);
	} else {
		xvs_out_name(xvs_text(record, "event"), XVS_FORM_STATE);
		print_facts(cmd, record);
	}
	putchar('\n');
}

static void print_json(int cmd, json_t *record)
{
	char now[64];

	json_object_set_new(record, "object",
			    json_string(xvs_spec_set(cmd)->name));
	if (timestamps) {
		read_clock(now, sizeof(now));
		json_object_set_new(record, "timestamp", json_string(now));
	}
	xvs_out_json_line(record);
}

static int event(const struct nlmsghdr *nlh)
{
	int cmd = xvs_record_cmd(nlh);
	json_t *record = xvs_record(nlh);

	if (!record)
		return 0;
	if (xvs_out.json)
		print_json(cmd, record);
	else
		print_line(cmd, record);
	fflush(stdout);
	json_decref(record);
	return ferror(stdout);
}

enum { LIFECYCLE, FDB, ALERT, OFFLOAD, ALL, T, TIMESTAMP };

static int monitor(struct xvs_args *args)
{
	struct xvs_option options[] = {
		[LIFECYCLE] = { .word = "lifecycle", .kind = XVS_OPTION_FLAG },
		[FDB]	= { .word = "fdb", .kind = XVS_OPTION_FLAG },
		[ALERT]	= { .word = "alert", .kind = XVS_OPTION_FLAG },
		[OFFLOAD] = { .word = "offload", .kind = XVS_OPTION_FLAG },
		[ALL]	= { .word = "all", .kind = XVS_OPTION_FLAG },
		[T]	= { .word = "-t", .kind = XVS_OPTION_FLAG },
		[TIMESTAMP] = { .word = "timestamp", .kind = XVS_OPTION_FLAG },
		{ 0 }
	};
	const char *groups[5] = { NULL };
	bool chosen;
	int n = 0;

	if (xvs_args_options(args, options))
		return XVS_USAGE;
	timestamps = options[T].given || options[TIMESTAMP].given;
	chosen = options[LIFECYCLE].given || options[FDB].given ||
		 options[ALERT].given || options[OFFLOAD].given;
	if (options[LIFECYCLE].given || options[ALL].given || !chosen)
		groups[n++] = XVS_MCGRP_LIFECYCLE;
	if (options[FDB].given || options[ALL].given)
		groups[n++] = XVS_MCGRP_FDB;
	if (options[ALERT].given || options[ALL].given || !chosen)
		groups[n++] = XVS_MCGRP_ALERT;
	if (options[OFFLOAD].given || options[ALL].given)
		groups[n++] = XVS_MCGRP_OFFLOAD;
	return xvs_genl_listen(groups, event) ? xvs_cmd_refused() : XVS_OK;
}

static const struct xvs_verb verbs[] = {
	{ NULL, "[lifecycle] [fdb] [alert] [offload] [all] [timestamp]",
	  monitor },
	{ 0 }
};

const struct xvs_object xvs_monitor_object = {
	"monitor", "what happens, as it happens", verbs
};
