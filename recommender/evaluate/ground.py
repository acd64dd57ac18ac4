"""The ground all methods are measured on: the events to learn from, the items, and what is right in the test.

Nothing here needs memory for people x items: what is right is a list of pairs.

Items that nobody met before the test are published first, as if they were old: that they will be watched is
knowledge of the future, which must not make them the newest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.datasets.log import Log, LogError
from recommender.evaluate.split import LogSplit
from recommender.metrics import Viewings
from recommender.types import NO_ITEM, Flags, Ids, Interactions, Items

Disturbance = Callable[[Interactions], Interactions]
"""Changes the training events before anything learns from them: noise, bots, opt-outs. People may be added, items
not; events must stay in order of time."""


class Ground:
    """What all methods are measured on; items renumbered in the order in which they were published."""

    def __init__(
        self,
        log: Log,
        parts: LogSplit,
        relevant: float,
        disturb: Sequence[Disturbance],
        repeats: bool = False,
    ) -> None:
        """`relevant` is the watch ratio from which something watched in the test is right; with `repeats` also what
        the person had met before. Errors: LogError if nothing is left to learn from, ValueError if a disturbance makes
        up items."""
        events = log.interactions()
        clean, test = events.rows(parts.train), events.rows(parts.test)
        renumbered, self.items = published(log, clean)
        clean, test = _renamed(clean, renumbered), _renamed(test, renumbered)
        self.train = clean
        for change in disturb:
            self.train = change(self.train)
        self.test = test
        if not len(self.train):
            raise LogError(f"{log.name} leaves nothing to learn from once it is disturbed")
        if int(self.train.item.max()) >= len(self.items):
            raise ValueError("a disturbance must not make up items")
        self.log = log
        self.users = len(log.users)
        self._met = np.unique(clean.user.astype(np.int64) * len(self.items) + clean.item)
        before = np.zeros(0, dtype=np.int64) if repeats else self._met
        self.people, self.row, self.item = _relevant(before, test, relevant, len(self.items))
        """Whom slates are made for, and the pairs (row of the slate, item) that are right."""
        self.relevant = np.bincount(self.row, minlength=len(self.people))
        self.viewings = Viewings.of(clean.user, clean.item, self.users, len(self.items))
        self.features = None
        if log.features is not None:
            self.features = np.zeros(log.features.topics.shape, dtype=np.float32)
            self.features[renumbered] = log.features.topics

    @property
    def now(self) -> int:
        """The hour in which slates are asked for: the first after training."""
        return int(self.train.tick.max()) + 1

    def met(self, people: Ids) -> Ids:
        """(people, most) what each of these met while learning, NO_ITEM in the places left over."""
        span = np.int64(len(self.items))
        begin, end = (np.searchsorted(self._met, (people + more) * span) for more in (0, 1))
        most = int((end - begin).max(initial=0))
        at = begin[:, None] + np.arange(most)
        own = self._met[np.minimum(at, len(self._met) - 1)] % span
        return np.where(at < end[:, None], own, NO_ITEM).astype(np.int32)


def published(log: Log, train: Interactions) -> tuple[Ids, Items]:
    """New numbers of the log's items, and the items in that order: never met first, then by the hour first met."""
    first = np.full(len(log.items), -1, dtype=np.int32)
    first[train.item[::-1]] = train.tick[::-1]
    order = np.argsort(first, kind="stable")
    renumbered = np.empty(len(order), dtype=np.int32)
    renumbered[order] = np.arange(len(order), dtype=np.int32)
    ids = np.arange(len(order), dtype=np.int32)
    if log.features is None:
        topics = np.ones((len(order), 1), dtype=np.float32)
    else:
        topics = log.features.topics[order]
        # An item of which nothing is known is a little of everything.
        topics = np.where(topics.any(axis=1, keepdims=True), topics, np.float32(1 / topics.shape[1]))
    # Logs do not name creators: every item has its own.
    return renumbered, Items(ids, first[order], ids, topics)


def _renamed(events: Interactions, renumbered: Ids) -> Interactions:
    return replace(events, item=renumbered[events.item])


def _relevant(
    before: NDArray[np.int64], test: Interactions, ratio: float, items: int
) -> tuple[Ids, NDArray[np.intp], Ids]:
    """People with anything right in the test, and the right pairs by the person's row: watched for long enough or
    liked, not disliked, and not among the pairs met `before` (rising), as nothing met is usually recommended."""
    good = test.watch_s >= ratio * test.duration_s
    good |= test.liked | test.commented | test.shared | test.followed
    good &= ~test.disliked
    span = max(items, 1)
    pairs = np.unique(test.user[good].astype(np.int64) * span + test.item[good])
    pairs = pairs[~_within(pairs, before)]
    user, item = np.divmod(pairs, span)
    people, row = np.unique(user, return_inverse=True)
    return people.astype(np.int32), row, item.astype(np.int32)


def _within(keys: NDArray[np.int64], ordered: NDArray[np.int64]) -> Flags:
    if not len(ordered):
        return np.zeros(len(keys), dtype=np.bool_)
    return ordered[np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)] == keys
