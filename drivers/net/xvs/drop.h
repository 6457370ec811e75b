/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_DROP_H
#define _XVS_DROP_H

#include <linux/skbuff.h>
#include <uapi/linux/xvs.h>

struct xvs_port;

/* Every reason to drop a frame: our name, the nearest reason of the kernel's
 * core, and what to tell the operator.
 */
#define XVS_DROP_REASONS(X)						\
	X(RUNT, PKT_TOO_SMALL,						\
	  "the frame is shorter than an Ethernet header")		\
	X(BAD_SOURCE, OTHERHOST,					\
	  "the source address is zero or a group address")		\
	X(BAD_OFFLOAD, DEV_HDR,						\
	  "the checksum or segmentation request does not fit the frame") \
	X(LINK_LOCAL, UNHANDLED_PROTO,					\
	  "a pause frame is for the link and is never forwarded")	\
	X(NOT_CONNECTED, DEV_READY,					\
	  "the NIC of the port is not connected")			\
	X(SPOOFED, OTHERHOST,						\
	  "the source address is not one that this port may use")	\
	X(ADDRESS_PINNED, OTHERHOST,					\
	  "the source address belongs to another port")			\
	X(ADDRESS_OWNED, OTHERHOST,					\
	  "another port used the source address first and keeps it")	\
	X(VLAN_TAGGED, OTHERHOST,					\
	  "the port takes untagged frames only, and this one has a VLAN tag") \
	X(VLAN_UNTAGGED, OTHERHOST,					\
	  "the trunk has no native VLAN, and this frame has no tag")	\
	X(VLAN_FOREIGN, OTHERHOST,					\
	  "the port is no member of the VLAN of the frame")		\
	X(VLAN_PRIVATE, OTHERHOST,					\
	  "the private VLAN keeps the two ports apart")			\
	X(ISOLATED, OTHERHOST,						\
	  "both ports are isolated")					\
	X(SAME_PORT, OTHERHOST,						\
	  "the destination is behind the port that the frame came from") \
	X(NO_DESTINATION, OTHERHOST,					\
	  "no other port takes this frame: its destination is unknown, or is not in its VLAN") \
	X(MTU, PKT_TOO_BIG,						\
	  "the frame is longer than the MTU of the destination")	\
	X(DEVICE_DOWN, DEV_READY,					\
	  "the device of the destination is down")			\
	X(NO_CARRIER, DEV_READY,					\
	  "the device of the destination has no carrier: nobody has it open") \
	X(DEVICE_BUSY, FULL_RING,					\
	  "the device of the destination refused the frame, its queue is full") \
	X(NO_MEMORY, NOMEM,						\
	  "no memory for a copy of the frame")				\
	X(EXTENSION, OTHERHOST,						\
	  "an extension dropped the frame")				\
	X(EXTENSION_MISSING, DEV_READY,					\
	  "the port requires an extension that is not there")		\
	X(HELD_TOO_LONG, DEV_READY,					\
	  "an extension held the frame for too long")			\
	X(HOLDER_GONE, DEV_READY,					\
	  "the extension that held the frame was detached")		\
	X(IPSEC_UNFINISHED, DEV_READY,					\
	  "the frame was made ready for a NIC to encrypt, and that NIC is gone") \
	X(IPSEC_FOREIGN, OTHERHOST,					\
	  "the NIC has decrypted the frame for the host or another port") \
	X(IPSEC_CLEAR, XFRM_POLICY,					\
	  "the frame came in the clear, and the traffic of this port with its sender is protected") \
	X(IPSEC_SELECTOR, XFRM_POLICY,					\
	  "the association that protected the frame is not for its sender") \
	X(IPSEC_NO_SA, XFRM_POLICY,					\
	  "the association that protects this traffic is not valid any more") \
	X(IPSEC_UNFIT, XFRM_POLICY,					\
	  "the frame is to be protected and cannot be: a fragment, extension headers, or an address that the association is not for") \
	X(IPSEC_TOO_LONG, PKT_TOO_BIG,					\
	  "with what ESP adds, the frame is longer than the MTU of the uplink")

enum xvs_drop_reason {
#define X(name, core, sentence) XVS_DROP_##name,
	XVS_DROP_REASONS(X)
#undef X
	XVS_DROP_COUNT
};

/* The last frame that a port dropped in one direction. */
struct xvs_drop_record {
	ktime_t			time;		/* real time; 0: none yet */
	unsigned long		when;		/* jiffies */
	enum xvs_drop_reason	reason;
	u32			peer;		/* port id of the other end */
	u32			length;
	u32			ext;		/* attachment id; 0: the switch */
	u32			ext_reason;	/* place in ext->reasons */
	u16			vlan;
	__be16			ethertype;
	u8			src[ETH_ALEN];
	u8			dst[ETH_ALEN];
};

/* The extension that drops a frame, and why. */
struct xvs_drop_by {
	u32			id;		/* of the attachment */
	u32			number;		/* of the reason */
	const char		*ext;
	const char		*name;
	const char		*sentence;
};

/* A port's drops. Off the fast path, so plain atomics do. */
struct xvs_drops {
	atomic_long_t		count[2][XVS_DROP_COUNT];
	spinlock_t		lock;		/* last */
	struct xvs_drop_record	last[2];
};

void xvs_drops_init(struct xvs_drops *drops);
const char *xvs_drop_name(enum xvs_drop_reason reason);
const char *xvs_drop_sentence(enum xvs_drop_reason reason);

void xvs_drop_in(struct xvs_port *port, struct sk_buff *skb,
		 enum xvs_drop_reason reason);
void xvs_drop_out(struct xvs_port *port, struct sk_buff *skb,
		  enum xvs_drop_reason reason);
void xvs_drop_note_out(struct xvs_port *port, struct sk_buff *skb,
		       enum xvs_drop_reason reason);
void xvs_drop_in_by(struct xvs_port *port, struct sk_buff *skb,
		    const struct xvs_drop_by *by);
void xvs_drop_note_out_by(struct xvs_port *port, struct sk_buff *skb,
			  const struct xvs_drop_by *by);
void xvs_drop_count_in(struct xvs_port *port, enum xvs_drop_reason reason);
void xvs_drop_count_out(struct xvs_port *port, enum xvs_drop_reason reason);
void xvs_drop_read(struct xvs_port *port, enum xvs_direction direction,
		   struct xvs_drop_record *record);

#endif
