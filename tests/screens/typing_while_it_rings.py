"""Run under Xvfb: types real keys while a call comes in, and ends with 0 when all of them were typed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QApplication

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, Phase
from tests.galleries.sample import KARIM, WORK, account
from ui.models.calls import CallsModel
from ui.theme import ThemeChoice, theme
from ui.widgets.incoming_card import IncomingCards
from ui.widgets.message_field import MessageField


def until(fact: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 15
    while not fact():
        assert time.monotonic() < deadline, what
        QApplication.processEvents()
        time.sleep(0.005)


def press(*keys: str) -> None:
    subprocess.run(["xdotool", "key", *keys], check=True, timeout=10)


app = QApplication(sys.argv)
theme().start(app, ThemeChoice.LIGHT)
sample = account()
cards = IncomingCards(CallsModel(sample.store, sample.calls, sample.start))
field = MessageField()
field.resize(400, 60)
field.show()
field.activateWindow()
field.setFocus()
until(lambda: app.focusWidget() is field, "the field never had the keyboard")
press("h", "e", "l")
until(lambda: field.toPlainText() == "hel", f"typed before: {field.toPlainText()!r}")
sample.store.apply(
    e.CallBegan(Call(CallId("one"), Direction.INCOMING, WORK, KARIM, "", Phase.RINGING, datetime.now(UTC)))
)
card = next(iter(cards.cards.values()))
until(lambda: card.isVisible() and card.windowHandle().isExposed(), "the card never came")
press("l", "o", "space", "Return", "x")
until(lambda: field.toPlainText() == "hello x", f"typed while ringing: {field.toPlainText()!r}")
assert app.activeWindow() is field
assert sample.store.state.live_calls[0].phase is Phase.RINGING
