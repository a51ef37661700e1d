"""pjsua2's own listening socket, shut: what may come, comes over the connection that goes out to the relay.

Whoever runs on this computer, a web page in a browser too, could knock there, ring as whomever they like, and
end the process by sixty-four quick connections. Whether pjsip's TCP has one is settled where it is compiled
(`PJSIP_TCP_TRANSPORT_DONT_CREATE_LISTENER`), so the socket is taken from under it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat

_silence: list[socket.socket] = []
"""The other ends of what stands in their place: for as long as they are open, nothing comes there."""


def shut(host: str, port: int) -> bool:
    """Whether nobody can connect to it any more. To be called by the thread that polls, before it polls.

    A socket of Windows has no number that another one could take: there it stays open.
    """
    if os.name != "posix":
        return False
    for name in os.listdir("/dev/fd"):
        with contextlib.suppress(OSError):
            if _listens(int(name), (host, port)):
                nothing, other = socket.socketpair()
                _silence.append(other)
                os.dup2(nothing.fileno(), int(name), inheritable=False)
                nothing.close()
                return True
    return False


def _listens(number: int, address: tuple[str, int]) -> bool:
    if not stat.S_ISSOCK(os.fstat(number).st_mode):
        return False
    found = socket.socket(fileno=number)
    try:
        listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        return bool(listens) and found.getsockname() == address
    finally:
        found.detach()
