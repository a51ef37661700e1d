"""Whether this computer rings, as the settings show it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.numbers import NumberId
from desktop.domain.ring_check import Holds, Link, RingCheck, Tried
from tests.galleries import entry
from tests.galleries.sample import PRIVATE, Sample, account
from ui.models.ring_check import RingCheckModel
from ui.widgets.ring_check import RingCheckCard


class NoCheck:
    """Nothing is tried: the picture shows what a test set."""

    def __init__(self) -> None:
        self.begun: list[NumberId] = []

    async def begin(self, number_id: NumberId) -> None:
        self.begun.append(number_id)


def check_of(*tried: Tried, running: bool = False) -> RingCheck:
    """As these links were found; all before the last of them held."""
    check = RingCheck(PRIVATE)
    last = list(Link).index(tried[-1].link) if tried else len(Link)
    for link in list(Link)[:last]:
        check = check.having(Tried(link, Holds.YES, milliseconds=84 if link is Link.CALL else 0))
    for each in tried:
        check = check.having(each)
    return check if running else check.over()


def card(sample: Sample, check: RingCheck | None) -> QWidget:
    if check is not None:
        sample.store.apply(e.RingCheckChanged(check))
    page = QWidget()
    model = RingCheckModel(sample.store, NoCheck(), sample.start, parent=page)
    column = QVBoxLayout(page)
    column.addWidget(RingCheckCard(model, page))
    column.addStretch(1)
    return page


@entry("settings/ring-check", size=(640, 160))
def not_tried() -> QWidget:
    return card(account(), None)


@entry("settings/ring-check-running", size=(640, 420))
def running() -> QWidget:
    return card(account(), check_of(Tried(Link.CALL, Holds.TRYING), running=True))


@entry("settings/ring-check-yes", size=(640, 420))
def well() -> QWidget:
    bell = Tried(Link.BELL, Holds.YES, "Jabra Evolve2 40, Built-in speakers")
    return card(account(), check_of(bell))


@entry("settings/ring-check-device-gone", size=(640, 440))
def one_is_gone() -> QWidget:
    return card(
        account(), check_of(Tried(Link.BELL, Holds.YES, "Built-in speakers", gone="Jabra Evolve2 40"))
    )


@entry("settings/ring-check-no", size=(640, 460))
def broken() -> QWidget:
    return card(account(), check_of(Tried(Link.QUIET, Holds.NO), Tried(Link.BELL, Holds.NO)))


@entry("settings/ring-check-number-off", size=(520, 480))
def number_off() -> QWidget:
    number = Tried(Link.NUMBER, Holds.NO, "number-off")
    return card(account(), check_of(Tried(Link.REGISTERED, Holds.NO), number))
