"""The real hidapi behind the door: what it is asked for is what it offers, also where no headset is."""

from __future__ import annotations

import importlib
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.system.headset.door import Found, HidDoor, NotAllowed, _HidDevice

HID: Any = importlib.import_module("hidraw" if platform.system() == "Linux" else "hid")


def found(path: bytes) -> Found:
    return Found(path, "Jabra", 0x0B0E, 0x0305)


def test_what_there_is_on_this_computer_can_be_listed() -> None:
    assert all(isinstance(each, Found) for each in HidDoor().find())


@pytest.mark.parametrize(
    "ask",
    [
        _HidDevice.descriptor,
        lambda device: device.read(0.01),
        lambda device: device.write(b"\x02\x01\x00"),
    ],
)
def test_a_device_that_is_gone_is_asked_in_vain(ask: Callable[[_HidDevice], object]) -> None:
    """A question that hidapi does not know would be a TypeError, and no headset's keys were ever heard."""
    with pytest.raises(OSError, match="not open"):
        ask(_HidDevice(HID.device()))


def test_a_device_that_is_gone_can_be_closed() -> None:
    _HidDevice(HID.device()).close()


@pytest.mark.skipif(platform.system() != "Linux", reason="paths of Linux")
def test_what_can_not_be_opened_says_whether_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_headset = tmp_path / "hidraw7"
    with pytest.raises(OSError, match="open failed"):
        HidDoor().open(found(bytes(no_headset)))
    no_headset.touch()
    with pytest.raises(OSError, match="open failed"):
        HidDoor().open(found(bytes(no_headset)))
    monkeypatch.setattr("os.access", lambda *_: False)  # whoever runs the tests may be root
    with pytest.raises(NotAllowed):
        HidDoor().open(found(bytes(no_headset)))


class Listing:
    """A listing as hidapi gives it: three top-level collections of one headset, and a keyboard."""

    def enumerate(self) -> list[dict[str, Any]]:
        headset = {
            "path": b"/dev/hidraw1",
            "vendor_id": 0x0B0E,
            "product_id": 0x0305,
            "serial_number": "",
            "release_number": 273,
            "manufacturer_string": "GN Netcom A/S",
            "product_string": "Jabra\x07 EVOLVE  LINK",
            "interface_number": 3,
            "bus_type": 1,
        }
        pages = ((0x0C, 1), (0x0B, 5), (0xFF30, 1))
        keyboard = {**headset, "path": b"/dev/hidraw0", "usage_page": 1, "usage": 6, "product_string": "K"}
        return [keyboard, *({**headset, "usage_page": page, "usage": usage} for page, usage in pages)]


def test_of_all_that_is_plugged_in_only_telephones_are_touched() -> None:
    door = HidDoor()
    door._library = Listing()
    assert door.find() == (Found(b"/dev/hidraw1", "Jabra EVOLVE LINK", 0x0B0E, 0x0305),)
