"""What is told outside of the window: calls, missed calls, new messages; and what the buttons do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall
from desktop.domain.messages import LONGEST_TEXT, Message, ThreadKey
from desktop.domain.notices import CLICKED, Content, Kind, Notice, NoticeButton, NoticeChoice, Standing
from desktop.domain.numbers import Capability, NumberId, can_be_answered
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.calls import CallsModel
from ui.models.composer import typed
from ui.models.file_row import names_of_files
from ui.models.from_number import why_not
from ui.models.listening import Start, listen
from ui.models.plain import isolated, one_line, shows_nothing
from ui.models.replies import RepliesModel
from ui.models.who import number_name, who, who_in

MOST_THREADS = 3
"""Conversations told of one by one; more at once are counted."""
_MOST_SENTENCES = 3
_MISSED = (EndOfCall.CANCELLED, EndOfCall.NO_ANSWER, EndOfCall.UNREACHABLE, EndOfCall.TECHNICAL)
_SEVERAL = "messages"
_LONGEST_TEXT = 200


class NoticeService(Protocol):
    def listen(
        self, pressed: Callable[[str, str], None], replied: Callable[[str, str], None]
    ) -> Callable[[], None]: ...

    def show(self, notice: Notice) -> None: ...

    def withdraw(self, key: str) -> None: ...

    async def choose(self, choice: NoticeChoice) -> None: ...


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice that stands, whom it is about, and what it says where nobody may read it."""

    thread: ThreadKey
    notice: Notice
    bare: Notice


class NoticesModel(QObject):
    changed = Signal()
    window_wanted = Signal()
    calls_wanted = Signal()
    message_wanted = Signal(object)
    """A ThreadKey."""

    def __init__(
        self,
        store: Store,
        notices: NoticeService,
        calls: CallsModel,
        replies: RepliesModel,
        start: Start,
        *,
        is_looked_at: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """`is_looked_at` says whether the window has the person's attention: it tells them itself then."""
        super().__init__(parent)
        self._store, self._notices, self._start = store, notices, start
        self._calls, self._replies = calls, replies
        self._is_looked_at = is_looked_at
        self._shown: dict[str, _Told] = {}
        """By key, oldest first."""
        self._was_hidden = False
        self._content_before = Content.ALL
        self._unsubscribe = listen(store, self._hear)
        self._deaf = notices.listen(self._press, self._answer)

    def close(self) -> None:
        self._unsubscribe()
        self._deaf()
        for key in list(self._shown):
            self._withdraw(key)

    # --- the settings -------------------------------------------------------------------------------------
    @property
    def choice(self) -> NoticeChoice:
        return self._store.state.notices.choice

    @property
    def problem(self) -> str:
        """What the system does not do; empty where it does everything."""
        match self._store.state.notices.standing:
            case Standing.NONE:
                return _("This system shows no notifications. Calls still show their card.")
            case Standing.NO_BUTTONS:
                return _("Notifications have no buttons on this system.")
            case Standing.FULL | Standing.NO_REPLIES | Standing.UNKNOWN:
                return ""

    @property
    def numbers(self) -> tuple[tuple[NumberId, str], ...]:
        """Mine, with what they are called."""
        return tuple((number.id, number_name(number)) for number in self._store.state.numbers)

    @property
    def why_not_locked(self) -> str:
        """Empty where the system says whether its screen is locked."""
        if self._store.state.notices.locked is None:
            return _("This system does not tell programs when its screen is locked.")
        return ""

    @property
    def tells_nothing(self) -> bool:
        return self.choice.content is Content.NOTHING

    def tell_nothing(self, hidden: bool) -> None:
        """At once, as before sharing the screen; and back to what was chosen before."""
        if hidden and not self.tells_nothing:
            self._content_before = self.choice.content
        self.choose(content=Content.NOTHING if hidden else self._content_before)

    def silence(self, number_id: NumberId, silent: bool) -> None:
        self.choose(silent=self.choice.silent | {number_id} if silent else self.choice.silent - {number_id})

    def choose(self, **wanted: Any) -> None:
        """Fields of `NoticeChoice`."""
        choice = replace(self.choice, **wanted)
        if choice != self.choice:
            self._start(self._notices.choose(choice))

    def retranslate(self) -> None:
        self.changed.emit()

    # --- what happens -------------------------------------------------------------------------------------
    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CallBegan(call) if call.direction is Direction.INCOMING:
                self._tell_of_call(call, state)
            case e.CallAnswered(call_id=call_id):
                self._withdraw(_call_key(call_id))
            case e.CallEnded(call_id=call_id):
                self._withdraw(_call_key(call_id))
                call_or_none = state.call(call_id)
                if call_or_none is not None:
                    self._tell_of_missed(call_or_none, state)
            case e.QuietChanged(quiet):
                for call in state.live_calls:
                    if quiet.silences(call.number_id):
                        self._withdraw(_call_key(call.id))
            case e.MessagesChanged(messages, new):
                self._tell_of_messages([each for each in messages if each.id in new], state)
            case e.MutedChanged(threads):
                for thread in threads:
                    self._withdraw(_thread_key(thread))
            case e.ThreadsRead(threads):
                for thread in threads:
                    self._withdraw(_thread_key(thread))
                self._withdraw(_SEVERAL)
            case e.SessionChanged(session) if not isinstance(session, SignedIn):
                for key in list(self._shown):
                    self._withdraw(key)
            case e.NoticesChanged(notices):
                hidden = notices.content is Content.NOTHING
                if hidden and not self._was_hidden:
                    self._hide_what_stands()
                self._was_hidden = hidden
                self.changed.emit()
            case e.NumbersChanged():
                self.changed.emit()
            case _:
                pass

    def _tell_of_call(self, call: Call, state: State) -> None:
        if call.silenced or not self.choice.calls or self._is_looked_at():
            return
        buttons = [NoticeButton("answer", _("Answer")), NoticeButton("decline", _("Decline"))]
        if _can_message(call, state):
            buttons.append(NoticeButton("message", _("Decline with a message")))
        text = _("Incoming call to {number}").format(number=_mine(call, state))
        bare = Notice(_call_key(call.id), Kind.CALL, _("Incoming call"), text, tuple(buttons))
        self._show(replace(bare, title=_name(call, state)), bare, _thread(call))

    def _tell_of_missed(self, call: Call, state: State) -> None:
        missed = call.direction is Direction.INCOMING and call.answered_at is None and call.end in _MISSED
        if not missed or not self.choice.missed or state.quiet.silences(call.number_id) or call.silenced:
            return
        if call.number_id in self.choice.silent:
            return
        buttons = [NoticeButton("call", _("Call back"))] if call.peer else []
        if _can_message(call, state):
            buttons.append(NoticeButton("write", _("Message")))
        text = _("Missed call on {number}").format(number=_mine(call, state))
        bare = Notice(_missed_key(call.id), Kind.MISSED, _("Missed call"), text, tuple(buttons))
        self._show(replace(bare, title=_name(call, state)), bare, _thread(call))

    def _tell_of_messages(self, messages: list[Message], state: State) -> None:
        messages = [
            each
            for each in messages
            if each.direction is Direction.INCOMING
            and not state.quiet.silences(each.thread.number_id)
            and each.thread.number_id not in self.choice.silent
            and each.thread not in state.muted
        ]
        if not messages or not self.choice.messages or self._is_looked_at():
            return
        last = {each.thread: each for each in messages}
        if len(last) > MOST_THREADS:
            count = len(messages)
            title = ngettext("{count} new message", "{count} new messages", count).format(count=count)
            notice = Notice(_SEVERAL, Kind.MESSAGE, title, "")
            self._show(notice, notice, messages[-1].thread)
            return
        for thread, message in last.items():
            bare = Notice(_thread_key(thread), Kind.MESSAGE, _("New message"), "")
            told = replace(
                bare,
                title=who(state, thread.peer).name,
                text=_("New message")
                if self.choice.content is Content.NAME
                else one_line(message.text or names_of_files(message), longest=_LONGEST_TEXT),
                reply=_("Reply") if _can_write(thread, state) else "",
            )
            self._show(told, bare, thread)

    def _offer_replies(self, key: str, thread: ThreadKey) -> None:
        """After a call was declined from its notice: what to write instead of talking."""
        sentences = self._replies.sentences[:_MOST_SENTENCES]
        buttons = [NoticeButton(f"say-{at}", said) for at, said in enumerate(sentences)]
        text = _("The call was declined. Send a message?")
        buttons.append(NoticeButton("write", _("Write…")))
        bare = Notice(key, Kind.MISSED, _("Call declined"), text, tuple(buttons))
        self._show(replace(bare, title=who(self._store.state, thread.peer).name), bare, thread)

    # --- what is pressed ----------------------------------------------------------------------------------
    def _press(self, key: str, word: str) -> None:
        told = self._shown.pop(key, None)
        if told is None:
            return
        thread = told.thread
        what, _dash, call_id = key.partition("-")
        match what, word:
            case "call", "answer":
                self._calls.answer(CallId(call_id))
                self.window_wanted.emit()
            case "call", "decline":
                self._calls.decline(CallId(call_id))
            case "call", "message":
                self._calls.decline(CallId(call_id))
                self._offer_replies(f"reply-{call_id}", thread)
            case "missed", "call":
                self._calls.dial(thread.peer, thread.number_id)
                self.window_wanted.emit()
            case "missed", _ if word == CLICKED:
                self.calls_wanted.emit()
                self.window_wanted.emit()
            case "reply", _ if word.startswith("say-"):
                self._say(thread, word)
            case _, "write":
                self.message_wanted.emit(thread)
                self.window_wanted.emit()
            case (("thread" | "messages"), _):
                self.message_wanted.emit(thread)
                self.window_wanted.emit()
            case _:
                self.window_wanted.emit()
        self._notices.withdraw(key)

    def _answer(self, key: str, text: str) -> None:
        """Written in the notice itself. It leaves as any message does: kept first, sent once."""
        told = self._shown.get(key)
        text = typed(text).strip()[:LONGEST_TEXT]
        if told is None or not told.notice.reply or shows_nothing(text):
            return
        self._withdraw(key)
        self._replies.answer(told.thread, text)

    def _say(self, thread: ThreadKey, word: str) -> None:
        at = word.removeprefix("say-")
        sentences = self._replies.sentences
        if at.isdecimal() and int(at) < min(len(sentences), _MOST_SENTENCES):
            self._replies.send(thread, sentences[int(at)])

    # --- inside -------------------------------------------------------------------------------------------
    def _show(self, notice: Notice, bare: Notice, thread: ThreadKey) -> None:
        if self._store.state.notices.content is Content.NOTHING:
            notice = bare
        self._shown.pop(notice.key, None)
        self._shown[notice.key] = _Told(thread, notice, bare)
        while len(self._shown) > 50:
            self._withdraw(next(iter(self._shown)))
        self._notices.show(notice)

    def _hide_what_stands(self) -> None:
        """The screen is locked now, or the person does not want it any more."""
        for key, told in self._shown.items():
            if told.notice != told.bare:
                self._shown[key] = replace(told, notice=told.bare)
                self._notices.show(told.bare)

    def _withdraw(self, key: str) -> None:
        if self._shown.pop(key, None) is not None:
            self._notices.withdraw(key)


def _call_key(call_id: CallId) -> str:
    return f"call-{call_id}"


def _missed_key(call_id: CallId) -> str:
    return f"missed-{call_id}"


def _thread_key(thread: ThreadKey) -> str:
    return f"thread-{thread.number_id}-{thread.peer}"


def _thread(call: Call) -> ThreadKey:
    return ThreadKey(call.number_id, call.peer)


def _name(call: Call, state: State) -> str:
    return who_in(state, call).name


def _mine(call: Call, state: State) -> str:
    number = state.number(call.number_id)
    return isolated(number_name(number)) if number is not None else ""


def _can_message(call: Call, state: State) -> bool:
    return _can_write(_thread(call), state)


def _can_write(thread: ThreadKey, state: State) -> bool:
    number = state.number(thread.number_id)
    return number is not None and can_be_answered(thread.peer) and not why_not(number, Capability.MESSAGES)
