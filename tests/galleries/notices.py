"""Notifications and ready sentences in the settings, and the signs of the tray."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.calls import CallId
from desktop.domain.messages import ThreadKey
from desktop.domain.notices import Notice, NoticeChoice, Notices, Standing
from desktop.store import Store
from tests.fakes_ui import MemoryCalls
from tests.galleries import entry, made_up
from tests.galleries.sample import NUMBERS
from ui.models.calls import CallsModel
from ui.models.notices import NoticesModel
from ui.models.replies import RepliesModel
from ui.models.tray import Sign
from ui.screens.notices import NoticesCard, RepliesCard
from ui.tray import tray_icon


class MadeUpNotices:
    """A board that keeps what is shown on it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.shown: dict[str, Notice] = {}
        self._pressed: Callable[[str, str], None] = lambda key, word: None
        self._replied: Callable[[str, str], None] = lambda key, text: None

    def listen(
        self, pressed: Callable[[str, str], None], replied: Callable[[str, str], None]
    ) -> Callable[[], None]:
        self._pressed, self._replied = pressed, replied
        return lambda: None

    def show(self, notice: Notice) -> None:
        self.shown[notice.key] = notice

    def withdraw(self, key: str) -> None:
        self.shown.pop(key, None)

    async def choose(self, choice: NoticeChoice) -> None:
        self._store.apply(e.NoticesChanged(replace(self._store.state.notices, choice=choice)))

    def press(self, key: str, word: str) -> None:
        assert key in self.shown
        self._pressed(key, word)

    def reply(self, key: str, text: str) -> None:
        self._replied(key, text)


class MadeUpReplies:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.sent: list[tuple[ThreadKey, str]] = []
        self.declined: list[tuple[CallId, str]] = []

    async def keep(self, sentences: tuple[str, ...]) -> None:
        self._store.apply(e.RepliesChanged(sentences))

    async def decline(self, call_id: CallId, text: str) -> None:
        self.declined.append((call_id, text))

    async def answer(self, thread: ThreadKey, text: str) -> None:
        self.sent.append((thread, text))

    async def send(self, thread: ThreadKey, text: str) -> None:
        self.sent.append((thread, text))


def notices_model(store: Store) -> NoticesModel:
    calls = CallsModel(store, MemoryCalls(store), made_up.start)
    replies = RepliesModel(store, MadeUpReplies(store), made_up.start)
    model = NoticesModel(
        store, MadeUpNotices(store), calls, replies, made_up.start, is_looked_at=lambda: False
    )
    for each in (calls, replies):
        each.setParent(model)
    return model


def card(standing: Standing, *, locked: bool | None = False) -> NoticesCard:
    store = made_up.signed_in_store()
    store.apply(e.NumbersChanged(NUMBERS))
    store.apply(e.NoticesChanged(Notices(standing, locked=locked)))
    model = notices_model(store)
    made = NoticesCard(model)
    model.setParent(made)
    return made


@entry("notices/settings", size=(660, 790))
def settings() -> QWidget:
    return card(Standing.FULL)


@entry("notices/none", size=(660, 880))
def none() -> QWidget:
    return card(Standing.NONE, locked=None)


@entry("notices/replies", size=(660, 310))
def replies_card() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.RepliesChanged(("In a meeting until four. Is it urgent?",)))
    model = RepliesModel(store, MadeUpReplies(store), made_up.start)
    made = RepliesCard(model)
    model.setParent(made)
    return made


@entry("notices/tray", size=(420, 300))
def tray() -> QWidget:
    """The three signs, large and as they stand in a tray, with nothing and with something that waits."""
    page = QWidget()
    column = QVBoxLayout(page)
    for edge, count in ((64, 0), (22, 0), (64, 3), (64, 12), (22, 3)):
        across = QHBoxLayout()
        for sign in Sign:
            label = QLabel(page)
            label.setPixmap(tray_icon(sign, count).pixmap(edge, edge))
            label.setAccessibleName(sign.value)
            across.addWidget(label)
        column.addLayout(across)
    return page
