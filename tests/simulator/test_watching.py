"""How much of a video is watched, worked by hand, and tastes that are discovered by chance."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.luck import Address, Luck
from simulator.laws import attention, drift
from simulator.settings.tree import BehaviourSettings
from simulator.world.state import World
from tests.simulator.worlds import events, settings, stocked

LAW = BehaviourSettings(
    finish=0.0, finish_appeal=1.0, long_videos=1.0, leave_from=0.2, replays=0.8, replay_length=0.5
)


@dataclass(frozen=True)
class Drawn(Address):
    """Luck that is chosen: what each purpose draws, 0.5 where nothing is said."""

    draws: dict[str, float] = field(default_factory=dict[str, float])

    def uniform(self, purpose: str) -> np.ndarray:
        return np.full(self.keys.shape, self.draws.get(purpose, 0.5))


def seconds(appeal: float, duration: float, **draws: float) -> float:
    at = Drawn(1, np.zeros(1, dtype=np.uint64), draws=draws)
    return float(attention.watched(LAW, at, np.array([appeal]), np.array([duration]))[0])


def test_who_does_not_stay_leaves_within_three_seconds() -> None:
    assert seconds(0.0, 20.0, stay=0.51, glance=0.5) == pytest.approx(0.4 + 2.6 * 0.5)
    assert seconds(0.0, 20.0, stay=0.51, glance=0.999) < 3.0
    assert seconds(0.0, 4.0, stay=0.51, glance=0.999) == pytest.approx(0.45 * 4.0)


def test_who_stays_but_does_not_end_leaves_on_the_way() -> None:
    # sigmoid(0) = 0.5 < 0.6: no end; 0.2 + 0.75 * 0.25^1.5 = 0.29375
    assert seconds(0.0, 10.0, stay=0.4, end=0.6, leave=0.25) == pytest.approx(2.9375)


def test_who_ends_may_let_it_run_on() -> None:
    # no replay: 0.8 * sigmoid(0) = 0.4 < 0.5
    assert seconds(0.0, 10.0, stay=0.4, end=0.4, replay=0.5, loop=0.3) == pytest.approx(10.0)
    # replay: 1.05 + 0.5 ln 2
    assert seconds(0.0, 10.0, stay=0.4, end=0.4, replay=0.3, again=0.5) == pytest.approx(13.966, abs=1e-3)
    # never above five lengths
    assert seconds(0.0, 10.0, stay=0.4, end=0.4, replay=0.3, again=1.0 - 1e-12) == pytest.approx(
        50.0, rel=0.7
    )


def test_a_video_e_times_as_long_is_ended_as_if_it_appealed_one_logit_less() -> None:
    long = 10.0 * np.e
    # sigmoid(-1) = 0.2689
    assert seconds(0.0, long, stay=0.4, end=0.26, replay=0.9, loop=0.3) == pytest.approx(long)
    assert seconds(0.0, long, stay=0.4, end=0.27) < 0.95 * long


@given(st.floats(-8, 8), st.floats(3, 315), st.integers(0, 2**32))
def test_watch_ratios_lie_between_0_and_5(appeal: float, duration: float, seed: int) -> None:
    at = Luck(seed).at(np.arange(50))
    ratio = attention.watched(BehaviourSettings(), at, np.full(50, appeal), np.full(50, duration)) / duration
    assert ((ratio > 0) & (ratio <= 5.0 * (1 + 1e-12))).all()  # seconds over seconds may round up


@given(st.floats(-4, 4), st.floats(0.01, 4))
def test_with_the_same_luck_more_appeal_never_makes_anyone_leave_in_the_first_seconds(
    appeal: float, more: float
) -> None:
    at, duration = Luck(3).at(np.arange(200)), np.full(200, 30.0)
    less_s = attention.watched(LAW, at, np.full(200, appeal), duration)
    more_s = attention.watched(LAW, at, np.full(200, appeal + more), duration)
    assert (more_s[less_s >= 3.0] >= 3.0).all()


def curious(**taste: float) -> tuple[World, int, int]:
    """A world whose person 3 knows little of the topic of a video; the video and its topic."""
    world = stocked(
        settings(taste={"drift": 0.0, "boredom": 0.0, "pull_back_per_day": 0.0, "discovery": 1.0, **taste})
    )
    video = int(np.flatnonzero(world.videos.topics.max(axis=1) == 1.0)[0])
    topic = int(world.videos.topic[video])
    world.people.susceptibility[3] = 1.0
    world.people.taste[3] = 0.98 / 15
    world.people.taste[3, topic] = 0.02
    return world, video, topic


def test_a_discovery_by_hand() -> None:
    world, video, topic = curious()
    before = world.people.taste.copy()
    drift.drift(world, events([3], [video], world))
    assert world.people.taste[3, topic] == pytest.approx(0.02 + 0.15 * 0.98, rel=1e-5)
    assert world.people.taste[3].sum() == pytest.approx(1.0, abs=1e-6)
    others = np.arange(len(before)) != 3
    np.testing.assert_allclose(world.people.taste[others], before[others], atol=1e-7)


def test_what_is_familiar_or_not_enjoyed_is_no_discovery() -> None:
    world, video, topic = curious()
    drift.drift(world, events([3], [video], world, ratio=0.3))
    assert world.people.taste[3, topic] == pytest.approx(0.02)
    world.people.taste[3] = 0.5 / 15
    world.people.taste[3, topic] = 0.5
    drift.drift(world, events([3], [video], world))
    assert world.people.taste[3, topic] == pytest.approx(0.5)


def test_only_the_susceptible_discover_and_only_if_discovery_is_on() -> None:
    for off in ("discovery", "susceptibility"):
        world, video, topic = curious(**({"discovery": 0.0} if off == "discovery" else {}))
        if off == "susceptibility":
            world.people.susceptibility[3] = 0.0
        drift.drift(world, events([3], [video], world))
        assert world.people.taste[3, topic] == pytest.approx(0.02)


def test_one_persons_discovery_moves_nobody_elses_luck() -> None:
    alone, together = stocked(settings(taste={"discovery": 0.5})), stocked(settings(taste={"discovery": 0.5}))
    drift.drift(alone, events([5] * 20, list(range(20)), alone))
    drift.drift(together, events([4] * 20 + [5] * 20, [*range(20), *range(20)], together))
    assert np.array_equal(alone.people.taste[5], together.people.taste[5])
