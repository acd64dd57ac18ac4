"""Who keeps coming: contentment, leaving for good, newcomers; and that none of it moves anybody else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiments.wiring import Simulation
from simulator.laws import presence, retention
from simulator.world.people import USUAL_CONTENTMENT
from simulator.world.state import World
from tests.simulator import worlds
from tests.simulator.worlds import events, settings, stocked, table

QUIET = {"retention": 0.0, "leaving_per_day": 0.0}


def came(world: World, days: int = 14) -> np.ndarray:
    """Sessions of everybody over some days."""
    sessions = np.zeros(len(world.people), dtype=np.int64)
    for tick in range(days * 24):
        sessions[presence.online(world, tick)[0]] += 1
    return sessions


def test_zest_by_hand() -> None:
    world = stocked(settings(behaviour={"retention": 2.0}))
    world.people.contentment[:4] = [USUAL_CONTENTMENT, USUAL_CONTENTMENT + 0.1, USUAL_CONTENTMENT - 0.1, 0.0]
    np.testing.assert_allclose(
        retention.zest(world)[:4], [1.0, math.exp(0.2), math.exp(-0.2), 1.0 / 3.0], rtol=1e-5
    )


def test_a_hundred_views_move_contentment_half_of_the_way() -> None:
    world = stocked()
    before = world.people.contentment.copy()
    retention.settle(world, events([3] * 100, list(range(100)), world, ratio=1.0), tick=0)
    assert world.people.contentment[3] == pytest.approx((USUAL_CONTENTMENT + 1.0) / 2)
    others = np.arange(len(before)) != 3
    assert np.array_equal(world.people.contentment[others], before[others])


def test_the_bored_open_the_app_less_and_the_delighted_more() -> None:
    world = stocked(settings(1_000))
    level = dict.fromkeys(("bored", "usual", "delighted"), world)
    total: dict[str, int] = {}
    for name, contentment in zip(level, (0.1, USUAL_CONTENTMENT, 0.9), strict=True):
        world.people.contentment[:] = contentment
        total[name] = int(came(world).sum())
    assert total["bored"] < 0.8 * total["usual"]
    assert total["delighted"] > 1.1 * total["usual"]


def test_without_retention_contentment_changes_nothing() -> None:
    one, other = (stocked(settings(behaviour=QUIET)) for _ in range(2))
    other.people.contentment[:] = 0.0
    assert np.array_equal(came(one), came(other))


def test_one_persons_contentment_moves_nobody_else() -> None:
    one, other = stocked(), stocked()
    other.people.contentment[17] = 0.0
    different = np.flatnonzero(came(one, 40) != came(other, 40))
    assert set(different.tolist()) <= {17}


def test_chance_to_leave_by_hand() -> None:
    world = stocked(settings(behaviour={"leaving_per_day": 0.01}))
    world.people.contentment[:3] = [USUAL_CONTENTMENT, USUAL_CONTENTMENT + 0.1, 0.0]
    expected = [0.01, 0.01 * math.exp(-0.6), 0.01 * math.exp(6 * USUAL_CONTENTMENT)]
    np.testing.assert_allclose(retention.leaving(world)[:3], expected, rtol=1e-5)


def test_who_leaves_does_so_before_dawn_and_never_comes_back() -> None:
    world = stocked(settings(2_000, people={"newcomers": 0.0}, behaviour={"leaving_per_day": 0.1}))
    nobody = events([], [], world)
    for tick in range(24):
        retention.settle(world, nobody, tick)
        assert (world.people.left >= 0).any() == (tick >= retention.LEAVING_HOUR)
    gone = world.people.left >= 0
    assert gone.mean() == pytest.approx(0.1, abs=0.02)
    assert came(world)[gone].sum() == 0
    assert came(world)[~gone].sum() > 0
    retention.settle(world, nobody, 24 + retention.LEAVING_HOUR)
    assert (world.people.left[gone] == retention.LEAVING_HOUR).all()


def test_newcomers_come_from_their_arrival_on_and_do_not_move_the_others() -> None:
    alone = stocked(settings(people={"newcomers": 0.0}))
    joined = stocked(settings(people={"newcomers": 0.5, "newcomers_within_days": 20.0}))
    arrives = joined.people.arrives
    assert (arrives > 0).mean() == pytest.approx(0.5, abs=0.1)
    assert arrives.max() <= 20 * 24 + 1
    for tick in range(24 * 25):
        one, other = presence.online(alone, tick)[0], presence.online(joined, tick)[0]
        assert np.array_equal(other, one[arrives[one] <= tick])


def test_newcomers_are_cold() -> None:
    run = lived({"newcomers": 0.5, "newcomers_within_days": 30.0}, days=5)
    people = run.engine.world.people
    late = people.arrives > run.tick
    assert late.any()
    assert (run.engine.chronicle.last_online[late] == -1).all()
    assert not table(run.engine.world.bonds, "exposures")[late].any()
    np.testing.assert_allclose(people.taste[late], people.innate[late], atol=1e-6)


def lived(crowd: dict[str, object], days: int, **behaviour: float) -> Simulation:
    feed = {"algorithm": "most-watched"}
    return worlds.lived(settings(150, 30, people=crowd, behaviour=behaviour, feed=feed), days * 24)


def test_vitals_are_about_who_is_there() -> None:
    run = lived({"newcomers": 0.0}, 8, leaving_per_day=0.2)
    gone = run.engine.world.people.left >= 0
    assert 0.5 < gone.mean() < 1.0
    assert np.isnan(run.engine.chronicle.effective_topics[gone]).all()
    vitals = run.frame().vitals
    assert vitals.varied + vitals.narrowing + vitals.cocooned == pytest.approx(1.0)
    assert np.isfinite(vitals.effective_topics)


@pytest.mark.slow
def test_when_everybody_has_left_nothing_is_defined_and_nothing_breaks() -> None:
    vitals = lived({"newcomers": 0.0}, 6, leaving_per_day=1.0).frame().vitals
    assert vitals.views_day == 0
    assert np.isnan(vitals.effective_topics)


@pytest.mark.slow
def test_the_defaults_keep_a_crowd_together_for_sixty_days() -> None:
    run = lived({}, 60)
    people = run.engine.world.people
    here = people.here(run.tick).sum()
    assert 0.85 * 150 < here <= 150
    assert run.frame().vitals.views_day > 0


@given(
    st.lists(st.tuples(st.integers(0, 9), st.floats(0, 5)), max_size=60),
    st.floats(0, 1),
)
def test_contentment_stays_between_0_and_1(views: list[tuple[int, float]], start: float) -> None:
    world = _WORLD
    world.people.contentment[:] = start
    views.sort()
    user = [person for person, _ in views]
    happened = events(user, list(range(len(views))), world)
    happened.watch_s[:] = happened.duration_s * np.array([ratio for _, ratio in views], dtype=np.float32)
    retention.settle(world, happened, tick=0)
    assert world.people.contentment.min() >= 0
    assert world.people.contentment.max() <= 1.0 + 1e-6


_WORLD = stocked()
