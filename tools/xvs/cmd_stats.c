// SPDX-License-Identifier: GPL-2.0-only
/* xvs stats: counters of the ports, and drops by reason. */
#include <linux/xvs.h>
#include <stdio.h>

#include "cmd.h"
#include "genl.h"
#include "reasons.h"

static const struct xvs_column columns[] = {
	{ "SWITCH",	"switch",	XVS_FORM_NAME,	false },
	{ "PORT",	"port",		XVS_FORM_NAME,	false },
	{ "RX",		"rx-packets",	XVS_FORM_COUNT,	false },
	{ "RX-BYTES",	"rx-bytes",	XVS_FORM_BYTES,	false },
	{ "TX",		"tx-packets",	XVS_FORM_COUNT,	false },
	{ "TX-BYTES",	"tx-bytes",	XVS_FORM_BYTES,	false },
	{ "RX-DROPPED",	"rx-dropped",	XVS_FORM_COUNT,	false },
	{ "TX-DROPPED",	"tx-dropped",	XVS_FORM_COUNT,	false },
	{ "FLOODED",	"flooded",	XVS_FORM_COUNT,	false },
	{ 0 }
};

static void print_drops(json_t *record, const json_t *sentences)
{
	char packets[XVS_OUT_VALUE_MAX];
	json_t *drop;
	size_t i;

	json_array_foreach(json_object_get(record, "drop"), i, drop) {
		const char *name = xvs_text(drop, "name");

		if (!xvs_number(drop, "packets"))
			continue;
		json_object_set(drop, "sentence",
				json_object_get(sentences, name));
		xvs_out_under("    %8s %-3s  %s: %s",
			      xvs_out_count(packets,
					    xvs_number(drop, "packets")),
			      xvs_text(drop, "direction"), name,
			      xvs_text(drop, "sentence"));
	}
}

static void print(const struct xvs_list *list, const struct xvs_ref *ref,
		  const json_t *sentences)
{
	json_t *record;
	size_t pos = 0;

	xvs_out_begin(columns);
	while ((record = xvs_list_next(list, &pos))) {
		if (xvs_cmd_match(record, ref)) {
			if (sentences && xvs_out.json)
				print_drops(record, sentences);
			xvs_out_record(record);
			if (sentences && !xvs_out.json)
				print_drops(record, sentences);
		}
		json_decref(record);
	}
	xvs_out_end();
}

static int show(struct xvs_args *args)
{
	struct xvs_list list = { 0 };
	struct xvs_ref ref = { 0 };
	json_t *sentences = NULL;
	int status = XVS_OK;

	if (xvs_args_filter(args, &ref))
		return XVS_USAGE;
	if (xvs_out.stats)
		status = xvs_reasons_get(&sentences);
	if (!status)
		status = xvs_cmd_fetch(XVS_CMD_STATS_GET, &ref,
				       ref.port.name || ref.port.id, &list);
	if (!status)
		print(&list, &ref, sentences);
	xvs_list_clear(&list);
	json_decref(sentences);
	return status;
}

static int reasons(struct xvs_args *args)
{
	static const struct xvs_column catalogue[] = {
		{ "REASON",	"name",		XVS_FORM_NAME,	false },
		{ "NUMBER",	"reason",	XVS_FORM_PLAIN,	true },
		{ "SENTENCE",	"sentence",	XVS_FORM_PLAIN,	false },
		{ 0 }
	};

	if (xvs_args_end(args))
		return XVS_USAGE;
	return xvs_cmd_show(XVS_CMD_REASON_GET, NULL, false, catalogue);
}

int xvs_reasons_get(json_t **sentences)
{
	struct xvs_list list = { 0 };
	int status = xvs_cmd_dump(XVS_CMD_REASON_GET, NULL, &list);
	json_t *record;
	size_t pos = 0;

	*sentences = json_object();
	while ((record = xvs_list_next(&list, &pos))) {
		json_object_set(*sentences, xvs_text(record, "name"),
				json_object_get(record, "sentence"));
		json_decref(record);
	}
	xvs_list_clear(&list);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ "show list ls", "[SWITCH [PORT]]", show },
	{ "reasons", "", reasons },
	{ 0 }
};

const struct xvs_object xvs_stats_object = {
	"stats", "counters, and drops by reason", verbs
};
