"""Whom an item on trial is tried on: anyone by lot, followers of those who made it first, or people with its topics.

This chooses which person gets which item. Which items' turn it is has been settled before, so that everyone's get
their trial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import spans
from recommender.memory.memory import Memory
from recommender.memory.mix import mix
from recommender.memory.rows import Rows, holds
from recommender.methods.lots import DRAWS, drawn
from recommender.methods.traits import unit
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
    own = mix(of.users, of.memory)
    felt = own.sum(axis=1) > 0
    items = np.full(of.places.shape, NO_ITEM, dtype=np.int32)
    if not felt.all():
        items = drawn(of.places & ~felt[:, None], of.pool, of.users, of.tick, of.memory, of.chance, _LOT)
    rows, columns = map(np.ascontiguousarray, np.nonzero(of.places & felt[:, None]))
    draws = np.arange(DRAWS) + DRAWS * columns[:, None]
    luck = of.chance.uniform(_LOT, of.users[rows].repeat(DRAWS), of.tick, draws.reshape(-1))
    at = (luck * len(of.pool)).astype(np.int64).reshape(draws.shape)
    topics = unit(of.memory.catalogue.topics[of.pool])
    _choose(
        np.ascontiguousarray(of.users), of.pool, own, topics, rows, columns, at, of.memory.seen.rows, items
    )
    return items


@compiled
def _choose(
    users: Ids,
    pool: Ids,
    own: Floats,
    topics: Floats,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    at: NDArray[np.int64],
    seen: Rows,
    items: Ids,
) -> None:
    """Fill the places `rows`, `columns` of `items` (users, n), row by row, each from its draws `at` (places, draws) of
    the pool: with the highest cosine of `own` (users, topics) and `topics` (pool, topics), unseen and once a row.

    Cosines up to a factor for each row, which changes no order within it.
    """
    for place in range(len(rows)):
        row, best = rows[place], -1.0
        for draw in range(at.shape[1]):
            item, match = pool[at[place, draw]], 0.0
            # A running sum, not a product of matrices: a person's row must not depend on who else is asked.
            for topic in range(topics.shape[1]):
                match += own[row, topic] * topics[at[place, draw], topic]
            if match > best and not holds(seen, int(users[row]), int(item)):
                twice = False
                for other in range(columns[place]):
                    twice |= items[row, other] == item
                if not twice:
                    best = match
                    items[row, columns[place]] = item


def _ranked(
    places: Flags,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The places as rows and columns, the how manieth of its row each is, and how many (users,) there are."""
    rows, columns = np.nonzero(places)
    return rows, columns, _turns(rows), places.sum(axis=1)


def _turns(groups: NDArray[np.integer]) -> NDArray[np.intp]:
    """Per place of a rising column, how many earlier ones hold the same value."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)
