// SPDX-License-Identifier: GPL-2.0-only
/* Frames with ESP in them: what is done to them on the way out and in. */

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/ipv6.h>
#include <net/udp.h>

#include "simnic.h"

/* --- where ESP is --- */

static int find_ip4(const struct sk_buff *skb, struct simnic_esp *at)
{
	const struct iphdr *ip;
	struct iphdr buffer;

	ip = skb_header_pointer(skb, at->l3, sizeof(buffer), &buffer);
	if (!ip || ip->version != 4 || ip->ihl < 5 || ip_is_fragment(ip))
		return -1;
	at->family = AF_INET;
	at->daddr.a4 = ip->daddr;
	at->esp = at->l3 + ip->ihl * 4;
	at->end = at->l3 + ntohs(ip->tot_len);
	return ip->protocol;
}

static int find_ip6(const struct sk_buff *skb, struct simnic_esp *at)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;
	__be16 fragment;
	u8 next;
	int end;

	ip = skb_header_pointer(skb, at->l3, sizeof(buffer), &buffer);
	if (!ip || ip->version != 6)
		return -1;
	at->family = AF_INET6;
	at->daddr.in6 = ip->daddr;
	at->end = at->l3 + sizeof(*ip) + ntohs(ip->payload_len);
	next = ip->nexthdr;
	end = ipv6_skip_exthdr(skb, at->l3 + sizeof(*ip), &next, &fragment);
	if (end < 0 || fragment)
		return -1;
	at->esp = end;
	return next;
}

static int find_ip(const struct sk_buff *skb, struct simnic_esp *at)
{
	const struct vlan_hdr *tag;
	struct vlan_hdr buffer;
	__be16 proto;

	at->l3 = ETH_HLEN;
	proto = ((const struct ethhdr *)skb->data)->h_proto;
	while (eth_type_vlan(proto)) {
		tag = skb_header_pointer(skb, at->l3, sizeof(buffer), &buffer);
		if (!tag)
			return -1;
		at->l3 += VLAN_HLEN;
		proto = tag->h_vlan_encapsulated_proto;
	}
	if (proto == htons(ETH_P_IP))
		return find_ip4(skb, at);
	if (proto == htons(ETH_P_IPV6))
		return find_ip6(skb, at);
	return -1;
}

/* In UDP, an SPI of 0 marks what is not ESP. */
static bool find_esp(const struct sk_buff *skb, struct simnic_esp *at)
{
	const struct ip_esp_hdr *esp;
	const struct udphdr *udp;
	struct ip_esp_hdr buffer;
	struct udphdr udp_buffer;
	int proto;

	memset(at, 0, sizeof(*at));
	proto = find_ip(skb, at);
	if (proto == IPPROTO_UDP) {
		udp = skb_header_pointer(skb, at->esp, sizeof(udp_buffer),
					 &udp_buffer);
		if (!udp)
			return false;
		at->udp = at->esp;
		at->port = udp->dest;
		at->esp += sizeof(*udp);
	} else if (proto != IPPROTO_ESP) {
		return false;
	}
	esp = skb_header_pointer(skb, at->esp, sizeof(buffer), &buffer);
	/* the length of what will be cut may not fit its header */
	if (skb_is_gso(skb))
		at->end = skb->len;
	if (!esp || !esp->spi || at->end > skb->len ||
	    at->esp + sizeof(*esp) > at->end)
		return false;
	at->spi = esp->spi;
	at->seq = esp->seq_no;
	return true;
}

/* Ciphers work in place: all of it in one piece that nobody else reads. */
static int make_writable(struct sk_buff *skb)
{
	if (skb_linearize(skb))
		return -ENOMEM;
	return skb_ensure_writable(skb, skb->len);
}

/* --- out --- */

/* The stack leaves the sum of what is inside to who encrypts it; it ends where
 * the trailer begins.
 */
static int complete_sum(const struct simnic_sa *sa, struct sk_buff *skb,
			unsigned int end)
{
	unsigned int start, trailer;
	__sum16 *to;
	__wsum sum;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return 0;
	trailer = sa->icv + 2 + skb->data[end - sa->icv - 2];
	start = skb_checksum_start_offset(skb);
	if (start + skb->csum_offset + sizeof(*to) + trailer > end)
		return -EINVAL;
	to = (__sum16 *)(skb->data + start + skb->csum_offset);
	sum = csum_partial(skb->data + start, end - trailer - start, 0);
	*to = csum_fold(sum) ?: CSUM_MANGLED_0;
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}

/* @number: of the frame, with its high half */
static int seal(struct simnic_sa *sa, struct sk_buff *skb, u64 number)
{
	struct ip_esp_hdr *header;
	struct simnic_esp at;
	int err;

	if (!find_esp(skb, &at) || at.spi != sa->x->id.spi ||
	    at.end - at.esp < sizeof(*header) + sa->iv + 2 + sa->icv)
		return -EINVAL;
	err = complete_sum(sa, skb, at.end);
	if (err)
		return err;
	header = (struct ip_esp_hdr *)(skb->data + at.esp);
	header->seq_no = htonl(number);
	return simnic_crypto_seal(sa, skb->data + at.esp, at.end - at.esp,
				  number >> 32);
}

static void set_length(struct sk_buff *skb, const struct simnic_esp *at)
{
	struct iphdr *ip4 = (struct iphdr *)(skb->data + at->l3);
	struct ipv6hdr *ip6 = (struct ipv6hdr *)ip4;

	if (at->family == AF_INET) {
		ip4->tot_len = htons(skb->len - at->l3);
		ip_send_check(ip4);
	} else {
		ip6->payload_len = htons(skb->len - at->l3 - sizeof(*ip6));
	}
}

/* A frame that was cut here has no trailer yet. */
static int add_trailer(const struct simnic_sa *sa, struct sk_buff *skb, u8 next)
{
	unsigned int text, pad, i;
	struct simnic_esp at;
	u8 *tail;

	if (!find_esp(skb, &at))
		return -EINVAL;
	text = skb->len - at.esp - sizeof(struct ip_esp_hdr) - sa->iv;
	pad = ALIGN(text + 2, sa->block) - text - 2;
	if (pskb_expand_head(skb, 0, pad + 2 + sa->icv, GFP_ATOMIC))
		return -ENOMEM;
	tail = skb_put(skb, pad + 2 + sa->icv);
	for (i = 0; i < pad; i++)
		tail[i] = i + 1;
	tail[pad] = pad;
	tail[pad + 1] = next;
	set_length(skb, &at);
	return 0;
}

/* The number of the first frame. The stack's has gone on by those that will be
 * cut, over the edge of its lower half at times.
 */
static int first_number(struct sk_buff *skb, u64 *number)
{
	const struct xfrm_offload *xo = xfrm_offload(skb);
	struct simnic_esp at;
	u32 high = xo->seq.hi;
	u32 low;

	if (!find_esp(skb, &at))
		return -EINVAL;
	low = ntohl(at.seq);
	if (xo->flags & XFRM_GSO_SEGMENT && xo->seq.low < low)
		high--;
	*number = (u64)high << 32 | low;
	return 0;
}

static struct sk_buff *output_many(struct simnic *nic, struct simnic_sa *sa,
				   struct sk_buff *skb)
{
	u8 next = xfrm_offload(skb)->proto;
	struct sk_buff *frames, *frame;
	u64 number;
	int err;

	err = first_number(skb, &number);
	frames = err ? NULL : skb_gso_segment(skb, 0);
	if (IS_ERR_OR_NULL(frames)) {
		kfree_skb(skb);
		return ERR_PTR(-EINVAL);
	}
	consume_skb(skb);
	for (frame = frames; frame; frame = frame->next) {
		err = make_writable(frame);
		if (!err)
			err = add_trailer(sa, frame, next);
		if (!err)
			err = seal(sa, frame, number++);
		if (err) {
			kfree_skb_list(frames);
			return ERR_PTR(err);
		}
		atomic64_inc(&sa->frames);
		simnic_count(nic, SIMNIC_TX_ESP);
	}
	simnic_count(nic, SIMNIC_TX_SEGMENTED);
	return frames;
}

/* Encrypts @skb: the frames for the wire, or an error and @skb is gone */
struct sk_buff *simnic_esp_output(struct simnic *nic, struct simnic_sa *sa,
				  struct sk_buff *skb)
{
	u64 number;
	int err;

	if (skb_is_gso(skb))
		return output_many(nic, sa, skb);
	err = make_writable(skb);
	if (!err)
		err = first_number(skb, &number);
	if (!err)
		err = seal(sa, skb, number);
	if (err) {
		kfree_skb(skb);
		return ERR_PTR(err);
	}
	atomic64_inc(&sa->frames);
	simnic_count(nic, SIMNIC_TX_ESP);
	return skb;
}

/* --- in --- */

static u32 open(struct simnic_sa *sa, struct sk_buff *skb,
		const struct simnic_esp *at)
{
	unsigned int len = at->end - at->esp;
	unsigned int around = sizeof(struct ip_esp_hdr) + sa->iv + sa->icv;
	int err;

	if (len <= around || (len - around) % sa->block)
		return CRYPTO_INVALID_PACKET_SYNTAX;
	err = simnic_crypto_open(sa, skb->data + at->esp, len,
				 simnic_ipsec_seqhi(sa, ntohl(at->seq)));
	if (!err)
		return CRYPTO_SUCCESS;
	if (err != -EBADMSG)
		return CRYPTO_GENERIC_ERROR;
	if (sa->x->props.mode == XFRM_MODE_TUNNEL)
		return CRYPTO_TUNNEL_ESP_AUTH_FAILED;
	return CRYPTO_TRANSPORT_ESP_AUTH_FAILED;
}

/* The state may have been deleted since it was found. */
static bool tell_stack(struct sk_buff *skb, struct xfrm_state *x, u32 status)
{
	struct xfrm_offload *xo;
	struct sec_path *path;

	path = secpath_set(skb);
	if (!path || !refcount_inc_not_zero(&x->refcnt))
		return false;
	path->xvec[path->len++] = x;
	path->olen++;
	xo = xfrm_offload(skb);
	xo->flags = CRYPTO_DONE;
	xo->status = status;
	return true;
}

static bool input_with(struct simnic *nic, struct simnic_sa *sa,
		       struct sk_buff *skb, const struct simnic_esp *at)
{
	u32 status;

	if (make_writable(skb))
		return false;
	if (atomic_dec_if_positive(&nic->knobs.rx_status_next) >= 0) {
		simnic_count(nic, SIMNIC_RX_KNOB_STATUS);
		status = READ_ONCE(nic->knobs.rx_status);
	} else {
		status = open(sa, skb, at);
	}
	if (status == CRYPTO_SUCCESS) {
		simnic_count(nic, SIMNIC_RX_ESP);
		atomic64_inc(&sa->frames);
	} else {
		simnic_count(nic, SIMNIC_RX_ESP_FAILED);
		atomic64_inc(&sa->failures);
	}
	return tell_stack(skb, sa->x, status);
}

/* Decrypts what is for an association here, and lets all else be. False: the
 * frame is lost.
 */
bool simnic_esp_input(struct simnic *nic, struct sk_buff *skb)
{
	struct simnic_esp at;
	struct simnic_sa *sa;
	bool kept = true;

	if (!(nic->dev->features & NETIF_F_HW_ESP) || !find_esp(skb, &at))
		return true;
	rcu_read_lock();
	sa = simnic_ipsec_find(nic, &at);
	if (sa)
		kept = input_with(nic, sa, skb, &at);
	else if (!at.udp)
		simnic_count(nic, SIMNIC_RX_ESP_UNMATCHED);
	rcu_read_unlock();
	return kept;
}
