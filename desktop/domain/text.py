"""Text from a keyboard, the clipboard or the network, made fit to be written in UTF-8."""

from __future__ import annotations


def encodable(text: str) -> str:
    """Without NUL; a lone surrogate, which UTF-8 can't write, becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
