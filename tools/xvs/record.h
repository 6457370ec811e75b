/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XVS_RECORD_H
#define XVS_RECORD_H

#include <jansson.h>
#include <netlink/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Messages of the kernel as they came, one behind the other. A dump can be
 * long, so only the one in use is turned into JSON.
 */
struct xvs_list {
	char	*data;
	size_t	used;
	size_t	room;
	bool	interrupted;	/* the kernel's table changed in between */
};

void xvs_list_add(struct xvs_list *list, const struct nlmsghdr *nlh);
void xvs_list_clear(struct xvs_list *list);
json_t *xvs_list_next(const struct xvs_list *list, size_t *pos);

json_t *xvs_record(const struct nlmsghdr *nlh);
int xvs_record_cmd(const struct nlmsghdr *nlh);

bool xvs_has(const json_t *record, const char *key);
const char *xvs_text(const json_t *record, const char *key);
json_int_t xvs_number(const json_t *record, const char *key);
bool xvs_is(const json_t *record, const char *key, const char *word);

#endif
