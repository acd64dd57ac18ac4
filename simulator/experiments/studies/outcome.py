"""What every study gives back: its runs by where they belong and their seed, those that failed, and the code that a
shell is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from simulator.experiments.studies.run import RunRow
from simulator.settings.errors import SettingsError

Where = TypeVar("Where", str, int)
"""An arm, a world, a tactic by name, or a point by number."""


class Outcome(Generic[Where]):
    """A study's end, whole or not."""

    rows: Mapping[tuple[Where, int], RunRow]
    """By where and seed; runs that never ended are missing."""
    ended_early: str
    """Why some are: `interrupted`, `budget`, or what became of the crew; empty if none was left out."""

    @cached_property
    def failed(self) -> tuple[tuple[Where, int, str], ...]:
        """(where, seed, error) of the runs that failed."""
        return tuple(
            (where, seed, row.error) for (where, seed), row in sorted(self.rows.items()) if not row.done
        )

    @property
    def done(self) -> int:
        """How many runs are done."""
        return sum(row.done for row in self.rows.values())

    @property
    def broken(self) -> tuple[str, ...]:
        """Expectations that do not hold, where a study can have any."""
        return ()

    @property
    def exit_code(self) -> int:
        """0 done, 1 an expectation failed, 3 some runs failed or the crew has gone, 130 interrupted."""
        if self.ended_early == "interrupted":
            return 130
        if self.failed or self.ended_early not in ("", "budget"):
            return 3
        return 1 if self.broken else 0


def numbered(seeds: Sequence[int] | int) -> tuple[int, ...]:
    """The seeds of a study: these, each once, or so many from 1 on. SettingsError if there is none."""
    numbers = tuple(range(1, seeds + 1)) if isinstance(seeds, int) else tuple(dict.fromkeys(seeds))
    if not numbers:
        raise SettingsError("--seeds must be at least 1")
    return numbers
