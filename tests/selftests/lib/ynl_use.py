# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the xvs family: every operation, dumps, news."""

import errno
import socket

from ynl_talk import (
    check, colons, do, driven, dump, family, ip, listen, mac, make_nic,
    make_port, make_traffic, make_world, Netlink, new_socket, NlError, NlMsgs,
    number_of, proper, refused, same, send_frame, send_raw, set_property,
    test, value_of, wait_until)

NLM_F_DUMP_INTR = 0x10


# --- every operation ---

@test("a switch is made, shown, changed and removed")
def switches():
    made = do("switch-new", switch="sw0", type="private")
    same((made["switch"], made["type"], made["host"], made["ports"]),
         ("sw0", "private", 0, 0))
    same(do("switch-get", switch="sw0"), made)
    same(do("switch-get", switch_id=made["switch-id"]), made)
    same(dump("switch-get"), [made])
    do("switch-set", switch="sw0", type="internal")
    same(do("switch-get", switch="sw0")["host"], 1)
    do("switch-set", switch="sw0", type="external", host=0)
    same(do("switch-get", switch="sw0")["type"], "external")
    do("switch-del", switch="sw0")
    same(dump("switch-get"), [])


@test("a switch is internal with a host NIC unless told otherwise")
def switch_defaults():
    made = do("switch-new", switch="sw0")
    same((made["type"], made["host"], made["connected"]), ("internal", 1, 1))
    same(do("switch-new", switch="sw1", type="private")["host"], 0)
    same(do("switch-new", switch="sw2", type="external", host=0)["host"], 0)


@test("a port is made, shown, labelled and deleted")
def ports():
    do("switch-new", switch="sw0", type="private")
    made = make_port(label="first floor", validation=True)
    same((made["port"], made["label"], made["state"], made["validation"]),
         ("p1", "first floor", "created", True))
    same(do("port-get", switch="sw0", port="p1"), made)
    same(do("port-get", switch_id=made["switch-id"],
            port_id=made["port-id"]), made)
    do("port-set", switch="sw0", port="p1", label="cellar")
    same(do("port-get", switch="sw0", port="p1")["label"], "cellar")
    do("port-del", switch="sw0", port="p1")
    same(dump("port-get"), [])


@test("a NIC is created, connected, disconnected and deleted")
def nics():
    make_world()
    made = make_nic(permanent_mac=mac(1), vm="guest", numa_node=0)
    same((made["kind"], made["state"], made["vm"], made["numa-node"],
          made["permanent-mac"], made["current-mac"]),
         ("netdev", "created", "guest", 0, colons(mac(1)), colons(mac(1))))
    do("nic-connect", switch="sw0", port="p1")
    same(do("nic-get", switch="sw0", port="p1")["state"], "connected")
    same(len(dump("nic-get", switch="sw0")), 2)
    do("nic-disconnect", switch="sw0", port="p1")
    same(do("port-get", switch="sw0", port="p1")["nic-state"], "disconnected")
    do("nic-del", switch="sw0", port="p1")
    check("nic-state" not in do("port-get", switch="sw0", port="p1"),
          "the port still carries a NIC")


@test("the facts of a NIC change one by one, and zeros take an address back")
def facts():
    make_world()
    make_nic(permanent_mac=mac(1), vm="guest")
    do("nic-set", switch="sw0", port="p1", **{"class": "emulated"})
    do("nic-set", switch="sw0", port="p1", vm_mac=mac(2))
    nic = do("nic-get", switch="sw0", port="p1")
    same((nic["class"], nic["vm"], nic["permanent-mac"], nic["vm-mac"]),
         ("emulated", "guest", colons(mac(1)), colons(mac(2))))
    do("nic-set", switch="sw0", port="p1", permanent_mac="00" * 6)
    check("permanent-mac" not in do("nic-get", switch="sw0", port="p1"),
          "the address is still declared")


@test("one more host NIC brings its device and takes it along")
def host_nic():
    make_world()
    nic = do("nic-new", switch="sw0", port="p1", kind="host", ifname="t7")
    same((nic["kind"], nic["ifname"]), ("host", "t7"))
    same(socket.if_nametoindex("t7"), nic["ifindex"])
    do("nic-del", switch="sw0", port="p1")
    check("t7" not in [name for _, name in socket.if_nameindex()],
          "the device is still there")


@test("a switch tells which device is its uplink")
def uplink():
    make_world()
    ip("link", "add", "t0", "type", "dummy")
    do("nic-new", switch="sw0", port="p1", kind="uplink",
       ifindex=socket.if_nametoindex("t0"))
    switch = do("switch-get", switch="sw0")
    same((switch["uplink"], switch["uplink-port"]), ("t0", "p1"))


@test("properties are set, read and put back to their defaults")
def properties():
    make_world()
    set_property({"name": "vlan.mode", "text": "trunk"},
                 {"name": "vlan.trunk", "text": "20,1-9"}, port="p1")
    same(value_of("vlan.mode", port="p1"), "trunk")
    same(value_of("vlan.trunk", port="p1"), "1-9,20")
    set_property({"name": "fdb.ageing", "number": 60, "version": 0x100})
    row = do("property-get", switch="sw0", name="fdb.ageing")
    same((row["number"], row["type"], "is-default" in row),
         (60, "number", False))
    do("property-del", switch="sw0", item=[{"name": "fdb.ageing"}])
    row = do("property-get", switch="sw0", name="fdb.ageing")
    same((row["number"], "is-default" in row), (300, True))


@test("all items of a request take effect, or none")
def atomic():
    make_world()
    for bad in ({"name": "vlan.trunk", "text": "9-1"},
                {"name": "flood.unicast", "number": 2},
                {"name": "nonsense", "number": 1}):
        try:
            set_property({"name": "vlan.access", "number": 7}, bad, port="p1")
            raise AssertionError(f"{bad} was let through")
        except NlError:
            same(value_of("vlan.access", port="p1"), 0)


@test("a value longer than a page is set, shown alone and shown in a dump")
def long_value():
    make_world()
    text = ",".join(colons(f"0200000a{i:04x}") for i in range(1130))
    set_property({"name": "security.macs", "text": text}, port="p1")
    same(value_of("security.macs", port="p1"), text)
    family.sock = new_socket()
    rows = dump("property-get", switch="sw0", port="p1")
    same([row["text"] for row in rows if row["name"] == "security.macs"],
         [text])


@test("an address is added, looked up, flushed and deleted")
def addresses():
    make_world()
    for last in (1, 2, 3):
        do("fdb-new", switch="sw0", port="p1", mac=mac(last), vlan=last)
    entry = do("fdb-get", switch="sw0", mac=mac(2), vlan=2)
    same((entry["port"], entry["mac"], entry["vlan"], entry["kind"]),
         ("p1", colons(mac(2)), 2, "static"))
    do("fdb-del", switch="sw0", mac=mac(2), vlan=2)
    same(do("fdb-flush", switch="sw0"), {"flushed": 0})
    same(do("fdb-flush", switch="sw0", static=True, vlan=3), {"flushed": 1})
    same(do("fdb-flush", switch="sw0", static=True, port="p1"), {"flushed": 1})


@test("counters tell what came in, what was dropped and why")
def counters():
    make_traffic()
    before = do("stats-get", switch="sw0", port="p1")
    send_frame("t1", mac(5))
    send_frame("t1", "030000000005")
    wait_until(lambda: "last-drop" in do("stats-get", switch="sw0", port="p1"))
    after = do("stats-get", switch="sw0", port="p1")
    check(after["rx-packets"] > before["rx-packets"], "nothing came in")
    same([(drop["name"], drop["direction"], drop["packets"])
          for drop in after["drop"] if drop["name"] == "BAD_SOURCE"],
         [("BAD_SOURCE", "in", 1)])
    last = after["last-drop"]
    same((last["src"], last["ethertype"], last["length"]),
         ("03:00:00:00:00:05", 0x88b5, 60))
    check(last["sentence"] and last["time"] and "age" in last,
          f"the last drop says too little: {last}")
    same(len(dump("stats-get", switch="sw0", port="p1")), 1)


@test("each drop reason has a number, a name and a sentence")
def reasons():
    rows = dump("reason-get")
    same([row["reason"] for row in rows], list(range(len(rows))))
    check(len(rows) > 10, f"only {len(rows)} reasons")
    for row in rows:
        proper(row["sentence"])
        same(do("reason-get", reason=row["reason"]), row)
    refused(errno.ENOENT, "no such reason", do, "reason-get",
            blame=".reason", reason=len(rows))


# --- dumps ---

@test("a dump shows what it is asked for and nothing else")
def filters():
    make_world(nic=True)
    make_port("p2")
    do("switch-new", switch="sw1", type="private")
    make_port("p9", switch="sw1")
    for port, vlan in (("p1", 1), ("p1", 2), ("p2", 2)):
        do("fdb-new", switch="sw0", port=port, mac=mac(vlan + len(port)
           + int(port[1])), vlan=vlan)
    same([port["port"] for port in dump("port-get", switch="sw1")], ["p9"])
    same([port["port"] for port in dump("port-get", switch="sw0", port="p2")],
         ["p2"])
    same([nic["port"] for nic in dump("nic-get", switch="sw0", port="p1")],
         ["p1"])
    same(dump("nic-get", switch="sw1"), [])
    same(len(dump("stats-get", switch="sw0")), 3)
    same({row.get("port") for row in dump("property-get", switch="sw1")},
         {None, "p9"})
    same([(row.get("port"), row["name"]) for row in
          dump("property-get", switch="sw0", port="p2", name="vlan.mode")],
         [("p2", "vlan.mode")])
    same(len(dump("fdb-get", switch="sw0", port="p1")), 2)
    same({entry["port"] for entry in dump("fdb-get", switch="sw0", vlan=2)},
         {"p1", "p2"})
    same(len(dump("fdb-get", switch="sw0", mac=mac(4))), 1)


@test("a dump of many objects shows each once")
def many():
    do("switch-new", switch="sw0", type="private")
    do("switch-new", switch="sw1", type="private")
    for i in range(150):
        make_port(f"port-number-{i}", label="x" * 60)
        make_port(f"port-number-{i}", switch="sw1")
    for i in range(300):
        do("fdb-new", switch="sw0", port="port-number-0",
           mac=f"02000000{i:04x}")
    ids = [(port["switch-id"], port["port-id"]) for port in dump("port-get")]
    same(len(ids), 300)
    same(ids, sorted(set(ids)))
    same(len(dump("stats-get")), 300)
    entries = dump("fdb-get")
    same((len(entries), len({entry["mac"] for entry in entries})), (300, 300))
    names = {row["name"] for row in dump("property-get", switch="sw0",
                                         port="port-number-0")}
    rows = [(row["switch-id"], row.get("port-id"), row["name"])
            for row in dump("property-get")]
    same(len([row for row in rows if row[1]]), 300 * len(names))
    same(len(rows), len(set(rows)))


def interrupted(change):
    """Whether a dump of ports says that it was, when @change comes in it."""
    marked = False
    with new_socket() as sock:
        send_raw(sock, number_of("port-get"), b"", Netlink.NLM_F_DUMP)
        changed = False
        while True:
            for msg in NlMsgs(sock.recv(4096)):
                marked |= bool(msg.nl_flags & NLM_F_DUMP_INTR)
                if msg.done:
                    return marked
            if not changed:
                change()
                changed = True


@test("a dump says when what it shows changed meanwhile")
def interruption():
    do("switch-new", switch="sw0", type="private")
    do("switch-new", switch="sw1", type="private")
    for i in range(200):
        make_port(f"p{i}", label="x" * 60)
    same(interrupted(lambda: None), False)
    same(interrupted(lambda: make_port("late")), True)
    same(interrupted(lambda: do("port-set", switch="sw0", port="p1",
                                label="new")), True)
    same(interrupted(lambda: do("switch-del", switch="sw1")), True)
    same(interrupted(lambda: do("switch-del", switch="sw0")), True)


@test("a dump of what does not exist is refused")
def dump_of_nothing():
    do("switch-new", switch="sw0")
    for op in ("port-get", "nic-get", "property-get", "fdb-get", "stats-get",
               "switch-get"):
        refused(errno.ENODEV, "no switch", dump, op, switch="nonesuch")
        refused(errno.ENODEV, "no switch", dump, op, switch_id=4711)
    for op in ("port-get", "nic-get", "property-get", "fdb-get", "stats-get"):
        refused(errno.ENOENT, "no such port", dump, op, switch="sw0",
                port="nonesuch")
        refused(errno.EINVAL, "name the switch", dump, op, port="p1")


# --- news ---

def news_of(listener):
    listener.check_ntf()
    return [(news["name"], news["msg"]["event"])
            for news in listener.async_msg_queue]


@test("listeners hear of each step of an object's life")
def lifecycle():
    ip("link", "add", "t0", "type", "dummy")
    listener = listen("lifecycle")
    do("switch-new", switch="sw0", type="private")
    make_port()
    do("port-set", switch="sw0", port="p1", label="x")
    do("nic-new", switch="sw0", port="p1", kind="netdev", ifname="t0")
    do("nic-connect", switch="sw0", port="p1")
    set_property({"name": "fdb.move", "number": 0})
    do("property-del", switch="sw0", item=[{"name": "fdb.move"}])
    do("nic-disconnect", switch="sw0", port="p1")
    do("nic-del", switch="sw0", port="p1")
    do("port-del", switch="sw0", port="p1")
    do("switch-del", switch="sw0")
    driven.update(("switch-ntf", "port-ntf", "nic-ntf", "property-ntf"))
    # a device's own changes make further news of its NIC
    same([news for news in news_of(listener)
          if news != ("nic-ntf", "changed")],
         [("switch-ntf", "created"), ("port-ntf", "created"),
          ("port-ntf", "changed"), ("nic-ntf", "created"),
          ("nic-ntf", "connected"), ("property-ntf", "changed"),
          ("property-ntf", "deleted"), ("nic-ntf", "disconnected"),
          ("nic-ntf", "deleted"), ("port-ntf", "teardown"),
          ("port-ntf", "deleted"), ("switch-ntf", "deleted")])


@test("news of a value longer than a page arrives whole")
def long_news():
    make_world()
    listener = listen("lifecycle")
    text = ",".join(colons(f"0200000b{i:04x}") for i in range(1100))
    set_property({"name": "security.macs", "text": text}, port="p1")
    listener.check_ntf()
    same([news["msg"]["text"] for news in listener.async_msg_queue
          if news["name"] == "property-ntf"], [text])


@test("listeners of addresses hear what the switch learns, moves and forgets")
def fdb_news():
    make_traffic()
    make_port("p2")
    listener = listen("fdb")
    send_frame("t1", mac(9))
    wait_until(lambda: colons(mac(9)) in [
        entry["mac"] for entry in dump("fdb-get", switch="sw0")])
    do("fdb-new", switch="sw0", port="p2", mac=mac(9))
    do("fdb-del", switch="sw0", mac=mac(9))
    driven.add("fdb-ntf")
    listener.check_ntf()
    same([(news["msg"]["event"], news["msg"]["port"],
           news["msg"].get("old-port"), news["msg"]["kind"])
          for news in listener.async_msg_queue
          if news["msg"]["mac"] == colons(mac(9))],
         [("created", "p1", None, "learned"), ("moved", "p2", "p1", "static"),
          ("deleted", "p2", None, "static")])
