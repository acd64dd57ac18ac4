"""What worked in a game, with how sure that is: the weeks with a way of working against those without it.

The same estimates and verdicts as `feedscope advise` gives, from weeks instead of worlds. A week is not a world: rivals
and viewers change meanwhile, and what was turned together cannot be told apart; so this says what eight weeks can
tell, and where to ask for more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.rooms.studio.game import LEVERS, CreatorGame, plan_of

if TYPE_CHECKING:
    from simulator.experiments.studies.inference import Estimate, Verdict

LEAST = 2
"""Weeks with it, and without it, from which they are compared."""
MATTERS = 0.1
"""Smallest share of rivals that is worth a change: an assumption."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One way of working beside all others of its lever."""

    lever: str
    value: float | str
    weeks: int
    others: int
    """Weeks with it, and without it."""
    difference: Estimate
    """Share of rivals outgrown, -1..1, more in the weeks with it."""
    verdict: Verdict
    """Larger than `MATTERS`? With p-values adjusted for all that are compared."""


def lessons(game: CreatorGame) -> list[Lesson]:
    """The surest first; empty where nothing was changed for long enough."""
    from simulator.experiments.claims.student import holm
    from simulator.experiments.studies.inference import verdict

    found = list(_compared(game))
    larger = holm([difference.p_larger(MATTERS) for *_, difference in found])
    equal = holm([difference.p_equal(MATTERS) for *_, difference in found])
    made = [
        Lesson(lever, value, weeks, others, difference, verdict(more, same, difference.interval()))
        for (lever, value, weeks, others, difference), more, same in zip(found, larger, equal, strict=True)
    ]
    return sorted(made, key=lambda one: one.difference.p())


def _compared(game: CreatorGame) -> Iterator[tuple[str, float | str, int, int, Estimate]]:
    """(lever, value, weeks with it, weeks without it, the difference) of all that can be compared; of a lever with two
    values the later one alone, for the other says the same."""
    from simulator.experiments.studies.inference import Estimate, estimate

    plans = [plan_of(week.levers) for week in game.weeks]
    shares = [week.outgrown for week in game.weeks]
    for lever in LEVERS:
        values = list(dict.fromkeys(plan[lever] for plan in plans))
        for value in values[1:] if len(values) == 2 else values:
            done, left = (
                [
                    share
                    for plan, share in zip(plans, shares, strict=True)
                    if (plan[lever] == value) == there and math.isfinite(share)
                ]
                for there in (True, False)
            )
            if len(done) >= LEAST and len(left) >= LEAST:
                here, there = estimate(done), estimate(left)
                error = math.hypot(here.error, there.error)
                freedom = min(here.freedom, there.freedom)  # the careful end of Welch's approximation
                yield lever, value, len(done), len(left), Estimate(here.mean - there.mean, error, freedom)
