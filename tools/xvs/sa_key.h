/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_SA_KEY_H
#define XVS_SA_KEY_H

#include <stddef.h>
#include <stdint.h>

#define XVS_SA_KEY_MAX	96

/* An algorithm of ESP as the command names it, and as xfrm does. A cipher with
 * @auth has its key first, that of the authentication behind; one without is an
 * AEAD, with its salt behind the key.
 */
struct xvs_sa_alg {
	const char	*cipher;
	size_t		cipher_key;	/* bytes, with the salt */
	const char	*auth;
	size_t		auth_key;
	unsigned int	icv;		/* bits */
};

/* The key of one association; to be wiped. */
struct xvs_sa_key {
	uint8_t		data[XVS_SA_KEY_MAX];
	size_t		len;
};

extern const char *const xvs_sa_alg_names[];
const struct xvs_sa_alg *xvs_sa_alg(unsigned int number);

const char *xvs_sa_key_read(struct xvs_sa_key *key, int fd, size_t len);
void xvs_sa_key_wipe(struct xvs_sa_key *key);

#endif
