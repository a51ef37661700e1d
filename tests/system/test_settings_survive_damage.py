"""Bad inputs of the profile: settings missing, empty, cut, flipped, of a newer version, on a full disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.sound import SoundChoice
from desktop.system.settings import Settings, SettingsFile


def test_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    choice = SoundChoice(microphones=("USB headset",))
    SettingsFile(file).change(language="ar", theme="dark", sound=choice)
    again = SettingsFile(file).settings
    assert (again.language, again.theme, again.sound) == ("ar", "dark", choice)


@pytest.mark.logs("could not be read")
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"version": 99}', b'{"language": 7}', b"\xff\xfe\x00", b" " * 300_000],
    ids=["empty", "cut", "a list", "newer", "wrong type", "not text", "huge"],
)
def test_unreadable_settings_are_kept_aside_and_defaults_apply(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    read = SettingsFile(file)
    assert read.settings == Settings()
    assert read.kept_aside is not None
    assert read.kept_aside.read_bytes() == content


@pytest.mark.logs("could not be read")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(position=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_flipped_bit_never_stops_the_program(tmp_path: Path, position: int, bit: int) -> None:
    file = tmp_path / "settings.json"
    file.unlink(missing_ok=True)
    SettingsFile(file).change(language="fr", last_email="a@b.example")
    content = bytearray(file.read_bytes())
    content[position % len(content)] ^= 1 << bit
    file.write_bytes(content)
    assert isinstance(SettingsFile(file).settings, Settings)


@pytest.mark.logs("could not be written")
def test_a_folder_that_is_gone_costs_the_change_only_after_quitting(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "gone" / "settings.json")
    assert file.change(language="fr").language == "fr"
    assert file.settings.language == "fr"
