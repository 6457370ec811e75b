// SPDX-License-Identifier: GPL-2.0-only
/* xvs mirror: copies of what passes some ports go to another. */
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

static const struct xvs_table mirrors = {
	"capture", "mirror", XVS_CAPTURE_VERSION
};

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "SESSION",	"session",	XVS_FORM_PLAIN,	false },
	{ "FROM",	"from",		XVS_FORM_NAME,	false },
	{ "DIRECTION",	"direction",	XVS_FORM_PLAIN,	false },
	{ "TO",		"to",		XVS_FORM_NAME,	false },
	{ 0 }
};

/* By &xvs_mirror_session.directions. */
static const char *const directions[] = { "", "in", "out", "both" };

/* --- what the user says --- */

static int parse_session(struct xvs_args *args, uint32_t *session)
{
	struct xvs_option number = {
		.word = "session", .kind = XVS_OPTION_NUMBER, .min = 1
	};

	if (args->left > 1)
		xvs_args_word(args, "session");
	if (!args->left)
		return xvs_args_fail(args, "the number of the session is missing");
	if (xvs_args_value(args, &number))
		return -1;
	*session = number.number;
	return 0;
}

/* SWITCH SESSION */
static int parse_target(struct xvs_args *args, struct xvs_ref *ref,
			uint32_t *session)
{
	return xvs_args_switch(args, ref) || parse_session(args, session);
}

/* The next name before a comma or the end; a backslash takes the meaning of a
 * comma away. A comma may end the list, which tells a port "all" from all.
 */
static char *next_name(char **list)
{
	char *name = *list, *from = name, *to = name;

	if (!name || !*name)
		return NULL;
	for (; *from && *from != ','; from++) {
		if (from[0] == '\\' && from[1] == ',')
			from++;
		*to++ = *from;
	}
	*list = *from ? from + 1 : NULL;
	*to = '\0';
	return name;
}

static int find_port(struct xvs_args *args, const struct xvs_ref *ref,
		     const char *word, uint32_t *id)
{
	struct xvs_name name = { 0 };

	if (xvs_args_name(args, "port", word, XVS_NAME_LEN, &name))
		return XVS_USAGE;
	return xvs_ports_find(ref, &name, id);
}

static int find_sources(struct xvs_args *args, const struct xvs_ref *ref,
			const char *text, struct xvs_mirror_session *mirror)
{
	char *copy, *list, *name;
	int status = XVS_OK;

	if (!strcmp(text, "all"))
		return XVS_OK;
	copy = strdup(text);
	if (!copy)
		xvs_out_of_memory();
	list = copy;
	while (!status && (name = next_name(&list))) {
		if (mirror->source_count == XVS_MIRROR_SOURCES) {
			xvs_args_fail(args, "a session has at most %d sources, or all",
				      XVS_MIRROR_SOURCES);
			status = XVS_USAGE;
			break;
		}
		status = find_port(args, ref, name,
				   &mirror->source[mirror->source_count++]);
	}
	free(copy);
	return status;
}

enum { FROM, IN, OUT, BOTH, TO };

static int read_directions(struct xvs_args *args,
			   const struct xvs_option *options, uint8_t *to)
{
	if (options[IN].given + options[OUT].given + options[BOTH].given > 1)
		return xvs_args_fail(args, "in, out and both exclude each other");
	*to = XVS_CAPTURE_IN | XVS_CAPTURE_OUT;
	if (options[IN].given)
		*to = XVS_CAPTURE_IN;
	if (options[OUT].given)
		*to = XVS_CAPTURE_OUT;
	return 0;
}

static int parse_add(struct xvs_args *args, struct xvs_option *options,
		     struct xvs_mirror_session *mirror)
{
	if (xvs_args_options(args, options) ||
	    read_directions(args, options, &mirror->directions))
		return -1;
	if (!options[FROM].given)
		return xvs_args_fail(args, "the sources are missing: from PORTS");
	if (!options[TO].given)
		return xvs_args_fail(args, "the destination is missing: to PORT");
	return 0;
}

static int add(struct xvs_args *args)
{
	struct xvs_option options[] = {
		[FROM] = { .word = "from", .kind = XVS_OPTION_TEXT },
		[IN] = { .word = "in", .kind = XVS_OPTION_FLAG },
		[OUT] = { .word = "out", .kind = XVS_OPTION_FLAG },
		[BOTH] = { .word = "both", .kind = XVS_OPTION_FLAG },
		[TO] = { .word = "to", .kind = XVS_OPTION_TEXT },
		{ 0 }
	};
	struct xvs_mirror_session mirror = { 0 };
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	uint32_t session;
	int status;

	if (parse_target(args, &ref, &session) ||
	    parse_add(args, options, &mirror))
		return XVS_USAGE;
	status = find_sources(args, &ref, options[FROM].text, &mirror);
	if (!status)
		status = find_port(args, &ref, options[TO].text, &mirror.dest);
	if (status)
		return status;
	change = xvs_entry_change(&mirrors, &ref);
	xvs_entry_add(change, session, &mirror, sizeof(mirror));
	return xvs_entry_send(change, NULL);
}

static int del(struct xvs_args *args)
{
	struct xvs_change *change;
	struct xvs_ref ref = { 0 };
	uint32_t session;

	if (parse_target(args, &ref, &session) || xvs_args_end(args))
		return XVS_USAGE;
	change = xvs_entry_change(&mirrors, &ref);
	xvs_entry_del(change, session);
	return xvs_entry_send(change, NULL);
}

/* --- what there is --- */

struct showing {
	json_t		*names;
	uint32_t	session;	/* 0: all */
};

static json_t *name_of(const json_t *names, uint32_t id)
{
	const char *name = xvs_ports_name(names, id);

	return name ? json_string(name) : json_sprintf("#%u", id);
}

static json_t *list_of(const json_t *names,
		       const struct xvs_mirror_session *mirror)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < mirror->source_count; i++)
		json_array_append_new(list, name_of(names, mirror->source[i]));
	return list;
}

static json_t *text_of(const json_t *list)
{
	json_t *text = json_string(json_array_size(list) ? "" : "all");
	json_t *name, *longer;
	size_t i;

	json_array_foreach(list, i, name) {
		longer = json_sprintf("%s%s%s", json_string_value(text),
				      i ? "," : "", json_string_value(name));
		json_decref(text);
		text = longer;
	}
	return text;
}

/* For people one text, for programs a list, which is empty for all. */
static json_t *sources_of(const json_t *names,
			  const struct xvs_mirror_session *mirror)
{
	json_t *list = list_of(names, mirror), *text;

	if (xvs_out.json)
		return list;
	text = text_of(list);
	json_decref(list);
	return text;
}

static int show_one(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_mirror_session *mirror = entry->data;
	const struct showing *showing = arg;
	json_t *record;

	if (showing->session && showing->session != entry->id)
		return XVS_OK;
	record = json_pack("{ss si so ss so}", "switch", entry->sw,
			   "session", (int)entry->id,
			   "from", sources_of(showing->names, mirror),
			   "direction", directions[mirror->directions & 3],
			   "to", name_of(showing->names, mirror->dest));
	xvs_out_record(record);
	json_decref(record);
	return XVS_OK;
}

static int show_switch(const struct xvs_ref *sw, void *arg)
{
	struct showing *showing = arg;
	int status;

	status = xvs_ports_read(sw, &showing->names);
	if (!status)
		status = xvs_entry_dump(&mirrors, sw, show_one, showing);
	json_decref(showing->names);
	return status;
}

static int show(struct xvs_args *args)
{
	struct showing showing = { 0 };
	struct xvs_ref ref = { 0 };
	int status;

	if ((args->left && xvs_args_switch(args, &ref)) ||
	    (args->left && parse_session(args, &showing.session)) ||
	    xvs_args_end(args))
		return XVS_USAGE;
	xvs_out_begin(columns);
	status = xvs_ports_each_switch(&ref, "capture", show_switch, &showing);
	xvs_out_end();
	return status;
}

/* --- saving --- */

/* A comma in a name would end it. */
static void print_names(const json_t *names,
			const struct xvs_mirror_session *mirror)
{
	char list[XVS_MIRROR_SOURCES * (2 * XVS_NAME_LEN + 3)];
	char *to = list;
	size_t i;

	for (i = 0; i < mirror->source_count; i++) {
		const char *name = xvs_ports_name(names, mirror->source[i]);

		if (!name)
			continue;
		if (to != list)
			*to++ = ',';
		if (*name == '#' || !strncmp(name, "\\#", 2))
			*to++ = '\\';
		for (; *name; *to++ = *name++)
			if (*name == ',')
				*to++ = '\\';
	}
	*to = '\0';
	if (!strcmp(list, "all"))
		strcpy(to, ",");
	xvs_batch_print_word(mirror->source_count ? list : "all");
}

/* A session without a source or a destination that is left does nothing. */
static bool is_of_use(const json_t *names,
		      const struct xvs_mirror_session *mirror)
{
	bool of_use = !mirror->source_count;
	size_t i;

	for (i = 0; i < mirror->source_count; i++)
		of_use |= !!xvs_ports_name(names, mirror->source[i]);
	return of_use && xvs_ports_name(names, mirror->dest);
}

static int save_one(const struct xvs_entry *entry, void *arg)
{
	const struct xvs_mirror_session *mirror = entry->data;
	const json_t *names = arg;

	if (!is_of_use(names, mirror))
		return XVS_OK;
	printf("mirror add");
	xvs_save_switch(entry->sw);
	printf(" %u from", entry->id);
	print_names(names, mirror);
	printf(" %s to", directions[mirror->directions & 3]);
	xvs_save_name(xvs_ports_name(names, mirror->dest));
	putchar('\n');
	return XVS_OK;
}

int xvs_mirror_save(const struct xvs_ref *sw, json_t *names)
{
	return xvs_entry_dump(&mirrors, sw, save_one, names);
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [SESSION]]", show },
	{ "add", "SWITCH SESSION from PORTS [in] [out] [both] to PORT", add },
	{ "del delete", "SWITCH SESSION", del },
	{ 0 }
};

const struct xvs_object xvs_mirror_object = {
	"mirror", "copies of what passes some ports, to another port", verbs
};
