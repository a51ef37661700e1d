"""The file that goes with a message to several people: one, in the same message (MSG-3, MSG-4)."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.errors import Mendable
from desktop.domain.files import Enclosed
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, NumberId
from ui.i18n import _
from ui.models.attaching import AttachingModel
from ui.models.price_meter import Meter
from ui.words import sentence_for


class EnclosingModel(AttachingModel):
    @property
    def enclosed(self) -> Enclosed | None:
        return next(iter(self._all_enclosed()), None)

    @property
    def why_not(self) -> str:
        if self._thread is None or not self._files.why_not_from(self._thread.number_id):
            return ""
        return sentence_for(Mendable("cannot-send-files"))

    @property
    def why_not_yet(self) -> str:
        """Why what was picked can't go along; empty where it can, and where there is nothing."""
        if self._picked:
            return self.why_not
        return next((why for _name, why in self._refused.values()), "")

    @property
    def meter(self) -> Meter | None:
        """It is counted with the text."""
        return None

    def open_number(self, number_id: NumberId | None) -> None:
        """What it is sent from. What was picked stays."""
        thread = None if number_id is None else ThreadKey(number_id, Address(""))
        if thread != self._thread:
            self._thread = thread
            self.changed.emit()

    def pick(self, paths: Iterable[str]) -> None:
        """The one picked last takes the place of the one before."""
        wanted = list(paths)
        self.clear()
        super().pick(wanted[:1])
        if len(wanted) > 1 and not self.problem:
            self.problem = _("One file at a time goes to several people.")
            self.changed.emit()

    def paste(self, name: str, body: bytes) -> None:
        self.clear()
        super().paste(name, body)
