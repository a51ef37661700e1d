"""The language is changed while the program runs. In Arabic the window is mirrored, and numbers are not."""

from __future__ import annotations

import re

from tests.harness.carrier import CarrierProcess
from tests.harness.controls import BUTTONS, FIELDS, LISTS, Control, Program
from tests.harness.desktop import Desktop
from tests.journeys import person

ARABIC = re.compile("[\u0600-\u06ff]")
NUMBER = re.compile(r"\+?\d[\d \u00a0]{6,}\d")
LEFT_TO_RIGHT = re.compile("\u2066[^\u2069]*\u2069")
"""An isolate: what is in it keeps its order in a line that runs from right to left."""


def test_the_window_is_mirrored_and_numbers_are_not(desktop: Desktop, carrier: CarrierProcess) -> None:
    account = carrier.account("premium", numbers=5)
    window = person.sign_in(desktop, account)
    rail, conversations = window.button("Messages"), window.list("Conversations")
    assert left(rail) < left(conversations)
    window.row(re.compile("^Robin")).click()
    window.row(re.compile("Robin"), below="Messages")
    window.button("Settings").press()
    language = window.wait_for("English", roles=("combo box",))
    language.focus()
    window.keyboard.press("Down", "Down")

    settings = window.button("الإعدادات")
    messages = window.button("الرسائل")
    messages.press()
    conversations = window.list("المحادثات")
    assert left(messages) > left(conversations) + conversations.place[2] / 2, "the rail is on the right"
    first, second = window.button("Private"), window.button("London office")
    assert left(first) > left(second), "the numbers go from right to left"

    # What was listed before the change speaks Arabic too, days and all.
    assert all(ARABIC.search(row) for row in conversations.rows()), conversations.rows()
    window.row(re.compile("^Robin")).click()
    window.field("رسالة")
    assert not foreign(window)
    window.keyboard.press("ctrl+d")
    window.field("الرقم المطلوب").wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(person.ECHO)
    assert not foreign(window)
    assert not mirrored_numbers(window)
    settings.press()
    window.button("تسجيل الخروج").press()
    window.field("البريد الإلكتروني", within=10)


def left(control: Control) -> int:
    return control.place[0]


def foreign(window: Program) -> list[str]:
    """Controls whose names are in no Arabic, but for what a person named, and for numbers."""
    named_by_people = re.compile("Private|London office|US agency|Classified ads|Stockholm|Robin|Echo test")
    return [
        node.path()
        for node in window.nodes()
        if node.role in (*BUTTONS, *FIELDS, *LISTS)
        and any(letter.isalpha() for letter in node.name)
        and not ARABIC.search(node.name)
        and not named_by_people.fullmatch(node.name)
    ]


def mirrored_numbers(window: Program) -> list[str]:
    """Texts with a telephone number that is not kept from left to right."""
    return [
        node.path()
        for node in window.nodes()
        if node.role in ("label", "list item") and NUMBER.search(LEFT_TO_RIGHT.sub("", node.name))
    ]
