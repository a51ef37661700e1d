"""Where the program keeps its files: one folder, the profile, that nobody else may read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder of one profile. Two programs never use the same one at a time (`single_instance`)."""

    folder: Path

    @property
    def cache_file(self) -> Path:
        return self.folder / "cache.db"

    @property
    def settings_file(self) -> Path:
        return self.folder / "settings.json"

    @property
    def log_file(self) -> Path:
        return self.folder / "logs" / "fiveline.log"

    @property
    def recordings(self) -> Path:
        """Voicemail fetched from the carrier; erased with the session."""
        return self.folder / "recordings"

    def make(self) -> None:
        """Make the folders, for this person only. Raises `OSError` where that is not possible."""
        for folder in (self.folder, self.log_file.parent, self.recordings):
            folder.mkdir(parents=True, exist_ok=True)
            if os.name == "posix":
                folder.chmod(0o700)


def default_profile() -> Profile:
    return Profile(Path(platformdirs.user_data_dir("fiveline", appauthor=False)))
