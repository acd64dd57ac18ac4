"""Turning points: each rule on a world that is made up for it, hour by hour."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np

from simulator.camera.turning import Turning
from simulator.engine.tick import Engine, Events
from simulator.frames import HOURS_PER_DAY, TURNS, Diet, Turn
from simulator.world.words import Words
from tests.simulator.worlds import settings, stocked

PEOPLE, TOPICS = 100, 16
NAMES = cast(
    "Words", SimpleNamespace(title=lambda *_: "T", person=lambda who: f"P{who}", creator=lambda *_: "C")
)


class MadeUp:
    """A world whose figures are set by hand; everybody's diet is even and known."""

    def __init__(self) -> None:
        self.world = stocked(settings(PEOPLE, 10))
        self.diet = np.ones((PEOPLE, TOPICS), dtype=np.float32)
        self.state = np.full(PEOPLE, Diet.VARIED, dtype=np.uint8)
        self.narrow = np.zeros(PEOPLE)
        self.cocooned = 0.0
        self.engine = SimpleNamespace(world=self.world, tick=0, spotlight=7, chronicle=self._chronicle())
        self.turning = Turning(cast("Engine", self.engine))
        self.hour()

    def _chronicle(self) -> SimpleNamespace:
        return SimpleNamespace(
            diet=self.diet,
            state=self.state,
            narrowness=self.narrow,
            vital=lambda name: np.array([self.cocooned]),
        )

    def hour(self, seen: tuple[int, int] = (0, 0), hours: int = 1) -> list[Turn]:
        """Let hours pass, in the last of which (video, times) is watched; what turned in it."""
        self.engine.tick += hours
        video, times = seen
        self.world.videos.total("views")[video] += times
        happened = SimpleNamespace(item=np.full(times, video, dtype=np.int32))
        self.turning.see(cast("Events", SimpleNamespace(interactions=happened)))
        turns = [turn for turn in self.turning.take(NAMES) if turn.tick == self.engine.tick]
        assert self.turning.turned == bool(turns) and all(turn.kind in TURNS for turn in turns)
        return turns


def kinds(turns: list[Turn]) -> list[str]:
    return [turn.kind for turn in turns]


def test_a_fresh_video_that_many_see_goes_viral_once_a_day() -> None:
    made = MadeUp()
    made.world.videos.tick[:] = [0, 0, -50, *[0] * (len(made.world.videos) - 3)]
    assert made.hour((0, 14)) == []
    assert made.hour((0, 1)) == [Turn(3, "viral", 0, "T", int(made.world.videos.topic[0]), 0.15)]
    assert made.hour((0, 5)) == []
    assert made.hour((1, 20)) == [], "a second one on the same day"
    assert made.hour((2, 40), HOURS_PER_DAY) == [], "it stood there before the start"
    assert made.hour((3, 40), HOURS_PER_DAY) == [], "it is older than two days"


def test_the_share_in_cocoons_is_told_at_each_threshold_and_when_it_falls_well_below() -> None:
    made = MadeUp()
    told: list[tuple[float, str]] = []
    for share in (0.04, 0.05, 0.06, 0.049, 0.05, 0.21, 0.19, 0.179, 0.29, 0.08):
        made.cocooned = share
        told += [(share, kind) for kind in kinds(made.hour())]
    assert told == [(0.05, "cocoons_up"), (0.21, "cocoons_up"), (0.179, "cocoons_down"),
                    (0.29, "cocoons_up"), (0.08, "cocoons_down")]  # fmt: skip


def test_nothing_is_said_of_shares_while_few_diets_are_known() -> None:
    made = MadeUp()
    made.cocooned = 0.5
    made.diet[:, 3] = 100.0
    made.state[:] = Diet.COCOONED
    made.state[24:] = Diet.UNKNOWN
    assert made.hour() == []
    made.state[24] = Diet.COCOONED
    assert kinds(made.hour()) == ["island", "cocoons_up"]


def test_an_island_is_a_tenth_of_people_in_cocoons_of_one_topic() -> None:
    made = MadeUp()
    made.diet[:30, 5] = 15.5  # of 30.5: more than half, but no cocoon
    made.state[:9] = Diet.COCOONED
    assert made.hour() == []
    made.diet[9, 6] = 100.0
    made.state[9] = Diet.COCOONED
    assert made.hour() == [], "a cocoon of another topic"
    made.state[10] = Diet.COCOONED
    assert made.hour() == [Turn(made.engine.tick, "island", 5, topic=5, share=0.1)]
    made.state[5:] = Diet.NARROWING
    assert made.hour() == [], "of a hundred five are left"
    made.state[4] = Diet.NARROWING
    assert kinds(made.hour()) == ["island_gone"]
    made.state[4] = Diet.COCOONED
    assert made.hour() == []


def test_the_followed_person_falls_and_gets_out_and_another_one_is_no_news() -> None:
    made = MadeUp()
    made.narrow[7] = 0.71
    assert made.hour() == [Turn(made.engine.tick, "falls", 7, "P7")]
    for still_inside in (0.65, np.nan, 0.6):
        made.narrow[7] = still_inside
        assert made.hour() == []
    made.narrow[8] = 0.9
    made.engine.spotlight = 8
    assert made.hour() == []
    made.narrow[8] = 0.59
    assert kinds(made.hour()) == ["leaves"]


def test_a_creator_unknown_after_a_week_makes_it_when_a_tenth_know_it() -> None:
    made = MadeUp()
    reached = made.world.creators.reached
    reached[1] = 10
    assert made.hour() == [], "in the first week"
    reached[2] = 9
    assert made.hour(hours=7 * HOURS_PER_DAY) == []
    reached[2] = 10
    (turn,) = made.hour()
    assert (turn.kind, turn.subject, turn.share) == ("newcomer", 2, 0.1)
    reached[3] = 50
    assert made.hour() == [], "one a day"
