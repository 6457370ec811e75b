/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_BATCH_H
#define XVS_BATCH_H

#include <stdbool.h>

int xvs_batch_run(const char *file, bool go_on);
void xvs_batch_print_word(const char *word);

#endif
