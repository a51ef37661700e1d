"""`fiveline`: what was asked for on the command line, and the shortest way to a window.

Nothing heavy is imported here: the window is on screen before the network, the cache and the telephone
numbers are loaded.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ui.options import Options

DEFAULT_CARRIER = "https://fiveline.example"


def main(words: list[str] | None = None) -> int:
    words = sys.argv[1:] if words is None else words
    if words[:1] == ["--voice-engine"]:
        # The packaged program starts itself as its voice engine; no window, no Qt.
        from desktop.voice.command import main as engine

        return engine()
    if words[:1] == ["--decoder"]:
        from desktop.decoding.process import main as decoder

        return decoder()
    if words[:1] == ["--transcriber"]:
        from desktop.transcribing.process import main as transcriber

        return transcriber()
    chosen = _parser().parse_args(words)
    if chosen.version:
        from ui.version import version

        sys.stdout.write(f"fiveline {version()}\n")
        return 0
    # More than one word is no link; together they are refused in the window, where somebody sees it.
    link = " ".join(chosen.link)
    demo = link == "demo"
    from desktop.system.folders import default_profile, open_profile

    profile = chosen.profile or (default_profile().with_name("fiveline-demo") if demo else default_profile())
    try:
        folders = open_profile(profile)
    except OSError as error:
        sys.stderr.write(f"fiveline: {profile} can't be used: {error.strerror}\n")
        return 1
    options = Options(
        folders.profile,
        chosen.carrier,
        chosen.ca,
        chosen.lang or "",
        "" if demo else link,
        demo,
    )
    return _open(options)


def _open(options: Options) -> int:
    from desktop.system.single_instance import join

    try:
        instance = join(options.profile, options.link)
    except TimeoutError:
        sys.stderr.write("fiveline: it runs already, and does not answer\n")
        return 1
    if instance is None:
        return 0
    try:
        from ui.quick_start import hold_collection, load_qt

        hold_collection()
        load_qt()
        from ui.program import open_program

        return open_program(options, instance)
    finally:
        instance.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fiveline",
        description="A softphone for people with more than one number.",
        epilog="`fiveline demo` opens it on a carrier of its own, with people and messages in it.",
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="where settings and cache are kept")
    parser.add_argument("--carrier", metavar="URL", default=DEFAULT_CARRIER, help="the carrier's address")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="trust this certificate authority only")
    parser.add_argument("--lang", choices=["en", "fr", "ar"], help="the language of this run")
    parser.add_argument("--version", action="store_true", help="say the version and leave")
    parser.add_argument("link", nargs="*", metavar="LINK", help="tel:, callto:, sip: or sms:, or `demo`")
    return parser


if __name__ == "__main__":
    sys.exit(main())
