"""Fairness: what the small get of people's attention, and how well people of rare tastes are served.

Pure functions. Fairness towards creators asks how exposure is shared between groups (Singh and Joachims 2018, Fairness
of exposure in rankings); fairness towards people whether all are served equally well (Ekstrand et al. 2018, All the
cool kids, how do they fit in?).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RARE_SHARE = 0.2
"""Share of people, those farthest from the crowd, whose taste counts as rare."""


def lower_half(sizes: NDArray[np.number]) -> NDArray[np.float64]:
    """(n,) weights in 0..1 that sum to n / 2: how far each belongs to the half with the smallest sizes.

    1 below the median size, 0 above it; those on it share what is left of the half equally, so that no order among
    equals matters.
    """
    if not len(sizes):
        return np.zeros(0)
    half = (len(sizes) - 1) // 2
    middle = np.partition(sizes, half)[half]
    below, level = sizes < middle, sizes == middle
    left = len(sizes) / 2 - np.count_nonzero(below)
    return below + level * (left / np.count_nonzero(level))


def small_half_share(views: NDArray[np.number], sizes: NDArray[np.number]) -> float:
    """Share of views, 0..1, that go to the smaller half of creators; NaN without views.

    sum w_c v_c / sum v_c with w from `lower_half` of the creators' sizes, such as the people they had reached before
    those views. 0.5 where size makes no difference. "What the unknown get".
    """
    total = float(views.sum(dtype=np.float64))
    return float((lower_half(sizes) * views).sum() / total) if total > 0 else float("nan")


def group_share(group_views: float, views: float) -> float:
    """Share of views, 0..1, that go to a group, such as videos younger than a day; NaN without views."""
    return float(group_views / views) if views > 0 else float("nan")


def distance_from_crowd(tastes: NDArray[np.floating]) -> NDArray[np.float64]:
    """(people,) 0..1: 1 - cosine between a person's taste and the mean of all; tastes (people, topics) are shares."""
    mean = tastes.mean(axis=0, dtype=np.float64)
    # Topic by topic: a product of matrices may round differently for other sizes of the crowd.
    dot, square = np.zeros(len(tastes)), np.zeros(len(tastes))
    for topic, common in enumerate(mean):
        own = tastes[:, topic].astype(np.float64)
        dot += own * common
        square += own**2
    lengths = np.sqrt(square * (mean**2).sum())
    cosine = np.divide(dot, lengths, out=np.full(len(tastes), np.nan), where=lengths > 0)
    return np.clip(1.0 - cosine, 0.0, 1.0)


def rare_tastes(tastes: NDArray[np.floating], share: float = RARE_SHARE) -> NDArray[np.bool_]:
    """(people,) whether the taste is among the `share` of all that lie farthest from the crowd's mean.

    Nobody's is where all are equally far; equals at the border are all left out.
    """
    distance = distance_from_crowd(tastes)
    known = distance[~np.isnan(distance)]
    if not len(known):
        return np.zeros(len(tastes), dtype=np.bool_)
    return distance > np.quantile(known, 1.0 - share) + 1e-12


def service_gap(
    quality: NDArray[np.floating], minority: NDArray[np.bool_], among: NDArray[np.bool_] | None = None
) -> float:
    """Mean quality of service of the rest minus that of the minority; in the unit of `quality` (people,).

    People whose quality is NaN are left out, and who is not `among` (people,) if that is given; NaN where either group
    has nobody else. Above 0 the minority is served worse. "How much less the platform pleases people of rare tastes".
    """
    known = ~np.isnan(quality)
    if among is not None:
        known &= among
    rare = known & minority
    few, many = quality.compress(rare), quality.compress(known ^ rare)
    if not len(few) or not len(many):
        return float("nan")
    most, least = many.sum(dtype=np.float64), few.sum(dtype=np.float64)
    return float(most / len(many) - least / len(few))
