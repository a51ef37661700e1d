"""What sending a text would cost, before it is sent: by the rules and figures the carrier bills with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.files import with_link
from desktop.domain.messages import LONGEST_TEXT, ThreadKey
from desktop.domain.money import Price, price
from desktop.domain.segments import Segments, count_segments
from desktop.domain.state import State
from desktop.domain.text import sendable
from desktop.services.dialling import read_number


@dataclass(frozen=True, slots=True)
class Quote:
    size: Segments
    """Of one message."""
    price: Price | None
    """Of all; None where the carrier has told no prices, or somebody can't be reached."""
    suffices: bool = True
    """Whether the credit does, as far as it is known."""


def quote(
    state: State,
    threads: Iterable[ThreadKey],
    text: str,
    *,
    now: datetime,
    with_file: bool = False,
    region: str = "",
) -> Quote:
    """For one message to each of `threads`, paid in their order; each `with_file` has a link of its own."""
    tariff, balance = state.money.tariff, state.money.balance
    written = sendable(text)[: 2 * LONGEST_TEXT]
    link = tariff.file_link if tariff is not None else ""
    size = count_segments(with_link(written, link) if with_file else written)
    if tariff is None or balance is None or (with_file and not link):
        return Quote(size, None)
    total: Price | None = None
    for thread in threads:
        number = state.number(thread.number_id)
        if number is None:
            return Quote(size, None)
        address = read_number(thread.peer, country=number.country, here=region).address
        if address is None:
            return Quote(size, None)
        one = price(
            tariff,
            balance,
            segments=size.count,
            country=number.country,
            to=address,
            now=now,
            spent=0 if total is None else total.from_allowance,
        )
        total = one if total is None else total + one
    return Quote(size, total, total is None or total.cents <= balance.credit)
