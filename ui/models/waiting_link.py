"""What is said of a link while nobody is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.services.dialling import Verdict, read_number
from ui.i18n import _
from ui.models.emergency import emergency_advice
from ui.models.telephone_link import read_link


@dataclass(frozen=True, slots=True)
class WaitingLink:
    words: str
    is_refused: bool
    """Nothing waits: the person reads why at once."""


def waiting_link(link: str, *, region: str) -> WaitingLink:
    read = read_link(link)
    if read.problem:
        return WaitingLink(read.problem, is_refused=True)
    dialled = read_number(read.number, country=region, here=region)
    if dialled.verdict is Verdict.EMERGENCY:
        return WaitingLink(emergency_advice(dialled.emergency, (region,)).spoken, is_refused=True)
    number = f"\u2066{dialled.shown}\u2069"
    return WaitingLink(
        _("{number} waits until you are signed in. It is not called by itself.").format(number=number),
        is_refused=False,
    )
