"""A log that looks like MovieLens, made by lot: clustered tastes, popularity after Zipf, ratings from 1 to 5."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.datasets.log import HOUR_S, Features, Log
from recommender.types import Chance, Floats, Ids

_TOPICS_LIKED = 3
_DAYS = 90
_DRAWS = 2
"""Pairs drawn for each that is wanted, as some come up more than once."""


def generated_log(
    chance: Chance, users: int = 943, items: int = 1682, events: int = 100_000, topics: int = 16
) -> Log:
    """A log of at most `events` ratings, each pair at most once, in order of time; for tests and figures.

    Every person likes three topics. Seven of ten items are drawn from these, the rest from all; within a topic an
    item's popularity falls as 1 / rank^0.9, and people's activity is log-normal. A rating is 3.2, plus the person's
    mildness and the item's quality, plus 1 for a topic liked, plus noise, rounded and kept to 1..5.
    Items have one topic each, told by their features.
    """
    item_topic = np.arange(items) % topics
    liked = _floor(chance.uniform("log taste", np.arange(users)[:, None], np.arange(_TOPICS_LIKED)), topics)
    number = np.arange(_DRAWS * events)
    user = _by_activity(chance, users, len(number))
    own = chance.uniform("log own topic", number) < 0.7
    slot = _floor(chance.uniform("log which topic", number), _TOPICS_LIKED)
    topic = np.where(own, liked[user, slot], _floor(chance.uniform("log any topic", number), topics)).astype(
        np.int64
    )
    per_topic = np.bincount(item_topic, minlength=topics)
    rank = _zipf(chance.uniform("log rank", number), per_topic[topic])
    item = (rank * topics + topic).astype(np.int32)
    _, first = np.unique(user.astype(np.int64) * items + item, return_index=True)
    first = np.sort(first)[:events]
    user, item = user[first], item[first]
    fits = (liked[user] == item_topic[item][:, None]).any(axis=1)
    score = 3.2 + 0.5 * _normal(chance, "log mildness", np.arange(users))[user]
    score += 0.4 * _normal(chance, "log quality", np.arange(items))[item] + fits
    score += 0.7 * _normal(chance, "log mood", user, item)
    time = np.sort(chance.uniform("log time", number[: len(user)])) * _DAYS * 24 * HOUR_S
    return Log(
        name=f"generated ({users} x {items})",
        format="generated",
        user=user,
        item=item,
        users=np.arange(users).astype(np.str_),
        items=np.arange(items).astype(np.str_),
        time=np.floor(time),
        rating=np.clip(np.rint(score), 1, 5),
        features=Features(
            np.eye(topics, dtype=np.float32)[item_topic], tuple(f"topic {t + 1}" for t in range(topics))
        ),
    )


def _by_activity(chance: Chance, users: int, events: int) -> Ids:
    """(events,) who acts, in an order that says nothing."""
    activity: Floats = np.exp(0.9 * _normal(chance, "log activity", np.arange(users)))
    weight: Floats = np.cumsum(activity)
    luck: Floats = chance.uniform("log who", np.arange(events)) * float(weight[-1])
    place = np.searchsorted(weight, luck, side="right")
    return np.minimum(place, users - 1).astype(np.int32)


def _zipf(luck: Floats, count: NDArray[np.int64]) -> Ids:
    """Ranks 0..count-1 with density falling as rank^-0.9, by the inverse of its integral."""
    power = 0.1
    rank = (1 + luck * ((count + 1.0) ** power - 1)) ** (1 / power) - 1
    return np.minimum(rank.astype(np.int32), count - 1).astype(np.int32)


def _floor(luck: Floats, bound: int) -> Ids:
    return np.minimum(luck * bound, bound - 1).astype(np.int32)


def _normal(chance: Chance, purpose: str, *ids: NDArray[np.integer]) -> Floats:
    depth: Floats = np.log1p(-chance.uniform(purpose, *ids))
    radius: Floats = np.sqrt(-2.0 * depth)
    turn: Floats = (2.0 * np.pi) * chance.uniform(purpose + "/angle", *ids)
    return radius * np.cos(turn)
