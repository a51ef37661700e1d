"""ACC-2, ACC-3, ACC-4, ACC-9 against a real carrier."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable
from desktop.domain.session import (
    Account,
    AccountLocked,
    CarrierAway,
    DeviceId,
    DeviceLimitReached,
    EndOfSession,
    Plan,
    PremiumNeeded,
    PremiumRequired,
    SignedIn,
    SignedOut,
    TooManyAttempts,
    WrongCredentials,
)
from desktop.system.credentials import KeyringCredentials
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.fakes import FileCredentials, HostileServer, in_turn, problem, raw, says
from tests.services.accounts import set_plan
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_following_the_carrier import small_carrier


async def test_signing_in_shows_numbers_and_registers_the_device(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person(numbers=3)
    outcome = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(outcome, SignedIn)
    assert desk.state.session == SignedIn(Account(person.email, "Somebody", Plan.PREMIUM), outcome.device_id)
    assert {n.e164 for n in desk.state.numbers} == set(person.numbers)
    (register,) = desk.engine.told(wire.Register)
    assert register.user == outcome.device_id
    assert register.host == "127.0.0.1"


async def test_a_wrong_password_and_an_unknown_mail_look_the_same(
    carrier: RunningCarrier, desk: Desk
) -> None:
    person = carrier.person()
    assert await desk.sign_in(person.email, "Wrong123") == WrongCredentials()
    assert await desk.sign_in("nobody@example.org", "Wrong123") == WrongCredentials()
    assert desk.state.session == SignedOut()


@pytest.mark.parametrize("email", ["", "x" * 5000, "a@b\x00", "\ud800"])
async def test_an_impossible_mail_is_a_wrong_one(desk: Desk, email: str) -> None:
    assert await desk.sign_in(email, "Secret123") == WrongCredentials()


async def test_many_wrong_passwords_lock_the_account_and_a_reset_is_offered(
    carrier: RunningCarrier, desk: Desk
) -> None:
    person = carrier.person()
    outcome = None
    for _ in range(20):
        outcome = await desk.sign_in(person.email, "Wrong123")
        if outcome != WrongCredentials():
            break
    assert isinstance(outcome, AccountLocked)
    assert outcome.reset_url.startswith("http")


async def test_a_starter_is_invited_and_gets_in_after_the_upgrade(
    carrier: RunningCarrier, desk: Desk
) -> None:
    person = carrier.person(plan="starter")
    outcome = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(outcome, PremiumRequired)
    assert desk.session() == PremiumNeeded(person.email, outcome.upgrade_url)
    await desk.phone.sessions.check_premium_again()
    assert isinstance(desk.session(), PremiumNeeded)
    set_plan(carrier, person.account_id, "premium")
    await desk.phone.sessions.check_premium_again()
    assert isinstance(desk.session(), SignedIn)


async def test_the_fourth_device_takes_the_place_of_another(
    carrier: RunningCarrier, make_desk: MakeDesk, desk: Desk
) -> None:
    person = carrier.person()
    for name in ("Phone", "Tablet", "Laptop"):
        carrier.sign_in(person, name=name)
    outcome = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(outcome, DeviceLimitReached)
    assert {d.name for d in outcome.devices} == {"Phone", "Tablet", "Laptop"}
    tablet = next(d for d in outcome.devices if d.name == "Tablet")
    assert isinstance(await desk.phone.sessions.take_over(outcome.ticket, tablet.id), SignedIn)
    await desk.is_up()
    assert {d.name for d in await desk.phone.sessions.devices()} == {"Phone", "Laptop", "Desk"}
    assert [d.name for d in await desk.phone.sessions.devices() if d.is_this_one] == ["Desk"]


async def test_a_ticket_that_is_too_old_leads_to_a_new_one(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    for name in ("Phone", "Tablet", "Laptop"):
        carrier.sign_in(person, name=name)
    outcome = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(outcome, DeviceLimitReached)
    again = await desk.phone.sessions.take_over("no ticket of yours", outcome.devices[0].id)
    assert isinstance(again, DeviceLimitReached)
    assert again.ticket
    assert isinstance(await desk.phone.sessions.take_over(again.ticket, outcome.devices[0].id), SignedIn)


async def test_a_place_taken_without_an_answer_is_taken_once(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    desk = await make_desk(server.url).open()
    server.answers["/v1/sessions/replace"] = in_turn(raw(b""), problem(409, "device-limit", ticket="t2"))
    device = DeviceId("7d4b1a34-0000-4000-8000-000000000001")
    assert isinstance(await desk.phone.sessions.take_over("t1", device), CarrierAway)
    await desk.phone.sessions.take_over("t1", device)
    first, second = (r.headers["idempotency-key"] for r in server.requests)
    assert first == second
    await desk.close()
    await server.close()


async def test_devices_can_be_renamed_and_signed_out(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    other = carrier.sign_in(person, name="Old phone")
    await desk.sign_in(person.email, PASSWORD)
    sessions = desk.phone.sessions
    (device,) = [d for d in await sessions.devices() if not d.is_this_one]
    await sessions.rename_device(device.id, "  Kitchen  ")
    assert "Kitchen" in {d.name for d in await sessions.devices()}
    with pytest.raises(Mendable, match="no-name"):
        await sessions.rename_device(device.id, " ")
    await sessions.sign_out_device(device.id)
    assert carrier.http.get("/v1/me", headers=other.headers).status_code == 401


async def test_the_next_start_goes_on_without_a_password(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person(numbers=2)
    await desk.sign_in(person.email, PASSWORD)
    await desk.again()
    assert desk.session() == SignedOut()
    await desk.phone.sessions.resume()
    assert isinstance(desk.session(), SignedIn)
    assert len(desk.state.numbers) == 2  # from the cache, before the carrier answers
    assert desk.state.carrier is not Carrier.UP
    await desk.is_up()
    assert len(await desk.phone.sessions.devices()) == 1


async def test_the_session_of_another_carrier_is_not_given_away(
    carrier: RunningCarrier, desk: Desk, make_desk: MakeDesk
) -> None:
    server = await HostileServer().start()
    server.answers[""] = says(200, {})
    await desk.sign_in(carrier.person().email, PASSWORD)
    await desk.close()
    await desk.open(url=server.url)
    await desk.phone.sessions.resume()
    assert desk.state.session == SignedOut()
    assert server.requests == []
    await server.close()


async def test_without_a_keyring_nothing_is_kept_and_the_person_is_asked_first(
    carrier: RunningCarrier, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    person = carrier.person()
    desk = await make_desk(carrier.ready.http, credentials=KeyringCredentials("Fiveline test")).open()
    await desk.phone.sessions.resume()
    assert desk.session() == SignedOut()
    with pytest.raises(Mendable, match="no-keyring"):
        await desk.sign_in(person.email, PASSWORD)
    await desk.phone.sessions.allow_without_keyring()
    outcome = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(outcome, SignedIn)
    assert outcome.for_this_session_only
    session = desk.session()
    assert isinstance(session, SignedIn)
    assert session == SignedIn(session.account, outcome.device_id, True)
    await desk.close()
    assert not list(desk.profile.rglob("*.db*"))


async def test_a_carrier_that_is_away_is_no_wrong_password(make_desk: MakeDesk) -> None:
    desk = await make_desk("http://127.0.0.1:9").open()
    outcome = await desk.sign_in("a@example.org", "Secret123")
    assert isinstance(outcome, CarrierAway)
    assert not outcome.captive_portal


async def test_what_hostile_answers_to_a_sign_in_mean(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    desk = await make_desk(server.url).open()
    path = "/v1/sessions"
    server.answers[path] = says(200, b"<html>", kind="text/html")
    outcome = await desk.sign_in("a@example.org", "Secret123")
    assert isinstance(outcome, CarrierAway)
    assert outcome == CarrierAway(outcome.detail, captive_portal=True)
    server.answers[path] = problem(409, "device-limit", devices="none", ticket=5)
    assert await desk.sign_in("a@example.org", "Secret123") == DeviceLimitReached("5", ())
    server.answers[path] = problem(429, "too-many-requests", detail="x" * 10_000)
    outcome = await desk.sign_in("a@example.org", "Secret123")
    assert isinstance(outcome, TooManyAttempts)
    assert outcome.retry_after == 5.0
    server.answers[path] = problem(418, "teapot")
    assert isinstance(await desk.sign_in("a@example.org", "Secret123"), CarrierAway)
    assert desk.state.session == SignedOut()
    await desk.close()
    await server.close()


async def test_a_sign_in_whose_answer_was_lost_is_the_same_when_made_again(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    desk = await make_desk(server.url).open()
    server.answers["/v1/sessions"] = in_turn(raw(b""), raw(b""), problem(401, "invalid-credentials"))
    for _ in range(3):
        await desk.sign_in("a@example.org", "Secret123")
    await desk.sign_in("a@example.org", "Secret123")
    keys = [r.headers["idempotency-key"] for r in server.requests]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    await desk.close()
    await server.close()


async def test_quitting_does_not_wait_for_an_answer_that_does_not_come(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers["/v1/sessions"] = raw(b"HTTP/1.1 2", stay=True)
    desk = await make_desk(server.url).open()
    signing_in = asyncio.create_task(desk.phone.sessions.sign_in("a@example.org", "Secret123"))
    await desk.until(lambda: server.requests)
    await asyncio.wait_for(desk.close(), 1)
    assert isinstance(await signing_in, CarrierAway)
    await server.close()


async def test_somebody_elses_cache_is_never_shown(carrier: RunningCarrier, desk: Desk) -> None:
    first, second = carrier.person(numbers=2), carrier.person(numbers=1)
    await desk.sign_in(first.email, PASSWORD)
    set_plan(carrier, first.account_id, "starter")
    await desk.until(lambda: isinstance(desk.state.session, PremiumNeeded))
    desk.events.clear()
    await desk.sign_in(second.email, PASSWORD)
    await desk.until(lambda: {n.e164 for n in desk.state.numbers} == set(second.numbers))
    assert not [e for e in desk.events if any(number in repr(e) for number in first.numbers)]


async def test_signing_out_and_in_again_works(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    for _ in range(3):
        await desk.sign_in(person.email, PASSWORD)
        await desk.phone.sessions.sign_out()
        assert desk.state.session == SignedOut(EndOfSession.BY_USER)


class Reluctant(FileCredentials):
    """Can't be written to the first time, though it can be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.refusals = 1

    async def save(self, name: str, secret: str) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Mendable("no-keyring", "full")
        await super().save(name, secret)


async def test_a_keyring_that_fails_in_the_middle_costs_no_place(
    carrier: RunningCarrier, make_desk: MakeDesk, tmp_path: Path
) -> None:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http, credentials=Reluctant(tmp_path / "keyring.json")).open()
    with pytest.raises(Mendable, match="no-keyring"):
        await desk.sign_in(person.email, PASSWORD)
    assert isinstance(await desk.sign_in(person.email, PASSWORD), SignedIn)
    assert len(await desk.phone.sessions.devices()) == 1


async def test_a_changed_mail_address_costs_nothing_that_was_written(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    server.answers["/v1/me"] = says(
        200, {"email": "new@example.org", "name": "A", "plan": "premium", "event_cursor": 7}
    )
    desk = await make_desk(server.url).open()
    await desk.sign_in("a@example.org", "Secret123")
    thread = desk.thread("+33612345678")
    await desk.phone.messages.save_draft(thread, "half")
    await desk.again()
    await desk.phone.sessions.resume()
    assert await desk.phone.messages.load_draft(thread) == "half"
    await desk.close()
    await server.close()
