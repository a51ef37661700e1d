"""Echo cancelling and noise reduction: what they take away, and what they leave of the voice."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop.voice import apm, frames
from desktop.voice.processing import Processor
from desktop.voice.treatment import Treatment
from desktop.voice.wire import AnyEvent, Processing, ProcessSound, Ready, Shutdown
from tests.acoustics import (
    aligned,
    echo_of,
    echo_return_loss_enhancement,
    hiss,
    intelligibility,
    processed,
    room,
)
from tests.sound import RATE, Samples, level, make_voice, read_wave

ROOM_NOISE = -72.0
FAR_WORDS = (
    "Please call me back before noon, since the train leaves at a quarter past twelve, and there is no "
    "other. The quick brown fox jumps over the lazy dog near the river bank. Five numbers ring here today."
)
NEAR_WORDS = "I would rather come on Thursday, if that suits you, and bring the books along with me."


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Somebody who talks for half a minute."""
    return np.tile(read_wave(make_voice(tmp_path_factory.mktemp("far") / "far.wav", FAR_WORDS)), 2)


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory, far: Samples) -> tuple[slice, Samples]:
    """Somebody here who talks twice at the end of that, and where."""
    path = tmp_path_factory.mktemp("near") / "near.wav"
    said = np.tile(read_wave(make_voice(path, NEAR_WORDS, speaker="en-us+f3")), 2)
    at = len(far) - len(said) - RATE
    talks = np.zeros(len(far))
    talks[at : at + len(said)] = said
    return slice(at, at + len(said)), talks


@pytest.mark.parametrize("loudness", [0.3, 1.0])
def test_the_others_do_not_hear_themselves(far: Samples, loudness: float) -> None:
    echo = echo_of(far, room(loudness=loudness))
    left = processed(Treatment(echo=True, noise=True), echo + hiss(len(far), ROOM_NOISE), far)
    assert echo_return_loss_enhancement(echo, left) >= 30


def test_nor_do_they_on_devices_of_48_kilohertz(far: Samples) -> None:
    def up(samples: Samples) -> Samples:
        spectrum = np.zeros(3 * len(samples) // 2 + 1, np.complex128)
        spectrum[: len(samples) // 2 + 1] = np.fft.rfft(samples)
        return np.fft.irfft(spectrum, 3 * len(samples)) * 3

    far = far[: len(far) // 4 * 4 // 2]
    echo = up(echo_of(far, room()))
    heard = echo + hiss(len(echo), ROOM_NOISE)
    left = processed(Treatment(echo=True, noise=True), heard, up(far), rate=48_000)
    assert echo_return_loss_enhancement(echo, left, rate=48_000) >= 30


def test_evening_out_the_loudness_brings_a_part_of_the_echo_back(far: Samples) -> None:
    """Why it is off unless somebody wishes it."""
    echo = echo_of(far, room())
    heard = echo + hiss(len(far), ROOM_NOISE)
    without = echo_return_loss_enhancement(echo, processed(Treatment(echo=True, noise=True), heard, far))
    with_gain = processed(Treatment(echo=True, noise=True, gain=True), heard, far)
    assert echo_return_loss_enhancement(echo, with_gain) < without - 6


def test_a_voice_alone_is_as_good_as_before(near: tuple[slice, Samples]) -> None:
    where, said = near
    quiet = np.zeros(len(said))
    made = processed(Treatment(echo=True, noise=True), said + hiss(len(said), ROOM_NOISE), quiet)
    heard = aligned(said[where], made[where.start :])
    assert intelligibility(said[where], heard) >= 0.985
    assert abs(level(heard) - level(said[where])) < 1


def test_a_voice_that_talks_at_the_same_time_is_still_heard_and_the_echo_is_not(
    far: Samples, near: tuple[slice, Samples]
) -> None:
    where, said = near
    echo = echo_of(far, room())
    made = processed(Treatment(echo=True, noise=True), said + echo + hiss(len(said), ROOM_NOISE), far)
    heard = aligned(said[where], made[where.start :])
    assert intelligibility(said[where], heard) >= 0.7
    assert level(heard) - level(said[where]) > -3
    before = slice(5 * RATE, where.start)
    assert level(echo[before]) - level(made[before]) >= 30


def test_noise_goes_and_the_voice_stays(near: tuple[slice, Samples]) -> None:
    where, said = near
    noise, quiet = hiss(len(said), -46), np.zeros(len(said))
    made = processed(Treatment(echo=True, noise=True), said + noise, quiet)
    pause = slice(5 * RATE, where.start)
    assert level(noise[pause]) - level(made[pause]) >= 10
    heard = aligned(said[where], made[where.start :])
    assert intelligibility(said[where], heard) >= 0.95
    assert abs(level(heard) - level(said[where])) < 1.5


def test_the_room_is_not_forgotten_while_the_microphone_gives_nothing() -> None:
    """As where it is muted by its own key: after it the noise is as low as before, at once."""
    noise = hiss(20 * RATE, -46)
    muted = slice(10 * RATE, 15 * RATE)
    noise[muted] = 0
    made = processed(Treatment(echo=True, noise=True), noise, np.zeros(len(noise)))
    before, after = slice(9 * RATE, 10 * RATE), slice(muted.stop + RATE // 20, muted.stop + RATE // 4)
    assert level(made[before]) < level(noise[before]) - 10
    assert level(made[after]) < level(made[before]) + 3
    assert not made[muted.start + RATE // 5 : muted.stop].any()


def test_the_requests_are_those_that_livekit_itself_would_write() -> None:
    from livekit.rtc._proto import ffi_pb2

    made = ffi_pb2.FfiRequest()
    made.ParseFromString(apm.new_request(echo=True, noise=False, gain=True))
    asked = made.new_apm
    assert (asked.echo_canceller_enabled, asked.noise_suppression_enabled) == (True, False)
    assert (asked.gain_controller_enabled, asked.high_pass_filter_enabled) == (True, True)
    for is_far in (True, False):
        frame = ffi_pb2.FfiRequest()
        frame.ParseFromString(apm.frame_request(7, 2**63 + 5, 960, 48_000, far=is_far))
        assert frame.WhichOneof("message") == f"apm_process_{'reverse_' if is_far else ''}stream"
        one = frame.apm_process_reverse_stream if is_far else frame.apm_process_stream
        assert (one.apm_handle, one.data_ptr, one.size) == (7, 2**63 + 5, 960)
        assert (one.sample_rate, one.num_channels) == (48_000, 1)
    delay = ffi_pb2.FfiRequest()
    delay.ParseFromString(apm.delay_request(7, 120))
    assert (delay.apm_set_stream_delay.apm_handle, delay.apm_set_stream_delay.delay_ms) == (7, 120)


def test_what_is_no_answer_is_refused() -> None:
    for answer in (b"\x08", b"\x92\x03\x05ab", b"\x0d1234", b"\x80" * 20):
        with pytest.raises(apm.Unavailable):
            apm.read_fields(answer)


def test_it_brings_nothing_heavy_into_the_engine() -> None:
    words = (
        "import sys; from desktop.voice.apm import Module; Module(echo=True, noise=True);"
        "print([m for m in ('numpy', 'google.protobuf', 'livekit.rtc') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"


def test_at_a_rate_that_it_does_not_take_the_voice_passes_as_it_is() -> None:
    told: list[AnyEvent] = []
    processor = Processor(told.append)
    processor.use(ProcessSound(echo=True, noise=True))
    processor.load()
    assert told == [Processing(echo=True, noise=True)]
    frame = bytes(range(256)) * 3 + bytes(114)
    assert processor.near(frame, 44_100) == frame
    processor.near(frame, 44_100)
    assert told[1:] == [Processing(problem="rate")]
    processor.near(bytes(320), 16_000)
    assert told[2:] == [Processing(echo=True, noise=True)]
    processor.far(frame, 44_100)
    assert told[3:] == [Processing(noise=True, problem="rate")]


def test_the_engine_works_without_the_library() -> None:
    words = "import sys; sys.modules['livekit'] = None; from desktop.voice.process import main; main()"
    engine = subprocess.Popen(
        [sys.executable, "-c", words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert engine.stdin is not None
        assert engine.stdout is not None
        engine.stdin.write(frames.pack(ProcessSound(echo=True, noise=True)))
        engine.stdin.flush()
        told: list[AnyEvent] = []
        while not any(isinstance(event, Processing) for event in told):
            (length,) = struct.unpack(">I", engine.stdout.read(frames.HEAD_BYTES))
            told.append(frames.event_of(engine.stdout.read(length)))
        assert isinstance(told[0], Ready)
        assert told[-1] == Processing(problem="not-installed")
        engine.stdin.write(frames.pack(Shutdown()))
        engine.stdin.flush()
        assert engine.wait(10) == 0
    finally:
        engine.kill()
        engine.communicate()
