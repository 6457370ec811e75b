// SPDX-License-Identifier: GPL-2.0-only
/* What extensions are told of ports and NICs, and what they may refuse. */
#include <linux/etherdevice.h>

#include "../property.h"
#include "../walk.h"
#include "spy.h"

#define A		0x525400000001ULL
#define B		0x525400000002ULL

#define CAPTURE		XVS_EXT_CLASS_CAPTURE
#define FILTER		XVS_EXT_CLASS_FILTER
#define FORWARD		XVS_EXT_CLASS_FORWARD

static int create_port(struct kunit *test, const char *name,
		       struct netlink_ext_ack *extack)
{
	const struct xvs_port_new new = { .name = name };
	struct lab *lab = test->priv;
	struct xvs_port *port;

	lab_lock(lab);
	port = xvs_port_create_locked(lab->sw, &new, extack);
	lab_unlock(lab);
	return PTR_ERR_OR_ZERO(port);
}

static void delete_port(struct kunit *test, struct xvs_port *port)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_port_delete_locked(port, NULL), 0);
	lab_unlock(lab);
}

static void disconnect(struct kunit *test, struct xvs_port *port)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_disconnect_locked(port->nic, NULL), 0);
	lab_unlock(lab);
}

static void delete_nic(struct kunit *test, struct xvs_port *port)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_delete_locked(port->nic, NULL), 0);
	lab_unlock(lab);
}

static int create_nic(struct kunit *test, struct xvs_port *port,
		      struct netlink_ext_ack *extack)
{
	return lab_nic_create(test, port, XVS_NIC_KIND_NETDEV, A, extack);
}

/* --- life --- */

static void the_life_of_a_port_is_told_in_order(struct kunit *test)
{
	struct xvs_port *port;

	spy_put(test, "x", FILTER);
	spy_put(test, "y", FILTER);
	port = lab_port(test, "p");
	spy_expect(test, "x.create:p y.create:p");
	KUNIT_ASSERT_EQ(test, create_nic(test, port, NULL), 0);
	spy_expect(test, "x.nic-create:p y.nic-create:p");
	KUNIT_ASSERT_EQ(test, lab_nic_connect(test, port, NULL), 0);
	spy_expect(test, "x.connect:p y.connect:p");
	disconnect(test, port);
	spy_expect(test, "y.disconnect:p x.disconnect:p");
	delete_nic(test, port);
	spy_expect(test, "y.nic-delete:p x.nic-delete:p");
	delete_port(test, port);
	spy_expect(test, "x.teardown:p y.teardown:p y.delete:p x.delete:p");
}

static void changes_of_port_and_nic_are_told(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", A);
	struct xvs_nic_facts facts = port->nic->facts;
	struct lab *lab = test->priv;

	spy_put(test, "x", FILTER);
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_port_set_label_locked(port, "l", NULL), 0);
	lab_unlock(lab);
	spy_expect(test, "x.updated:p");
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_nic_set_locked(port->nic, &facts, NULL), 0);
	lab_unlock(lab);
	spy_expect(test, "x.nic-updated:p");
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_switch_set_locked(lab->sw,
						    XVS_SWITCH_TYPE_PRIVATE,
						    false, NULL, NULL), 0);
	lab_unlock(lab);
	spy_expect(test, "x.switch-updated");
}

static void each_extension_has_bytes_of_a_port(struct kunit *test)
{
	struct spy *x = spy_put(test, "x", FILTER);
	struct spy *y = spy_put(test, "y", FILTER);
	struct xvs_port *port = lab_port(test, "p");
	struct lab *lab = test->priv;
	void *priv;

	priv = xvs_port_priv(spy_at(x), port);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	KUNIT_EXPECT_NULL(test, memchr_inv(priv, 0, x->ext.port_priv_size));
	KUNIT_EXPECT_PTR_NE(test, priv, xvs_port_priv(spy_at(y), port));
	KUNIT_EXPECT_NOT_NULL(test, xvs_port_priv(spy_at(x), lab->sw->self));
	lab_lock(lab);
	KUNIT_EXPECT_PTR_EQ(test, xvs_port_find(spy_at(x), "p"), port);
	KUNIT_EXPECT_PTR_EQ(test, xvs_port_find_id(spy_at(x), port->id), port);
	KUNIT_EXPECT_PTR_EQ(test, xvs_port_find_id(spy_at(x), 0),
			    lab->sw->self);
	lab_unlock(lab);
}

/* --- refusals --- */

static void a_refused_port_is_undone_by_who_agreed(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;
	struct spy *z;

	spy_put(test, "c", CAPTURE);
	spy_put(test, "x", FILTER);
	spy_put(test, "y", FILTER);
	z = spy_put(test, "z", FILTER);
	spy_put(test, "late", FILTER);
	z->port_err = -EPERM;
	z->why = "no more ports";
	KUNIT_EXPECT_EQ(test, create_port(test, "p", &extack), -EPERM);
	spy_expect(test, "c.create:p x.create:p y.create:p z.create:p y.abort:p x.abort:p");
	KUNIT_EXPECT_STREQ(test, extack._msg, "z: no more ports");
	KUNIT_EXPECT_EQ(test, spy_stats(z).vetoes, 1);
	KUNIT_EXPECT_EQ(test, lab->sw->port_count, 0);
	z->port_err = 0;
	KUNIT_EXPECT_EQ(test, create_port(test, "p", NULL), 0);
}

static void a_refusal_without_a_word_names_the_extension(struct kunit *test)
{
	struct spy *z = spy_put(test, "z", FILTER);
	struct netlink_ext_ack extack = {};

	z->port_err = -EPERM;
	KUNIT_EXPECT_EQ(test, create_port(test, "p", &extack), -EPERM);
	KUNIT_ASSERT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ_MSG(test, strncmp(extack._msg, "z: ", 3), 0, "%s",
			    extack._msg);
}

static void a_refused_nic_is_undone(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct netlink_ext_ack extack = {};
	struct spy *z;

	spy_put(test, "x", FILTER);
	spy_put(test, "y", FILTER);
	z = spy_put(test, "z", FILTER);
	z->nic_err = -EACCES;
	z->why = "not this one";
	KUNIT_EXPECT_EQ(test, create_nic(test, port, &extack), -EACCES);
	spy_expect(test, "x.nic-create:p y.nic-create:p z.nic-create:p y.nic-abort:p x.nic-abort:p");
	KUNIT_EXPECT_STREQ(test, extack._msg, "z: not this one");
	KUNIT_EXPECT_NULL(test, port->nic);
	z->nic_err = 0;
	KUNIT_EXPECT_EQ(test, create_nic(test, port, NULL), 0);
}

static void all_are_told_where_the_device_cannot_be_had(struct kunit *test)
{
	static const struct xvs_nic_facts facts = { .numa_node = NUMA_NO_NODE };
	struct xvs_port *spare = lab_guest(test, "spare", B);
	struct xvs_port *port = lab_port(test, "p");
	const struct xvs_nic_ops *ops = spare->nic->ops;
	struct net_device *dev = lab_device(test);
	struct lab *lab = test->priv;
	struct xvs_nic *nic;

	spy_put(test, "x", FILTER);
	spy_put(test, "y", FILTER);
	lab_refuse_claims(dev, -EBUSY);
	lab_lock(lab);
	nic = xvs_nic_create_locked(port, ops, dev, &facts, NULL);
	lab_unlock(lab);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(nic), -EBUSY);
	spy_expect(test, "x.nic-create:p y.nic-create:p y.nic-abort:p x.nic-abort:p");
}

static void a_refused_property_is_undone(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct netlink_ext_ack extack = {};
	const struct xvs_property_value value = {
		.index = XVS_SET_ISOLATED,
		.has_number = true,
		.number = 1,
	};
	struct lab *lab = test->priv;
	struct spy *z;

	spy_put(test, "x", FILTER);
	z = spy_put(test, "z", FILTER);
	z->set_err = -EROFS;
	z->why = "leave it";
	lab_lock(lab);
	KUNIT_EXPECT_EQ(test, xvs_property_set_locked(lab->sw, port, &value, 1,
						      &extack), -EROFS);
	lab_unlock(lab);
	spy_expect(test, "x.set:isolation.isolated z.set:isolation.isolated x.unset:isolation.isolated");
	KUNIT_EXPECT_STREQ(test, extack._msg, "z: leave it");
	KUNIT_EXPECT_FALSE(test, port->flags & XVS_PORT_ISOLATED);
	z->set_err = 0;
	KUNIT_EXPECT_EQ(test, lab_set(test, port, XVS_SET_ISOLATED, 1, NULL),
			0);
	spy_expect(test, "x.set:isolation.isolated z.set:isolation.isolated x.changed:isolation.isolated z.changed:isolation.isolated");
	KUNIT_EXPECT_TRUE(test, port->flags & XVS_PORT_ISOLATED);
}

static void all_are_told_where_a_value_cannot_be_had(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", A);

	lab_guest(test, "q", B);
	spy_put(test, "x", FILTER);
	spy_put(test, "y", FILTER);
	KUNIT_EXPECT_NE(test, lab_set(test, port, XVS_SET_MACS, 0,
				      "52:54:00:00:00:02"), 0);
	spy_expect(test, "x.set:security.macs y.set:security.macs y.unset:security.macs x.unset:security.macs");
}

static void who_says_later_is_asked_again_a_few_times(struct kunit *test)
{
	struct spy *x = spy_put(test, "x", FILTER);
	struct netlink_ext_ack extack = {};

	x->again = 2;
	KUNIT_EXPECT_EQ(test, create_port(test, "p", &extack), 0);
	spy_expect(test, "x.create:p x.create:p x.create:p");
	KUNIT_EXPECT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, spy_stats(x).vetoes, 0);
	x->again = 1000;
	KUNIT_EXPECT_EQ(test, create_port(test, "q", &extack), -EAGAIN);
	KUNIT_EXPECT_GE(test, x->again, 900);
	KUNIT_EXPECT_STREQ(test, extack._msg, "x: not yet");
	KUNIT_EXPECT_EQ(test, spy_stats(x).vetoes, 1);
}

/* --- one that comes and goes --- */

static void who_comes_late_is_shown_what_there_is(struct kunit *test)
{
	struct spy *x = spy_new(test, "x", FILTER);
	struct xvs_port *d;

	lab_port(test, "bare");
	create_nic(test, lab_port(test, "new"), NULL);
	lab_guest(test, "live", B);
	d = lab_guest(test, "down", 0);
	disconnect(test, d);
	KUNIT_ASSERT_EQ(test, spy_attach(test, x, NULL, NULL), 0);
	spy_expect(test, "x.attach x.create:bare x.create:new x.nic-create:new x.create:live x.nic-create:live x.connect:live x.create:down x.nic-create:down x.connect:down x.disconnect:down");
	spy_detach(test, x);
	spy_expect(test, "x.teardown:bare x.delete:bare x.nic-delete:new x.teardown:new x.delete:new x.disconnect:live x.nic-delete:live x.teardown:live x.delete:live x.nic-delete:down x.teardown:down x.delete:down x.detach");
}

static void a_refusal_among_them_undoes_it_all(struct kunit *test)
{
	struct spy *x = spy_new(test, "x", FILTER);
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;

	lab_port(test, "p");
	create_nic(test, lab_port(test, "q"), NULL);
	lab_port(test, "r");
	x->nic_err = -EPERM;
	x->why = "not q";
	KUNIT_EXPECT_EQ(test, spy_attach(test, x, NULL, &extack), -EPERM);
	KUNIT_EXPECT_STREQ(test, extack._msg, "x: not q");
	spy_expect(test, "x.attach x.create:p x.create:q x.nic-create:q x.abort:q x.teardown:p x.delete:p x.detach");
	x->nic_err = 0;
	x->port_err = -EPERM;
	x->only = "r";
	KUNIT_EXPECT_EQ(test, spy_attach(test, x, NULL, NULL), -EPERM);
	spy_expect(test, "x.attach x.create:p x.create:q x.nic-create:q x.create:r x.teardown:p x.delete:p x.nic-delete:q x.teardown:q x.delete:q x.detach");
	KUNIT_EXPECT_TRUE(test, list_empty(&lab->sw->attachments));
	KUNIT_EXPECT_EQ(test, lab->sw->slots, 0);
}

static void who_refuses_the_switch_is_not_attached(struct kunit *test)
{
	struct spy *x = spy_new(test, "x", FILTER);
	struct netlink_ext_ack extack = {};

	lab_port(test, "p");
	x->attach_err = -EOPNOTSUPP;
	x->why = "not here";
	KUNIT_EXPECT_EQ(test, spy_attach(test, x, NULL, &extack), -EOPNOTSUPP);
	KUNIT_EXPECT_STREQ(test, extack._msg, "x: not here");
	spy_expect(test, "x.attach");
}

static void a_switch_that_goes_tells_of_each_port(struct kunit *test)
{
	struct lab *lab = test->priv;

	KUNIT_ASSERT_EQ(test, lab_init(test), 0);
	spy_put(test, "x", FILTER);
	lab_guest(test, "p", A);
	spy_forget();
	lab_exit(test);
	spy_expect(test, "x.disconnect:p x.nic-delete:p x.teardown:p x.delete:p x.detach");
	test->priv = lab;
}

/* --- required extensions --- */

static const char *missing(struct kunit *test, struct xvs_port *port)
{
	struct lab *lab = test->priv;
	const char *name;

	lab_lock(lab);
	name = xvs_port_missing_locked(port);
	lab_unlock(lab);
	return name ?: "none";
}

static void a_port_waits_for_the_extension_it_requires(struct kunit *test)
{
	struct xvs_port *a = lab_guest(test, "a", A);
	struct xvs_port *b = lab_guest(test, "b", B);
	struct spy *x = spy_new(test, "x", FILTER);

	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_REQUIRE, 0, "x"), 0);
	KUNIT_EXPECT_STREQ(test, missing(test, a), "x");
	KUNIT_EXPECT_STREQ(test, missing(test, b), "none");
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	KUNIT_EXPECT_FALSE(test, lab_passes(test, b, B, a, A));
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_IN,
					XVS_DROP_EXTENSION_MISSING), 1);
	KUNIT_EXPECT_EQ(test, lab_drops(a, XVS_DIRECTION_OUT,
					XVS_DROP_EXTENSION_MISSING), 1);
	KUNIT_ASSERT_EQ(test, spy_attach(test, x, NULL, NULL), 0);
	KUNIT_EXPECT_STREQ(test, missing(test, a), "none");
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	KUNIT_ASSERT_EQ(test, spy_enable(test, x, false), 0);
	KUNIT_EXPECT_STREQ(test, missing(test, a), "x");
	KUNIT_ASSERT_EQ(test, spy_enable(test, x, true), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
	spy_detach(test, x);
	KUNIT_EXPECT_STREQ(test, missing(test, a), "x");
	KUNIT_EXPECT_FALSE(test, lab_passes(test, a, A, b, B));
	KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_REQUIRE, 0, ""), 0);
	KUNIT_EXPECT_TRUE(test, lab_passes(test, a, A, b, B));
}

static void all_of_a_list_are_required(struct kunit *test)
{
	static const char * const lists[] = { "x,y", "y,x", ",y", "x,,y" };
	struct xvs_port *a = lab_guest(test, "a", A);
	unsigned int i;

	spy_put(test, "x", FILTER);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		KUNIT_ASSERT_EQ(test, lab_set(test, a, XVS_SET_REQUIRE, 0,
					      lists[i]), 0);
		KUNIT_EXPECT_STREQ(test, missing(test, a), "y");
	}
	spy_put(test, "y", FILTER);
	KUNIT_EXPECT_STREQ(test, missing(test, a), "none");
}

/* --- requests --- */

static void only_a_forwarder_takes_a_request_over(struct kunit *test)
{
	const struct xvs_request request = { .type = XVS_REQUEST_CARRIER };
	struct spy *c = spy_put(test, "c", CAPTURE);
	struct spy *x = spy_put(test, "x", FILTER);
	struct spy *f = spy_put(test, "f", FORWARD);
	struct lab *lab = test->priv;

	c->answer = XVS_REQUEST_TAKEN;
	x->answer = XVS_REQUEST_TAKEN;
	lab_lock(lab);
	KUNIT_EXPECT_FALSE(test, xvs_walk_request(lab->sw, &request));
	f->answer = XVS_REQUEST_TAKEN;
	KUNIT_EXPECT_TRUE(test, xvs_walk_request(lab->sw, &request));
	lab_unlock(lab);
	spy_expect(test, "c.request x.request f.request c.request x.request f.request");
	KUNIT_ASSERT_EQ(test, spy_enable(test, f, false), 0);
	lab_lock(lab);
	KUNIT_EXPECT_FALSE(test, xvs_walk_request(lab->sw, &request));
	lab_unlock(lab);
}

static int walk_init(struct kunit *test)
{
	spy_forget();
	return lab_init(test);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(the_life_of_a_port_is_told_in_order),
	KUNIT_CASE(changes_of_port_and_nic_are_told),
	KUNIT_CASE(each_extension_has_bytes_of_a_port),
	KUNIT_CASE(a_refused_port_is_undone_by_who_agreed),
	KUNIT_CASE(a_refusal_without_a_word_names_the_extension),
	KUNIT_CASE(a_refused_nic_is_undone),
	KUNIT_CASE(all_are_told_where_the_device_cannot_be_had),
	KUNIT_CASE(a_refused_property_is_undone),
	KUNIT_CASE(all_are_told_where_a_value_cannot_be_had),
	KUNIT_CASE(who_says_later_is_asked_again_a_few_times),
	KUNIT_CASE(who_comes_late_is_shown_what_there_is),
	KUNIT_CASE(a_refusal_among_them_undoes_it_all),
	KUNIT_CASE(who_refuses_the_switch_is_not_attached),
	KUNIT_CASE(a_switch_that_goes_tells_of_each_port),
	KUNIT_CASE(a_port_waits_for_the_extension_it_requires),
	KUNIT_CASE(all_of_a_list_are_required),
	KUNIT_CASE(only_a_forwarder_takes_a_request_over),
	{}
};

static struct kunit_suite walk_suite = {
	.name = "xvs_walk",
	.init = walk_init,
	.exit = lab_exit,
	.test_cases = walk_cases,
};

kunit_test_suite(walk_suite);
