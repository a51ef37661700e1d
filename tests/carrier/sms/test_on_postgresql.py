"""The journal and the parts of long texts on PostgreSQL."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import select

from carrier.messages.provider.callbacks import Callbacks
from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.provider.signing import SIGNATURE, TIMESTAMP, sign
from carrier.store.sms_tables import IncomingText
from tests.carrier.conftest import StartCarrier
from tests.carrier.postgresql import binaries, postgresql
from tests.carrier.sms.bound import THEIRS, Bound
from tests.carrier.sms.centre import SOON, SmsCentre
from tests.carrier.sms.test_journal import MINE, Desk

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


@pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server is installed")
def test_a_text_that_is_told_twice_at_the_same_moment_comes_in_once() -> None:
    assert SERVER is not None
    secret, told = b"a secret of a provider", {"type": "message.received", "from": THEIRS, "to": MINE}
    with postgresql(SERVER) as url, closing(Desk(url)) as desk, ThreadPoolExecutor(8) as threads:
        callbacks = Callbacks(
            desk.database, lambda: desk.now, ProviderSettings(url="https://provider.example", secret=secret)
        )

        def tell(text: int) -> None:
            body = json.dumps(told | {"id": f"{text}", "text": f"{text}"}).encode()
            signed = sign(secret, body, now=desk.now.timestamp())
            callbacks.take(body, timestamp=signed[TIMESTAMP], signature=signed[SIGNATURE])

        for each in [threads.submit(tell, text) for text in range(20) for _ in range(8)]:
            each.result()
        with desk.database.read() as session:
            texts = session.scalars(select(IncomingText.text)).all()
        assert sorted(texts, key=int) == [f"{text}" for text in range(20)]
