// SPDX-License-Identifier: GPL-2.0-only
/* Where BPF programs are: rows of tables, one for each direction on a switch
 * and on each of its ports.
 *
 * A frame reads a pointer to find the program, so a program is replaced between
 * two frames.
 */
#include <linux/bpf.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/xvs.h>

#include "bpf.h"

/* --- programs come and go --- */

static void free_program(struct program *program)
{
	free_percpu(program->counters);
	kfree(program);
}

static void free_program_rcu(struct rcu_head *rcu)
{
	free_program(container_of(rcu, struct program, rcu));
}

/* Frames may still run it: BPF keeps it for a grace period as well. */
static void put_program(struct program *program)
{
	if (!program)
		return;
	bpf_prog_put(program->prog);
	call_rcu(&program->rcu, free_program_rcu);
}

void xvs_bpf_clear(struct place *place)
{
	struct program *old;
	int i;

	for (i = 0; i < DIRECTIONS; i++) {
		/* control context has no common lock to name */
		old = rcu_replace_pointer(place->program[i], NULL, true);
		put_program(old);
	}
}

static struct bpf_prog *get_prog(s32 fd, struct netlink_ext_ack *extack)
{
	struct bpf_prog *prog;

	prog = bpf_prog_get_type_dev(fd, BPF_PROG_TYPE_SCHED_CLS, false);
	if (!IS_ERR(prog))
		return prog;
	if (PTR_ERR(prog) == -EBADF)
		NL_SET_ERR_MSG(extack,
			       "the program's file descriptor is not open in the requesting process");
	else
		NL_SET_ERR_MSG(extack,
			       "the file descriptor is not that of a BPF program of type sched_cls");
	return prog;
}

static struct program *new_program(const struct xvs_bpf_program *row,
				   struct netlink_ext_ack *extack)
{
	struct program *program;
	struct bpf_prog *prog;

	program = kzalloc(sizeof(*program), GFP_KERNEL);
	if (!program)
		return ERR_PTR(-ENOMEM);
	program->counters = netdev_alloc_pcpu_stats(struct counters);
	if (!program->counters) {
		kfree(program);
		return ERR_PTR(-ENOMEM);
	}
	prog = get_prog(row->fd, extack);
	if (IS_ERR(prog)) {
		free_program(program);
		return ERR_CAST(prog);
	}
	program->prog = prog;
	strscpy(program->name, row->name[0] ? row->name : prog->aux->name,
		sizeof(program->name));
	strscpy(program->path, row->path, sizeof(program->path));
	return program;
}

static bool is_text(const char *text, size_t room)
{
	return strnlen(text, room) < room;
}

static int check_row(const struct xvs_attach *at, u32 id,
		     const struct xvs_bpf_program *row,
		     struct netlink_ext_ack *extack)
{
	if (row->direction >= DIRECTIONS) {
		NL_SET_ERR_MSG(extack, "no such direction");
		return -EINVAL;
	}
	if (row->direction != XVS_DIRECTION_IN &&
	    at->ext->class == XVS_EXT_CLASS_FORWARD) {
		NL_SET_ERR_MSG(extack,
			       "a program that forwards takes frames that come in");
		return -EINVAL;
	}
	if (id && id != row->direction + 1) {
		NL_SET_ERR_MSG(extack,
			       "a program's row is number 1 for frames that come in, 2 for those that go out");
		return -EINVAL;
	}
	if (!is_text(row->name, sizeof(row->name)) ||
	    !is_text(row->path, sizeof(row->path)) || row->reserved) {
		NL_SET_ERR_MSG(extack, "the program's row is malformed");
		return -EINVAL;
	}
	return 0;
}

/* --- the table of programs --- */

/* What a place will look like: what is there, or new. */
struct plan {
	struct program	*now[DIRECTIONS];
	struct program	*next[DIRECTIONS];
};

static void plan_drop(struct plan *plan)
{
	int i;

	for (i = 0; i < DIRECTIONS; i++)
		if (plan->next[i] != plan->now[i])
			put_program(plan->next[i]);
}

static int plan_del(struct plan *plan, u32 id, struct netlink_ext_ack *extack)
{
	if (!id || id > DIRECTIONS || !plan->next[id - 1]) {
		NL_SET_ERR_MSG(extack, "there is no program there");
		return -ENOENT;
	}
	plan->next[id - 1] = NULL;
	return 0;
}

static int plan_add(struct plan *plan, const struct xvs_attach *at,
		    struct xvs_entry *entry, struct netlink_ext_ack *extack)
{
	const struct xvs_bpf_program *row = entry->data;
	struct program *program, **next;
	int err;

	err = check_row(at, entry->id, row, extack);
	if (err)
		return err;
	next = &plan->next[row->direction];
	if (*next && (!entry->id || *next != plan->now[row->direction])) {
		NL_SET_ERR_MSG(extack,
			       "there is a program there already, which can be replaced");
		return -EEXIST;
	}
	program = new_program(row, extack);
	if (IS_ERR(program))
		return PTR_ERR(program);
	*next = program;
	entry->id = row->direction + 1;
	return 0;
}

static int plan_all(struct plan *plan, const struct xvs_attach *at,
		    struct xvs_table_change *change,
		    struct netlink_ext_ack *extack)
{
	int err = 0;
	u32 i;

	if (change->replace)
		memset(plan->next, 0, sizeof(plan->next));
	for (i = 0; !err && i < change->del_count; i++)
		err = plan_del(plan, change->del[i], extack);
	for (i = 0; !err && i < change->add_count; i++)
		err = plan_add(plan, at, &change->add[i], extack);
	return err;
}

static struct place *place_of(struct xvs_attach *at, struct xvs_port *port)
{
	struct own *own = at->priv;

	return port ? xvs_port_priv(at, port) : &own->place;
}

static int program_change(struct xvs_attach *at, struct xvs_port *port,
			  struct xvs_table_change *change,
			  struct netlink_ext_ack *extack)
{
	struct place *place = place_of(at, port);
	struct plan plan;
	int i, err;

	if (!place)
		return -ENOENT;
	for (i = 0; i < DIRECTIONS; i++)
		plan.now[i] = rcu_dereference_protected(place->program[i],
							true);
	memcpy(plan.next, plan.now, sizeof(plan.next));
	err = plan_all(&plan, at, change, extack);
	if (err) {
		plan_drop(&plan);
		return err;
	}
	for (i = 0; i < DIRECTIONS; i++) {
		if (plan.next[i] == plan.now[i])
			continue;
		rcu_assign_pointer(place->program[i], plan.next[i]);
		put_program(plan.now[i]);
	}
	return 0;
}

/* The first program with an id of *@id or more. */
const struct program *xvs_bpf_next(struct xvs_attach *at,
				   struct xvs_port *port, u32 *id)
{
	struct place *place = place_of(at, port);
	struct program *program;
	u32 i;

	if (!place)
		return NULL;
	for (i = max(*id, 1U); i <= DIRECTIONS; i++) {
		program = rcu_dereference_protected(place->program[i - 1],
						    true);
		if (program) {
			*id = i;
			return program;
		}
	}
	return NULL;
}

static int program_next(struct xvs_attach *at, struct xvs_port *port, u32 *id,
			void *data, size_t room)
{
	const struct program *program = xvs_bpf_next(at, port, id);
	struct xvs_bpf_program *row = data;

	if (!program)
		return 0;
	if (room < sizeof(*row))
		return -EMSGSIZE;
	memset(row, 0, sizeof(*row));
	row->direction = *id - 1;
	row->fd = -1;
	row->prog_id = program->prog->aux->id;
	memcpy(row->tag, program->prog->tag, sizeof(row->tag));
	strscpy(row->name, program->name, sizeof(row->name));
	strscpy(row->path, program->path, sizeof(row->path));
	return sizeof(*row);
}

static int run_next(struct xvs_attach *at, struct xvs_port *port, u32 *id,
		    void *data, size_t room)
{
	const struct program *program = xvs_bpf_next(at, port, id);
	struct xvs_bpf_run *row = data;

	if (!program)
		return 0;
	if (room < sizeof(*row))
		return -EMSGSIZE;
	memset(row, 0, sizeof(*row));
	row->direction = *id - 1;
	xvs_bpf_read_run(program, row);
	return sizeof(*row);
}

#define TABLE(_name, _scope, _row, _change, _next) {			\
	.name = _name, .scope = _scope, .version = XVS_BPF_VERSION,	\
	.size = sizeof(_row), .change = _change, .next = _next,		\
}

const struct xvs_ext_table xvs_bpf_tables[TABLES] = {
	TABLE(XVS_BPF_TABLE_PROGRAM, XVS_OF_SWITCH, struct xvs_bpf_program,
	      program_change, program_next),
	TABLE(XVS_BPF_TABLE_PORT_PROGRAM, XVS_OF_PORT, struct xvs_bpf_program,
	      program_change, program_next),
	TABLE(XVS_BPF_TABLE_RUN, XVS_OF_SWITCH, struct xvs_bpf_run,
	      NULL, run_next),
	TABLE(XVS_BPF_TABLE_PORT_RUN, XVS_OF_PORT, struct xvs_bpf_run,
	      NULL, run_next),
};
