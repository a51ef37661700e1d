"""Messages that wait: written, listed, changed, sent now, cancelled, from any device, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.later.limits import MOST_WAITING
from tests.carrier.running import Person, RunningCarrier, Signed, until, word

PARIS = "Europe/Paris"


def at(ahead: timedelta, zone: str = PARIS) -> dict[str, Any]:
    """A wall time so far ahead of now."""
    local = (utc_now() + ahead).astimezone(ZoneInfo(zone))
    wall = local.replace(tzinfo=None, fold=0).isoformat(timespec="minutes")
    return {"wall": wall, "zone": zone, "second": bool(local.fold)}


def body(person: Person, to: str, text: str = "later", **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "number_id": person.number_ids[0],
        "to": to,
        "text": text,
        "when": at(timedelta(hours=2)),
    } | more


def schedule(device: Signed, wanted: dict[str, Any]) -> dict[str, Any]:
    answer = device.ask("POST", "/v1/scheduled-messages", wanted)
    assert answer.status_code == 201, answer.text
    waiting: dict[str, Any] = answer.json()
    return waiting


def test_what_is_to_leave_later_waits_and_all_devices_hear_of_it(
    running: RunningCarrier, anna: Person, hers: Signed, ben: str
) -> None:
    other = running.sign_in(anna, name="Desktop")
    wanted = body(anna, ben, when=at(timedelta(days=3)))
    with other.events(other.get("/v1/me")["event_cursor"]) as events:
        waiting = schedule(hers, wanted)
        told = next(events)
    assert told.type == "scheduled-message.changed"
    assert told.data["scheduled"] == waiting
    assert (waiting["state"], waiting["revision"], waiting["peer"]) == ("waiting", 1, ben)
    assert waiting["when"] == wanted["when"]
    due = datetime.fromisoformat(waiting["due_at"])
    assert abs(due - utc_now() - timedelta(days=3)) < timedelta(minutes=2)
    assert other.get("/v1/scheduled-messages") == {"scheduled": [waiting], "next": None}
    assert other.get(f"/v1/scheduled-messages/{waiting['id']}") == waiting
    assert other.get("/v1/messages")["messages"] == []


def test_asked_again_with_the_same_id_one_waits(anna: Person, hers: Signed, ben: str) -> None:
    wanted = body(anna, ben)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: hers.ask("POST", "/v1/scheduled-messages", wanted), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len(hers.get("/v1/scheduled-messages")["scheduled"]) == 1
    other = hers.ask("POST", "/v1/scheduled-messages", wanted | {"text": "another"})
    assert (other.status_code, word(other)) == (422, "idempotency-conflict")


def test_what_is_due_leaves_by_itself_under_its_own_id_and_arrives_once(
    running: RunningCarrier, anna: Person, hers: Signed
) -> None:
    ben = running.person()
    his = running.sign_in(ben)
    wanted = body(anna, ben.numbers[0], when=at(timedelta()))  # this very minute has begun: within the grace
    with hers.events(hers.get("/v1/me")["event_cursor"]) as events:
        schedule(hers, wanted)
        kinds = [next(events) for _ in range(5)]
    assert kinds[0].data["scheduled"]["state"] == "waiting"
    settled = next(e.data["scheduled"] for e in kinds[1:] if e.type == "scheduled-message.changed")
    assert (settled["state"], settled["late_seconds"], settled["id"]) == ("sent", 0, wanted["id"])
    assert [e.data["message"]["status"] for e in kinds if e.type == "message.changed"] == [
        "queued",
        "sent",
        "delivered",
    ]
    assert hers.get(f"/v1/messages/{wanted['id']}")["text"] == wanted["text"]
    assert [m["text"] for m in his.get("/v1/messages")["messages"]] == [wanted["text"]]
    assert hers.get("/v1/scheduled-messages")["scheduled"] == []
    again = hers.ask("POST", "/v1/scheduled-messages", wanted)
    assert (again.status_code, again.json()["state"]) == (200, "sent")


def test_text_and_time_are_changed_by_whoever_saw_the_newest(anna: Person, hers: Signed, ben: str) -> None:
    waiting = schedule(hers, body(anna, ben))
    path = f"/v1/scheduled-messages/{waiting['id']}"
    later = at(timedelta(days=1), "Asia/Kathmandu")
    change = {"revision": 1, "text": "better", "when": later}
    changed = hers.ask("PATCH", path, change)
    assert changed.status_code == 200
    assert (changed.json()["text"], changed.json()["when"], changed.json()["revision"]) == (
        "better",
        later,
        2,
    )
    assert hers.ask("PATCH", path, change).json() == changed.json()  # the answer was lost
    stale = hers.ask("PATCH", path, {"revision": 1, "text": "worse"})
    assert (stale.status_code, word(stale)) == (409, "changed-elsewhere")
    assert hers.get(path)["text"] == "better"


def test_sent_now_it_leaves_once_and_can_no_longer_be_changed_or_cancelled(
    running: RunningCarrier, anna: Person, hers: Signed
) -> None:
    ben = running.person()
    his = running.sign_in(ben)
    waiting = schedule(hers, body(anna, ben.numbers[0]))
    path = f"/v1/scheduled-messages/{waiting['id']}"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: hers.ask("POST", f"{path}/send"), range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["state"] for answer in answers} == {"sent"}
    until(lambda: hers.get(f"/v1/messages/{waiting['id']}")["status"] == "delivered")
    assert len(his.get("/v1/messages")["messages"]) == 1
    late = hers.ask("PATCH", path, {"revision": 1, "text": "too late"})
    assert (late.status_code, word(late)) == (409, "already-sent")
    gone = hers.ask("DELETE", path)
    assert (gone.status_code, word(gone)) == (409, "already-sent")


def test_cancelled_it_never_leaves(anna: Person, hers: Signed, ben: str) -> None:
    waiting = schedule(hers, body(anna, ben))
    path = f"/v1/scheduled-messages/{waiting['id']}"
    assert hers.ask("DELETE", path).json()["state"] == "cancelled"
    assert hers.ask("DELETE", path).status_code == 200
    for method, more, content in (("POST", "/send", None), ("PATCH", "", {"revision": 1, "text": "no"})):
        refused = hers.ask(method, path + more, content)
        assert (refused.status_code, word(refused)) == (409, "already-cancelled")
    assert hers.get("/v1/scheduled-messages")["scheduled"] == []


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"wall": "2020-01-01T09:00", "zone": PARIS}, "due-in-the-past"),
        ({"wall": "0001-01-01T00:00", "zone": "Pacific/Kiritimati"}, "due-in-the-past"),
        ({"wall": "9999-12-31T23:59", "zone": PARIS}, "too-far-ahead"),
        ({"wall": "2027-02-29T10:00", "zone": PARIS}, "invalid-request"),
        ({"wall": "2027-02-28T24:00", "zone": PARIS}, "invalid-request"),
        ({"wall": "2027-02-28T10:00Z", "zone": PARIS}, "invalid-request"),
        ({"wall": "2027-02-28T10:00\n", "zone": PARIS}, "invalid-request"),
        ({"wall": "2027-02-28T10:00", "zone": "Mars/Olympus"}, "unknown-zone"),
        ({"wall": "2027-02-28T10:00", "zone": "../../etc/passwd"}, "invalid-request"),
        ({"wall": "2027-02-28T10:00", "zone": "Europe"}, "unknown-zone"),
        ({"wall": "2027-02-28T10:00", "zone": ""}, "invalid-request"),
        ({"wall": "2027-02-28T10:00", "zone": "é" * 10}, "invalid-request"),
        ({"wall": 20270228, "zone": PARIS}, "invalid-request"),
        ({"wall": "2027-02-28T10:00", "zone": PARIS, "fold": 1}, "invalid-request"),
        ("tomorrow", "invalid-request"),
    ],
)
def test_a_time_that_is_none_is_refused_with_its_reason(
    anna: Person, hers: Signed, ben: str, when: Any, expected: str
) -> None:
    answer = hers.ask("POST", "/v1/scheduled-messages", body(anna, ben, when=when))
    assert (answer.status_code, word(answer)) == (422, expected)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    wall=st.one_of(
        st.text(max_size=20),
        st.datetimes().map(lambda at: at.isoformat(timespec="minutes")),
        st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", fullmatch=True),
    ),
    zone=st.one_of(
        st.sampled_from([PARIS, "UTC", "Asia", "posix/UTC", "zone.tab", "Pacific/Apia"]), st.text(max_size=30)
    ),
    second=st.booleans(),
)
def test_no_time_and_no_zone_breaks_scheduling(
    anna: Person, hers: Signed, ben: str, wall: str, zone: str, second: bool
) -> None:
    when = {"wall": wall, "zone": zone, "second": second}
    answer = hers.ask("POST", "/v1/scheduled-messages", body(anna, ben, when=when))
    assert answer.status_code in (201, 422), answer.text


@pytest.mark.parametrize(
    ("to", "status", "expected"),
    [
        ("ParcelCo", 422, "wrong-number"),
        ("112", 403, "emergency-not-supported"),
        ("0899701000", 403, "premium-rate"),
    ],
)
def test_who_can_not_be_written_to_now_can_not_be_later(
    anna: Person, hers: Signed, to: str, status: int, expected: str
) -> None:
    answer = hers.ask("POST", "/v1/scheduled-messages", body(anna, to))
    assert (answer.status_code, word(answer)) == (status, expected)


def test_so_many_wait_and_no_more(running: RunningCarrier, anna: Person, hers: Signed, ben: str) -> None:
    from carrier.store.tables import ScheduledMessage

    first = schedule(hers, body(anna, ben))
    with running.carrier.database.write() as session:
        row = session.get_one(ScheduledMessage, (anna.account_id, first["id"]))
        kept = {c.name: getattr(row, c.name) for c in ScheduledMessage.__table__.columns}
        session.add_all(ScheduledMessage(**kept | {"id": str(uuid4())}) for _ in range(MOST_WAITING - 1))
    answer = hers.ask("POST", "/v1/scheduled-messages", body(anna, ben))
    assert (answer.status_code, word(answer)) == (422, "too-many-waiting")
    found: set[str] = set()
    after: dict[str, str] = {}
    while True:
        page = hers.get("/v1/scheduled-messages", limit=200, **after)
        found |= {each["id"] for each in page["scheduled"]}
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(found) == MOST_WAITING
    hers.ask("DELETE", f"/v1/scheduled-messages/{first['id']}")
    schedule(hers, body(anna, ben))


def test_what_waits_is_its_writers_alone(
    running: RunningCarrier, anna: Person, hers: Signed, ben: str
) -> None:
    waiting = schedule(hers, body(anna, ben))
    stranger = running.sign_in(running.person())
    path = f"/v1/scheduled-messages/{waiting['id']}"
    for method, where, content in (
        ("GET", path, None),
        ("PATCH", path, {"revision": 1, "text": "mine now"}),
        ("POST", f"{path}/send", None),
        ("DELETE", path, None),
    ):
        assert stranger.ask(method, where, content).status_code == 404
    assert stranger.get("/v1/scheduled-messages")["scheduled"] == []
    assert stranger.ask("POST", "/v1/scheduled-messages", body(anna, ben)).status_code == 404
    assert hers.get(path) == waiting


def test_a_number_that_is_off_can_have_messages_wait_and_sends_none_now(
    running: RunningCarrier, anna: Person, hers: Signed, ben: str
) -> None:
    with running.carrier.database.write() as session:
        opening.set_number_status(session, anna.numbers[0], schemas.NumberStatus.off, utc_now())
    waiting = schedule(hers, body(anna, ben))
    refused = hers.ask("POST", f"/v1/scheduled-messages/{waiting['id']}/send")
    assert (refused.status_code, word(refused)) == (403, "number-off")
    assert hers.get(f"/v1/scheduled-messages/{waiting['id']}") == waiting
