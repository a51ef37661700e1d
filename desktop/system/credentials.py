"""Secrets in the operating system's keyring, and nowhere else.

`keyring` picks any backend that it finds, one that writes plain text among them, and obeys a configuration
file; so the backends allowed here are named, and made directly. Where none works, the person may go on for
this session only: then secrets live in memory and are gone afterwards.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

from desktop.domain.errors import Mendable

log = logging.getLogger(__name__)

T = TypeVar("T")

SERVICE = "Fiveline"

ALLOWED = {
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
}
"""Backends that keep secrets encrypted under the person's login, by system, best first."""


class Credentials(Protocol):
    """Where secrets are kept. A value is at most about a thousand characters (Windows takes no more)."""

    keeps: bool
    """False where everything is gone after quitting."""

    async def read(self, name: str) -> str | None: ...

    async def write(self, name: str, value: str) -> None:
        """Keep `value`. When this returns it is durable."""

    async def erase(self, name: str) -> None:
        """Forget it; nothing happens where there is none."""


class SessionCredentials:
    """Secrets in memory, for this session only."""

    keeps = False

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    async def read(self, name: str) -> str | None:
        return self._values.get(name)

    async def write(self, name: str, value: str) -> None:
        self._values[name] = value

    async def erase(self, name: str) -> None:
        self._values.pop(name, None)


class KeyringCredentials:
    """Secrets in the keyring, apart for each profile. A read takes some 20 ms: it has a thread of its own."""

    keeps = True

    def __init__(self, backend: KeyringBackend, profile: Path) -> None:
        self._backend = backend
        self._prefix = hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:16]
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keyring")

    async def read(self, name: str) -> str | None:
        return await self._ask(lambda: self._backend.get_password(SERVICE, self._user(name)))

    async def write(self, name: str, value: str) -> None:
        await self._ask(lambda: self._backend.set_password(SERVICE, self._user(name), value))

    async def erase(self, name: str) -> None:
        def erase() -> None:
            try:
                self._backend.delete_password(SERVICE, self._user(name))
            except PasswordDeleteError:
                log.debug("there was no %s to erase", name)

        await self._ask(erase)

    def _user(self, name: str) -> str:
        return f"{name}@{self._prefix}"

    async def _ask(self, question: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, question)
        except KeyringLocked as failure:
            raise Mendable("keyring-locked", type(failure).__name__) from failure
        except KeyringError as failure:
            raise Mendable("no-keyring", type(failure).__name__) from failure


def find_keyring(profile: Path) -> KeyringCredentials:
    """The keyring of this system. Raises `Mendable("no-keyring")` where no trustworthy one answers."""
    reasons: list[str] = []
    for module, name in ALLOWED.get(sys.platform, ()):
        try:
            backend_class: type[KeyringBackend] = getattr(importlib.import_module(module), name)
            if backend_class.priority <= 0:  # raises where the backend cannot work here
                continue
            return KeyringCredentials(backend_class(), profile)
        except Exception as failure:
            # A backend may raise anything at all while it looks around (D-Bus, ctypes, a missing module).
            reasons.append(f"{module}: {type(failure).__name__}")
    raise Mendable("no-keyring", "; ".join(reasons))
