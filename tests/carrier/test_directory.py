from __future__ import annotations

import pytest

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.sip.directory import Allowed, Called, Forbidden, SipDevice, Then, Unanswered
from tests.carrier.running import Person, RunningCarrier, Signed


def may_call(
    running: RunningCarrier, device: Signed, person: Person, wanted: str, called: str
) -> Allowed | Forbidden:
    known = SipDevice(device.device_id, person.account_id, "")
    return running.run(running.carrier.directory.may_call(known, wanted, called))


def set_status(running: RunningCarrier, e164: str, status: schemas.NumberStatus) -> None:
    with running.carrier.database.write() as session:
        opening.set_number_status(session, e164, status, utc_now())


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        ("+33199000001", "+33199000001"),
        ("0199000001", "+33199000001"),
        ("01 99 00 00 01", "+33199000001"),
        ("3179", "3179"),
        ("0800123456", "+33800123456"),
        ("+442079460123", "+442079460123"),
    ],
)
def test_ordinary_short_and_toll_free_numbers_are_let_through(
    running: RunningCarrier, called: str, expected: str
) -> None:
    person = running.person()
    device = running.sign_in(person)
    allowed = may_call(running, device, person, person.numbers[0], called)
    assert allowed == Allowed(person.numbers[0], expected, person.number_ids[0])


@pytest.mark.parametrize(
    ("called", "status", "expected"),
    [
        ("+33899701234", 403, "premium-rate"),
        ("0899701234", 403, "premium-rate"),
        ("112", 403, "emergency-not-supported"),
        ("15", 403, "emergency-not-supported"),
        ("911", 403, "emergency-not-supported"),
        ("9-9-9", 403, "emergency-not-supported"),
        ("+331", 404, "wrong-number"),
        ("*#06#", 404, "wrong-number"),
        ("bob", 404, "wrong-number"),
        ("", 404, "wrong-number"),
        ("9" * 300, 404, "wrong-number"),
        ("+33199000001;ext=5", 404, "wrong-number"),
    ],
)
def test_the_others_are_refused_with_the_reason(
    running: RunningCarrier, called: str, status: int, expected: str
) -> None:
    person = running.person()
    device = running.sign_in(person)
    assert may_call(running, device, person, person.numbers[0], called) == Forbidden(status, expected)


def test_a_call_goes_out_on_an_own_number_only(running: RunningCarrier) -> None:
    person, stranger = running.person(), running.person()
    device = running.sign_in(person)
    refused = may_call(running, device, person, stranger.numbers[0], "+33199000001")
    assert refused == Forbidden(403, "not-verified")


def test_without_a_wish_it_goes_out_on_the_first_number_in_use(running: RunningCarrier) -> None:
    person = running.person(numbers=2)
    device = running.sign_in(person)
    set_status(running, person.numbers[0], schemas.NumberStatus.off)
    allowed = may_call(running, device, person, "", "+33199000001")
    assert isinstance(allowed, Allowed)
    assert allowed.caller == person.numbers[1]


@pytest.mark.parametrize(
    ("status", "going_out", "coming_in"),
    [
        ("off", "number-off", "number-off"),
        ("expired", "number-expired", "number-expired"),
        ("unverified", "not-verified", "unreachable"),
    ],
)
def test_a_number_that_is_not_in_use_neither_calls_nor_rings(
    running: RunningCarrier, status: str, going_out: str, coming_in: str
) -> None:
    person = running.person()
    device = running.sign_in(person)
    number = person.numbers[0]
    set_status(running, number, schemas.NumberStatus(status))
    assert may_call(running, device, person, number, "+33199000001") == Forbidden(403, going_out)
    found = running.run(running.carrier.directory.find_number(number))
    unanswered = Unanswered(Then.VOICEMAIL, 20, "fr")
    assert found == Called(person.account_id, person.number_ids[0], number, coming_in, unanswered)


@pytest.mark.parametrize(
    ("wanted", "then"),
    [
        ({"on": False}, Then.RINGS_OUT),
        ({"on": False, "off_says": "not-available"}, Then.NOT_AVAILABLE),
        ({"off_says": "not-available"}, Then.VOICEMAIL),
    ],
)
def test_what_becomes_of_a_call_that_nobody_answers_is_as_its_owner_wants(
    running: RunningCarrier, wanted: dict[str, object], then: Then
) -> None:
    person = running.person()
    change = {"voicemail": {**wanted, "answer_after_seconds": 30, "language": "ar"}}
    running.sign_in(person).ask("PATCH", f"/v1/numbers/{person.number_ids[0]}", change)
    found = running.run(running.carrier.directory.find_number(person.numbers[0]))
    assert found is not None
    assert found.unanswered == Unanswered(then, 30, "ar")
    own = running.run(running.carrier.directory.find_own(person.account_id, person.number_ids[0]))
    assert own == found
    stranger = running.person().account_id
    assert running.run(running.carrier.directory.find_own(stranger, person.number_ids[0])) is None


def test_a_number_of_nobody_is_asked_of_the_network(running: RunningCarrier) -> None:
    assert running.run(running.carrier.directory.find_number("+33199000001")) is None


def test_registering_is_a_sign_of_life(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    before = device.get("/v1/sessions")["devices"][0]["last_seen_at"]
    running.run(running.carrier.directory.seen(device.device_id))
    assert device.get("/v1/sessions")["devices"][0]["last_seen_at"] > before


def test_a_device_that_was_signed_out_meanwhile_makes_no_call(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    device.ask("DELETE", f"/v1/sessions/{device.device_id}")
    refused = may_call(running, device, person, person.numbers[0], "+33199000001")
    assert refused == Forbidden(403, "session-ended")
