"""The settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.blocking import BlockedNumber
from desktop.domain.errors import Unanswered
from desktop.domain.headset import Headset, HeadsetProblem
from desktop.domain.numbers import Address
from desktop.domain.session import Device, DeviceId, SignedIn
from desktop.domain.sound import CheckPhase, Heard, Levels, Processing, Sound, SoundCheck, SoundChoice
from desktop.services.phone_links import LinkStanding
from desktop.store import Store
from tests.fakes_ui import MemoryBlocking, MemoryNumbers
from tests.galleries import entry, made_up
from tests.galleries.ringing import MadeUpQuiet, MadeUpRinging
from tests.galleries.sample import ANNA, KARIM, LONG, UNKNOWN, WORK, account, now
from ui.i18n import _
from ui.models.blocking import BlockingModel
from ui.models.headset import HeadsetModel
from ui.models.phone_links import PhoneLinksModel
from ui.models.quiet import QuietModel
from ui.models.ringing import RingingModel
from ui.models.settings import SettingsModel
from ui.screens.headset import HeadsetCard
from ui.screens.phone_links import PhoneLinksCard
from ui.screens.settings import SettingsScreen
from ui.widgets.blocked_numbers import BlockedNumbers

SIZE = (900, 1060)


class MadeUpDevices:
    """An account whose devices are here."""

    def __init__(self, devices: tuple[Device, ...] | Exception = made_up.DEVICES) -> None:
        self.kept = devices
        self.signed_out = 0

    async def devices(self) -> tuple[Device, ...]:
        if isinstance(self.kept, Exception):
            raise self.kept
        return self.kept

    async def rename_device(self, device_id: DeviceId, name: str) -> None:
        assert not isinstance(self.kept, Exception)
        self.kept = tuple(replace(d, name=name) if d.id == device_id else d for d in self.kept)

    async def sign_out_device(self, device_id: DeviceId) -> None:
        assert not isinstance(self.kept, Exception)
        self.kept = tuple(d for d in self.kept if d.id != device_id)

    async def sign_out(self) -> None:
        self.signed_out += 1


WELL = Heard(voice=-22, noise=-58, voice_after=-22.4, noise_after=-74, peak=0.6)


class MadeUpSound:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.unmuted = 0

    async def choose(self, choice: SoundChoice) -> None:
        self._store.apply(e.SoundChanged(replace(self._store.state.sound, choice=choice)))

    async def measure_levels(self, on: bool) -> None:
        if on:
            self._store.apply(e.LevelsMeasured(Levels(-18.0, -34.0)))

    async def process(self, wished: Processing) -> None:
        self._store.apply(e.SoundChanged(replace(self._store.state.sound, wished=wished)))

    async def rehearse(self) -> None:
        self.check(SoundCheck(CheckPhase.RECORDING))

    async def play_rehearsal(self) -> None:
        self.check(SoundCheck(CheckPhase.PLAYING, WELL))

    async def end_rehearsal(self) -> None:
        self.check(None)

    async def unmute_microphone(self) -> None:
        self.unmuted += 1

    def check(self, check: SoundCheck | None) -> None:
        self._store.apply(e.SoundChanged(replace(self._store.state.sound, check=check)))


def screen(store: Store | None = None, devices: MadeUpDevices | None = None) -> SettingsScreen:
    store = store or made_up.signed_in_store()
    model = SettingsModel(store, devices or MadeUpDevices(), MadeUpSound(store), made_up.start)
    ringing = RingingModel(store, MadeUpRinging(store), made_up.start)
    quiet = QuietModel(store, MadeUpQuiet(store), made_up.start)
    made = SettingsScreen(model, ringing, quiet)
    for each in (model, ringing, quiet):
        each.setParent(made)
    return made


@entry("settings/all", size=SIZE)
def settings() -> QWidget:
    return screen()


@entry("settings/renaming", size=SIZE)
def renaming() -> QWidget:
    made = screen()
    model = made._model
    model._listed = made_up.DEVICES
    model._show_devices()
    model.begin_rename(DeviceId("d2"))
    return made


@entry("settings/carrier-away", size=SIZE)
def carrier_away() -> QWidget:
    return screen(devices=MadeUpDevices(Unanswered("connection refused", reached=False)))


@entry("settings/no-sound-devices", size=SIZE)
def no_sound() -> QWidget:
    store = made_up.signed_in_store()
    microphones = ("Jabra Evolve2 40", "Logitech BRIO", "Built-in microphone")
    choice = SoundChoice(microphones, ("Jabra Evolve2 40",))
    store.apply(e.SoundChanged(Sound(choice=choice, problem="no-devices")))
    return screen(store)


@entry("settings/this-session-only", size=SIZE)
def this_session_only() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.SessionChanged(SignedIn(made_up.ACCOUNT, DeviceId("d1"), for_this_session_only=True)))
    return screen(store)


class MadeUpLinks:
    def __init__(self, standing: LinkStanding) -> None:
        self.standing = standing

    async def look(self) -> LinkStanding:
        return self.standing

    async def turn(self, on: bool) -> None:
        self.standing = LinkStanding.OURS if on else LinkStanding.NOT_OURS


def links_card(standing: LinkStanding = LinkStanding.NOT_OURS) -> PhoneLinksCard:
    model = PhoneLinksModel(MadeUpLinks(standing), made_up.start)
    card = PhoneLinksCard(model)
    model.setParent(card)
    return card


@entry("settings/phone-links", size=SIZE)
def phone_links() -> QWidget:
    made = screen()
    made.add_card(lambda: _("Phone links"), links_card(LinkStanding.OURS))
    return made


@entry("settings/phone-links-each", size=(640, 620))
def phone_links_each() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for standing in LinkStanding:
        column.addWidget(links_card(standing))
    return page


@entry("settings/blocked", size=(900, 760))
def blocked() -> QWidget:
    sample = account()
    addresses = (KARIM, LONG, UNKNOWN, Address("LaPoste"), ANNA)
    since = tuple(
        BlockedNumber(each, now() - timedelta(days=3 * place)) for place, each in enumerate(addresses)
    )
    sample.store.apply(e.BlockedChanged(since))
    model = BlockingModel(
        sample.store, MemoryBlocking(sample.store), MemoryNumbers(sample.store), sample.start
    )
    part = BlockedNumbers(model)
    model.setParent(part)
    model.refuse_hidden(WORK, True)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(40, 24, 40, 24)
    column.addWidget(part)
    column.addStretch(1)
    return made


@entry("settings/headset-each", size=(640, 620))
def headset_each() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for problem in HeadsetProblem:
        store = made_up.signed_in_store()
        store.apply(e.HeadsetChanged(Headset("Jabra Evolve Link", problem, 0x0B0E, 0x0307)))
        column.addWidget(headset_card(store))
    column.addWidget(headset_card(made_up.signed_in_store()))
    return page


def headset_card(store: Store) -> HeadsetCard:
    model = HeadsetModel(store)
    card = HeadsetCard(model)
    model.setParent(card)
    return card
