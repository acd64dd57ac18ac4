"""Society: dials that are real settings, beside measures that are really taken."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from simulator.app import view
from simulator.app.app import FeedscopeApp
from simulator.app.pictures import plain
from simulator.engine.tick import Events
from simulator.experiments.wiring import Simulation, build
from simulator.frames import HOURS_PER_DAY
from simulator.frames.told import told
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.society.camera import DIALS, switch_of
from simulator.rooms.society.panels import (
    LADDERS,
    DialsPanel,
    Ladder,
    latest,
    mark_row,
    setting_of,
    window,
)
from simulator.rooms.society.screen import SocietyRoom
from simulator.rooms.society.state import MEASURES, Dial, SocietyState
from simulator.session import Tune, TuneAll, View
from simulator.settings.files import override
from simulator.settings.tree import Settings, tunable
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import WAY, opened

EN = catalogue("en")


def looked_at(run: Simulation) -> SocietyState:
    closeup = run.frame(View(attends="society")).closeup
    assert isinstance(closeup, SocietyState)
    return closeup


@pytest.fixture(scope="module")
def lived() -> tuple[Simulation, list[Events]]:
    """Thirty hours: long enough that a whole day has passed."""
    settings = {"seed": 5, "world": {"people": 80, "creators": 20}, "privacy": {"opt_out": 0.25}}
    run = build(Settings.model_validate(settings), ("user-cf",))
    return run, [run.step() for _ in range(30)]


def society_state(**changes: object) -> SocietyState:
    """Two days, one figure an hour."""
    state = SocietyState(
        tick=np.arange(1, 49, dtype=np.int32),
        series=np.tile(np.linspace(0.2, 0.4, 48), (len(MEASURES), 1)),
        dials=tuple(
            Dial(name, math.inf if name == "privacy.epsilon" else 0.0, not switch_of(name), -1) for name in DIALS
        ),
        tenths=np.linspace(0.05, 0.15, 10),
        people=1000,
        opted_out=0,
        truthful=1.0,
        bots=0,
        pushed=3,
    )  # fmt: skip
    return replace(state, **changes)  # pyright: ignore[reportArgumentType]


FRAME = replace(make_frame(people=50, tick=48, paused=True), closeup=society_state())


@asynccontextmanager
async def society(lang: str = "en") -> AsyncIterator[tuple[Pilot[int], FeedscopeApp, FakeSession]]:
    async with opened("r r r r", SocietyRoom, replace(FRAME, lang=lang)) as (room, pilot, session):
        session.commands.clear()
        yield pilot, room.app, session


def ladder(key: str) -> Ladder:
    return next(each for each in LADDERS if each.key == key)


def test_what_people_see_is_measured_over_a_day(lived: tuple[Simulation, list[Events]]) -> None:
    run, hours = lived
    state, world = looked_at(run), run.engine.world
    day = np.concatenate([events.interactions.item for events in hours[-HOURS_PER_DAY:]])
    now = dict(zip(MEASURES, state.series[:, -1], strict=True))
    assert now["quality_seen"] == pytest.approx(world.videos.quality[day].mean())
    assert now["clickbait_seen"] == pytest.approx(world.videos.clickbait[day].mean())
    luck = world.luck.uniform("bot client", np.arange(20))
    pushed = luck <= max(0.02, luck.min())
    assert now["pushed_share"] == pytest.approx(pushed[world.videos.creator[day]].mean())
    assert state.pushed == pushed.sum()
    assert now["small_half"] == run.frame().vitals.small_half
    assert len(state.tick) == 30 and state.tick[-1] == 30


def test_tenths_of_creators_share_all_views_by_whom_they_had_reached(
    lived: tuple[Simulation, list[Events]],
) -> None:
    run, hours = lived
    state = looked_at(run)
    assert state.tenths.sum() == pytest.approx(1.0) and len(state.tenths) == 10
    seen: list[set[int]] = [set() for _ in range(20)]
    for events in hours[: 30 - HOURS_PER_DAY + 1]:
        made = run.engine.world.videos.creator[events.interactions.item]
        for creator, person in zip(made.tolist(), events.interactions.user.tolist(), strict=True):
            seen[creator].add(person)
    order = sorted(range(20), key=lambda creator: (len(seen[creator]), creator))
    views = run.engine.chronicle.creator_views_day
    assert state.tenths[0] == pytest.approx(sum(views[order[:2]]) / views.sum())


def test_the_private_the_fake_and_the_moment_of_a_turn_are_told(
    lived: tuple[Simulation, list[Events]],
) -> None:
    run, _ = lived
    assert 10 <= looked_at(run).opted_out <= 30 and looked_at(run).truthful == 1.0
    assert all(dial.turned == -1 for dial in looked_at(run).dials)
    run.tune_all({"feed.rerank.fairness.on": True, "privacy.epsilon": 1.0, "noise.bots": 0.1})
    state = looked_at(run)
    dials = {dial.name: dial for dial in state.dials}
    assert dials["feed.rerank.fairness.strength"] == Dial("feed.rerank.fairness.strength", 0.5, True, 30)
    assert state.bots == 8 and state.truthful == pytest.approx(math.e / (1 + math.e))
    assert dials["privacy.opt_out"].turned == -1


def test_every_ladder_turns_a_setting_that_may_change_and_stays_within_what_is_allowed() -> None:
    assert [each.name for each in LADDERS] == list(DIALS)
    for each in LADDERS:
        assert tunable(each.name) and set(each.measures) <= set(MEASURES)
        assert each.switch == switch_of(each.name) or not each.staged
        for step in each.steps[int(each.staged) :]:
            override(Settings(), {each.name: step})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_dial_and_measure_has_words(lang: str) -> None:
    say = catalogue(lang)
    assert {key for key in say if key.startswith("society.")} == {
        key for key in EN if key.startswith("society.")
    }
    for each in LADDERS:
        assert say(f"society.dial.{each.key}.name") and say(f"society.dial.{each.key}.text")
        assert say(f"society.group.{each.group}")
    for measure in MEASURES:
        assert say(f"figures.{measure}.name") and say(f"figures.{measure}.text")


async def test_a_stage_is_switched_with_its_knob_and_off_again() -> None:
    async with society() as (pilot, _, session):
        await pilot.press("left", "backspace")
        assert session.commands == []
        await pilot.press("right")
        assert session.commands == [
            TuneAll((("feed.rerank.fairness.on", True), ("feed.rerank.fairness.strength", 0.25)))
        ]
        on = tuple(replace(dial, value=0.25, on=True, turned=40) for dial in society_state().dials)
        session.give(replace(FRAME, closeup=society_state(dials=on)))
        await settle(pilot, session)
        await pilot.press("left")
        assert session.commands[-1] == Tune("feed.rerank.fairness.on", False)
        await pilot.press("right", "backspace")
        assert session.commands[-1] == Tune("feed.rerank.fairness.on", False)


@pytest.mark.slow
async def test_the_mark_moves_and_a_smaller_epsilon_is_a_turn_up() -> None:
    async with society() as (pilot, app, session):
        await pilot.press(*["down"] * 4, "right", "left")
        assert session.commands == [Tune("privacy.epsilon", 4.0)]
        await pilot.press(*["down"] * 9, "right", "up", "up")
        assert session.commands[-1] == Tune("noise.bots", 0.05)
        assert app.screen.query_one(DialsPanel).marked == 4
        await pilot.click(DialsPanel, offset=(5, 2))
        assert app.screen.query_one(DialsPanel).marked == 0


@pytest.mark.sampled(2)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_turn_shows_then_and_now_and_its_moment(lang: str) -> None:
    async with society(lang) as (pilot, app, session):
        say = catalogue(lang)
        assert say("society.never")[:8] in plain(app.export_screenshot())
        turned = tuple(replace(dial, turned=24) for dial in society_state().dials)
        session.give(replace(FRAME, lang=lang, closeup=society_state(dials=turned)))
        await settle(pilot, session)
        text = plain(app.export_screenshot())
        assert say("society.all_since", when=view.clock(24, say)) in text
        for measure in MEASURES:
            assert say(f"figures.{measure}.name") in text, "what it did elsewhere is told as well"
        assert "30% → 40%" in text and "▲ 10.2" in text and f"▲ {say('society.turned')}" in text


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("size", "told"), [((80, 24), False), ((120, 35), True), ((200, 50), True)])
async def test_the_measures_stand_below_the_dials_where_all_dials_have_room(
    size: tuple[int, int], told: bool
) -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, session)
        await pilot.press(*WAY["society"])
        await settle(pilot, session)
        dials = app.screen.query_one(DialsPanel)
        text = [dials.render_line(y).text for y in range(dials.size.height)]
        assert sum(EN("society.dial.bots.name") in line for line in text) == 1
        assert any(EN("society.all_now") in line for line in text) == told
        if told:
            blank = max(y for y, line in enumerate(text) if line.strip())
            assert len(text) - blank <= 3, "nothing is left over"


def test_nobody_is_pushed_while_nobody_is_fake() -> None:
    nobody, some = society_state(), society_state(bots=10)
    assert math.isnan(latest(nobody, "pushed_share")) and latest(some, "pushed_share") == pytest.approx(0.4)
    assert latest(nobody, "small_half") == pytest.approx(0.4)


def test_places_on_a_ladder() -> None:
    bots, epsilon, pools = ladder("bots"), ladder("epsilon"), ladder("pools")
    assert [bots.place(Dial("", value, True, -1)) for value in (0.0, 0.06, 0.1, 9.0)] == [0, 1, 2, 5]
    assert [epsilon.place(Dial("", value, True, -1)) for value in (math.inf, 4.0, 3.0, 0.1)] == [0, 1, 1, 5]
    assert pools.place(Dial("", 0.3, False, -1)) == 0 and pools.place(Dial("", 0.05, True, -1)) == 1
    assert setting_of(epsilon, Dial("", math.inf, True, -1), EN) == EN("society.everything")
    assert told("rare_gap", 0.031, EN) == "3.1 pts" and told("rare_gap", math.nan, EN) == "–"


def test_the_curve_begins_two_days_before_the_turn_and_its_mark_stands_below_it() -> None:
    state = society_state()
    curve, column = window(state, state.series[0], 24, 48)
    assert len(curve) == 48 and column == 23
    assert window(state, state.series[0], -1, 48)[1] == -1
    assert mark_row(3, 20, "turned") == "   ▲ turned".ljust(20)
    assert mark_row(15, 20, "turned") == "        turned ▲".ljust(20) and mark_row(-1, 4, "x") == "    "
