"""Kill -9 around the time at which messages are due: none lost, none doubled, order kept (MSG-2)."""

from __future__ import annotations

import random
import signal
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from carrier.api.schemas import ScheduledState
from carrier.files.attaching import new_link_token
from carrier.files.blobs import Blobs
from carrier.later.wall_time import rules_version
from carrier.network.people import ECHO
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.file_tables import StoredFile
from carrier.store.tables import ScheduledMessage
from tests.carrier.conftest import StartCarrier
from tests.carrier.process import CarrierProcess
from tests.carrier.running import Person, Signed, until
from tests.carrier.test_killed import everything

_AT_ONCE = 8
"""So many are due in each round, a fortieth of a second apart."""


@dataclass(frozen=True)
class Post:
    """The data of a carrier, whoever runs it, and two people of it. Every other message goes to Echo; two of
    four have a file.
    """

    data: Path
    writer: Person
    reader: Person

    def let_wait(self, texts: list[str], *, first_due: datetime) -> None:
        database = Database(f"sqlite:///{self.data / 'carrier.sqlite3'}", Signals())
        blobs = Blobs(self.data / "files")
        with database.write() as session:
            for turn, text in enumerate(texts):
                due_at = first_due + timedelta(milliseconds=25 * turn)
                file_id = self._keep_file(session, blobs, text) if has_file(turn) else None
                session.add(
                    ScheduledMessage(
                        account_id=self.writer.account_id,
                        id=str(uuid4()),
                        number_id=self.writer.number_ids[0],
                        peer=ECHO if turn % 2 else self.reader.numbers[0],
                        text=text,
                        wall=f"{due_at:%Y-%m-%dT%H:%M}",
                        zone="UTC",
                        second=False,
                        due_at=due_at,
                        zone_rules=rules_version(),
                        state=ScheduledState.waiting,
                        created_at=due_at,
                        body_digest=str(uuid4()),
                        file_id=file_id,
                    )
                )
        database.close()

    def _keep_file(self, session: Session, blobs: Blobs, text: str) -> str:
        """Uploaded, with `text` as its content."""
        blob, file_id, at = blobs.keep(text.encode()), str(uuid4()), datetime.now(UTC)
        session.add(
            StoredFile(
                account_id=self.writer.account_id,
                id=file_id,
                number_id=self.writer.number_ids[0],
                name="Notes.txt",
                type="text/plain",
                size=len(text.encode()),
                sha256=sha256(text.encode()).hexdigest(),
                received=len(text.encode()),
                blob=blob.name,
                key=blob.key,
                created_at=at,
                changed_at=at,
                completed_at=at,
                place=0,
                token=new_link_token(),
            )
        )
        return file_id


def has_file(turn: int) -> bool:
    return turn % 4 in (1, 2)


@pytest.fixture
def post(start_carrier: StartCarrier) -> Post:
    carrier = start_carrier()
    post = Post(carrier.settings.data, carrier.person(), carrier.person())
    carrier.stop()
    return post


def check_that_all_arrived_once(start_carrier: StartCarrier, post: Post, rounds: list[list[str]]) -> None:
    carrier = start_carrier()
    writer, reader = carrier.sign_in(post.writer), carrier.sign_in(post.reader)
    texts = [text for each in rounds for text in each]
    filed = [text for each in rounds for turn, text in enumerate(each) if has_file(turn)]
    echoed = Counter(text for each in rounds for text in each[1::2])

    def listed(device: Signed, direction: str) -> list[str]:
        """The newest last."""
        found = [m["text"].split("\n")[0] for m in everything(device) if m["direction"] == direction]
        return found[::-1]

    def fetched() -> list[str]:
        """What the links lead to, of which each bears a file of its own."""
        links = [m["text"].split("\n")[1] for m in everything(writer) if m["files"]][::-1]
        assert len(set(links)) == len(links)
        path = [link[link.index("/f/") :] for link in links]
        return [carrier.http.get(f"{each}/download").text for each in path]

    until(lambda: len(listed(writer, "outgoing")) >= len(texts), within=60)
    until(lambda: len(listed(writer, "incoming")) >= echoed.total(), within=60)
    until(lambda: {m["status"] for m in everything(writer)} == {"delivered", "received"}, within=60)
    assert listed(writer, "outgoing") == texts
    assert Counter(listed(writer, "incoming")) == echoed
    assert Counter(listed(reader, "incoming")) == Counter(text for each in rounds for text in each[::2])
    assert fetched() == filed
    assert len(list((post.data / "files").iterdir())) == len(filed)
    assert writer.get("/v1/scheduled-messages")["scheduled"] == []


def kill_around_the_due_time(start_carrier: StartCarrier, post: Post, *, rounds: int) -> None:
    dice = random.Random(rounds)
    written: list[list[str]] = []
    for turn in range(rounds):
        written.append([f"{turn}.{each} {uuid4()}" for each in range(_AT_ONCE)])
        with CarrierProcess(post.data) as carrier:
            post.let_wait(written[-1], first_due=datetime.now(UTC) + timedelta(seconds=0.35))
            killer = threading.Timer(dice.uniform(0.3, 0.7), carrier.process.kill)
            killer.start()
            assert carrier.wait() == -signal.SIGKILL
            killer.join()
    check_that_all_arrived_once(start_carrier, post, written)


@pytest.mark.parametrize("point", ["later.sending", "later.committed"])
def test_killed_at_the_very_point_they_leave_once(
    start_carrier: StartCarrier, post: Post, point: str
) -> None:
    texts = [str(uuid4()), str(uuid4())]
    with CarrierProcess(post.data, FIVELINE_CRASH_AT=point) as carrier:
        post.let_wait(texts, first_due=datetime.now(UTC) + timedelta(seconds=0.1))
        assert carrier.wait() == -signal.SIGKILL
    check_that_all_arrived_once(start_carrier, post, [texts])


def test_killed_around_the_due_time_all_leave_once_and_in_order(
    start_carrier: StartCarrier, post: Post
) -> None:
    kill_around_the_due_time(start_carrier, post, rounds=8)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_five_hundred_times_all_leave_once_and_in_order(
    start_carrier: StartCarrier, post: Post
) -> None:
    kill_around_the_due_time(start_carrier, post, rounds=500)
