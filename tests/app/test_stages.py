"""The stages between algorithm and feed: shown in words, switched and turned by keys, and really at work."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import OptionList

from recommender.rerank.settings import RerankSettings
from recommender.rerank.stages import STAGES
from simulator.app import view
from simulator.app.app import FeedscopeApp
from simulator.app.screens.stages import STEPS, Stages, further
from simulator.camera.stages import stages
from simulator.experiments.wiring import build
from simulator.frames import Knob, PlaceReason
from simulator.locale import LANGUAGES, catalogue
from simulator.session import LocalSession, Tune, View
from simulator.settings.tree import Settings
from tests.app.fake_session import settle
from tests.app.frames import make_frame
from tests.app.opened import WAY, opened

QUIET = {"negative": {"on": False}}
ON = RerankSettings.model_validate({**QUIET, "diversity": {"on": True}, "curiosity": {"on": True}})
FRAME = replace(make_frame(people=50, paused=True), stages=stages(ON))


def ids(app: FeedscopeApp) -> list[str | None]:
    return [option.id for option in app.screen.query_one(OptionList).options]


def marked(app: FeedscopeApp) -> str | None:
    rows = app.screen.query_one(OptionList)
    assert rows.highlighted is not None
    return rows.get_option_at_index(rows.highlighted).id


async def test_s_lists_every_stage_and_the_knobs_of_those_that_are_on() -> None:
    async with opened("r r", Stages, FRAME, (120, 50)) as (card, pilot, session):
        app = card.app
        rows = ids(app)
        assert [row for row in rows if row and "." not in row] == list(STAGES)
        assert [row for row in rows if row and "." in row] == [
            "curiosity.how",
            "curiosity.strength",
            "diversity.share",
        ]
        for keys in (("escape",), WAY["stages"]):
            await pilot.press(*keys)
            await settle(pilot, session)
        assert isinstance(app.screen, Stages)
        await pilot.press("escape")
        assert not isinstance(app.screen, Stages)
        assert session.commands == []


async def test_a_row_is_switched() -> None:
    """By either key; the world has not obeyed the first one when the second comes."""
    async with opened("r r", Stages, FRAME) as (_, pilot, session):
        for count, key in enumerate(("enter", "space"), 1):
            await pilot.press(key)
            await settle(pilot, session)
            assert session.commands == [Tune("feed.rerank.quality.on", True)] * count


@pytest.mark.slow
async def test_knobs_are_turned_and_words_go_round() -> None:
    async with opened("r r", Stages, FRAME) as (card, pilot, session):
        await pilot.press(*["down"] * 5)
        await settle(pilot, session)
        assert marked(card.app) == "curiosity.how"
        await pilot.press("right", "down", "left", "down", "down", "right")
        await settle(pilot, session)
        assert session.commands == [
            Tune("feed.rerank.curiosity.how", "ucb"),
            Tune("feed.rerank.curiosity.strength", 0.0),
            Tune("feed.rerank.diversity.share", 0.35),
        ]
        await pilot.press("up", "up", "up", "up", "up", "left")  # a stage that is off has nothing to turn
        await settle(pilot, session)
        assert len(session.commands) == 3


async def test_the_list_follows_the_engine_and_keeps_its_place() -> None:
    async with opened("r r", Stages, FRAME) as (card, pilot, session):
        app = card.app
        await pilot.press(*["down"] * 8)
        await settle(pilot, session)
        assert marked(app) == "diversity"
        session.give(
            replace(FRAME, stages=stages(RerankSettings.model_validate({**QUIET, "diversity": {"on": True}})))
        )
        await settle(pilot, session)
        assert marked(app) == "diversity"
        assert "curiosity.how" not in ids(app)
        await pilot.press("ctrl+l")
        await settle(pilot, session)
        assert isinstance(app.screen, Stages)
        assert app.screen.query_one(".card").border_title == catalogue("zh")("stages.title")


async def test_switching_a_stage_in_the_app_changes_the_world() -> None:
    settings = Settings.model_validate({"seed": 3, "world": {"people": 60, "creators": 10}})
    run = build(settings, ("user-cf",))
    session = LocalSession(run, View(paused=True))
    app = FeedscopeApp(session, "en", 60)
    async with app.run_test(size=(120, 35)) as pilot:
        for _ in range(100):
            await pilot.pause(0.02)
            if app.frame is not None and not app.frame.notice:
                break
        await pilot.press(*WAY["stages"], "space")
        for _ in range(100):
            await pilot.pause(0.02)
            if app.frame is not None and app.frame.stages[0].on:
                break
        assert run.settings.feed.rerank.quality.on
        await pilot.press("escape")
        await pilot.pause(0.1)
        status = app.screen.query_one("#status")
        assert "+ 2 stages" in "".join(segment.text for segment in status.render_line(0))


@given(
    low=st.floats(-5, 5),
    span=st.floats(0.1, 40),
    part=st.floats(0, 1),
    by=st.sampled_from([-1, 1]),
)
def test_a_turn_stays_within_the_ends(low: float, span: float, part: float, by: int) -> None:
    value = low + part * span
    turned = further(Knob("x", value, low, low + span), by)
    assert isinstance(turned, float) and low <= turned <= low + span


def test_a_knob_goes_from_one_end_to_the_other_and_back() -> None:
    knob = Knob("share", 0.0, 0, 1)
    values = []
    for _ in range(STEPS):
        knob = replace(knob, value=further(knob, 1))
        values.append(knob.value)
    assert values[-1] == 1.0 and values == sorted(values) and len(set(values)) == STEPS
    for _ in range(STEPS):
        knob = replace(knob, value=further(knob, -1))
    assert knob.value == 0.0
    assert further(Knob("views", 20, 1, 1_000_000), 1) == 25
    assert further(Knob("views", 1, 1, 1_000_000), -1) == 1
    assert further(Knob("half_life_h", 48.0, 0, 100_000), 1) == pytest.approx(60.0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_stage_and_knob_has_words(lang: str) -> None:
    say = catalogue(lang)
    for stage in FRAME.stages:
        for key in ("name", "text", *(knob.name for knob in stage.knobs)):
            assert say(f"stages.{stage.name}.{key}")


def test_what_stages_moved_is_said() -> None:
    say = catalogue("en")
    why = PlaceReason(1, moves=(("diversity", 29, 3), ("exploration", -1, 5), ("quality", 4, -1)))
    assert view.moves(why, say) == "up from place 30 to 4 (Diversity) · brought in by Surprises"
    twice = PlaceReason(1, moves=(("negative", 14, 10), ("hot", 10, 18)))
    assert view.moved(twice, say) == "down from place 15 to 19", "in few words, where they stand in the end"
    assert view.moves(PlaceReason(1), say) == ""
