"""Who is blocked neither rings nor writes, and is not told so (CALL-8)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from carrier.network import people
from carrier.settings import Settings
from carrier.sip.transport import SipPorts
from tests.carrier.running import QUICK, Person, RunningCarrier, Signed, until, word
from tests.carrier.sip.user_agent import DOMAIN, registered
from tests.carrier.test_calls_of_a_session import of, ports


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **QUICK))
    yield carrier
    carrier.stop()


def a_person(running: RunningCarrier) -> tuple[Person, Signed]:
    person = running.person()
    return person, running.sign_in(person)


async def soon(fact: Any) -> Any:
    return await asyncio.to_thread(until, fact)


def test_a_number_is_blocked_once_listed_and_unblocked(running: RunningCarrier) -> None:
    person, here = a_person(running)
    there = running.sign_in(person)
    with there.events(there.get("/v1/me")["event_cursor"]) as events:
        kept = [here.ask("PUT", "/v1/blocked-numbers/+33612345678").json() for _ in range(2)]
        assert kept[0] == kept[1]
        assert next(events).data == {"type": "number.blocked", "blocked": kept[0]}
        assert there.get("/v1/blocked-numbers") == {"blocked": kept[:1]}
        assert there.ask("DELETE", "/v1/blocked-numbers/+33612345678").status_code == 204
        assert next(events).data == {"type": "number.unblocked", "address": "+33612345678"}
    assert word(here.ask("DELETE", "/v1/blocked-numbers/+33612345678")) == "not-found"
    assert here.get("/v1/blocked-numbers") == {"blocked": []}


@pytest.mark.parametrize("address", ["+33612345678", "3179", "LaPoste", "La Poste 2"])
def test_numbers_short_codes_and_senders_can_be_blocked(running: RunningCarrier, address: str) -> None:
    _, here = a_person(running)
    assert here.ask("PUT", f"/v1/blocked-numbers/{address}").json()["address"] == address


@pytest.mark.parametrize(
    "address", ["+0612345678", "06 12 34 56 78", "%E2%80%AE06123456", "x" * 12, "+", "a%0d%0ab"]
)
def test_what_is_no_address_is_refused(running: RunningCarrier, address: str) -> None:
    _, here = a_person(running)
    assert word(here.ask("PUT", f"/v1/blocked-numbers/{address}")) in ("wrong-number", "invalid-request")
    assert here.get("/v1/blocked-numbers") == {"blocked": []}


def test_nobody_sees_or_changes_whom_others_have_blocked(running: RunningCarrier) -> None:
    (_, owner), (_, stranger) = a_person(running), a_person(running)
    owner.ask("PUT", "/v1/blocked-numbers/+33612345678")
    assert stranger.get("/v1/blocked-numbers") == {"blocked": []}
    assert word(stranger.ask("DELETE", "/v1/blocked-numbers/+33612345678")) == "not-found"
    assert len(owner.get("/v1/blocked-numbers")["blocked"]) == 1


async def test_a_blocked_caller_never_rings_and_an_unblocked_one_does(running: RunningCarrier) -> None:
    (alice, of_alice), (bob, of_bob) = a_person(running), a_person(running)
    await asyncio.to_thread(of_bob.ask, "PUT", f"/v1/blocked-numbers/{alice.numbers[0]}")
    sip: SipPorts = ports(running)
    async with registered(sip, of(of_alice, alice), of(of_bob, bob)) as (caller, called):
        talk = caller.call(bob.numbers[0], mine=alice.numbers[0])
        refusal = await caller.refused(talk, 480)
        assert refusal.headers.get("reason") == 'SIP;cause=480;text="unreachable"'
        [call] = await soon(lambda: of_bob.get("/v1/calls")["calls"])
        assert (call["outcome"], call["seen"], call["peer"]) == ("blocked", True, alice.numbers[0])
        [own] = await soon(lambda: of_alice.get("/v1/calls")["calls"])
        assert (own["outcome"], own["reason"]) == ("failed", "unreachable")
        assert called.inbox.empty()
        await asyncio.to_thread(of_bob.ask, "DELETE", f"/v1/blocked-numbers/{alice.numbers[0]}")
        talk = caller.call(bob.numbers[0], mine=alice.numbers[0])
        invite = await called.expect("INVITE")
        called.respond(invite, 603)
        await caller.refused(talk, 603)


async def test_a_blocked_caller_from_outside_is_kept_off_too(running: RunningCarrier) -> None:
    bob, of_bob = a_person(running)
    await asyncio.to_thread(of_bob.ask, "PUT", f"/v1/blocked-numbers/{people.ROBIN}")
    found = await asyncio.wrap_future(
        asyncio.run_coroutine_threadsafe(
            running.carrier.directory.find_number(bob.numbers[0], caller=people.ROBIN), running._loop
        )
    )
    assert found is not None
    assert found.word == "blocked"


async def test_hidden_callers_are_refused_for_the_number_that_says_so(running: RunningCarrier) -> None:
    person = await asyncio.to_thread(running.person, numbers=2)
    here = await asyncio.to_thread(running.sign_in, person)
    path = f"/v1/numbers/{person.number_ids[0]}"
    changed = await asyncio.to_thread(here.ask, "PATCH", path, {"refuses_hidden": True})
    assert changed.json()["refuses_hidden"] is True
    directory = running.carrier.directory
    words = []
    for number in person.numbers:
        found = await directory.find_number(number, caller="")
        assert found is not None
        words.append(found.word)
    assert words == ["blocked", ""]


def test_a_message_from_a_blocked_number_is_put_nowhere_and_its_sender_not_told(
    running: RunningCarrier,
) -> None:
    (alice, of_alice), (bob, of_bob) = a_person(running), a_person(running)
    of_bob.ask("PUT", f"/v1/blocked-numbers/{alice.numbers[0]}")

    def sent(text: str) -> str:
        message_id: str = of_alice.send(alice.number_ids[0], bob.numbers[0], text).json()["id"]
        until(lambda: of_alice.get(f"/v1/messages/{message_id}")["status"] == "delivered")
        return message_id

    sent("Hello?")
    assert of_bob.get("/v1/messages")["messages"] == []
    of_bob.ask("DELETE", f"/v1/blocked-numbers/{alice.numbers[0]}")
    sent("And now?")
    assert [message["text"] for message in of_bob.get("/v1/messages")["messages"]] == ["And now?"]


def test_a_text_from_outside_from_a_blocked_number_is_put_nowhere(running: RunningCarrier) -> None:
    bob, of_bob = a_person(running)
    of_bob.ask("PUT", f"/v1/blocked-numbers/{people.ROBIN}")
    of_bob.send(bob.number_ids[0], people.ROBIN, "Answer me")
    other, of_other = a_person(running)
    of_other.send(other.number_ids[0], people.ROBIN, "Answer me")
    until(lambda: len(of_other.get("/v1/messages")["messages"]) == 2)  # Robin answers: to others
    until(lambda: of_bob.get("/v1/messages")["messages"][0]["status"] == "delivered")
    assert [message["direction"] for message in of_bob.get("/v1/messages")["messages"]] == ["outgoing"]
