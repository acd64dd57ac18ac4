"""How the runs of a study are carried out: plans go to a crew, rows come back. A worker that dies takes no finished run
with it. `crews` says who a crew can be."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store

MOST_TRIES = 3
"""A run whose worker dies so often has failed."""


class CrewGone(Exception):
    """Nobody is there any more who could carry out the rest; what has ended is in the store."""


class Crew(Protocol):
    """Takes plans, gives rows."""

    @property
    def workers(self) -> int: ...

    @property
    def room(self) -> int:
        """Plans that may be under way at once."""
        ...

    def submit(self, plan: Plan) -> None: ...

    def ended(self) -> list[tuple[Plan, RunRow | None]]:
        """Waits until a run has ended; None for one whose worker died."""
        ...

    def close(self, *, now: bool) -> None:
        """Let the workers go; `now` leaves what they are at undone."""
        ...


def carried_out(
    plans: Iterable[Plan], hands: Crew, store: Store | None = None, known: Mapping[str, RunRow] | None = None
) -> Iterator[tuple[Plan, RunRow, bool]]:
    """Each plan with its row, as they end, and whether it was among those `known`; what was not goes into the store at
    once. `plans` is read no further than there is room, so that whoever gives them may stop at any time."""
    coming, suspects, tries = iter(plans), deque[Plan](), Counter[str]()
    known, under_way, over = known or {}, 0, False
    while True:
        # A worker's death breaks all that is under way: whoever may have caused it flies alone from then on.
        while not over and not suspects and under_way < hands.room:
            plan = next(coming, None)
            if plan is None:
                over = True
            elif plan.key in known:
                yield plan, known[plan.key], True
            else:
                hands.submit(plan)
                under_way += 1
        if suspects and not under_way:
            hands.submit(suspects.popleft())
            under_way = 1
        if not under_way:
            return
        for plan, row in hands.ended():
            under_way -= 1
            if row is None:
                tries[plan.key] += 1
                if tries[plan.key] < MOST_TRIES:
                    suspects.append(plan)
                    continue
                row = RunRow(plan.key, "failed", {}, error=f"its worker died {MOST_TRIES} times")
            if store is not None:
                store.add(plan, row)
            yield plan, row, False
