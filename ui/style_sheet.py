"""One style sheet, made from the tokens, for what Qt's own controls look like."""

from __future__ import annotations

from functools import cache
from string import Template

from ui.tokens import RESOURCES, Colours, ThemeName, tokens

_SHEET = Template(
    """
* { outline: none; }
QToolTip {
  background: $n8; color: $n0; border: 1px solid $n8; border-radius: 6px; padding: 4px 8px;
}
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${page_title}px; font-weight: 600; color: $text; }
QLabel[role="heading"] { font-size: ${row_title}px; font-weight: 600; color: $text; }
QLabel[role="section"] { font-size: ${secondary}px; font-weight: 600; color: $faint; }
QLabel[role="secondary"] { font-size: ${secondary}px; color: $secondary_text; }
QLabel[role="quiet"] { color: $secondary_text; }
QLabel[role="error"] { font-size: ${secondary}px; color: $red; }
QLabel[role="label"] { font-size: ${secondary}px; font-weight: 500; color: $secondary_text; }

QPushButton {
  background: $ground; color: $text; border: 1px solid $n4; border-radius: 6px;
  padding: 0 14px; min-height: 30px; font-weight: 500;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $hairline; }
QPushButton:focus { border: 2px solid $accent; padding: 0 13px; min-height: 28px; }
QPushButton:disabled { color: $n5; border-color: $hairline; background: $chrome; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $hairline; border-color: $hairline; color: $faint; }
QPushButton[kind="danger"] { background: $red; color: $on_red; border-color: $red; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QPushButton[kind="answer"] { background: $green; color: $on_green; border-color: $green; }
QPushButton[kind="answer"]:focus { border: 2px solid $text; }
QPushButton[kind="answer"]:disabled, QPushButton[kind="danger"]:disabled {
  background: $hairline; border-color: $hairline; color: $faint;
}
QPushButton[kind^="quiet"] { background: transparent; border-color: transparent; padding: 0 8px; }
QPushButton[kind="quiet"] { color: $accent; }
QPushButton[kind="quiet"]:hover { background: $accent_soft; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 0 7px; }
QPushButton[kind="quiet"]:disabled { color: $n5; background: transparent; }
QPushButton[kind="quiet-danger"] { color: $red; }
QPushButton[kind="quiet-danger"]:hover { background: $red_soft; }
QPushButton[kind="quiet-danger"]:focus { border: 2px solid $red; padding: 0 7px; }

QPushButton[kind="pill"] {
  background: transparent; border: 1px solid transparent; border-radius: 14px; padding: 0 12px;
  min-height: 26px; color: $secondary_text;
}
QPushButton[kind="pill"]:hover { background: $hover; }
QPushButton[kind="pill"]:checked { background: $accent_soft; color: $accent; }
QPushButton[kind="pill"]:focus { border: 2px solid $accent; padding: 0 11px; min-height: 24px; }

QToolButton {
  background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 4px; color: $text;
}
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $hairline; }
QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit {
  background: $ground; color: $text; border: 1px solid $border; border-radius: 6px;
  padding: 6px 9px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 5px 8px; }
QLineEdit[invalid="true"] { border-color: $red; }
QLineEdit[invalid="true"]:focus { border-color: $red; }
QLineEdit:disabled { background: $chrome; color: $n5; border-color: $hairline; }
QLineEdit[role="search"] { background: $hover; border-color: $hover; }
QLineEdit[role="search"]:focus { background: $ground; border-color: $accent; }
QLineEdit[role="dialled"] { font-size: ${dialled}px; border-color: transparent; background: transparent; }

QDateEdit, QTimeEdit {
  background: $ground; color: $text; border: 1px solid $border; border-radius: 6px;
  padding: 0 9px; min-height: 30px; selection-background-color: $accent; selection-color: $on_accent;
}
QDateEdit QLineEdit, QTimeEdit QLineEdit {
  background: transparent; border: none; padding: 0; min-height: 0;
}
QTimeEdit QLineEdit { padding: 0 8px; }
QTimeEdit::up-button, QTimeEdit::down-button { width: 0; height: 0; border: none; }
QDateEdit:focus, QTimeEdit:focus { border: 2px solid $accent; padding: 0 8px; min-height: 28px; }
QDateEdit::drop-down { border: none; width: 26px; }
QDateEdit::down-arrow { image: url("$icons/chevron-down-$mode.svg"); width: 14px; height: 14px; }
QCalendarWidget QAbstractItemView {
  background: $ground; color: $text; selection-background-color: $accent; selection-color: $on_accent;
}
QCalendarWidget QAbstractItemView:disabled { color: $n5; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $chrome; }

QComboBox {
  background: $ground; color: $text; border: 1px solid $border; border-radius: 6px;
  padding: 0 10px; min-height: 30px; combobox-popup: 0;
}
QComboBox:hover { background: $hover; }
QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 0 9px; min-height: 28px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$icons/chevron-down-$mode.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
  background: $float; border: 1px solid $hairline; padding: 4px; color: $text;
  selection-background-color: $accent_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 8px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }

QListView, QTreeView, QTableView, QScrollArea { background: $ground; border: none; }
QScrollArea > QWidget > QWidget { background: $ground; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $n4; border-radius: 3px; }
QScrollBar::handle:hover { background: $n5; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0;
}

QMenu { background: $float; border: 1px solid $n4; padding: 4px; color: $text; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $n5; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 6px; }
QMenu::icon { padding-left: 8px; }

QSplitter::handle { background: $hairline; }
QSplitter::handle:horizontal { width: 1px; }
QProgressBar { background: $hairline; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSlider::groove:horizontal { background: $hairline; height: 4px; border-radius: 2px; }
QSlider { min-height: 22px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider[mirrored="true"]::sub-page:horizontal { background: $hairline; }
QSlider[mirrored="true"]::add-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
  background: $ground; border: 2px solid $accent; border-radius: 8px;
  width: 12px; height: 12px; margin: -6px 0;
}
QSlider::handle:horizontal:focus { background: $accent; border-color: $text; }

QWidget[role="hairline"] { background: $hairline; border: none; }
QWidget[surface="chrome"] { background: $chrome; }
QWidget[surface="ground"] { background: $ground; }
QFrame[surface="card"] { background: $ground; border: 1px solid $hairline; border-radius: 10px; }
QFrame[surface="float"] { background: $float; border: 1px solid $n4; border-radius: 10px; }
QFrame[surface="toast"] { background: $n8; border: none; border-radius: 8px; }
QFrame[surface="toast"] QLabel { color: $n0; }
QFrame[surface="toast"] QPushButton { color: $toast_link; background: transparent; }
QFrame[banner="info"] { background: $accent_soft; border: none; border-radius: 6px; }
QFrame[banner="look"] { background: $amber_soft; border: none; border-radius: 6px; }
QFrame[banner="failure"] { background: $red_soft; border: none; border-radius: 6px; }
QFrame[banner="done"] { background: $green_soft; border: none; border-radius: 6px; }
$more
"""
)

_MORE_CONTRAST = """
QFrame[banner] { border: 2px solid #FFFFFF; }
QLineEdit, QComboBox, QPushButton { border-color: #FFFFFF; }
"""


@cache
def style_sheet(colours: Colours) -> str:
    words = tokens().type
    high = colours.name is ThemeName.CONTRAST
    return _SHEET.substitute(
        {f"n{i}": colour for i, colour in enumerate(colours.neutral)},
        ground=colours.ground,
        chrome=colours.chrome,
        hover=colours.hover,
        hairline=colours.hairline,
        border=colours.border,
        float=colours.ground if colours.name is ThemeName.LIGHT else colours.neutral[2],
        text=colours.text,
        secondary_text=colours.text_secondary,
        faint=colours.text_faint,
        accent=colours.accent,
        accent_hover=colours.accent_hover,
        accent_soft=colours.accent_soft,
        on_accent=colours.on_accent,
        red=colours.red,
        red_soft=colours.red_soft,
        on_red=colours.on_red,
        green=colours.green,
        green_soft=colours.green_soft,
        on_green=colours.on_green,
        amber_soft=colours.amber_soft,
        toast_link="#AEBBFF" if colours.name is ThemeName.LIGHT else "#24349A",
        page_title=words.page_title,
        row_title=words.row_title,
        secondary=words.secondary,
        dialled=words.dialled,
        icons=(RESOURCES / "icons").as_posix(),
        mode="dark" if colours.name is ThemeName.LIGHT else "light",
        more=_MORE_CONTRAST if high else "",
    )
