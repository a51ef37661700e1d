"""A small country of network namespaces: places with a cable each, and a router between them.

Sockets belong to the namespace of the thread that opened them, and a process to that of the thread that
started it. So a carrier is put into a place by the thread that it lives on, a phone by `inside`.

Cutting is done three ways, as in life: the cable (the computer sees it), another address, and a router
that swallows every packet without a word (nobody sees it).
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_CLONE_NEWNET = 0x40000000
_NAMES = Path("/run/netns")


class Country:
    """Made of `ip netns`; needs root, and a kernel that permits it."""

    def __init__(self) -> None:
        self._prefix = f"fl{os.getpid()}x"
        self._places: list[Place] = []
        self._router = self._name("router")
        _ip("netns", "add", self._router)
        try:
            _ip("-n", self._router, "link", "set", "lo", "up")
            with _thread_in(self._router):
                Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")
        except BaseException:
            self.close()
            raise

    def place(self, name: str) -> Place:
        number = len(self._places) + 1
        self._places.append(Place(self._name(f"{name}{number}"), self._router, number))
        return self._places[-1]

    def close(self) -> None:
        for name in (*(place.namespace for place in self._places), self._router):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=10, check=False)

    def _name(self, name: str) -> str:
        return f"{self._prefix}-{name}"


class Place:
    """One computer: an address, a cable, and the way to everybody else."""

    def __init__(self, namespace: str, router: str, number: int) -> None:
        self.namespace = namespace
        self._router = router
        self._net = f"10.91.{number}"
        self._port = f"p{number}"
        """The router's end of the cable."""
        _ip("netns", "add", namespace)
        _ip("-n", namespace, "link", "set", "lo", "up")
        _ip("-n", namespace, "link", "add", "eth0", "type", "veth", "peer", self._port, "netns", router)
        _ip("-n", router, "addr", "add", f"{self._net}.1/24", "dev", self._port)
        _ip("-n", router, "link", "set", self._port, "up")
        self.address = ""
        self.move(f"{self._net}.2")

    def address_of(self, host: int) -> str:
        return f"{self._net}.{host}"

    def move(self, address: str) -> None:
        """From now on it lives there, and no longer where it was."""
        old, self.address = self.address, address
        if old:
            _ip("-n", self.namespace, "addr", "del", f"{old}/24", "dev", "eth0")
        _ip("-n", self.namespace, "addr", "add", f"{address}/24", "dev", "eth0")
        self.plug()

    def pull(self) -> None:
        """The cable: the computer knows at once."""
        _ip("-n", self.namespace, "link", "set", "eth0", "down")

    def plug(self) -> None:
        _ip("-n", self.namespace, "link", "set", "eth0", "up")
        self._find_the_way()

    def swallow(self) -> None:
        """The router takes what goes to and comes from here, and says nothing."""
        _ip("-n", self._router, "route", "add", "blackhole", f"{self.address}/32")
        _ip("-n", self._router, "rule", "add", "from", f"{self.address}/32", "blackhole")

    def deliver(self) -> None:
        _ip("-n", self._router, "rule", "del", "from", f"{self.address}/32", "blackhole")
        _ip("-n", self._router, "route", "del", "blackhole", f"{self.address}/32")

    def _find_the_way(self) -> None:
        _ip("-n", self.namespace, "route", "replace", "default", "via", f"{self._net}.1")

    def enter(self) -> None:
        """For a thread that stays there until its end."""
        _enter(_NAMES / self.namespace)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What this thread opens or starts meanwhile belongs there."""
        with _thread_in(self.namespace):
            yield


def a_country() -> Iterator[Country]:
    """A fixture's body: skips where namespaces are not permitted."""
    if sys.platform != "linux":
        pytest.skip("network namespaces are Linux's")
    try:
        country = Country()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"network namespaces are not permitted here: {error}")
    yield country
    country.close()


@contextmanager
def _thread_in(namespace: str) -> Iterator[None]:
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(_NAMES / namespace)
        try:
            yield
        finally:
            _setns(home)
    finally:
        os.close(home)


def _enter(path: Path) -> None:
    there = os.open(path, os.O_RDONLY)
    try:
        _setns(there)
    finally:
        os.close(there)


def _setns(descriptor: int) -> None:
    """`os.setns` came with Python 3.12."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], capture_output=True, timeout=10, check=True)
