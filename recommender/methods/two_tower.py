"""A neural network of two towers that learns from the stream of events; `towers` has its formulas.

The person's tower is a sum, and so the score is one too: what the person's own vector adds, each item watched
last, each topic of these, and the popularity of the item. See `explain`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.config import TwoTowerSettings
from recommender.growing import grown
from recommender.memory.history import strengths
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.libraries import TORCH
from recommender.methods.method import Method
from recommender.methods.products import products, take_best
from recommender.methods.recent import Recent, remembered
from recommender.methods.towers import Examples, Towers
from recommender.types import (
    NO_ITEM,
    Chance,
    Explanation,
    Flags,
    Floats,
    Ids,
    Interactions,
    Items,
    Part,
    Slate,
    Source,
)

_MOST = 10.0
"""Strength from which on an event weighs no more."""
_PAIRS = 200_000
"""Pairs scored at a time."""


class TwoTower(Method):
    """Two towers trained online; a `Recommender`.

    Only events with a strength above 0 are learned from, in the order in which they come, `batch` at a time:
    what is left over waits for the next. People of whom nothing is known get what trends, then what is newest.
    `forget` removes a person's vector, the items they watched last and what waits to be learned from; what the
    vectors of items and topics learned from them before stays until the method is woken anew. It is not exact.
    """

    def __init__(self, settings: TwoTowerSettings, chance: Chance, memory: Memory | None = None) -> None:
        """Errors: MissingLibrary without PyTorch."""
        TORCH.require("two-tower")
        super().__init__(memory)
        self.settings = settings
        self._chance = chance
        self._clear()

    def rest(self) -> None:
        """Hold nothing."""
        self.resting = True
        self._clear()

    def wake(self, tick: int) -> None:
        """Learn from scratch from R at hour `tick`: each person's newest entries, shuffled, `wake_epochs` times."""
        self.resting = False
        self._clear()
        users, items, felt = remembered(self.memory.history, tick, self.settings.wake_events)
        examples = self._examples(users, items, felt)
        for epoch in range(self.settings.wake_epochs):
            luck = self._chance.uniform("two-tower order", epoch, np.arange(len(examples)))
            self._waiting = self._waiting.then(examples.rows(np.argsort(luck, kind="stable")))
            self._train()

    def took_in(self, items: Items) -> None:
        """New items have vectors at once, by their traits."""
        if not self.resting:
            self._towers.grow(0)
            self._vectors = None

    def learned(self, batch: Interactions) -> None:
        """Train on the events, as far as they fill batches."""
        if self.resting or not len(batch):
            return
        felt = strengths(batch, self.memory.history.settings.strength)
        kept = felt > 0
        self._waiting = self._waiting.then(self._examples(batch.user[kept], batch.item[kept], felt[kept]))
        self._train()

    def forgot(self, users: Ids) -> None:
        """See the class."""
        self._recent.forget(users)
        self._towers.people.reset(users)
        self._waiting = self._waiting.rows(~np.isin(self._waiting.users, users))

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling score."""
        draft = Draft(users, n)
        person, known = self._people(draft.users)
        first = max(0, self.memory.items - self.settings.candidates)
        candidates = np.arange(first, self.memory.items, dtype=np.int32)
        rows = np.flatnonzero(known)
        if len(rows):
            item = self._item_vectors()[candidates]
            seen, threads = self.memory.seen, self.settings.threads
            take_best(draft, rows, person[rows], candidates, item, seen, Source.NETWORK, threads)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) logits, of any sign; NaN for people of whom nothing is known."""
        users = np.asarray(users, dtype=np.int32)
        result = np.full(items.shape, np.nan)
        person, known = self._people(users)
        if not known.any():
            return result
        vectors = self._item_vectors()
        step = max(1, _PAIRS // max(items.shape[1], 1))
        for begin in range(0, len(users), step):
            part = slice(begin, begin + step)
            scores = products(person[part], vectors[items[part]])
            result[part] = np.where(known[part, None], scores, np.nan)
        return result

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """What makes the score, largest first; a share may be below 0.

        NETWORK parts are the items watched last (weight: their share in the mean) and, with id -1, the person's
        own vector; TOPICS parts the topics of these items (weight: their share); the POPULAR part is the item's
        popularity. Where nothing is known of the person, the one part is the trend (decayed views) or newness
        (hour of publication). Errors: ValueError for items never published.
        """
        self.memory.require(np.array([item]))
        who = np.array([user], dtype=np.int32)
        if not self._knows(who)[0]:
            return self.explain_without_score(user, item, tick)
        vector = self._item_vectors()[item]
        recent = self._recent.of(who)
        watched = recent[recent != NO_ITEM]
        topics = self._towers.topics_of(recent)[0]
        numbers, times = np.unique(watched, return_counts=True)

        def shares(rows: NDArray[np.floating], weights: Floats) -> list[float]:
            return [float(x) for x in (rows.astype(np.float64) @ vector[:-1]) * weights]

        parts = [Part(Source.POPULAR, -1, float(vector[-1]), float("nan"))]
        (own,) = shares(self._own(who), np.ones(1))
        parts.append(Part(Source.NETWORK, -1, own, float("nan")))
        weights = times / len(watched)
        for number, share, weight in zip(
            numbers, shares(self._towers.watched.values[numbers], weights), weights, strict=True
        ):
            parts.append(Part(Source.NETWORK, int(number), share, float(weight)))
        for topic, share in enumerate(shares(self._towers.profile.values[: len(topics)], topics)):
            if topics[topic] > 0:
                parts.append(Part(Source.TOPICS, topic, share, float(topics[topic])))
        parts.sort(key=lambda part: (-part.share, part.source, part.id))
        return Explanation(user, item, sum(part.share for part in parts), Source.NETWORK, tuple(parts))

    def _clear(self) -> None:
        self._towers = Towers(self.settings, self.memory.catalogue, self._chance)
        if not self.resting:
            self._towers.grow(0)
        self._recent = Recent(self.settings.recent)
        nobody = np.zeros(0, dtype=np.int32)
        self._waiting = self._examples(nobody, nobody, np.zeros(0))
        self._steps = 0
        """Batches learned from."""
        self._last = np.zeros(0, dtype=np.int64)
        """(items,) 1 + the batch that held each last; 0 if none did."""
        self._gap = np.zeros(0)
        """(items,) batches from one that holds the item to the next, a running mean."""
        self._vectors: Floats | None = None
        """(items, dimensions + 1) of `Towers.vectors`, made when first asked for since the last change."""

    def _examples(self, users: Ids, items: Ids, felt: Floats) -> Examples:
        """Events with what the person had watched before each."""
        weights = np.minimum(felt, _MOST).astype(np.float32)
        return Examples(users, items, weights, self._recent.follow(users, items))

    def _train(self) -> None:
        """Learn from what waits, in full batches."""
        size = self.settings.batch
        whole = len(self._waiting) // size * size
        if not whole:
            return
        self._towers.grow(int(self._waiting.users.max()) + 1)
        for begin in range(0, whole, size):
            batch = self._waiting.rows(slice(begin, begin + size))
            self._towers.learn(batch, self._log_q(batch.items))
        self._waiting = self._waiting.rows(slice(whole, None))
        self._vectors = None

    def _log_q(self, items: Ids) -> Floats:
        """(B,) log of the probability that a batch holds each item: 1 / its mean gap (Yi et al., algorithm 2).

        An item's first gap is that of items on average.
        """
        self._steps += 1
        self._last, self._gap = grown(self._last, self.memory.items), grown(self._gap, self.memory.items)
        distinct = np.unique(items)
        gap = np.where(
            self._last[distinct] > 0,
            0.9 * self._gap[distinct] + 0.1 * (self._steps - self._last[distinct]),
            max(1.0, self.memory.items / self.settings.batch),
        )
        self._gap[distinct], self._last[distinct] = gap, self._steps
        return -np.log(self._gap[items])

    def _item_vectors(self) -> Floats:
        if self._vectors is None:
            self._vectors = self._towers.vectors()
        return self._vectors

    def _knows(self, users: Ids) -> Flags:
        """(users,) something has been learned, and something is known of the person."""
        watched = (self._recent.of(users) != NO_ITEM).any(axis=1)
        return watched & (self._steps > 0)

    def _own(self, users: Ids) -> Floats:
        """(users, dimensions) the person's own vector."""
        table = self._towers.people
        met = users < table.count
        own = np.zeros((len(users), self.settings.dimensions))
        own[met] = table.values[users[met]]
        return own

    def _people(self, users: Ids) -> tuple[Floats, Flags]:
        """x (users, dimensions + 1), the last 1 for popularity, and of whom something is known."""
        known = self._knows(users)
        x = np.ones((len(users), self.settings.dimensions + 1))
        if not known.any():
            return x, known
        recent = self._recent.of(users)
        there = recent != NO_ITEM
        share = there / np.maximum(there.sum(axis=1), 1)[:, None]
        total = self._own(users)
        for slot in range(recent.shape[1]):
            rows = self._towers.watched.values[np.maximum(recent[:, slot], 0)]
            total += rows.astype(np.float64) * share[:, slot, None]
        topics = self._towers.topics_of(recent)
        for topic in range(topics.shape[1]):
            total += topics[:, topic, None] * self._towers.profile.values[topic].astype(np.float64)
        x[:, :-1] = total
        return x, known
