"""Two worlds: a twin goes on as the first would have, and neither knows of the other."""

from __future__ import annotations

import pytest

from simulator.experiments.wiring import Simulation, build
from simulator.settings.tree import Settings, SettingsError

METHODS = ("user-cf", "content", "random")
PART, ON = 40, 48
"""Ticks before the fork and after it."""


def world(**noise: float) -> Simulation:
    chosen = {
        "seed": 5,  # any would do
        "world": {"people": 60, "creators": 10},
        "feed": {"rerank": {"diversity": {"on": True}, "exploration": {"on": True}}},
        "noise": noise,
        "privacy": {"opt_out": 0.1},
    }
    made = build(Settings.model_validate(chosen), METHODS)
    made.frame()
    return made


def lived(run: Simulation, ticks: int) -> str:
    for _ in range(ticks):
        run.step()
    return run.digest


@pytest.mark.slow
@pytest.mark.parametrize("noise", [{}, {"bots": 3, "sparse": 0.1}], ids=["clean", "noisy"])
def test_a_twin_under_the_same_algorithm_lives_the_same_life(noise: dict[str, float]) -> None:
    alone, first = world(**noise), world(**noise)
    lived(alone, PART)
    lived(first, PART)
    twin, other = first.fork("user-cf"), first.fork("random")
    expected = lived(alone, ON)
    for _ in range(ON):  # in turns, as they run in the app
        other.step()
        first.step()
        twin.step()
    assert twin.digest == first.digest == expected
    assert other.digest != expected
    assert twin.frame().turns == first.frame().turns


def test_a_twin_of_a_twin_and_a_switch_in_one_world_alone() -> None:
    first = world()
    lived(first, 12)
    twin = first.fork("random")
    back = twin.fork("user-cf")
    assert lived(back, 24) == lived(first, 24), "a fork and a fork back, in the same hour, is no change"
    before = first.digest
    twin.tune("feed.rerank.diversity.on", False)
    twin.switch("content")
    lived(twin, 3)
    assert first.settings.feed.rerank.diversity.on and first.digest == before
    assert first.engine.algorithm == "user-cf"


def test_a_twin_needs_an_algorithm_that_is_there() -> None:
    with pytest.raises(SettingsError, match="algorithm must be one of user-cf, content, random"):
        world().fork("nonsense")
