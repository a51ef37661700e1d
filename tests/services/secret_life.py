"""A phone's life with the system's keyring, for a test that searches afterwards.

`python -m tests.services.secret_life` reads a line of JSON: what to say, write and name. It says in another
which secrets it came to hold.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from desktop.bootstrap import open_phone
from desktop.domain.connection import Carrier
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.errors import FivelineError
from desktop.domain.found import Search
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address
from desktop.domain.session import SignedIn
from desktop.phone import Phone
from desktop.services.voice import NoEngine
from desktop.system.credentials import trustworthy_backend
from desktop.system.folders import Folders


def say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


async def until_up(phone: Phone) -> None:
    while phone.store.state.carrier is not Carrier.UP:  # noqa: ASYNC110 (a test driver polls)
        await asyncio.sleep(0.01)


async def live(told: dict[str, Any]) -> None:
    profile = Path(told["profile"]).resolve()
    phone = await open_phone(
        profile=profile,
        carrier_url=told["carrier"],
        ca_file=Path(told["ca"]),
        make_engine=lambda on_event, on_state: NoEngine(),
    )
    sessions = phone.sessions
    await sessions.resume()
    resumed = isinstance(phone.store.state.session, SignedIn)
    if not resumed:
        for password in told["wrong_passwords"]:
            await sessions.sign_in(told["email"], password)
        outcome = await sessions.sign_in(told["email"], told["password"])
        assert isinstance(outcome, SignedIn), outcome
    await until_up(phone)
    number = phone.store.state.numbers[0]
    for text in told["texts"]:
        await phone.messages.send(ThreadKey(number.id, Address(told["to"])), text)
    for n, text in enumerate(told["drafts"]):
        await phone.messages.save_draft(ThreadKey(number.id, Address(f"+3361234567{n}")), text)
    for name in told["names"]:
        phones = (ContactPhone(Address(told["to"]), "mobile"),)
        await phone.contacts.save(Contact(ContactId(str(uuid4())), name, phones))
    for text in told["texts"]:
        try:
            await phone.finder.find(Search(text))
            await phone.calls.dial(Address(text), number_id=number.id)
        except FivelineError:
            pass
    while phone.store.state.waiting:  # noqa: ASYNC110 (a test driver polls)
        await asyncio.sleep(0.01)
    service = Folders(profile).keyring_service
    backend = trustworthy_backend()
    say(
        resumed=resumed,
        backend=type(backend).__module__,
        kept={name: backend.get_password(service, name) for name in ("session", "cache-key")},
        access_token=phone.sessions._present.api._authorisation._access_token,
        files=[path.name for path in profile.iterdir()],
    )
    if told["then"] == "sign out":
        await sessions.sign_out()
        say(
            kept={name: backend.get_password(service, name) for name in ("session", "cache-key")},
            files=[path.name for path in profile.iterdir()],
        )
        await phone.close()
    else:
        os.kill(os.getpid(), 9)


if __name__ == "__main__":
    asyncio.run(live(json.loads(sys.stdin.readline())))
