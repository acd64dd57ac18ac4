"""One run of a claim: a world lives for some days, and what it came to is a handful of figures.

The window is the last quarter of the run. Everything in it is measured for all arms alike.
"""

from __future__ import annotations

import json
import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.split import Split
from recommender.types import Interactions
from simulator.engine.tick import Engine
from simulator.experiments.studies.measures import mean, met
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import opened
from simulator.experiments.wiring import Simulation
from simulator.frames import HOURS_PER_DAY, Diet
from simulator.laws import drift
from simulator.metrics import homogenisation, inequality
from simulator.metrics.cocoon import DEEP_BELOW, DIVERSE_ABOVE
from simulator.settings.files import override

WINDOW = 0.25

FIGURES = {
    "topics": "mean over people of exp(entropy) of the seconds watched lately, 1 to the number of topics",
    "topics_early": "the same after the first quarter of the run",
    "relative": "mean over people of entropy of the topics shown lately / entropy of the inborn taste (Piao 2023)",
    "varied": "share of people with relative entropy above 0.8",
    "narrowing": "share of people with relative entropy from 0.3 to 0.8",
    "cocooned": "share of people with relative entropy below 0.3",
    "likeness": "mean cosine between the diets of two people, 0 to 1",
    "alike": "mean Jaccard index, 0 to 1, of the videos that a person and the person of most similar inborn taste "
    "watched in the window",
    "alike_early": "the same in the second quarter of the run",
    "enjoyed": "utility, 0 to 1: mean over views in the window of 1 if liked, 0 if pressed away, else share watched",
    "drifted": "mean over people of half the sum of |taste - inborn taste| over topics, 0 to 1: degeneration",
    "creators": "mean over people of exp(entropy) of their views in the window over creators",
    "video_gini": "Gini coefficient, 0 to 1, of the views in the window over all videos published",
    "creator_gini": "Gini coefficient, 0 to 1, of the views in the window over creators",
    "topics_takers": "topics as above of those whom the method serves, where others of the same world have none",
    "topics_takers_early": "the same after the first quarter of the run",
    "topics_others": "topics as above of those whom it does not serve there",
    "topics_others_early": "the same after the first quarter of the run",
}
"""What a run measures, by name."""


def lived(plan: Plan) -> tuple[dict[str, float], str]:
    """The plan's world over its days from when it opens, with what its commands change then: its figures, and the
    digest of its events. What the plan asks for are settings of half of the viewers."""
    asked = cast("dict[str, object]", json.loads(plan.asked or "{}"))
    other = override(plan.settings, asked) if asked else None
    simulation = opened(plan, *([other.feed.algorithm] if other else []))
    split = simulation.split(other, "viewers", 0.5) if other else None
    for command in plan.commands:
        command.act(simulation)
    return figures(simulation, plan.ticks // HOURS_PER_DAY, split), simulation.digest


def figures(simulation: Simulation, days: int, split: Split | None = None) -> dict[str, float]:
    """The figures of a world that has just opened, over so many days; NaN where nothing defines one, such as those of
    two halves where nobody is `split`."""
    engine = simulation.engine
    ticks = days * HOURS_PER_DAY
    quarter = max(1, int(ticks * WINDOW))
    early: list[Interactions] = []
    late: list[Interactions] = []
    halves: dict[str, float] = {}
    for tick in range(ticks):
        events = engine.step().interactions
        if tick == quarter - 1:
            halves |= _halves(engine, split, "_early")
        if quarter <= tick < 2 * quarter:
            early.append(events)
        if tick >= ticks - quarter:
            late.append(events)
    partner = homogenisation.closest(engine.world.people.innate)
    found = {
        **_people(engine),
        **halves,
        **_halves(engine, split),
        "topics_early": float(engine.chronicle.vital("effective_topics")[engine.opens + quarter - 1]),
        "alike_early": _alike(early, partner),
        "alike": _alike(late, partner),
        **_views(engine, late),
    }
    return {name: found[name] for name in FIGURES}


def _people(engine: Engine) -> dict[str, float]:
    """How people ended."""
    chronicle, people = engine.chronicle, engine.world.people
    known = chronicle.state != Diet.UNKNOWN
    moved = 0.5 * np.abs(people.taste.astype(np.float64) - people.innate).sum(axis=1)
    relative = chronicle.relative_entropy[~np.isnan(chronicle.relative_entropy)]
    varied, cocooned = mean(relative > DIVERSE_ABOVE), mean(relative < DEEP_BELOW)
    return {
        "topics": mean(chronicle.effective_topics),
        "relative": mean(relative),
        "varied": varied,
        "narrowing": 1.0 - varied - cocooned,
        "cocooned": cocooned,
        "likeness": float(chronicle.vital("likeness")[-1]),
        "drifted": mean(moved[known]),
    }


def _halves(engine: Engine, split: Split | None, when: str = "") -> dict[str, float]:
    """What those whom the one method serves watch now, and those whom the other does."""
    topics = engine.chronicle.effective_topics
    if split is None:
        return {f"topics_takers{when}": math.nan, f"topics_others{when}": math.nan}
    others = split.viewers(np.arange(len(topics)))
    return {f"topics_takers{when}": mean(topics[~others]), f"topics_others{when}": mean(topics[others])}


def _views(engine: Engine, events: list[Interactions]) -> dict[str, float]:
    """What was watched in the window, and by how many."""
    world = engine.world
    person = np.concatenate([hour.user for hour in events])
    item = np.concatenate([hour.item for hour in events])
    felt = np.concatenate([drift.experience(hour) for hour in events])
    creator = world.videos.creator[item]
    people, creators = len(world.people), len(world.creators)
    enough = np.bincount(person, minlength=people) >= world.settings.measure.least_views
    return {
        "enjoyed": mean(felt),
        "creators": mean(met(person, creator, people)[enough]),
        "video_gini": inequality.gini(np.bincount(item, minlength=len(world.videos))),
        "creator_gini": inequality.gini(np.bincount(creator, minlength=creators)),
    }


def _alike(events: list[Interactions], partner: NDArray[np.intp]) -> float:
    if not events:
        return float("nan")
    person = np.concatenate([hour.user for hour in events])
    item = np.concatenate([hour.item for hour in events])
    return mean(homogenisation.jaccard(person, item, partner))
