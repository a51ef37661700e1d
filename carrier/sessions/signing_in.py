"""Signing in, and taking a device's place (issue 2, points 7 and 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import active_devices, add_device, end_device, lock_account
from carrier.sessions.passwords import Passwords
from carrier.sessions.tokens import digest, digest_of_values, new_token
from carrier.sessions.wrong_passwords import count_wrong_password, forget_wrong_passwords, is_locked
from carrier.settings import Settings
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.tables import AccessToken, Account, Device, Mail, RefreshToken, Ticket


def fold_email(email: str) -> str:
    return email.strip().casefold()


@dataclass(frozen=True, slots=True)
class SignedIn:
    device_id: str
    sip_secret: str
    access_token: str
    refresh_token: str


Outcome = SignedIn | Refusal
"""Returned, not raised, inside a transaction: what was counted must be committed all the same."""


def issue_tokens(
    session: Session, device: Device, *, now: datetime, settings: Settings, parent: str | None = None
) -> tuple[str, str]:
    """A new access and refresh token for `device`; `parent` is the digest of the token that was presented."""
    access, refresh = new_token(), new_token()
    session.add(
        AccessToken(digest=digest(access), device_id=device.id, expires_at=now + settings.access_token_life)
    )
    session.add(
        RefreshToken(
            digest=digest(refresh), device_id=device.id, parent_digest=parent, issued_at=now, replaced=False
        )
    )
    return access, refresh


class SigningIn:
    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        settings: Settings,
        clock: Clock,
        sip_ports: Callable[[], schemas.SipPorts],
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._settings = settings
        self._clock = clock
        self._sip_ports = sip_ports

    def sign_in(self, wanted: schemas.SignIn, *, key: str | None) -> schemas.SessionStarted:
        """Slow on purpose (a password hash): call it on a thread of its own pool.

        `key` is the `Idempotency-Key`: asked again with it, the same device gets new tokens instead of
        a second place being taken. Raises `Refusal`.
        """
        email = fold_email(wanted.email)
        with self._database.read() as session:
            locked = is_locked(session, email, now=self._clock(), settings=self._settings)
            found = session.execute(
                select(Account.id, Account.password_hash).where(Account.email == email)
            ).one_or_none()
        if locked:
            raise self._locked()
        right = self._passwords.matches(found.password_hash if found else None, wanted.password)
        with self._database.write() as session:
            outcome = (
                self._begin(session, found.id, found.password_hash, email, wanted.device, key)
                if found is not None and right
                else self._count_wrong(session, email, known=found is not None)
            )
        return self._answer(outcome)

    def replace(self, wanted: schemas.ReplaceDevice, *, key: str | None) -> schemas.SessionStarted:
        """Sign one device out and sign the bearer of the ticket in, in one step. Raises `Refusal`."""
        with self._database.write() as session:
            outcome = self._replace(session, digest(wanted.ticket), wanted.sign_out, key)
        return self._answer(outcome)

    def _begin(
        self,
        session: Session,
        account_id: str,
        password_hash: str,
        email: str,
        description: schemas.DeviceDescription,
        key: str | None,
    ) -> Outcome:
        now = self._clock()
        account = lock_account(session, account_id)
        # Guesses race each other past the first look; the lock holds for what was counted meanwhile.
        if is_locked(session, email, now=now, settings=self._settings):
            return self._locked()
        if account.password_hash != password_hash:  # changed while the old one was checked
            return Refusal(401, "invalid-credentials")
        forget_wrong_passwords(session, email)
        if account.plan != schemas.Plan.premium:
            return Refusal(403, "premium-required", upgrade_url=self._settings.upgrade_url)
        key_digest = digest_of_values(email, description.name, description.platform) if key else None
        if key and (known := self._device_by_key(session, account_id, key)):
            if known.sign_in_digest != key_digest:
                return Refusal(422, "idempotency-conflict")
            return self._start(session, known, now)
        device = add_device(
            session,
            account_id,
            name=description.name,
            platform=description.platform,
            now=now,
            key=key,
            key_digest=key_digest,
        )
        if device is not None:
            return self._start(session, device, now)
        return self._limit_reached(session, account_id, description.name, description.platform, now)

    def _replace(self, session: Session, ticket_digest: str, sign_out: UUID, key: str | None) -> Outcome:
        now = self._clock()
        ticket = session.get(Ticket, ticket_digest)
        if ticket is None or ticket.expires_at <= now:
            return Refusal(410, "ticket-expired")
        account = lock_account(session, ticket.account_id)
        # It may have been used, or withdrawn, while we waited for the account.
        ticket = session.get(Ticket, ticket_digest, populate_existing=True)
        if ticket is None:
            return Refusal(410, "ticket-expired")
        if account.plan != schemas.Plan.premium:
            return Refusal(403, "premium-required", upgrade_url=self._settings.upgrade_url)
        if ticket.used_for is not None:
            device = session.get(Device, ticket.used_for)
            if key and key == ticket.used_key and device is not None and device.ended_at is None:
                return self._start(session, device, now)
            return Refusal(410, "ticket-expired")
        leaving = session.get(Device, str(sign_out))
        if leaving is None or leaving.account_id != account.id:
            return not_found()
        end_device(session, leaving, reason="signed_out_elsewhere", now=now)
        newcomer = add_device(session, account.id, name=ticket.name, platform=ticket.platform, now=now)
        if newcomer is None:  # that one was gone already, and its place taken
            return self._limit_reached(session, account.id, ticket.name, ticket.platform, now)
        ticket.used_for, ticket.used_key = newcomer.id, key
        return self._start(session, newcomer, now)

    def _limit_reached(
        self, session: Session, account_id: str, name: str, platform: str, now: datetime
    ) -> Refusal:
        ticket = new_token()
        session.add(
            Ticket(
                digest=digest(ticket),
                account_id=account_id,
                name=name,
                platform=platform,
                expires_at=now + self._settings.ticket_life,
            )
        )
        devices = [shapes.device(row, current=None) for row in active_devices(session, account_id)]
        return Refusal(409, "device-limit", ticket=ticket, devices=devices)

    def _count_wrong(self, session: Session, email: str, *, known: bool) -> Refusal:
        now = self._clock()
        count = count_wrong_password(session, email, now=now, settings=self._settings)
        if known and count == self._settings.wrong_passwords:
            session.add(
                Mail(
                    to=email,
                    subject="Your account is locked",
                    body=f"Somebody gave a wrong password {count} times. Choose a new one to unlock it: "
                    f"{self._settings.reset_url}",
                    created_at=now,
                )
            )
        return Refusal(401, "invalid-credentials")

    def _start(self, session: Session, device: Device, now: datetime) -> SignedIn:
        access, refresh = issue_tokens(session, device, now=now, settings=self._settings)
        assert device.sip_secret is not None
        return SignedIn(device.id, device.sip_secret, access, refresh)

    def _device_by_key(self, session: Session, account_id: str, key: str) -> Device | None:
        return session.scalars(
            select(Device).where(Device.account_id == account_id, Device.sign_in_key == key)
        ).one_or_none()

    def _locked(self) -> Refusal:
        return Refusal(423, "account-locked", reset_url=self._settings.reset_url)

    def _answer(self, outcome: Outcome) -> schemas.SessionStarted:
        if isinstance(outcome, Refusal):
            raise outcome
        return schemas.SessionStarted(
            access_token=outcome.access_token,
            access_token_expires_in=int(self._settings.access_token_life.total_seconds()),
            refresh_token=outcome.refresh_token,
            device_id=UUID(outcome.device_id),
            sip=schemas.SipAccess(
                domain=self._settings.domain,
                user=outcome.device_id,
                secret=outcome.sip_secret,
                ports=self._sip_ports(),
            ),
        )
