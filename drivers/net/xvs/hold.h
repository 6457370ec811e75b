/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_HOLD_H
#define _XVS_HOLD_H

struct xvs_attachment;

void xvs_hold_init(struct xvs_attachment *att);

/* Drop all that is still held, and let go of all that is referenced. The
 * extension has been told to detach, so nothing new comes.
 */
void xvs_hold_end(struct xvs_attachment *att);

#endif
