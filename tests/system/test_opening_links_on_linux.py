"""Links are taken and given back in the person's own files, and the desktop's tools see it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system.phone_links import SCHEMES, LinkStanding, NoLinks, link_handler
from desktop.system.phone_links.associations import LARGEST, Associations
from desktop.system.phone_links.linux import FILE, LinuxLinks, in_a_sandbox

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's way")

TEL = "x-scheme-handler/tel"


class Home:
    def __init__(self, folder: Path) -> None:
        self.config = folder / "config"
        self.data = folder / "data"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_DATA_HOME": str(self.data),
            "XDG_DATA_DIRS": str(folder / "none"),
            "XDG_CONFIG_DIRS": str(folder / "none"),
        }
        self.list = self.config / "mimeapps.list"
        self.entry = self.data / "applications" / FILE

    def links(self, *command: str) -> LinuxLinks:
        return LinuxLinks(
            command or ("/opt/five line/fiveline", "--profile", "/home/é $x%"), self.environment
        )

    def write(self, text: str) -> None:
        self.config.mkdir(parents=True, exist_ok=True)
        self.list.write_text(text)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, timeout=20, check=False
        )
        return done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_links_are_taken_and_given_back(home: Home) -> None:
    links = home.links()
    assert links.look() is LinkStanding.NOT_OURS
    links.take()
    assert links.look() is LinkStanding.OURS
    assert home.links().look() is LinkStanding.OURS
    assert home.links("/elsewhere/fiveline").look() is LinkStanding.NOT_OURS
    links.take()
    links.give_back()
    assert links.look() is LinkStanding.NOT_OURS
    assert not home.entry.exists()
    links.give_back()


def test_every_other_byte_of_the_persons_list_stays_and_what_was_there_comes_back(home: Home) -> None:
    before = (
        "# mine\n\n[Added Associations]\ntext/plain=gedit.desktop;\n"
        f"[Default Applications]\ntext/html = firefox.desktop\n{TEL}=linphone.desktop;kde.desktop;\n\n"
        "[Removed Associations]\nx-scheme-handler/sip=empathy.desktop;\n"
    )
    home.write(before)
    links = home.links()
    links.take()
    taken = home.list.read_text()
    for line in ("# mine", "text/plain=gedit.desktop;", "text/html = firefox.desktop"):
        assert line in taken.splitlines()
    assert taken.endswith("[Removed Associations]\nx-scheme-handler/sip=empathy.desktop;\n")
    assert all(Associations(home.list).default(f"x-scheme-handler/{s}") == FILE for s in SCHEMES)
    links.take()
    links.give_back()
    assert Associations(home.list).default(TEL) == "linphone.desktop"
    assert "x-scheme-handler/callto" not in home.list.read_text()


def test_a_list_that_is_a_link_into_dotfiles_stays_one(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.list"
    target.write_text("[Default Applications]\n")
    home.config.mkdir()
    home.list.symlink_to(target)
    home.links().take()
    assert home.list.is_symlink()
    assert FILE in target.read_text()


def test_what_a_desktop_keeps_for_itself_is_taken_too(home: Home) -> None:
    home.environment["XDG_CURRENT_DESKTOP"] = "ubuntu:GNOME"
    own = home.config / "gnome-mimeapps.list"
    home.config.mkdir()
    own.write_text(f"[Default Applications]\n{TEL}=calls.desktop\n")
    links = home.links()
    links.take()
    assert links.look() is LinkStanding.OURS
    own.write_text(f"[Default Applications]\n{TEL}=calls.desktop\n")
    assert home.links().look() is LinkStanding.NOT_OURS


@pytest.mark.parametrize("damage", ["\x00\xff[Default", "[Default Applications", "=\n=\n[]\n", "x" * 9000])
def test_a_damaged_list_is_not_made_worse(home: Home, damage: str) -> None:
    home.write(damage)
    links = home.links()
    links.take()
    assert links.look() is LinkStanding.OURS
    assert damage.split("\n", maxsplit=1)[0] in home.list.read_text()
    links.give_back()


def test_a_list_too_large_or_a_folder_without_permission_is_said(home: Home) -> None:
    home.write("#" * (LARGEST + 1))
    with pytest.raises(OSError, match="too large"):
        home.links().take()
    home.write("")
    with pytest.raises(OSError, match="control characters"):
        home.links("/opt/five\nline").take()
    with pytest.raises(OSError, match="per cent"):
        home.links("/opt/100%/fiveline").take()
    home.links().take()
    home.data.rename(home.data.with_name("moved"))
    home.data.write_text("a file where a folder should be")
    home.write("")
    with pytest.raises(OSError):  # noqa: PT011 (the system's own words)
        home.links().take()


def test_a_sandbox_and_the_demonstration_take_no_links() -> None:
    assert in_a_sandbox({"FLATPAK_ID": "x"})
    assert in_a_sandbox({"SNAP": "/snap/x"})
    demonstration = link_handler(())
    assert demonstration.look() is LinkStanding.DEMONSTRATION
    with pytest.raises(OSError, match="demonstration"):
        demonstration.take()
    assert isinstance(demonstration, NoLinks)


@pytest.mark.skipif(shutil.which("gio") is None, reason="gio is not here")
def test_the_desktop_opens_a_link_with_the_command_and_the_link_stays_one_word(
    home: Home, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    program = tmp_path / 'a "pro$gram\\ `of` five'
    new, file = shlex.quote(f"{said}.new"), shlex.quote(str(said))
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {new}; mv {new} {file}\n')
    program.chmod(0o755)
    home.links(str(program), "--profile", "/x 100%").take()
    assert FILE in home.run("gio", "mime", TEL)
    if shutil.which("xdg-mime"):
        assert home.run("xdg-mime", "query", "default", TEL).strip() == FILE
    if shutil.which("desktop-file-validate"):
        assert home.run("desktop-file-validate", str(home.entry)) == ""
    home.run("gio", "open", "tel:+33199000001;ext=1%20--profile=z")
    assert _when_written(said) == ["--profile", "/x 100%", "--", "tel:+33199000001;ext=1%20--profile=z"]
    home.links(str(program), "--profile", "/x 100%").give_back()
    assert FILE not in home.run("gio", "mime", TEL)


def _when_written(file: Path) -> list[str]:
    from tests.harness.waiting import until

    until(file.exists, what="the program was started", within=10)
    return file.read_text().splitlines()
