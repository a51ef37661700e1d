"""What the carrier says of itself, in the language of the number. How it was made: `sounds/README.md`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from carrier.voicemail.encoding import from_flac
from carrier.voicemail.languages import Language

What = Literal["greeting", "not-available"]
LANGUAGES = tuple(Language)
_OTHERWISE = Language.english


@cache
def sound(what: What, language: str) -> bytes:
    """Samples at `RATE`. In English where the carrier does not speak the language."""
    return from_flac(file(what, language))


def file(what: What, language: str) -> bytes:
    """The same in FLAC."""
    spoken = language if language in LANGUAGES else _OTHERWISE
    return files("carrier.voicemail").joinpath("sounds", f"{what}-{spoken}.flac").read_bytes()
