/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_REASONS_H
#define XVS_REASONS_H

#include "record.h"

/* The kernel's catalogue of drop reasons: sentences by name. */
int xvs_reasons_get(json_t **sentences);

#endif
