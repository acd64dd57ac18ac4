"""Where people stand on the cocoon map."""

from __future__ import annotations

import numpy as np

from simulator.frames import Crowd
from simulator.metrics.cocoon import places
from simulator.observe.chronicle import Chronicle

MOST_DOTS = 4_000


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
