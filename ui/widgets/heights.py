"""Where each row of a long list stands, when most rows have only a guessed height.

Rows are held in blocks with a sum each: a row is measured, found or put in without touching the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

BLOCK = 256


class Heights:
    def __init__(self) -> None:
        self._blocks: list[list[int]] = []
        self._sums: list[int] = []
        self._firsts: list[int] = []
        """The first row of each block; empty when it is to be counted anew."""
        self._count = 0
        self.total = 0

    def __len__(self) -> int:
        return self._count

    def start_over(self, heights: Sequence[int]) -> None:
        self._blocks = [list(heights[i : i + BLOCK]) for i in range(0, len(heights), BLOCK)]
        self._sums = [sum(block) for block in self._blocks]
        self._firsts = []
        self._count, self.total = len(heights), sum(self._sums)

    def insert(self, place: int, heights: Sequence[int]) -> None:
        if not heights:
            return
        if not self._blocks:
            self.start_over(heights)
            return
        number, within = self._find(place)
        block = self._blocks[number]
        block[within:within] = heights
        self._firsts = []
        added = sum(heights)
        self._count += len(heights)
        self.total += added
        self._sums[number] += added
        if len(block) > 2 * BLOCK:
            parts = [block[i : i + BLOCK] for i in range(0, len(block), BLOCK)]
            self._blocks[number : number + 1] = parts
            self._sums[number : number + 1] = [sum(part) for part in parts]

    def remove(self, place: int, count: int = 1) -> None:
        for _each in range(count):
            number, within = self._find(place)
            height = self._blocks[number].pop(within)
            self._sums[number] -= height
            self.total -= height
            self._count -= 1
            self._firsts = []
            if not self._blocks[number]:
                del self._blocks[number], self._sums[number]

    def set(self, place: int, height: int) -> int:
        """Returns by how much it differs from before."""
        number, within = self._find(place)
        change = height - self._blocks[number][within]
        if change:
            self._blocks[number][within] = height
            self._sums[number] += change
            self.total += change
        return change

    def height(self, place: int) -> int:
        number, within = self._find(place)
        return self._blocks[number][within]

    def top_of(self, place: int) -> int:
        if place >= self._count:
            return self.total
        number, within = self._find(place)
        return sum(self._sums[:number]) + sum(self._blocks[number][:within])

    def at(self, y: int) -> int:
        """The row over which `y` lies; the nearest one outside; -1 where there is none."""
        if not self._count:
            return -1
        place = 0
        for block, height in zip(self._blocks, self._sums, strict=True):
            if y < height:
                for row in block:
                    if y < row:
                        return place
                    y -= row
                    place += 1
                return place - 1
            y -= height
            place += len(block)
        return self._count - 1

    def _find(self, place: int) -> tuple[int, int]:
        if not self._firsts:
            self._firsts = [0, *accumulate(len(block) for block in self._blocks[:-1])]
        number = bisect_right(self._firsts, place) - 1
        return number, place - self._firsts[number]
