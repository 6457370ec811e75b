// SPDX-License-Identifier: GPL-2.0-only
/* Rules: what the operator says, checked and compiled, and finding the one
 * that decides.
 *
 * A rule compiles to a key, a mask and a rank. In each of a port's lists the
 * rules of one mask, a tuple, share a hash table, so that finding a rule costs
 * as many lookups as there are sorts of rules, whatever their number. Tuples
 * stand in the order of their best ranks: the search ends where none that
 * follows could win.
 *
 * Entered from acl.c to change rules and from acl_flow.c to find one.
 */
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "acl.h"

#define ANY_PORT	U16_MAX
#define SCORE_MAC	U8_MAX		/* over any prefix */

/* --- what the operator says --- */

static bool has_ports(const struct xvs_acl_rule *said)
{
	return said->local_port_min || said->local_port_max ||
	       said->remote_port_min || said->remote_port_max;
}

static bool proto_has_ports(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_SCTP || proto == IPPROTO_DCCP ||
	       proto == IPPROTO_UDPLITE;
}

static bool is_prefix(const u8 *addr, unsigned int len)
{
	unsigned int i;

	for (i = len; i < 128; i++)
		if (addr[i / 8] & 0x80 >> i % 8)
			return false;
	return true;
}

static int check_prefixes(const struct xvs_acl_rule *said,
			  struct netlink_ext_ack *extack)
{
	unsigned int max = said->family == 4 ? 32 : 128;

	if (said->family && said->family != 4 && said->family != 6) {
		NL_SET_ERR_MSG(extack, "the family of a rule is 4 or 6");
		return -EINVAL;
	}
	if (!said->family && (said->local_len || said->remote_len)) {
		NL_SET_ERR_MSG(extack, "a prefix needs a family, 4 or 6");
		return -EINVAL;
	}
	if (said->local_len > max || said->remote_len > max) {
		NL_SET_ERR_MSG(extack,
			       "the prefix is longer than an address");
		return -EINVAL;
	}
	if (!is_prefix(said->local, said->local_len) ||
	    !is_prefix(said->remote, said->remote_len)) {
		NL_SET_ERR_MSG(extack,
			       "the address has bits set behind its prefix");
		return -EINVAL;
	}
	return 0;
}

static int check_mac(const struct xvs_acl_rule *said,
		     struct netlink_ext_ack *extack)
{
	u8 flags = said->flags & (XVS_ACL_LOCAL_MAC | XVS_ACL_REMOTE_MAC);

	if (!flags && !is_zero_ether_addr(said->mac)) {
		NL_SET_ERR_MSG(extack,
			       "a MAC address is either local or remote");
		return -EINVAL;
	}
	if (flags == (XVS_ACL_LOCAL_MAC | XVS_ACL_REMOTE_MAC)) {
		NL_SET_ERR_MSG(extack,
			       "a MAC address is either local or remote");
		return -EINVAL;
	}
	return 0;
}

static int check_base(const struct xvs_acl_rule *said,
		      struct netlink_ext_ack *extack)
{
	bool mac = said->flags & (XVS_ACL_LOCAL_MAC | XVS_ACL_REMOTE_MAC);

	if (said->proto || has_ports(said) || said->weight || said->timeout ||
	    said->vlan || said->flags & XVS_ACL_STATEFUL) {
		NL_SET_ERR_MSG(extack,
			       "a base rule has an address and nothing else");
		return -EINVAL;
	}
	if ((mac && said->family) || (said->local_len && said->remote_len)) {
		NL_SET_ERR_MSG(extack,
			       "a base rule has one address, local or remote");
		return -EINVAL;
	}
	return 0;
}

static int check_ports(const struct xvs_acl_rule *said,
		       struct netlink_ext_ack *extack)
{
	if (said->local_port_min > said->local_port_max ||
	    said->remote_port_min > said->remote_port_max) {
		NL_SET_ERR_MSG(extack, "the range of ports is upside down");
		return -EINVAL;
	}
	if (has_ports(said) && !proto_has_ports(said->proto)) {
		NL_SET_ERR_MSG(extack,
			       "ports need a protocol that has them: tcp, udp, sctp, dccp or udplite");
		return -EINVAL;
	}
	return 0;
}

static int check_state(const struct xvs_acl_rule *said,
		       struct netlink_ext_ack *extack)
{
	bool stateful = said->flags & XVS_ACL_STATEFUL;

	if (stateful && said->action != XVS_ACL_ALLOW) {
		NL_SET_ERR_MSG(extack, "only a rule that allows is stateful");
		return -EINVAL;
	}
	if (said->timeout && !stateful) {
		NL_SET_ERR_MSG(extack, "only a stateful rule has a timeout");
		return -EINVAL;
	}
	if (said->timeout > XVS_ACL_TIMEOUT_MAX) {
		NL_SET_ERR_MSG(extack, "the timeout is longer than a day");
		return -ERANGE;
	}
	return 0;
}

static int check_extended(const struct xvs_acl_rule *said,
			  struct netlink_ext_ack *extack)
{
	int err;

	if (said->action == XVS_ACL_METER) {
		NL_SET_ERR_MSG(extack, "only base rules meter");
		return -EINVAL;
	}
	if (said->flags & (XVS_ACL_LOCAL_MAC | XVS_ACL_REMOTE_MAC)) {
		NL_SET_ERR_MSG(extack, "only base rules have MAC addresses");
		return -EINVAL;
	}
	if (said->vlan > 4094) {
		NL_SET_ERR_MSG(extack, "the VLAN of a rule is 1 to 4094");
		return -ERANGE;
	}
	err = check_ports(said, extack);
	if (err)
		return err;
	return check_state(said, extack);
}

int xvs_acl_rule_check(const struct xvs_acl_rule *said,
		       struct netlink_ext_ack *extack)
{
	int err;

	if (said->kind > XVS_ACL_EXTENDED || said->action > XVS_ACL_METER ||
	    said->flags & ~(XVS_ACL_STATEFUL | XVS_ACL_LOCAL_MAC |
			    XVS_ACL_REMOTE_MAC)) {
		NL_SET_ERR_MSG(extack, "the rule is of a newer kind");
		return -EOPNOTSUPP;
	}
	if (!said->direction ||
	    said->direction & ~(XVS_ACL_IN | XVS_ACL_OUT)) {
		NL_SET_ERR_MSG(extack, "a rule is for in, out or both");
		return -EINVAL;
	}
	err = check_prefixes(said, extack);
	if (!err)
		err = check_mac(said, extack);
	if (err)
		return err;
	return said->kind == XVS_ACL_BASE ? check_base(said, extack) :
					    check_extended(said, extack);
}

/* --- compiled --- */

static void compile_prefix(u8 *key, u8 *mask, const u8 *addr, unsigned int len)
{
	unsigned int i;

	memcpy(key, addr, 16);
	for (i = 0; i < len; i++)
		mask[i / 8] |= 0x80 >> i % 8;
}

static void compile_range(u16 min, u16 max, u16 *key, u16 *mask)
{
	if (min != max)
		return;
	*key = min;
	*mask = U16_MAX;
}

static void compile_ports(struct acl_rule *rule)
{
	const struct xvs_acl_rule *said = &rule->said;
	struct acl_key *mask = &rule->mask, *key = &rule->key;

	if (!has_ports(said))
		return;
	key->flags |= ACL_KEY_WHOLE;
	mask->flags |= ACL_KEY_WHOLE;
	if (said->local_port_max) {
		rule->local_min = said->local_port_min;
		rule->local_max = said->local_port_max;
	}
	if (said->remote_port_max) {
		rule->remote_min = said->remote_port_min;
		rule->remote_max = said->remote_port_max;
	}
	compile_range(rule->local_min, rule->local_max, &key->local_port,
		      &mask->local_port);
	compile_range(rule->remote_min, rule->remote_max, &key->remote_port,
		      &mask->remote_port);
}

static void compile_extended(struct acl_rule *rule)
{
	const struct xvs_acl_rule *said = &rule->said;
	u32 timeout = said->timeout ?: XVS_ACL_TIMEOUT;

	rule->key.flags |= ACL_KEY_IP;
	rule->mask.flags |= ACL_KEY_IP;
	if (said->proto) {
		rule->key.proto = said->proto;
		rule->mask.proto = U8_MAX;
	}
	if (said->vlan) {
		rule->key.vid = said->vlan;
		rule->mask.vid = U16_MAX;
	}
	compile_ports(rule);
	if (said->flags & XVS_ACL_STATEFUL)
		rule->timeout = timeout * HZ;
	rule->list = ACL_LIST_EXTENDED;
	rule->rank = (u64)~said->weight << 32 | rule->id;
}

static void compile_base(struct acl_rule *rule)
{
	const struct xvs_acl_rule *said = &rule->said;
	unsigned int score = 0;

	if (said->family)
		score = 1 + said->local_len + said->remote_len;
	if (said->flags & XVS_ACL_LOCAL_MAC) {
		ether_addr_copy(rule->key.local_mac, said->mac);
		eth_broadcast_addr(rule->mask.local_mac);
		score = SCORE_MAC;
	}
	if (said->flags & XVS_ACL_REMOTE_MAC) {
		ether_addr_copy(rule->key.remote_mac, said->mac);
		eth_broadcast_addr(rule->mask.remote_mac);
		score = SCORE_MAC;
	}
	rule->list = said->action == XVS_ACL_METER ? ACL_LIST_METER :
						     ACL_LIST_BASE;
	rule->rank = (u64)(SCORE_MAC - score) << 33 |
		     (u64)!rule->deny << 32 | rule->id;
}

static void compile(struct acl_rule *rule)
{
	const struct xvs_acl_rule *said = &rule->said;

	rule->deny = said->action == XVS_ACL_DENY;
	rule->local_max = ANY_PORT;
	rule->remote_max = ANY_PORT;
	if (said->direction != (XVS_ACL_IN | XVS_ACL_OUT)) {
		rule->mask.flags |= ACL_KEY_IN;
		if (said->direction == XVS_ACL_IN)
			rule->key.flags |= ACL_KEY_IN;
	}
	if (said->family) {
		rule->key.family = said->family;
		rule->mask.family = U8_MAX;
	}
	compile_prefix(rule->key.local, rule->mask.local, said->local,
		       said->local_len);
	compile_prefix(rule->key.remote, rule->mask.remote, said->remote,
		       said->remote_len);
	if (said->kind == XVS_ACL_BASE)
		compile_base(rule);
	else
		compile_extended(rule);
}

/* NULL for want of memory. @said has been checked. */
struct acl_rule *xvs_acl_rule_create(u32 id, const struct xvs_acl_rule *said)
{
	struct acl_rule *rule;
	int cpu;

	rule = kzalloc(sizeof(*rule), GFP_KERNEL);
	if (!rule)
		return NULL;
	rule->count = alloc_percpu(struct acl_count);
	if (!rule->count) {
		kfree(rule);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(rule->count, cpu)->syncp);
	rule->id = id;
	rule->said = *said;
	compile(rule);
	return rule;
}

void xvs_acl_rule_destroy(struct acl_rule *rule)
{
	free_percpu(rule->count);
	kfree(rule);
}

static void read_cpu(const struct acl_count *count, struct xvs_acl_hit *hit)
{
	unsigned long last = READ_ONCE(count->last);
	u64 packets, bytes, spared;
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&count->syncp);
		packets = u64_stats_read(&count->packets);
		bytes = u64_stats_read(&count->bytes);
		spared = u64_stats_read(&count->spared);
	} while (u64_stats_fetch_retry(&count->syncp, start));
	if (!packets)
		return;
	hit->packets += packets;
	hit->bytes += bytes;
	hit->spared += spared;
	hit->age = min_t(u64, hit->age, jiffies_to_msecs(jiffies - last));
}

void xvs_acl_rule_read(const struct acl_rule *rule, struct xvs_acl_hit *hit)
{
	int cpu;

	*hit = (struct xvs_acl_hit){ .age = XVS_ACL_NEVER };
	for_each_possible_cpu(cpu)
		read_cpu(per_cpu_ptr(rule->count, cpu), hit);
}

/* --- sets --- */

static int compare_ids(const void *a, const void *b)
{
	const struct acl_rule *x = *(struct acl_rule **)a;
	const struct acl_rule *y = *(struct acl_rule **)b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int compare_tuples(const struct acl_rule *x, const struct acl_rule *y)
{
	if (x->list != y->list)
		return x->list < y->list ? -1 : 1;
	return memcmp(&x->mask, &y->mask, sizeof(x->mask));
}

static int compare_order(const void *a, const void *b)
{
	const struct acl_rule *x = *(struct acl_rule **)a;
	const struct acl_rule *y = *(struct acl_rule **)b;
	int differs = compare_tuples(x, y);

	if (differs)
		return differs;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int compare_best(const void *a, const void *b)
{
	const struct acl_tuple *x = a, *y = b;

	return x->best < y->best ? -1 : x->best > y->best;
}

/* What is left of @old, which is sorted, and @added, which is sorted here. */
static void merge(struct acl_rule **to, struct acl_rule **old, u32 old_count,
		  struct acl_rule **added, u32 added_count,
		  int (*compare)(const void *a, const void *b))
{
	u32 i = 0, j = 0;

	sort(added, added_count, sizeof(*added), compare, NULL);
	while (i < old_count || j < added_count) {
		if (i < old_count && old[i]->gone)
			i++;
		else if (j == added_count ||
			 (i < old_count && compare(&old[i], &added[j]) < 0))
			*to++ = old[i++];
		else
			*to++ = added[j++];
	}
}

u32 xvs_acl_set_left(const struct acl_set *set)
{
	u32 i, count = 0;

	for (i = 0; set && i < set->count; i++)
		count += !set->by_id[i]->gone;
	return count;
}

/* Where the tuple ends that begins at @first. */
static u32 tuple_end(const struct acl_set *set, u32 first)
{
	u32 end = first + 1;

	while (end < set->count &&
	       !compare_tuples(set->order[first], set->order[end]))
		end++;
	return end;
}

static int alloc_tuples(struct acl_set *set)
{
	u32 i, end, tuples = 0, buckets = 0;

	for (i = 0; i < set->count; i = end) {
		end = tuple_end(set, i);
		buckets += roundup_pow_of_two(end - i);
		tuples++;
	}
	set->tuple = kvcalloc(tuples, sizeof(*set->tuple), GFP_KERNEL);
	set->bucket = kvcalloc(buckets, sizeof(*set->bucket), GFP_KERNEL);
	set->next = kvcalloc(set->count, sizeof(*set->next), GFP_KERNEL);
	return set->tuple && set->bucket && set->next ? 0 : -ENOMEM;
}

/* From the last rule to the first, so that the best stands first in its
 * bucket.
 */
static void fill_tuple(struct acl_set *set, struct acl_tuple *tuple, u32 first,
		       u32 end, u32 bucket)
{
	u32 *head, hash, i;

	tuple->mask = set->order[first]->mask;
	tuple->best = set->order[first]->rank;
	tuple->first = bucket;
	tuple->last = roundup_pow_of_two(end - first) - 1;
	for (i = end; i-- > first; ) {
		hash = acl_key_hash(&set->order[i]->key);
		head = &set->bucket[bucket + (hash & tuple->last)];
		set->next[i] = *head;
		*head = i + 1;
	}
}

static void fill_tuples(struct acl_set *set)
{
	u32 i, end, tuple = 0, bucket = 0;
	unsigned int list = 0;

	for (i = 0; i < set->count; i = end) {
		end = tuple_end(set, i);
		while (list <= set->order[i]->list)
			set->tuples[list++] = tuple;
		fill_tuple(set, &set->tuple[tuple++], i, end, bucket);
		bucket += roundup_pow_of_two(end - i);
	}
	while (list <= ACL_LISTS)
		set->tuples[list++] = tuple;
	for (list = 0; list < ACL_LISTS; list++)
		sort(set->tuple + set->tuples[list],
		     set->tuples[list + 1] - set->tuples[list],
		     sizeof(*set->tuple), compare_best, NULL);
}

/* What a stateful rule must know of a frame, whatever rules look at. */
static void mask_session(struct acl_key *mask)
{
	memset(mask->local, U8_MAX, sizeof(mask->local));
	memset(mask->remote, U8_MAX, sizeof(mask->remote));
	mask->local_port = U16_MAX;
	mask->remote_port = U16_MAX;
	mask->vid = U16_MAX;
	mask->family = U8_MAX;
	mask->proto = U8_MAX;
	mask->flags = U8_MAX;
}

static void sum_up(struct acl_set *set)
{
	const struct acl_rule *rule;
	u32 i, word;

	for (i = 0; i < set->count; i++) {
		rule = set->order[i];
		for (word = 0; word < ACL_KEY_WORDS; word++)
			set->mask.word[word] |= rule->mask.word[word];
		if (rule->local_min || rule->local_max != ANY_PORT)
			set->mask.local_port = U16_MAX;
		if (rule->remote_min || rule->remote_max != ANY_PORT)
			set->mask.remote_port = U16_MAX;
		set->denies |= rule->deny;
		set->stateful |= rule->timeout != 0;
	}
	set->macs = !is_zero_ether_addr(set->mask.local_mac) ||
		    !is_zero_ether_addr(set->mask.remote_mac);
	if (set->stateful)
		mask_session(&set->mask);
}

struct acl_set *xvs_acl_set_create(const struct acl_set *old,
				   struct acl_rule **added, u32 count)
{
	u32 old_count = old ? old->count : 0;
	struct acl_set *set;

	set = kzalloc(sizeof(*set), GFP_KERNEL);
	if (!set)
		return NULL;
	set->count = xvs_acl_set_left(old) + count;
	set->by_id = kvcalloc(set->count, sizeof(*set->by_id), GFP_KERNEL);
	set->order = kvcalloc(set->count, sizeof(*set->order), GFP_KERNEL);
	if (!set->by_id || !set->order)
		goto err_destroy;
	merge(set->by_id, old ? old->by_id : NULL, old_count, added, count,
	      compare_ids);
	merge(set->order, old ? old->order : NULL, old_count, added, count,
	      compare_order);
	if (alloc_tuples(set))
		goto err_destroy;
	fill_tuples(set);
	sum_up(set);
	return set;

err_destroy:
	xvs_acl_set_destroy(set);
	return NULL;
}

void xvs_acl_set_destroy(struct acl_set *set)
{
	kvfree(set->next);
	kvfree(set->bucket);
	kvfree(set->tuple);
	kvfree(set->order);
	kvfree(set->by_id);
	kfree(set);
}

static void retire(struct rcu_head *rcu)
{
	struct acl_set *set = container_of(rcu, struct acl_set, rcu);
	struct acl_rule *rule, *next;

	for (rule = set->gone; rule; rule = next) {
		next = rule->next_gone;
		xvs_acl_rule_destroy(rule);
	}
	xvs_acl_set_destroy(set);
}

/* After the next set, if there is one, has been published. The last set that a
 * rule is in takes it along: an earlier one may outlive its own readers longer.
 */
void xvs_acl_set_retire(struct acl_set *set)
{
	struct acl_rule *rule;
	u32 i;

	for (i = 0; i < set->count; i++) {
		rule = set->by_id[i];
		if (!rule->gone)
			continue;
		rule->next_gone = set->gone;
		set->gone = rule;
	}
	call_rcu(&set->rcu, retire);
}

struct acl_rule *xvs_acl_set_from(const struct acl_set *set, u32 id)
{
	u32 low = 0, high = set ? set->count : 0, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (set->by_id[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return set && low < set->count ? set->by_id[low] : NULL;
}

/* --- finding --- */

static bool is_met(const struct acl_rule *rule, const struct acl_key *key,
		   const struct acl_key *masked)
{
	return acl_key_equal(&rule->key, masked) &&
	       key->local_port >= rule->local_min &&
	       key->local_port <= rule->local_max &&
	       key->remote_port >= rule->remote_min &&
	       key->remote_port <= rule->remote_max;
}

/* The first in its bucket that is met, if its rank is less than @below. */
static const struct acl_rule *find_in_tuple(const struct acl_set *set,
					    const struct acl_tuple *tuple,
					    const struct acl_key *key,
					    u64 below)
{
	const struct acl_rule *rule;
	struct acl_key masked;
	u32 i;

	acl_key_mask(&masked, key, &tuple->mask);
	i = set->bucket[tuple->first + (acl_key_hash(&masked) & tuple->last)];
	for (; i; i = set->next[i - 1]) {
		rule = set->order[i - 1];
		if (rule->rank >= below)
			break;
		if (is_met(rule, key, &masked))
			return rule;
	}
	return NULL;
}

const struct acl_rule *xvs_acl_find(const struct acl_set *set,
				    enum acl_list_id list,
				    const struct acl_key *key)
{
	const struct acl_tuple *tuple = set->tuple + set->tuples[list];
	const struct acl_tuple *end = set->tuple + set->tuples[list + 1];
	const struct acl_rule *rule, *best = NULL;
	u64 below = U64_MAX;

	for (; tuple < end && tuple->best < below; tuple++) {
		rule = find_in_tuple(set, tuple, key, below);
		if (rule) {
			best = rule;
			below = rule->rank;
		}
	}
	return best;
}
