"""What a person does at the window, in the words that they and the controls use."""

from __future__ import annotations

import re
from typing import Any

from tests.harness.accessibility import Gone
from tests.harness.controls import TEXTS, Control, Program
from tests.harness.desktop import Desktop
from tests.harness.waiting import until

ECHO = "+33199000001"
ROBIN = "+33199000006"


def sign_in(desktop: Desktop, account: dict[str, Any]) -> Program:
    """From a window that was just opened to one that is ready for calls."""
    window = desktop.start()
    give_credentials(window, account)
    wait_until_ready(window)
    return window


def give_credentials(window: Program, account: dict[str, Any]) -> None:
    """By keyboard alone."""
    email = window.field("E-mail", within=20)
    email.wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(account["email"])
    window.keyboard.press("Return")
    password = window.field("Password")
    password.wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(account["password"])
    window.keyboard.press("Return")


def wait_until_ready(window: Program, *, within: float = 15.0) -> Control:
    return window.reads(re.compile("^Ready"), within=within)


def dial(window: Program, number: str) -> None:
    """By keyboard alone, from anywhere."""
    window.keyboard.press("ctrl+d")
    window.field("Number to call").wait_until(lambda field: field.has_keyboard, what="has the keyboard")
    window.keyboard.type(number)
    window.button("Call")
    window.keyboard.press("Return")


def talk(window: Program, *, within: float = 8.0) -> None:
    """Wait until the call bar counts the seconds."""
    window.wait_for(re.compile(r"^\d+:\d\d$"), roles=TEXTS, within=within)


def hang_up(window: Program) -> None:
    window.button("Hang up").press()
    window.wait_until_gone("Hang up")


def write(window: Program, text: str) -> None:
    """Into the thread that is open."""
    window.field("Message").type(text)
    window.keyboard.press("Return")


def open_thread(window: Program, number: str) -> None:
    """The thread with `number`, by way of Messages."""
    window.tab(re.compile("^Messages")).press()

    def clicked() -> bool:
        try:
            window.row(re.compile("Robin")).click()
        except Gone:  # the list was drawn anew in between
            return False
        return True

    until(clicked, what="the conversation is clicked")
    window.field("Message")


def sign_out(window: Program) -> None:
    window.button("Settings").press()
    window.button("Sign out").press()
    window.field("E-mail", within=10)


def sign_out_by_keyboard(window: Program) -> None:
    """The Tab key leads to the account, and the menu's last entry out."""
    window.tab_to("Account")
    window.keyboard.press("space")
    window.keyboard.press("Up", "Return")
    window.field("E-mail", within=10)
