"""MSG-4 and MSG-6: kill -9 of desktop and carrier while files are uploaded.

What was kept arrives whole, and once; what was not (it died before it read the name), at most once.
"""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.harness.carrier import Ended
from tests.harness.waiting import until
from tests.services.killable import Headless, Place

DESKTOP = ("piece.sent", "upload.sent", "request.begun", "answer.received", "answer.committed")
CARRIER = ("upload.written", "message.received", "message.committed")


def fetched(place: Place, text: str) -> bytes:
    trust = ssl.create_default_context(cafile=str(place.carrier.ca))
    with httpx.Client(verify=trust, trust_env=False) as browser:
        answer = browser.get(f"{text.splitlines()[-1]}/download")
        assert answer.status_code == 200
        return answer.content


ALONE, WITH_OTHERS = ("file",), ("group-file", "later-file")
"""A message of its own; one of a group, and one for later."""


def kill_at_each_point(place: Place, folder: Path, ways: tuple[str, ...], *, times: int) -> None:
    written: dict[str, bytes] = {}
    kept: list[str] = []
    failed = False

    def attach(phone: Headless) -> None:
        content = uuid4().bytes * 20_000  # five pieces
        path = folder / f"{len(written)}.bin"
        path.write_bytes(content)
        line = f"{ways[len(written) % len(ways)]}:{path}"
        written[line] = content
        phone.send(line)
        until(lambda: (phone.listen(), line in phone.kept)[1] or not phone.is_alive, what="kept")

    def over(phone: Headless) -> None:
        nonlocal failed
        phone.end()
        failed |= phone.failed
        kept.extend(phone.kept)

    before = set(place.arrived("/f/"))
    for _ in range(times):
        for point in DESKTOP:
            phone = place.phone(crash_at=point)
            attach(phone)
            phone.dies()
            over(phone)
        phone = place.phone()
        for point in CARRIER:
            place.carrier.kill()
            with suppress(Ended):
                place.restart_carrier(crash_at=point)
            attach(phone)
            until(lambda: not place.carrier.is_alive, what=f"the carrier died at {point}", within=30)
        place.carrier.kill()
        place.restart_carrier()
        phone.is_up()
        phone.is_idle()
        over(phone)
    arrived = [text for text in place.arrived("/f/") if text not in before]
    assert all(re.search(r"/f/[\w-]{32}$", text) for text in arrived)
    contents = [fetched(place, text) for text in arrived]
    assert len(contents) == len(set(contents)), "doubled"
    assert set(contents) <= set(written.values()), "not whole"
    assert {written[name] for name in kept} <= set(contents), "lost"
    assert len(kept) >= len(CARRIER) * times
    assert not failed


@pytest.mark.timeout(120)
@pytest.mark.parametrize("ways", [ALONE, WITH_OTHERS])
def test_each_file_arrives_whole_and_once_over_eight_kills(
    place: Place, tmp_path: Path, ways: tuple[str, ...]
) -> None:
    kill_at_each_point(place, tmp_path, ways, times=1)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("ways", [ALONE, WITH_OTHERS])
def test_each_file_arrives_whole_and_once_over_four_hundred_kills(
    place: Place, tmp_path: Path, ways: tuple[str, ...]
) -> None:
    kill_at_each_point(place, tmp_path, ways, times=50)
