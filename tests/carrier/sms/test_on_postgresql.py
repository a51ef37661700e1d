"""The journal and the parts of long texts on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.carrier.conftest import StartCarrier
from tests.carrier.postgresql import binaries, postgresql
from tests.carrier.sms.bound import THEIRS, Bound
from tests.carrier.sms.centre import SOON, SmsCentre

SERVER = binaries()


@pytest.mark.logs("was not answered")
@pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server is installed")
def test_texts_go_out_and_come_in(start_carrier: StartCarrier) -> None:
    assert SERVER is not None
    with postgresql(SERVER) as url, SmsCentre() as centre:
        settings = centre.settings(parts_kept=SOON, asked_after=SOON)
        bound = Bound(start_carrier(database_url=url, sms=settings))
        centre.order("state", state=2)
        centre.order("plan", answers=["88", "ok", "silent"])
        ids = [bound.send(text, f"+3361234567{at}") for at, text in enumerate(("€" * 200, "short", "x"))]
        for seen in centre.all("submit", 6):
            if seen["what"] != "88":
                centre.receipt(seen, tags={str(0x204): seen["tags"][str(0x204)]})
        for message_id in ids:
            bound.becomes(message_id, "delivered")
        for number in (3, 1):
            header = bytes([5, 0, 3, 7, 3, number])
            centre.deliver(THEIRS[1:], bound.person.numbers[0], header + b"part", esm_class=0x40)
        assert bound.texts(1) == ["part[…]part"]
        bound.running.stop()
