#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: simnic_random.py batches FILE HERE THERE FIRST COUNT SEED
       simnic_random.py serve ADDRESS FIRST COUNT
       simnic_random.py ask ADDRESS FIRST COUNT FRAMES SEED

"batches" writes FILE.here and FILE.there for ip -batch: a pair of associations
with random algorithm, mode, keys and numbers for the datagrams to and from each
of COUNT ports; those in FILE.here are offloaded to the NIC na.

"ask" sends FRAMES datagrams of random length and content to each port, and exits
1 unless every one comes back as it was; "serve" sends back what comes, until it
is killed.
"""

import random
import select
import socket
import sys

LONGEST = 1300      # what fits one frame with the longest headers


GCM = [(bits, icv) for bits in (128, 256) for icv in (64, 96, 128)]
HASHES = [("sha256", 32, 96), ("sha256", 32, 128), ("sha384", 48, 192),
          ("sha512", 64, 256)]
NUMBERS = ["", "flag esn replay-window 64",
           "flag esn replay-window 32 replay-seq 0xfffffffd replay-oseq "
           "0xfffffffd replay-seq-hi 9 replay-oseq-hi 9"]


def algorithm(rng):
    def key(octets):
        return "0x" + rng.randbytes(octets).hex()

    if rng.random() < 0.5:
        bits, icv = rng.choice(GCM)
        return f"aead rfc4106(gcm(aes)) {key(bits // 8 + 4)} {icv}"
    name, octets, icv = rng.choice(HASHES)
    bits = rng.choice((128, 192, 256))
    return (f"auth-trunc hmac({name}) {key(octets)} {icv} "
            f"enc cbc(aes) {key(bits // 8)}")


def batches(name, here, there, first, count, seed):
    rng = random.Random(seed)
    ours, theirs = [], []
    for port in range(first, first + count):
        mode = rng.choice(("transport", "tunnel"))
        for src, dst, way, back in ((here, there, "out", "in"),
                                    (there, here, "in", "out")):
            ends = f"src {src} dst {dst}"
            state = (f"xfrm state add {ends} proto esp spi "
                     f"{port * 2 + (way == 'in')} reqid {port} mode {mode} "
                     f"{algorithm(rng)} {rng.choice(NUMBERS)}")
            which = "dport" if way == "out" else "sport"
            policy = f"xfrm policy add {ends} proto udp {which} {port} dir "
            template = f" tmpl {ends} proto esp reqid {port} mode {mode}"
            ours += [f"{state} offload dev na dir {way}",
                     policy + way + template]
            theirs += [state, policy + back + template]
    for end, lines in (("here", ours), ("there", theirs)):
        with open(f"{name}.{end}", "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")


def sockets(address, count, first=None):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for i in range(count):
        one = socket.socket(family, socket.SOCK_DGRAM)
        if first is None:
            yield one
        else:
            one.bind((address, first + i))
            yield one


def serve(address, first, count):
    known = {one.fileno(): one for one in sockets(address, count, first)}
    poll = select.poll()
    for number in known:
        poll.register(number, select.POLLIN)
    print("ready", flush=True)
    while True:
        for number, _ in poll.poll():
            data, who = known[number].recvfrom(65536)
            known[number].sendto(data, who)


def ask(address, first, count, frames, seed):
    rng = random.Random(seed)
    bad = 0
    for port, one in enumerate(sockets(address, count), first):
        one.connect((address, port))
        one.settimeout(5)
        for i in range(frames):
            sent = rng.randbytes(rng.randrange(LONGEST))
            one.send(sent)
            try:
                got = one.recv(65536)
            except OSError as error:
                got = str(error)
            if got != sent:
                print(f"port {port} frame {i} of {len(sent)}: {got[:40]}")
                bad += 1
                break
        if bad > 5:
            break
        one.close()
    return bad


words = sys.argv[3:]
if sys.argv[1] == "batches":
    batches(sys.argv[2], *words[:2], *map(int, words[2:]))
elif sys.argv[1] == "serve":
    serve(sys.argv[2], *map(int, words))
elif ask(sys.argv[2], *map(int, words)):
    sys.exit(1)
