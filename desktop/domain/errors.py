"""The tree of errors.

FivelineError
+-- Mendable          the person can do something about it; `word` says what
+-- Refused           the carrier said no, with its own word
+-- Unanswered        no answer came: what was asked may or may not have happened
+-- Bug               ours; shown as such, never as "check your connection"
"""

from __future__ import annotations


class FivelineError(Exception):
    """The root. Its text is for the log."""


class Mendable(FivelineError):
    """Something that the person can put right. `word` is stable; the window has a sentence for it."""

    def __init__(self, word: str, detail: str = "") -> None:
        super().__init__(f"{word}: {detail}" if detail else word)
        self.word = word
        self.detail = detail


class Refused(FivelineError):
    """The carrier answered with a problem (RFC 9457). `word` is the last segment of its `type`."""

    def __init__(
        self,
        status: int,
        word: str,
        detail: str = "",
        fields: dict[str, object] | None = None,
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{status} {word}")
        self.status = status
        self.word = word
        self.detail = detail
        self.fields = fields or {}
        self.retry_after = retry_after
        """Seconds that were asked for, already capped."""


class Unanswered(FivelineError):
    """Nothing came back, or nothing that can be believed. Ask again before doing it again."""

    def __init__(
        self,
        why: str,
        *,
        reached: bool,
        captive_portal: bool = False,
        certificate: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.certificate = certificate
        """Whoever answered is not the carrier, or can't prove it."""
        self.retry_after = retry_after
        """Seconds that were asked for, already capped."""
        self.reached = reached
        """False only where it is certain that the request never left (connection refused)."""
        self.captive_portal = captive_portal


class Bug(FivelineError):
    """We are to blame. The text says what was assumed and did not hold."""
