"""A room to try echo cancelling in, and what can be said of a voice that went through it.

A voice that was processed is no longer the same wave: filters turn its phase. So it is judged by what an ear
goes by, the loudness of each band over time.
"""

from __future__ import annotations

import numpy as np

from desktop.voice.apm import Module
from desktop.voice.endpoint import FRAME_MS
from desktop.voice.treatment import Treatment
from tests.sound import RATE, Samples, level

_FRAME, _HOP, _SPECTRUM = 410, 205, 512
_BANDS, _LOWEST_BAND = 15, 150.0
_SEGMENT = 30
_CLIP = 10 ** (15 / 20)
_FAINTEST = 40.0


def room(*, delay: float = 0.06, reverberation: float = 0.3, loudness: float = 0.3, seed: int = 2) -> Samples:
    """The impulse response from a loudspeaker to a microphone on the same desk.

    `delay` is the way through devices and air; the direct sound is 6 dB above what the walls send back, which
    has died away by 60 dB after `reverberation` seconds. `loudness` is the direct sound's share.
    """
    length = int(reverberation * RATE)
    walls = np.random.default_rng(seed).standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    walls[: RATE // 250] = 0
    response = walls / np.sqrt((walls**2).sum()) * 10 ** (-6 / 20)
    response[0] = 1
    return np.concatenate([np.zeros(int(delay * RATE)), response * loudness])


def echo_of(far: Samples, response: Samples) -> Samples:
    size = 1 << (len(far) + len(response)).bit_length()
    return np.fft.irfft(np.fft.rfft(far, size) * np.fft.rfft(response, size), size)[: len(far)]


def hiss(length: int, decibels: float, *, seed: int = 1) -> Samples:
    """Noise at `decibels` below full scale."""
    return np.random.default_rng(seed).standard_normal(length) * 32_768 * 10 ** (decibels / 20)


def processed(
    treatment: Treatment | Module, microphone: Samples, far: Samples, *, rate: int = RATE
) -> Samples:
    """What comes of it, a frame at a time. The delay that is told is wrong, as it is in life."""
    size = rate * FRAME_MS // 1_000
    near, heard = (np.clip(each, -32_768, 32_767).astype(np.int16) for each in (microphone, far))
    treatment.set_delay(30)
    made = []
    for at in range(0, len(near) - size + 1, size):
        made.append(treatment.near(near[at : at + size].tobytes(), rate))
        treatment.far(heard[at : at + size].tobytes(), rate)
    return np.frombuffer(b"".join(made), np.int16).astype(np.float64)


def echo_return_loss_enhancement(
    echo: Samples, left: Samples, *, after: float = 5.0, rate: int = RATE
) -> float:
    """Decibels, once the canceller has had time to learn."""
    since = int(after * rate)
    return level(echo[since : len(left)]) - level(left[since:])


def aligned(clean: Samples, made: Samples, *, latest: float = 0.05) -> Samples:
    """`made` without the time that processing took."""
    size = 1 << (len(clean) + len(made)).bit_length()
    product = np.fft.irfft(np.fft.rfft(made, size) * np.conj(np.fft.rfft(clean, size)), size)
    at = int(np.abs(product[: int(latest * RATE)]).argmax())
    return made[at : at + len(clean)]


def intelligibility(clean: Samples, made: Samples) -> float:
    """Short-time objective intelligibility (Taal and others, 2011), at 16 kHz: 1 is every word."""
    length = min(len(clean), len(made))
    original, energy = _bands(clean[:length])
    other, _ = _bands(made[:length])
    loud = 10 * np.log10(energy + 1e-9)
    heard = loud > loud.max() - _FAINTEST
    original, other = original[:, heard], other[:, heard]
    found = []
    for end in range(_SEGMENT, original.shape[1] + 1):
        x, y = original[:, end - _SEGMENT : end], other[:, end - _SEGMENT : end]
        y = np.minimum(y * (_norm(x) / np.maximum(_norm(y), 1e-9)), x * (1 + _CLIP))
        x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
        found.append(((x * y).sum(axis=1, keepdims=True) / np.maximum(_norm(x) * _norm(y), 1e-9)).mean())
    return float(np.mean(found))


def _norm(bands: Samples) -> Samples:
    return np.asarray(np.linalg.norm(bands, axis=1, keepdims=True))


def _bands(samples: Samples) -> tuple[Samples, Samples]:
    window = np.hanning(_FRAME + 2)[1:-1]
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_HOP] * window
    power = np.abs(np.fft.rfft(frames, _SPECTRUM)) ** 2
    pitch = np.arange(power.shape[1]) * RATE / _SPECTRUM
    middles = _LOWEST_BAND * 2 ** (np.arange(_BANDS) / 3)
    inside = [(pitch >= m * 2 ** (-1 / 6)) & (pitch < m * 2 ** (1 / 6)) for m in middles]
    return np.sqrt(power @ np.array(inside).T.astype(np.float64)).T, power.sum(axis=1)
