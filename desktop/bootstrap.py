"""The only place where the phone is put together; it reads as a wiring diagram."""

from __future__ import annotations

import asyncio
import logging
import platform
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from desktop.api.signing_in import SigningIn
from desktop.api.transport import HeadStart, Transport, none_needed
from desktop.phone import Phone
from desktop.services.active_calls import ActiveCalls
from desktop.services.blocking import Blocking
from desktop.services.calls import Calls
from desktop.services.contacts import Contacts
from desktop.services.device_names import DeviceNames
from desktop.services.files import Files
from desktop.services.finder import Finder
from desktop.services.greetings import GreetingsOfNumbers
from desktop.services.groups import Groups
from desktop.services.headset import HeadsetKeys, HeadsetReader
from desktop.services.history import History
from desktop.services.later import Later
from desktop.services.media_keys import MediaKeys
from desktop.services.messages import Messages
from desktop.services.notices import NoticeBoard
from desktop.services.numbers import Numbers
from desktop.services.phone_links import PhoneLinks
from desktop.services.player import Player
from desktop.services.present import Present
from desktop.services.quality import Quality
from desktop.services.quiet import QuietTimes
from desktop.services.recorder import Recorder
from desktop.services.replies import Replies
from desktop.services.reports import Reports
from desktop.services.ring_check import RingChecks
from desktop.services.ringing import RingingHere
from desktop.services.sessions import Sessions
from desktop.services.sound import SoundDevices
from desktop.services.staying import Staying
from desktop.services.tasks import Tasks
from desktop.services.threads import Threads
from desktop.services.transcripts import Transcripts
from desktop.services.transfers import Transfers
from desktop.services.voice import MakeEngine, Voice
from desktop.services.voicemails import Voicemails
from desktop.services.watch import Watch
from desktop.storage.database import erase_files
from desktop.store import Store
from desktop.system.credentials import Credentials, KeyringCredentials
from desktop.system.folders import open_profile
from desktop.system.headset import system_headset
from desktop.system.logs import close_log, open_log
from desktop.system.media_keys import SystemMediaKeys, system_media_keys
from desktop.system.notices import SystemNotices, system_notices
from desktop.system.phone_links import link_handler
from desktop.system.screen_lock import ScreenLock, screen_lock
from desktop.system.settings import SettingsFile
from desktop.transcribing.door import Transcriber
from desktop.voice.supervisor import Supervisor

log = logging.getLogger(__name__)


async def open_phone(
    *,
    profile: Path,
    carrier_url: str,
    ca_file: Path | None,
    credentials: Credentials | None = None,
    make_engine: MakeEngine = Supervisor,
    make_headset: Callable[[], HeadsetReader] = system_headset,
    device_name: str = "",
    region: str = "",
    link_command: Sequence[str] = (),
    make_notices: Callable[[], SystemNotices] = system_notices,
    make_screen_lock: Callable[[], ScreenLock] = screen_lock,
    make_media_keys: Callable[[], SystemMediaKeys] = system_media_keys,
    make_transcriber: Callable[[], Transcriber] = Transcriber,
    head_start: HeadStart = none_needed,
) -> Phone:
    """Build the phone and start its engine. Nobody is signed in until `phone.sessions.resume()` or `sign_in`.

    `head_start` is waited for before the engine is started, the carrier is asked and words are made of
    voicemails: a window shows first what is in the cache. `make_headset` gives whose keys are heard; `region`
    is where the computer is, ISO 3166-1 alpha-2; `link_command` starts this program for a telephone link
    (none: it takes no links). `profile` is made where it is missing. Raises `OSError` where it can't be
    written or `ca_file` can't be read, `ValueError` where `carrier_url` is no http(s) address.
    """
    carrier_url = carrier_url.rstrip("/")
    address = urlsplit(carrier_url)
    if address.scheme not in ("https", "http") or not address.hostname:
        raise ValueError("the carrier's address begins with https://")
    folders = open_profile(profile)
    transport = Transport(carrier_url, ca_file, head_start=head_start)
    log_file = open_log(folders.logs)
    erase_files(folders.passing_cache)  # left by a session that ended without a word
    settings = SettingsFile(folders.settings)

    store = Store()
    tasks = Tasks()
    present = Present(store)
    voice = Voice(store, make_engine, ca_file=ca_file)
    calls = Calls(store, voice, region=region)
    staying = Staying(
        store=store,
        present=present,
        transport=transport,
        folders=folders,
        voice=voice,
        sip_host=address.hostname,
    )
    sessions = Sessions(
        store=store,
        present=present,
        signing_in=SigningIn(transport),
        staying=staying,
        credentials=credentials or KeyringCredentials(folders.keyring_service),
        calls=calls,
        voice=voice,
        tasks=tasks,
        carrier_url=carrier_url,
        device_name=(device_name or socket.gethostname() or "Computer")[:80],
        platform=platform.system()[:40] or "Desktop",
    )
    sound = SoundDevices(store, voice, settings)
    quality = Quality(present, voice, tasks)
    watch = Watch(store, present, voice)
    DeviceNames(store, present, tasks)
    quiet = QuietTimes(store, settings)
    ringing = RingingHere(store, voice, settings)
    ActiveCalls(store, present, tasks)
    messages = Messages(present, region=region)
    later = Later(present, messages)
    threads = Threads(present)
    notices = NoticeBoard(store, settings)
    player = Player(store, voice)
    files = Files(present, player, region=region)
    greetings = GreetingsOfNumbers(present, player, Recorder(voice))
    voicemails = Voicemails(present, player)

    transcripts = Transcripts(store, present, settings, voicemails.sound, make_transcriber())
    headset_keys = HeadsetKeys(store, calls, tasks)

    async def close() -> None:
        await headset_keys.stop()
        await watch.close()
        await files.close()
        await greetings.close()
        await voicemails.close()
        await sessions.close()
        await tasks.stop()
        await transcripts.close()
        await voice.stop()
        await transport.close()
        log.info("closed")
        close_log(log_file)

    async def show_notices() -> None:
        await head_start()
        await notices.run(await asyncio.to_thread(make_notices))  # its library takes a while to load

    async def watch_lock() -> None:
        await head_start()
        await notices.watch_lock(await asyncio.to_thread(make_screen_lock))

    async def hear_media_keys() -> None:
        await head_start()
        await MediaKeys(store, headset_keys.press).run(await asyncio.to_thread(make_media_keys))

    async def make_transcripts() -> None:
        await head_start()  # what was left over the last time begins at once
        await transcripts.run()

    async def start_engine() -> None:
        await head_start()
        headset_keys.start(make_headset())
        await voice.start()

    tasks.start(start_engine(), "start of the engine")
    tasks.start(voicemails.run(), "recordings that came")
    tasks.start(quiet.watch(), "end of do not disturb")
    tasks.start(make_transcripts(), "transcripts")
    tasks.start(show_notices(), "notices")
    tasks.start(hear_media_keys(), "media keys")
    tasks.start(watch_lock(), "lock of the screen")
    return Phone(
        store=store,
        sessions=sessions,
        numbers=Numbers(present),
        greetings=greetings,
        calls=calls,
        transfers=Transfers(store, voice, calls, region=region),
        messages=messages,
        groups=Groups(present, messages),
        later=later,
        files=files,
        finder=Finder(present),
        threads=threads,
        history=History(present),
        voicemails=voicemails,
        reports=Reports(present, watch),
        quality=quality,
        ring_checks=RingChecks(store, present, voice, calls),
        contacts=Contacts(present),
        blocking=Blocking(present),
        sound=sound,
        ringing=ringing,
        quiet=quiet,
        notices=notices,
        replies=Replies(store, calls, messages, settings),
        transcripts=transcripts,
        settings=settings,
        region=region,
        phone_links=PhoneLinks(link_handler(link_command)),
        close=close,
    )


async def close(phone: Phone) -> None:
    """End calls and the registration, keep what must be kept, stop the engine."""
    await phone.close()
