"""The phone with no screen: everything a face needs, in one frozen value that `desktop.bootstrap` builds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.later import Later
from desktop.services.calls import Calls
from desktop.services.messages import Messages
from desktop.services.numbers import Numbers
from desktop.services.quality import Quality
from desktop.services.quiet import QuietTimes
from desktop.services.ringing import RingingHere
from desktop.services.sessions import Sessions
from desktop.services.sound import SoundDevices
from desktop.services.threads import Threads
from desktop.store import Store
from desktop.system.settings import SettingsFile

if TYPE_CHECKING:
    from desktop.rest import Rest
    from desktop.services.blocking import Blocking
    from desktop.services.contacts import Contacts
    from desktop.services.files import Files
    from desktop.services.finder import Finder
    from desktop.services.greetings import GreetingsOfNumbers
    from desktop.services.groups import Groups
    from desktop.services.history import History
    from desktop.services.later import Later as SendingLater
    from desktop.services.notices import NoticeBoard
    from desktop.services.phone_links import PhoneLinks
    from desktop.services.replies import Replies
    from desktop.services.reports import Reports
    from desktop.services.ring_check import RingChecks
    from desktop.services.transcripts import Transcripts
    from desktop.services.transfers import Transfers
    from desktop.services.voicemails import Voicemails


@dataclass(frozen=True, slots=True)
class Phone:
    """All that the window can use. The rest is loaded and made when it is first asked for, or by itself once
    the window shows something, before the engine can say a word: no call comes to half a phone.
    """

    store: Store
    sessions: Sessions
    numbers: Numbers
    calls: Calls
    messages: Messages
    threads: Threads
    quality: Quality
    sound: SoundDevices
    ringing: RingingHere
    quiet: QuietTimes
    settings: SettingsFile
    """Choices of this computer that are no secret: language, theme, country."""
    region: str
    """Where this computer is, ISO 3166-1 alpha-2; empty where it does not say."""
    rest: Later[Rest]
    close: Callable[[], Awaitable[None]]
    """End it all in good order; what must survive is kept already."""

    @property
    def greetings(self) -> GreetingsOfNumbers:
        return self.rest().greetings

    @property
    def transfers(self) -> Transfers:
        return self.rest().transfers

    @property
    def groups(self) -> Groups:
        return self.rest().groups

    @property
    def later(self) -> SendingLater:
        return self.rest().later

    @property
    def files(self) -> Files:
        return self.rest().files

    @property
    def finder(self) -> Finder:
        return self.rest().finder

    @property
    def history(self) -> History:
        return self.rest().history

    @property
    def voicemails(self) -> Voicemails:
        return self.rest().voicemails

    @property
    def reports(self) -> Reports:
        return self.rest().reports

    @property
    def ring_checks(self) -> RingChecks:
        return self.rest().ring_checks

    @property
    def contacts(self) -> Contacts:
        return self.rest().contacts

    @property
    def blocking(self) -> Blocking:
        return self.rest().blocking

    @property
    def notices(self) -> NoticeBoard:
        return self.rest().notices

    @property
    def replies(self) -> Replies:
        return self.rest().replies

    @property
    def transcripts(self) -> Transcripts:
        return self.rest().transcripts

    @property
    def phone_links(self) -> PhoneLinks:
        return self.rest().phone_links
