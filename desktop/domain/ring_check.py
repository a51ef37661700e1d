"""The chain from the carrier to the bell, link by link, as a call of the carrier's has just tried it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from desktop.domain.numbers import NumberId


class Link(Enum):
    """In the order in which a call passes them."""

    PROGRAM = "program"  # and its sound part, which takes calls
    CARRIER = "carrier"
    REGISTERED = "registered"
    NUMBER = "number"
    QUIET = "quiet"
    CALL = "call"
    BELL = "bell"


class Holds(Enum):
    UNTRIED = "untried"
    TRYING = "trying"
    YES = "yes"
    NO = "no"
    SKIPPED = "skipped"  # a link before it is broken, so that this one could not be tried


@dataclass(frozen=True, slots=True)
class Tried:
    """One link of the chain from the carrier to the bell."""

    link: Link
    holds: Holds = Holds.UNTRIED
    detail: str = ""
    """A device's name, or the carrier's word for why not."""
    milliseconds: int = 0
    """Of the call: from the asking until it was here."""
    gone: str = ""
    """Of the bell: devices that were chosen to ring, and did not."""


@dataclass(frozen=True, slots=True)
class RingCheck:
    """The whole chain, for one number."""

    number_id: NumberId
    links: tuple[Tried, ...] = tuple(Tried(link) for link in Link)
    running: bool = True

    def of(self, link: Link) -> Tried:
        return next(each for each in self.links if each.link is link)

    def having(self, tried: Tried) -> RingCheck:
        return replace(self, links=tuple(tried if each.link is tried.link else each for each in self.links))

    def over(self) -> RingCheck:
        """What was not tried can't be any more."""
        links = tuple(
            replace(each, holds=Holds.SKIPPED) if each.holds in (Holds.UNTRIED, Holds.TRYING) else each
            for each in self.links
        )
        return replace(self, links=links, running=False)

    @property
    def will_ring(self) -> bool:
        return not self.running and all(each.holds is Holds.YES for each in self.links)
