"""Outside of the window: who calls and who called, what was written, and what the buttons do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.notices import CLICKED, Content, Kind, Notice, NoticeChoice, Notices
from desktop.domain.numbers import Address
from desktop.domain.quiet import DoNotDisturb, Quiet
from tests.galleries.notices import MadeUpNotices, MadeUpReplies
from tests.galleries.sample import KARIM, WORK, Sample
from tests.models.conftest import Until
from ui.models.calls import CallsModel
from ui.models.notices import NoticesModel
from ui.models.replies import RepliesModel
from ui.tasks import Tasks

HOSTILE = "<b>Win</b>\u202eneve\x00r" + "x" * 5_000


class Outside:
    """The model, what it shows, and what it wants of the window."""

    def __init__(self, sample: Sample, tasks: Tasks) -> None:
        store = self.store = sample.store
        self.sample = sample
        self.board = MadeUpNotices(store)
        self.replies = MadeUpReplies(store)
        self.is_looked_at = False
        self.calls = CallsModel(store, sample.calls, tasks.start)
        self.replies_model = RepliesModel(store, self.replies, tasks.start)
        self.model = NoticesModel(
            store,
            self.board,
            self.calls,
            self.replies_model,
            tasks.start,
            is_looked_at=lambda: self.is_looked_at,
        )
        self.came = 0
        self.opened: list[ThreadKey] = []
        self.model.window_wanted.connect(self._come)
        self.model.message_wanted.connect(self.opened.append)

    def ring(self, peer: Address = KARIM, *, silenced: bool = False) -> Call:
        key, now = CallId("one"), datetime.now(UTC)
        call = Call(key, Direction.INCOMING, WORK, peer, "", Phase.RINGING, now, silenced=silenced)
        self.store.apply(e.CallBegan(call))
        return call

    def end(self, end: EndOfCall) -> None:
        self.store.apply(e.CallEnded(CallId("one"), end))

    @property
    def shown(self) -> Notice:
        (notice,) = self.board.shown.values()
        return notice

    def choose(self, **wanted: Any) -> None:
        choice = replace(NoticeChoice(), **wanted)
        self.store.apply(e.NoticesChanged(Notices(choice=choice)))

    def write(self, *peers: Address, text: str = "Are you there?") -> None:
        messages = tuple(
            Message(
                MessageId(f"m{at}"),
                ThreadKey(WORK, peer),
                Direction.INCOMING,
                text,
                datetime.now(UTC),
                MessageStatus.RECEIVED,
                at,
            )
            for at, peer in enumerate(peers)
        )
        self.store.apply(e.MessagesChanged(messages, frozenset(each.id for each in messages)))

    def _come(self) -> None:
        self.came += 1


@pytest.fixture
def outside(sample: Sample, tasks: Tasks, until: Until) -> Outside:
    del until
    return Outside(sample, tasks)


def words(notice: Notice) -> list[str]:
    return [button.word for button in notice.buttons]


def test_a_call_says_who_and_for_which_number_and_goes_when_it_ends(outside: Outside) -> None:
    outside.ring()
    assert outside.shown.kind is Kind.CALL
    assert outside.shown.title == "Karim Benali"
    assert "Work" in outside.shown.text
    assert words(outside.shown) == ["answer", "decline", "message"]
    outside.end(EndOfCall.ANSWERED_ELSEWHERE)
    assert not outside.board.shown


def test_a_window_that_is_looked_at_tells_it_itself(outside: Outside) -> None:
    outside.is_looked_at = True
    outside.ring()
    outside.write(KARIM)
    assert not outside.board.shown


async def test_answer_answers_and_brings_the_window(outside: Outside, until: Until) -> None:
    outside.ring()
    outside.board.press("call-one", "answer")
    await until(lambda: outside.store.state.calls[0].phase is Phase.TALKING)
    assert outside.came == 1
    assert not outside.board.shown


async def test_decline_declines_and_leaves_everything_where_it_is(outside: Outside, until: Until) -> None:
    outside.ring()
    outside.board.press("call-one", "decline")
    await until(lambda: outside.store.state.calls[0].end is EndOfCall.DECLINED)
    assert outside.came == 0
    assert not outside.board.shown


async def test_declined_with_a_sentence_that_was_ready(outside: Outside, until: Until) -> None:
    outside.store.apply(e.RepliesChanged(("In a meeting until four.",)))
    outside.ring()
    outside.board.press("call-one", "message")
    await until(lambda: outside.store.state.calls[0].end is EndOfCall.DECLINED)
    offered = outside.shown
    assert offered.buttons[0].label == "In a meeting until four."
    assert words(offered)[-1] == "write"
    outside.board.press(offered.key, "say-0")
    await until(lambda: outside.replies.sent)
    assert outside.replies.sent == [(ThreadKey(WORK, KARIM), "In a meeting until four.")]
    assert not outside.board.shown


async def test_declined_with_words_of_ones_own(outside: Outside, until: Until) -> None:
    outside.ring()
    outside.board.press("call-one", "message")
    await until(lambda: outside.store.state.calls[0].end is EndOfCall.DECLINED)
    outside.board.press(outside.shown.key, "write")
    assert outside.opened == [ThreadKey(WORK, KARIM)]
    assert outside.came == 1


def test_a_hidden_caller_is_offered_no_message(outside: Outside) -> None:
    outside.ring(Address(""))
    assert words(outside.shown) == ["answer", "decline"]
    outside.end(EndOfCall.CANCELLED)
    assert words(outside.shown) == []


@pytest.mark.parametrize("end", [EndOfCall.CANCELLED, EndOfCall.NO_ANSWER])
async def test_a_missed_call_is_told_and_called_back(outside: Outside, end: EndOfCall, until: Until) -> None:
    outside.ring()
    outside.end(end)
    assert outside.shown.kind is Kind.MISSED
    outside.board.press("missed-one", "call")
    await until(lambda: outside.sample.calls.dialled)
    assert outside.sample.calls.dialled == [(KARIM, WORK)]


@pytest.mark.parametrize("end", [EndOfCall.DECLINED, EndOfCall.ANSWERED_ELSEWHERE, EndOfCall.BUSY])
def test_what_was_taken_or_declined_was_not_missed(outside: Outside, end: EndOfCall) -> None:
    outside.ring()
    outside.end(end)
    assert not outside.board.shown


def test_under_do_not_disturb_nothing_pops_up(outside: Outside) -> None:
    outside.store.apply(e.QuietChanged(DoNotDisturb(Quiet())))
    outside.ring(silenced=True)
    outside.write(KARIM)
    outside.end(EndOfCall.CANCELLED)
    assert not outside.board.shown


def test_do_not_disturb_takes_back_what_rings(outside: Outside) -> None:
    outside.ring()
    outside.store.apply(e.QuietChanged(DoNotDisturb(numbers=MappingProxyType({WORK: Quiet()}))))
    assert not outside.board.shown


def test_a_message_says_who_and_what_and_opens_the_conversation(outside: Outside) -> None:
    outside.write(KARIM)
    assert (outside.shown.title, outside.shown.text) == ("Karim Benali", "Are you there?")
    outside.board.press(outside.shown.key, CLICKED)
    assert outside.opened == [ThreadKey(WORK, KARIM)]
    assert outside.came == 1


def test_a_conversation_that_was_read_elsewhere_takes_its_notice_along(outside: Outside) -> None:
    outside.write(KARIM)
    outside.store.apply(e.ThreadsRead(frozenset([ThreadKey(WORK, KARIM)])))
    assert not outside.board.shown


def test_many_conversations_at_once_are_counted(outside: Outside) -> None:
    outside.write(*(Address(f"+3361234567{at}") for at in range(6)))
    assert outside.shown.title == "6 new messages"


def test_what_strangers_write_is_plain_and_short(outside: Outside) -> None:
    outside.write(KARIM, text=HOSTILE)
    assert len(outside.shown.text) <= 200
    assert "\u202e" not in outside.shown.text
    assert "\x00" not in outside.shown.text


def test_who_hides_contents_tells_neither_who_nor_what(outside: Outside) -> None:
    outside.choose(content=Content.NOTHING)
    outside.ring()
    outside.end(EndOfCall.CANCELLED)
    outside.write(KARIM)
    told = " ".join(f"{each.title} {each.text}" for each in outside.board.shown.values())
    assert "Karim" not in told
    assert "there" not in told


def test_who_wants_none_gets_none(outside: Outside) -> None:
    outside.choose(calls=False, missed=False, messages=False)
    outside.ring()
    outside.end(EndOfCall.CANCELLED)
    outside.write(KARIM)
    assert not outside.board.shown


@pytest.mark.parametrize(
    ("key", "word"), [("call-gone", "answer"), ("missed-x", "call"), ("", ""), ("reply-", "say-99")]
)
def test_a_press_on_what_nobody_showed_does_nothing(outside: Outside, key: str, word: str) -> None:
    outside.board._pressed(key, word)
    assert outside.came == 0
    assert not outside.opened


async def test_own_sentences_come_first_and_are_removed(outside: Outside, until: Until) -> None:
    model = outside.replies_model
    ready = model.sentences
    model.add("At the dentist's.")
    await until(lambda: model.own)
    assert model.sentences == ("At the dentist's.", *ready)
    model.remove("At the dentist's.")
    await until(lambda: not model.own)
