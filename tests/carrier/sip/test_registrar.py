"""Who is registered where, and who is not let in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered, user_agent

URI = f"sip:{DOMAIN}"


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to pass")


async def challenge(phone: UserAgent) -> str:
    phone.ask_to_register()
    refused = await phone.expect(401)
    value: str = refused.headers.get("www-authenticate")
    return value


@pytest.mark.parametrize("transport", ["tls", "tcp", "udp"])
async def test_a_device_registers_and_takes_it_back(running: Running, transport: str) -> None:
    async with user_agent(
        running.ports, device("alice"), transport=transport, certificate=running.certificate
    ) as phone:
        confirmed = await phone.register(expires=120)
        assert confirmed.headers.get("contact") == f"{phone.contact};expires=120"
        assert running.edge.is_registered("alice-1")
        assert running.directory.last_seen == ["alice-1"]
        phone.ask_to_register(expires=0)
        again = (await phone.expect(401)).headers.get("www-authenticate")
        phone.ask_to_register(phone.authorization(again, method="REGISTER", uri=URI), expires=0)
        await phone.expect(200)
        assert not running.edge.is_registered("alice-1")


async def test_a_new_registration_replaces_the_old(running: Running) -> None:
    async with (
        user_agent(running.ports, device("bob")) as old,
        registered(running.ports, device("alice")) as (alice,),
    ):
        await old.register()
        async with user_agent(running.ports, device("bob")) as new:
            await new.register()
            alice.call(BOB)
            await new.rung()
            assert old.silent()
            # The old connection's end does not take the new registration with it.
            old.close()
            await old.expect_end()
            assert running.edge.is_registered("bob-1")


async def test_a_lost_connection_is_a_lost_registration(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        await phone.register()
        phone.close()
        await until(lambda: not running.edge.is_registered("alice-1"))


async def test_a_wrong_secret_is_forbidden(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        asked = await challenge(phone)
        phone.ask_to_register(phone.authorization(asked, method="REGISTER", uri=URI, secret="guess"))
        await phone.expect(403)
    assert not running.edge.is_registered("alice-1")


async def test_an_unknown_device_is_told_no_more_than_a_wrong_secret(running: Running) -> None:
    async with user_agent(running.ports, device("nobody")) as phone:
        asked = await challenge(phone)
        phone.ask_to_register(phone.authorization(asked, method="REGISTER", uri=URI))
        await phone.expect(403)


async def test_an_answer_is_good_once(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        asked = await challenge(phone)
        answer = phone.authorization(asked, method="REGISTER", uri=URI)
        phone.ask_to_register(answer)
        await phone.expect(200)
        phone.ask_to_register(answer)
        refused = await phone.expect(401)
        assert "stale=true" in refused.headers.get("www-authenticate")
        phone.ask_to_register(phone.authorization(asked, method="REGISTER", uri=URI, nc=2))
        await phone.expect(200)


async def test_somebody_elses_nonce_is_stale(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        made_up = f'Digest realm="{DOMAIN}", nonce="1.2.3", algorithm=MD5, qop="auth"'
        phone.ask_to_register(phone.authorization(made_up, method="REGISTER", uri=URI))
        assert "stale=true" in (await phone.expect(401)).headers.get("www-authenticate")


async def test_guessing_is_stopped(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        for _ in range(20):
            asked = await challenge(phone)
            phone.ask_to_register(phone.authorization(asked, method="REGISTER", uri=URI, secret="guess"))
            await phone.expect(403)
        # Now even the challenge is refused.
        phone.ask_to_register()
        await phone.expect(403)


async def test_nobody_registers_for_another(running: Running) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        phone.send_request(
            "REGISTER",
            URI,
            to=f"<sip:bob-1@{DOMAIN}>",
            sender=f"<{phone.aor}>;tag=1",
            call_id="x",
            seq=1,
            extra="Expires: 60\r\n",
        )
        await phone.expect(403)


async def test_another_device_over_the_same_connection_proves_itself_too(running: Running) -> None:
    async with registered(running.ports, device("alice")) as (alice,):
        alice.send_request(
            "INVITE",
            f"sip:{BOB}@{DOMAIN}",
            to=f"<sip:{BOB}@{DOMAIN}>",
            sender=f"<sip:bob-1@{DOMAIN}>;tag=1",
            call_id="x",
            seq=1,
        )
        await alice.expect(401)


@pytest.mark.parametrize(
    ("contact", "status"),
    [
        ("<mailto:me@example.org>", 400),
        ("<sip:me@example.org?Route=%3Csip:evil.example%3E>", 400),
        ("*", 400),
        ("<sip:%0d%0aX@example.org>", 400),
        ("<sip:me@example.org>;expires=1", 423),
        ("<sip:me@example.org", 400),
    ],
)
async def test_a_strange_contact_is_refused(running: Running, contact: str, status: int) -> None:
    async with user_agent(running.ports, device("alice")) as phone:
        asked = await challenge(phone)
        answer = phone.authorization(asked, method="REGISTER", uri=URI)
        text = (
            f"REGISTER {URI} SIP/2.0\r\nVia: {phone.via('z9hG4bKabc')}\r\nMax-Forwards: 70\r\n"
            f"From: <{phone.aor}>;tag=1\r\nTo: <{phone.aor}>\r\nCall-ID: c\r\nCSeq: 9 REGISTER\r\n"
            f"Contact: {contact}\r\n{answer}Content-Length: 0\r\n\r\n"
        )
        phone.send(text)
        await phone.expect(status)


async def test_keepalives_are_answered(running: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.ports.tcp)
    writer.write(b"\r\n\r\n")
    assert await asyncio.wait_for(reader.readexactly(2), 3) == b"\r\n"
    writer.close()
    await writer.wait_closed()
