"""Which device is tried first: by its stable name, whatever order they were plugged in."""

from __future__ import annotations

from desktop.voice.devices import Listed, candidates, stable_name
from desktop.voice.wire import Device


def listed(*names: str, default: str = "") -> list[Listed]:
    return [
        Listed(Device(name, 1, 2, name == default, name == default), index, 48_000)
        for index, name in enumerate(names)
    ]


def order(preferred: tuple[str, ...], there: list[Listed]) -> list[str]:
    return [one.device.name for one in candidates(preferred, there, output=True)]


def test_preferred_devices_come_first_in_their_order_then_the_systems_own_then_the_rest() -> None:
    there = listed("Built-in", "HDMI", "Jabra", "Desk", default="HDMI")
    assert order(("Desk", "Gone", "Jabra"), there) == ["Desk", "Jabra", "HDMI", "Built-in"]


def test_a_device_has_the_same_name_in_another_socket() -> None:
    before, after = "Jabra Evolve2 40: USB Audio (hw:1,0)", "Jabra Evolve2 40: USB Audio (hw:3,0)"
    assert stable_name(before) == stable_name(after) == "Jabra Evolve2 40: USB Audio"
    assert stable_name(f"{before} #2") == "Jabra Evolve2 40: USB Audio #2"
    assert stable_name("hw:0,0") == "hw:0,0"


def test_a_preference_kept_with_its_card_number_still_holds() -> None:
    there = listed("Built-in", "Jabra: USB Audio", default="Built-in")
    assert order(("Jabra: USB Audio (hw:1,0)",), there)[0] == "Jabra: USB Audio"
