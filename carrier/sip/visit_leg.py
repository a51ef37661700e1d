"""The leg to voicemail: the carrier's INVITE to a process of its own. It is told of nobody's number."""

from __future__ import annotations

from collections.abc import Callable

from carrier.sip.callee_leg import CalleeLeg
from carrier.sip.dialog import Switchboard
from carrier.voicemail.visit import Awaited


class VisitLeg(CalleeLeg):
    def __init__(
        self,
        board: Switchboard,
        way: Awaited,
        *,
        visit_id: str,
        call_id: str,
        on_over: Callable[[bool], None],
    ) -> None:
        """`on_over(answered)` is called once."""
        host = f"[{way.host}]" if ":" in way.host else way.host
        self._on_over = on_over
        super().__init__(
            board,
            board.way_out(way.host, way.port),
            device_id="",
            call_id=call_id,
            contact=f"sip:{way.user}@{host}:{way.port}",
            caller="",
            called=way.user,
            domain=host,
            sip_call_id=visit_id,
        )

    def show(self, number: str) -> None:
        """Nobody is there who would look."""

    def close(self) -> None:
        if not self.over:
            super().close()
            self._on_over(self.answered)
