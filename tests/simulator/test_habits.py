"""What creators can be relied on for, by hand, and the trust that it builds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiments.wiring import build
from simulator.laws import trust
from simulator.settings.files import override
from simulator.settings.tree import Settings
from simulator.world.habits import Habits
from tests.simulator.worlds import events, settings, stocked, tie, ties_of


def posting_on(days: list[int], topics: list[int] | None = None) -> Habits:
    """One creator who posts one video on each of these days."""
    habits = Habits(1, 4)
    for day, topic in zip(days, topics or [0] * len(days), strict=True):
        habits.note(np.array([0]), np.array([topic]), np.array([day]))
    return habits


@pytest.mark.parametrize("step", [1, 7])
def test_who_posts_every_day_is_as_regular_as_who_posts_every_week(step: int) -> None:
    assert posting_on(list(range(0, 20 * step, step))).regularity[0] == pytest.approx(1.0)


def test_regularity_by_hand() -> None:
    """Gaps of 1, 1 and 4 days weigh .81, .9 and 1: mean 5.71 / 2.71, mean square 17.71 / 2.71."""
    mean = 5.71 / 2.71
    spread = (17.71 / 2.71 - mean**2) ** 0.5
    assert posting_on([3, 4, 5, 9]).regularity[0] == pytest.approx(mean / (mean + spread))
    assert np.isnan(posting_on([3, 4, 5]).regularity[0])


def test_a_second_video_on_a_day_is_no_gap() -> None:
    assert posting_on([3, 4, 4, 4, 5, 9]).regularity[0] == posting_on([3, 4, 5, 9]).regularity[0]


def test_sameness_by_hand() -> None:
    """Topics 0, 1 and 0 weigh .9025, .95 and 1."""
    zero, one = 1.9025, 0.95
    expected = (zero**2 + one**2) / (zero + one) ** 2
    assert posting_on([1, 2, 3], [0, 1, 0]).sameness[0] == pytest.approx(expected)
    assert posting_on([1, 2], [2, 2]).sameness[0] == pytest.approx(1.0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=40))
def test_whatever_is_posted_lies_between_0_and_1(posts: list[tuple[int, int]]) -> None:
    days = np.cumsum([gap for gap, _ in posts]).tolist()
    habits = posting_on(days, [topic for _, topic in posts])
    for column in (habits.regularity, habits.sameness, habits.consistency):
        assert np.isnan(column[0]) or 0.0 <= column[0] <= 1.0 + 1e-12
    assert np.isnan(habits.consistency[0]) == np.isnan(habits.regularity[0])


def test_creators_of_one_hour_are_told_apart() -> None:
    habits = Habits(3, 4)
    for day in range(5):
        habits.note(np.array([0, 2, 2]), np.array([0, 1, 3]), np.array([day, 9 + 3 * day, 9 + 3 * day]))
    assert habits.regularity[[0, 2]] == pytest.approx([1.0, 1.0]) and np.isnan(habits.regularity[1])
    assert habits.sameness[[0, 2]] == pytest.approx([1.0, 0.5], abs=0.01) and np.isnan(habits.sameness[1])


def test_who_has_met_a_creator_three_times_judges_its_consistency_too() -> None:
    world = stocked(
        override(settings(), {"creators.consistency_votes": 0.5, "creators.kinds.tutorial.trust": 1.0})
    )
    creator = int(world.videos.creator[0])
    world.kinds.trust[:] = 1.0
    world.habits.consistency[creator] = 0.9
    seen = events([1, 2], [0, 0], world, ratio=0.6)
    tie(world, 1, creator, exposures=3)
    trust.earn(world, seen, ties_of(world, seen))
    # 0.6, 0.6 and half a vote of 0.9 on 200 of 0.5
    assert world.creators.trust[creator] == pytest.approx((100 + 1.2 + 0.45) / 202.5, rel=1e-6)


@pytest.mark.parametrize(
    ("follows", "disliked", "moves"), [(False, False, 0), (True, False, -1), (False, True, -1)]
)
def test_who_leaves_at_once_judges_nothing_unless_they_follow_or_say_so(
    follows: bool, disliked: bool, moves: int
) -> None:
    world = stocked()
    creator = int(world.videos.creator[0])
    tie(world, 1, creator, follows=follows)
    seen = events([1], [0], world, ratio=0.05, disliked=disliked)
    trust.earn(world, seen, ties_of(world, seen))
    assert np.sign(world.creators.trust[creator] - np.float32(0.5)) == moves


LEVERS = {"steadiness": (0.0, 1.0), "focus": (0.3, 0.9), "replies": (0.0, 0.9)}


@pytest.mark.slow
def test_consistency_and_replies_build_trust() -> None:
    """Each lever is high for half of the creators, every mixture of them as often as any other, and the other way
    round with the same luck: +3.0, +5.4 and +2.6 points over four seeds and 28 days in the demo world."""
    number = np.arange(104)
    high = {lever: number >> place & 1 == 1 for place, lever in enumerate(LEVERS)}

    def after(turned: bool) -> np.ndarray:
        plans = [
            {"creator": one, "adapt": 0.0}
            | {name: LEVERS[name][int(on[one] != turned)] for name, on in high.items()}
            for one in number.tolist()
        ]
        size = {"seed": 2, "world.people": 600, "world.creators": len(number)}
        run = build(override(Settings(), {**size, "creators.strategy": plans}), ("user-cf",))
        for _ in range(21 * 24):
            run.engine.step()
        return run.engine.world.creators.trust.copy()

    moved = after(False) - after(True)
    for lever, on in high.items():
        gain = np.where(on, moved, -moved)
        assert gain.mean() > 2.0 * gain.std() / np.sqrt(len(gain)), lever
