// SPDX-License-Identifier: GPL-2.0-only
/* xvs why: in words, why frames of a port do not arrive, or whether two ports
 * can talk.
 *
 * Sentences are gathered first, then printed as text or as JSON.
 */
#include <linux/xvs.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmd.h"
#include "genl.h"
#include "reach.h"
#include "reasons.h"
#include "state.h"

#define APART_MAX	8	/* ports that are named; more are counted */

struct port {
	json_t			*record;
	const json_t		*nic;
	struct xvs_reach_port	reach;
};

static void say(json_t *sentences, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(json_t *sentences, const char *format, ...)
{
	char text[2 * XVS_REACH_TEXT];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	json_array_append_new(sentences, json_string(text));
}

/* --- port and NIC --- */

/* Flags of a device of this namespace; -1 if it is elsewhere or gone. */
static int device_flags(const char *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { 0 };
	int err;

	if (fd < 0)
		return -1;
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	err = ioctl(fd, SIOCGIFFLAGS, &request);
	close(fd);
	return err ? -1 : (unsigned short)request.ifr_flags;
}

static bool device_ready(json_t *sentences, const char *name,
			 const json_t *nic)
{
	const char *dev = xvs_text(nic, "ifname");
	int flags = *dev ? device_flags(dev) : -1;

	if (flags >= 0 && !(flags & IFF_UP)) {
		say(sentences, "%s: its device %s is down; 'ip link set %s up' helps",
		    name, dev, dev);
		return false;
	}
	if (xvs_has(nic, "carrier") && !xvs_number(nic, "carrier")) {
		say(sentences, "%s: its device %s has no carrier: nobody has it open, or the cable is out",
		    name, dev);
		return false;
	}
	say(sentences, "%s: its NIC %s is connected, and the device is up",
	    name, dev);
	return true;
}

/* A port that requires an extension waits for it. */
static bool required_ready(json_t *sentences, const char *name,
			   const json_t *port)
{
	const char *ext = xvs_text(port, "blocked-by");
	const char *sw = xvs_text(port, "switch");

	if (!*ext)
		return true;
	say(sentences, "%s: the port requires the extension %s, which the switch does not have or which is disabled; 'xvs ext attach %s %s' or 'xvs ext enable %s %s' helps",
	    name, ext, sw, ext, sw, ext);
	return false;
}

static bool nic_ready(json_t *sentences, const char *name, const json_t *nic)
{
	const char *state = xvs_text(nic, "state");

	if (!nic) {
		say(sentences, "%s: the port has no NIC", name);
		return false;
	}
	if (!strcmp(state, "connected"))
		return device_ready(sentences, name, nic);
	if (!strcmp(state, "disconnected"))
		say(sentences, "%s: its NIC %s was disconnected", name,
		    xvs_text(nic, "ifname"));
	else
		say(sentences, "%s: its NIC %s was not connected yet", name,
		    xvs_text(nic, "ifname"));
	return false;
}

static bool port_ready(json_t *sentences, const struct port *port)
{
	const char *name = port->reach.name;

	if (xvs_has(port->record, "validation")) {
		say(sentences, "%s: the port is for validation only and never carries frames",
		    name);
		return false;
	}
	if (!xvs_is(port->record, "state", "created")) {
		say(sentences, "%s: the port is being torn down", name);
		return false;
	}
	return nic_ready(sentences, name, port->nic) &
	       required_ready(sentences, name, port->record);
}

/* --- finding --- */

static bool matches(const json_t *record, const struct xvs_name *name)
{
	return name->name ? xvs_is(record, "port", name->name) :
			    xvs_number(record, "port-id") == name->id;
}

static void take(const struct xvs_state *state, json_t *record,
		 struct port *port)
{
	port->record = record;
	port->nic = xvs_state_of_port(state->nics, record);
	port->reach.name = xvs_text(record, "port");
	port->reach.settings = xvs_state_of_port(state->settings, record);
}

static bool find(const struct xvs_state *state, const struct xvs_name *name,
		 struct port *port)
{
	json_t *record;
	const char *key;

	json_object_foreach(state->ports, key, record)
		if (matches(record, name)) {
			take(state, record, port);
			return true;
		}
	return false;
}

/* The port whose NIC has this address, if one says so. */
static bool find_mac(const struct xvs_state *state, const char *mac,
		     struct port *port)
{
	const char *key;
	json_t *nic;

	json_object_foreach(state->nics, key, nic)
		if (*mac && (xvs_is(nic, "current-mac", mac) ||
			     xvs_is(nic, "permanent-mac", mac))) {
			take(state, xvs_state_of_port(state->ports, nic),
			     port);
			return true;
		}
	return false;
}

/* --- drops --- */

static void say_drops(json_t *sentences, const json_t *stats,
		      const json_t *catalogue)
{
	json_t *drop;
	size_t i;

	json_array_foreach(json_object_get(stats, "drop"), i, drop) {
		long long n = xvs_number(drop, "packets");
		const char *name = xvs_text(drop, "name");

		if (n)
			say(sentences, "dropped %lld %s %s, %s: %s", n,
			    n == 1 ? "frame" : "frames",
			    xvs_is(drop, "direction", "in") ?
			    "from this port" : "to this port", name,
			    xvs_text(catalogue, name));
	}
}

static const char *ethertype(json_int_t type, char *to)
{
	static const struct {
		int		type;
		const char	*name;
	} known[] = {
		{ 0x0800, "IPv4" }, { 0x0806, "ARP" }, { 0x86dd, "IPv6" },
		{ 0x8100, "802.1Q" }, { 0x88a8, "802.1ad" },
		{ 0x88cc, "LLDP" }, { 0x8808, "pause" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].type == type)
			return known[i].name;
	snprintf(to, XVS_OUT_VALUE_MAX, "ethertype 0x%04llx", (long long)type);
	return to;
}

static void say_last(json_t *sentences, const json_t *last)
{
	char age[XVS_OUT_VALUE_MAX], type[XVS_OUT_VALUE_MAX];
	const char *peer = xvs_text(last, "peer-port");
	const char *ext = xvs_text(last, "ext");
	char vlan[32] = "";

	if (xvs_number(last, "vlan"))
		snprintf(vlan, sizeof(vlan), ", VLAN %lld",
			 (long long)xvs_number(last, "vlan"));
	say(sentences, "the last one, %s ago, %s: %s, %lld bytes, %s > %s%s%s%s: %s%s%s",
	    xvs_out_age(age, xvs_number(last, "age")),
	    xvs_is(last, "direction", "in") ? "from this port" : "to this port",
	    ethertype(xvs_number(last, "ethertype"), type),
	    (long long)xvs_number(last, "length"), xvs_text(last, "src"),
	    xvs_text(last, "dst"), vlan, *peer ? ", the other port is " : "",
	    peer, ext, *ext ? ": " : "", xvs_text(last, "sentence"));
}

/* What the extensions find odd about the port. */
static void say_explanations(json_t *sentences, const json_t *stats)
{
	json_t *explanation;
	size_t i;

	json_array_foreach(json_object_get(stats, "explanation"), i,
			   explanation)
		say(sentences, "%s: %s", xvs_text(explanation, "ext"),
		    xvs_text(explanation, "text"));
}

/* The port at the other end of the last drop: the kernel knows it, or a NIC
 * has the address.
 */
static bool find_peer(const struct xvs_state *state, const json_t *last,
		      struct port *peer)
{
	struct xvs_name name = { .id = xvs_number(last, "peer-port-id") };

	if (name.id && find(state, &name, peer))
		return true;
	return find_mac(state, xvs_text(last, xvs_is(last, "direction", "in") ?
					"dst" : "src"), peer);
}

/* An extension's reason may have the name of one of the switch's. */
static bool reason_is(const json_t *last, const char *name)
{
	return !xvs_has(last, "ext") &&
	       !strcasecmp(xvs_text(last, "name"), name);
}

static bool settings_decide(const json_t *last)
{
	if (xvs_has(last, "ext"))
		return false;
	return !strncasecmp(xvs_text(last, "name"), "vlan", 4) ||
	       reason_is(last, "ISOLATED") || reason_is(last, "NO_DESTINATION");
}

static void say_spoofed(json_t *sentences, const struct port *port,
			const json_t *last)
{
	const char *sw = xvs_text(port->record, "switch");
	const char *name = port->reach.name, *src = xvs_text(last, "src");

	say(sentences, "the cause: %s is declared for %s, and %s is not; 'xvs security set %s %s macs %s' lets it pass, or 'xvs nic set %s %s mac %s' declares it",
	    xvs_text(port->nic, "permanent-mac"), name, src, sw, name, src, sw,
	    name, src);
}

static void say_owner(json_t *sentences, const struct xvs_state *state,
		      const json_t *last)
{
	struct port owner;

	if (find_mac(state, xvs_text(last, "src"), &owner))
		say(sentences, "the cause: %s is the address of the NIC of %s",
		    xvs_text(last, "src"), owner.reach.name);
}

static void say_mtu(json_t *sentences, const struct port *port)
{
	say(sentences, "the cause: the device %s has an MTU of %lld",
	    xvs_text(port->nic, "ifname"),
	    (long long)xvs_number(port->nic, "mtu"));
}

static void say_apart_from_peer(json_t *sentences,
				const struct xvs_state *state,
				const struct port *port, const json_t *last)
{
	char text[XVS_REACH_TEXT];
	struct port peer;

	if (find_peer(state, last, &peer) && peer.record != port->record &&
	    !xvs_reach_each_other(&port->reach, &peer.reach, text))
		say(sentences, "the cause: %s", text);
}

/* What the reason means here, with the names and values of this switch. */
static void say_cause(json_t *sentences, const struct xvs_state *state,
		      const struct port *port, const json_t *last)
{
	if (settings_decide(last))
		say_apart_from_peer(sentences, state, port, last);
	else if (reason_is(last, "SPOOFED") &&
		 xvs_has(port->nic, "permanent-mac"))
		say_spoofed(sentences, port, last);
	else if (reason_is(last, "ADDRESS_PINNED"))
		say_owner(sentences, state, last);
	else if (reason_is(last, "MTU") && port->nic)
		say_mtu(sentences, port);
}

/* Ports that the settings keep apart from this one. */
static void say_apart(json_t *sentences, const struct xvs_state *state,
		      const struct port *port)
{
	char text[XVS_REACH_TEXT];
	int others = 0, apart = 0;
	json_t *record;
	const char *key;

	json_object_foreach(state->ports, key, record) {
		struct port other;

		if (record == port->record ||
		    !xvs_is(record, "nic-state", "connected"))
			continue;
		take(state, record, &other);
		others++;
		if (!xvs_reach_each_other(&port->reach, &other.reach, text) &&
		    ++apart <= APART_MAX)
			say(sentences, "apart from %s: %s", other.reach.name,
			    text);
	}
	if (apart > APART_MAX)
		say(sentences, "apart from %d more ports", apart - APART_MAX);
	if (!others)
		say(sentences, "no other port of the switch is connected");
	else if (!apart)
		say(sentences, "VLANs and isolation keep no connected port apart from this one");
}

/* --- the two questions --- */

static int read_stats(const struct xvs_ref *ref, json_t **stats)
{
	struct xvs_list list = { 0 };
	int status = xvs_cmd_get(xvs_genl_new(XVS_CMD_STATS_GET, ref), &list);
	size_t pos = 0;

	*stats = status ? NULL : xvs_list_next(&list, &pos);
	xvs_list_clear(&list);
	return status;
}

static int why_one(const struct xvs_ref *ref, const struct xvs_state *state,
		   const struct port *port, json_t *answer)
{
	json_t *sentences = json_object_get(answer, "sentences");
	json_t *catalogue = NULL, *stats = NULL, *last;
	char text[XVS_REACH_TEXT];
	int status;

	status = xvs_reasons_get(&catalogue);
	if (!status)
		status = read_stats(ref, &stats);
	if (status)
		goto out;
	port_ready(sentences, port);
	say(sentences, "%s is %s", port->reach.name,
	    xvs_reach_vlan(port->reach.settings, text));
	say_apart(sentences, state, port);
	last = json_object_get(stats, "last-drop");
	if (xvs_number(stats, "rx-dropped") + xvs_number(stats, "tx-dropped")) {
		say_drops(sentences, stats, catalogue);
		if (last) {
			say_last(sentences, last);
			say_cause(sentences, state, port, last);
			json_object_set(answer, "last-drop", last);
		}
	} else {
		say(sentences, "nothing was dropped here");
	}
	say_explanations(sentences, stats);
	json_object_update(answer, stats);
out:
	json_decref(catalogue);
	json_decref(stats);
	return status;
}

/* The last drop at @port, if the other end was @other. */
static int say_between(json_t *sentences, const struct xvs_ref *ref,
		       const struct xvs_state *state, const struct port *port,
		       const struct port *other)
{
	json_t *stats, *last;
	struct port peer;
	int status = read_stats(ref, &stats);

	last = json_object_get(stats, "last-drop");
	if (last && find_peer(state, last, &peer) &&
	    peer.record == other->record) {
		say(sentences, "%s dropped a frame between the two:",
		    port->reach.name);
		say_last(sentences, last);
		if (!settings_decide(last))
			say_cause(sentences, state, port, last);
	}
	json_decref(stats);
	return status;
}

static int why_two(const struct xvs_ref *ref, const struct xvs_ref *other,
		   const struct xvs_state *state, const struct port *a,
		   const struct port *b, json_t *answer)
{
	json_t *sentences = json_object_get(answer, "sentences");
	char text[XVS_REACH_TEXT];
	int status;
	bool can;

	can = port_ready(sentences, a);
	can &= port_ready(sentences, b);
	can &= xvs_reach_each_other(&a->reach, &b->reach, text);
	say(sentences, "%s", text);
	say(sentences, can ? "so %s and %s can talk" :
			     "so %s and %s cannot talk", a->reach.name,
	    b->reach.name);
	json_object_set_new(answer, "can-talk", json_boolean(can));
	status = say_between(sentences, ref, state, a, b);
	return status ? status : say_between(sentences, other, state, b, a);
}

static void print(const json_t *answer)
{
	json_t *sentence;
	size_t i;

	if (xvs_out.json) {
		xvs_out_begin(NULL);
		xvs_out_record(answer);
		xvs_out_end();
		return;
	}
	json_array_foreach(json_object_get(answer, "sentences"), i, sentence) {
		xvs_out_name(json_string_value(sentence), XVS_FORM_PLAIN);
		putchar('\n');
	}
}

static json_t *new_answer(const struct port *port)
{
	static const char *const keys[] = {
		"switch-id", "switch", "port-id", "port", "state",
		"nic-state", NULL
	};
	json_t *answer = json_object();
	const char *const *key;

	for (key = keys; *key; key++)
		if (xvs_has(port->record, *key))
			json_object_set(answer, *key,
					json_object_get(port->record, *key));
	json_object_set_new(answer, "sentences", json_array());
	return answer;
}

static int answer(const struct xvs_ref *ref, const struct xvs_ref *other,
		  const struct xvs_state *state)
{
	struct port a, b;
	json_t *json;
	int status;

	if (!find(state, &ref->port, &a) ||
	    (other && !find(state, &other->port, &b))) {
		xvs_error("the port went away");
		return XVS_REFUSED;
	}
	json = new_answer(&a);
	if (other)
		status = why_two(ref, other, state, &a, &b, json);
	else
		status = why_one(ref, state, &a, json);
	if (!status)
		print(json);
	json_decref(json);
	return status;
}

static int check_port(const struct xvs_ref *ref)
{
	struct xvs_list list = { 0 };
	int status = xvs_cmd_get(xvs_genl_new(XVS_CMD_PORT_GET, ref), &list);

	xvs_list_clear(&list);
	return status;
}

static int ask(const struct xvs_ref *ref, const struct xvs_ref *other)
{
	struct xvs_ref sw = { .sw = ref->sw };
	struct xvs_state state = { 0 };
	int status = check_port(ref);

	if (!status && other)
		status = check_port(other);
	if (!status)
		status = xvs_state_read(&sw, &state);
	if (!status)
		status = xvs_state_read_settings(&sw, &state);
	if (!status)
		status = answer(ref, other, &state);
	xvs_state_free(&state);
	return status;
}

static int why(struct xvs_args *args)
{
	struct xvs_ref ref = { 0 }, other = { 0 };
	bool two;

	if (xvs_args_port(args, &ref))
		return XVS_USAGE;
	two = args->left;
	if (two) {
		if (args->left > 1)
			xvs_args_word(args, "port");
		other.sw = ref.sw;
		if (xvs_args_name(args, "port", xvs_args_next(args),
				  XVS_NAME_LEN, &other.port))
			return XVS_USAGE;
	}
	if (xvs_args_end(args))
		return XVS_USAGE;
	return ask(&ref, two ? &other : NULL);
}

static const struct xvs_verb verbs[] = {
	{ NULL, "SWITCH PORT [PORT]", why },
	{ 0 }
};

const struct xvs_object xvs_why_object = {
	"why", "why frames of a port do not arrive", verbs
};
