"""Text from a keyboard, the clipboard or the network, made fit to be written in UTF-8."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def encodable(text: str) -> str:
    """Without NUL; a lone surrogate, which UTF-8 can't write, becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")


def sendable(text: str) -> str:
    """What would be sent of it: this is what is counted, priced and billed."""
    written = _BREAKS.sub("\n", encodable(text))
    return "".join(c for c in written if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
