"""Bad inputs of the profile: settings missing, empty, cut, flipped, on a folder that is gone."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.system.settings import Settings, SettingsFile


def test_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    chosen = Settings(language="ar", theme="dark", microphones=("USB headset",))
    SettingsFile(file).change(chosen)
    assert SettingsFile(file).now == chosen


@pytest.mark.logs("the settings")
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"language": 7}', b"\xff\xfe\x00", b" " * 300_000, b"[" * 200_000],
    ids=["empty", "cut", "a list", "wrong type", "not text", "huge", "deep"],
)
def test_unreadable_settings_are_kept_aside_and_defaults_apply(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    read = SettingsFile(file)
    assert read.now == Settings()
    assert read.was_damaged
    assert file.with_name("settings.json.aside").read_bytes() == content


@pytest.mark.logs("the settings")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(position=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_flipped_bit_never_stops_the_program(tmp_path: Path, position: int, bit: int) -> None:
    file = tmp_path / "settings.json"
    file.unlink(missing_ok=True)
    SettingsFile(file).change(Settings(language="fr", speakers=("Desk",)))
    content = bytearray(file.read_bytes())
    content[position % len(content)] ^= 1 << bit
    file.write_bytes(content)
    assert isinstance(SettingsFile(file).now, Settings)


@pytest.mark.logs("can't be kept")
def test_a_folder_that_is_gone_costs_the_change_only_after_quitting(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "gone" / "settings.json")
    file.change(msgspec.structs.replace(file.now, language="fr"))
    assert file.now.language == "fr"
