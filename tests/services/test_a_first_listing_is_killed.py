"""kill -9 in the middle of the first listing: it goes on where it stood, and all is there at the end."""

from __future__ import annotations

from pathlib import Path

from desktop.services.keeping import CACHE_KEY
from desktop.storage.database import Database
from tests.benchmarks import first_sync
from tests.fakes import FileCredentials
from tests.harness.waiting import until
from tests.services.killable import Headless, Place

MESSAGES = 2000


def is_under_way(phone: Headless) -> bool:
    phone.listen()
    return any(0 < done < total for done, total in phone.listed)


def is_whole(phone: Headless) -> bool:
    phone.listen()
    return bool(phone.listed) and phone.listed[-1][0] == phone.listed[-1][1] > 0


async def test_a_killed_listing_goes_on_where_it_stood(tmp_path: Path) -> None:
    place = Place(tmp_path)
    try:
        email = place.words[place.words.index("--email") + 1]
        store = tmp_path / "carrier" / "data" / "carrier.sqlite3"
        first_sync.fill(store, email, MESSAGES)
        phone = place.phone()
        until(lambda: is_under_way(phone), what="the listing is under way", within=30)
        phone.kill()
        stood = phone.listed[-1][0]
        again = place.phone()
        until(lambda: is_whole(again), what="everything is listed", within=60)
        again.quit()
        assert again.listed[0][0] >= stood > 0
        assert again.listed == sorted(again.listed)
    finally:
        place.close()
    key = await FileCredentials(tmp_path / "keyring.json").load(CACHE_KEY)
    assert key is not None
    cache = Database(next((tmp_path / "profile").rglob("cache*.db")), key)
    await cache.open()
    count = "SELECT count(*), count(DISTINCT sequence), (SELECT count(*) FROM found_places) FROM messages"
    messages, places, found = await cache.read(lambda db: db.execute(count).fetchone())
    await cache.close()
    assert messages >= MESSAGES
    assert messages == places == found
