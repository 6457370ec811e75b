// SPDX-License-Identifier: GPL-2.0-only
/* A table of addresses that is too plain to be wrong. */
#include <linux/errno.h>

#include "fdb_model.h"

unsigned int model_learned(const struct model *model, int port)
{
	unsigned int i, count = 0;

	for (i = 0; i < MODEL_KEYS; i++)
		if (model->entries[i].there &&
		    model->entries[i].kind == XVS_FDB_KIND_LEARNED &&
		    (port < 0 || model->entries[i].port == port))
			count++;
	return count;
}

static bool model_full(const struct model *model, unsigned int limit, int port)
{
	return limit && model_learned(model, port) >= limit;
}

enum xvs_fdb_verdict model_learn(struct model *model, unsigned int port,
				 struct model_entry *entry)
{
	if (entry->there && entry->port == port) {
		entry->aged = false;
		return XVS_FDB_OK;
	}
	if (entry->there && entry->kind != XVS_FDB_KIND_LEARNED)
		return XVS_FDB_PINNED;
	if (entry->there && !model->move && !entry->aged)
		return XVS_FDB_OWNED;
	if (model_full(model, model->port_limit[port], port) ||
	    (!entry->there && model_full(model, model->limit, -1)))
		return XVS_FDB_OK;
	*entry = (struct model_entry){
		.there = true,
		.port = port,
		.kind = XVS_FDB_KIND_LEARNED,
	};
	return XVS_FDB_OK;
}

int model_add(unsigned int port, enum xvs_fdb_kind kind,
	      struct model_entry *entry)
{
	if (!entry->there || entry->kind == XVS_FDB_KIND_LEARNED) {
		*entry = (struct model_entry){
			.there = true,
			.port = port,
			.kind = kind,
		};
		return 0;
	}
	if (entry->port != port)
		return -EEXIST;
	if (entry->kind != kind) {
		entry->kind = XVS_FDB_KIND_PINNED;
		entry->kept = true;
	}
	return 0;
}

static void model_unpin(struct model_entry *entry)
{
	entry->there = entry->kept;
	entry->kept = false;
	entry->kind = XVS_FDB_KIND_STATIC;
}

int model_del(enum xvs_fdb_kind kind, struct model_entry *entry)
{
	bool pinned = entry->kind == XVS_FDB_KIND_PINNED;

	if (!entry->there || (kind == XVS_FDB_KIND_PINNED && !pinned))
		return -ENOENT;
	if (pinned && kind != XVS_FDB_KIND_PINNED && !entry->kept)
		return -EBUSY;
	if (kind == XVS_FDB_KIND_PINNED)
		model_unpin(entry);
	else if (pinned)
		entry->kept = false;
	else
		entry->there = false;
	return 0;
}

void model_forget(struct model *model, unsigned int port, bool statics)
{
	struct model_entry *entry;
	unsigned int i;

	for (i = 0; i < MODEL_KEYS; i++) {
		entry = &model->entries[i];
		if (!entry->there || entry->port != port)
			continue;
		if (statics || entry->kind == XVS_FDB_KIND_LEARNED)
			entry->there = false;
		else if (entry->kind == XVS_FDB_KIND_PINNED)
			model_unpin(entry);
	}
}

unsigned int model_flush(struct model *model, int port, int fid, bool statics)
{
	struct model_entry *entry;
	unsigned int i, count = 0;

	for (i = 0; i < MODEL_KEYS; i++) {
		entry = &model->entries[i];
		if (!entry->there || (port >= 0 && entry->port != port) ||
		    (fid >= 0 && i % MODEL_FIDS != fid) ||
		    entry->kind == XVS_FDB_KIND_PINNED ||
		    (entry->kind == XVS_FDB_KIND_STATIC && !statics))
			continue;
		entry->there = false;
		count++;
	}
	return count;
}

void model_age(struct model *model)
{
	struct model_entry *entry;
	unsigned int i;

	for (i = 0; i < MODEL_KEYS; i++) {
		entry = &model->entries[i];
		if (entry->aged && entry->kind == XVS_FDB_KIND_LEARNED)
			entry->there = false;
	}
}
