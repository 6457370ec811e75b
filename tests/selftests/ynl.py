#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The tests of ynl.sh, which see."""

import ctypes
import errno
import os
import random
import re
import socket
import struct
import subprocess
import sys
import traceback

sys.path.insert(0, os.environ["YNL"])
from lib.ynl import Netlink, NlError, NlMsgs, YnlFamily  # noqa: E402

SPEC = "Documentation/netlink/specs/xvs.yaml"
NOBODY = 65534
NLM_F_DUMP_INTR = 0x10
NLA_F_NESTED = 0x8000
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
BAD_LOG = re.compile(r"WARNING|BUG|KASAN|possible |inconsistent lock|Call Trace|"
                     r"unreferenced object|waiting for|rcu: INFO|soft lockup")

TESTS = []
driven = set()


def test(sentence):
    def add(function):
        TESTS.append((sentence, function))
        return function
    return add


class Skip(Exception):
    """The test needs what is not here."""


def check(truth, words):
    if not truth:
        raise AssertionError(words)


def same(got, expected):
    check(got == expected, f"got {got!r}, expected {expected!r}")


# --- talking ---

def new_socket():
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                         Netlink.NETLINK_GENERIC)
    sock.setsockopt(Netlink.SOL_NETLINK, Netlink.NETLINK_CAP_ACK, 1)
    sock.setsockopt(Netlink.SOL_NETLINK, Netlink.NETLINK_EXT_ACK, 1)
    sock.setsockopt(Netlink.SOL_NETLINK, Netlink.NETLINK_GET_STRICT_CHK, 1)
    sock.settimeout(20)
    return sock


def load_spec():
    """Padding, which some architectures need, is unknown to the client."""
    family = YnlFamily(SPEC, schema="", process_unknown=True)
    family.sock = new_socket()
    return family


def do(op, **vals):
    driven.add(op)
    return family.do(op, {name.replace("_", "-"): value
                          for name, value in vals.items()})


def dump(op, **vals):
    driven.add(op)
    return family.dump(op, {name.replace("_", "-"): value
                            for name, value in vals.items()})


def proper(sentence):
    """How a refusal is to be written."""
    check(sentence, "the refusal says nothing")
    check(not sentence.endswith("."), f"a dot ends: {sentence}")
    check(not sentence[0].isupper(), f"a capital begins: {sentence}")


def refused(code, words, call, op, blame=None, miss=None, **vals):
    try:
        reply = call(op, **vals)
    except NlError as error:
        extack = error.nl_msg.extack or {}
        same(errno.errorcode[error.error], errno.errorcode[code])
        proper(extack.get("msg"))
        check(words in extack["msg"], f"'{words}' is not in: {extack['msg']}")
        if blame:
            same(extack.get("bad-attr"), blame)
        if miss:
            same(extack.get("miss-type"), miss)
        return
    raise AssertionError(f"{op} {vals} was let through: {reply}")


def number_of(op):
    return family.ops[op].req_value


def kind_of(path):
    space, name = path.split(".")
    return family.attr_sets[space].attrs[name].value


def attr(kind, payload, length=None):
    """An attribute by number or SET.NAME, its length perhaps a lie."""
    if isinstance(kind, str):
        kind = kind_of(kind)
    length = 4 + len(payload) if length is None else length
    return struct.pack("HH", length, kind) + payload + bytes(-len(payload) % 4)


def number_attr(kind, number):
    return attr(kind, struct.pack("I", number))


def text_attr(kind, text):
    return attr(kind, text.encode() + b"\0")


def named(switch="sw0", port="p1"):
    """A switch and a port are named alike in all sets."""
    words = text_attr("port.switch", switch)
    return words + text_attr("port.port", port) if port else words


def send_raw(sock, command, payload, flags=0):
    body = struct.pack("BBH", command, 1, 0) + payload
    sock.send(struct.pack("IHHII", 16 + len(body), family.nlproto.family_id,
                          Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK | flags,
                          7, 0) + body)


def answer(sock):
    """Error of a request that was not built by the client, 0 if there is none."""
    while True:
        for msg in NlMsgs(sock.recv(1 << 17)):
            if msg.error or msg.done:
                return -msg.error


def raw(op, payload, flags=0):
    with new_socket() as sock:
        send_raw(sock, op if isinstance(op, int) else number_of(op), payload,
                 flags)
        return answer(sock)


def in_child(function):
    """Run where credentials and namespaces may be thrown away."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        words = ""
        try:
            function()
        except BaseException as error:  # pylint: disable=broad-except
            words = f"{type(error).__name__}: {error}"
        os.write(writer, words.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        words = stream.read()
    os.waitpid(child, 0)
    check(not words, words)


# --- the world ---

def ip(*words):
    subprocess.run(["ip", *words], check=True)


def reset():
    for switch in family.dump("switch-get", {}):
        family.do("switch-del", {"switch-id": switch["switch-id"]})
    links = subprocess.run(["ip", "-o", "link"], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    for name in re.findall(r"^\d+: (t[0-9a-z]+)[@:]", links, re.M):
        subprocess.run(["ip", "link", "del", name], check=False,
                       stderr=subprocess.DEVNULL)


def make_port(port="p1", switch="sw0", **more):
    return do("port-new", switch=switch, port=port, **more)


def make_nic(port="p1", device="t0", **more):
    ip("link", "add", device, "type", "dummy")
    return do("nic-new", switch="sw0", port=port, kind="netdev", ifname=device,
              **more)


def make_world(nic=False):
    do("switch-new", switch="sw0", type="external")
    make_port()
    if nic:
        make_nic()


def mac(last):
    return f"0200000000{last:02x}"


def colons(address):
    return ":".join(re.findall("..", address))


def value_of(name, **where):
    reply = do("property-get", switch="sw0", name=name, **where)
    return reply.get("text", reply.get("number"))


def set_property(*items, **where):
    return do("property-set", switch="sw0", item=list(items), **where)


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


def send_frame(device, source, destination="ffffffffffff"):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((device, 0))
        sock.send(bytes.fromhex(destination + source + "88b5") + bytes(46))


def make_traffic():
    """Frames sent into t1 come into the switch at p1."""
    make_world()
    ip("link", "add", "t0", "type", "veth", "peer", "name", "t1")
    ip("link", "set", "t0", "up")
    ip("link", "set", "t1", "up")
    do("nic-new", switch="sw0", port="p1", kind="netdev", ifname="t0")
    do("nic-connect", switch="sw0", port="p1")


@test("counters tell what came in, what was dropped and why")
def counters():
    make_traffic()
    before = do("stats-get", switch="sw0", port="p1")
    send_frame("t1", mac(5))
    send_frame("t1", "030000000005")
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

def listen(*groups):
    listener = YnlFamily.__new__(YnlFamily)
    listener.__dict__.update(family.__dict__)
    listener.sock = new_socket()
    listener.sock.settimeout(None)
    listener.async_msg_queue = []
    for group in groups:
        listener.ntf_subscribe(group)
    return listener


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


# --- refusals ---

@test("what a request must name is asked for in words")
def missing():
    do("switch-new", switch="sw0")
    for op in ("switch-get", "switch-del", "port-get", "port-del", "nic-get",
               "nic-connect", "nic-disconnect", "nic-del", "stats-get",
               "fdb-flush"):
        refused(errno.EINVAL, "name the switch", do, op, miss="switch")
    for op in ("port-get", "port-del", "nic-get", "nic-connect", "stats-get"):
        refused(errno.EINVAL, "name the port", do, op, miss="port",
                switch="sw0")
    refused(errno.EINVAL, "new switch", do, "switch-new", miss="switch")
    refused(errno.EINVAL, "new port", do, "port-new", miss="port",
            switch="sw0")
    refused(errno.EINVAL, "type or host", do, "switch-set", switch="sw0")
    refused(errno.EINVAL, "label", do, "port-set", switch="sw0", port="host")
    refused(errno.EINVAL, "nothing to change", do, "nic-set", switch="sw0",
            port="host")
    refused(errno.EINVAL, "kind", do, "nic-new", miss="kind", switch="sw0",
            port="host")
    refused(errno.EINVAL, "ifname or ifindex", do, "nic-new", miss="ifname",
            switch="sw0", port="host", kind="netdev")
    refused(errno.EINVAL, "name the property", do, "property-get",
            miss="name", switch="sw0")
    for op in ("property-set", "property-del"):
        refused(errno.EINVAL, "item", do, op, miss="item", switch="sw0")
    for op in ("fdb-get", "fdb-new", "fdb-del"):
        refused(errno.EINVAL, "address", do, op, miss="mac", switch="sw0")
    refused(errno.EINVAL, "number", do, "reason-get", miss="reason")


@test("names that lead nowhere or apart are refused")
def wrong_names():
    first = do("switch-new", switch="sw0")
    second = do("switch-new", switch="sw1")
    refused(errno.ENODEV, "no switch", do, "switch-get", blame=".switch",
            switch="lo")
    refused(errno.ENODEV, "no switch", do, "switch-get", blame=".switch-id",
            switch_id=4711)
    refused(errno.ENODEV, "different", do, "switch-get", blame=".switch-id",
            switch="sw0", switch_id=second["switch-id"])
    refused(errno.ENOENT, "no such port", do, "port-get", blame=".port",
            switch="sw0", port="nonesuch")
    refused(errno.ENOENT, "no such port", do, "port-get", blame=".port-id",
            switch="sw0", port_id=4711)
    refused(errno.ENOENT, "different", do, "port-get", blame=".port-id",
            switch="sw0", port="host", port_id=2)
    make_port()
    refused(errno.ENOENT, "no NIC", do, "nic-get", switch="sw0", port="p1")
    same(do("switch-get", switch="sw0", switch_id=first["switch-id"])
         ["switch"], "sw0")


@test("names that cannot be, or are taken, are refused")
def bad_names():
    make_world()
    for name in ("", "a b", "a/b", ".", "..", "sw%d"):
        refused(errno.EINVAL, "name", do, "switch-new", blame=".switch",
                switch=name)
        if "%" not in name:
            refused(errno.EINVAL, "name", do, "port-new", switch="sw0",
                    port=name)
    refused(errno.EEXIST, "name", do, "switch-new", switch="sw0")
    refused(errno.EEXIST, "name", do, "switch-new", switch="lo")
    refused(errno.EEXIST, "name", do, "port-new", switch="sw0", port="p1")


@test("a NIC that cannot be is refused")
def bad_nics():
    make_world()
    ip("link", "add", "t0", "type", "dummy")
    where = {"switch": "sw0", "port": "p1"}
    lo = socket.if_nametoindex("lo")
    refused(errno.EOPNOTSUPP, "tap", do, "nic-new", blame=".kind", **where,
            kind="tap", ifname="t9")
    refused(errno.ENODEV, "no such device", do, "nic-new", blame=".ifname",
            **where, kind="netdev", ifname="nonesuch")
    refused(errno.ENODEV, "no such device", do, "nic-new", blame=".ifindex",
            **where, kind="netdev", ifindex=4711)
    refused(errno.ENODEV, "different devices", do, "nic-new",
            blame=".ifindex", **where, kind="netdev", ifname="t0", ifindex=lo)
    refused(errno.EINVAL, "new device", do, "nic-new", blame=".ifindex",
            **where, kind="host", ifname="t9", ifindex=lo)
    for address in ("ffffffffffff", "010000000001"):
        refused(errno.EINVAL, "unicast", do, "nic-new",
                blame=".permanent-mac", **where, kind="netdev", ifname="t0",
                permanent_mac=address)
        refused(errno.EINVAL, "unicast", do, "nic-new", blame=".vm-mac",
                **where, kind="netdev", ifname="t0", vm_mac=address)
    refused(errno.EEXIST, "name", do, "nic-new", **where, kind="host",
            ifname="t0")
    refused(errno.EINVAL, "name", do, "nic-new", blame=".ifname", **where,
            kind="host", ifname="t%d")


@test("steps out of turn are refused")
def out_of_turn():
    make_world(nic=True)
    where = {"switch": "sw0", "port": "p1"}
    refused(errno.EBUSY, "NIC", do, "port-del", **where)
    refused(errno.ENOTCONN, "not connected", do, "nic-disconnect", **where)
    do("nic-connect", **where)
    refused(errno.EALREADY, "already", do, "nic-connect", **where)
    refused(errno.EBUSY, "disconnect", do, "nic-del", **where)
    refused(errno.EEXIST, "already", do, "nic-new", kind="host", ifname="t9",
            **where)
    do("nic-disconnect", **where)
    refused(errno.EINVAL, "disconnected", do, "nic-connect", **where)


@test("a property that is not there, or not so, is refused")
def bad_properties():
    make_world()
    here = {"switch": "sw0", "port": "p1"}
    mode = {"name": "vlan.mode", "text": "trunk"}

    def bad(words, item, blame=".item", code=errno.EINVAL, op="property-set"):
        refused(code, words, do, op, blame=blame, item=item, **here)

    refused(errno.ENOENT, "of a port", do, "property-get", blame=".name",
            name="fdb.ageing", **here)
    refused(errno.ENOENT, "of a switch", do, "property-get", blame=".name",
            name="vlan.mode", switch="sw0")
    bad("of a port", [{"name": "nonesuch"}], ".item.name", errno.ENOENT)
    bad("one of", [{"name": "vlan.mode", "text": "tree"}], ".item.text")
    bad("takes a text", [{"name": "vlan.mode", "number": 1}], ".item.number")
    bad("takes a text", [{"name": "vlan.mode"}])
    bad("takes a number", [{"name": "vlan.access", "text": "x"}],
        ".item.text")
    bad("takes a number", [{"name": "vlan.access", "blob": "00"}],
        ".item.blob")
    bad("range", [{"name": "vlan.access", "number": 4095}], ".item.number",
        errno.ERANGE)
    bad("twice", [mode, mode], ".item.name")
    bad("version", [{**mode, "version": 0x200}], ".item.version",
        errno.EOPNOTSUPP)
    bad("no value", [mode], ".item.text", op="property-del")
    bad("name the property", [{"number": 1}], None)


@test("an address that cannot be in the table is refused")
def bad_addresses():
    make_world()
    make_port("v", validation=True)
    for address in ("ffffffffffff", "000000000000", "010000000001"):
        for op in ("fdb-new", "fdb-get", "fdb-del"):
            refused(errno.EINVAL, "unicast", do, op, blame=".mac",
                    switch="sw0", mac=address,
                    **({"port": "p1"} if op == "fdb-new" else {}))
    refused(errno.EINVAL, "name the port", do, "fdb-new", switch="sw0",
            mac=mac(1))
    refused(errno.EINVAL, "validation", do, "fdb-new", switch="sw0", port="v",
            mac=mac(1))
    refused(errno.ENOENT, "no such address", do, "fdb-del", switch="sw0",
            mac=mac(1))
    refused(errno.ENOENT, "no such address", do, "fdb-get", blame=".mac",
            switch="sw0", mac=mac(1))
    do("fdb-new", switch="sw0", port="p1", mac=mac(1))
    make_port("p2")
    refused(errno.EEXIST, "another port", do, "fdb-new", switch="sw0",
            port="p2", mac=mac(1))
    refused(errno.ENOENT, "another port", do, "fdb-get", switch="sw0",
            port="p2", mac=mac(1))


# --- what no proper client sends ---

def policy_refuses(code, op, payload, flags=0):
    same(errno.errorcode.get(raw(op, payload, flags)), errno.errorcode[code])


@test("numbers out of range are refused")
def ranges():
    make_world()
    for kind, number in (("switch.type", 3), ("switch.host", 2)):
        policy_refuses(errno.ERANGE, "switch-new", named("sw9", None) +
                       number_attr(kind, number))
    for kind, number in (("nic.kind", 4), ("nic.class", 3),
                         ("nic.ifindex", 0), ("nic.numa-node", 1024)):
        policy_refuses(errno.ERANGE, "nic-new", named() +
                       number_attr(kind, number))
    policy_refuses(errno.ERANGE, "fdb-new", named() +
                   attr("fdb.mac", bytes.fromhex(mac(1))) +
                   number_attr("fdb.vlan", 4095))
    for op in ("switch-get", "port-get", "nic-get", "property-get", "fdb-get",
               "stats-get"):
        for flags in (0, Netlink.NLM_F_DUMP):
            policy_refuses(errno.ERANGE, op, number_attr("port.switch-id", 0),
                           flags)


@test("attributes of a wrong size are refused")
def sizes():
    make_world()
    for size in (0, 2, 5, 8):
        policy_refuses(errno.EINVAL, "switch-get",
                       attr("switch.switch-id", bytes([1] * size)))
    for size in (0, 5, 7):
        policy_refuses(errno.ERANGE, "fdb-new", named() +
                       attr("fdb.mac", bytes([2] * size)))
    policy_refuses(errno.EINVAL, "switch-get", attr("switch.switch", b"sw0"))
    policy_refuses(errno.EINVAL, "switch-get",
                   text_attr("switch.switch", "s" * 16))
    policy_refuses(errno.EINVAL, "port-new", named(port="p" * 64))
    make_port("p" * 63)
    policy_refuses(errno.ERANGE, "port-new", named(port="p2") +
                   attr("port.validation", b"x"))


@test("attributes that the operation does not know are refused")
def unknown_attributes():
    make_world()
    for op, kind in (("switch-get", "switch.type"), ("switch-get", 99),
                     ("switch-new", "switch.ports"),
                     ("port-new", "port.state"), ("fdb-del", "fdb.kind"),
                     ("stats-get", "stats.rx-packets"),
                     ("property-set", "property.type")):
        policy_refuses(errno.EINVAL, op, named(port=None) +
                       number_attr(kind, 1))
    policy_refuses(errno.EINVAL, "port-get", named(port=None) +
                   number_attr(99, 1), Netlink.NLM_F_DUMP)
    same(raw("port-get", named(port=None), Netlink.NLM_F_DUMP), 0)


@test("nests of rubbish are refused")
def nests():
    make_world()
    flat = kind_of("property.item")
    item = NLA_F_NESTED | flat
    name = text_attr("property-item.name", "vlan.access")
    number = kind_of("property-item.number")
    good = attr(item, name + number_attr(number, 3))
    same(raw("property-set", named() + good), 0)
    for rubbish in (attr(flat, name + number_attr(number, 5)),
                    attr(item, b"\xff" * 9),
                    attr(item, b""),
                    attr(item, name + number_attr(9, 5)),
                    attr(item, name + attr(number, b"12")),
                    attr(item, name + struct.pack("HH", 3, number)),
                    attr(item, name + struct.pack("HH", 400, number)),
                    attr(item, name[:-2]),
                    attr(item, attr("property-item.name", b"vlan.access"))):
        check(raw("property-set", named() + good + rubbish),
              f"{rubbish!r} was let through")
        check(raw("property-set", named() + rubbish),
              f"{rubbish!r} was let through")
    same(value_of("vlan.access", port="p1"), 3)


@test("operations that are not there are refused")
def unknown_operations():
    for command in (0, 100, 255):
        policy_refuses(errno.EOPNOTSUPP, command, b"")
    policy_refuses(errno.EOPNOTSUPP, "switch-new", named(port=None),
                   Netlink.NLM_F_DUMP)
    same(dump("switch-get"), [])


def rubbish_attr(dice):
    size = dice.choice((0, 1, 4, 4, 4, 6, 8, 20))
    payload = dice.choice((dice.randbytes(size), b"sw0\0", b"p1\0", b"lo\0",
                           struct.pack("I", dice.randrange(4)),
                           text_attr(1, "vlan.mode") + text_attr(4, "trunk"),
                           named()))
    length = 4 + len(payload)
    if not dice.randrange(8):
        length = dice.randrange(64)
    return attr(dice.randrange(24) | dice.choice((0, 0, 0, NLA_F_NESTED)),
                payload, length)


@test("two thousand messages of rubbish leave the switch as it was")
def rubbish():
    make_world()
    seed = int(os.environ.get("SEED", "1"))
    dice = random.Random(seed)
    keep = number_of("switch-del"), number_of("switch-set")
    with new_socket() as sock:
        for _ in range(2000):
            command = dice.randrange(30)
            payload = b"".join(rubbish_attr(dice)
                               for _ in range(dice.randrange(6)))
            if command in keep:
                continue
            send_raw(sock, command, payload,
                     dice.choice((0, 0, Netlink.NLM_F_DUMP)))
            answer(sock)
    same(do("switch-get", switch="sw0")["type"], "external")


# --- rights ---

def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    family.sock = new_socket()


@test("who has no rights may look and not touch")
def unprivileged():
    make_world()

    def look_and_touch():
        become_nobody()
        same(do("switch-get", switch="sw0")["switch"], "sw0")
        same(len(dump("port-get")), 2)
        dump("property-get")
        for op in family.ops:
            if op.endswith(("-get", "-ntf")):
                continue
            same(raw(op, named()), errno.EPERM)

    in_child(look_and_touch)
    same(len(dump("port-get")), 2)


@test("who owns a network namespace makes switches in it and sees no other's")
def namespace_of_ones_own():
    if not os.path.samefile("/proc/1/root", "/"):
        raise Skip("no user namespace in a changed root")
    make_world()

    def look_and_touch():
        become_nobody()
        libc = ctypes.CDLL(None, use_errno=True)
        check(not libc.unshare(CLONE_NEWUSER | CLONE_NEWNET),
              os.strerror(ctypes.get_errno()))
        family.sock = new_socket()
        same(dump("switch-get"), [])
        refused(errno.ENODEV, "no switch", do, "switch-get", switch_id=1)
        made = do("switch-new", switch="sw0", type="private")
        same([switch["switch-id"] for switch in dump("switch-get")],
             [made["switch-id"]])

    in_child(look_and_touch)
    same(len(dump("switch-get")), 1)


# --- all in all ---

@test("every operation of the specification was driven")
def completeness():
    same(sorted(set(family.msgs) - driven), [])


@test("the kernel has nothing to complain of")
def kernel_log():
    log = subprocess.run(["dmesg"], check=True, text=True,
                         stdout=subprocess.PIPE).stdout
    same([line for line in log.splitlines() if BAD_LOG.search(line)], [])


def run(number, sentence, function):
    try:
        reset()
        function()
    except Skip as reason:
        print(f"ok {number} - {sentence} # SKIP {reason}", flush=True)
        return 0
    except Exception as error:  # pylint: disable=broad-except
        print(f"not ok {number} - {sentence}", flush=True)
        lines = [str(step.lineno)
                 for step in traceback.extract_tb(error.__traceback__)
                 if step.filename == __file__]
        for words in f"lines {' '.join(lines[1:])}: {error}".splitlines():
            print(f"# {words}")
        return 1
    print(f"ok {number} - {sentence}", flush=True)
    return 0


print(f"1..{len(TESTS)}", flush=True)
family = load_spec()
failed = sum(run(number, *case) for number, case in enumerate(TESTS, 1))
reset()
sys.exit(1 if failed else 0)
