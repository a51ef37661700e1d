"""A carrier of which only the finishing of voicemails runs, and callers who have left word already.

Also `main`: the same as a process of its own, to be killed.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from carrier.account.opening import give_number, open_account
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.files.blobs import Blob, Blobs
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.tables import Event, StoredVisit, Voicemail
from carrier.voicemail.encoding import from_flac
from carrier.voicemail.finishing import Finishing
from carrier.voicemail.spool import SpoolWriter, spool_path
from tests.carrier.voicemail.files_of_sound import voice


@dataclass
class Office:
    """The data of a carrier with one account."""

    data: Path
    database: Database
    account_id: str = ""
    number_id: str = ""

    @staticmethod
    def at(data: Path) -> Office:
        return Office(data, Database(f"sqlite:///{data / 'carrier.sqlite3'}", Signals()))

    @property
    def blobs(self) -> Blobs:
        return Blobs(self.data / "files")

    @property
    def spools(self) -> Path:
        return self.data / "voicemail"

    def open(self) -> None:
        self.database.migrate()
        with self.database.write() as session:
            account = open_account(
                session,
                email=f"{uuid4()}@fiveline.example",
                name="Anna",
                password_hash="",
                plan=schemas.Plan.premium,
                now=utc_now(),
            )
            self.account_id = account.id
            number = give_number(session, account.id, e164="+33199007700", name="Mine", now=utc_now())
            self.number_id = number.id

    def visit(self, samples: bytes | None = None, *, old: bool = False) -> str:
        """A caller who said `samples`; None: nothing was ever recorded. `old`: some time ago."""
        visit_id, key = str(uuid4()), secrets.token_bytes(32)
        with self.database.write() as session:
            session.add(
                StoredVisit(
                    id=visit_id,
                    account_id=self.account_id,
                    number_id=self.number_id,
                    peer="+33199000006",
                    call_id=str(uuid4()),
                    key=key,
                    began_at=utc_now(),
                )
            )
        if samples is not None:
            spool = SpoolWriter(self.spools, visit_id, key)
            spool.write(samples)
            spool.close()
            if old:
                path, then = spool_path(self.spools, visit_id), time.time() - 600
                os.utime(path, (then, then))
        return visit_id

    def finishing(self, *, is_under_way: Callable[[str], bool] = lambda visit_id: False) -> Finishing:
        return Finishing(self.database, self.blobs, self.spools, utc_now, is_under_way=is_under_way)

    def voicemails(self) -> dict[str, Voicemail]:
        with self.database.read() as session:
            return {row.id: row for row in session.scalars(select(Voicemail))}

    def visits(self) -> set[str]:
        with self.database.read() as session:
            return set(session.scalars(select(StoredVisit.id)))

    def told(self) -> list[schemas.VoicemailChanged]:
        with self.database.read() as session:
            events = session.scalars(select(Event.data).where(Event.type == "voicemail.changed")).all()
        return [schemas.VoicemailChanged.model_validate_json(each) for each in events]

    def sound(self, visit_id: str) -> bytes:
        row = self.voicemails()[visit_id]
        assert row.blob is not None
        assert row.key is not None
        assert row.size is not None
        return from_flac(self.blobs.head(Blob(row.blob, row.key), row.size))


SAID = voice(1.6)


def main(words: list[str]) -> None:
    """Finish what was left in the folder `words[0]`, until killed; says a line as it begins."""
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    asyncio.run(Office.at(Path(words[0])).finishing().run())


if __name__ == "__main__":
    main(sys.argv[1:])
