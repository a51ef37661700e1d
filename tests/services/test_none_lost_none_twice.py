"""MSG-6: kill -9 of desktop and carrier at the named points between intent, request, commit and answer.

What was kept arrives exactly once; what was not, at most once. Counted at the recipient.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import suppress
from uuid import uuid4

import pytest

from tests.harness.carrier import Ended
from tests.harness.waiting import until
from tests.services.killable import Headless, Place


def texts(count: int) -> tuple[str, list[str]]:
    mark = uuid4().hex[:8]
    return mark, [f"{mark} {n}" for n in range(count)]


DESKTOP = ("intent.committed", "request.begun", "answer.received", "answer.committed")
CARRIER = ("message.received", "message.committed", "delivery.begun", "delivery.committed")


def kill_at_each_point(place: Place, *, times: int) -> None:
    """Let desktop and carrier die at each of their points in turn while texts are sent, and count."""
    mark = uuid4().hex[:8]
    chance = random.Random(times)
    written: list[str] = []
    kept: list[str] = []
    failed = False

    def write(phone: Headless) -> None:
        some = [f"{mark} {n}" for n in range(len(written), len(written) + chance.randint(1, 3))]
        written.extend(some)
        phone.send(*some)

    def over(phone: Headless) -> None:
        nonlocal failed
        phone.end()
        kept.extend(phone.kept)
        failed |= phone.failed

    for _ in range(times):
        for point in DESKTOP:
            phone = place.phone(crash_at=point)
            write(phone)
            phone.dies()
            over(phone)
        phone = place.phone()
        for point in CARRIER:
            place.carrier.kill()
            with suppress(Ended):  # at what it found to be done
                place.restart_carrier(crash_at=point)
            write(phone)
            until(lambda: not place.carrier.is_alive, what=f"the carrier died at {point}", within=30)
        place.carrier.kill()
        place.restart_carrier()
        phone.is_idle()
        over(phone)
    phone = place.phone()
    phone.is_up()
    phone.is_idle()
    over(phone)
    arrived = place.arrived(mark)
    assert [text for text in kept if text not in arrived] == [], "lost"
    assert len(arrived) == len(set(arrived)), "doubled"
    counters = [int(text.split()[1]) for text in arrived]
    assert counters == sorted(counters)
    assert not failed


@pytest.mark.timeout(300)
def test_none_is_lost_or_doubled_in_eighty_kills_of_each(place: Place) -> None:
    kill_at_each_point(place, times=20)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_none_is_lost_or_doubled_in_eight_hundred_kills_of_each(place: Place) -> None:
    kill_at_each_point(place, times=200)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_two_hundred_messages_survive_killing_both_at_random(place: Place) -> None:
    chance = random.Random(7)
    mark, wanted = texts(200)
    kept: list[str] = []
    phone = place.phone()
    phone.is_up()
    position = 0
    while position < len(wanted):
        some = wanted[position : position + chance.randint(1, 12)]
        position += len(some)
        phone.send(*some)
        time.sleep(chance.random() * 0.3)
        if chance.random() < 0.5:
            phone.kill()
            kept += phone.kept
            phone = place.phone()
        if chance.random() < 0.3:
            place.carrier.kill()
            place.carrier.start()
    phone.is_up()
    phone.is_idle()
    phone.quit()
    kept += phone.kept
    arrived = Counter(place.arrived(mark))
    assert all(arrived[text] == 1 for text in kept)
    assert set(arrived.values()) == {1}
