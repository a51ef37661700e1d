"""Kill -9 anywhere between a recording and its voicemail: none is lost, none is there twice."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter

import pytest

from carrier.clock import utc_now
from carrier.files.tidying import tidy_files
from tests.carrier.running import until
from tests.carrier.voicemail.finishing import SAID, Office
from tests.harness.nursery import ForkedProcess

_POINTS = ("voicemail.read", "voicemail.kept", "voicemail.written", "voicemail.committed")


def finish(office: Office, **env: str) -> ForkedProcess:
    """A carrier that finishes what was left."""
    log = office.data / "log"
    return ForkedProcess("tests.carrier.voicemail.finishing", [str(office.data)], env=env, log=log)


def check_that_each_is_there_once(office: Office, left: list[str]) -> None:
    process = finish(office)
    until(lambda: not office.visits() and not list(office.spools.iterdir()), within=120)
    process.kill()
    process.close()
    assert office.voicemails().keys() == set(left)
    assert Counter(str(each.voicemail.id) for each in office.told()) == Counter(left)
    for path in (office.data / "files").iterdir():
        os.utime(path, (0, 0))
    tidy_files(office.database, office.blobs, utc_now())
    assert len(list((office.data / "files").iterdir())) == len(left)
    assert all(len(office.sound(visit_id)) > len(SAID) / 2 for visit_id in left[-3:])
    assert "Traceback" not in (office.data / "log").read_text()


def kill_while_they_are_finished(office: Office, *, rounds: int) -> None:
    dice = random.Random(rounds)
    left: list[str] = []
    window, done, cut, grown = 0.1, 0, 0, 0
    for _ in range(rounds):
        left += [office.visit(SAID, old=True) for _ in range(2)]
        process = finish(office)
        assert process.stdout.readline() == b"begun\n"
        killer = threading.Timer(dice.uniform(0.0, window), process.kill)
        killer.start()
        killer.join()
        process.close()
        before, done = done, len(office.voicemails())
        cut, grown = cut + (done < len(left)), grown + (done > before)
        window *= 0.8 if done == len(left) else 1.3 if done == before else 1.0  # as fast as it is here
    assert min(cut, grown) > rounds / 10, "the kills came too early, or too late"
    check_that_each_is_there_once(office, left)


@pytest.mark.parametrize("point", _POINTS)
def test_killed_at_the_very_point_it_is_there_once(office: Office, point: str) -> None:
    left = [office.visit(SAID, old=True) for _ in range(2)]
    process = finish(office, FIVELINE_CRASH_AT=point)
    assert process.wait(20) == -signal.SIGKILL
    process.close()
    check_that_each_is_there_once(office, left)


def test_killed_fifty_times_each_is_there_once(office: Office) -> None:
    kill_while_they_are_finished(office, rounds=50)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_five_hundred_times_each_is_there_once(office: Office) -> None:
    kill_while_they_are_finished(office, rounds=500)
