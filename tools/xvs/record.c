// SPDX-License-Identifier: GPL-2.0-only
/* Messages of the kernel as JSON objects, with the names of spec.c as keys.
 * All commands read what the kernel said this way.
 */
#include <arpa/inet.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"
#include "record.h"
#include "spec.h"

void xvs_list_add(struct xvs_list *list, const struct nlmsghdr *nlh)
{
	size_t len = NLMSG_ALIGN(nlh->nlmsg_len);

	if (list->used + len > list->room) {
		size_t room = (list->room + len) * 2;
		char *data = realloc(list->data, room);

		if (!data)
			xvs_out_of_memory();
		list->data = data;
		list->room = room;
	}
	memcpy(list->data + list->used, nlh, nlh->nlmsg_len);
	list->used += len;
}

void xvs_list_clear(struct xvs_list *list)
{
	free(list->data);
	*list = (struct xvs_list){ 0 };
}

/* The record at *pos, which the caller gives back with json_decref(); NULL at
 * the end.
 */
json_t *xvs_list_next(const struct xvs_list *list, size_t *pos)
{
	while (*pos < list->used) {
		const void *at = list->data + *pos;
		const struct nlmsghdr *nlh = at;
		json_t *record = xvs_record(nlh);

		*pos += NLMSG_ALIGN(nlh->nlmsg_len);
		if (record)
			return record;
	}
	return NULL;
}

static json_t *hex(const unsigned char *data, int len, const char *between)
{
	char *text = malloc(3 * len + 1);
	char *at = text;
	json_t *value;
	int i;

	if (!text)
		xvs_out_of_memory();
	*at = 0;
	for (i = 0; i < len; i++)
		at += sprintf(at, "%s%02x", i ? between : "", data[i]);
	value = json_string(text);
	free(text);
	return value;
}

/* A name may hold any byte; JSON only takes UTF-8. */
static json_t *string(const struct nlattr *nla)
{
	const char *text = nla_data(nla);
	size_t len = strnlen(text, nla_len(nla));
	json_t *value = json_stringn(text, len);
	char *copy, *c;

	if (value)
		return value;
	copy = strndup(text, len);
	if (!copy)
		xvs_out_of_memory();
	for (c = copy; *c; c++)
		if (*c & 0x80)
			*c = '?';
	value = json_string(copy);
	free(copy);
	return value;
}

static json_t *nest(const struct nlattr *first, int len,
		    const struct xvs_set *set);

static json_t *number(const struct nlattr *nla, const struct xvs_attr *attr)
{
	uint32_t value;
	const char *word;

	if (nla_len(nla) < (int)sizeof(value))
		return NULL;
	value = nla_get_u32(nla);
	word = attr->words ? xvs_spec_word(attr->words, value) : NULL;
	return word ? json_string(word) : json_integer(value);
}

/* A bit that a newer kernel adds has no word here. */
static json_t *flags(const struct nlattr *nla, const struct xvs_attr *attr)
{
	json_t *list = json_array();
	uint32_t bits;
	int i;

	if (nla_len(nla) < (int)sizeof(bits))
		return list;
	bits = nla_get_u32(nla);
	for (i = 0; attr->words[i]; i++)
		if (bits & 1u << i)
			json_array_append_new(list,
					      json_string(attr->words[i]));
	return list;
}

static json_t *address(const struct nlattr *nla)
{
	char text[INET6_ADDRSTRLEN];
	int family = nla_len(nla) == 4 ? AF_INET : AF_INET6;

	if (family == AF_INET6 && nla_len(nla) < 16)
		return NULL;
	return json_string(inet_ntop(family, nla_data(nla), text,
				     sizeof(text)));
}

static json_t *value(const struct nlattr *nla, const struct xvs_attr *attr)
{
	switch (attr->type) {
	case XVS_T_U32:
		return number(nla, attr);
	case XVS_T_U64:
		if (nla_len(nla) < (int)sizeof(uint64_t))
			return NULL;
		return json_integer((json_int_t)nla_get_u64(nla));
	case XVS_T_STRING:
		return string(nla);
	case XVS_T_FLAG:
		return json_true();
	case XVS_T_MAC:
		return hex(nla_data(nla), nla_len(nla), ":");
	case XVS_T_ADDR:
		return address(nla);
	case XVS_T_BLOB:
		return hex(nla_data(nla), nla_len(nla), "");
	case XVS_T_NEST:
		return nest(nla_data(nla), nla_len(nla), attr->nest);
	case XVS_T_FLAGS:
		return flags(nla, attr);
	case XVS_T_NONE:
		break;
	}
	return NULL;
}

static void put(json_t *record, const struct xvs_attr *attr, json_t *v)
{
	json_t *many;

	if (!v)
		return;
	if (!attr->many) {
		json_object_set_new(record, attr->name, v);
		return;
	}
	many = json_object_get(record, attr->name);
	if (!many) {
		many = json_array();
		json_object_set_new(record, attr->name, many);
	}
	json_array_append_new(many, v);
}

/* What a newer kernel adds is left out. */
static json_t *nest(const struct nlattr *first, int len,
		    const struct xvs_set *set)
{
	json_t *record = json_object();
	const struct nlattr *nla;
	int left;

	nla_for_each_attr(nla, (struct nlattr *)first, len, left) {
		int type = nla_type(nla);

		if (type <= set->max && set->attrs[type].name)
			put(record, &set->attrs[type],
			    value(nla, &set->attrs[type]));
	}
	return record;
}

int xvs_record_cmd(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
		return -1;
	return genlmsg_hdr((struct nlmsghdr *)nlh)->cmd;
}

json_t *xvs_record(const struct nlmsghdr *nlh)
{
	int cmd = xvs_record_cmd(nlh);
	const struct xvs_set *set = cmd < 0 ? NULL : xvs_spec_set(cmd);
	struct genlmsghdr *ghdr;

	if (!set)
		return NULL;
	ghdr = genlmsg_hdr((struct nlmsghdr *)nlh);
	return nest(genlmsg_attrdata(ghdr, 0), genlmsg_attrlen(ghdr, 0), set);
}

bool xvs_has(const json_t *record, const char *key)
{
	return json_object_get(record, key);
}

const char *xvs_text(const json_t *record, const char *key)
{
	const char *text = json_string_value(json_object_get(record, key));

	return text ? text : "";
}

json_int_t xvs_number(const json_t *record, const char *key)
{
	return json_integer_value(json_object_get(record, key));
}

bool xvs_is(const json_t *record, const char *key, const char *word)
{
	return !strcmp(xvs_text(record, key), word);
}
