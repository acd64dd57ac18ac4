"""Arrays that grow: room doubles, or grows by a quarter where much is held, so that taking in one more row or column is
cheap on average. And how the places of what was taken out of them are closed up, and equal values found."""

from __future__ import annotations

from operator import le
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


_MUCH = 4096


def _room(needed: int, held: int) -> int:
    return held if needed <= held else max(needed, 2 * held if held < _MUCH else 5 * held // 4, 16)


def widened(array: NDArray[Number], *shape: int, fill: int = 0) -> NDArray[Number]:
    """A copy of `array` of exactly this shape, nowhere smaller, with `fill` in the new places."""
    # Zeros take no time before they are touched.
    larger = np.full(shape, fill, dtype=array.dtype) if fill else np.zeros(shape, dtype=array.dtype)
    larger[tuple(slice(held) for held in array.shape)] = array
    return larger


def grown(array: NDArray[Number], *needed: int, fill: int = 0) -> NDArray[Number]:
    """`array` itself if its shape holds `needed`, else a copy with more room, `fill` in the new places."""
    if all(map(le, needed, array.shape)):
        return array
    room = tuple(_room(want, held) for want, held in zip(needed, array.shape, strict=True))
    return widened(array, *room, fill=fill)


def lengthened(column: NDArray[Number], length: int) -> NDArray[Number]:
    """The column with zeros behind it up to this length; the old one must not be used any more.

    Where the system can, its memory grows where it lies: nothing is copied, and never is there twice the memory.
    """
    if not column.flags.owndata:
        return widened(column, length)
    column.resize(length, refcheck=False)
    return column


def closed_up(
    column: NDArray[Number], rows: NDArray[np.integer], order: NDArray[np.intp], filled: NDArray[np.bool_]
) -> None:
    """Put these rows' values in this order, in place: those that are `filled` (rows, width), and 0 behind them."""
    column[rows] = np.where(filled, np.take_along_axis(column[rows], order, axis=1), 0)


def ranks(groups: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.integer], NDArray[np.intp]]:
    """Per place, how many earlier ones hold the same value; the distinct values; their counts.

    `ranks([7, 3, 7])` is `[0, 0, 1], [3, 7], [1, 2]`.
    """
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    counts = np.append(starts[1:], len(ordered))[: len(starts)] - starts
    rank = np.empty(len(groups), dtype=np.intp)
    rank[order] = np.arange(len(groups)) - np.repeat(starts, counts)
    return rank, ordered[starts], counts


def matches(
    wanted: NDArray[np.integer], values: NDArray[np.integer]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All places of `wanted` and of `values` that hold the same, in order of the first, then of the second.

    `matches([5, 9, 7], [7, 5, 7])` is `[0, 2, 2], [1, 0, 2]`.
    """
    order = np.argsort(values, kind="stable")
    first = np.searchsorted(values, wanted, sorter=order)
    count = np.searchsorted(values, wanted, side="right", sorter=order) - first
    return np.repeat(np.arange(len(wanted)), count), order[spans(first, count)]


def spans(first: NDArray[np.integer], count: NDArray[np.integer]) -> NDArray[np.intp]:
    """`count` numbers from `first` on, then those of the next two, and so on.

    `spans([5, 0], [2, 3])` is `[5, 6, 0, 1, 2]`.
    """
    ends = np.cumsum(count, dtype=np.intp)
    whole = int(ends[-1]) if len(ends) else 0
    return np.arange(whole) + np.repeat(first - (ends - count), count)
