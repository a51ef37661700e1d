"""Which messages of a thread are chosen: they stay so while their rows are let go of and read again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.domain.messages import MessageId
from ui.models.message_row import MessageRow


class Chosen(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[MessageId, MessageRow] = {}
        self._from: MessageId | None = None
        """Where a range begins."""

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def keys(self) -> list[MessageId]:
        return list(self._rows)

    def in_order(self, rows: Sequence[MessageRow]) -> list[MessageRow]:
        """As they stand in the thread; those that were let go of come first, as they were chosen."""
        here = {row.key for row in rows}
        away = [row for key, row in self._rows.items() if key not in here]
        return [*away, *(row for row in rows if row.key in self._rows)]

    def toggle(self, row: MessageRow) -> None:
        if self._rows.pop(row.key, None) is None:
            self._rows[row.key] = row
        self._from = row.key
        self.changed.emit()

    def reach(self, rows: Sequence[MessageRow], place: int, *, start: int) -> None:
        """All from where the range began, else from `start`, to `place`, are chosen too."""
        places = {row.key: each for each, row in enumerate(rows)}
        began = start if self._from is None else places.get(self._from, start)
        self._from = rows[began].key
        self._rows |= {row.key: row for row in rows[min(began, place) : max(began, place) + 1]}
        self.changed.emit()

    def take(self, rows: Sequence[MessageRow]) -> None:
        self._rows |= {row.key: row for row in rows}
        self.changed.emit()

    def forget(self, keys: Sequence[MessageId]) -> None:
        """They are gone."""
        gone = [key for key in keys if key in self._rows]
        for key in gone:
            del self._rows[key]
        if gone:
            self.changed.emit()

    def clear(self) -> None:
        self._from = None
        if self._rows:
            self._rows.clear()
            self.changed.emit()
