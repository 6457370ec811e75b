/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_CAPTURE_TOOL_H
#define XVS_CAPTURE_TOOL_H

#include <jansson.h>

#include "args.h"

/* What cmd_mirror.c adds to "xvs save", with the names of the ports. */
int xvs_mirror_save(const struct xvs_ref *sw, json_t *ports);

#endif
