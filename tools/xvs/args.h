/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_ARGS_H
#define XVS_ARGS_H

#include <stdbool.h>
#include <stdint.h>

/* The words of one command that are left to read. */
struct xvs_args {
	char		**words;
	int		left;
	const char	*command;	/* "port add", for messages */
	const char	*usage;
};

/* A switch and a port as the user names them: by name or by #number. */
struct xvs_name {
	const char	*name;
	uint32_t	id;
};

struct xvs_ref {
	struct xvs_name	sw;
	struct xvs_name	port;
};

enum xvs_option_kind {
	XVS_OPTION_TEXT,
	XVS_OPTION_NUMBER,
	XVS_OPTION_SECONDS,	/* kept as milliseconds */
	XVS_OPTION_WORD,	/* one of words, kept as its number */
	XVS_OPTION_ONOFF,
	XVS_OPTION_FLAG,	/* no value */
	XVS_OPTION_MAC,
	XVS_OPTION_VLANS,
	XVS_OPTION_MACS,
	XVS_OPTION_PORT,
};

/* A word that a command knows, where its value goes, and the value. An option
 * without a word ends the list.
 */
struct xvs_option {
	const char		*word;
	enum xvs_option_kind	kind;
	int			attr;	/* number on the wire, 0: none */
	uint32_t		min;
	uint32_t		max;	/* of the number or the length */
	const char *const	*words;
	bool			none;	/* "none" is all zeros, of a MAC */

	bool			given;
	const char		*text;
	uint32_t		number;
	uint8_t			mac[6];
};

bool xvs_args_word(struct xvs_args *args, const char *word);
const char *xvs_args_next(struct xvs_args *args);
int xvs_args_need(struct xvs_args *args, const char *what, const char **text);
int xvs_args_end(struct xvs_args *args);
int xvs_args_fail(const struct xvs_args *args, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

int xvs_args_switch(struct xvs_args *args, struct xvs_ref *ref);
int xvs_args_port(struct xvs_args *args, struct xvs_ref *ref);
int xvs_args_filter(struct xvs_args *args, struct xvs_ref *ref);
int xvs_args_name(struct xvs_args *args, const char *what, const char *word,
		  uint32_t max, struct xvs_name *name);
int xvs_args_new_name(struct xvs_args *args, const char *what,
		      const char *text, uint32_t max);

int xvs_args_options(struct xvs_args *args, struct xvs_option *options);
int xvs_args_value(struct xvs_args *args, struct xvs_option *option);

bool xvs_args_parse_number(const char *text, uint32_t *number);
bool xvs_args_parse_onoff(const char *text, uint32_t *number);
bool xvs_args_parse_mac(const char *text, uint8_t *mac);
bool xvs_args_parse_vlans(const char *text);

#endif
