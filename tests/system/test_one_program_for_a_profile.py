from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop.system import single_instance
from desktop.system.single_instance import hand_over, join, take_profile
from ui.models.telephone_link import read_link


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


async def test_two_links_at_once_both_arrive(tmp_path: Path) -> None:
    first = take_profile(tmp_path)
    assert first is not None
    links: list[str] = []
    await first.listen(links.append)
    both = [asyncio.to_thread(hand_over, tmp_path, f"tel:+3319900000{end}") for end in (1, 2)]
    assert await asyncio.gather(*both) == [True, True]
    assert sorted(links) == ["tel:+33199000001", "tel:+33199000002"]
    first.close()


async def test_a_link_of_two_megabytes_is_still_seen_to_be_too_long(tmp_path: Path) -> None:
    first = take_profile(tmp_path)
    assert first is not None
    links: list[str] = []
    await first.listen(links.append)
    long = "sms:+33199000001?body=" + "é" * 2_000_000
    assert await asyncio.to_thread(hand_over, tmp_path, long)
    assert read_link(links[0]).problem == read_link(long).problem
    first.close()


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


async def test_a_link_that_comes_while_the_first_begins_waits_for_it(tmp_path: Path) -> None:
    first = take_profile(tmp_path)
    assert first is not None
    assert not hand_over(tmp_path, "tel:+33199000001")
    second = asyncio.create_task(asyncio.to_thread(join, tmp_path, "tel:+33199000001"))
    links: asyncio.Queue[str] = asyncio.Queue()
    await first.listen(links.put_nowait)
    assert await second is None
    assert links.get_nowait() == "tel:+33199000001"
    first.close()


async def test_a_link_that_comes_while_the_first_ends_starts_the_program_anew(tmp_path: Path) -> None:
    first = take_profile(tmp_path)
    assert first is not None
    links: list[str] = []
    await first.listen(links.append)
    first.stop_listening()
    assert not await asyncio.to_thread(hand_over, tmp_path, "tel:+33199000001")
    second = asyncio.create_task(asyncio.to_thread(join, tmp_path, "tel:+33199000001"))
    first.close()
    taken = await second
    assert taken is not None
    assert links == []
    taken.close()


def test_who_never_answers_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "PATIENCE", 0.2)
    first = take_profile(tmp_path)
    assert first is not None
    with pytest.raises(TimeoutError):
        join(tmp_path, "tel:1")
    first.close()
