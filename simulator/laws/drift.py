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

from recommender.compiled import compiled, compiled_part
from recommender.luck import folded, unit
from recommender.types import Ids, Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.laws.in_parts import in_parts
from simulator.world.columns import LANES, ZERO, Single, pairwise, product, runs, summed, sums_by
from simulator.world.state import World

Shares = NDArray[np.float32]

THRESHOLD = 0.35
"""Experience at which a video neither draws nor repels."""

LARGEST_STEP = 0.5
"""An hour moves a taste at most half of the way."""

DISCOVERY_STEP = 0.15
"""Share of the way to its topics that a discovery moves a taste: as far as a dozen videos and more that are enjoyed."""


def experience(events: Interactions) -> Shares:
    """(B,) 0..1: how well each video served: 1 liked, 0 pressed away, else how much of it was watched."""
    felt = np.minimum(events.watch_s / events.duration_s, 1.0)
    felt[events.liked] = 1.0
    felt[events.disliked] = 0.0
    return felt


@compiled_part
def enjoying(felt: Single) -> Single:
    """0..1: how far a view's experience lies above the one that neither draws nor repels."""
    return max(felt - np.float32(THRESHOLD), np.float32(0)) / np.float32(1.0 - THRESHOLD)


def drift(world: World, events: Interactions, felt: Shares | None = None) -> None:
    """Move everybody's taste by one hour; `felt` (B,) is the `experience`, where somebody knows it already. A person's
    events must stand together."""
    settings, people, topics = world.settings.taste, world.people, world.videos.topics
    first, longest = runs(events.user)
    found = np.empty(len(events), dtype=np.bool_)
    felt = experience(events) if felt is None else felt

    def part(rows: slice) -> None:
        room = np.empty((longest + LANES + 2, world.topics), dtype=np.float32)
        _move(
            rows.start, rows.stop, settings.drift, settings.boredom, settings.discovery,
            world.luck.purposes("discovery"), first, events.user, events.item, felt, topics,
            people.susceptibility, people.taste, found, np.empty((2, longest), dtype=np.float32), room[:longest],
            room[longest:-2], room[-2].reshape(-1, 1), room[-1],
        )  # fmt: skip

    in_parts(part, len(first) - 1, len(events))
    if found.any():
        _discover(world, events.user[found], topics[events.item[found]])

    hourly = np.float32(1.0 - (1.0 - settings.pull_back_per_day) ** (1.0 / HOURS_PER_DAY))
    in_parts(
        lambda rows: _pull_back(hourly, people.innate[rows].reshape(-1), people.taste[rows].reshape(-1)),
        len(people),
        len(people) // 8,
    )


@compiled
def _pull_back(hourly: Single, innate: Shares, taste: Shares) -> None:
    for at in range(len(taste)):
        taste[at] += hourly * (innate[at] - taste[at])


@compiled
def _move(
    first: int,
    last: int,
    drift: float,
    boredom: float,
    discovery: float,
    purpose: NDArray[np.uint64],
    starts: NDArray[np.intp],
    user: Ids,
    item: Ids,
    felt: Shares,
    topics: Shares,
    susceptibility: Shares,
    taste: Shares,
    found: NDArray[np.bool_],
    weights: Shares,
    met: Shares,
    lanes: Shares,
    drawn: Shares,
    row: Shares,
) -> None:
    """Move the tastes of those whose events begin at `starts[first]` to `starts[last]` by what they enjoyed and what
    bored them, and say in which of these views they discover something. `weights` (2, most events of a person), `met`
    (most events of a person, topics), `lanes` (`LANES`, topics), `drawn` (topics, 1) and `row` (topics,) are room to
    write to."""
    joy, bored = weights[0], weights[1]
    wide = topics.shape[1]
    most, bar = np.float32(LARGEST_STEP), np.float32(THRESHOLD)
    nothing = np.float32(0)
    for run in range(first, last):
        begin, count = starts[run], starts[run + 1] - starts[run]
        who = int(user[begin])
        own, moved = taste[who], susceptibility[who]
        for view in range(count):
            shares, at = topics[item[begin + view]], np.float32(felt[begin + view])
            enjoyed = enjoying(at)
            joy[view], bored[view] = enjoyed, max(bar - at, nothing) / bar
            for topic in range(wide):
                met[view, topic] = shares[topic]
            found[begin + view] = False
            if discovery > 0.0 and enjoyed > 0 and product(own, shares) * np.float32(wide) < 1:
                key = folded(folded(np.uint64(0), who), int(item[begin + view]))
                found[begin + view] = unit(key, purpose[0]) < np.float32(discovery) * moved * enjoyed
        summed(met, joy, ZERO, count, lanes, row)
        for topic in range(wide):
            drawn[topic, 0] = row[topic]
        summed(met, bored, ZERO, count, lanes, row)
        pull = pairwise(drawn, ZERO, wide, ZERO)
        towards = min(np.float32(drift) * moved * pull, most)
        # In the place of those that `drawn` held, the new taste before it is made shares again.
        for topic in range(wide):
            mix = drawn[topic, 0] / pull if pull > 0 else own[topic]
            went = own[topic] + towards * (mix - own[topic])
            drawn[topic, 0] = went * (np.float32(1) - min(np.float32(boredom) * moved * row[topic], most))
        whole = pairwise(drawn, ZERO, wide, ZERO)
        for topic in range(wide):
            own[topic] = drawn[topic, 0] / whole


def _discover(world: World, user: NDArray[np.int32], topics: NDArray[np.float32]) -> None:
    who, new = sums_by(user, topics)
    count = new.sum(axis=1, keepdims=True)
    step = np.minimum(DISCOVERY_STEP * count, LARGEST_STEP).astype(np.float32)
    world.people.taste[who] += step * (new / count - world.people.taste[who])
