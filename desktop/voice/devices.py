"""Which sound devices there are, and which of them to use.

A device is known by its name: its index at PortAudio changes whenever something is plugged in. PortAudio
lists the devices anew only when it is started anew, and it must not be while a stream is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sounddevice as sd

from desktop.voice.wire import Device

MOST_DEVICES = 64
_LONGEST_NAME = 120
_CARD_NUMBER = re.compile(r"\s*\(hw:\d+,\d+\)(?= #\d+$|$)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A device and its index until the list is read again."""

    device: Device
    index: int
    default_rate: int


def start_anew() -> None:
    """Let PortAudio look again. No stream may be open."""
    sd._terminate()
    sd._initialize()


def listed() -> list[Listed]:
    """What PortAudio found when it was started. Two of one name are told apart by their order."""
    try:
        found: list[dict[str, Any]] = list(sd.query_devices())
        default_in, default_out = sd.default.device
    except sd.PortAudioError:
        return []
    default_api = sd.query_hostapis(0) if found else None
    if default_api is not None:
        default_in = default_in if default_in >= 0 else default_api["default_input_device"]
        default_out = default_out if default_out >= 0 else default_api["default_output_device"]
    seen: dict[str, int] = {}
    result = []
    for index, info in enumerate(found[:MOST_DEVICES]):
        name = stable_name(str(info["name"]))
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} #{seen[name]}"
        device = Device(
            name=name,
            inputs=int(info["max_input_channels"]),
            outputs=int(info["max_output_channels"]),
            default_input=index == default_in,
            default_output=index == default_out,
        )
        result.append(Listed(device, index, int(info["default_samplerate"])))
    return result


def stable_name(name: str) -> str:
    """As the device is called wherever it is plugged in: ALSA puts the number of its card behind."""
    return _CARD_NUMBER.sub("", name)[:_LONGEST_NAME]


def candidates(preferred: tuple[str, ...], there: list[Listed], *, output: bool) -> list[Listed]:
    """The devices to try, best first: the preferred ones, the system's default, then all others."""

    def fits(one: Listed) -> bool:
        return (one.device.outputs if output else one.device.inputs) > 0

    usable = [one for one in there if fits(one)]
    by_name = {one.device.name: one for one in usable}
    wanted = [stable_name(name) for name in preferred]
    order = [by_name[name] for name in wanted if name in by_name]
    order += [one for one in usable if (one.device.default_output if output else one.device.default_input)]
    order += usable
    return list(dict.fromkeys(order))
