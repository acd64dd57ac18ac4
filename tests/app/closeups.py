"""Made close-ups for tests of the rooms: what a camera would show of the world of `frames.make_frame`."""

from __future__ import annotations

import numpy as np

from simulator.closeup_cocoon import CocoonCloseUp, Neighbour, Way
from simulator.frames import Diet, Frame
from tests.app.frames import NAMES, TITLES


def cocoon(frame: Frame, trails: tuple[int, ...] = ()) -> CocoonCloseUp:
    """Everybody's groups, eight neighbours of the followed person, and the ways of these people."""
    topics = len(frame.topics)
    names, titles = NAMES[frame.lang], TITLES[frame.lang]
    groups = np.bincount(frame.crowd.topic, minlength=topics).astype(np.int32)
    groups[3] = 0
    watched = 0.3 / topics + 0.7 * np.eye(topics)
    watched[3] = np.nan
    near = tuple(
        Neighbour(
            person=20 + place,
            name=names[place],
            likeness=0.71 - 0.06 * place,
            topic=place % topics,
            state=int(list(Diet)[place % 4]),
            both=40 - place,
            titles=tuple((titles[(place + i) % len(titles)], i) for i in range(3)),
        )
        for place in range(8)
    )
    return CocoonCloseUp(
        person=frame.phone.person,
        groups=groups,
        watched=watched,
        first_week=0.5 * frame.phone.innate + 0.5 / topics,
        neighbours=near,
        ways=tuple(_way(frame, person) for person in (frame.phone.person, *trails)),
    )


def _way(frame: Frame, person: int) -> Way:
    here = int(np.flatnonzero(frame.crowd.person == person)[0])
    part = np.linspace(0, 1, 24, dtype=np.float32)
    x, y = part * frame.crowd.x[here], part * frame.crowd.y[here]
    names = NAMES[frame.lang]
    return Way(person, names[person % len(names)], int(frame.crowd.topic[here]), x, y)
