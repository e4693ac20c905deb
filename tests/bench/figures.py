"""What a measurement gives: one figure, its limit, and how they print."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. Without a limit it only explains the others."""

    what: str
    value: float
    unit: Literal["", "ms", "s", "MB", "KB", "x", "/s"] = ""
    limit: float | None = None

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.value > self.limit

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        return "over" if self.is_over else "ok"


def number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    text = f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.2f}"
    return f"{text} {unit}".rstrip()


def table(figures: Iterable[tuple[str, Figure]]) -> str:
    """The figures with the place where each was measured, in columns."""
    rows = [("where", "what", "value", "limit", "")]
    rows += [(where, f.what, number(f.value, f.unit), number(f.limit, f.unit), f.verdict) for where, f in figures]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}  {row[4]}".rstrip()
        for row in rows
    )
