"""The only door to hidapi: which headsets are there, and an open one.

A device is opened only where its usage page says telephone; keyboards and the rest are never touched. On
Linux the wheel's `hidraw` is taken: its `hid` is the libusb one, which takes the device from the kernel,
volume keys and all, and sees no Bluetooth.
"""

from __future__ import annotations

import importlib
import os
import platform
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.system.headset.descriptor import TELEPHONY

LONGEST_REPORT = 1024
"""Bytes."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Found:
    path: bytes
    name: str
    vendor: int
    product: int


class NoLibrary(Exception):
    """hidapi is not installed, or what it needs of the system is not."""


class NotAllowed(Exception):
    """It is there, and the system does not let this person open it."""


class OpenDevice(Protocol):
    """Each raises `OSError` once the device is gone."""

    def descriptor(self) -> bytes: ...

    def read(self, within: float) -> bytes:
        """The next report, or nothing after `within` seconds."""
        ...

    def write(self, report: bytes) -> None: ...

    def close(self) -> None: ...


class Door(Protocol):
    def find(self) -> tuple[Found, ...]:
        """Raises `NoLibrary`, `OSError`."""
        ...

    def open(self, found: Found) -> OpenDevice:
        """Raises `NotAllowed`, `OSError`."""
        ...


class HidDoor:
    def __init__(self) -> None:
        self._library: Any = None

    def find(self) -> tuple[Found, ...]:
        found = {
            entry["path"]: Found(
                entry["path"],
                _name(entry),
                int(entry["vendor_id"]),
                int(entry["product_id"]),
            )
            for entry in self._hid().enumerate()
            if entry["usage_page"] == TELEPHONY
        }
        return tuple(found[path] for path in sorted(found))

    def open(self, found: Found) -> OpenDevice:
        device = self._hid().device()
        try:
            device.open_path(found.path)
        except OSError:
            path = os.fsdecode(found.path)
            if os.path.exists(path) and not os.access(path, os.R_OK | os.W_OK):
                raise NotAllowed(path) from None
            raise
        return _HidDevice(device)

    def _hid(self) -> Any:
        if self._library is None:
            try:
                self._library = importlib.import_module("hidraw" if platform.system() == "Linux" else "hid")
            except ImportError as error:
                raise NoLibrary(str(error)) from error
        return self._library


class _HidDevice:
    def __init__(self, device: Any) -> None:
        self._device = device

    def descriptor(self) -> bytes:
        try:
            return bytes(self._device.get_report_descriptor())
        except ValueError as error:
            raise OSError(str(error)) from error

    def read(self, within: float) -> bytes:
        try:
            return bytes(self._device.read(LONGEST_REPORT, int(within * 1000)))
        except ValueError as error:  # closed meanwhile
            raise OSError(str(error)) from error

    def write(self, report: bytes) -> None:
        try:
            written = self._device.write(report)
        except ValueError as error:
            raise OSError(str(error)) from error
        if written < 0:
            raise OSError("the headset did not take a report")

    def close(self) -> None:
        self._device.close()


def _name(entry: dict[str, Any]) -> str:
    said = str(entry.get("product_string") or entry.get("manufacturer_string") or "")
    line = " ".join("".join(c for c in said if c.isprintable()).split())
    return line[:LONGEST_NAME] or "USB headset"
