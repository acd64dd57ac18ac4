"""The ticker: which comments were written and which gifts sent last. Their words are found only when shown."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np

from simulator.engine.tick import Engine, Events
from simulator.frames import Remark
from simulator.world.words import Words

KEPT = 30


DELIGHTED = 2.0
"""Appeal, in logits, from which who watched to the end writes with delight: about half of all comments."""
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


class _Said(NamedTuple):
    """A comment under a video."""

    tick: int
    person: int
    item: int
    mood: str


class _Live(NamedTuple):
    """A comment in a live stream, or gifts where there are any."""

    tick: int
    person: int
    creator: int
    gifts: int


class Remarks:
    """Keeps the newest comments under videos, and of every live stream's viewer the newest comment or gift."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: deque[_Said | _Live] = deque(maxlen=KEPT)

    def see(self, events: Events) -> None:
        happened = events.interactions
        for place in np.flatnonzero(happened.commented)[-KEPT:].tolist():
            user, item = int(happened.user[place]), int(happened.item[place])
            self._kept.appendleft(_Said(events.tick, user, item, mood(events, place)))
        live = self._engine.world.lives.last
        if not len(live):
            return
        for place in np.flatnonzero((live.comments > 0) | (live.gifts > 0))[-KEPT // 3 :].tolist():
            user, creator = int(live.user[place]), int(live.creator[place])
            self._kept.appendleft(_Live(events.tick, user, creator, int(live.gifts[place])))

    def take(self, words: Words) -> tuple[Remark, ...]:
        """Newest first."""
        videos, creators = self._engine.world.videos, self._engine.world.creators
        remarks: list[Remark] = []
        for said in self._kept:
            if isinstance(said, _Live):
                creator, topic = said.creator, int(creators.topic[said.creator])
                text = words.live(said.person, creator, topic, said.tick, said.gifts)
            else:
                creator, topic = int(videos.creator[said.item]), int(videos.topic[said.item])
                text = words.comment(said.person, said.item, topic, said.mood)
            name = words.creator(creator, int(creators.topic[creator]))
            remarks.append(
                Remark(said.tick, said.person, words.person(said.person), creator, name, topic, text)
            )
        return tuple(remarks)
