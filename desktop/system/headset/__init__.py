"""Headsets with telephone keys (HID telephony page), and the only door to hidapi."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.system.headset.thread import HeadsetThread


def system_headset() -> HeadsetThread:
    """That of this computer; its modules are loaded only now."""
    from desktop.system.headset.thread import HeadsetThread

    return HeadsetThread()
