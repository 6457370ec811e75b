// SPDX-License-Identifier: GPL-2.0-only
/* Extensions that write down what they are told, for the suites. */
#include <linux/module.h>
#include <linux/string.h>

#include "spy.h"

/* The calls since the test last looked, each with a blank before it. */
static char heard[2048];
static size_t heard_len;
static DEFINE_SPINLOCK(heard_lock);

static const struct xvs_ext_reason reasons[] = {
	[SPY_FIRST] = { "FIRST", "the first reason" },
	[SPY_SECOND] = { "SECOND", "the second reason" },
};

static struct spy *spy_of(const struct xvs_attach *at)
{
	return (struct spy *)container_of(at->ext, struct spy, ext);
}

static void tell(const struct xvs_attach *at, const char *hook,
		 const char *about)
{
	spin_lock_bh(&heard_lock);
	heard_len += scnprintf(heard + heard_len, sizeof(heard) - heard_len,
			       " %s.%s%s%s", at->ext->name, hook,
			       *about ? ":" : "", about);
	spin_unlock_bh(&heard_lock);
}

void spy_forget(void)
{
	spin_lock_bh(&heard_lock);
	heard_len = 0;
	heard[0] = '\0';
	spin_unlock_bh(&heard_lock);
}

/* The calls in their order, a blank between two. */
void spy_expect(struct kunit *test, const char *expected)
{
	KUNIT_EXPECT_STREQ(test, *heard ? heard + 1 : heard, expected);
	spy_forget();
}

static int answer(struct spy *spy, int err, struct netlink_ext_ack *extack)
{
	if (spy->again) {
		spy->again--;
		NL_SET_ERR_MSG(extack, "not yet");
		return -EAGAIN;
	}
	if (err && spy->why && extack)
		extack->_msg = spy->why;
	return err;
}

static bool is_meant(const struct spy *spy, const struct xvs_port *port)
{
	return !spy->only || !strcmp(spy->only, xvs_port_name(port));
}

/* --- hooks: life --- */

static int hear_attach(struct xvs_attach *at, struct netlink_ext_ack *extack)
{
	struct spy *spy = spy_of(at);

	tell(at, "attach", "");
	return answer(spy, spy->attach_err, extack);
}

static void hear_detach(struct xvs_attach *at)
{
	tell(at, "detach", "");
}

static int hear_port_create(struct xvs_attach *at, struct xvs_port *port,
			    struct netlink_ext_ack *extack)
{
	struct spy *spy = spy_of(at);

	tell(at, "create", xvs_port_name(port));
	return answer(spy, is_meant(spy, port) ? spy->port_err : 0, extack);
}

static int hear_nic_create(struct xvs_attach *at, struct xvs_port *port,
			   struct netlink_ext_ack *extack)
{
	struct spy *spy = spy_of(at);

	tell(at, "nic-create", xvs_port_name(port));
	return answer(spy, is_meant(spy, port) ? spy->nic_err : 0, extack);
}

#define HEAR(hook, word)						\
static void hear_##hook(struct xvs_attach *at, struct xvs_port *port)	\
{									\
	tell(at, word, xvs_port_name(port));				\
}

HEAR(port_create_abort, "abort")
HEAR(port_updated, "updated")
HEAR(port_teardown, "teardown")
HEAR(port_delete, "delete")
HEAR(nic_create_abort, "nic-abort")
HEAR(nic_connect, "connect")
HEAR(nic_updated, "nic-updated")
HEAR(nic_delete, "nic-delete")

static void hear_nic_disconnect(struct xvs_attach *at, struct xvs_port *port)
{
	struct spy *spy = spy_of(at);

	tell(at, "disconnect", xvs_port_name(port));
	if (spy->do_disconnect)
		spy->do_disconnect(spy, port);
}

static void hear_switch_updated(struct xvs_attach *at)
{
	tell(at, "switch-updated", "");
}

/* --- hooks: properties and requests --- */

static int hear_property_set(struct xvs_attach *at, struct xvs_port *port,
			     const struct xvs_property_change *change,
			     struct netlink_ext_ack *extack)
{
	struct spy *spy = spy_of(at);

	tell(at, change->reset ? "reset" : "set", change->name);
	return answer(spy, spy->set_err, extack);
}

static void hear_property_abort(struct xvs_attach *at, struct xvs_port *port,
				const struct xvs_property_change *change)
{
	tell(at, "unset", change->name);
}

static void hear_property_changed(struct xvs_attach *at, struct xvs_port *port,
				  const struct xvs_property_change *change)
{
	struct spy *spy = spy_of(at);

	tell(at, "changed", change->name);
	if (spy->do_changed)
		spy->do_changed(spy, port, change);
}

static int hear_request(struct xvs_attach *at,
			const struct xvs_request *request)
{
	tell(at, "request", "");
	return spy_of(at)->answer;
}

/* --- hooks: frames --- */

static int hear_ingress(struct xvs_attach *at, void *port_priv,
			struct sk_buff *skb)
{
	struct spy *spy = spy_of(at);

	tell(at, "in", "");
	spy->seen++;
	return spy->do_in ? spy->do_in(spy, skb) : spy->in;
}

static int hear_egress(struct xvs_attach *at, void *port_priv,
		       struct xvs_port *dst, struct sk_buff *skb)
{
	struct spy *spy = spy_of(at);

	tell(at, "out", xvs_port_name(dst));
	return spy->do_out ? spy->do_out(spy, dst, skb) : spy->out;
}

static int hear_forward(struct xvs_attach *at, void *port_priv,
			struct sk_buff *skb, struct xvs_dests *dests)
{
	struct spy *spy = spy_of(at);

	tell(at, "forward", "");
	return spy->do_forward ? spy->do_forward(spy, skb, dests) :
				 spy->forward;
}

static void hear_dropped(struct xvs_attach *at, const struct sk_buff *skb,
			 const struct xvs_dropped *dropped)
{
	if (spy_of(at)->tells_drops)
		tell(at, dropped->direction == XVS_DIRECTION_IN ?
			 "dropped-in" : "dropped-out", dropped->reason);
}

static const struct xvs_ext all_hooks = {
	.abi = XVS_EXT_ABI,
	.version = 0x0100,
	.owner = THIS_MODULE,
	.priv_size = 64,
	.port_priv_size = 64,
	.reasons = reasons,
	.reason_count = ARRAY_SIZE(reasons),
	.attach = hear_attach,
	.detach = hear_detach,
	.port_create = hear_port_create,
	.port_create_abort = hear_port_create_abort,
	.port_updated = hear_port_updated,
	.port_teardown = hear_port_teardown,
	.port_delete = hear_port_delete,
	.nic_create = hear_nic_create,
	.nic_create_abort = hear_nic_create_abort,
	.nic_connect = hear_nic_connect,
	.nic_updated = hear_nic_updated,
	.nic_disconnect = hear_nic_disconnect,
	.nic_delete = hear_nic_delete,
	.switch_updated = hear_switch_updated,
	.property_set = hear_property_set,
	.property_abort = hear_property_abort,
	.property_changed = hear_property_changed,
	.request = hear_request,
	.ingress = hear_ingress,
	.egress = hear_egress,
	.dropped = hear_dropped,
};

/* --- hooks: associations, by their SPI --- */

static void tell_sa(const struct xvs_attach *at, const char *hook,
		    const struct xvs_sa *sa)
{
	char spi[12];

	snprintf(spi, sizeof(spi), "%u%s", ntohl(sa->spi),
		 sa->nic ? "" : "-");
	tell(at, hook, spi);
}

static int hear_sa_add(struct xvs_attach *at, const struct xvs_sa *sa,
		       struct netlink_ext_ack *extack)
{
	struct spy *spy = spy_of(at);

	tell_sa(at, "add", sa);
	if (!spy->do_sa_add)
		return 0;
	return answer(spy, spy->do_sa_add(spy, ntohl(sa->spi)), extack);
}

static void hear_sa_delete(struct xvs_attach *at, const struct xvs_sa *sa)
{
	tell_sa(at, "delete", sa);
}

/* --- for the tests --- */

/* Gone after the test's switch. */
struct spy *spy_new(struct kunit *test, const char *name,
		    enum xvs_ext_class class)
{
	struct spy *spy = kunit_kzalloc(test, sizeof(*spy), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, spy);
	strscpy(spy->name, name, sizeof(spy->name));
	spy->ext = all_hooks;
	spy->ext.name = spy->name;
	spy->ext.class = class;
	if (class == XVS_EXT_CLASS_FORWARD)
		spy->ext.forward = hear_forward;
	if (class == XVS_EXT_CLASS_CAPTURE) {
		spy->ext.port_create_abort = NULL;
		spy->ext.nic_create_abort = NULL;
		spy->ext.property_abort = NULL;
	}
	return spy;
}

int spy_attach(struct kunit *test, struct spy *spy,
	       const struct xvs_attach_set *set,
	       struct netlink_ext_ack *extack)
{
	static const struct xvs_attach_set nothing;
	struct lab *lab = test->priv;
	struct xvs_attachment *att;

	lab_lock(lab);
	att = xvs_attach_new_locked(lab->sw, &spy->ext, set ?: &nothing,
				    extack);
	lab_unlock(lab);
	if (IS_ERR(att))
		return PTR_ERR(att);
	spy->att = att;
	return 0;
}

void spy_detach(struct kunit *test, struct spy *spy)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	xvs_attach_delete_locked(spy->att);
	lab_unlock(lab);
	spy->att = NULL;
}

int spy_set(struct kunit *test, struct spy *spy,
	    const struct xvs_attach_set *set, struct netlink_ext_ack *extack)
{
	struct lab *lab = test->priv;
	int err;

	lab_lock(lab);
	err = xvs_attach_set_locked(spy->att, set, extack);
	lab_unlock(lab);
	return err;
}

int spy_enable(struct kunit *test, struct spy *spy, bool enabled)
{
	const struct xvs_attach_set set = {
		.has_enabled = true,
		.enabled = enabled,
	};

	return spy_set(test, spy, &set, NULL);
}

/* One that is attached and has nothing to tell yet. */
struct spy *spy_put(struct kunit *test, const char *name,
		    enum xvs_ext_class class)
{
	struct spy *spy = spy_new(test, name, class);

	KUNIT_ASSERT_EQ(test, spy_attach(test, spy, NULL, NULL), 0);
	spy_forget();
	return spy;
}

/* Before it is attached. */
void spy_see_sas(struct spy *spy)
{
	spy->ext.sa_add = hear_sa_add;
	spy->ext.sa_delete = hear_sa_delete;
}

struct xvs_attach_stats spy_stats(const struct spy *spy)
{
	struct xvs_attach_stats stats;

	xvs_attach_read_stats(spy->att, &stats);
	return stats;
}

MODULE_IMPORT_NS(XVS);
