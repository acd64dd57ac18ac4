"""Creators who adapt look back once a week and do more of what worked, for themselves and for their rivals.

Rivals are all creators on the same topic, oneself among them. What worked is told by the reach per video of the week's
videos: nobody watches a video twice, so that its views are the people whom it reached. For each type of video, for own
topic against others, and for videos with a guest against those without, a creator reckons with

    payoff(k) = (sum of own reach with k + 5 * mean reach of rivals with k) / (own videos with k + 5)

so that own experience counts for more the more there is of it; the payoff of videos with a guest is divided by the
effort that they take, 1 + collaborate_cost. Shares then move a bounded step towards shares in proportion to what they
brought (reinforcement, Erev and Roth 1998; the replicator's rule, Taylor and Jonker 1978):

    share(k) += adapt * adapt_step * (share(k) payoff(k) / sum over j of share(j) payoff(j) - share(k))

What is no part of a mix never enters it. Quality against quantity moves by the same step towards the rivals' mean,
each weighing as much as its week's reach per effort, and then effort is spent anew. Hashtags and hours are taken over
whole, from the rivals' best habit, with chance adapt * adapt_step * (1 - payoff of one's own / payoff of the best):
imitation in proportion to what it promises (Schlag 1998). Habits with few videos count as the topic's mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames.levers import HASHTAGS, HOURS
from simulator.world.state import World

Floats = NDArray[np.float64]
Ids = NDArray[np.integer]

WEEK_H = 168
RIVALS_COUNT = 5.0
"""Own videos for which the experience of rivals counts."""
PRIOR = 5.0
"""Videos of average success with which every mean begins."""


@dataclass(frozen=True, slots=True)
class _Week:
    """The week's videos, one row each."""

    creator: NDArray[np.int32]
    kind: NDArray[np.int8]
    own: NDArray[np.int8]
    """0 for those on the creator's own topic, 1 for others."""
    alone: NDArray[np.int8]
    """0 for those with a guest, 1 for others."""
    reach: Floats


def look_back(world: World, tick: int) -> None:
    """Once a week, let creators who adapt change how they work."""
    creators = world.creators
    if tick == 0 or tick % WEEK_H or not creators.adapt.any():
        return
    week = _week(world, tick)
    if not week.reach.sum():
        return
    step = world.settings.creators.adapt_step * creators.adapt.astype(np.float64)
    work = week.reach.sum() / len(week.reach)
    payoff = reckoned(world, week, week.kind, creators.kinds.shape[1], work)
    creators.kinds[:] = reinforced(creators.kinds, payoff, step)
    payoff = reckoned(world, week, week.own, 2, work)
    focus = np.stack([creators.focus, 1.0 - creators.focus], axis=1)
    creators.focus[:] = reinforced(focus, payoff, step)[:, 0]
    payoff = reckoned(world, week, week.alone, 2, work)
    payoff[:, 0] /= 1.0 + world.settings.creators.collaborate_cost
    company = np.stack([creators.collaborate, 1.0 - creators.collaborate], axis=1)
    creators.collaborate[:] = reinforced(company, payoff, step)[:, 0]
    for name, habits in (("hashtags", HASHTAGS), ("hours", HOURS)):
        habit = getattr(creators, name)
        habit[:] = _imitated(world, week, habit, len(habits), step, work, f"imitates {name}", tick)
    _balance(world, week, step)


def _week(world: World, tick: int) -> _Week:
    videos = world.videos
    # Videos stand in the order of their hours.
    new = slice(int(np.searchsorted(videos.tick, tick - WEEK_H)), len(videos))
    creator = videos.creator[new]
    own = (videos.topic[new] != world.creators.topic[creator]).astype(np.int8)
    alone = (videos.guest[new] < 0).astype(np.int8)
    return _Week(creator, videos.kind[new], own, alone, videos.total("views")[new].astype(np.float64))


def _sums(rows: Ids, columns: Ids, amounts: Floats | None, shape: tuple[int, int]) -> Floats:
    cells = rows.astype(np.int64) * shape[1] + columns
    return (
        np.bincount(cells, weights=amounts, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    )


def _rivals_mean(world: World, week: _Week, choice: Ids, choices: int, mean: float) -> Floats:
    """(creators, choices) reach per video with each choice of the rivals on each creator's topic."""
    topic, shape = world.creators.topic[week.creator], (world.topics, choices)
    reach, videos = _sums(topic, choice, week.reach, shape), _sums(topic, choice, None, shape)
    topical = (reach.sum(axis=1, keepdims=True) + PRIOR * mean) / (videos.sum(axis=1, keepdims=True) + PRIOR)
    return ((reach + PRIOR * topical) / (videos + PRIOR))[world.creators.topic]


def reckoned(world: World, week: _Week, choice: Ids, choices: int, mean: float) -> Floats:
    """(creators, choices) payoff of each choice; `choice` is what each video of the week was, `mean` its mean reach."""
    rivals = _rivals_mean(world, week, choice, choices, mean)
    reach = _sums(week.creator, choice, week.reach, rivals.shape)
    videos = _sums(week.creator, choice, None, rivals.shape)
    return (reach + RIVALS_COUNT * rivals) / (videos + RIVALS_COUNT)


def reinforced(shares: NDArray[np.floating], payoff: Floats, step: Floats) -> NDArray[np.float32]:
    """(creators, choices) shares after (creators,) steps, 0..1, towards what brought more. All stay shares."""
    held = shares.astype(np.float64)
    earned = held * payoff
    target = earned / np.maximum(earned.sum(axis=1, keepdims=True), 1e-12)
    moved = held + step[:, None] * (target - held)
    return np.where(step[:, None] > 0.0, moved, held).astype(np.float32)


def _imitated(
    world: World,
    week: _Week,
    habit: NDArray[np.int8],
    habits: int,
    step: Floats,
    mean: float,
    purpose: str,
    tick: int,
) -> NDArray[np.int8]:
    """(creators,) the habit of each after some took over the best of their rivals'."""
    who = np.arange(len(habit))
    payoff = _rivals_mean(world, week, habit[week.creator], habits, mean)
    best = payoff.argmax(axis=1)
    chance = step * (1.0 - payoff[who, habit] / np.maximum(payoff[who, best], 1e-12))
    return np.where(world.luck.below(chance, purpose, who, tick), best, habit).astype(np.int8)


def _balance(world: World, week: _Week, step: Floats) -> None:
    creators = world.creators
    reach = np.bincount(week.creator, weights=week.reach, minlength=len(creators))
    weight = reach / np.maximum(creators.effort, 1e-3)
    level = creators.quality_over_quantity.astype(np.float64)
    total = np.bincount(creators.topic, weights=weight, minlength=world.topics)
    mean = np.bincount(creators.topic, weights=weight * level, minlength=world.topics)
    mean = np.divide(mean, total, out=np.full_like(mean, np.nan), where=total > 0)[creators.topic]
    moves = (step > 0.0) & np.isfinite(mean)
    creators.quality_over_quantity[moves] = (level + step * (mean - level))[moves]
    creators.spend(world.settings.creators)
