"""One world with an experiment in it, or without: what its viewers and creators get, by arm.

Outcomes are sums over the events of the window, for each unit and day, or for each view. A unit is a viewer; where
creators are split, a creator; where both are, a pair of them, counted in viewers. Who is in which arm is drawn by lot
from the world's luck; of a switchback, in which order the two arms of each pair of periods come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck
from recommender.split import Side
from recommender.types import Interactions
from simulator.experiments.studies import commands as acts
from simulator.experiments.studies.measures import Look
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import hours
from simulator.frames import HOURS_PER_DAY
from simulator.laws import drift
from simulator.settings.files import override

WORK = "simulator.experiments.studies.experiment:experiment"
"""The work of a plan."""
SPLIT: tuple[Side, ...] = get_args(Side)
SIDES = (*SPLIT, "switchback")
Of = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ComparedOutcome:
    """What an experiment compares."""

    of: Callable[[Interactions], Of]
    """(B,) what each event adds."""
    per: Literal["unit", "view"]
    """Its sum is divided by units and days, or by views."""


OUTCOMES: Mapping[str, ComparedOutcome] = {
    "minutes": ComparedOutcome(lambda events: events.watch_s.astype(np.float64) / 60.0, "unit"),
    "views": ComparedOutcome(lambda events: np.ones(len(events)), "unit"),
    "likes": ComparedOutcome(lambda events: events.liked.astype(np.float64), "unit"),
    "follows": ComparedOutcome(lambda events: events.followed.astype(np.float64), "unit"),
    "enjoyed": ComparedOutcome(lambda events: drift.experience(events).astype(np.float64), "view"),
    "watch_ratio": ComparedOutcome(
        lambda events: (events.watch_s / events.duration_s).astype(np.float64), "view"
    ),
    "like_share": ComparedOutcome(lambda events: events.liked.astype(np.float64), "view"),
}
"""By name: minutes watched, views, likes and follows for each unit and day; of each view how much it was enjoyed (1 if
liked, 0 if pressed away, else the share watched), seconds watched over duration, and whether it was liked."""


def experiment(plan: Plan) -> tuple[dict[str, float], str]:
    """Every outcome by arm, `minutes.a` and `minutes.b`, or without an experiment by unit, `minutes.viewer` and
    `minutes.creator`; and the digest.

    `plan.asked` has `side` (one of `SIDES`, or none), `share`, `other` (settings of arm b) and `period` (hours).
    """
    from simulator.experiments.wiring import build

    asked = cast("dict[str, object]", json.loads(plan.asked))
    side, share = str(asked["side"]), float(cast("float", asked["share"]))
    other = override(plan.settings, cast("dict[str, object]", asked["other"]))
    learning = acts.algorithms(plan.settings, plan.commands)
    simulation = build(plan.settings, (*learning, other.feed.algorithm) if side != "none" else learning)
    split = simulation.split(other, side, share) if side in SPLIT else None
    simulation.open()
    engine = simulation.engine
    kept = [(tick, events) for tick, events in hours(simulation, plan) if tick >= plan.first]
    look = Look(engine, [events for _, events in kept], engine.opens + plan.first)
    people, makers = len(engine.world.people), len(engine.world.creators)
    days = (plan.ticks - plan.first) / HOURS_PER_DAY
    everything = np.ones(len(look.events), dtype=np.bool_)
    if side == "none":
        by_viewer = _rates(look.events, everything, people * days, "viewer")
        return by_viewer | _rates(look.events, everything, makers * days, "creator"), simulation.digest
    if split is None:
        second = in_second(plan.seed, plan.ticks, int(cast("int", asked["period"])))
        treated = second[look.events.tick - engine.opens]
        units = people * float(second[plan.first :].sum()) / HOURS_PER_DAY, people * days
    else:
        viewers, creators = split.viewers(np.arange(people)), split.creators(np.arange(makers))
        if side == "viewers":
            treated, units = viewers[look.events.user], (viewers.sum() * days, people * days)
        elif side == "creators":
            treated, units = creators[look.creator], (creators.sum() * days, makers * days)
        else:
            treated = viewers[look.events.user] & creators[look.creator]
            units = viewers.sum() * creators.sum() / makers * days, people * days
    there = _rates(look.events, treated, float(units[0]), "b")
    return there | _rates(look.events, ~treated, float(units[1] - units[0]), "a"), simulation.digest


def in_second(seed: int, ticks: int, period: int) -> NDArray[np.bool_]:
    """(ticks,) the hours that arm b has in a switchback: one of each two periods, which of them drawn by lot."""
    periods = -(-ticks // period)
    pairs = np.arange(-(-periods // 2))
    first = Luck(seed).uniform("switchback", pairs) < 0.5
    return np.repeat(np.stack((first, ~first), axis=1).reshape(-1)[:periods], period)[:ticks]


def _rates(events: Interactions, rows: NDArray[np.bool_], units: float, arm: str) -> dict[str, float]:
    views = float(rows.sum())
    by = {"unit": units, "view": views}
    return {
        f"{name}.{arm}": float(one.of(events)[rows].sum()) / by[one.per] if by[one.per] else float("nan")
        for name, one in OUTCOMES.items()
    }
