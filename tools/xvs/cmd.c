// SPDX-License-Identifier: GPL-2.0-only
/* Finds the command that the words name and runs it; and what commands have in
 * common: asking the kernel for records, and telling what it refused.
 */
#include <errno.h>
#include <linux/xvs.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"

const struct xvs_object *const xvs_objects[] = {
	&xvs_switch_object,
	&xvs_port_object,
	&xvs_nic_object,
	&xvs_attach_object,
	&xvs_detach_object,
	&xvs_property_object,
	&xvs_vlan_object,
	&xvs_security_object,
	&xvs_isolation_object,
	&xvs_ext_object,
	&xvs_capture_object,
	&xvs_mirror_object,
	&xvs_acl_object,
	&xvs_guard_object,
	&xvs_limit_object,
	&xvs_bpf_object,
	&xvs_offload_object,
	&xvs_sa_object,
	&xvs_fdb_object,
	&xvs_stats_object,
	&xvs_monitor_object,
	&xvs_why_object,
	&xvs_graph_object,
	&xvs_save_object,
	NULL
};

enum match { NO_MATCH, PREFIX, EXACT };

/* How @word fits one of the names, which have blanks between. */
static enum match match(const char *names, const char *word)
{
	size_t len = strlen(word);
	enum match best = NO_MATCH;

	while (*names) {
		size_t n = strcspn(names, " ");

		if (len && n >= len && !strncmp(names, word, len)) {
			if (n == len)
				return EXACT;
			best = PREFIX;
		}
		names += n + strspn(names + n, " ");
	}
	return best;
}

static void ambiguous(const char *word, const char *first, const char *other)
{
	xvs_error("'%s' is short for %.*s and for %.*s", word,
		  (int)strcspn(first, " "), first, (int)strcspn(other, " "),
		  other);
}

const struct xvs_object *xvs_cmd_object(const char *word)
{
	const struct xvs_object *object, *found = NULL, *other = NULL;
	int i;

	for (i = 0; (object = xvs_objects[i]); i++) {
		enum match m = match(object->name, word);

		if (m == EXACT)
			return object;
		if (m == NO_MATCH)
			continue;
		other = found;
		found = object;
	}
	if (!found)
		xvs_error("there is no object '%s', see 'xvs help'", word);
	if (!other)
		return found;
	ambiguous(word, other->name, found->name);
	return NULL;
}

const struct xvs_verb *xvs_cmd_verb(const struct xvs_object *object,
				    const char *word)
{
	const struct xvs_verb *verb, *found = NULL, *other = NULL;

	for (verb = object->verbs; verb->usage; verb++) {
		enum match m = match(verb->names, word);

		if (m == EXACT)
			return verb;
		if (m == NO_MATCH)
			continue;
		other = found;
		found = verb;
	}
	if (!found)
		xvs_error("%s cannot '%s', see 'xvs %s help'", object->name,
			  word, object->name);
	if (!other)
		return found;
	ambiguous(word, other->names, found->names);
	return NULL;
}

void xvs_cmd_help(const struct xvs_object *object)
{
	const struct xvs_verb *verb;

	for (verb = object->verbs; verb->usage; verb++)
		printf("%s xvs %s%s%.*s %s\n",
		       verb == object->verbs ? "usage:" : "      ",
		       object->name, verb->names ? " " : "",
		       verb->names ? (int)strcspn(verb->names, " ") : 0,
		       verb->names ? verb->names : "", verb->usage);
}

static int run(const struct xvs_object *object, const struct xvs_verb *verb,
	       int count, char **words)
{
	char command[64];
	struct xvs_args args = {
		.words = words,
		.left = count,
		.command = command,
		.usage = verb->usage,
	};

	snprintf(command, sizeof(command), "%s%s%.*s", object->name,
		 verb->names ? " " : "",
		 verb->names ? (int)strcspn(verb->names, " ") : 0,
		 verb->names ? verb->names : "");
	return verb->run(&args);
}

/* One command: OBJECT [VERB] and what follows. */
int xvs_cmd_run(int count, char **words)
{
	const struct xvs_object *object = xvs_cmd_object(words[0]);
	const struct xvs_verb *verb;
	bool worded;

	if (!object)
		return XVS_USAGE;
	if (count > 1 && !strcmp(words[1], "help")) {
		xvs_cmd_help(object);
		return XVS_OK;
	}
	worded = object->verbs->names && count > 1;
	verb = worded ? xvs_cmd_verb(object, words[1]) : object->verbs;
	if (!verb)
		return XVS_USAGE;
	return run(object, verb, count - 1 - worded, words + 1 + worded);
}

/* Tells what the kernel refused. */
int xvs_cmd_refused(void)
{
	xvs_error("%s", xvs_genl_error());
	return XVS_REFUSED;
}

int xvs_cmd_do(struct nl_msg *msg)
{
	return xvs_genl_do(msg, NULL) ? xvs_cmd_refused() : XVS_OK;
}

int xvs_cmd_get(struct nl_msg *msg, struct xvs_list *list)
{
	return xvs_genl_do(msg, list) ? xvs_cmd_refused() : XVS_OK;
}

/* The records of all objects, or of those of a switch or a port. */
int xvs_cmd_dump(int cmd, const struct xvs_ref *ref, struct xvs_list *list)
{
	return xvs_genl_dump(xvs_genl_new(cmd, ref), list) ?
	       xvs_cmd_refused() : XVS_OK;
}

static bool same(const json_t *record, const struct xvs_name *name,
		 const char *key, const char *id_key)
{
	if (name->name)
		return xvs_is(record, key, name->name);
	return !name->id || xvs_number(record, id_key) == name->id;
}

/* Whether the record belongs to the switch and the port. */
bool xvs_cmd_match(const json_t *record, const struct xvs_ref *ref)
{
	return !ref || (same(record, &ref->sw, "switch", "switch-id") &&
			same(record, &ref->port, "port", "port-id"));
}

static bool named(const struct xvs_name *name)
{
	return name->name || name->id;
}

/* A list that is empty because what it is about is not there is an error. */
static int check_there(const struct xvs_ref *ref)
{
	struct xvs_list list = { 0 };
	int status = XVS_OK;

	if (ref && named(&ref->sw) && named(&ref->port))
		status = xvs_cmd_get(xvs_genl_new(XVS_CMD_PORT_GET, ref),
				     &list);
	else if (ref && named(&ref->sw))
		status = xvs_cmd_get(xvs_genl_new(XVS_CMD_SWITCH_GET, ref),
				     &list);
	xvs_list_clear(&list);
	return status;
}

/* A dump that was prepared; @ref is what it is about. */
int xvs_cmd_dump_msg(struct nl_msg *msg, const struct xvs_ref *ref,
		     struct xvs_list *list)
{
	int status = xvs_genl_dump(msg, list) ? xvs_cmd_refused() : XVS_OK;

	if (!status && !list->used)
		status = check_there(ref);
	if (!status && list->interrupted)
		xvs_error("the kernel's table changed while it was read, the list may not be complete");
	return status;
}

/* The one object that @ref names, or all those of its switch or port. */
int xvs_cmd_fetch(int cmd, const struct xvs_ref *ref, bool one,
		  struct xvs_list *list)
{
	struct nl_msg *msg = xvs_genl_new(cmd, ref);

	return one ? xvs_cmd_get(msg, list) : xvs_cmd_dump_msg(msg, ref, list);
}

int xvs_cmd_show(int cmd, const struct xvs_ref *ref, bool one,
		 const struct xvs_column *columns)
{
	struct xvs_list list = { 0 };
	int status = xvs_cmd_fetch(cmd, ref, one, &list);
	json_t *record;
	size_t pos = 0;

	if (status)
		goto out;
	xvs_out_begin(columns);
	while ((record = xvs_list_next(&list, &pos))) {
		if (xvs_cmd_match(record, ref))
			xvs_out_record(record);
		json_decref(record);
	}
	xvs_out_end();
out:
	xvs_list_clear(&list);
	return status;
}
