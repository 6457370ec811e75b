#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds the socket by which the kernel takes ESP in UDP (port 4500)."""

import signal
import socket

UDP_ENCAP, ESPINUDP = 100, 2

one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.setsockopt(socket.IPPROTO_UDP, UDP_ENCAP, ESPINUDP)
one.bind(("", 4500))
signal.pause()
