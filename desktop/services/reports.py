"""Why a call did not ring (CALL-8): the carrier's report of it, joined with the watch that is kept here."""

from __future__ import annotations

import logging

from desktop.domain.call_report import CallReport, Finding, explain
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.watch import Span
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.services.watch import Watch
from desktop.storage import call_reports, history
from desktop.storage import watch as watched

log = logging.getLogger(__name__)


class Reports:
    def __init__(self, present: Present, watch: Watch, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._watch = watch
        self._clock = clock

    async def explain(self, call_id: str) -> tuple[Finding, ...]:
        """What is known of a call that was not taken here, the most telling first.

        Where the carrier can't be asked, what this computer knows by itself.
        """
        record = await self._present.read(lambda db: history.load_call(db, call_id), otherwise=None)
        if record is None:
            return ()
        report = await self._report(call_id)
        nothing: tuple[Span, ...] = ()
        spans = await self._present.read(lambda db: watched.around(db, record.began_at), otherwise=nothing)
        rang = await self._present.read(lambda db: watched.rang(db, call_id), otherwise=None)
        now, going_on = self._clock(), self._watch.going_on()
        known = {(span.watched, span.began_at) for span in going_on}
        ended = (span for span in spans if (span.watched, span.began_at) not in known)
        return explain(
            record,
            here=self._present.device_id,
            report=report,
            spans=(*going_on, *ended),
            rang=rang,
            now=now,
        )

    async def _report(self, call_id: str) -> CallReport | None:
        kept = await self._present.read(lambda db: call_reports.load(db, call_id), otherwise=None)
        if kept is not None:
            return kept
        parts = self._present.parts
        if parts is None:
            return None
        try:
            report = await parts.ways().api.call_report(call_id)
        except (Refused, Unanswered) as error:
            log.info("no report of call %s: %s", call_id, error)
            return None
        if self._present.parts is not parts:
            return None  # somebody else is signed in by now
        await self._present.write(lambda db: call_reports.store(db, call_id, report))
        return report
