"""What helps to write a message: emojis, spelling, and what Enter does."""

from __future__ import annotations

from ui.actions import EMOJI, add_action
from ui.models.composer import ComposerModel
from ui.models.writing import WritingModel
from ui.widgets.composer import Composer
from ui.widgets.emoji_button import EmojiButton
from ui.widgets.message_field import MessageField
from ui.widgets.spell_check import SpellCheck


def help_writing(composer: Composer, model: ComposerModel, writing: WritingModel) -> None:
    emoji = EmojiButton(lambda: writing.emojis, composer)
    emoji.chosen.connect(composer.field.put)
    composer.add_tool(emoji)
    add_action(composer, EMOJI, emoji.open_picker)
    SpellCheck(composer.field, writing)

    heed_enter(composer.field, writing)
    model.opened.connect(writing.open)
    writing.open(model.key)


def heed_enter(field: MessageField, writing: WritingModel) -> None:
    """What Enter does was chosen once for all that is written."""

    def show_choice() -> None:
        field.enter_sends = writing.kept.enter_sends

    writing.changed.connect(show_choice)
    show_choice()
