"""Refusals: what the carrier says no with. The API turns them into RFC 9457 problems."""

from __future__ import annotations

from typing import Any

TITLES = {
    "access-token-expired": "The access token is not valid, or no longer.",
    "account-locked": "Too many wrong passwords: the account is locked.",
    "already-cancelled": "This message was cancelled.",
    "already-sent": "This message has left.",
    "changed-elsewhere": "This was changed on another device meanwhile.",
    "device-limit": "Three devices are signed in already.",
    "due-in-the-past": "This time has passed.",
    "emergency-not-supported": "Emergency calls are not possible here. Use a phone.",
    "file-damaged": "What arrived is not the file that was announced.",
    "file-expired": "This file is no longer there.",
    "file-incomplete": "This file has not arrived whole yet.",
    "file-sent": "This file belongs to another message already.",
    "group-full": "The same message goes to twenty people at most.",
    "idempotency-conflict": "This key was used for something else.",
    "invalid-credentials": "The e-mail or the password is wrong.",
    "invalid-request": "The request is not as the contract says.",
    "malformed-body": "The body can't be read.",
    "method-not-allowed": "This method is not possible here.",
    "no-credit": "The credit does not suffice.",
    "no-room": "There are too many files on this account.",
    "not-capable": "This number can't do that.",
    "not-found": "There is no such thing.",
    "not-registered": "This device can't be called now: it is not registered.",
    "not-signed-in": "Sign in first.",
    "not-verified": "This number is not verified yet.",
    "number-deleted": "This number was deleted.",
    "number-expired": "This number has expired.",
    "number-off": "This number is switched off.",
    "offset-conflict": "The upload stands elsewhere.",
    "premium-rate": "Premium-rate numbers are refused.",
    "premium-required": "The desktop is part of Premium.",
    "request-timeout": "The request took too long to arrive.",
    "session-ended": "This device is signed out.",
    "sound-silent": "There is nothing to hear in this file.",
    "sound-too-long": "This is longer than a minute.",
    "sound-unreadable": "This file is no sound that can be read.",
    "technical": "Something went wrong here. It is our mistake.",
    "ticket-expired": "The ticket is no longer good. Sign in again.",
    "too-large": "The request is too large.",
    "too-many-requests": "Too many requests. Try again in a moment.",
    "too-far-ahead": "A message can wait for a year at most.",
    "too-many-waiting": "Too many messages wait already.",
    "unknown-zone": "There is no such time zone.",
    "unsupported-media-type": "This kind of body is not taken.",
    "wrong-dates": "These dates are not possible.",
    "wrong-number": "This is not a number that can be reached.",
}


class Refusal(Exception):
    """Answered as a problem whose `type` ends in `word`. `members` stand beside the standard ones."""

    def __init__(self, status: int, word: str, detail: str | None = None, **members: Any) -> None:
        super().__init__(f"{status} {word}")
        assert word in TITLES, word
        self.status = status
        self.word = word
        self.detail = detail
        self.members = members


def not_found() -> Refusal:
    """Also for what belongs to somebody else: nobody learns that it exists."""
    return Refusal(404, "not-found")
