"""The ticker of comments: which were written last. Their words are found only when shown."""

from __future__ import annotations

from collections import deque

import numpy as np

from simulator.engine import Engine, Events
from simulator.frames import Remark
from simulator.world.words import Words

KEPT = 30


def mood(appeal: float) -> int:
    """How a comment sounds: 1 delighted, 0 neutral, -1 displeased, by how much the video appealed (logits)."""
    return int(appeal > 1.0) - int(appeal < 0.0)


class Remarks:
    """Keeps the newest comments."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: deque[tuple[int, int, int, int]] = deque(maxlen=KEPT)

    def see(self, events: Events) -> None:
        happened = events.interactions
        for place in np.flatnonzero(happened.commented)[-KEPT:].tolist():
            user, item = int(happened.user[place]), int(happened.item[place])
            self._kept.appendleft((events.tick, user, item, mood(float(events.appeal[place]))))

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
