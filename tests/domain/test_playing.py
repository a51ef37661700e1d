"""Where one is in a recording, however it is played."""

from __future__ import annotations

import pytest

from desktop.domain.playing import PEAKS_A_SECOND, Passage, Span, Waveform


def waveform(*parts: tuple[float, int]) -> Waveform:
    """Of seconds, each with the level of its peaks."""
    peaks = b"".join(bytes([level]) * round(seconds * PEAKS_A_SECOND) for seconds, level in parts)
    return Waveform(peaks, len(peaks) / PEAKS_A_SECOND)


def test_silence_is_what_is_long_and_far_below_the_voice() -> None:
    spans = waveform((1, 200), (0.3, 5), (1, 180), (3, 8), (1, 200)).spoken()
    assert [(round(s.begin, 2), round(s.end, 2)) for s in spans] == [(0, 2.45), (5.15, 6.3)]


def test_a_whisper_between_loud_words_is_no_silence() -> None:
    assert waveform((1, 255), (2, 80), (1, 255)).spoken() == (Span(0.0, 4.0),)


@pytest.mark.parametrize("peaks", [b"", bytes(100)], ids=["nothing", "nothing but silence"])
def test_what_is_nothing_but_silence_is_played_whole(peaks: bytes) -> None:
    assert Waveform(peaks, 2.0).spoken() == (Span(0.0, 2.0),)


def test_the_bars_of_a_waveform_are_as_many_as_asked_for() -> None:
    wave = waveform((1, 100), (1, 200))
    assert wave.bars(2)[1] == 1.0
    assert wave.bars(2)[0] < 0.5
    assert len(wave.bars(500)) == 500
    assert Waveform(b"", 0.0).bars(3) == (0.0, 0.0, 0.0)


def test_a_played_second_lies_where_it_was_said() -> None:
    passage = Passage((Span(0.0, 2.0), Span(5.0, 8.0)), from_second=1.0, speed=2.0)
    assert [passage.place(played) for played in (0.0, 0.25, 0.5, 1.0, 2.0, 9.0)] == [1, 1.5, 5, 6, 8, 8]


def test_after_the_last_word_nothing_is_left() -> None:
    passage = Passage((Span(0.0, 2.0),), from_second=3.0, speed=1.0)
    assert passage.spans == ()
    assert passage.place(1.0) == 3.0
