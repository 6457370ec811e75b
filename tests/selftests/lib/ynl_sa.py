# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the xvs family: associations of IPsec that are bound to ports."""

import errno
import socket
import subprocess

from ynl_talk import (
    attr, answer, check, do, driven, dump, ip, listen, new_socket, number_attr,
    number_of, refused, same, send_raw, Skip, test, text_attr)

HERE = socket.inet_aton("192.0.2.3")
FAR = socket.inet_aton("192.0.2.2")
FAR6 = socket.inet_pton(socket.AF_INET6, "2001:db8::2")
NAME = {"switch": "sw0", "port": "p1", "direction": "out", "spi": 0x301,
        "dst": FAR}


def state(spi=0x301, mode="transport"):
    ip("xfrm", "state", "add", "src", "192.0.2.3", "dst", "192.0.2.2", "proto",
       "esp", "spi", str(spi), "mode", mode, "aead", "rfc4106(gcm(aes))",
       "0x" + "11" * 20, "128", "offload", "dev", "lo", "dir", "out")


def bound(mode="transport"):
    subprocess.run(["modprobe", "-qa", "esp4", "esp4_offload", "xfrm_user"],
                   check=False)
    do("switch-new", switch="sw0", type="private")
    do("port-new", switch="sw0", port="p1")
    try:
        ip("xfrm", "state", "flush")
        state(mode=mode)
    except subprocess.CalledProcessError as error:
        raise Skip("this kernel has no xfrm") from error


@test("an association is bound, shown, given another peer and unbound")
def sa_life():
    bound("tunnel")
    do("sa-new", **NAME, peer=FAR, peer_prefix=24)
    got = do("sa-get", **NAME)
    same((got["direction"], got["spi"], got["src"], got["dst"], got["peer"],
          got["peer-prefix"], got["mode"], got["alg"], got["state"]),
         ("out", 0x301, HERE, FAR, FAR, 24, "tunnel", "rfc4106(gcm(aes))",
          "valid"))
    check("nic" not in got and "esn" not in got, f"too much is told: {got}")
    same((got["packets"], got["bytes"], got["replayed"], got["forged"]),
         (0, 0, 0, 0))
    same(dump("sa-get"), [got])
    same(dump("sa-get", switch="sw0", port="p1"), [got])
    do("port-new", switch="sw0", port="p2")
    same(dump("sa-get", switch="sw0", port="p2"), [])
    do("sa-set", **NAME, peer=HERE)
    got = do("sa-get", **NAME)
    same((got["peer"], got["peer-prefix"]), (HERE, 32))
    do("sa-del", **NAME)
    same(dump("sa-get"), [])


@test("a request about an association that says too little is refused")
def sa_refusals():
    bound()
    for miss in ("direction", "spi", "dst"):
        vals = {key: value for key, value in NAME.items() if key != miss}
        refused(errno.EINVAL, "by direction, spi and dst", do, "sa-new",
                miss=miss, **vals)
        refused(errno.EINVAL, "by direction, spi and dst", do, "sa-del",
                miss=miss, **vals)
    for name in ("dst", "peer"):
        refused(errno.EINVAL, "an address has 4 bytes or 16", do, "sa-new",
                blame="." + name, **{**NAME, name: b"12345"})
    refused(errno.EINVAL, "peer is missing", do, "sa-new",
            blame=".peer-prefix", **NAME, peer_prefix=3)
    refused(errno.EINVAL, "goes to 32 for IPv4", do, "sa-new",
            blame=".peer-prefix", **NAME, peer=FAR, peer_prefix=33)
    refused(errno.EINVAL, "nothing to change: give peer", do, "sa-set", **NAME)
    refused(errno.ENOENT, "no such association", do, "sa-set", **NAME,
            peer=FAR)
    refused(errno.ENOENT, "no such association", do, "sa-get", **NAME)
    refused(errno.ENOENT, "xfrm has no ESP association", do, "sa-new",
            **{**NAME, "dst": FAR6})
    same(dump("sa-get"), [])
    with new_socket() as sock:
        send_raw(sock, number_of("sa-new"),
                 text_attr("sa.switch", "sw0") + text_attr("sa.port", "p1") +
                 number_attr("sa.direction", 2) +
                 number_attr("sa.spi", 0x301) + attr("sa.dst", FAR))
        check(answer(sock), "an unknown direction was let through")


@test("listeners of offloads hear of associations")
def sa_news():
    bound("tunnel")
    listener = listen("offload")
    do("sa-new", **NAME)
    do("sa-set", **NAME, peer=HERE)
    do("sa-del", **NAME)
    driven.add("sa-ntf")
    listener.check_ntf()
    news = [entry["msg"] for entry in listener.async_msg_queue]
    same([(one["event"], one["spi"], one["peer"]) for one in news],
         [("created", 0x301, FAR), ("changed", 0x301, HERE),
          ("deleted", 0x301, HERE)])
