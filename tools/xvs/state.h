/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_STATE_H
#define XVS_STATE_H

#include "args.h"
#include "record.h"

/* The whole of a switch, or of all: records by the numbers of switch and port,
 * "1" and "1/2".
 */
struct xvs_state {
	json_t	*switches;
	json_t	*ports;
	json_t	*nics;
	json_t	*settings;	/* of ports: value by name of property */
	json_t	*chosen;	/* arrays of properties that were set */
	json_t	*entries;	/* arrays of static addresses of a switch */
	json_t	*exts;		/* arrays of extensions of a switch */
};

#define XVS_STATE_KEY	64

int xvs_state_read(const struct xvs_ref *ref, struct xvs_state *state);
int xvs_state_read_settings(const struct xvs_ref *ref,
			    struct xvs_state *state);
int xvs_state_read_chosen(const struct xvs_ref *ref, struct xvs_state *state);
int xvs_state_read_exts(const struct xvs_ref *ref, struct xvs_state *state);
void xvs_state_free(struct xvs_state *state);

json_t *xvs_state_of_switch(const json_t *map, const json_t *record);
json_t *xvs_state_of_port(const json_t *map, const json_t *record);

#endif
