"""The journal and the parts of long texts on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.carrier.conftest import StartCarrier
from tests.carrier.postgresql import binaries, postgresql
from tests.carrier.sms.bound import THEIRS, Bound
from tests.carrier.sms.centre import SOON, SmsCentre
from tests.carrier.sms.test_journal import Desk

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


@pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server is installed")
def test_answers_and_receipts_that_come_at_the_same_moment_are_all_noted() -> None:
    assert SERVER is not None
    with postgresql(SERVER) as url, closing(Desk(url)) as desk, ThreadPoolExecutor(4) as threads:
        for text in range(20):
            message_id, one = desk.handed(b"one", b"two")
            [two] = desk.due()
            assert desk.journal.hand_over(two)
            names = {f"{text}-1": one, f"{text}-2": two}
            news = [
                threads.submit(desk.journal.take, part, name, [name], asked_in=None)
                for name, part in names.items()
            ]
            news += [threads.submit(desk.receipt, name) for name in names]
            for each in news:
                each.result()
            assert desk.status(message_id) == ("delivered", None)
