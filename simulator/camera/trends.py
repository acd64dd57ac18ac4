"""What is hot: the running trends, hottest first."""

from __future__ import annotations

import numpy as np

from simulator.engine.tick import Engine
from simulator.frames import HotTrend
from simulator.world.trends import CHALLENGE
from simulator.world.words import Words

MOST_TRENDS = 8


def hot(engine: Engine, words: Words) -> tuple[HotTrend, ...]:
    """At most `MOST_TRENDS`."""
    trends = engine.world.trends
    running = trends.running
    hottest = running[np.argsort(-trends.heat[running], kind="stable")][:MOST_TRENDS]
    return tuple(
        HotTrend(
            tag=words.tags((int(trends.tag[r]),))[0],
            topic=int(trends.topic[r]),
            challenge=bool(trends.kind[r] == CHALLENGE),
            age_h=engine.tick - int(trends.born[r]),
            heat=float(trends.heat[r]),
            videos=int(trends.videos[r]),
            views=int(trends.views[r]),
        )
        for r in hottest.tolist()
    )
