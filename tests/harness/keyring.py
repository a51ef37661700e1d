"""What the Secret Service of a session holds."""

from __future__ import annotations

import secretstorage
from jeepney import DBusErrorResponse

from tests.harness.session import Session
from tests.harness.waiting import until


def secrets_kept(session: Session) -> dict[str, bytes]:
    """Every item of every collection: its label and attributes, and what it keeps."""

    def read() -> list[dict[str, bytes]]:
        try:
            return [_read(session)]
        except (DBusErrorResponse, secretstorage.ItemNotFoundException):
            return []  # one was erased between two questions: all of them anew

    return until(read, what="the keyring can be read")[0]


def _read(session: Session) -> dict[str, bytes]:
    kept: dict[str, bytes] = {}
    with session.bus() as bus:
        for collection in secretstorage.get_all_collections(bus):
            for item in collection.get_all_items():
                attributes = item.get_attributes()
                attributes.pop("xdg:schema", None)  # gnome-keyring adds it some time after
                words = ", ".join(f"{key}={value}" for key, value in sorted(attributes.items()))
                kept[f"{item.get_label()} ({words}) {item.item_path}"] = item.get_secret()
    return kept
