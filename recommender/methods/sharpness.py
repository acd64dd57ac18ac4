"""How surely the higher score comes first: places drawn by lot, the odds an exponential of the score.

Each place goes to one of the candidates left with p(i) proportional to exp(beta * level(i)): beta = 0 takes any of
them, beta = inf always the best. Piao, Liu, Zhang, Xu, Li (2023, Human-AI adaptive dynamics drives the emergence of
information cocoons, Nature Machine Intelligence 5) let a feed match likeness so, and find cocoons as beta rises; the
rule is Luce's (1959). All places at once are the order of beta * level(i) + a Gumbel draw of i's own (Kool, van Hoof,
Welling 2019, Stochastic beams and where to find them).

level(i) is 0 for the person's least candidate and 1 for the best, as blends scale scores: whatever a method's scores
are, and however much is known of the person, beta is the logarithm of the odds of best against least.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recommender.types import NO_ITEM, Chance, Floats, Ids

_LEAST = 2.0**-60
"""What a draw of 0 stands for."""
_CELLS = 4_000_000
"""(person, candidate) pairs held at a time."""

Ranking = Callable[[slice, int], tuple[Ids, Floats]]
"""The best so many items and scores of a slice of the people; NO_ITEM and NaN behind the last."""


def levels(scores: Floats) -> Floats:
    """(rows, m) scores brought to 0..1 within each row, all 1 where they are equal; NaN where there is none."""
    there = ~np.isnan(scores)
    low = np.where(there, scores, np.inf).min(axis=1, initial=np.inf)[:, None]
    high = np.where(there, scores, -np.inf).max(axis=1, initial=-np.inf)[:, None]
    wide = high > low
    return np.divide(
        scores - np.where(wide, low, 0.0), high - low, out=np.where(there, 1.0, np.nan), where=wide
    )


def drawn_order(
    users: Ids, items: Ids, scores: Floats, sharpness: float, chance: Chance, tick: int
) -> tuple[Ids, Floats]:
    """(rows, m) all candidates `items` and `scores` of each user in the order drawn; NO_ITEM, with NaN, stays last.

    The luck of a candidate is that of person, item and hour: it depends on no other candidate, nor on how many
    places are asked for.
    """
    luck = chance.uniform("sharpness", users[:, None], items, tick)
    gumbel = -np.log(np.maximum(-np.log1p(-luck), _LEAST))
    key = np.where(items == NO_ITEM, -np.inf, sharpness * levels(scores) + gumbel)
    order = np.argsort(-key, axis=1, kind="stable")
    return np.take_along_axis(items, order, axis=1), np.take_along_axis(scores, order, axis=1)


def drawn(
    best: Ranking, users: Ids, most: int, n: int, sharpness: float, chance: Chance, tick: int
) -> tuple[Ids, Floats]:
    """(users, n) items and scores, drawn among all candidates of each user, of whom none has more than `most`."""
    items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
    scores = np.full(items.shape, np.nan)
    most = max(most, n)
    step = max(1, _CELLS // max(most, 1))
    for begin in range(0, len(users), step):
        part = slice(begin, begin + step)
        order, theirs = drawn_order(users[part], *best(part, most), sharpness, chance, tick)
        items[part], scores[part] = order[:, :n], theirs[:, :n]
    return items, scores
