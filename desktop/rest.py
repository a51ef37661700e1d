"""The rest of the phone: all that a person can do that the first conversations are shown without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.services.blocking import Blocking
from desktop.services.calls import Calls
from desktop.services.contacts import Contacts
from desktop.services.files import Files
from desktop.services.finder import Finder
from desktop.services.greetings import GreetingsOfNumbers
from desktop.services.groups import Groups
from desktop.services.headset import HeadsetKeys
from desktop.services.history import History
from desktop.services.later import Later
from desktop.services.messages import Messages
from desktop.services.notices import NoticeBoard
from desktop.services.phone_links import PhoneLinks
from desktop.services.player import Player
from desktop.services.present import Present
from desktop.services.recorder import Recorder
from desktop.services.replies import Replies
from desktop.services.reports import Reports
from desktop.services.ring_check import RingChecks
from desktop.services.tasks import Tasks
from desktop.services.transcripts import Transcripts
from desktop.services.transfers import Transfers
from desktop.services.voice import Voice
from desktop.services.voicemails import Voicemails
from desktop.services.watch import Watch
from desktop.store import Store
from desktop.system.phone_links import link_handler
from desktop.system.settings import SettingsFile
from desktop.transcribing.door import Transcriber


@dataclass(frozen=True, slots=True)
class Rest:
    greetings: GreetingsOfNumbers
    transfers: Transfers
    groups: Groups
    later: Later
    files: Files
    finder: Finder
    history: History
    voicemails: Voicemails
    reports: Reports
    ring_checks: RingChecks
    contacts: Contacts
    blocking: Blocking
    notices: NoticeBoard
    replies: Replies
    transcripts: Transcripts
    phone_links: PhoneLinks
    headset_keys: HeadsetKeys

    async def close(self) -> None:
        await self.headset_keys.stop()
        await self.files.close()
        await self.greetings.close()
        await self.voicemails.close()


def make_rest(
    store: Store,
    present: Present,
    voice: Voice,
    calls: Calls,
    messages: Messages,
    watch: Watch,
    settings: SettingsFile,
    tasks: Tasks,
    transcriber: Transcriber,
    *,
    region: str,
    link_command: Sequence[str],
) -> Rest:
    player = Player(store, voice)
    voicemails = Voicemails(present, player)
    return Rest(
        greetings=GreetingsOfNumbers(present, player, Recorder(voice)),
        transfers=Transfers(store, voice, calls, region=region),
        groups=Groups(present, messages),
        later=Later(present, messages),
        files=Files(present, player, region=region),
        finder=Finder(present),
        history=History(present),
        voicemails=voicemails,
        reports=Reports(present, watch),
        ring_checks=RingChecks(store, present, voice, calls),
        contacts=Contacts(present),
        blocking=Blocking(present),
        notices=NoticeBoard(store, settings),
        replies=Replies(store, calls, messages, settings),
        transcripts=Transcripts(store, present, settings, voicemails.sound, transcriber),
        phone_links=PhoneLinks(link_handler(link_command)),
        headset_keys=HeadsetKeys(store, calls, tasks),
    )
