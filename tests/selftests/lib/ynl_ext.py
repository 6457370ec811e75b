# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the xvs family: extensions, rows of their tables, alerts. The
extensions are those of drivers/net/xvs/tests/ext_test.c.
"""

import errno
import socket
import struct

from ynl_talk import (
    attr, check, do, driven, dump, family, listen, make_port, make_world,
    named, Netlink, new_socket, NlError, NlMsgs, number_attr, number_of, raw,
    refused, same, send_raw, set_property, test, text_attr)

NLM_F_DUMP_INTR = 0x10
NLA_F_NESTED = 0x8000
SO_SNDBUFFORCE = 32

NOTES = {"switch": "sw0", "ext": "test", "table": "notes"}
ROWS = {"switch": "sw0", "port": "p1", "ext": "test", "table": "rows"}


def make_extended_world():
    make_world()
    do("ext-new", switch="sw0", ext="test")


def row(number):
    """Of the table "rows": 8 bytes."""
    return f"{number:016x}"


def rows_of(**where):
    """Number and bytes of each row, in the order of the dump."""
    return [(entry["id"], entry["data"].hex())
            for reply in dump("entry-get", **where)
            for entry in reply["entry"]]


def big_socket():
    sock = new_socket()
    sock.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, 4 << 20)
    sock.settimeout(60)
    return sock


# --- the stack ---

@test("an extension is attached, shown, changed and detached")
def attached():
    make_world()
    made = do("ext-new", switch="sw0", ext="test", order=7, enabled=0,
              held_limit=3)
    same((made["ext"], made["class"], made["order"], made["enabled"],
          made["version"], made["held-limit"]),
         ("test", "filter", 7, 0, 0x203, 3))
    shown = do("ext-get", switch="sw0", ext="test")
    same([(table["name"], table["scope"], table["version"],
           "read-only" in table) for table in shown["table"]],
         [("notes", "switch", 0x102, False), ("rows", "port", 0x100, False),
          ("number", "port", 0x100, True)])
    same(shown["in"], 0)
    do("ext-set", switch="sw0", ext="test", enabled=1, order=9)
    shown = do("ext-get", switch="sw0", ext="test")
    same((shown["enabled"], shown["order"], shown["held-limit"]), (1, 9, 3))
    do("ext-new", switch="sw0", ext="test-look")
    same([ext["ext"] for ext in dump("ext-get", switch="sw0")],
         ["test-look", "test"])
    same([ext["ext"] for ext in dump("ext-get", ext="test")], ["test"])
    do("ext-del", switch="sw0", ext="test")
    same([ext["ext"] for ext in dump("ext-get")], ["test-look"])
    # an id is not used again
    check(do("ext-new", switch="sw0", ext="test")["id"] > made["id"],
          "the id is that of another attachment")


@test("the registered extensions are shown, one or all")
def kinds():
    names = {kind["ext"]: kind for kind in dump("ext-kind-get")}
    same(names["test-way"]["class"], "forward")
    same(do("ext-kind-get", ext="test"), names["test"])
    refused(errno.ENOENT, "no extension of that name is registered", do,
            "ext-kind-get", blame=".ext", ext="nonesuch")
    refused(errno.EINVAL, "name the extension", do, "ext-kind-get",
            miss="ext")


@test("requests about extensions that lack something are refused")
def wrong_extensions():
    make_extended_world()
    for op in ("ext-get", "ext-new", "ext-set", "ext-del"):
        refused(errno.EINVAL, "name the extension", do, op, miss="ext",
                switch="sw0")
    for op in ("ext-get", "ext-new", "ext-del"):
        refused(errno.EINVAL, "name the switch", do, op, ext="test")
        refused(errno.ENODEV, "no switch", do, op, switch="lo", ext="test")
    for op in ("ext-get", "ext-del"):
        refused(errno.ENOENT, "no such extension", do, op, blame=".ext",
                switch="sw0", ext="nonesuch")
    refused(errno.EINVAL, "nothing to change", do, "ext-set", switch="sw0",
            ext="test")
    refused(errno.ENOENT, "no extension of that name", do, "ext-new",
            switch="sw0", ext="nonesuch")
    refused(errno.EEXIST, "already", do, "ext-new", switch="sw0", ext="test")
    for name in ("", "../x", "a b", "test\n"):
        refused(errno.ENOENT, "no extension of that name", do, "ext-new",
                switch="sw0", ext=name)
    for kind, number in (("ext.enabled", 2), ("ext.class", 1),
                         ("ext.id", 1)):
        check(raw("ext-set", named(port=None) + text_attr("ext.ext", "test") +
                  number_attr(kind, number)), f"{kind} was let through")
    check(raw("ext-new", named(port=None) +
              text_attr("ext.ext", "n" * 16)), "a long name was let through")


@test("blobs of a property are written as they are read")
def blobs():
    make_extended_world()
    set_property({"name": "test.bytes", "blob": "00ff10"})
    same(do("property-get", switch="sw0", name="test.bytes")["blob"].hex(),
         "00ff10")
    refused(errno.EOPNOTSUPP, "version", do, "property-set", switch="sw0",
            item=[{"name": "test.bytes", "blob": "00", "version": 0x200}])
    refused(errno.EINVAL, "this property takes", do, "property-set",
            switch="sw0", item=[{"name": "test.bytes", "number": 1}])


# --- rows ---

@test("rows are added, looked up, replaced in place and deleted")
def rows():
    make_extended_world()
    same(do("entry-new", **NOTES, entry=[{"data": "aa"}, {"data": "bbbb"},
                                         {"id": 7, "data": "cc"}])["id"],
         [1, 2, 7])
    same(rows_of(**NOTES), [(1, "aa"), (2, "bbbb"), (7, "cc")])
    reply = do("entry-get", **NOTES, id=[2])
    same((reply["ext"], reply["table"], reply["version"],
          [(entry["id"], entry["data"].hex()) for entry in reply["entry"]]),
         ("test", "notes", 0x102, [(2, "bbbb")]))
    same(do("entry-new", **NOTES, id=[1],
            entry=[{"id": 2, "data": "dd"}, {"id": 0, "data": "ee"}])["id"],
         [2, 1])
    same(rows_of(**NOTES), [(1, "ee"), (2, "dd"), (7, "cc")])
    do("entry-del", **NOTES, id=[1, 7])
    same(rows_of(**NOTES), [(2, "dd")])
    refused(errno.ENOENT, "no such row", do, "entry-get", blame=".id",
            **NOTES, id=[1])
    refused(errno.ENOENT, "no such row", do, "entry-get", blame=".id",
            **NOTES, id=[3])


@test("all rows are replaced at once, or go at once")
def replaced():
    make_extended_world()
    do("entry-new", **NOTES, entry=[{"data": f"{i:02x}"} for i in range(9)])
    do("entry-new", **NOTES, replace=True, entry=[{"id": 5, "data": "aa"}])
    same(rows_of(**NOTES), [(5, "aa")])
    do("entry-del", **NOTES, replace=True)
    same(rows_of(**NOTES), [])
    do("entry-new", **NOTES, entry=[{"data": "aa"}])
    do("entry-new", **NOTES, replace=True)
    same(rows_of(**NOTES), [])


@test("a table of ports has rows of each port")
def rows_of_ports():
    make_extended_world()
    make_port("p2")
    for port, number in (("p1", 1), ("p2", 2)):
        do("entry-new", **{**ROWS, "port": port},
           entry=[{"data": row(number)}, {"data": row(number + 10)}])
    same([(reply["port"], len(reply["entry"])) for reply in
          dump("entry-get", switch="sw0", ext="test", table="rows")],
         [("p1", 2), ("p2", 2)])
    same(rows_of(**{**ROWS, "port": "p2"}), [(1, row(2)), (2, row(12))])
    same([reply["port"] for reply in
          dump("entry-get", switch="sw0", ext="test", table="number")],
         ["host", "p1", "p2"])
    do("port-del", switch="sw0", port="p1")
    same(rows_of(switch="sw0", ext="test", table="rows"),
         [(1, row(2)), (2, row(12))])


@test("all rows of a request are taken, or none")
def all_or_none():
    make_extended_world()
    do("entry-new", **NOTES, entry=[{"data": "aa"}, {"data": "bb"}])
    good = {"data": "cc"}

    def bad(words, code=errno.EINVAL, **vals):
        refused(code, words, do, "entry-new", **NOTES, **vals)
        same(rows_of(**NOTES), [(1, "aa"), (2, "bb")])

    bad("begins with ff", entry=[good, {"data": "ff"}], replace=True)
    bad("no such row", errno.ENOENT, entry=[good], id=[9])
    bad("1 to 4096 bytes", entry=[good, {"data": ""}])
    bad("1 to 4096 bytes", entry=[good, {"data": "00" * 4097}])
    bad("in data", entry=[good, {"id": 3}])
    bad("twice", entry=[{"id": 3, "data": "aa"}, {"id": 3, "data": "bb"}])
    bad("twice", entry=[{"id": 2, "data": "aa"}], id=[2])
    bad("twice", entry=[good], id=[1, 1])
    refused(errno.EINVAL, "another length", do, "entry-new", **ROWS,
            entry=[{"data": row(1)}, {"data": "00"}])
    same(rows_of(**ROWS), [])
    do("entry-new", **NOTES, entry=[{"data": "00" * 4096}])
    same(len(rows_of(**NOTES)[2][1]), 2 * 4096)


@test("requests about rows that lack something are refused")
def wrong_rows():
    make_extended_world()
    one = [{"data": "aa"}]
    for call, op in ((do, "entry-get"), (do, "entry-new"), (do, "entry-del"),
                     (dump, "entry-get")):
        more = {"entry": one} if op == "entry-new" else \
            {} if call == dump else {"id": [1]}

        def lacks(name, sentence, **vals):
            # at the end of a dump old kernels do not say what is missing
            miss = {} if call == dump else {"miss": name}
            refused(errno.EINVAL, sentence, call, op, **miss, **vals, **more)

        lacks("ext", "name the extension", switch="sw0", table="notes")
        lacks("table", "name the table", switch="sw0", ext="test")
        lacks("switch", "name the switch", ext="test", table="notes")
        refused(errno.ENOENT, "the switch has no such extension", call, op,
                switch="sw0", ext="nonesuch", table="notes", **more)
        refused(errno.ENOENT, "no such table", call, op, switch="sw0",
                ext="test", table="nonesuch", **more)
        refused(errno.EINVAL, "this table is the switch's", call, op,
                port="p1", **NOTES, **more)
        refused(errno.EOPNOTSUPP, "version", call, op, **NOTES,
                version=0x200, **more)
        refused(errno.ENOENT, "no such port", call, op,
                **{**ROWS, "port": "nonesuch"}, **more)
        if call == do:
            refused(errno.EINVAL, "name the port", call, op, switch="sw0",
                    ext="test", table="rows", **more)
    refused(errno.EINVAL, "name the row", do, "entry-get", miss="id", **NOTES)
    refused(errno.EINVAL, "nothing to add", do, "entry-new", **NOTES)
    refused(errno.EINVAL, "name the rows", do, "entry-del", **NOTES)
    refused(errno.EOPNOTSUPP, "can only be read", do, "entry-new",
            **{**ROWS, "table": "number"}, entry=one)
    # a minor version that is another one is no reason
    same(do("entry-new", **NOTES, version=0x1ff, entry=one)["id"], [1])


@test("nests of rubbish in place of rows are refused")
def rubbish_rows():
    make_extended_world()
    flat = family.attr_sets["entry"].attrs["entry"].value
    nest = NLA_F_NESTED | flat
    words = named(port=None) + text_attr("entry.ext", "test") + \
        text_attr("entry.table", "notes")
    data = attr("entry-item.data", b"aa")
    same(raw("entry-new", words + attr(nest, data)), 0)
    for rubbish in (attr(flat, data), attr(nest, b"\xff" * 9),
                    attr(nest, b""), attr(nest, data[:-3]),
                    attr(nest, data + attr(9, b"")),
                    attr(nest, attr("entry-item.id", b"1") + data),
                    attr(nest, struct.pack("HH", 3, 2)),
                    attr(nest, struct.pack("HH", 4000, 2) + b"aa"),
                    number_attr("entry.id", 0), attr("entry.id", b"1")):
        check(raw("entry-new", words + attr(nest, data) + rubbish),
              f"{rubbish!r} was let through")
    same(rows_of(**NOTES), [(1, "6161")])


# --- many rows ---

@test("ten thousand rows go in one message, and all or none of them")
def many_rows():
    make_extended_world()
    family.sock = big_socket()
    wanted = [f"{i:08x}" + "5a" * 92 for i in range(10000)]
    entries = [{"data": data} for data in wanted]
    ids = do("entry-new", **NOTES, entry=entries)["id"]
    same(ids, list(range(1, 10001)))
    family.sock = new_socket()
    same(rows_of(**NOTES), list(zip(ids, wanted)))
    family.sock = big_socket()
    refused(errno.EINVAL, "begins with ff", do, "entry-new", **NOTES,
            replace=True, entry=entries[:9999] + [{"data": "ff"}])
    do("entry-del", **NOTES, id=ids[1:])
    same(rows_of(**NOTES), [(1, wanted[0])])
    family.sock = new_socket()


@test("numbers up to the greatest one are shown, each once")
def great_numbers():
    make_extended_world()
    ids = [1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
    do("entry-new", **NOTES, entry=[{"id": i, "data": "00" * 4000}
                                    for i in ids])
    same([number for number, _ in rows_of(**NOTES)], ids)


def interrupted(change):
    """Whether a dump of rows says that it was, when @change comes in it."""
    marked = False
    words = named(port=None) + text_attr("entry.ext", "test") + \
        text_attr("entry.table", "notes")
    with new_socket() as sock:
        send_raw(sock, number_of("entry-get"), words, Netlink.NLM_F_DUMP)
        changed = False
        while True:
            for msg in NlMsgs(sock.recv(1 << 17)):
                marked |= bool(msg.nl_flags & NLM_F_DUMP_INTR)
                if msg.done:
                    return marked
            if not changed:
                change()
                changed = True


@test("a dump of rows says when they changed meanwhile")
def interrupted_rows():
    make_extended_world()
    family.sock = big_socket()
    do("entry-new", **NOTES, entry=[{"data": "00" * 4000}] * 100)
    family.sock = new_socket()
    same(interrupted(lambda: None), False)
    same(interrupted(lambda: do("entry-del", **NOTES, id=[50])), True)
    same(interrupted(lambda: do("entry-new", **NOTES,
                                entry=[{"data": "aa"}])), True)
    same(interrupted(lambda: do("ext-set", switch="sw0", ext="test",
                                enabled=0)), True)


# --- news ---

@test("listeners hear of extensions and of what these have to say")
def ext_news():
    make_world()
    listener = listen("lifecycle", "alert")
    do("ext-new", switch="sw0", ext="test")
    do("ext-set", switch="sw0", ext="test", order=3)
    do("entry-new", **NOTES, entry=[{"data": "aa"}, {"data": "bb"}])
    set_property({"name": "test.alert", "number": 1}, port="p1")
    do("ext-del", switch="sw0", ext="test")
    driven.update(("ext-ntf", "alert-ntf"))
    listener.check_ntf()
    same([(news["name"], news["msg"]["event"])
          for news in listener.async_msg_queue if news["name"] == "ext-ntf"],
         [("ext-ntf", "created"), ("ext-ntf", "changed"),
          ("ext-ntf", "changed"), ("ext-ntf", "deleted")])
    same([(news["msg"]["switch"], news["msg"]["port"], news["msg"]["ext"],
           news["msg"]["text"])
          for news in listener.async_msg_queue
          if news["name"] == "alert-ntf"],
         [("sw0", "p1", "test", "alert 1 of 1")])


@test("a stack is taken apart while others look at it")
def stack_together():
    """The loser of each race is refused; nobody is harmed."""
    make_world()
    for number in range(60):
        try:
            do("ext-new", switch="sw0", ext="test", order=number)
            do("entry-new", **NOTES, entry=[{"data": "aa"}] * 40)
        except NlError as error:
            raise AssertionError(str(error)) from error
        with new_socket() as sock:
            send_raw(sock, number_of("entry-get"), named(port=None) +
                     text_attr("entry.ext", "test") +
                     text_attr("entry.table", "notes"), Netlink.NLM_F_DUMP)
            do("ext-del", switch="sw0", ext="test")
            done = False
            while not done:
                done = any(msg.done or msg.error
                           for msg in NlMsgs(sock.recv(1 << 17)))
    same(dump("ext-get"), [])
