"""What the engine reads from whole SIP messages, since pjsua2 does not hand it out.

Messages come from the carrier only, through the relay, yet everything here is bounded and checked: a name
that a stranger chose travels in them. RFC 3261 sections 7.3 and 20; RFC 3326 (Reason); RFC 7989 (Session-
ID).
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from urllib.parse import unquote

LONGEST_NAME = 80
_COMPACT = {"f": "from", "t": "to", "m": "contact", "i": "call-id", "v": "via", "l": "content-length"}
_NAME_ADDR = re.compile(r'^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*))\s*<([^<>]*)>')
_PLAIN_ADDR = re.compile(r"^\s*([^\s;<>]+)")
_USER = re.compile(r"^sips?:([^@;?]{1,128})@", re.IGNORECASE)
_NUMBER = re.compile(r"^\+?[0-9*#]{1,32}$")
_WORD = re.compile(r"^[a-z]+(?:-[a-z]+){0,5}$")
_REASON_TEXT = re.compile(r';\s*text\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_SESSION_ID = re.compile(r"^\s*([0-9a-f]{32})(?:\s*;|\s*$)", re.IGNORECASE)
_ELSEWHERE = "call completed elsewhere"
_COMPLETED = re.compile(r"^sip\s*;\s*cause\s*=\s*200\s*(?:[;,]|$)", re.IGNORECASE)


def values(message: str, name: str) -> list[str]:
    """The values of all headers of this name, unfolded, in order."""
    head, _, _ = message.partition("\r\n\r\n")
    unfolded = re.sub(r"\r\n[ \t]+", " ", head)
    found = []
    for line in unfolded.split("\r\n")[1:]:
        given, colon, value = line.partition(":")
        given = given.strip().lower()
        if colon and _COMPACT.get(given, given) == name.lower():
            found.append(value.strip())
    return found


def first(message: str, name: str) -> str:
    found = values(message, name)
    return found[0] if found else ""


def address(value: str) -> tuple[str, str]:
    """Display name and URI of a `From` or `To`, both untrusted; empty where there is none."""
    if match := _NAME_ADDR.match(value):
        quoted, token, uri = match.groups()
        name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else (token or "").strip()
        return name, uri
    if match := _PLAIN_ADDR.match(value):
        return "", match.group(1)
    return "", ""


def number_of(uri: str) -> str:
    """E.164 or a short code; empty for a hidden caller and for anything else that is no number."""
    match = _USER.match(uri)
    user = unquote(match.group(1)) if match else ""
    return user if _NUMBER.match(user) else ""


def clean_name(name: str) -> str:
    """Fit to be shown: no control or bidi character, white space collapsed, bounded."""
    kept = "".join(
        " " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def session_id(message: str) -> str:
    """The carrier's id of the call as a UUID string, or empty."""
    match = _SESSION_ID.match(first(message, "session-id"))
    return str(uuid.UUID(match.group(1))) if match and set(match.group(1)) != {"0"} else ""


def asserted_number(message: str) -> str | None:
    """Who is at the other end from here on, empty where hidden; None where the message does not say."""
    if not message.startswith("UPDATE ") or not (value := first(message, "p-asserted-identity")):
        return None
    return number_of(address(value)[1])


def reason_word(message: str) -> str:
    """The history's word from `Reason: SIP;cause=...;text="word"`, or empty.

    The text is left to whoever writes it (RFC 3326 section 2): Kamailio cancels a device that was too slow to
    ring with the cause alone.
    """
    cancelled = message.startswith("CANCEL ")
    for value in values(message, "reason"):
        if not value.lower().startswith("sip"):
            continue
        if match := _REASON_TEXT.search(value):
            text = match.group(1)
            if text.lower() == _ELSEWHERE:
                return "answered-elsewhere"
            if len(text) <= 40 and _WORD.match(text):
                return text
        if cancelled and _COMPLETED.match(value):
            return "answered-elsewhere"
    return ""
