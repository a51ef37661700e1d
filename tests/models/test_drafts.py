"""What is written in a thread is kept, and never shows up in another one (MSG-6)."""

from __future__ import annotations

from desktop.domain.errors import Mendable
from desktop.domain.messages import ThreadKey
from tests.galleries.sample import ANNA, KARIM, LONDON, MARIE, PRIVATE, WARSAW, WORK, Sample
from tests.models.conftest import Until
from ui.models.composer import ComposerModel

THREADS = (ThreadKey(PRIVATE, MARIE), ThreadKey(WORK, KARIM), ThreadKey(LONDON, ANNA))


def composer(sample: Sample) -> ComposerModel:
    return ComposerModel(sample.store, sample.messages, sample.start)


async def test_a_pause_keeps_the_draft(sample: Sample, until: Until) -> None:
    model = composer(sample)
    model.open(THREADS[0])
    model.edit("Hel")
    model.edit("Hello")
    await until(lambda: sample.messages.drafts.get(THREADS[0]) == "Hello")


async def test_coming_back_brings_the_draft_back(sample: Sample, until: Until) -> None:
    model = composer(sample)
    model.open(THREADS[0])
    model.edit("Half a sent")
    model.open(THREADS[1])
    assert model.text == ""
    model.open(THREADS[0])
    await until(lambda: model.text == "Half a sent")


async def test_a_refused_message_comes_back_with_the_reason(sample: Sample, until: Until) -> None:
    sample.messages.refuses = Mendable("premium-rate")
    model = composer(sample)
    model.open(THREADS[0])
    model.edit("Vote A")
    model.send()
    assert model.text == ""
    await until(lambda: model.problem)
    assert model.text == "Vote A"
    await until(lambda: sample.messages.drafts.get(THREADS[0]) == "Vote A")


async def test_a_refused_message_is_not_lost_where_one_has_written_on_and_left(
    sample: Sample, until: Until
) -> None:
    sample.messages.refuses = Mendable("premium-rate")
    model = composer(sample)
    model.open(THREADS[0])
    await until(lambda: not model._loading)
    model.edit("Vote A. ")
    model.send()
    model.edit("Or B?")
    model.open(THREADS[1])
    await until(lambda: sample.messages.drafts.get(THREADS[0]) == "Vote A. Or B?")
    model.open(THREADS[0])
    await until(lambda: model.text == "Vote A. Or B?")


async def test_another_number_takes_what_was_written_along(sample: Sample, until: Until) -> None:
    model = composer(sample)
    model.open(THREADS[0])
    await until(lambda: not model._loading)
    model.edit("From the other one, please")
    other = ThreadKey(WORK, MARIE)
    model.take_along(other)
    await until(lambda: model.text == "From the other one, please")
    await until(lambda: sample.messages.drafts.get(THREADS[0]) == "")
    assert sample.messages.drafts[other] == "From the other one, please"


async def test_what_is_written_before_the_draft_was_read_comes_behind_it(
    sample: Sample, until: Until
) -> None:
    await sample.messages.save_draft(THREADS[0], "Half a ")
    model = composer(sample)
    model.open(THREADS[0])
    model.edit("sentence")
    await until(lambda: model.text == "Half a sentence")
    await until(lambda: sample.messages.drafts[THREADS[0]] == "Half a sentence")


async def test_what_was_written_stays_where_another_draft_waits(sample: Sample, until: Until) -> None:
    other = ThreadKey(WORK, MARIE)
    await sample.messages.save_draft(other, "Already here")
    model = composer(sample)
    model.open(THREADS[0])
    model.edit("From there")
    model.take_along(other)
    await until(lambda: model.text == "Already here")
    await until(lambda: sample.messages.drafts.get(THREADS[0]) == "From there")


async def test_a_number_for_calls_only_says_so(sample: Sample) -> None:
    model = composer(sample)
    model.open(ThreadKey(WARSAW, MARIE))
    model.edit("Hello")
    assert "calls and voicemail" in model.why_no_message
    assert not model.can_send


async def test_send_is_off_with_a_reason(sample: Sample) -> None:
    model = composer(sample)
    model.open(THREADS[0])
    assert model.why_not_send
    model.edit("\u200b \n")
    assert not model.can_send
    model.edit("a" * 1601)
    assert "1 character" in model.why_not_send
    model.edit("a" * 1600)
    assert model.can_send


async def test_segments_are_counted_near_the_edge_only(sample: Sample) -> None:
    model = composer(sample)
    model.open(THREADS[0])
    model.edit("a" * 100)
    assert model.count == ""
    model.edit("a" * 150)
    assert model.count == "1 SMS · 10 left · free"
    model.edit("a" * 161)
    assert "2 SMS" in model.count
