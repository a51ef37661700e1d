"""The look: one of three themes, chosen or the system's, as a palette, a font and one style sheet.

Widgets that paint themselves read `theme().colours` when they paint; a change needs an update, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ui.style_sheet import style_sheet
from ui.tokens import Colours, ThemeName, readable_on, tokens


class ThemeChoice(Enum):
    """What the person chose; kept by this word."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Ink:
    """A number's colour, and what is written on it."""

    fill: QColor
    text: QColor


class Theme(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = ThemeChoice.SYSTEM
        self._name = ThemeName.LIGHT
        self._app: QApplication | None = None
        self._fonts: dict[tuple[int | None, int | None, bool], QFont] = {}
        self._usual: QFont | None = None
        """Made once: looking through the system's families takes 0.5 ms, and each row asks for three."""

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    @property
    def name(self) -> ThemeName:
        return self._name

    @property
    def colours(self) -> Colours:
        return tokens().themes[self._name]

    @property
    def moves(self) -> bool:
        """False where the system asks for less motion."""
        if self._app is None:
            return False
        return QApplication.isEffectEnabled(Qt.UIEffect.UI_General)

    def number(self, colour: int) -> Ink:
        fill = self.colours.number[colour % len(self.colours.number)]
        return Ink(QColor(fill), QColor(readable_on(fill)))

    def start(self, app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        """Dress `app` and follow the system from now on."""
        self._app = app
        app.setStyle("Fusion")
        hints = app.styleHints()
        app.screenAdded.connect(self._dress)
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)
        self._choice = choice
        self._name = self._resolve()
        self._dress()

    def choose(self, choice: ThemeChoice) -> None:
        self._choice = choice
        self._follow_system()

    def font(self, size: int | None = None, *, weight: int | None = None, tabular: bool = False) -> QFont:
        """The interface's font at `size` pixels; `tabular` figures for times and numbers."""
        made = self._fonts.get((size, weight, tabular))
        if made is None:
            made = self._fonts[size, weight, tabular] = self._make_font(size, weight, tabular)
        return QFont(made)

    def _make_font(self, size: int | None, weight: int | None, tabular: bool) -> QFont:
        font = self._font()
        if size is not None:
            font.setPixelSize(size)
        if weight is not None:
            font.setWeight(QFont.Weight(weight))
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _font(self) -> QFont:
        if self._usual is None:
            self._usual = self._make_usual()
        return QFont(self._usual)

    def _make_usual(self) -> QFont:
        words = tokens().type
        there = set(QFontDatabase.families())
        usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        families = [name for name in words.families if name in there] or [usual.family()]
        families += [name for name in words.families_arabic if name in there and name not in families]
        font = QFont(usual)
        font.setFamilies(families)
        font.setPixelSize(words.body)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def _resolve(self) -> ThemeName:
        match self._choice:
            case ThemeChoice.LIGHT:
                return ThemeName.LIGHT
            case ThemeChoice.DARK:
                return ThemeName.DARK
            case ThemeChoice.CONTRAST:
                return ThemeName.CONTRAST
            case ThemeChoice.SYSTEM:
                pass
        assert self._app is not None
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return ThemeName.CONTRAST
        return ThemeName.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else ThemeName.LIGHT

    def _follow_system(self) -> None:
        if self._app is None:
            return
        name = self._resolve()
        if name is not self._name:
            self._name = name
            # The signal comes from within the style hints; a new palette set there is overwritten by Qt.
            QTimer.singleShot(0, self, self._dress)

    def _dress(self) -> None:
        if self._app is None:
            return
        self._fonts.clear()
        self._usual = None
        # Each of these goes through every widget, so none is set that is set already.
        font = self._font()
        if font != self._app.font():
            self._app.setFont(font)
        self._app.setPalette(palette(self.colours))
        self._app.setStyleSheet(style_sheet(self.colours))
        self.changed.emit()


def palette(colours: Colours) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.ground),
        (role.Base, colours.ground),
        (role.AlternateBase, colours.chrome),
        (role.Button, colours.ground),
        (role.ToolTipBase, colours.neutral[8]),
        (role.ToolTipText, colours.neutral[0]),
        (role.WindowText, colours.text),
        (role.Text, colours.text),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.red),
        (role.PlaceholderText, colours.text_faint),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.neutral[1]),
        (role.Midlight, colours.neutral[2]),
        (role.Mid, colours.neutral[4]),
        (role.Dark, colours.neutral[5]),
        (role.Shadow, colours.neutral[6]),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.neutral[5]))
    return made


_theme: Theme | None = None


def theme() -> Theme:
    """The one of this process; there is one application, so there is one look."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
