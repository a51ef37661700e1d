"""What became of one call of the history, line by line: why it did not ring, or where it was taken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain.call_report import (
    Absence,
    BusyHere,
    Fate,
    Finding,
    GaveUp,
    KeptOff,
    NotHere,
    NumberWas,
    OnDevice,
    RangOut,
    RingersGone,
    SilentHere,
    SoundedHere,
    ToVoicemail,
)
from desktop.domain.numbers import NumberId
from desktop.services.reports import Reports
from desktop.store import Store
from ui.models.listening import Start
from ui.models.plain import isolated
from ui.models.who import number_name
from ui.report_words import finding_words

log = logging.getLogger(__name__)

_OFFLINE = (Absence.NO_NETWORK, Absence.AWAY, Absence.CONNECTING, Absence.NOT_REGISTERED, Absence.LOST)


@dataclass(frozen=True, slots=True)
class ReportLine:
    icon: str
    words: str


class CallReportModel(QObject):
    changed = Signal()
    check_wanted = Signal(object)
    """A NumberId: whether a call to it would ring here now."""

    def __init__(
        self,
        store: Store,
        reports: Reports,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.lines: tuple[ReportLine, ...] = ()
        self._store, self._reports, self._start, self._clock = store, reports, start, clock
        self._call_id = ""
        self._number_id: NumberId | None = None
        self._findings: tuple[Finding, ...] = ()

    def show(self, call_id: str, number_id: NumberId) -> None:
        """Empty until it is known; the same call is not asked about again."""
        if call_id == self._call_id:
            return
        self._call_id, self._number_id, self._findings = call_id, number_id, ()
        self.retranslate()
        self._start(self._load(call_id))

    @property
    def may_check(self) -> bool:
        """Something kept this computer from ringing; a test call says whether it still does."""
        return any(isinstance(each, NotHere | SilentHere | RingersGone) for each in self._findings)

    def check(self) -> None:
        if self._number_id is not None:
            self.check_wanted.emit(self._number_id)

    def retranslate(self) -> None:
        number = None if self._number_id is None else self._store.state.number(self._number_id)
        name = isolated(number_name(number)) if number is not None else ""
        now = self._clock()
        lines = tuple(
            ReportLine(_icon(each), finding_words(each, number=name, now=now)) for each in self._findings
        )
        if lines != self.lines:
            self.lines = lines
            self.changed.emit()

    async def _load(self, call_id: str) -> None:
        try:
            findings = await self._reports.explain(call_id)
        except Exception as error:
            log.info("call %s could not be explained: %s", call_id, type(error).__name__)
            self._call_id = "" if call_id == self._call_id else self._call_id  # asked again when it is opened
            return
        if call_id == self._call_id:
            self._findings = findings
            self.retranslate()


def _icon(finding: Finding) -> str:
    match finding:
        case NumberWas() | KeptOff():
            return "phone-off"
        case SoundedHere():
            return "bell"
        case SilentHere():
            return "volume-x"
        case RingersGone():
            return "bell-off"
        case BusyHere():
            return "phone-call"
        case NotHere(why):
            if why is Absence.ASLEEP:
                return "moon"
            return "wifi-off" if why in _OFFLINE else "circle-x"
        case OnDevice(fate=Fate.ANSWERED | Fate.CALLING):
            return "phone"
        case OnDevice(fate=Fate.DECLINED):
            return "phone-off"
        case OnDevice():
            return "laptop"
        case GaveUp() | RangOut():
            return "clock"
        case ToVoicemail():
            return "voicemail"
        case _:
            assert_never(finding)
