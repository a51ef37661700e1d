"""Somebody reads what callers said instead of hearing it, and finds a voicemail by a word of it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from desktop.system.settings import KeptTranscripts, Settings
from tests.harness.accessibility import AccessibilityBus
from tests.harness.desktop import Desktop
from tests.harness.session import Session
from tests.journeys import person
from tests.transcribing.model import write_model


def test_a_voicemail_is_read_and_found_by_its_words(
    session: Session, accessibility: AccessibilityBus, tmp_path: Path
) -> None:
    model = write_model(tmp_path / "ggml-tiny.en.bin")
    desktop = Desktop(session, accessibility, tmp_path / "demo")
    chosen = Settings(transcripts=KeptTranscripts(path=str(model)))
    desktop.profile.mkdir(parents=True, exist_ok=True)
    (desktop.profile / "settings.json").write_bytes(msgspec.json.encode(chosen))
    try:
        window = desktop.start("demo")
        person.wait_until_ready(window, within=40)
        window.button("Voicemail").press()
        window.row(re.compile("^Oliver")).click()
        window.reads("What was said can be shown here in words.", within=10)
        window.button("How to get them").press()
        window.wait_for("Show what was said", roles=("check box",)).press()
        window.wait_for("Show what was said", state="checked")
        window.button("Voicemail").press()
        words = window.wait_for("What was said", state="showing", within=40)
        assert "client" in words.text, words.text

        window.keyboard.press("ctrl+k")
        window.keyboard.type("reception")
        window.row(re.compile("^Astrid.*reception"), within=20).click()
        words = window.wait_for("What was said", state="showing")
        words.wait_until(lambda it: "reception" in it.text, what="shows her words")
    finally:
        desktop.close()
