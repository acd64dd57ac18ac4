"""How tastes move: towards what is enjoyed (mere exposure, Zajonc 1968), away from what bores, by chance to
something new, and back to what is inborn.

    taste += s * drift   * sum over views of enjoyment * (topics - taste)
    taste -= s * boredom * sum over views of boredom * topics * taste
    taste += 0.15 * (topics - taste)                 for a video on which a new taste was discovered
    taste += pull_back * (innate - taste)

with susceptibility s, enjoyment = max(e - 0.35, 0) / 0.65, boredom = max(0.35 - e, 0) / 0.35 and e = 1 for a
liked video, 0 for "not interested", else min(ratio, 1). A new taste is discovered with chance s * discovery *
enjoyment on a video whose topics the person has less taste for than somebody indifferent would: T <taste, topics> < 1
with T topics (serendipity: Kaminskas and Bridge 2016). Tastes stay shares: never below 0, summing to 1. With
susceptibility 0 nobody's taste ever leaves the inborn one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.world.columns import sums_by
from simulator.world.state import World

THRESHOLD = 0.35
"""Experience at which a video neither draws nor repels."""

LARGEST_STEP = 0.5
"""An hour moves a taste at most half of the way."""

DISCOVERY_STEP = 0.15
"""Share of the way to its topics that a discovery moves a taste: as far as a dozen videos and more that are enjoyed."""


def experience(events: Interactions) -> NDArray[np.float64]:
    """(B,) 0..1: how well each video served: 1 liked, 0 pressed away, else how much of it was watched."""
    felt = np.where(events.liked, 1.0, np.minimum(events.watch_s / events.duration_s, 1.0))
    felt[events.disliked] = 0.0
    return felt


def enjoyment(events: Interactions) -> NDArray[np.float64]:
    """(B,) 0..1: how far each video's experience lies above the one that neither draws nor repels."""
    return np.maximum(experience(events) - THRESHOLD, 0.0) / (1.0 - THRESHOLD)


def drift(world: World, events: Interactions) -> None:
    """Move everybody's taste by one hour. A person's events must stand together."""
    settings, people = world.settings.taste, world.people
    topics = world.videos.topics[events.item]
    felt = experience(events)
    enjoyed = np.maximum(felt - THRESHOLD, 0.0) / (1.0 - THRESHOLD)
    bored = np.maximum(THRESHOLD - felt, 0.0) / THRESHOLD
    found = _discovered(world, events, topics, enjoyed)

    who, drawn = sums_by(events.user, topics * enjoyed[:, None].astype(np.float32))
    _, repelled = sums_by(events.user, topics * bored[:, None].astype(np.float32))
    moved, taste = people.susceptibility[who][:, None], people.taste[who]
    pull = drawn.sum(axis=1, keepdims=True)
    towards = np.minimum(settings.drift * moved * pull, LARGEST_STEP)
    mix = np.divide(drawn, pull, out=taste.copy(), where=pull > 0)
    taste += towards * (mix - taste)
    taste *= 1.0 - np.minimum(settings.boredom * moved * repelled, LARGEST_STEP)
    people.taste[who] = taste / taste.sum(axis=1, keepdims=True)
    _discover(world, events.user[found], topics[found])

    hourly = np.float32(1.0 - (1.0 - settings.pull_back_per_day) ** (1.0 / HOURS_PER_DAY))
    people.taste += hourly * (people.innate - people.taste)


def _discovered(
    world: World, events: Interactions, topics: NDArray[np.float32], enjoyed: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Rows of the views on which somebody discovers a new taste."""
    chance = world.settings.taste.discovery
    if chance == 0.0 or not len(events):
        return np.zeros(0, dtype=np.intp)
    liking = np.einsum("bt,bt->b", world.people.taste[events.user], topics) * world.topics
    open_to = np.flatnonzero((liking < 1.0) & (enjoyed > 0.0))
    user = events.user[open_to]
    likely = chance * world.people.susceptibility[user] * enjoyed[open_to]
    return open_to[world.luck.below(likely, "discovery", user, events.item[open_to])]


def _discover(world: World, user: NDArray[np.int32], topics: NDArray[np.float32]) -> None:
    who, new = sums_by(user, topics)
    count = new.sum(axis=1, keepdims=True)
    step = np.minimum(DISCOVERY_STEP * count, LARGEST_STEP).astype(np.float32)
    world.people.taste[who] += step * (new / count - world.people.taste[who])
