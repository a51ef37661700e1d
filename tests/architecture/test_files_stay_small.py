from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.imports import HOUSE, ROOT, sources

LONGEST = 420
NOT_NOUNS = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}


def test_no_file_has_outgrown_its_noun() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*HOUSE)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long, f"split along their nouns: {long}"


def test_every_file_is_named_after_a_noun() -> None:
    named = [str(path.relative_to(ROOT)) for path in sources(*HOUSE) if set(path.stem.split("_")) & NOT_NOUNS]
    assert not named, f"name them after what is in them: {named}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*HOUSE)
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent, f"a first line in each file says why it is there: {silent}"


def test_every_value_says_what_it_is() -> None:
    """For readers; and a dataclass that does not is given its signature's text, which is a third of its cost
    at each start of the program."""
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sources("desktop/domain")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(each) for each in node.decorator_list)
        and not ast.get_docstring(node)
    ]
    assert not silent, f"a first line in each value says what it is: {silent}"


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_unfinished_is_called_done(word: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*HOUSE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(rf"\b{word}\b", line)
    ]
    assert not found, f"{word} at {found}: finish it, or leave it out and say so in the issue"


def test_a_service_does_what_it_says() -> None:
    stubs = [
        str(path.relative_to(ROOT))
        for path in sources("desktop/services", "desktop/api", "desktop/storage")
        if "NotImplementedError" in path.read_text(encoding="utf-8")
    ]
    assert not stubs, f"an intent without a deed in {stubs}"
