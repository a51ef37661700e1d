"""What the routes call. Built by the composition root, reached through the application's state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from carrier.account.billing import Billing
from carrier.account.blocking import Blocking
from carrier.account.contacts import Contacts
from carrier.account.history import History
from carrier.account.numbers import Numbers
from carrier.account.ring_checks import RingChecks
from carrier.account.voicemails import Voicemails
from carrier.api.stream import EventStreams
from carrier.files.contents import Contents
from carrier.files.links import Links
from carrier.files.uploads import Uploads
from carrier.later.scheduling import Scheduling
from carrier.messages.deletions import Deletions
from carrier.messages.flags import Flags
from carrier.messages.provider.callbacks import Callbacks
from carrier.messages.sending import Sending
from carrier.messages.threads import Threads
from carrier.problems import Refusal
from carrier.sessions.signing_in import SigningIn
from carrier.sessions.staying import Caller, Staying
from carrier.voicemail.greetings import Greetings


@dataclass(frozen=True, slots=True)
class Services:
    signing_in: SigningIn
    staying: Staying
    numbers: Numbers
    sending: Sending
    scheduling: Scheduling
    threads: Threads
    flags: Flags
    deletions: Deletions
    history: History
    voicemails: Voicemails
    greetings: Greetings
    contacts: Contacts
    ring_checks: RingChecks
    blocking: Blocking
    billing: Billing
    uploads: Uploads
    contents: Contents
    links: Links
    callbacks: Callbacks
    streams: EventStreams


async def services_of(request: Request) -> Services:
    """A coroutine, so that no thread is taken for it."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


Ask = Annotated[Services, Depends(services_of)]

_bearer = HTTPBearer(auto_error=False, description="The `access_token` of the session.")


def caller_of(
    services: Ask,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    if credentials is None:
        raise Refusal(401, "not-signed-in")
    return services.staying.caller(credentials.credentials)


Who = Annotated[Caller, Depends(caller_of)]
