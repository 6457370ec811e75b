#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: ynl.sh [list]

The tests of the xvs family; here those of requests that are refused, and of
those that no proper client sends.
"""

import ctypes
import errno
import os
import random
import re
import socket
import struct
import subprocess
import sys
import time
import traceback

sys.path.insert(1, os.path.join(os.path.dirname(__file__), "lib"))
import ynl_use  # noqa: E402,F401 pylint: disable=unused-import
import ynl_ext  # noqa: E402,F401 pylint: disable=unused-import
import ynl_offload  # noqa: E402,F401 pylint: disable=unused-import
import ynl_sa  # noqa: E402,F401 pylint: disable=unused-import
from ynl_talk import (  # noqa: E402
    answer, attr, begin_child, check, do, driven, dump, end_child, family,
    in_child, ip, kind_of, listen, load_spec, mac, make_port, make_world,
    named, Netlink, new_socket, NlError, number_attr, number_of, proper, raw,
    refused, reset, same, send_raw, Skip, test, TESTS, text_attr, value_of)

NOBODY = 65534
NLA_F_NESTED = 0x8000
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
BAD_LOG = re.compile(r"WARNING|BUG|KASAN|possible |inconsistent lock|Call Trace|"
                     r"unreferenced object|waiting for|rcu: INFO|soft lockup")


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
    refused(errno.EINVAL, "device to make", do, "nic-new", miss="ifname",
            switch="sw0", port="host", kind="host")
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
            command = dice.randrange(42)
            payload = b"".join(rubbish_attr(dice)
                               for _ in range(dice.randrange(6)))
            if command in keep:
                continue
            send_raw(sock, command, payload,
                     dice.choice((0, 0, Netlink.NLM_F_DUMP)))
            answer(sock)
    same(do("switch-get", switch="sw0")["type"], "external")


# --- many at once ---

def keep_trying(seed, steps):
    """What others are doing meanwhile decides what is refused."""
    dice = random.Random(seed)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        call, op, vals = dice.choice(steps)
        try:
            call(op, **vals)
        except NlError as error:
            check(error.error not in (errno.ENOMEM, errno.EMSGSIZE),
                  f"{op}: {error}")


@test("many at once make, show and remove without harm")
def together():
    ip("link", "add", "t0", "type", "dummy")
    port = {"switch": "sw0", "port": "p1"}
    item = [{"name": "vlan.mode", "text": "trunk"}]
    makers = [(do, "switch-new", {"switch": "sw0", "type": "external"}),
              (do, "port-new", port), (do, "port-del", port),
              (do, "nic-new", {**port, "kind": "netdev", "ifname": "t0"}),
              (do, "nic-connect", port), (do, "nic-disconnect", port),
              (do, "nic-del", port), (do, "port-new", port),
              (do, "nic-new", {**port, "kind": "host", "ifname": "t1"}),
              (do, "property-set", {**port, "item": item}),
              (do, "property-del", {**port, "item": [{"name": "vlan.mode"}]}),
              (do, "fdb-new", {**port, "mac": mac(1)}),
              (do, "fdb-flush", {"switch": "sw0", "static": True}),
              (do, "switch-set", {"switch": "sw0", "type": "private"}),
              (do, "switch-set", {"switch": "sw0", "type": "external"})]
    watchers = [(dump, op, vals)
                for op in ("switch-get", "port-get", "nic-get", "fdb-get",
                           "property-get", "stats-get")
                for vals in ({}, {"switch": "sw0"})]
    removers = makers + [(do, "switch-del", {"switch": "sw0"})]
    listener = listen("lifecycle", "fdb")
    children = [begin_child(lambda work=work: keep_trying(*work))
                for work in enumerate((makers, watchers, removers))]
    same([end_child(*child) for child in children], ["", "", ""])
    listener.sock.close()
    reset()
    same(dump("port-get"), [])


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
def nothing_in_the_log():
    same([line for line in kernel_log() if BAD_LOG.search(line)
          and line not in log_before], [])


def kernel_log():
    return subprocess.run(["dmesg"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.splitlines()


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
                 if "ynl" in os.path.basename(step.filename)]
        for words in f"lines {' '.join(lines[1:])}: {error}".splitlines():
            print(f"# {words}")
        return 1
    print(f"ok {number} - {sentence}", flush=True)
    return 0


if "list" in sys.argv:
    print("\n".join(sentence for sentence, _ in TESTS))
    sys.exit()
print(f"1..{len(TESTS)}", flush=True)
load_spec()
log_before = kernel_log()
failed = sum(run(number, *case) for number, case in enumerate(TESTS, 1))
reset()
sys.exit(1 if failed else 0)
