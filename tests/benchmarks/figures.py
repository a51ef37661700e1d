"""A figure, how it is summed up from several runs, and the table that shows it."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity. `bound` is what was promised; None where nothing was."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    runs: int = 1
    spread: tuple[float, float] | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        return None if self.bound is None else self.value <= self.bound


def median_of(
    name: str, values: list[float], unit: str, *, bound: float | None = None, note: str = ""
) -> Figure:
    return Figure(name, statistics.median(values), unit, bound, len(values), (min(values), max(values)), note)


def p95_of(
    name: str, values: list[float], unit: str, *, bound: float | None = None, note: str = ""
) -> Figure:
    ordered = sorted(values)
    index = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1) + 0.4999))
    return Figure(name, ordered[index], unit, bound, len(values), (ordered[0], ordered[-1]), note or "p95")


def machine() -> str:
    model = platform.processor() or platform.machine()
    memory = ""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as lines:
            model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
        with open("/proc/meminfo", encoding="ascii") as lines:
            memory = f", {int(lines.readline().split()[1]) / 1048576:.0f} GiB"
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores{memory}, {platform.system()}, Python {platform.python_version()}"


def table(figures: list[Figure]) -> str:
    head = ("figure", "measured", "promised", "min – max", "runs", "")
    rows = [
        (
            figure.name,
            f"{figure.value:.4g} {figure.unit}".strip(),
            "" if figure.bound is None else f"≤ {figure.bound:.4g} {figure.unit}".strip(),
            "" if figure.spread is None else f"{figure.spread[0]:.4g} – {figure.spread[1]:.4g}",
            str(figure.runs),
            " ".join(
                part
                for part in ({True: "holds", False: "MISSED", None: ""}[figure.holds], figure.note)
                if part
            ),
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
