"""Whose cocoon is it: does a person watch most what was theirs from the start, or what everybody watches?

Pure functions over amounts of topics, one row a person. A filter that personalises leaves people with topics of their
own (Baumann et al. 2025, arXiv 2503.20231: what a puppet was made to like is what it is shown); one that passes on what
is popular leaves them with one and the same. In a world whose people were born with tastes both can be counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

NOTHING = -1
"""In place of a topic, where a person has watched nothing."""


def favourite(amounts: NDArray[np.floating]) -> Places:
    """(people,) the topic with the largest of non-negative amounts (people, topics), the lower number among equals;
    `NOTHING` where all are 0."""
    topic = np.full(len(amounts), NOTHING, dtype=np.intp)
    some = amounts.sum(axis=1) > 0
    topic[some] = amounts[some].argmax(axis=1)
    return topic


def led(amounts: NDArray[np.floating]) -> Floats:
    """(topics,) shares of people whose favourite each topic is, of those who have one; all NaN if nobody has."""
    topic, topics = favourite(amounts), int(amounts.shape[1])
    known = topic[topic != NOTHING]
    count: Floats = np.bincount(known, minlength=topics).astype(np.float64)
    return np.divide(count, len(known), out=np.full(topics, np.nan), where=len(known) > 0)


def largest_group(amounts: NDArray[np.floating]) -> float:
    """Share of people, 1/topics..1, whose favourite is the one that most people have; NaN if nobody has any.

    "How many watch one and the same topic most."
    """
    return float(led(amounts).max())


def among_own(watched: NDArray[np.floating], inborn: NDArray[np.floating], first: int = 1) -> float:
    """Share of people, 0..1, whose favourite of what they watched is among the `first` of their inborn tastes; NaN if
    nobody watched anything. Both (people, topics). `first` 1: "still watch most what they were born to like"."""
    topic = favourite(watched)
    known = topic != NOTHING
    if not known.any():
        return float("nan")
    return float(_among(inborn[known], first)[np.arange(int(known.sum())), topic[known]].mean())


def by_chance(watched: NDArray[np.floating], inborn: NDArray[np.floating], first: int = 1) -> float:
    """What `among_own` would be if what people watch most had nothing to do with who they are, 0..1:

        sum over t of  P(t is the favourite watched) P(t is among the first inborn)

    which is first/topics where inborn tastes are spread evenly, and more in a world in which many are born to like the
    topic that is watched most. NaN if nobody watched anything.
    """
    known = favourite(watched) != NOTHING
    if not known.any():
        return float("nan")
    return float(led(watched) @ _among(inborn[known], first).mean(axis=0))


def moved(taste: NDArray[np.floating], inborn: NDArray[np.floating]) -> Floats:
    """(people,) 0..1: half the sum over topics of |taste - inborn|, both shares (people, topics): the part of a taste
    that lies elsewhere than at birth (total variation)."""
    return 0.5 * np.abs(taste.astype(np.float64) - inborn).sum(axis=1)


def _among(amounts: NDArray[np.floating], first: int) -> NDArray[np.bool_]:
    """(people, topics) whether each topic is among the `first` of its person, the lower number among equals."""
    order = np.argsort(-amounts, axis=1, kind="stable")[:, :first]
    chosen = np.zeros(amounts.shape, dtype=np.bool_)
    np.put_along_axis(chosen, order, True, axis=1)
    return chosen
