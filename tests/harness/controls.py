"""A program's windows and controls by role and name, as a screen reader finds them."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator

from tests.harness.accessibility import ACCESSIBLE, AccessibilityBus, Gone, Node, Ref
from tests.harness.keyboard import Keyboard
from tests.harness.waiting import NeverHappened, until

ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
EDITABLE = "org.a11y.atspi.EditableText"
TEXT = "org.a11y.atspi.Text"

Name = str | re.Pattern[str]

BUTTONS = ("push button", "toggle button", "check box", "radio button", "push button menu", "link")
FIELDS = ("text", "entry", "password text", "combo box", "spin button")
LISTS = ("list", "list box", "table", "tree", "tree table")
ROWS = ("list item", "table cell", "tree item", "table row")
TEXTS = ("label", "text", "heading", "static", "paragraph", "alert", "notification")


class Control:
    """One object of the window, wherever it came from. Every question is asked anew."""

    def __init__(self, program: Program, node: Node) -> None:
        self._program = program
        self._bus = program.bus
        self._ref: Ref = node.ref
        self.role = node.role
        self.seen = node
        """As it was when it was found."""

    # --- what it is ---------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return str(self._bus.read(self._ref, ACCESSIBLE, "Name"))

    @property
    def description(self) -> str:
        return str(self._bus.read(self._ref, ACCESSIBLE, "Description"))

    @property
    def states(self) -> frozenset[str]:
        return self._bus.below(self._ref, hidden=True).states

    @property
    def text(self) -> str:
        """What stands in a field."""
        return str(self._bus.ask(self._ref, TEXT, "GetText", "ii", 0, -1))

    @property
    def caret(self) -> int:
        return int(self._bus.read(self._ref, TEXT, "CaretOffset"))

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        left, top, width, height = self._bus.ask(self._ref, COMPONENT, "GetExtents", "u", 0)
        return left, top, width, height

    @property
    def has_keyboard(self) -> bool:
        return "focused" in self.states

    def rows(self) -> list[str]:
        """The names of the rows that are shown."""
        return [node.name for node in self._bus.below(self._ref).walk() if node.role in ROWS]

    # --- what a person does -------------------------------------------------------------------------------
    def press(self) -> None:
        """By the screen reader's action, until it has counted: Qt holds a button down for 100 ms before it is
        clicked, and what is done meanwhile would come first.
        """
        names = [name for name, _described, _keys in self._bus.ask(self._ref, ACTION, "GetActions")]
        wanted = next((name for name in ("Press", "Toggle", "Check", "SetFocus") if name in names), None)
        assert wanted is not None, f"{self.seen.path()} offers {names} only"
        assert self._bus.ask(self._ref, ACTION, "DoAction", "i", names.index(wanted))
        with contextlib.suppress(Gone, NeverHappened):  # gone with what it did, or its menu is open
            until(lambda: "pressed" not in self.states, what="it is up again", within=1)

    def click(self) -> None:
        """With the mouse, in its middle, once it stands still: a window that opens is still being placed."""
        left, top, width, height = until(self._settled_place, what=f"{self.seen.path()} stands still")
        self._program.keyboard.click(left + width // 2, top + height // 2)

    def _settled_place(self) -> tuple[int, int, int, int] | None:
        before = self.place
        time.sleep(0.15)  # not waiting for a fact: two looks need some time between them
        return before if self.place == before else None

    def focus(self) -> None:
        self._bus.ask(self._ref, COMPONENT, "GrabFocus")
        until(lambda: self.has_keyboard, what=f"{self.seen.path()} has the keyboard")

    def type(self, text: str) -> None:
        """Take the keyboard there and press the keys."""
        self.focus()
        self._program.keyboard.type(text)

    def write(self, text: str) -> None:
        """Through the screen reader's own way into a field: for letters that no key here bears."""
        assert self._bus.ask(self._ref, EDITABLE, "SetTextContents", "s", text)

    def wait_until(self, fact: Callable[[Control], bool], *, what: str, within: float = 5.0) -> Control:
        until(lambda: fact(self), what=f"{self.seen.path()}: {what}", within=within)
        return self


class Program:
    """All windows of one process."""

    def __init__(self, bus: AccessibilityBus, keyboard: Keyboard, pid: int) -> None:
        self.bus = bus
        self.keyboard = keyboard
        self.pid = pid
        self._ref: Ref | None = None

    def tops(self, *, hidden: bool = False) -> list[Node]:
        if self._ref is None:
            self._ref = until(
                lambda: self.bus.program(self.pid), what="the program is on the accessibility bus", within=20
            )
        return self.bus.windows(self._ref, hidden=hidden)

    def nodes(self) -> Iterator[Node]:
        for top in self.tops():
            yield from top.walk()

    def drawing(self) -> str:
        """Everything that is shown, for a person who reads a failure."""
        return "\n".join(top.drawing() for top in self.tops())

    # --- finding ------------------------------------------------------------------------------------------
    def find(
        self, roles: tuple[str, ...], name: Name, *, below: Name | None = None, state: str | None = None
    ) -> Control | None:
        """The first that is shown, in `below` (a named ancestor) and in `state` where these are given."""
        for node in self.nodes():
            if (
                (not roles or node.role in roles)
                and _is(name, node.name)
                and (below is None or _is_below(node, below))
                and (state is None or state in node.states)
            ):
                return Control(self, node)
        return None

    def wait_for(
        self,
        name: Name,
        *,
        roles: tuple[str, ...] = (),
        below: Name | None = None,
        state: str | None = None,
        within: float = 5.0,
    ) -> Control:
        def look() -> Control | None:
            try:
                return self.find(roles, name, below=below, state=state)
            except Gone:
                return None

        what = f"{' or '.join(roles) or 'something'} named {_said(name)}"
        what += (f" {state}" if state else "") + (f" in {_said(below)}" if below else "")
        try:
            return until(look, what=what, within=within, every=0.05)
        except NeverHappened as never:
            raise NeverHappened(f"{never}. Shown is:\n{self.drawing()}") from None

    def wait_until_gone(self, name: Name, *, roles: tuple[str, ...] = (), within: float = 5.0) -> None:
        try:
            until(lambda: not self.find(roles, name), what=f"no {_said(name)}", within=within, every=0.05)
        except NeverHappened as never:
            raise NeverHappened(f"{never}. Shown is:\n{self.drawing()}") from None

    def button(self, name: Name, *, below: Name | None = None, within: float = 5.0) -> Control:
        return self.wait_for(name, roles=BUTTONS, below=below, state="enabled", within=within)

    def field(self, name: Name, *, within: float = 5.0) -> Control:
        return self.wait_for(name, roles=FIELDS, within=within)

    def tab(self, name: Name, *, within: float = 5.0) -> Control:
        return self.wait_for(name, roles=("page tab", *BUTTONS), within=within)

    def list(self, name: Name, *, within: float = 5.0) -> Control:
        return self.wait_for(name, roles=LISTS, within=within)

    def row(self, name: Name, *, below: Name | None = None, within: float = 5.0) -> Control:
        return self.wait_for(name, roles=ROWS, below=below, within=within)

    def reads(self, text: Name, *, within: float = 5.0) -> Control:
        """Wait until the window says so somewhere."""
        return self.wait_for(text, within=within)

    def has_keyboard(self) -> Control | None:
        """What the next key goes to."""
        focused = [node for node in self.nodes() if "focused" in node.states]
        # A scrolled field's viewport says that it has the keyboard too, and so does the chosen row of a list
        # that has not.
        named = [
            node
            for node in focused
            if node.role not in ("filler", "viewport")
            and not (node.role in ROWS and node.parent and "focused" not in node.parent.states)
        ]
        return Control(self, (named or focused)[-1]) if focused else None

    def walk_by_tab(self, *, back: bool = False) -> Control:
        """One step with the Tab key; where it led."""
        before = self.has_keyboard()
        self.keyboard.press("shift+Tab" if back else "Tab")

        def moved() -> Control | None:
            now = self.has_keyboard()
            return now if now and (before is None or now.seen.ref != before.seen.ref) else None

        return until(moved, what="the Tab key moves the keyboard", within=3)

    def tab_to(self, name: Name, *, roles: tuple[str, ...] = (), at_most: int = 60) -> Control:
        """With the Tab key alone, until the keyboard is there."""
        passed: list[str] = []
        here = self.has_keyboard()
        for _step in range(at_most):
            if here and _is(name, here.seen.name) and (not roles or here.role in roles):
                return here
            here = self.walk_by_tab()
            passed.append(f"{here.role} {here.seen.name!r}")
        raise NeverHappened(f"Tab does not lead to {_said(name)}; it passed {passed}")


def _is(wanted: Name, name: str) -> bool:
    plain = plain_text(name)
    return wanted.search(plain) is not None if isinstance(wanted, re.Pattern) else wanted == plain


def plain_text(text: str) -> str:
    """Without the invisible marks that keep the direction of foreign text."""
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def _is_below(node: Node, name: Name) -> bool:
    while node.parent is not None:
        node = node.parent
        if _is(name, node.name):
            return True
    return False


def _said(name: Name) -> str:
    return f"/{name.pattern}/" if isinstance(name, re.Pattern) else repr(name)
