"""Creators who adapt: what works spreads among them, by bounded steps, and nobody else changes."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from simulator.experiments.wiring import build
from simulator.frames import KINDS
from simulator.frames.levers import HASHTAGS, HOURS
from simulator.laws import adapting, posting
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.creators import Creators
from simulator.world.state import World

WORKS = (
    "kinds",
    "focus",
    "collaborate",
    "quality_over_quantity",
    "hashtags",
    "hours",
    "quality",
    "posts_per_day",
)
"""What adapting may change."""


def week(
    creators: dict[str, object] | None = None, count: int = 60, topics: tuple[str, ...] = ("a", "b")
) -> World:
    """A world at the end of its first week, whose videos nobody has watched."""
    chosen = Settings.model_validate(
        {
            "world": {"people": 20, "creators": count, "topics": topics},
            "creators": {"adapt": 1.0, **(creators or {})},
        }
    )
    world = state.born(chosen)
    world.publish(posting.backlog(world))
    for tick in range(adapting.WEEK_H):
        world.publish(posting.post(world, tick))
    return world


def copied(creators: Creators) -> dict[str, np.ndarray]:
    return {field.name: getattr(creators, field.name).copy() for field in fields(Creators)}


def test_the_crowd_moves_to_the_type_that_works_by_a_bounded_step() -> None:
    world = week({"adapt_step": 0.25})
    demo, before = KINDS.index("demo"), world.creators.kinds.copy()
    world.videos.total("views")[:] = np.where(world.videos.kind == demo, 40, 10)
    adapting.look_back(world, adapting.WEEK_H)
    after = world.creators.kinds
    assert (after[:, demo] > before[:, demo]).all()
    assert (after[:, demo] <= before[:, demo] + 0.25).all()
    np.testing.assert_allclose(after.sum(axis=1), 1.0, atol=1e-5)
    # What the others lose they lose in proportion: none of them worked better than another.
    rest = np.delete(after / before, demo, axis=1)
    assert rest.max() < 1.0


def test_reinforcement_by_hand() -> None:
    shares, payoff = (
        np.array([[0.5, 0.5], [0.2, 0.8], [1.0, 0.0]]),
        np.array([[30.0, 10.0], [5.0, 5.0], [1.0, 9.0]]),
    )
    moved = adapting.reinforced(shares, payoff, np.array([0.4, 1.0, 1.0]))
    np.testing.assert_allclose(moved, [[0.6, 0.4], [0.2, 0.8], [1.0, 0.0]], rtol=1e-6)


def test_own_experience_counts_for_more_the_more_there_is_of_it() -> None:
    world = week(count=2, topics=("a", "b"))
    world.creators.topic[:] = 0
    videos = world.videos
    mine = (videos.creator == 0) & (videos.kind == 0)
    videos.total("views")[:] = np.where(mine, 100, 10)
    found = adapting._week(world, adapting.WEEK_H)
    payoff = adapting.reckoned(world, found, found.kind, len(KINDS), found.reach.mean())
    assert payoff[0, 0] > payoff[1, 0] > payoff[1, 1]


@pytest.mark.parametrize(("lever", "habits"), [("hashtags", HASHTAGS), ("hours", HOURS)])
def test_the_best_habit_of_rivals_is_taken_over(lever: str, habits: tuple[str, ...]) -> None:
    world = week({"adapt_step": 1.0, "timed": 0.6})
    habit = getattr(world.creators, lever)
    best = len(habits) - 1
    before = (habit == best).mean()
    world.videos.total("views")[:] = np.where(habit[world.videos.creator] == best, 90, 10)
    adapting.look_back(world, adapting.WEEK_H)
    assert (habit == best).mean() > before + 0.3


@pytest.mark.parametrize("many", [False, True])
def test_quality_against_quantity_follows_who_reaches_more_for_the_effort(many: bool) -> None:
    world = week({"adapt_step": 0.5, "spread": 1.0})
    level = world.creators.quality_over_quantity
    before = level.copy()
    good = (level[world.videos.creator] < 0.3) if many else (level[world.videos.creator] > 0.7)
    world.videos.total("views")[:] = np.where(good, 60, 1)
    adapting.look_back(world, adapting.WEEK_H)
    assert (level.mean() < before.mean() - 0.05) if many else (level.mean() > before.mean() + 0.05)
    plain = world.creators.posts_per_day.copy()
    world.creators.spend(world.settings.creators)
    assert np.array_equal(plain, world.creators.posts_per_day)


def test_own_topic_grows_where_it_works() -> None:
    world = week()
    before = world.creators.focus.copy()
    own = world.videos.topic == world.creators.topic[world.videos.creator]
    world.videos.total("views")[:] = np.where(own, 5, 50)
    adapting.look_back(world, adapting.WEEK_H)
    assert world.creators.focus.mean() < before.mean() - 0.05


def test_only_who_adapts_changes_and_only_once_a_week() -> None:
    world = week({"adapt": 0.4})
    world.videos.total("views")[:] = np.arange(len(world.videos)) % 37
    before = copied(world.creators)
    adapting.look_back(world, adapting.WEEK_H + 1)
    for name, column in copied(world.creators).items():
        np.testing.assert_array_equal(before[name], column, err_msg=name)
    adapting.look_back(world, adapting.WEEK_H)
    still = before["adapt"] == 0.0
    assert 0.2 < (~still).mean() < 0.6
    for name, column in copied(world.creators).items():
        np.testing.assert_array_equal(before[name][still], column[still], err_msg=name)
        if name in ("kinds", "focus", "quality_over_quantity"):
            assert (before[name][~still] != column[~still]).any(axis=-1).any()
        if name not in WORKS:
            np.testing.assert_array_equal(before[name], column, err_msg=name)


def mix(adapt: float, weeks: int = 2) -> float:
    """Mean share of entertainment after so many weeks in which it holds people far better than all else."""
    table = {kind: {"appeal": 2.0 if kind == "entertainment" else -2.0} for kind in KINDS}
    chosen = Settings.model_validate(
        {
            "world": {"people": 50, "creators": 20, "topics": ("a", "b"), "backlog": 5},
            "creators": {"adapt": adapt, "adapt_step": 1.0, "kinds": table},
            "feed": {"algorithm": "user-cf"},
        }
    )
    run = build(chosen, ("user-cf",))
    for _ in range(weeks * adapting.WEEK_H + 1):
        run.step()
    return float(run.engine.world.creators.kinds[:, KINDS.index("entertainment")].mean())


@pytest.mark.slow
def test_in_a_living_world_the_crowd_comes_to_make_what_holds_people() -> None:
    still, moved = mix(0.0), mix(1.0)
    assert still == pytest.approx(1 / 6, abs=0.05)
    assert moved > still + 0.05


def test_who_is_directed_by_hand_stays_as_told() -> None:
    chosen = Settings.model_validate({"world": {"people": 20, "creators": 10}, "creators": {"adapt": 1.0}})
    run = build(chosen, ("user-cf",))
    run.direct(3, {"focus": 0.4})
    run.direct(4, {"focus": 0.4, "adapt": 0.5})
    assert run.engine.world.creators.adapt[2:5].tolist() == [1.0, 0.0, 0.5]
