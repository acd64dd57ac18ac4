"""The feed of those one follows: the unseen items that they made or are a guest in, newest first.

The score is the hour of publication. Nothing is learned but who follows whom. It is what feeds were before
algorithms chose, and the baseline of Guess et al. 2023, How do social media feed algorithms affect attitudes and
behavior in an election campaign?
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import grown
from recommender.memory.catalogue import NONE
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.method import Method
from recommender.types import NO_ITEM, Explanation, Floats, Ids, Part, Slate, Source

_PAIRS = 2_000_000
"""(user, item of a followed creator) pairs looked at a time."""
_NAMED = 5
"""Watched items that an explanation names."""


class Following(Method):
    """The newest items of creators the person follows; a `Recommender`.

    People who follow nobody, and places for which nothing of theirs is unseen, get what trends, then what is
    newest.
    """

    def __init__(self, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self._sorted = 0
        """Items that have been taken in."""
        self._last = np.zeros(0, dtype=np.int32)
        """(creators,) the newest entry of each; 0 without any."""
        self._count = np.zeros(0, dtype=np.int64)
        """(creators,) entries of each."""
        self._item = np.zeros(1, dtype=np.int32)
        self._before = np.zeros(1, dtype=np.int32)
        """(entries + 1,) an item that a creator made or is a guest in, and the entry before it of the same; 0 behind
        the first. What is new adds to the end: nothing old is looked at again."""
        self._entries = 1

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n newest unseen items for each user; see the class for the rest."""
        draft = self.followed(users, n)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def followed(self, users: Ids, n: int) -> Draft:
        """The same, with places left empty where nothing of those followed is unseen."""
        draft = Draft(users, n)
        if n and len(draft.users):
            self._sort()
            row, creator = self._followed(draft.users)
            pairs = self._count[creator]
            for part in _blocks(row, pairs, _PAIRS):
                self._take_newest(draft, row[part], creator[part])
        return draft

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the hour of publication; NaN where the user follows neither the creator nor the guest."""
        published = self.memory.catalogue.published[items].astype(np.float64)
        return np.where(self.memory.followed_maker(users, items) != NONE, published, np.nan)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The creator, or else the guest, with items of theirs that the person has watched, strongest first, if they
        are followed.

        Else the one part is the trend (decayed views) or newness (hour of publication). Errors: ValueError for
        items never published.
        """
        self.memory.require(np.array([item]))
        who = np.array([user], dtype=np.int32)
        maker = int(self.memory.followed_maker(who, np.array([[item]], dtype=np.int32))[0, 0])
        if maker == NONE:
            return self.explain_without_score(user, item, tick)
        score = float(self.memory.catalogue.published[item])
        part = Part(Source.FOLLOWING, maker, score, float("nan"), self._watched(user, maker))
        return Explanation(user, item, score, Source.FOLLOWING, (part,))

    def _followed(self, users: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(row, creator) of all that the users follow, of creators who have published or been guests."""
        row, creator = self.memory.follows.of(users)
        published = creator < len(self._last)
        return row[published], creator[published]

    def _sort(self) -> None:
        """Take in new items."""
        catalogue, first = self.memory.catalogue, self._sorted
        if first == len(catalogue):
            return
        joint = first + np.flatnonzero(catalogue.guest[first:] != NONE)
        items = np.concatenate((np.arange(first, len(catalogue)), joint)).astype(np.int32)
        makers = np.concatenate((catalogue.creator[first:], catalogue.guest[joint]))
        self._sorted, held = len(catalogue), self._entries
        self._entries += len(items)
        self._item, self._before = grown(self._item, self._entries), grown(self._before, self._entries)
        self._last = grown(self._last, int(makers.max()) + 1)
        self._count = grown(self._count, len(self._last))
        self._item[held : self._entries] = items
        _link(makers, held, self._last, self._before, self._count)

    def _take_newest(self, draft: Draft, row: NDArray[np.intp], creator: NDArray[np.intp]) -> None:
        """Fill these rows with the newest of what these creators are in; all pairs of a row are here."""
        count = self._count[creator]
        item = np.empty(int(count.sum()), dtype=np.int32)
        _walk(creator, self._last, self._before, self._item, item)
        row = np.repeat(row, count)
        unseen = np.flatnonzero(~self.memory.seen(draft.users[row], item))
        row, item = row[unseen], item[unseen]
        published = self.memory.catalogue.published
        order = np.lexsort((-item, -published[item], row))
        row, item = row[order], item[order]
        # Whoever follows both makers of an item is offered it once.
        once = np.append(True, (row[1:] != row[:-1]) | (item[1:] != item[:-1]))[: len(row)]
        row, item = row[once], item[once]
        place = np.arange(len(row)) - np.searchsorted(row, row)  # among the row's own
        row, item, place = row[place < draft.n], item[place < draft.n], place[place < draft.n]
        rows, where = np.unique(row, return_inverse=True)
        newest = np.full((len(rows), draft.n), NO_ITEM, dtype=np.int32)
        newest[where, place] = item
        scores = published[newest].astype(np.float64)
        draft.take(rows, newest, scores, newest != NO_ITEM, Source.FOLLOWING)

    def _watched(self, user: int, creator: int) -> tuple[int, ...]:
        """Items of the user's row that the creator made or is a guest in, by falling strength, the lower id first
        among equals."""
        history = self.memory.history
        if user >= history.users:
            return ()
        mine = history.value[user] > 0
        items, values = history.item[user][mine], history.value[user][mine]
        catalogue = self.memory.catalogue
        theirs = (catalogue.creator[items] == creator) | (catalogue.guest[items] == creator)
        items, values = items[theirs], values[theirs]
        return tuple(int(item) for item in items[np.lexsort((items, -values))][:_NAMED])


@compiled
def _link(makers: Ids, first: int, last: Ids, before: Ids, count: NDArray[np.int64]) -> None:
    """Give the entries from `first` on to these creators."""
    for place in range(len(makers)):
        maker = makers[place]
        before[first + place] = last[maker]
        last[maker] = first + place
        count[maker] += 1


@compiled
def _walk(creators: NDArray[np.intp], last: Ids, before: Ids, item: Ids, items: Ids) -> None:
    """Write the items of each creator, one creator after the other."""
    place = 0
    for creator in creators:
        entry = last[creator]
        while entry:
            items[place] = item[entry]
            place += 1
            entry = before[entry]


def _blocks(row: NDArray[np.intp], pairs: NDArray[np.int64], most: int) -> list[slice]:
    """Cuts of the sorted column `row` between rows, with about `most` of `pairs` in each."""
    if not len(row):
        return []
    block = np.cumsum(pairs) // most
    first = np.flatnonzero(np.diff(row, prepend=-1))  # where each row begins
    cuts = first[np.flatnonzero(np.diff(block[first], prepend=-1))]
    return [slice(a, b) for a, b in zip(cuts, [*cuts[1:], len(row)], strict=True)]
