"""Secrets, in the operating system's keyring or, if the person agrees, in memory for this run.

The keyring's backend is picked from an allow-list: without one, the library quietly falls back to files in
plain text. Each call takes some 20 ms and may ask the person to unlock: never on the loop's thread.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

import keyring.backend
import keyring.errors

from desktop.domain.errors import Mendable

log = logging.getLogger(__name__)

T = TypeVar("T")

_VAULTS = {
    "darwin": ("keyring.backends.macOS.Keyring",),
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
}
_FREE_DESKTOPS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.libsecret.Keyring",
)
ALLOWED = _VAULTS.get(sys.platform, _FREE_DESKTOPS)
"""The system's own vaults. Never `keyrings.alt`, `null`, `fail` or `chainer`, whatever is configured.
Those of other systems are not tried: macOS's looks for its library with a compiler, which takes a while."""

PATIENCE = 120.0
"""Seconds for the person to unlock it."""


class Credentials(Protocol):
    @property
    def lasting(self) -> bool:
        """False where nothing is kept after the program ends."""
        ...

    async def check(self) -> None:
        """Raises `Mendable` ("no-keyring", "keyring-locked") where secrets can't be kept."""
        ...

    async def load(self, name: str) -> str | None: ...

    async def save(self, name: str, secret: str) -> None: ...

    async def erase(self, name: str) -> None: ...

    async def close(self) -> None: ...


class MemoryCredentials:
    """For this run only."""

    lasting = False

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    async def check(self) -> None:
        return None

    async def load(self, name: str) -> str | None:
        return self._secrets.get(name)

    async def save(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    async def erase(self, name: str) -> None:
        self._secrets.pop(name, None)

    async def close(self) -> None:
        self._secrets.clear()


class KeyringCredentials:
    """The system's keyring. All methods raise `Mendable` where it is missing, locked or refuses."""

    lasting = True

    def __init__(self, service: str) -> None:
        self._service = service
        self._backend: keyring.backend.KeyringBackend | None = None
        self._one_at_a_time = asyncio.Lock()
        self._ahead: Future[dict[str, str | None]] | None = None

    def read_ahead(self, *names: str) -> None:
        """Begin to read what will be wanted first, while the rest of the program is loaded."""
        self._ahead = self._begin(lambda: {name: self._get(name) for name in names})

    async def check(self) -> None:
        self._ahead = None  # what it found may be old by now
        await self._run(lambda: self._keyring().get_password(self._service, "probe"))

    async def load(self, name: str) -> str | None:
        if self._ahead is not None:
            found = await self._wait_for(self._ahead)
            if name in found:
                return found.pop(name)
        return await self._run(lambda: self._get(name))

    async def save(self, name: str, secret: str) -> None:
        self._ahead = None
        await self._run(lambda: self._keyring().set_password(self._service, name, secret))

    async def erase(self, name: str) -> None:
        def work() -> None:
            backend = self._keyring()
            if backend.get_password(self._service, name) is not None:
                backend.delete_password(self._service, name)

        self._ahead = None
        await self._run(work)

    async def close(self) -> None:
        self._ahead = None

    async def _run(self, work: Callable[[], T]) -> T:
        async with self._one_at_a_time:
            return await self._wait_for(self._begin(work))

    async def _wait_for(self, answer: Future[T]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(asyncio.wrap_future(answer))
        except TimeoutError:
            raise Mendable("keyring-locked", "nobody unlocked it") from None

    def _begin(self, work: Callable[[], T]) -> Future[T]:
        """On a thread of its own that does not hold up the end of the program: the system may be asking the
        person to unlock the keyring, for as long as it likes.
        """
        answer: Future[T] = Future()

        def fulfil() -> None:
            try:
                answer.set_result(self._named(work))
            except BaseException as error:
                answer.set_exception(error)

        threading.Thread(target=fulfil, name="keyring", daemon=True).start()
        return answer

    def _get(self, name: str) -> str | None:
        return self._keyring().get_password(self._service, name)

    def _named(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except Mendable:
            raise
        except keyring.errors.KeyringLocked as error:
            raise Mendable("keyring-locked", type(error).__name__) from error
        except Exception as error:  # backends raise their D-Bus library's own errors too
            self._backend = None
            raise Mendable("no-keyring", f"{type(error).__name__}: {error}"[:200]) from error

    def _keyring(self) -> keyring.backend.KeyringBackend:
        if self._backend is None:
            self._backend = trustworthy_backend()
            log.info("secrets are kept by %s", type(self._backend).__module__)
        return self._backend


def trustworthy_backend() -> keyring.backend.KeyringBackend:
    """The best backend of the allow-list that works here. Raises `Mendable` ("no-keyring")."""
    best: keyring.backend.KeyringBackend | None = None
    for name in ALLOWED:
        module, _, attribute = name.rpartition(".")
        try:
            backend_class = getattr(importlib.import_module(module), attribute)
            priority = backend_class.priority
            if priority > 0 and (best is None or priority > best.priority):
                best = backend_class()
        except Exception as error:  # not this system's, or its daemon is not there
            log.debug("%s is not here: %s", name, type(error).__name__)
    if best is None:
        raise Mendable("no-keyring", "none of the system's keyrings answers")
    return best
