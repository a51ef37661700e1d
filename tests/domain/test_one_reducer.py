"""The state changes by events alone; one about something that is gone changes nothing."""

from __future__ import annotations

import time

from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.connection import Carrier, Engine, Readiness, Registration
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.events import (
    CallAnswered,
    CallBegan,
    CallDismissed,
    CallEnded,
    CallRang,
    CarrierChanged,
    ContactsChanged,
    EngineChanged,
    Event,
    RegistrationChanged,
    SessionChanged,
    WaitingChanged,
)
from desktop.domain.numbers import Address
from desktop.domain.session import Account, DeviceId, Plan, SignedIn, SignedOut
from desktop.domain.state import State, reduce
from tests.storage.made import BEGAN, WORK

CALL = Call(CallId("c"), Direction.OUTGOING, WORK, Address("+33612345678"), "", Phase.DIALING, BEGAN)
SIGNED_IN = SessionChanged(SignedIn(Account("a@example.org", "A", Plan.PREMIUM), DeviceId("d")))


def after(*events: Event) -> State:
    state = State()
    for event in events:
        state = reduce(state, event)
    return state


def test_a_call_goes_from_dialling_to_its_end() -> None:
    answered = CallAnswered(CALL.id, BEGAN, time.monotonic(), "G722/16000", True)
    talking = after(CallBegan(CALL), CallRang(CALL.id), answered).call(CALL.id)
    assert talking is not None
    assert (talking.phase, talking.encrypted) == (Phase.TALKING, True)


def test_an_ended_call_absorbs_what_comes_late() -> None:
    state = after(CallBegan(CALL), CallEnded(CALL.id, EndOfCall.BUSY), CallRang(CALL.id))
    call = state.call(CALL.id)
    assert call is not None
    assert (call.phase, call.end) == (Phase.ENDED, EndOfCall.BUSY)
    assert reduce(state, CallEnded(CALL.id, EndOfCall.TECHNICAL)) == state


def test_a_live_call_can_not_be_dismissed() -> None:
    assert after(CallBegan(CALL), CallDismissed(CALL.id)).calls == (CALL,)


def test_events_about_calls_that_are_gone_change_nothing() -> None:
    assert after(CallRang(CallId("other"))) == State()


def test_a_late_ringing_does_not_undo_an_answer() -> None:
    answered = CallAnswered(CALL.id, BEGAN, 1.0, "PCMU/8000", True)
    call = after(CallBegan(CALL), answered, CallRang(CALL.id)).call(CALL.id)
    assert call is not None
    assert call.phase is Phase.TALKING


def test_signing_out_forgets_the_account_and_keeps_the_computer() -> None:
    state = after(
        SIGNED_IN,
        EngineChanged(Engine.RUNNING),
        WaitingChanged(3),
        CallBegan(CALL),
        SessionChanged(SignedOut()),
    )
    assert state == State(engine=Engine.RUNNING)


def test_names_follow_contacts() -> None:
    phone = ContactPhone(Address("+33612345678"), "mobile")
    state = after(ContactsChanged((Contact(ContactId("1"), "Marie", (phone,)),)))
    assert state.names == {"+33612345678": "Marie"}


def test_ready_needs_the_carrier_the_engine_and_the_registration() -> None:
    state = after(SIGNED_IN)
    assert state.readiness is Readiness.CONNECTING
    for event in (CarrierChanged(Carrier.UP), EngineChanged(Engine.RUNNING)):
        state = reduce(state, event)
        assert state.readiness is Readiness.CONNECTING
    state = reduce(state, RegistrationChanged(Registration.REGISTERED))
    assert state.readiness is Readiness.READY
    assert reduce(state, EngineChanged(Engine.RESTARTING)).readiness is Readiness.NO_CALLS
    assert reduce(state, CarrierChanged(Carrier.AWAY)).readiness is Readiness.AWAY
