"""The phone with no screen: everything a face needs, in one frozen value that `desktop.bootstrap` builds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desktop.services.blocking import Blocking
from desktop.services.calls import Calls
from desktop.services.contacts import Contacts
from desktop.services.files import Files
from desktop.services.finder import Finder
from desktop.services.greetings import GreetingsOfNumbers
from desktop.services.groups import Groups
from desktop.services.history import History
from desktop.services.later import Later
from desktop.services.messages import Messages
from desktop.services.notices import NoticeBoard
from desktop.services.numbers import Numbers
from desktop.services.phone_links import PhoneLinks
from desktop.services.quality import Quality
from desktop.services.quiet import QuietTimes
from desktop.services.replies import Replies
from desktop.services.reports import Reports
from desktop.services.ring_check import RingChecks
from desktop.services.ringing import RingingHere
from desktop.services.sessions import Sessions
from desktop.services.sound import SoundDevices
from desktop.services.threads import Threads
from desktop.services.transcripts import Transcripts
from desktop.services.transfers import Transfers
from desktop.services.voicemails import Voicemails
from desktop.store import Store
from desktop.system.settings import SettingsFile


@dataclass(frozen=True, slots=True)
class Phone:
    """All that the window can use."""

    store: Store
    sessions: Sessions
    numbers: Numbers
    greetings: GreetingsOfNumbers
    calls: Calls
    transfers: Transfers
    messages: Messages
    groups: Groups
    later: Later
    files: Files
    finder: Finder
    threads: Threads
    history: History
    voicemails: Voicemails
    reports: Reports
    quality: Quality
    ring_checks: RingChecks
    contacts: Contacts
    blocking: Blocking
    sound: SoundDevices
    ringing: RingingHere
    quiet: QuietTimes
    notices: NoticeBoard
    replies: Replies
    transcripts: Transcripts
    settings: SettingsFile
    """Choices of this computer that are no secret: language, theme, country."""
    phone_links: PhoneLinks
    region: str
    """Where this computer is, ISO 3166-1 alpha-2; empty where it does not say."""
    close: Callable[[], Awaitable[None]]
    """End it all in good order; what must survive is kept already."""
