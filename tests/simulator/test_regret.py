"""Utility and regret: by hand, at the ends, and that looking changes nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.experiments.wiring import Simulation, build
from simulator.laws import drift
from simulator.laws.expecting import experience
from simulator.observe.regret import Shortfall
from tests.simulator.worlds import settings, stocked


def lived(algorithm: str = "trending", hours: int = 48, **branches: object) -> Simulation:
    world = settings(120, 20, feed={"algorithm": algorithm}, **branches)
    made = build(world, (algorithm,))
    for _ in range(hours):
        made.step()
    return made


def test_regret_by_hand() -> None:
    world = stocked(settings(20, 5))
    who, count = np.array([2, 9], dtype=np.int32), len(world.videos)
    every = experience(world, who, np.arange(count, dtype=np.int32))
    best = np.argsort(-every, axis=1)
    watched = np.zeros((2, count), dtype=np.bool_)
    watched[0, best[0, 0]] = True
    shown = np.array([[best[0, 5], best[0, -1]], [best[1, 0], -1]], dtype=np.int32)
    gap = Shortfall(world, who, shown, watched).gap()
    expected = every[0, best[0, [1, 2]]].sum() - every[0, best[0, [5, -1]]].sum()
    np.testing.assert_allclose(gap, [expected, 0.0], atol=1e-12)


def test_what_is_shown_beyond_the_candidates_counts_too() -> None:
    world = stocked(settings(20, 5, references={"ideal_candidates": 1}))
    shown = np.array([[0, 3, 5]], dtype=np.int32)
    nothing = np.zeros((1, len(world.videos)), dtype=np.bool_)
    gap = Shortfall(world, np.array([4], dtype=np.int32), shown, nothing).gap()
    assert gap[0] >= 0.0


@pytest.mark.slow
def test_the_ideal_regrets_nothing_and_chance_most() -> None:
    found = {name: lived(name, 72).frame().vitals.regret for name in ("ideal", "content", "random")}
    assert 0.0 <= found["ideal"] < 0.01 < found["content"] < found["random"] < 1.0, found


def test_enjoyed_is_the_mean_experience_of_a_day() -> None:
    made = lived(hours=24)
    felt = np.concatenate([drift.experience(made.step().interactions) for _ in range(24)])
    assert made.frame().vitals.enjoyed == pytest.approx(felt.mean())


@pytest.mark.slow
def test_how_many_are_looked_at_touches_no_event() -> None:
    one, other = lived(), lived(measure={"regret_people": 0})
    assert one.digest == other.digest
    assert math.isnan(other.frame().vitals.regret) and 0.0 < one.frame().vitals.regret < 1.0


def test_before_the_first_hour_nothing_is_known() -> None:
    vitals = lived(hours=0).frame().vitals
    assert math.isnan(vitals.enjoyed) and math.isnan(vitals.regret)
