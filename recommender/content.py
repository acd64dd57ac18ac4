"""Recommending by topic: items whose topics resemble what the person watched.

    profile(u) = sum over u's items of R(u, i) topics(i)          score(u, i) = cosine(profile(u), topics(i))

The cosine does not ask whether the sum is divided by the sum of R, so this is the strength-weighted mean
topic vector. Many items have the same topics; scores that agree to six places count as tied, and ties are
drawn by lot for user and item, or everyone with one taste would be shown the same few items for ever.
Source of the method: Pazzani and Billsus 2007, Content-based recommendation systems.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.audience import Audience, single
from recommender.config import ContentSettings, HistorySettings
from recommender.fill import Draft, fall_back
from recommender.growing import grown
from recommender.history import History
from recommender.types import Chance, Explanation, Floats, Ids, Interactions, Items, Part, Slate, Source

_TIED = 1e-6
"""Scores are compared in steps of this; the lot decides within one."""
_NAMED = 5
"""Watched items that an explanation names per topic."""
_BLOCK = 2_000_000
"""Pairs scored at a time."""


class ContentBased:
    """Items like those watched, among the newest `candidates`; a `Recommender`.

    People without a profile, and places for which no candidate shares a topic, get what trends, then what is
    newest.
    """

    def __init__(self, settings: ContentSettings, history: HistorySettings, chance: Chance) -> None:
        self.settings = settings
        self.audience = Audience(settings.trending)
        self.history = History(history, self.audience.seen)
        self._chance = chance
        self._topics = np.zeros((0, 0), dtype=np.float32)

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless ids go on where they ended, with as many topics."""
        if not len(items):
            return
        topics = items.topics.shape[1]
        if self.audience.items and topics != self._topics.shape[1]:
            raise ValueError(
                f"new items must have {self._topics.shape[1]} topics as the old ones, not {topics}"
            )
        self.audience.publish(items)
        if not self._topics.shape[1]:
            self._topics = np.zeros((0, topics), dtype=np.float32)
        self._topics = grown(self._topics, self.audience.items, topics)
        self._topics[items.item] = items.topics

    def update(self, batch: Interactions) -> None:
        """Learn from events. Errors: ValueError for items never published and negative users."""
        fresh = self.audience.watch(batch)
        self.history.learn(batch, fresh)

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling cosine with the user's profile."""
        draft = Draft(users, n)
        first = max(0, self.audience.items - self.settings.candidates)
        candidates = np.arange(first, self.audience.items, dtype=np.int32)
        if len(candidates) and n:
            step = max(1, _BLOCK // len(candidates))
            for begin in range(0, len(draft.users), step):
                self._take_best(draft, np.arange(begin, min(begin + step, len(draft.users))), candidates)
        fall_back(draft, self.audience, tick)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The topics that profile and item share, largest first, each with watched items that have it.

        Where they share none, the one part is the trend (decayed views) or newness (hour of publication).
        Errors: ValueError for items never published.
        """
        one = np.array([item], dtype=np.int32)
        self.audience.require(one)
        profile = self._profiles(np.array([user], dtype=np.int32))[0]
        shares = profile * _unit(self._topics[one])[0]
        if shares.sum() <= _TIED / 2:
            trend = float(self.audience.trending(tick)[item])
            if trend > 0:
                return single(user, item, Source.TRENDING, trend)
            return single(user, item, Source.NEWEST, float(self.audience.published[item]))
        parts = [
            Part(
                Source.TOPICS,
                int(t),
                float(shares[t]),
                float(profile[t] / profile.sum()),
                self._with(user, int(t)),
            )
            for t in np.argsort(-shares, kind="stable")
            if shares[t] > 0
        ]
        return Explanation(user, item, float(shares.sum()), Source.TOPICS, tuple(parts))

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        users = np.asarray(users, dtype=np.int32)
        self.history.forget(users)
        self.audience.forget(users)

    def _profiles(self, users: Ids) -> Floats:
        """(users, topics) of length 1, or 0 without a history."""
        profile = np.zeros((len(users), self._topics.shape[1]))
        known = users < self.history.users
        values = self.history.value[users[known]].astype(np.float64)
        items = self.history.item[users[known]]
        for topic in range(profile.shape[1]):
            # A running sum, not a product of matrices: a person's row must not depend on who else is asked.
            profile[known, topic] = np.add.accumulate(values * self._topics[items, topic], axis=1)[:, -1]
        return _unit(profile)

    def _take_best(self, draft: Draft, rows: NDArray[np.intp], candidates: Ids) -> None:
        """Fill these rows with the candidates closest to their profiles."""
        users = draft.users[rows]
        topics = _unit(self._topics[candidates])
        score = np.zeros((len(rows), len(candidates)))
        for mine, theirs in zip(self._profiles(users).T, topics.T, strict=True):
            score += mine[:, None] * theirs
        step = np.rint(score / _TIED)
        key = step + self._chance.uniform("content", users[:, None], candidates)
        key[(step < 1) | self.audience.seen(users[:, None], candidates)] = -1.0
        n = min(draft.n, len(candidates))
        best = np.argpartition(key, len(candidates) - n, axis=1)[:, len(candidates) - n :]
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(key, best, axis=1), axis=1), axis=1)
        allowed = np.take_along_axis(key, best, axis=1) > 0
        draft.take(rows, candidates[best], np.take_along_axis(score, best, axis=1), allowed, Source.TOPICS)

    def _with(self, user: int, topic: int) -> tuple[int, ...]:
        """Watched items by falling strength in `topic`."""
        items, values = self.history.item[user], self.history.value[user]
        felt = values * self._topics[items, topic]
        order = np.lexsort((items, -felt))[:_NAMED]
        return tuple(int(items[slot]) for slot in order if felt[slot] > 0)


def _unit(rows: NDArray[np.floating]) -> Floats:
    """Each row scaled to length 1; rows of zeros stay."""
    wide = rows.astype(np.float64)
    length = np.sqrt(np.add.accumulate(wide**2, axis=1)[:, -1:])
    return np.divide(wide, length, out=np.zeros(wide.shape), where=length > 0)
