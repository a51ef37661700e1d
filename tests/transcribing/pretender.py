"""A process that speaks as the recogniser does, and misbehaves as it is told: `python pretender.py HOW`."""

from __future__ import annotations

import json
import sys
import time

from desktop.decoding import frames

KNOWN = {"id": "made-up", "size": 1, "many": False}


def main(how: str) -> None:
    heard = 0
    while (asked := frames.read(sys.stdin.buffer)) is not None:
        if asked[0]["do"] == "look":
            frames.write(sys.stdout.buffer, KNOWN | {"id": asked[1].decode()})
            continue
        heard += 1
        frames.write(sys.stdout.buffer, {"done": 0.5})
        match how:
            case "hangs":
                time.sleep(60)
            case "dies":
                sys.exit(1)
            case "hears":
                rows = [["Hello", 0.1, 0.4, 0.9, False], [f"number {heard}", 0.5, 0.9, 0.3, False]]
                frames.write(sys.stdout.buffer, {"language": "en"}, json.dumps(rows).encode())
            case "lies":
                rows = [
                    ["far\u202e\x00away", 9e9, -9e9, 7.5, False],
                    ["", 0, 0, 0, False],
                    ["x" * 9999, 0, 0, 0, True],
                ]
                frames.write(sys.stdout.buffer, {"language": "e" * 99}, json.dumps(rows).encode())
            case "babbles":
                frames.write(sys.stdout.buffer, {"language": "en"}, b'[["word", "soon"]]')
            case _:
                raise AssertionError(how)


main(sys.argv[1])
