// SPDX-License-Identifier: GPL-2.0-only
/* Guard: the addresses that the operator recorded for a port, and how others
 * compare with them.
 *
 * Called by guard.c; guard_seen.c asks it for verdicts.
 */
#include <linux/etherdevice.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>

#include "guard_port.h"

const struct records guard_no_records;

/* --- addresses --- */

bool guard_is_unspecified(const struct in6_addr *address)
{
	return guard_is_ipv4(address) ? !address->s6_addr32[3] :
				  ipv6_addr_any(address);
}

bool guard_is_unicast(const struct in6_addr *address)
{
	__be32 ip = address->s6_addr32[3];

	if (!guard_is_ipv4(address))
		return !ipv6_addr_any(address) &&
		       !ipv6_addr_loopback(address) &&
		       !ipv6_addr_is_multicast(address);
	return !ipv4_is_zeronet(ip) && !ipv4_is_loopback(ip) &&
	       !ipv4_is_multicast(ip) && !ipv4_is_lbcast(ip);
}

static bool is_derived(const struct guard_port *p,
		       const struct in6_addr *address)
{
	u64 mac = READ_ONCE(p->mac);
	u8 bytes[ETH_ALEN], eui[8];

	if (!mac)
		return false;
	u64_to_ether_addr(mac, bytes);
	addrconf_addr_eui48(eui, bytes);
	return address->s6_addr32[0] == htonl(0xfe800000) &&
	       !address->s6_addr32[1] &&
	       !memcmp(address->s6_addr + 8, eui, sizeof(eui));
}

static bool is_free(const struct guard_port *p, u32 policy,
		    const struct in6_addr *address)
{
	return ipv6_addr_type(address) & IPV6_ADDR_LINKLOCAL &&
	       (policy & POLICY_LOCAL_ANY ||
		(policy & POLICY_LOCAL_DERIVED && is_derived(p, address)));
}

/* Hold an address against the record. */
enum xvs_guard_verdict guard_compare(const struct guard_port *p, u32 policy,
				     const struct records *records,
				     const struct in6_addr *address,
				     enum use use)
{
	const struct record *record = records->row;
	const struct record *end = record + records->count;
	bool ipv4 = guard_is_ipv4(address);

	for (; record < end; record++)
		if (!ipv6_masked_addr_cmp(address, &record->mask,
					  &record->address) &&
		    !(use == AS_CLAIM && record->row.flags & XVS_GUARD_ROUTED))
			return XVS_GUARD_MATCH;
	if (!ipv4 && is_free(p, policy, address))
		return XVS_GUARD_LINK_LOCAL;
	if (policy & POLICY_STRICT || records->of_family[ipv4])
		return XVS_GUARD_MISMATCH;
	return XVS_GUARD_UNRECORDED;
}

/* --- table "address" --- */

static bool is_single(const struct xvs_guard_address *row)
{
	return row->prefix == (row->family == XVS_GUARD_IPV4 ? 32 : 128);
}

static int check_row(const struct xvs_guard_address *row,
		     struct netlink_ext_ack *extack)
{
	if (row->family != XVS_GUARD_IPV4 && row->family != XVS_GUARD_IPV6) {
		NL_SET_ERR_MSG(extack, "the address is neither IPv4 nor IPv6");
		return -EAFNOSUPPORT;
	}
	if (!row->prefix ||
	    row->prefix > (row->family == XVS_GUARD_IPV4 ? 32 : 128)) {
		NL_SET_ERR_MSG(extack,
			       "the prefix length is not one of this family");
		return -EINVAL;
	}
	if (row->flags & ~(XVS_GUARD_PRIMARY | XVS_GUARD_ROUTED)) {
		NL_SET_ERR_MSG(extack,
			       "the address has a flag that this version does not know");
		return -EOPNOTSUPP;
	}
	if (row->flags & XVS_GUARD_PRIMARY &&
	    (!is_single(row) || row->flags & XVS_GUARD_ROUTED)) {
		NL_SET_ERR_MSG(extack,
			       "the primary address must be a single one of the NIC's own");
		return -EINVAL;
	}
	return 0;
}

/* The row as it is compared, or an error with a sentence. */
static int read_row(const struct xvs_guard_address *row, struct record *record,
		    struct netlink_ext_ack *extack)
{
	static const u8 zeros[12];
	unsigned int prefix = row->prefix;
	int err = check_row(row, extack);
	struct in6_addr ones, cut;

	if (err)
		return err;
	record->row = *row;
	memcpy(&record->address, row->address, sizeof(record->address));
	if (row->family == XVS_GUARD_IPV4) {
		if (memcmp(row->address + 4, zeros, sizeof(zeros))) {
			NL_SET_ERR_MSG(extack,
				       "there is more behind the IPv4 address");
			return -EINVAL;
		}
		ipv6_addr_set_v4mapped(record->address.s6_addr32[0],
				       &record->address);
		prefix += 96;
	} else if (guard_is_ipv4(&record->address)) {
		NL_SET_ERR_MSG(extack,
			       "an IPv4-mapped address is recorded as an IPv4 one");
		return -EINVAL;
	}
	memset(&ones, 0xff, sizeof(ones));
	ipv6_addr_prefix(&record->mask, &ones, prefix);
	ipv6_addr_prefix(&cut, &record->address, prefix);
	if (!ipv6_addr_equal(&cut, &record->address)) {
		NL_SET_ERR_MSG(extack,
			       "the address has bits beyond its prefix length");
		return -EINVAL;
	}
	if (!guard_is_unicast(&record->address)) {
		NL_SET_ERR_MSG(extack,
			       "this is not an address that a NIC can have");
		return -EINVAL;
	}
	return 0;
}

static bool listed(const u32 *ids, unsigned int count, u32 id)
{
	while (count--)
		if (ids[count] == id)
			return true;
	return false;
}

static struct record *find_record(struct records *records, u32 id)
{
	unsigned int i;

	for (i = 0; i < records->count; i++)
		if (records->row[i].id == id)
			return &records->row[i];
	return NULL;
}

static u32 free_id(const struct records *records)
{
	u32 id = 1;
	unsigned int i;

	for (i = 0; i < records->count && records->row[i].id == id; i++)
		id++;
	return id;
}

/* A second one must be of another address, and not primary where one is. */
static int check_others(const struct records *records,
			const struct record *record, u32 id,
			struct netlink_ext_ack *extack)
{
	const struct record *other = records->row;
	const struct record *end = other + records->count;

	for (; other < end; other++) {
		if (other->id == id)
			continue;
		if (ipv6_addr_equal(&other->address, &record->address) &&
		    other->row.prefix == record->row.prefix) {
			NL_SET_ERR_MSG(extack,
				       "the address is already recorded for the port");
			return -EEXIST;
		}
		if (other->row.family == record->row.family &&
		    other->row.flags & record->row.flags & XVS_GUARD_PRIMARY) {
			NL_SET_ERR_MSG(extack,
				       "the port already has a primary address of this family");
			return -EEXIST;
		}
	}
	return 0;
}

/* In the order of ids; there is room. */
static void insert(struct records *records, const struct record *record)
{
	unsigned int i = records->count++;

	for (; i && records->row[i - 1].id > record->id; i--)
		records->row[i] = records->row[i - 1];
	records->row[i] = *record;
}

static int add_row(struct records *records, struct xvs_entry *entry,
		   struct netlink_ext_ack *extack)
{
	struct record record, *old;
	int err;

	err = read_row(entry->data, &record, extack);
	if (err)
		return err;
	if (!entry->id)
		entry->id = free_id(records);
	record.id = entry->id;
	err = check_others(records, &record, record.id, extack);
	if (err)
		return err;
	old = find_record(records, record.id);
	if (old) {
		*old = record;
		return 0;
	}
	if (records->count == XVS_GUARD_ADDRESS_MAX) {
		NL_SET_ERR_MSG(extack,
			       "a port can have no more than 64 recorded addresses");
		return -ENOSPC;
	}
	insert(records, &record);
	return 0;
}

static int change_rows(struct records *records, struct records *old,
		       struct xvs_table_change *change,
		       struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < change->del_count; i++) {
		if (!find_record(old, change->del[i])) {
			NL_SET_ERR_MSG(extack,
				       "no recorded address of the port has this number");
			return -ENOENT;
		}
	}
	for (i = 0; i < old->count && !change->replace; i++)
		if (!listed(change->del, change->del_count, old->row[i].id))
			records->row[records->count++] = old->row[i];
	for (i = 0; i < change->add_count; i++) {
		err = add_row(records, &change->add[i], extack);
		if (err)
			return err;
	}
	for (i = 0; i < records->count; i++)
		records->of_family[guard_is_ipv4(&records->row[i].address)]++;
	return 0;
}

/* Frames see the old record or the new one. */
static void replace_records(struct guard_port *p, struct records *records)
{
	struct records *old = guard_records_of(p);

	rcu_assign_pointer(p->records, records);
	if (old != &guard_no_records)
		kfree_rcu(old, rcu);
}

void guard_free_records(struct guard_port *p)
{
	replace_records(p, (struct records *)&guard_no_records);
}

int guard_change_records(struct guard_port *p, struct xvs_table_change *change,
			 struct netlink_ext_ack *extack)
{
	struct records *records;
	int err;

	records = kzalloc(struct_size(records, row, XVS_GUARD_ADDRESS_MAX),
			  GFP_KERNEL);
	if (!records)
		return -ENOMEM;
	err = change_rows(records, guard_records_of(p), change, extack);
	if (err) {
		kfree(records);
		return err;
	}
	replace_records(p, records);
	return 0;
}

int guard_next_address(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		       void *data, size_t room)
{
	const struct guard_port *p = xvs_port_priv(at, port);
	const struct records *records = guard_records_of(p);
	unsigned int i;

	for (i = 0; i < records->count; i++) {
		if (records->row[i].id < *id)
			continue;
		if (room < sizeof(records->row[i].row))
			return -EMSGSIZE;
		*id = records->row[i].id;
		memcpy(data, &records->row[i].row,
		       sizeof(records->row[i].row));
		return sizeof(records->row[i].row);
	}
	return 0;
}

