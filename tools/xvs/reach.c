// SPDX-License-Identifier: GPL-2.0-only
/* Whether two ports can talk to each other, in words: VLANs, private VLANs,
 * isolation. The rules are the kernel's, as Documentation tells them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reach.h"
#include "record.h"

#define VLANS	4095
#define NO_VLAN	(-1)

/* A frame without a tag travels in VLAN tx. The port takes frames of rx, rx2
 * and of the set; a trunk gets them with their tag unless it is rx.
 */
struct rules {
	bool	trunk;
	bool	refuses_untagged;
	int	tx;
	int	rx;
	int	rx2;
	bool	set[VLANS];
};

static void fill(bool *set, const char *list, bool with)
{
	while (*list) {
		char *end;
		long first = strtol(list, &end, 10);
		long last = *end == '-' ? strtol(end + 1, &end, 10) : first;

		for (; first <= last && first < VLANS; first++)
			if (first > 0)
				set[first] = with;
		list = *end == ',' ? end + 1 : "";
	}
}

static void trunk_rules(const json_t *settings, struct rules *rules)
{
	const char *list = xvs_text(settings, "vlan.trunk");
	int native = xvs_number(settings, "vlan.native");

	rules->trunk = true;
	rules->refuses_untagged = !native;
	rules->tx = native ? native : NO_VLAN;
	rules->rx = rules->tx;
	fill(rules->set, *list ? list : "1-4094", true);
	fill(rules->set, xvs_text(settings, "vlan.prune"), false);
}

static void private_rules(const json_t *settings, const char *mode,
			  struct rules *rules)
{
	rules->rx = xvs_number(settings, "vlan.primary");
	if (!strcmp(mode, "promiscuous")) {
		rules->tx = rules->rx;
		fill(rules->set, xvs_text(settings, "vlan.secondaries"), true);
		return;
	}
	rules->tx = xvs_number(settings, "vlan.secondary");
	if (!strcmp(mode, "community"))
		rules->rx2 = rules->tx;
}

static void read_rules(const json_t *settings, struct rules *rules)
{
	const char *mode = xvs_text(settings, "vlan.mode");

	*rules = (struct rules){ .rx2 = NO_VLAN };
	if (!strcmp(mode, "access")) {
		rules->tx = xvs_number(settings, "vlan.access");
		rules->rx = rules->tx;
	} else if (!strcmp(mode, "trunk")) {
		trunk_rules(settings, rules);
	} else if (!strcmp(mode, "isolated") || !strcmp(mode, "community") ||
		   !strcmp(mode, "promiscuous")) {
		private_rules(settings, mode, rules);
	} else {
		rules->trunk = true;
		fill(rules->set, "1-4094", true);
	}
}

/* "in VLAN 10", to stand behind "is". */
const char *xvs_reach_vlan(const json_t *settings, char *text)
{
	const char *mode = xvs_text(settings, "vlan.mode");
	const char *trunk = xvs_text(settings, "vlan.trunk");
	const char *prune = xvs_text(settings, "vlan.prune");
	int access = xvs_number(settings, "vlan.access");
	int native = xvs_number(settings, "vlan.native");
	int primary = xvs_number(settings, "vlan.primary");
	char end[64] = " and no native one";

	if (!strcmp(mode, "access") && access) {
		snprintf(text, XVS_REACH_TEXT, "in VLAN %d", access);
	} else if (!strcmp(mode, "access")) {
		snprintf(text, XVS_REACH_TEXT, "in no VLAN");
	} else if (!strcmp(mode, "trunk")) {
		if (native)
			snprintf(end, sizeof(end), " and native VLAN %d",
				 native);
		snprintf(text, XVS_REACH_TEXT,
			 "a trunk with VLANs %.200s%s%.200s%s",
			 *trunk ? trunk : "1-4094", *prune ? " without " : "",
			 prune, end);
	} else if (!strcmp(mode, "promiscuous")) {
		snprintf(text, XVS_REACH_TEXT,
			 "promiscuous in the private VLAN %d with %.200s",
			 primary, xvs_text(settings, "vlan.secondaries"));
	} else if (!strcmp(mode, "isolated") || !strcmp(mode, "community")) {
		snprintf(text, XVS_REACH_TEXT, "%s %d of the private VLAN %d",
			 *mode == 'i' ? "in the isolated VLAN" :
					"in the community",
			 (int)xvs_number(settings, "vlan.secondary"), primary);
	} else {
		snprintf(text, XVS_REACH_TEXT,
			 "transparent: untagged frames are in no VLAN, tags are kept");
	}
	return text;
}

static bool takes(const struct rules *r, int vlan)
{
	return vlan == r->rx || vlan == r->rx2 ||
	       (vlan > 0 && vlan < VLANS && r->set[vlan]);
}

static bool sends_tagged(const struct rules *r, int vlan)
{
	return r->trunk && vlan > 0 && (vlan == r->rx || r->set[vlan]);
}

static bool sends(const struct rules *r, int vlan)
{
	return (!r->refuses_untagged && vlan == r->tx) ||
	       sends_tagged(r, vlan);
}

/* Untagged at one end, untagged at the other. */
static bool plain_way(const struct rules *from, const struct rules *to)
{
	return !from->refuses_untagged && takes(to, from->tx) &&
	       !(to->trunk && from->tx != to->rx);
}

/* The first VLAN on the way from one to the other, or NO_VLAN. */
static int first_way(const struct rules *from, const struct rules *to)
{
	int vlan;

	for (vlan = 0; vlan < VLANS; vlan++)
		if (sends(from, vlan) && takes(to, vlan))
			return vlan;
	return NO_VLAN;
}

static bool tagged_words(const struct xvs_reach_port *a,
			 const struct xvs_reach_port *b,
			 const struct rules *ra, const struct rules *rb,
			 int vlan, char *text)
{
	if (ra->trunk && rb->trunk)
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: %s and %s can talk in the VLANs they share, with tags (%d is the first)",
			 a->name, b->name, vlan);
	else
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: %s and %s can talk if %s tags its frames with VLAN %d, and not without a tag",
			 a->name, b->name, ra->trunk ? a->name : b->name,
			 vlan);
	return true;
}

static bool same_vlan(const struct xvs_reach_port *a,
		      const struct xvs_reach_port *b,
		      const struct rules *ra, const struct rules *rb,
		      char *text)
{
	if (ra->tx != rb->tx)
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: the private VLAN lets %s and %s talk",
			 a->name, b->name);
	else if (ra->tx)
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: %s and %s are both in VLAN %d", a->name,
			 b->name, ra->tx);
	else
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: %s and %s are both in no VLAN", a->name,
			 b->name);
	return true;
}

static bool vlans_allow(const struct xvs_reach_port *a,
			const struct xvs_reach_port *b, char *text)
{
	char a_text[XVS_REACH_TEXT], b_text[XVS_REACH_TEXT];
	struct rules ra, rb;
	int there, back;

	read_rules(a->settings, &ra);
	read_rules(b->settings, &rb);
	if (plain_way(&ra, &rb) && plain_way(&rb, &ra))
		return same_vlan(a, b, &ra, &rb, text);
	there = first_way(&ra, &rb);
	back = first_way(&rb, &ra);
	if (there != NO_VLAN && back != NO_VLAN)
		return tagged_words(a, b, &ra, &rb, there, text);
	xvs_reach_vlan(a->settings, a_text);
	xvs_reach_vlan(b->settings, b_text);
	if (!strcmp(a_text, b_text))
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: %.60s and %.60s are both %.180s, whose ports do not talk to each other",
			 a->name, b->name, a_text);
	else
		snprintf(text, XVS_REACH_TEXT,
			 "VLANs: %.60s is %.180s; %.60s is %.180s", a->name,
			 a_text, b->name, b_text);
	return false;
}

/* Whether the settings of the two let frames pass both ways; the sentence
 * says why, or why not.
 */
bool xvs_reach_each_other(const struct xvs_reach_port *a,
			  const struct xvs_reach_port *b, char *text)
{
	if (xvs_number(a->settings, "isolation.isolated") &&
	    xvs_number(b->settings, "isolation.isolated")) {
		snprintf(text, XVS_REACH_TEXT,
			 "isolation: %s and %s are both isolated", a->name,
			 b->name);
		return false;
	}
	return vlans_allow(a, b, text);
}
