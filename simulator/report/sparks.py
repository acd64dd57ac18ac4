"""Numbers as a line of text: sparklines and bars."""

from __future__ import annotations

import numpy as np

from simulator.frames import Floats

_HEIGHTS = "▁▂▃▄▅▆▇█"
_WIDTHS = " ▏▎▍▌▋▊▉█"


def sparkline(values: Floats, width: int, low: float | None = None, high: float | None = None) -> str:
    """A column as at most `width` bars of eight heights, oldest first; a gap where nothing is defined.

    The scale runs from `low` to `high`, or else over the values themselves. More values than fit are
    averaged over equal stretches. A column that never changes lies at mid-height.
    """
    if not len(values) or width < 1:
        return ""
    stretches = np.array_split(values, min(width, len(values)))
    means = np.array([np.nanmean(part) if np.isfinite(part).any() else np.nan for part in stretches])
    known = np.isfinite(means)
    if not known.any():
        return " " * len(means)
    bottom = float(means[known].min()) if low is None else low
    top = float(means[known].max()) if high is None else high
    scale = (means - bottom) / (top - bottom) if top > bottom else np.where(known, 0.5, np.nan)
    steps = np.clip(np.where(known, scale, 0.0) * len(_HEIGHTS), 0, len(_HEIGHTS) - 1).astype(int)
    return "".join(_HEIGHTS[step] if defined else " " for step, defined in zip(steps, known, strict=True))


def bar(share: float, width: int) -> str:
    """A share 0..1 as a bar of `width` cells, in eighths of a cell; empty where it is undefined."""
    if not np.isfinite(share):
        return " " * width
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_WIDTHS[rest] if rest else "")).ljust(width)
