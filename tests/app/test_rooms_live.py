"""The rooms over a world that runs: each gets its close-up, fit to travel, and the run stays the same."""

from __future__ import annotations

import pickle
from time import monotonic

import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.experiments.wiring import build
from simulator.frames import CloseUp, Frame
from simulator.rooms.cocoon.state import CocoonCloseUp
from simulator.rooms.pipeline.state import PipelineCloseUp
from simulator.rooms.why.screen import WhyRoom
from simulator.rooms.why.state import WhyCloseUp
from simulator.session import LocalSession, Step, View
from simulator.settings.tree import Settings

SETTINGS = Settings.model_validate({"seed": 14, "world": {"people": 60, "creators": 10}})
ALGORITHMS = ("user-cf", "random")
HOURS = 48
"""Within two days the followed person is served, under this seed, what a neighbour watched while somebody looks."""


async def at(pilot: Pilot[int], app: FeedscopeApp, tick: int, kind: type[CloseUp] | None = None) -> Frame:
    """The frame of that tick, and with that close-up if one is given, once the screen has it."""
    end = monotonic() + 120
    while monotonic() < end:
        frame = app.frame
        there = frame is not None and frame.tick == tick and not frame.notice
        if frame is not None and there and (kind is None or isinstance(frame.closeup, kind)):
            return frame
        await pilot.pause(0.005)
    raise AssertionError(f"no frame of tick {tick}")


@pytest.mark.slow
async def test_each_room_gets_its_closeup_while_the_world_runs_and_the_run_is_the_same_as_unseen() -> None:
    session = LocalSession(build(SETTINGS, ALGORITHMS), View(paused=True))
    app = FeedscopeApp(session, "en", 60)
    async with app.run_test(size=(120, 35)) as pilot:
        session.send(Step(20))
        await at(pilot, app, 20)
        for name, kind in (("cocoon", CocoonCloseUp), ("pipeline", PipelineCloseUp), ("why", WhyCloseUp)):
            app.action_open(name)
            closeup = (await at(pilot, app, 20, kind)).closeup
            assert isinstance(pickle.loads(pickle.dumps(closeup)), kind)
        assert isinstance(app.room, WhyRoom)
        for tick in range(21, HOURS + 1):
            session.send(Step())
            frame = await at(pilot, app, tick)
        await pilot.pause(0.1)
        frame = await at(pilot, app, HOURS, WhyCloseUp)
        why = frame.closeup
        assert (
            isinstance(why, WhyCloseUp)
            and why.served
            and {each.without for each in why.instead} >= {"person"}
        )
        assert why.video == frame.phone.items[why.place].video
    blind = build(SETTINGS, ALGORITHMS)
    for _ in range(HOURS):
        blind.step()
    assert frame.digest == blind.digest
