"""The import rule of ARCHITECTURE.md. Each failure names the place and says what to do instead."""

from __future__ import annotations

import sys

import pytest

from tests.architecture.imports import HOUSE_IMPORTS, Import, within

# (who, must not import, advice)
RULES = [
    ("desktop", "ui", "the phone has no screen: let the screen listen to the Store"),
    ("desktop", "PySide6", "the phone has no screen: Qt belongs to ui/"),
    ("desktop", "qasync", "the loop is chosen in ui/app.py"),
    ("desktop", "carrier", "the two share no code: both hold to carrier/openapi.yaml"),
    ("ui", "carrier", "the two share no code: start the carrier as a process"),
    ("carrier", "desktop", "the two share no code: both hold to carrier/openapi.yaml"),
    ("carrier", "ui", "the two share no code"),
    ("desktop.domain", "desktop.services", "the domain knows values only"),
    ("desktop.domain", "desktop.api", "the domain knows values only"),
    ("desktop.domain", "desktop.storage", "the domain knows values only"),
    ("desktop.domain", "desktop.voice", "the domain knows values only"),
    ("desktop.domain", "desktop.system", "the domain knows values only"),
    ("desktop.api", "desktop.services", "services call the API, never the other way"),
    ("desktop.storage", "desktop.services", "services call the storage, never the other way"),
    ("desktop.voice", "desktop.services", "the engine sends events; it knows nobody"),
    ("desktop.system", "desktop.services", "services use the system, never the other way"),
    ("desktop.api", "desktop.storage", "only services bring the two together"),
    ("desktop.storage", "desktop.api", "only services bring the two together"),
    ("ui.screens", "desktop.services", "a screen talks to its view-model in ui/models"),
    ("ui.screens", "desktop.api", "a screen talks to its view-model in ui/models"),
    ("ui.screens", "desktop.storage", "a screen talks to its view-model in ui/models"),
    ("ui.widgets", "ui.screens", "a widget is used by screens, not the other way"),
    ("ui.widgets", "desktop.services", "a widget is given what it shows"),
    ("ui.models", "ui.screens", "a view-model does not know who shows it"),
    ("ui.models", "ui.widgets", "a view-model does not know who shows it"),
    ("ui.models", "desktop.api", "a view-model calls services"),
    ("ui.models", "desktop.storage", "a view-model calls services"),
    ("ui.models", "desktop.voice", "a view-model calls services"),
    ("ui.models", "PySide6.QtWidgets", "view-models use QtCore and nothing else of Qt"),
    ("ui.models", "PySide6.QtGui", "view-models use QtCore and nothing else of Qt"),
]

# library -> the only places that may import it
DOORS = {
    "pjsua2": ("desktop.voice", "carrier.answering"),
    "sounddevice": ("desktop.voice",),
    "livekit": ("desktop.voice.apm",),
    "httpx": ("desktop.api", "carrier.messages.provider.client"),
    "sqlcipher3": ("desktop.storage.database",),
    "keyring": ("desktop.system.credentials",),
    "phonenumbers": (
        "desktop.services.dialling",
        "desktop.services.emergency",
        "desktop.services.their_clock",
        "carrier",
    ),
    "sqlalchemy": ("carrier",),
    "fastapi": ("carrier.api", "carrier.http_server"),
    "dbus_fast": (
        "desktop.system.notices.freedesktop",
        "desktop.system.media_keys.mpris",
        "desktop.system.screen_lock.freedesktop",
    ),
    "desktop_notifier": ("desktop.system.notices.native",),
    "pylibsrtp": ("carrier",),
    "smpp34": ("carrier.messages.smpp.pdu",),
    "PIL": ("desktop.decoding.pictures",),
    "av": (
        "desktop.decoding.recordings",
        "desktop.decoding.films",
        "desktop.decoding.tempo",
        "carrier.voicemail.encoding",
        "carrier.voicemail.decoder",
    ),
    "_pywhispercpp": ("desktop.transcribing.recognition",),
    "pywhispercpp": (),
    "hid": ("desktop.system.headset.door",),
    "hidraw": ("desktop.system.headset.door",),
    "winreg": ("desktop.system.phone_links.registry",),
    "emoji": ("ui.models.emojis",),
    "enchant": ("desktop.system.spelling",),
    "qasync": ("ui.app", "ui.loop"),
}


def broken(rule: tuple[str, str, str]) -> list[Import]:
    who, what, _advice = rule
    return [i for i in HOUSE_IMPORTS if within(i.importer, who) and within(i.imported, what)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule[0]} does not import {rule[1]}")
def test_the_import_rule_holds(rule: tuple[str, str, str]) -> None:
    found = broken(rule)
    assert not found, f"{found[0]}: {rule[2]}"


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    strangers = [
        i
        for i in HOUSE_IMPORTS
        if within(i.imported, library) and not any(within(i.importer, door) for door in DOORS[library])
    ]
    door = " or ".join(DOORS[library]) or "nowhere"
    assert not strangers, f"{strangers[0]}: {library} has its door in {door}"


def test_the_recogniser_is_loaded_only_in_its_own_process() -> None:
    strangers = [
        i
        for i in HOUSE_IMPORTS
        if within(i.imported, "desktop.transcribing.recognition")
        and i.importer not in ("desktop.transcribing.process", "desktop.transcribing.recognition")
    ]
    assert not strangers, f"{strangers[0]}: ask desktop.transcribing.door"


def test_the_domain_is_standard_library_only() -> None:
    strangers = [
        i
        for i in HOUSE_IMPORTS
        if within(i.importer, "desktop.domain")
        and not within(i.imported, "desktop.domain")
        and i.imported != "desktop"
        and i.imported.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert not strangers, f"{strangers[0]}: the domain must run on a bare Python"


def test_the_voice_engine_carries_nothing_heavy() -> None:
    heavy = ("numpy", "phonenumbers", "httpx", "pydantic", "sqlalchemy", "PySide6", "keyring")
    strangers = [
        i
        for i in HOUSE_IMPORTS
        if within(i.importer, "desktop.voice") and any(within(i.imported, name) for name in heavy)
    ]
    assert not strangers, f"{strangers[0]}: the engine holds the SIP secret and the sound, and nothing else"
