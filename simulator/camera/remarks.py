"""The ticker of comments: which were written last. Their words are found only when shown."""

from __future__ import annotations

from collections import deque

import numpy as np

from simulator.engine import Engine, Events
from simulator.frames import Remark
from simulator.world.words import Words

KEPT = 30


DELIGHTED = 6.0
"""Appeal, in logits, from which who watched to the end writes with delight: somewhat over half of all comments."""
HALF = 0.5
ENDED = 0.95


def mood(events: Events, place: int) -> str:
    """How the comment on this view of the hour sounds, as one of `words.MOODS`, by what its writer has just lived."""
    happened, appeal = events.interactions, float(events.appeal[place])
    ratio = float(happened.watch_s[place] / happened.duration_s[place])
    if events.lured[place]:
        return "lured"
    if appeal < 0.0:
        return "cross"
    if ratio < HALF:
        return "bored"
    return "glad" if ratio >= ENDED and appeal >= DELIGHTED else "wry"


class Remarks:
    """Keeps the newest comments."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: deque[tuple[int, int, int, str]] = deque(maxlen=KEPT)

    def see(self, events: Events) -> None:
        happened = events.interactions
        for place in np.flatnonzero(happened.commented)[-KEPT:].tolist():
            user, item = int(happened.user[place]), int(happened.item[place])
            self._kept.appendleft((events.tick, user, item, mood(events, place)))

    def picture(self, words: Words) -> tuple[Remark, ...]:
        """Newest first."""
        videos, creators = self._engine.world.videos, self._engine.world.creators
        remarks: list[Remark] = []
        for tick, user, item, feeling in self._kept:
            creator, topic = int(videos.creator[item]), int(videos.topic[item])
            remarks.append(
                Remark(
                    tick=tick,
                    person=user,
                    name=words.person(user),
                    creator=creator,
                    creator_name=words.creator(creator, int(creators.topic[creator])),
                    topic=topic,
                    text=words.comment(user, item, topic, feeling),
                )
            )
        return tuple(remarks)
