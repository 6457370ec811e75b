// SPDX-License-Identifier: GPL-2.0-only
/* BPF programs for ext-bpf.sh; what they do is set in the map "setting". */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <linux/xvs_bpf.h>

enum { ANSWER, DST, IFINDEX, SETTINGS };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SETTINGS);
	__type(key, __u32);
	__type(value, __u32);
} setting SEC(".maps");

static __always_inline __u32 get(__u32 key)
{
	__u32 *value = bpf_map_lookup_elem(&setting, &key);

	return value ? *value : 0;
}

/* Returns what it is told to. */
SEC("tc")
int answer(struct __sk_buff *skb)
{
	return get(ANSWER);
}

/* Other instructions for the same, so that it has another tag. */
SEC("tc")
int other(struct __sk_buff *skb)
{
	skb->mark = 1;
	return get(ANSWER);
}

SEC("tc")
int drop(struct __sk_buff *skb)
{
	return TC_ACT_SHOT;
}

/* --- what a program is shown --- */

struct facts {
	__u32	cb[5];
	__u32	protocol;
	__u32	vlan_present;
	__u32	source;		/* the last byte of its address */
	__u32	len;
	__u32	wire_len;
	__u32	ifindex;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct facts);
} seen SEC(".maps");

SEC("tc")
int look(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct facts *facts = bpf_map_lookup_elem(&seen, &key);
	const struct ethhdr *eth = (void *)(long)skb->data;

	if (!facts || (void *)(eth + 1) > (void *)(long)skb->data_end)
		return TC_ACT_OK;
	/* the frames of the tests, and no others */
	if (eth->h_source[0] != 0x02 || eth->h_source[4] != 0x53)
		return TC_ACT_OK;
	facts->cb[0] = skb->cb[0];
	facts->cb[1] = skb->cb[1];
	facts->cb[2] = skb->cb[2];
	facts->cb[3] = skb->cb[3];
	facts->cb[4] = skb->cb[4];
	facts->protocol = bpf_ntohs(skb->protocol);
	facts->vlan_present = skb->vlan_present;
	facts->source = eth->h_source[5];
	facts->len = skb->len;
	facts->wire_len = skb->wire_len;
	facts->ifindex = skb->ifindex;
	return TC_ACT_OK;
}

/* --- programs that change what they can --- */

/* By a pointer, by a helper, and all that is not of the frame. Two fields may
 * not be written as one.
 */
SEC("tc")
int spoil(struct __sk_buff *skb)
{
	static const __u8 zeros[ETH_ALEN];
	struct ethhdr *eth = (void *)(long)skb->data;

	if ((void *)(eth + 1) <= (void *)(long)skb->data_end)
		eth->h_dest[5] = 0x77;
	bpf_skb_store_bytes(skb, ETH_ALEN, zeros, sizeof(zeros), 0);
	bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), 9);
	bpf_skb_change_tail(skb, 20, 0);
	skb->mark = 0xffffffff;
	barrier();
	skb->queue_mapping = 3;
	barrier();
	skb->priority = 7;
	barrier();
	skb->tc_index = 5;
	barrier();
	skb->tc_classid = 5;
	barrier();
	skb->cb[0] = 0xffffffff;
	barrier();
	skb->cb[1] = 0xffffffff;
	barrier();
	skb->cb[2] = 0xffffffff;
	barrier();
	skb->cb[3] = 0xffffffff;
	barrier();
	skb->cb[4] = 0xffffffff;
	return TC_ACT_OK;
}

SEC("tc")
int spoil_words(struct __sk_buff *skb)
{
	skb->cb[0] = 0xffffffff;
	barrier();
	skb->cb[2] = 0xffffffff;
	barrier();
	skb->cb[3] = 0xffffffff;
	barrier();
	skb->cb[4] = 0xffffffff;
	barrier();
	skb->tc_classid = 5;
	return TC_ACT_OK;
}

/* To guest 3, whatever it was for. */
SEC("tc")
int to_guest_3(struct __sk_buff *skb)
{
	struct ethhdr *eth = (void *)(long)skb->data;

	if ((void *)(eth + 1) <= (void *)(long)skb->data_end)
		eth->h_dest[5] = 3;
	return TC_ACT_OK;
}

SEC("tc")
int push_tag(struct __sk_buff *skb)
{
	bpf_skb_vlan_push(skb, bpf_htons(ETH_P_8021Q), 9);
	return TC_ACT_OK;
}

SEC("tc")
int write_tag(struct __sk_buff *skb)
{
	__be16 proto = bpf_htons(ETH_P_8021Q);

	bpf_skb_store_bytes(skb, 2 * ETH_ALEN, &proto, sizeof(proto), 0);
	return TC_ACT_OK;
}

/* As little as can be left. */
SEC("tc")
int shrink(struct __sk_buff *skb)
{
	bpf_skb_change_tail(skb, 0, 0);
	bpf_skb_change_tail(skb, 1, 0);
	bpf_skb_change_tail(skb, ETH_HLEN, 0);
	return TC_ACT_OK;
}

/* A header in front, whose addresses are the frame's. */
SEC("tc")
int wrap(struct __sk_buff *skb)
{
	struct ethhdr eth;

	if (bpf_skb_load_bytes(skb, 0, &eth, sizeof(eth)) ||
	    bpf_skb_change_head(skb, sizeof(eth), 0))
		return TC_ACT_SHOT;
	eth.h_proto = bpf_htons(0x88b5);
	bpf_skb_store_bytes(skb, 0, &eth, sizeof(eth), 0);
	return TC_ACT_OK;
}

/* --- programs that send --- */

SEC("tc")
int redirect(struct __sk_buff *skb)
{
	return bpf_redirect(get(IFINDEX), 0);
}

SEC("tc")
int copy_away(struct __sk_buff *skb)
{
	bpf_clone_redirect(skb, get(IFINDEX), 0);
	return get(ANSWER);
}

SEC("tc")
int choose(struct __sk_buff *skb)
{
	skb->cb[XVS_BPF_DST] = get(DST);
	return get(ANSWER);
}

SEC("xdp")
int wrong_type(struct xdp_md *xdp)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
