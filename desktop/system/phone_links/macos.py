"""Links on macOS: the bundle's Info.plist names them (`packaging/macos/url_types.plist`), and the person
chooses the program in the system's own settings. Untried on a real Mac.
"""

from __future__ import annotations

import plistlib
from pathlib import Path
from xml.parsers.expat import ExpatError

from desktop.system.phone_links import SCHEMES, LinkStanding


def standing_of_bundle(executable: str) -> LinkStanding:
    """Whether the program that `executable` belongs to has told the system of its links."""
    folder = Path(executable).parent.parent
    if folder.name != "Contents":
        return LinkStanding.NEEDS_BUNDLE
    try:
        with (folder / "Info.plist").open("rb") as file:
            types = plistlib.load(file).get("CFBundleURLTypes", [])
        named = {scheme for each in types for scheme in each.get("CFBundleURLSchemes", [])}
    except (OSError, ExpatError, plistlib.InvalidFileException, ValueError, AttributeError, TypeError):
        return LinkStanding.NEEDS_BUNDLE
    return LinkStanding.SYSTEM_DECIDES if SCHEMES[0] in named else LinkStanding.NEEDS_BUNDLE
