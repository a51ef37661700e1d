"""ACC-3, ACC-5, ACC-6: signed out here, elsewhere, or because Premium is over."""

from __future__ import annotations

import asyncio
import time

import pytest

from desktop.domain.calls import EndOfCall
from desktop.domain.connection import Carrier
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.events import SessionChanged
from desktop.domain.numbers import NumberId
from desktop.domain.session import EndOfSession, PremiumNeeded, SignedIn, SignedOut
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.fakes import FileCredentials, HostileServer, Request, problem, says
from tests.services.accounts import end_all_sessions, set_plan
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier
from tests.services.test_following_the_carrier import small_carrier


def traces(desk: Desk) -> list[str]:
    """What is left of the session on the disk."""
    left = ("*.db*", "*.wav", "*.flac", "sounds/*")
    return [str(path) for pattern in left for path in desk.profile.rglob(pattern)]


async def in_a_call(desk: Desk) -> str:
    desk.register()
    return await desk.phone.calls.dial(desk.thread("+33612345678").peer, number_id=desk.state.numbers[0].id)


async def test_signed_out_from_elsewhere_is_said_within_two_seconds_and_nothing_stays(
    carrier: RunningCarrier, desk: Desk
) -> None:
    person = carrier.person()
    other = carrier.sign_in(person)
    outcome = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(outcome, SignedIn)
    call_id = await in_a_call(desk)
    desk.events.clear()
    began = time.monotonic()
    assert other.ask("DELETE", f"/v1/sessions/{outcome.device_id}").status_code == 204
    await desk.until(lambda: desk.state.session == SignedOut(EndOfSession.FROM_ELSEWHERE), within=2)
    assert time.monotonic() - began < 2
    assert desk.engine.told(wire.HangUp) == [wire.HangUp(call_id)]
    assert desk.engine.told(wire.Unregister)
    ends = [e.end for e in desk.events if hasattr(e, "end")]
    assert ends == [EndOfCall.SESSION_ENDED]
    await desk.until(lambda: not traces(desk))
    keyring = FileCredentials(desk._folder / "keyring.json")
    await desk.until(lambda: not keyring._all())
    assert len(desk.told(SessionChanged)) == 1


async def test_a_session_that_ended_while_we_were_away_is_noticed_at_the_start(
    carrier: RunningCarrier, desk: Desk
) -> None:
    person = carrier.person()
    await desk.sign_in(person.email, PASSWORD)
    await desk.close()
    end_all_sessions(carrier, person)
    await desk.again()
    await desk.phone.sessions.resume()
    await desk.until(lambda: isinstance(desk.state.session, SignedOut) and desk.state.session.reason)
    await desk.until(lambda: not traces(desk))


async def test_when_premium_ends_nothing_is_lost(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    await desk.sign_in(person.email, PASSWORD)
    thread = desk.thread("+33612345678")
    await desk.phone.messages.save_draft(thread, "à moitié")
    set_plan(carrier, person.account_id, "starter")
    await desk.until(lambda: isinstance(desk.state.session, PremiumNeeded), within=2)
    invited = desk.session()
    assert isinstance(invited, PremiumNeeded)
    assert invited == PremiumNeeded(person.email, invited.upgrade_url)
    assert invited.upgrade_url.startswith("http")
    assert traces(desk)
    await desk.phone.sessions.check_premium_again()
    assert desk.session() == SignedOut(EndOfSession.PREMIUM_ENDED)
    set_plan(carrier, person.account_id, "premium")
    await desk.sign_in(person.email, PASSWORD)
    assert await desk.phone.messages.load_draft(thread) == "à moitié"


async def test_signing_out_erases_everything_offline_too(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person = stoppable.running.person()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.sessions.sign_out()
    assert desk.state.session == SignedOut(EndOfSession.BY_USER)
    assert traces(desk) == []
    assert FileCredentials(desk._folder / "keyring.json")._all() == {}
    await desk.again()
    await desk.phone.sessions.resume()
    assert desk.state.session == SignedOut()


async def test_signing_out_tells_the_carrier(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    other = carrier.sign_in(person)
    await desk.sign_in(person.email, PASSWORD)
    assert len(other.get("/v1/sessions")["devices"]) == 2
    await desk.phone.sessions.sign_out()
    assert len(other.get("/v1/sessions")["devices"]) == 1
    assert desk.state.session == SignedOut(EndOfSession.BY_USER)


async def test_signing_this_device_out_from_the_list_is_signing_out(
    carrier: RunningCarrier, desk: Desk
) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    (here,) = await desk.phone.sessions.devices()
    await desk.phone.sessions.sign_out_device(here.id)
    assert desk.state.session == SignedOut(EndOfSession.BY_USER)


async def test_a_message_that_waits_may_leave_before_the_sign_out(
    carrier: RunningCarrier, desk: Desk, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    other = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    await other.sign_in(person.email, PASSWORD)
    thread = desk.thread("+33612345678")
    await desk.phone.messages.send(thread, "vite")
    await desk.phone.sessions.sign_out()
    assert desk.state.session == SignedOut(EndOfSession.BY_USER)

    async def there() -> bool:
        return [m.text for m in await other.messages(thread)][:1] == ["vite"]

    await other.until(there)


async def test_messages_lost_with_a_sign_out_are_counted(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person = stoppable.running.person()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.messages.send(desk.thread("+33612345678"), "trop tard")
    await desk.phone.sessions.sign_out()
    assert desk.state.session == SignedOut(EndOfSession.BY_USER, unsent=1)


async def test_a_late_answer_to_the_session_before_is_kept_by_nobody_else(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    answered = asyncio.Event()

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await answered.wait()
        said = {"default": {"language": "fr", "seconds": 4.0}, "own": None, "away": None}
        await says(200, said)(request, writer)

    server.answers["/v1/numbers/n/greetings"] = slow
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.is_up()
    asking = asyncio.create_task(desk.phone.greetings.load(NumberId("n")))
    await desk.until(lambda: server.asked("/v1/numbers/n/greetings"))
    await desk.phone.sessions.sign_out()
    await desk.phone.sessions.sign_in("b@example.org", "Secret123")
    await desk.is_up()
    answered.set()
    with pytest.raises(Unanswered):
        await asking
    assert desk.state.greetings == {}
    await desk.close()
    await server.close()


async def test_a_late_word_of_the_session_before_ends_nobody_elses(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    sessions, answered = server.answers["/v1/sessions"], asyncio.Event()

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.headers.get("authorization") == "Bearer before":
            await answered.wait()
            await problem(401, "session-ended", reason="signed_out_elsewhere")(request, writer)
        else:
            await sessions(request, writer)

    server.answers["/v1/sessions"] = slow
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.is_up()
    desk.phone.messages._present.api._authorisation._access_token = "before"
    asking = asyncio.create_task(desk.phone.sessions.devices())
    await desk.until(
        lambda: any(r.headers.get("authorization") == "Bearer before" for r in server.asked("/v1/sessions"))
    )
    await desk.phone.sessions.sign_out()
    await desk.phone.sessions.sign_in("b@example.org", "Secret123")
    await desk.is_up()
    answered.set()
    with pytest.raises(Refused, match="session-ended"):
        await asking
    await desk.is_up()
    assert isinstance(desk.state.session, SignedIn)
    await desk.close()
    await server.close()
