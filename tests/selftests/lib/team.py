#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: team.py TEAM OPTION VALUE [PORT]

Sets an option of a team, or of a port of it: mode to a word, enabled to on or
off. The kernel has no other tool for that than the daemon's.
"""

import errno
import socket
import struct
import sys

CTRL, GETFAMILY, FAMILY_ID, FAMILY_NAME = 16, 3, 1, 2
OPTIONS_SET = 1
TEAM_IFINDEX, LIST_OPTION, ITEM_OPTION = 1, 2, 1
NAME, TYPE, DATA, PORT_IFINDEX = 1, 3, 4, 6
NLA_STRING, NLA_FLAG, NLA_F_NESTED = 5, 6, 0x8000
REQUEST_ACK = 5


def attr(kind, payload):
    return struct.pack("HH", 4 + len(payload), kind) + payload + \
        bytes(-len(payload) % 4)


def text(kind, word):
    return attr(kind, word.encode() + b"\0")


def number(kind, value):
    return attr(kind, struct.pack("I", value))


def ask(sock, family, command, payload):
    """The attributes of the answer, if there is one besides the ACK."""
    body = struct.pack("BBH", command, 1, 0) + payload
    sock.send(struct.pack("IHHII", 16 + len(body), family, REQUEST_ACK, 1, 0)
              + body)
    answer = b""
    while True:
        data = sock.recv(65536)
        while data:
            length, kind = struct.unpack_from("IH", data)
            if kind == 2:
                error = struct.unpack_from("i", data, 16)[0]
                # that of news to which nobody listens; the option is set
                if error not in (0, -errno.ESRCH):
                    sys.exit(f"team.py: error {error}")
                return answer
            answer = data[20:length]
            data = data[(length + 3) & ~3:]


def find(attrs, wanted):
    while attrs:
        length, kind = struct.unpack_from("HH", attrs)
        if kind == wanted:
            return attrs[4:length]
        attrs = attrs[(length + 3) & ~3:]
    return sys.exit("team.py: there is no family of that name")


team, option, word = sys.argv[1:4]
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as netlink:
    found = find(ask(netlink, CTRL, GETFAMILY, text(FAMILY_NAME, "team")),
                 FAMILY_ID)
    item = text(NAME, option)
    if option == "enabled":
        item += attr(TYPE, bytes([NLA_FLAG]))
        item += attr(DATA, b"") if word == "on" else b""
    else:
        item += attr(TYPE, bytes([NLA_STRING])) + text(DATA, word)
    for port in sys.argv[4:]:
        item += number(PORT_IFINDEX, socket.if_nametoindex(port))
    ask(netlink, struct.unpack("H", found)[0], OPTIONS_SET,
        number(TEAM_IFINDEX, socket.if_nametoindex(team)) +
        attr(LIST_OPTION | NLA_F_NESTED,
             attr(ITEM_OPTION | NLA_F_NESTED, item)))
