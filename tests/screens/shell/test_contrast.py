"""Everybody can read it: contrast in every theme, and number colours that colour-blind people tell apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from ui.tokens import Colours, ThemeName, contrast, readable_on, tokens

THEMES = list(ThemeName)

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TOLD_APART = 15.0
"""CIE76; 2.3 is just noticeable side by side, a dot across a window needs far more."""

Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def times(matrix: tuple[tuple[float, ...], ...], vector: Triple) -> Triple:
    red, green, blue = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return red, green, blue


def lab(colour: Triple) -> Triple:
    clipped = times(
        ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)),
        (min(1, max(0, colour[0])), min(1, max(0, colour[1])), min(1, max(0, colour[2]))),
    )
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (clipped[0] / 0.9505, clipped[1], clipped[2] / 1.089)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def text_pairs(c: Colours) -> list[tuple[str, str, str]]:
    grounds = {"ground": c.ground, "chrome": c.chrome, "hover": c.hover, "selection": c.accent_soft}
    inks = {"text": c.text, "secondary": c.text_secondary}
    pairs = [(f"{i} on {g}", ink, ground) for i, ink in inks.items() for g, ground in grounds.items()]
    pairs += [(f"faint on {g}", c.text_faint, grounds[g]) for g in ("ground", "chrome", "hover")]
    for name in ("accent", "red", "green", "amber"):
        soft, strong, on = (getattr(c, word) for word in (f"{name}_soft", name, f"on_{name}"))
        pairs += [
            (f"{name} on ground", strong, c.ground),
            (f"{name} on its soft ground", strong, soft),
            (f"text on soft {name}", c.text, soft),
            (f"text on {name}", on, strong),
        ]
    return pairs


@pytest.mark.parametrize("name", THEMES, ids=lambda name: name.value)
def test_text_can_be_read_on_everything_it_stands_on(name: ThemeName) -> None:
    least = 7.0 if name is ThemeName.CONTRAST else 4.5
    weak = {
        what: round(contrast(ink, ground), 2)
        for what, ink, ground in text_pairs(tokens().themes[name])
        if contrast(ink, ground) < least
    }
    assert not weak


@pytest.mark.parametrize("name", THEMES, ids=lambda name: name.value)
def test_what_is_written_on_a_numbers_colour_can_be_read(name: ThemeName) -> None:
    for colour in tokens().themes[name].number:
        assert contrast(readable_on(colour), colour) >= 4.5


@pytest.mark.parametrize("name", THEMES, ids=lambda name: name.value)
def test_fields_and_dots_stand_out_from_what_is_behind_them(name: ThemeName) -> None:
    colours = tokens().themes[name]
    for ink in (colours.border, colours.accent, *colours.number):
        assert contrast(ink, colours.ground) >= 2.95, ink


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", THEMES, ids=lambda name: name.value)
def test_number_colours_are_told_apart_by_everybody(name: ThemeName, sight: str) -> None:
    colours = tokens().themes[name].number
    assert len(colours) == 8
    seen = [lab(times(SIGHT[sight], linear(colour))) for colour in colours]
    close = {
        (colours[a], colours[b]): round(distance, 1)
        for a, b in combinations(range(8), 2)
        if (distance := sum((p - q) ** 2 for p, q in zip(seen[a], seen[b], strict=True)) ** 0.5) < TOLD_APART
    }
    assert not close
