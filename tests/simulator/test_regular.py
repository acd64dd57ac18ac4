"""Whom the camera shows while nobody is chosen by hand: somebody who is online daily."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.camera.regular import AROUND_H, LATELY_H, Regular
from simulator.experiments.wiring import Simulation, build
from simulator.frames import HOURS_PER_DAY
from simulator.laws import presence
from simulator.session import View
from simulator.settings.tree import Settings
from tests.simulator.worlds import settings, stocked

MONTH_H = 30 * HOURS_PER_DAY
SELDOM: dict[str, dict[str, object]] = {"feed": {"algorithm": "newest"}}
"""People open the app on fewer than half of their days, as they do where the settings say nothing else."""
BUSY = {"active_days": 0.9, "views_per_day": 60, "most_views_per_day": 120, "newcomers": 0}
OFTEN: dict[str, dict[str, object]] = {**SELDOM, "people": BUSY, "world": {"past_days": 3}}
"""They come on nine days of ten, and several times, as in the story and much as in the opening."""


def world(branches: dict[str, dict[str, object]] = SELDOM, seed: int = 1) -> Simulation:
    chosen = Settings.model_validate({**settings(300, 30, **branches).model_dump(), "seed": seed})
    return build(chosen, ("newest",))


def test_many_hours_of_few_people_are_those_of_everybody_hour_by_hour() -> None:
    """Newcomers among them, and people of every zest."""
    everybody = stocked(settings(200, 5, people={"newcomers": 0.5, "newcomers_within_days": 9.0}))
    everybody.people.contentment[:] = np.linspace(0.0, 1.0, 200)
    who, ticks = np.arange(3, 200, 7), np.arange(5, 400)
    slowly = np.zeros((200, len(ticks)), dtype=np.bool_)
    for place, tick in enumerate(ticks.tolist()):
        slowly[presence.online(everybody, tick)[0], place] = True
    quickly = presence.visits(everybody, who, ticks)
    assert quickly.any() and (quickly == slowly[who]).all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("branches", "most"), [(SELDOM, 14), (OFTEN, 6)], ids=["seldom", "often"])
def test_the_followed_person_is_online_daily(
    branches: dict[str, dict[str, object]], most: int, seed: int
) -> None:
    """Through a month never away for a day, and without such a gap in the days behind, as both were measured. It is
    somebody else now and then, for nobody comes daily for ever, but not often."""
    run = world(branches, seed)
    regular, opens = Regular(run.engine), run.engine.opens
    online = np.zeros((opens + MONTH_H, 300), dtype=np.bool_)
    followed: list[int] = []
    for tick in range(len(online)):
        events = run.step()
        online[tick, events.interactions.user] = True
        regular.see(events)
        if tick < opens + AROUND_H:
            continue
        followed.append(regular.person)
        lately = np.flatnonzero(online[max(0, tick + 1 - LATELY_H) : tick + 1, regular.person])
        behind = min(LATELY_H, tick + 1)
        gaps = np.diff([0 if behind == LATELY_H else lately[0], *lately, behind])
        assert gaps.max() <= HOURS_PER_DAY and behind - 1 - lately[-1] < HOURS_PER_DAY, tick
    assert np.count_nonzero(np.diff(followed)) <= most
    assert run.frame(View()).phone.person == regular.person


def test_whom_somebody_chose_stays_and_who_has_left_goes() -> None:
    run = world()
    for _ in range(30):
        run.step()
    first = run.frame(View()).phone.person
    run.engine.world.people.left[first] = 29
    run.step()
    assert run.frame(View(person=first)).phone.person == first
    assert run.frame(View()).phone.person != first


def test_nobody_is_followed_who_is_played_or_has_not_arrived() -> None:
    """Where nobody else is there, whoever was followed last still is."""
    run = world()
    people = run.engine.world.people
    people.arrives[2:] = MONTH_H
    run.take(True)
    assert run.engine.player is not None
    played = run.engine.player.person
    assert Regular(run.engine).person not in (played, *range(2, 300))
    people.left[:] = 0
    regular = Regular(run.engine)
    regular.see(run.step())
    assert regular.person == 0
