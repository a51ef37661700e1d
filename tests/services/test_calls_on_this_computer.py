"""What the engine says becomes what is known of a call; every refusal has its own reason (CALL-4)."""

from __future__ import annotations

import pytest
import pytest_asyncio

from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.connection import Engine
from desktop.domain.errors import Mendable
from desktop.domain.events import NumbersChanged
from desktop.domain.numbers import E164, Address, Capability, Number, NumberId, NumberStatus
from desktop.domain.sound import SoundChoice
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

MINE = NumberId("mine")
THEM = Address("+33612345678")


def number(status: NumberStatus = NumberStatus.ACTIVE, *, calls: bool = True) -> Number:
    can = frozenset({Capability.CALLS} if calls else {Capability.MESSAGES})
    return Number(MINE, E164("+33199010001"), "Mine", "FR", 0, 0, can, status)


@pytest_asyncio.fixture
async def ready(make_desk: MakeDesk) -> Desk:
    """Registered, with one number; the carrier is nobody's business here."""
    desk = await make_desk("http://127.0.0.1:9").open()
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    return desk


def the_call(desk: Desk) -> Call:
    (call,) = desk.state.calls
    return call


def incoming(call_id: str = "in-1", **more: str) -> wire.Incoming:
    said = {"session_id": "s", "peer": THEM, "peer_name": "Marie", "number": "+33199010001", **more}
    return wire.Incoming(call_id, **said)


async def test_ones_own_voicemail_is_heard_by_a_call_that_is_to_nobody(ready: Desk) -> None:
    call_id = await ready.phone.calls.hear_greeting(MINE)
    assert ready.engine.told(wire.Dial) == [wire.Dial(call_id, "greeting-mine", "+33199010001")]
    assert (the_call(ready).to_voicemail, the_call(ready).peer) == (True, "")
    ready.engine.tell(wire.Confirmed(call_id, "s", "G722/16000", True))
    assert the_call(ready).phase is Phase.TALKING
    await ready.phone.calls.hang_up(call_id)
    assert ready.engine.told(wire.HangUp) == [wire.HangUp(call_id)]


async def test_an_outgoing_call_from_dialling_to_hanging_up(ready: Desk) -> None:
    call_id = await ready.phone.calls.dial(THEM, number_id=MINE)
    assert ready.engine.told(wire.Dial) == [wire.Dial(call_id, THEM, "+33199010001")]
    assert the_call(ready).phase is Phase.DIALING
    ready.engine.tell(wire.Ringing(call_id, "s", False))
    assert the_call(ready).phase is Phase.RINGING
    ready.engine.tell(wire.Confirmed(call_id, "s", "G722/16000", True))
    assert (the_call(ready).phase, the_call(ready).encrypted) == (Phase.TALKING, True)
    await ready.phone.calls.send_tones(call_id, "1#")
    await ready.phone.calls.mute(call_id, True)
    ready.engine.tell(wire.TonesSent(call_id, "1#"), wire.Muted(call_id, True))
    assert (the_call(ready).tones, the_call(ready).muted) == ("1#", True)
    await ready.phone.calls.hang_up(call_id)
    assert ready.engine.told(wire.HangUp) == [wire.HangUp(call_id)]
    ready.engine.tell(wire.Ended(call_id, 200, False, "", "OK"))
    assert the_call(ready).end is EndOfCall.HUNG_UP
    ready.phone.calls.dismiss(call_id)
    assert ready.state.calls == ()


async def test_an_incoming_call_is_shown_and_answered(ready: Desk) -> None:
    ready.engine.tell(incoming(peer_name="Ma\u202erie\x00" + "x" * 500))
    call = the_call(ready)
    assert (call.direction, call.number_id, call.peer, call.phase) == (
        Direction.INCOMING,
        MINE,
        THEM,
        Phase.RINGING,
    )
    assert call.peer_name.startswith("Mariex")
    assert len(call.peer_name) == 80
    await ready.phone.calls.answer(call.id)
    assert ready.engine.told(wire.Answer) == [wire.Answer(call.id)]


async def test_declining_is_said_as_declined(ready: Desk) -> None:
    ready.engine.tell(incoming())
    await ready.phone.calls.decline(CallId("in-1"))
    assert ready.engine.told(wire.Decline) == [wire.Decline("in-1")]
    ready.engine.tell(wire.Ended("in-1", 603, False, "", "Decline"))
    assert the_call(ready).end is EndOfCall.DECLINED


@pytest.mark.logs("not ours")
async def test_a_call_for_a_number_that_is_not_mine_is_not_shown(ready: Desk) -> None:
    ready.engine.tell(incoming(number="+33100000000"))
    assert ready.state.calls == ()
    assert not ready.engine.told(wire.Decline)  # it may ring on another device
    assert ready.engine.told(wire.HangUp)


@pytest.mark.parametrize(
    ("code", "by_remote", "reason", "end"),
    [
        (486, True, "", EndOfCall.BUSY),
        (600, True, "", EndOfCall.BUSY),
        (603, True, "", EndOfCall.DECLINED),
        (404, True, "", EndOfCall.WRONG_NUMBER),
        (484, True, "", EndOfCall.WRONG_NUMBER),
        (480, True, "", EndOfCall.UNREACHABLE),
        (408, True, "", EndOfCall.NO_ANSWER),
        (487, False, "", EndOfCall.CANCELLED),
        (403, True, "premium-rate", EndOfCall.PREMIUM_RATE),
        (403, True, "no-credit", EndOfCall.NO_CREDIT),
        (403, True, "number-off", EndOfCall.NUMBER_OFF),
        (403, True, "something new", EndOfCall.TECHNICAL),
        (500, True, "", EndOfCall.TECHNICAL),
        (500, False, "engine-stopped", EndOfCall.ENGINE_STOPPED),
        (480, True, "no-answer", EndOfCall.NO_ANSWER),
    ],
)
async def test_each_reason_is_told_apart(
    ready: Desk, code: int, by_remote: bool, reason: str, end: EndOfCall
) -> None:
    call_id = await ready.phone.calls.dial(THEM, number_id=MINE)
    ready.engine.tell(wire.Ended(call_id, code, by_remote, reason, "Phrase"))
    assert (the_call(ready).end, the_call(ready).detail) == (end, f"{code} Phrase")


async def test_a_call_taken_on_another_device_is_not_missed_here(ready: Desk) -> None:
    ready.engine.tell(incoming(), wire.Ended("in-1", 487, True, "Call completed elsewhere", ""))
    assert the_call(ready).end is EndOfCall.ANSWERED_ELSEWHERE


async def test_the_other_side_hanging_up_is_told_apart(ready: Desk) -> None:
    ready.engine.tell(incoming(), wire.Confirmed("in-1", "s", "PCMU/8000", True))
    ready.engine.tell(wire.Ended("in-1", 200, True, "", ""))
    assert the_call(ready).end is EndOfCall.REMOTE_HUNG_UP


async def test_a_caller_who_gives_up_has_cancelled(ready: Desk) -> None:
    ready.engine.tell(incoming(), wire.Ended("in-1", 487, True, "", ""))
    assert the_call(ready).end is EndOfCall.CANCELLED


async def test_half_a_minute_of_silence_ends_the_call_and_says_so(ready: Desk) -> None:
    ready.engine.tell(incoming(), wire.Confirmed("in-1", "s", "PCMU/8000", True))
    for silent in (28.0, 30.0, 32.0):
        ready.engine.tell(wire.MediaStats("in-1", 0, 0, 0.0, 0.0, silent))
    assert ready.engine.told(wire.HangUp) == [wire.HangUp("in-1")]
    ready.engine.tell(wire.Ended("in-1", 200, False, "", ""))
    assert the_call(ready).end is EndOfCall.SILENCE


async def test_an_unregistered_phone_says_so_at_once(ready: Desk) -> None:
    ready.engine.on_state(Engine.RESTARTING)
    await ready.phone.calls.dial(THEM, number_id=MINE)
    assert the_call(ready).end is EndOfCall.NOT_REGISTERED
    assert ready.engine.told(wire.Dial) == []


@pytest.mark.parametrize("digits", ["112", "15", "17", "18", "١١٢"])
async def test_an_emergency_number_is_never_silently_nothing(ready: Desk, digits: str) -> None:
    await ready.phone.calls.dial(Address(digits), number_id=MINE)
    assert the_call(ready).end is EndOfCall.EMERGENCY_NOT_SUPPORTED
    assert ready.engine.told(wire.Dial) == []


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (NumberStatus.OFF, EndOfCall.NUMBER_OFF),
        (NumberStatus.EXPIRED, EndOfCall.NUMBER_EXPIRED),
        (NumberStatus.UNVERIFIED, EndOfCall.NOT_VERIFIED),
    ],
)
async def test_a_number_that_can_not_call_now_says_why(
    ready: Desk, status: NumberStatus, end: EndOfCall
) -> None:
    ready.phone.store.apply(NumbersChanged((number(status),)))
    await ready.phone.calls.dial(THEM, number_id=MINE)
    assert the_call(ready).end is end


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("+33899123456", "premium-rate"),
        ("hello", "not-a-number"),
        ("*#06#", "not-a-number"),
        ("", "not-a-number"),
    ],
)
async def test_what_can_not_be_called_is_said_before_anything_is_sent(
    ready: Desk, typed: str, word: str
) -> None:
    with pytest.raises(Mendable) as caught:
        await ready.phone.calls.dial(Address(typed), number_id=MINE)
    assert caught.value.word == word
    assert ready.state.calls == ()


async def test_a_number_without_calls_and_the_fourth_call_are_refused(ready: Desk) -> None:
    with pytest.raises(Mendable, match="cannot-call"):
        await ready.phone.calls.dial(THEM, number_id=NumberId("other"))
    for n in range(3):
        ready.engine.tell(incoming(f"in-{n}"))
    with pytest.raises(Mendable, match="too-many-calls"):
        await ready.phone.calls.dial(THEM, number_id=MINE)
    ready.phone.store.apply(NumbersChanged((number(calls=False),)))
    with pytest.raises(Mendable, match="cannot-call"):
        await ready.phone.calls.dial(THEM, number_id=MINE)


@pytest.mark.parametrize("digits", ["", "A\r\n", "１", "x", "1" * 33])
async def test_only_keypad_tones_are_sent(ready: Desk, digits: str) -> None:
    ready.engine.tell(incoming())
    with pytest.raises(Mendable, match="not-a-tone"):
        await ready.phone.calls.send_tones(CallId("in-1"), digits)


async def test_verbs_on_a_call_that_is_gone_do_nothing(ready: Desk) -> None:
    calls, gone = ready.phone.calls, CallId("gone")
    before = list(ready.engine.commands)
    for verb in (calls.answer, calls.decline, calls.hang_up):
        await verb(gone)
    await calls.mute(gone, True)
    calls.dismiss(gone)
    assert ready.engine.commands == before


async def test_the_choice_of_devices_is_kept_for_the_next_start(ready: Desk) -> None:
    choice = SoundChoice(("Headset",), ("Headset", "Desk"))
    await ready.phone.sound.choose(choice)
    devices = wire.Devices((wire.Device("Headset", 1, 2, True, True),), "Headset", "Headset", ("Desk",))
    ready.engine.tell(devices, wire.Levels(-20.0, -30.0))
    assert (ready.state.sound.microphone, ready.state.sound.choice) == ("Headset", choice)
    assert ready.state.levels.microphone == -20.0
    await ready.phone.sound.measure_levels(False)
    assert ready.state.levels.microphone == -90.0
    await ready.again()
    assert ready.state.sound.choice == choice
    assert wire.UseDevices(("Headset",), ("Headset", "Desk")) in ready.engine.commands


async def test_who_wants_to_connect_again_need_not_wait_for_the_engine_either(
    carrier: RunningCarrier, desk: Desk
) -> None:
    await desk.sign_in(carrier.person().email, PASSWORD)
    desk.engine.tell(wire.RegistrationState("unreachable", 503, "No answer"))
    desk.phone.sessions.try_now()
    assert len(desk.engine.told(wire.NetworkChanged)) == 1
    desk.register()
    desk.phone.sessions.try_now()
    assert len(desk.engine.told(wire.NetworkChanged)) == 1
