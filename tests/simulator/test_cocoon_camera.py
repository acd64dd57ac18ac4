"""The cocoon room's close-up is what happened, and whom the algorithm itself holds for neighbours."""

from __future__ import annotations

from time import thread_time
from typing import Any

import numpy as np
import pytest

from simulator.camera.ways import EVERY_H
from simulator.experiments.wiring import Simulation, build
from simulator.metrics.cocoon import places
from simulator.rooms.cocoon.camera import watching
from simulator.rooms.cocoon.state import CocoonCloseUp
from simulator.session import View
from tests.simulator.worlds import lived, settings

SETTINGS = settings(150, 20, seed=3)


@pytest.fixture(scope="module")
def run() -> Simulation:
    return lived(SETTINGS, 70)


def closeup(run: Simulation, person: int, *about: int) -> CocoonCloseUp:
    made = run.frame(View(person=person, attends="cocoon", about=about)).closeup
    assert isinstance(made, CocoonCloseUp)
    return made


def test_neighbours_are_those_of_the_algorithm_itself_and_share_what_both_watched(run: Simulation) -> None:
    made = closeup(run, 7)
    guarded: Any = run.engine.methods["user-cf"]
    method = guarded.method.method
    ids, likeness = method.neighbours(np.array([7], dtype=np.int32))
    assert [each.person for each in made.neighbours] == ids[0][:8].tolist()
    assert [each.likeness for each in made.neighbours] == pytest.approx(likeness[0][:8])
    seen = method.memory.seen
    for each in made.neighbours:
        assert 0 < each.likeness <= 1 and each.both >= len(each.titles)
        watched = [
            seen(np.full(run_videos(run), who), np.arange(run_videos(run))) for who in (7, each.person)
        ]
        assert each.both <= (watched[0] & watched[1]).sum()


def run_videos(run: Simulation) -> int:
    return len(run.engine.world.videos)


def test_groups_hold_everybody_who_watched_and_their_shares_sum_to_one() -> None:
    diet = np.array([[3.0, 1.0, 0.0], [0.0, 0.0, 2.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32)
    groups, watched = watching(diet)
    assert groups.tolist() == [2, 0, 1]
    assert watched[0] == pytest.approx([0.8, 0.2, 0.0])
    assert np.isnan(watched[1]).all()
    assert watched[2].tolist() == [0.0, 0.0, 1.0]


def stands(run: Simulation, person: int) -> tuple[np.ndarray, np.ndarray]:
    chronicle = run.engine.chronicle
    return places(chronicle.diet[[person]], chronicle.known[[person]], chronicle.narrowness[[person]])


def test_a_way_is_a_place_every_few_hours_and_ends_where_the_person_stands() -> None:
    run = build(SETTINGS, ["user-cf"])
    stood: list[float] = []
    for _ in range(40):
        run.step()
        if (run.tick - 1) % EVERY_H == 0:
            stood.append(float(stands(run, 9)[0][0]))
    (way,) = closeup(run, 7, 9).ways
    now = stands(run, 9)
    assert way.person == 9 and way.x[-1] == now[0][0] and way.y[-1] == now[1][0]
    assert way.x[:-1] == pytest.approx([x for x in stood if np.isfinite(x)], abs=1e-3)
    assert [each.person for each in closeup(run, 7, 10_000, 9, -1).ways] == [9]


@pytest.mark.slow
def test_the_first_week_stays_what_it_was_when_the_second_begins() -> None:
    run = build(SETTINGS, ["user-cf"])
    for _ in range(7 * 24):
        run.step()
    before = closeup(run, 7).first_week
    for _ in range(24):
        run.step()
    assert before.sum() == pytest.approx(1.0)
    assert np.array_equal(closeup(run, 7).first_week, before)


def test_looking_changes_nothing_and_is_quick_once_the_hour_has_been_looked_at() -> None:
    looked, blind = (build(SETTINGS, ["user-cf"]) for _ in range(2))
    for _ in range(20):
        looked.step()
        blind.step()
        closeup(looked, 7, 7, 8)
    assert looked.digest == blind.digest

    def work() -> float:
        begun = thread_time()
        closeup(blind, 7)
        return thread_time() - begun

    first = work()
    assert min(work() for _ in range(5)) < first / 2


def test_who_is_not_tracked_has_no_neighbours() -> None:
    hidden = SETTINGS.model_validate({**SETTINGS.model_dump(), "privacy": {"opt_out": 1.0}})
    run = build(hidden, ["user-cf"])
    for _ in range(20):
        run.step()
    assert closeup(run, 7).neighbours == ()
