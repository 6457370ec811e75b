// SPDX-License-Identifier: GPL-2.0-only
/* One ESP packet in memory, sealed or opened in its place. */

#include <crypto/aead.h>
#include <crypto/authenc.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/scatterlist.h>

#include "simnic.h"

#define IV_MAX 16

/* What a request needs and must not lie on a stack. */
struct job {
	struct scatterlist sg[2];
	__be32 head[3];			/* SPI, high half if there is, low */
	u8 iv[IV_MAX];
	struct aead_request request;	/* has its own tail */
};

/* authenc() takes both keys as one. */
static int set_both_keys(struct crypto_aead *aead, const struct xfrm_state *x)
{
	unsigned int hash = x->aalg->alg_key_len / 8;
	unsigned int cipher = x->ealg->alg_key_len / 8;
	struct crypto_authenc_key_param *param;
	struct rtattr *attr;
	unsigned int len;
	u8 *key;
	int err;

	len = RTA_SPACE(sizeof(*param)) + hash + cipher;
	key = kzalloc(len, GFP_KERNEL);
	if (!key)
		return -ENOMEM;
	attr = (struct rtattr *)key;
	attr->rta_type = CRYPTO_AUTHENC_KEYA_PARAM;
	attr->rta_len = RTA_LENGTH(sizeof(*param));
	param = RTA_DATA(attr);
	param->enckeylen = cpu_to_be32(cipher);
	memcpy(key + len - cipher - hash, x->aalg->alg_key, hash);
	memcpy(key + len - cipher, x->ealg->alg_key, cipher);
	err = crypto_aead_setkey(aead, key, len);
	kfree_sensitive(key);
	return err;
}

static int set_keys(struct crypto_aead *aead, const struct xfrm_state *x)
{
	unsigned int icv;
	int err;

	if (x->aead) {
		icv = x->aead->alg_icv_len / 8;
		err = crypto_aead_setkey(aead, x->aead->alg_key,
					 x->aead->alg_key_len / 8);
	} else {
		icv = x->aalg->alg_trunc_len / 8;
		err = set_both_keys(aead, x);
	}
	if (err)
		return err;
	return crypto_aead_setauthsize(aead, icv);
}

/* Frames come in softirqs and leave in order: no cipher that answers later. */
int simnic_crypto_init(struct simnic_sa *sa, const struct xfrm_state *x)
{
	char name[CRYPTO_MAX_ALG_NAME];
	int err;

	if (x->aead)
		strscpy(name, x->aead->alg_name, sizeof(name));
	else
		snprintf(name, sizeof(name), "%s(%s,cbc(aes))",
			 sa->esn ? "authencesn" : "authenc",
			 x->aalg->alg_name);
	sa->aead = crypto_alloc_aead(name, 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(sa->aead))
		return PTR_ERR(sa->aead);
	err = set_keys(sa->aead, x);
	if (err) {
		crypto_free_aead(sa->aead);
		return err;
	}
	sa->icv = crypto_aead_authsize(sa->aead);
	sa->iv = crypto_aead_ivsize(sa->aead);
	sa->block = max(4U, crypto_aead_blocksize(sa->aead));
	return 0;
}

void simnic_crypto_exit(struct simnic_sa *sa)
{
	crypto_free_aead(sa->aead);
}

/* The high half of an extended number is authenticated and not sent, so what
 * stands before the IV is a copy of the header with that in it.
 */
static struct job *job_of(struct simnic_sa *sa, u8 *esp, unsigned int len,
			  u32 seqhi)
{
	const struct ip_esp_hdr *header = (const struct ip_esp_hdr *)esp;
	unsigned int n = 0;
	struct job *job;

	job = kmalloc(sizeof(*job) + crypto_aead_reqsize(sa->aead), GFP_ATOMIC);
	if (!job)
		return NULL;
	job->head[n++] = header->spi;
	if (sa->esn)
		job->head[n++] = htonl(seqhi);
	job->head[n++] = header->seq_no;
	memcpy(job->iv, header->enc_data, sa->iv);

	sg_init_table(job->sg, ARRAY_SIZE(job->sg));
	sg_set_buf(&job->sg[0], job->head, n * sizeof(*job->head));
	sg_set_buf(&job->sg[1], header->enc_data, len - sizeof(*header));
	aead_request_set_tfm(&job->request, sa->aead);
	aead_request_set_callback(&job->request, 0, NULL, NULL);
	aead_request_set_ad(&job->request, n * sizeof(*job->head) + sa->iv);
	return job;
}

/* GCM must never see an IV twice: the number of the frame is one that does not
 * repeat. CBC wants one that nobody can guess.
 */
static void make_iv(const struct simnic_sa *sa, struct ip_esp_hdr *header,
		    u32 seqhi)
{
	__be32 number[2] = { htonl(seqhi), header->seq_no };

	if (sa->iv == sizeof(number))
		memcpy(header->enc_data, number, sizeof(number));
	else
		get_random_bytes(header->enc_data, sa->iv);
}

/* @esp: header, room for the IV, text with its trailer, room for the ICV */
int simnic_crypto_seal(struct simnic_sa *sa, u8 *esp, unsigned int len,
		       u32 seqhi)
{
	struct job *job;
	unsigned int text;
	int err;

	text = len - sizeof(struct ip_esp_hdr) - sa->iv - sa->icv;
	make_iv(sa, (struct ip_esp_hdr *)esp, seqhi);
	job = job_of(sa, esp, len, seqhi);
	if (!job)
		return -ENOMEM;
	aead_request_set_crypt(&job->request, job->sg, job->sg, text, job->iv);
	err = crypto_aead_encrypt(&job->request);
	kfree_sensitive(job);
	return err;
}

int simnic_crypto_open(struct simnic_sa *sa, u8 *esp, unsigned int len,
		       u32 seqhi)
{
	struct job *job;
	unsigned int text;
	int err;

	text = len - sizeof(struct ip_esp_hdr) - sa->iv;
	job = job_of(sa, esp, len, seqhi);
	if (!job)
		return -ENOMEM;
	aead_request_set_crypt(&job->request, job->sg, job->sg, text, job->iv);
	err = crypto_aead_decrypt(&job->request);
	kfree_sensitive(job);
	return err;
}
