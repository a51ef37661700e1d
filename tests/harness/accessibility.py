"""The accessibility bus (AT-SPI 2), spoken directly: what a screen reader sees, and what it may do.

Questions go out in batches, so that a whole window is read in some milliseconds. Nothing is remembered
between two readings: what is answered is how it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.harness.roles import ROLES, states_of

ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT_PATH = "/org/a11y/atspi/accessible/root"
AT_ONCE = 150
"""Questions under way at a time; more could fill the sockets of both sides."""
LONG_LIST = 120
"""Of a longer list only the two ends are read."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An object of a program on the bus."""

    owner: str
    path: str


class Gone(AssertionError):
    """The object, or its program, is not there any more."""


@dataclass(slots=True)
class Node:
    """An object as it was when it was read."""

    ref: Ref
    role: str
    name: str
    states: frozenset[str]
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def path(self) -> str:
        """Where it is, for a message: the way down from the window."""
        above = f"{self.parent.path()} > " if self.parent else ""
        return f"{above}{self.role} {self.name!r}"

    def drawing(self, depth: int = 0) -> str:
        marks = " ".join(sorted(self.states & {"focused", "checked", "selected", "pressed"}))
        line = f"{'  ' * depth}{self.role} {self.name!r} {marks}".rstrip()
        return "\n".join([line, *(child.drawing(depth + 1) for child in self.children)])


class AccessibilityBus:
    def __init__(self, address: str) -> None:
        self._bus = open_dbus_connection(address)

    def close(self) -> None:
        self._bus.close()

    # --- asking -------------------------------------------------------------------------------------------
    def ask(self, ref: Ref, interface: str, method: str, signature: str = "", *words: Any) -> Any:
        """The one answer of a method. Raises `Gone` where there is none."""
        (answer,) = self._ask_all([_message(ref, interface, method, signature, words)])
        if answer is None:
            raise Gone(f"no answer from {ref} to {interface}.{method}")
        return answer[0] if len(answer) == 1 else answer

    def read(self, ref: Ref, interface: str, name: str) -> Any:
        """A property."""
        return self.ask(ref, PROPERTIES, "Get", "ss", interface, name)[1]

    def _ask_all(self, messages: Sequence[Message], *, within: float = 10.0) -> list[tuple[Any, ...] | None]:
        """The answers in the order of the questions, None for an error."""
        answers: dict[int, tuple[Any, ...] | None] = {}
        serials: list[int] = []
        waiting = iter(messages)
        while True:
            for message in islice(waiting, AT_ONCE - (len(serials) - len(answers))):
                serials.append(next(self._bus.outgoing_serial))
                self._bus.send(message, serial=serials[-1])
            if len(answers) == len(serials):
                return [answers[serial] for serial in serials]
            try:
                reply = self._bus.receive(timeout=within)
            except TimeoutError as late:
                raise Gone(f"the program does not answer the accessibility bus for {within:g} s") from late
            serial = reply.header.fields.get(HeaderFields.reply_serial)
            if serial in serials:
                good = reply.header.message_type is MessageType.method_return
                answers[serial] = reply.body if good else None

    # --- reading ------------------------------------------------------------------------------------------
    def program(self, pid: int) -> Ref | None:
        """The program with this process id, once it has joined the bus."""
        registry = Ref("org.a11y.atspi.Registry", ROOT_PATH)
        for owner, path in self.ask(registry, ACCESSIBLE, "GetChildren"):
            bus = Ref("org.freedesktop.DBus", "/org/freedesktop/DBus")
            asking = _message(bus, "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", (owner,))
            (answer,) = self._ask_all([asking])
            if answer is not None and answer[0] == pid:
                return Ref(owner, path)
        return None

    def windows(self, program: Ref, *, hidden: bool = False) -> list[Node]:
        """The windows of a program with all that they show, `hidden` with what they do not show too."""
        return self._read_below([Ref(*child) for child in self._children([program])[0]], hidden=hidden)

    def below(self, ref: Ref, *, hidden: bool = False) -> Node:
        found = self._read_below([ref], hidden=hidden)
        if not found:
            raise Gone(f"{ref} is not shown")
        return found[0]

    def _read_below(self, refs: list[Ref], *, hidden: bool) -> list[Node]:
        tops = level = self._nodes(refs, hidden=hidden)
        while level:
            below: list[Ref] = []
            parents: list[Node] = []
            for node, children in zip(level, self._children([node.ref for node in level]), strict=True):
                if len(children) > LONG_LIST:
                    children = children[: LONG_LIST // 2] + children[-LONG_LIST // 2 :]
                below += [Ref(*child) for child in children]
                parents += [node] * len(children)
            level = []
            for parent, child in zip(parents, self._nodes_or_none(below, hidden=hidden), strict=True):
                if child is not None:
                    child.parent = parent
                    parent.children.append(child)
                    level.append(child)
        return tops

    def _children(self, refs: list[Ref]) -> list[list[tuple[str, str]]]:
        answers = self._ask_all([_message(ref, ACCESSIBLE, "GetChildren") for ref in refs])
        return [answer[0] if answer else [] for answer in answers]

    def _nodes(self, refs: list[Ref], *, hidden: bool) -> list[Node]:
        return [node for node in self._nodes_or_none(refs, hidden=hidden) if node]

    def _nodes_or_none(self, refs: list[Ref], *, hidden: bool) -> list[Node | None]:
        questions = [
            question
            for ref in refs
            for question in (
                _message(ref, ACCESSIBLE, "GetRole"),
                _message(ref, ACCESSIBLE, "GetState"),
                _message(ref, PROPERTIES, "Get", "ss", (ACCESSIBLE, "Name")),
            )
        ]
        answers = iter(self._ask_all(questions))
        found: list[Node | None] = []
        for ref in refs:
            role, states, name = next(answers), next(answers), next(answers)
            if role is None or states is None or name is None:
                found.append(None)  # it went away between two questions
                continue
            known = states_of(states[0])
            shown = hidden or "showing" in known
            node = Node(ref, ROLES.get(role[0], f"role {role[0]}"), name[0][1], known)
            found.append(node if shown else None)
        return found


def _message(
    ref: Ref, interface: str, method: str, signature: str = "", words: Sequence[Any] = ()
) -> Message:
    address = DBusAddress(ref.path, ref.owner, interface)
    return new_method_call(address, method, signature or None, tuple(words))
