// SPDX-License-Identifier: GPL-2.0-only
/* xvs bpf: BPF programs on a switch and on its ports. A program is loaded by
 * whatever loads programs; here it is named by a file descriptor that this
 * process was given, or by the path where it is pinned.
 */
#include <errno.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/xvs.h>
#include <linux/xvs_bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "batch.h"
#include "cmd.h"
#include "entry.h"
#include "genl.h"
#include "save.h"

static const char *const classes[] = { "capture", "filter", "forward", NULL };
static const char *const exts[] = {
	"bpf-capture", "bpf-filter", "bpf-forward"
};

static const char *const directions[] = { "in", "out", NULL };

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "CLASS",	"class",	XVS_FORM_PLAIN,	false },
	{ "WAY",	"direction",	XVS_FORM_PLAIN,	false },
	{ "NAME",	"name",		XVS_FORM_NAME,	false },
	{ "ID",		"prog-id",	XVS_FORM_PLAIN,	false },
	{ "TAG",	"tag",		XVS_FORM_DIM,	true },
	{ "RUNS",	"runs",		XVS_FORM_COUNT,	false },
	{ "NS/RUN",	"ns-per-run",	XVS_FORM_COUNT,	false },
	{ "PASSED",	"passed",	XVS_FORM_COUNT,	false },
	{ "DROPPED",	"dropped",	XVS_FORM_COUNT,	false },
	{ "STOLEN",	"stolen",	XVS_FORM_COUNT,	true },
	{ "BAD",	"bad",		XVS_FORM_COUNT,	true },
	{ "MISSED",	"missed",	XVS_FORM_COUNT,	true },
	{ "PATH",	"path",		XVS_FORM_PLAIN,	true },
	{ 0 }
};

/* --- which program: SWITCH [port PORT] CLASS DIRECTION --- */

struct target {
	struct xvs_ref	ref;
	uint32_t	class;
	uint32_t	direction;
};

static bool has_port(const struct xvs_ref *ref)
{
	return ref->port.name || ref->port.id;
}

static struct xvs_table program_table(uint32_t class, bool of_port)
{
	return (struct xvs_table){
		exts[class], of_port ? XVS_BPF_TABLE_PORT_PROGRAM :
				       XVS_BPF_TABLE_PROGRAM,
		XVS_BPF_VERSION
	};
}

static struct xvs_table run_table(uint32_t class, bool of_port)
{
	return (struct xvs_table){
		exts[class], of_port ? XVS_BPF_TABLE_PORT_RUN :
				       XVS_BPF_TABLE_RUN,
		XVS_BPF_VERSION
	};
}

static int parse_port(struct xvs_args *args, struct xvs_ref *ref)
{
	const char *text;

	if (!xvs_args_word(args, "port"))
		return 0;
	if (xvs_args_need(args, "the name of the port", &text))
		return -1;
	return xvs_args_name(args, "port", text, XVS_NAME_LEN, &ref->port);
}

/* The next word is one of @words. */
static int parse_word(struct xvs_args *args, const char *what,
		      const char *const *words, uint32_t *number)
{
	const char *text;
	uint32_t i;

	if (xvs_args_need(args, what, &text))
		return -1;
	for (i = 0; words[i]; i++)
		if (!strcmp(text, words[i])) {
			*number = i;
			return 0;
		}
	return xvs_args_fail(args, "'%s' is not %s", text, what);
}

static int parse_target(struct xvs_args *args, struct target *target)
{
	if (xvs_args_switch(args, &target->ref) ||
	    parse_port(args, &target->ref) ||
	    parse_word(args, "the class, which is capture, filter or forward",
		       classes, &target->class))
		return -1;
	return parse_word(args, "the direction, which is in or out",
			  directions, &target->direction);
}

/* --- add, replace, del --- */

enum { FD, PINNED, NAME };

static int open_pinned(const char *path)
{
	union bpf_attr attr = { .pathname = (uintptr_t)path };

	return syscall(__NR_bpf, BPF_OBJ_GET, &attr, sizeof(attr));
}

/* The path is kept as one that another process can find. */
static int parse_pinned(const struct xvs_args *args, const char *text,
			struct xvs_bpf_program *row)
{
	char path[PATH_MAX];

	row->fd = open_pinned(text);
	if (row->fd < 0 || !realpath(text, path))
		return xvs_args_fail(args, "cannot open the program '%s': %s",
				     text, strerror(errno));
	if (strlen(path) >= sizeof(row->path))
		return xvs_args_fail(args, "the path '%s' is too long, %zu bytes are the most",
				     path, sizeof(row->path) - 1);
	strcpy(row->path, path);
	return 0;
}

static int parse_program(struct xvs_args *args, struct xvs_bpf_program *row)
{
	struct xvs_option options[] = {
		[FD] = { .word = "fd", .kind = XVS_OPTION_NUMBER,
			 .max = INT_MAX },
		[PINNED] = { .word = "pinned", .max = PATH_MAX - 1 },
		[NAME] = { .word = "name", .max = XVS_BPF_NAME_LEN - 1 },
		{ 0 }
	};

	if (xvs_args_options(args, options))
		return -1;
	if (options[FD].given == options[PINNED].given)
		return xvs_args_fail(args, "name the program by one of fd and pinned");
	if (options[NAME].given)
		strcpy(row->name, options[NAME].text);
	if (options[PINNED].given)
		return parse_pinned(args, options[PINNED].text, row);
	row->fd = options[FD].number;
	return 0;
}

/* With an id, what is there is replaced. */
static int put(struct xvs_args *args, bool replace)
{
	struct xvs_bpf_program row = { .fd = -1 };
	struct target target = { 0 };
	struct xvs_change *change;
	struct xvs_table table;
	int status;

	if (parse_target(args, &target) || parse_program(args, &row))
		return XVS_USAGE;
	row.direction = target.direction;
	table = program_table(target.class, has_port(&target.ref));
	change = xvs_entry_change(&table, &target.ref);
	xvs_entry_add(change, replace ? row.direction + 1 : 0, &row,
		      sizeof(row));
	status = xvs_entry_send(change, NULL);
	if (*row.path)
		close(row.fd);
	return status;
}

static int add(struct xvs_args *args)
{
	return put(args, false);
}

static int replace(struct xvs_args *args)
{
	return put(args, true);
}

static int del(struct xvs_args *args)
{
	struct target target = { 0 };
	struct xvs_change *change;
	struct xvs_table table;

	if (parse_target(args, &target) || xvs_args_end(args))
		return XVS_USAGE;
	table = program_table(target.class, has_port(&target.ref));
	change = xvs_entry_change(&table, &target.ref);
	xvs_entry_del(change, target.direction + 1);
	return xvs_entry_send(change, NULL);
}

/* --- show --- */

/* The programs found so far, and of which class those are that come. */
struct reading {
	json_t		*programs;
	uint32_t	class;
};

static void set_text(json_t *record, const char *key, const char *text)
{
	json_object_set_new(record, key, json_string_nocheck(text));
}

static void set_tag(json_t *record, const uint8_t *tag)
{
	char text[2 * XVS_BPF_TAG_LEN + 1];
	size_t i;

	for (i = 0; i < XVS_BPF_TAG_LEN; i++)
		sprintf(text + 2 * i, "%02x", tag[i]);
	set_text(record, "tag", text);
}

static void set_number(json_t *record, const char *key, json_int_t number)
{
	json_object_set_new(record, key, json_integer(number));
}

static int read_program(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_bpf_program *row = entry->data;
	struct reading *reading = arg;
	json_t *record = json_object();

	set_text(record, "switch", entry->sw);
	if (entry->port) {
		set_text(record, "port", entry->port);
		set_number(record, "port-id", entry->port_id);
	}
	set_text(record, "class", classes[reading->class]);
	set_text(record, "direction", directions[row->direction == 1]);
	set_text(record, "name", row->name);
	set_number(record, "prog-id", row->prog_id);
	set_tag(record, row->tag);
	if (*row->path)
		set_text(record, "path", row->path);
	json_array_append_new(reading->programs, record);
	return XVS_OK;
}

/* The record of the program whose runs these are, or NULL. */
static json_t *find_program(const struct reading *reading,
			    const struct xvs_entry *entry,
			    const struct xvs_bpf_run *run)
{
	json_t *record;
	size_t i;

	json_array_foreach(reading->programs, i, record)
		if (xvs_is(record, "switch", entry->sw) &&
		    xvs_is(record, "class", classes[reading->class]) &&
		    xvs_is(record, "direction",
			   directions[run->direction == 1]) &&
		    xvs_has(record, "port") == !!entry->port &&
		    xvs_number(record, "port-id") == entry->port_id &&
		    xvs_number(record, "prog-id") == run->prog_id)
			return record;
	return NULL;
}

static int read_run(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_bpf_run *run = entry->data;
	json_t *record = find_program(arg, entry, run);

	/* replaced between the two tables */
	if (!record)
		return XVS_OK;
	set_number(record, "runs", run->runs);
	set_number(record, "timed", run->timed);
	set_number(record, "ns", run->ns);
	if (run->timed)
		set_number(record, "ns-per-run", run->ns / run->timed);
	set_number(record, "passed", run->passed);
	set_number(record, "dropped", run->dropped);
	set_number(record, "stolen", run->stolen);
	set_number(record, "bad", run->bad);
	set_number(record, "missed", run->missed);
	return XVS_OK;
}

static int read_tables(struct reading *reading, const struct xvs_ref *ref,
		       bool of_port)
{
	struct xvs_table programs = program_table(reading->class, of_port);
	struct xvs_table runs = run_table(reading->class, of_port);
	int status;

	status = xvs_entry_dump(&programs, ref, read_program, reading);
	if (!status)
		status = xvs_entry_dump(&runs, ref, read_run, reading);
	return status;
}

/* The extension @ext of a switch, if it is one of ours. */
static int read_ext(struct reading *reading, const json_t *ext,
		    const struct xvs_ref *wanted)
{
	struct xvs_ref ref = {
		.sw.id = xvs_number(ext, "switch-id"),
		.port = wanted->port,
	};
	int status = XVS_OK;

	for (reading->class = 0; classes[reading->class]; reading->class++)
		if (xvs_is(ext, "ext", exts[reading->class]))
			break;
	if (!classes[reading->class])
		return XVS_OK;
	if (!has_port(&ref))
		status = read_tables(reading, &ref, false);
	if (!status)
		status = read_tables(reading, &ref, true);
	return status;
}

static int read_all(struct reading *reading, const struct xvs_ref *ref)
{
	struct xvs_ref sw = { .sw = ref->sw };
	struct xvs_list list = { 0 };
	json_t *ext;
	size_t pos = 0;
	int status;

	status = xvs_cmd_fetch(XVS_CMD_EXT_GET, &sw, false, &list);
	while (!status && (ext = xvs_list_next(&list, &pos))) {
		if (xvs_cmd_match(ext, &sw))
			status = read_ext(reading, ext, ref);
		json_decref(ext);
	}
	xvs_list_clear(&list);
	return status;
}

static int show(struct xvs_args *args)
{
	struct reading reading = { .programs = json_array() };
	struct xvs_ref ref = { 0 };
	json_t *record;
	int status;
	size_t i;

	if (xvs_args_filter(args, &ref)) {
		json_decref(reading.programs);
		return XVS_USAGE;
	}
	status = read_all(&reading, &ref);
	if (!status) {
		xvs_out_begin(columns);
		json_array_foreach(reading.programs, i, record)
			xvs_out_record(record);
		xvs_out_end();
	}
	json_decref(reading.programs);
	return status;
}

/* --- save --- */

/* Only a pinned program can be found again; of another there is a note. */
static int save_row(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_bpf_program *row = entry->data;
	const char *const *class = arg;

	if (!*row->path)
		fputs("# not pinned: ", stdout);
	fputs("bpf add", stdout);
	xvs_save_switch(entry->sw);
	if (entry->port) {
		fputs(" port", stdout);
		xvs_save_name(entry->port);
	}
	printf(" %s %s pinned", *class, directions[row->direction == 1]);
	xvs_batch_print_word(*row->path ? row->path : "PATH");
	if (*row->name) {
		fputs(" name", stdout);
		xvs_batch_print_word(row->name);
	}
	putchar('\n');
	return XVS_OK;
}

static int save(const struct xvs_ref *sw, uint32_t class)
{
	struct xvs_table of_switch = program_table(class, false);
	struct xvs_table of_port = program_table(class, true);
	const char *word = classes[class];
	int status;

	status = xvs_entry_dump(&of_switch, sw, save_row, &word);
	if (!status)
		status = xvs_entry_dump(&of_port, sw, save_row, &word);
	return status;
}

int xvs_bpf_save_capture(const struct xvs_ref *sw)
{
	return save(sw, 0);
}

int xvs_bpf_save_filter(const struct xvs_ref *sw)
{
	return save(sw, 1);
}

int xvs_bpf_save_forward(const struct xvs_ref *sw)
{
	return save(sw, 2);
}

#define TARGET		"SWITCH [port PORT] capture|filter|forward in|out"
#define PROGRAM		" {fd N | pinned PATH} [name NAME]"

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "add", TARGET PROGRAM, add },
	{ "replace", TARGET PROGRAM, replace },
	{ "del delete", TARGET, del },
	{ 0 }
};

const struct xvs_object xvs_bpf_object = {
	"bpf", "BPF programs that capture, filter and forward", verbs
};
