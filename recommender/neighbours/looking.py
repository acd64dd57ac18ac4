"""Compiled: who the neighbours of some people are and which of their items are best, in one go that hands share in."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.config import UserCFSettings
from recommender.hands import Counters, Shared, raised, rest, sleep, told, until
from recommender.memory.rows import Rows
from recommender.neighbours.kernels import top_items
from recommender.neighbours.sieve import by_product, pack
from recommender.types import NO_ITEM, Floats, Ids

_NEXT_TILE, _PACKED, _FIRST = 1, 2, 3
"""Counters: the next tile to pack, tiles packed, and from here on the two of each round over the rows."""


class Packs(NamedTuple):
    """By what the users of some tiles are packed, and room for what comes of it; see `sieve.pack`."""

    column: Ids
    raters: Ids
    begin: Ids
    """(tiles, items), as `end`."""
    end: Ids
    at: NDArray[np.int64]
    """(tiles,) from where on a tile's entries are in `user` and `unit`."""
    user: NDArray[np.uint16]
    unit: NDArray[np.float32]
    dense: NDArray[np.float32]
    """(tiles, columns, users)."""


class Choosing(NamedTuple):
    """What `top_items` is told beside the rows and their neighbours."""

    against_item: Ids
    against_value: NDArray[np.float32]
    against_held: NDArray[np.int64]
    weight: Floats
    seen: Rows
    items: int
    best: Ids
    """(rows, n) to write to, as `scores`; nothing is chosen where n is 0."""
    scores: Floats


class Looking(NamedTuple):
    """One that hands may have begun; all of it is there once `shared` is finished."""

    rows: Ids
    settings: UserCFSettings
    stamp: int
    """Of the history."""
    shared: Shared
    ids: Ids
    sims: Floats
    best: Ids
    """(rows, n) items, and their scores, as a `Choosing` has them."""
    scores: Floats

    def finish(self) -> Looking:
        """The same, done."""
        self.shared.finish()
        return self


def room_to_pack(
    held: NDArray[np.integer], tiles: list[tuple[int, int]], column: Ids, columns: int, raters: Ids
) -> Packs:
    """For users, one after the other in all tiles, who hold so many items each."""
    starts = np.array([first - tiles[0][0] for first, _ in tiles], dtype=np.int64)
    before = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(held, dtype=np.int64)))
    begin, end = np.empty((2, len(tiles), len(column)), dtype=np.int32)
    longest = max(last - first for first, last in tiles)
    return Packs(
        column,
        raters,
        begin,
        end,
        before[starts],
        np.empty(before[-1], dtype=np.uint16),
        np.empty(before[-1], dtype=np.float32),
        np.empty((len(tiles), columns, longest), dtype=np.float32),
    )


def nothing_packed(tiles: int) -> Packs:
    """Where everyone is compared exactly."""
    none, rows = np.zeros(0, dtype=np.int32), np.zeros((tiles, 0), dtype=np.int32)
    return Packs(
        none,
        none,
        rows,
        rows,
        np.zeros(tiles, dtype=np.int64),
        np.zeros(0, dtype=np.uint16),
        np.zeros(0, dtype=np.float32),
        np.zeros((tiles, 0, 0), dtype=np.float32),
    )


def nothing_chosen(rows: int) -> Choosing:
    """Where only neighbours are looked for."""
    table, none = np.zeros((0, 0), dtype=np.int32), np.zeros(0, dtype=np.int32)
    places = np.zeros(0, dtype=np.int64)
    return Choosing(
        table, table.astype(np.float32), places, np.zeros(0), Rows(none, places, none), 0, *room_to_choose(rows, 0)
    )  # fmt: skip


def room_to_choose(rows: int, n: int) -> tuple[Ids, Floats]:
    """(rows, n) NO_ITEM, and NaN."""
    return np.full((rows, n), NO_ITEM, dtype=np.int32), np.full((rows, n), np.nan)


@compiled
def looking(memory: Counters, what: Any, stays: bool) -> None:
    """Offer the users of every tile, those from each entry of `tiles` up to the next, to the heaps of the rows; then
    choose. `what` is counters, the rows of `by_product`, tiles, and then its arguments with `Packs` before those that
    begin with `sieve`, and `Choosing`; `stays` is as `hands.begun` has it.
    """
    # One function, since whatever calls another one has all of its code compiled once more.
    while True:
        if stays:
            sleep(memory)
        (
            counts, rows, tiles, users, item, value, held, weight, centre, own, likely,
            column, raters, begin, end, place, user, unit, dense,
            sieve, floor, ids, sims, found,
            against_item, against_value, against_held, weights, seen, items, best, scores,
        ) = told(memory, what) if stays else what  # fmt: skip
        many = len(tiles) - 1
        tile = raised(counts, _NEXT_TILE) if sieve else many
        while tile < many:
            pack(
                tiles[tile],
                tiles[tile + 1],
                item,
                value,
                held,
                centre,
                own,
                column,
                raters,
                begin[tile],
                end[tile],
                user[place[tile] :],
                unit[place[tile] :],
                dense[tile],
            )
            raised(counts, _PACKED)
            tile = raised(counts, _NEXT_TILE)
        until(counts, _PACKED, many if sieve else 0)
        for tile in range(many):
            by_product(
                counts,
                _FIRST + 2 * tile,
                rows,
                tiles[tile],
                tiles[tile + 1],
                users,
                item,
                value,
                held,
                weight,
                centre,
                own,
                likely,
                begin[tile],
                end[tile],
                user[place[tile] :],
                unit[place[tile] :],
                dense[tile],
                sieve,
                floor,
                ids,
                sims,
                found,
            )
            until(counts, _FIRST + 2 * tile + 1, len(rows))
        if best.shape[1]:
            at = _FIRST + 2 * many
            top_items(
                counts,
                at,
                rows,
                ids,
                sims,
                item,
                value,
                held,
                against_item,
                against_value,
                against_held,
                weights,
                seen,
                items,
                best,
                scores,
            )
            until(counts, at + 1, len(rows))
        if not stays:
            return
        rest(memory)
