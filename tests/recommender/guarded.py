"""Methods behind a guard, and the people and events that teach them."""

from __future__ import annotations

import math

import numpy as np

from recommender import HistorySettings, Interactions
from recommender.config import MethodSettings
from recommender.luck import Luck
from recommender.methods.table import suite
from recommender.privacy.consent import PrivacySettings
from recommender.privacy.guard import Guard
from recommender.privacy.noise import NoiseSettings
from recommender.testing import ITEMS, NOBODY, TICKS, USERS, events, items

LUCK = Luck(3)
NAMES = (
    "user-cf",
    "item-cf",
    "content",
    "following",
    "trending",
    "most-watched",
    "newest",
    "random",
    "hybrid",
)
EVERYONE = np.arange(USERS, dtype=np.int32)
BOTS = NoiseSettings(bots=0.1, bot_disguise=0.0)


def guard(
    privacy: PrivacySettings | None = None,
    noise: NoiseSettings | None = None,
    names: tuple[str, ...] = NAMES,
    retention_h: float = math.inf,
) -> Guard:
    """Untaught; retention is the only setting of the methods that is not the default."""
    chosen = MethodSettings(history=HistorySettings(retention_h=retention_h))
    methods = suite(names, chosen, LUCK)
    return Guard(methods, methods.memory, privacy, noise, chance=LUCK, people=NOBODY + 1)


def lived(model: Guard, ticks: range = range(TICKS)) -> Guard:
    if ticks.start == 0:
        model.publish(items(0, ITEMS))
    for tick in ticks:
        model.update(events(tick))
    return model


def reactions(ratio: list[float], **flags: list[bool]) -> Interactions:
    """One person's views of items 0, 1, ... of ten seconds each."""
    count = len(ratio)
    no = [False] * count
    marks = {
        name: np.array(flags.get(name, no))
        for name in ("liked", "commented", "shared", "followed", "disliked")
    }
    long = np.full(count, 10, dtype=np.float32)
    ids = np.arange(count, dtype=np.int32)
    return Interactions(0 * ids, ids, 0 * ids, np.array(ratio, np.float32) * long, long, **marks)


def many(rate: float, count: int = 20_000) -> Interactions:
    return reactions([1.0 if place < rate * count else 0.0 for place in range(count)])
