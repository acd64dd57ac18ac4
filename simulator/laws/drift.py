"""How tastes move: towards what is enjoyed (mere exposure, Zajonc 1968), away from what bores, and back to
what is inborn.

    taste += s * drift   * sum over views of enjoyment * (topics - taste)
    taste -= s * boredom * sum over views of boredom * topics * taste
    taste += pull_back * (innate - taste)

with susceptibility s, enjoyment = max(e - 0.35, 0) / 0.65, boredom = max(0.35 - e, 0) / 0.35 and e = 1 for a
liked video, 0 for "not interested", else min(ratio, 1). Tastes stay shares: never below 0, summing to 1. With
susceptibility 0 nobody's taste ever leaves the inborn one.
"""

from __future__ import annotations

import numpy as np

from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.world.columns import sums_by
from simulator.world.state import World

THRESHOLD = 0.35
"""Experience at which a video neither draws nor repels."""

LARGEST_STEP = 0.5
"""An hour moves a taste at most half of the way."""


def drift(world: World, events: Interactions) -> None:
    """Move everybody's taste by one hour. A person's events must stand together."""
    settings, people = world.settings.taste, world.people
    topics = world.videos.topics[events.item]
    experience = np.where(events.liked, 1.0, np.minimum(events.watch_s / events.duration_s, 1.0))
    experience[events.disliked] = 0.0
    enjoyed = np.maximum(experience - THRESHOLD, 0.0) / (1.0 - THRESHOLD)
    bored = np.maximum(THRESHOLD - experience, 0.0) / THRESHOLD

    who, drawn = sums_by(events.user, topics * enjoyed[:, None].astype(np.float32))
    _, repelled = sums_by(events.user, topics * bored[:, None].astype(np.float32))
    moved, taste = people.susceptibility[who][:, None], people.taste[who]
    pull = drawn.sum(axis=1, keepdims=True)
    towards = np.minimum(settings.drift * moved * pull, LARGEST_STEP)
    mix = np.divide(drawn, pull, out=taste.copy(), where=pull > 0)
    taste += towards * (mix - taste)
    taste *= 1.0 - np.minimum(settings.boredom * moved * repelled, LARGEST_STEP)
    people.taste[who] = taste / taste.sum(axis=1, keepdims=True)

    hourly = np.float32(1.0 - (1.0 - settings.pull_back_per_day) ** (1.0 / HOURS_PER_DAY))
    people.taste += hourly * (people.innate - people.taste)
