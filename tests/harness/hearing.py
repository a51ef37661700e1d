"""Whether a voice that is spoken into one headset comes out of another."""

from __future__ import annotations

from pathlib import Path

from tests.harness.waiting import NeverHappened, until
from tests.sound import Ear, Headset, Judgement, judge, make_voice, read_wave

# Any other voice stays below 0.4; what a telephone lets through of the same one is above 0.8, and above 0.6
# after echo cancelling, whose filters turn the wave though the ear hears no difference; a little less in the
# first seconds of a call in which both sides are heard at once.
ALIKE = 0.5


def hears(ear: Ear, words: str, *, said_by: Headset, folder: Path, within: float = 30.0) -> Judgement:
    """Say `words` until they come out at `ear`: again, where they were lost in the beginning, or torn by what
    else this computer has to do.
    """
    file = make_voice(folder / f"{said_by.name}-says.wav", words)
    voice = read_wave(file)
    since = len(ear.recorded())
    best: Judgement | None = None

    def heard() -> Judgement | None:
        nonlocal best
        said_by.say(file)
        # The last words are still on their way.
        until(lambda: len(ear.recorded()) - since > len(voice), what="the recorder goes on")
        found = judge(voice, ear.recorded()[since:])
        best = found if best is None or found.likeness > best.likeness else best
        return best if best.likeness >= ALIKE else None

    try:
        return until(heard, what=f"{words!r} is heard", within=within)
    except NeverHappened as never:
        raise NeverHappened(f"{never}; the best was {best}") from None
