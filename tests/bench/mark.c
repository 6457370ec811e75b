// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark begin | mark end: tells QEMU's counter of instructions where to begin
 * and where to end, for what is done by commands.
 */

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "begin")) {
		__asm__ volatile(".byte 0x0f,0x1f,0x84,0x00,0x00,0x53,0x56,0x58");
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "end")) {
		__asm__ volatile(".byte 0x0f,0x1f,0x84,0x00,0x01,0x53,0x56,0x58");
		return 0;
	}
	fprintf(stderr, "usage: mark begin|end\n");
	return 2;
}
