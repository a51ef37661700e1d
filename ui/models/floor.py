"""Whose page is to be seen, where that of a call is open and another call gets the floor."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.calls import CallId, Phase
from ui.models.call_view import CallView


def who_took_over(
    looked_at: CallId | None, before: Sequence[CallView], now: Sequence[CallView]
) -> CallId | None:
    """Who is dialled, answered or switched to instead of the one that is looked at; None while nobody is.

    Who opens the page of one that waits stays there: only a change counts.
    """
    phases = {view.key: view.phase for view in before}
    seen = next((view for view in now if view.key == looked_at and view.is_live), None)
    if seen is None:
        return None
    is_newly_held = seen.phase is Phase.HELD and phases.get(seen.key) is not Phase.HELD
    for view in now:
        if view.key == seen.key or (view.joined and seen.joined):
            continue
        if view.phase is Phase.DIALING and not view.incoming and view.key not in phases:
            return view.key
        is_new = phases.get(view.key) is not Phase.TALKING
        if view.phase is Phase.TALKING and seen.phase is Phase.HELD and (is_new or is_newly_held):
            return view.key
    return None
