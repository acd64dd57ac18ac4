"""A world of four tastes: what people do in it is made by arithmetic and a fixed generator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender import Interactions, Items, Recommender

TOPICS = 4
PEOPLE, ITEMS, HOURS = 160, 400, 48
TESTED = 12
"""Hours at the end that nobody learns from."""


@dataclass(frozen=True)
class World:
    """Hours of events; person u likes topic u % 4."""

    items: Items
    hours: list[Interactions]

    def teach(self, model: Recommender, hours: int = HOURS - TESTED) -> Recommender:
        model.publish(self.items)
        for batch in self.hours[:hours]:
            model.update(batch)
        return model


def world(seed: int = 5) -> World:
    """Everyone watches four items an hour, three of their own topic; of each topic some items are far more
    popular than others. What is of their own topic they watch to the end, and like half of it."""
    rng = np.random.default_rng(seed)
    ids = np.arange(ITEMS, dtype=np.int32)
    topics = np.full((ITEMS, TOPICS), 0.05, dtype=np.float32)
    topics[ids, ids % TOPICS] = 0.85
    items = Items(ids, 0 * ids, ids % 7, topics)
    weight = 1.0 / np.arange(1, ITEMS // TOPICS + 1) ** 0.7
    hours = [_hour(rng, tick, weight / weight.sum()) for tick in range(HOURS)]
    return World(items, hours)


def _hour(rng: np.random.Generator, tick: int, weight: np.ndarray) -> Interactions:
    user = np.repeat(np.arange(PEOPLE, dtype=np.int32), 4)
    own = rng.random(len(user)) < 0.75
    topic = np.where(own, user % TOPICS, rng.integers(0, TOPICS, len(user)))
    item = (rng.choice(len(weight), len(user), p=weight) * TOPICS + topic).astype(np.int32)
    fits = item % TOPICS == user % TOPICS
    liked = fits & (rng.random(len(user)) < 0.5)
    no = np.zeros(len(user), dtype=np.bool_)
    watched = np.where(fits, 20, 2).astype(np.float32)
    length = np.full(len(user), 20, dtype=np.float32)
    hour = np.full(len(user), tick, dtype=np.int32)
    return Interactions(user, item, hour, watched, length, liked, no, no, no, no)


def accuracy(model: Recommender, of: World, n: int = 10) -> tuple[float, float]:
    """(NDCG@n, hit rate@n) on what people liked in the tested hours and had not watched before."""
    users = np.arange(PEOPLE, dtype=np.int32)
    slate = model.recommend(users, n, HOURS - TESTED)
    seen = {(u, i) for batch in of.hours[:-TESTED] for u, i in zip(batch.user, batch.item, strict=True)}
    wanted: list[set[int]] = [set() for _ in users]
    for batch in of.hours[-TESTED:]:
        for u, i in zip(batch.user[batch.liked], batch.item[batch.liked], strict=True):
            if (u, i) not in seen:
                wanted[u].add(int(i))
    discount = 1 / np.log2(np.arange(2, n + 2))
    gains: list[float] = []
    hits: list[bool] = []
    for row, good in zip(slate.items, wanted, strict=True):
        if good:
            hit = np.array([int(i) in good for i in row])
            gains.append(float((hit * discount).sum() / discount[: len(good)].sum()))
            hits.append(bool(hit.any()))
    return float(np.mean(gains)), float(np.mean(hits))
