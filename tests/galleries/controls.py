"""The base controls, side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tests.galleries import entry
from ui.widgets.avatar import Avatar
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton, Pill
from ui.widgets.choice import Choice
from ui.widgets.empty import EmptyPlace
from ui.widgets.field import Field
from ui.widgets.skeleton import SkeletonRows
from ui.widgets.toast import Toast
from ui.widgets.toggle import Toggle
from ui.widgets.words import Label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


@entry("controls/all", size=(640, 760))
def controls() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 24, 24, 24)
    column.setSpacing(14)
    column.addWidget(Label("Title of a page", "title"))
    column.addWidget(Label("Heading of a row", "heading"))
    column.addWidget(Label("Secondary text in a smaller size", "secondary"))
    off = Button("Disabled")
    off.setEnabled(False)
    column.addLayout(
        _row(
            Button("Continue", "primary"),
            Button("Cancel"),
            Button("Answer", "answer", icon_name="phone"),
            off,
        )
    )
    column.addLayout(
        _row(
            Button("Hang up", "danger", icon_name="phone-off"),
            Button("Reset password", "quiet"),
            Button("Sign out", "quiet-danger"),
        )
    )
    on, plain = Toggle(lambda: "On"), Toggle(lambda: "Off")
    on.setChecked(True)
    column.addLayout(
        _row(
            IconButton("mic", "Mute"),
            IconButton("pause", "Hold"),
            IconButton("trash-2", "Delete", tint="red"),
            on,
            plain,
        )
    )
    pills = [Pill("All"), Pill("Missed"), Pill("Outgoing")]
    pills[0].setChecked(True)
    column.addLayout(_row(*pills))
    column.addLayout(_row(*[Avatar("MD", colour) for colour in range(8)], Avatar()))
    field = Field(lambda: "E-mail")
    field.set_text("marie@example")
    field.set_error("This is not an e-mail address.")
    column.addWidget(field)
    secret = Field(lambda: "Password", secret=True)
    secret.set_text("secret")
    column.addWidget(secret)
    box = Choice()
    box.setAccessibleName("Language")
    box.addItems(["English", "Français", "العربية"])
    column.addWidget(box)
    for kind, text in (
        ("failure", "The carrier can't be reached."),
        ("look", "No microphone was found."),
        ("info", "Messages are up to date."),
        ("done", "Marie was sent away."),
    ):
        banner = Banner(kind)  # type: ignore[arg-type]
        banner.tell(text, button="Try again", details="503 at 14:02")
        column.addWidget(banner)
    column.addStretch(1)
    return page


@entry("controls/empty")
def empty() -> QWidget:
    return EmptyPlace(
        "messages-square",
        lambda: "No messages yet",
        lambda: "What is sent to this number is shown here.",
        lambda: "Write a message",
    )


@entry("controls/loading", size=(340, 560))
def loading() -> QWidget:
    rows = SkeletonRows()
    rows.start()
    return rows


@entry("controls/toast")
def toast() -> QWidget:
    page = QWidget()
    page.resize(420, 560)
    Toast(page).tell("Conversation deleted", undo=lambda: None)
    return page
