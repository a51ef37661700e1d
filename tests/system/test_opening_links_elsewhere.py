"""Windows' registry and the Mac's bundle, on a registry and a bundle of our own: no real one was tried."""

from __future__ import annotations

import plistlib
import shlex
from pathlib import Path

import pytest

from desktop.system.phone_links import SCHEMES, LinkStanding
from desktop.system.phone_links.macos import standing_of_bundle
from desktop.system.phone_links.windows import LINK, WindowsLinks

ROOT = Path(__file__).resolve().parents[2]
CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\tel\UserChoice"


class MemoryRegistry:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def read(self, key: str, name: str) -> str:
        return self.kept.get((key, name), "")

    def write(self, key: str, name: str, text: str) -> None:
        self.kept[key, name] = text

    def remove_value(self, key: str, name: str) -> None:
        self.kept.pop((key, name), None)

    def remove_key(self, key: str) -> None:
        self.kept = {
            (at, name): text
            for (at, name), text in self.kept.items()
            if at != key and not at.startswith(key + "\\")
        }


@pytest.fixture
def registry() -> MemoryRegistry:
    made = MemoryRegistry()
    made.write(r"Software\RegisteredApplications", "Firefox", r"Software\Firefox\Capabilities")
    made.write(r"Software\Classes\Skype.Link", "", "Skype")
    return made


COMMAND = (r"C:\Program Files\Fiveline\fiveline.exe", "--profile", r"C:\Users\É\data")


def test_windows_is_offered_the_program_and_the_person_chooses(registry: MemoryRegistry) -> None:
    before = dict(registry.kept)
    links = WindowsLinks(COMMAND, registry)
    assert links.look() is LinkStanding.NOT_OURS
    links.take()
    assert links.look() is LinkStanding.SYSTEM_DECIDES
    for scheme in SCHEMES:
        assert registry.read(r"Software\Fiveline\Capabilities\URLAssociations", scheme) == LINK
    registry.write(CHOICE, "ProgId", "Skype.Link")
    assert links.look() is LinkStanding.SYSTEM_DECIDES
    registry.write(CHOICE, "ProgId", LINK)
    assert links.look() is LinkStanding.OURS
    links.give_back()
    registry.remove_value(CHOICE, "ProgId")
    assert registry.kept == before


def test_the_link_is_a_word_of_its_own_behind_the_options(registry: MemoryRegistry) -> None:
    WindowsLinks(COMMAND, registry).take()
    line = registry.read(rf"Software\Classes\{LINK}\shell\open\command", "")
    assert line.endswith(' -- "%1"')
    words = shlex.split(line.replace("\\", "/"))
    assert words == ["C:/Program Files/Fiveline/fiveline.exe", "--profile", "C:/Users/É/data", "--", "%1"]


def test_the_mac_bundle_is_told_which_links_it_opens(tmp_path: Path) -> None:
    program = tmp_path / "Fiveline.app" / "Contents" / "MacOS" / "fiveline"
    program.parent.mkdir(parents=True)
    assert standing_of_bundle("/usr/bin/python3") is LinkStanding.NEEDS_BUNDLE
    assert standing_of_bundle(str(program)) is LinkStanding.NEEDS_BUNDLE
    info = program.parent.parent / "Info.plist"
    for damage in (b"", b"<plist", plistlib.dumps({"CFBundleURLTypes": "tel"}), plistlib.dumps([1])):
        info.write_bytes(damage)
        assert standing_of_bundle(str(program)) is LinkStanding.NEEDS_BUNDLE
    info.write_bytes((ROOT / "packaging" / "macos" / "url_types.plist").read_bytes())
    assert standing_of_bundle(str(program)) is LinkStanding.SYSTEM_DECIDES
    (named,) = plistlib.loads(info.read_bytes())["CFBundleURLTypes"]
    assert tuple(named["CFBundleURLSchemes"]) == SCHEMES
