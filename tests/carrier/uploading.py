"""What the tests of files share: a device that uploads."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

import httpx

from tests.carrier.running import RunningCarrier, Signed

PIECE = {"Content-Type": "application/offset+octet-stream"}


def begin(device: Signed, number_id: str, content: bytes, **more: Any) -> httpx.Response:
    wanted = {
        "id": str(uuid4()),
        "number_id": number_id,
        "name": "Notes.txt",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return device.ask("POST", "/v1/files", wanted | more)


def append(device: Signed, file_id: str, offset: int, piece: bytes) -> httpx.Response:
    return device.http.patch(
        f"/v1/files/{file_id}",
        content=piece,
        headers=device.headers | PIECE | {"Upload-Offset": str(offset)},
    )


def upload(device: Signed, number_id: str, content: bytes, **more: Any) -> str:
    """The id of a file that is there whole."""
    answer = begin(device, number_id, content, **more)
    assert answer.status_code == 201, answer.text
    file_id: str = answer.json()["id"]
    for offset in range(0, len(content), 500_000):
        piece = append(device, file_id, offset, content[offset : offset + 500_000])
        assert piece.status_code == 200, piece.text
    assert device.get(f"/v1/files/{file_id}")["complete"]
    return file_id


def send_file(device: Signed, number_id: str, to: str, content: bytes, **more: Any) -> dict[str, Any]:
    """The message that carries the link."""
    file_id = upload(device, number_id, content, **more)
    answer = device.send(number_id, to, "", file_id=file_id)
    assert answer.status_code == 201, answer.text
    message: dict[str, Any] = answer.json()
    return message


def files_kept(running: RunningCarrier) -> int:
    """How many lie on the carrier's disk."""
    folder = running.settings.files
    return len(list(folder.iterdir())) if folder.is_dir() else 0
