"""The places where an account is signed in, for the eye (ACC-4, ACC-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.session import Device, DeviceId
from ui.i18n import Language, _, language, ngettext
from ui.models.moments import day_heading, time_of_day
from ui.models.plain import one_line

_KINDS = {
    "linux": "laptop",
    "windows": "monitor",
    "macos": "laptop",
    "android": "smartphone",
    "ios": "smartphone",
    "ipados": "tablet",
    "web": "globe",
}


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: DeviceId
    name: str
    kind: str
    icon: str
    last_seen: str
    is_this_one: bool

    @property
    def secondary(self) -> str:
        return f"{self.kind} · {self.last_seen}"


def device_row(device: Device, *, now: datetime) -> DeviceRow:
    return DeviceRow(
        device.id,
        one_line(device.name, longest=80) or _("Unnamed device"),
        _kind(device.platform),
        _KINDS.get(device.platform.lower(), "monitor"),
        _("This device") if device.is_this_one else _seen(device.last_seen_at, now),
        device.is_this_one,
    )


def _kind(platform: str) -> str:
    match platform.lower():
        case "linux":
            return _("Linux computer")
        case "windows":
            return _("Windows computer")
        case "macos":
            return _("Mac")
        case "android":
            return _("Android phone")
        case "ios":
            return _("iPhone")
        case "ipados":
            return _("iPad")
        case "web":
            return _("Browser")
        case _:
            return one_line(platform, longest=40) or _("Computer")


def _seen(at: datetime, now: datetime) -> str:
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 2:
        return _("seen just now")
    if minutes < 60:
        return ngettext("seen {count} minute ago", "seen {count} minutes ago", minutes).format(count=minutes)
    if minutes < 24 * 60:
        hours = minutes // 60
        return ngettext("seen {count} hour ago", "seen {count} hours ago", hours).format(count=hours)
    day = day_heading(at, now=now)
    if language() is Language.FRENCH:
        day = day[:1].lower() + day[1:]  # within a sentence French writes days small
    return _("last seen {day}, {time}").format(day=day, time=time_of_day(at))
