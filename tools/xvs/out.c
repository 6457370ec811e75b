// SPDX-License-Identifier: GPL-2.0-only
/* Prints records, once, as a table or as JSON, and the errors.
 *
 * A table is kept until its end is known, since its columns are as wide as
 * their widest cell; JSON goes out record by record.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"

#define RESET	"\033[0m"

struct xvs_out_mode xvs_out;

/* The table: cells one behind the other, each with its form in front and a
 * zero behind. A line under a row has the form LINE, a row ends with END.
 */
enum { LINE = 64, END };

static struct {
	const struct xvs_column	*columns;
	char			*data;
	size_t			used;
	size_t			room;
	size_t			records;
} table;

static struct {
	const char	*file;
	unsigned int	line;
} place;

void xvs_out_of_memory(void)
{
	fputs("xvs: out of memory\n", stderr);
	exit(1);
}

/* Errors say which line of a batch they come from; NULL ends that. */
void xvs_out_place(const char *file, unsigned int line)
{
	place.file = file;
	place.line = line;
}

void xvs_error(const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	xvs_out_clean(text);

	fflush(stdout);
	if (place.file)
		fprintf(stderr, "xvs: %s:%u: %s\n", place.file, place.line,
			text);
	else
		fprintf(stderr, "xvs: %s\n", text);
}

/* A label is free text: nothing in it may steer the terminal. */
void xvs_out_clean(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

static const char *human(char *to, json_int_t value, unsigned int step,
			 const char *const *units)
{
	double v = value;

	while (v >= step && units[1]) {
		v /= step;
		units++;
	}
	if (v == (double)value)
		snprintf(to, XVS_OUT_VALUE_MAX, "%lld%s", (long long)value,
			 *units);
	else
		snprintf(to, XVS_OUT_VALUE_MAX, "%.1f%s", v, *units);
	return to;
}

static const char *number(char *to, json_int_t value)
{
	snprintf(to, XVS_OUT_VALUE_MAX, "%lld", (long long)value);
	return to;
}

const char *xvs_out_bytes(char *to, json_int_t bytes)
{
	static const char *const units[] = { "B", "K", "M", "G", "T", NULL };

	return xvs_out.human ? human(to, bytes, 1024, units) :
			       number(to, bytes);
}

const char *xvs_out_count(char *to, json_int_t count)
{
	static const char *const units[] = { "", "k", "M", "G", "T", NULL };

	return xvs_out.human ? human(to, count, 1000, units) :
			       number(to, count);
}

const char *xvs_out_age(char *to, json_int_t ms)
{
	long long s = ms / 1000;

	if (!xvs_out.human)
		snprintf(to, XVS_OUT_VALUE_MAX, "%lld.%03llds", s,
			 (long long)ms % 1000);
	else if (s < 60)
		snprintf(to, XVS_OUT_VALUE_MAX, "%llds", s);
	else if (s < 3600)
		snprintf(to, XVS_OUT_VALUE_MAX, "%lldm%02llds", s / 60, s % 60);
	else if (s < 86400)
		snprintf(to, XVS_OUT_VALUE_MAX, "%lldh%02lldm", s / 3600,
			 s / 60 % 60);
	else
		snprintf(to, XVS_OUT_VALUE_MAX, "%lldd%02lldh", s / 86400,
			 s / 3600 % 24);
	return to;
}

static const char *state_color(const char *text)
{
	if (!strcmp(text, "connected") || !strcmp(text, "learned"))
		return "\033[32m";
	if (!strcmp(text, "deleted") || !strcmp(text, "teardown") ||
	    !strcmp(text, "disconnected") || !strcmp(text, "refused"))
		return "\033[31m";
	return "\033[33m";
}

/* The escape that starts a text of this form; xvs_out_plain() ends it. */
const char *xvs_out_color(enum xvs_form form, const char *text)
{
	if (!xvs_out.color)
		return "";
	switch (form) {
	case XVS_FORM_NAME:
		return "\033[36m";
	case XVS_FORM_MAC:
		return "\033[33m";
	case XVS_FORM_STATE:
		return state_color(text);
	case XVS_FORM_DIM:
		return "\033[2m";
	default:
		return "";
	}
}

const char *xvs_out_plain(void)
{
	return xvs_out.color ? RESET : "";
}

void xvs_out_name(const char *text, enum xvs_form form)
{
	char clean[256];

	snprintf(clean, sizeof(clean), "%s", text);
	xvs_out_clean(clean);
	printf("%s%s%s", xvs_out_color(form, clean), clean, xvs_out_plain());
}

/* Columns on the terminal: UTF-8 continues in bytes 10xxxxxx. */
static size_t width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static void add(int form, const char *text)
{
	size_t len = strlen(text) + 1;

	if (table.used + len + 1 > table.room) {
		size_t room = (table.room + len + 1) * 2;
		char *data = realloc(table.data, room);

		if (!data)
			xvs_out_of_memory();
		table.data = data;
		table.room = room;
	}
	table.data[table.used++] = form;
	memcpy(table.data + table.used, text, len);
	xvs_out_clean(table.data + table.used);
	table.used += len;
}

static bool shown(const struct xvs_column *column)
{
	return !column->details || xvs_out.details;
}

static const char *cell(const json_t *value, enum xvs_form form, char *to)
{
	if (json_is_string(value))
		return *json_string_value(value) ? json_string_value(value) :
						   "-";
	if (json_is_true(value))
		return "yes";
	if (!json_is_integer(value))
		return "-";
	switch (form) {
	case XVS_FORM_AGE:
		return xvs_out_age(to, json_integer_value(value));
	case XVS_FORM_BYTES:
		return xvs_out_bytes(to, json_integer_value(value));
	case XVS_FORM_COUNT:
		return xvs_out_count(to, json_integer_value(value));
	case XVS_FORM_ONOFF:
		return json_integer_value(value) ? "on" : "off";
	default:
		return number(to, json_integer_value(value));
	}
}

static void table_record(const json_t *record)
{
	const struct xvs_column *column;
	char buf[XVS_OUT_VALUE_MAX];

	for (column = table.columns; column->head; column++)
		if (shown(column))
			add(column->form,
			    cell(json_object_get(record, column->key),
				 column->form, buf));
	add(END, "");
}

static int print_indented(const char *text)
{
	for (; *text; text++) {
		putchar(*text);
		if (*text == '\n')
			fputs("    ", stdout);
	}
	return 0;
}

static void json_record(const json_t *record)
{
	char *text;

	if (!xvs_out.pretty) {
		fputs(table.records ? "," : "", stdout);
		json_dumpf(record, stdout, JSON_COMPACT);
		return;
	}
	text = json_dumps(record, JSON_INDENT(4));
	if (!text)
		xvs_out_of_memory();
	fputs(table.records ? ",\n    " : "\n    ", stdout);
	print_indented(text);
	free(text);
}

void xvs_out_begin(const struct xvs_column *columns)
{
	table.columns = columns;
	table.used = 0;
	table.records = 0;
	if (xvs_out.json)
		putchar('[');
}

void xvs_out_record(const json_t *record)
{
	if (xvs_out.json)
		json_record(record);
	else
		table_record(record);
	table.records++;
}

/* A line of text under the row of the last record. */
void xvs_out_under(const char *format, ...)
{
	char text[512];
	va_list ap;

	if (xvs_out.json)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	add(LINE, text);
	add(END, "");
}

#define COLUMNS_MAX	24

static void measure(size_t *widths)
{
	const struct xvs_column *column;
	size_t at, n = 0;

	for (column = table.columns; column->head; column++)
		if (shown(column))
			widths[n++] = width(column->head);
	for (at = 0, n = 0; at < table.used;) {
		const char *text = table.data + at + 1;
		size_t wide = width(text);

		if (table.data[at] == END)
			n = 0;
		else if (table.data[at] != LINE && wide > widths[n++])
			widths[n - 1] = wide;
		at += strlen(text) + 2;
	}
}

static bool right(enum xvs_form form)
{
	return form == XVS_FORM_AGE || form == XVS_FORM_BYTES ||
	       form == XVS_FORM_COUNT;
}

/* No blanks at the end of a line: they go out with the next cell. */
static size_t print_cell(const char *text, enum xvs_form form, size_t wide,
			 size_t blanks)
{
	size_t pad = wide - width(text);

	if (right(form))
		blanks += pad;
	printf("%*s%s%s%s", (int)blanks, "", xvs_out_color(form, text), text,
	       *xvs_out_color(form, text) ? RESET : "");
	return 2 + (right(form) ? 0 : pad);
}

static void print_heads(const size_t *widths)
{
	const struct xvs_column *column;
	size_t n = 0, blanks = 0;

	for (column = table.columns; column->head; column++)
		if (shown(column))
			blanks = print_cell(column->head,
					    right(column->form) ?
					    XVS_FORM_COUNT : XVS_FORM_PLAIN,
					    widths[n++], blanks);
	putchar('\n');
}

static void print_rows(const size_t *widths)
{
	size_t at, n = 0, blanks = 0;

	for (at = 0; at < table.used;) {
		const char *text = table.data + at + 1;
		int form = table.data[at];

		if (form == END) {
			putchar('\n');
			n = 0;
			blanks = 0;
		} else if (form == LINE) {
			fputs(text, stdout);
		} else {
			blanks = print_cell(text, form, widths[n++], blanks);
		}
		at += strlen(text) + 2;
	}
}

void xvs_out_end(void)
{
	size_t widths[COLUMNS_MAX] = { 0 };

	if (xvs_out.json) {
		fputs(xvs_out.pretty && table.records ? "\n]\n" : "]\n",
		      stdout);
	} else if (table.records) {
		measure(widths);
		print_heads(widths);
		print_rows(widths);
	}
	free(table.data);
	table.data = NULL;
	table.used = 0;
	table.room = 0;
}

/* One event of a stream. */
void xvs_out_json_line(const json_t *record)
{
	json_dumpf(record, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
}
