/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_OUT_H
#define XVS_OUT_H

#include <jansson.h>
#include <stdbool.h>

/* How the user wants it, from the options before the object. */
struct xvs_out_mode {
	bool json;
	bool pretty;
	bool stats;
	bool details;
	bool human;
	bool color;
};

extern struct xvs_out_mode xvs_out;

enum xvs_form {
	XVS_FORM_PLAIN,
	XVS_FORM_AGE,		/* milliseconds */
	XVS_FORM_BYTES,
	XVS_FORM_COUNT,
	XVS_FORM_ONOFF,
	XVS_FORM_NAME,
	XVS_FORM_MAC,
	XVS_FORM_STATE,
	XVS_FORM_DIM,
};

/* A column of a table for people; a head that is NULL ends the list. */
struct xvs_column {
	const char	*head;
	const char	*key;
	enum xvs_form	form;
	bool		details;	/* only with -d */
};

/* A list: as a JSON array at once, or as a table when it ends. */
void xvs_out_begin(const struct xvs_column *columns);
void xvs_out_record(const json_t *record);
void xvs_out_under(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void xvs_out_end(void);

void xvs_out_json_line(const json_t *record);

#define XVS_OUT_VALUE_MAX	32
const char *xvs_out_age(char *to, json_int_t ms);
const char *xvs_out_bytes(char *to, json_int_t bytes);
const char *xvs_out_count(char *to, json_int_t count);
const char *xvs_out_color(enum xvs_form form, const char *text);
const char *xvs_out_plain(void);
void xvs_out_name(const char *text, enum xvs_form form);
void xvs_out_clean(char *text);

void xvs_out_place(const char *file, unsigned int line);
void xvs_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
__attribute__((noreturn)) void xvs_out_of_memory(void);

#endif
