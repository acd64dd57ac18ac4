"""The creators: what they post about, how well, how often, and what has become of them. One row a creator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.config import WorldSettings
from simulator.frames import KINDS
from simulator.luck import Luck

Shares = NDArray[np.float32]
Counts = NDArray[np.int64]


@dataclass(slots=True)
class Creators:
    """Columns over creators. Trust and the counts change every tick, the rest is inborn."""

    topic: NDArray[np.int16]
    """The topic they mostly post about."""
    focus: Shares
    """0..1: share of their videos that are about it."""
    skill: Shares
    """0..1: mean quality of their videos."""
    posts_per_day: Shares
    phase_h: Shares
    """Hours by which their day runs late."""
    kinds: Shares
    """(creators, kinds) shares of video types they make."""
    trust: Shares
    """0..1; 0.5 is unproven. See `laws.trust`."""
    impressions: Counts
    """Times that any of their videos was shown."""
    reached: Counts
    """People who saw them at least once."""
    effective: Counts
    """People who saw them three times or more."""
    followers: Counts

    def __len__(self) -> int:
        return len(self.topic)


def born(settings: WorldSettings, luck: Luck, topic_weights: NDArray[np.float64]) -> Creators:
    """The creators of a new world; `topic_weights` (topics,) shares say how many turn to each topic."""
    count = settings.creators
    who = np.arange(count)
    at = luck.at(who)
    topic = np.searchsorted(np.cumsum(topic_weights)[:-1], at.uniform("creator topic"), side="right")
    spread = 0.7
    rate = settings.posts_per_day * np.exp(spread * at.normal("posting rate") - spread**2 / 2)
    kinds = np.exp(luck.normal("creator kinds", who[:, None], np.arange(len(KINDS))[None, :]))
    reach = min(settings.focus, 1.0 - settings.focus)
    return Creators(
        topic=topic.astype(np.int16),
        focus=(settings.focus + reach * (2.0 * at.uniform("focus") - 1.0)).astype(np.float32),
        skill=np.clip(0.5 + 0.17 * at.normal("skill"), 0.02, 0.98).astype(np.float32),
        posts_per_day=np.minimum(rate, 24.0).astype(np.float32),
        phase_h=(3.0 * at.normal("creator phase")).astype(np.float32),
        kinds=(kinds / kinds.sum(axis=1, keepdims=True)).astype(np.float32),
        trust=np.full(count, 0.5, dtype=np.float32),
        impressions=np.zeros(count, dtype=np.int64),
        reached=np.zeros(count, dtype=np.int64),
        effective=np.zeros(count, dtype=np.int64),
        followers=np.zeros(count, dtype=np.int64),
    )
