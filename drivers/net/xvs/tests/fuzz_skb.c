// SPDX-License-Identifier: GPL-2.0-only
/* A made-up frame as a buffer: in one piece or in several, with its tag in the
 * frame or beside it, shared, and with whatever requests for checksum and
 * segmentation a guest can write into the header of virtio.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/virtio_net.h>

#include "fuzz.h"

#define PIECES		3
#define PIECE_OFFSET	64	/* at most, in the page */
#define HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)

enum sort {
	IN_ONE_PIECE,
	IN_PIECES,
	WITHOUT_HEADROOM,
	TAG_BESIDE,
	OFFLOAD,
	OFFLOAD_REFUSED,
	CHECKSUM_OUTSIDE,
	SEGMENTS_OF_NOTHING,
	SORTS,
};

static struct {
	const char	*name;
	u64		used;
} sorts[SORTS] = {
	[IN_ONE_PIECE]		= { "in-one-piece" },
	[IN_PIECES]		= { "in-pieces" },
	[WITHOUT_HEADROOM]	= { "without-headroom" },
	[TAG_BESIDE]		= { "tag-beside" },
	[OFFLOAD]		= { "offload" },
	[OFFLOAD_REFUSED]	= { "offload-refused" },
	[CHECKSUM_OUTSIDE]	= { "checksum-outside" },
	[SEGMENTS_OF_NOTHING]	= { "segments-of-nothing" },
};

u64 fuzz_skb_count(unsigned int i, const char **name)
{
	*name = i < SORTS ? sorts[i].name : NULL;
	return i < SORTS ? sorts[i].used : 0;
}

static bool is(struct fuzz_frame *frame, enum sort sort, u32 one_in)
{
	if (fuzz_below(frame, one_in))
		return false;
	sorts[sort].used++;
	return true;
}

/* --- bytes --- */

static int add_piece(struct fuzz_frame *frame, struct sk_buff *skb,
		     unsigned int len)
{
	unsigned int offset = fuzz_below(frame, PIECE_OFFSET);
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	memcpy(page_address(page) + offset, frame->data + skb->len, len);
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, offset, len,
			PAGE_SIZE);
	return 0;
}

/* What is left of the frame, in as many pieces. */
static int add_pieces(struct fuzz_frame *frame, struct sk_buff *skb)
{
	unsigned int left, len;
	int n, err = 0;

	for (n = PIECES; !err && skb->len < frame->len; n--) {
		left = frame->len - skb->len;
		len = n > 1 ? 1 + fuzz_below(frame, min(left, 64U)) : left;
		err = add_piece(frame, skb, len);
	}
	return err;
}

/* The Ethernet header is in the first piece, as tun sees to. An allocation that
 * may sleep lets KASAN free what it keeps of former frames.
 */
static struct sk_buff *make(struct fuzz_frame *frame)
{
	unsigned int first = frame->len, room = HEADROOM;
	struct sk_buff *skb;

	if (is(frame, IN_PIECES, 3))
		first = ETH_HLEN + fuzz_below(frame, min(frame->len - ETH_HLEN,
							 96U) + 1);
	else
		sorts[IN_ONE_PIECE].used++;
	if (is(frame, WITHOUT_HEADROOM, 8))
		room = 0;
	skb = alloc_skb(room + first, GFP_KERNEL);
	if (!skb)
		return NULL;
	skb_reserve(skb, room);
	skb_put_data(skb, frame->data, first);
	if (!add_pieces(frame, skb))
		return skb;
	kfree_skb(skb);
	return NULL;
}

/* --- what a guest asks for --- */

static __virtio16 le(u16 number)
{
	return __cpu_to_virtio16(true, number);
}

/* A frame to be cut and not to be summed is always cut by the kernel; to count
 * what arrives at devices that do it themselves, these have none.
 */
static void random_header(struct fuzz_frame *frame, struct virtio_net_hdr *hdr)
{
	static const u8 types[] = {
		VIRTIO_NET_HDR_GSO_NONE, VIRTIO_NET_HDR_GSO_TCPV4,
		VIRTIO_NET_HDR_GSO_TCPV6, VIRTIO_NET_HDR_GSO_UDP,
		VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN, 5, 0x7f
	};
	static const u16 sizes[] = { 0, 1, 7, 8, 40, 100, 1400, 0xffff };
	bool ipv6 = frame->data[2 * ETH_ALEN] == 0x86;
	bool right = fuzz_below(frame, 4);

	hdr->flags = frame->device < FUZZ_ABLE || fuzz_below(frame, 4) ?
		     VIRTIO_NET_HDR_F_NEEDS_CSUM : 0;
	if (right)
		hdr->gso_type = ipv6 ? VIRTIO_NET_HDR_GSO_TCPV6 :
				       VIRTIO_NET_HDR_GSO_TCPV4;
	else
		hdr->gso_type = types[fuzz_below(frame, sizeof(types))];
	if (!fuzz_below(frame, 3))
		hdr->gso_type = VIRTIO_NET_HDR_GSO_NONE;
	hdr->gso_size = le(sizes[fuzz_below(frame, ARRAY_SIZE(sizes))]);
	hdr->csum_start = le(ETH_HLEN + (ipv6 ? 40 : 20));
	hdr->csum_offset = le(fuzz_below(frame, 2) ? 16 : 6);
	if (!right) {
		hdr->csum_start = le(fuzz_below(frame, frame->len + 8));
		hdr->csum_offset = le(fuzz_below(frame, 64));
	}
	hdr->hdr_len = le(fuzz_below(frame, 256));
}

/* The kernel's own look at the header comes first, as it does for a tap. */
static bool ask_as_guest(struct fuzz_frame *frame, struct sk_buff *skb)
{
	struct virtio_net_hdr hdr;

	random_header(frame, &hdr);
	if (virtio_net_hdr_to_skb(skb, &hdr, true)) {
		sorts[OFFLOAD_REFUSED].used++;
		return false;
	}
	return true;
}

/* These the switch has to see. */
static void ask_for_sum_outside(struct fuzz_frame *frame, struct sk_buff *skb)
{
	unsigned int start = fuzz_below(frame, 2) ?
			     fuzz_below(frame, ETH_HLEN) : skb->len - 1;

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + start;
	skb->csum_offset = fuzz_below(frame, 64);
}

static void ask_for_segments(struct fuzz_frame *frame, struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_size = 1 + fuzz_below(frame, 1500);
	skb_shinfo(skb)->gso_segs = fuzz_below(frame, 64);
	skb_shinfo(skb)->gso_type = fuzz_below(frame, 2) ? SKB_GSO_DODGY : 0;
}

static bool ask(struct fuzz_frame *frame, struct sk_buff *skb)
{
	if (is(frame, OFFLOAD, 6))
		return ask_as_guest(frame, skb);
	if (is(frame, CHECKSUM_OUTSIDE, 128))
		ask_for_sum_outside(frame, skb);
	else if (is(frame, SEGMENTS_OF_NOTHING, 128))
		ask_for_segments(frame, skb);
	return true;
}

static void tag(struct fuzz_frame *frame, struct sk_buff *skb)
{
	u16 tci = fuzz_below(frame, 2) ? 5 : fuzz_below(frame, 0x10000);

	__vlan_hwaccel_put_tag(skb, htons(fuzz_below(frame, 8) ? ETH_P_8021Q :
							  ETH_P_8021AD), tci);
}

/* At its Ethernet header; NULL where a tap would refuse it. */
struct sk_buff *fuzz_skb(struct fuzz_frame *frame, struct net_device *dev)
{
	struct sk_buff *skb = make(frame);

	if (!skb)
		return NULL;
	skb->dev = dev;
	skb_reset_mac_header(skb);
	if (!ask(frame, skb)) {
		kfree_skb(skb);
		return NULL;
	}
	if (is(frame, TAG_BESIDE, 8))
		tag(frame, skb);
	return skb;
}
