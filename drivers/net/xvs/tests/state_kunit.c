// SPDX-License-Identifier: GPL-2.0-only
/* Ports and NICs step by step: each cell of the table of what may happen in
 * which state, and who waits for whom.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/rtnetlink.h>
#include <linux/sched/signal.h>

#include "lab.h"

#define MAC		0x525400000001ULL

/* --- what the objects tell --- */

struct told {
	char	object;		/* 's'witch, 'p'ort, 'n'ic */
	u8	event;
};

#define TOLD_MAX	64

static struct told told[TOLD_MAX];
static unsigned int told_count;
static const struct xvs_event_ops *listener;

static void note(char object, enum xvs_event event)
{
	if (told_count < TOLD_MAX)
		told[told_count++] = (struct told){ object, event };
}

static void hear_switch(const struct xvs_switch *sw, enum xvs_event event)
{
	note('s', event);
}

static void hear_port(const struct xvs_port *port, enum xvs_event event)
{
	note('p', event);
}

static void hear_nic(const struct xvs_nic *nic, enum xvs_event event)
{
	note('n', event);
}

static void hear_property(const struct xvs_switch *sw,
			  const struct xvs_port *port, unsigned int index,
			  enum xvs_event event)
{
}

static void hear_fdb(const struct xvs_fdb_news *news)
{
}

static const struct xvs_event_ops ears = {
	.sw = hear_switch,
	.port = hear_port,
	.nic = hear_nic,
	.property = hear_property,
	.fdb = hear_fdb,
};

static int state_init(struct kunit *test)
{
	told_count = 0;
	listener = xvs_event_listen(&ears);
	return lab_init(test);
}

static void state_exit(struct kunit *test)
{
	lab_exit(test);
	xvs_event_listen(listener);
}

/* --- steps --- */

static int disconnect(struct lab *lab, struct xvs_port *port,
		      struct netlink_ext_ack *extack)
{
	int err;

	lab_lock(lab);
	err = xvs_nic_disconnect_locked(port->nic, extack);
	lab_unlock(lab);
	return err;
}

static int delete_nic(struct lab *lab, struct xvs_port *port,
		      struct netlink_ext_ack *extack)
{
	int err;

	lab_lock(lab);
	err = xvs_nic_delete_locked(port->nic, extack);
	lab_unlock(lab);
	return err;
}

static int delete_port(struct lab *lab, struct xvs_port *port,
		       struct netlink_ext_ack *extack)
{
	int err;

	lab_lock(lab);
	err = xvs_port_delete_locked(port, extack);
	lab_unlock(lab);
	return err;
}

/* --- deleting in the background --- */

struct deleter {
	struct lab		*lab;
	struct xvs_port		*port;
	int			(*delete)(struct lab *lab,
					  struct xvs_port *port,
					  struct netlink_ext_ack *extack);
	struct task_struct	*task;
	struct completion	done;
	int			err;
};

static int run_deleter(void *data)
{
	struct deleter *deleter = data;

	allow_signal(SIGKILL);
	deleter->err = deleter->delete(deleter->lab, deleter->port, NULL);
	complete(&deleter->done);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

static void start_delete(struct kunit *test, struct deleter *deleter)
{
	deleter->lab = test->priv;
	init_completion(&deleter->done);
	deleter->task = kthread_run(run_deleter, deleter, "xvs_kunit_delete");
	KUNIT_ASSERT_FALSE(test, IS_ERR(deleter->task));
}

static int finish_delete(struct deleter *deleter)
{
	wait_for_completion(&deleter->done);
	kthread_stop(deleter->task);
	return deleter->err;
}

/* A port that somebody holds, whose deletion was killed. */
static void leave_in_teardown(struct kunit *test, struct xvs_port *port)
{
	struct deleter deleter = { .port = port, .delete = delete_port };

	KUNIT_ASSERT_EQ(test, xvs_port_get(port), 0);
	start_delete(test, &deleter);
	while (READ_ONCE(port->state) != XVS_PORT_STATE_TEARDOWN)
		msleep(20);
	send_sig(SIGKILL, deleter.task, 1);
	KUNIT_ASSERT_EQ(test, finish_delete(&deleter), -EINTR);
}

/* --- the table --- */

enum state {
	PORT_CREATED,		/* and never had a NIC */
	NIC_CREATED,
	NIC_CONNECTED,
	NIC_DISCONNECTED,
	NIC_DELETED,
	PORT_TEARDOWN,		/* and somebody holds it */
	STATES
};

static const char *const state_names[] = {
	"with the port created", "with the NIC created",
	"with the NIC connected", "with the NIC disconnected",
	"with the NIC deleted", "in teardown",
};

enum step {
	PORT_CREATE,		/* another of that name */
	NIC_CREATE,
	NIC_CONNECT,
	NIC_DISCONNECT,
	NIC_DELETE,
	PORT_DELETE,
	PORT_REF,
	NIC_REF,
	PORT_LABEL,
	PORT_PROPERTY,
	NIC_FACTS,
	FRAME_IN,
	STEPS
};

static const char *const step_names[] = {
	"create the port again", "create a NIC", "connect the NIC",
	"disconnect the NIC", "delete the NIC", "delete the port",
	"hold the port", "hold the NIC", "name the port",
	"set a property", "change the NIC", "a frame enters",
};

#define NO_NIC		1	/* there is nothing to do it to */

static const int table[STEPS][STATES] = {
	[PORT_CREATE] = { -EEXIST, -EEXIST, -EEXIST, -EEXIST, -EEXIST,
			  -EEXIST },
	[NIC_CREATE] = { 0, -EEXIST, -EEXIST, -EEXIST, 0, -EBUSY },
	[NIC_CONNECT] = { NO_NIC, 0, -EALREADY, -EINVAL, NO_NIC, NO_NIC },
	[NIC_DISCONNECT] = { NO_NIC, -ENOTCONN, 0, -ENOTCONN, NO_NIC, NO_NIC },
	[NIC_DELETE] = { NO_NIC, 0, -EBUSY, 0, NO_NIC, NO_NIC },
	[PORT_DELETE] = { 0, -EBUSY, -EBUSY, -EBUSY, 0, 0 },
	[PORT_REF] = { 0, 0, 0, 0, 0, -ENOTCONN },
	[NIC_REF] = { NO_NIC, -ENOTCONN, 0, -ENOTCONN, NO_NIC, NO_NIC },
	[PORT_LABEL] = { 0, 0, 0, 0, 0, -EBUSY },
	[PORT_PROPERTY] = { 0, 0, 0, 0, 0, -EBUSY },
	[NIC_FACTS] = { NO_NIC, 0, 0, 0, NO_NIC, NO_NIC },
	[FRAME_IN] = { -ENOTCONN, -ENOTCONN, 0, -ENOTCONN, -ENOTCONN,
		       -ENOTCONN },
};

struct cell {
	enum state	state;
	enum step	step;
};

static const void *next_cell(const void *prev, char *desc)
{
	static struct cell cells[STEPS * STATES];
	const struct cell *before = prev;
	unsigned int i = before ? before - cells + 1 : 0;
	struct cell *cell = &cells[i];

	if (i == STEPS * STATES)
		return NULL;
	cell->state = i % STATES;
	cell->step = i / STATES;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %s", step_names[cell->step],
		 state_names[cell->state]);
	return cell;
}

static void bring_to(struct kunit *test, struct xvs_port *port,
		     enum state state)
{
	struct lab *lab = test->priv;

	if (state == PORT_TEARDOWN)
		leave_in_teardown(test, port);
	if (state == PORT_CREATED || state == PORT_TEARDOWN)
		return;
	KUNIT_ASSERT_EQ(test, lab_nic_create(test, port, XVS_NIC_KIND_NETDEV,
					     MAC, NULL), 0);
	if (state == NIC_CREATED)
		return;
	KUNIT_ASSERT_EQ(test, lab_nic_connect(test, port, NULL), 0);
	if (state == NIC_CONNECTED)
		return;
	KUNIT_ASSERT_EQ(test, disconnect(lab, port, NULL), 0);
	if (state == NIC_DISCONNECTED)
		return;
	KUNIT_ASSERT_EQ(test, delete_nic(lab, port, NULL), 0);
}

static enum state state_of(const struct xvs_port *port, enum state before)
{
	if (port->state == XVS_PORT_STATE_TEARDOWN)
		return PORT_TEARDOWN;
	if (!port->nic)
		return before == PORT_CREATED ? PORT_CREATED : NIC_DELETED;
	return NIC_CREATED + port->nic->state;
}

static int create_again(struct lab *lab, const char *name,
			struct netlink_ext_ack *extack)
{
	struct xvs_port_new new = { .name = name };
	struct xvs_port *port;

	lab_lock(lab);
	port = xvs_port_create_locked(lab->sw, &new, extack);
	lab_unlock(lab);
	return PTR_ERR_OR_ZERO(port);
}

static int set_label(struct lab *lab, struct xvs_port *port,
		     struct netlink_ext_ack *extack)
{
	int err;

	lab_lock(lab);
	err = xvs_port_set_label_locked(port, "a label", extack);
	lab_unlock(lab);
	return err;
}

static int set_facts(struct lab *lab, struct xvs_port *port,
		     struct netlink_ext_ack *extack)
{
	struct xvs_nic_facts facts = port->nic->facts;
	int err;

	strscpy(facts.vm, "vm1", sizeof(facts.vm));
	lab_lock(lab);
	err = xvs_nic_set_locked(port->nic, &facts, extack);
	lab_unlock(lab);
	return err;
}

static int ref_port(struct xvs_port *port)
{
	int err = xvs_port_get(port);

	if (!err)
		xvs_port_put(port);
	return err;
}

static int ref_nic(struct xvs_port *port)
{
	int err = xvs_nic_get(port->nic);

	if (!err)
		xvs_nic_put(port->nic);
	return err;
}

static int frame_in(struct kunit *test, struct xvs_port *port)
{
	long before = lab_drops(port, XVS_DIRECTION_IN,
				XVS_DROP_NOT_CONNECTED);

	lab_send(port, lab_frame(test, MAC, LAB_BROADCAST, ETH_ZLEN));
	return lab_drops(port, XVS_DIRECTION_IN, XVS_DROP_NOT_CONNECTED) >
	       before ? -ENOTCONN : 0;
}

static int take_step(struct kunit *test, struct xvs_port *port, enum step step,
		     struct netlink_ext_ack *extack)
{
	struct lab *lab = test->priv;

	switch (step) {
	case PORT_CREATE:
		return create_again(lab, port->name, extack);
	case NIC_CREATE:
		return lab_nic_create(test, port, XVS_NIC_KIND_NETDEV, MAC,
				      extack);
	case NIC_CONNECT:
		return lab_nic_connect(test, port, extack);
	case NIC_DISCONNECT:
		return disconnect(lab, port, extack);
	case NIC_DELETE:
		return delete_nic(lab, port, extack);
	case PORT_DELETE:
		return delete_port(lab, port, extack);
	case PORT_REF:
		return ref_port(port);
	case NIC_REF:
		return ref_nic(port);
	case PORT_LABEL:
		return set_label(lab, port, extack);
	case PORT_PROPERTY:
		return lab_set(test, port, XVS_SET_ISOLATED, 1, NULL);
	case NIC_FACTS:
		return set_facts(lab, port, extack);
	default:
		return frame_in(test, port);
	}
}

static enum state state_after(enum state state, enum step step)
{
	switch (step) {
	case NIC_CREATE:
		return NIC_CREATED;
	case NIC_CONNECT:
		return NIC_CONNECTED;
	case NIC_DISCONNECT:
		return NIC_DISCONNECTED;
	case NIC_DELETE:
		return NIC_DELETED;
	default:
		return state;
	}
}

static bool explains(enum step step)
{
	return step != PORT_REF && step != NIC_REF && step != PORT_PROPERTY &&
	       step != FRAME_IN;
}

static void each_step_goes_as_the_table_says(struct kunit *test)
{
	const struct cell *cell = test->param_value;
	struct xvs_port *port = lab_port(test, "p");
	int want = table[cell->step][cell->state];
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;
	enum state after;

	bring_to(test, port, cell->state);
	if (want == NO_NIC) {
		KUNIT_EXPECT_NULL(test, port->nic);
		goto out;
	}
	after = want ? cell->state : state_after(cell->state, cell->step);
	if (cell->state == PORT_TEARDOWN && cell->step == PORT_DELETE)
		xvs_port_put(port);
	KUNIT_EXPECT_EQ(test, take_step(test, port, cell->step, &extack), want);
	if (want && explains(cell->step))
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	if (!want && cell->step == PORT_DELETE) {
		KUNIT_EXPECT_EQ(test, lab->sw->port_count, 0);
		return;
	}
	KUNIT_EXPECT_EQ(test, state_of(port, cell->state), after);
out:
	if (cell->state == PORT_TEARDOWN)
		xvs_port_put(port);
}

static void a_switch_without_ports_finds_none(struct kunit *test)
{
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_NULL(test, xvs_port_find_locked(lab->sw, "p"));
	KUNIT_EXPECT_NULL(test, xvs_port_find_id_locked(lab->sw, 1));
	KUNIT_EXPECT_NULL(test, xvs_port_next_locked(lab->sw, 1));
	lab_unlock(lab);
}

static void a_port_is_found_by_name_and_by_id(struct kunit *test)
{
	struct xvs_port *one = lab_port(test, "one");
	struct xvs_port *two = lab_port(test, "two");
	struct lab *lab = test->priv;

	lab_lock(lab);
	KUNIT_EXPECT_PTR_EQ(test, xvs_port_find_locked(lab->sw, "two"), two);
	KUNIT_EXPECT_PTR_EQ(test, xvs_port_find_id_locked(lab->sw, one->id),
			    one);
	KUNIT_EXPECT_PTR_EQ(test, xvs_port_next_locked(lab->sw, one->id + 1),
			    two);
	KUNIT_EXPECT_NULL(test, xvs_port_find_locked(lab->sw, "three"));
	lab_unlock(lab);
}

static void a_bad_port_name_is_refused(struct kunit *test)
{
	static const char *const bad[] = { "", "a b", "a/b", ".", "..", "a\n" };
	struct netlink_ext_ack extack;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&extack, 0, sizeof(extack));
		KUNIT_EXPECT_EQ_MSG(test, create_again(test->priv, bad[i],
						       &extack), -EINVAL,
				    "'%s'", bad[i]);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	}
}

static void a_deleted_ports_id_is_not_given_to_the_next(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	u32 id = port->id;

	KUNIT_EXPECT_EQ(test, delete_port(test->priv, port, NULL), 0);
	port = lab_port(test, "p");
	KUNIT_EXPECT_NE(test, port->id, id);
}

static void a_device_that_cannot_be_had_leaves_no_nic(struct kunit *test)
{
	static const struct xvs_nic_facts facts = { .numa_node = NUMA_NO_NODE };
	struct xvs_port *port = lab_guest(test, "other", 0);
	const struct xvs_nic_ops *ops = port->nic->ops;
	struct net_device *dev = lab_device(test);
	struct lab *lab = test->priv;
	struct xvs_nic *nic;

	port = lab_port(test, "p");
	lab_refuse_claims(dev, -EBUSY);
	lab_lock(lab);
	nic = xvs_nic_create_locked(port, ops, dev, &facts, NULL);
	lab_unlock(lab);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(nic), -EBUSY);
	KUNIT_EXPECT_NULL(test, port->nic);
	KUNIT_EXPECT_EQ(test, delete_port(lab, port, NULL), 0);
}

static void a_group_address_is_not_declared(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, lab_nic_create(test, port, XVS_NIC_KIND_NETDEV,
					     0x010000000001ULL, &extack),
			-EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_NULL(test, port->nic);
}

static void a_validation_port_carries_no_nic(struct kunit *test)
{
	struct xvs_port_new new = { .name = "p", .validation = true };
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;
	struct xvs_port *port;

	lab_lock(lab);
	port = xvs_port_create_locked(lab->sw, &new, NULL);
	lab_unlock(lab);
	KUNIT_ASSERT_FALSE(test, IS_ERR(port));
	KUNIT_EXPECT_EQ(test, lab_nic_create(test, port, XVS_NIC_KIND_NETDEV,
					     MAC, &extack), -EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	/* yet it is checked like another */
	KUNIT_EXPECT_NE(test, lab_set(test, port, XVS_SET_VLAN_MODE,
				      XVS_VLAN_ISOLATED, NULL), 0);
}

/* --- who waits --- */

static void deleting_a_nic_waits_for_who_holds_it(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", MAC);
	struct deleter deleter = { .port = port, .delete = delete_nic };
	struct xvs_nic *nic = port->nic;

	KUNIT_ASSERT_EQ(test, xvs_nic_get(nic), 0);
	KUNIT_ASSERT_EQ(test, disconnect(test->priv, port, NULL), 0);
	start_delete(test, &deleter);
	msleep(100);
	KUNIT_EXPECT_FALSE(test, completion_done(&deleter.done));
	KUNIT_EXPECT_PTR_EQ(test, READ_ONCE(port->nic), nic);
	xvs_nic_put(nic);
	KUNIT_EXPECT_EQ(test, finish_delete(&deleter), 0);
	KUNIT_EXPECT_NULL(test, port->nic);
}

static void deleting_a_port_waits_for_who_holds_it(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct deleter deleter = { .port = port, .delete = delete_port };
	struct lab *lab = test->priv;

	KUNIT_ASSERT_EQ(test, xvs_port_get(port), 0);
	start_delete(test, &deleter);
	msleep(100);
	KUNIT_EXPECT_FALSE(test, completion_done(&deleter.done));
	/* teardown was not refused, and nobody new may hold it */
	KUNIT_EXPECT_EQ(test, READ_ONCE(port->state), XVS_PORT_STATE_TEARDOWN);
	KUNIT_EXPECT_EQ(test, xvs_port_get(port), -ENOTCONN);
	xvs_port_put(port);
	KUNIT_EXPECT_EQ(test, finish_delete(&deleter), 0);
	KUNIT_EXPECT_EQ(test, lab->sw->port_count, 0);
}

/* --- what is told --- */

static void each_step_is_told_in_order(struct kunit *test)
{
	static const struct told want[] = {
		{ 's', XVS_EVENT_CREATED },
		{ 'p', XVS_EVENT_CREATED },
		{ 'n', XVS_EVENT_CREATED },
		{ 'n', XVS_EVENT_CONNECTED },
		{ 'n', XVS_EVENT_DISCONNECTED },
		{ 'n', XVS_EVENT_DELETED },
		{ 'p', XVS_EVENT_TEARDOWN },
		{ 'p', XVS_EVENT_DELETED },
	};
	struct xvs_port *port = lab_port(test, "p");
	unsigned int i;

	bring_to(test, port, NIC_DELETED);
	KUNIT_EXPECT_EQ(test, delete_port(test->priv, port, NULL), 0);
	KUNIT_ASSERT_EQ(test, told_count, ARRAY_SIZE(want));
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		KUNIT_EXPECT_EQ(test, told[i].object, want[i].object);
		KUNIT_EXPECT_EQ(test, told[i].event, want[i].event);
	}
}

/* --- addresses of NICs --- */

static struct xvs_port *find(struct lab *lab, u64 mac)
{
	struct xvs_port *port;

	rcu_read_lock();
	port = xvs_fdb_find_rcu(&lab->sw->fdb, lab_key(mac, 0));
	rcu_read_unlock();
	return port;
}

static void a_declared_address_is_pinned_while_connected(struct kunit *test)
{
	struct xvs_port *port = lab_port(test, "p");
	struct lab *lab = test->priv;

	bring_to(test, port, NIC_CREATED);
	KUNIT_EXPECT_NULL(test, find(lab, MAC));
	KUNIT_EXPECT_EQ(test, lab_nic_connect(test, port, NULL), 0);
	KUNIT_EXPECT_PTR_EQ(test, find(lab, MAC), port);
	KUNIT_EXPECT_EQ(test, disconnect(lab, port, NULL), 0);
	KUNIT_EXPECT_NULL(test, find(lab, MAC));
}

static void two_nics_do_not_connect_with_one_address(struct kunit *test)
{
	struct xvs_port *first = lab_guest(test, "first", MAC);
	struct xvs_port *second = lab_port(test, "second");
	struct netlink_ext_ack extack = {};
	struct lab *lab = test->priv;

	bring_to(test, second, NIC_CREATED);
	KUNIT_EXPECT_EQ(test, lab_nic_connect(test, second, &extack), -EEXIST);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, state_of(second, NIC_CREATED), NIC_CREATED);
	KUNIT_EXPECT_PTR_EQ(test, find(lab, MAC), first);
	/* when the first is gone, it may */
	KUNIT_EXPECT_EQ(test, disconnect(lab, first, NULL), 0);
	KUNIT_EXPECT_EQ(test, lab_nic_connect(test, second, NULL), 0);
	KUNIT_EXPECT_PTR_EQ(test, find(lab, MAC), second);
}

/* --- types of switches --- */

static int set_type(struct lab *lab, enum xvs_switch_type type, bool host)
{
	int err;

	lab_lock(lab);
	err = xvs_switch_set_locked(lab->sw, type, host, NULL, NULL);
	lab_unlock(lab);
	return err;
}

static int add_kind(struct kunit *test, const char *name,
		    enum xvs_nic_kind kind, struct xvs_port **port)
{
	struct netlink_ext_ack extack = {};
	int err;

	*port = lab_port(test, name);
	err = lab_nic_create(test, *port, kind, 0, &extack);
	KUNIT_EXPECT_EQ(test, !extack._msg, !err);
	return err;
}

static void only_an_external_switch_has_an_uplink(struct kunit *test)
{
	struct lab *lab = test->priv;
	struct xvs_port *port;

	KUNIT_ASSERT_EQ(test, set_type(lab, XVS_SWITCH_TYPE_PRIVATE, false), 0);
	KUNIT_EXPECT_EQ(test, add_kind(test, "a", XVS_NIC_KIND_UPLINK, &port),
			-EINVAL);
	KUNIT_ASSERT_EQ(test, set_type(lab, XVS_SWITCH_TYPE_EXTERNAL, false),
			0);
	KUNIT_EXPECT_EQ(test, add_kind(test, "b", XVS_NIC_KIND_UPLINK, &port),
			0);
	KUNIT_EXPECT_EQ(test, add_kind(test, "c", XVS_NIC_KIND_UPLINK, &port),
			-EEXIST);
}

static void the_uplink_hears_of_addresses_behind_other_ports(struct kunit *test)
{
	struct xvs_port *guest = lab_port(test, "guest"), *uplink;

	KUNIT_ASSERT_EQ(test, add_kind(test, "up", XVS_NIC_KIND_UPLINK,
				       &uplink), 0);
	KUNIT_ASSERT_EQ(test, lab_nic_connect(test, uplink, NULL), 0);
	bring_to(test, guest, NIC_CREATED);
	KUNIT_EXPECT_EQ(test, lab_addresses(uplink), 0);
	KUNIT_EXPECT_EQ(test, lab_nic_connect(test, guest, NULL), 0);
	KUNIT_EXPECT_EQ(test, lab_addresses(uplink), 1);
	KUNIT_EXPECT_EQ(test, lab_set(test, guest, XVS_SET_MACS, 0,
				      "52:54:00:00:00:02,52:54:00:00:00:03"),
			0);
	KUNIT_EXPECT_EQ(test, lab_addresses(uplink), 3);
	KUNIT_EXPECT_EQ(test, disconnect(test->priv, guest, NULL), 0);
	KUNIT_EXPECT_EQ(test, lab_addresses(uplink), 0);
}

static void a_private_switch_has_no_host(struct kunit *test)
{
	struct lab *lab = test->priv;
	struct xvs_port *port;

	KUNIT_ASSERT_EQ(test, set_type(lab, XVS_SWITCH_TYPE_PRIVATE, false), 0);
	KUNIT_EXPECT_EQ(test, add_kind(test, "h", XVS_NIC_KIND_HOST, &port),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, set_type(lab, XVS_SWITCH_TYPE_PRIVATE, true),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, set_type(lab, XVS_SWITCH_TYPE_INTERNAL, false),
			-EINVAL);
}

static void several_host_nics_may_be_on_one_switch(struct kunit *test)
{
	struct xvs_port *port;

	KUNIT_EXPECT_EQ(test, add_kind(test, "h1", XVS_NIC_KIND_HOST, &port),
			0);
	KUNIT_EXPECT_EQ(test, add_kind(test, "h2", XVS_NIC_KIND_HOST, &port),
			0);
}

static void a_change_of_type_takes_away_what_it_excludes(struct kunit *test)
{
	struct xvs_port *guest = lab_guest(test, "guest", MAC);
	struct xvs_port *uplink, *host;
	struct lab *lab = test->priv;

	KUNIT_EXPECT_EQ(test, add_kind(test, "up", XVS_NIC_KIND_UPLINK,
				       &uplink), 0);
	KUNIT_EXPECT_EQ(test, add_kind(test, "host", XVS_NIC_KIND_HOST, &host),
			0);
	KUNIT_EXPECT_EQ(test, lab_nic_connect(test, uplink, NULL), 0);
	KUNIT_EXPECT_EQ(test, lab_nic_connect(test, host, NULL), 0);
	KUNIT_EXPECT_EQ(test, set_type(lab, XVS_SWITCH_TYPE_PRIVATE, false), 0);
	/* the ports, made by themselves, stay */
	KUNIT_EXPECT_NULL(test, uplink->nic);
	KUNIT_EXPECT_NULL(test, host->nic);
	KUNIT_EXPECT_NULL(test, lab->sw->uplink);
	KUNIT_EXPECT_EQ(test, lab->sw->port_count, 3);
	KUNIT_EXPECT_EQ(test, lab->sw->live_count, 1);
	KUNIT_EXPECT_EQ(test, state_of(guest, NIC_CREATED), NIC_CONNECTED);
}

static void a_port_made_for_a_nic_goes_with_it(struct kunit *test)
{
	struct xvs_port *port = lab_guest(test, "p", MAC);
	struct lab *lab = test->priv;

	lab_lock(lab);
	port->implicit = true;
	xvs_nic_remove_locked(port->nic);
	KUNIT_EXPECT_NULL(test, xvs_port_find_locked(lab->sw, "p"));
	lab_unlock(lab);
	KUNIT_EXPECT_EQ(test, lab->sw->port_count, 0);
}

/* Each state at once when the switch goes: state_exit() takes it down. */
static void a_switch_goes_with_ports_in_every_state(struct kunit *test)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct lab *lab = test->priv;
	struct xvs_port *port;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		port = lab_port(test, names[i]);
		KUNIT_ASSERT_EQ(test, lab_set(test, port, XVS_SET_VLAN_ACCESS,
					      10 + i, NULL), 0);
		bring_to(test, port, i);
	}
	KUNIT_EXPECT_EQ(test, lab->sw->port_count, ARRAY_SIZE(names));
	KUNIT_EXPECT_EQ(test, lab->sw->live_count, 1);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE_PARAM(each_step_goes_as_the_table_says,
			 next_cell),
	KUNIT_CASE(a_switch_without_ports_finds_none),
	KUNIT_CASE(a_port_is_found_by_name_and_by_id),
	KUNIT_CASE(a_bad_port_name_is_refused),
	KUNIT_CASE(a_deleted_ports_id_is_not_given_to_the_next),
	KUNIT_CASE(a_device_that_cannot_be_had_leaves_no_nic),
	KUNIT_CASE(a_group_address_is_not_declared),
	KUNIT_CASE(a_validation_port_carries_no_nic),
	KUNIT_CASE(deleting_a_nic_waits_for_who_holds_it),
	KUNIT_CASE(deleting_a_port_waits_for_who_holds_it),
	KUNIT_CASE(each_step_is_told_in_order),
	KUNIT_CASE(a_declared_address_is_pinned_while_connected),
	KUNIT_CASE(two_nics_do_not_connect_with_one_address),
	KUNIT_CASE(only_an_external_switch_has_an_uplink),
	KUNIT_CASE(the_uplink_hears_of_addresses_behind_other_ports),
	KUNIT_CASE(a_private_switch_has_no_host),
	KUNIT_CASE(several_host_nics_may_be_on_one_switch),
	KUNIT_CASE(a_change_of_type_takes_away_what_it_excludes),
	KUNIT_CASE(a_port_made_for_a_nic_goes_with_it),
	KUNIT_CASE(a_switch_goes_with_ports_in_every_state),
	{}
};

static struct kunit_suite state_suite = {
	.name = "xvs_state",
	.init = state_init,
	.exit = state_exit,
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);
