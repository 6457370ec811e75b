// SPDX-License-Identifier: GPL-2.0-only
/* Commands from a file, one a line, over one socket.
 *
 * Words have blanks between. A word in double or single quotes may hold blanks.
 * A backslash takes the next character as it is, except in single quotes; in
 * double quotes the sequences n, t and xHH behind it are what they are in C. A
 * line that starts with # is a comment, and so is what follows a word # of its
 * own.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cmd.h"
#include "out.h"

#define WORDS_MAX	512

static int hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return tolower((unsigned char)c) - 'a' + 10;
}

/* The character behind a backslash in "..."; moves *from past it. */
static char unescape(char **from)
{
	char *at = *from;
	char c = *at++;

	if (c == 'n')
		c = '\n';
	else if (c == 't')
		c = '\t';
	if (c == 'x' && isxdigit((unsigned char)at[0]) &&
	    isxdigit((unsigned char)at[1])) {
		c = hex(at[0]) << 4 | hex(at[1]);
		at += 2;
	}
	*from = at;
	return c;
}

/* Takes one word at *at, rewriting it in place, and moves *at behind it. */
static const char *split_word(char **at, char **word)
{
	char *from = *at, *to = from, quote = 0;

	*word = to;
	for (; *from && (quote || !isspace((unsigned char)*from));) {
		char c = *from++;

		if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? 0 : c;
		else if (c == '\\' && quote == '"' && *from)
			*to++ = unescape(&from);
		else if (c == '\\' && !quote && *from && *from != '#')
			*to++ = *from++;
		else
			*to++ = c;
	}
	if (quote)
		return "a quote is not closed";
	*at = *from ? from + 1 : from;
	*to = 0;
	return NULL;
}

static const char *split(char *line, char **words, int *count)
{
	const char *error;

	*count = 0;
	for (;;) {
		line += strspn(line, " \t\r\n\f\v");
		if (!*line || (*line == '#' &&
			       (!*count || !isdigit((unsigned char)line[1]))))
			return NULL;
		if (*count == WORDS_MAX)
			return "the line has too many words";
		error = split_word(&line, &words[(*count)++]);
		if (error)
			return error;
	}
}

static int run_line(char *line)
{
	char *words[WORDS_MAX];
	const char *error;
	int count;

	error = split(line, words, &count);
	if (error) {
		xvs_error("%s", error);
		return XVS_USAGE;
	}
	return count ? xvs_cmd_run(count, words) : XVS_OK;
}

static int run_file(FILE *f, const char *file, bool go_on)
{
	int worst = XVS_OK;
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, f) >= 0) {
		int status;

		xvs_out_place(file, ++number);
		status = run_line(line);
		if (status > worst)
			worst = status;
		if (status && !go_on)
			break;
	}
	xvs_out_place(NULL, 0);
	if (ferror(f)) {
		xvs_error("%s: %s", file, strerror(errno));
		worst = XVS_USAGE;
	}
	free(line);
	return worst;
}

int xvs_batch_run(const char *file, bool go_on)
{
	FILE *f;
	int status;

	if (!strcmp(file, "-"))
		return run_file(stdin, "stdin", go_on);
	f = fopen(file, "re");
	if (!f) {
		xvs_error("cannot read %s: %s", file, strerror(errno));
		return XVS_USAGE;
	}
	status = run_file(f, file, go_on);
	fclose(f);
	return status;
}

static bool plain(const char *word)
{
	const char *c;

	for (c = word; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.:,/@+=%", *c))
			return false;
	return c != word;
}

/* A word such that run_line() reads it back as it is. */
void xvs_batch_print_word(const char *word)
{
	putchar(' ');
	if (plain(word)) {
		fputs(word, stdout);
		return;
	}
	putchar('"');
	for (; *word; word++) {
		unsigned char c = *word;

		if (c < ' ' || c == 0x7f)
			printf("\\x%02x", c);
		else if (c == '"' || c == '\\')
			printf("\\%c", c);
		else
			putchar(c);
	}
	putchar('"');
}
