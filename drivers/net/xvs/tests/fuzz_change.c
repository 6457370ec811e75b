// SPDX-License-Identifier: GPL-2.0-only
/* What is done to a frame of the corpus: bytes, lengths and headers become what
 * no parser expects.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ipv6.h>
#include <linux/string.h>
#include <net/ipv6.h>

#include "fuzz.h"

#define IPV6_END	(ETH_HLEN + sizeof(struct ipv6hdr))

/* From 0 to @end - 1. */
u32 fuzz_below(struct fuzz_frame *frame, u32 end)
{
	return prandom_u32_state(&frame->rnd) % end;
}

static u8 one_of(struct fuzz_frame *frame, const u8 *list, size_t count)
{
	return list[fuzz_below(frame, count)];
}

/* A place in the frame; headers are more often hit than what is behind. */
static unsigned int place(struct fuzz_frame *frame)
{
	unsigned int end = frame->len;

	if (fuzz_below(frame, 4))
		end = min(end, 96U);
	return fuzz_below(frame, end);
}

/* Room for @len bytes at @at; what falls off the end is lost. */
static bool make_room(struct fuzz_frame *frame, unsigned int at,
		      unsigned int len)
{
	if (at > frame->len || frame->len + len > FUZZ_FRAME_MAX)
		return false;
	memmove(frame->data + at + len, frame->data + at, frame->len - at);
	frame->len += len;
	return true;
}

static void fill(struct fuzz_frame *frame, unsigned int at, unsigned int len)
{
	prandom_bytes_state(&frame->rnd, frame->data + at, len);
}

static u16 type_of(const struct fuzz_frame *frame)
{
	return get_unaligned_be16(frame->data + 2 * ETH_ALEN);
}

/* --- the changes --- */

static void flip_bits(struct fuzz_frame *frame)
{
	int n = 1 + fuzz_below(frame, 8);

	while (n--)
		frame->data[place(frame)] ^= BIT(fuzz_below(frame, 8));
}

static void set_bytes(struct fuzz_frame *frame)
{
	static const u8 odd[] = { 0, 1, 2, 0x7f, 0x80, 0xfe, 0xff };
	int n = 1 + fuzz_below(frame, 4);

	while (n--)
		frame->data[place(frame)] = fuzz_below(frame, 3) ?
			one_of(frame, odd, sizeof(odd)) :
			fuzz_below(frame, 256);
}

/* A length somewhere says nothing, too little, too much. */
static void set_length(struct fuzz_frame *frame)
{
	unsigned int at = place(frame) & ~1;
	const u16 odd[] = {
		0, 1, 4, 7, 8, 0x7fff, 0x8000, 0xfff8, 0xffff,
		frame->len, frame->len - 1, frame->len + 1,
		frame->len - at, frame->len - at - 1, frame->len - at + 1,
	};

	if (at + 2 <= frame->len)
		put_unaligned_be16(odd[fuzz_below(frame, ARRAY_SIZE(odd))],
				   frame->data + at);
}

static void cut(struct fuzz_frame *frame)
{
	unsigned int most = frame->len - ETH_HLEN;

	if (fuzz_below(frame, 2))
		most = min(most, 64U);
	frame->len = ETH_HLEN + fuzz_below(frame, most + 1);
}

static void grow(struct fuzz_frame *frame)
{
	unsigned int len = 1 + fuzz_below(frame, fuzz_below(frame, 2) ?
					  1400 : 16);

	len = min(len, FUZZ_FRAME_MAX - frame->len);
	fill(frame, frame->len, len);
	frame->len += len;
}

static void remove_bytes(struct fuzz_frame *frame)
{
	unsigned int at = place(frame), len = 1 + fuzz_below(frame, 8);

	if (at < ETH_HLEN || at + len > frame->len)
		return;
	memmove(frame->data + at, frame->data + at + len,
		frame->len - at - len);
	frame->len -= len;
}

/* Options, extension headers, tags: the same once more. */
static void repeat_bytes(struct fuzz_frame *frame)
{
	unsigned int at = place(frame), len = 4 * (1 + fuzz_below(frame, 8));

	if (at + len <= frame->len && make_room(frame, at, len))
		memmove(frame->data + at, frame->data + at + len, len);
}

static void add_tags(struct fuzz_frame *frame)
{
	static const u16 types[] = {
		ETH_P_8021Q, ETH_P_8021Q, ETH_P_8021AD, ETH_P_QINQ1
	};
	int n = 1 + fuzz_below(frame, fuzz_below(frame, 4) ? 2 : 12);
	u16 tci;

	while (n-- && make_room(frame, 2 * ETH_ALEN, VLAN_HLEN)) {
		tci = fuzz_below(frame, 2) ? 5 : fuzz_below(frame, 0x10000);
		put_unaligned_be16(types[fuzz_below(frame, ARRAY_SIZE(types))],
				   frame->data + 2 * ETH_ALEN);
		put_unaligned_be16(tci, frame->data + 2 * ETH_ALEN + 2);
	}
}

/* An 802.3 frame with an LLC header that has the Ethernet type. */
static void add_snap(struct fuzz_frame *frame)
{
	static const u8 snap[] = { 0xaa, 0xaa, 3, 0, 0, 0 };

	if (!make_room(frame, 2 * ETH_ALEN, 2 + sizeof(snap)))
		return;
	put_unaligned_be16(min(frame->len - ETH_HLEN, 1500U),
			   frame->data + 2 * ETH_ALEN);
	memcpy(frame->data + ETH_HLEN, snap, sizeof(snap));
}

/* An extension header in front of the others, linked as it should be. */
static void add_extension(struct fuzz_frame *frame)
{
	static const u8 headers[] = {
		NEXTHDR_HOP, NEXTHDR_ROUTING, NEXTHDR_FRAGMENT, NEXTHDR_DEST,
		NEXTHDR_AUTH, NEXTHDR_MOBILITY, NEXTHDR_ESP
	};
	unsigned int size = 8 * (1 + fuzz_below(frame, 3));
	struct ipv6hdr *ip = (void *)frame->data + ETH_HLEN;
	u8 *ext = frame->data + IPV6_END;
	u8 header;

	if (type_of(frame) != ETH_P_IPV6 || frame->len < IPV6_END)
		return;
	header = one_of(frame, headers, sizeof(headers));
	if (header == NEXTHDR_FRAGMENT)
		size = 8;
	if (!make_room(frame, IPV6_END, size))
		return;
	fill(frame, IPV6_END, size);
	ext[0] = ip->nexthdr;
	ext[1] = header == NEXTHDR_AUTH ? size / 4 - 2 : size / 8 - 1;
	if (header == NEXTHDR_FRAGMENT && fuzz_below(frame, 2))
		memset(ext + 2, 0, 2);	/* the first and last */
	ip->nexthdr = header;
	be16_add_cpu(&ip->payload_len, size);
}

static void add_extensions(struct fuzz_frame *frame)
{
	int n = 1 + fuzz_below(frame, fuzz_below(frame, 4) ? 3 : 12);

	while (n--)
		add_extension(frame);
}

static void add_ipv4_options(struct fuzz_frame *frame)
{
	unsigned int words = 1 + fuzz_below(frame, 10);
	u8 *ip = frame->data + ETH_HLEN;

	if (type_of(frame) != ETH_P_IP ||
	    !make_room(frame, ETH_HLEN + 20, words * 4))
		return;
	fill(frame, ETH_HLEN + 20, words * 4);
	ip[0] = 0x45 + words;
}

/* A fragment of any sort. */
static void set_fragment(struct fuzz_frame *frame)
{
	static const u16 odd[] = {
		0x2000, 1, 2, 3, 0x2001, 0x1fff, 0x4000, 0x8000
	};

	if (type_of(frame) == ETH_P_IP && frame->len >= ETH_HLEN + 20)
		put_unaligned_be16(odd[fuzz_below(frame, ARRAY_SIZE(odd))],
				   frame->data + ETH_HLEN + 6);
}

/* --- which, how many --- */

static struct {
	const char	*name;
	void		(*change)(struct fuzz_frame *frame);
	u64		used;
} changes[] = {
	{ "flip-bits",		flip_bits },
	{ "set-bytes",		set_bytes },
	{ "set-length",		set_length },
	{ "cut",		cut },
	{ "grow",		grow },
	{ "remove-bytes",	remove_bytes },
	{ "repeat-bytes",	repeat_bytes },
	{ "add-tags",		add_tags },
	{ "add-snap",		add_snap },
	{ "add-extensions",	add_extensions },
	{ "add-ipv4-options",	add_ipv4_options },
	{ "set-fragment",	set_fragment },
};

static u64 spliced;

/* The front of one and the end of another. */
static void splice(struct fuzz_frame *frame, const struct fuzz_corpus *corpus)
{
	const struct fuzz_seed *seed;
	unsigned int at, from, len;

	seed = corpus->seed[fuzz_below(frame, corpus->count)];
	at = ETH_HLEN + fuzz_below(frame, frame->len - ETH_HLEN + 1);
	from = ETH_HLEN + fuzz_below(frame, seed->len - ETH_HLEN + 1);
	len = min(seed->len - from, FUZZ_FRAME_MAX - at);
	memcpy(frame->data + at, seed->data[frame->device] + from, len);
	frame->len = at + len;
	spliced++;
}

/* The frame stays one with an Ethernet header: tun has no others. */
void fuzz_change(struct fuzz_frame *frame, const struct fuzz_corpus *corpus)
{
	int n = fuzz_below(frame, 2) + fuzz_below(frame, 2) *
		fuzz_below(frame, 4);
	unsigned int i;

	if (!fuzz_below(frame, 16))
		splice(frame, corpus);
	while (n--) {
		i = fuzz_below(frame, ARRAY_SIZE(changes));
		changes[i].change(frame);
		changes[i].used++;
	}
}

/* How often change @i was made; @name is NULL behind the last. */
u64 fuzz_change_count(unsigned int i, const char **name)
{
	*name = NULL;
	if (i < ARRAY_SIZE(changes)) {
		*name = changes[i].name;
		return changes[i].used;
	}
	if (i == ARRAY_SIZE(changes))
		*name = "splice";
	return spliced;
}
