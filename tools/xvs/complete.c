// SPDX-License-Identifier: GPL-2.0-only
/* xvs complete WORD...: prints what may stand in the place of the last word,
 * one a line, for the completion of a shell. What may come is read from the
 * usage of the command, so that there is only one grammar; names are asked of
 * the kernel.
 */
#include <ctype.h>
#include <dirent.h>
#include <linux/xvs.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "complete.h"
#include "genl.h"

#define TOKENS_MAX	64

/* The usage of a verb: its words without the brackets. Before the first word
 * in small letters there are names that go by their place.
 */
struct grammar {
	char	text[512];
	char	*token[TOKENS_MAX];
	int	count;
	int	places;
};

static bool is_word(const char *token)
{
	return islower((unsigned char)*token);
}

static bool is_choice(const char *token)
{
	return is_word(token) && strchr(token, '|');
}

static void read_usage(struct grammar *g, const char *usage)
{
	char *token, *rest = g->text;

	snprintf(g->text, sizeof(g->text), "%s", usage);
	g->count = 0;
	g->places = 0;
	while ((token = strsep(&rest, " []{}.")) && g->count < TOKENS_MAX) {
		if (!*token || !strcmp(token, "|"))
			continue;
		if (g->places == g->count && !is_word(token))
			g->places++;
		g->token[g->count++] = token;
	}
}

static void offer(const char *word)
{
	if (*word && !strpbrk(word, " \t\n"))
		puts(word);
}

/* Names of live objects; without the module there are none. */
static void offer_records(int cmd, const char *sw, const char *key)
{
	struct xvs_ref ref = { .sw.name = sw };
	struct xvs_list list = { 0 };
	json_t *record;
	size_t pos = 0;

	if (!xvs_genl_dump(xvs_genl_new(cmd, &ref), &list))
		while ((record = xvs_list_next(&list, &pos))) {
			if (xvs_cmd_match(record, &ref))
				offer(xvs_text(record, key));
			json_decref(record);
		}
	xvs_list_clear(&list);
}

/* Properties of the first port there is, for they all have the same. */
static void offer_properties(const char *sw)
{
	struct xvs_ref ref = { .sw.name = sw };
	json_t *seen = json_object(), *record;
	struct xvs_list list = { 0 };
	const char *name;
	size_t pos = 0;
	json_t *value;

	xvs_genl_dump(xvs_genl_new(XVS_CMD_PROPERTY_GET, &ref), &list);
	while ((record = xvs_list_next(&list, &pos))) {
		json_object_set_new(seen, xvs_text(record, "name"),
				    json_true());
		json_decref(record);
	}
	json_object_foreach(seen, name, value)
		offer(name);
	json_decref(seen);
	xvs_list_clear(&list);
}

static void offer_devices(void)
{
	DIR *dir = opendir("/sys/class/net");
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (*entry->d_name != '.')
			offer(entry->d_name);
	closedir(dir);
}

static void offer_choices(const char *choices)
{
	while (*choices) {
		size_t n = strcspn(choices, "|");

		printf("%.*s\n", (int)n, choices);
		choices += n + (choices[n] == '|');
	}
}

/* What a word in capitals stands for. */
static void offer_place(const char *token, const char *sw)
{
	if (is_choice(token))
		offer_choices(token);
	else if (!strcmp(token, "SWITCH"))
		offer_records(XVS_CMD_SWITCH_GET, NULL, "switch");
	else if (!strncmp(token, "PORT", 4))
		offer_records(XVS_CMD_PORT_GET, sw, "port");
	else if (!strcmp(token, "PROPERTY"))
		offer_properties(sw);
	else if (!strcmp(token, "DEV"))
		offer_devices();
	else if (!strcmp(token, "EXTENSION"))
		offer_records(XVS_CMD_EXT_KIND_GET, NULL, "ext");
	else if (!strncmp(token, "EXT", 3))
		offer_records(XVS_CMD_EXT_GET, sw, "ext");
	else if (!strcmp(token, "MAC"))
		offer_records(XVS_CMD_FDB_GET, sw, "mac");
}

/* Behind the names by place come words, and values behind some of them; what
 * stands behind a value has no word of its own.
 */
static void offer_words(const struct grammar *g, const char *last,
			const char *sw)
{
	int i;

	for (i = g->places; i + 1 < g->count; i++)
		if (last && !strcmp(g->token[i], last) &&
		    (!is_word(g->token[i + 1]) || is_choice(g->token[i + 1]))) {
			offer_place(g->token[i + 1], sw);
			return;
		}
	for (i = g->places; i < g->count; i++)
		if (is_word(g->token[i]) && !is_choice(g->token[i]))
			offer(g->token[i]);
	for (i = g->places + 1; i < g->count; i++)
		if (!is_word(g->token[i]) && !is_word(g->token[i - 1])) {
			offer_place(g->token[i], sw);
			return;
		}
}

static void complete_verb(const struct xvs_verb *verb, char **words, int count)
{
	const char *sw = count > 1 ? words[0] : NULL;
	struct grammar g;

	read_usage(&g, verb->usage);
	if (count <= g.places)
		offer_place(g.token[count - 1], sw);
	if (count > g.places || (count <= g.places && *verb->usage == '['))
		offer_words(&g, count > 1 ? words[count - 2] : NULL, sw);
}

static void offer_verbs(const struct xvs_object *object)
{
	const struct xvs_verb *verb;

	for (verb = object->verbs; verb->usage; verb++)
		printf("%.*s\n", (int)strcspn(verb->names, " "), verb->names);
	puts("help");
}

static void offer_objects(void)
{
	const struct xvs_object *const *o;

	for (o = xvs_objects; *o; o++)
		puts((*o)->name);
	puts("help");
}

int xvs_complete(char **words, int count)
{
	const struct xvs_object *object;
	const struct xvs_verb *verb;

	if (count < 2) {
		offer_objects();
		return XVS_OK;
	}
	object = xvs_cmd_object(words[0]);
	if (!object)
		return XVS_USAGE;
	if (!object->verbs->names) {
		complete_verb(object->verbs, words + 1, count - 1);
		return XVS_OK;
	}
	if (count < 3) {
		offer_verbs(object);
		return XVS_OK;
	}
	verb = xvs_cmd_verb(object, words[1]);
	if (!verb)
		return XVS_USAGE;
	complete_verb(verb, words + 2, count - 2);
	return XVS_OK;
}
