"""What frames the screens: which part is open, what the chosen number can do, and readiness."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.connection import Carrier, Engine, Readiness, Registration
from desktop.domain.numbers import Capability, Number, NumberId, Unread
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.listening import listen


class Section(Enum):
    CALLS = "calls"
    MESSAGES = "messages"
    VOICEMAIL = "voicemail"
    PEOPLE = "people"
    SETTINGS = "settings"


_NEEDS = {
    Section.CALLS: Capability.CALLS,
    Section.MESSAGES: Capability.MESSAGES,
    Section.VOICEMAIL: Capability.VOICEMAIL,
}


@dataclass(frozen=True, slots=True)
class ReadinessView:
    """One word, and what stands behind it."""

    readiness: Readiness
    word: str
    sentence: str
    details: tuple[tuple[str, str], ...]
    """Pairs of a name and how it stands."""
    can_retry: bool

    @property
    def short_word(self) -> str:
        """Where there is no room for the word."""
        away = self.readiness in (Readiness.AWAY, Readiness.NO_CALLS)
        return _("Out of reach") if away else self.word


class ShellModel(QObject):
    changed = Signal()
    section_changed = Signal()

    def __init__(self, store: Store, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.section = Section.MESSAGES
        self.sections: tuple[Section, ...] = tuple(Section)
        self.unread: dict[Section, int] = {}
        self.number_id: NumberId | None = None
        self._store = store
        self._detail = ""
        self.readiness = _readiness(store.state, "")
        self.progress: tuple[int, int] | None = None
        """Done and total of a first sync or a long catch-up."""
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    def open(self, section: Section) -> None:
        if section in self.sections and section is not self.section:
            self.section = section
            self.section_changed.emit()

    def show_number(self, number_id: NumberId | None) -> None:
        """The tab that was chosen; what it can't do is hidden (NUM-3)."""
        if number_id != self.number_id:
            self.number_id = number_id
            self._look()

    def retranslate(self) -> None:
        self._look()

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        match event:
            case e.RegistrationChanged():
                self._detail = event.detail
            case (
                e.CarrierChanged()
                | e.EngineChanged()
                | e.SyncProgressed()
                | e.NumbersChanged()
                | e.UnreadChanged()
                | e.SessionChanged()
                | e.WaitingChanged()
                | e.SoundChanged()
            ):
                pass
            case _:
                return
        self._look()

    def _look(self) -> None:
        state = self._store.state
        number = state.number(self.number_id) if self.number_id is not None else None
        numbers = (number,) if number is not None else state.numbers
        sections = tuple(section for section in Section if _offers(numbers, section))
        waiting = [state.unread.get(each.id, Unread()) for each in numbers]
        unread = {
            Section.CALLS: sum(each.missed_calls for each in waiting),
            Section.MESSAGES: sum(each.messages for each in waiting),
            Section.VOICEMAIL: sum(each.voicemails for each in waiting),
        }
        readiness = _readiness(state, self._detail)
        progress = (state.sync_done, state.sync_total) if state.sync_done < state.sync_total else None
        before = (self.sections, self.unread, self.readiness, self.progress)
        if before == (sections, unread, readiness, progress):
            return
        self.sections, self.unread, self.readiness, self.progress = sections, unread, readiness, progress
        if self.section not in sections:
            self.section = sections[0]
            self.section_changed.emit()
        self.changed.emit()


def _offers(numbers: tuple[Number, ...], section: Section) -> bool:
    capability = _NEEDS.get(section)
    return capability is None or not numbers or any(number.can(capability) for number in numbers)


def section_name(section: Section) -> str:
    match section:
        case Section.CALLS:
            return _("Calls")
        case Section.MESSAGES:
            return _("Messages")
        case Section.VOICEMAIL:
            return _("Voicemail")
        case Section.PEOPLE:
            return _("People")
        case Section.SETTINGS:
            return _("Settings")
        case _:
            assert_never(section)


def _readiness(state: State, detail: str) -> ReadinessView:
    word, sentence = _words(state)
    details = [
        (_("Carrier"), _carrier(state.carrier)),
        (_("Calls"), _calls(state, detail)),
        (_("Microphone"), state.sound.microphone or _("None")),
        (_("Speaker"), state.sound.speaker or _("None")),
    ]
    if state.waiting:
        waiting = ngettext("{count} message", "{count} messages", state.waiting).format(count=state.waiting)
        details.append((_("Waiting to leave"), waiting))
    settled = state.readiness in (Readiness.READY, Readiness.SIGNED_OUT)
    return ReadinessView(state.readiness, word, sentence, tuple(details), can_retry=not settled)


def _words(state: State) -> tuple[str, str]:
    match state.readiness:
        case Readiness.SIGNED_OUT:
            return _("Signed out"), _("Nobody is signed in.")
        case Readiness.CONNECTING:
            return _("Connecting"), _("Getting in touch with the carrier. You can read and write meanwhile.")
        case Readiness.READY:
            return _("Ready"), _("Calls and messages reach you here.")
        case Readiness.NO_CALLS:
            return _("Can't be reached right now"), _(
                "Messages work. Calls don't, and the program keeps trying."
            )
        case Readiness.AWAY:
            return _("Can't be reached right now"), _away(state.carrier)


def _away(carrier: Carrier) -> str:
    match carrier:
        case Carrier.CAPTIVE_PORTAL:
            return _("This network wants you to sign in first. Open a web page to do so.")
        case Carrier.CERTIFICATE_REFUSED:
            return _("What answers is not your carrier, or your clock is wrong. Nothing was sent.")
        case _:
            return _("The carrier can't be reached. What you write leaves by itself later.")


def _carrier(carrier: Carrier) -> str:
    match carrier:
        case Carrier.UNKNOWN | Carrier.CONNECTING:
            return _("Connecting")
        case Carrier.UP:
            return _("Connected")
        case Carrier.AWAY:
            return _("Out of reach")
        case Carrier.CAPTIVE_PORTAL:
            return _("Held up by this network")
        case Carrier.CERTIFICATE_REFUSED:
            return _("Not trusted")
        case _:
            assert_never(carrier)


def _calls(state: State, detail: str) -> str:
    match state.engine:
        case Engine.STOPPED:
            return _("Not started")
        case Engine.STARTING:
            return _("Starting")
        case Engine.RESTARTING:
            return _("Starting again")
        case Engine.BROKEN:
            return _("Not working")
        case Engine.RUNNING:
            pass
    match state.registration:
        case Registration.REGISTERED:
            return _("Ready")
        case Registration.NONE | Registration.REGISTERING:
            return _("Connecting")
        case Registration.REFUSED:
            return f"{_('Refused')} ({detail})" if detail else _("Refused")
        case Registration.UNREACHABLE:
            return _("Out of reach")
        case _:
            assert_never(state.registration)
