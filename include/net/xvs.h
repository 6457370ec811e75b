/* SPDX-License-Identifier: GPL-2.0-only */
/* What another module may use of the xvs switch: the extension API.
 *
 * An extension is a module that registers one &struct xvs_ext. The operator
 * attaches it to a switch, where it takes its place in the stack: capture,
 * then filter, then forward; within a class by the operator's order number.
 * Documentation/extensions.md tells the story; this file is the reference.
 *
 * Contexts. "Control" is process context with the switch's mutex held; hooks
 * of a NIC, of a property, of a table and attach, detach, enable and disable
 * have rtnl as well. "Frame" is an RCU section with bottom halves off, where
 * nothing may sleep.
 */
#ifndef _NET_XVS_H
#define _NET_XVS_H

#include <linux/if_ether.h>
#include <linux/module.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <linux/xfrm.h>
#include <uapi/linux/xvs.h>

struct netlink_ext_ack;
struct net_device;
struct xvs_dests;
struct xvs_port;

/**
 * XVS_EXT_ABI - version of everything in this file
 *
 * An extension says in &xvs_ext.abi which one it was built for, and is not
 * registered by a switch that has another.
 */
#define XVS_EXT_ABI		1

#define XVS_EXT_NAME_LEN	15	/* without the final zero */
#define XVS_EXT_MAX		16	/* extensions on one switch */
#define XVS_FRAME_WORDS		3	/* of them with a frame word */
#define XVS_MIRROR_MAX		16	/* mirror destinations on one switch */

#define MODULE_ALIAS_XVS_EXT(name)	MODULE_ALIAS("xvs-ext-" name)

/* --- verdicts --- */

/**
 * enum xvs_verdict - what becomes of a frame
 * @XVS_VERDICT_PASS: it goes on to the next extension, or out.
 * @XVS_VERDICT_CONSUMED: the extension owns it from now on and frees it.
 *	Ingress and forward hooks of filters and forwarders only.
 * @XVS_VERDICT_HELD: xvs_frame_hold() has taken it. As CONSUMED.
 * @XVS_VERDICT_CORE: forward hook only: the switch finds the destinations, as
 *	it does without a forwarder.
 * @XVS_VERDICT_DROP: plus the place of a reason in &xvs_ext.reasons, for which
 *	there is xvs_verdict_drop(). At egress it leaves out this destination,
 *	which nobody can undo. A capture extension never drops.
 */
enum xvs_verdict {
	XVS_VERDICT_PASS,
	XVS_VERDICT_CONSUMED,
	XVS_VERDICT_HELD,
	XVS_VERDICT_CORE,
	XVS_VERDICT_DROP	= 16,
};

/**
 * xvs_verdict_drop - the verdict to drop for a reason of the extension's own
 * @reason: place in &xvs_ext.reasons
 *
 * Return: the verdict.
 */
static inline int xvs_verdict_drop(unsigned int reason)
{
	return XVS_VERDICT_DROP + reason;
}

/* --- an extension on a switch --- */

/**
 * struct xvs_attach - one extension on one switch
 * @ext: the extension.
 * @priv: &xvs_ext.priv_size bytes of the extension's, zeroed before attach.
 * @dev: the switch's device, for its name, its namespace and for messages.
 * @slot: where its port data stands; the switch's business.
 * @word: which word of a frame is its own; the switch's business.
 *
 * From before the attach hook to after the detach hook; frames see it from
 * enable to disable, and no frame hook runs any more when disable returns.
 */
struct xvs_attach {
	const struct xvs_ext	*ext;
	void			*priv;
	struct net_device	*dev;
	u8			slot;
	u8			word;
};

/**
 * struct xvs_frame - what the switch knows about a frame on its way
 * @src: the port that it came in at; of a trusted source, the port with id 0.
 * @vid: the VLAN it travels in; 0: none. The tag itself is off the frame.
 * @fid: the address space of that VLAN.
 * @prio: 802.1p bits as in a TCI.
 * @mirrors: which mirror destinations are to get a copy; xvs_frame_mirror().
 * @word: one word for each extension that asked for it; xvs_frame_word().
 *
 * Lives in skb->cb from ingress to transmit. Read it by the functions below.
 */
struct xvs_frame {
	struct xvs_port		*src;
	u16			vid;
	u16			fid;
	u16			prio;
	u16			mirrors;
	unsigned long		word[XVS_FRAME_WORDS];
};

static inline struct xvs_frame *xvs_frame(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct xvs_frame) > sizeof(skb->cb));
	return (struct xvs_frame *)skb->cb;
}

/* --- what an extension declares --- */

/**
 * struct xvs_ext_reason - why an extension drops
 * @name: one word in capitals, unique in the extension, such as "RATE".
 * @sentence: for the operator, without a full stop.
 */
struct xvs_ext_reason {
	const char		*name;
	const char		*sentence;
};

/**
 * enum xvs_scope - whose a property or a table is
 * @XVS_OF_SWITCH: one for each switch
 * @XVS_OF_PORT: one for each port
 */
enum xvs_scope {
	XVS_OF_SWITCH,
	XVS_OF_PORT,
};

/**
 * struct xvs_ext_property - a typed value that the operator may set
 * @name: without the extension's name, which the switch puts before it and a
 *	dot between. At most 31 characters.
 * @scope: whose it is.
 * @type: flag, number, choice, text or blob.
 * @version: major << 8 | minor; a request for another major one is refused.
 * @min: least number.
 * @max: greatest number; of a text or blob, the greatest length in bytes.
 * @choices: of a choice, the words, NULL at the end; the number is the place.
 * @otherwise: the number that holds until the operator sets one.
 */
struct xvs_ext_property {
	const char		*name;
	enum xvs_scope		scope;
	enum xvs_value_type	type;
	u32			version;
	u32			min;
	u32			max;
	const char *const	*choices;
	u32			otherwise;
};

/**
 * struct xvs_property_change - a property that is to get a new value
 * @name: its whole name, "acl.log" or "vlan.mode".
 * @own: its place in &xvs_ext.properties of the extension that is asked, or -1
 *	if it is the switch's or another extension's.
 * @reset: it goes back to its default. The value is that.
 * @number: of a flag, number or choice.
 * @data: of a text (with its final zero) or blob; valid during the call.
 * @len: bytes of @data, without the final zero of a text.
 */
struct xvs_property_change {
	const char		*name;
	int			own;
	bool			reset;
	u32			number;
	const void		*data;
	u32			len;
};

/**
 * struct xvs_entry - a row of an extension's table
 * @id: its number in the table, from 1. In a change, 0 asks for a free one, and
 *	the hook writes it here.
 * @len: bytes of @data.
 * @data: what the extension's uapi header says it is.
 */
struct xvs_entry {
	u32			id;
	u32			len;
	const void		*data;
};

/**
 * struct xvs_table_change - what a request asks of a table, all or nothing
 * @replace: all rows that were there go.
 * @del: ids of rows to delete; an unknown one is an error (-ENOENT).
 * @del_count: how many.
 * @add: rows to add; an id that is there already is replaced in place.
 * @add_count: how many.
 */
struct xvs_table_change {
	bool			replace;
	const u32		*del;
	u32			del_count;
	struct xvs_entry	*add;
	u32			add_count;
};

/**
 * struct xvs_ext_table - rows that the operator adds and deletes
 * @name: unique in the extension.
 * @scope: whose it is.
 * @version: of the rows, major << 8 | minor.
 * @size: the exact length of a row in bytes; 0: any up to 4096.
 * @change: do all of it or refuse with a sentence and do nothing. NULL: the
 *	table can only be read. Control context; @port is NULL for a switch's.
 * @next: copy the first row with an id of *@id or more to @data, where there
 *	are @room bytes; put its id into *@id and return its length. 0 at the
 *	end, -EMSGSIZE where the room is too small. Control context,
 *	but without rtnl.
 */
struct xvs_ext_table {
	const char		*name;
	enum xvs_scope		scope;
	u32			version;
	u32			size;
	int (*change)(struct xvs_attach *at, struct xvs_port *port,
		      struct xvs_table_change *change,
		      struct netlink_ext_ack *extack);
	int (*next)(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		    void *data, size_t room);
};

/**
 * struct xvs_dropped - a frame that somebody dropped
 * @port: where; the source port at ingress, the destination at egress.
 * @direction: as the switch sees it.
 * @ext: name of the extension that dropped it; NULL: the switch did.
 * @number: of the reason: &enum xvs_drop_reason is the switch's own business,
 *	but it is what netlink shows; an extension's is its place in its table.
 * @reason: name of the reason.
 * @sentence: the reason in words.
 */
struct xvs_dropped {
	const struct xvs_port	*port;
	enum xvs_direction	direction;
	const char		*ext;
	u32			number;
	const char		*reason;
	const char		*sentence;
};

/**
 * enum xvs_request_type - what the switch asks of the NIC that it is bound to
 * @XVS_REQUEST_ADDRESS_ADD: let @addr in
 * @XVS_REQUEST_ADDRESS_DEL: no more
 * @XVS_REQUEST_PROMISC: let everything in, if @on
 * @XVS_REQUEST_MTU: news: the NIC's MTU is now @mtu
 * @XVS_REQUEST_CARRIER: news: the NIC has a carrier, if @on
 * @XVS_REQUEST_FEATURES: news: what the NIC can do has changed
 */
enum xvs_request_type {
	XVS_REQUEST_ADDRESS_ADD,
	XVS_REQUEST_ADDRESS_DEL,
	XVS_REQUEST_PROMISC,
	XVS_REQUEST_MTU,
	XVS_REQUEST_CARRIER,
	XVS_REQUEST_FEATURES,
};

/**
 * struct xvs_request - a request to the bound NIC, or news from it
 * @type: which.
 * @dev: the bound NIC.
 * @addr: a MAC address.
 * @mtu: in bytes.
 * @on: on or off.
 */
struct xvs_request {
	enum xvs_request_type	type;
	struct net_device	*dev;
	u8			addr[ETH_ALEN];
	unsigned int		mtu;
	bool			on;
};

/* What request() answers. */
#define XVS_REQUEST_PASS	0
#define XVS_REQUEST_TAKEN	1	/* forwarder only: it sees to it */

/**
 * struct xvs_sa - a security association of IPsec that a host NIC is given
 * @nic: the bound NIC that is to have it, or has it; NULL while it is done in
 *	software.
 * @family: AF_INET or AF_INET6, of the outer addresses.
 * @saddr: outer source, network byte order.
 * @daddr: outer destination.
 * @spi: network byte order.
 * @inbound: for frames that come in.
 * @tunnel: in tunnel mode; transport mode otherwise.
 * @esn: with sequence numbers of 64 bits.
 * @seq_hi: their high half, of the last one sent or the highest one received.
 *
 * Keys stay with xfrm, which owns the association.
 */
struct xvs_sa {
	const struct net_device	*nic;
	u16			family;
	xfrm_address_t		saddr;
	xfrm_address_t		daddr;
	__be32			spi;
	bool			inbound;
	bool			tunnel;
	bool			esn;
	u32			seq_hi;
};

/**
 * struct xvs_ext - an extension
 * @name: lower case, as in the module alias xvs-ext-NAME.
 * @class: capture looks on; filter may also drop, change, consume and hold;
 *	forward may also choose destinations.
 * @abi: XVS_EXT_ABI.
 * @version: the extension's own, major << 8 | minor.
 * @owner: THIS_MODULE.
 * @priv_size: bytes for &xvs_attach.priv.
 * @port_priv_size: bytes of the extension's own for each port, zeroed before
 *	port_create and freed a grace period after port_delete. Frame hooks get
 *	them; the trusted source has some as well, without a port_create.
 * @use_word: give it a word of each frame.
 * @reasons: why it drops.
 * @reason_count: how many.
 * @properties: what can be set.
 * @property_count: how many.
 * @tables: what can be added and deleted.
 * @table_count: how many.
 *
 * @attach: make ready; 0 or an error with a sentence. Control.
 * @detach: undo attach. Whatever it still holds is dropped afterwards.
 * @port_create: a port is coming; veto by an error with a sentence.
 *	-EAGAIN is asked again a few times before it counts.
 * @port_create_abort: it agreed, and somebody after it did not.
 * @port_updated: label or settings changed.
 * @port_teardown: the port will go once its users let go.
 * @port_delete: it goes. Frames may see @port until a grace period later.
 * @nic_create: a NIC is coming to the port; veto as port_create.
 * @nic_create_abort: as port_create_abort.
 * @nic_connect: frames flow from now on.
 * @nic_updated: a fact of the NIC changed.
 * @nic_disconnect: no new frames; release what is held of this port.
 * @nic_delete: the NIC goes.
 * @switch_updated: the switch's type or host NIC changed.
 * @property_set: a property of the switch (@port NULL) or of a port is to get
 *	a new value; veto as port_create. To be prepared here, done in
 *	property_changed.
 * @property_abort: as port_create_abort.
 * @property_changed: all have agreed.
 * @request: XVS_REQUEST_PASS, or a forwarder takes it over. Control and rtnl.
 * @sa_add: the bound NIC is to get an association; veto by an error with a
 *	sentence: -EOPNOTSUPP leaves it to software, any other refuses it.
 *	Process context, may sleep, under no lock of the switch's, and several
 *	at once. Waits for nothing that waits for the switch. At attach, in
 *	control context, for each that is there, on the NIC or in software; any
 *	error refuses the attach then.
 * @sa_update: the high half of its sequence number went on. Cannot sleep.
 * @sa_delete: it goes, or came to nothing after this extension had agreed, or
 *	the extension is detached. Cannot sleep. An update makes a second
 *	association of the same SPI that goes at once: count them.
 *
 * @save: write what the extension knows about a port at run time to @data and
 *	return its length; with @room too small, the length needed and nothing
 *	else. 0: nothing to save.
 * @restore: @data is what save wrote, perhaps on another host, by that
 *	@version of the extension.
 * @explain: say in one sentence, in @text, what about the port keeps frames
 *	from passing or is odd; false if nothing is.
 *
 * @ingress: a frame came in, skb->data at its Ethernet header. Frame context.
 *	Returns an &enum xvs_verdict.
 * @egress: a frame is to leave at @dst. PASS or a drop. Frame context.
 * @forward: fill @dests, of a forwarder. Frame context.
 * @dropped: somebody dropped a frame, which is still whole. Frame context.
 *
 * A hook that is NULL costs nothing. All others run in stack order on the way
 * down (create, connect, set, ingress) and in reverse on the way up (abort,
 * disconnect, delete, egress).
 *
 * An extension that is attached to a switch with ports is shown them as if they
 * had just been made, and one that is detached as if they had just gone. While
 * it is disabled, frames pass it by; all else goes on.
 */
struct xvs_ext {
	const char		*name;
	enum xvs_ext_class	class;
	u32			abi;
	u32			version;
	struct module		*owner;
	size_t			priv_size;
	size_t			port_priv_size;
	bool			use_word;
	const struct xvs_ext_reason *reasons;
	unsigned int		reason_count;
	const struct xvs_ext_property *properties;
	unsigned int		property_count;
	const struct xvs_ext_table *tables;
	unsigned int		table_count;

	int (*attach)(struct xvs_attach *at, struct netlink_ext_ack *extack);
	void (*detach)(struct xvs_attach *at);

	int (*port_create)(struct xvs_attach *at, struct xvs_port *port,
			   struct netlink_ext_ack *extack);
	void (*port_create_abort)(struct xvs_attach *at,
				  struct xvs_port *port);
	void (*port_updated)(struct xvs_attach *at, struct xvs_port *port);
	void (*port_teardown)(struct xvs_attach *at, struct xvs_port *port);
	void (*port_delete)(struct xvs_attach *at, struct xvs_port *port);

	int (*nic_create)(struct xvs_attach *at, struct xvs_port *port,
			  struct netlink_ext_ack *extack);
	void (*nic_create_abort)(struct xvs_attach *at, struct xvs_port *port);
	void (*nic_connect)(struct xvs_attach *at, struct xvs_port *port);
	void (*nic_updated)(struct xvs_attach *at, struct xvs_port *port);
	void (*nic_disconnect)(struct xvs_attach *at, struct xvs_port *port);
	void (*nic_delete)(struct xvs_attach *at, struct xvs_port *port);

	void (*switch_updated)(struct xvs_attach *at);

	int (*property_set)(struct xvs_attach *at, struct xvs_port *port,
			    const struct xvs_property_change *change,
			    struct netlink_ext_ack *extack);
	void (*property_abort)(struct xvs_attach *at, struct xvs_port *port,
			       const struct xvs_property_change *change);
	void (*property_changed)(struct xvs_attach *at, struct xvs_port *port,
				 const struct xvs_property_change *change);

	int (*request)(struct xvs_attach *at,
		       const struct xvs_request *request);

	int (*sa_add)(struct xvs_attach *at, const struct xvs_sa *sa,
		      struct netlink_ext_ack *extack);
	void (*sa_update)(struct xvs_attach *at, const struct xvs_sa *sa);
	void (*sa_delete)(struct xvs_attach *at, const struct xvs_sa *sa);

	int (*save)(struct xvs_attach *at, struct xvs_port *port, void *data,
		    size_t room);
	int (*restore)(struct xvs_attach *at, struct xvs_port *port,
		       u32 version, const void *data, size_t len,
		       struct netlink_ext_ack *extack);
	bool (*explain)(struct xvs_attach *at, struct xvs_port *port,
			char *text, size_t size);

	int (*ingress)(struct xvs_attach *at, void *port_priv,
		       struct sk_buff *skb);
	int (*egress)(struct xvs_attach *at, void *port_priv,
		      struct xvs_port *dst, struct sk_buff *skb);
	int (*forward)(struct xvs_attach *at, void *port_priv,
		       struct sk_buff *skb, struct xvs_dests *dests);
	void (*dropped)(struct xvs_attach *at, const struct sk_buff *skb,
			const struct xvs_dropped *dropped);
};

/**
 * xvs_ext_register - make an extension known
 * @ext: lives until xvs_ext_unregister() returns
 *
 * Context: process, no locks.
 * Return: 0; -EINVAL if a rule of this file is not kept, which the log names;
 * -EEXIST; -ENOMEM.
 */
int xvs_ext_register(const struct xvs_ext *ext);

/**
 * xvs_ext_unregister - take it back, from all switches first
 * @ext: as registered
 *
 * Returns when no hook runs any more and none ever will. Ports that require
 * the extension are blocked from then on.
 *
 * Context: process, no locks.
 */
void xvs_ext_unregister(const struct xvs_ext *ext);

/**
 * module_xvs_ext - all that an extension's module needs to start and stop
 * @__ext: a &struct xvs_ext
 */
#define module_xvs_ext(__ext)						\
static int __init __ext##_module_init(void)				\
{									\
	return xvs_ext_register(&(__ext));				\
}									\
module_init(__ext##_module_init);					\
static void __exit __ext##_module_exit(void)				\
{									\
	xvs_ext_unregister(&(__ext));					\
}									\
module_exit(__ext##_module_exit);					\
MODULE_IMPORT_NS(XVS)

/* --- ports and NICs --- */

/* Any context. */
u32 xvs_port_id(const struct xvs_port *port);	/* 0: the trusted source */
const char *xvs_port_name(const struct xvs_port *port);
bool xvs_port_is_connected(const struct xvs_port *port);

/**
 * xvs_port_owns - whether an address is the port's own
 * @port: any
 * @mac: a MAC address
 *
 * Context: control or frame.
 * Return: true if it is the NIC's own, declared or of its device, or listed in
 * the port's property security.macs.
 */
bool xvs_port_owns(const struct xvs_port *port, const u8 *mac);

/**
 * xvs_port_priv - the extension's own bytes of a port
 * @at: the extension on the port's switch
 * @port: a port it was shown
 *
 * Context: control or frame.
 * Return: NULL before its port_create and after its port_delete.
 */
void *xvs_port_priv(const struct xvs_attach *at, const struct xvs_port *port);

/**
 * xvs_port_find - a port by its name
 * @at: the extension on the port's switch
 * @name: of the port
 *
 * Context: control.
 * Return: a port that the extension was shown, good until its port_delete; NULL
 */
struct xvs_port *xvs_port_find(const struct xvs_attach *at, const char *name);

/**
 * xvs_port_find_id - a port by its number
 * @at: the extension on the port's switch
 * @id: from 1; 0 gives the trusted source
 *
 * Context: control.
 * Return: as xvs_port_find()
 */
struct xvs_port *xvs_port_find_id(const struct xvs_attach *at, u32 id);

/**
 * struct xvs_nic_info - what the operator and the device say about a NIC
 * @dev: its device.
 * @kind: how it meets the world.
 * @class: what the guest sees.
 * @state: created, connected, disconnected.
 * @declared: @permanent_mac was declared; a VM's NIC.
 * @permanent_mac: the declared address.
 * @vm_mac: what the guest set; zeros: unknown.
 * @vm: name of the VM, or empty.
 */
struct xvs_nic_info {
	struct net_device	*dev;
	enum xvs_nic_kind	kind;
	enum xvs_nic_class	class;
	enum xvs_nic_state	state;
	bool			declared;
	u8			permanent_mac[ETH_ALEN];
	u8			vm_mac[ETH_ALEN];
	const char		*vm;
};

/**
 * xvs_nic_info - look at the NIC of a port
 * @port: any
 * @info: filled
 *
 * Context: control.
 * Return: false where the port carries none.
 */
bool xvs_nic_info(const struct xvs_port *port, struct xvs_nic_info *info);

/**
 * xvs_nic_hold - keep the NIC of a port from being deleted
 * @at: who holds it; the switch takes it back at detach
 * @port: any
 *
 * Context: control.
 * Return: 0; -ENOTCONN unless the NIC is connected (hyperv-switch.md section
 * 10, conflict 3); -ENOMEM.
 */
int xvs_nic_hold(struct xvs_attach *at, struct xvs_port *port);

/**
 * xvs_nic_release - let go of it
 * @at: who held it
 * @port: whose NIC
 *
 * Context: any process context, no lock needed.
 */
void xvs_nic_release(struct xvs_attach *at, struct xvs_port *port);

/* Own properties, as set or by default. Control. The text is valid until the
 * next change of it.
 */
u32 xvs_property_number(const struct xvs_attach *at,
			const struct xvs_port *port, unsigned int own);
const void *xvs_property_data(const struct xvs_attach *at,
			      const struct xvs_port *port, unsigned int own,
			      u32 *len);

/* --- frames --- */

static inline struct xvs_port *xvs_frame_src(const struct sk_buff *skb)
{
	return xvs_frame(skb)->src;
}

static inline u16 xvs_frame_vlan(const struct sk_buff *skb)
{
	return xvs_frame(skb)->vid;
}

/**
 * xvs_frame_word - the extension's own word of a frame
 * @at: an extension with &xvs_ext.use_word
 * @skb: the frame
 *
 * Zero when the frame comes in and in each clone. It goes with the frame
 * through hold and release, and to each destination.
 *
 * Return: the word, to read and write.
 */
static inline unsigned long *xvs_frame_word(const struct xvs_attach *at,
					    const struct sk_buff *skb)
{
	return &xvs_frame(skb)->word[at->word];
}

/**
 * xvs_frame_peek - read a header, wherever in the frame it lies
 * @skb: the frame
 * @offset: in bytes from the Ethernet header
 * @len: bytes wanted
 * @buffer: @len bytes, used if they do not lie in one piece
 *
 * Return: NULL where the frame is shorter.
 */
static inline const void *xvs_frame_peek(const struct sk_buff *skb, int offset,
					 int len, void *buffer)
{
	return skb_header_pointer(skb, offset, len, buffer);
}

/**
 * xvs_frame_write - make the front of a frame writable
 * @skb: the frame
 * @len: bytes from the Ethernet header on
 *
 * Unshares what is shared. Ingress and forward hooks of filters and forwarders
 * only. Pointers into the frame are void afterwards.
 *
 * Return: the Ethernet header, or NULL: the frame is shorter, or no memory.
 */
static inline void *xvs_frame_write(struct sk_buff *skb, unsigned int len)
{
	if (skb_ensure_writable(skb, len))
		return NULL;
	return skb->data;
}

/**
 * xvs_frame_is_known - whether the switch knows where a frame is to go
 * @at: the extension on the switch
 * @skb: a frame in an ingress hook
 *
 * Return: true if its destination is an address of the table.
 */
bool xvs_frame_is_known(const struct xvs_attach *at,
			const struct sk_buff *skb);

/**
 * xvs_frame_clone - a second frame with the same bytes
 * @skb: a frame on its way
 *
 * The source is the same, the words are zero. To be changed only after
 * xvs_frame_write(). The caller injects or frees it.
 *
 * Context: frame.
 * Return: NULL for want of memory.
 */
struct sk_buff *xvs_frame_clone(const struct sk_buff *skb);

/**
 * xvs_frame_inject - let a frame enter the switch
 * @at: who does it
 * @src: the port it is said to come from, whose policy it must pass; NULL: the
 *	trusted source, which has none
 * @vlan: the VLAN of a frame of the trusted source; otherwise ignored
 * @skb: Ethernet frame, skb->data at its Ethernet header, owned by the caller;
 *	gone in every case
 *
 * The extensions below @at see it, those above do not.
 *
 * Context: process or softirq, not under a lock that a hook of the extension
 * takes.
 * Return: 0; -ENOTCONN: @src is not connected; -ELOOP: an injection within an
 * injection within an injection within an injection; -EINVAL: not enabled.
 */
int xvs_frame_inject(struct xvs_attach *at, struct xvs_port *src, u16 vlan,
		     struct sk_buff *skb);

/**
 * xvs_frame_hold - keep a frame for a while
 * @at: who holds it; a filter or forwarder
 * @skb: the frame that the running ingress or forward hook was given
 * @handle: what to release it by
 *
 * The hook then returns XVS_VERDICT_HELD. The NIC of the source is not deleted
 * while the frame is held; one held for longer than the property of the
 * extension's attachment allows (10 s) is dropped by the switch, which names
 * the holder in the log.
 *
 * Context: frame.
 * Return: 0; -ENOBUFS: too many are held; -ENOMEM.
 */
int xvs_frame_hold(struct xvs_attach *at, struct sk_buff *skb, u32 *handle);

/**
 * xvs_frame_release - let a held frame go on, below the extension, or drop it
 * @at: who holds it
 * @handle: of the frame
 * @verdict: XVS_VERDICT_PASS or a drop
 *
 * Context: process or softirq.
 * Return: 0; -ENOENT: the switch has dropped it.
 */
int xvs_frame_release(struct xvs_attach *at, u32 handle, int verdict);

/**
 * xvs_mirror_open - make a port a destination of copies
 * @at: who mirrors; a capture extension
 * @port: where the copies go
 *
 * Context: control.
 * Return: a number for xvs_frame_mirror(); -ENOSPC: the
 * switch has XVS_MIRROR_MAX of them.
 */
int xvs_mirror_open(struct xvs_attach *at, struct xvs_port *port);

/**
 * xvs_mirror_close - no longer
 * @at: who mirrored
 * @mirror: from xvs_mirror_open(); one that went with its port is no error
 *
 * Context: control.
 */
void xvs_mirror_close(struct xvs_attach *at, int mirror);

/**
 * xvs_frame_mirror - send a copy of a frame to a mirror destination
 * @skb: a frame in an ingress or egress hook
 * @mirror: from xvs_mirror_open()
 *
 * One copy at most, and none where the frame itself goes. Filters and the
 * forwarder may drop the frame and not the copy; only who consumes it takes
 * that along.
 */
static inline void xvs_frame_mirror(struct sk_buff *skb, int mirror)
{
	xvs_frame(skb)->mirrors |= BIT(mirror);
}

/**
 * xvs_dests_add - one more destination; forwarder only
 * @dests: as given to the forward hook
 * @port: a port of this switch
 *
 * A port that is there already, or was excluded, is not added.
 *
 * Return: 0; -EINVAL: a port of another switch or the trusted source; -ENOMEM.
 */
int xvs_dests_add(struct xvs_dests *dests, struct xvs_port *port);

/**
 * xvs_dests_add_flood - all ports that take floods of this frame's sort
 * @dests: as given to the forward hook
 *
 * Return: 0; -ENOMEM: some were left out.
 */
int xvs_dests_add_flood(struct xvs_dests *dests);

/**
 * xvs_dests_exclude - not to this port, whoever adds it later
 * @dests: as given to the forward hook
 * @port: a port of this switch
 *
 * Return: as xvs_dests_add().
 */
int xvs_dests_exclude(struct xvs_dests *dests, struct xvs_port *port);

/* --- telling the operator --- */

/**
 * xvs_ext_alert - tell whoever listens that something is wrong
 * @at: who says so
 * @port: about which port, or NULL
 * @fmt: a sentence of at most 255 bytes
 *
 * Goes to the netlink group "alert", at most 100 a second from each extension
 * on each switch; what is left out is counted.
 *
 * Context: any but hard interrupt.
 */
__printf(3, 4)
void xvs_ext_alert(struct xvs_attach *at, const struct xvs_port *port,
		   const char *fmt, ...);

/**
 * xvs_ext_changed - what the extension shows of itself has changed
 * @at: who says so
 *
 * A dump under way is marked as inconsistent. Control.
 */
void xvs_ext_changed(struct xvs_attach *at);

/**
 * xvs_ext_unregister_netdev - remove a device of the extension's own
 * @at: who made it
 * @dev: its device, registered in a control hook
 *
 * It is unregistered as soon as the switch's mutex is let go of, because that
 * calls notifiers which may want the mutex. Control and rtnl.
 */
void xvs_ext_unregister_netdev(struct xvs_attach *at, struct net_device *dev);

#endif
