// SPDX-License-Identifier: GPL-2.0-only
/* BPF programs for an xvs switch: one for each class of extension. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <linux/xvs_bpf.h>

/* --- capture: who talks to whom --- */

struct pair {
	__u32	src;	/* numbers of ports */
	__u32	dst;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct pair);
	__type(value, __u64);
} talk SEC(".maps");

SEC("tc")
int count(struct __sk_buff *skb)
{
	struct pair pair = { skb->cb[XVS_BPF_SRC], skb->cb[XVS_BPF_DST] };
	__u64 one = 1, *frames;

	frames = bpf_map_lookup_elem(&talk, &pair);
	if (frames)
		__sync_fetch_and_add(frames, 1);
	else
		bpf_map_update_elem(&talk, &pair, &one, BPF_NOEXIST);
	return TC_ACT_OK;
}

/* --- filter: no DHCP server among the guests --- */

#define DHCP_SERVER	67

SEC("tc")
int no_dhcp_server(struct __sk_buff *skb)
{
	struct iphdr ip;
	struct udphdr udp;

	if (skb->protocol != bpf_htons(ETH_P_IP) ||
	    bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)))
		return TC_ACT_OK;
	if (ip.protocol != IPPROTO_UDP || ip.frag_off & bpf_htons(0x1fff))
		return TC_ACT_OK;
	if (bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, &udp, sizeof(udp)))
		return TC_ACT_OK;
	return udp.source == bpf_htons(DHCP_SERVER) ? TC_ACT_SHOT : TC_ACT_OK;
}

/* --- forward: frames to some addresses go to a port of the operator's --- */

struct mac {
	__u8	addr[ETH_ALEN];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct mac);
	__type(value, __u32);	/* the port's number */
} detour SEC(".maps");

SEC("tc")
int steer(struct __sk_buff *skb)
{
	struct mac mac;
	__u32 *port;

	if (bpf_skb_load_bytes(skb, 0, &mac, sizeof(mac)))
		return TC_ACT_OK;
	port = bpf_map_lookup_elem(&detour, &mac);
	if (port)
		skb->cb[XVS_BPF_DST] = *port;
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
