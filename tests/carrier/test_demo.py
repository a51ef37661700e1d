from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import phonenumbers
import pytest
from sqlalchemy import select

from carrier.demo.people import ALEX, DEMO_ACCOUNTS, MARIE
from carrier.demo.seeding import seed_demo
from carrier.files.blobs import Blobs
from carrier.network import people
from carrier.sessions.passwords import Passwords
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.metadata import Base
from carrier.store.tables import Voicemail
from carrier.voicemail.encoding import from_flac
from tests.carrier.running import QUICK, RunningCarrier, Signed, word

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_NEW_EACH_TIME = ("password_hash", "blob", "key")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("demo"), demo=True, **QUICK))
    yield carrier
    carrier.stop()


@pytest.fixture(scope="module")
def alex(demo: RunningCarrier) -> Signed:
    response = demo.try_to_sign_in(ALEX.email, ALEX.password)
    return Signed(demo.http, response.json())


def everything(device: Signed, path: str, kind: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    before: dict[str, int] = {}
    while True:
        page = device.get(path, limit=200, **before)
        found += page[kind]
        if page["next"] is None:
            return found
        before = {"before": page["next"]}


def test_two_premium_accounts_and_a_starter_live_there(demo: RunningCarrier) -> None:
    assert [account.plan for account in demo.ready.accounts] == ["premium", "premium", "starter"]
    assert demo.try_to_sign_in(MARIE.email, MARIE.password).status_code == 201
    starter = DEMO_ACCOUNTS[2]
    assert word(demo.try_to_sign_in(starter.email, starter.password)) == "premium-required"


def test_one_has_five_numbers_and_one_of_them_sends_no_messages(alex: Signed) -> None:
    numbers = alex.get("/v1/numbers")["numbers"]
    assert [number["country"] for number in numbers] == ["FR", "GB", "US", "BE", "SE"]
    assert [number["colour"] for number in numbers] == [0, 1, 2, 3, 4]
    assert ["messages" in number["capabilities"] for number in numbers] == [True] * 4 + [False]


def test_every_number_there_can_be_dialled(demo: RunningCarrier, alex: Signed) -> None:
    addresses = {phone["address"] for c in alex.get("/v1/contacts")["contacts"] for phone in c["phones"]}
    addresses |= {number.e164 for account in DEMO_ACCOUNTS for number in account.numbers}
    assert set(people.NAMES) <= addresses
    for address in addresses:
        assert phonenumbers.is_valid_number(phonenumbers.parse(address)), address


def test_a_few_hundred_messages_tell_of_several_weeks(alex: Signed) -> None:
    messages = everything(alex, "/v1/messages", "messages")
    assert len(messages) > 200
    assert {message["status"] for message in messages} == {"received", "delivered", "failed"}
    assert 0 < sum(not message["read"] for message in messages) < 10
    assert max(int(str(message["segments"])) for message in messages) > 2
    times = [datetime.fromisoformat(str(message["created_at"])) for message in messages]
    assert times == sorted(times, reverse=True)
    assert timedelta(weeks=2) < times[0] - times[-1] < timedelta(weeks=9)
    text = "".join(str(message["text"]) for message in messages)
    assert any(unicodedata.bidirectional(c) == "AL" for c in text)
    assert any(unicodedata.category(c) == "So" for c in text)


def test_the_two_see_the_same_thread_from_both_ends(demo: RunningCarrier, alex: Signed) -> None:
    marie = Signed(demo.http, demo.try_to_sign_in(MARIE.email, MARIE.password).json())
    hers = marie.get("/v1/messages", peer=ALEX.numbers[0].e164, limit=200)["messages"]
    his = alex.get("/v1/messages", peer=MARIE.numbers[0].e164, limit=200)["messages"]
    assert [m["text"] for m in hers] == [m["text"] for m in his]
    assert {(h["direction"], o["direction"]) for h, o in zip(hers, his, strict=True)} == {
        ("incoming", "outgoing"),
        ("outgoing", "incoming"),
    }


def test_the_history_knows_every_way_a_call_can_end(alex: Signed) -> None:
    calls = everything(alex, "/v1/calls", "calls")
    assert {call["outcome"] for call in calls} == {
        "answered",
        "missed",
        "declined",
        "answered-elsewhere",
        "cancelled",
        "busy",
        "no-answer",
        "failed",
    }


def test_voicemails_speak_and_came_of_missed_calls(alex: Signed) -> None:
    calls = {call["id"]: call for call in alex.get("/v1/calls")["calls"]}
    left = alex.get("/v1/voicemails")["voicemails"]
    assert [each["heard"] for each in left] == [False, True]
    for each in left:
        call = calls[each["call_id"]]
        assert (call["outcome"], call["peer"], call["number_id"]) == (
            "missed",
            each["peer"],
            each["number_id"],
        )
        audio = alex.ask("GET", f"/v1/voicemails/{each['id']}/audio").content
        assert audio[:4] == b"fLaC"
        samples = memoryview(from_flac(audio)).cast("h")
        assert len(samples) / 16_000 == pytest.approx(each["duration_seconds"])
        assert max(samples) > 8_000


def test_the_same_clock_makes_the_same_demonstration(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        database = Database(f"sqlite:///{tmp_path / name}", Signals())
        database.migrate()
        for _ in range(2):  # a second time it finds it there
            seed_demo(database, Blobs(tmp_path / "files"), Passwords(cheap=True), NOW)
        with database.read() as session:
            assert session.scalars(select(Voicemail)).first()
            contents.append(
                {
                    table.name: [
                        tuple(value for key, value in row.items() if key not in _NEW_EACH_TIME)
                        for row in session.execute(
                            select(table).order_by(*table.primary_key.columns)
                        ).mappings()
                    ]
                    for table in Base.metadata.sorted_tables
                }
            )
        database.close()
    assert contents[0] == contents[1]
