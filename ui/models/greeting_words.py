"""Why a greeting is not as it should be, in plain words, and what to do."""

from __future__ import annotations

from ui.i18n import _


def problem_words(word: str) -> str:
    """Empty for nothing."""
    match word:
        case "":
            return ""
        case "in-a-call":
            return _("A call came in between. What you had said is kept.")
        case "microphone-gone":
            return _("The microphone is gone. What you had said is kept.")
        case "call-is-on":
            return _("You are in a call. Record when it is over.")
        case "no-engine":
            return _("Recording does not work right now. Try again in a moment.")
        case "no-microphone":
            return _("No microphone was found. Plug one in; it is used at once.")
        case "silent" | "nothing-said":
            return _("Nothing was heard. Speak closer to the microphone, and try again.")
        case "muted-by-system":
            return _("Nothing was heard: this computer has muted the microphone.")
        case "technical":
            return _("The sound part of the program stopped. What you had said is kept.")
        case "sound-unreadable":
            return _("This is no sound file that can be read. WAV, MP3, FLAC, OGG and M4A can.")
        case "sound-too-long":
            return _("This is longer than a minute. Choose a part of it.")
        case "sound-much-too-long":
            return _("This is longer than ten minutes. Choose a shorter file.")
        case "sound-silent":
            return _("There is no voice in it: it is silent.")
        case "sound-too-large" | "file-too-large":
            return _("This file is too large.")
        case "no-speaker":
            return _("No speaker was found. Plug one in; it is used at once.")
        case "sound-broken" | "not-played":
            return _("What came can't be played. Try it once more.")
        case "file-folder":
            return _("This is a folder. Choose a file in it.")
        case "file-empty":
            return _("This file is empty.")
        case "file-gone":
            return _("This file is no longer there.")
        case "file-unreadable":
            return _("This file can't be read.")
        case "wrong-dates":
            return _("The carrier does not take these dates. The end must come after the beginning.")
        case "no-answer":
            return _("The carrier can't be reached. Your greeting is kept here; save it when it is back.")
        case "too-many-requests":
            return _("That was too often. Wait a minute, and save it again.")
        case _:
            return _("The carrier did not take it. Your greeting is kept here; try again.")
