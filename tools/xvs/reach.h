/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_REACH_H
#define XVS_REACH_H

#include <jansson.h>
#include <stdbool.h>

#define XVS_REACH_TEXT	512

/* A port as the words name it, and its settings. */
struct xvs_reach_port {
	const char	*name;
	const json_t	*settings;
};

const char *xvs_reach_vlan(const json_t *settings, char *text);
bool xvs_reach_each_other(const struct xvs_reach_port *a,
			  const struct xvs_reach_port *b, char *text);

#endif
