/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_PORTS_H
#define XVS_PORTS_H

#include <jansson.h>
#include <stdint.h>

#include "args.h"

/* Ports by number, for rows that name other ports than their own. */
int xvs_ports_read(const struct xvs_ref *sw, json_t **names);
const char *xvs_ports_name(const json_t *names, uint32_t id);
int xvs_ports_find(const struct xvs_ref *sw, const struct xvs_name *name,
		   uint32_t *id);

/* Each switch that has the extension, or the one that @ref names. */
int xvs_ports_each_switch(const struct xvs_ref *ref, const char *ext,
			  int (*each)(const struct xvs_ref *sw, void *arg),
			  void *arg);

#endif
