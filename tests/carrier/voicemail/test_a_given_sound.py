"""A file that somebody gives as a greeting: made ready to be spoken, or refused with a reason."""

from __future__ import annotations

import logging
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from carrier.problems import Refusal
from carrier.voicemail.asking import LARGEST
from carrier.voicemail.validating import _FRUGAL, MOST_WAITING, Validator
from carrier.voicemail.visit import RATE
from tests.carrier.running import until
from tests.carrier.voicemail.files_of_sound import KINDS, likeness, sound_file, voice, wav

SEED = 20_261_127
VOICE = voice()


@pytest.fixture(scope="module")
def validator() -> Iterator[Validator]:
    made = Validator()
    yield made
    made.close()


def why_refused(validator: Validator, body: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        validator.samples(body)
    return refused.value.word


def quiet(samples: bytes, times: float) -> bytes:
    return (np.frombuffer(samples, "<i2") * times).astype("<i2").tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_heard_as_it_was_spoken(validator: Validator, kind: str) -> None:
    heard = validator.samples(sound_file(kind, VOICE))
    assert likeness(VOICE, heard) > 0.99
    assert len(heard) / 2 / RATE == pytest.approx(4.0, abs=0.1)


def test_the_silence_at_its_ends_is_cut_off(validator: Validator) -> None:
    heard = validator.samples(sound_file("flac", bytes(2 * RATE * 5) + VOICE + bytes(2 * RATE * 20)))
    assert len(heard) / 2 / RATE == pytest.approx(4.0, abs=0.2)


@pytest.mark.parametrize("times", [0.05, 0.5, 2.0])
def test_whoever_speaks_low_is_as_loud_as_whoever_shouts(validator: Validator, times: float) -> None:
    heard = np.frombuffer(validator.samples(wav(quiet(VOICE, times))), "<i2") / 32_768
    sounding = heard[np.abs(heard) > 0.03 * np.abs(heard).max()]
    assert 20 * np.log10(np.sqrt(np.mean(sounding**2))) == pytest.approx(-20, abs=1.5)
    assert np.abs(heard).max() < 0.9


def test_a_minute_is_taken_and_no_more(validator: Validator) -> None:
    assert len(validator.samples(sound_file("mp3", voice(60)))) <= 2 * 60 * RATE
    assert why_refused(validator, sound_file("flac", voice(60.5))) == "sound-too-long"


def test_ten_minutes_of_nothing_are_given_up_early(validator: Validator) -> None:
    assert why_refused(validator, sound_file("flac", bytes(2 * RATE * 600), channels=1)) == "sound-too-long"


def test_a_file_of_more_than_ten_megabytes_is_not_even_looked_at(validator: Validator) -> None:
    assert why_refused(validator, wav(bytes(LARGEST))) == "too-large"


@pytest.mark.parametrize(
    "silence",
    [
        bytes(2 * RATE * 3),
        np.random.default_rng(SEED).integers(-20, 20, RATE * 3).astype("<i2").tobytes(),
        np.full(RATE * 3, 12_000, "<i2").tobytes(),
        VOICE[: RATE // 5],
    ],
    ids=["nothing", "a hiss", "a steady level", "a click"],
)
def test_what_can_not_be_heard_is_silence(validator: Validator, silence: bytes) -> None:
    assert why_refused(validator, wav(silence)) == "sound-silent"


STEREO = np.repeat(np.frombuffer(VOICE, "<i2"), 2).tobytes()
UNREADABLE = {
    "empty": b"",
    "one byte": b"R",
    "RIFF alone": b"RIFF",
    "RIFF and WAVE": b"RIFF\x24\0\0\0WAVE",
    "no channel": wav(VOICE, channels=0),
    "65,535 channels": wav(VOICE, channels=65_535),
    "a rate of nothing": wav(VOICE, rate=0),
    "a rate of one": wav(VOICE, rate=1),
    "a rate of 2^31": wav(VOICE, rate=2**31),
    "a rate of 2^32 - 1": wav(VOICE, rate=2**32 - 1),
    "an unknown codec": wav(VOICE, form=0x1234),
    "HTML": b"<!doctype html><title>greeting.mp3</title>" * 50,
    "HTML behind ID3": b"ID3\x04\0\0\0\0\0\0" + b"<!doctype html>" * 50,
    "a playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "a list of files": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "zeros": bytes(5000),
    "noise": random.Random(SEED).randbytes(5000),
    "the head of an MP3": sound_file("mp3", VOICE)[:4],
    "a film without sound": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(200),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_sound_is_refused_with_the_reason(validator: Validator, what: str) -> None:
    assert why_refused(validator, UNREADABLE[what]) == "sound-unreadable"
    assert validator.pid is not None, "and the decoder lives on"


ODD = {
    "floats": sound_file("wav of floats", VOICE),
    "eight channels": wav(np.repeat(np.frombuffer(VOICE, "<i2"), 8).tobytes(), channels=8),
    "24 bits": wav(b"".join(b"\0" + VOICE[at : at + 2] for at in range(0, len(VOICE), 2)), bits=24),
    "thirteen bits": wav(VOICE, bits=13),
    "odd chunks before": wav(VOICE).replace(b"data", b"JUNK\x03\0\0\0abc\0data", 1),
    "4 GiB claimed": wav(VOICE, claimed=2**32 - 1),
    "less claimed than there is": wav(VOICE, claimed=len(VOICE) // 2),
    "an odd byte at its end": wav(VOICE + b"\x01"),
    "a cut": sound_file("mp3", VOICE)[:-7000],
    "rubbish at its end": sound_file("mp3", VOICE) + b"TAG" + b"\xff" * 125,
    "a rate of 4,000": wav(VOICE[: RATE * 2], rate=4_000),
    "a rate of 192,000": wav(VOICE * 4, rate=192_000),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_odd_and_can_be_heard_is_taken(validator: Validator, what: str) -> None:
    assert len(validator.samples(ODD[what])) > RATE // 4


def test_two_bytes_that_claim_to_be_4_gib_are_refused(validator: Validator) -> None:
    assert why_refused(validator, wav(b"\1\2", claimed=2**32 - 1)) in ("sound-silent", "sound-unreadable")


def test_a_picture_in_an_mp3_is_passed_over(validator: Validator) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + random.Random(SEED).randbytes(200_000)
    frame = b"\0image/png\0\x03\0" + picture
    tag = b"APIC" + len(frame).to_bytes(4, "big") + b"\0\0" + frame
    size = bytes((len(tag) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    body = b"ID3\x03\0\0" + size + tag + sound_file("mp3", VOICE)
    assert likeness(VOICE, validator.samples(body)) > 0.99


def test_a_decoder_that_dies_costs_its_file_and_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    validator = Validator()
    assert validator.samples(wav(VOICE))
    first = validator.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    killer = threading.Timer(0.2, os.kill, [first, signal.SIGKILL])
    killer.start()
    assert why_refused(validator, wav(VOICE)) == "sound-unreadable"
    killer.join()
    assert "the decoder ended on a file" in caplog.text
    assert likeness(VOICE, validator.samples(wav(VOICE))) > 0.99
    assert validator.pid != first
    validator.close()
    assert not psutil.pid_exists(first)


def test_a_decoder_that_hangs_is_ended_in_time() -> None:
    validator = Validator(within=0.5)
    assert validator.samples(wav(VOICE))
    hangs = validator.pid
    assert hangs is not None
    os.kill(hangs, signal.SIGSTOP)
    assert why_refused(validator, wav(VOICE)) == "sound-unreadable"
    assert not psutil.pid_exists(hangs)
    validator.close()


def test_a_decoder_that_nobody_asks_ends() -> None:
    validator = Validator(idle=0.05)
    validator.samples(wav(VOICE))
    until(lambda: validator.pid is None)


def test_a_decoder_is_replaced_before_its_processor_time_ends() -> None:
    validator = Validator(most_files=2)
    heard = [validator.samples(wav(VOICE)) for _ in range(5)]
    assert len(set(heard)) == 1
    assert validator._files == 1
    validator.close()


def test_many_at_once_are_refused_and_not_kept_waiting() -> None:
    validator = Validator()
    validator.samples(wav(VOICE))
    assert validator.pid is not None
    os.kill(validator.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(12) as threads:
        asked = [threads.submit(validator.samples, wav(VOICE)) for _ in range(MOST_WAITING)]
        until(lambda: validator._places._value == 0)
        assert why_refused(validator, wav(VOICE)) == "too-many-requests"
        os.kill(validator.pid, signal.SIGCONT)
        assert all(each.result() for each in asked), "and who waits is served"
    validator.close()


def test_the_decoder_knows_nothing_and_writes_nothing(validator: Validator, tmp_path: Path) -> None:
    validator.samples(wav(VOICE))
    process = psutil.Process(validator.pid)
    assert set(process.environ()) <= {"PATH", *_FRUGAL, "LC_CTYPE"}
    assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert process.num_threads() == 1


def mutated(whole: bytes, dice: random.Random) -> bytes:
    changed = bytearray(whole)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(changed)) if dice.random() < 0.5 else dice.randrange(min(len(changed), 200))
        match dice.randrange(4):
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at : at + 4] = dice.randbytes(4)
            case 2:
                del changed[at : at + dice.randint(1, 40)]
            case _:
                changed[at:at] = dice.choice((b"\xff" * 8, bytes(8), b"\x7f\xff\xff\xff"))
        if not changed:
            return b"x"
    return bytes(changed[: dice.randint(1, len(changed))] if dice.random() < 0.2 else changed)


class Costs:
    """Of each file: seconds of the decoder's processor, and bytes that the decoder grew by."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        self.seconds: list[float] = []
        self.growth: list[int] = []
        self.taken = self.ended = 0
        self.refused: Counter[str] = Counter()

    def of(self, body: bytes) -> None:
        pid = self._validator.pid
        before = None if pid is None else _used(pid)
        try:
            self._validator.samples(body)
            self.taken += 1
        except Refusal as refused:
            self.refused[refused.word] += 1
        if self._validator.pid != pid or before is None or pid is None:
            self.ended += 1
            return
        after = _used(pid)
        self.seconds.append(after[0] - before[0])
        self.growth.append(after[1] - before[1])


def _used(pid: int) -> tuple[float, int]:
    process = psutil.Process(pid)
    times = process.cpu_times()
    return times.user + times.system, process.memory_info().rss


def validate_mutations(count: int) -> Costs:
    """None of them takes the carrier along, and the decoder still works after the last."""
    dice = random.Random(SEED)
    whole = [sound_file(kind, voice(1.5)) for kind in KINDS]
    validator = Validator()
    validator.samples(wav(VOICE))
    costs = Costs(validator)
    for n in range(count):
        costs.of(mutated(whole[n % len(whole)], dice))
    assert costs.taken
    assert (
        {"sound-unreadable"} <= set(costs.refused) <= {"sound-unreadable", "sound-silent", "sound-too-long"}
    )
    assert likeness(VOICE, validator.samples(wav(VOICE))) > 0.99
    validator.close()
    return costs


def test_three_hundred_mutated_files_hurt_nobody() -> None:
    costs = validate_mutations(300)
    assert sorted(costs.seconds)[len(costs.seconds) * 99 // 100] <= 0.05
    assert max(costs.growth) <= 10_000_000


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ten_thousand_mutated_files_hurt_nobody() -> None:
    costs = validate_mutations(10_000)
    logging.getLogger(__name__).info(
        "%d taken, %s, %d ended the decoder; at most %.0f ms and %.1f MB",
        costs.taken,
        dict(costs.refused),
        costs.ended,
        max(costs.seconds) * 1000,
        max(costs.growth) / 1e6,
    )
    assert max(costs.seconds) <= 0.05
    assert max(costs.growth) <= 10_000_000
