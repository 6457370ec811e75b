// SPDX-License-Identifier: GPL-2.0-only
/* xvs graph: a picture of the switches, for Graphviz or for the terminal. */
#include <linux/xvs.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "genl.h"
#include "reach.h"
#include "state.h"

/* How a port's VLANs are told where there is little room. */
static const char *vlan_text(const json_t *settings, char *text)
{
	const char *mode = xvs_text(settings, "vlan.mode");
	int access = xvs_number(settings, "vlan.access");
	const char *trunk = xvs_text(settings, "vlan.trunk");

	if (!strcmp(mode, "access") && access)
		snprintf(text, XVS_REACH_TEXT, "VLAN %d", access);
	else if (!strcmp(mode, "trunk"))
		snprintf(text, XVS_REACH_TEXT, "trunk %.200s",
			 *trunk ? trunk : "of all VLANs");
	else if (!strcmp(mode, "isolated") || !strcmp(mode, "community"))
		snprintf(text, XVS_REACH_TEXT, "%s %d in VLAN %d", mode,
			 (int)xvs_number(settings, "vlan.secondary"),
			 (int)xvs_number(settings, "vlan.primary"));
	else if (!strcmp(mode, "promiscuous"))
		snprintf(text, XVS_REACH_TEXT, "promiscuous in VLAN %d",
			 (int)xvs_number(settings, "vlan.primary"));
	else
		*text = 0;
	return text;
}

/* The stack in the order of frames that come in: "acl > limit (disabled)". */
static const char *stack_text(const struct xvs_state *state, const json_t *sw,
			      char *text)
{
	const json_t *list = xvs_state_of_switch(state->exts, sw);
	size_t used = 0, i;
	json_t *ext;

	*text = 0;
	json_array_foreach(list, i, ext) {
		used += snprintf(text + used, XVS_REACH_TEXT - used, "%s%s%s",
				 i ? " > " : "", xvs_text(ext, "ext"),
				 xvs_number(ext, "enabled") ? "" :
							      " (disabled)");
		if (used >= XVS_REACH_TEXT)
			break;
	}
	return text;
}

/* --- Graphviz --- */

static void dot_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar((unsigned char)*text < ' ' ? '?' : *text);
	}
}

/* "\nbefore VALUE", if there is one. */
static void dot_fact(const char *before, const char *value)
{
	if (!*value)
		return;
	printf("\\n%s", before);
	dot_text(value);
}

static const char *state_fill(const char *state)
{
	if (!strcmp(state, "connected"))
		return "#c8e6c9";
	if (!strcmp(state, "disconnected"))
		return "#ffcdd2";
	return "#fff9c4";
}

static void dot_switch(const struct xvs_state *state, const json_t *sw)
{
	char stack[XVS_REACH_TEXT];

	printf("\tswitch%lld [shape=box3d, style=filled, fillcolor=\"#bbdefb\", label=\"",
	       (long long)xvs_number(sw, "switch-id"));
	dot_text(xvs_text(sw, "switch"));
	dot_fact("", xvs_text(sw, "type"));
	dot_fact("", stack_text(state, sw, stack));
	puts("\"];");
}

static void dot_nic(const json_t *nic, const char *port)
{
	printf("\tnic%s [shape=box, style=\"filled,rounded\", fillcolor=\"%s\", label=\"",
	       port, state_fill(xvs_text(nic, "state")));
	dot_text(xvs_text(nic, "ifname"));
	dot_fact("", xvs_text(nic, "kind"));
	if (!xvs_is(nic, "class", "none"))
		dot_fact("", xvs_text(nic, "class"));
	dot_fact("VM ", xvs_text(nic, "vm"));
	dot_fact("", xvs_text(nic, "current-mac"));
	dot_fact("", xvs_text(nic, "state"));
	printf("\"];\n\tport%s -- nic%s;\n", port, port);
}

static void dot_port(const struct xvs_state *state, const json_t *port)
{
	const json_t *nic = xvs_state_of_port(state->nics, port);
	char vlan[XVS_REACH_TEXT], id[64];

	snprintf(id, sizeof(id), "%lld_%lld",
		 (long long)xvs_number(port, "switch-id"),
		 (long long)xvs_number(port, "port-id"));
	printf("\tport%s [shape=ellipse, style=filled, fillcolor=\"%s\", label=\"",
	       id, nic ? "#eceff1" : "#ffffff");
	dot_text(xvs_text(port, "port"));
	dot_fact("", xvs_text(port, "label"));
	dot_fact("", vlan_text(xvs_state_of_port(state->settings, port),
			       vlan));
	if (xvs_has(port, "validation"))
		dot_fact("", "validation");
	printf("\"];\n\tswitch%lld -- port%s;\n",
	       (long long)xvs_number(port, "switch-id"), id);
	if (nic)
		dot_nic(nic, id);
}

static void print_dot(const struct xvs_state *state)
{
	const char *key;
	json_t *record;

	puts("graph xvs {\n"
	     "\tgraph [rankdir=LR, fontname=\"sans-serif\"];\n"
	     "\tnode [fontname=\"sans-serif\", fontsize=11];");
	json_object_foreach(state->switches, key, record)
		dot_switch(state, record);
	json_object_foreach(state->ports, key, record)
		dot_port(state, record);
	puts("}");
}

/* --- the terminal --- */

static void text_fact(const char *before, const char *value,
		      enum xvs_form form)
{
	if (!*value)
		return;
	printf("  %s", before);
	xvs_out_name(value, form);
}

static void text_nic(const json_t *nic, const char *stem)
{
	printf("%s`-- ", stem);
	xvs_out_name(xvs_text(nic, "ifname"), XVS_FORM_NAME);
	text_fact("", xvs_text(nic, "kind"), XVS_FORM_PLAIN);
	if (!xvs_is(nic, "class", "none"))
		text_fact("", xvs_text(nic, "class"), XVS_FORM_PLAIN);
	text_fact("VM ", xvs_text(nic, "vm"), XVS_FORM_PLAIN);
	text_fact("", xvs_text(nic, "current-mac"), XVS_FORM_MAC);
	text_fact("", xvs_text(nic, "state"), XVS_FORM_STATE);
	putchar('\n');
}

static void text_port(const struct xvs_state *state, const json_t *port,
		      bool last)
{
	const json_t *nic = xvs_state_of_port(state->nics, port);
	char vlan[XVS_REACH_TEXT];

	printf("%s-- ", last ? "`" : "|");
	xvs_out_name(xvs_text(port, "port"), XVS_FORM_NAME);
	text_fact("", vlan_text(xvs_state_of_port(state->settings, port),
				vlan), XVS_FORM_PLAIN);
	text_fact("label ", xvs_text(port, "label"), XVS_FORM_PLAIN);
	if (xvs_has(port, "validation"))
		text_fact("", "validation", XVS_FORM_PLAIN);
	if (!nic)
		text_fact("", "no NIC", XVS_FORM_DIM);
	putchar('\n');
	if (nic)
		text_nic(nic, last ? "    " : "|   ");
}

/* Ports come switch by switch; @iter stands at the first of this one. */
static void *text_ports(const struct xvs_state *state, const json_t *sw,
			void *iter)
{
	while (iter) {
		const json_t *port = json_object_iter_value(iter);
		const json_t *next;

		if (xvs_number(port, "switch-id") !=
		    xvs_number(sw, "switch-id"))
			break;
		iter = json_object_iter_next(state->ports, iter);
		next = iter ? json_object_iter_value(iter) : NULL;
		text_port(state, port,
			  xvs_number(next, "switch-id") !=
			  xvs_number(sw, "switch-id"));
	}
	return iter;
}

static void print_text(const struct xvs_state *state)
{
	void *iter = json_object_iter(state->ports);
	char stack[XVS_REACH_TEXT];
	const char *key;
	json_t *sw;

	json_object_foreach(state->switches, key, sw) {
		xvs_out_name(xvs_text(sw, "switch"), XVS_FORM_NAME);
		text_fact("", xvs_text(sw, "type"), XVS_FORM_PLAIN);
		text_fact("extensions ", stack_text(state, sw, stack),
			  XVS_FORM_PLAIN);
		putchar('\n');
		iter = text_ports(state, sw, iter);
	}
}

static int read_state(const struct xvs_ref *ref, struct xvs_state *state)
{
	struct xvs_list sw = { 0 };
	int status = XVS_OK;

	if (ref->sw.name || ref->sw.id)
		status = xvs_cmd_get(xvs_genl_new(XVS_CMD_SWITCH_GET, ref),
				     &sw);
	if (!status)
		status = xvs_state_read(ref, state);
	if (!status)
		status = xvs_state_read_settings(ref, state);
	if (!status)
		status = xvs_state_read_exts(ref, state);
	xvs_list_clear(&sw);
	return status;
}

static int graph(struct xvs_args *args)
{
	struct xvs_state state = { 0 };
	struct xvs_ref ref = { 0 };
	bool text;
	int status;

	text = xvs_args_word(args, "-t") || xvs_args_word(args, "text");
	if (args->left && xvs_args_switch(args, &ref))
		return XVS_USAGE;
	text = text || xvs_args_word(args, "-t") || xvs_args_word(args, "text");
	if (xvs_args_end(args))
		return XVS_USAGE;
	if (xvs_out.json) {
		xvs_args_fail(args, "there is no JSON form, use 'port show' and 'nic show'");
		return XVS_USAGE;
	}
	status = read_state(&ref, &state);
	if (!status && text)
		print_text(&state);
	else if (!status)
		print_dot(&state);
	xvs_state_free(&state);
	return status;
}

static const struct xvs_verb verbs[] = {
	{ NULL, "[SWITCH] [text]", graph },
	{ 0 }
};

const struct xvs_object xvs_graph_object = {
	"graph", "a picture of a switch for Graphviz or the terminal", verbs
};
