"""Same people, other luck: `world.seed` beside `seed`."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from simulator.experiments.wiring import Simulation, build
from simulator.laws import streaming
from simulator.session import View
from simulator.settings.tree import Settings


def world(seed: int, born: int | None = None) -> Simulation:
    chosen = {
        "seed": seed,
        "world": {"people": 80, "creators": 12, "seed": born},
        "feed": {"algorithm": "newest"},
    }
    return build(Settings.model_validate(chosen), ("newest",))


def lived(run: Simulation, hours: int = 24) -> str:
    for _ in range(hours):
        run.step()
    return run.digest


def test_left_out_it_is_the_seed() -> None:
    assert lived(world(4)) == lived(world(4, 4)) != lived(world(5, 4))


def test_the_same_people_and_creators_live_through_other_luck() -> None:
    one, other = world(4), world(9, 4)
    for part in ("people", "creators"):
        mine, theirs = getattr(one.engine.world, part), getattr(other.engine.world, part)
        for field in fields(mine):
            np.testing.assert_array_equal(getattr(mine, field.name), getattr(theirs, field.name))
    np.testing.assert_array_equal(one.engine.world.topic_weights, other.engine.world.topic_weights)
    everyone = np.arange(len(one.engine.world.creators))
    slots = [streaming.slot(world.engine.world, everyone) for world in (one, other)]
    np.testing.assert_array_equal(*slots)
    assert not np.array_equal(one.engine.world.videos.duration_s, other.engine.world.videos.duration_s)
    view = View(person=7, creator=3)
    assert one.frame(view).phone.name == other.frame(view).phone.name
    assert one.frame(view).brand.name == other.frame(view).brand.name
    assert lived(one) != lived(other)


def test_other_people_under_the_same_luck() -> None:
    one, other = world(4), world(4, 9)
    assert not np.array_equal(one.engine.world.people.innate, other.engine.world.people.innate)
    assert one.frame(View(person=7)).phone.name != other.frame(View(person=7)).phone.name
