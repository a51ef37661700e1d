"""The only place where the phone is put together; it reads as a wiring diagram."""

from __future__ import annotations

import asyncio
import logging
import platform
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.api.signing_in import SigningIn
from desktop.api.transport import HeadStart, Transport, none_needed
from desktop.later import Later
from desktop.phone import Phone
from desktop.services.active_calls import ActiveCalls
from desktop.services.calls import Calls
from desktop.services.device_names import DeviceNames
from desktop.services.messages import Messages
from desktop.services.numbers import Numbers
from desktop.services.present import Present
from desktop.services.quality import Quality
from desktop.services.quiet import QuietTimes
from desktop.services.ringing import RingingHere
from desktop.services.sessions import Sessions
from desktop.services.sound import SoundDevices
from desktop.services.staying import Staying
from desktop.services.tasks import Tasks
from desktop.services.threads import Threads
from desktop.services.voice import MakeEngine, Voice
from desktop.services.watch import Watch
from desktop.storage.database import erase_files
from desktop.store import Store
from desktop.system.credentials import Credentials, KeyringCredentials
from desktop.system.folders import open_profile
from desktop.system.headset import system_headset
from desktop.system.logs import close_log, open_log
from desktop.system.media_keys import SystemMediaKeys, system_media_keys
from desktop.system.notices import SystemNotices, system_notices
from desktop.system.screen_lock import ScreenLock, screen_lock
from desktop.system.settings import SettingsFile
from desktop.transcribing.door import Transcriber
from desktop.voice.supervisor import Supervisor

if TYPE_CHECKING:
    from desktop.rest import Rest
    from desktop.services.headset import HeadsetReader

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

    `head_start` is waited for before the rest of the phone is loaded, the engine is started, the carrier is
    asked and words are made of voicemails: a window shows first what is in the cache. `make_headset` gives
    whose keys are heard; `region` is where the computer is, ISO 3166-1 alpha-2; `link_command` starts this
    program for a telephone link (none: it takes no links). `profile` is made where it is missing. Raises
    `OSError` where it can't be written or `ca_file` can't be read, `ValueError` where `carrier_url` is no
    http(s) address.
    """
    carrier_url = carrier_url.rstrip("/")
    address = urlsplit(carrier_url)
    if address.scheme not in ("https", "http") or not address.hostname:
        raise ValueError("the carrier's address begins with https://")
    folders = open_profile(profile)

    begun = asyncio.Event()

    async def begin() -> None:
        """The window shows something, the engine is on its way, and the phone is whole."""
        await begun.wait()

    transport = Transport(carrier_url, ca_file, head_start=begin)
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

    def make() -> Rest:
        from desktop.rest import make_rest

        return make_rest(
            store,
            present,
            voice,
            calls,
            messages,
            watch,
            settings,
            tasks,
            make_transcriber(),
            region=region,
            link_command=link_command,
        )

    rest = Later(make)

    async def close() -> None:
        if rest.made is not None:
            await rest.made.close()
        await watch.close()
        await sessions.close()
        await tasks.stop()
        if rest.made is not None:
            await rest.made.transcripts.close()
        await voice.stop()
        await transport.close()
        log.info("closed")
        close_log(log_file)

    async def show_notices() -> None:
        await begin()
        await rest().notices.run(await asyncio.to_thread(make_notices))  # its library takes a while to load

    async def watch_lock() -> None:
        await begin()
        await rest().notices.watch_lock(await asyncio.to_thread(make_screen_lock))

    async def hear_media_keys() -> None:
        await begin()
        from desktop.services.media_keys import MediaKeys

        await MediaKeys(store, rest().headset_keys.press).run(await asyncio.to_thread(make_media_keys))

    async def fetch_recordings() -> None:
        await begin()
        await rest().voicemails.run()

    async def make_transcripts() -> None:
        await begin()  # what was left over the last time begins at once
        await rest().transcripts.run()

    async def start_engine() -> None:
        await head_start()
        await voice.start()
        await asyncio.sleep(0)  # its process is made now, and loads beside all that follows
        rest()  # before the loop can bring what the engine says
        begun.set()
        rest().headset_keys.start(make_headset())

    tasks.start(start_engine(), "start of the engine")
    tasks.start(fetch_recordings(), "recordings that came")
    tasks.start(quiet.watch(), "end of do not disturb")
    tasks.start(make_transcripts(), "transcripts")
    tasks.start(show_notices(), "notices")
    tasks.start(hear_media_keys(), "media keys")
    tasks.start(watch_lock(), "lock of the screen")
    return Phone(
        store=store,
        sessions=sessions,
        numbers=Numbers(present),
        calls=calls,
        messages=messages,
        threads=Threads(present),
        quality=quality,
        sound=sound,
        ringing=ringing,
        quiet=quiet,
        settings=settings,
        region=region,
        rest=rest,
        close=close,
    )


async def close(phone: Phone) -> None:
    """End calls and the registration, keep what must be kept, stop the engine."""
    await phone.close()
