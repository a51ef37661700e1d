"""What is chosen about notices is kept, and what an earlier version kept still counts."""

from __future__ import annotations

import json
from pathlib import Path

from desktop.domain.notices import Content, Counted, NoticeChoice
from desktop.domain.numbers import NumberId
from desktop.services.notices import NoticeBoard
from desktop.store import Store
from desktop.system.settings import SettingsFile


def board(file: Path) -> tuple[Store, NoticeBoard]:
    store = Store()
    return store, NoticeBoard(store, SettingsFile(file))


async def test_a_choice_is_there_again_at_the_next_start(tmp_path: Path) -> None:
    chosen = NoticeChoice(
        calls=True,
        missed=False,
        messages=True,
        content=Content.NAME,
        hides_when_locked=False,
        silent=frozenset({NumberId("work")}),
        badge=frozenset(),
    )
    _, first = board(tmp_path / "settings.json")
    await first.choose(chosen)
    store, _ = board(tmp_path / "settings.json")
    assert store.state.notices.choice == chosen


async def test_who_had_hidden_the_content_still_does(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    _, first = board(file)
    await first.choose(NoticeChoice())
    kept = json.loads(file.read_text())
    kept["notices"] = {"calls": True, "missed": False, "messages": True, "hides_content": True}
    file.write_text(json.dumps(kept))
    store, _ = board(file)
    choice = store.state.notices.choice
    assert (choice.content, choice.missed, choice.badge) == (Content.NOTHING, False, frozenset(Counted))


async def test_words_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    _, first = board(file)
    await first.choose(NoticeChoice())
    kept = json.loads(file.read_text())
    kept["notices"] |= {"content": "emoji", "badge": ["messages", "faxes"]}
    file.write_text(json.dumps(kept))
    store, _ = board(file)
    choice = store.state.notices.choice
    assert (choice.content, choice.badge) == (Content.ALL, frozenset({Counted.MESSAGES}))


async def test_a_locked_screen_is_known_to_all(tmp_path: Path) -> None:
    class Lock:
        async def watch(self, tell: object) -> None:
            assert callable(tell)
            for locked in (None, False, True):
                tell(locked)

    store, made = board(tmp_path / "settings.json")
    await made.watch_lock(Lock())
    assert store.state.notices.locked
    assert store.state.notices.content is Content.NOTHING
