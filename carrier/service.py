"""The composition root: everything that a carrier is made of is made here, and stopped here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from carrier.account.billing import Billing
from carrier.account.blocking import Blocking
from carrier.account.contacts import Contacts
from carrier.account.history import History
from carrier.account.numbers import Numbers
from carrier.account.ring_checks import RingChecks
from carrier.account.voicemails import Voicemails
from carrier.api import schemas
from carrier.api.application import make_application
from carrier.api.services import Services
from carrier.api.stream import EventStreams
from carrier.certificates import ensure_certificates
from carrier.clock import Clock, utc_now
from carrier.demo.people import DEMO_ACCOUNTS, DemoAccount
from carrier.demo.seeding import seed_demo
from carrier.files.blobs import Blobs
from carrier.files.contents import Contents
from carrier.files.links import Links
from carrier.files.uploads import Uploads
from carrier.http_server import HttpServer, bind
from carrier.later.leaving import Leaving
from carrier.later.scheduling import Scheduling
from carrier.later.zone_rules import follow_zone_rules
from carrier.messages.deletions import Deletions
from carrier.messages.delivery import Delivery, StoredInbox
from carrier.messages.flags import Flags
from carrier.messages.provider.callbacks import Callbacks
from carrier.messages.provider.gateway import ProviderSms
from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.sending import Sending
from carrier.messages.simulated import SimulatedSms
from carrier.messages.smpp.gateway import SmppSms
from carrier.messages.smpp.settings import SmppSettings
from carrier.messages.sms import SmsNetwork
from carrier.messages.threads import Threads
from carrier.network.simulated import SimulatedNetwork
from carrier.sessions.farewell import say_farewell
from carrier.sessions.passwords import Passwords
from carrier.sessions.signing_in import SigningIn
from carrier.sessions.staying import Staying
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.sip.edge import SipEdge
from carrier.store.database import Database
from carrier.store.directory import StoredDirectory
from carrier.store.housekeeping import keep_house
from carrier.store.watching import watch
from carrier.voicemail.finishing import Finishing
from carrier.voicemail.greetings import Greetings
from carrier.voicemail.leading import Leading
from carrier.voicemail.pool import Pool
from carrier.voicemail.visit import EndOfTake, Take

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
        self._endings = AsyncExitStack()
        self._edge: SipEdge | None = None
        self._finishing: Finishing | None = None
        self._sip_ports = schemas.SipPorts(tls=0, tcp=0, udp=0)
        self.database = Database(settings.database, self._signals)
        self.directory = StoredDirectory(self.database, clock)
        self._blobs = Blobs(settings.files)
        self.greetings = Greetings(self.database, self._blobs, clock)

    async def start(self) -> Ready:
        """Everything listens when it returns. Raises `OSError` where a port is taken; nothing runs then."""
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """What was started last ends first."""
        await self._endings.aclose()

    async def _start(self) -> Ready:
        settings, database = self._settings, self.database
        self._signals.attach(asyncio.get_running_loop())
        listener = bind(HOST, settings.http_port)
        self._endings.callback(listener.close)
        scheme = "http" if settings.insecure_http else "https"
        address = f"{scheme}://{HOST}:{listener.getsockname()[1]}"
        settings = replace(
            settings, website=settings.website or address, file_links=settings.file_links or address
        )
        certificates = await asyncio.to_thread(ensure_certificates, settings.data, settings.domain)
        self._endings.push_async_callback(asyncio.to_thread, database.close)
        self._endings.push_async_callback(asyncio.to_thread, self.greetings.close)
        await asyncio.to_thread(database.migrate)
        passwords = await asyncio.to_thread(lambda: Passwords(cheap=settings.cheap_passwords))
        if settings.demo:
            await asyncio.to_thread(seed_demo, database, self._blobs, passwords, self._clock())

        network = SimulatedNetwork(host=HOST)
        edge = SipEdge(
            self.directory,
            network,
            domain=settings.domain,
            host=HOST,
            tls_context=certificates.server_context(),
            tls_port=settings.sip_tls_port,
            tcp_port=settings.sip_port,
            udp_port=settings.sip_port,
            reception=await self._reception(settings),
        )
        self._edge = edge
        self._endings.push_async_callback(edge.stop)
        ports = await edge.start()
        self._sip_ports = schemas.SipPorts(tls=ports.tls, tcp=ports.tcp, udp=ports.udp)

        sms = self._sms(settings, network)
        self._run(Delivery(database, self._signals, sms, self._clock).run())
        await asyncio.to_thread(follow_zone_rules, database, self._clock())
        sending = Sending(database, settings, self._clock)
        self._run(Leaving(database, self._signals, sending, self._clock).run())
        self._run(say_farewell(database, self._signals, edge))
        self._run(watch(database, self._signals))
        self._run(keep_house(database, self._blobs, settings, self._clock))

        streams = EventStreams(database, self._signals, settings)
        http = HttpServer(
            make_application(
                self._services(settings, passwords, sending, streams, edge),
                body_timeout_seconds=settings.body_timeout.total_seconds(),
            ),
            listener=listener,
            tls_context=None if settings.insecure_http else certificates.server_context(),
        )
        self._endings.push_async_callback(http.stop)
        self._endings.callback(streams.close)
        await http.start()
        return Ready(
            http=address,
            ca=str(certificates.ca.resolve()),
            sip=self._sip_ports,
            accounts=DEMO_ACCOUNTS if settings.demo else (),
        )

    async def _reception(self, settings: Settings) -> Leading | None:
        pool = Pool(settings.spools, self._took, processes=settings.answering_processes)
        self._finishing = Finishing(
            self.database, self._blobs, settings.spools, self._clock, is_under_way=pool.knows
        )
        self._run(self._finishing.run())
        if not settings.answering_processes:
            return None
        self._endings.push_async_callback(pool.stop)
        await pool.start()
        return Leading(self.database, self._clock, pool, self.greetings.sound_for)

    def _took(self, take: Take) -> None:
        if self._finishing is not None:
            self._finishing.took(take)
        if take.end is EndOfTake.CRASH and self._edge is not None:
            self._edge.voicemail_lost(take.visit_id)

    def _sms(self, settings: Settings, network: SimulatedNetwork) -> SmsNetwork:
        if settings.sms is not None:
            outside: SmppSms | ProviderSms = (
                SmppSms(self.database, self._clock, settings.sms)
                if isinstance(settings.sms, SmppSettings)
                else ProviderSms(self.database, self._clock, settings.sms)
            )
            self._run(outside.run())
            return outside
        simulated = SimulatedSms(
            StoredInbox(self.database, self._blobs),
            self._clock,
            reply_delay=settings.reply_delay,
            telephone=network,
        )
        self._endings.push_async_callback(simulated.stop)
        return simulated

    def _services(
        self,
        settings: Settings,
        passwords: Passwords,
        sending: Sending,
        streams: EventStreams,
        edge: SipEdge,
    ) -> Services:
        database, clock = self.database, self._clock
        return Services(
            signing_in=SigningIn(database, passwords, settings, clock, lambda: self._sip_ports),
            staying=Staying(database, settings, clock),
            numbers=Numbers(database, clock),
            sending=sending,
            scheduling=Scheduling(database, self._blobs, sending, clock),
            threads=Threads(database, clock),
            flags=Flags(database, clock),
            deletions=Deletions(database, clock),
            history=History(database, clock),
            voicemails=Voicemails(database, self._blobs, clock),
            greetings=self.greetings,
            contacts=Contacts(database, clock),
            blocking=Blocking(database, clock),
            billing=Billing(database, settings, clock),
            ring_checks=RingChecks(database, edge.check_ring),
            uploads=Uploads(database, self._blobs, clock),
            contents=Contents(database, self._blobs, clock),
            links=Links(database, self._blobs, clock),
            callbacks=Callbacks(database, clock, _provider(settings)),
            streams=streams,
        )

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """A job, until the carrier stops."""
        self._endings.push_async_callback(_cancel, asyncio.create_task(work))


def _provider(settings: Settings) -> ProviderSettings | None:
    return settings.sms if isinstance(settings.sms, ProviderSettings) else None


async def _cancel(job: asyncio.Task[None]) -> None:
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
