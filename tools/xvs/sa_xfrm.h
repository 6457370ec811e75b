/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_SA_XFRM_H
#define XVS_SA_XFRM_H

#include <stdbool.h>
#include <stdint.h>

#include "sa_key.h"

/* An address of IPv4 or IPv6, and how many bits of it count. */
struct xvs_addr {
	int		family;
	uint8_t		data[16];
	unsigned int	prefix;
};

bool xvs_addr_parse(const char *text, struct xvs_addr *addr);
unsigned int xvs_addr_bytes(const struct xvs_addr *addr);

/* An association as it is asked of xfrm. */
struct xvs_xfrm_sa {
	struct xvs_addr			src;
	struct xvs_addr			dst;
	uint32_t			spi;
	bool				inbound;
	bool				tunnel;
	bool				esn;
	uint32_t			window;
	uint32_t			ifindex;	/* to offload to */
	const struct xvs_sa_alg		*alg;
};

/* 0 or a negative error number; xvs_xfrm_error() then has the sentence. */
int xvs_xfrm_add(const struct xvs_xfrm_sa *sa, const struct xvs_sa_key *key);
int xvs_xfrm_del(const struct xvs_xfrm_sa *sa);
const char *xvs_xfrm_error(void);

#endif
