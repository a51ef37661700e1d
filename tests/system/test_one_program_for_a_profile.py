from __future__ import annotations

import asyncio
from pathlib import Path

from desktop.system.single_instance import hand_over, take_profile


async def test_a_second_start_hands_its_link_to_the_first(tmp_path: Path) -> None:
    first = take_profile(tmp_path)
    assert first is not None
    links: asyncio.Queue[str] = asyncio.Queue()
    await first.listen(links.put_nowait)
    assert take_profile(tmp_path) is None
    assert await asyncio.to_thread(hand_over, tmp_path, "tel:+33199000001")
    assert await asyncio.wait_for(links.get(), 5) == "tel:+33199000001"
    first.close()
    again = take_profile(tmp_path)
    assert again is not None
    again.close()


async def test_who_does_not_know_the_word_is_not_heard(tmp_path: Path) -> None:
    first = take_profile(tmp_path)
    assert first is not None
    links: asyncio.Queue[str] = asyncio.Queue()
    await first.listen(links.put_nowait)
    address = tmp_path / "instance.json"
    right = address.read_text()
    address.write_text(right.replace(right[-6:-2], "0000"))
    assert not await asyncio.to_thread(hand_over, tmp_path, "tel:+33199000001")
    assert links.empty()
    first.close()


def test_nobody_there_takes_no_link(tmp_path: Path) -> None:
    assert not hand_over(tmp_path, "tel:1")
