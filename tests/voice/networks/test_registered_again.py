"""However the network fails: a person sees it within five seconds, and is registered three after its end."""

from __future__ import annotations

import logging
import random

import pytest

from tests.voice.exchange import TestCarrier
from tests.voice.networks.conftest import Settle
from tests.voice.networks.outages import BACK_WITHIN, KINDS, SEEN_WITHIN, Tally, outage, p95
from tests.voice.phone import talk

log = logging.getLogger(__name__)

MANY = 200
SEED = 6


async def test_an_outage_of_each_kind_is_seen_and_got_over(carrier: TestCarrier, settle: Settle) -> None:
    alice, bob = await settle("alice"), await settle("bob")
    tally = Tally()
    for kind, seconds in (
        ("cable", 1.0),
        ("address", 0.0),
        ("router", 5.5),
        ("carrier", 1.0),
        ("sleep", 3.0),
    ):
        await outage(kind, seconds, alice, carrier, tally)
    log.info("outages: %s", tally.said())
    assert p95(tally.seen) <= SEEN_WITHIN
    assert p95(tally.back) <= BACK_WITHIN
    mine, _ = await talk(bob.phone, alice.phone)
    assert (await bob.phone.hang_up(mine)).code == 200


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_two_hundred_outages(carrier: TestCarrier, settle: Settle) -> None:
    alice = await settle("alice")
    dice, tally = random.Random(SEED), Tally()
    for number in range(MANY):
        kind = KINDS[number % len(KINDS)]
        # A router that swallows for less is not noticed, and need not be: the link is as it was.
        lengths = (5.2, 8.0) if kind == "router" else (1.0, 2.5, 5.2, 8.0)
        await outage(kind, dice.choice(lengths), alice, carrier, tally)
    log.info("outages: %s", tally.said())
    assert p95(tally.seen) <= SEEN_WITHIN
    assert p95(tally.back) <= BACK_WITHIN
