"""The equations of one view, as `laws.attention` tells them: compiled, and called by whoever needs them one by one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recommender.compiled import compiled_part
from simulator.laws.trending import welcome_of
from simulator.settings.tree import Settings
from simulator.world.bonds import EFFECTIVE
from simulator.world.columns import Single
from simulator.world.state import GLANCE_S

INDIFFERENCE = 0.1
USUAL_DURATION_S = 10.0
GLIMPSE = 0.45
"""Nobody who leaves within the first three seconds has seen more than this share of a short video: less than the half
from which a view counts as interest, or skips would teach an algorithm to show the shortest videos."""
FIRST_S = 0.4
"""Nobody leaves sooner."""
ONCE_FROM, ONCE_SPREAD = 0.97, 0.1
"""Ratio at which a view to the end ends, evenly from the one to so much more."""
LEAVE_BY = 0.95
LEAVE_EARLY = 1.5
LARGEST_RATIO = 5.0
LURED = 0.4
"""Who was lured leaves within this share of the way on which others leave."""


class Weights(NamedTuple):
    """The settings that decide how much of a video somebody watches."""

    topics: int
    stay: float
    taste: float
    quality: float
    fatigue: float
    familiarity: float
    attachment: float
    reputation: float
    mood: float
    fatigue_per_view: float
    draw: float
    weariness: float
    hook: float
    disappointment: float
    finish: float
    finish_appeal: float
    finish_quality: float
    long_videos: float
    leave_from: float
    replays: float
    replay_length: float
    glance_s: float
    effective: int


def weights(settings: Settings) -> Weights:
    """As they are set."""
    behaviour, creators, trends = settings.behaviour, settings.creators, settings.trends
    return Weights(
        topics=len(settings.world.topics),
        stay=behaviour.stay,
        taste=behaviour.taste,
        quality=behaviour.quality,
        fatigue=behaviour.fatigue,
        familiarity=behaviour.familiarity,
        attachment=creators.attachment,
        reputation=creators.reputation,
        mood=behaviour.mood,
        fatigue_per_view=behaviour.fatigue_per_view,
        draw=trends.draw,
        weariness=trends.weariness,
        hook=creators.hook,
        disappointment=creators.disappointment,
        finish=behaviour.finish,
        finish_appeal=behaviour.finish_appeal,
        finish_quality=behaviour.finish_quality,
        long_videos=behaviour.long_videos,
        leave_from=behaviour.leave_from,
        replays=behaviour.replays,
        replay_length=behaviour.replay_length,
        glance_s=GLANCE_S,
        effective=EFFECTIVE,
    )


class Draws(NamedTuple):
    """The luck of one person with one video in [0, 1), by what it decides."""

    stay: float
    glance: float
    end: float
    replay: float
    leave: float
    loop: float
    again: float


@compiled_part
def sigmoid(x: float) -> float:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + np.exp(-x))


@compiled_part
def appealing(
    w: Weights,
    match: float,
    quality: Single,
    tired: float,
    follows: bool,
    answered: bool,
    opinion: Single,
    kind: float,
    enjoyed: float,
) -> float:
    """Appeal in logits, before mood; `match` and `tired` are <taste, topics> and <fatigue, topics>, `enjoyed` below 0
    for no trend."""
    # The weights of what is held in 32 bits are rounded to as many.
    well_made = np.float32(w.quality) * (quality - np.float32(0.5))
    trust = np.float32(w.reputation) * opinion
    return float(
        w.stay
        + w.taste * np.log(match * w.topics + INDIFFERENCE)
        + well_made
        - w.fatigue * tired
        + w.familiarity * follows
        + w.attachment * answered
        + trust
        + kind
        + (welcome_of(w.draw, w.weariness, enjoyed) if enjoyed >= 0.0 else 0.0)
    )


@compiled_part
def promising(w: Weights, seems: float, bait: float) -> float:
    """What a video of this appeal promises in the first seconds, in logits."""
    return seems + w.hook * bait


@compiled_part
def holding(w: Weights, seems: float, bait: float, quality: Single) -> float:
    """What it holds for whoever stayed, in logits."""
    return float(seems - w.disappointment * bait * (np.float32(1) - quality))


@compiled_part
def ending(w: Weights, held: float, quality: float, duration: float) -> tuple[float, float]:
    """The chances that who stayed watches to the end, and that the video then runs on; `held` in logits, s."""
    slowness = w.long_videos * np.log(max(duration, 1.0) / USUAL_DURATION_S)
    craft = w.finish_quality * (quality - 0.5)
    ends = sigmoid(w.finish + w.finish_appeal * held + craft - slowness)
    return ends, w.replays * sigmoid(held - slowness)


@compiled_part
def seconds(
    w: Weights, held: float, promise: float, lured: bool, quality: float, duration: float, luck: Draws
) -> float:
    """Seconds watched of a video that promises and holds so much, in logits."""
    if luck.stay >= sigmoid(promise):
        return min(FIRST_S + (w.glance_s - FIRST_S) * luck.glance, GLIMPSE * duration)
    ends, on = ending(w, held, quality, duration)
    if luck.end < ends and not lured:
        if luck.replay < on:
            return min(1.05 - w.replay_length * np.log1p(-luck.again), LARGEST_RATIO) * duration
        return (ONCE_FROM + ONCE_SPREAD * luck.loop) * duration
    on_the_way = w.leave_from + (LEAVE_BY - w.leave_from) * luck.leave**LEAVE_EARLY
    if lured:
        on_the_way = w.leave_from + LURED * (on_the_way - w.leave_from)
    return on_the_way * duration
