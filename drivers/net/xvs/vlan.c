// SPDX-License-Identifier: GPL-2.0-only
/* VLANs: what an operator asks of a port, checked and turned into what the
 * datapath wants; and the address spaces that private VLANs share.
 */
#include <linux/err.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vlan.h"

#define FIRST_VID	1
#define LAST_VID	(VLAN_N_VID - 2)

/* --- sets --- */

#define WORDS		BITS_TO_LONGS(VLAN_N_VID)

/* Shared by all ports that take every VLAN. Its first reference is its own, so
 * it is never freed.
 */
static struct xvs_vlan_set every = {
	.refs = REFCOUNT_INIT(1),
	.ids = {
		[0] = ~1UL,
		[1 ... WORDS - 2] = ~0UL,
		[WORDS - 1] = ~0UL >> 1,
	},
};

static struct xvs_vlan_set *set_alloc(void)
{
	struct xvs_vlan_set *set = kzalloc(sizeof(*set), GFP_KERNEL);

	if (set)
		refcount_set(&set->refs, 1);
	return set;
}

static bool is_list(const char *text)
{
	return *text && !text[strspn(text, "0123456789,-")];
}

struct xvs_vlan_set *xvs_vlan_set_parse(const char *text,
					struct netlink_ext_ack *extack)
{
	struct xvs_vlan_set *set = set_alloc();

	if (!set)
		return ERR_PTR(-ENOMEM);
	if (!is_list(text) ||
	    bitmap_parselist(text, set->ids, VLAN_N_VID) ||
	    bitmap_empty(set->ids, VLAN_N_VID) ||
	    !bitmap_subset(set->ids, every.ids, VLAN_N_VID)) {
		NL_SET_ERR_MSG(extack,
			       "a list of VLANs is like 1-9,20 with ids from 1 to 4094");
		kfree(set);
		return ERR_PTR(-EINVAL);
	}
	return set;
}

struct xvs_vlan_set *xvs_vlan_set_get(struct xvs_vlan_set *set)
{
	if (set)
		refcount_inc(&set->refs);
	return set;
}

void xvs_vlan_set_put(struct xvs_vlan_set *set)
{
	if (set && refcount_dec_and_test(&set->refs))
		kfree_rcu(set, rcu);
}

static bool set_has(const struct xvs_vlan_set *set, unsigned int vid)
{
	return vid < VLAN_N_VID && test_bit(vid, set->ids);
}

/* --- checks --- */

static bool is_vid(u32 vid)
{
	return vid >= FIRST_VID && vid <= LAST_VID;
}

static int check_access(const struct xvs_vlan_cfg *cfg,
			struct netlink_ext_ack *extack)
{
	if (cfg->access <= LAST_VID)
		return 0;
	NL_SET_ERR_MSG(extack, "an access VLAN is from 1 to 4094, or 0 for none");
	return -EINVAL;
}

static int check_trunk(const struct xvs_vlan_cfg *cfg,
		       struct netlink_ext_ack *extack)
{
	if (!cfg->native)
		return 0;
	if (!is_vid(cfg->native)) {
		NL_SET_ERR_MSG(extack,
			       "a native VLAN is from 1 to 4094, or 0 for none");
		return -EINVAL;
	}
	if ((cfg->trunk && !set_has(cfg->trunk, cfg->native)) ||
	    (cfg->prune && set_has(cfg->prune, cfg->native))) {
		NL_SET_ERR_MSG(extack,
			       "the native VLAN is not one of the trunk's VLANs");
		return -EINVAL;
	}
	return 0;
}

static int check_primary(const struct xvs_vlan_cfg *cfg,
			 struct netlink_ext_ack *extack)
{
	if (is_vid(cfg->primary))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "a private VLAN needs a primary VLAN from 1 to 4094");
	return -EINVAL;
}

static int check_secondary(const struct xvs_vlan_cfg *cfg,
			   struct netlink_ext_ack *extack)
{
	int err = check_primary(cfg, extack);

	if (err)
		return err;
	if (!is_vid(cfg->secondary)) {
		NL_SET_ERR_MSG(extack,
			       "an isolated or community port needs a secondary VLAN from 1 to 4094");
		return -EINVAL;
	}
	if (cfg->secondary == cfg->primary) {
		NL_SET_ERR_MSG(extack,
			       "the secondary VLAN is the same as the primary one");
		return -EINVAL;
	}
	return 0;
}

static int check_promiscuous(const struct xvs_vlan_cfg *cfg,
			     struct netlink_ext_ack *extack)
{
	int err = check_primary(cfg, extack);

	if (err)
		return err;
	if (!cfg->secondaries) {
		NL_SET_ERR_MSG(extack,
			       "a promiscuous port needs a list of secondary VLANs");
		return -EINVAL;
	}
	if (set_has(cfg->secondaries, cfg->primary)) {
		NL_SET_ERR_MSG(extack,
			       "the primary VLAN is among the secondary ones");
		return -EINVAL;
	}
	return 0;
}

int xvs_vlan_check(const struct xvs_vlan_cfg *cfg,
		   struct netlink_ext_ack *extack)
{
	switch (cfg->mode) {
	case XVS_VLAN_TRANSPARENT:
		return 0;
	case XVS_VLAN_ACCESS:
		return check_access(cfg, extack);
	case XVS_VLAN_TRUNK:
		return check_trunk(cfg, extack);
	case XVS_VLAN_ISOLATED:
	case XVS_VLAN_COMMUNITY:
		return check_secondary(cfg, extack);
	case XVS_VLAN_PROMISCUOUS:
		return check_promiscuous(cfg, extack);
	default:
		NL_SET_ERR_MSG(extack, "there is no such VLAN mode");
		return -EINVAL;
	}
}

/* --- rules --- */

static struct xvs_vlan_set *trunk_set(const struct xvs_vlan_cfg *cfg)
{
	struct xvs_vlan_set *trunk = cfg->trunk ?: &every;
	struct xvs_vlan_set *set;

	if (!cfg->prune)
		return xvs_vlan_set_get(trunk);
	set = set_alloc();
	if (set)
		bitmap_andnot(set->ids, trunk->ids, cfg->prune->ids,
			      VLAN_N_VID);
	return set;
}

static int compile_trunk(const struct xvs_vlan_cfg *cfg,
			 struct xvs_vlan_rules *rules)
{
	rules->set = trunk_set(cfg);
	if (!rules->set)
		return -ENOMEM;
	rules->trunk = true;
	rules->tx_vid = cfg->native;
	rules->rx_vid = cfg->native ?: XVS_VLAN_NONE;
	rules->no_untagged = !cfg->native;
	return 0;
}

/* @cfg has been checked. */
int xvs_vlan_compile(const struct xvs_vlan_cfg *cfg,
		     struct xvs_vlan_rules *rules)
{
	*rules = (struct xvs_vlan_rules){ .rx_vid2 = XVS_VLAN_NONE };

	switch (cfg->mode) {
	case XVS_VLAN_TRUNK:
		return compile_trunk(cfg, rules);
	case XVS_VLAN_TRANSPARENT:
		rules->trunk = true;
		rules->set = xvs_vlan_set_get(&every);
		break;
	case XVS_VLAN_ACCESS:
		rules->tx_vid = cfg->access;
		rules->rx_vid = cfg->access;
		break;
	case XVS_VLAN_COMMUNITY:
		rules->rx_vid2 = cfg->secondary;
		fallthrough;
	case XVS_VLAN_ISOLATED:
		rules->rx_vid = cfg->primary;
		rules->tx_vid = cfg->secondary;
		break;
	case XVS_VLAN_PROMISCUOUS:
		rules->rx_vid = cfg->primary;
		rules->tx_vid = cfg->primary;
		rules->set = xvs_vlan_set_get(cfg->secondaries);
		break;
	}
	return 0;
}

/* --- address spaces --- */

static bool is_private(const struct xvs_vlan_cfg *cfg)
{
	return cfg->mode == XVS_VLAN_ISOLATED ||
	       cfg->mode == XVS_VLAN_COMMUNITY ||
	       cfg->mode == XVS_VLAN_PROMISCUOUS;
}

/* From 0 on. */
static bool next_secondary(const struct xvs_vlan_cfg *cfg, unsigned int *vid)
{
	if (cfg->mode != XVS_VLAN_PROMISCUOUS) {
		if (*vid)
			return false;
		*vid = cfg->secondary;
		return true;
	}
	*vid = find_next_bit(cfg->secondaries->ids, VLAN_N_VID, *vid + 1);
	return *vid < VLAN_N_VID;
}

void xvs_vlan_map_init(struct xvs_vlan_map *map)
{
	unsigned int vid;

	memset(map, 0, sizeof(*map));
	for (vid = 0; vid < VLAN_N_VID; vid++)
		map->fid[vid] = vid;
}

static int check_join(const struct xvs_vlan_map *map,
		      const struct xvs_vlan_cfg *cfg,
		      struct netlink_ext_ack *extack)
{
	unsigned int vid = 0;

	if (map->fid[cfg->primary] != cfg->primary) {
		NL_SET_ERR_MSG(extack,
			       "the primary VLAN is a secondary one at another port");
		return -EBUSY;
	}
	while (next_secondary(cfg, &vid)) {
		if (!map->users[vid] || map->fid[vid] == cfg->primary)
			continue;
		if (map->fid[vid] == vid)
			NL_SET_ERR_MSG(extack,
				       "the secondary VLAN is a primary one at another port");
		else
			NL_SET_ERR_MSG(extack,
				       "the secondary VLAN has another primary at another port");
		return -EBUSY;
	}
	return 0;
}

/* Frames read it meanwhile. */
static void set_fid(struct xvs_vlan_map *map, u16 vid, u16 fid)
{
	WRITE_ONCE(map->fid[vid], fid);
	map->changes++;
}

/* @cfg has been checked. */
int xvs_vlan_map_join(struct xvs_vlan_map *map, const struct xvs_vlan_cfg *cfg,
		      struct netlink_ext_ack *extack)
{
	unsigned int vid = 0;
	int err;

	if (!is_private(cfg))
		return 0;
	err = check_join(map, cfg, extack);
	if (err)
		return err;
	map->users[cfg->primary]++;
	while (next_secondary(cfg, &vid))
		if (!map->users[vid]++)
			set_fid(map, vid, cfg->primary);
	return 0;
}

void xvs_vlan_map_leave(struct xvs_vlan_map *map,
			const struct xvs_vlan_cfg *cfg)
{
	unsigned int vid = 0;

	if (!is_private(cfg))
		return;
	map->users[cfg->primary]--;
	while (next_secondary(cfg, &vid))
		if (!--map->users[vid])
			set_fid(map, vid, vid);
}
