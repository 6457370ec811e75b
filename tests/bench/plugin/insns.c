// SPDX-License-Identifier: GPL-2.0-only
/*
 * -plugin insns.so,out=FILE[,stores=on]
 *
 * Counts, between two markers that bench_gen executes, how often the guest
 * runs each block of its kernel.  FILE gets, for each pair of markers, a line
 *	B ADDRESS INSTRUCTIONS TIMES
 * for each block that ran, and then a line "E".
 *
 * With stores=on it also notes which cache lines modules write, and from
 * which CPUs: a line
 *	S ADDRESS-OF-INSTRUCTION LINE TIMES TIMES..
 * for each line that an instruction of a module has written, with the number
 * of times for each CPU.
 *
 * A marker is a long NOP: nopl 0x585653NN(%rax,%rax,1), NN 0 to begin and 1
 * to end.  Counting is exact with one CPU; with more, blocks lose some counts.
 */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_api.h"

#define BUCKETS		(1 << 16)
#define MODULES_BEGIN	0xffffffffc0000000ULL
#define KERNEL_BEGIN	(1ULL << 47)
#define LINE_SHIFT	6
#define CPUS_MAX	8

EXPORT int qemu_plugin_version = QEMU_API_VERSION;

struct block {
	uint64_t address, insns, times, base;
	struct block *next_in_bucket, *next;
};

struct store {
	uint64_t insn, line, times[CPUS_MAX];
	struct store *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct block *block_buckets[BUCKETS], *blocks;
static struct store *store_buckets[BUCKETS];
static bool want_stores, noting;
static int n_cpus;
static FILE *out;

static struct block *block_find(uint64_t address, uint64_t insns)
{
	struct block **bucket, *b;

	bucket = &block_buckets[(address ^ address >> 16 ^ insns * 40503) %
				BUCKETS];
	for (b = *bucket; b; b = b->next_in_bucket)
		if (b->address == address && b->insns == insns)
			return b;
	b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->address = address;
	b->insns = insns;
	b->next_in_bucket = *bucket;
	*bucket = b;
	b->next = blocks;
	blocks = b;
	return b;
}

static void on_store(unsigned int cpu, qemu_plugin_meminfo_t info,
		     uint64_t address, void *insn)
{
	uint64_t line = address >> LINE_SHIFT;
	struct store **bucket, *s;

	/* QEMU 7.2 calls for loads too, whatever was asked for. */
	if (!noting || !qemu_plugin_mem_is_store(info))
		return;
	pthread_mutex_lock(&lock);
	bucket = &store_buckets[(line ^ line >> 16 ^ (uint64_t)insn * 31) %
				BUCKETS];
	for (s = *bucket; s; s = s->next)
		if (s->line == line && s->insn == (uint64_t)insn)
			break;
	if (!s) {
		s = calloc(1, sizeof(*s));
		if (!s)
			abort();
		s->insn = (uint64_t)insn;
		s->line = line;
		s->next = *bucket;
		*bucket = s;
	}
	s->times[cpu % CPUS_MAX]++;
	pthread_mutex_unlock(&lock);
}

static void forget_stores(void)
{
	struct store *s, *next;
	unsigned int i;

	for (i = 0; i < BUCKETS; i++) {
		for (s = store_buckets[i]; s; s = next) {
			next = s->next;
			free(s);
		}
		store_buckets[i] = NULL;
	}
}

static void begin(void)
{
	struct block *b;

	for (b = blocks; b; b = b->next)
		b->base = b->times;
	forget_stores();
	noting = true;
}

static void print_store(const struct store *s)
{
	int cpu;

	fprintf(out, "S %lx %lx", s->insn, s->line << LINE_SHIFT);
	for (cpu = 0; cpu < n_cpus; cpu++)
		fprintf(out, " %lu", s->times[cpu]);
	fprintf(out, "\n");
}

static void end(void)
{
	struct block *b;
	struct store *s;
	unsigned int i;

	noting = false;
	for (b = blocks; b; b = b->next)
		if (b->address >= KERNEL_BEGIN && b->times != b->base)
			fprintf(out, "B %lx %lu %lu\n", b->address, b->insns,
				b->times - b->base);
	for (i = 0; i < BUCKETS; i++)
		for (s = store_buckets[i]; s; s = s->next)
			print_store(s);
	fprintf(out, "E\n");
	fflush(out);
}

static void on_marker(unsigned int cpu, void *number)
{
	pthread_mutex_lock(&lock);
	if (number)
		end();
	else
		begin();
	pthread_mutex_unlock(&lock);
}

static bool is_marker(const struct qemu_plugin_insn *insn)
{
	static const unsigned char nop[] = { 0x0f, 0x1f, 0x84, 0x00 };
	static const unsigned char magic[] = { 0x53, 0x56, 0x58 };
	const unsigned char *code = qemu_plugin_insn_data(insn);

	return qemu_plugin_insn_size(insn) == 8 &&
	       !memcmp(code, nop, sizeof(nop)) &&
	       !memcmp(code + 5, magic, sizeof(magic));
}

static void look_at_insn(struct qemu_plugin_insn *insn)
{
	const unsigned char *code = qemu_plugin_insn_data(insn);
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	void *which = (void *)(uint64_t)code[4];

	if (is_marker(insn))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_marker,
						       QEMU_PLUGIN_CB_NO_REGS,
						       which);
	if (want_stores && address >= MODULES_BEGIN)
		qemu_plugin_register_vcpu_mem_cb(insn, on_store,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_W,
						 (void *)address);
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, insns = qemu_plugin_tb_n_insns(tb);
	struct block *b;

	pthread_mutex_lock(&lock);
	b = block_find(qemu_plugin_tb_vaddr(tb), insns);
	pthread_mutex_unlock(&lock);
	qemu_plugin_register_vcpu_tb_exec_inline(tb,
						 QEMU_PLUGIN_INLINE_ADD_U64,
						 &b->times, 1);
	for (i = 0; i < insns; i++)
		look_at_insn(qemu_plugin_tb_get_insn(tb, i));
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info,
			       int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = fopen(argv[i] + 4, "w");
		else if (!strcmp(argv[i], "stores=on"))
			want_stores = true;
	}
	if (!out) {
		fprintf(stderr, "insns.so: needs out=FILE that can be written\n");
		return -1;
	}
	n_cpus = info->system.max_vcpus;
	if (n_cpus > CPUS_MAX)
		n_cpus = CPUS_MAX;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	return 0;
}
