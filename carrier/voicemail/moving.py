"""Sound that an older carrier kept in the database moves to where files lie; none is lost on the way."""

from __future__ import annotations

import io
import logging
import wave

from sqlalchemy import select
from sqlalchemy.orm import undefer

from carrier.files.blobs import Blobs
from carrier.store.database import Database
from carrier.store.tables import Voicemail
from carrier.voicemail.encoding import Damaged, resampled, to_flac
from carrier.voicemail.visit import RATE

logger = logging.getLogger(__name__)


def samples_of_wav(recording: bytes) -> bytes:
    """Of 16-bit mono, at `RATE`. Raises `Damaged`."""
    try:
        with wave.open(io.BytesIO(recording)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise Damaged("no 16-bit mono")
            rate, samples = file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise Damaged from error
    return samples if rate == RATE else resampled(samples, rate, RATE)


def move_recordings(database: Database, blobs: Blobs) -> None:
    """One after the other, the file first: killed anywhere, a recording is in one of the two places at least.

    One that can't be read stays where it is.
    """
    with database.read() as session:
        waiting = session.scalars(select(Voicemail.id).where(Voicemail.recording.is_not(None))).all()
    for voicemail_id in waiting:
        with database.read() as session:
            recording = session.scalar(select(Voicemail.recording).where(Voicemail.id == voicemail_id))
        if recording is None:
            continue
        try:
            content = to_flac(samples_of_wav(recording))
        except Damaged:
            logger.error("the recording of voicemail %s can't be read, and stays as it is", voicemail_id)
            continue
        blob = blobs.keep(content)
        with database.write() as session:
            row = session.get(
                Voicemail, voicemail_id, options=[undefer(Voicemail.recording)], with_for_update=True
            )
            if row is not None and row.recording is not None:
                row.blob, row.key, row.size, row.recording = blob.name, blob.key, len(content), None
                continue
        blobs.drop([blob.name])  # another process was first
