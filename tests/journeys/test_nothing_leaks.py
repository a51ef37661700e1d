"""What must stay secret is in no file that the program wrote: not in its cache, not in its logs, nowhere."""

from __future__ import annotations

import random
import re
import string

from tests.harness import canaries
from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.keyring import secrets_kept
from tests.harness.other_device import OtherDevice
from tests.harness.session import Session
from tests.journeys import person


def test_fifty_canaries_are_in_no_file(desktop: Desktop, carrier: CarrierProcess, session: Session) -> None:
    account = carrier.account("premium", numbers=5)
    random_letters = random.Random(20261123)
    words = ["".join(random_letters.choices(string.ascii_lowercase, k=14)) for _ in range(50)]
    with OtherDevice(carrier, account, "Kitchen telephone") as other:
        for start in range(0, 40, 8):
            other.send(" ".join(words[start : start + 8]), of=account["numbers"][0], to=person.ROBIN)
        other.sign_out(other.id)
    before = set(secrets_kept(session))
    window = person.sign_in(desktop, account)
    person.open_thread(window, person.ROBIN)
    window.row(re.compile(words[39]))
    person.write(window, " ".join(words[40:48]))
    window.row(re.compile(words[47]))
    window.field("Message").type(" ".join(words[48:]))
    window.row(re.compile(f"^Robin.*{words[49]}"), below="Conversations")
    # The password and all tokens are searched for too.
    secrets = [
        secret.decode(errors="replace")
        for label, secret in secrets_kept(session).items()
        if label not in before and len(secret) >= 12
    ]
    searched = [*words, account["password"] + "\n", *secrets]
    assert secrets, "the keyring holds the session"
    assert not canaries.find(searched, desktop.folder)
    desktop.kill()
    assert not canaries.find(searched, desktop.folder)

    window = desktop.start()
    person.open_thread(window, person.ROBIN)
    window.field("Message").wait_until(
        lambda field: field.text == " ".join(words[48:]), what="holds the draft"
    )
    person.wait_until_ready(window)
    desktop.quit()
    assert not canaries.find(searched, desktop.folder)
