"""A small platform: people come by the hour and watch the first places of their slates, and items are posted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender import Explanation, Interactions, Items, Method, Slate
from recommender.config import TrialSettings
from recommender.luck import Luck
from recommender.methods.trial import Trial
from recommender.types import Floats, Ids, Source

PEOPLE, TOPICS, CREATORS = 300, 8, 60
ONLINE, WATCHED, PLACES = 60, 6, 20
LUCK = Luck(5)


@dataclass(frozen=True)
class Stream:
    """What was watched, one row a view."""

    user: Ids
    item: Ids
    tick: Ids
    source: np.ndarray
    published: Ids
    """(items,)"""

    def viewers(self) -> np.ndarray:
        return np.bincount(self.item, minlength=len(self.published))

    def reached(self, views: int) -> np.ndarray:
        """(items,) hours from publication to so many viewers; inf where there were fewer."""
        result = np.full(len(self.published), np.inf)
        for item in np.flatnonzero(self.viewers() >= views):
            result[item] = self.tick[self.item == item][views - 1] - self.published[item]
        return result

    def share(self, since: int) -> float:
        """Of the views from hour `since` on, those that were trials."""
        return float((self.source[self.tick >= since] == Source.TRIAL).mean())


def taste(users: np.ndarray) -> np.ndarray:
    """The one topic of each user; and of each item, by its id."""
    return users % TOPICS


def items(first: int, count: int, tick: int) -> Items:
    """Items of one topic each, by creators in turn; the id says which."""
    ids = np.arange(first, first + count, dtype=np.int32)
    topics = np.zeros((count, TOPICS), dtype=np.float32)
    topics[np.arange(count), taste(ids)] = 1
    return Items(ids, np.full(count, tick, dtype=np.int32), ids * 7 % CREATORS, topics)


def views(user: np.ndarray, item: np.ndarray, tick: int) -> Interactions:
    """Whole views of one's own topic, a glance at any other."""
    no = np.zeros(len(user), dtype=np.bool_)
    length = np.full(len(user), 10, dtype=np.float32)
    watched = np.where(taste(user) == taste(item), length, np.float32(1))
    ticks = np.full(len(user), tick, dtype=np.int32)
    return Interactions(user, item, ticks, watched, length, no, no, no, no, no)


def lived(model: Method, hours: int, posts_per_day: float, begin: int = 0) -> Stream:
    """Let the model serve these hours; ONLINE * WATCHED views an hour, where so much is left to see."""
    log = []
    for tick in range(begin, begin + hours):
        due = int((tick + 1) * posts_per_day / 24) - int(tick * posts_per_day / 24)
        model.publish(items(model.memory.items, due, tick))
        users = np.argsort(LUCK.uniform("online", np.arange(PEOPLE), tick))[:ONLINE].astype(np.int32)
        slate = model.recommend(users, PLACES, tick)
        item, source = slate.items[:, :WATCHED], slate.source[:, :WATCHED]
        there = (item >= 0).ravel()
        user = np.repeat(users, WATCHED)[there]
        item, source = item.ravel()[there], source.ravel()[there]
        model.update(views(user, item, tick))
        log.append((user, item, np.full(len(user), tick), source))
    return Stream(
        *(np.concatenate(column) for column in zip(*log, strict=True)), model.memory.catalogue.published
    )


def known(model: Method, count: int = 600) -> None:
    """`count` old items, each watched by twenty people a month ago."""
    model.publish(items(0, count, -1000))
    item = np.repeat(np.arange(count, dtype=np.int32), 20)
    user = ((item * 13 + np.tile(np.arange(20), count) * 17) % PEOPLE).astype(np.int32)
    model.update(views(user, item, -700))


class TriedAmongOld(Method):
    """Trials, and between them nothing but the first `old` items: whatever new items get, they get as trials."""

    def __init__(self, settings: TrialSettings, old: int) -> None:
        super().__init__()
        self.trial = Trial(settings, self.memory, LUCK)
        self._old = old

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        draft, trials = self.trial.draft(users, n, tick)
        old = np.arange(self._old, dtype=np.int32)
        order = np.argsort(LUCK.uniform("old", users[:, None], old), axis=1).astype(np.int32)
        unseen = ~self.memory.seen(users[:, None], order)
        draft.take(np.arange(len(users)), order, np.zeros(order.shape), unseen, Source.CHANCE)
        return self.trial.weave(draft, trials)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        raise NotImplementedError

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        raise NotImplementedError
