"""How much of what people watch is theirs, and how long it stays so: variance between and within people, stability.

Pure functions over topic shares. A share that somebody watched in one week is their habit and the luck of that week;
two halves of one week tell the luck apart (reliability, Spearman 1904, The proof and measurement of association).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Variance:
    """Of topic shares, summed over topics. NaN where fewer than two people are known."""

    between: float
    """Of what people watch on the whole, from person to person; below 0 where luck alone differs."""
    within: float
    """Of what one person watches, from occasion to occasion."""

    @property
    def icc(self) -> float:
        """Share of the variance that lies between people: ICC(1), between / (between + within). 1: everybody always
        watches the same and each something else; 0: who it is makes no difference. NaN where nothing differs."""
        whole = self.between + self.within
        return self.between / whole if whole > 0 else float("nan")


def shares(amounts: NDArray[np.floating]) -> Floats:
    """(..., topics) shares that non-negative amounts make up; NaN where all are 0."""
    whole = amounts.sum(axis=-1, keepdims=True, dtype=np.float64)
    return np.divide(amounts, whole, out=np.full(amounts.shape, np.nan), where=whole > 0)


def variance(amounts: NDArray[np.floating]) -> Variance:
    """Between and within people, of amounts (people, occasions, topics), two occasions or more; who watched nothing on
    one of them is left out.

    One-way analysis of variance with people as groups, topic by topic, summed (Shrout and Fleiss 1979, ICC(1,1)): with
    k occasions and mean squares MSB and MSW, between = (MSB - MSW) / k and within = MSW.
    """
    part = shares(amounts)
    part = part[~np.isnan(part).any(axis=(1, 2))]
    people, occasions = part.shape[:2]
    if people < 2 or occasions < 2:
        return Variance(float("nan"), float("nan"))
    own = part.mean(axis=1)
    between = occasions * float(((own - own.mean(axis=0)) ** 2).sum()) / (people - 1)
    within = float(((part - own[:, None, :]) ** 2).sum()) / (people * (occasions - 1))
    return Variance((between - within) / occasions, within)


def cosine(one: NDArray[np.floating], other: NDArray[np.floating]) -> Floats:
    """(people,) 0..1 between rows of non-negative amounts (people, topics); NaN where either is all 0."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    length = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.divide((a * b).sum(axis=1), length, out=np.full(len(a), np.nan), where=length > 0)


def stability(early: NDArray[np.floating], late: NDArray[np.floating]) -> float:
    """How much of people's diets has lasted from one week to a later one, about 0..1: 1 as alike as two halves of one
    and the same week are. `early` and `late` (people, 2, topics) hold a week's two halves each.

        mean of cos over the 4 pairs of a half of the one week and a half of the other
        / mean of cos over the 2 pairs of halves of one week

    Halves with halves, so that both have the same luck in them. People without views in any half are left out; NaN if
    nobody remains.
    """
    apart = [cosine(early[:, one], late[:, other]) for one in (0, 1) for other in (0, 1)]
    together = [cosine(week[:, 0], week[:, 1]) for week in (early, late)]
    known = ~np.isnan(np.stack(apart + together)).any(axis=0)
    if not known.any():
        return float("nan")
    return float(np.stack(apart)[:, known].mean() / np.stack(together)[:, known].mean())
