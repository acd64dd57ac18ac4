"""Numbers drawn with block characters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_HEIGHTS = " ▁▂▃▄▅▆▇█"
_WIDTHS = " ▏▎▍▌▋▊▉█"


def full_of(mark: str) -> Callable[[int], str]:
    """What fills so many cells with a mark of one cell."""
    return lambda width: mark * width


def bar(share: float, width: int) -> str:
    """A share 0..1 as a bar padded to `width` cells, in eighths of a cell; whatever is not zero shows."""
    if not np.isfinite(share) or width < 1:
        return " " * max(width, 0)
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, rest = divmod(max(eighths, int(share > 0)), 8)
    return ("█" * full + (_WIDTHS[rest] if rest else "")).ljust(width)


def gauge(share: float, width: int) -> tuple[str, str]:
    """(done, to do) of a progress bar of exactly `width` cells."""
    done = round(min(max(share, 0.0), 1.0) * width) if np.isfinite(share) else 0
    return "━" * done, "─" * (max(width, 0) - done)


def sparkline(
    values: NDArray[np.float64], width: int, rows: int = 1, span: float = 0.0, most: float = 0.0
) -> list[str]:
    """A column as exactly `width` bars over `rows` rows, oldest first, the newest at the right edge.

    The scale runs over the values, and over `span` at least; from 0 to `most` where that is given. More values than
    fit are averaged over equal stretches; fewer are stretched. A gap is where nothing is defined; a column that never
    changes lies low, unless `most` says how high.
    """
    if width < 1 or not np.isfinite(values).any():
        return [" " * max(width, 0)] * rows
    edges = np.arange(width + 1) * len(values) // width
    first = np.minimum(edges[:-1], len(values) - 1)
    known = np.isfinite(values)
    if len(values) > width:
        sums = np.add.reduceat(np.where(known, values, 0.0), first)
        counts = np.add.reduceat(known.astype(np.float64), first)
        means = np.divide(sums, counts, out=np.full(width, np.nan), where=counts > 0)
    else:
        means = values[first]
    low, high = (0.0, most) if most else (float(np.nanmin(means)), float(np.nanmax(means)))
    flat = high - low <= 1e-9 * max(abs(high), 1e-9)
    scale = np.zeros(width) if flat else (np.nan_to_num(means, nan=low) - low) / max(high - low, span)
    eighths = np.where(np.isfinite(means), np.minimum((scale * 8 * rows).astype(int) + 1, 8 * rows), 0)
    return raised(eighths, rows)


def raised(eighths: NDArray[np.integer], rows: int) -> list[str]:
    """Bars over so many rows, the upper row first: one a cell, each of so many eighths of a cell's height."""
    return [
        "".join(_HEIGHTS[height] for height in np.clip(eighths - 8 * below, 0, 8))
        for below in reversed(range(rows))
    ]


def shares_of(width: int, shares: tuple[float, ...]) -> list[int]:
    """Cells for each part of a stacked bar: they sum to the rounded total, nobody is off by a whole cell."""
    parts = [share if np.isfinite(share) and share > 0 else 0.0 for share in shares]
    ends = [round(width * min(sum(parts[: i + 1]), 1.0)) for i in range(len(parts))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
