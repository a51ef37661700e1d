"""The voicemail of a number: its settings and its greetings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.greetings import Away, Greetings, Kind, Making, NewGreeting, Own, Slot
from desktop.domain.numbers import Capability, Number, NumberId, VoicemailChange, VoicemailSettings
from tests.fakes_greetings import MemoryGreetings, hum
from tests.fakes_ui import MemoryNumbers
from tests.galleries import entry
from tests.galleries.sample import LONDON, WORK, Sample, account
from ui.models.greetings import GreetingsModel
from ui.models.voicemail_numbers import VoicemailNumbersModel
from ui.models.voicemail_settings import VoicemailSettingsModel
from ui.screens.voicemail_settings import VoicemailSettingsScreen
from ui.widgets.voicemail_numbers import VoicemailNumbers

SIZE = (560, 900)
NOW = datetime(2026, 11, 27, 14, 45, tzinfo=UTC)
MINE = Own(12.4, NOW - timedelta(days=3))
ABSENCE = Away(9.0, NOW, NOW - timedelta(hours=5), datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
DEFAULT = Greetings("fr", 6.2)


def models(sample: Sample, number_id: NumberId = WORK) -> tuple[VoicemailSettingsModel, GreetingsModel]:
    store, start = sample.store, sample.start
    settings = VoicemailSettingsModel(store, MemoryNumbers(store), start)
    greetings = GreetingsModel(
        store, MemoryGreetings(store, now=NOW), start, clock=lambda: NOW, zone=lambda: "Europe/Paris"
    )
    settings.show_number(number_id)
    greetings.show_number(number_id)
    return settings, greetings


def screen(
    greetings: Greetings | None = DEFAULT,
    making: dict[Kind, NewGreeting] | None = None,
    *,
    sample: Sample | None = None,
    number_id: NumberId = WORK,
    count: Kind | None = None,
) -> VoicemailSettingsScreen:
    sample = sample or account()
    if greetings is not None:
        sample.store.apply(e.GreetingsChanged({number_id: greetings}))
    for kind, made in (making or {}).items():
        sample.store.apply(e.NewGreetingChanged(Slot(number_id, kind), made))
    both = models(sample, number_id)
    made_screen = VoicemailSettingsScreen(*both)
    for model in both:
        model.setParent(made_screen)
    if count is Kind.OWN:
        both[1].own.record()
    return made_screen


def ready(seconds: float = 14) -> NewGreeting:
    return NewGreeting(Making.READY, hum(seconds), begin=1.2, end=min(60.0, seconds - 1))


@entry("voicemail-settings/default", size=SIZE)
def default() -> QWidget:
    return screen()


@entry("voicemail-settings/own", size=SIZE)
def own() -> QWidget:
    return screen(Greetings("fr", 6.2, own=MINE))


@entry("voicemail-settings/off", size=SIZE)
def off() -> QWidget:
    sample = account()
    silent = VoicemailChange(on=False, language="ar").applied_to(VoicemailSettings())
    change(sample, WORK, lambda number: replace(number, voicemail=silent))
    return screen(sample=sample)


def change(sample: Sample, number_id: NumberId, made: Callable[[Number], Number]) -> None:
    numbers = (made(each) if each.id == number_id else each for each in sample.store.state.numbers)
    sample.store.apply(e.NumbersChanged(tuple(numbers)))


@entry("voicemail-settings/counting", size=SIZE)
def counting() -> QWidget:
    return screen(count=Kind.OWN)


@entry("voicemail-settings/recording", size=SIZE)
def recording() -> QWidget:
    made = screen(making={Kind.OWN: NewGreeting(Making.RECORDING, seconds=12.4, level=-17)})
    made.own_editor._model.level_changed.emit(-17.0)
    return made


@entry("voicemail-settings/trimming", size=SIZE)
def trimming() -> QWidget:
    made = screen(making={Kind.OWN: ready()})
    made.own_editor.trimmer.show_position(4.0)
    return made


@entry("voicemail-settings/too-long", size=SIZE)
def too_long() -> QWidget:
    return screen(making={Kind.OWN: replace(ready(75), end=75.0)})


@entry("voicemail-settings/refused", size=SIZE)
def refused() -> QWidget:
    return screen(making={Kind.OWN: replace(ready(), problem="no-answer")})


@entry("voicemail-settings/saving", size=SIZE)
def saving() -> QWidget:
    return screen(making={Kind.OWN: replace(ready(), phase=Making.SAVING, seconds=0.4)})


@entry("voicemail-settings/away", size=SIZE)
def away() -> QWidget:
    return screen(Greetings("fr", 6.2, own=MINE, away=ABSENCE))


@entry("voicemail-settings/away-new", size=(560, 1000))
def away_new() -> QWidget:
    return screen(making={Kind.AWAY: ready()})


@entry("voicemail-settings/no-microphone", size=SIZE)
def no_microphone() -> QWidget:
    return screen(making={Kind.OWN: NewGreeting(Making.READY, problem="no-microphone")})


@entry("voicemail-settings/cannot", size=SIZE)
def cannot() -> QWidget:
    sample, less = account(), frozenset({Capability.VOICEMAIL})
    change(sample, LONDON, lambda number: replace(number, capabilities=number.capabilities - less))
    return screen(sample=sample, number_id=LONDON)


@entry("settings/voicemail", size=(640, 420))
def numbers() -> QWidget:
    sample, less = account(), frozenset({Capability.VOICEMAIL})
    change(sample, LONDON, lambda number: replace(number, capabilities=number.capabilities - less))
    change(sample, WORK, lambda number: replace(number, voicemail=VoicemailSettings(on=False)))
    model = VoicemailNumbersModel(sample.store)
    made = VoicemailNumbers(model)
    model.setParent(made)
    return made
