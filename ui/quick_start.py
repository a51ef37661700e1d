"""What takes time in the first moments of a program, and can wait or be left out."""

from __future__ import annotations

import builtins
import gc
import importlib


def load_qt() -> None:
    """Import Qt, and keep the plain `import` for whatever is imported after it.

    PySide6 puts its own in place, which reads the source text of every module to look for `__feature__`
    (snake_case names): none of ours has any, and it is a fifth of the time of all later imports, and 6 MB.
    """
    plain = builtins.__import__
    importlib.import_module("PySide6.QtWidgets")
    builtins.__import__ = plain


def hold_collection() -> None:
    """Nothing that is made in the first moments is garbage; looking for it takes a tenth of their time."""
    gc.disable()


def resume_collection() -> None:
    """What was made so far stays for good, and is not looked through again."""
    gc.freeze()
    gc.enable()
