/* SPDX-License-Identifier: GPL-2.0-only */
/* A simulated NIC: one end of a wire. */
#ifndef _XVS_SIMNIC_H
#define _XVS_SIMNIC_H

#include <linux/atomic.h>
#include <linux/ethtool.h>
#include <linux/hashtable.h>
#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/xfrm.h>

#define SIMNIC_ESP_FEATURES						\
	(NETIF_F_HW_ESP | NETIF_F_HW_ESP_TX_CSUM | NETIF_F_GSO_ESP)

/* What a NIC counts; simnic_counter_names has the words for it. */
enum simnic_counter {
	SIMNIC_TX_FRAMES,
	SIMNIC_TX_BYTES,
	SIMNIC_TX_SEGMENTED,		/* frames that were cut for the wire */
	SIMNIC_TX_ESP,			/* encrypted here */
	SIMNIC_TX_ESP_ERROR,
	SIMNIC_TX_ESP_UNKNOWN,		/* for an SA that is not in the table */
	SIMNIC_TX_NO_LINK,
	SIMNIC_TX_RING_FULL,		/* at the other end */
	SIMNIC_TX_ERROR,
	SIMNIC_TX_KNOB_DROPPED,
	SIMNIC_TX_KNOB_CORRUPTED,
	SIMNIC_RX_FRAMES,
	SIMNIC_RX_BYTES,
	SIMNIC_RX_FILTERED,		/* to addresses not asked for */
	SIMNIC_RX_OVERSIZE,
	SIMNIC_RX_ESP,			/* decrypted and verified here */
	SIMNIC_RX_ESP_FAILED,		/* handed up with a failure */
	SIMNIC_RX_ESP_UNMATCHED,	/* handed up as it came: no SA */
	SIMNIC_RX_KNOB_STATUS,
	SIMNIC_SA_ADDED,
	SIMNIC_SA_REFUSED,
	SIMNIC_SA_DELETED,
	SIMNIC_N_COUNTERS
};

/* What debugfs sets. Those that count down are atomic. */
struct simnic_knobs {
	u32 sa_capacity;
	u32 refuse_errno;
	u32 drop_every;
	u32 corrupt_every;
	u32 delay_us;
	u32 rx_status;
	atomic_t refuse_next_add;
	atomic_t rx_status_next;
	atomic_t fail_after;
};

struct simnic_filter;

struct simnic {
	struct net_device *dev;
	struct simnic __rcu *peer;	/* changes under RTNL */
	int number;
	char name[20];			/* of its place in debugfs */
	struct dentry *dir;

	/* The way in */
	struct napi_struct napi;
	struct sk_buff_head ring;
	struct hrtimer timer;		/* of frames that are delayed */
	struct simnic_filter __rcu *filter;

	/* Security associations; sa_lock is taken with x->lock held */
	spinlock_t sa_lock;
	struct xarray sas;		/* by handle */
	DECLARE_HASHTABLE(rx_sas, 8);	/* by SPI and address */
	unsigned int n_sas;

	bool cut;			/* the link, by a knob */
	netdev_features_t lost;
	struct work_struct vanish;
	netdevice_tracker vanish_tracker;
	struct simnic_knobs knobs;
	atomic64_t counters[SIMNIC_N_COUNTERS];
};

/* One security association in a NIC's table. It outlives its entry there by a
 * grace period.
 */
struct simnic_sa {
	struct xfrm_state *x;
	struct crypto_aead *aead;
	struct hlist_node node;
	struct rcu_work free_work;
	const char *name;		/* of the algorithm */
	u32 handle;
	u16 key_bits;
	u8 icv;
	u8 iv;
	u8 block;
	bool esn;
	__be16 port;			/* ESP in UDP comes to it */
	u32 window;			/* of replay */
	u64 top;			/* ESN: the newest number seen */
	atomic64_t frames;
	atomic64_t failures;
};

/* Where ESP is in a frame */
struct simnic_esp {
	unsigned int l3;
	unsigned int udp;		/* 0: not in UDP */
	unsigned int esp;
	unsigned int end;		/* of the IP packet */
	int family;
	__be32 spi;
	__be32 seq;
	__be16 port;			/* that UDP goes to */
	xfrm_address_t daddr;
};

static inline void simnic_count(struct simnic *nic, enum simnic_counter which)
{
	atomic64_inc(&nic->counters[which]);
}

static inline void simnic_count_frame(struct simnic *nic,
				      enum simnic_counter frames,
				      unsigned int len)
{
	atomic64_inc(&nic->counters[frames]);
	atomic64_add(len, &nic->counters[frames + 1]);
}

/* main.c */
extern struct workqueue_struct *simnic_wq;

/* dev.c */
extern const char simnic_counter_names[SIMNIC_N_COUNTERS][ETH_GSTRING_LEN];
extern struct rtnl_link_ops simnic_dev_link_ops;

/* debugfs.c */
void simnic_debugfs_init(void);
void simnic_debugfs_exit(void);
void simnic_debugfs_add(struct simnic *nic);
void simnic_debugfs_del(struct simnic *nic);

/* wire.c */
netdev_tx_t simnic_wire_xmit(struct sk_buff *skb, struct net_device *dev);
int simnic_wire_poll(struct napi_struct *napi, int budget);
enum hrtimer_restart simnic_wire_due(struct hrtimer *timer);
void simnic_wire_set_filter(struct net_device *dev);

/* link.c */
void simnic_link_update(struct simnic *nic);
void simnic_link_cut(struct simnic *nic, bool cut);
void simnic_link_unplug(struct simnic *nic);
void simnic_link_vanish(struct simnic *nic);
void simnic_link_vanish_work(struct work_struct *work);

/* esp.c */
struct sk_buff *simnic_esp_output(struct simnic *nic, struct simnic_sa *sa,
				  struct sk_buff *skb);
bool simnic_esp_input(struct simnic *nic, struct sk_buff *skb);

/* ipsec.c */
extern const struct xfrmdev_ops simnic_ipsec_ops;
struct simnic_sa *simnic_ipsec_of(struct simnic *nic, struct sk_buff *skb);
struct simnic_sa *simnic_ipsec_find(struct simnic *nic,
				    const struct simnic_esp *at);
u32 simnic_ipsec_seqhi(const struct simnic_sa *sa, u32 seq);
void simnic_ipsec_free_work(struct work_struct *work);

/* crypto.c */
int simnic_crypto_init(struct simnic_sa *sa, const struct xfrm_state *x);
void simnic_crypto_exit(struct simnic_sa *sa);
int simnic_crypto_seal(struct simnic_sa *sa, u8 *esp, unsigned int len,
		       u32 seqhi);
int simnic_crypto_open(struct simnic_sa *sa, u8 *esp, unsigned int len,
		       u32 seqhi);

#endif
