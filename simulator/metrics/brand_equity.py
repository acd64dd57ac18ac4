"""What a creator is worth in people's minds: a brand index from 0 to 100, and the four parts it is the mean of.

    index = 100 * (awareness + linked + perceived quality + loyalty) / 4

with equal weights, after the four assets of brand equity (Aaker 1991, 1996: awareness, associations, perceived quality,
loyalty). Associations count as strong and unique ones do (Keller 1993):  linked = sqrt(strength * uniqueness).
Pure functions over columns of creators; every part lies in 0..1 and is NaN before anyone was reached.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.integer]


def topic_shares(memory: Floats) -> Floats:
    """(creators, topics) shares of what people link each creator to; rows of NaN where nothing is remembered.

    `memory` (creators, topics) holds what is left of all impressions, by topic.
    """
    whole = memory.sum(axis=1, keepdims=True)
    return np.divide(memory, whole, out=np.full(memory.shape, np.nan), where=whole > 0)


def strength(memory: Floats, reached: Counts) -> Floats:
    """(creators,) 0..1: how much is left in the mind of a person reached; one video watched in full leaves 1/2.

    s = r / (1 + r), with r what is left of all impressions per person reached.
    """
    left = _per(memory.sum(axis=1), reached)
    return left / (1.0 + left)


def uniqueness(shares: Floats, who: slice | NDArray[np.intp] = slice(None)) -> Floats:
    """(who,) 0..1: how far each of these creators' topics are from the mean of all others'; NaN where there are none.

    Half the sum of absolute differences (total variation): the part that would have to change to be like the others.
    """
    known = ~np.isnan(shares[:, 0])
    filled = np.where(known[:, None], shares, 0.0)
    others = int(known.sum()) - 1
    if others < 1:
        return np.full(len(shares[who]), np.nan)
    own = filled[who]
    mean = (filled.sum(axis=0) - own) / others
    return np.where(known[who], 0.5 * np.abs(own - mean).sum(axis=1), np.nan)


def linked(strong: Floats, unique: Floats) -> Floats:
    """(creators,) 0..1: associations as a part of the index, the geometric mean of strength and uniqueness."""
    return np.sqrt(strong * unique)


def perceived_quality(votes: Floats, views: Floats) -> Floats:
    """(creators,) 0..1: mean over recent views of the share watched, at most 1; a like counts as 1.

    Both columns fade alike. Unlike trust it starts from nothing and asks for no promise kept: it is what people who
    met the videos made of them.
    """
    return _per(votes, views)


def loyalty(reached: Counts, likers: Counts, followers: Counts, advocates: Counts) -> Floats:
    """(creators,) 0..1: how far who was reached has come on the way liked - follows - follows and passes on.

    Mean of the three shares (the ladder of loyalty, Aaker 1996).
    """
    return _per((likers + followers + advocates) / 3.0, reached)


def index(awareness: Floats, link: Floats, quality: Floats, loyal: Floats) -> Floats:
    """(creators,) 0..100: the mean of the parts; NaN where one is undefined."""
    return 100.0 * (awareness + link + quality + loyal) / 4.0


def _per(amount: NDArray[np.floating], count: NDArray[np.number]) -> Floats:
    return np.divide(amount, count, out=np.full(len(count), np.nan), where=count > 0)
