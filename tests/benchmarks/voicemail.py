"""Listening to voicemail: how soon a press is heard, and how soon three minutes are drawn."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import numpy as np

from carrier.settings import Settings
from carrier.voicemail.encoding import to_flac
from desktop.decoding.door import Decoder, Sound
from desktop.domain.voicemail import VoicemailId
from desktop.services.voicemails import Voicemails
from tests.benchmarks.figures import Figure, median_of
from tests.carrier.running import QUICK, RunningCarrier
from tests.carrier.test_voicemails import leave
from tests.services.real_phone import RealPhone
from tests.sound import RATE, Ear, SoundCard, note, wait_for

THREE_MINUTES = 180
_LOUD = 1_000


def voicemail_figures(*, runs: int = 10) -> list[Figure]:
    """With a private PulseAudio, a real carrier, and a real engine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pulse").mkdir()
        card = SoundCard(folder / "pulse")
        carrier = RunningCarrier(Settings(data=folder / "carrier", **QUICK))
        try:
            return [*asyncio.run(_drawn(runs)), *asyncio.run(_heard(carrier, card, folder, runs))]
        finally:
            carrier.stop()
            card.close()


async def _drawn(runs: int) -> list[Figure]:
    decoder, sound = Decoder(), Sound(note(THREE_MINUTES, 700), RATE)
    body = to_flac(sound.samples)
    await decoder.peaks(sound)  # its library is loaded with the first
    peaks, decoded = [], []
    for _ in range(runs):
        began = time.perf_counter()
        await decoder.peaks(sound)
        peaks.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        await decoder.sound(body)
        decoded.append((time.perf_counter() - began) * 1000)
    await decoder.close()
    return [
        median_of("waveform of three minutes, from its samples", peaks, "ms", bound=50),
        median_of("three minutes decoded, FLAC", decoded, "ms"),
    ]


async def _heard(carrier: RunningCarrier, card: SoundCard, folder: Path, runs: int) -> list[Figure]:
    person = carrier.person()
    kept = [VoicemailId(leave(carrier, person, said=note(THREE_MINUTES, 700))) for _ in range(3)]
    headset = card.headset("ears")
    phone = await RealPhone.open(carrier, person, "desk", folder, environment=headset.environment)
    voicemails = phone.phone.voicemails
    for each in kept:
        await voicemails.waveform(each)
    held, cold = [], []
    with headset.listening() as ear:
        for run in range(runs):
            await voicemails.sound(kept[0])
            held.append(await _press(phone, ear, kept[0]))
            cold.append(await _press(phone, ear, kept[1 + run % 2]))  # the other two push it out
    faster = await _fast(voicemails, kept[0], runs)
    await phone.close()
    return [
        median_of("voicemail: a press is heard, its page open", held, "ms", bound=100),
        median_of("voicemail: a press is heard, enciphered still (three minutes)", cold, "ms"),
        median_of("voicemail at 2x: the first piece is ready", faster, "ms"),
    ]


async def _press(phone: RealPhone, ear: Ear, voicemail_id: VoicemailId) -> float:
    """Milliseconds until the sound server has it."""
    await asyncio.to_thread(wait_for, lambda: ear.level(last=0.3) < -60, "it is quiet")
    before = ear.samples_heard
    pressed = time.monotonic()
    playing = asyncio.create_task(phone.phone.voicemails.play(voicemail_id))
    await asyncio.to_thread(wait_for, lambda: ear.level(last=0.1) > -40, "it sounds")
    loud = np.flatnonzero(np.abs(ear.recorded()[before:]) > _LOUD)
    await phone.phone.voicemails.stop()
    await playing
    return (ear.origin + (before + int(loud[0])) / RATE - pressed) * 1000


async def _fast(voicemails: Voicemails, voicemail_id: VoicemailId, runs: int) -> list[float]:
    sound = await voicemails.sound(voicemail_id)
    decoder, took = Decoder(), []
    for _ in range(runs):
        began = time.perf_counter()
        async for _piece in decoder.faster([sound.samples[: RATE * 2]], speed=2.0):
            took.append((time.perf_counter() - began) * 1000)
            break
    await decoder.close()
    return took
