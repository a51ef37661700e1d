"""A file that somebody gives is what callers hear, in a real call, from the next one on."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator

import numpy as np
import pytest

from carrier.clock import utc_now
from carrier.settings import Settings
from carrier.voicemail.encoding import for_telephones
from tests.carrier.running import ANSWERING, RunningCarrier
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered
from tests.carrier.test_calls_of_a_session import of, ports
from tests.carrier.voicemail.files_of_sound import sound_file, voice
from tests.carrier.voicemail.visiting import calling


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **ANSWERING))
    yield carrier
    carrier.stop()


async def heard_in_a_call(phone: UserAgent, wanted: str) -> bytes:
    async with calling(phone, wanted, secure=True) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.hangs_up()
        return b"".join(caller.heard)


def where_it_is_most_alike(said: bytes, heard: bytes) -> float:
    """The correlation of all that was said with as much of what was heard: the tone is none of it."""
    a, b = (np.frombuffer(each, "<i2").astype(np.float64) for each in (said, heard))
    along = np.correlate(b, a, "valid")
    at = int(np.argmax(along))
    part = b[at : at + a.size]
    return float(along[at] / np.sqrt(np.sum(a * a) * np.sum(part * part)))


async def test_the_next_caller_hears_the_file_that_was_given(running: RunningCarrier) -> None:
    anna = running.person()
    hers = running.sign_in(anna)
    number_id = anna.number_ids[0]
    words = {"mp3": voice(1.5, "fr"), "ogg opus": voice(1.5, "sv")}
    async with registered(ports(running), of(hers, anna)) as (phone,):
        for kind, samples in words.items():
            body = sound_file(kind, samples)
            path = f"/v1/numbers/{number_id}/greetings/own"
            answer = await asyncio.to_thread(hers.http.put, path, content=body, headers=hers.headers)
            assert answer.status_code == 200
            heard = await heard_in_a_call(phone, f"greeting-{number_id}")
            for each in words.values():
                likeness = where_it_is_most_alike(for_telephones(each), heard)
                assert likeness > 0.99 if each is samples else likeness < 0.4


def test_what_is_to_be_spoken_is_there_at_once(running: RunningCarrier) -> None:
    anna = running.person()
    hers = running.sign_in(anna)
    path = f"/v1/numbers/{anna.number_ids[0]}/greetings/own"
    body = sound_file("flac", voice(59.0))
    assert hers.http.put(path, content=body, headers=hers.headers).status_code == 200
    sound_for = running.carrier.greetings.sound_for
    assert len(sound_for(anna.number_ids[0], utc_now())) > 2 * 58 * 16_000
    took = []
    for _ in range(20):
        began = time.perf_counter()
        sound_for(anna.number_ids[0], utc_now())
        took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.005
