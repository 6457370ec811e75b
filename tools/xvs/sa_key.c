// SPDX-License-Identifier: GPL-2.0-only
/* The algorithms of ESP, and their keys out of files: raw, or in hexadecimal
 * digits. A key is in no argument, in no message of ours and in no memory that
 * is not wiped.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "sa_key.h"

#define FILE_MAX	(2 * XVS_SA_KEY_MAX + 64)	/* with blanks */

const char *const xvs_sa_alg_names[] = {
	"aes128-gcm", "aes256-gcm", "chacha20-poly1305",
	"aes128-cbc-sha256", "aes256-cbc-sha256",
	"aes128-cbc-sha512", "aes256-cbc-sha512",
	NULL
};

static const struct xvs_sa_alg algs[] = {
	{ "rfc4106(gcm(aes))", 20, NULL, 0, 128 },
	{ "rfc4106(gcm(aes))", 36, NULL, 0, 128 },
	{ "rfc7539esp(chacha20,poly1305)", 36, NULL, 0, 128 },
	{ "cbc(aes)", 16, "hmac(sha256)", 32, 128 },
	{ "cbc(aes)", 32, "hmac(sha256)", 32, 128 },
	{ "cbc(aes)", 16, "hmac(sha512)", 64, 256 },
	{ "cbc(aes)", 32, "hmac(sha512)", 64, 256 },
};

const struct xvs_sa_alg *xvs_sa_alg(unsigned int number)
{
	return &algs[number];
}

static size_t read_whole(int fd, uint8_t *to, size_t room)
{
	size_t used = 0;
	ssize_t n;

	while (used < room) {
		n = read(fd, to + used, room - used);
		if (n <= 0)
			break;
		used += n;
	}
	return used;
}

static int digit(uint8_t c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* "0x" before the digits, and a line end behind, are no part of them. */
static bool read_digits(struct xvs_sa_key *key, const uint8_t *text,
			size_t used)
{
	size_t i;

	while (used && isspace(text[used - 1]))
		used--;
	if (used > 2 && text[0] == '0' && text[1] == 'x') {
		text += 2;
		used -= 2;
	}
	if (used != 2 * key->len)
		return false;
	for (i = 0; i < key->len; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		key->data[i] = high << 4 | low;
	}
	return true;
}

/* A key of @len bytes; NULL, or what is wrong with it. */
const char *xvs_sa_key_read(struct xvs_sa_key *key, int fd, size_t len)
{
	uint8_t text[FILE_MAX];
	const char *wrong = NULL;
	size_t used = read_whole(fd, text, sizeof(text));

	key->len = len;
	if (used == len)
		memcpy(key->data, text, len);
	else if (!read_digits(key, text, used))
		wrong = "is neither so many bytes nor their hexadecimal digits";
	explicit_bzero(text, sizeof(text));
	return wrong;
}

void xvs_sa_key_wipe(struct xvs_sa_key *key)
{
	explicit_bzero(key, sizeof(*key));
}
