"""One who takes part in a call: its line, and the voice with which that line speaks to the call."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from carrier.network.port import Ending, Party, Shows
from carrier.sip.record import Record
from carrier.sip.sdp import Audio
from carrier.sip.speaker import Speaker

if TYPE_CHECKING:
    from carrier.sip.call import Call


class Side:
    """A `Line`, as its own line sees the call. Its `call` may become another one."""

    def __init__(self, call: Call, line: Party | None, device_id: str | None) -> None:
        self.call = call
        self.line = line
        self.device_id = device_id
        self.record: Record | None = None
        """Its page of the history; a side that is outside the carrier has none."""
        self.address = ""
        """Where it last wanted its sound."""
        self.ended = False
        self.rang_after: float | None = None
        self.own_word = ""
        self.is_voicemail = False
        """Nobody is there who would hear music."""
        self.holds = False
        """It has put the other side on hold."""
        self.speaker: Speaker | None = None
        """The carrier, where this side's sound goes there and not to the other side."""

    def ring(self, early: Audio | None = None) -> None:
        if self.rang_after is None and not self.ended:
            self.rang_after = self.call.seconds
        self.call.rings(self, early)

    def answer(self, audio: Audio) -> None:
        self.call.answers(self, audio)

    def end(self, ending: Ending) -> None:
        if not self.ended:
            self.own_word = ending.word
        self.call.ends(self, ending)

    async def renegotiate(self, audio: Audio) -> Audio:
        return await self.call.offers(self, audio)

    # What the call says

    def show(self, number: str) -> None:
        """It talks to somebody else from here on; the number is empty where it is hidden."""
        if self.record is not None:
            self.record.handed_to = number
        line: object = self.line
        if isinstance(line, Shows):
            line.show(number)

    def moved_to(self, audio: Audio) -> None:
        """Its last description."""
        if not ipaddress.ip_address(audio.address).is_unspecified:
            self.address = audio.address

    def finish(self, ending: Ending) -> None:
        """The line is ended, where it is not over already."""
        self.leave_speaker()
        if not self.ended:
            self.ended = True
            if self.line is not None:
                self.line.end(ending)

    def leave_speaker(self) -> None:
        if self.speaker is not None:
            self.speaker.close()
            self.speaker = None
