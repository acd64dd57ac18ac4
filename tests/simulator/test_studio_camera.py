"""The studio's picture: whom a director is compared with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.camera import studio
from tests.simulator import worlds


@pytest.mark.parametrize(("seed", "count"), enumerate([1, 7, 40, 40, 90, 200]))
def test_usual_creators_are_those_in_the_middle_of_their_topic(seed: int, count: int) -> None:
    """A plain loop over creators and their rivals says the same, equal skills included."""
    draw = np.random.default_rng(seed)
    topic, skill, effort = draw.integers(0, 6, count), draw.integers(0, 9, count) / 8, draw.random(count)
    columns = skill.astype(np.float32), effort.astype(np.float32)
    off, lonely = list[float](), list[bool]()
    for who in range(count):
        same = [other for other in range(count) if topic[other] == topic[who]]
        less = [sum(column[other] < column[who] for other in same) for column in columns]
        off.append(max(abs((fewer + 0.5) / len(same) - 0.5) for fewer in less))
        lonely.append(len(same) <= studio.LEAST_RIVALS)
    made = worlds.stocked(worlds.settings(5, count)).creators
    made = replace(made, topic=topic.astype(np.int16), skill=columns[0], effort=columns[1])
    expected = sorted(range(count), key=lambda who: (lonely[who], off[who], who))[: max(count // 10, 1)]
    assert studio._usual(made).tolist() == expected
