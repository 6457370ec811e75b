#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: xfrm.py packet DEV
       xfrm.py churn DEV COUNT PLAYER
       xfrm.py rate DEV COUNT PLAYER

Asks xfrm for associations that a device is to compute, by netlink itself: what
iproute2 cannot say, and as fast as it goes.

packet	asks for packet offload, prints what the kernel says, and exits 2 if
	that is a refusal
churn	adds COUNT associations, some by some, and updates, deletes or lets
	expire each of them; prints how many of each. PLAYER, from 0 on, has SPIs
	and random numbers of its own
rate	adds COUNT and deletes them; prints when it began, had added them and
	had deleted them, in nanoseconds
"""

import errno
import os
import random
import socket
import struct
import sys
import time

NEWSA, DELSA, UPDSA, NEWAE = 0x10, 0x11, 0x1a, 0x1e
NLM_F_REQUEST, NLM_F_ACK, NLM_F_REPLACE = 1, 4, 0x100
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
NLMSG_ERROR = 2
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
REPLAY_VAL, ALG_AEAD, REPLAY_ESN_VAL, OFFLOAD_DEV = 10, 18, 23, 28
INBOUND, PACKET = 2, 4
STATE_ESN = 128
FOREVER = 0xffffffffffffffff

REQID = 2      # of no policy
NEAR = socket.inet_aton("192.0.2.1")
FAR = socket.inet_aton("192.0.2.2")


class Refused(Exception):
    """A request of xfrm failed: its error, and its sentence if there is one."""

    def __init__(self, error, sentence):
        super().__init__(f"{os.strerror(error)}: {sentence}")
        self.error = error
        self.sentence = sentence


def attribute(kind, data):
    return struct.pack("=HH", len(data) + 4, kind) + data + \
        bytes(-len(data) % 4)


def address(four):
    return four + bytes(12)


class Association:
    """ESP in transport mode with AES-GCM between 192.0.2.1 and 192.0.2.2."""

    def __init__(self, spi, inbound=False, esn=False, seconds=0):
        self.spi = spi
        self.inbound = inbound
        self.esn = esn
        self.seconds = seconds      # it lives, or 0

    def ends(self):
        return (FAR, NEAR) if self.inbound else (NEAR, FAR)

    def replay(self, number):
        """The attribute that has the numbers of this kind of association."""
        sides = (0, number) if self.inbound else (number, 0)
        if not self.esn:
            return attribute(REPLAY_VAL, struct.pack("=3I", *sides, 0))
        return attribute(REPLAY_ESN_VAL, struct.pack(
            "=6II", 1, *sides, 0, 0, 32, 0))

    def info(self):
        """struct xfrm_usersa_info"""
        src, dst = self.ends()
        selector = address(dst) + address(src) + struct.pack(
            "=4HHBBB3xiI", 0, 0, 0, 0, socket.AF_INET, 32, 32, 0, 0, 0)
        limits = struct.pack("=8Q", *[FOREVER] * 4, 0, self.seconds, 0, 0)
        return selector + address(dst) + struct.pack(
            ">IB3x", self.spi, socket.IPPROTO_ESP) + address(src) + \
            limits + bytes(32 + 12) + struct.pack(
                "=IIHBBB7x", 0, REQID, socket.AF_INET, 0,
                0 if self.esn or not self.inbound else 32,
                STATE_ESN if self.esn else 0)

    def id(self):
        """struct xfrm_usersa_id"""
        return address(self.ends()[1]) + struct.pack(">I", self.spi) + \
            struct.pack("=HBx", socket.AF_INET, socket.IPPROTO_ESP)

    def algorithm(self):
        key = struct.pack(">I", self.spi) * 5
        return attribute(ALG_AEAD, b"rfc4106(gcm(aes))".ljust(64, b"\0") +
                         struct.pack("=II", 160, 128) + key)


class Xfrm:
    """A socket of xfrm's."""

    def __init__(self, dev):
        self.dev = socket.if_nametoindex(dev)
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                  socket.NETLINK_XFRM)
        self.sock.bind((0, 0))
        for option in NETLINK_CAP_ACK, NETLINK_EXT_ACK:
            self.sock.setsockopt(SOL_NETLINK, option, 1)
        self.seq = 0

    def ask(self, kind, payload, flags=0):
        """Refused is raised when the answer is no."""
        self.seq += 1
        self.sock.send(struct.pack(
            "=IHHII", 16 + len(payload), kind,
            NLM_F_REQUEST | NLM_F_ACK | flags, self.seq, 0) + payload)
        answer = self.sock.recv(65536)
        _, kind, flags, seq, _, error = struct.unpack_from("=IHHIIi", answer)
        assert kind == NLMSG_ERROR and seq == self.seq
        if error:
            raise Refused(-error, sentence(answer, flags))

    def new(self, kind, association, flags=0):
        offload = struct.pack("=iB3x", self.dev,
                              flags | (INBOUND if association.inbound else 0))
        payload = association.info() + association.algorithm() + \
            attribute(OFFLOAD_DEV, offload)
        if association.esn:
            payload += association.replay(0)
        self.ask(kind, payload)

    def add(self, association, flags=0):
        self.new(NEWSA, association, flags)

    def update(self, association):
        """Its lifetime: a second one is made for it, and thrown away."""
        self.new(UPDSA, association)

    def advance(self, association, number):
        """Its numbers."""
        self.ask(NEWAE, association.id() + address(association.ends()[0]) +
                 struct.pack("=II", 0, REQID) + association.replay(number),
                 NLM_F_REPLACE)

    def delete(self, association):
        self.ask(DELSA, association.id())


def sentence(answer, flags):
    """What an error says in words."""
    at = 16 + 4 + 16
    if not flags & NLM_F_ACK_TLVS:
        return ""
    if not flags & NLM_F_CAPPED:
        at += struct.unpack_from("=I", answer, 20)[0] - 16
    while at + 4 <= len(answer):
        size, kind = struct.unpack_from("=HH", answer, at)
        if kind == 1:
            return answer[at + 4:at + size].rstrip(b"\0").decode()
        at += (size + 3) & ~3
    return ""


class Player:
    """Has some associations at a time, and one turn after the other."""

    ROOM = 200

    def __init__(self, xfrm, number):
        self.xfrm = xfrm
        self.random = random.Random(number)
        self.spi = (number + 1) << 24
        self.here = []
        self.done = dict.fromkeys(
            ("added", "updated", "advanced", "deleted", "expired"), 0)

    def add(self):
        self.spi += 1
        kind = self.random.randrange(20)
        association = Association(
            self.spi, inbound=bool(self.spi & 1), esn=kind < 5,
            seconds=1 if kind == 19 else 0)
        self.xfrm.add(association)
        self.here.append(association)
        self.done["added"] += 1

    def try_it(self, what, call, association, *args):
        """One that may have expired in the meantime."""
        try:
            call(association, *args)
        except Refused as refused:
            # one that expires just now is dead and not yet gone
            if association.seconds and refused.error in (errno.ESRCH,
                                                         errno.EINVAL):
                what = "expired"
            else:
                raise
        self.done[what] += 1

    def change(self):
        association = self.random.choice(self.here)
        if association.seconds:
            return
        if self.random.randrange(2):
            self.try_it("updated", self.xfrm.update, association)
        else:
            self.try_it("advanced", self.xfrm.advance, association,
                        self.random.randrange(1000))

    def delete(self):
        place = self.random.randrange(len(self.here))
        self.here[place], self.here[-1] = self.here[-1], self.here[place]
        self.try_it("deleted", self.xfrm.delete, self.here.pop())

    def play(self, count):
        while self.done["added"] < count:
            self.add()
            self.change()
            if len(self.here) > self.random.randrange(self.ROOM):
                self.delete()
        while self.here:
            self.delete()


def churn(xfrm, count, number):
    player = Player(xfrm, number)
    player.play(count)
    print(" ".join(f"{what} {n}" for what, n in player.done.items()))


def timed(xfrm, count, number):
    here = [Association((number + 1) << 24 | i) for i in range(count)]
    began = time.monotonic_ns()
    for association in here:
        xfrm.add(association)
    added = time.monotonic_ns()
    for association in here:
        xfrm.delete(association)
    print(began, added, time.monotonic_ns())


def main(verb, dev, *numbers):
    xfrm = Xfrm(dev)
    numbers = [int(number) for number in numbers]
    try:
        if verb == "packet":
            xfrm.add(Association(0x109), PACKET)
        elif verb == "churn":
            churn(xfrm, *numbers)
        elif verb == "rate":
            timed(xfrm, *numbers)
    except Refused as refused:
        print(refused.sentence or refused)
        return 2
    return 0


if len(sys.argv) < 3 or sys.argv[1] not in ("packet", "churn", "rate"):
    sys.exit(__doc__)
sys.exit(main(*sys.argv[1:]))
