"""The studio's picture: whom a director is compared with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.experiments.wiring import Simulation, build
from simulator.rooms.studio import camera as studio
from simulator.rooms.studio.state import Studio
from simulator.session import View
from simulator.settings.files import override
from tests.simulator import worlds


@pytest.mark.parametrize(("seed", "count"), enumerate([1, 7, 40, 40, 90, 200]))
def test_usual_creators_are_those_in_the_middle_of_their_topic(seed: int, count: int) -> None:
    """A plain loop over active creators and their rivals says the same, equal skills included."""
    draw = np.random.default_rng(seed)
    active = np.flatnonzero(draw.random(count) < 0.8) if count > 1 else np.arange(count)
    topic, skill, effort = draw.integers(0, 6, count), draw.integers(0, 9, count) / 8, draw.random(count)
    columns = skill.astype(np.float32), effort.astype(np.float32)
    off, lonely = list[float](), list[bool]()
    for who in active:
        same = [other for other in active if topic[other] == topic[who]]
        less = [sum(column[other] < column[who] for other in same) for column in columns]
        off.append(max(abs((fewer + 0.5) / len(same) - 0.5) for fewer in less))
        lonely.append(len(same) <= studio.LEAST_RIVALS)
    made = worlds.stocked(worlds.settings(5, count)).creators
    made = replace(made, topic=topic.astype(np.int16), skill=columns[0], effort=columns[1])
    order = sorted(range(len(active)), key=lambda place: (lonely[place], off[place], place))
    expected = [int(active[place]) for place in order[: max(len(active) // 10, 1)]]
    assert studio._usual(made, active).tolist() == expected


def test_rivals_are_those_on_the_topic_who_posted_much_when_the_game_began() -> None:
    """Among thousands who post next to nothing, and some who have stopped or are not here yet."""
    chosen = override(
        worlds.settings(60, 2_000),
        {"world.posts_per_day": 0.2, "creators.rate_spread": 2.0, "creators.newcomers": 0.33},
    )
    simulation = build(chosen, ("random",))
    made = simulation.engine.world.creators
    made.stopped[np.arange(0, 2_000, 9)] = 0
    week = looked(simulation)
    here = (made.arrives <= simulation.tick) & (made.stopped < 0)
    active = [who for who in range(2_000) if here[who] and 7 * made.posts_per_day[who] * made.drive[who] >= 3]
    assert week.creator in active
    rivals = [who for who in active if made.topic[who] == made.topic[week.creator]]
    assert week.rivals == len(rivals) - 1 > studio.LEAST_RIVALS
    least, middle, most = np.quantile(made.effort[rivals], (0.25, 0.5, 0.75))
    assert least <= made.effort[week.creator] <= most and middle > 10 * np.median(made.effort)
    made.stopped[rivals] = simulation.tick
    assert looked(simulation).rivals == week.rivals, "who is compared stays the same for the game"


def looked(simulation: Simulation) -> Studio:
    week = simulation.frame(View(attends="studio")).closeup
    assert isinstance(week, Studio)
    return week
