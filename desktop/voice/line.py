"""The way to the carrier: the relay, and the account that registers through it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pjsua2 as pj

from desktop.voice.account import SipAccount, configured
from desktop.voice.endpoint import tell
from desktop.voice.relay import LinkDown, LinkUp, Relay
from desktop.voice.wire import AnyEvent, Register, RegistrationState

_RENEW_INTERVAL = 0.1
_ASK_AGAIN_AFTER = 15.0
"""A registrar that refused may have been in trouble itself; pjsua2 takes a 4xx for its last word."""


class Line:
    """Owner thread only. The account is made when the relay first reaches the carrier."""

    def __init__(
        self,
        asked: Register,
        *,
        transport_id: int,
        publish: Callable[[AnyEvent], None],
        tell: Callable[[LinkUp | LinkDown], None],
        on_invite: Callable[[SipAccount, int, str], None],
    ) -> None:
        """Raises `OSError` when the authority's file can't be read."""
        self.asked = asked
        self._transport_id = transport_id
        self._publish = publish
        self._on_invite = on_invite
        self.account: SipAccount | None = None
        self.is_up = False
        self._local_address = ""
        self._renewal_due: float | None = None
        self._taking_back = False
        self._told_down = ""
        self.relay = Relay(host=asked.host, port=asked.tls_port, ca_file=asked.ca_file, tell=tell)
        self.relay.open()

    def link_up(self, local_address: str) -> None:
        self.is_up = True
        self._told_down = ""
        if self.account is None:
            self._local_address = local_address
            account = SipAccount(publish=self._publish, on_invite=self._on_invite)
            account.media_address = local_address
            account.create(self._configuration(), True)
            self.account = account
            return
        if local_address != self._local_address:
            self._local_address = local_address
            self.account.media_address = local_address
            self.account.modify(self._configuration())
        self.account.state = "registering"  # over this link it is not yet
        self.renew()

    def link_down(self, why: str) -> None:
        self.is_up = False
        self._renewal_due = None
        if not self._taking_back and why != self._told_down:
            self._told_down = why
            self._publish(RegistrationState("unreachable", reason=why))

    def nudge(self) -> None:
        """Something waits for the owner thread. May be called from any thread."""
        self.relay.nudge()

    def renew(self) -> None:
        """Register again as soon as pjsua2 lets us."""
        self._renewal_due = time.monotonic()

    def tick(self) -> None:
        now = time.monotonic()
        if self._renewal_due is None and self.is_up and self._was_refused and not self._taking_back:
            self._renewal_due = now + _ASK_AGAIN_AFTER
        if self._renewal_due is None or now < self._renewal_due or self.account is None:
            return
        try:
            self.account.setRegistration(True)
            self._renewal_due = None
        except pj.Error as error:  # a registration is under way
            error.__traceback__ = None
            self._renewal_due = now + _RENEW_INTERVAL

    def unregister(self) -> None:
        self._taking_back = True
        if self.account is None or not self.is_up or self.account.state != "registered":
            return
        self.account.state = "leaving"
        try:
            self.account.setRegistration(False)
        except pj.Error as error:
            tell("unregister", error)
            error.__traceback__ = None
            self.account.state = "none"

    @property
    def _was_refused(self) -> bool:
        return self.account is not None and self.account.state == "refused"

    @property
    def is_off(self) -> bool:
        return self.account is None or not self.is_up or self.account.state != "leaving"

    def close(self) -> None:
        """After `is_off`, or too late for it."""
        if self.account is not None:
            self.account.shutdown()
            self.account = None
        self.relay.close()

    def _configuration(self) -> object:
        return configured(
            self.asked,
            relay_port=self.relay.port,
            transport_id=self._transport_id,
            local_address=self._local_address,
        )
