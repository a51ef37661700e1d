"""The composition root: everything that a carrier is made of is made here, and stopped here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from carrier.account.contacts import Contacts
from carrier.account.history import History
from carrier.account.numbers import Numbers
from carrier.api import schemas
from carrier.api.application import make_application
from carrier.api.services import Services
from carrier.api.stream import EventStreams
from carrier.certificates import ensure_certificates
from carrier.clock import Clock, utc_now
from carrier.demo.people import DEMO_ACCOUNTS, DemoAccount
from carrier.demo.seeding import seed_demo
from carrier.http_server import HttpServer
from carrier.messages.delivery import Delivery, StoredInbox
from carrier.messages.sending import Sending
from carrier.messages.simulated import SimulatedSms
from carrier.messages.threads import Threads
from carrier.sessions.passwords import Passwords
from carrier.sessions.signing_in import SigningIn
from carrier.sessions.staying import Staying
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.directory import StoredDirectory
from carrier.store.housekeeping import keep_house
from carrier.store.watching import watch

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the carrier listens."""

    http: str
    ca: str
    sip: schemas.SipPorts
    accounts: tuple[DemoAccount, ...]


class Carrier:
    """One carrier in one process. `start` and `stop` once each, on one loop."""

    def __init__(self, settings: Settings, *, clock: Clock = utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._signals = Signals()
        self._sip_ports = schemas.SipPorts(tls=0, tcp=0, udp=0)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> Ready:
        """Everything listens when it returns. Raises `OSError` where a port is taken."""
        settings = self._settings
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._signals.attach(asyncio.get_running_loop())
        certificates = await asyncio.to_thread(ensure_certificates, settings.data, settings.domain)
        tls_context = certificates.server_context()
        self.database = Database(settings.database, self._signals)
        await asyncio.to_thread(self.database.migrate)
        passwords = await asyncio.to_thread(lambda: Passwords(cheap=settings.cheap_passwords))
        if settings.demo:
            await asyncio.to_thread(seed_demo, self.database, passwords, self._clock())
        self.directory = StoredDirectory(self.database, self._clock)
        self._sms = SimulatedSms(StoredInbox(self.database), self._clock, reply_delay=settings.reply_delay)
        self._streams = EventStreams(self.database, self._signals, settings)
        app = make_application(
            self._services(passwords), body_timeout_seconds=settings.body_timeout.total_seconds()
        )
        self._http = HttpServer(
            app,
            host=HOST,
            port=settings.http_port,
            tls_context=None if settings.insecure_http else tls_context,
        )
        delivery = Delivery(self.database, self._signals, self._sms, self._clock)
        self._run(delivery.run())
        self._run(watch(self.database, self._signals))
        self._run(keep_house(self.database, settings, self._clock))
        port = await self._http.start()
        scheme = "http" if settings.insecure_http else "https"
        return Ready(
            http=f"{scheme}://{HOST}:{port}",
            ca=str(certificates.ca.resolve()),
            sip=self._sip_ports,
            accounts=DEMO_ACCOUNTS if settings.demo else (),
        )

    async def stop(self) -> None:
        self._streams.close()
        await self._http.stop()
        await self._sms.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self.database.close)

    def _services(self, passwords: Passwords) -> Services:
        database, settings, clock = self.database, self._settings, self._clock
        return Services(
            signing_in=SigningIn(database, passwords, settings, clock, lambda: self._sip_ports),
            staying=Staying(database, settings, clock),
            numbers=Numbers(database, clock),
            sending=Sending(database, clock),
            threads=Threads(database, clock),
            history=History(database, clock),
            contacts=Contacts(database, clock),
            streams=self._streams,
        )

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))
