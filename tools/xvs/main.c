// SPDX-License-Identifier: GPL-2.0-only
/* xvs: the command of the extensible virtual switch. Reads the options, then
 * runs one command or a batch of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "cmd.h"
#include "complete.h"
#include "genl.h"

#ifndef XVS_VERSION
#define XVS_VERSION	"0.1"
#endif

/* What the options ask for beside the form of the output. */
static struct {
	const char	*batch;
	const char	*netns;
	bool		force;
	bool		version;
	bool		help;
} asked;

struct option {
	const char	*letter;	/* or "" */
	const char	*word;
	bool		*flag;
	const char	**value;
};

static const struct option options[] = {
	{ "j", "json",		&xvs_out.json },
	{ "p", "pretty",	&xvs_out.pretty },
	{ "s", "stats",		&xvs_out.stats },
	{ "d", "details",	&xvs_out.details },
	{ "h", "human",		&xvs_out.human },
	{ "c", "color",		&xvs_out.color },
	{ "f", "force",		&asked.force },
	{ "V", "version",	&asked.version },
	{ "",  "help",		&asked.help },
	{ "b", "batch",		.value = &asked.batch },
	{ "n", "netns",		.value = &asked.netns },
	{ 0 }
};

static void help(void)
{
	const struct xvs_object *const *o;

	puts("usage: xvs [OPTIONS] OBJECT [VERB] ...\n"
	     "       xvs OBJECT help\n"
	     "       xvs [OPTIONS] -b FILE\n"
	     "\n"
	     "objects:");
	for (o = xvs_objects; *o; o++)
		printf("  %-10s %s\n", (*o)->name, (*o)->help);
	puts("\n"
	     "options:\n"
	     "  -j, -json        print JSON\n"
	     "  -p, -pretty      JSON for people to read\n"
	     "  -s, -stats       stats: drops by reason\n"
	     "  -d, -details     more columns, and the attribute that is to blame\n"
	     "  -h, -human       1.2M instead of 1258291, 3m20s instead of 200.000s\n"
	     "  -c, -color       colours, also when not on a terminal\n"
	     "  -b, -batch FILE  read commands from FILE, or from - for stdin\n"
	     "  -f, -force       go on with a batch after an error\n"
	     "  -n, -netns NAME  work in the network namespace NAME\n"
	     "  -V, -version     print the version\n"
	     "  -help            this page; the manual is xvs(8)\n"
	     "\n"
	     "Objects and verbs may be cut short: xvs po sh. A switch or a port may be\n"
	     "given by number: xvs port show #1 #3.");
}

/* What the letter switches on; NULL if it does not, or takes a value. */
static bool *find_flag(char letter)
{
	const struct option *o;

	for (o = options; o->word; o++)
		if (*o->letter == letter)
			return o->flag;
	return NULL;
}

static const struct option *find_word(const char *word)
{
	const struct option *o;
	size_t len = strlen(word);

	for (o = options; o->word; o++)
		if (!strcmp(o->letter, word) || !strcmp(o->word, word))
			return o;
	for (o = options; o->word; o++)
		if (len > 1 && !strncmp(o->word, word, len))
			return o;
	return NULL;
}

/* Letters in one word, such as -jp. */
static bool take_letters(const char *letters)
{
	const char *c;
	bool *flag;

	for (c = letters; *c; c++)
		if (!find_flag(*c))
			return false;
	for (c = letters; *c; c++) {
		flag = find_flag(*c);
		if (flag)
			*flag = true;
	}
	return c != letters;
}

/* One option; returns how many words it took, or -1. */
static int take_option(char **words)
{
	const char *word = words[0] + 1 + (words[0][1] == '-');
	const struct option *o;

	if (words[0][1] != '-' && take_letters(word))
		return 1;
	o = find_word(word);
	if (!o) {
		xvs_error("there is no option '%s', see 'xvs -help'",
			  words[0]);
		return -1;
	}
	if (o->flag) {
		*o->flag = true;
		return 1;
	}
	if (!words[1]) {
		xvs_error("option '%s' lacks its value", words[0]);
		return -1;
	}
	*o->value = words[1];
	return 2;
}

/* Enters the namespace that "ip netns" calls by that name. */
static int enter_netns(const char *name)
{
	char path[4096];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s%s",
		 strchr(name, '/') ? "" : "/run/netns/", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		xvs_error("cannot enter the network namespace '%s': %s", name,
			  strerror(errno));
		err = -1;
	}
	if (fd >= 0)
		close(fd);
	return err;
}

static void choose_color(void)
{
	const char *no = getenv("NO_COLOR");

	if (xvs_out.json)
		xvs_out.color = false;
	else if (!xvs_out.color && !(no && *no))
		xvs_out.color = isatty(STDOUT_FILENO);
}

static int run(char **words)
{
	int count = 0;

	while (words[count])
		count++;
	if (asked.batch && count) {
		xvs_error("'%s' is not expected beside a batch", words[0]);
		return XVS_USAGE;
	}
	if (asked.netns && enter_netns(asked.netns))
		return XVS_USAGE;
	if (asked.batch)
		return xvs_batch_run(asked.batch, asked.force);
	if (!strcmp(words[0], "complete"))
		return xvs_complete(words + 1, count - 1);
	return xvs_cmd_run(count, words);
}

static int finish(int status)
{
	xvs_genl_close();
	if (fflush(stdout) || ferror(stdout)) {
		xvs_error("cannot write: %s", strerror(errno));
		return XVS_USAGE;
	}
	return status;
}

int main(int argc, char **argv)
{
	int taken;

	if (argc)
		argv++;
	for (; *argv && **argv == '-' && (*argv)[1]; argv += taken) {
		taken = take_option(argv);
		if (taken < 0)
			return XVS_USAGE;
	}
	if (xvs_out.pretty)
		xvs_out.json = true;
	choose_color();
	if (asked.help || (*argv && !strcmp(*argv, "help"))) {
		help();
		return finish(XVS_OK);
	}
	if (asked.version) {
		puts("xvs " XVS_VERSION);
		return finish(XVS_OK);
	}
	if (!*argv && !asked.batch) {
		xvs_error("no object is given, see 'xvs help'");
		return XVS_USAGE;
	}
	return finish(run(argv));
}
