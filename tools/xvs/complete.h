/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_COMPLETE_H
#define XVS_COMPLETE_H

int xvs_complete(char **words, int count);

#endif
