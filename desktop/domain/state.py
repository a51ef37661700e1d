"""All that is known, and the one function that changes it.

Long lists (messages, history) stay in the cache and are read in pages; the state holds what is always
in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from desktop.domain import events as e
from desktop.domain.active_calls import ActiveCall
from desktop.domain.calls import Call, CallId, EndOfCall, Phase, Transfer
from desktop.domain.connection import Carrier, Engine, Readiness, Registration
from desktop.domain.contacts import Contact
from desktop.domain.files import Progress
from desktop.domain.greetings import Greetings, NewGreeting, Slot
from desktop.domain.headset import Headset
from desktop.domain.later import Scheduled
from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.money import Money
from desktop.domain.notices import Notices
from desktop.domain.numbers import Address, Number, NumberId, Unread
from desktop.domain.quiet import DoNotDisturb
from desktop.domain.ring_check import RingCheck
from desktop.domain.ringing import Ringing
from desktop.domain.session import DeviceId, Session, SignedIn, SignedOut
from desktop.domain.sound import Levels, Sound, Unheard
from desktop.domain.timeline import Timeline
from desktop.domain.transcript import Transcribing


@dataclass(frozen=True, slots=True)
class State:
    """All that is always in sight; lists that grow stay in the cache."""

    session: Session = field(default_factory=SignedOut)
    carrier: Carrier = Carrier.UNKNOWN
    engine: Engine = Engine.STOPPED
    registration: Registration = Registration.NONE
    sync_done: int = 0
    sync_total: int = 0
    numbers: tuple[Number, ...] = ()
    contacts: tuple[Contact, ...] = ()
    names: Mapping[Address, str] = field(default_factory=lambda: MappingProxyType({}))
    """Contact names by address, derived from `contacts`."""
    blocked: Mapping[Address, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """Since when, newest first."""
    unread: Mapping[NumberId, Unread] = field(default_factory=lambda: MappingProxyType({}))
    money: Money = field(default_factory=Money)
    muted: frozenset[ThreadKey] = frozenset()
    """Threads of which no notice is wanted, and which no badge counts."""
    greetings: Mapping[NumberId, Greetings] = field(default_factory=lambda: MappingProxyType({}))
    """What callers hear before the tone, where it is known."""
    new_greetings: Mapping[Slot, NewGreeting] = field(default_factory=lambda: MappingProxyType({}))
    """Those that are being made here."""
    active_calls: tuple[ActiveCall, ...] = ()
    """Answered calls of the account, on any of its devices."""
    ring_check: RingCheck | None = None
    """The last one since the program began."""
    device_names: Mapping[DeviceId, str] = field(default_factory=lambda: MappingProxyType({}))
    """Of the account's devices, those that are gone too."""
    waiting: int = 0
    scheduled: tuple[Scheduled, ...] = ()
    """Messages that leave later, the next one first; also those that could not, and those that left late."""
    uploads: Mapping[MessageId, Progress] = field(default_factory=lambda: MappingProxyType({}))
    """Files that are on their way, by their message."""
    calls: tuple[Call, ...] = ()
    quality: Mapping[CallId, Timeline] = field(default_factory=lambda: MappingProxyType({}))
    """Of the calls that are shown."""
    sound: Sound = field(default_factory=Sound)
    ringing: Ringing = field(default_factory=Ringing)
    quiet: DoNotDisturb = field(default_factory=DoNotDisturb)
    notices: Notices = field(default_factory=Notices)
    replies: tuple[str, ...] = ()
    levels: Levels = field(default_factory=Levels)
    headset: Headset = field(default_factory=Headset)
    transcribing: Transcribing = field(default_factory=Transcribing)

    @property
    def readiness(self) -> Readiness:
        if not isinstance(self.session, SignedIn):
            return Readiness.SIGNED_OUT
        if self.carrier in (Carrier.AWAY, Carrier.CAPTIVE_PORTAL, Carrier.CERTIFICATE_REFUSED):
            return Readiness.AWAY
        if self.carrier is not Carrier.UP:
            return Readiness.CONNECTING
        if self.registration is Registration.REGISTERED and self.engine is Engine.RUNNING:
            return Readiness.READY
        if self.registration in (Registration.REFUSED, Registration.UNREACHABLE) or self.engine in (
            Engine.BROKEN,
            Engine.RESTARTING,
        ):
            return Readiness.NO_CALLS
        return Readiness.CONNECTING

    @property
    def live_calls(self) -> tuple[Call, ...]:
        return tuple(call for call in self.calls if call.is_live)

    def number(self, number_id: NumberId) -> Number | None:
        return next((number for number in self.numbers if number.id == number_id), None)

    def call(self, call_id: CallId) -> Call | None:
        return next((call for call in self.calls if call.id == call_id), None)

    def contact_for(self, address: Address) -> Contact | None:
        return next(
            (c for c in self.contacts if any(phone.address == address for phone in c.phones)),
            None,
        )


def reduce(state: State, event: e.Event) -> State:
    """The state after `event`. Pure; an event about something that is gone changes nothing."""
    match event:
        case e.SessionChanged(session):
            if isinstance(session, SignedIn):
                return replace(state, session=session)
            # Whoever is signed out keeps nothing of the account in memory; what is this computer's stays.
            return State(
                session=session,
                carrier=state.carrier,
                engine=state.engine,
                sound=state.sound,
                headset=state.headset,
                ringing=state.ringing,
                quiet=state.quiet,
                notices=state.notices,
                replies=state.replies,
                transcribing=state.transcribing.of_this_computer,
            )
        case e.CarrierChanged(carrier):
            return replace(state, carrier=carrier)
        case e.EngineChanged(engine):
            registration = state.registration if engine is Engine.RUNNING else Registration.NONE
            sound = state.sound if engine is Engine.RUNNING else replace(state.sound, unheard=Unheard.NO)
            return replace(state, engine=engine, registration=registration, sound=sound)
        case e.RegistrationChanged(registration):
            return replace(state, registration=registration)
        case e.SyncProgressed(done, total):
            return replace(state, sync_done=done, sync_total=total)
        case e.NumbersChanged(numbers):
            return replace(state, numbers=tuple(sorted(numbers, key=lambda n: (n.position, n.id))))
        case e.ContactsChanged(contacts):
            names = {phone.address: c.name for c in contacts for phone in c.phones}
            return replace(state, contacts=contacts, names=MappingProxyType(names))
        case e.BlockedChanged(blocked):
            since = {each.address: each.blocked_at for each in blocked}
            return replace(state, blocked=MappingProxyType(since))
        case e.MoneyChanged(money):
            return replace(state, money=money)
        case e.UnreadChanged(unread):
            return replace(state, unread=MappingProxyType(dict(unread)))
        case e.MutedChanged(threads):
            return replace(state, muted=threads)
        case e.WaitingChanged(waiting):
            return replace(state, waiting=waiting)
        case e.ScheduledChanged(scheduled):
            return replace(state, scheduled=scheduled)
        case e.UploadsChanged(uploads):
            return replace(state, uploads=MappingProxyType(dict(uploads)))
        case e.GreetingsChanged(greetings):
            return replace(state, greetings=MappingProxyType(dict(greetings)))
        case e.NewGreetingChanged(slot, greeting):
            made = {each: made for each, made in state.new_greetings.items() if each != slot}
            if greeting is not None:
                made[slot] = greeting
            return replace(state, new_greetings=MappingProxyType(made))
        case e.RingCheckChanged(check):
            return replace(state, ring_check=check)
        case e.ActiveCallsChanged(active):
            return replace(state, active_calls=active)
        case e.DeviceNamesChanged(names):
            return replace(state, device_names=MappingProxyType(dict(names)))
        case e.CallBegan(call):
            others = tuple(c for c in state.calls if c.id != call.id)
            return replace(state, calls=(*others, call))
        case e.CallNamed(call_id, carrier_id):
            return _with_call(state, call_id, lambda c: replace(c, carrier_id=carrier_id))
        case e.CallRang(call_id):
            return _with_call(
                state, call_id, lambda c: replace(c, phase=Phase.RINGING) if c.phase is Phase.DIALING else c
            )
        case e.CallAnswered(call_id, at, monotonic, codec, encrypted):
            return _with_call(
                state,
                call_id,
                lambda c: replace(
                    c,
                    phase=Phase.HELD if c.held else Phase.TALKING,
                    answered_at=c.answered_at or at,
                    answered_monotonic=c.answered_monotonic
                    if c.answered_monotonic is not None
                    else monotonic,
                    codec=codec,
                    encrypted=encrypted,
                ),
            )
        case e.CallMuted(call_id, muted):
            return _with_call(state, call_id, lambda c: replace(c, muted=muted))
        case e.CallHandedOn(call_id, to):
            return _with_call(
                state, call_id, lambda c: replace(c, peer=to, peer_name="", handed_on_by=c.peer)
            )
        case e.CallHeld(call_id, here, there):
            return _with_call(state, call_id, lambda c: _held(c, here=here, there=there))
        case e.CallsJoined(call_ids):
            return replace(
                state, calls=tuple(replace(c, joined=c.id in call_ids and c.is_live) for c in state.calls)
            )
        case e.TransferBegan(call_id, to):
            return _with_call(state, call_id, lambda c: replace(c, transfer=Transfer(to)))
        case e.TransferRang(call_id):
            return _with_call(
                state,
                call_id,
                lambda c: replace(c, transfer=replace(c.transfer, rings=True)) if c.transfer else c,
            )
        case e.TransferFailed(call_id):
            return _with_call(state, call_id, lambda c: replace(c, transfer=None))
        case e.TonesSent(call_id, digits):
            return _with_call(state, call_id, lambda c: replace(c, tones=(c.tones + digits)[-64:]))
        case e.CallEnded(call_id, end, detail):
            return _with_call(state, call_id, lambda c: _ended(c, end, detail))
        case e.QualityMeasured(call_id, timeline):
            if state.call(call_id) is None:
                return state
            return replace(state, quality=_of_calls({**state.quality, call_id: timeline}, state.calls))
        case e.CallDismissed(call_id):
            calls = tuple(c for c in state.calls if c.id != call_id or c.is_live)
            return replace(state, calls=calls, quality=_of_calls(state.quality, calls))
        case e.SoundChanged(sound):
            return replace(state, sound=sound)
        case e.RingingChanged(ringing):
            return replace(state, ringing=ringing)
        case e.QuietChanged(quiet):
            return replace(state, quiet=quiet)
        case e.NoticesChanged(notices):
            return replace(state, notices=notices)
        case e.RepliesChanged(replies):
            return replace(state, replies=replies)
        case e.LevelsMeasured(levels):
            return replace(state, levels=levels)
        case e.HeadsetChanged(headset):
            return replace(state, headset=headset)
        case e.TranscribingChanged(transcribing):
            return replace(state, transcribing=transcribing)
        case (
            e.ResumeFailed()
            | e.MessagesChanged()
            | e.ScheduledNotDone()
            | e.ThreadsRead()
            | e.ThreadsChanged()
            | e.DraftChanged()
            | e.HistoryChanged()
            | e.VoicemailsChanged()
            | e.TranscriptsChanged()
            | e.DevicesOutdated()
            | e.CacheReplaced()
        ):
            return state  # they stand in the cache; whoever shows them listens
        case _:
            assert_never(event)


def _of_calls(quality: Mapping[CallId, Timeline], calls: tuple[Call, ...]) -> Mapping[CallId, Timeline]:
    """Only of those that are shown."""
    return MappingProxyType({c.id: quality[c.id] for c in calls if c.id in quality})


def _with_call(state: State, call_id: CallId, change: Callable[[Call], Call]) -> State:
    """An ended call absorbs: nothing that comes late changes it."""
    return replace(
        state,
        calls=tuple(change(c) if c.id == call_id and c.is_live else c for c in state.calls),
    )


def _held(call: Call, *, here: bool, there: bool) -> Call:
    talked_on = call.phase in (Phase.TALKING, Phase.HELD)
    phase = (Phase.HELD if here else Phase.TALKING) if talked_on else call.phase
    return replace(call, phase=phase, held=here, held_there=there)


def _ended(call: Call, end: EndOfCall, detail: str) -> Call:
    return replace(call, phase=Phase.ENDED, joined=False, transfer=None, end=end, detail=detail)
