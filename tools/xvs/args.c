// SPDX-License-Identifier: GPL-2.0-only
/* Reads the words of a command. Every mistake is told in one line and ends the
 * command before anything is sent.
 */
#include <ctype.h>
#include <errno.h>
#include <linux/xvs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "out.h"

#define SWITCH_LEN	15

int xvs_args_fail(const struct xvs_args *args, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	xvs_error("%s: %s", args->command, text);
	return -1;
}

const char *xvs_args_next(struct xvs_args *args)
{
	if (!args->left)
		return NULL;
	args->left--;
	return *args->words++;
}

/* Takes the next word if it is this one. */
bool xvs_args_word(struct xvs_args *args, const char *word)
{
	if (!args->left || strcmp(*args->words, word))
		return false;
	xvs_args_next(args);
	return true;
}

int xvs_args_need(struct xvs_args *args, const char *what, const char **text)
{
	*text = xvs_args_next(args);
	if (*text)
		return 0;
	return xvs_args_fail(args, "%s is missing", what);
}

int xvs_args_end(struct xvs_args *args)
{
	if (!args->left)
		return 0;
	if (**args->words == '-')
		return xvs_args_fail(args, "options such as '%s' come before the object",
				     *args->words);
	return xvs_args_fail(args, "'%s' is not expected here", *args->words);
}

bool xvs_args_parse_number(const char *text, uint32_t *number)
{
	int base = !strncmp(text, "0x", 2) ? 16 : 10;
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	value = strtoull(text, &end, base);
	if (errno || *end || value > UINT32_MAX)
		return false;
	*number = value;
	return true;
}

bool xvs_args_parse_onoff(const char *text, uint32_t *number)
{
	if (!strcmp(text, "on") || !strcmp(text, "1"))
		*number = 1;
	else if (!strcmp(text, "off") || !strcmp(text, "0"))
		*number = 0;
	else
		return false;
	return true;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? at - digits : -1;
}

bool xvs_args_parse_mac(const char *text, uint8_t *mac)
{
	int i;

	if (strlen(text) != 17)
		return false;
	for (i = 0; i < 6; i++, text += 3) {
		int high = hex_digit(text[0]);
		int low = hex_digit(text[1]);

		if (high < 0 || low < 0)
			return false;
		if (i < 5 && text[2] != ':' && text[2] != '-')
			return false;
		mac[i] = high << 4 | low;
	}
	return true;
}

/* One id or one range; returns what is behind it, or NULL. */
static const char *parse_range(const char *text)
{
	unsigned long first, last;
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	first = strtoul(text, &end, 10);
	last = first;
	if (*end == '-') {
		if (!isdigit((unsigned char)end[1]))
			return NULL;
		last = strtoul(end + 1, &end, 10);
	}
	return first && first <= last && last <= 4094 ? end : NULL;
}

bool xvs_args_parse_vlans(const char *text)
{
	for (;;) {
		text = parse_range(text);
		if (!text || (*text && *text != ','))
			return false;
		if (!*text++)
			return true;
	}
}

static bool parse_macs(const char *text)
{
	char one[18];
	uint8_t mac[6];

	for (;;) {
		size_t len = strcspn(text, ",");

		if (len != sizeof(one) - 1)
			return false;
		memcpy(one, text, len);
		one[len] = 0;
		if (!xvs_args_parse_mac(one, mac))
			return false;
		if (!text[len])
			return true;
		text += len + 1;
	}
}

int xvs_args_new_name(struct xvs_args *args, const char *what,
		      const char *text, uint32_t max)
{
	if (!*text)
		return xvs_args_fail(args, "the name of the %s is empty", what);
	if (strlen(text) > max)
		return xvs_args_fail(args, "'%s' is too long for a %s, %u bytes are the most",
				     text, what, max);
	return 0;
}

static int number_name(struct xvs_args *args, const char *what,
		       const char *text, struct xvs_name *name)
{
	if (!xvs_args_parse_number(text + 1, &name->id) || !name->id)
		return xvs_args_fail(args, "'%s' is not the number of a %s, such as #1",
				     text, what);
	return 0;
}

/* A name, or #N for a number; a name that starts with # is written \#. */
int xvs_args_name(struct xvs_args *args, const char *what, const char *word,
		  uint32_t max, struct xvs_name *name)
{
	if (*word == '#')
		return number_name(args, what, word, name);
	if (word[0] == '\\' && word[1] == '#')
		word++;
	name->name = word;
	return xvs_args_new_name(args, what, word, max);
}

/* "switch NAME", or NAME alone; the word before the name is a help for people
 * and a way to name a switch "switch".
 */
static int noun(struct xvs_args *args, const char *what, uint32_t max,
		struct xvs_name *name)
{
	if (args->left > 1)
		xvs_args_word(args, what);
	if (!args->left)
		return xvs_args_fail(args, "the name of the %s is missing",
				     what);
	return xvs_args_name(args, what, xvs_args_next(args), max, name);
}

int xvs_args_switch(struct xvs_args *args, struct xvs_ref *ref)
{
	return noun(args, "switch", SWITCH_LEN, &ref->sw);
}

/* A switch and a port on it. */
int xvs_args_port(struct xvs_args *args, struct xvs_ref *ref)
{
	int err = xvs_args_switch(args, ref);

	return err ? err : noun(args, "port", XVS_NAME_LEN, &ref->port);
}

/* [SWITCH [PORT]], and nothing behind it. */
int xvs_args_filter(struct xvs_args *args, struct xvs_ref *ref)
{
	int err = 0;

	if (args->left)
		err = xvs_args_switch(args, ref);
	if (!err && args->left)
		err = noun(args, "port", XVS_NAME_LEN, &ref->port);
	return err ? err : xvs_args_end(args);
}

static int value_number(struct xvs_args *args, struct xvs_option *option)
{
	uint32_t scale = option->kind == XVS_OPTION_SECONDS ? 1000 : 1;
	uint32_t max = option->max ? option->max : UINT32_MAX / scale;

	if (!xvs_args_parse_number(option->text, &option->number))
		return xvs_args_fail(args, "'%s' is not a number for %s",
				     option->text, option->word);
	if (option->number < option->min || option->number > max)
		return xvs_args_fail(args, "%s is out of range for %s, which goes from %u to %u",
				     option->text, option->word, option->min,
				     max);
	option->number *= scale;
	return 0;
}

static int value_word(struct xvs_args *args, struct xvs_option *option)
{
	char all[256] = "";
	size_t used = 0;
	int i;

	for (i = 0; option->words[i]; i++) {
		if (!strcmp(option->words[i], option->text)) {
			option->number = i;
			return 0;
		}
		used += snprintf(all + used, sizeof(all) - used, "%s%s",
				 !i ? "" : option->words[i + 1] ? ", " : " or ",
				 option->words[i]);
	}
	return xvs_args_fail(args, "'%s' is not a %s, which is %s",
			     option->text, option->word, all);
}

static int value_text(struct xvs_args *args, struct xvs_option *option)
{
	if (option->max && strlen(option->text) > option->max)
		return xvs_args_fail(args, "the text of %s is too long, %u bytes are the most",
				     option->word, option->max);
	return 0;
}

static int value_port(struct xvs_args *args, struct xvs_option *option)
{
	struct xvs_name name = { 0 };
	int err = xvs_args_name(args, "port", option->text, XVS_NAME_LEN,
				&name);

	option->text = name.name;
	option->number = name.id;
	return err;
}

static int check(struct xvs_args *args, const struct xvs_option *option,
		 bool good, const char *what)
{
	if (good)
		return 0;
	return xvs_args_fail(args, "'%s' is not %s", option->text, what);
}

static bool read_mac(struct xvs_option *option)
{
	if (!option->none || strcmp(option->text, "none"))
		return xvs_args_parse_mac(option->text, option->mac);
	memset(option->mac, 0, sizeof(option->mac));
	return true;
}

/* Reads the value that belongs to the option's word. */
int xvs_args_value(struct xvs_args *args, struct xvs_option *option)
{
	option->text = xvs_args_next(args);
	if (!option->text)
		return xvs_args_fail(args, "'%s' lacks its value",
				     option->word);
	switch (option->kind) {
	case XVS_OPTION_NUMBER:
	case XVS_OPTION_SECONDS:
		return value_number(args, option);
	case XVS_OPTION_WORD:
		return value_word(args, option);
	case XVS_OPTION_ONOFF:
		if (xvs_args_parse_onoff(option->text, &option->number))
			return 0;
		return xvs_args_fail(args, "'%s' is neither on nor off for %s",
				     option->text, option->word);
	case XVS_OPTION_MAC:
		return check(args, option, read_mac(option),
			     "a MAC address such as 52:54:00:12:34:56");
	case XVS_OPTION_VLANS:
		return check(args, option, xvs_args_parse_vlans(option->text),
			     "a list of VLANs from 1 to 4094 such as 1-9,20");
	case XVS_OPTION_MACS:
		return check(args, option, parse_macs(option->text),
			     "a list of MAC addresses with commas between");
	case XVS_OPTION_PORT:
		return value_port(args, option);
	case XVS_OPTION_TEXT:
	case XVS_OPTION_FLAG:
		break;
	}
	return value_text(args, option);
}

/* All words that are left, in any order, each at most once. */
int xvs_args_options(struct xvs_args *args, struct xvs_option *options)
{
	struct xvs_option *option;
	int err;

	while (args->left) {
		for (option = options; option->word; option++)
			if (xvs_args_word(args, option->word))
				break;
		if (!option->word)
			return xvs_args_end(args);
		if (option->given)
			return xvs_args_fail(args, "'%s' is given twice",
					     option->word);
		option->given = true;
		if (option->kind == XVS_OPTION_FLAG)
			continue;
		err = xvs_args_value(args, option);
		if (err)
			return err;
	}
	return 0;
}
