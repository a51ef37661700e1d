"""The history, voicemails and people as they are shown (CALL-7, VM-2, CON-1, CON-3)."""

from __future__ import annotations

from desktop.domain.contacts import ContactId
from desktop.domain.history import CallKind
from tests.galleries.sample import KARIM, PRIVATE, WORK, Sample, now
from tests.models.conftest import Until
from ui.models.history import HistoryModel
from ui.models.people import Edited, PeopleModel


async def test_calls_are_grouped_by_day(sample: Sample, until: Until) -> None:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    assert [row.day for row in model.rows.rows if row.day][:2] == ["Today", "Yesterday"]
    assert model.rows.rows[0].missed
    assert "2:14" in model.rows.rows[1].words
    assert "reached" in model.rows.rows[4].words


async def test_only_missed_calls_when_asked(sample: Sample, until: Until) -> None:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    model.show_kind(CallKind.MISSED)
    await until(lambda: len(model.rows.rows) == 2)
    assert all(row.missed for row in model.rows.rows)


async def test_looking_at_missed_calls_marks_them_seen(sample: Sample, until: Until) -> None:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    assert any(not record.seen for record in sample.history.records)
    model.watch(True)
    await until(lambda: all(row.seen for row in model.rows.rows))


async def test_a_hidden_caller_cannot_be_called_back(sample: Sample, until: Until) -> None:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(PRIVATE)
    await until(lambda: model.rows.rows)
    hidden = next(row for row in model.rows.rows if not row.peer)
    wanted: list[object] = []
    model.call_wanted.connect(lambda *what: wanted.append(what))
    model.call_back(hidden)
    assert wanted == []
    assert not hidden.can_message


async def test_people_are_listed_by_name_and_found_without_accents(sample: Sample, until: Until) -> None:
    model = PeopleModel(sample.store, sample.contacts, sample.start)
    assert [row.name for row in model.rows.rows][:2] == ["Anna Whitfield", "Karim Benali"]
    model.find("theo")
    assert [row.name for row in model.rows.rows] == ["Théo Lambert"]
    model.find("0698")
    assert [row.name for row in model.rows.rows] == ["Karim Benali"]


async def test_a_card_is_added_changed_deleted_and_brought_back(sample: Sample, until: Until) -> None:
    model = PeopleModel(sample.store, sample.contacts, sample.start)
    model.save(Edited(None, "Zoé Martin", (("06 99 88 77 66", "mobile"),), WORK))
    await until(lambda: model.chosen)
    card = model.card
    assert card is not None
    assert (card.name, card.phones[0].address) == ("Zoé Martin", "+33699887766")
    assert card.calls_from is not None
    assert card.calls_from.id == WORK
    model.save(Edited(card.id, "Zoé M.", (("06 99 88 77 66", "home"),), None))
    await until(lambda: model.card is not None and model.card.name == "Zoé M.")
    model.delete(card.id)
    await until(lambda: model.card is None)
    assert model.undoable == "Zoé M."
    model.undo_delete()
    await until(lambda: any(row.name == "Zoé M." for row in model.rows.rows))


async def test_a_form_says_what_is_missing(sample: Sample) -> None:
    model = PeopleModel(sample.store, sample.contacts, sample.start)
    assert "name" in model.why_not_save(Edited(None, " ", (("0612345678", "mobile"),)))
    assert "number" in model.why_not_save(Edited(None, "A", (("", "mobile"),)))
    assert "12ab" in model.why_not_save(Edited(None, "A", (("12ab", "mobile"),)))
    assert not model.why_not_save(Edited(None, "A", (("0612345678", "mobile"),)))


async def test_a_person_calls_from_their_own_number(sample: Sample) -> None:
    model = PeopleModel(sample.store, sample.contacts, sample.start)
    model.show_number(PRIVATE)
    wanted: list[object] = []
    model.call_wanted.connect(lambda *what: wanted.append(what))
    model.choose(ContactId("2"))
    model.call(KARIM)
    assert wanted == [(KARIM, WORK)]


async def test_a_missed_call_leads_to_the_word_that_was_left(sample: Sample, until: Until) -> None:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    model.show_number(None)
    await until(lambda: model.rows.rows)
    assert "Voicemail" in model.rows.rows[0].spoken
    wanted: list[object] = []
    model.voicemail_wanted.connect(wanted.append)
    for row in model.rows.rows:
        model.show_voicemail(row)
    assert wanted == ["v1"]
    found: list[str] = []
    model.found.connect(lambda row: found.append(row.key))
    model.look_for("c0")
    await until(lambda: found == ["c0"])
