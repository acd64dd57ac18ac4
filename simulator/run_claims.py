"""What `validate --claims` does: run the arms of the claims asked for, several at a time, and put each to the test."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context

from simulator.config import Settings, SettingsError
from simulator.experiments.claims import CLAIMS
from simulator.experiments.claims.arms import armed
from simulator.experiments.claims.claim import Claim, Figures, Outcome, outcome
from simulator.experiments.claims.life import live
from simulator.settings_faults import nearest

Job = tuple[Settings, int]
Lived = tuple[dict[str, float], float]


def named(text: str | None) -> list[Claim]:
    """The claims of these names, between commas; all of them for None. SettingsError for one that is not known."""
    if text is None:
        return [*CLAIMS.values()]
    names = list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if not names:
        raise SettingsError(f"--only must name at least one of {', '.join(CLAIMS)}")
    for name in names:
        if name not in CLAIMS:
            raise SettingsError(
                f"--only must be among {', '.join(CLAIMS)}, not {name!r}{nearest(name, [*CLAIMS])}"
            )
    return [CLAIMS[name] for name in names]


def arms_of(claims: Sequence[Claim]) -> list[str]:
    """The arms that the claims need, each once: claims share their runs."""
    return list(dict.fromkeys(arm for claim in claims for arm in claim.arms))


def put_to_the_test(
    claims: Sequence[Claim], world: Settings, seeds: int, days: int, done: Callable[[], None]
) -> list[Outcome]:
    """Every claim over seeds 1 to `seeds`; within a seed all arms share people and luck. `done` is called after
    each run."""
    arms = arms_of(claims)
    plans = [(arm, seed) for seed in range(1, seeds + 1) for arm in arms]
    jobs = [(armed(world, arm, seed), days) for arm, seed in plans]
    figures: dict[tuple[str, int], Figures] = {}
    seconds: dict[tuple[str, int], float] = {}
    for plan, (found, took) in zip(plans, _run_all(jobs), strict=True):
        figures[plan], seconds[plan] = found, took
        done()
    every = range(1, seeds + 1)
    return [
        outcome(
            claim,
            [{arm: figures[arm, seed] for arm in claim.arms} for seed in every],
            sum(seconds[arm, seed] for seed in every for arm in claim.arms),
        )
        for claim in claims
    ]


def _run_all(jobs: Sequence[Job]) -> Iterator[Lived]:
    """What the jobs measured, in their order; several at a time where there are cores."""
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers == 1:
        yield from map(_live, jobs)
        return
    # Ctrl-C reaches the whole group; only this process acts on it, and leaving the block ends the others.
    quiet = (signal.SIGINT, signal.SIG_IGN)
    with get_context("spawn").Pool(workers, initializer=signal.signal, initargs=quiet) as pool:
        yield from pool.imap(_live, jobs)


def _live(job: Job) -> Lived:
    return live(*job)
