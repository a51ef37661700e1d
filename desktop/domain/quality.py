"""How well a voice comes across, as an estimate of the opinion score (MOS) from what the network did.

The E-model of ITU-T G.107, with what a softphone can't know left at its default: of all impairments there
remain delay (Id, as Cole and Rosenbluth simplified it in 2001) and the codec under loss (Ie,eff, 3.5):

    R = R0 - Id - Ie,eff        Id = 0.024 d + 0.11 (d - 177.3) where d > 177.3 ms
    Ie,eff = Ie + (95 - Ie) * Ppl / (Ppl + Bpl)       Ppl in percent, random loss
    MOS = 1 + 0.035 R + R (R - 60) (100 - R) 7e-6     between 1 and 4.5 (G.107 annex B)

G.711: R0 93.2, Ie 0, Bpl 25.1 with loss concealment (G.113 table I.4). G.722: the wideband scale of G.107.1,
R0 129, Ie 13 (G.113), and R and Id scaled by 1.29; for its Bpl there is no value with our concealment, and 10
is taken. So each codec is judged on the scale that it was made for: a good call on the old network is *good*.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

PLAIN_WAY_MS = 40.0
"""Of one packet and of the sound's own ways in and out, beside the network."""


@dataclass(frozen=True, slots=True)
class _Codec:
    """Its constants in the E-model (ITU-T G.107, G.113)."""

    r0: float
    scale: float
    ie: float
    bpl: float


_NARROW = _Codec(93.2, 1.0, 0.0, 25.1)
_WIDE = _Codec(129.0, 1.29, 13.0, 10.0)


class Grade(Enum):
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


def rating(codec: str, *, loss: float, delay_ms: float) -> float:
    """R, 0 to 100. `codec` as the engine names it ("G722/16000"); `loss` 0 to 1; the way of a voice in ms."""
    kind = _WIDE if codec.upper().startswith("G722") else _NARROW
    percent = 100 * min(1.0, max(0.0, loss))
    delay = max(0.0, delay_ms)
    late = 0.024 * delay + 0.11 * max(0.0, delay - 177.3)
    spoilt = kind.ie + (95 - kind.ie) * percent / (percent + kind.bpl)
    return min(100.0, max(0.0, (kind.r0 - kind.scale * late - spoilt) / kind.scale))


def opinion_score(codec: str, *, loss: float, delay_ms: float) -> float:
    """MOS, 1 to 4.5."""
    return score_of(rating(codec, loss=loss, delay_ms=delay_ms))


def score_of(r: float) -> float:
    if r <= 0:
        return 1.0
    if r >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def grade_of(score: float) -> Grade:
    """The borders are those of R 80 (most are satisfied) and R 60 (many are not), G.109."""
    if score >= 4.0:
        return Grade.GOOD
    return Grade.FAIR if score >= 3.1 else Grade.BAD


def way_ms(*, round_trip_ms: float, jitter_ms: float) -> float:
    """Mouth to ear: half the round trip, a buffer that holds twice the jitter, and what there always is."""
    return round_trip_ms / 2 + 2 * jitter_ms + PLAIN_WAY_MS
