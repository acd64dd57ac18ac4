"""What goes into a recommender and what comes out: batches of columns, never one object per event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_ITEM = -1
"""Fills the places of a slate for which no item was left."""


class Source(IntEnum):
    """Why an item stands in a slate."""

    NONE = 0
    """An empty place."""
    NEIGHBOURS = 1
    """People with a similar history."""
    TOPICS = 2
    """What the person watched was about the same; of a part: the topics it shares."""
    POPULAR = 3
    """What many people watched."""
    TRENDING = 4
    """What many people watched lately."""
    NEWEST = 5
    """Published last."""
    CHANCE = 6
    """Drawn by lot."""
    TRIAL = 7
    """A new item that nobody knows yet gets its first viewers."""
    ITEMS = 8
    """Items that the same people watch as those the person watched."""
    FOLLOWING = 9
    """Creators whom the person follows."""
    FACTORS = 10
    """Tastes learned as numbers for people and items."""
    NETWORK = 11
    """A neural network."""
    BLEND = 12
    """Several methods together."""
    TAGS = 13
    """Tags of what the person watched."""
    WORDS = 14
    """Words of what the person watched."""
    KIND = 15
    """The type of what the person watched."""
    CURIOSITY = 16
    """Too little is known of the item to tell, and it may be good (upper confidence bound)."""
    HOT = 17
    """It carries a tag that is rising; of a part: that tag."""
    CHOSEN = 18
    """The person chose it themselves."""
    IDEAL = 19
    """Whoever knows the person knows that they would enjoy it."""


@dataclass(frozen=True, slots=True)
class Items:
    """New items, as known on the day they are published. All columns have n rows."""

    item: Ids
    """Ids, consecutive and rising: the first new item follows the last old one."""
    tick: Ids
    """When it was published; negative for items older than the first tick."""
    creator: Ids
    topics: NDArray[np.float32]
    """(n, topics) shares, each row sums to 1."""
    kind: NDArray[np.integer] | None = None
    """Number of the type, 0 or more; -1, or None for the column, where it is not known."""
    tags: Ids | None = None
    """(n, any) numbers of tags; -1 in empty places."""
    words: Ids | None = None
    """(n, any) numbers of the words of title and description (see `text.numbered`); -1 in empty places."""
    guest: Ids | None = None
    """A second creator who is in it; -1, or None for the column, where there is none or it is not known."""

    def __len__(self) -> int:
        return len(self.item)


ACTS = ("liked", "commented", "shared", "followed", "disliked")
"""The columns of `Interactions` that say what somebody did with what they watched."""


@dataclass(frozen=True, slots=True)
class Interactions:
    """One batch of events: who was shown what, and what they did with it. All columns have B rows."""

    user: Ids
    item: Ids
    tick: Ids
    """Hours since the start."""
    watch_s: NDArray[np.float32]
    """Seconds watched; above duration_s when replayed."""
    duration_s: NDArray[np.float32]
    liked: Flags
    commented: Flags
    shared: Flags
    followed: Flags
    disliked: Flags
    """The person pressed "not interested"."""

    def __len__(self) -> int:
        return len(self.user)

    def rows(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Interactions:
        """The events that `keep` (a mask or positions) names, in that order."""
        return Interactions(*(getattr(self, f.name)[keep] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Slate:
    """What each of A users is shown next, n places each, best first."""

    users: Ids
    """(A,)"""
    items: Ids
    """(A, n); NO_ITEM where nothing was left to show."""
    scores: Floats
    """(A, n); the method's own score, comparable within one row and source; NaN in an empty place."""
    source: NDArray[np.uint8]
    """(A, n) of `Source`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a score."""

    source: Source
    id: int
    """The neighbour's user id, the topic's number, or -1 where the part is no one's in particular."""
    share: float
    """What this part adds to the score."""
    weight: float
    """What the part was weighted by: a similarity, a topic's share; NaN where there is none."""
    items: tuple[int, ...] = ()
    """What ties the part to the user: for a neighbour, items that both watched, strongest first."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a user would be shown an item: parts that sum to the score, largest first."""

    user: int
    item: int
    score: float
    source: Source
    parts: tuple[Part, ...]
    moves: tuple[Move, ...] = ()
    """What the stages after the score did with it, in their order; those that left it where it was are not here."""


@dataclass(frozen=True, slots=True)
class Move:
    """A stage moved an item within a slate."""

    stage: str
    """Name of the stage; see `rerank`."""
    before: int
    """Place before, 0 the best; -1 if it was not among the candidates: the stage brought it in."""
    after: int
    """Place after; -1 if the stage took it out."""


class Chance(Protocol):
    """Luck with an address: the same purpose and ids give the same number, whoever asks and whenever."""

    def uniform(self, purpose: str, *ids: NDArray[np.integer] | int) -> Floats:
        """Numbers in [0, 1), shaped as the ids broadcast against each other."""
        ...


class Teachable(Protocol):
    """What learns. State changes here alone."""

    def publish(self, items: Items) -> None:
        """Take in items that exist from now on."""
        ...

    def update(self, batch: Interactions) -> None:
        """Learn from events. Users never met before are taken in."""
        ...

    def follow(self, users: Ids, creators: Ids) -> None:
        """Learn that these users (n,) follow these creators (n,) from now on, by ways that no event tells of, such
        as a live stream. Whoever follows already goes on. Errors: ValueError for negative ids."""
        ...

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users, as if they had never been met."""
        ...


class Recommender(Teachable, Protocol):
    """What every method can do. Asking changes nothing."""

    def look_ahead(self, users: Ids, n: int) -> None:
        """`recommend` is soon asked for n items for each of these users, rising, as far as anybody knows: who has much
        to look for may begin with it in other threads. No slate depends on it."""
        ...

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n items for each user, none of which that user has watched, and none twice.

        Deterministic: the same state, users and tick give the same slate, and a user's row does not
        depend on which other users are asked for.
        """
        ...

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the method's own score of the items (users, m), seen or not: the higher the better.

        It is the score that `recommend` gives the item where the method itself, and no fallback, put it
        into the slate. NaN where the method has nothing to say.
        """
        ...

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """Why `item` has its score for `user` now; the parts' shares sum to the score."""
        ...


class Methods(Teachable, Protocol):
    """Several methods by name, taught together."""

    def wake(self, *names: str, tick: int) -> None:
        """These methods, and no others, are asked for from hour `tick` on: those that cost much to follow along
        do so only now, trained at once on what is remembered."""
        ...

    def __getitem__(self, name: str) -> Recommender: ...

    def __iter__(self) -> Iterator[str]: ...
