"""Who was live in the last hour, the stream with most viewers first."""

from __future__ import annotations

import numpy as np

from simulator.engine.tick import Engine
from simulator.frames import Live
from simulator.world.words import Words

MOST_STREAMS = 8


def live(engine: Engine, words: Words) -> tuple[Live, ...]:
    """At most `MOST_STREAMS`."""
    creators, lives = engine.world.creators, engine.world.lives
    happened, count = lives.last, len(creators)

    def total(column: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(happened.creator, weights=column, minlength=count)[lives.on_air]

    viewers, minutes = total(), total(happened.minutes)
    gifts, comments = total(happened.gifts), total(happened.comments)
    return tuple(
        Live(
            creator=int(creator),
            name=words.creator(int(creator), int(creators.topic[creator])),
            topic=int(creators.topic[creator]),
            viewers=int(viewers[row]),
            minutes=float(minutes[row]),
            gifts=int(gifts[row]),
            comments=int(comments[row]),
        )
        for row in np.argsort(-viewers, kind="stable")[:MOST_STREAMS].tolist()
        for creator in (lives.on_air[row],)
    )
