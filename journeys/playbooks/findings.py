"""What a reader collects on its way: errors one by one, warnings once for each kind."""

from dataclasses import dataclass, field

from journeys.playbooks.tree import Problem

SHOWN = 1000


@dataclass(slots=True)
class _Warning:
    line: int
    times: int = 0


@dataclass
class Findings:
    """Errors and warnings of one file. A file that is wrong everywhere is not listed without end."""

    _errors: list[Problem] = field(default_factory=list)
    _warnings: dict[str, _Warning] = field(default_factory=dict)
    _hidden: int = 0

    def error(self, line: int, text: str) -> None:
        if len(self._errors) < SHOWN:
            self._errors.append(Problem(line, text))
        else:
            self._hidden += 1

    def warn(self, line: int, text: str, *, times: int = 1) -> None:
        """Note a warning; `text` has no full stop, since the number of times may follow it."""
        known = self._warnings.get(text)
        if known is None and len(self._warnings) >= SHOWN:
            return
        known = known or self._warnings.setdefault(text, _Warning(line))
        known.line = min(known.line, line)
        known.times += times

    @property
    def errors(self) -> tuple[Problem, ...]:
        """All errors in the order of their lines."""
        more = (Problem(0, f"There are {self._hidden} more errors."),) if self._hidden else ()
        return (*sorted(self._errors), *more)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """All warnings in the order of the lines where they came up first."""
        return tuple(sorted(Problem(seen.line, _said(text, seen.times)) for text, seen in self._warnings.items()))


def _said(text: str, times: int) -> str:
    return f"{text}." if times == 1 else f"{text} ({times} times, first in this line)."
