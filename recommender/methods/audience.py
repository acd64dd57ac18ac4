"""Whom an item on trial is tried on: anyone by lot, followers of those who made it first, or people with its topics.

This chooses which person gets which item. Which items' turn it is has been settled before, so that everyone's get
their trial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.growing import spans
from recommender.memory.memory import Memory
from recommender.memory.mix import mixed
from recommender.memory.rows import Rows, holds
from recommender.methods.lots import DRAWS, drawn
from recommender.types import NO_ITEM, Chance, Flags, Floats, Ids

_LOT, _FOLLOWER = "trial", "trial follower"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked when, and what they can be asked to try."""

    users: Ids
    """(users,)"""
    tick: int
    places: Flags
    """(users, n) the places of their slates to be filled."""
    pool: Ids
    """(m,) items whose turn it is."""
    missing: NDArray[np.integer]
    """(m,) viewers that each lacks, 1 or more."""
    memory: Memory
    chance: Chance


def by_lot(of: Asking) -> Ids:
    """(users, n) an item drawn by lot in each place, unseen by its user and once per row; NO_ITEM where none is."""
    return drawn(of.places, of.pool, of.users, of.tick, of.memory, of.chance, _LOT)


def followers_first(of: Asking) -> Ids:
    """As `by_lot`, but the first places go to items whose creator or guest the user follows.

    A follower is asked in an hour with the chance missing viewers / followers (those of whom anything is remembered),
    at most 1: were all of them there, no more would be expected to come than are missing. Which of several items comes
    first is drawn by lot.
    """
    items = np.full(of.places.shape, NO_ITEM, dtype=np.int32)
    row, at = _followed(of)
    makers = of.memory.catalogue.creator[of.pool], of.memory.catalogue.guest[of.pool]
    followers = sum(of.memory.follows.followers(maker, of.memory.history.met) for maker in makers)
    luck = of.chance.uniform(_FOLLOWER, of.users[row], of.pool[at], of.tick) * (followers / of.missing)[at]
    asked = (luck < 1) & ~of.memory.seen(of.users[row], of.pool[at])
    row, at, luck = row[asked], at[asked], luck[asked]
    order = np.lexsort((luck, row))
    row, at = row[order], at[order]
    turn = _turns(row)
    rows, columns, _, counts = _ranked(of.places)
    fits = turn < counts[row]
    row, at, turn = row[fits], at[fits], turn[fits]
    first = np.searchsorted(rows, row) + turn
    items[row, columns[first]] = of.pool[at]
    rest = of.places & (items == NO_ITEM)
    return drawn(rest, of.pool, of.users, of.tick, of.memory, of.chance, _LOT, items)


def _followed(of: Asking) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs (row, place in the pool) of users and the items by whose creator or guest each follows, once each."""
    who, followed = of.memory.follows.of(of.users)
    pairs: list[NDArray[np.int64]] = []
    for made_by in (of.memory.catalogue.creator[of.pool], of.memory.catalogue.guest[of.pool]):
        order = np.argsort(made_by, kind="stable")
        makers = made_by[order]
        first = np.searchsorted(makers, followed)
        count = np.searchsorted(makers, followed, side="right") - first
        pairs.append(np.repeat(who, count) * np.int64(len(of.pool)) + order[spans(first, count)])
    row, at = np.divmod(np.unique(np.concatenate(pairs)), max(len(of.pool), 1))
    return row, at


def by_topics(of: Asking) -> Ids:
    """As `by_lot`, but each place gets of eight items drawn the one with the highest cosine of its topics with the
    user's own mix (see `memory.mix`), the first drawn among equals. People without a history get what the lot gives."""
    users, history, catalogue = of.users, of.memory.history, of.memory.catalogue
    places, kinds = of.places.shape, int(catalogue.topics.shape[1])
    row, column = np.divmod(np.flatnonzero(of.places), max(places[1], 1))
    draws = (DRAWS * column[:, None] + np.arange(DRAWS)).reshape(-1)
    luck = of.chance.uniform(_LOT, users.take(row).repeat(DRAWS), of.tick, draws)
    items = np.full(places, NO_ITEM, dtype=np.int32)
    own = np.empty(kinds)
    _choose(
        np.ascontiguousarray(users), of.pool, row, column, luck, history.item, history.value, history.taken,
        catalogue.topics, catalogue.sole, own, of.memory.seen.rows, items,
    )  # fmt: skip
    return items


@compiled
def _choose(
    users: Ids,
    pool: Ids,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    luck: Floats,
    item: Ids,
    value: NDArray[np.float32],
    taken: NDArray[np.int64],
    topics: NDArray[np.float32],
    sole: Ids,
    own: Floats,
    seen: Rows,
    items: Ids,
) -> None:
    """Fill the places `row`, `column` of `items` (users, n), row by row, each from its draws `luck` (places * DRAWS,)
    of the pool. The next five are as in `mixed`, `own` (topics,) is room.

    Cosines up to a factor for each row, which changes no order within it.
    """
    end = 0
    while end < len(row):
        first, r = end, row[end]
        while end < len(row) and row[end] == r:
            end += 1
        who = int(users[r])
        if mixed(who, item, value, taken, topics, sole, own):
            for place in range(first, end):
                best = -1.0
                for draw in range(DRAWS * place, DRAWS * (place + 1)):
                    one = pool[int(luck[draw] * len(pool))]
                    match = _cosine(own, topics, sole, one)
                    if match > best and _is_new(seen, who, one, items[r], column, first, end):
                        best, items[r, column[place]] = match, one
            continue
        for draw in range(
            DRAWS
        ):  # as `lots.drawn`: everyone's first draw, then the next of those who need one
            for place in range(first, end):
                one = pool[int(luck[DRAWS * place + draw] * len(pool))]
                empty = items[r, column[place]] == NO_ITEM
                if empty and _is_new(seen, who, one, items[r], column, first, end):
                    items[r, column[place]] = one


@compiled_part
def _cosine(own: Floats, topics: NDArray[np.float32], sole: Ids, item: int) -> float:
    """Of the item's topics with `own`, times the length of `own`."""
    if sole[item] >= 0:
        return float(own[sole[item]])
    square, match = 0.0, 0.0
    for t in range(len(own)):
        square += np.float64(topics[item, t]) ** 2
    length = np.sqrt(square)
    # A running sum, not a product of matrices: a person's row must not depend on who else is asked.
    for t in range(len(own) if length > 0.0 else 0):
        match += own[t] * (topics[item, t] / length)
    return match


@compiled_part
def _is_new(
    seen: Rows, user: int, item: int, items: Ids, column: NDArray[np.int64], first: int, end: int
) -> bool:
    """Whether a user has not seen the item, and it is in none of these places of their slate."""
    twice = False
    for place in range(first, end):
        twice |= items[column[place]] == item
    return not twice and not holds(seen, user, item)


def _ranked(
    places: Flags,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The places as rows and columns, the how manieth of its row each is, and how many (users,) there are."""
    rows, columns = np.nonzero(places)
    return rows, columns, _turns(rows), places.sum(axis=1)


def _turns(groups: NDArray[np.integer]) -> NDArray[np.intp]:
    """Per place of a rising column, how many earlier ones hold the same value."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)
