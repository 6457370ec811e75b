/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _XVS_TESTS_FDB_MODEL_H
#define _XVS_TESTS_FDB_MODEL_H

#include "../fdb.h"

#define MODEL_KEYS	512
#define MODEL_FIDS	4
#define MODEL_PORTS	4

struct model_entry {
	bool			there;
	bool			aged;	/* seen too long ago */
	bool			kept;
	unsigned int		port;
	enum xvs_fdb_kind	kind;
};

struct model {
	struct model_entry	entries[MODEL_KEYS];
	unsigned int		limit;
	unsigned int		port_limit[MODEL_PORTS];
	bool			move;
};

/* How many are learned, at @port or (-1) at all. Aged ones count until they
 * are cleared away, which only model_age() does.
 */
unsigned int model_learned(const struct model *model, int port);

/* What the table would answer; changes the model accordingly. */
enum xvs_fdb_verdict model_learn(struct model *model, unsigned int port,
				 struct model_entry *entry);
int model_add(unsigned int port, enum xvs_fdb_kind kind,
	      struct model_entry *entry);
int model_del(enum xvs_fdb_kind kind, struct model_entry *entry);
void model_forget(struct model *model, unsigned int port, bool statics);
unsigned int model_flush(struct model *model, int port, int fid, bool statics);
void model_age(struct model *model);

#endif
