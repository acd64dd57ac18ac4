"""Made close-ups for tests of the rooms: what a camera would show of the world of `frames.make_frame`."""

from __future__ import annotations

import numpy as np

from recommender.types import Source
from simulator.frames import Diet, Frame
from simulator.rooms.cocoon.state import CocoonCloseUp, Neighbour, Way
from simulator.rooms.hot.state import HotCloseUp, Joiner, LiveTotals, Stream, TrendCourse
from simulator.rooms.pipeline.state import PipelineCloseUp, Works
from simulator.rooms.why.state import Instead, WhyCloseUp, WhyPart
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


def hot(frame: Frame) -> HotCloseUp:
    """Two trends that run and one that is over; a stream on air, one before it and one to come."""
    tick, names = frame.tick, NAMES[frame.lang]
    hours = np.arange(0, tick, 2, dtype=np.int32)
    age = (hours - np.array([[tick - 4], [tick - 60], [10]])).astype(np.float32)
    rising = np.float32(0.2) + age / 70
    heat = np.where(age < 30, rising, np.float32(0.9) - age / 110)
    ended = np.array([[tick + 1], [tick + 1], [90]])
    heat = np.where((age >= 0) & (hours < ended), heat, np.float32(np.nan))
    nan = float("nan")
    trends = (
        TrendCourse(8, "snowday", 2, False, tick - 4, -1, "new", 0.26, 0.26, tick - 2, 3, 12, 3, 12, nan, nan),
        TrendCourse(
            7, "catnaps", 1, True, tick - 60, -1, "fades", 0.37, 0.62, tick - 30, 41, 1234, 12, 345, 34.5, 12.1
        ),
        TrendCourse(3, "oldsong", 0, False, 10, 90, "missed", 0.0, 0.3, 10, 4, 9, 0, 0, nan, nan),
    )  # fmt: skip
    joined = tuple(
        Joiner(n, names[n], n % len(frame.topics), 10 + n, tick - 60 + 3 * n, 1 + n % 3, 7 * n)
        for n in range(8)
    )
    said = ((4, names[4], "LIVE: hello!"), (5, names[5], "LIVE: sends 2 × rose"))
    return HotCloseUp(
        tick=tick,
        trends_off=False,
        lives_off=False,
        needs=10,
        hours=hours,
        heat=heat.astype(np.float32),
        trends=trends,
        shown=7,
        joined=joined,
        streams=(
            Stream(2, names[2], 2, tick - 1, 32, 14, 6, 71.0, 3, 9, 2, said),
            Stream(1, names[1], 1, tick - 26, 18, 5, 5, 12.0, 0, 1, 0),
        ),
        planned=(Stream(3, names[3], 3, tick + 2, 21),),
        day=LiveTotals(1, 14, 3, 9),
        week=LiveTotals(11, 98, 14, 52),
        ever=LiveTotals(11, 98, 14, 52),
        daily=np.array([0, 3, 8, 14, 5, 20, 14]),
    )
