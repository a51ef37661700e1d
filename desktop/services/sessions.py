"""Signing in and out, and the devices of the account (ACC-2 to ACC-6, ACC-9)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from desktop.api.signing_in import SigningIn, devices_of
from desktop.api.wire.sessions import SessionStarted
from desktop.domain.calls import EndOfCall
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable, Refused, Unanswered
from desktop.domain.events import Event, SessionChanged
from desktop.domain.session import (
    AccountLocked,
    CarrierAway,
    Device,
    DeviceId,
    DeviceLimitReached,
    EndOfSession,
    PremiumNeeded,
    PremiumRequired,
    SignedIn,
    SignedOut,
    SignInOutcome,
    TooManyAttempts,
    WrongCredentials,
)
from desktop.domain.state import State
from desktop.domain.text import encodable
from desktop.services.calls import Calls
from desktop.services.keeping import CACHE_KEY, SESSION, Kept, Sip, load_session, save_session
from desktop.services.present import Present
from desktop.services.staying import Staying
from desktop.services.tasks import Tasks
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.system.credentials import Credentials, MemoryCredentials

log = logging.getLogger(__name__)

SHORT_QUESTION = 1.0
"""Seconds for what is good to know and must not hold up."""
GOODBYE = 3.0
"""Seconds that the carrier is given to hear of a sign-out: it also works without."""


LAST_MESSAGES = 3.0
"""Seconds that messages which wait are given to leave before a sign-out."""


class Sessions:
    def __init__(
        self,
        *,
        store: Store,
        present: Present,
        signing_in: SigningIn,
        staying: Staying,
        credentials: Credentials,
        calls: Calls,
        voice: Voice,
        tasks: Tasks,
        carrier_url: str,
        device_name: str,
        platform: str,
    ) -> None:
        self._store = store
        self._present = present
        self._signing_in = signing_in
        self._staying = staying
        self._credentials = credentials
        self._calls = calls
        self._voice = voice
        self._tasks = tasks
        self._carrier_url = carrier_url
        self._device_name = device_name
        self._platform = platform
        self._changing = asyncio.Lock()
        self._attempt = ("", "", "")
        """E-mail, password and idempotency key of a sign-in that may have to be made again."""
        self._ending = False
        self._closing = False
        self._asking: asyncio.Task[SessionStarted] | None = None
        staying.on_session_ended = self._session_ended

    async def resume(self) -> None:
        """Go on with the session that the keyring holds, from the cache at once, offline too.

        Where the profile can't be used (a full or read-only disk) nobody is signed in; the next start tries
        again, and `sign_in` says why not.
        """
        async with self._changing:
            try:
                kept = await load_session(self._credentials, carrier=self._carrier_url)
            except Mendable as error:
                log.info("nothing to resume: %s", error.word)
                kept = None
            if kept is None:
                self._store.apply(SessionChanged(SignedOut()))
                return
            try:
                await self._stay(kept, access_token=None)
            except Mendable as error:
                log.error("the kept session can't go on: %s", error.word)
                self._store.apply(SessionChanged(SignedOut()))

    async def sign_in(self, email: str, password: str) -> SignInOutcome:
        """Sign in. Anything but `SignedIn` says what the person can do.

        Raises `Mendable` ("no-keyring", "keyring-locked") where the session can't be kept:
        `allow_without_keyring` goes on without.
        """
        await self._credentials.check()
        if encodable(email + password) != email + password:
            return WrongCredentials()
        async with self._changing:
            if self._attempt[:2] != (email, password):
                self._attempt = (email, password, str(uuid4()))
            try:
                started = await self._ask(
                    self._signing_in.sign_in(
                        email=email,
                        password=password,
                        device_name=self._device_name,
                        platform=self._platform,
                        key=self._attempt[2],
                    )
                )
            except Unanswered as error:
                return CarrierAway(error.why, error.captive_portal)
            except Refused as refused:
                return self._refused(refused, email, password)
            return await self._begin(started, email)

    async def take_over(self, ticket: str, sign_out: DeviceId) -> SignInOutcome:
        """Sign `sign_out` out and take its place, with the ticket of `DeviceLimitReached`.

        A ticket that is no longer good is not the person's trouble: the sign-in is made again.
        """
        await self._credentials.check()
        async with self._changing:
            email, password, _ = self._attempt
            try:
                started = await self._ask(self._signing_in.replace(ticket=ticket, sign_out=sign_out))
            except Unanswered as error:
                return CarrierAway(error.why, error.captive_portal)
            except Refused as refused:
                if not (password and refused.word in ("ticket-expired", "not-found")):
                    return self._refused(refused, email, password)
            else:
                return await self._begin(started, email)
        self._attempt = ("", "", "")
        return await self.sign_in(email, password)

    async def allow_without_keyring(self) -> None:
        """The person accepts that nothing is kept after quitting (no trustworthy keyring)."""
        if self._credentials.lasting:
            await self._credentials.close()
            self._credentials = MemoryCredentials()

    async def devices(self) -> tuple[Device, ...]:
        """The devices of the account, asked now. Raises `Unanswered` or `Refused`."""
        return await self._present.api.devices()

    async def rename_device(self, device_id: DeviceId, name: str) -> None:
        """Raises `Mendable` ("no-name", "name-too-long"), `Unanswered` or `Refused`."""
        name = encodable(name).strip()
        if not name or len(name) > 80:
            raise Mendable("name-too-long" if name else "no-name")
        await self._present.api.rename_device(device_id, name)

    async def sign_out_device(self, device_id: DeviceId) -> None:
        """Raises `Unanswered` or `Refused`. Signing out this one is `sign_out`."""
        if self._present.parts is not None and device_id == self._present.device_id:
            await self.sign_out()
        else:
            await self._present.api.sign_out_device(device_id)

    async def sign_out(self) -> None:
        """End calls, tell the carrier if it can be reached, erase cache and keys.

        Messages that wait are given a moment to leave. What stays behind is lost: `SignedOut.unsent` counts
        it; `State.waiting` says so before.
        """
        self._ending = True
        try:
            async with self._changing:
                self._attempt = ("", "", "")
                self._end_calls()
                await self._let_messages_leave()
                unsent = self._store.state.waiting
                await self._say_goodbye()
                await self._forget(SignedOut(EndOfSession.BY_USER, unsent))
        finally:
            self._ending = False

    def try_now(self) -> None:
        """The person does not want to wait for the next attempt to reach the carrier."""
        self._staying.try_now()

    async def check_premium_again(self) -> None:
        """From the Premium screen: has the plan changed meanwhile?

        Signs in again where the password was given a moment ago; otherwise leads back to the sign-in, with
        the cache kept.
        """
        needed = self._store.state.session
        if not isinstance(needed, PremiumNeeded):
            return
        email, password, _ = self._attempt
        if password:
            self._attempt = (email, password, str(uuid4()))
            await self.sign_in(email, password)
        else:
            self._store.apply(SessionChanged(SignedOut(EndOfSession.PREMIUM_ENDED)))

    async def close(self) -> None:
        """Stop, for the program ends: the session stays for the next start if it may."""
        self._ending = self._closing = True
        if self._asking is not None:
            self._asking.cancel()  # an answer may be long in coming
        async with self._changing:
            passing = not self._credentials.lasting
            if passing:  # it can't be resumed: it must not stay in the list of devices
                await self._say_goodbye()
            await self._staying.stop(erase=passing)
        await self._credentials.close()

    async def _ask(self, question: Coroutine[Any, Any, SessionStarted]) -> SessionStarted:
        """A question that the end of the program cuts short: `Unanswered` then."""
        self._asking = asyncio.create_task(question)
        try:
            return await self._asking
        except asyncio.CancelledError:
            if self._closing:
                raise Unanswered("the program ends", reached=True) from None
            raise
        finally:
            self._asking = None

    # --- beginning ----------------------------------------------------------------------------------------
    async def _begin(self, started: SessionStarted, email: str) -> SignInOutcome:
        """Where the session can't be kept, the attempt is: made again, it is given the same session."""
        sip = started.sip
        kept = Kept(
            carrier=self._carrier_url,
            device_id=started.device_id,
            email=email,
            refresh_token=started.refresh_token,
            sip=Sip(sip.domain, sip.user, sip.secret, sip.ports.tls),
        )
        await self._staying.stop(erase=False)
        await save_session(self._credentials, kept)
        signed_in = await self._stay(kept, access_token=started.access_token)
        self._attempt = ("", "", "")
        return signed_in

    async def _stay(self, kept: Kept, *, access_token: str | None) -> SignedIn:
        return await self._staying.begin(kept, access_token=access_token, credentials=self._credentials)

    def _refused(self, refused: Refused, email: str, password: str) -> SignInOutcome:
        """The domain's word for the carrier's. The password stays known only where it is needed again."""
        self._attempt = ("", "", "")
        fields = refused.fields
        match refused.word:
            case "invalid-credentials" | "invalid-request":
                return WrongCredentials()
            case "account-locked":
                return AccountLocked(str(fields.get("reset_url") or ""))
            case "premium-required":
                url = str(fields.get("upgrade_url") or "")
                self._attempt = (email, password, "")
                self._store.apply(SessionChanged(PremiumNeeded(email, url)))
                return PremiumRequired(url)
            case "device-limit":
                self._attempt = (email, password, "")
                return DeviceLimitReached(str(fields.get("ticket") or ""), devices_of(fields))
            case "too-many-requests":
                return TooManyAttempts(5.0 if refused.retry_after is None else refused.retry_after)
            case word:
                return CarrierAway(f"{refused.status} {word}")

    # --- ending -------------------------------------------------------------------------------------------
    def _session_ended(self, reason: str, upgrade_url: str) -> None:
        """The carrier said so, in an event or an answer; it may say so several times."""
        if not self._ending:
            self._ending = True
            self._tasks.start(self._end_from_elsewhere(reason, upgrade_url), "end of session")

    async def _end_from_elsewhere(self, reason: str, upgrade_url: str) -> None:
        try:
            self._end_calls()  # at once, whatever else is going on
            async with self._changing:
                try:
                    end = EndOfSession(reason)
                except ValueError:
                    end = EndOfSession.EXPIRED
                log.info("the session has ended: %s", end.value)
                if end is EndOfSession.PREMIUM_ENDED:
                    await self._suspend(upgrade_url or await self._ask_upgrade_url())
                else:
                    await self._forget(SignedOut(end, self._store.state.waiting))
        finally:
            self._ending = False

    async def _let_messages_leave(self) -> None:
        """What was written a moment ago gets a moment; the cache that keeps it is about to be erased."""
        if self._store.state.carrier is not Carrier.UP or not self._store.state.waiting:
            return
        gone = asyncio.Event()

        def listen(event: Event, state: State) -> None:
            if not state.waiting or state.carrier is not Carrier.UP:
                gone.set()

        unsubscribe = self._store.subscribe(listen)
        try:
            async with asyncio.timeout(LAST_MESSAGES):
                await gone.wait()
        except TimeoutError:
            log.info("messages that wait are lost with the sign-out: %d", self._store.state.waiting)
        finally:
            unsubscribe()

    async def _say_goodbye(self) -> None:
        """Tell the carrier that this device is signed out, if it can be reached."""
        parts = self._present.parts
        if parts is None:
            return
        await self._staying.pause()
        try:
            async with asyncio.timeout(GOODBYE):
                await parts.ways().api.sign_out_device(parts.device_id)
        except (TimeoutError, Unanswered, Refused) as error:
            log.info("signed out without the carrier: %s", type(error).__name__)

    def _end_calls(self) -> None:
        self._calls.end_all(EndOfCall.SESSION_ENDED)
        self._voice.unregister()

    async def _ask_upgrade_url(self) -> str:
        """Where Premium is bought: the event does not say so, a refusal does. Empty if nobody answers."""
        try:
            async with asyncio.timeout(SHORT_QUESTION):
                await self._present.api.me()
        except Refused as refused:
            return str(refused.fields.get("upgrade_url") or "")
        except (TimeoutError, Unanswered, Mendable):
            pass
        return ""

    async def _suspend(self, upgrade_url: str) -> None:
        """Premium is over: the tokens go, the cache and what waits in it stay."""
        account = self._staying.account
        await self._staying.stop(erase=False)
        self._store.apply(
            SessionChanged(PremiumNeeded("" if account is None else account.email, upgrade_url))
        )
        await self._erase(SESSION)

    async def _forget(self, session: SignedOut) -> None:
        """Cache first, it is here and quick; then it is said; then the keyring, which may be slow."""
        try:
            await self._staying.stop(erase=True)
        except OSError as error:  # unreadable all the same, as soon as its key is gone
            log.error("the cache can't be erased: %s", error.strerror)
        self._store.apply(SessionChanged(session))
        await self._erase(SESSION, CACHE_KEY)

    async def _erase(self, *names: str) -> None:
        for name in names:
            try:
                await self._credentials.erase(name)
            except Mendable as error:
                log.error("%s can't be erased from the keyring: %s", name, error.word)
