/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_FRAME_H
#define _XVS_FRAME_H

#include <net/xvs.h>

/* Of the link-local groups 01:80:c2:00:00:0x, the one of pause frames. */
#define XVS_LINK_PAUSE	1

#endif
