"""The pipeline room: its keys, and the figures of a made pipeline in its boxes."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from simulator.app.widgets.panel import Panel
from simulator.engine.laps import STEPS
from simulator.frames import Frame
from simulator.rooms.pipeline import step_panel
from simulator.rooms.pipeline.screen import PipelineRoom
from simulator.session import Attend
from tests.app.closeups import pipeline
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of, opened

BASE = make_frame(tick=150, people=200, paused=True)
FRAME = replace(BASE, closeup=pipeline(BASE))


def visited(
    size: tuple[int, int] = (120, 35), frame: Frame = FRAME
) -> AbstractAsyncContextManager[tuple[PipelineRoom, Pilot[int], FakeSession]]:
    return opened("i i i", PipelineRoom, frame, size)


def text_of(room: PipelineRoom, name: str) -> str:
    return lines_of(room.query_one(f"#{name}", Panel))


def test_the_screen_knows_the_steps_of_the_engine() -> None:
    assert len(step_panel.SERIES) == len(STEPS)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)], ids=str)
async def test_all_five_steps_their_figures_and_what_flows_between_them_are_seen(
    size: tuple[int, int],
) -> None:
    async with visited(size) as (room, _, session):
        assert Attend("pipeline") in session.commands
        said = text_of(room, "works")
        for words in (
            "1 Collect", "2 Prepare", "3 Learn", "4 Line up", "5 See whether", "views this hour 1,234",
            "since the start 188k", "counted views 812", "table 1.0k × 1.5k", "cells filled 6.6%",
            "looked up anew 79", "similar each 50", "places filled 3,160", "similar people 79%", "0.768", "0.702",
            "▼ 1,234 views", "▼ 812 views that count", "▼ 3,160 places", "21.5 ms",
        ):  # fmt: skip
            assert words in said, words


async def test_up_down_tab_and_clicks_explain_one_step_after_another() -> None:
    async with visited() as (room, pilot, _):
        for step in (0, 1, 2, 3, 4, 0):
            assert room.step == step and f"▶ {step + 1}" in text_of(room, "works")
            assert len(text_of(room, "step").split()) > 20
            await pilot.press("down")
        await pilot.press("up", "up")
        assert room.step == 4 and "any order" in text_of(room, "step")
        await pilot.press("tab", "tab")
        assert room.step == 1
        await pilot.click("#works", offset=(10, 20))
        assert room.step == 3 and "new, on trial" in text_of(room, "step")


async def test_an_algorithm_that_asks_no_people_says_nothing_of_similar_people_and_no_hour_gives_no_figures() -> (
    None
):
    other = replace(BASE, algorithm="newest")
    async with visited(frame=replace(other, closeup=pipeline(other))) as (room, pilot, session):
        assert "looked up anew" not in text_of(room, "works") and "new videos 7" in text_of(room, "works")
        nothing = replace(
            pipeline(BASE), ms=(float("nan"),) * 5, sources=(), places=0, users=0, order=float("nan")
        )
        session.give(replace(FRAME, closeup=nothing))
        await settle(pilot, session)
        assert " ms" not in text_of(room, "works") and "order (0–1) –" in text_of(room, "works")
