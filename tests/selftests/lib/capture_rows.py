# SPDX-License-Identifier: GPL-2.0-only
"""Rows of the extension "capture" that its command never sends.

Run by ext-capture.sh on a switch sw0 with the port p1.
"""

import errno
import struct

from ynl_talk import do, dump, load_spec, refused, same

SESSION = struct.Struct("=32s16sIIIHBBHHHHH6sBB2s16s")
MIRROR = struct.Struct("=IBBH64I")
ANY_VLAN = 0xffff


def session(name=b"bad", dev=b"bad0", port=0, snap=0, sample=0, vlan=ANY_VLAN,
            directions=1, mark=0, filter_len=0, pad=0, fields=0, prefix=0,
            match_pad=b"", behind=b""):
    return SESSION.pack(name, dev, port, snap, sample, vlan, directions, mark,
                        filter_len, pad, fields, 0, 0, b"", 0, prefix,
                        match_pad, b"") + behind


def mirror(dest=1, directions=1, pad=0, count=0, source=()):
    sources = list(source) + [0] * (64 - len(source))
    return MIRROR.pack(dest, directions, pad, count, *sources)


def refuse(table, words, *rows, code=errno.EINVAL):
    refused(code, words, do, "entry-new", switch="sw0", ext="capture",
            table=table, version=0x100, entry=[{"data": row.hex()}
                                               for row in rows])


load_spec()
for row in (session(name=b""), session(name=b"x" * 32)):
    refuse("session", "a name of 1 to 31 characters", row)
for row in (session(dev=b""), session(dev=b"x" * 16), session(dev=b".")):
    refuse("session", "no name for a capture session's device", row)
for directions in (0, 8, 255):
    refuse("session", "in, out, dropped", session(directions=directions))
for vlan in (4095, 4096, 0xfffe):
    refuse("session", "a VLAN has a number up to 4094", session(vlan=vlan),
           code=errno.ERANGE)
for snap in (1, 13, 65536, 0xffffffff):
    refuse("session", "the snap length is", session(snap=snap),
           code=errno.ERANGE)
refuse("session", "the least that can be sampled", session(sample=1 << 31),
       code=errno.ERANGE)
for row in (session(mark=2), session(pad=1)):
    refuse("session", "does not know such a mark", row, code=errno.EOPNOTSUPP)
refuse("session", "no such port", session(port=77), code=errno.ENODEV)
for row in (session(fields=64), session(match_pad=b"\0\1")):
    refuse("session", "a field that this version does not know", row)
refuse("session", "not both", session(fields=8 | 16))
for fields, prefix in ((8, 33), (16, 129), (0, 200)):
    refuse("session", "longer than its address",
           session(fields=fields, prefix=prefix))
for row in (session()[:-1], session(behind=b"x"), session(filter_len=1),
            session(filter_len=2, behind=b"\0" * 8), b"x",
            session(filter_len=481, behind=b"\0" * 481 * 8)):
    refuse("session", "not that of a capture session", row)
for code in (b"\0" * 8, b"\xff" * 8, struct.pack("=HBBI", 5, 0, 0, 9)):
    refuse("session", "no valid classic BPF",
           session(filter_len=1, behind=code))
refuse("mirror", "a mirror session has directions", mirror(directions=4))
refuse("mirror", "at most 64 sources", mirror(count=65))
refuse("mirror", "more sources than it says", mirror(count=0, source=(1,)))
refuse("mirror", "no such port", mirror(dest=0), code=errno.ENODEV)
refuse("mirror", "no such port", mirror(count=1), code=errno.ENODEV)
# one bad row, and none of the good ones is there
refuse("session", "the switch has a capture session of this name",
       session(), session(dev=b"bad1"), code=errno.EEXIST)
refuse("session", "the snap length is", session(),
       session(name=b"b", snap=1), code=errno.ERANGE)
for table in ("session", "mirror"):
    same(dump("entry-get", switch="sw0", ext="capture", table=table), [])
