"""Where a profile lies: everything the program writes is under it, readable for its owner only."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import platformdirs


def default_profile() -> Path:
    return Path(platformdirs.user_data_dir("fiveline", appauthor=False))


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a profile keeps its things."""

    profile: Path

    @property
    def cache(self) -> Path:
        return self.profile / "cache.db"

    @property
    def passing_cache(self) -> Path:
        """Of a session that is for this run only; erased at its end and at the next start."""
        return self.profile / "passing.db"

    @property
    def settings(self) -> Path:
        return self.profile / "settings.json"

    @property
    def logs(self) -> Path:
        return self.profile / "logs"

    @property
    def keyring_service(self) -> str:
        """The keyring's name for this profile's secrets: two profiles do not share any."""
        return "Fiveline " + hashlib.sha256(str(self.profile).encode("utf-8", "replace")).hexdigest()[:12]


def open_profile(profile: Path) -> Folders:
    """Make the folders where they are missing, for their owner only. Raises `OSError`."""
    folders = Folders(profile.expanduser().resolve())
    shutil.rmtree(folders.profile / "sounds", ignore_errors=True)  # recordings lay there, in plain form
    for folder in (folders.profile, folders.logs):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix":
            folder.chmod(0o700)
    return folders
