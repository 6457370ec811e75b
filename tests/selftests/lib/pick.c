// SPDX-License-Identifier: GPL-2.0-only
/* usage: pick [-d DEFAULT] STEP... < JSON
 *
 * Prints one value of a JSON text, a string without its quotes. KEY steps into
 * an object's member, or that of an array's first, and KEY=VALUE leaves of an
 * array the objects that have this member. What is not there is DEFAULT, or
 * null. The tests ask some thousand times, and starting jq takes an emulated
 * machine a second.
 */
#include <err.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print(const json_t *value, const char *none)
{
	if (!value || json_is_null(value))
		puts(none);
	else if (json_is_string(value))
		puts(json_string_value(value));
	else if (json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT) ||
		 puts("") == EOF)
		err(1, "standard output");
}

static bool is(const json_t *value, const char *word)
{
	char number[32];

	if (json_is_string(value))
		return !strcmp(json_string_value(value), word);
	snprintf(number, sizeof(number), "%lld",
		 (long long)json_integer_value(value));
	return json_is_integer(value) && !strcmp(number, word);
}

/* What is taken is not given back: the program ends at once. */
static json_t *choose(const json_t *array, const char *key, const char *word)
{
	json_t *chosen = json_array(), *each;
	size_t i;

	json_array_foreach(array, i, each)
		if (is(json_object_get(each, key), word))
			json_array_append(chosen, each);
	return chosen;
}

static json_t *go(json_t *at, char *step)
{
	char *word = strchr(step, '=');

	if (word) {
		*word++ = '\0';
		return choose(at, step, word);
	}
	if (json_is_array(at))
		at = json_array_get(at, 0);
	return json_object_get(at, step);
}

int main(int argc, char **argv)
{
	const char *none = "null";
	json_error_t error;
	int option;
	json_t *at;

	while ((option = getopt(argc, argv, "d:")) != -1) {
		if (option != 'd')
			return 1;
		none = optarg;
	}
	at = json_loadf(stdin, JSON_DECODE_ANY, &error);
	if (!at)
		errx(1, "no JSON: %s", error.text);
	for (argv += optind; *argv; argv++)
		at = go(at, *argv);
	print(at, none);
	return fflush(stdout) == EOF;
}
