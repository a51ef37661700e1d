"""Texts through a server that is another's work from end to end."""

from __future__ import annotations

from tests.carrier.conftest import StartCarrier
from tests.carrier.sms.bound import Bound
from tests.carrier.sms.centre import SmsCentre


def test_smpp34s_own_server_takes_texts_and_gives_them_back(start_carrier: StartCarrier) -> None:
    with SmsCentre("tests.carrier.sms.library_centre") as centre:
        bound = Bound(start_carrier(sms=centre.settings(window=4)))
        texts = ["hello €", "مرحبا 🙂", "long " * 80]
        ids = [bound.send(text, f"+3361234567{number}") for number, text in enumerate(texts)]
        for message_id in ids:
            bound.becomes(message_id, "delivered")
        assert sorted(bound.texts(3)) == sorted(texts)
        bound.running.stop()
