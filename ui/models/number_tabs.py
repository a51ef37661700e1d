"""The tabs on top: all numbers, and one for each of mine (NUM-1)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.numbers import Address, Number, NumberId, NumberStatus, Unread
from desktop.domain.state import State
from desktop.services.numbers import Numbers
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.listening import Start, listen
from ui.models.who import country_name, number_name, number_shown


@dataclass(frozen=True, slots=True)
class NumberTab:
    """One tab of the window's head."""

    number_id: NumberId | None
    """None for the tab of all numbers."""
    name: str
    number: str
    colour: int | None
    country: str
    unread: int
    trouble: str
    """Why the number can't be used now; empty when it can."""
    spoken: str
    """The accessible description: number, country, unread, trouble."""


class NumberTabsModel(QObject):
    changed = Signal()
    chosen_changed = Signal()

    def __init__(
        self,
        store: Store,
        numbers: Numbers,
        start: Start,
        *,
        names_countries: bool = True,
        parent: QObject | None = None,
    ) -> None:
        """`names_countries` is off while the window is opened: their names are loaded from a library, and are
        only spoken. `name_countries` follows."""
        super().__init__(parent)
        self._names_countries = names_countries
        self.tabs: tuple[NumberTab, ...] = ()
        self.chosen: NumberId | None = None
        self._store, self._numbers, self._start = store, numbers, start
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    def choose(self, number_id: NumberId | None) -> None:
        if number_id != self.chosen and any(tab.number_id == number_id for tab in self.tabs):
            self.chosen = number_id
            self.chosen_changed.emit()

    def choose_at(self, index: int) -> None:
        """The tab at `index`, 0 for all numbers; nothing where there is none."""
        if 0 <= index < len(self.tabs):
            self.choose(self.tabs[index].number_id)

    def step(self, by: int) -> None:
        """The next tab, or the one before, going round."""
        at = next((i for i, tab in enumerate(self.tabs) if tab.number_id == self.chosen), 0)
        self.choose_at((at + by) % len(self.tabs))

    def move(self, number_id: NumberId, to: int) -> None:
        """Put a number at place `to`, 0 for the first of mine; the carrier keeps the order."""
        ids = [tab.number_id for tab in self.tabs if tab.number_id is not None]
        if number_id not in ids:
            return
        ids.remove(number_id)
        ids.insert(max(0, min(to, len(ids))), number_id)
        if tuple(ids) != tuple(tab.number_id for tab in self.tabs[1:]):
            self._start(self._numbers.reorder(tuple(ids)))

    def name_countries(self) -> None:
        self._names_countries = True
        self._look()

    def retranslate(self) -> None:
        self._look()

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, (e.NumbersChanged, e.UnreadChanged, e.SessionChanged, e.QuietChanged)):
            self._look()

    def _look(self) -> None:
        state = self._store.state
        total = sum((each.total for each in state.unread.values()), 0)
        tabs = (
            NumberTab(None, _("All"), "", None, "", total, "", _spoken("", "", total, "")),
            *(
                _tab(
                    number,
                    state.unread.get(number.id, Unread()).total,
                    silent=number.id in state.quiet.numbers,
                    country=country_name(number.country) if self._names_countries else "",
                )
                for number in _ordered(state)
            ),
        )
        if tabs == self.tabs:
            return
        self.tabs = tabs
        self.changed.emit()
        if all(tab.number_id != self.chosen for tab in tabs):
            self.chosen = None
            self.chosen_changed.emit()


def _ordered(state: State) -> list[Number]:
    return sorted(state.numbers, key=lambda number: number.position)


def _tab(number: Number, unread: int, *, silent: bool, country: str) -> NumberTab:
    shown = number_shown(Address(number.e164))
    trouble = _trouble(number.status)
    return NumberTab(
        number.id,
        number_name(number),
        shown,
        number.colour,
        number.country,
        unread,
        trouble,
        _spoken(shown, country, unread, trouble or (_("does not ring") if silent else "")),
    )


def _trouble(status: NumberStatus) -> str:
    match status:
        case NumberStatus.ACTIVE:
            return ""
        case NumberStatus.OFF:
            return _("Switched off")
        case NumberStatus.EXPIRED:
            return _("Expired")
        case NumberStatus.UNVERIFIED:
            return _("Not verified yet")


def _spoken(number: str, country: str, unread: int, trouble: str) -> str:
    new = ngettext("{count} new", "{count} new", unread).format(count=unread) if unread else _("nothing new")
    return ", ".join(part for part in (number, country, trouble, new) if part)
