"""What stands around a message while it is written: its price, what makes it dearer, what it can't hold."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.messages import ThreadKey
from desktop.system.settings import SettingsFile
from desktop.system.spelling import Speller
from tests.galleries import entry
from tests.galleries.messages import thread
from tests.galleries.sample import (
    ANNA,
    KARIM,
    LONDON,
    MARIE,
    OMAR,
    PRIVATE,
    WORK,
    Sample,
    account,
    money,
    now,
)
from ui.models.credit import CreditModel
from ui.models.emojis import TONES, EmojiModel
from ui.models.writing import WritingModel
from ui.screens.credit import CreditCard
from ui.screens.thread import ThreadScreen
from ui.screens.writing import WritingCard
from ui.widgets.emoji_button import EmojiButton
from ui.widgets.emoji_picker import EmojiPicker
from ui.widgets.spell_check import SpellCheck

NARROW = (448, 480)
CURLY = "I’ll be at the station at seven, by the big clock, unless the train is late again."


def written(key: ThreadKey, text: str, *, sample: Sample | None = None) -> ThreadScreen:
    screen = thread(sample or account(), key)
    screen.composer.add_tool(EmojiButton(EmojiModel, screen.composer))
    screen.composer.field.setPlainText(text)
    screen.composer.field.moveCursor(screen.composer.field.textCursor().MoveOperation.End)
    return screen


@entry("writing/free", size=NARROW)
def free() -> QWidget:
    return written(ThreadKey(WORK, KARIM), "The figures add up. " * 9)


@entry("writing/allowance", size=NARROW)
def allowance() -> QWidget:
    return written(ThreadKey(PRIVATE, OMAR), "On arrive vendredi soir")


@entry("writing/allowance-ends", size=NARROW)
def allowance_ends() -> QWidget:
    sample = account()
    sample.store.apply(e.MoneyChanged(money(left=1)))
    return written(ThreadKey(PRIVATE, OMAR), "On arrive vendredi soir. " * 10, sample=sample)


@entry("writing/credit", size=NARROW)
def credit() -> QWidget:
    return written(ThreadKey(LONDON, KARIM), "See you on Friday")


@entry("writing/no-credit", size=NARROW)
def no_credit() -> QWidget:
    sample = account()
    sample.store.apply(e.MoneyChanged(money(credit=5)))
    return written(ThreadKey(LONDON, KARIM), "See you on Friday. " * 10, sample=sample)


@entry("writing/curly-quotes", size=NARROW)
def curly_quotes() -> QWidget:
    return written(ThreadKey(LONDON, KARIM), CURLY)


@entry("writing/several-signs", size=NARROW)
def several_signs() -> QWidget:
    return written(
        ThreadKey(PRIVATE, MARIE), "Peut-être « demain » – ou après… ça dépend du cœur à l’ouvrage, hein ?"
    )


@entry("writing/emoji", size=NARROW)
def with_emoji() -> QWidget:
    return written(ThreadKey(LONDON, ANNA), "See you on Friday at the station, I am so glad 🎉 " * 2)


@entry("writing/arabic", size=NARROW)
def arabic() -> QWidget:
    return written(
        ThreadKey(PRIVATE, OMAR), "سنصل يوم الجمعة مساءً إن شاء الله، هل يمكنك أن تأتي إلى المحطة؟ " * 2
    )


@entry("writing/too-long", size=NARROW)
def too_long() -> QWidget:
    return written(ThreadKey(WORK, KARIM), "The figures add up. " * 90)


@entry("writing/pasted-too-much", size=NARROW)
def pasted_too_much() -> QWidget:
    screen = written(ThreadKey(WORK, KARIM), "Here it is:")
    pasted = QMimeData()
    pasted.setText("A very long report. " * 5_000)
    screen.composer.field.insertFromMimeData(pasted)
    return screen


@entry("writing/emoji-open", size=(620, 640))
def emoji_open() -> QWidget:
    """Over the conversation, at its button."""
    screen = written(ThreadKey(PRIVATE, MARIE), "Bravo")
    button = screen.composer.findChild(EmojiButton)
    assert button is not None
    QTimer.singleShot(0, screen, button.open_picker)
    return screen


def picker(recent: tuple[str, ...] = (), tone: str = "") -> EmojiPicker:
    return EmojiPicker(EmojiModel(recent, tone))


@entry("writing/emoji-picker", size=(384, 400))
def emoji_picker() -> QWidget:
    return picker()


@entry("writing/emoji-recent", size=(384, 400))
def emoji_recent() -> QWidget:
    return picker(("👍", "🎉", "❤️", "😂", "🙏"), TONES[3])


@entry("writing/emoji-found", size=(384, 400))
def emoji_found() -> QWidget:
    found = picker()
    found.search.setText("coeur")
    return found


@entry("writing/emoji-nothing", size=(384, 400))
def emoji_nothing() -> QWidget:
    found = picker()
    found.search.setText("zzz")
    return found


class _Few:
    """A dictionary of a few words."""

    def knows(self, word: str) -> bool:
        return word != "tomorow"

    def suggest(self, word: str) -> tuple[str, ...]:
        return ("tomorrow", "to-morrow") if word else ()

    def add(self, word: str) -> None:
        pass


def _writing(sample: Sample, folder: Path, *, speller: Speller | None) -> WritingModel:
    kept = SettingsFile(folder / "settings.json")
    return WritingModel(kept, sample.messages, sample.start, load=lambda spoken, region: speller)


@entry("writing/spelling", size=NARROW)
def spelling() -> QWidget:
    sample = account()
    screen = written(ThreadKey(WORK, KARIM), "See you tomorow at the station", sample=sample)
    model = _writing(sample, Path(mkdtemp()), speller=_Few())
    model.setParent(screen)
    model.speller = _Few()
    SpellCheck(screen.composer.field, model).begin_again()
    return screen


@entry("writing/what-is-left", size=(640, 180))
def what_is_left() -> QWidget:
    sample = account()
    return CreditCard(CreditModel(sample.store, clock=now))


@entry("writing/settings", size=(640, 180))
def settings() -> QWidget:
    return WritingCard(_writing(account(), Path(mkdtemp()), speller=_Few()))


@entry("writing/settings-no-dictionary", size=(640, 180))
def settings_no_dictionary() -> QWidget:
    return WritingCard(_writing(account(), Path(mkdtemp()), speller=None))
