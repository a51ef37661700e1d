"""Links on Windows: the user's part of the registry. No administrator is needed.

Since Windows 8 no program may make itself the default: it offers itself, and the person chooses once in the
system's settings ("Default Programs" in Microsoft's documentation). Untried on a real Windows.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Protocol

from desktop.system.phone_links import SCHEMES, LinkStanding

LINK = "Fiveline.Link"
_CLASS = rf"Software\Classes\{LINK}"
_COMMAND = rf"{_CLASS}\shell\open\command"
_PROGRAM = r"Software\Fiveline"
_CAPABILITIES = rf"{_PROGRAM}\Capabilities"
_REGISTERED = r"Software\RegisteredApplications"
_CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\{scheme}\UserChoice"


class Registry(Protocol):
    """The current user's. Raises `OSError`."""

    def read(self, key: str, name: str) -> str:
        """The text of a value; empty where there is none."""
        ...

    def write(self, key: str, name: str, text: str) -> None: ...

    def remove_value(self, key: str, name: str) -> None: ...

    def remove_key(self, key: str) -> None:
        """With all below it; nothing where it is not there."""
        ...


class WindowsLinks:
    def __init__(self, command: Sequence[str], registry: Registry) -> None:
        # Behind `--` whatever a link holds is the link, even where a quotation mark in it ends the word.
        self._line = f'{subprocess.list2cmdline(command)} -- "%1"'
        self._registry = registry

    def look(self) -> LinkStanding:
        if self._registry.read(_COMMAND, "") != self._line:
            return LinkStanding.NOT_OURS
        chosen = self._registry.read(_CHOICE.format(scheme=SCHEMES[0]), "ProgId")
        return LinkStanding.OURS if chosen == LINK else LinkStanding.SYSTEM_DECIDES

    def take(self) -> None:
        write = self._registry.write
        write(_CLASS, "", "Telephone link")
        write(_CLASS, "URL Protocol", "")
        write(_COMMAND, "", self._line)
        write(_CAPABILITIES, "ApplicationName", "Fiveline")
        write(_CAPABILITIES, "ApplicationDescription", "Telephone calls and messages")
        for scheme in SCHEMES:
            write(rf"{_CAPABILITIES}\URLAssociations", scheme, LINK)
        write(_REGISTERED, "Fiveline", _CAPABILITIES)

    def give_back(self) -> None:
        self._registry.remove_value(_REGISTERED, "Fiveline")
        self._registry.remove_key(_PROGRAM)
        self._registry.remove_key(_CLASS)
