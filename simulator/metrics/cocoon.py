"""Cocoons: how narrow people's diets are. Pure functions over shares of topics."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

VARIED_BELOW, COCOON_ABOVE = 0.4, 0.7
"""Narrowness of a varied diet, and of a cocoon: of 16 topics 5.3 and 2.3 are seen there, of 8 topics 3.5 and 1.9."""

DIVERSE_ABOVE, DEEP_BELOW = 0.8, 0.3
"""Relative entropy of a diverse feed and of a deep cocoon in the terms of Piao et al. (2023)."""

CLEAR = 1e-6
"""So far from the ring everybody stands at least: rounding to float32 takes nobody across."""

_LEAST = np.finfo(np.float64).tiny
"""Whose logarithm is asked for in place of that of 0, which is multiplied by 0 then."""

LEAN = 0.05
"""How much more the leading topic pulls than its share: whose topics lie opposite each other, so that their pulls
cancel out, still stand as far out as their diet is narrow."""


def entropy(amounts: NDArray[np.floating]) -> Floats:
    """(...,) nats in 0..ln(topics) of the shares that non-negative amounts (..., topics) make up; NaN where all are 0.

    H = -sum p ln p. "How evenly spread over topics."
    """
    amounts = amounts.astype(np.float64, copy=False)
    total = amounts.sum(axis=-1, keepdims=True)
    total[total <= 0] = np.nan
    return _spread(amounts / total)


def _spread(share: Floats) -> Floats:
    """`entropy` of shares (..., topics) that sum to 1."""
    logs = np.log(np.maximum(share, _LEAST))
    logs *= share
    return np.maximum(-logs.sum(axis=-1), 0.0)


def effective_topics(amounts: NDArray[np.floating]) -> Floats:
    """(...,) exp(entropy), 1..topics: "sees 3.1 of 16 topics"; NaN where nothing was seen."""
    return np.exp(entropy(amounts))


def narrowness(amounts: NDArray[np.floating]) -> Floats:
    """(...,) 0..1: 1 - H / ln(topics). "0 sees all topics alike, 1 a single one"."""
    return narrow(entropy(amounts), amounts.shape[-1])


def narrow(entropy: Floats, topics: int) -> Floats:
    """`narrowness` of diets over so many topics whose entropy is known."""
    return 1.0 - entropy / np.log(topics)


def relative_entropy(shown: NDArray[np.floating], innate: NDArray[np.floating]) -> Floats:
    """(...,) >= 0: entropy of the topics recommended over the entropy of the inborn taste (Piao et al. 2023).

    Above 1 the feed is wider than the person's own taste, near 0 it shows one topic only. NaN where nothing was
    shown, or where the inborn taste knows a single topic and there is nothing to narrow.
    """
    return entropy(shown) / inborn_entropy(innate)


def inborn_entropy(innate: NDArray[np.floating]) -> Floats:
    """(...,) the `entropy` of inborn tastes, NaN where one knows a single topic: what `relative_entropy` divides by."""
    own = entropy(innate)
    return np.where(own > 1e-9, own, np.nan)


def states(narrow: Floats) -> NDArray[np.uint8]:
    """`Diet` by `narrowness`: below 0.4 varied, above 0.7 cocooned, NaN unknown.

    The same number is a dot's distance from the middle of the map and, as 1 - ln(effective topics) / ln(topics), the
    number of topics seen: what one of them says the others cannot deny.
    """
    # UNKNOWN is 0; from one state to the next, and from the unknown to the first, it is a step of one.
    known = (narrow <= 1.0).view(np.uint8)
    return known + (narrow >= VARIED_BELOW) + (narrow > COCOON_ABOVE)


def places(
    diet: NDArray[np.floating], known: NDArray[np.floating], narrow: NDArray[np.floating]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """x and y (n,) of people with these recent watch seconds (n, topics): towards the mean of their topics' places
    on the circle, as far out as the diet is narrow; NaN for those who watched nothing.

    The distance is `narrow` (n,), the very number by which the states part. Where that is NaN, because too little is
    `known` (n,), 0..1, or because somebody has left, it is the diet's own narrowness times what is known, and never
    beyond the ring: whom nobody counts among the cocooned does not stand where they are.
    """
    topics = diet.shape[1]
    sine, cosine = _circle(topics)
    share = diet.astype(np.float64)
    total = share.sum(axis=1, keepdims=True)
    watched = total[:, 0] > 0
    total[~watched] = 1.0
    share /= total
    leading = share.argmax(axis=1)
    pull_x = share @ sine + LEAN * sine[leading]
    pull_y = share @ cosine + LEAN * cosine[leading]
    length = np.hypot(pull_x, pull_y)
    far = np.array(narrow, dtype=np.float64)
    unknown = np.isnan(far) & watched
    own = 1.0 - _spread(share.compress(unknown, axis=0)) / np.log(topics)
    far[unknown] = np.minimum(own * known.compress(unknown), COCOON_ABOVE)
    far = np.where(
        far > COCOON_ABOVE, np.maximum(far, COCOON_ABOVE + CLEAR), np.minimum(far, COCOON_ABOVE - CLEAR)
    )
    out = np.where(watched, far, np.nan) / np.maximum(length, 1e-9)
    return (pull_x * out).astype(np.float32), (pull_y * out).astype(np.float32)


@cache
def _circle(topics: int) -> tuple[Floats, Floats]:
    """(topics,) sine and cosine of each topic's place."""
    angle = np.linspace(0.0, 2.0 * np.pi, topics, endpoint=False)
    return np.sin(angle), np.cos(angle)
