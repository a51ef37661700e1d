"""What is installed is pinned with hashes and comes from wherever the person's own settings say."""

from __future__ import annotations

import re

from tests.architecture.imports import ROOT

LOCK = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
FOR_TESTS = (ROOT / "packaging" / "requirements-tests.lock").read_text(encoding="utf-8")


def test_every_requirement_is_pinned_and_bears_hashes() -> None:
    entries = [e for e in re.split(r"\n(?=\S)", LOCK.strip()) if not e.startswith("#")]
    assert len(entries) > 40
    entries += [e for e in re.split(r"\n(?=\S)", FOR_TESTS.strip()) if not e.startswith("#")]
    for entry in entries:
        assert re.match(r"[A-Za-z0-9_.\-\[\]]+==[0-9]", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, f"no hash: {entry.splitlines()[0]}"


def test_the_lock_names_no_index() -> None:
    assert not re.search(r"index-url|find-links|https?://", LOCK + FOR_TESTS)
    assert not (ROOT / "uv.lock").exists(), "uv.lock names an index"


def test_python_3_11_gets_a_pyside_that_does_not_abort_there() -> None:
    # 6.12.0 drains the reference counts of None, True and False on 3.11 and aborts.
    for entry in re.findall(r"^pyside6-essentials==.*$", LOCK, re.MULTILINE):
        version = re.match(r"pyside6-essentials==(\d+)\.(\d+)", entry)
        assert version is not None
        if (int(version[1]), int(version[2])) >= (6, 12):
            assert "python_full_version >= '3.12'" in entry
