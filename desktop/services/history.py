"""The call history (CALL-7) and voicemails (VM-2), read from the cache."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.calls import CallRecord
from desktop.domain.numbers import NumberId
from desktop.domain.voicemail import Voicemail, VoicemailId


class History:
    async def load_calls(
        self,
        number_id: NumberId | None,
        *,
        before: int | None = None,
        limit: int = 50,
        missed_only: bool = False,
    ) -> tuple[CallRecord, ...]:
        raise NotImplementedError

    async def mark_calls_seen(self, number_id: NumberId | None) -> None:
        raise NotImplementedError

    async def load_voicemails(self, number_id: NumberId | None) -> tuple[Voicemail, ...]:
        raise NotImplementedError

    async def fetch_voicemail(self, voicemail_id: VoicemailId) -> Path:
        """The recording as a WAV file in the profile's private folder, fetched if it is not there yet."""
        raise NotImplementedError

    async def mark_heard(self, voicemail_id: VoicemailId) -> None:
        raise NotImplementedError

    async def play_voicemail(self, voicemail_id: VoicemailId) -> None:
        """Play the recording on the loudspeaker; returns at its end, or when it was stopped.

        One plays at a time: another one stops it. Raises `Unanswered` where it can't be fetched.
        """
        raise NotImplementedError

    async def stop_voicemail(self) -> None:
        """Stop what plays, if anything does."""
        raise NotImplementedError
