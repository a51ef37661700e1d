"""Somebody puts the conversations in order by keyboard: deletes two, takes it back, pins one (MSG-1)."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.journeys import person


def test_conversations_are_deleted_taken_back_and_pinned_by_keyboard(
    desktop: Desktop, carrier: CarrierProcess
) -> None:
    window = person.sign_in(desktop, carrier.account("premium", numbers=5))
    conversations = window.list("Conversations")
    conversations.wait_until(lambda found: len(found.rows()) > 3, what="shows what was said")
    before = conversations.rows()
    window.keyboard.press("ctrl+k", "Return", "Home", "shift+Down")
    window.reads("2 chosen")
    window.keyboard.press("Delete")
    window.reads("2 conversations were deleted.")
    conversations.wait_until(lambda found: found.rows()[:1] == before[2:3], what="shows the others")
    window.button("Undo").press()
    conversations.wait_until(
        lambda found: found.rows()[:3] == before[:3], what="shows them again as they were"
    )
    window.keyboard.press("ctrl+k", "Return", "Home", "Down", "Menu", "Down", "Return")
    window.row(re.compile(r"^" + re.escape(before[1].partition(".")[0]) + r".*pinned"))
    conversations.wait_until(
        lambda found: "pinned" in found.rows()[0], what="shows the pinned one before all others"
    )
