# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of the xvs family share: the client, raw messages, a world."""

import ctypes
import errno
import fcntl
import os
import re
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.environ["YNL"])
from lib.ynl import Netlink, NlError, NlMsgs, YnlFamily  # noqa: E402

SPEC = "Documentation/netlink/specs/xvs.yaml"

TESTS = []
driven = set()

# opened by root, and written by whom it becomes
work = os.environ.get("XVS_WORK")
seen = work and os.path.isdir(work) and open(f"{work}/sentences", "a")


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


family = YnlFamily.__new__(YnlFamily)  # until load_spec()


def load_spec():
    """Padding, which some architectures need, is unknown to the client."""
    family.__init__(SPEC, schema="", process_unknown=True)
    family.sock = new_socket()


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


def remember(sentence):
    """For lib/sentences, which looks whether all were provoked."""
    if seen:
        print(sentence, file=seen, flush=True)


def refused(code, words, call, op, blame=None, miss=None, **vals):
    try:
        reply = call(op, **vals)
    except NlError as error:
        extack = error.nl_msg.extack or {}
        same(errno.errorcode[error.error], errno.errorcode[code])
        proper(extack.get("msg"))
        remember(extack["msg"])
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


def begin_child(function):
    """Run where credentials and namespaces may be thrown away."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        words = ""
        try:
            family.sock = new_socket()
            function()
        except BaseException as error:  # pylint: disable=broad-except
            words = f"{type(error).__name__}: {error}"
        os.write(writer, words.encode())
        os._exit(0)
    os.close(writer)
    return child, os.fdopen(reader)


def end_child(child, reader):
    with reader:
        words = reader.read()
    os.waitpid(child, 0)
    return words


def in_child(function):
    words = end_child(*begin_child(function))
    check(not words, words)


def listen(*groups):
    listener = YnlFamily.__new__(YnlFamily)
    listener.__dict__.update(family.__dict__)
    listener.sock = new_socket()
    listener.sock.settimeout(None)
    listener.async_msg_queue = []
    listener.sock.bind((0, 0))
    for group in groups:
        listener.sock.setsockopt(Netlink.SOL_NETLINK,
                                 Netlink.NETLINK_ADD_MEMBERSHIP,
                                 family.nlproto.get_mcast_id(group, {}))
    return listener


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


def send_frame(device, source, destination="ffffffffffff"):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((device, 0))
        sock.send(bytes.fromhex(destination + source + "88b5") + bytes(46))


def wait_until(condition):
    """For what comes with a frame, which the kernel may leave to a thread."""
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


def wait_until_used(device):
    """The kernel takes a device's carrier into use by and by, under rtnl, which
    the second question waits for; a frame sent before is lost."""
    flags, drvinfo = 0x8913, 0x8946     # SIOCGIFFLAGS, SIOCETHTOOL
    running = 0x40
    question = ctypes.create_string_buffer(struct.pack("I", 3), 196)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        name = struct.pack("16s24x", device.encode())
        while not struct.unpack_from("H", fcntl.ioctl(sock, flags, name),
                                     16)[0] & running:
            time.sleep(0.001)
        fcntl.ioctl(sock, drvinfo, struct.pack(
            "16sP16x", device.encode(), ctypes.addressof(question)))


def make_traffic():
    """Frames sent into t1 come into the switch at p1."""
    make_world()
    ip("link", "add", "t0", "type", "veth", "peer", "name", "t1")
    ip("link", "set", "t0", "up")
    ip("link", "set", "t1", "up")
    wait_until_used("t1")
    do("nic-new", switch="sw0", port="p1", kind="netdev", ifname="t0")
    do("nic-connect", switch="sw0", port="p1")
