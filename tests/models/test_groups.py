"""MSG-3 in the models: whom to, what is said before, what it costs together, and what became of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.messages import (
    LARGEST_GROUP,
    Attachment,
    GroupDraft,
    GroupId,
    MessageFailure,
    MessageStatus,
)
from desktop.domain.numbers import Address
from desktop.domain.wall_time import wall_time
from tests.fakes_files import MemoryFiles
from tests.fakes_groups import MemoryGroups
from tests.galleries.sample import ANNA, KARIM, LONDON, MARIE, PRIVATE, Sample, money, now
from ui.models.enclosing import EnclosingModel
from ui.models.group_fate import GroupFateModel
from ui.models.group_writing import GroupWritingModel
from ui.models.people_named import people_named
from ui.models.plain import plain

Settle = Callable[[], Awaitable[None]]


@pytest.fixture
def groups(sample: Sample) -> MemoryGroups:
    return MemoryGroups(sample.messages)


@pytest.fixture
def model(sample: Sample, groups: MemoryGroups) -> GroupWritingModel:
    enclosing = EnclosingModel(sample.store, MemoryFiles(sample.store), sample.start, clock=now)
    made = GroupWritingModel(sample.store, groups, sample.start, enclosing=enclosing, region="FR", clock=now)
    made.begin(PRIVATE)
    return made


LISTS = {
    "numbers of my country": ("06 12 34 56 78, 06 98 76 54 32", (MARIE, KARIM), ""),
    "lines of a table": ("Marie\t0612345678\nKarim\t0698765432", (MARIE, KARIM), "Marie, Karim"),
    "names of my people": ("Marie Dupont; karim benali", (MARIE, KARIM), ""),
    "no accents, no case": ("THEO LAMBERT", (Address("+33633445566"),), ""),
    "a name before the number": ("Marie 06 12 34 56 78\nKarim <+33698765432>", (MARIE, KARIM), ""),
    "twice the same": ("0612345678, +33612345678, 0033 6 12 34 56 78", (MARIE,), ""),
    "Arabic digits and comma": ("٠٦١٢٣٤٥٦٧٨، ٠٦٩٨٧٦٥٤٣٢", (MARIE, KARIM), ""),
    "nobody": ("Nobody At All, 12", (), "Nobody At All, 12"),
    "two numbers in one part": ("0612345678 / 0698765432 or so", (), "0612345678 / 0698765432 or so"),
    "emergency and premium rate": ("112, 0899123456, 0612345678", (MARIE,), "112, 0899123456"),
    "nothing": (" ,;\n\t ", (), ""),
}


@pytest.mark.parametrize(("text", "found", "unread"), LISTS.values(), ids=LISTS.keys())
def test_a_list_names_people(sample: Sample, text: str, found: tuple[Address, ...], unread: str) -> None:
    named = people_named(sample.store.state, text, country="FR", here="FR")
    assert (named.found, named.unread) == (found, unread)


def test_what_is_nobody_is_given_back_and_said(model: GroupWritingModel) -> None:
    assert model.add_pasted("0612345678, Nobody At All") == "Nobody At All"
    assert [each.name for each in model.people] == ["Marie Dupont"]
    assert "Nobody At All" in model.problem


def test_the_twenty_first_is_left_out_and_it_is_said(model: GroupWritingModel) -> None:
    model.add(Address(f"+3361234{n:04}") for n in range(LARGEST_GROUP + 3))
    assert len(model.people) == LARGEST_GROUP
    assert "20" in model.problem
    assert "3" in model.problem


def test_what_happens_is_said_before_and_send_says_what_is_missing(model: GroupWritingModel) -> None:
    assert "message of their own" in model.what_happens
    assert model.why_not_send == "Add somebody first."
    model.add([MARIE, KARIM])
    assert "Answers come into your conversation with each" in model.what_happens
    assert model.why_not_send == "There is nothing to send yet."
    model.edit("x" * 1601)
    assert model.why_not_send == "1 character too many."
    model.edit("Bonjour")
    assert model.can_send


def test_the_price_is_that_of_all_together(model: GroupWritingModel) -> None:
    model.add([ANNA])
    model.edit("Hello")
    assert model.meter is not None
    alone = model.meter.words
    model.add([Address("+447400123457")])
    assert model.meter is not None
    assert model.meter.words != alone


async def test_sending_clears_the_field_and_tells_which_group(
    model: GroupWritingModel, groups: MemoryGroups, sample: Sample
) -> None:
    sent: list[GroupId] = []
    model.sent.connect(sent.append)
    model.add([MARIE, KARIM])
    model.edit("Bonjour")
    model.send()
    model.send()
    await sample.tasks.settle(within=1)
    assert len(sent) == 1
    assert {m.thread.peer for m in await groups.load(sent[0])} == {MARIE, KARIM}
    assert (model.people, model.text) == ((), "")


async def test_what_is_refused_stays_to_be_mended(
    model: GroupWritingModel, groups: MemoryGroups, sample: Sample
) -> None:
    groups.refuses = Mendable("cannot-message")
    model.add([MARIE])
    model.edit("Bonjour")
    model.send()
    await sample.tasks.settle(within=1)
    assert model.problem
    assert (len(model.people), model.text, model.can_send) == (1, "Bonjour", True)


async def test_it_can_wait(model: GroupWritingModel, groups: MemoryGroups, sample: Sample) -> None:
    told: list[bool] = []
    model.add([MARIE, KARIM])
    model.edit("Demain")
    when = wall_time(now(), "Europe/Paris")
    model.send_at(None, when, lambda: told.append(True))  # type: ignore[arg-type]
    await sample.tasks.settle(within=1)
    assert groups.put_off == [((MARIE, KARIM), "Demain", when)]
    assert (told, model.people) == ([True], ())


async def test_the_draft_is_kept_and_stands_there_again(
    model: GroupWritingModel, groups: MemoryGroups, sample: Sample
) -> None:
    model.add([MARIE, KARIM])
    model.edit("Bonj")
    model.keep()
    await sample.tasks.settle(within=1)
    assert groups.draft == GroupDraft(PRIVATE, (MARIE, KARIM), "Bonj")
    enclosing = EnclosingModel(sample.store, MemoryFiles(sample.store), sample.start, clock=now)
    again = GroupWritingModel(sample.store, groups, sample.start, enclosing=enclosing, clock=now)
    again.begin(LONDON)
    await sample.tasks.settle(within=1)
    assert ([each.address for each in again.people], again.text) == ([MARIE, KARIM], "Bonj")
    assert again.number is not None
    assert again.number.id == PRIVATE


async def test_each_one_has_a_fate_and_those_that_failed_are_sent_again(
    groups: MemoryGroups, sample: Sample
) -> None:
    fate = GroupFateModel(sample.store, groups, sample.messages, sample.start)
    fate.open(await groups.send(PRIVATE, [MARIE, KARIM, ANNA], "Bonjour"))
    await sample.tasks.settle(within=1)
    assert (fate.title, fate.summary, fate.done) == ("Sent to 3 people", "3 on the way", (0, 3))
    groups.become(MARIE, MessageStatus.DELIVERED)
    groups.become(KARIM, MessageStatus.FAILED, MessageFailure.UNREACHABLE)
    await sample.tasks.settle(within=1)
    assert (fate.summary, fate.done) == ("1 delivered · 1 on the way · 1 failed", (2, 3))
    fate.retry_failed()
    await sample.tasks.settle(within=1)
    assert (fate.summary, fate.failed) == ("1 delivered · 2 on the way", ())


async def test_what_may_not_be_sent_again_says_why(groups: MemoryGroups, sample: Sample) -> None:
    fate = GroupFateModel(sample.store, groups, sample.messages, sample.start)
    told: list[str] = []
    fate.told.connect(told.append)
    fate.open(await groups.send(PRIVATE, [MARIE, KARIM], "Bonjour"))
    groups.become(KARIM, MessageStatus.FAILED, MessageFailure.NUMBER_OFF)
    await sample.tasks.settle(within=1)
    sample.messages.refuses = Mendable("cannot-message")
    fate.retry_failed()
    await sample.tasks.settle(within=1)
    assert told == ["Messages can't be sent from this number."]
    assert len(fate.failed) == 1


async def test_a_number_is_written_as_in_the_country_it_is_sent_from(
    model: GroupWritingModel, groups: MemoryGroups, sample: Sample
) -> None:
    stranger = Address("+33612349999")
    model.add([stranger])
    assert model.people[0].name == "\u206606 12 34 99 99\u2069"
    model.choose_number(LONDON)
    assert model.people[0].name == "\u2066+33 6 12 34 99 99\u2069"
    fate = GroupFateModel(sample.store, groups, sample.messages, sample.start)
    fate.open(await groups.send(PRIVATE, [stranger], "Bonjour"))
    await sample.tasks.settle(within=1)
    assert fate.rows.rows[0].name == "\u206606 12 34 99 99\u2069"


async def test_a_file_goes_with_the_text_or_without_and_its_link_is_counted(
    sample: Sample, groups: MemoryGroups, model: GroupWritingModel, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a")
    sample.store.apply(e.MoneyChanged(money(left=0)))
    model.add([MARIE, ANNA])
    model.enclosing.pick([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    assert model.why_not_send == "One moment…"
    await sample.tasks.settle(within=1)
    assert model.enclosing.problem == "One file at a time goes to several people."
    assert model.can_send
    assert model.meter is not None
    assert plain(model.meter.words).startswith("1 SMS each")
    model.edit("a" * 120)
    assert plain(model.meter.words).startswith("2 SMS each")
    assert "€0.14" in plain(model.meter.words)
    model.send()
    await sample.tasks.settle(within=1)
    assert groups.enclosed is not None
    assert groups.enclosed.file.name == "a.txt"
    assert model.enclosing.enclosed is None


async def test_from_a_number_that_sends_no_files_nothing_leaves_until_the_file_is_taken_out(
    sample: Sample, model: GroupWritingModel
) -> None:
    model.enclosing.paste("Picture.png", b"png")
    model.add([MARIE])
    model.choose_number(LONDON)
    assert model.why_not_send == "Only French numbers can send files."
    model.enclosing.clear()
    model.edit("hello")
    assert model.can_send


async def test_a_file_that_is_gone_does_not_leave_without_being_noticed(
    sample: Sample, model: GroupWritingModel
) -> None:
    model.add([MARIE])
    model.edit("here it is")
    model.enclosing.pick(["/no/such/file.txt"])
    await sample.tasks.settle(within=1)
    assert model.why_not_send == "This file is no longer there."


async def test_names_that_are_typed_and_nobody_s_yet_are_there_again(
    sample: Sample, groups: MemoryGroups, model: GroupWritingModel
) -> None:
    model.name("Mar")
    model.keep()
    await sample.tasks.settle(within=1)
    assert groups.draft == GroupDraft(PRIVATE, (), "", "Mar")
    enclosing = EnclosingModel(sample.store, MemoryFiles(sample.store), sample.start, clock=now)
    again = GroupWritingModel(sample.store, groups, sample.start, enclosing=enclosing, clock=now)
    shown: list[str] = []
    again.renamed.connect(shown.append)
    again.begin(PRIVATE)
    await sample.tasks.settle(within=1)
    assert (again.names, shown) == ("Mar", ["Mar"])
    model.name("")
    model.keep()
    await sample.tasks.settle(within=1)
    assert groups.draft is None


async def test_what_became_of_it_shows_what_was_written_and_nobody_s_link(
    sample: Sample, groups: MemoryGroups
) -> None:
    fate = GroupFateModel(sample.store, groups, sample.messages, sample.start)
    group = await groups.send(PRIVATE, [MARIE, KARIM], "The programme")
    link = "https://fiveline.example/f/" + "aB3-_" * 6 + "xy"
    file = Attachment("f", "Plan.pdf", "application/pdf", 3)
    for message in await groups.load(group):
        sent = replace(message, text=f"{message.text}\n{link}", files=(file,))
        sample.messages.kept[message.id] = sent
    fate.open(group)
    await sample.tasks.settle(within=1)
    assert plain(fate.text) == "The programme\nPlan.pdf"
