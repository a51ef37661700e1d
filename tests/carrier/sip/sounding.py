"""Phones of the tests with real sound: an ear beside the signalling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from carrier.network.ear import Ear, open_ear
from carrier.network.rtp import Packet
from carrier.network.simulated import Conversation
from carrier.sip.message import Message
from carrier.sip.sdp import Audio, Shape, read_description, write_description
from tests.carrier.sip.directory import BOB
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import Talk, UserAgent
from tests.sound import wait_for


def offer(ear: Ear, *, secure: bool) -> str:
    protocol = "RTP/SAVP" if secure else "RTP/AVP"
    shape = Shape((("audio", protocol, "0"),))
    return write_description(ear.offer(secure=secure), shape, session=1, version=1).decode()


def accept(ear: Ear, message: Message) -> asyncio.Queue[Packet]:
    audio, _ = read_description(message.body)
    ear.accept(audio)
    heard: asyncio.Queue[Packet] = asyncio.Queue()
    ear.on_sound = heard.put_nowait
    return heard


def described(audio: Audio) -> str:
    protocol = "RTP/SAVP" if audio.cryptos else "RTP/AVP"
    return write_description(audio, Shape((("audio", protocol, "0"),)), session=1, version=1).decode()


class Voice:
    """A phone in a call, its ear, and what it hears."""

    def __init__(self, phone: UserAgent, talk: Talk, ear: Ear, *, secure: bool) -> None:
        self.phone = phone
        self.talk = talk
        self.ear = ear
        self.secure = secure
        self.heard: asyncio.Queue[Packet] = asyncio.Queue()
        ear.on_sound = self.heard.put_nowait

    async def offer(self, direction: str) -> Audio:
        """Offers anew, and returns the answer."""
        local = self.ear.offer(secure=self.secure, direction=direction)
        self.talk.send("INVITE", described(local))
        answer, _ = read_description((await self.phone.expect(200)).body)
        self.talk.send("ACK")
        self.ear.accept(answer)
        return answer

    async def is_offered(self) -> Audio:
        """Answers the INVITE that comes, and returns its offer."""
        invite = await self.phone.expect("INVITE")
        if invite.body:
            audio, _ = read_description(invite.body)
            self.phone.respond(invite, 200, described(self.ear.answer(audio)))
            await self.phone.expect("ACK")
            return audio
        self.phone.respond(invite, 200, described(self.ear.offer(secure=self.secure)))
        ack = await self.phone.expect("ACK")
        audio, _ = read_description(ack.body)
        self.ear.accept(audio)
        return audio

    async def hears(self, payload: bytes | None = None) -> None:
        """A packet with this, or (music) with anything but silence."""
        async with asyncio.timeout(5):
            while True:
                packet = await self.heard.get()
                if packet.payload == payload or (payload is None and self.ear.is_loud(packet.payload)):
                    return

    async def is_heard_at(self, ear: Ear) -> None:
        """By somebody of the network, to whom this ear belongs."""
        heard = asyncio.Event()
        payload = bytes([0x44]) * 160
        ear.on_sound = lambda packet: heard.set() if packet.payload == payload else None
        async with asyncio.timeout(5):
            while not heard.is_set():
                await self.ear.say([payload])

    async def is_heard_by(self, other: Voice) -> None:
        payload = bytes([0x33 + len(self.phone.device.device_id)]) * 160
        listening = asyncio.ensure_future(other.hears(payload))
        try:
            async with asyncio.timeout(5):
                while not listening.done():
                    await self.ear.say([payload])
        finally:
            await listening

    async def hang_up(self) -> None:
        self.talk.send("BYE")
        await self.phone.expect(200)
        self.ear.close()


async def speaking(alice: UserAgent, bob: UserAgent, *, secure: bool) -> tuple[Voice, Voice]:
    """Alice calls Bob, who answers."""
    ears = await open_ear("127.0.0.1"), await open_ear("127.0.0.1")
    outgoing = alice.call(BOB, body=described(ears[0].offer(secure=secure)))
    incoming = await bob.rung()
    assert incoming.invite is not None
    audio, _ = read_description(incoming.invite.body)
    await bob.take(incoming, described(ears[1].answer(audio)))
    answer, _ = read_description((await alice.answered(outgoing)).body)
    ears[0].accept(answer)
    return Voice(alice, outgoing, ears[0], secure=secure), Voice(bob, incoming, ears[1], secure=secure)


async def until(fact: Callable[[], bool], *, within: float = 10.0) -> None:
    await asyncio.to_thread(wait_for, fact, "what the edge should have by now", within=within)


def other_side(running: Running) -> Conversation:
    """The only person of the network who talks."""
    [conversation] = running.network._conversations
    return conversation


def direction_of(person: Conversation) -> str:
    assert person.ear is not None
    assert person.ear.local is not None
    return person.ear.local.direction
