/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_SPEC_H
#define XVS_SPEC_H

#include <stdbool.h>

/* The names that the specification gives to what is on the wire. */

enum xvs_type {
	XVS_T_NONE,
	XVS_T_U32,
	XVS_T_U64,
	XVS_T_STRING,
	XVS_T_FLAG,
	XVS_T_MAC,
	XVS_T_ADDR,	/* of IPv4 or IPv6 */
	XVS_T_BLOB,
	XVS_T_NEST,
	XVS_T_FLAGS,	/* a u32, a word for each bit */
};

/* The words of an enum; a NULL ends them. */
typedef const char *const xvs_words[];

struct xvs_attr {
	const char		*name;
	enum xvs_type		type;
	const char *const	*words;		/* of an enum or of flags */
	const struct xvs_set	*nest;
	bool			many;		/* may come more than once */
};

struct xvs_set {
	const char		*name;
	const struct xvs_attr	*attrs;
	int			max;
};

extern xvs_words xvs_spec_events;
extern xvs_words xvs_spec_switch_types;
extern xvs_words xvs_spec_nic_kinds;
extern xvs_words xvs_spec_nic_classes;
extern xvs_words xvs_spec_ext_classes;
extern xvs_words xvs_spec_offloads;

const struct xvs_set *xvs_spec_set(int cmd);
const char *xvs_spec_word(const char *const *words, unsigned int value);

#endif
