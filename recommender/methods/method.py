"""The frame of every method: a memory, perhaps shared, and what the method derives from it for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from recommender.memory.memory import Memory
from recommender.types import Explanation, Floats, Ids, Interactions, Items, Part, Slate, Source


class Method(ABC):
    """A `Recommender` over a memory.

    Alone it is taught by `publish`, `update`, `follow` and `forget`. Methods that share a memory are taught by their
    `Suite`, which changes the memory once and then lets each follow by `took_in`, `learned` and `forgot`.

    A method that is trained costs much to follow along. In a suite it rests until it is asked for (`Suite.wake`):
    it learns nothing and holds nothing, and what it recommends is what trends. Waking trains it at once on
    what the memory remembers, so that it is a function of the memory and the hour at which it was woken, and of
    what it learns from then on. Alone it is awake from the start; `wake` then trains it anew.
    """

    resting = False
    """Does it not follow along? Only trained methods ever rest."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless their ids go on where the old ones ended."""
        self.memory.publish(items)
        self.took_in(items)

    def update(self, batch: Interactions) -> None:
        """Learn from events. Errors: ValueError for items never published and negative users."""
        self.expect(batch)
        self.memory.learn(batch)
        self.learned(batch)

    def follow(self, users: Ids, creators: Ids) -> None:
        """Learn that these users (n,) follow these creators (n,). Errors: ValueError for negative ids."""
        self.memory.follow(users, creators)

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        users = np.asarray(users, dtype=np.int32)
        self.memory.forget(users)
        self.forgot(users)

    def took_in(self, items: Items) -> None:  # noqa: B027 - most methods derive nothing
        """The memory has taken in these items."""

    def expect(self, batch: Interactions) -> None:  # noqa: B027
        """The memory is about to learn from these events, and still is as it was before them."""

    def learned(self, batch: Interactions) -> None:  # noqa: B027
        """The memory has learned from these events."""

    def forgot(self, users: Ids) -> None:  # noqa: B027
        """The memory has forgotten these users."""

    def rest(self) -> None:  # noqa: B027
        """Forget what was trained and follow along no more. Methods that are not trained do not rest."""

    def wake(self, tick: int) -> None:  # noqa: B027
        """Train at once on all that is remembered at hour `tick`, and follow along from now on."""

    def look_ahead(self, users: Ids, n: int) -> None:  # noqa: B027
        """See `Recommender`."""

    @abstractmethod
    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """See `Recommender`."""

    @abstractmethod
    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """See `Recommender`."""

    @abstractmethod
    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """See `Recommender`."""

    def explain_without_score(self, user: int, item: int, tick: int) -> Explanation:
        """What else would show an item that the method has no score for: the trend (decayed views), or its
        newness (the hour of publication)."""
        trend = float(self.memory.trending(tick)[item])
        if trend > 0:
            return single(user, item, Source.TRENDING, trend)
        return single(user, item, Source.NEWEST, float(self.memory.catalogue.published[item]))


def single(user: int, item: int, source: Source, score: float) -> Explanation:
    """A score that is no one's in particular."""
    part = Part(source, -1, score, float("nan"))
    return Explanation(user, item, score, source, (part,))
