"""Tables that grow: equal-length columns with room to spare, so that adding rows copies rarely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from recommender.compiled import compiled, compiled_part


class Columns:
    """Named columns of one length. `table["views"]` is a view of the rows that exist."""

    __slots__ = ("_columns", "_length")

    def __init__(self, spec: Mapping[str, tuple[DTypeLike, tuple[int, ...]]], room: int = 1_024) -> None:
        """`spec` names each column's type and the shape of one row."""
        self._columns: dict[str, NDArray[np.generic]] = {
            name: np.zeros((room, *shape), dtype=dtype) for name, (dtype, shape) in spec.items()
        }
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> NDArray[np.generic]:
        return self._columns[name][: self._length]

    def some(self, names: Iterable[str]) -> tuple[NDArray[Any], ...]:
        """These columns, as they are named."""
        return tuple([self._columns[name][: self._length] for name in names])

    def append(self, rows: Mapping[str, NDArray[np.generic] | float], count: int) -> None:
        """Add `count` rows; a column that `rows` leaves out is filled with zero, a scalar fills its column."""
        end = self._length + count
        for name, column in self._columns.items():
            if end > len(column):
                grown = np.zeros((max(end, 2 * len(column)), *column.shape[1:]), dtype=column.dtype)
                grown[: self._length] = column[: self._length]
                self._columns[name] = column = grown
            if name in rows:
                column[self._length : end] = rows[name]
        self._length = end


Single = float | np.float32
"""A number of 32 bits in a kernel."""
Amounts = NDArray[np.float32] | NDArray[np.float64]

LONGEST = 240
"""Rows that `pairwise` sums up at most: more than a person watches in an hour."""
LANES = 10
"""Rows of room that `summed` needs."""
ZERO = cast("int", np.int64(0))
"""For a bare 0 numba compiles the functions it is passed to once more."""


def sums_by(
    keys: NDArray[np.integer], amounts: NDArray[np.float32], weights: NDArray[np.float32] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """(n,) the distinct keys and (n, columns) the sums of their rows of `amounts`, each times its weight (1 if None).
    Equal keys must stand together.

    Sums are rounded as `numpy.add.reduceat` rounds them, whatever the batch.
    """
    first, longest = runs(keys)
    if longest > LONGEST:
        amounts = amounts if weights is None else amounts * weights[:, None]
        return keys[first[:-1]].astype(np.intp), np.add.reduceat(amounts, first[:-1], axis=0)
    weights = np.ones(len(keys), dtype=np.float32) if weights is None else weights
    sums = np.empty((len(first) - 1, amounts.shape[1]), dtype=np.float32)
    _sum_up(first, amounts, weights, np.empty((LANES, amounts.shape[1]), dtype=np.float32), sums)
    return keys[first[:-1]].astype(np.intp), sums


def runs(keys: NDArray[np.integer]) -> tuple[NDArray[np.intp], int]:
    """Where runs of equal keys begin, and the end of the last; and how long the longest is."""
    first = np.empty(len(keys) + 1, dtype=np.intp)
    count, longest = _starts(np.asarray(keys, dtype=np.int32), first)
    return first[: count + 1], longest


@compiled
def _starts(keys: NDArray[np.int32], first: NDArray[np.intp]) -> tuple[int, int]:
    runs, longest, begin = 0, 0, 0
    for place in range(len(keys)):
        if not place or keys[place] != keys[place - 1]:
            longest = max(longest, place - begin)
            begin = place
            first[runs] = place
            runs += 1
    first[runs] = len(keys)
    return runs, max(longest, len(keys) - begin)


@compiled_part
def _block(amounts: Amounts, first: int, count: int, column: int) -> Single:
    """`pairwise` of 128 rows at most."""
    total = np.float32(0)
    a, b, c, d = total, total, total, total
    e, f, g, h = total, total, total, total
    whole = first + count - count % 8
    for place in range(first, whole, 8):
        a += amounts[place, column]
        b += amounts[place + 1, column]
        c += amounts[place + 2, column]
        d += amounts[place + 3, column]
        e += amounts[place + 4, column]
        f += amounts[place + 5, column]
        g += amounts[place + 6, column]
        h += amounts[place + 7, column]
    total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for place in range(whole, first + count):
        total += amounts[place, column]
    return total


@compiled_part
def pairwise(amounts: Amounts, first: int, count: int, column: int) -> Single:
    """The sum of so many rows, `LONGEST` at most, of a column, in the order of numpy's sums: eight side by side, halves
    above 128."""
    if count <= 128:
        return _block(amounts, first, count, column)
    half = count // 2
    half -= half % 8
    return _block(amounts, first, half, column) + _block(amounts, first + half, count - half, column)


@compiled_part
def _block_of_rows(
    amounts: NDArray[np.float32],
    weights: NDArray[np.float32],
    first: int,
    count: int,
    lanes: NDArray[np.float32],
    total: NDArray[np.float32],
) -> None:
    """`_block` of all columns together, each row times its weight."""
    wide, whole = amounts.shape[1], count - count % 8
    for lane in range(8):
        for column in range(wide):
            lanes[lane, column] = np.float32(0)
    for place in range(whole):
        row, into, weight = amounts[first + place], lanes[place % 8], weights[first + place]
        for column in range(wide):
            into[column] += row[column] * weight
    for column in range(wide):
        left = (lanes[0, column] + lanes[1, column]) + (lanes[2, column] + lanes[3, column])
        right = (lanes[4, column] + lanes[5, column]) + (lanes[6, column] + lanes[7, column])
        total[column] = left + right
    for place in range(whole, count):
        row, weight = amounts[first + place], weights[first + place]
        for column in range(wide):
            total[column] += row[column] * weight


@compiled_part
def summed(
    amounts: NDArray[np.float32],
    weights: NDArray[np.float32],
    first: int,
    count: int,
    lanes: NDArray[np.float32],
    total: NDArray[np.float32],
) -> None:
    """Write the sums of so many rows, `LONGEST` at most, each times its weight, to `total` (columns,): the first and
    the `pairwise` sum of all others. `lanes` (`LANES`, columns) is room to write to."""
    rest = count - 1
    half = rest
    if rest > 128:
        half = rest // 2
        half -= half % 8
    for part in range(2 if half < rest else 1):
        count = rest - half if part else half
        _block_of_rows(amounts, weights, first + 1 + part * half, count, lanes, lanes[8 + part])
    if half < rest:
        for column in range(len(total)):
            lanes[8, column] += lanes[9, column]
    for column in range(len(total)):
        total[column] = amounts[first, column] * weights[first]
        if rest:
            total[column] += lanes[8, column]


@compiled
def _sum_up(
    first: NDArray[np.intp],
    amounts: NDArray[np.float32],
    weights: NDArray[np.float32],
    lanes: NDArray[np.float32],
    sums: NDArray[np.float32],
) -> None:
    for run in range(len(sums)):
        summed(amounts, weights, first[run], first[run + 1] - first[run], lanes, sums[run])


@compiled_part
def product(one: NDArray[np.float32], other: NDArray[np.float32]) -> Single:
    """The product of two rows, rounded as `numpy.einsum` does: four sums side by side, sixteen places at a time from
    behind."""
    a, b, c, d = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
    begin, count = 0, len(one)
    while count - begin >= 16:
        for at in (begin + 12, begin + 8, begin + 4, begin):
            a += one[at] * other[at]
            b += one[at + 1] * other[at + 1]
            c += one[at + 2] * other[at + 2]
            d += one[at + 3] * other[at + 3]
        begin += 16
    while begin < count:
        a += one[begin] * other[begin]
        if begin + 1 < count:
            b += one[begin + 1] * other[begin + 1]
        if begin + 2 < count:
            c += one[begin + 2] * other[begin + 2]
        if begin + 3 < count:
            d += one[begin + 3] * other[begin + 3]
        begin += 4
    return (a + b) + (c + d)
