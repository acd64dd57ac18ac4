"""How soon a feed follows: puppets that watch one topic alone, each in a twin of the same world with the same luck, and
one that watches everything alike, which tells what they would have been shown without it.

Source of the design: Baumann et al. 2025 (arXiv 2503.20231), who let each puppet on TikTok watch 500 videos.
"""

from __future__ import annotations

import json
import math

import numpy as np
from numpy.typing import NDArray

from simulator.engine.action import Action
from simulator.experiments.studies.measures import mean
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import opened
from simulator.settings.errors import one_of
from simulator.settings.tree import SettingsError
from simulator.simulation import Simulation

Topics = NDArray[np.int16]

SKIPPED_S = 1.0
"""Seconds after which a puppet leaves what is not of its topic."""
RECENT, LAST = 50, 100
"""Videos whose topics are the feed of a moment, and that of the end."""
_PATIENCE_H = 48
"""Hours without a video after which a puppet gives up."""


def lived(plan: Plan) -> tuple[dict[str, float], str]:
    """One seed: its puppets' figures, and the digest of the world up to the hour in which they come.

    `asked` are the topics' names, the videos each puppet watches, and how many of them an hour.
    """
    asked = json.loads(plan.asked)
    videos, per_hour = int(asked["videos"]), int(asked["per_hour"])
    names = plan.settings.world.topics
    topics = [names.index(one_of("--topics", name, names)) for name in asked["topics"]]
    world = opened(plan)
    alike = shown(world, None, videos, per_hour)
    figures: dict[str, float] = {}
    gains: list[float] = []
    halves: list[float] = []
    for topic in topics:
        own = shown(world, topic, videos, per_hour)
        before, at_end = mean(alike == topic), mean(own[-LAST:] == topic)
        gains.append(at_end - before)
        halves.append(half_way(own == topic, before, at_end))
        figures |= {f"{names[topic]} before": before, f"{names[topic]} at_end": at_end}
        figures[f"{names[topic]} half_way"] = halves[-1]
    ends = [figures[f"{names[topic]} at_end"] for topic in topics]
    starts = [figures[f"{names[topic]} before"] for topic in topics]
    whole = [videos if math.isnan(half) else half for half in halves]
    told = {"gain": gains, "half_way": whole, "before": starts, "at_end": ends}
    return {**{name: mean(np.array(values)) for name, values in told.items()}, **figures}, world.digest


def shown(world: Simulation, topic: int | None, videos: int, per_hour: int) -> Topics:
    """(videos,) the leading topics of what a puppet is shown in a twin of the world, in order. It watches its topic to
    the end and leaves all else; None watches everything to the end. SettingsError if nothing is shown any more."""
    twin = world.fork(world.engine.chosen)
    twin.take(True)
    table = twin.engine.world.videos
    met: list[int] = []
    idle = 0
    while len(met) < videos:
        player = twin.engine.player
        line = player.line.items[0] if player is not None else np.zeros(0, dtype=np.int32)
        items = [int(item) for item in line[line >= 0][: min(per_hour, videos - len(met))]]
        for item in items:
            liked = topic is None or table.topic[item] == topic
            duration = float(table.duration_s[item])
            twin.act(Action(item, duration if liked else min(SKIPPED_S, duration)))
        met += items
        idle = 0 if items else idle + 1
        if idle > _PATIENCE_H:
            raise SettingsError(
                f"a puppet was shown {len(met)} videos and then none: ask for fewer (--videos)"
            )
        twin.step()
    return table.topic[np.array(met)]


def half_way(own: NDArray[np.bool_], before: float, at_end: float) -> float:
    """Videos shown until the share of `own` among the last `RECENT` has come half the way from `before` to `at_end`;
    NaN where it does not rise, or never comes so far."""
    if not at_end > before:
        return math.nan
    count = np.concatenate(([0], np.cumsum(own)))
    recent = (count[RECENT:] - count[:-RECENT]) / RECENT
    there = np.flatnonzero(recent >= before + (at_end - before) / 2.0)
    return float(there[0] + RECENT) if len(there) else math.nan
