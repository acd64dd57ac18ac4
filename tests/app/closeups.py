"""Made close-ups for tests of the rooms: what a camera would show of the world of `frames.make_frame`."""

from __future__ import annotations

import numpy as np

from recommender.types import Source
from simulator.closeup_cocoon import CocoonCloseUp, Neighbour, Way
from simulator.closeup_pipeline import PipelineCloseUp, Works
from simulator.closeup_why import Instead, WhyCloseUp, WhyPart
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


def why(frame: Frame, place: int = 0, served: bool = True) -> WhyCloseUp:
    """A reason with five neighbours, two stages that moved the video, and four other worlds."""
    names, titles = NAMES[frame.lang], TITLES[frame.lang]
    shares = (0.31, 0.22, 0.14, 0.1, 0.08)
    parts = tuple(
        WhyPart(names[i], share, 0.62 - 0.05 * i, -1, (titles[i], titles[(i + 1) % len(titles)]))
        for i, share in enumerate(shares)
    )
    instead = (
        Instead("stages", "", 1, titles[1], 1, False),
        Instead("person", names[0], 2, titles[2], 4, False),
        Instead("method", "content", frame.phone.items[place].video, titles[0], 0, True),
        Instead("method", "random", -1, "", -1, False),
    )
    return WhyCloseUp(
        person=frame.phone.person,
        video=frame.phone.items[place].video,
        served=served,
        place=place if served else -1,
        source=int(Source.NEIGHBOURS),
        score=0.4321,
        parts=parts,
        others=12,
        others_share=1 - sum(shares),
        against=0.0,
        moves=(("diversity", 12, 4), ("exploration", -1, 4)) if served else (),
        instead=instead if served else (),
    )


def pipeline(frame: Frame) -> PipelineCloseUp:
    """A pipeline that has run as long as the world."""
    hours = np.arange(max(frame.tick, 1), dtype=np.float64)
    day = 1000 + 600 * np.sin(hours * np.pi / 12)
    return PipelineCloseUp(
        hours=frame.tick,
        events=1234,
        events_total=187_654,
        counting=812,
        counting_total=123_456,
        new_videos=7,
        users=1000,
        videos=1507,
        stored=98_765,
        changed=77,
        neighbours=50 if frame.algorithm == "user-cf" else 0,
        feeds=79,
        places=3160,
        sources=((int(Source.NEIGHBOURS), 2500), (int(Source.TRIAL), 400), (int(Source.TRENDING), 260)),
        done=0.41,
        order=0.768,
        chance=0.702,
        visits=1400,
        ms=(21.5, 0.4, 3.2, 12.9, 1.1),
        works=Works(
            events=day,
            counting=0.7 * day,
            changed=0.1 * day,
            places=4 * day,
            ahead=0.02 + hours / 2500,
            ms=day / 20,
        ),
    )
