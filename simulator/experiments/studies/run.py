"""Carries out a plan: lives the world, does what the commands say, takes the measures. Whatever goes wrong on the way
becomes a row that says so, and costs no other run.

What lives a world is imported when one is lived: whoever only asks need not wait for it.
"""

from __future__ import annotations

import math
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, cast

from simulator.experiments.studies import commands as acts
from simulator.experiments.studies.named import named_object
from simulator.experiments.studies.plan import Plan

if TYPE_CHECKING:
    from recommender.types import Interactions
    from simulator.experiments.studies.measures import Look
    from simulator.experiments.wiring import Simulation

Status = Literal["done", "failed"]
_LONGEST_ERROR = 2_000


class StudyStopped(Exception):
    """Somebody asked the study to end."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """What is known of a run."""

    key: str
    status: Status
    values: Mapping[str, float]
    """Measures by name; empty of a failed run."""
    digest: str = ""
    """SHA-256 over the run's events."""
    error: str = ""
    """What went wrong, in one line."""
    seconds: float = 0.0
    """Processor time."""
    worker: str = ""
    ended: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def done(self) -> bool:
        return self.status == "done"

    def __getitem__(self, name: str) -> float:
        """A measure; NaN of a run that failed."""
        return self.values.get(name, math.nan)


_stop: Callable[[], bool] = lambda: False  # noqa: E731


def heed(stop: Callable[[], bool]) -> None:
    """In this process, `stop` says once a simulated day whether to give up."""
    global _stop
    _stop = stop


def run_one(plan: Plan) -> RunRow:
    """Carry out a plan. Raises Stopped alone: everything else that goes wrong is told by the row."""
    begun = time.process_time()
    worker = f"{socket.gethostname()}:{os.getpid()}"
    try:
        work = cast("Callable[[Plan], tuple[dict[str, float], str]]", named_object(plan.work, "work"))
        values, digest = work(plan)
    except (StudyStopped, KeyboardInterrupt):
        raise
    except Exception as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0][:_LONGEST_ERROR]
        return RunRow(plan.key, "failed", {}, "", told, time.process_time() - begun, worker)
    return RunRow(plan.key, "done", values, digest, "", time.process_time() - begun, worker)


def world(plan: Plan) -> tuple[dict[str, float], str]:
    """Live the plan's world; its measures in the window, and the digest of all its events."""
    from simulator.experiments.studies.measures import MEASURES, found

    simulation = opened(plan)
    look = live(simulation, plan)
    rows = {**MEASURES, **{name: found(name) for name in plan.own}}
    return {name: row.of(look) for name, row in rows.items()}, simulation.digest


def opened(plan: Plan, *learning: str) -> Simulation:
    """The plan's world after the days that lie before its algorithm takes over; methods of these names learn too."""
    from simulator.experiments.wiring import build

    simulation = build(plan.settings, (*acts.algorithms(plan.settings, plan.commands), *learning))
    while simulation.waking:
        _pause(simulation.engine.tick)
        simulation.engine.step()
    return simulation


def live(simulation: Simulation, plan: Plan) -> Look:
    """From the opening to the horizon; what happened from the window's first hour on."""
    from simulator.experiments.studies.measures import Look

    kept = [events for tick, events in hours(simulation, plan) if tick >= plan.first]
    return Look(simulation.engine, kept, simulation.engine.opens + plan.first)


def hours(simulation: Simulation, plan: Plan) -> Iterator[tuple[int, Interactions]]:
    """Each hour from the opening on with what happened in it, commands carried out before the hour they are for."""
    waiting = sorted(plan.commands, key=lambda command: command.tick)
    for tick in range(plan.ticks):
        _pause(tick)
        while waiting and waiting[0].tick <= tick:
            waiting.pop(0).act(simulation)
        yield tick, simulation.engine.step().interactions


def _pause(tick: int) -> None:
    if tick % 24 == 0 and _stop():
        raise StudyStopped
