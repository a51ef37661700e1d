"""What the Secret Service of a session holds."""

from __future__ import annotations

import secretstorage
from jeepney import DBusErrorResponse

from tests.harness.session import Session


def secrets_kept(session: Session) -> dict[str, bytes]:
    """Every item of every collection: its label and attributes, and what it keeps."""
    kept: dict[str, bytes] = {}
    with session.bus() as bus:
        for collection in secretstorage.get_all_collections(bus):
            for item in collection.get_all_items():
                try:
                    words = ", ".join(
                        f"{key}={value}" for key, value in sorted(item.get_attributes().items())
                    )
                    kept[f"{item.get_label()} ({words}) {item.item_path}"] = item.get_secret()
                except (DBusErrorResponse, secretstorage.ItemNotFoundException):
                    continue  # erased between two questions
    return kept
