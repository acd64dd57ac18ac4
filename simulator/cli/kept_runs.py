"""Runs that are kept as they end: carried out where the store does not have them yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from simulator.experiments.studies.crews import carried_out, crew
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store
from simulator.recording.errors import RecordingError

Place = TypeVar("Place")


def kept_runs(
    plans: Mapping[Place, Plan],
    executor: str,
    store: Store | Path | None,
    done: Callable[[Place, int], None],
    called: Callable[[Place], str],
) -> dict[Place, RunRow]:
    """The row of every plan. `done` is called after each run, with its place and how many are done; RecordingError
    names, as `called` does, a run that failed."""
    store = store if isinstance(store, Store) else Store(store)
    places = {plan.key: place for place, plan in plans.items()}
    rows: dict[Place, RunRow] = {}
    known = store.rows(places)
    with crew(executor) as hands:
        for plan, row, _ in carried_out(plans.values(), hands, store, known):
            place = places[plan.key]
            if not row.done:
                raise RecordingError(f"the run of {called(place)} failed: {row.error}")
            rows[place] = row
            done(place, len(rows))
    return rows
