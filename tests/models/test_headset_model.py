"""The settings say which headset is used, and what to do where none is."""

from __future__ import annotations

import pytest

from desktop.domain import events as e
from desktop.domain.headset import Headset, HeadsetProblem
from desktop.store import Store
from ui.models.headset import HeadsetModel


def test_the_headset_in_use_is_named_and_none_is_said() -> None:
    store = Store()
    model = HeadsetModel(store)
    told: list[str] = []
    model.changed.connect(lambda: told.append(model.name))
    assert "No headset" in model.name
    store.apply(e.HeadsetChanged(Headset("Jabra\u202e <b>Evolve</b>\nLink")))
    assert "<b>Evolve</b>" in model.name
    assert "\u202e" not in model.name
    assert "answer" in model.words
    store.apply(e.HeadsetChanged(Headset()))
    assert len(told) == 2
    assert "Plug one in" in model.words
    model.close()


@pytest.mark.parametrize("problem", list(HeadsetProblem))
def test_each_problem_has_words_and_only_a_missing_permission_has_a_rule(problem: HeadsetProblem) -> None:
    store = Store()
    model = HeadsetModel(store)
    store.apply(e.HeadsetChanged(Headset("Jabra", problem, 0x0B0E, 0x0307)))
    assert model.words
    assert bool(model.rule) == (problem is HeadsetProblem.NO_PERMISSION)
    if model.rule:
        assert 'KERNELS=="*:0B0E:0307.*"' in model.rule
        assert 'TAG+="uaccess"' in model.rule
    model.close()
