"""The measures, type and colours of every screen, read from `resources/tokens.json` and nowhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


class ThemeName(Enum):
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Space:
    """Distances, in device-independent pixels."""

    xs: int
    s: int
    m: int
    l: int  # noqa: E741 (the sizes of a shirt)
    xl: int
    xxl: int


@dataclass(frozen=True, slots=True)
class Radius:
    """Of corners, in pixels."""

    control: int
    card: int
    full: int


@dataclass(frozen=True, slots=True)
class Size:
    """Of things, in pixels."""

    hairline: int
    focus: int
    edge: int
    icon: int
    icon_small: int
    control: int
    row: int
    avatar: int
    tabs: int
    call_bar: int
    rail: int
    list: int
    incoming: tuple[int, int]
    window: tuple[int, int]
    least_window: tuple[int, int]
    one_column_below: int


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes in device-independent pixels, weights as in CSS."""

    families: tuple[str, ...]
    families_arabic: tuple[str, ...]
    secondary: int
    body: int
    row_title: int
    page_title: int
    dialled: int
    regular: int
    medium: int
    strong: int


@dataclass(frozen=True, slots=True)
class Motion:
    """Milliseconds."""

    quick: int
    calm: int
    slow: int
    skeleton_after: int
    toast_stays: int


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme. `#RRGGBB`, the shadow `#RRGGBBAA`.

    `neutral[0]` is what everything stands on, `neutral[9]` the text; both ends swap in the dark.
    """

    name: ThemeName
    neutral: tuple[str, ...]
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    red: str
    red_soft: str
    on_red: str
    green: str
    green_soft: str
    on_green: str
    amber: str
    amber_soft: str
    on_amber: str
    shadow: str
    number: tuple[str, ...]

    @property
    def ground(self) -> str:
        """Lists, threads, pages."""
        return self.neutral[0]

    @property
    def chrome(self) -> str:
        """What frames them: tabs, rail."""
        return self.neutral[1]

    @property
    def hover(self) -> str:
        return self.neutral[2]

    @property
    def hairline(self) -> str:
        return self.neutral[3]

    @property
    def border(self) -> str:
        """The outline of a field; 3:1 against the ground (WCAG 2.2, 1.4.11)."""
        return self.neutral[5]

    @property
    def text(self) -> str:
        return self.neutral[9]

    @property
    def text_secondary(self) -> str:
        return self.neutral[7]

    @property
    def text_faint(self) -> str:
        return self.neutral[6]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The whole of `resources`' token file."""

    space: Space
    radius: Radius
    size: Size
    type: Type
    motion: Motion
    themes: dict[ThemeName, Colours]


@cache
def tokens() -> Tokens:
    raw: dict[str, Any] = json.loads((RESOURCES / "tokens.json").read_text(encoding="utf-8"))
    return Tokens(
        space=Space(**raw["space"]),
        radius=Radius(**raw["radius"]),
        size=Size(**_tuples(raw["size"])),
        type=Type(**_tuples(raw["type"])),
        motion=Motion(**raw["motion"]),
        themes={name: Colours(name=name, **_tuples(raw["themes"][name.value])) for name in ThemeName},
    )


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` (WCAG 2.2)."""

    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour[1:3]) + 0.7152 * linear(colour[3:5]) + 0.0722 * linear(colour[5:7])


def contrast(one: str, other: str) -> float:
    """1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on `colour`; one of them always reaches 4.5:1."""
    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, colour))
