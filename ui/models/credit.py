"""What is left to pay messages with (ACC-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale, QObject, Signal

from desktop.domain import events as e
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import listen
from ui.models.plain import isolated
from ui.models.price_meter import count_words, money_words


class CreditModel(QObject):
    changed = Signal()

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def credit(self) -> str:
        """Empty before the carrier has told."""
        balance = self._store.state.money.balance
        return money_words(balance.credit, balance.currency) if balance else ""

    @property
    def allowance(self) -> str:
        """Empty where the plan brings none."""
        balance = self._store.state.money.balance
        if balance is None or balance.allowance is None:
            return ""
        left = balance.allowance.left_at(self._clock())
        return _("{left} of {total}").format(
            left=count_words(left), total=count_words(balance.allowance.total)
        )

    @property
    def renewal(self) -> str:
        """What the month's messages are for, and when there are new ones."""
        balance = self._store.state.money.balance
        if balance is None or balance.allowance is None:
            return ""
        at = balance.allowance.renews_at.astimezone()
        day = QLocale().toString(QDate(at.year, at.month, at.day), QLocale.FormatType.ShortFormat)
        return _("Abroad, from French numbers. New ones on {day}.").format(day=isolated(day))

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.MoneyChanged | e.SessionChanged):
            self.changed.emit()
