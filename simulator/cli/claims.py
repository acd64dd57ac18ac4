"""What `validate --claims` does: run the arms of the claims asked for, several at a time, and put each to the test."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence

from simulator.cli.kept_runs import kept_runs
from simulator.cli.verbs import listed
from simulator.experiments.claims import CLAIMS
from simulator.experiments.claims.arms import BASE, armed, taking_over
from simulator.experiments.claims.claim import Claim, ClaimResult, outcome, together
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.store import Store
from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.settings.errors import one_of
from simulator.settings.tree import Settings

WORK = "simulator.experiments.claims.life:lived"
"""What a run of a claim does; the store knows its runs by it."""


def named(text: str | None) -> list[Claim]:
    """The claims of these names, between commas; all of them for None. SettingsError for one that is not known."""
    if text is None:
        return [*CLAIMS.values()]
    return [CLAIMS[one_of("--only", name, CLAIMS)] for name in listed("--only", text, CLAIMS)]


def arms_of(claims: Sequence[Claim]) -> list[str]:
    """The arms that the claims need, each once: claims share their runs."""
    return list(dict.fromkeys(arm for claim in claims for arm in claim.arms))


def minutes(world: Settings, runs: int, days: int) -> float:
    """About how long so many runs of so many days take here, by the first day of one of them."""
    workers = min(runs, os.cpu_count() or 1)
    begun = time.perf_counter()
    engine = build(armed(world, BASE, 1), (BASE,)).open().engine
    opened = time.perf_counter()
    for _ in range(HOURS_PER_DAY):
        engine.step()
    day = time.perf_counter() - opened
    return math.ceil(runs / workers) * (opened - begun + days * day) / 60.0


def put_to_the_test(
    claims: Sequence[Claim],
    world: Settings,
    seeds: int,
    days: int,
    done: Callable[[str, int, int], None],
    executor: str = "processes",
    store: Store | None = None,
) -> list[ClaimResult]:
    """Every claim over seeds 1 to `seeds`; within a seed all arms share people and luck. Runs are kept in the store as
    they end, and taken from there where they are. `done` is called after each run, with its arm, its seed and how many
    are done. RecordingError names a run that failed."""
    every = range(1, seeds + 1)
    plans = {
        (arm, seed): planned(armed(world, arm, seed), days, commands=taking_over(arm), work=WORK)
        for seed in every
        for arm in arms_of(claims)
    }
    rows = kept_runs(
        plans,
        executor,
        store,
        lambda place, n: done(*place, n),
        lambda place: f"{place[0]}, seed {place[1]},",
    )
    return together(
        [
            outcome(
                claim,
                [{arm: rows[arm, seed].values for arm in claim.arms} for seed in every],
                sum(rows[arm, seed].seconds for seed in every for arm in claim.arms),
            )
            for claim in claims
        ]
    )
