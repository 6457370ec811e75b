# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the xvs family: what the uplink does in the host's place."""

import errno
import socket

from ynl_talk import (
    attr, answer, check, do, driven, dump, ip, listen, new_socket, number_attr,
    number_of, refused, same, send_raw, test, text_attr)

ALL = {"csum", "tso", "udp-gso", "tunnel-gso", "vlan", "rx-hash", "esp",
       "esp-csum", "esp-gso", "esn"}


def bind():
    do("switch-new", switch="sw0", type="external")
    do("port-new", switch="sw0", port="up")
    ip("link", "add", "t0", "type", "dummy")
    do("nic-new", switch="sw0", port="up", kind="uplink", ifname="t0")
    do("nic-connect", switch="sw0", port="up")


@test("the three sets of offloads are shown, of one switch or of all")
def offloads():
    bind()
    do("switch-new", switch="sw1", type="private")
    got = do("offload-get", switch="sw0")
    same((got["ifname"], got["ifindex"]), ("t0", socket.if_nametoindex("t0")))
    same(set(got["allowed"]), ALL)
    check(set(got["in-force"]) <= set(got["able"]) & set(got["allowed"]),
          "more is in force than can and may be")
    check("sa-limit" not in got and "crypto-nic" not in got,
          f"a new switch tells too much: {got}")
    rows = dump("offload-get")
    same(rows[0], got)
    same((rows[1]["switch"], set(rows[1]["able"]), "ifname" in rows[1]),
         ("sw1", set(), False))
    same(dump("offload-get", switch="sw1"), [rows[1]])


@test("offloads are allowed whole or by those flags that change names")
def offload_set():
    bind()
    do("offload-set", switch="sw0", allowed={"csum", "vlan"})
    same(set(do("offload-get", switch="sw0")["allowed"]), {"csum", "vlan"})
    do("offload-set", switch="sw0", allowed={"tso"}, change={"tso", "vlan"})
    same(set(do("offload-get", switch="sw0")["allowed"]), {"csum", "tso"})
    do("offload-set", switch="sw0", allowed=ALL, sa_limit=3)
    got = do("offload-get", switch="sw0")
    same((set(got["allowed"]), got["sa-limit"]), (ALL, 3))
    do("offload-set", switch="sw0", sa_limit=0xffffffff)
    check("sa-limit" not in do("offload-get", switch="sw0"),
          "there is still a limit")


@test("an offload-set that says nothing, or too much, is refused")
def offload_refusals():
    bind()
    before = do("offload-get", switch="sw0")
    refused(errno.EINVAL, "give allowed or sa-limit", do, "offload-set",
            miss="sa-limit", switch="sw0")
    refused(errno.EINVAL, "allowed is missing", do, "offload-set",
            blame=".change", switch="sw0", change={"tso"})
    for op in ("offload-get", "offload-set"):
        refused(errno.EINVAL, "name the switch", do, op, miss="switch",
                **({"sa_limit": 1} if op == "offload-set" else {}))
    refused(errno.ENODEV, "no switch", do, "offload-set", blame=".switch",
            switch="lo", sa_limit=1)
    refused(errno.ENODEV, "no switch", dump, "offload-get", switch="lo")
    with new_socket() as sock:
        send_raw(sock, number_of("offload-set"),
                 text_attr("offload.switch", "sw0") +
                 number_attr("offload.allowed", 1 << 10))
        check(answer(sock), "an unknown flag was let through")
        send_raw(sock, number_of("offload-set"),
                 text_attr("offload.switch", "sw0") +
                 attr("offload.allowed", b"\1\0"))
        check(answer(sock), "half a number was let through")
    same(do("offload-get", switch="sw0"), before)


@test("listeners of offloads hear what changed, and of nothing else")
def offload_news():
    listener = listen("offload")
    bind()
    do("offload-set", switch="sw0", allowed=set(), change={"tso"})
    do("offload-set", switch="sw0", allowed=set(), change={"tso"})
    do("nic-disconnect", switch="sw0", port="up")
    driven.add("offload-ntf")
    listener.check_ntf()
    news = [entry["msg"] for entry in listener.async_msg_queue]
    same([(one["event"], one.get("ifname"), "tso" in one["allowed"])
          for one in news],
         [("changed", "t0", True), ("changed", "t0", False),
          ("changed", None, False)])
