"""Homogenisation: how much of what two like-minded people consumed is the same. Pure functions over columns.

Chaney, Stewart, Engelhardt (RecSys 2018): the Jaccard index |A n B| / |A u B| of the sets of items that a person and
their most similar person consumed; a feedback loop homogenises if it is higher than under a feed without one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CELLS = 4_000_000
"""Similarities held at a time."""


def closest(profiles: NDArray[np.floating]) -> NDArray[np.intp]:
    """(people,) each person's most similar other by the cosine of profiles (people, features), features >= 0.

    The first of several equally similar; -1 where nobody else is similar at all: a profile of zeros, nothing in common
    with anybody, or nobody else there.
    """
    norm = np.sqrt((profiles.astype(np.float64) ** 2).sum(axis=1))
    units = np.divide(profiles, norm[:, None], out=np.zeros(profiles.shape), where=norm[:, None] > 0)
    people = len(units)
    nearest = np.full(people, -1, dtype=np.intp)
    rows = max(1, _CELLS // max(people, 1))
    for first in range(0, people, rows):
        block = units[first : first + rows]
        cosine = np.zeros((len(block), people))
        # Feature by feature and not by a matrix product, whose last bits depend on the machine: ties must not.
        for feature in range(units.shape[1]):
            cosine += block[:, feature, None] * units[None, :, feature]
        own = np.arange(len(block))
        cosine[own, first + own] = -1.0
        best = cosine.argmax(axis=1)
        nearest[first : first + rows] = np.where(cosine[own, best] > 0.0, best, -1)
    return nearest


def jaccard(person: NDArray[np.integer], item: NDArray[np.integer], partner: NDArray[np.integer]) -> Floats:
    """(people,) 0..1: |A n B| / |A u B| of what each person and their partner (people,) consumed.

    `person` and `item` (views,) name who consumed what; consuming twice counts once. 0 nothing in common, 1 the same
    things. NaN where both consumed nothing, or the partner is -1.
    """
    people = len(partner)
    width = int(item.max()) + 1 if len(item) else 1
    cells = np.unique(person.astype(np.int64) * width + item)
    owner, thing = cells // width, cells % width
    size = np.bincount(owner, minlength=people)
    other = partner[owner].astype(np.int64)
    shared = np.isin(other * width + thing, cells) & (other >= 0)
    common = np.bincount(owner[shared], minlength=people)
    either = np.where(partner >= 0, size + size[partner] - common, 0)
    return np.divide(common, either, out=np.full(people, np.nan), where=either > 0)
