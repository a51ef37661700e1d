"""Noticing that the other end of a connection is gone without a word: a cable, a router, a sleep."""

from __future__ import annotations

import socket

IDLE = 5
INTERVAL = 2
PROBES = 3


def keepalive_options() -> list[tuple[int, int, int]]:
    """Socket options with which TCP gives a dead peer up after about ten seconds (RFC 9293 section 3.8.4).

    As far as the system knows them: macOS calls the first one otherwise, the last one is Linux's.
    """
    options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    idle = "TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE"
    for name, value in (
        (idle, IDLE),
        ("TCP_KEEPINTVL", INTERVAL),
        ("TCP_KEEPCNT", PROBES),
        ("TCP_USER_TIMEOUT", 8_000),  # milliseconds that sent bytes may stay unacknowledged
    ):
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options
