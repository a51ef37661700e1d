"""What becomes of a call that nobody answers, as the owner of a number wants it."""

from __future__ import annotations

from carrier.api import schemas
from carrier.store.tables import Number


def change_settings(number: Number, wanted: schemas.VoicemailChange) -> None:
    """What is given is changed, the rest stays."""
    if wanted.on is not None:
        number.voicemail_on = wanted.on
    if wanted.answer_after_seconds is not None:
        number.answer_after_seconds = wanted.answer_after_seconds
    if wanted.off_says is not None:
        number.voicemail_off_says = wanted.off_says
    if wanted.language is not None:
        number.voicemail_language = wanted.language
