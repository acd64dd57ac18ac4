"""Where people stand on the cocoon map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.chronicle import Chronicle
from simulator.frames import Crowd
from simulator.metrics.cocoon import COCOON_ABOVE, narrowness

MOST_DOTS = 4_000

CLEAR = 1e-6
"""So far from the ring everybody stands at least: rounding to float32 takes nobody across."""

LEAN = 0.05
"""How much more the leading topic pulls than its share: whose topics lie opposite each other, so that their pulls
cancel out, still stand as far out as their diet is narrow."""


def crowd(chronicle: Chronicle, followed: int) -> Crowd:
    """At most a few thousand people, evenly chosen by id, always the same ones, and the followed one."""
    people = len(chronicle.state)
    chosen = np.arange(0, people, -(-people // MOST_DOTS))
    if followed % max(1, -(-people // MOST_DOTS)):
        chosen = np.sort(np.append(chosen, followed))
    diet = chronicle.diet[chosen]
    x, y = places(diet, chronicle.known[chosen], chronicle.narrowness[chosen])
    return Crowd(
        person=chosen.astype(np.int32),
        x=x,
        y=y,
        topic=diet.argmax(axis=1).astype(np.uint8),
        state=chronicle.state[chosen],
    )


def places(
    diet: NDArray[np.float32], known: NDArray[np.floating], narrow: NDArray[np.floating]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """x and y (n,) of people with these recent watch seconds (n, topics): towards the mean of their topics' places
    on the circle, as far out as the diet is narrow; NaN for those who watched nothing.

    The distance is `narrow` (n,), the very number by which the states part. Where that is NaN, because too little is
    `known` (n,), 0..1, or because somebody has left, it is the diet's own narrowness times what is known, and never
    beyond the ring: whom nobody counts among the cocooned does not stand where they are.
    """
    topics = diet.shape[1]
    angle = np.linspace(0.0, 2.0 * np.pi, topics, endpoint=False)
    seconds = diet.astype(np.float64)
    total = seconds.sum(axis=1, keepdims=True)
    watched = total[:, 0] > 0
    share = np.divide(seconds, total, out=np.zeros(seconds.shape), where=total > 0)
    leading = angle[share.argmax(axis=1)]
    pull_x = share @ np.sin(angle) + LEAN * np.sin(leading)
    pull_y = share @ np.cos(angle) + LEAN * np.cos(leading)
    length = np.hypot(pull_x, pull_y)
    far = np.array(narrow, dtype=np.float64)
    unknown = np.isnan(far)
    far[unknown] = np.minimum(narrowness(seconds[unknown]) * known[unknown], COCOON_ABOVE)
    far = np.where(
        far > COCOON_ABOVE, np.maximum(far, COCOON_ABOVE + CLEAR), np.minimum(far, COCOON_ABOVE - CLEAR)
    )
    out = np.where(watched, far, np.nan) / np.maximum(length, 1e-9)
    return (pull_x * out).astype(np.float32), (pull_y * out).astype(np.float32)
