"""What is to be heard besides voices, as the calls are now."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from desktop.voice.call import SipCall
from desktop.voice.ringer import Bell, Tone, bell_for
from desktop.voice.wire import UseRinging


def signal(
    calls: Collection[SipCall], talking: Sequence[SipCall], rules: UseRinging, *, after: Tone | None
) -> Bell | Tone | None:
    """`after` is what the end of a call leaves to be heard, where nothing else is."""
    bells = (bell_for(call.about.called, rules) for call in calls if call.about.waits)
    bell = next((bell for bell in bells if bell is not None), None)
    if bell is not None:
        return Tone.WAITING if talking else bell
    if talking and talking[0].about.announced_ringing == (True, False):
        return None if talking[0].about.established else Tone.RINGBACK
    return after
