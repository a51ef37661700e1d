"""Everything that can be set about a carrier, with the limits it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.smpp.settings import SmppSettings

DOMAIN = "fiveline.example"
"""The SIP domain and digest realm. It is in the server's certificate."""

DEVICES_AT_ONCE = 3
NUMBERS_PER_ACCOUNT = 5
LIKE_A_TOKEN = "0" * 32
"""As long in an SMS as what the link of a file ends in."""
FIRST_CREDIT = 1_000
"""Cents that a new account has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data: Path
    """Certificates, keys and, unless `database_url` says otherwise, the database. Made with mode 0700."""
    http_port: int = 0
    sip_port: int = 0
    """For TCP and for UDP."""
    sip_tls_port: int = 0
    database_url: str | None = None
    demo: bool = False
    insecure_http: bool = False
    domain: str = DOMAIN
    website: str | None = None
    """Where the pages /premium and /reset are; None for the carrier's own, beside the API."""
    answering_processes: int = 1
    """Each talks with four callers of voicemail at once."""
    file_links: str | None = None
    """What the links of files begin with; None for the carrier's own address."""
    file_life: timedelta = timedelta(days=30)
    """How long the link of a file works once it is sent."""
    access_token_life: timedelta = timedelta(minutes=15)
    ticket_life: timedelta = timedelta(minutes=10)
    wrong_passwords: int = 5
    """So many in a row lock the account."""
    lock_life: timedelta = timedelta(days=1)
    heartbeat: timedelta = timedelta(seconds=15)
    body_timeout: timedelta = timedelta(seconds=10)
    cheap_passwords: bool = False
    """For tests: a hash that costs next to nothing."""
    sms: SmppSettings | ProviderSettings | None = None
    """The SMS network; None for the simulated one."""
    reply_delay: timedelta = timedelta(seconds=1)
    """How long a simulated person takes to text back."""
    events_kept: int = 20_000
    """For each account; a reader that is further behind is told to list everything again."""

    @property
    def upgrade_url(self) -> str:
        return f"{self.website}/premium"

    @property
    def reset_url(self) -> str:
        return f"{self.website}/reset"

    @property
    def files(self) -> Path:
        """The bytes of files, encrypted."""
        return self.data / "files"

    @property
    def spools(self) -> Path:
        """What callers say, enciphered, until it is made into a voicemail."""
        return self.data / "voicemail"

    def file_link(self, token: str) -> str:
        return f"{self.file_links}/f/{token}"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'carrier.sqlite3'}"
