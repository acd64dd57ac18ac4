"""Stages that fill a list place by place, each choice depending on those before: diversity and calibration."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recommender.memory.mix import mix
from recommender.methods.traits import unit
from recommender.rerank.moment import Moment, filled, taken, worth
from recommender.rerank.settings import Calibration, Diversity
from recommender.types import NO_ITEM, Floats, Ids, Slate

_SMOOTH = 0.01
"""Share of the person's own mix that is blended into the slate's (Steck 2018)."""


def diversity(slate: Slate, settings: Diversity, at: Moment) -> Slate:
    """Maximal marginal relevance (Carbonell, Goldstein 1998): each place goes to the candidate with the highest

    (1 - share) * worth - share * max over items chosen so far of cos(topics, topics).
    """
    count, m = slate.items.shape
    topics = at.memory.catalogue.topics[filled(slate)]
    units = unit(topics.reshape(count * m, -1)).reshape(topics.shape)
    nearest = np.zeros((count, m))

    def key(_: int) -> Floats:
        return (1.0 - settings.share) * worth(slate) - settings.share * nearest

    def chosen(best: Ids) -> None:
        likeness = np.einsum("amt,at->am", units, units[np.arange(count), best])
        np.maximum(nearest, likeness, out=nearest)

    return _greedy(slate, at.places, key, chosen)


def calibration(slate: Slate, settings: Calibration, at: Moment) -> Slate:
    """Steck 2018, Calibrated recommendations: each place goes to the candidate that keeps highest

    (1 - share) * sum of worth - share * sum over topics t of p(t) ln(p(t) / q(t)),

    p the topics of what the person watched, weighted by strength; q those of the list with the candidate,
    smoothed: 0.99 q + 0.01 p. People without a history keep their slate.
    """
    count = len(slate.users)
    topics = at.memory.catalogue.topics[filled(slate)].astype(np.float64)
    own = mix(slate.users, at.memory)
    held = np.zeros((count, topics.shape[2]))

    def key(place: int) -> Floats:
        q = (held[:, None, :] + topics) / (place + 1.0)
        q = (1.0 - _SMOOTH) * q + _SMOOTH * own[:, None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            loss = np.where(own[:, None, :] > 0, own[:, None, :] * np.log(own[:, None, :] / q), 0.0)
        divergence = np.add.accumulate(loss, axis=2)[:, :, -1]
        return (1.0 - settings.share) * worth(slate) - settings.share * divergence

    def chosen(best: Ids) -> None:
        held[:] += topics[np.arange(count), best]

    return _greedy(slate, at.places, key, chosen)


def _greedy(slate: Slate, places: int, key: Callable[[int], Floats], chosen: Callable[[Ids], None]) -> Slate:
    """Fill `places` places one after the other with the best key; what is not chosen follows in its order."""
    m = slate.items.shape[1]
    rows = np.arange(len(slate.users), dtype=np.int64)
    rank = np.full(slate.items.shape, m, dtype=np.int64) + np.arange(m, dtype=np.int64)
    rank[slate.items == NO_ITEM] += m
    free = slate.items != NO_ITEM
    for place in range(min(places, m)):
        best = np.where(free, key(place), -np.inf).argmax(axis=1)
        open_ = free[rows, best]
        rank[rows[open_], best[open_]] = place
        free[rows, best] = False
        chosen(best.astype(np.int32))
    return taken(slate, np.argsort(rank, axis=1, kind="stable"))
