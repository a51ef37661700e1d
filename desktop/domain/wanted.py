"""The words of a text as an index keeps them, and what somebody looks for among them.

A word is found by its beginning. Where a script sets no blanks between words (Chinese, Japanese, Thai), each
pair of letters is a word. `rendez-vous` is found by *rendez*, *vous* and *rendezvous*; a telephone number by
any spelling of it. What is typed on finds less, never more: each rule holds for the beginning of a query too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from desktop.domain.spelling import BETWEEN_DIGITS, JOINERS, fold_words, fold_words_in_place

MOST_WORDS = 16
"""Of a query: a whole message that was pasted is found by its beginning."""
LONGEST_QUERY = 2000
LONGEST_WORD = 48
LONGEST_NUMBER = 24
_WORD = re.compile(r"[^ '+()./\-]+")
_TOGETHER = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Scripts without blanks between words: Thai, Lao, Burmese, Khmer, kana, ideographs. Compiled at the first
search (3 ms), not while the program starts."""
_MORE_THAN_WORDS = f"[0-9]|[^ ]['-][^ ]|{_TOGETHER}"
"""Digits, words that are joined, and words without blanks between them."""
_JOINERS = frozenset(JOINERS)
_TRUNK_ZERO = re.compile(r"((?:\+|\b00)[\d ]*)\( ?0 ?(?:\)|$)")
_SHORT_CODES = frozenset(
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82"
    " 84 86 90 91 92 93 94 95 98".split()
)
"""Country calling codes of two digits (ITU-T E.164); 1 and 7 have one, all others three."""


def calling_code(e164: str) -> str:
    number = e164.removeprefix("+")
    if number[:1] in ("1", "7"):
        return number[:1]
    return number[:2] if number[:2] in _SHORT_CODES else number[:3]


@dataclass(frozen=True, slots=True)
class _Word:
    """Where a word stands in the folded text."""

    text: str
    start: int
    end: int


def _words(folded: str) -> list[_Word]:
    """Telephone numbers, and whatever is written in groups of digits, are one word."""
    words: list[_Word] = []
    for match in _WORD.finditer(folded):
        word = _Word(match[0], match.start(), match.end())
        before = words[-1] if words else None
        if before is not None and _goes_on(folded, before, word):
            words[-1] = _Word(before.text + word.text, before.start, word.end)
        else:
            words.append(word)
    return words


def _goes_on(folded: str, before: _Word, word: _Word) -> bool:
    """`12` and `34` of `12 34`; each group but the last is of digits only."""
    if not ("0" <= word.text[0] <= "9" and before.text.isascii() and before.text.isdigit()):
        return False
    between = folded[before.end : word.start]
    return len(between) <= 3 and all(c in BETWEEN_DIGITS for c in between)


def _straight(folded: str) -> str:
    """`+33 (0)6` without the zero that is dialled at home only; no two blanks in a row."""
    single = re.sub("  +", " ", folded) if "  " in folded else folded
    return _TRUNK_ZERO.sub(r"\1", single) if "(" in single else single


def words_of(text: str, *, calling: str = "") -> set[str]:
    """All under which `text` is found. `calling` is the code of the country in which it is read."""
    folded = _straight(fold_words(text))
    if re.search(_MORE_THAN_WORDS, folded) is None:
        return {word[:LONGEST_WORD] for word in _WORD.findall(folded)}
    found: set[str] = set()
    group = ""  # digits that the next group may go on with
    chain: list[str] = []
    end = 0
    starts: list[str] = []
    for match in _WORD.finditer(folded):
        word, between = match[0], folded[end : match.start()]
        if between not in _JOINERS or not chain:
            if len(chain) > 1:
                _add_chain(found, chain)
            chain = []
        chain.append(word)
        digits = "0" <= word[0] <= "9"
        goes_on = digits and group and len(between) <= 3 and all(c in BETWEEN_DIGITS for c in between)
        if not goes_on and starts:
            _add_numbers(found, starts, calling)
            starts = []
        if digits:
            starts = [start + word for start in starts] if starts else []
            starts.append(("+" if folded[match.start() - 1 : match.start()] == "+" else "") + word)
        group = word if word.isascii() and word.isdigit() else ""
        _add_word(found, word)
        end = match.end()
    _add_chain(found, chain)
    _add_numbers(found, starts, calling)
    return found


def _add_word(found: set[str], word: str) -> None:
    if word.isascii():
        found.add(word[:LONGEST_WORD])
        return
    end = 0
    for match in re.finditer(_TOGETHER, word):
        run = match[0]
        found.update(run[place : place + 2] for place in range(len(run)))
        if match.start() > end:
            found.add(word[end : match.start()][:LONGEST_WORD])
        end = match.end()
    if end < len(word):
        found.add(word[end:][:LONGEST_WORD])


def _add_chain(found: set[str], chain: list[str]) -> None:
    for place in range(max(0, len(chain) - 4), len(chain) - 1):
        found.add("".join(chain[place:])[:LONGEST_WORD])


def _add_numbers(found: set[str], starts: list[str], calling: str) -> None:
    for start in starts:
        number = start.removeprefix("+")[:LONGEST_NUMBER]
        found.add(number)
        if start.startswith("+"):
            found.add("00" + number)
            national = number.removeprefix(calling_code(number))
        elif number.startswith("00"):
            found.add(number[2:])
            national = number[2:].removeprefix(calling_code(number[2:]))
        elif number.startswith("0") and calling and len(number) >= 8:
            found |= {calling + number[1:], "00" + calling + number[1:], number[1:]}
            continue
        else:
            continue
        if len(national) >= 7:
            found |= {national, "0" + national}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: each of the words is to be found, in any order."""

    words: tuple[str, ...]
    runs: tuple[str, ...]
    """What is to stand together as it is, of scripts without blanks."""

    @property
    def is_nothing(self) -> bool:
        return not self.words


def wanted(query: str) -> Wanted:
    folded = _straight(fold_words(query[:LONGEST_QUERY]))
    words: list[str] = []
    runs: list[str] = []
    for word in _words(folded)[:MOST_WORDS]:
        whole = word.text[:LONGEST_NUMBER] if word.text[0].isdigit() else word.text
        pieces: set[str] = set()
        end = 0
        for match in re.finditer(_TOGETHER, whole):
            run = match[0][:LONGEST_WORD]
            runs.append(run)
            pairs = [run[place : place + 2] for place in range(max(1, len(run) - 1))]
            words += pairs
            if match.start() > end:
                pieces.add(whole[end : match.start()])
            end = match.end()
        if end < len(whole):
            pieces.add(whole[end:])
        words += [piece[:LONGEST_WORD] for piece in sorted(pieces)]
    return Wanted(tuple(dict.fromkeys(words)), tuple(runs))


def digits_looked_for(query: str) -> str:
    """The digits of a query that is a telephone number, or the beginning or middle of one; else empty."""
    folded = _straight(fold_words(query[:LONGEST_QUERY])).strip()
    return re.sub(r"\D", "", folded) if re.fullmatch(r"[\d +().\-/]+", folded) else ""


def is_part_of(digits: str, address: str) -> bool:
    """Whether `digits` stand in a number as it is dialled, from abroad or at home."""
    return any(digits in dialled for dialled in _dialled(address))


@lru_cache(maxsize=10_000)
def _dialled(address: str) -> tuple[str, ...]:
    if not address.startswith("+"):
        return (address,) if address.isdigit() else ()
    number = address[1:]
    return "00" + number, "0" + number.removeprefix(calling_code(number))


def holds(text: str, look: Wanted, *, calling: str = "") -> bool:
    """Whether `look` is found in `text`: what the index does, without it."""
    if look.is_nothing or not holds_runs(text, look):
        return False
    words = words_of(text, calling=calling)
    return all(any(word.startswith(part) for word in words) for part in look.words)


def holds_runs(text: str, look: Wanted) -> bool:
    if not look.runs:
        return True
    folded = fold_words(text)
    return all(run in folded for run in look.runs)


def spans(text: str, look: Wanted) -> tuple[tuple[int, int], ...]:
    """Where in `text` the words of `look` stand: first and end, in order, none touching another."""
    return Marker(look).spans(text)


@dataclass(frozen=True)
class Marker:
    """Shows in a text what was found in it."""

    look: Wanted

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        parts: list[str] = []
        for word in sorted({*self.look.words, *self.look.runs}, key=len, reverse=True):
            if word[0].isdigit() and word.isdigit():
                local = word.removeprefix("00")
                national = local.removeprefix(calling_code(local))
                numbers = {word} | {n for n in (local, word.removeprefix("0"), national) if len(n) >= 5}
                if len(national) >= 2:
                    numbers.add("0" + national)
                parts += [
                    "(?: ?\\(0\\) ?|[ ()./-]{0,3})".join(n) for n in sorted(numbers, key=len, reverse=True)
                ]
            else:
                # A joiner within does not matter: `rendezvous` stands in `rendez-vous`.
                parts.append("['-]?".join(re.escape(c) for c in word))
        if not parts:
            return None
        return re.compile("|".join(f"(?:{part})" for part in parts))

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        if self._pattern is None:
            return ()
        folded, places = fold_words_in_place(text)
        found: list[tuple[int, int]] = []
        at = 0
        while match := self._pattern.search(folded, at):
            at = match.end()
            first = match.start()
            before = folded[first - 1 : first]
            starts_word = first == 0 or not _WORD.match(before) or re.match(_TOGETHER, match[0]) is not None
            if not (starts_word or (match[0][0].isdigit() and before.isdigit())):
                at = first + 1
                continue
            start, end = places[first], places[match.end() - 1] + 1
            while end < len(text) and not fold_words(text[end]):
                end += 1  # accents and joiners that belong to the last letter
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return tuple(found)
