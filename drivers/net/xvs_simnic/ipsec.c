// SPDX-License-Identifier: GPL-2.0-only
/* The table of security associations, and the calls that fill it. */

#include <crypto/aead.h>
#include <linux/jhash.h>
#include <linux/udp.h>

#include "simnic.h"

/* The device that xfrm was asked for may stand above; real_dev is the NIC. */
static struct simnic *nic_of(const struct xfrm_state *x)
{
	return netdev_priv(x->xso.real_dev);
}

static u32 hash_of(__be32 spi, const xfrm_address_t *daddr, int family)
{
	unsigned int words = family == AF_INET ? 1 : 4;

	return jhash2((const u32 *)daddr->a6, words, (__force u32)spi);
}

/* --- what this NIC can do --- */

static int check_kind(const struct xfrm_state *x,
		      struct netlink_ext_ack *extack)
{
	if (x->xso.type != XFRM_DEV_OFFLOAD_CRYPTO) {
		NL_SET_ERR_MSG_MOD(extack, "only crypto offload");
		return -EINVAL;
	}
	if (x->id.proto != IPPROTO_ESP) {
		NL_SET_ERR_MSG_MOD(extack, "only ESP");
		return -EINVAL;
	}
	if (x->props.mode != XFRM_MODE_TRANSPORT &&
	    x->props.mode != XFRM_MODE_TUNNEL) {
		NL_SET_ERR_MSG_MOD(extack, "only transport and tunnel mode");
		return -EINVAL;
	}
	if (x->encap && x->encap->encap_type != UDP_ENCAP_ESPINUDP) {
		NL_SET_ERR_MSG_MOD(extack, "only ESP in UDP");
		return -EINVAL;
	}
	if (x->encap && x->props.family != AF_INET) {
		NL_SET_ERR_MSG_MOD(extack, "ESP in UDP over IPv4 only");
		return -EINVAL;
	}
	if (x->tfcpad) {
		NL_SET_ERR_MSG_MOD(extack, "no padding of traffic flow");
		return -EINVAL;
	}
	return 0;
}

#define GCM_NAME "rfc4106(gcm(aes))"

static int check_gcm(const struct xfrm_algo_aead *alg, const char *geniv,
		     struct netlink_ext_ack *extack)
{
	if (strcmp(alg->alg_name, GCM_NAME)) {
		NL_SET_ERR_MSG_MOD(extack, "only rfc4106(gcm(aes)) of AEADs");
		return -EINVAL;
	}
	if (alg->alg_key_len != 128 + 32 && alg->alg_key_len != 256 + 32) {
		NL_SET_ERR_MSG_MOD(extack, "only GCM keys of 128 or 256 bits");
		return -EINVAL;
	}
	if (alg->alg_icv_len != 64 && alg->alg_icv_len != 96 &&
	    alg->alg_icv_len != 128) {
		NL_SET_ERR_MSG_MOD(extack, "only GCM ICVs of 64, 96, 128 bits");
		return -EINVAL;
	}
	if (!geniv || strcmp(geniv, "seqiv")) {
		NL_SET_ERR_MSG_MOD(extack, "only IVs made of the number");
		return -EINVAL;
	}
	return 0;
}

static const struct {
	const char *name;
	const char *both;		/* with the cipher */
	unsigned int bits[2];		/* of the ICV */
} hashes[] = {
	{ "hmac(sha256)", "hmac(sha256),cbc(aes)", { 96, 128 } },
	{ "hmac(sha384)", "hmac(sha384),cbc(aes)", { 192, 192 } },
	{ "hmac(sha512)", "hmac(sha512),cbc(aes)", { 256, 256 } },
};

static int check_hash(const struct xfrm_algo_auth *alg,
		      struct netlink_ext_ack *extack)
{
	int i;

	for (i = 0; alg && i < ARRAY_SIZE(hashes); i++) {
		if (strcmp(alg->alg_name, hashes[i].name))
			continue;
		if (alg->alg_trunc_len == hashes[i].bits[0] ||
		    alg->alg_trunc_len == hashes[i].bits[1])
			return 0;
		NL_SET_ERR_MSG_MOD(extack, "no ICV of this length");
		return -EINVAL;
	}
	NL_SET_ERR_MSG_MOD(extack, "only HMAC with SHA-256, SHA-384, SHA-512");
	return -EINVAL;
}

static int check_cbc(const struct xfrm_state *x,
		     struct netlink_ext_ack *extack)
{
	if (!x->ealg || strcmp(x->ealg->alg_name, "cbc(aes)")) {
		NL_SET_ERR_MSG_MOD(extack, "only AES-GCM and AES-CBC");
		return -EINVAL;
	}
	if (x->ealg->alg_key_len != 128 && x->ealg->alg_key_len != 192 &&
	    x->ealg->alg_key_len != 256) {
		NL_SET_ERR_MSG_MOD(extack, "only keys of 128, 192, 256 bits");
		return -EINVAL;
	}
	return check_hash(x->aalg, extack);
}

static int check(const struct xfrm_state *x, struct netlink_ext_ack *extack)
{
	int err;

	err = check_kind(x, extack);
	if (err)
		return err;
	return x->aead ? check_gcm(x->aead, x->geniv, extack) :
			 check_cbc(x, extack);
}

/* --- the table --- */

/* A state may have lost its own when its entry here still has readers. */
static const char *name_of(const struct xfrm_state *x)
{
	int i;

	if (x->aead)
		return GCM_NAME;
	for (i = 0; i < ARRAY_SIZE(hashes); i++)
		if (!strcmp(x->aalg->alg_name, hashes[i].name))
			return hashes[i].both;
	return "";
}

/* x->lock is held, or nobody else knows @x yet. */
static void note_esn(struct simnic_sa *sa, const struct xfrm_state *x)
{
	const struct xfrm_replay_state_esn *replay = x->replay_esn;

	if (!sa->esn || !replay)
		return;
	sa->window = replay->replay_window;
	WRITE_ONCE(sa->top, (u64)replay->seq_hi << 32 | replay->seq);
}

static struct simnic_sa *sa_alloc(struct xfrm_state *x,
				  struct netlink_ext_ack *extack)
{
	struct simnic_sa *sa;
	int err;

	sa = kzalloc(sizeof(*sa), GFP_KERNEL);
	if (!sa)
		return ERR_PTR(-ENOMEM);
	sa->x = x;
	sa->esn = x->props.flags & XFRM_STATE_ESN;
	sa->name = name_of(x);
	sa->port = x->encap ? x->encap->encap_dport : 0;
	sa->key_bits = x->aead ? x->aead->alg_key_len - 32 :
				 x->ealg->alg_key_len;
	INIT_RCU_WORK(&sa->free_work, simnic_ipsec_free_work);
	note_esn(sa, x);
	err = simnic_crypto_init(sa, x);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "this kernel lacks the cipher");
		kfree(sa);
		return ERR_PTR(err);
	}
	return sa;
}

static int sa_insert(struct simnic *nic, struct simnic_sa *sa,
		     struct netlink_ext_ack *extack)
{
	const struct xfrm_state *x = sa->x;
	int err;

	err = xa_alloc_bh(&nic->sas, &sa->handle, sa, xa_limit_32b,
			  GFP_KERNEL);
	if (err)
		return err;
	spin_lock_bh(&nic->sa_lock);
	if (nic->n_sas >= READ_ONCE(nic->knobs.sa_capacity)) {
		spin_unlock_bh(&nic->sa_lock);
		xa_erase_bh(&nic->sas, sa->handle);
		NL_SET_ERR_MSG_MOD(extack, "the table of associations is full");
		return -ENOSPC;
	}
	nic->n_sas++;
	if (x->xso.dir == XFRM_DEV_OFFLOAD_IN)
		hash_add_rcu(nic->rx_sas, &sa->node,
			     hash_of(x->id.spi, &x->id.daddr,
				     x->props.family));
	spin_unlock_bh(&nic->sa_lock);
	return 0;
}

static int state_add_to(struct simnic *nic, struct xfrm_state *x,
			struct netlink_ext_ack *extack)
{
	struct simnic_sa *sa;
	int err;

	if (atomic_dec_if_positive(&nic->knobs.refuse_next_add) >= 0) {
		NL_SET_ERR_MSG_MOD(extack, "a knob says to refuse this");
		return -(int)READ_ONCE(nic->knobs.refuse_errno);
	}
	err = check(x, extack);
	if (err)
		return err;
	sa = sa_alloc(x, extack);
	if (IS_ERR(sa))
		return PTR_ERR(sa);
	err = sa_insert(nic, sa, extack);
	if (err) {
		queue_rcu_work(simnic_wq, &sa->free_work);
		return err;
	}
	x->xso.offload_handle = sa->handle;
	return 0;
}

static int state_add(struct xfrm_state *x, struct netlink_ext_ack *extack)
{
	struct simnic *nic = nic_of(x);
	int err;

	err = state_add_to(nic, x, extack);
	simnic_count(nic, err ? SIMNIC_SA_REFUSED : SIMNIC_SA_ADDED);
	return err;
}

XVS_COMPAT_XDO_STATE_ADD(state_add)

/* Frames on their way may still use it until it is freed. xfrm holds x->lock
 * mostly, but not for what it drops before anybody knows it.
 */
static void state_delete(struct xfrm_state *x)
{
	struct simnic *nic = nic_of(x);
	struct simnic_sa *sa;

	sa = xa_load(&nic->sas, x->xso.offload_handle);
	if (WARN_ON_ONCE(!sa || sa->x != x))
		return;
	spin_lock_bh(&nic->sa_lock);
	if (!hlist_unhashed(&sa->node))
		hash_del_rcu(&sa->node);
	nic->n_sas--;
	spin_unlock_bh(&nic->sa_lock);
	xa_erase_bh(&nic->sas, sa->handle);
	queue_rcu_work(simnic_wq, &sa->free_work);
	simnic_count(nic, SIMNIC_SA_DELETED);
}

void simnic_ipsec_free_work(struct work_struct *work)
{
	struct simnic_sa *sa;

	sa = container_of(to_rcu_work(work), struct simnic_sa, free_work);
	simnic_crypto_exit(sa);
	kfree(sa);
}

static void state_advance_esn(struct xfrm_state *x)
{
	struct simnic_sa *sa;

	rcu_read_lock();
	sa = xa_load(&nic_of(x)->sas, x->xso.offload_handle);
	if (sa && sa->x == x)
		note_esn(sa, x);
	rcu_read_unlock();
}

/* The stack cannot cut what goes in UDP, and would not have it cut here. */
static bool offload_ok(struct sk_buff *skb, struct xfrm_state *x)
{
	return !(x->encap && skb_is_gso(skb));
}

const struct xfrmdev_ops simnic_ipsec_ops = {
	.xdo_dev_state_add = xvs_compat_xdo_state_add_op(state_add),
	.xdo_dev_state_delete = state_delete,
	.xdo_dev_offload_ok = offload_ok,
	.xdo_dev_state_advance_esn = state_advance_esn,
};

/* --- the way of a frame --- */

/* What a frame is to be encrypted with; NULL for a plain one. One that came
 * for an association that has gone must not leave in clear.
 */
struct simnic_sa *simnic_ipsec_of(struct simnic *nic, struct sk_buff *skb)
{
	struct xfrm_offload *xo = xfrm_offload(skb);
	struct simnic_sa *sa;
	struct xfrm_state *x;

	if (!xo)
		return NULL;
	x = xfrm_input_state(skb);
	if (x->xso.dir != XFRM_DEV_OFFLOAD_OUT || xo->flags & XFRM_GRO)
		return NULL;
	if (x->xso.real_dev != nic->dev || !(xo->flags & XFRM_XMIT))
		return ERR_PTR(-ENOENT);
	sa = xa_load(&nic->sas, x->xso.offload_handle);
	if (!sa || sa->x != x)
		return ERR_PTR(-ENOENT);
	return sa;
}

/* For what comes in; called in an RCU section. */
struct simnic_sa *simnic_ipsec_find(struct simnic *nic,
				    const struct simnic_esp *at)
{
	const struct xfrm_state *x;
	struct simnic_sa *sa;
	u32 hash;

	hash = hash_of(at->spi, &at->daddr, at->family);
	hash_for_each_possible_rcu(nic->rx_sas, sa, node, hash) {
		x = sa->x;
		if (x->id.spi == at->spi && x->props.family == at->family &&
		    sa->port == at->port &&
		    xfrm_addr_equal(&x->id.daddr, &at->daddr, at->family))
			return sa;
	}
	return NULL;
}

/* RFC 4303, appendix A2: which high half @seq has, seen from the newest number
 * and the window. The stack checks for replay with the same arithmetic; a NIC
 * that guessed otherwise would authenticate numbers that it takes for others.
 */
u32 simnic_ipsec_seqhi(const struct simnic_sa *sa, u32 seq)
{
	u64 top = READ_ONCE(sa->top);
	u32 high = top >> 32, low = top;
	u32 bottom = low - sa->window + 1;

	if (!sa->esn)
		return 0;
	if (low >= sa->window - 1)
		return seq < bottom ? high + 1 : high;
	return seq >= bottom ? high - 1 : high;
}
