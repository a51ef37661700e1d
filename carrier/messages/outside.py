"""Which SMS network it is: FIVELINE_SMS says where, FIVELINE_SMS_SECRET_FILE names the secret's file.

    smpp://SYSTEM_ID@HOST:2775     smpps:// for TLS
    https://PROVIDER/PATH          a provider's HTTP     (options after "?": see docs/sms-network.md)

A secret is read from a file, never from the environment itself, which every child process sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.smpp.settings import LongTexts, SmppSettings

WHERE = "FIVELINE_SMS"
SECRET_FILE = "FIVELINE_SMS_SECRET_FILE"  # noqa: S105 (the name of a variable)
_SMPP_PORT = 2775
_SHORTEST_SECRET = 16
_ALPHABETS = ("gsm", "ascii", "latin-1")


class WrongSettings(Exception):
    """What is said about the SMS network can't be used; the words say why."""


def sms_settings(environment: Mapping[str, str]) -> SmppSettings | ProviderSettings | None:
    """None where nothing is said: then it is the simulated one. Raises `WrongSettings`."""
    written = environment.get(WHERE, "")
    if not written:
        return None
    try:
        url = urlsplit(written)
        options = dict(parse_qsl(url.query, strict_parsing=True)) if url.query else {}
        port = url.port
    except ValueError:
        raise WrongSettings(f"{WHERE} is no address") from None
    if url.scheme in ("smpp", "smpps"):
        return _smpp(url, port, options, _secret(environment))
    if url.scheme in ("http", "https"):
        return _provider(url, options, _secret(environment))
    raise WrongSettings(f"{WHERE} begins with smpp://, smpps:// or https://")


def _secret(environment: Mapping[str, str]) -> str:
    file = environment.get(SECRET_FILE, "")
    if not file:
        raise WrongSettings(f"{SECRET_FILE} names no file")
    try:
        secret = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongSettings(f"the file that {SECRET_FILE} names can't be read") from None
    if not secret:
        raise WrongSettings(f"the file that {SECRET_FILE} names is empty")
    return secret


def _smpp(url: SplitResult, port: int | None, options: dict[str, str], password: str) -> SmppSettings:
    if not url.hostname or not url.username:
        raise WrongSettings(f"{WHERE} is smpp://SYSTEM_ID@HOST:PORT")
    alphabet, ca = options.pop("alphabet", "gsm"), _authorities(options)
    if alphabet not in _ALPHABETS:
        raise WrongSettings(f"alphabet is one of {', '.join(_ALPHABETS)}")
    try:
        settings = SmppSettings(
            host=url.hostname,
            port=port or _SMPP_PORT,
            system_id=unquote(url.username),
            password=password,
            system_type=options.pop("system-type", ""),
            tls=url.scheme == "smpps",
            ca=ca,
            default_coding=alphabet,
            long_texts=LongTexts(options.pop("long", LongTexts.HEADER.value)),
            window=_between(1, options.pop("window", "10"), 1_000),
            enquire_seconds=_between(1, options.pop("enquire", "30"), 3_600),
            asked_after=timedelta(minutes=10) if _yes(options.pop("query", "yes")) else None,
        )
    except ValueError as error:
        raise WrongSettings(f"an option of {WHERE} can't be read: {error}") from None
    if options:
        raise WrongSettings(f"{WHERE} has an option that nobody knows: {sorted(options)[0]}")
    return settings


def _provider(url: SplitResult, options: dict[str, str], secret: str) -> ProviderSettings:
    if not url.hostname or url.username or url.fragment:
        raise WrongSettings(f"{WHERE} is https://HOST/PATH")
    if url.scheme == "http" and url.hostname != "127.0.0.1":
        raise WrongSettings("without TLS a provider is on 127.0.0.1 alone")
    if len(secret) < _SHORTEST_SECRET:
        raise WrongSettings(f"the secret is shorter than {_SHORTEST_SECRET} characters")
    ca = _authorities(options)
    try:
        window = _between(1, options.pop("window", "10"), 1_000)
        answer = _between(1, options.pop("answer", "15"), 120)
    except ValueError as error:
        raise WrongSettings(f"an option of {WHERE} can't be read: {error}") from None
    if options:
        raise WrongSettings(f"{WHERE} has an option that nobody knows: {sorted(options)[0]}")
    return ProviderSettings(
        url=urlunsplit((url.scheme, url.netloc, url.path.rstrip("/"), "", "")),
        secret=secret.encode(),
        ca=ca,
        window=window,
        answer_seconds=answer,
    )


def _authorities(options: dict[str, str]) -> str | None:
    ca = options.pop("ca", None)
    if ca is not None and not Path(ca).is_file():
        raise WrongSettings("the file that ca names is not there")
    return ca


def _between(least: int, written: str, most: int) -> int:
    number = int(written)
    if not least <= number <= most:
        raise ValueError(f"{number} is not between {least} and {most}")
    return number


def _yes(written: str) -> bool:
    if written not in ("yes", "no"):
        raise ValueError("yes or no")
    return written == "yes"
